//! `review_queue`: the cards. Every write is a compare-and-set: those by people are in
//! [`decide`], those by the drafting step in the `card_writes` of `draft`. What was decided is read by
//! [`history`].

pub mod decide;
pub mod history;

use crate::clock::Timestamp;
use crate::host::{Json, Query, json_size};
use crate::identity::{ReviewId, ReviewerId, SenderId, WriteId};
use crate::ledger::Invocation;
use crate::messages::conversation::{Conversation, Line};
use crate::messages::inbound_message;
use crate::messages::inbound_message::select_messages;
use crate::messages::marks::{self, Mark};
use crate::personal_data::{emptied, of_customer};
use crate::review::hold::Holder;
use crate::review::message::Message;
use crate::review::recipient::{ListedAddress, listed_as};
use crate::review::{Card, Customer, DecisionView, DeliveryView, DraftView, Gate, Moved, State};
use crate::send::{Delivery, ErrorCode};

/// A card with its latest decision and attempt, as it stands in D1.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: ReviewId,
    /// Where it stands.
    pub state: State,
    /// Its version.
    pub version: u32,
    /// When the card was opened.
    pub opened_at: Timestamp,
    /// When a reply stops being allowed.
    pub window_closes_at: Timestamp,
    /// The draft's words, until erased.
    pub draft_text: Option<String>,
    /// SHA-256 of the draft's words.
    pub draft_sha256: Option<String>,
    /// Whether a failed card may be pressed again.
    pub may_retry: bool,
    /// Where a reply goes, until erased.
    pub recipient: Option<String>,
    sender_id: SenderId,
    listing: Json<Vec<ListedAddress>>,
    customer_id: String,
    customer_name: Option<String>,
    received_at: Timestamp,
    previous_id: Option<ReviewId>,
    gate_verdict: String,
    gate_why: Option<String>,
    gate_evidence: Json<Vec<Mark>>,
    draft_language: Option<String>,
    draft_source: Option<String>,
    draft_model: Option<String>,
    draft_prompt: Option<String>,
    draft_fallback: Option<String>,
    error_code: Option<i64>,
    answered_elsewhere_at: Option<Timestamp>,
    overflow: bool,
    messages: u32,
    action: Option<String>,
    decided_at: Option<Timestamp>,
    decision_text: Option<String>,
    reason: Option<String>,
    decided_by: Option<String>,
    attempt: Option<String>,
    delivery_rank: Option<i64>,
    wamid: Option<String>,
    held_id: Option<ReviewerId>,
    held_by: Option<String>,
    held_until: Option<Timestamp>,
}

crate::from_row!(Row {
    id,
    state,
    version,
    opened_at,
    window_closes_at,
    draft_text,
    draft_sha256,
    may_retry,
    recipient,
    sender_id,
    listing,
    customer_id,
    customer_name,
    received_at,
    previous_id,
    gate_verdict,
    gate_why,
    gate_evidence,
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
    held_until
});

macro_rules! select_cards {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
",
            $rest
        )
    };
}

use select_cards;

const FIND: &str = select_cards!("WHERE r.id = ?1");

/// One card.
pub fn find(card: &ReviewId) -> Query<Option<Row>> {
    Query::new("find_card", FIND).bind(card.as_str())
}

const FIND_ALL: &str = select_cards!("WHERE r.id IN (SELECT value FROM json_each(?1))");

/// The cards of these ids.
pub fn find_all(cards: &[&ReviewId]) -> Query<Vec<Row>> {
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

/// A place in a list of cards: after this window and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    window: String,
    id: String,
}

impl Cursor {
    /// The beginning.
    pub fn start() -> Self {
        Self { window: String::new(), id: String::new() }
    }

    /// After this card.
    pub fn after(card: &Card) -> Self {
        Self { window: card.window_closes_at.to_string(), id: card.id.as_str().to_owned() }
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
        Some(Self { window: window.to_owned(), id: ReviewId::known(id)?.as_str().to_owned() })
    }
}

/// The cards of a state after a place, least time left first, and their messages:
/// one batch, however many cards.
pub fn list(state: State, after: &Cursor, limit: u32) -> (Query<Vec<Row>>, Query<Vec<inbound_message::Row>>) {
    fn page<R>(query: Query<R>, state: State, after: &Cursor, limit: u32) -> Query<R> {
        query.bind(state.as_str()).bind(after.window.as_str()).bind(after.id.as_str()).bind(limit)
    }
    let messages = page(Query::new("messages_of_listed_cards", LIST_MESSAGES), state, after, limit);
    (page(Query::new("list_cards", LIST), state, after, limit), messages.bind(inbound_message::SHOWN))
}

/// The most JSON of messages that a card shows, in bytes: its answer is kept in one column, which
/// takes 2 MB (Cloudflare, D1 limits). The latest message is shown whatever it takes.
const SHOWN_JSON: usize = 1_200_000;

/// The latest lines, as far as a card shows them.
fn shown(mut lines: Vec<Line>) -> Vec<Line> {
    let size = |line: &Line| {
        let text = |text: Option<&String>| text.map_or(0, |text| json_size([text]));
        let quoted = line.quoted.as_ref().and_then(|quoted| quoted.text.as_ref());
        let contacts = line.details.contacts.iter().flat_map(|contact| contact.name.iter().chain(&contact.lines));
        text(line.text.as_ref()) + text(quoted) + contacts.map(|line| json_size([line])).sum::<usize>()
    };
    let mut sum = 0;
    let fit = lines.iter().rev().take_while(|line| {
        sum += size(line);
        sum <= SHOWN_JSON
    });
    let dropped = lines.len() - fit.count().max(1).min(lines.len());
    lines.drain(..dropped);
    lines
}

impl Row {
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

    /// The card as the API shows it, with these messages.
    pub fn into_card(self, messages: Vec<inbound_message::Row>, now: Timestamp) -> Card {
        let (delivery, held_by) = (self.delivery(), self.holder(now));
        let (moved, may_retry) = (self.moved(), self.may_retry && self.allowlisted());
        let read = messages.len();
        let conversation = Conversation::of(messages);
        let order_lines = crate::review::order_lines::of_card(&conversation, &self.gate_verdict);
        let all = conversation.into_lines();
        let in_all = all.len();
        let lines = shown(all);
        let not_shown = (self.messages as usize).saturating_sub(read) + in_all - lines.len();
        let evidence = marks::place(self.gate_evidence.0, &lines);
        Card {
            state: self.state,
            version: self.version,
            customer: Customer { id: self.customer_id, name: self.customer_name },
            recipient: self.recipient,
            moved,
            received_at: self.received_at,
            window_closes_at: self.window_closes_at,
            messages: lines.into_iter().map(Message::from).collect(),
            messages_not_shown: u32::try_from(not_shown).unwrap_or(u32::MAX),
            answered_elsewhere_at: self.answered_elsewhere_at,
            waiting: if self.overflow { self.messages } else { 0 },
            gate: Gate { verdict: self.gate_verdict, why: self.gate_why, evidence },
            lines: order_lines,
            draft: self.draft_sha256.map(|text_sha256| DraftView {
                text: self.draft_text,
                text_sha256: Some(text_sha256),
                language: self.draft_language.unwrap_or_default(),
                source: self.draft_source.unwrap_or_default(),
                model: self.draft_model,
                prompt: self.draft_prompt,
                fallback: self.draft_fallback,
            }),
            decision: self.action.zip(self.decided_at).map(|(action, at)| DecisionView {
                action,
                by: self.decided_by.unwrap_or_default(),
                at,
                text: self.decision_text,
                reason: self.reason,
            }),
            delivery,
            may_retry,
            previous_id: self.previous_id,
            held_by,
            redacted: false,
            sender: self.sender_id,
            id: self.id,
        }
    }

    /// Who is on it. A card that needs nobody is nobody's.
    fn holder(&self, now: Timestamp) -> Option<Holder> {
        let open = matches!(self.state, State::Pending | State::Failed | State::Unknown);
        let until = self.held_until.filter(|until| open && *until > now)?;
        Some(Holder { id: self.held_id.clone()?, name: self.held_by.clone()?, until })
    }

    fn delivery(&self) -> Option<DeliveryView> {
        self.attempt.as_ref()?;
        let state = match self.state {
            State::Sending => return None,
            State::Unknown => "unknown",
            State::Failed => "failed",
            State::Pending | State::Sent | State::Rejected | State::Expired => {
                Delivery::from_rank(self.delivery_rank.unwrap_or(0)).as_str()
            }
        };
        // A status that says `failed` is certain, whatever its code would mean in an
        // answer to the send.
        let by_status = self.delivery_rank == Some(Delivery::Failed as i64);
        let error = self.error_code.map(ErrorCode::of_kept);
        Some(DeliveryView {
            state: state.to_owned(),
            wamid: self.wamid.clone(),
            error: error.map(|code| if by_status { code.advice_of_status() } else { code.advice() }),
        })
    }
}

/// Puts the messages to their cards, in the order of the cards.
pub fn into_cards(rows: Vec<Row>, messages: Vec<inbound_message::Row>, now: Timestamp) -> Vec<Card> {
    let mut by_card = rustc_hash::FxHashMap::<ReviewId, Vec<_>>::default();
    for message in messages {
        if let Some(card) = message.review_id.clone() {
            by_card.entry(card).or_default().push(message);
        }
    }
    rows.into_iter()
        .map(|row| {
            let messages = by_card.remove(&row.id).unwrap_or_default();
            row.into_card(messages, now)
        })
        .collect()
}

/// A card that a batch wrote.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its version now.
    pub version: u32,
}

crate::from_row!(Written { version });

const WRITTEN: &str = "SELECT version FROM review_queue WHERE id = ?1 AND write_id = ?2";

/// Whether this batch wrote the card.
pub fn written(card: &ReviewId, write: &WriteId) -> Query<Option<Written>> {
    Query::new("written_card", WRITTEN).bind(card.as_str()).bind(write.as_str())
}

const ERASE: &str = concat!(
    "UPDATE review_queue SET ",
    emptied!(review_queue),
    ", erased_at = ?2
WHERE id IN (
  SELECT id FROM review_queue WHERE opened_at < ?1 AND erased_at IS NULL ORDER BY opened_at LIMIT 200)
RETURNING id"
);

/// Erases the text of cards older than `before`, 200 at a time.
pub fn erase(before: Timestamp, now: Timestamp) -> Query<Vec<(String,)>> {
    Query::new("erase_cards", ERASE).bind(before).bind(now)
}

const LEDGER_CLOSED: &str = concat!(
    "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor, reason)
SELECT ?3, ?2, 'sweep', 'expired', id, version, ?4, 'customer_erased' FROM review_queue
WHERE state = 'pending' AND ",
    of_customer!(review_queue)
);

const CLOSE: &str =
    concat!("UPDATE review_queue SET state = 'expired' WHERE state = 'pending' AND ", of_customer!(review_queue));

const ERASE_OF_CUSTOMER: &str = concat!(
    "UPDATE review_queue SET customer_id = 'erased', ",
    emptied!(review_queue),
    ", erased_at = ?2
WHERE ",
    of_customer!(review_queue)
);

/// Closes a customer's open cards, with their ledger rows first, while the condition
/// still holds.
pub fn close_of_customer(id: &str, invocation: &Invocation, by: &ReviewerId) -> (Query, Query) {
    let ledger =
        Query::new("ledger_closed_by_erasure", LEDGER_CLOSED).bind(id).bind(invocation.id.as_str()).bind(invocation.at);
    (ledger.bind(by.as_str()), Query::new("close_cards_of_customer", CLOSE).bind(id))
}

/// Erases whose a customer's cards are and what stands on them.
pub fn erase_of_customer(id: &str, now: Timestamp) -> Query {
    Query::new("erase_cards_of_customer", ERASE_OF_CUSTOMER).bind(id).bind(now)
}
