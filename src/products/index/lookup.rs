//! Which products a message names: the few pages of the index that it needs, and no more.

use super::directory::{Directory, IndexSearch};
use crate::error::StepError;
use crate::gate::{KnownProducts, keys_of_message, typos_of_message};
use crate::host::Host;
use crate::products::index_queries;

/// The products that a text names, by the index in force; none if there is no index yet.
///
/// One round trip, a second one if words of it turn out to be meant for others, none if it names
/// nothing. A message that would need more than [the limits](super::directory) is looked up as
/// far as they go, from its beginning.
///
/// Errors: the database failed.
pub async fn known_products(
    host: &dyn Host,
    directory: Option<&Directory>,
    text: &str,
) -> Result<KnownProducts, StepError> {
    let Some(directory) = directory else { return Ok(KnownProducts::default()) };
    let mut search = IndexSearch::of(directory);
    let typos = typos_of_message(text);
    let mut keys = keys_of_message(text, &[]);
    let pages = search.first_pages(&keys, &typos);
    read(host, directory, &mut search, &pages).await?;
    let meant = search.corrections(&typos);
    if !meant.is_empty() && typos.iter().any(|typed| !meant.contains(typed)) {
        keys = keys_of_message(text, &meant);
    }
    let pages = search.more_pages(&keys);
    read(host, directory, &mut search, &pages).await?;
    Ok(KnownProducts::from_keys(keys.into_iter().filter_map(|key| {
        let reference = search.product(&key)?;
        Some((key, reference))
    })))
}

async fn read(
    host: &dyn Host,
    directory: &Directory,
    search: &mut IndexSearch<'_>,
    pages: &[usize],
) -> Result<(), StepError> {
    if pages.is_empty() {
        return Ok(());
    }
    for row in host.batch(index_queries::pages(directory.run, pages)).await? {
        search.keep(row.page, row.body);
    }
    Ok(())
}
