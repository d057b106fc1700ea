//! `/review/customers/{id}`.

use super::view;
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;

pub const ROUTES: &[Route] =
    &[Route::page("/review/customers/{id}", Role::may_administer, |visit| Box::pin(shown(visit)))];

/// 404 if there is no such customer. `?done=`: something was just saved.
async fn shown(visit: Visit<'_>) -> Result<Response, HttpError> {
    let profile =
        super::of(visit.host, visit.reviewer.role, visit.params.get("id")).await?.ok_or(HttpError::NotFound)?;
    let business = visit.settings.business_name();
    let desk = Desk::of(&visit, &business);
    let notice = visit.request.query("done").map(|_| Notice::good(desk.words.saved()));
    Ok(desk::page(200, view::render(&desk, &profile, notice)))
}
