//! `address_proposal`: addresses of an import. They admit nobody until an admin lists them.

use crate::bulk_import::Proposal;
use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::{Address, ReviewerId};
use serde::Serialize;

/// An address that waits for an admin's word.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Proposal"))]
pub struct ProposalRow {
    /// Digits or BSUID.
    pub address: String,
    /// The CRM's id of the customer.
    pub customer_id: String,
    /// The business's name for them.
    pub customer_name: String,
    /// The language that they are answered in.
    pub language: String,
    /// What the file says of the opt-in; may be empty.
    pub opt_in_note: String,
    /// The admin who handed the file in.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// The file had the number as it is dialled inside a country; it was completed.
    pub completed: bool,
}

crate::from_row!(ProposalRow {
    address,
    customer_id,
    customer_name,
    language,
    opt_in_note,
    proposed_by,
    proposed_at,
    completed
});

// Neither an address that is listed nor one of a customer who is not known.
const PUT: &str =
    "INSERT INTO address_proposal (address, customer_id, opt_in_note, proposed_by, proposed_at, completed)
SELECT p.value ->> 'address', c.id, p.value ->> 'opt_in_note', ?2, ?3, p.value ->> 'completed'
FROM json_each(?1) AS p JOIN customers c ON c.id = p.value ->> 'customer_id'
WHERE NOT EXISTS (SELECT 1 FROM allowlist a WHERE a.address = p.value ->> 'address')
ON CONFLICT (address) DO UPDATE SET customer_id = excluded.customer_id, opt_in_note = excluded.opt_in_note,
  proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at, completed = excluded.completed
RETURNING address";

/// Notes addresses of known customers that are not listed yet; returns those it took.
pub fn put(proposals: &[Proposal], by: &ReviewerId, now: Timestamp) -> Query<Vec<(String,)>> {
    Query::new("put_address_proposals", PUT).bind_json(&proposals).bind(by.as_str()).bind(now)
}

macro_rules! select_proposals {
    ($rest:literal) => {
        concat!(
            "SELECT p.address, p.customer_id, c.name AS customer_name, c.language, p.opt_in_note, p.proposed_by,
  p.proposed_at, p.completed
FROM address_proposal p JOIN customers c ON c.id = p.customer_id
",
            $rest
        )
    };
}

const LIST: &str = select_proposals!("WHERE p.address > ?1 ORDER BY p.address LIMIT ?2");

/// Proposals by address, after one.
pub fn list(after: &str, limit: u32) -> Query<Vec<ProposalRow>> {
    Query::new("list_address_proposals", LIST).bind(after).bind(limit)
}

const FIND: &str = select_proposals!("WHERE p.address = ?1");

/// The proposal of an address.
pub fn find(address: &Address) -> Query<Option<ProposalRow>> {
    Query::new("find_address_proposal", FIND).bind(address.as_str())
}

const OF_CUSTOMER: &str = select_proposals!("WHERE p.customer_id = ?1 ORDER BY p.address LIMIT 100");

/// A customer's proposals, 100 at most.
pub fn of_customer(id: &str) -> Query<Vec<ProposalRow>> {
    Query::new("proposals_of_customer", OF_CUSTOMER).bind(id)
}

const COUNT: &str = "SELECT count(*) AS n FROM address_proposal";

/// How many there are.
pub fn count() -> Query<Option<(u32,)>> {
    Query::new("count_address_proposals", COUNT)
}

const SETTLED: &str = "DELETE FROM address_proposal
WHERE address = ?1 AND EXISTS (SELECT 1 FROM allowlist a WHERE a.address = ?1)";

/// Takes off the proposal of an address that is listed by now.
pub fn settled(address: &Address) -> Query {
    Query::new("proposal_settled", SETTLED).bind(address.as_str())
}

const DISCARD: &str = "DELETE FROM address_proposal WHERE address = ?1 RETURNING address";

/// Takes a proposal off. A row if there was one.
pub fn discard(address: &Address) -> Query<bool> {
    Query::new("discard_address_proposal", DISCARD).bind(address.as_str())
}
