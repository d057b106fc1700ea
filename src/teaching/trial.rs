//! A change is tried on past cards before it is saved: which would be judged otherwise.
//!
//! A page of cards is looked through at a time, so that no request computes for long. A card that
//! the change touches is judged with the words in force and with those that are proposed; any other
//! stays what it was judged to be. Cards that a person said something of come with the latest.

use super::teach::{TeachRefusal, WordChange, checked};
use super::word_trial::{self, JudgedAnew, TrialRow, UnjudgedCard};
use crate::error::StepError;
use crate::gate::taught::Taught;
use crate::gate::{Verdict, judge_message};
use crate::host::Host;
use crate::identity::{ReviewId, Reviewer, WriteId};
use crate::messages::conversation::{Conversation, JudgedWords};
use crate::messages::inbound_message;
use crate::products::index::directory::Directory;
use crate::products::index::lookup::known_products;
use crate::products::index_queries;
use crate::review::review_queue::unreadable::Legible;
use crate::review::shape_mark;
use crate::taught_words::ActiveWords;
use crate::taught_words::kind::WordKind;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// The most messages of one page, unless a single card has more; the most characters of a card
/// that are judged again.
const MESSAGES: u32 = 60;
const LONGEST: usize = 3_000;

/// How much of a page is read, in characters, and for how many of those one counts that has to be
/// judged again: that takes so much longer than to see that it need not be.
const LETTERS: usize = 24_000;
const JUDGED: usize = 16;

/// The most cards that are listed as judged otherwise. `became_orders` counts on past them.
pub(super) const LISTED: usize = 100;

/// An order word may make orders of one past non-order in this many.
const ONE_IN: u32 = 50;

/// How far a change was tried.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "WordTrial"))]
pub struct Trial {
    /// How many cards are not judged yet; 0: it is finished.
    pub left: usize,
    /// How many were judged.
    pub cards: u32,
    /// How many of them are no orders today, without those of which a person said that they were.
    pub non_orders: u32,
    /// How many of those would be orders.
    pub became_orders: u32,
    /// Whether it cannot be saved: an order word would make orders of more than one in fifty.
    pub refused: bool,
    /// The cards that would be judged otherwise, the latest first; a hundred at most.
    pub changed: Vec<JudgedAnew>,
}

impl Trial {
    fn of(row: TrialRow, kind: WordKind) -> Self {
        let refused = kind == WordKind::Order && row.became_orders.saturating_mul(ONE_IN) > row.non_orders;
        Self {
            left: row.waiting.0.len(),
            cards: row.cards,
            non_orders: row.non_orders,
            became_orders: row.became_orders,
            refused,
            changed: row.changed.0,
        }
    }
}

/// Judges the next page of cards; begins where this change was not tried yet, or is to be tried
/// `again`. Errors: the database failed.
pub async fn go_on(
    host: &dyn Host,
    admin: &Reviewer,
    change: &WordChange,
    again: bool,
) -> Result<Result<Trial, TeachRefusal>, StepError> {
    let now = match checked(host, change).await? {
        Ok(now) => now,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (row, products) = host.batch((word_trial::of(admin), index_queries::directory())).await?;
    let write = || WriteId::new(host.nonce());
    let row = match row.filter(|row| !again && row.is_of(change)) {
        Some(row) => Some(row),
        None => host.batch(word_trial::begin(admin, change, &write())).await?,
    };
    // Another trial of the same admin may have begun meanwhile.
    let Some(mut row) = row else { return Ok(Err(TeachRefusal::Stale)) };
    if row.waiting.0.is_empty() {
        return Ok(Ok(Trial::of(row, change.kind)));
    }
    let products = products.and_then(|row| Directory::read(row.run, &row.starts, &row.first_words));
    judge_page(host, &mut row, &now, change, products.as_ref()).await?;
    let written = host.batch(word_trial::go_on(admin, &row, &write())).await?;
    Ok(written.map(|row| Trial::of(row, change.kind)).ok_or(TeachRefusal::Stale))
}

/// Takes the next cards off those that wait, and counts what becomes of them.
async fn judge_page(
    host: &dyn Host,
    row: &mut TrialRow,
    now: &ActiveWords,
    change: &WordChange,
    products: Option<&Directory>,
) -> Result<(), StepError> {
    let cards: Vec<ReviewId> = page(&row.waiting.0);
    let named: Vec<&ReviewId> = cards.iter().collect();
    let (messages, shapes) = host.batch((inbound_message::of_cards(&named), shape_mark::of_cards(&named))).await?;
    let change_alone = now.words.differing(change.kind, &change.words).for_gate();
    let said = said(&cards, messages, &change_alone);
    let naming: Vec<String> = said.iter().filter(|said| said.touched).map(|said| said.said.naming(LONGEST)).collect();
    let known = known_products(host, products, &naming.join("\n")).await?;
    let before = now.words.for_gate();
    let after = now.words.clone().with(change.kind, change.words.clone()).for_gate();
    row.waiting.0.drain(..said.len().min(row.waiting.0.len()));
    for (card, OfCard { said, touched }) in cards.into_iter().zip(said) {
        let shape = shapes.iter().find(|shape| shape.review_id == card);
        // Its text is erased, or it holds none.
        let Some(shape) = shape.filter(|_| !said.text.is_empty()) else { continue };
        let is_order = |taught| matches!(judge_message(&said.judged(taught), &known), Verdict::Order(_));
        let (was, becomes) =
            if touched { (is_order(&before), is_order(&after)) } else { (shape.judged_order, shape.judged_order) };
        let non_order = !was && shape.was_order != Some(true);
        row.cards += 1;
        row.non_orders += u32::from(non_order);
        row.became_orders += u32::from(non_order && becomes);
        if was != becomes && row.changed.0.len() < LISTED {
            row.changed.0.push(JudgedAnew { review_id: card, order: becomes });
        }
    }
    Ok(())
}

/// The cards of the next page.
fn page(waiting: &[UnjudgedCard]) -> Vec<ReviewId> {
    let mut messages = 0;
    let fits = |waiting: &&UnjudgedCard| {
        let first = messages == 0;
        messages += waiting.1.clamp(1, inbound_message::SHOWN);
        first || messages <= MESSAGES
    };
    waiting.iter().take_while(fits).map(|waiting| waiting.0.clone()).collect()
}

/// What was said on a card, and whether the change touches it.
struct OfCard {
    said: JudgedWords,
    touched: bool,
}

/// What was said on each of the cards, as far as a page goes.
fn said(cards: &[ReviewId], messages: Vec<Legible<inbound_message::MessageRow>>, change: &Taught) -> Vec<OfCard> {
    let mut by_card = by_card(messages);
    let mut letters = 0;
    let said = cards.iter().map(|card| {
        let said = by_card.remove(card).unwrap_or_default().said().beginning(LONGEST);
        let touched = change.touches(&said.naming(LONGEST));
        OfCard { said, touched }
    });
    let fits = |of: &OfCard| {
        let first = letters == 0;
        letters += of.said.text.len() * if of.touched { JUDGED } else { 1 };
        first || letters <= LETTERS
    };
    said.take_while(fits).collect()
}

/// The messages of each card, as far as they can be read.
fn by_card(messages: Vec<Legible<inbound_message::MessageRow>>) -> FxHashMap<ReviewId, Conversation> {
    let mut rows = FxHashMap::<ReviewId, Vec<_>>::default();
    for message in messages.into_iter().flatten() {
        if let Some(card) = message.review_id.clone() {
            rows.entry(card).or_default().push(message);
        }
    }
    rows.into_iter().map(|(card, rows)| (card, Conversation::of(rows))).collect()
}

/// The trial of a change that can be saved: it is finished. `Err`: why not. A change that no
/// verdict rests on needs none. Errors: the database failed.
pub(super) async fn finished(
    host: &dyn Host,
    admin: &Reviewer,
    change: &WordChange,
) -> Result<Result<(), TeachRefusal>, StepError> {
    if change.kind == WordKind::Drafts {
        return Ok(Ok(()));
    }
    let row = host.batch(word_trial::of(admin)).await?;
    let row = row.filter(|row| row.is_of(change) && row.waiting.0.is_empty());
    let Some(trial) = row.map(|row| Trial::of(row, change.kind)) else { return Ok(Err(TeachRefusal::NotTried)) };
    let became = trial.changed.into_iter().filter(|changed| changed.order).collect();
    Ok(if trial.refused { Err(TeachRefusal::TooMany(became)) } else { Ok(()) })
}

/// What the page of a trial shows of a card.
#[derive(Debug)]
pub struct TrialCard {
    pub changed: JudgedAnew,
    /// Its words, of long ones the beginning; none once they are erased.
    pub text: String,
    /// What a person said that it was.
    pub marked: Option<bool>,
}

/// How many cards a page of a trial shows, and how much of each, in characters.
const SHOWN: (usize, usize) = (30, 300);

/// The first of the cards that would be judged otherwise, with their words. Errors: the database
/// failed.
pub async fn shown(host: &dyn Host, trial: &Trial) -> Result<Vec<TrialCard>, StepError> {
    let first: Vec<&JudgedAnew> = trial.changed.iter().take(SHOWN.0).collect();
    let named: Vec<&ReviewId> = first.iter().map(|changed| &changed.review_id).collect();
    let (messages, shapes) = host.batch((inbound_message::of_cards(&named), shape_mark::of_cards(&named))).await?;
    let by_card = by_card(messages);
    let shown = first.into_iter().map(|changed| {
        let text = by_card.get(&changed.review_id).map(Conversation::text).unwrap_or_default();
        let beginning: String = text.chars().take(SHOWN.1).collect();
        let cut = if beginning.len() < text.len() { "…" } else { "" };
        let shape = shapes.iter().find(|shape| shape.review_id == changed.review_id);
        TrialCard { changed: changed.clone(), text: beginning + cut, marked: shape.and_then(|shape| shape.was_order) }
    });
    Ok(shown.collect())
}
