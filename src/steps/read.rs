//! What people look at: the queue, a card, the ledger.

use super::StepError;
use super::look_back::overdue;
use crate::clock::Timestamp;
use crate::host::{Host, Query};
use crate::http::credential::Credential;
use crate::identity::ReviewId;
use crate::review::{Card, State};
use crate::store::review_queue::history::{self, Counts};
use crate::store::review_queue::{self, Cursor};
use crate::store::reviewer::{self, Reviewer};
use crate::store::run_ledger::{DailyRow, Row as LedgerRow};
use crate::store::{customers, inbound_message, run_ledger, session};
use serde::Serialize;

/// Whose credential it is. `None`: nobody's, or not any more.
///
/// Errors: the database failed.
pub async fn authenticate(host: &dyn Host, credential: &Credential) -> Result<Option<Reviewer>, StepError> {
    let now = host.now();
    let (who, _) = host.batch((reviewer::by(credential, now), seen(credential, now))).await?;
    Ok(who)
}

/// Who opens a page of the desk, and what stands on every page of it.
#[derive(Debug)]
pub struct Visit {
    /// Who.
    pub reviewer: Reviewer,
    /// How many cards wait, how many need somebody.
    pub counts: Counts,
}

/// Whose credential it is, with the counts for their page, in one round trip. `asked`: a person
/// did, not the script, whose looks must not keep a session alive that nobody uses. `None`:
/// nobody's, or not any more. Errors: the database failed.
pub async fn visit(host: &dyn Host, credential: &Credential, asked: bool) -> Result<Option<Visit>, StepError> {
    let now = host.now();
    let seen = seen(credential, now).filter(|_| asked);
    let (who, counts, _) = host.batch((reviewer::by(credential, now), history::counts(overdue(now)), seen)).await?;
    Ok(who.map(|reviewer| Visit { reviewer, counts: counts.unwrap_or_default() }))
}

fn seen(credential: &Credential, now: Timestamp) -> Option<Query> {
    match credential {
        Credential::Session(id) => Some(session::seen(id, now)),
        Credential::Token(_) | Credential::Access { .. } => None,
    }
}

/// A page of cards.
#[derive(Debug, Serialize)]
pub struct Page {
    /// Least time left first.
    pub reviews: Vec<Card>,
    /// Where the next page begins; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// The cards of a state. Errors: the database failed.
pub async fn list(host: &dyn Host, state: State, after: &Cursor, limit: u32) -> Result<Page, StepError> {
    let (cards, messages) = host.batch(review_queue::list(state, after, limit)).await?;
    let reviews = review_queue::into_cards(cards, messages);
    let full = u32::try_from(reviews.len()).is_ok_and(|n| n == limit);
    let last = reviews.last().filter(|_| full);
    Ok(Page { next_cursor: last.map(|card| Cursor::after(card).encode()), reviews })
}

/// What the desk's queue shows.
#[derive(Debug)]
pub struct Queue {
    /// Least time left first, with the customers' latest orders.
    pub cards: Vec<(Card, Vec<customers::Order>)>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// The card that was just decided.
    pub done: Option<Card>,
}

/// A page of the cards that wait, with the one that was just decided. Errors: the database
/// failed.
pub async fn queue(host: &dyn Host, after: &Cursor, limit: u32, done: Option<&ReviewId>) -> Result<Queue, StepError> {
    let done: Vec<&ReviewId> = done.into_iter().collect();
    let ((cards, messages), orders, done, done_messages) = host
        .batch((
            review_queue::list(State::Pending, after, limit),
            customers::orders_of_pending(after, limit),
            review_queue::find_one_of(&done),
            inbound_message::of_cards(&done),
        ))
        .await?;
    let cards = review_queue::into_cards(cards, messages);
    let full = u32::try_from(cards.len()).is_ok_and(|n| n == limit);
    let next_cursor = cards.last().filter(|_| full).map(|card| Cursor::after(card).encode());
    let orders = customers::by_customer(orders);
    let with_orders = |card: Card| {
        let orders = orders.get(&card.customer.id).cloned().unwrap_or_default();
        (card, orders)
    };
    Ok(Queue {
        cards: cards.into_iter().map(with_orders).collect(),
        next_cursor,
        done: done.map(|row| row.into_card(done_messages)),
    })
}

/// A card with what surrounds it.
#[derive(Debug, Serialize)]
pub struct Detail {
    /// The card.
    #[serde(flatten)]
    pub card: Card,
    /// The customer's latest orders, newest first.
    pub orders: Vec<customers::Order>,
    /// Its ledger rows and those of its messages, in order.
    pub trail: Vec<LedgerRow>,
}

/// One card. Errors: the database failed.
pub async fn detail(host: &dyn Host, card: &ReviewId) -> Result<Option<Detail>, StepError> {
    let (row, messages, orders, trail) = host
        .batch((
            review_queue::find(card),
            inbound_message::of_cards(&[card]),
            customers::orders_of_card(card),
            run_ledger::trail(card),
        ))
        .await?;
    Ok(row.map(|row| Detail { card: row.into_card(messages), orders, trail }))
}

/// A page of the ledger.
#[derive(Debug, Serialize)]
pub struct LedgerPage {
    /// Oldest first.
    pub rows: Vec<LedgerRow>,
    /// What to ask for next: the last row's id; `null` at the end.
    pub next_after: Option<i64>,
}

/// Ledger rows after a row. Errors: the database failed.
pub async fn ledger(host: &dyn Host, after: i64, limit: u32) -> Result<LedgerPage, StepError> {
    let rows = host.batch(run_ledger::page(after, limit)).await?;
    let full = u32::try_from(rows.len()).is_ok_and(|n| n == limit);
    Ok(LedgerPage { next_after: rows.last().filter(|_| full).map(|row| row.id), rows })
}

/// What the ledger says of each day. Errors: the database failed.
pub async fn ledger_summary(host: &dyn Host, from: &str, to: &str) -> Result<Vec<DailyRow>, StepError> {
    Ok(host.batch(run_ledger::daily(from, to)).await?)
}
