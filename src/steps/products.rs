//! The gate's known references: handed in by admins and the CRM, keyed so that
//! messages can name them.

use super::StepError;
use crate::gate::Product;
use crate::host::Host;
use crate::ledger::{Event, Invocation};
use crate::store::products::{self, Count, Keyed, Row};
use crate::store::reviewer::Reviewer;
use crate::store::run_ledger;
use crate::tables;
use serde::Serialize;

/// Writes the keys of these products ([`products::unkeyed`]).
///
/// Errors: the database failed; the batches before stand. Whoever needs the keys goes on
/// with those that are there, and the sweep tries again.
pub(super) async fn write_keys(host: &dyn Host, unkeyed: Vec<Row>) -> Result<(), StepError> {
    let keyed: Vec<Keyed> = unkeyed.into_iter().map(|row| Keyed::of(row.into())).collect();
    for batch in products::batches(&keyed) {
        host.batch(products::write_keys(batch)).await?;
    }
    Ok(())
}

/// Adds products or changes them; they are known to the gate at once.
///
/// Errors: the database failed; those before stand, and the same table can be handed
/// in again.
pub async fn put(host: &dyn Host, admin: &Reviewer, rows: &[tables::Product]) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    let known = |row: &tables::Product| Product {
        reference: row.reference.clone(),
        name: row.name.clone(),
        aliases: row.aliases.clone(),
    };
    let keyed: Vec<Keyed> = rows.iter().map(|row| Keyed::of(known(row))).collect();
    for products in products::batches(&keyed) {
        let reason = format!("put:{}", products.len());
        let entry = invocation.entry(Event::ProductsChanged).actor(&admin.id).reason(reason);
        let mut batch = products::put(products);
        batch.extend(products::write_keys(products));
        batch.push(run_ledger::append(&[entry]));
        host.batch(batch).await?;
    }
    Ok(())
}

/// Removes a product. Whether there was one. Errors: the database failed.
pub async fn remove(host: &dyn Host, admin: &Reviewer, reference: &str) -> Result<bool, StepError> {
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::ProductsChanged).actor(&admin.id).reason("removed:1");
    let row = run_ledger::append_if_product(&[entry], reference);
    let ((), gone) = host.batch((row, products::delete(reference))).await?;
    Ok(gone)
}

/// The most products that one table holds.
pub const ALL: u32 = 100_000;

/// A page of products.
#[derive(Debug, Serialize)]
pub struct Page {
    /// By reference.
    pub products: Vec<tables::Product>,
    /// How many there are in all.
    #[serde(flatten)]
    pub count: Count,
    /// Where the next page begins; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// Products after a reference. Errors: the database failed.
pub async fn list(host: &dyn Host, after: &str, limit: u32) -> Result<Page, StepError> {
    let (products, count) = host.batch((products::list(after, limit), products::count())).await?;
    let full = u32::try_from(products.len()).is_ok_and(|n| n == limit);
    let next_cursor = products.last().filter(|_| full).map(|product| product.reference.clone());
    Ok(Page { products, count: count.unwrap_or_default(), next_cursor })
}
