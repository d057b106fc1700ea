//! `/review/customers`: the allowlist at the desk, tables from the CRM, and erasing.

use super::view;
use crate::bulk_import::filled;
use crate::bulk_import::http::{UPLOAD_LIMIT, from_upload};
use crate::bulk_import::view as import_view;
use crate::customers::address_change::{self, Followed};
use crate::customers::allowlist::{self, OptIn, Put};
use crate::customers::directory;
use crate::customers::listable::listable;
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::http::{Form, HttpError, Response, Route, Visit};
use crate::identity::{Address, Role};
use crate::language::Language;

/// How many entries one page lists.
const PAGE: u32 = 100;

pub const ROUTES: &[Route] = &[
    Route::page("/review/customers", Role::may_administer, |visit| {
        Box::pin(async move { shown(&visit, 200, None).await })
    }),
    Route::form("/review/customers", Role::may_administer, |visit| Box::pin(add(visit))),
    Route::form("/review/customers/remove", Role::may_administer, |visit| Box::pin(remove(visit))),
    Route::form("/review/customers/move", Role::may_administer, |visit| Box::pin(follow(visit))),
    Route::form("/review/customers/import", Role::may_administer, |visit| Box::pin(import(visit))).limit(UPLOAD_LIMIT),
    Route::form("/review/orders/import", Role::may_administer, |visit| Box::pin(import_orders(visit)))
        .limit(UPLOAD_LIMIT),
];

/// The page of customers, from `?cursor=` on.
pub async fn shown(visit: &Visit<'_>, status: u16, notice: Option<Notice>) -> Result<Response, HttpError> {
    let after = visit.request.query("cursor").unwrap_or_default();
    let (listed, past) = allowlist::list_with_past(visit.host, &after, PAGE).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::customers(&Desk::of(visit, &business), &listed, &past, notice)))
}

/// Puts a customer on the allowlist. An address that is another customer's is passed on only
/// after the page asked.
async fn add(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let address = match listable(&visit.form.text("address")) {
        Ok(address) => address,
        Err(why) => return shown(&visit, 400, Some(Notice::bad(&w.unlistable(why)))).await,
    };
    let Some(opt_in) = opt_in(&visit.form) else {
        return shown(&visit, 400, Some(Notice::bad(w.entry_senseless))).await;
    };
    match allowlist::put(visit.host, visit.settings, &visit.reviewer, &address, &opt_in).await? {
        Some(Put::OtherCustomers(entry)) => {
            let business = visit.settings.business_name();
            let notice = view::passes_on(&Desk::of(&visit, &business), &entry, &opt_in);
            shown(&visit, 409, Some(notice)).await
        }
        Some(Put::Done(_)) | None => Ok(Response::redirect("/review/customers")),
    }
}

fn opt_in(form: &Form) -> Option<OptIn> {
    Some(OptIn {
        customer_id: filled(&form.text("customer_id"), 128)?,
        customer_name: filled(&form.text("customer_name"), 200)?,
        language: Language::parse(&form.text("language"))?,
        note: filled(&form.text("opt_in_note"), 2_000)?,
        replace: form.filled("replace").is_some(),
    })
}

/// Takes an address off the allowlist.
async fn remove(visit: Visit<'_>) -> Result<Response, HttpError> {
    let address = Address::as_sent(&visit.form.text("address")).ok_or(HttpError::NotFound)?;
    allowlist::remove(visit.host, visit.settings, &visit.reviewer, &address).await?;
    Ok(Response::redirect("/review/customers"))
}

/// Lists the address that a customer moved to, in the place of the one that they left.
async fn follow(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let address = |field: &str| Address::as_sent(&visit.form.text(field)).ok_or(HttpError::NotFound);
    match address_change::follow(visit.host, visit.settings, &visit.reviewer, &address("from")?, &address("to")?)
        .await?
    {
        Followed::Done(_) => shown(&visit, 200, Some(Notice::good(w.new_address_listed))).await,
        Followed::OtherCustomers(entry) => {
            let notice = Notice { bad: true, text: view::others_address(w, &entry) };
            shown(&visit, 409, Some(notice)).await
        }
        Followed::NoNotice => shown(&visit, 409, Some(Notice::bad(w.no_new_address))).await,
    }
}

async fn import(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let (status, notice) = match from_upload(&visit)? {
        Ok(rows) => {
            directory::put(visit.host, &visit.reviewer, &rows).await?;
            (200, import_view::imported(w, rows.len(), 0))
        }
        Err(error) => (400, import_view::not_imported(w, &error)),
    };
    shown(&visit, status, Some(notice)).await
}

/// Orders of customers that are not known are left out.
async fn import_orders(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let (status, notice) = match from_upload(&visit)? {
        Ok(rows) => {
            let taken = directory::put_orders(visit.host, &visit.reviewer, &rows).await?;
            (200, import_view::imported(w, taken, rows.len() - taken))
        }
        Err(error) => (400, import_view::not_imported(w, &error)),
    };
    shown(&visit, status, Some(notice)).await
}
