//! What a message is, how its time is, and what became of it: as the webhook reads it and the card shows it.

use serde::Serialize;

/// What a message is, as far as its handling differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    /// Words: `text`, and the titles of `button` and `interactive` replies.
    Words,
    /// A catalogue order.
    Order,
    /// An emoji on another message, or its removal.
    Reaction,
    /// New words for an earlier message.
    Edit,
    /// An earlier message taken back.
    Revoke,
    /// A picture, a voice note, a place, a notice of WhatsApp's, a type that does not exist yet: a
    /// person has to look.
    Other,
}

impl MessageKind {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "words" => Self::Words,
            "order" => Self::Order,
            "reaction" => Self::Reaction,
            "edit" => Self::Edit,
            "revoke" => Self::Revoke,
            "other" => Self::Other,
            _ => return None,
        })
    }
}

/// How a message's stamp compares with the clock when it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Freshness {
    /// Within the last 24 hours.
    Fresh,
    /// More than 24 hours old: nothing may be sent.
    Late,
    /// More than five minutes ahead: one of the two clocks is wrong.
    Future,
    /// No stamp to compare.
    Unreadable,
}

impl Freshness {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "fresh" => Self::Fresh,
            "late" => Self::Late,
            "future" => Self::Future,
            "unreadable" => Self::Unreadable,
            _ => return None,
        })
    }
}

/// What became of a message of a listed sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It will be gathered, judged and drafted.
    Admitted,
    /// Over a cap: kept for a person, not drafted.
    OverLimit,
    /// A reaction: recorded, no card.
    Noted,
}

impl Admission {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "admitted" => Self::Admitted,
            "over_limit" => Self::OverLimit,
            "noted" => Self::Noted,
            _ => return None,
        })
    }
}

crate::from_text!(MessageKind, Freshness, Admission);
