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
use crate::desk::Desk;
use crate::desk::words::words;
use crate::host::Host;
use crate::http::credential::{Credential, Csrf};
use crate::identity::ReviewId;
use crate::review::Role;
use crate::steps::StepError;
use crate::steps::health::{Schema, schema};
use crate::steps::read::{self, Visit};
use crate::store::review_queue::history::Counts;
use crate::store::reviewer::Reviewer;
use serve::{Asked, Refused, asset};
use std::pin::Pin;
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
    let (business, host) = (call.settings().business_name(), call.host());
    match route(call, path, method).await {
        Ok(response) => Ok(response),
        Err(refused) => {
            let refused = explained(refused, host).await;
            refused.into_response(tongue, &business, Asked { next: &next, by_script, reads })
        }
    }
}

/// Over a database that lacks a migration everything breaks, and trying again is no use.
async fn explained(refused: Refused, host: Result<WorkerHost, StepError>) -> Refused {
    match (refused, host) {
        (Refused::Step(error @ StepError::Database(_)), Ok(host))
            if schema(&host).await.is_ok_and(|schema| schema == Schema::Behind) =>
        {
            Refused::NotMigrated(error)
        }
        (refused, _) => refused,
    }
}

/// Each route is a future of its own, as in [`super::api`].
async fn route(call: Call, path: &[&str], method: &str) -> Result<Response, Refused> {
    let method = if method == "HEAD" { "GET" } else { method };
    let answer: Pin<Box<dyn Future<Output = Result<Response, Refused>> + '_>> = match (path, method) {
        ([], "GET") => Box::pin(cards::queue(&call)),
        (["desk.css"], "GET") => return asset("text/css; charset=utf-8", crate::desk::STYLE),
        (["desk.js"], "GET") => return asset("text/javascript; charset=utf-8", crate::desk::SCRIPT),
        (["cards", id], "GET") => Box::pin(async { cards::card(&call, &known(id)?).await }),
        (["history"], "GET") => Box::pin(look_back::history(&call)),
        (["stuck"], "GET") => Box::pin(look_back::stuck(&call)),
        (["numbers"], "GET") => Box::pin(look_back::numbers(&call, false)),
        (["numbers.csv"], "GET") => Box::pin(look_back::numbers(&call, true)),
        (["customers"], "GET") => Box::pin(admin::customers(&call)),
        (["products"], "GET") => Box::pin(admin::products(&call)),
        (["products.csv"], "GET") => Box::pin(admin::products_csv(&call)),
        (["replies"], "GET") => Box::pin(admin::replies(&call)),
        (["replies"], "POST") => Box::pin(admin::put_replies(call)),
        (["rules"], "GET") => Box::pin(rules::show(&call)),
        (["rules", verb], "POST") => Box::pin(rules::change(call, verb)),
        (["persona"], "POST") => Box::pin(rules::put_persona(call)),
        (["persona", verb @ ("approve" | "refuse")], "POST") => Box::pin(rules::judge_persona(call, verb)),
        (["people"], "GET") => Box::pin(admin::people(&call)),
        (["customers"], "POST") => Box::pin(admin::add_customer(call)),
        (["customers", "remove"], "POST") => Box::pin(admin::remove_customer(call)),
        (["customers", "erase"], "POST") => Box::pin(admin::erase_customer(call)),
        ([table @ ("customers" | "orders" | "products"), "import"], "POST") => Box::pin(admin::import(call, table)),
        (["products"], "POST") => Box::pin(admin::put_product(call)),
        (["products", "remove"], "POST") => Box::pin(admin::remove_product(call)),
        (["people"], "POST") => Box::pin(admin::add_person(call)),
        (["people", "email"], "POST") => Box::pin(admin::set_email(call)),
        (["people", "revoke"], "POST") => Box::pin(admin::revoke(call)),
        (["sign-in"], "POST") => Box::pin(door::sign_in(call)),
        (["sign-out"], "POST") => Box::pin(door::sign_out(call)),
        (["language"], "POST") => Box::pin(door::language(call)),
        (["cards", id, "preview"], "POST") => Box::pin(async { cards::preview(call, &known(id)?).await }),
        (["cards", id, "redraft"], "POST") => Box::pin(async { cards::redraft(call, &known(id)?).await }),
        (["cards", id, verb @ ("approve" | "edit" | "reject" | "resolve")], "POST") => {
            Box::pin(async { cards::decide(call, &known(id)?, verb).await })
        }
        (
            []
            | ["desk.css" | "desk.js" | "history" | "stuck" | "numbers" | "numbers.csv" | "products.csv" | "rules"]
            | ["cards", _],
            _,
        ) => return Err(Refused::Method("GET")),
        (["customers" | "products" | "replies" | "people"], _) => return Err(Refused::Method("GET, POST")),
        (
            ["sign-in" | "sign-out" | "language" | "persona"]
            | ["cards", _, _]
            | ["customers" | "products" | "orders" | "people" | "rules" | "persona", _],
            _,
        ) => return Err(Refused::Method("POST")),
        _ => return Err(Refused::NotFound),
    };
    answer.await
}

fn known(id: &str) -> Result<ReviewId, Refused> {
    ReviewId::known(id).ok_or(Refused::NotFound)
}

/// Somebody who is signed in.
struct Visitor {
    host: WorkerHost,
    reviewer: Reviewer,
    /// As they were when they came in.
    counts: Counts,
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
        let (mut visit, mut credential) = (read::visit(&host, &credential, asked).await?, credential);
        if let (None, Some(access)) = (&visit, instead(call, &credential).await) {
            (visit, credential) = (read::visit(&host, &access, asked).await?, access);
        }
        let visitor = Self::known(call, host, visit.ok_or(Refused::SignIn)?, &credential)?;
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

    fn known(call: &Call, host: WorkerHost, visit: Visit, credential: &Credential) -> Result<Self, Refused> {
        let csrf = credential.csrf().ok_or(Refused::SignIn)?;
        let Visit { reviewer, counts } = visit;
        Ok(Self { host, reviewer, counts, csrf, business: call.settings().business_name() })
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            reviewer: &self.reviewer,
            words: words(Desk::tongue(&self.reviewer)),
            counts: self.counts,
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
