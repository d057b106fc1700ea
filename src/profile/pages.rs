//! `/review/customers/{id}`.

use super::view;
use crate::bulk_import::{Customer, Row};
use crate::customers::directory;
use crate::customers::view::path;
use crate::desk;
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::Notice;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;

pub const ROUTES: &[Route] = &[
    Route::page("/review/customers/{id}", Role::may_administer, |visit| {
        Box::pin(async move {
            let (w, id) = (desk::words_of(&visit), visit.params.get("id"));
            let notice = visit.request.query("done").map(|done| w.customer_done(&done, id));
            shown(&visit, 200, None, notice).await
        })
    }),
    Route::form("/review/customers/{id}/change", Role::may_administer, |visit| Box::pin(change(visit))),
];

/// 404 if there is no such customer. `refused`: the form that changes them.
async fn shown(
    visit: &Visit<'_>,
    status: u16,
    refused: Option<Typed<'_>>,
    notice: Option<Notice>,
) -> Result<Response, HttpError> {
    let profile = super::of(visit.host, visit.params.get("id")).await?.ok_or(HttpError::NotFound)?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::render(&Desk::of(visit, &business), &profile, refused, notice)))
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
        return shown(&visit, 400, Some(typed), Some(Notice::bad(w.entry_senseless))).await;
    }
    directory::find(visit.host, id).await?.ok_or(HttpError::NotFound)?;
    directory::put(visit.host, &visit.reviewer, std::slice::from_ref(&customer)).await?;
    Ok(Response::redirect(&format!("{}?done=saved", path(id))))
}
