//! The business's products: handed in by admins and the CRM, put into the index that messages
//! are looked up in.

use crate::bulk_import;
use crate::error::StepError;
use crate::host::Host;
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::products::index::build;
use crate::products::product_queries::{self, ProductCount};
use serde::Serialize;

/// Adds products or changes them; what is the same already is not written. The gate knows a
/// short list at once, a longer one when its index was made ([`build`]).
///
/// Errors: the database failed; those before stand, and the same table can be handed
/// in again.
pub async fn put(host: &dyn Host, admin: &Reviewer, rows: &[bulk_import::Product]) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    for products in product_queries::batches(rows) {
        let reason = format!("put:{}", products.len());
        let entry = invocation.entry(Event::ProductsChanged).actor(&admin.id).reason(reason);
        host.batch((product_queries::put(products), run_ledger::append(&[entry]))).await?;
    }
    build::after_change(host).await;
    Ok(())
}

/// Removes a product. Whether there was one. Errors: the database failed.
pub async fn remove(host: &dyn Host, admin: &Reviewer, reference: &str) -> Result<bool, StepError> {
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::ProductsChanged).actor(&admin.id).reason("removed:1");
    let row = run_ledger::append_if_product(&[entry], reference);
    let ((), gone) = host.batch((row, product_queries::delete(reference))).await?;
    build::after_change(host).await;
    Ok(gone)
}

/// The most products that one table holds.
pub const ALL: u32 = 100_000;

/// A page of products.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ProductPage"))]
pub struct CataloguePage {
    /// By reference.
    pub products: Vec<bulk_import::Product>,
    /// How many there are in all.
    #[serde(flatten)]
    pub count: ProductCount,
    /// Where the next page begins; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// One product. Errors: the database failed.
pub async fn find(host: &dyn Host, reference: &str) -> Result<Option<bulk_import::Product>, StepError> {
    Ok(host.batch(product_queries::find(reference)).await?)
}

/// Products after a reference. Errors: the database failed.
pub async fn list(host: &dyn Host, after: &str, limit: u32) -> Result<CataloguePage, StepError> {
    let (products, count) = host.batch((product_queries::list(after, limit), product_queries::count())).await?;
    let full = u32::try_from(products.len()).is_ok_and(|n| n == limit);
    let next_cursor = products.last().filter(|_| full).map(|product| product.reference.clone());
    Ok(CataloguePage { products, count: count.unwrap_or_default(), next_cursor })
}
