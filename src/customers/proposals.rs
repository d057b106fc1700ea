//! Addresses of an import: proposals that admit nobody. An admin lists each by name, with who opted
//! in, when and how (G2).

use crate::bulk_import::columns::ImportColumn;
use crate::bulk_import::{ImportRow, Proposal, Wrong, filled, found, needed};
use crate::customers::allowlist::{self, Listed, OptIn, PutEntry};
use crate::customers::allowlist_queries;
use crate::customers::directory::chunks;
use crate::customers::home::{self, Home};
use crate::customers::listable::listable;
use crate::customers::proposal_queries;
use crate::error::StepError;
use crate::host::{Host, json_size};
use crate::identity::{Address, Reviewer};
use crate::language::Language;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::settings::Settings;

pub use crate::customers::proposal_queries::ProposalRow as Proposed;

impl ImportRow for Proposal {
    const COLUMNS: &'static [ImportColumn] = &[
        ImportColumn::new(
            "address",
            "téléphone",
            &[
                "tél",
                "numéro",
                "numéro de téléphone",
                "portable",
                "mobile",
                "whatsapp",
                "numéro whatsapp",
                "adresse",
                "phone",
                "phone number",
            ],
        ),
        ImportColumn::new(
            "customer_id",
            "identifiant du client",
            &["identifiant", "code client", "n° client", "numéro client", "réf client", "id client", "id", "customer"],
        ),
        ImportColumn::new("opt_in_note", "consentement", &["accord", "opt-in", "preuve d'accord", "consent"])
            .optional(),
    ];

    fn check(self, wrong: &mut Vec<Wrong>) -> Self {
        const ADDRESS: Wrong = Wrong::Form(
            "address",
            "a number with its country code, such as +33 6 12 34 56 78, or a BSUID",
            "un numéro avec son indicatif, par exemple +33 6 12 34 56 78",
        );
        let address = listable(&self.address).ok();
        Self {
            address: found(wrong, address.map(|address| address.as_str().to_owned()), ADDRESS),
            customer_id: needed(wrong, "customer_id", &self.customer_id, 128),
            opt_in_note: filled(&self.opt_in_note, 2_000).unwrap_or_default(),
            completed: self.completed,
        }
    }
}

/// Completes a number that is written as inside a country ([`home::complete`]).
pub fn complete(row: &mut Proposal, home: Option<Home>) {
    if let Some(whole) = home::complete(&row.address, home) {
        row.address = whole;
        row.completed = true;
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

/// What the page of the desk shows of the proposals.
#[derive(Debug)]
pub struct Waiting {
    pub rows: Vec<Proposed>,
    /// How many there are in all.
    pub count: u32,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
    /// Some stand before these.
    pub before: bool,
}

/// Proposals after an address, and from the first one if none is after it. Errors: the database
/// failed.
pub async fn waiting(host: &dyn Host, after: &str, limit: u32) -> Result<Waiting, StepError> {
    let (mut rows, count) = host.batch((proposal_queries::list(after, limit), proposal_queries::count())).await?;
    let count = count.map_or(0, |(n,)| n);
    let again = rows.is_empty() && count > 0;
    if again {
        rows = list(host, "", limit).await?;
    }
    let all = u32::try_from(rows.len()).is_ok_and(|n| n == count);
    let full = u32::try_from(rows.len()).is_ok_and(|n| n == limit);
    let next = rows.last().filter(|_| full).map(|row| row.address.clone());
    Ok(Waiting { rows, count, next, before: !all && !again && !after.is_empty() })
}

/// What became of a confirmation.
#[derive(Debug)]
pub enum Confirmed {
    /// The address is listed.
    Listed(Listed),
    /// It was listed for this customer before: nothing is changed.
    Before(Listed),
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
    let (proposed, listed) = host.batch((proposal_queries::find(address), allowlist_queries::find(address))).await?;
    let Some(proposed) = proposed.filter(|proposed| proposed.customer_id == customer_id) else {
        return Ok(match listed {
            Some(entry) if entry.customer_id == customer_id => Confirmed::Before(entry),
            Some(entry) => Confirmed::OtherCustomers(entry),
            None => Confirmed::NoProposal,
        });
    };
    let opt_in = OptIn {
        customer_id: proposed.customer_id,
        customer_name: proposed.customer_name,
        language: Language::parse(&proposed.language).unwrap_or(Language::Fr),
        note: note.to_owned(),
        replace: false,
    };
    Ok(match allowlist::put(host, settings, admin, address, &opt_in).await? {
        Some(PutEntry::Done(entry)) => Confirmed::Listed(entry),
        Some(PutEntry::OtherCustomers(entry)) => Confirmed::OtherCustomers(entry),
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
