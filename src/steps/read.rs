//! What people look at: the queue, a card, the ledger.

use super::StepError;
use crate::host::Host;
use crate::identity::ReviewId;
use crate::review::{Card, State};
use crate::store::review_queue::{self, Cursor};
use crate::store::reviewer::{self, Reviewer};
use crate::store::run_ledger::Row as LedgerRow;
use crate::store::{customers, inbound_message, run_ledger};
use serde::Serialize;

/// Who holds a token. `None`: nobody, or not any more.
///
/// Errors: the database failed.
pub async fn authenticate(host: &impl Host, token: &str) -> Result<Option<Reviewer>, StepError> {
    let [reviewer] = host.batch(vec![reviewer::by_token(token)]).await?.exactly()?;
    Ok(reviewer.first()?)
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
pub async fn list(host: &impl Host, state: State, after: &Cursor, limit: u32) -> Result<Page, StepError> {
    let [cards, messages] = host.batch(review_queue::list(state, after, limit).into()).await?.exactly()?;
    let reviews = review_queue::into_cards(cards.decode()?, messages.decode()?);
    let full = u32::try_from(reviews.len()).is_ok_and(|n| n == limit);
    let last = reviews.last().filter(|_| full);
    Ok(Page { next_cursor: last.map(|card| Cursor::after(card).encode()), reviews })
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
pub async fn detail(host: &impl Host, card: &ReviewId) -> Result<Option<Detail>, StepError> {
    let answers = host
        .batch(vec![
            review_queue::find(card),
            inbound_message::of_cards(&[card]),
            customers::orders_of_card(card),
            run_ledger::trail(card),
        ])
        .await?;
    let [row, messages, orders, trail] = answers.exactly()?;
    let Some(row) = row.first::<review_queue::Row>()? else { return Ok(None) };
    Ok(Some(Detail { card: row.into_card(messages.decode()?), orders: orders.decode()?, trail: trail.decode()? }))
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
pub async fn ledger(host: &impl Host, after: i64, limit: u32) -> Result<LedgerPage, StepError> {
    let [rows] = host.batch(vec![run_ledger::page(after, limit)]).await?.exactly()?;
    let rows: Vec<LedgerRow> = rows.decode()?;
    let full = u32::try_from(rows.len()).is_ok_and(|n| n == limit);
    Ok(LedgerPage { next_after: rows.last().filter(|_| full).map(|row| row.id), rows })
}

/// What the ledger says of each day. Errors: the database failed.
pub async fn ledger_summary(host: &impl Host, from: &str, to: &str) -> Result<Vec<serde_json::Value>, StepError> {
    let [days] = host.batch(vec![run_ledger::daily(from, to)]).await?.exactly()?;
    Ok(days.0)
}
