//! A card that cannot be read: a column holds what none of our statements writes, or columns
//! contradict each other. It is shown as such, and keeps no other card from being seen.

use super::CardRow;
use crate::clock::Timestamp;
use crate::host::{FromRow, Host, Row as DatabaseRow, RowError, log_failure};
use crate::identity::ReviewId;
use crate::messages::inbound_message;
use crate::review::order_lines::LineReader;
use crate::review::{Card, State};

/// The row of this card, or of a message on it, cannot be read. Its place in lists can, if the two
/// times are times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub card: ReviewId,
    pub window_closes_at: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
}

/// A row of a list, which may be one that cannot be read.
pub type Legible<T> = Result<T, Unreadable>;

impl FromRow for Legible<CardRow> {
    fn from_row(row: &mut DatabaseRow<'_>) -> Result<Self, RowError> {
        let unreadable = Unreadable {
            card: row.copy("id")?,
            window_closes_at: row.copy("window_closes_at").ok(),
            opened_at: row.copy("opened_at").ok(),
        };
        Ok(CardRow::from_row(row).ok().filter(CardRow::is_coherent).ok_or(unreadable))
    }
}

impl FromRow for Legible<inbound_message::MessageRow> {
    fn from_row(row: &mut DatabaseRow<'_>) -> Result<Self, RowError> {
        let card = row.copy("review_id")?;
        let unreadable = |_| Unreadable { card, window_closes_at: None, opened_at: None };
        Ok(inbound_message::MessageRow::from_row(row).map_err(unreadable))
    }
}

impl CardRow {
    /// Whether its columns can stand together. A draft is whole or missing; erasing takes its hash
    /// with its words. A decision is whole or missing, and what was sent has one. Two cards of a
    /// database that was set back lack more: an unknown one its decision, a settled one its attempt.
    fn is_coherent(&self) -> bool {
        let drafted = self.draft_language.is_some();
        let draft = drafted == self.draft_source.is_some() && (drafted || self.draft_sha256.is_none());
        let decision = [self.action.is_some(), self.decided_at.is_some(), self.decided_by.is_some()];
        let alike = |[first, rest @ ..]: [bool; 3]| rest.iter().all(|column| *column == first);
        draft
            && alike(decision)
            && match self.state {
                State::Sending => self.action.is_some() && self.attempt.is_some(),
                State::Sent | State::Failed | State::Rejected => self.action.is_some(),
                State::Pending | State::Unknown | State::Expired => true,
            }
    }
}

/// The cards of a list, and those that nobody can read.
#[derive(Debug, Default)]
pub struct Cards {
    pub cards: Vec<Card>,
    pub unreadable: Vec<ReviewId>,
}

impl Cards {
    /// Puts those into the log that cannot be read.
    pub fn log(&self, host: &dyn Host) {
        for card in &self.unreadable {
            log_failure(host, "unreadable_card", &card.as_str());
        }
    }
}

/// Puts the messages to their cards, in the order of the cards. A card with a message that cannot
/// be read cannot be read either: nobody may answer half of what was said. `reader`: of
/// their order lines.
pub fn into_cards(
    rows: Vec<Legible<CardRow>>,
    messages: Vec<Legible<inbound_message::MessageRow>>,
    reader: &LineReader,
    now: Timestamp,
) -> Cards {
    let mut by_card = rustc_hash::FxHashMap::<ReviewId, Legible<Vec<_>>>::default();
    for message in messages {
        match message {
            Ok(message) => {
                let Some(card) = message.review_id.clone() else { continue };
                if let Ok(messages) = by_card.entry(card).or_insert_with(|| Ok(Vec::new())) {
                    messages.push(message);
                }
            }
            Err(unreadable) => {
                by_card.insert(unreadable.card.clone(), Err(unreadable));
            }
        }
    }
    let mut all = Cards::default();
    for row in rows {
        let read = row.and_then(|row| Ok((by_card.remove(&row.id).unwrap_or_else(|| Ok(Vec::new()))?, row)));
        match read {
            Ok((messages, row)) => all.cards.push(row.into_card(messages, reader, now)),
            Err(unreadable) => all.unreadable.push(unreadable.card),
        }
    }
    all
}
