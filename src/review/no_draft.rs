//! Why nothing was drafted.

use crate::gate::Why;
use serde::{Serialize, Serializer};

/// Why a card has no draft although somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDraft {
    /// The gate did not let it through.
    Gate(Why),
    /// Something that the gate does not judge.
    Other(Reason),
}

/// What keeps a burst from being drafted besides the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Over the caps.
    OverLimit,
    /// Stamped more than 24 hours ago.
    Late,
    /// Stamped in the future.
    Future,
    /// No readable stamp.
    UnreadableTime,
    /// Written in a group.
    Group,
    /// Everything was taken back by the customer.
    Deleted,
    /// Only changes to messages that were answered before.
    ChangedAfterwards,
    /// `BOT_ENABLED` is off.
    BotDisabled,
    /// Taken off the allowlist after they wrote.
    NotAllowlisted,
    /// Nobody wrote: WhatsApp itself says something.
    Notice,
}

impl Reason {
    const ALL: [Self; 10] = [
        Self::OverLimit,
        Self::Late,
        Self::Future,
        Self::UnreadableTime,
        Self::Group,
        Self::Deleted,
        Self::ChangedAfterwards,
        Self::BotDisabled,
        Self::NotAllowlisted,
        Self::Notice,
    ];

    fn code(self) -> &'static str {
        match self {
            Self::OverLimit => "over_limit",
            Self::Late => "late",
            Self::Future => "future",
            Self::UnreadableTime => "unreadable_time",
            Self::Group => "group",
            Self::Deleted => "deleted",
            Self::ChangedAfterwards => "changed_afterwards",
            Self::BotDisabled => "bot_disabled",
            Self::NotAllowlisted => "not_allowlisted",
            Self::Notice => "notice",
        }
    }
}

impl NoDraft {
    /// Its name in D1, JSON and the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::Gate(why) => why.code(),
            Self::Other(reason) => reason.code(),
        }
    }

    /// From its name.
    pub fn parse(code: &str) -> Option<Self> {
        let other = || Reason::ALL.into_iter().find(|reason| reason.code() == code);
        Why::parse(code).map(Self::Gate).or_else(|| other().map(Self::Other))
    }
}

crate::from_text!(NoDraft);

impl Serialize for NoDraft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
