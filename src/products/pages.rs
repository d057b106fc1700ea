//! `/review/products`: the products at the desk, one by one or as a table.

use super::view;
use crate::bulk_import::http::{UPLOAD_LIMIT, from_upload};
use crate::bulk_import::view as import_view;
use crate::bulk_import::{ImportRow, Product, to_csv};
use crate::desk;
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::{Notice, Tab};
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;
use crate::products::catalogue;

/// How many products one page lists.
const PAGE: u32 = 100;

pub const ROUTES: &[Route] = &[
    Route::page("/review/products", Role::may_administer, |visit| {
        Box::pin(async move {
            let w = desk::words_of(&visit);
            let done = |name: &str| visit.request.query(name).is_some();
            let saved = done("saved").then(|| Notice::good(w.saved()));
            let notice = saved.or_else(|| done("removed").then(|| Notice::good(w.product_removed())));
            shown(&visit, 200, notice, Typed::default()).await
        })
    }),
    Route::form("/review/products", Role::may_administer, |visit| Box::pin(put(visit))),
    Route::page("/review/product", Role::may_administer, |visit| Box::pin(one(visit))),
    Route::page("/review/products.csv", Role::may_administer, |visit| Box::pin(export(visit))),
    Route::form("/review/products/remove", Role::may_administer, |visit| Box::pin(remove(visit))),
    Route::form("/review/products/import", Role::may_administer, |visit| Box::pin(import(visit))).limit(UPLOAD_LIMIT),
];

/// The page of one product, `?reference=`. 404 if there is none.
async fn one(visit: Visit<'_>) -> Result<Response, HttpError> {
    let reference = visit.request.query("reference").unwrap_or_default();
    let product = catalogue::find(visit.host, &reference).await?.ok_or(HttpError::NotFound)?;
    let business = visit.settings.business_name();
    Ok(desk::page(200, view::product(&Desk::of(&visit, &business), &product)))
}

/// The page of products, from `?cursor=` on.
async fn shown(
    visit: &Visit<'_>,
    status: u16,
    notice: Option<Notice>,
    typed: Typed<'_>,
) -> Result<Response, HttpError> {
    let after = visit.request.query("cursor").unwrap_or_default();
    let listed = catalogue::list(visit.host, &after, PAGE).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::products(&Desk::of(visit, &business), &listed, notice, typed)))
}

/// All products, as a table that can be handed in again.
async fn export(visit: Visit<'_>) -> Result<Response, HttpError> {
    let all = catalogue::list(visit.host, "", catalogue::ALL).await?;
    Ok(Response::typed(200, "text/csv; charset=utf-8", to_csv(&all.products)).download("products.csv"))
}

/// Adds a product or changes it.
async fn put(visit: Visit<'_>) -> Result<Response, HttpError> {
    let [reference, name, aliases] = ["reference", "name", "aliases"].map(|field| visit.form.text(field));
    let mut wrong = Vec::new();
    let product = (Product { reference, name, aliases }).check(&mut wrong);
    if let Some(wrong) = wrong.first() {
        let w = desk::words_of(&visit);
        let why = w.must_be(wrong);
        let typed = Typed::refused(&visit.form, wrong.column()).because(&why);
        return shown(&visit, 400, Some(Notice::bad(w.entry_senseless)), typed).await;
    }
    catalogue::put(visit.host, &visit.reviewer, &[product]).await?;
    Ok(Response::redirect("/review/products?saved"))
}

async fn remove(visit: Visit<'_>) -> Result<Response, HttpError> {
    let gone = catalogue::remove(visit.host, &visit.reviewer, &visit.form.text("reference")).await?;
    if gone {
        return Ok(Response::redirect("/review/products?removed"));
    }
    shown(&visit, 409, Some(Notice::bad(desk::words_of(&visit).no_such_product())), Typed::default()).await
}

async fn import(visit: Visit<'_>) -> Result<Response, HttpError> {
    match from_upload(&visit, &|_| ())? {
        Ok(rows) => {
            catalogue::put(visit.host, &visit.reviewer, &rows).await?;
            let notice = import_view::imported(desk::words_of(&visit), rows.len(), 0);
            shown(&visit, 200, Some(notice), Typed::default()).await
        }
        Err(refused) => {
            let business = visit.settings.business_name();
            let desk = Desk::of(&visit, &business);
            Ok(desk::page(400, import_view::refused(&desk, Tab::Products, &view::IMPORT, &refused)))
        }
    }
}
