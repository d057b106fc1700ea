//! What people look at: the queue, a card, the ledger.

use crate::customers::customer_queries;
use crate::error::StepError;
use crate::host::Host;
use crate::identity::{ReviewId, Role};
use crate::ledger::run_ledger;
use crate::ledger::run_ledger::LedgerRow;
use crate::messages::inbound_message;
use crate::review::as_on::AsOn;
use crate::review::before::{self, Exchange};
use crate::review::order_lines::LineReader;
use crate::review::review_queue;
use crate::review::review_queue::CardRow;
use crate::review::review_queue::QueueCursor;
use crate::review::review_queue::unreadable::{Cards, Legible};
use crate::review::{Card, State};
use crate::taught_words;
use serde::Serialize;

/// A page of cards.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "CardPage"))]
pub struct CardPage {
    /// Least time left first.
    pub reviews: Vec<Card>,
    /// Cards of this page that cannot be read: their columns contradict each other, and somebody has to
    /// look into the database.
    pub unreadable: Vec<ReviewId>,
    /// Where the next page begins; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// The cards of a state, for eyes of a role. Errors: the database failed.
pub async fn list(
    host: &dyn Host,
    role: Role,
    state: State,
    after: &QueueCursor,
    limit: u32,
) -> Result<CardPage, StepError> {
    let ((cards, messages), words) =
        host.batch((review_queue::list(state, after, limit), taught_words::newest())).await?;
    let next_cursor = next(&cards, limit);
    let cards = review_queue::into_cards(cards, messages, &LineReader::of(words), host.now());
    let Cards { cards: reviews, unreadable } = seen_by(host, role, cards);
    Ok(CardPage { reviews, unreadable, next_cursor })
}

/// Where the page after these cards begins, if they fill theirs.
pub fn next(cards: &[Legible<CardRow>], limit: u32) -> Option<String> {
    let full = u32::try_from(cards.len()).is_ok_and(|n| n == limit);
    cards.iter().rev().filter(|_| full).find_map(QueueCursor::after).map(|cursor| cursor.encode())
}

/// The cards for eyes of a role. Those that cannot be read are logged.
pub fn seen_by(host: &dyn Host, role: Role, all: Cards) -> Cards {
    all.log(host);
    Cards { cards: all.cards.into_iter().map(|card| card.as_seen_by(role)).collect(), ..all }
}

/// How many cards of the desk's queue stand there whole, with the customers' orders. Of the others
/// it has name, time and first words: the script brings each before it comes onto the screen, and
/// without it a link leads there.
pub const WHOLE: u32 = 10;

/// What the desk's queue shows.
#[derive(Debug)]
pub struct LoadedQueue {
    /// Least time left first, with the customers' latest orders.
    pub cards: Vec<(Card, Vec<customer_queries::RecentOrder>)>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Cards of this page that cannot be read.
    pub unreadable: Vec<ReviewId>,
    /// The cards beside it that were asked for, with theirs.
    pub beside: Vec<(Card, Vec<customer_queries::RecentOrder>)>,
}

/// A page of the cards that wait, with a few others that were decided. Errors: the database
/// failed.
pub async fn queue(
    host: &dyn Host,
    role: Role,
    after: &QueueCursor,
    limit: u32,
    beside: &[ReviewId],
) -> Result<LoadedQueue, StepError> {
    let beside: Vec<&ReviewId> = beside.iter().collect();
    let ((cards, messages), orders, beside, messages_beside, words) = host
        .batch((
            review_queue::list(State::Pending, after, limit),
            customer_queries::orders_of_queue(after.place(), limit.min(WHOLE), &beside),
            review_queue::find_all(&beside),
            inbound_message::of_cards(&beside),
            taught_words::newest(),
        ))
        .await?;
    let next_cursor = next(&cards, limit);
    let (reader, now) = (LineReader::of(words).beside(customer_queries::by_customer(orders)), host.now());
    let Cards { cards, unreadable } = seen_by(host, role, review_queue::into_cards(cards, messages, &reader, now));
    // By the CRM's id, which an auditor's card does not hold: it gets none.
    let with_orders = |card: Card| {
        let orders = reader.orders(&card.customer.id).to_vec();
        (card, orders)
    };
    Ok(LoadedQueue {
        cards: cards.into_iter().map(with_orders).collect(),
        next_cursor,
        unreadable,
        beside: seen_by(host, role, review_queue::into_cards(beside, messages_beside, &reader, now))
            .cards
            .into_iter()
            .map(with_orders)
            .collect(),
    })
}

/// A card with what surrounds it.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "CardInFull"))]
pub struct Detail {
    /// The card.
    #[serde(flatten)]
    pub card: Card,
    /// The customer's latest orders, newest first; none for auditors.
    pub orders: Vec<customer_queries::RecentOrder>,
    /// When the same was ordered.
    pub as_on: AsOn,
    /// What was said with this customer before this card, the latest twenty, oldest first; nothing for
    /// auditors.
    pub before: Vec<Exchange>,
    /// Its ledger rows and those of its messages, in order.
    pub trail: Vec<LedgerRow>,
}

/// One card with its latest messages, for eyes of a role. Errors: the database failed.
pub async fn detail(host: &dyn Host, role: Role, card: &ReviewId) -> Result<Option<Detail>, StepError> {
    detail_with(host, role, card, inbound_message::SHOWN).await
}

/// One card, with this many of its messages at most. Errors: the database failed.
pub async fn detail_with(
    host: &dyn Host,
    role: Role,
    card: &ReviewId,
    messages: u32,
) -> Result<Option<Detail>, StepError> {
    let (row, messages, orders, trail, (earlier, said), words) = host
        .batch((
            review_queue::find(card),
            inbound_message::latest_of_card(card, messages),
            customer_queries::orders_of_card(card),
            run_ledger::trail(card),
            before::earlier(card),
            taught_words::newest(),
        ))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let now = host.now();
    let (orders, before) =
        if role.reads_words() { (orders, before::exchanges(earlier, said, now)) } else { (vec![], vec![]) };
    let by_customer = std::iter::once((row.customer_id().to_owned(), orders.clone())).collect();
    let card = row.into_card(messages, &LineReader::of(words).beside(by_customer), now).as_seen_by(role);
    Ok(Some(Detail { as_on: card.as_on.clone(), card, orders, before, trail }))
}
