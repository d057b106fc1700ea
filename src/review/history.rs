//! What people look at afterwards: history, numbers, what is stuck.

use crate::clock::Timestamp;
use crate::customers::allowlist::Listed;
use crate::customers::allowlist_queries;
use crate::error::StepError;
use crate::host::Host;
use crate::identity::{ReviewId, Role};
use crate::messages::inbound_message;
use crate::review::Card;
use crate::review::order_lines::LineReader;
use crate::review::read;
use crate::review::review_queue;
use crate::review::review_queue::CardRow;
use crate::review::review_queue::history::{self, HistoryCursor, HistoryFilter, Overdue};
use crate::review::review_queue::unreadable::{Cards, Legible};
use crate::taught_words;
use std::time::Duration;

/// A card that waits longer than this is stuck: somebody is late.
const WAITING_TOO_LONG: Duration = Duration::from_secs(2 * 60 * 60);

/// Failed and expired cards are shown as stuck for this long after their window.
const STILL_OF_INTEREST: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// A send that goes on for longer has lost its answer.
const SENDING_TOO_LONG: Duration = Duration::from_secs(60);

/// The sweep finds a message that is on no card within this.
const UNGATHERED_TOO_LONG: Duration = Duration::from_secs(2 * 60);

/// From when on a card needs somebody.
pub fn overdue(now: Timestamp) -> Overdue {
    Overdue {
        closed_since: now.minus(STILL_OF_INTEREST),
        sending_since: now.minus(SENDING_TOO_LONG),
        waiting_since: now.minus(WAITING_TOO_LONG),
    }
}

/// A page of the history.
#[derive(Debug)]
pub struct History {
    /// Newest first.
    pub cards: Vec<Card>,
    /// Cards of this page that cannot be read.
    pub unreadable: Vec<ReviewId>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<HistoryCursor>,
}

/// Cards that were decided, for eyes of a role. Who may not read words may not look for them
/// either, nor for a customer: what is found would tell.
///
/// Errors: the database failed.
pub async fn history(host: &dyn Host, role: Role, query: &HistoryFilter) -> Result<History, StepError> {
    let blind = HistoryFilter { customer: None, words: None, ..query.clone() };
    let query = if role.reads_words() { query } else { &blind };
    let rows = host.batch(history::find(query)).await?;
    let full = u32::try_from(rows.len()).is_ok_and(|n| n == query.limit);
    let next = rows.iter().rev().filter(|_| full).find_map(HistoryCursor::after);
    let Cards { cards, unreadable } = with_messages(host, role, rows).await?;
    Ok(History { cards, unreadable, next })
}

/// These cards with their messages, for eyes of a role. Errors: the database failed.
pub async fn with_messages(host: &dyn Host, role: Role, rows: Vec<Legible<CardRow>>) -> Result<Cards, StepError> {
    let ids: Vec<_> = rows.iter().flatten().map(|row| &row.id).collect();
    let (messages, words) = host.batch((inbound_message::of_cards(&ids), taught_words::newest())).await?;
    let cards = review_queue::into_cards(rows, messages, &LineReader::of(words), host.now());
    Ok(read::seen_by(host, role, cards))
}

/// What is stuck.
#[derive(Debug)]
pub struct Stuck {
    /// Unknown, failed, expired, waiting or sending too long.
    pub cards: Vec<Card>,
    /// Cards that need somebody and cannot be read.
    pub unreadable: Vec<ReviewId>,
    /// Customers whose new address is not listed yet.
    pub moved: Vec<Listed>,
    /// Messages that have been on no card for more than two minutes.
    pub ungathered: u32,
}

/// What is stuck, for eyes of a role. Errors: the database failed.
pub async fn stuck(host: &dyn Host, role: Role) -> Result<Stuck, StepError> {
    let now = host.now();
    let ungathered = inbound_message::ungathered(now.minus(UNGATHERED_TOO_LONG));
    let moved = allowlist_queries::moved();
    let (cards, ungathered, moved) = host.batch((history::stuck(overdue(now)), ungathered, moved)).await?;
    let Cards { cards, unreadable } = with_messages(host, role, cards).await?;
    let moved = if role.reads_words() { moved } else { Vec::new() };
    Ok(Stuck { cards, unreadable, moved, ungathered: ungathered.map_or(0, |(n,)| n) })
}
