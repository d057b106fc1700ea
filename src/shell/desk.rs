//! `/review`: the desk, served as pages. Routes and who may see what; the pages
//! themselves are [`crate::desk`].

mod admin;
mod cards;
mod door;
mod look_back;
mod rules;
mod serve;

use super::Call;
use super::host::WorkerHost;
use crate::clock::Timestamp;
use crate::credential::{Credential, Csrf};
use crate::desk::Desk;
use crate::desk::words::words;
use crate::host::Host;
use crate::identity::ReviewId;
use crate::review::Role;
use crate::steps::{StepError, read};
use crate::store::reviewer::Reviewer;
use serve::{Asked, Refused, asset};
use worker::Response;

/// GET and POST `/review/…`.
pub(super) async fn answer(call: Call, path: &[&str], method: &str) -> worker::Result<Response> {
    let tongue = door::tongue(&call);
    let (by_script, reads) = (call.header("x-desk").is_some(), call.reads());
    let next = if reads {
        call.parsed().map_or_else(|_| "/review".to_owned(), |url| url.pathname() + &url.search())
    } else {
        "/review".to_owned()
    };
    let business = call.settings().business_name();
    match route(call, path, method).await {
        Ok(response) => Ok(response),
        Err(refused) => refused.into_response(tongue, &business, Asked { next: &next, by_script, reads }),
    }
}

async fn route(call: Call, path: &[&str], method: &str) -> Result<Response, Refused> {
    let method = if method == "HEAD" { "GET" } else { method };
    match (path, method) {
        ([], "GET") => cards::queue(&call).await,
        (["desk.css"], "GET") => asset("text/css; charset=utf-8", crate::desk::STYLE),
        (["desk.js"], "GET") => asset("text/javascript; charset=utf-8", crate::desk::SCRIPT),
        (["cards", id], "GET") => cards::card(&call, &known(id)?).await,
        (["history"], "GET") => look_back::history(&call).await,
        (["stuck"], "GET") => look_back::stuck(&call).await,
        (["numbers"], "GET") => look_back::numbers(&call, false).await,
        (["numbers.csv"], "GET") => look_back::numbers(&call, true).await,
        (["customers"], "GET") => admin::customers(&call).await,
        (["products"], "GET") => admin::products(&call).await,
        (["products.csv"], "GET") => admin::products_csv(&call).await,
        (["replies"], "GET") => admin::replies(&call).await,
        (["replies"], "POST") => admin::put_replies(call).await,
        (["rules"], "GET") => rules::show(&call).await,
        (["rules", verb], "POST") => rules::change(call, verb).await,
        (["persona"], "POST") => rules::put_persona(call).await,
        (["persona", verb @ ("approve" | "refuse")], "POST") => rules::judge_persona(call, verb).await,
        (["people"], "GET") => admin::people(&call).await,
        (["customers"], "POST") => admin::add_customer(call).await,
        (["customers", "remove"], "POST") => admin::remove_customer(call).await,
        (["customers", "erase"], "POST") => admin::erase_customer(call).await,
        ([table @ ("customers" | "orders" | "products"), "import"], "POST") => admin::import(call, table).await,
        (["products"], "POST") => admin::put_product(call).await,
        (["products", "remove"], "POST") => admin::remove_product(call).await,
        (["people"], "POST") => admin::add_person(call).await,
        (["people", "email"], "POST") => admin::set_email(call).await,
        (["people", "revoke"], "POST") => admin::revoke(call).await,
        (["sign-in"], "POST") => door::sign_in(call).await,
        (["sign-out"], "POST") => door::sign_out(call).await,
        (["language"], "POST") => door::language(call).await,
        (["cards", id, "preview"], "POST") => cards::preview(call, &known(id)?).await,
        (["cards", id, "redraft"], "POST") => cards::redraft(call, &known(id)?).await,
        (["cards", id, verb @ ("approve" | "edit" | "reject" | "resolve")], "POST") => {
            cards::decide(call, &known(id)?, verb).await
        }
        (
            []
            | ["desk.css" | "desk.js" | "history" | "stuck" | "numbers" | "numbers.csv" | "products.csv" | "rules"]
            | ["cards", _],
            _,
        ) => Err(Refused::Method("GET")),
        (["customers" | "products" | "replies" | "people"], _) => Err(Refused::Method("GET, POST")),
        (
            ["sign-in" | "sign-out" | "language" | "persona"]
            | ["cards", _, _]
            | ["customers" | "products" | "orders" | "people" | "rules" | "persona", _],
            _,
        ) => Err(Refused::Method("POST")),
        _ => Err(Refused::NotFound),
    }
}

fn known(id: &str) -> Result<ReviewId, Refused> {
    ReviewId::known(id).ok_or(Refused::NotFound)
}

/// Somebody who is signed in.
struct Visitor {
    host: WorkerHost,
    reviewer: Reviewer,
    csrf: Csrf,
    business: String,
}

impl Visitor {
    /// Lets somebody in to look. Errors: nobody signed in, or not in this role.
    async fn enter(call: &Call, may: fn(Role) -> bool) -> Result<Self, Refused> {
        let host = call.host()?;
        let credential = ambient(call).await?;
        // The script's own looks must not keep a session alive that nobody uses.
        let asked = call.header("x-desk").is_none() || !call.reads();
        let who = async |credential: &Credential| {
            if asked { read::authenticate(&host, credential).await } else { read::glance(&host, credential).await }
        };
        let (mut reviewer, mut credential) = (who(&credential).await?, credential);
        if let (None, Some(access)) = (&reviewer, instead(call, &credential).await) {
            (reviewer, credential) = (who(&access).await?, access);
        }
        let visitor = Self::known(call, host, reviewer, &credential)?;
        if may(visitor.reviewer.role) { Ok(visitor) } else { Err(Refused::Role) }
    }

    /// Lets somebody in to act: from a page of ours, with its token. Returns the form.
    /// Errors: as [`Visitor::enter`], or the request is not ours.
    async fn act(call: &mut Call, may: fn(Role) -> bool) -> Result<(Self, serve::Form), Refused> {
        if !call.is_from_us() {
            return Err(Refused::Foreign);
        }
        let form = serve::Form::read(call).await?;
        let visitor = Self::enter(call, may).await?;
        if visitor.csrf.is(&form.text("csrf")) { Ok((visitor, form)) } else { Err(Refused::OldPage) }
    }

    fn known(call: &Call, host: WorkerHost, who: Option<Reviewer>, credential: &Credential) -> Result<Self, Refused> {
        let reviewer = who.ok_or(Refused::SignIn)?;
        let csrf = credential.csrf().ok_or(Refused::SignIn)?;
        Ok(Self { host, reviewer, csrf, business: call.settings().business_name() })
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            reviewer: &self.reviewer,
            words: words(Desk::tongue(&self.reviewer)),
            csrf: &self.csrf,
            now: self.now(),
            press: hex::encode(self.host.nonce().0),
            business: &self.business,
        }
    }

    fn now(&self) -> Timestamp {
        self.host.now()
    }
}

/// Access's word, where a session that is over stands before it.
async fn instead(call: &Call, credential: &Credential) -> Option<Credential> {
    match credential {
        Credential::Session(_) => super::access::credential(call).await,
        Credential::Token(_) | Credential::Access { .. } => None,
    }
}

/// What a browser brings by itself. A bearer token opens no page.
async fn ambient(call: &Call) -> Result<Credential, Refused> {
    match call.credential().await {
        Some(credential @ (Credential::Session(_) | Credential::Access { .. })) => Ok(credential),
        Some(Credential::Token(_)) | None => Err(Refused::SignIn),
    }
}

impl From<StepError> for Refused {
    fn from(error: StepError) -> Self {
        Self::Step(error)
    }
}
