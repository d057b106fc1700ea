//! Giving products their keys, so that messages can name them.

use super::StepError;
use crate::gate::Product;
use crate::host::Host;
use crate::store::products::{self, Row};

/// Writes the keys of these products. Errors: the database failed.
pub(super) async fn write_keys(host: &impl Host, rows: Vec<Row>) -> Result<(), StepError> {
    if !rows.is_empty() {
        let products: Vec<Product> = rows.into_iter().map(Product::from).collect();
        host.batch(products::write_keys(&products).into()).await?;
    }
    Ok(())
}
