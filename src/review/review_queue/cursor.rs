//! Where a page of cards ends.

use super::CardRow;
use super::unreadable::Legible;
use crate::clock::Timestamp;
use crate::identity::ReviewId;

/// A place in a list of cards: after this window and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueCursor {
    window: String,
    id: String,
}

impl QueueCursor {
    /// The beginning.
    pub fn start() -> Self {
        Self { window: String::new(), id: String::new() }
    }

    /// After this row; `None` if nobody can read where it stands.
    pub fn after(row: &Legible<CardRow>) -> Option<Self> {
        let (window, id) = match row {
            Ok(row) => (row.window_closes_at, &row.id),
            Err(unreadable) => (unreadable.window_closes_at?, &unreadable.card),
        };
        Some(Self { window: window.to_string(), id: id.as_str().to_owned() })
    }

    /// The window and the id that it is after.
    pub fn place(&self) -> (&str, &str) {
        (&self.window, &self.id)
    }

    /// As clients hand it back: opaque.
    pub fn encode(&self) -> String {
        hex::encode(format!("{}|{}", self.window, self.id))
    }

    /// From a client; `None` if it is none of ours.
    pub fn decode(text: &str) -> Option<Self> {
        let text = String::from_utf8(hex::decode(text).ok()?).ok()?;
        let (window, id) = text.split_once('|')?;
        Timestamp::parse(window)?;
        Some(Self { window: window.to_owned(), id: ReviewId::parse(id)?.as_str().to_owned() })
    }
}
