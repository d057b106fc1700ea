//! `decision` (G1): what a named person decided. Final by trigger.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::{DecisionId, ReviewId, WriteId};
use crate::personal_data::{emptied, of_customer};
use crate::team::reviewer::who_may_decide;
use serde::{Deserialize, Serialize};

// The words of an approval are those on the card, which the claim compared by their hash.
const RECORD: &str = concat!(
    "INSERT INTO decision (id, review_id, version, action, reviewer_id, decided_at, text_sha256, reason, text,
  recipient, note)
SELECT ?3, r.id, ?4, ?5, (",
    who_may_decide!("?6"),
    "), ?7, ?8, ?9, iif(?5 = 'approve', r.draft_text, ?10), r.recipient, ?11
FROM review_queue r WHERE r.id = ?1 AND r.write_id = ?2"
);

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "snake_case")]
pub enum DecisionAction {
    Approve,
    Edit,
    Reject,
    ResolveSent,
    ResolveNotSent,
}

impl DecisionAction {
    const ALL: [Self; 5] = [Self::Approve, Self::Edit, Self::Reject, Self::ResolveSent, Self::ResolveNotSent];

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }

    /// Its name in D1 and on the card.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Edit => "edit",
            Self::Reject => "reject",
            Self::ResolveSent => "resolve_sent",
            Self::ResolveNotSent => "resolve_not_sent",
        }
    }
}

/// Why a reviewer rejected a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// The draft would have misled the customer.
    Misleading,
    /// It was no order.
    NotAnOrder,
    /// The draft was in the wrong language.
    WrongLanguage,
    /// It was answered on another card.
    Duplicate,
    /// It was answered elsewhere, by telephone say.
    HandledElsewhere,
    /// Anything else.
    Other,
}

impl RejectReason {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Misleading, Self::NotAnOrder, Self::WrongLanguage, Self::Duplicate, Self::HandledElsewhere, Self::Other];

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// Its name in D1, JSON and the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Misleading => "misleading",
            Self::NotAnOrder => "not_an_order",
            Self::WrongLanguage => "wrong_language",
            Self::Duplicate => "duplicate",
            Self::HandledElsewhere => "handled_elsewhere",
            Self::Other => "other",
        }
    }
}

crate::from_text!(DecisionAction, RejectReason);

/// A decision to record.
#[derive(Clone, Debug)]
pub struct NewDecision<'a> {
    /// Its id.
    pub id: &'a DecisionId,
    /// The card.
    pub card: &'a ReviewId,
    /// The version that was seen.
    pub version: u32,
    /// What it was.
    pub action: DecisionAction,
    /// Whose credential ([`crate::team::reviewer::asker`]).
    pub asker: &'a str,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the words to send, hex.
    pub text_sha256: Option<&'a str>,
    /// A person's own words to send.
    pub text: Option<&'a str>,
    /// Why it was rejected.
    pub reason: Option<RejectReason>,
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
        .bind(decision.action.as_str())
        .bind(decision.asker)
        .bind(decision.at)
        .bind(decision.text_sha256)
        .bind(decision.reason.map(RejectReason::as_str))
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
