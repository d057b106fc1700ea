//! Keeping the allowlist (G2): one by one, each change a ledger row.

use super::StepError;
use crate::config::{Settings, Source};
use crate::draft::Language;
use crate::host::Host;
use crate::identity::Address;
use crate::keyed_hash::HashKey;
use crate::ledger::{Event, Invocation};
use crate::store::allowlist::{self, Row};
use crate::store::reviewer::Reviewer;
use crate::store::{customers, run_ledger};
use crate::tables::Customer;
use serde::Serialize;

/// What is known of a customer who opted in.
#[derive(Clone, Debug)]
pub struct OptIn {
    /// The CRM's id.
    pub customer_id: String,
    /// The business's name for them.
    pub customer_name: String,
    /// The language that they are answered in.
    pub language: Language,
    /// Who opted in, when and how.
    pub note: String,
}

/// A page of the allowlist.
#[derive(Debug, Serialize)]
pub struct Page {
    /// By address.
    pub allowlist: Vec<Row>,
    /// Where the next page begins; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// Entries after an address. Errors: the database failed.
pub async fn list(host: &impl Host, after: &str, limit: u32) -> Result<Page, StepError> {
    let [rows] = host.batch(vec![allowlist::list(after, limit)]).await?.exactly()?;
    let rows: Vec<Row> = rows.decode()?;
    let full = u32::try_from(rows.len()).is_ok_and(|n| n == limit);
    let next_cursor = rows.last().filter(|_| full).map(|row| row.address.clone());
    Ok(Page { allowlist: rows, next_cursor })
}

/// One entry. Errors: the database failed.
pub async fn find(host: &impl Host, address: &Address) -> Result<Option<Row>, StepError> {
    let [row] = host.batch(vec![allowlist::find(address)]).await?.exactly()?;
    Ok(row.first()?)
}

/// Adds an entry or changes it. Errors: the app secret is not set, or the database
/// failed.
pub async fn put<S: Source>(
    host: &impl Host,
    settings: &Settings<S>,
    admin: &Reviewer,
    address: &Address,
    opt_in: &OptIn,
) -> Result<Option<Row>, StepError> {
    let sender = HashKey::derive(&settings.app_secret()?).sender(address);
    let customer = Customer {
        id: opt_in.customer_id.clone(),
        name: opt_in.customer_name.clone(),
        language: opt_in.language.tag().to_owned(),
    };
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::AllowlistAdded).sender(sender.clone()).actor(&admin.id);
    let answers = host
        .batch(vec![
            customers::put(&[customer]),
            allowlist::put(address, &sender, &opt_in.customer_id, &opt_in.note, &admin.id, invocation.at),
            run_ledger::append(&[entry]),
            allowlist::find(address),
        ])
        .await?;
    let [_, _, _, row] = answers.exactly()?;
    Ok(row.first()?)
}

/// Takes an entry off. Whether there was one. Errors: as [`put`].
pub async fn remove<S: Source>(
    host: &impl Host,
    settings: &Settings<S>,
    admin: &Reviewer,
    address: &Address,
) -> Result<bool, StepError> {
    let sender = HashKey::derive(&settings.app_secret()?).sender(address);
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::AllowlistRemoved).sender(sender).actor(&admin.id);
    let batch = vec![run_ledger::append_if_listed(&[entry], address), allowlist::delete(address)];
    let [_, deleted] = host.batch(batch).await?.exactly()?;
    Ok(!deleted.is_empty())
}
