//! What people look at: the queue, a card, the ledger.

use super::StepError;
use super::look_back::overdue;
use crate::clock::Timestamp;
use crate::credential::Credential;
use crate::host::{Answers, Host, Statement};
use crate::identity::ReviewId;
use crate::review::{Card, State};
use crate::store::review_queue::history::{self, Counts};
use crate::store::review_queue::{self, Cursor};
use crate::store::reviewer::{self, Reviewer};
use crate::store::run_ledger::Row as LedgerRow;
use crate::store::{customers, inbound_message, run_ledger, session};
use serde::Serialize;

/// Whose credential it is. `None`: nobody's, or not any more.
///
/// Errors: the database failed.
pub async fn authenticate(host: &impl Host, credential: &Credential) -> Result<Option<Reviewer>, StepError> {
    let now = host.now();
    let mut batch = vec![reviewer::by(credential, now)];
    batch.extend(seen(credential, now));
    let who = host.batch(batch).await?.into_vec().into_iter().next().unwrap_or_default();
    Ok(who.first()?)
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
pub async fn visit(host: &impl Host, credential: &Credential, asked: bool) -> Result<Option<Visit>, StepError> {
    let now = host.now();
    let mut batch = vec![reviewer::by(credential, now), history::counts(overdue(now))];
    batch.extend(seen(credential, now).filter(|_| asked));
    let mut answers = host.batch(batch).await?.into_vec();
    answers.truncate(2);
    let [who, counts] = Answers::new(answers).exactly()?;
    let Some(reviewer) = who.first()? else { return Ok(None) };
    Ok(Some(Visit { reviewer, counts: counts.first()?.unwrap_or_default() }))
}

fn seen(credential: &Credential, now: Timestamp) -> Option<Statement> {
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
pub async fn list(host: &impl Host, state: State, after: &Cursor, limit: u32) -> Result<Page, StepError> {
    let [cards, messages] = host.batch(review_queue::list(state, after, limit).into()).await?.exactly()?;
    let reviews = review_queue::into_cards(cards.decode()?, messages.decode()?);
    let full = u32::try_from(reviews.len()).is_ok_and(|n| n == limit);
    let last = reviews.last().filter(|_| full);
    Ok(Page { next_cursor: last.map(|card| Cursor::after(card).encode()), reviews })
}

/// What the desk's queue shows.
#[derive(Debug)]
pub struct Desk {
    /// Who looks.
    pub visit: Visit,
    /// Least time left first, with the customers' latest orders.
    pub cards: Vec<(Card, Vec<customers::Order>)>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// The card that was just decided.
    pub done: Option<Card>,
}

/// What the desk asks its queue for.
#[derive(Debug)]
pub struct DeskQuery<'a> {
    /// Where the page begins.
    pub after: &'a Cursor,
    /// How many cards at most.
    pub limit: u32,
    /// The card that was just decided.
    pub done: Option<&'a ReviewId>,
    /// A person asked, not the script.
    pub asked: bool,
}

/// Who looks and what waits, in one round trip. `None`: nobody looks, and then there is nothing
/// to see. Errors: the database failed.
pub async fn desk(host: &impl Host, credential: &Credential, query: &DeskQuery<'_>) -> Result<Option<Desk>, StepError> {
    let now = host.now();
    let done: Vec<&ReviewId> = query.done.into_iter().collect();
    let mut batch = vec![reviewer::by(credential, now)];
    batch.extend(review_queue::list(State::Pending, query.after, query.limit));
    batch.push(customers::orders_of_pending(query.after, query.limit));
    batch.push(history::counts(overdue(now)));
    batch.push(review_queue::find_one_of(&done));
    batch.push(inbound_message::of_cards(&done));
    if query.asked {
        batch.extend(seen(credential, now));
    }
    let mut answers = host.batch(batch).await?.into_vec();
    answers.truncate(7);
    let [who, cards, messages, orders, counts, done, done_messages] = Answers::new(answers).exactly()?;
    let Some(reviewer) = who.first()? else { return Ok(None) };
    let cards = review_queue::into_cards(cards.decode()?, messages.decode()?);
    let full = u32::try_from(cards.len()).is_ok_and(|n| n == query.limit);
    let next_cursor = cards.last().filter(|_| full).map(|card| Cursor::after(card).encode());
    let orders = customers::by_customer(orders.decode()?);
    let with_orders = |card: Card| {
        let orders = orders.get(&card.customer.id).cloned().unwrap_or_default();
        (card, orders)
    };
    let done: Option<review_queue::Row> = done.first()?;
    Ok(Some(Desk {
        visit: Visit { reviewer, counts: counts.first()?.unwrap_or_default() },
        cards: cards.into_iter().map(with_orders).collect(),
        next_cursor,
        done: done.map(|row| Ok::<_, StepError>(row.into_card(done_messages.decode()?))).transpose()?,
    }))
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
    Ok(days.decode()?)
}
