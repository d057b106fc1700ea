//! `/api/allowlist`, `/api/customers` and `/api/orders`.

use crate::bulk_import::http::{LIMIT, Window, checked, from_call, id, removed};
use crate::bulk_import::{Customer, Order, filled};
use crate::customers::address_change::{self, Followed};
use crate::customers::allowlist::{self, Listed, OptIn, Put};
use crate::customers::customer_queries::Search;
use crate::customers::directory;
use crate::customers::listable::{Unlistable, listable, typed};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{Address, Role};
use crate::language::Language;
use serde::Deserialize;
use serde_json::json;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/allowlist", "listAllowlist", Role::may_administer, |call| Box::pin(list(call))),
    Route::api(Method::Get, "/api/allowlist/{address}", "getAllowlistEntry", Role::may_administer, |call| {
        Box::pin(find(call))
    }),
    Route::api(Method::Put, "/api/allowlist/{address}", "putAllowlistEntry", Role::may_administer, |call| {
        Box::pin(put(call))
    }),
    Route::api(Method::Delete, "/api/allowlist/{address}", "removeAllowlistEntry", Role::may_administer, |call| {
        Box::pin(remove(call))
    }),
    Route::api(Method::Post, "/api/allowlist/{address}/move", "moveAllowlistEntry", Role::may_administer, |call| {
        Box::pin(follow(call))
    }),
    Route::api(Method::Get, "/api/customers", "listCustomers", Role::may_administer, |call| {
        Box::pin(list_customers(call))
    }),
    Route::api(Method::Put, "/api/customers", "putCustomers", Role::may_administer, |call| {
        Box::pin(put_customers(call))
    })
    .limit(LIMIT),
    Route::api(Method::Get, "/api/customers/{id}", "getCustomer", Role::may_administer, |call| {
        Box::pin(find_customer(call))
    }),
    Route::api(Method::Put, "/api/customers/{id}", "putCustomer", Role::may_administer, |call| {
        Box::pin(put_customer(call))
    }),
    Route::api(Method::Put, "/api/orders", "putOrders", Role::may_administer, |call| Box::pin(put_orders(call)))
        .limit(LIMIT),
    Route::api(Method::Put, "/api/orders/{id}", "putOrder", Role::may_administer, |call| Box::pin(put_order(call))),
    Route::api(Method::Delete, "/api/orders/{id}", "removeOrder", Role::may_administer, |call| {
        Box::pin(remove_order(call))
    }),
];

async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let Window { after, limit } = Window::of(&call)?;
    Ok(Response::json(&allowlist::list(call.host, &after, limit).await?))
}

/// 404 if the address is not listed.
async fn find(call: Api<'_>) -> Result<Response, HttpError> {
    let entry = allowlist::find(call.host, &address(&call)?).await?;
    Ok(Response::json(&entry.ok_or(HttpError::NotFound)?))
}

/// Adds or changes one entry. 409 if the address is another customer's and `replace` is not
/// set; 404 if it was taken off again meanwhile.
async fn put(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        customer_id: String,
        customer_name: String,
        language: String,
        opt_in_note: String,
        #[serde(default)]
        replace: bool,
    }
    let address = listable(call.params.get("address")).map_err(|why| HttpError::bad_request(why.to_string()))?;
    let body: Body = call.json()?;
    let opt_in = OptIn {
        customer_id: required("customer_id", &body.customer_id, 128)?,
        customer_name: required("customer_name", &body.customer_name, 200)?,
        language: Language::parse(&body.language)
            .ok_or_else(|| HttpError::bad_request("language must be fr, en, es, pt, it or ar"))?,
        note: required("opt_in_note", &body.opt_in_note, 2_000)?,
        replace: body.replace,
    };
    match allowlist::put(call.host, call.settings, &call.reviewer, &address, &opt_in).await? {
        Some(Put::Done(entry)) => Ok(Response::json(&entry)),
        Some(Put::OtherCustomers(entry)) => {
            let id = entry.customer_id;
            let message = format!(
                "This address is listed for the customer {id}. Send \"replace\": true to give it to another one."
            );
            Err(HttpError::conflict("other_customer", message))
        }
        None => Err(HttpError::NotFound),
    }
}

/// 204; 404 if the address is not listed.
async fn remove(call: Api<'_>) -> Result<Response, HttpError> {
    removed(allowlist::remove(call.host, call.settings, &call.reviewer, &address(&call)?).await?)
}

/// Lists the address that Meta says the customer has now, in the place of this one. 404 if there
/// is no such notice; 409 if the new address is another customer's.
async fn follow(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        to: String,
    }
    let from = address(&call)?;
    let Body { to } = call.json()?;
    let to = Address::as_sent(&to).ok_or_else(|| HttpError::bad_request("to must be the address of the notice"))?;
    match address_change::follow(call.host, call.settings, &call.reviewer, &from, &to).await? {
        Followed::Done(entry) => Ok(Response::json(&entry)),
        Followed::OtherCustomers(entry) => Err(other_customer("The new address", &entry)),
        Followed::NoNotice => Err(HttpError::NotFound),
    }
}

/// 409: an address is not the customer's that it would be listed for.
pub(super) fn other_customer(which: &str, entry: &Listed) -> HttpError {
    HttpError::conflict("other_customer", format!("{which} is listed for the customer {}.", entry.customer_id))
}

/// The address in the path, as an admin types it. One that cannot be listed any more can still
/// be looked at and taken off.
pub(super) fn address(call: &Api<'_>) -> Result<Address, HttpError> {
    typed(call.params.get("address")).ok_or_else(|| HttpError::bad_request(Unlistable::NoAddress.to_string()))
}

pub(super) fn required(name: &str, text: &str, longest: usize) -> Result<String, HttpError> {
    filled(text, longest).ok_or_else(|| HttpError::BadRequest(format!("{name} must have 1 to {longest} characters")))
}

/// `?q=`: by name, id and address.
async fn list_customers(call: Api<'_>) -> Result<Response, HttpError> {
    let Window { after, limit } = Window::of(&call)?;
    let search = Search { words: call.request.query("q").unwrap_or_default(), without_address: false };
    Ok(Response::json(&directory::list(call.host, &search, &after, limit).await?))
}

/// 404 if there is none.
async fn find_customer(call: Api<'_>) -> Result<Response, HttpError> {
    let customer = directory::find(call.host, &id(&call, "id")?).await?;
    Ok(Response::json(&customer.ok_or(HttpError::NotFound)?))
}

/// Takes a table. 200 with how many rows were taken, and how many customers have no address yet.
async fn put_customers(call: Api<'_>) -> Result<Response, HttpError> {
    let rows = from_call::<Customer>(&call)?;
    directory::put(call.host, &call.reviewer, &rows).await?;
    let without_address = directory::without_address(call.host).await?;
    Ok(Response::json(&json!({"rows": rows.len(), "without_address": without_address})))
}

/// Adds a customer or changes one. 200 with the customer as they are kept.
async fn put_customer(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        name: String,
        language: String,
    }
    let Body { name, language } = call.json()?;
    let customer = checked(Customer { id: id(&call, "id")?, name, language })?;
    directory::put(call.host, &call.reviewer, std::slice::from_ref(&customer)).await?;
    Ok(Response::json(&customer))
}

/// Takes a table. 200 with how many rows were taken: those of customers that are known.
async fn put_orders(call: Api<'_>) -> Result<Response, HttpError> {
    let rows = from_call::<Order>(&call)?;
    let taken = directory::put_orders(call.host, &call.reviewer, &rows).await?;
    Ok(Response::json(&json!({"rows": taken, "of_unknown_customers": rows.len() - taken})))
}

/// Adds an order or changes one. 404 if the customer is not known.
async fn put_order(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        customer_id: String,
        placed_at: String,
        summary: String,
    }
    let Body { customer_id, placed_at, summary } = call.json()?;
    let order = checked(Order { id: id(&call, "id")?, customer_id, placed_at, summary })?;
    match directory::put_orders(call.host, &call.reviewer, std::slice::from_ref(&order)).await? {
        0 => Err(HttpError::NotFound),
        _ => Ok(Response::json(&order)),
    }
}

/// 204; 404 if there is none.
async fn remove_order(call: Api<'_>) -> Result<Response, HttpError> {
    removed(directory::remove_order(call.host, &call.reviewer, &id(&call, "id")?).await?)
}
