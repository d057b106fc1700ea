//! Customers and their recent orders, as the CRM knows them. They help to write a
//! draft; nothing here makes an order (G8).

use crate::bulk_import::{Customer, Order};
use crate::customers::allowlist::Listed;
use crate::customers::customer_queries::{CustomerLine, CustomerSearch};
use crate::customers::{allowlist_queries, customer_queries, proposal_queries};
use crate::error::StepError;
use crate::host::{Host, PARAMETER, json_size, runs};
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use serde::Serialize;

/// What stands on a card whose customer was never known.
pub const UNKNOWN: &str = "unknown";

/// How many rows one statement takes, if their JSON fits a parameter.
const CHUNK: usize = 1_000;

/// What the names of the columns add to a row's JSON, in bytes: less than this.
const COLUMNS: usize = 60;

/// The rows, in runs that one statement takes.
pub(super) fn chunks<T>(rows: &[T], size: impl Fn(&T) -> usize) -> impl Iterator<Item = &[T]> {
    runs(rows, PARAMETER, move |row| COLUMNS + size(row)).flat_map(|run| run.chunks(CHUNK))
}

/// Adds customers or changes them. Errors: the database failed; those before stand.
pub async fn put(host: &dyn Host, admin: &Reviewer, rows: &[Customer]) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    for chunk in chunks(rows, |row| json_size([&row.id, &row.name, &row.language])) {
        let entry = invocation.entry(Event::CustomersChanged).actor(&admin.id).reason(format!("put:{}", chunk.len()));
        host.batch((customer_queries::put(chunk), run_ledger::append(&[entry]))).await?;
    }
    Ok(())
}

/// Adds recent orders or changes them. Returns how many were taken: those of
/// customers that are known. Errors: the database failed; those before stand.
pub async fn put_orders(host: &dyn Host, admin: &Reviewer, rows: &[Order]) -> Result<usize, StepError> {
    let invocation = Invocation::begin(host);
    let mut taken = 0;
    for chunk in chunks(rows, |row| json_size([&row.id, &row.customer_id, &row.placed_at, &row.summary])) {
        let entry = invocation.entry(Event::OrdersChanged).actor(&admin.id).reason(format!("put:{}", chunk.len()));
        let (orders, ()) = host.batch((customer_queries::put_orders(chunk), run_ledger::append(&[entry]))).await?;
        taken += orders.len();
    }
    Ok(taken)
}

/// Removes a recent order. Whether there was one. Errors: the database failed.
pub async fn remove_order(host: &dyn Host, admin: &Reviewer, id: &str) -> Result<bool, StepError> {
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::OrdersChanged).actor(&admin.id).reason("removed:1");
    let ((), gone) =
        host.batch((run_ledger::append_if_order(&[entry], id), customer_queries::delete_order(id))).await?;
    Ok(gone)
}

/// One customer. Errors: the database failed.
pub async fn find(host: &dyn Host, id: &str) -> Result<Option<Customer>, StepError> {
    let row = host.batch(customer_queries::find(id)).await?;
    Ok(row)
}

/// A page of customers.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "CustomerPage"))]
pub struct CustomerPage {
    /// By id.
    pub customers: Vec<Customer>,
    /// Where the next page begins; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// Customers after an id. Errors: the database failed.
pub async fn list(
    host: &dyn Host,
    search: &CustomerSearch,
    after: &str,
    limit: u32,
) -> Result<CustomerPage, StepError> {
    let customers = host.batch(customer_queries::list(search, after, limit)).await?;
    let full = u32::try_from(customers.len()).is_ok_and(|n| n == limit);
    let next_cursor = customers.last().filter(|_| full).map(|customer| customer.id.clone());
    Ok(CustomerPage { customers, next_cursor })
}

/// What the list of the desk shows.
#[derive(Debug)]
pub struct Roll {
    /// By name.
    pub lines: Vec<CustomerLine>,
    /// The entries whose customers have another address now.
    pub moved: Vec<Listed>,
    /// How many addresses wait for an admin's word.
    pub proposed: u32,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
}

/// Customers by name, after one. Errors: the database failed.
pub async fn roll(host: &dyn Host, search: &CustomerSearch, after: &str, limit: u32) -> Result<Roll, StepError> {
    let lines = customer_queries::by_name(search, after, limit);
    let (lines, moved, proposed) = host.batch((lines, allowlist_queries::moved(), proposal_queries::count())).await?;
    let full = u32::try_from(lines.len()).is_ok_and(|n| n == limit);
    let next = lines.last().filter(|_| full).map(|line| line.id.clone());
    Ok(Roll { lines, moved, proposed: proposed.map_or(0, |(n,)| n), next })
}

/// How many customers have no address. Errors: the database failed.
pub async fn without_address(host: &dyn Host) -> Result<u32, StepError> {
    Ok(host.batch(customer_queries::without_address()).await?.map_or(0, |(n,)| n))
}
