//! `decision` (G1): what a named person decided. Final by trigger.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::{DecisionId, ReviewId, WriteId};
use crate::personal_data::{emptied, of_customer};
use crate::team::reviewer::who_may_decide;

// The words of an approval are those on the card, which the claim compared by their hash.
const RECORD: &str = concat!(
    "INSERT INTO decision (id, review_id, version, action, reviewer_id, decided_at, text_sha256, reason, text,
  recipient, note)
SELECT ?3, r.id, ?4, ?5, (",
    who_may_decide!("?6"),
    "), ?7, ?8, ?9, iif(?5 = 'approve', r.draft_text, ?10), r.recipient, ?11
FROM review_queue r WHERE r.id = ?1 AND r.write_id = ?2"
);

/// What was decided.
#[derive(Clone, Debug)]
pub struct NewDecision<'a> {
    /// Its id.
    pub id: &'a DecisionId,
    /// The card.
    pub card: &'a ReviewId,
    /// The version that was seen.
    pub version: u32,
    /// `approve`, `edit`, `reject`, `resolve_sent` or `resolve_not_sent`.
    pub action: &'static str,
    /// Whose credential ([`crate::team::reviewer::asker`]).
    pub asker: &'a str,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the words to send, hex.
    pub text_sha256: Option<&'a str>,
    /// A person's own words to send.
    pub text: Option<&'a str>,
    /// Why it was rejected.
    pub reason: Option<&'static str>,
    /// The reviewer's own words about it.
    pub note: Option<&'a str>,
}

/// Records the decision that this batch carried out on the card.
pub fn record(decision: &NewDecision<'_>, write: &WriteId) -> Query {
    Query::new("record_decision", RECORD)
        .bind(decision.card.as_str())
        .bind(write.as_str())
        .bind(decision.id.as_str())
        .bind(decision.version)
        .bind(decision.action)
        .bind(decision.asker)
        .bind(decision.at)
        .bind(decision.text_sha256)
        .bind(decision.reason)
        .bind(decision.text)
        .bind(decision.note)
}

const ERASE: &str = concat!(
    "UPDATE decision SET ",
    emptied!(decision),
    "
WHERE decided_at < ?1 AND (text IS NOT NULL OR recipient IS NOT NULL OR note IS NOT NULL)"
);

/// Erases the words of decisions older than `before`.
pub fn erase(before: Timestamp) -> Query {
    Query::new("erase_decisions", ERASE).bind(before)
}

const ERASE_OF_CUSTOMER: &str = concat!("UPDATE decision SET ", emptied!(decision), "\nWHERE ", of_customer!(decision));

/// Erases the words of the decisions on a customer's cards.
pub fn erase_of_customer(id: &str) -> Query {
    Query::new("erase_decisions_of_customer", ERASE_OF_CUSTOMER).bind(id)
}
