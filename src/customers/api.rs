//! `/api/allowlist`, `/api/customers` and `/api/orders`.

use crate::bulk_import::http::{LIMIT, Window, checked, from_call, id, removed};
use crate::bulk_import::{Customer, Order, filled};
use crate::customers::address_change::{self, Followed};
use crate::customers::allowlist::{self, Listed, OptIn, PutEntry};
#[cfg(not(target_arch = "wasm32"))]
use crate::customers::allowlist_queries::AllowlistRow;
use crate::customers::customer_queries::CustomerSearch;
use crate::customers::directory;
use crate::customers::listable::{Unlistable, listable, typed};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{MISFIT, NOT_FOUND, OFF, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{Address, Role};
use crate::language::Language;
use crate::ledger::strangers::{self, WroteBefore};
use serde::{Deserialize, Serialize};

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

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("listAllowlist", "Who may be answered, by address.")
            .window(100, 1_000)
            .answers::<allowlist::AllowlistPage>(200, "A page."),
        Operation::new("getAllowlistEntry", "One entry.")
            .path("address", "A telephone number with its country code, or a BSUID.")
            .answers::<allowlist::AllowlistEntry>(200, "The entry.")
            .refuses(400, MISFIT)
            .refuses(404, NOT_FOUND),
        Operation::new("putAllowlistEntry", "Adds an entry or changes it.")
            .path("address", "A telephone number with its country code, or a BSUID.")
            .takes::<EntryToPut>()
            .answers::<Added>(200, "The entry.")
            .refuses(409, "The address is another customer's, and `replace` was not said.")
            .refuses(503, OFF),
        Operation::new("removeAllowlistEntry", "Takes an entry off.")
            .path("address", "A telephone number with its country code, or a BSUID.")
            .answers_nothing(204, "It is off.")
            .refuses(400, MISFIT)
            .refuses(404, NOT_FOUND)
            .refuses(503, OFF),
        Operation::new(
            "moveAllowlistEntry",
            "Lists the address that Meta says the customer has now, in the place of this one; the opt-in goes with it.",
        )
        .path("address", "The listed address that the customer left.")
        .takes::<Move>()
        .answers::<AllowlistRow>(200, "The new entry.")
        .refuses(404, "There is no such notice, or not any more.")
        .refuses(409, "The new address is another customer's."),
        Operation::new("listCustomers", "Customers, by id.")
            .query::<String>("q", "A piece of a name (without accents and capitals), of an id or of an address.")
            .window(100, 1_000)
            .answers::<directory::CustomerPage>(200, "A page."),
        Operation::new("putCustomers", "Adds or changes many; CSV columns `id,name,language`.")
            .takes_table::<Customer>()
            .answers::<CustomersTaken>(200, "How many."),
        Operation::new("getCustomer", "One customer.")
            .path("id", "The CRM's id.")
            .answers::<Customer>(200, "The customer.")
            .refuses(400, MISFIT)
            .refuses(404, NOT_FOUND),
        Operation::new("putCustomer", "Adds or changes one.")
            .path("id", "The CRM's id.")
            .takes::<CustomerToPut>()
            .answers::<Customer>(200, "The customer."),
        Operation::new("putOrders", "Adds or changes recent orders; CSV columns `id,customer_id,placed_at,summary`.")
            .takes_table::<Order>()
            .answers::<OrdersTaken>(200, "How many."),
        Operation::new("putOrder", "Adds or changes one.")
            .path("id", "The CRM's id.")
            .takes::<OrderToPut>()
            .answers::<Order>(200, "The order.")
            .refuses(404, NOT_FOUND),
        Operation::new("removeOrder", "Removes one.")
            .path("id", "The CRM's id.")
            .answers_nothing(204, "It is gone.")
            .refuses(400, MISFIT)
            .refuses(404, NOT_FOUND),
    ]
}

async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let Window { after, limit } = Window::of(&call)?;
    Ok(Response::json(&allowlist::list(call.host, &after, limit).await?))
}

/// 404 if the address is not listed.
async fn find(call: Api<'_>) -> Result<Response, HttpError> {
    let entry = allowlist::find(call.host, &address(&call)?).await?;
    Ok(Response::json(&entry.ok_or(HttpError::NotFound)?))
}

/// Who opted in.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct EntryToPut {
    customer_id: String,
    customer_name: String,
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Language"))]
    language: String,
    /// Who opted in, when and how.
    opt_in_note: String,
    /// Take the address from another customer. Without it such an entry is a 409.
    #[serde(default)]
    replace: bool,
}

/// An entry as it was put.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct Added {
    #[serde(flatten)]
    entry: Listed,
    /// What its address wrote in the seven days before it was listed, if it did: answer that on the phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrote_before: Option<WroteBefore>,
}

/// Adds or changes one entry. 409 if the address is another customer's and `replace` is not
/// set; 404 if it was taken off again meanwhile.
async fn put(call: Api<'_>) -> Result<Response, HttpError> {
    let address = listable(call.params.get("address")).map_err(|why| HttpError::bad_request(why.to_string()))?;
    let body: EntryToPut = call.json()?;
    let opt_in = OptIn {
        customer_id: required("customer_id", &body.customer_id, 128)?,
        customer_name: required("customer_name", &body.customer_name, 200)?,
        language: Language::parse(&body.language)
            .ok_or_else(|| HttpError::bad_request("language must be fr, en, es, pt, it or ar"))?,
        note: required("opt_in_note", &body.opt_in_note, 2_000)?,
        replace: body.replace,
    };
    let began = call.host.now();
    match allowlist::put(call.host, call.settings, &call.reviewer, &address, &opt_in).await? {
        Some(PutEntry::Done(entry)) => {
            let wrote_before = match entry.added_at >= began {
                true => strangers::wrote_before(call.host, call.settings, &address).await?,
                false => None,
            };
            Ok(Response::json(&Added { entry, wrote_before }))
        }
        Some(PutEntry::OtherCustomers(entry)) => {
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

/// Where a customer went.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Move {
    /// `moved.to` of the entry, as it was shown.
    to: String,
}

/// Lists the address that Meta says the customer has now, in the place of this one. 404 if there
/// is no such notice; 409 if the new address is another customer's.
async fn follow(call: Api<'_>) -> Result<Response, HttpError> {
    let from = address(&call)?;
    let Move { to } = call.json()?;
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
    let search = CustomerSearch { words: call.request.query("q").unwrap_or_default(), without_address: false };
    Ok(Response::json(&directory::list(call.host, &search, &after, limit).await?))
}

/// 404 if there is none.
async fn find_customer(call: Api<'_>) -> Result<Response, HttpError> {
    let customer = directory::find(call.host, &id(&call, "id")?).await?;
    Ok(Response::json(&customer.ok_or(HttpError::NotFound)?))
}

/// How many customers came.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct CustomersTaken {
    rows: usize,
    /// How many of all customers have no address on the allowlist.
    without_address: u32,
}

/// Takes a table. 200 with how many rows were taken, and how many customers have no address yet.
async fn put_customers(call: Api<'_>) -> Result<Response, HttpError> {
    let rows = from_call::<Customer>(&call)?;
    directory::put(call.host, &call.reviewer, &rows).await?;
    let without_address = directory::without_address(call.host).await?;
    Ok(Response::json(&CustomersTaken { rows: rows.len(), without_address }))
}

/// A customer, without their id.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct CustomerToPut {
    name: String,
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Language"))]
    language: String,
}

/// Adds a customer or changes one. 200 with the customer as they are kept.
async fn put_customer(call: Api<'_>) -> Result<Response, HttpError> {
    let CustomerToPut { name, language } = call.json()?;
    let customer = checked(Customer { id: id(&call, "id")?, name, language })?;
    directory::put(call.host, &call.reviewer, std::slice::from_ref(&customer)).await?;
    Ok(Response::json(&customer))
}

/// How many orders came.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct OrdersTaken {
    /// How many were left out.
    of_unknown_customers: usize,
    rows: usize,
}

/// Takes a table. 200 with how many rows were taken: those of customers that are known.
async fn put_orders(call: Api<'_>) -> Result<Response, HttpError> {
    let rows = from_call::<Order>(&call)?;
    let taken = directory::put_orders(call.host, &call.reviewer, &rows).await?;
    Ok(Response::json(&OrdersTaken { of_unknown_customers: rows.len() - taken, rows: taken }))
}

/// An order, without its id.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct OrderToPut {
    customer_id: String,
    placed_at: String,
    summary: String,
}

/// Adds an order or changes one. 404 if the customer is not known.
async fn put_order(call: Api<'_>) -> Result<Response, HttpError> {
    let OrderToPut { customer_id, placed_at, summary } = call.json()?;
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
