//! `/review/customers/{id}`.

use super::{Profile, view};
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::desk::text;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::{Address, Role};
use crate::ledger::strangers;
use crate::ledger::strangers_view::wrote_before;
use maud::html;

pub const ROUTES: &[Route] =
    &[Route::page("/review/customers/{id}", Role::may_administer, |visit| Box::pin(shown(visit)))];

/// 404 if there is no such customer. `?done=`: something was just saved.
async fn shown(visit: Visit<'_>) -> Result<Response, HttpError> {
    let profile =
        super::of(visit.host, visit.reviewer.role, visit.params.get("id")).await?.ok_or(HttpError::NotFound)?;
    let business = visit.settings.business_name();
    let desk = Desk::of(&visit, &business);
    let notice = match visit.request.query("done") {
        Some(_) => Some(saved(&visit, &desk, &profile).await?),
        None => None,
    };
    Ok(desk::page(200, view::render(&desk, &profile, notice)))
}

/// Says also what the address that was listed last wrote before: nobody was told of it.
async fn saved(visit: &Visit<'_>, desk: &Desk<'_>, profile: &Profile) -> Result<Notice, HttpError> {
    let newest = profile.entries.iter().max_by_key(|entry| entry.added_at);
    let Some(address) = newest.and_then(|entry| Address::as_sent(&entry.address)) else {
        return Ok(Notice::good(desk.words.saved()));
    };
    let wrote = strangers::wrote_before(visit.host, visit.settings, &address).await?;
    let text = html! { (desk.words.saved()) @if let Some(wrote) = &wrote { (wrote_before(desk, &text::address(address.as_str()), wrote)) } };
    Ok(Notice { bad: false, text })
}
