//! `/api/products`.

use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use crate::steps::products;
use crate::tables::http::{LIMIT, Window, checked, from_call, id, removed};
use crate::tables::{Product, to_csv};
use serde::Deserialize;
use serde_json::json;

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

async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let Window { after, limit } = Window::of(&call)?;
    Ok(Response::json(&products::list(call.host, &after, limit).await?))
}

/// All products, as a table that can be handed in again.
async fn export(call: Api<'_>) -> Result<Response, HttpError> {
    let all = products::list(call.host, "", products::ALL).await?;
    Ok(Response::typed(200, "text/csv; charset=utf-8", to_csv(&all.products)))
}

/// Takes a table. 200 with how many rows were taken.
async fn put_all(call: Api<'_>) -> Result<Response, HttpError> {
    let rows = from_call::<Product>(&call)?;
    products::put(call.host, &call.reviewer, &rows).await?;
    Ok(Response::json(&json!({"rows": rows.len()})))
}

/// Adds a product or changes one. 200 with the product as it is kept.
async fn put(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        name: String,
        #[serde(default)]
        aliases: String,
    }
    let Body { name, aliases } = call.json()?;
    let product = checked(Product { reference: id(&call, "reference")?, name, aliases })?;
    products::put(call.host, &call.reviewer, std::slice::from_ref(&product)).await?;
    Ok(Response::json(&product))
}

/// 204; 404 if there is none.
async fn remove(call: Api<'_>) -> Result<Response, HttpError> {
    removed(products::remove(call.host, &call.reviewer, &id(&call, "reference")?).await?)
}
