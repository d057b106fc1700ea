//! The page of the connection.

use super::account_notice::{self, Field};
use super::{Subscribed, ask, report, subscribe, view};
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;

pub const ROUTES: &[Route] = &[
    Route::page("/review/connection", Role::may_administer, |visit| Box::pin(shown(visit, 200, None))),
    Route::form("/review/connection", Role::may_administer, |visit| Box::pin(checked(visit))),
    Route::form("/review/connection/seen", Role::may_administer, |visit| Box::pin(seen(visit))),
    Route::form("/review/connection/subscribe", Role::may_administer, |visit| Box::pin(subscribed(visit))),
];

async fn shown(visit: Visit<'_>, status: u16, notice: Option<Notice>) -> Result<Response, HttpError> {
    let report = report(visit.host, visit.settings).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::connection(&Desk::of(&visit, &business), &report, notice)))
}

async fn checked(visit: Visit<'_>) -> Result<Response, HttpError> {
    ask(visit.host, visit.settings).await?;
    Ok(Response::redirect("/review/connection"))
}

/// An admin has seen what Meta reported.
async fn seen(visit: Visit<'_>) -> Result<Response, HttpError> {
    let field = Field::parse(&visit.form.text("field")).ok_or(HttpError::NotFound)?;
    account_notice::see(visit.host, &visit.reviewer, field).await?;
    Ok(Response::redirect("/review/connection"))
}

async fn subscribed(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let bad = match subscribe(visit.host, visit.settings, &visit.reviewer).await? {
        Subscribed::Done => return Ok(Response::redirect("/review/connection")),
        Subscribed::NoAccount => Notice::bad(w.found(super::Finding::AccountUnknown)),
        Subscribed::Refused(refusal) => Notice::bad(&w.not_subscribed(Some(refusal.code))),
        Subscribed::Silent => Notice::bad(&w.not_subscribed(None)),
    };
    shown(visit, 409, Some(bad)).await
}
