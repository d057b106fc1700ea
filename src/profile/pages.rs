//! `/review/customers/{id}`.

use super::{Profile, view};
use crate::bulk_import::{Customer, ImportRow};
use crate::customers::directory;
use crate::customers::pages::with_wrote_before;
use crate::customers::view::path;
use crate::desk;
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::Notice;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::{Address, Role};

pub const ROUTES: &[Route] = &[
    Route::page("/review/customers/{id}", Role::may_administer, |visit| Box::pin(shown(visit))),
    Route::form("/review/customers/{id}/change", Role::may_administer, |visit| Box::pin(change(visit))),
];

/// 404 if there is no such customer. `?done=`: something was just done.
async fn shown(visit: Visit<'_>) -> Result<Response, HttpError> {
    let profile = found(&visit).await?;
    let business = visit.settings.business_name();
    let desk = Desk::of(&visit, &business);
    let notice = match visit.request.query("done") {
        Some(done) => Some(said(&visit, &desk, &profile, &done).await?),
        None => None,
    };
    Ok(desk::page(200, view::render(&desk, &profile, None, notice)))
}

async fn found(visit: &Visit<'_>) -> Result<Profile, HttpError> {
    super::of(visit.host, visit.reviewer.role, visit.params.get("id")).await?.ok_or(HttpError::NotFound)
}

/// Changes a customer's name and language. 404 if they were erased meanwhile.
async fn change(visit: Visit<'_>) -> Result<Response, HttpError> {
    let id = visit.params.get("id");
    let customer = Customer { id: id.to_owned(), name: visit.form.text("name"), language: visit.form.text("language") };
    let mut wrong = Vec::new();
    let customer = customer.check(&mut wrong);
    if let Some(wrong) = wrong.first() {
        let w = desk::words_of(&visit);
        let why = w.must_be(wrong);
        let typed = Typed::refused(&visit.form, wrong.column()).because(&why);
        let profile = found(&visit).await?;
        let business = visit.settings.business_name();
        let notice = Some(Notice::bad(w.entry_senseless));
        return Ok(desk::page(400, view::render(&Desk::of(&visit, &business), &profile, Some(typed), notice)));
    }
    directory::find(visit.host, id).await?.ok_or(HttpError::NotFound)?;
    directory::put(visit.host, &visit.reviewer, std::slice::from_ref(&customer)).await?;
    Ok(Response::redirect(&format!("{}?done=changed", path(id))))
}

/// What was just done. After an address was listed, also what it wrote before.
async fn said(visit: &Visit<'_>, desk: &Desk<'_>, profile: &Profile, done: &str) -> Result<Notice, HttpError> {
    let notice = desk.words.customer_done(done, &profile.customer.id);
    let newest = profile.entries.iter().max_by_key(|entry| entry.added_at);
    let listed = newest.filter(|_| matches!(done, "made" | "saved" | "listed" | "already"));
    match listed.and_then(|entry| Address::as_sent(&entry.address)) {
        Some(address) => with_wrote_before(visit, desk, notice, &address).await,
        None => Ok(notice),
    }
}
