//! `/api/products`, `/api/customers`, `/api/orders`: admins only. What the CRM hands
//! in, one by one as JSON or whole tables as JSON or CSV.

use super::answer::{ApiError, broken, empty, json, typed};
use super::reviews::{bad, json_body, parse};
use super::{Call, body};
use crate::review::Role;
use crate::steps::{customers, products};
use crate::tables::{Customer, Order, Product, Row, TableError, filled, from_csv, from_json, to_csv};
use serde::Deserialize;
use serde_json::json;
use worker::Response;

/// The largest table, in bytes.
pub(super) const LIMIT: usize = 5 * 1024 * 1024;

impl From<TableError> for ApiError {
    fn from(error: TableError) -> Self {
        Self::BadRequest(error.to_string())
    }
}

/// A table in the body: `text/csv` with a header line, or a JSON array.
async fn table<T: Row>(call: &mut Call) -> Result<Vec<T>, ApiError> {
    let kind = call.header("content-type").unwrap_or_default();
    let csv = match kind.split(';').next().unwrap_or_default().trim() {
        "text/csv" => true,
        "application/json" => false,
        _ => return Err(ApiError::NotJson),
    };
    let body = body::read_request(&call.request, LIMIT).await.map_err(|_| bad("the body broke off"))?;
    if body.cut {
        return Err(ApiError::TooLarge);
    }
    Ok(if csv { from_csv(&body.bytes)? } else { from_json(&body.bytes)? })
}

/// The id in a path, percent-decoded.
fn id(segment: &str) -> Result<String, ApiError> {
    let decoded = worker::js_sys::decode_uri_component(segment).map(String::from).ok();
    decoded.and_then(|text| filled(&text, 128)).ok_or_else(|| bad("the id must have 1 to 128 characters"))
}

fn checked<T: Row>(row: T) -> Result<T, ApiError> {
    row.check().map_err(bad)
}

fn removed(there: bool) -> Result<Response, ApiError> {
    if there { empty(204).map_err(|_| broken("an answer could not be built")) } else { Err(ApiError::NotFound) }
}

fn page(call: &Call) -> Result<(String, u32), ApiError> {
    let limit = u32::try_from(call.number("limit", 100, 1..=1_000)?).unwrap_or(100);
    Ok((call.query("cursor").unwrap_or_default(), limit))
}

/// GET `/api/products?limit=&cursor=`.
pub(super) async fn products(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    let (after, limit) = page(call)?;
    json(&products::list(&host, &after, limit).await?)
}

/// GET `/api/products.csv`: all of them.
pub(super) async fn products_csv(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    let all = products::list(&host, "", products::ALL).await?;
    typed(200, "text/csv; charset=utf-8", to_csv(&all.products)).map_err(|_| broken("an answer could not be built"))
}

/// PUT `/api/products`: a table. 200 with how many rows were taken.
pub(super) async fn put_products(mut call: Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let rows = table::<Product>(&mut call).await?;
    products::put(&host, &admin, &rows).await?;
    json(&json!({"rows": rows.len()}))
}

/// PUT `/api/products/{reference}`.
pub(super) async fn put_product(mut call: Call, reference: &str) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        name: String,
        #[serde(default)]
        aliases: String,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let Body { name, aliases } = parse(&json_body(&mut call).await?)?;
    let product = checked(Product { reference: id(reference)?, name, aliases })?;
    products::put(&host, &admin, std::slice::from_ref(&product)).await?;
    json(&product)
}

/// DELETE `/api/products/{reference}`: 204; 404 if there is none.
pub(super) async fn remove_product(call: Call, reference: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    removed(products::remove(&host, &admin, &id(reference)?).await?)
}

/// GET `/api/customers?limit=&cursor=`.
pub(super) async fn customers(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    let (after, limit) = page(call)?;
    json(&customers::list(&host, &after, limit).await?)
}

/// GET `/api/customers/{id}`.
pub(super) async fn customer(call: &Call, segment: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    json(&customers::find(&host, &id(segment)?).await?.ok_or(ApiError::NotFound)?)
}

/// PUT `/api/customers`: a table.
pub(super) async fn put_customers(mut call: Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let rows = table::<Customer>(&mut call).await?;
    customers::put(&host, &admin, &rows).await?;
    json(&json!({"rows": rows.len()}))
}

/// PUT `/api/customers/{id}`.
pub(super) async fn put_customer(mut call: Call, segment: &str) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        name: String,
        language: String,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let Body { name, language } = parse(&json_body(&mut call).await?)?;
    let customer = checked(Customer { id: id(segment)?, name, language })?;
    customers::put(&host, &admin, std::slice::from_ref(&customer)).await?;
    json(&customer)
}

/// DELETE `/api/customers/{id}`: erases the customer. 204; 404 if there is none.
pub(super) async fn erase_customer(call: Call, segment: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    removed(customers::erase(&host, &admin, &id(segment)?).await?)
}

/// PUT `/api/orders`: a table. 200 with how many rows were taken: those of customers
/// that are known.
pub(super) async fn put_orders(mut call: Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let rows = table::<Order>(&mut call).await?;
    let taken = customers::put_orders(&host, &admin, &rows).await?;
    json(&json!({"rows": taken, "of_unknown_customers": rows.len() - taken}))
}

/// PUT `/api/orders/{id}`: 404 if the customer is not known.
pub(super) async fn put_order(mut call: Call, segment: &str) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        customer_id: String,
        placed_at: String,
        summary: String,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let Body { customer_id, placed_at, summary } = parse(&json_body(&mut call).await?)?;
    let order = checked(Order { id: id(segment)?, customer_id, placed_at, summary })?;
    match customers::put_orders(&host, &admin, std::slice::from_ref(&order)).await? {
        0 => Err(ApiError::NotFound),
        _ => json(&order),
    }
}

/// DELETE `/api/orders/{id}`: 204; 404 if there is none.
pub(super) async fn remove_order(call: Call, segment: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    removed(customers::remove_order(&host, &admin, &id(segment)?).await?)
}
