//! `review_queue`: the cards. Every write is a compare-and-set: those by people are in
//! [`decide`], those by the drafting step in the `card_writes` of `draft`. What was decided is read by
//! [`history`]; `erasing` empties what stands on them.

mod cursor;
pub mod decide;
mod erasing;
pub mod history;
pub mod unreadable;

use crate::clock::Timestamp;
use crate::host::{Json, Query};
use crate::identity::{ReviewId, ReviewerId, SenderId, WriteId};
use crate::language::Language;
use crate::messages::conversation::Conversation;
use crate::messages::inbound_message;
use crate::messages::inbound_message::select_messages;
use crate::messages::marks::{self, Mark};
use crate::review::choice::Choice;
use crate::review::hold::{self, Holder};
use crate::review::later::PutOff;
use crate::review::message::{Message, shown};
use crate::review::note::Note;
use crate::review::order_lines::LineReader;
use crate::review::recipient::{ListedAddress, listed_as};
use crate::review::shape_mark;
use crate::review::{
    Card, DecisionAction, DecisionView, DeliveryState, DeliveryView, DraftSource, DraftView, Gate, GateVerdict, Moved,
    NoDraft, RejectReason, State, Writer,
};
use crate::send::{Delivery, ErrorCode};
pub use cursor::QueueCursor;
pub use erasing::{ERASED_AT_ONCE, close_of_customer, erase, erase_of_customer};
use unreadable::Legible;
pub use unreadable::into_cards;

/// A card with its latest decision and attempt, as it stands in D1.
#[derive(Clone, Debug)]
pub struct CardRow {
    pub id: ReviewId,
    pub state: State,
    pub version: u32,
    /// When the card was opened.
    pub opened_at: Timestamp,
    /// When a reply stops being allowed.
    pub window_closes_at: Timestamp,
    /// The draft's words, until erased.
    pub draft_text: Option<String>,
    pub draft_sha256: Option<String>,
    /// Whether a failed card may be pressed again.
    pub may_retry: bool,
    /// When a person closed it after its send failed.
    pub closed_at: Option<Timestamp>,
    /// Where a reply goes, until erased.
    pub recipient: Option<String>,
    sender_id: SenderId,
    listing: Json<Vec<ListedAddress>>,
    still_listed: bool,
    customer_id: String,
    customer_name: Option<String>,
    received_at: Timestamp,
    previous_id: Option<ReviewId>,
    gate_verdict: GateVerdict,
    gate_why: Option<NoDraft>,
    gate_evidence: Json<Vec<Mark>>,
    named_products: Json<Vec<(String, Option<String>)>>,
    words_version: u32,
    was_order: Option<bool>,
    draft_language: Option<Language>,
    draft_source: Option<DraftSource>,
    draft_model: Option<String>,
    draft_prompt: Option<String>,
    draft_fallback: Option<String>,
    error_code: Option<i64>,
    answered_elsewhere_at: Option<Timestamp>,
    overflow: bool,
    messages: u32,
    action: Option<DecisionAction>,
    decided_at: Option<Timestamp>,
    decision_text: Option<String>,
    reason: Option<RejectReason>,
    decided_by: Option<String>,
    attempt: Option<String>,
    delivery_rank: Option<i64>,
    wamid: Option<String>,
    held_id: Option<ReviewerId>,
    held_by: Option<String>,
    held_until: Option<Timestamp>,
    put_off_by: Option<String>,
    put_off_until: Option<Timestamp>,
    notes: Json<Vec<(Option<String>, String, Timestamp)>>,
    choices: Json<Vec<Choice>>,
}

crate::from_row!(CardRow {
    id,
    state,
    version,
    opened_at,
    window_closes_at,
    draft_text,
    draft_sha256,
    may_retry,
    closed_at,
    recipient,
    sender_id,
    listing,
    still_listed,
    customer_id,
    customer_name,
    received_at,
    previous_id,
    gate_verdict,
    gate_why,
    gate_evidence,
    named_products,
    words_version,
    was_order,
    draft_language,
    draft_source,
    draft_model,
    draft_prompt,
    draft_fallback,
    error_code,
    answered_elsewhere_at,
    overflow,
    messages,
    action,
    decided_at,
    decision_text,
    reason,
    decided_by,
    attempt,
    delivery_rank,
    wamid,
    held_id,
    held_by,
    held_until,
    put_off_by,
    put_off_until,
    notes,
    choices
});

macro_rules! select_cards {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (",
            $crate::review::review_queue::decide::closed!("r"),
            " ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND ",
            $crate::review::choice::may_leave_open!(),
            " AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
",
            $rest
        )
    };
}

pub(crate) use select_cards;

const FIND: &str = select_cards!("WHERE r.id = ?1");

/// One card.
pub fn find(card: &ReviewId) -> Query<Option<CardRow>> {
    Query::new("find_card", FIND).bind(card.as_str())
}

const FIND_ALL: &str = select_cards!("WHERE r.id IN (SELECT value FROM json_each(?1))");

/// The cards of these ids.
pub fn find_all(cards: &[&ReviewId]) -> Query<Vec<Legible<CardRow>>> {
    Query::new("find_cards", FIND_ALL).bind_json(&cards)
}

const LIST: &str = select_cards!(
    "WHERE r.state = ?1 AND (r.window_closes_at, r.id) > (?2, ?3)
ORDER BY r.window_closes_at, r.id LIMIT ?4"
);

const LIST_MESSAGES: &str = select_messages!(
    "WHERE m.id IN (
  SELECT id FROM (
    SELECT n.id, row_number() OVER (PARTITION BY n.review_id ORDER BY n.id DESC) AS nth
    FROM inbound_message n WHERE n.review_id IN (
      SELECT r.id FROM review_queue r WHERE r.state = ?1 AND (r.window_closes_at, r.id) > (?2, ?3)
      ORDER BY r.window_closes_at, r.id LIMIT ?4))
  WHERE nth <= ?5)
ORDER BY m.id"
);

/// The cards of a list, and their messages: one batch, however many cards.
pub type CardsAndMessages = (Query<Vec<Legible<CardRow>>>, Query<Vec<Legible<inbound_message::MessageRow>>>);

/// The cards of a state after a place, least time left first.
pub fn list(state: State, after: &QueueCursor, limit: u32) -> CardsAndMessages {
    fn page<R>(query: Query<R>, state: State, after: &QueueCursor, limit: u32) -> Query<R> {
        let (window, id) = after.place();
        query.bind(state.as_str()).bind(window).bind(id).bind(limit)
    }
    let messages = page(Query::new("messages_of_listed_cards", LIST_MESSAGES), state, after, limit);
    (page(Query::new("list_cards", LIST), state, after, limit), messages.bind(inbound_message::SHOWN))
}

impl CardRow {
    /// The CRM's id of its customer.
    pub fn customer_id(&self) -> &str {
        &self.customer_id
    }

    /// Whether its recipient is on the allowlist now, as this customer's.
    pub fn allowlisted(&self) -> bool {
        self.listed_as().is_some()
    }

    /// Meta's notice that the customer has left the recipient's address; on a card that nobody can
    /// answer, that they have left one of theirs.
    pub fn moved(&self) -> Option<Moved> {
        match &self.recipient {
            Some(_) => self.listed_as()?.moved(),
            None => self.listing.0.iter().find_map(ListedAddress::moved),
        }
    }

    fn listed_as(&self) -> Option<&ListedAddress> {
        listed_as(&self.listing.0, self.recipient.as_deref()?)
    }

    /// The card as the API shows it, with these messages. `reader`: of its order lines.
    pub fn into_card(self, messages: Vec<inbound_message::MessageRow>, reader: &LineReader, now: Timestamp) -> Card {
        let (delivery, held_by, later) = (self.delivery(), self.holder(now), self.put_off(now));
        let (moved, may_retry) = (self.moved(), self.may_retry && self.closed_at.is_none() && self.allowlisted());
        let read = messages.len();
        let conversation = Conversation::of(messages);
        let of = (self.customer_id.as_str(), self.received_at);
        let (ordered, unanswered, as_on) = reader.read(&conversation, self.gate_verdict, self.named_products.0, of);
        let all = conversation.into_lines();
        let in_all = all.len();
        let lines = shown(all);
        let not_shown = (self.messages as usize).saturating_sub(read) + in_all - lines.len();
        let evidence = marks::place(self.gate_evidence.0, &lines);
        Card {
            state: self.state,
            version: self.version,
            customer: Writer { id: self.customer_id, name: self.customer_name },
            recipient: self.recipient,
            moved,
            still_listed: self.still_listed,
            received_at: self.received_at,
            window_closes_at: self.window_closes_at,
            messages: lines.into_iter().map(Message::from).collect(),
            messages_not_shown: u32::try_from(not_shown).unwrap_or(u32::MAX),
            answered_elsewhere_at: self.answered_elsewhere_at,
            waiting: if self.overflow { self.messages } else { 0 },
            gate: Gate {
                verdict: self.gate_verdict,
                why: self.gate_why,
                evidence,
                words_version: self.words_version,
                marked: self.was_order.and_then(|order| shape_mark::NAMES.get(usize::from(order)).copied()),
            },
            lines: ordered,
            unanswered,
            as_on,
            draft: self.draft_sha256.zip(self.draft_language).zip(self.draft_source).map(
                |((hash, language), source)| DraftView {
                    text: self.draft_text,
                    text_sha256: Some(hash),
                    language,
                    source,
                    model: self.draft_model,
                    prompt: self.draft_prompt,
                    fallback: self.draft_fallback,
                },
            ),
            decision: self.action.zip(self.decided_at).map(|(action, at)| DecisionView {
                action,
                by: self.decided_by.unwrap_or_default(),
                at,
                text: self.decision_text,
                reason: self.reason,
            }),
            delivery,
            may_retry,
            closed_at: self.closed_at,
            previous_id: self.previous_id,
            held_by,
            later,
            notes: self.notes.0.into_iter().map(Note::of).collect(),
            choices: self.choices.0,
            redacted: false,
            sender: self.sender_id,
            id: self.id,
        }
    }

    /// Who is on it. A card that needs nobody is nobody's.
    fn holder(&self, now: Timestamp) -> Option<Holder> {
        let open = hold::open(self.state, self.closed_at);
        let until = self.held_until.filter(|until| open && *until > now)?;
        Some(Holder { id: self.held_id.clone()?, name: self.held_by.clone()?, until })
    }

    /// Who put it off, while it waits.
    fn put_off(&self, now: Timestamp) -> Option<PutOff> {
        let until = self.put_off_until.filter(|until| self.state == State::Pending && *until > now)?;
        Some(PutOff { name: self.put_off_by.clone()?, until })
    }

    fn delivery(&self) -> Option<DeliveryView> {
        self.attempt.as_ref()?;
        let state = match self.state {
            State::Sending => return None,
            State::Unknown => DeliveryState::Unknown,
            State::Failed => DeliveryState::Failed,
            State::Pending | State::Sent | State::Rejected | State::Expired => {
                Delivery::from_rank(self.delivery_rank.unwrap_or(0)).into()
            }
        };
        // A status that says `failed` is certain, whatever its code would mean in an
        // answer to the send.
        let by_status = self.delivery_rank == Some(Delivery::Failed as i64);
        let error = self.error_code.map(ErrorCode::of_kept);
        Some(DeliveryView {
            state,
            wamid: self.wamid.clone(),
            error: error.map(|code| if by_status { code.advice_of_status() } else { code.advice() }),
        })
    }
}

const WRITTEN: &str = "SELECT version FROM review_queue WHERE id = ?1 AND write_id = ?2";

/// Whether this batch wrote the card.
pub fn written(card: &ReviewId, write: &WriteId) -> Query<bool> {
    Query::new("written_card", WRITTEN).bind(card.as_str()).bind(write.as_str())
}
