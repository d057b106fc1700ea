//! Addresses of an import: proposals that admit nobody. An admin lists each by name, with who opted
//! in, when and how (G2).

use crate::bulk_import::{Proposal, Row, filled};
use crate::customers::directory::chunks;
use crate::customers::listable::listable;
use crate::customers::proposal_queries;
use crate::error::StepError;
use crate::host::{Host, json_size};
use crate::identity::{Address, Reviewer};
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};

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

/// Takes a proposal off: nobody is listed by it. Errors: the database failed.
pub async fn discard(host: &dyn Host, admin: &Reviewer, address: &Address) -> Result<(), StepError> {
    let entry = Invocation::begin(host).entry(Event::ProposalDiscarded).actor(&admin.id);
    let row = run_ledger::append_if_proposed(&[entry], address);
    let ((), _) = host.batch((row, proposal_queries::discard(address))).await?;
    Ok(())
}
