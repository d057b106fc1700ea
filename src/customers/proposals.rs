//! Addresses of an import: proposals that admit nobody. An admin lists each by name, with who opted
//! in, when and how (G2).

use crate::bulk_import::{Proposal, Row, filled};
use crate::customers::allowlist::{self, Listed, OptIn, Put};
use crate::customers::directory::chunks;
use crate::customers::listable::listable;
use crate::customers::proposal_queries;
use crate::error::StepError;
use crate::host::{Host, json_size};
use crate::identity::{Address, Reviewer};
use crate::language::Language;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::settings::Settings;

pub use crate::customers::proposal_queries::Row as Proposed;

impl Row for Proposal {
    const COLUMNS: &[(&'static str, bool)] = &[("address", false), ("customer_id", false), ("opt_in_note", true)];
    const HEADER: &'static str = "address, customer_id, opt_in_note";

    fn check(self) -> Result<Self, &'static str> {
        const ADDRESS: &str = "address must be a number with its country code, such as +33 6 12 34 56 78, or a BSUID";
        Ok(Self {
            address: listable(&self.address).map_err(|_| ADDRESS)?.as_str().to_owned(),
            customer_id: filled(&self.customer_id, 128).ok_or("customer_id must have 1 to 128 characters")?,
            opt_in_note: filled(&self.opt_in_note, 2_000).unwrap_or_default(),
        })
    }
}

/// Notes the addresses that are not listed yet, of customers who are known. How many. Errors: the
/// database failed; those before stand.
pub async fn put(host: &dyn Host, admin: &Reviewer, rows: &[Proposal]) -> Result<usize, StepError> {
    let invocation = Invocation::begin(host);
    let mut taken = 0;
    for chunk in chunks(rows, |row| json_size([&row.address, &row.customer_id, &row.opt_in_note])) {
        let entry = invocation.entry(Event::AddressesProposed).actor(&admin.id).reason(format!("put:{}", chunk.len()));
        let put = proposal_queries::put(chunk, &admin.id, invocation.at);
        let (put, ()) = host.batch((put, run_ledger::append(&[entry]))).await?;
        taken += put.len();
    }
    Ok(taken)
}

/// Proposals after an address. Errors: the database failed.
pub async fn list(host: &dyn Host, after: &str, limit: u32) -> Result<Vec<Proposed>, StepError> {
    Ok(host.batch(proposal_queries::list(after, limit)).await?)
}

/// What became of a confirmation.
#[derive(Debug)]
pub enum Confirmed {
    /// The address is listed.
    Listed(Listed),
    /// It is another customer's by now.
    OtherCustomers(Listed),
    /// There is no such proposal for this customer, or not any more.
    NoProposal,
}

/// Lists a proposed address for its customer, as they are known. `note`: who opted in, when and how.
/// Errors: the app secret is not set, or the database failed.
pub async fn confirm(
    host: &dyn Host,
    settings: &Settings,
    admin: &Reviewer,
    address: &Address,
    customer_id: &str,
    note: &str,
) -> Result<Confirmed, StepError> {
    let proposed = host.batch(proposal_queries::find(address)).await?;
    let Some(proposed) = proposed.filter(|proposed| proposed.customer_id == customer_id) else {
        return Ok(Confirmed::NoProposal);
    };
    let opt_in = OptIn {
        customer_id: proposed.customer_id,
        customer_name: proposed.customer_name,
        language: Language::parse(&proposed.language).unwrap_or(Language::Fr),
        note: note.to_owned(),
        replace: false,
    };
    Ok(match allowlist::put(host, settings, admin, address, &opt_in).await? {
        Some(Put::Done(entry)) => Confirmed::Listed(entry),
        Some(Put::OtherCustomers(entry)) => Confirmed::OtherCustomers(entry),
        None => Confirmed::NoProposal,
    })
}

/// Takes a proposal off: nobody is listed by it. Whether there was one. Errors: the database failed.
pub async fn discard(host: &dyn Host, admin: &Reviewer, address: &Address) -> Result<bool, StepError> {
    let entry = Invocation::begin(host).entry(Event::ProposalDiscarded).actor(&admin.id);
    let row = run_ledger::append_if_proposed(&[entry], address);
    let ((), gone) = host.batch((row, proposal_queries::discard(address))).await?;
    Ok(gone)
}
