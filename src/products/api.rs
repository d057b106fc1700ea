//! `/api/products`.

use crate::bulk_import::http::{LIMIT, Window, checked, from_call, id, removed};
use crate::bulk_import::{Product, to_csv};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{MISFIT, NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use crate::products::catalogue;
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/products", "listProducts", Role::may_administer, |call| Box::pin(list(call))),
    Route::api(Method::Put, "/api/products", "putProducts", Role::may_administer, |call| Box::pin(put_all(call)))
        .limit(LIMIT),
    Route::api(Method::Get, "/api/products.csv", "exportProducts", Role::may_administer, |call| Box::pin(export(call))),
    Route::api(Method::Put, "/api/products/{reference}", "putProduct", Role::may_administer, |call| {
        Box::pin(put(call))
    }),
    Route::api(Method::Delete, "/api/products/{reference}", "removeProduct", Role::may_administer, |call| {
        Box::pin(remove(call))
    }),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("listProducts", "The gate's known references.")
            .window(100, 1_000)
            .answers::<catalogue::CataloguePage>(200, "A page."),
        Operation::new("putProducts", "Adds or changes many; CSV columns `reference,name,aliases`.")
            .takes_table::<Product>()
            .answers::<ProductsTaken>(200, "How many."),
        Operation::new("exportProducts", "All products.").answers_file(200, "CSV.", "text/csv"),
        Operation::new("putProduct", "Adds or changes one.")
            .path("reference", "The business's own.")
            .takes::<ProductToPut>()
            .answers::<Product>(200, "The product."),
        Operation::new("removeProduct", "Removes one.")
            .path("reference", "The business's own.")
            .answers_nothing(204, "It is gone.")
            .refuses(400, MISFIT)
            .refuses(404, NOT_FOUND),
    ]
}

async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let Window { after, limit } = Window::of(&call)?;
    Ok(Response::json(&catalogue::list(call.host, &after, limit).await?))
}

/// All products, as a table that can be handed in again.
async fn export(call: Api<'_>) -> Result<Response, HttpError> {
    let all = catalogue::list(call.host, "", catalogue::ALL).await?;
    Ok(Response::typed(200, "text/csv; charset=utf-8", to_csv(&all.products)))
}

/// How many products came.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct ProductsTaken {
    rows: usize,
}

/// Takes a table. 200 with how many rows were taken.
async fn put_all(call: Api<'_>) -> Result<Response, HttpError> {
    let rows = from_call::<Product>(&call)?;
    catalogue::put(call.host, &call.reviewer, &rows).await?;
    Ok(Response::json(&ProductsTaken { rows: rows.len() }))
}

/// A product, without its reference.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct ProductToPut {
    name: String,
    /// Other names, between `|`.
    #[serde(default)]
    aliases: String,
}

/// Adds a product or changes one. 200 with the product as it is kept.
async fn put(call: Api<'_>) -> Result<Response, HttpError> {
    let ProductToPut { name, aliases } = call.json()?;
    let product = checked(Product { reference: id(&call, "reference")?, name, aliases })?;
    catalogue::put(call.host, &call.reviewer, std::slice::from_ref(&product)).await?;
    Ok(Response::json(&product))
}

/// 204; 404 if there is none.
async fn remove(call: Api<'_>) -> Result<Response, HttpError> {
    removed(catalogue::remove(call.host, &call.reviewer, &id(&call, "reference")?).await?)
}
