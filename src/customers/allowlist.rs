//! Keeping the allowlist (G2): one by one, each change a ledger row.

use crate::bulk_import::Customer;
use crate::customers::allowlist_queries::{self, AllowlistRow, NewEntry, PastOptIn};
use crate::customers::proposal_queries;
use crate::error::StepError;
use crate::host::Host;
use crate::identity::Address;
use crate::identity::Reviewer;
use crate::keyed_hash::HashKey;
use crate::language::Language;
use crate::ledger::run_ledger::{self, Listing};
use crate::ledger::{Event, Invocation};
use crate::settings::Settings;
use serde::Serialize;

pub use crate::customers::allowlist_queries::AllowlistRow as Listed;

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
    /// The address may be taken from another customer.
    pub replace: bool,
}

/// What became of an entry that was put.
#[derive(Debug)]
pub enum PutEntry {
    /// It stands as it was put.
    Done(AllowlistRow),
    /// It is another customer's and stays theirs.
    OtherCustomers(AllowlistRow),
}

/// An entry with the opt-ins of its address that ended.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ListedWithPast"))]
pub struct AllowlistEntry {
    /// As it stands.
    #[serde(flatten)]
    pub entry: AllowlistRow,
    /// The opt-ins that ended, of the address and of those that its customer had before; newest first,
    /// at most 50.
    pub past: Vec<PastOptIn>,
}

/// A page of the allowlist.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "AllowlistPage"))]
pub struct AllowlistPage {
    /// By address.
    pub allowlist: Vec<AllowlistRow>,
    /// Where the next page begins; `null` on the last one.
    pub next_cursor: Option<String>,
}

impl AllowlistPage {
    fn of(rows: Vec<AllowlistRow>, limit: u32) -> Self {
        let full = u32::try_from(rows.len()).is_ok_and(|n| n == limit);
        let next_cursor = rows.last().filter(|_| full).map(|row| row.address.clone());
        Self { allowlist: rows, next_cursor }
    }
}

/// Entries after an address. Errors: the database failed.
pub async fn list(host: &dyn Host, after: &str, limit: u32) -> Result<AllowlistPage, StepError> {
    Ok(AllowlistPage::of(host.batch(allowlist_queries::list(after, limit)).await?, limit))
}

/// One entry. Errors: the database failed.
pub async fn find(host: &dyn Host, address: &Address) -> Result<Option<AllowlistEntry>, StepError> {
    let (row, past) = host.batch((allowlist_queries::find(address), allowlist_queries::past(address))).await?;
    Ok(row.map(|entry| AllowlistEntry { entry, past }))
}

/// Adds an entry or changes it. One that is another customer's is taken from them only if
/// that is said; the opt-in that ends is kept. `None`: it was taken off again meanwhile.
///
/// Errors: the app secret is not set, or the database failed.
pub async fn put(
    host: &dyn Host,
    settings: &Settings,
    admin: &Reviewer,
    address: &Address,
    opt_in: &OptIn,
) -> Result<Option<PutEntry>, StepError> {
    let sender = HashKey::derive(&settings.app_secret()?).sender(address);
    let customer = Customer {
        id: opt_in.customer_id.clone(),
        name: opt_in.customer_name.clone(),
        language: opt_in.language.tag().to_owned(),
    };
    let invocation = Invocation::begin(host);
    let entry = |event| invocation.entry(event).sender(sender.clone()).actor(&admin.id);
    let entries = [Event::AllowlistAdded, Event::AllowlistChanged, Event::AllowlistReplaced].map(entry);
    // The row goes first, while the entry still says what becomes of it.
    let listing = Listing {
        address,
        customer_id: &customer.id,
        customer_name: &customer.name,
        language: &customer.language,
        opt_in_note: &opt_in.note,
        replace: opt_in.replace,
    };
    let row = run_ledger::append_as_listed(&entries, &listing);
    let put = allowlist_queries::put(NewEntry {
        address,
        sender: &sender,
        customer: &customer,
        opt_in_note: &opt_in.note,
        by: &admin.id,
        now: invocation.at,
        replace: opt_in.replace,
    });
    let alias = run_ledger::append_if_alias_of_notice(&[entry(Event::AliasAdded)], address, invocation.at);
    let settled = proposal_queries::settled(address);
    let ((), _, (), (), row) = host.batch((row, put, alias, settled, allowlist_queries::find(address))).await?;
    let done = |row: &AllowlistRow| row.customer_id == opt_in.customer_id;
    Ok(row.map(|row| if done(&row) { PutEntry::Done(row) } else { PutEntry::OtherCustomers(row) }))
}

/// Takes an entry off. Whether there was one. Errors: as [`put`].
pub async fn remove(
    host: &dyn Host,
    settings: &Settings,
    admin: &Reviewer,
    address: &Address,
) -> Result<bool, StepError> {
    let sender = HashKey::derive(&settings.app_secret()?).sender(address);
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::AllowlistRemoved).sender(sender).actor(&admin.id);
    let row = run_ledger::append_if_listed(&[entry], address);
    let ((), ((), deleted)) = host.batch((row, allowlist_queries::delete(address, &admin.id, invocation.at))).await?;
    Ok(deleted)
}

/// Takes the addresses of a customer off, as they asked: a hundred at most. Errors: as [`put`];
/// those before are off.
pub async fn remove_all(
    host: &dyn Host,
    settings: &Settings,
    admin: &Reviewer,
    customer: &str,
) -> Result<(), StepError> {
    let entries = host.batch(allowlist_queries::of_customer(customer)).await?;
    let addresses = entries.iter().filter_map(|entry| Address::as_sent(&entry.address));
    for address in addresses {
        remove(host, settings, admin, &address).await?;
    }
    Ok(())
}
