//! What the ledger has for those who are told.

use crate::clock::Timestamp;
use crate::gate::Why;
use crate::identity::ReviewId;

/// A ledger row about a card, with the card as it stands when the row is told.
#[derive(Clone, Debug)]
pub struct CardEvent {
    /// The row's number.
    pub id: i64,
    pub at: Timestamp,
    pub step: String,
    pub outcome: String,
    pub review_id: ReviewId,
    pub version: Option<u32>,
    pub reason: Option<String>,
    /// Whether the card still waits for somebody who may answer.
    pub waits: bool,
    pub received_at: Option<Timestamp>,
    pub window_closes_at: Option<Timestamp>,
    /// The version before was thanks alone, for which nobody was called.
    pub was_thanks: bool,
}

crate::from_row!(CardEvent {
    id,
    at,
    step,
    outcome,
    review_id,
    version,
    reason,
    waits,
    received_at,
    window_closes_at,
    was_thanks
});

/// What a person is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallReason {
    /// A card has appeared.
    Appeared,
    /// It has waited for too long.
    Overdue,
    /// Its window is about to close.
    Closing,
}

impl CallReason {
    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Appeared => "appeared",
            Self::Overdue => "overdue",
            Self::Closing => "closing",
        }
    }
}

impl CardEvent {
    /// What a person is called for, if for anything: a later version of a card that they were
    /// called for, thanks or an emoji alone, and a card that nobody can answer any more, ring nobody.
    pub fn call(&self) -> Option<CallReason> {
        match (self.step.as_str(), self.outcome.as_str()) {
            _ if !self.waits => None,
            ("queue", _) if self.reason.as_deref() == Some(Why::Thanks.code()) => None,
            ("queue", _) if self.version == Some(1) || self.was_thanks => Some(CallReason::Appeared),
            ("remind", "overdue") => Some(CallReason::Overdue),
            ("remind", "closing") => Some(CallReason::Closing),
            _ => None,
        }
    }
}
