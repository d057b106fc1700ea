//! What people look at: the queue, a card, the ledger.

use crate::customers::customer_queries;
use crate::error::StepError;
use crate::host::Host;
use crate::identity::ReviewId;
use crate::ledger::run_ledger;
use crate::ledger::run_ledger::Row as LedgerRow;
use crate::messages::inbound_message;
use crate::review::review_queue;
use crate::review::review_queue::Cursor;
use crate::review::{Card, State};
use serde::Serialize;

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
    let reviews = review_queue::into_cards(cards, messages, host.now());
    let full = u32::try_from(reviews.len()).is_ok_and(|n| n == limit);
    let last = reviews.last().filter(|_| full);
    Ok(Page { next_cursor: last.map(|card| Cursor::after(card).encode()), reviews })
}

/// What the desk's queue shows.
#[derive(Debug)]
pub struct Queue {
    /// Least time left first, with the customers' latest orders.
    pub cards: Vec<(Card, Vec<customer_queries::Order>)>,
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
            customer_queries::orders_of_pending(after.place(), limit),
            review_queue::find_one_of(&done),
            inbound_message::of_cards(&done),
        ))
        .await?;
    let cards = review_queue::into_cards(cards, messages, host.now());
    let full = u32::try_from(cards.len()).is_ok_and(|n| n == limit);
    let next_cursor = cards.last().filter(|_| full).map(|card| Cursor::after(card).encode());
    let orders = customer_queries::by_customer(orders);
    let with_orders = |card: Card| {
        let orders = orders.get(&card.customer.id).cloned().unwrap_or_default();
        (card, orders)
    };
    Ok(Queue {
        cards: cards.into_iter().map(with_orders).collect(),
        next_cursor,
        done: done.map(|row| row.into_card(done_messages, host.now())),
    })
}

/// A card with what surrounds it.
#[derive(Debug, Serialize)]
pub struct Detail {
    /// The card.
    #[serde(flatten)]
    pub card: Card,
    /// The customer's latest orders, newest first.
    pub orders: Vec<customer_queries::Order>,
    /// Its ledger rows and those of its messages, in order.
    pub trail: Vec<LedgerRow>,
}

/// One card. Errors: the database failed.
pub async fn detail(host: &dyn Host, card: &ReviewId) -> Result<Option<Detail>, StepError> {
    let (row, messages, orders, trail) = host
        .batch((
            review_queue::find(card),
            inbound_message::of_cards(&[card]),
            customer_queries::orders_of_card(card),
            run_ledger::trail(card),
        ))
        .await?;
    Ok(row.map(|row| Detail { card: row.into_card(messages, host.now()), orders, trail }))
}
