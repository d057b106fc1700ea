//! A decision on a card: the one kind of request whose credential is not found before its handler
//! but in the batch that carries it out, so that one round trip lies between a press and its
//! Graph call (docs/decisions.md).
//!
//! What needs no database is checked before: the body, the CSRF token, the key. Where that fails,
//! the request goes the way of every other one: whoever asks is found, and then refused.

use super::visit::{self, DeskStanding, Visitor};
use super::{App, acts, authorize, brought, credential, enter, read_body, read_form};
use crate::http::{Body, Forbidden, HttpError, Params, Request, Response, Visit};
use crate::identity::Role;
use crate::review::decide::{Pressed, decide};
use crate::review::{api, pages};

/// A decision by the API.
pub async fn by_api(
    app: App<'_>,
    request: &Request,
    params: &Params,
    verb: &str,
    body: &mut dyn Body,
    limit: usize,
) -> Result<Response, HttpError> {
    let credential = credential(app, request).await.ok_or(HttpError::Unauthorized)?;
    let asked = match read_body(request, body, limit).await {
        Ok(body) => api::asked(request, params, verb, &body),
        Err(error) => Err(error),
    };
    match asked {
        Ok(asked) if acts(request, &credential) => match decide(app.host, app.settings, &credential, &asked).await? {
            Pressed::ByNobody => Err(HttpError::Unauthorized),
            Pressed::MayNot => Err(HttpError::Forbidden(Forbidden::Role)),
            Pressed::By { decided, .. } => Ok(api::decided(decided)),
        },
        asked => {
            let reviewer = authorize(app, request).await?;
            may_decide(reviewer.role)?;
            Err(asked.err().unwrap_or(HttpError::Forbidden(Forbidden::Foreign)))
        }
    }
}

/// A decision at the desk, and the page that tells of it.
pub async fn at_desk(
    app: App<'_>,
    request: &Request,
    params: Params,
    verb: &str,
    body: &mut dyn Body,
    limit: usize,
) -> Result<Response, HttpError> {
    let App { host, settings } = app;
    let form = read_form(request, body, limit).await?;
    let mut credential = brought(app, request).await?;
    let from_our_page = credential.csrf().is_some_and(|csrf| csrf.is(&form.text("csrf")));
    let (visitor, decided) = match pages::asked(&params, &form, verb).filter(|_| from_our_page) {
        None => (None, None),
        Some(asked) => match decide(host, settings, &credential, &asked).await {
            Ok(Pressed::By { reviewer, stamp, decided }) => (Some(Visitor { reviewer, stamp }), Some(Ok(decided))),
            Ok(Pressed::ByNobody | Pressed::MayNot) => (None, None),
            Err(error) => (None, Some(Err(error))),
        },
    };
    let Visitor { reviewer, stamp } = match visitor {
        Some(visitor) => visitor,
        None => {
            let (visitor, vouched) = enter(app, request).await?;
            credential = vouched;
            visitor
        }
    };
    may_decide(reviewer.role)?;
    let csrf = credential.csrf().ok_or(HttpError::Unauthorized)?;
    if !csrf.is(&form.text("csrf")) {
        return Err(HttpError::Forbidden(Forbidden::OldPage));
    }
    let DeskStanding { counts, alarms } = visit::standing(host, settings).await?;
    let visit = Visit { host, settings, request, params, reviewer, stamp, counts, alarms, credential, csrf, form };
    pages::pressed(visit, verb, decided).await
}

fn may_decide(role: Role) -> Result<(), HttpError> {
    if role.may_decide() { Ok(()) } else { Err(HttpError::Forbidden(Forbidden::Role)) }
}
