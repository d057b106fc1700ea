//! Writes by the drafting step. Each is made only by the holder of the newest
//! fence and only while all of its messages still wait.

use crate::clock::Timestamp;
use crate::draft::draft_lease::Lease;
use crate::host::Query;
use crate::identity::{ReviewId, SenderId, WriteId};
use crate::keyed_hash::MessageRef;
use crate::language::Language;
use crate::messages::inbound_message::WaitingSender;
use crate::messages::inbound_message::next_customer;
use crate::review::{DraftSource, GateVerdict, NoDraft};
use serde::Serialize;

/// An open card, as far as the drafting step needs it.
#[derive(Clone, Debug)]
pub struct OpenCard {
    /// Its id.
    pub id: ReviewId,
    /// Its version.
    pub version: u32,
    /// Whether it is the card of messages over the caps.
    pub overflow: bool,
    /// Whether a person asked for it to be drafted again.
    pub redraft: bool,
}

crate::from_row!(OpenCard { id, version, overflow, redraft });

const OPEN: &str = concat!(
    "SELECT id, version, overflow, redraft_at IS NOT NULL AS redraft FROM review_queue
WHERE sender_id = ?1 AND overflow IN (0, 1) AND state = 'pending' AND customer_id = ",
    next_customer!()
);

/// The open cards of a sender's next customer: at most one of drafts and one of overflow.
pub fn open(sender: &SenderId) -> Query<Vec<OpenCard>> {
    Query::new("open_cards", OPEN).bind(sender.as_str())
}

/// The card before.
#[derive(Clone, Debug)]
pub struct Previous {
    /// Its id.
    pub id: ReviewId,
    /// Its window.
    pub window_closes_at: Timestamp,
}

crate::from_row!(Previous { id, window_closes_at });

const PREVIOUS: &str = concat!(
    "SELECT id, window_closes_at FROM review_queue WHERE sender_id = ?1 AND state <> 'pending' AND customer_id = ",
    next_customer!(),
    " ORDER BY opened_at DESC LIMIT 1"
);

/// The latest card of a sender's next customer that is not open any more.
pub fn previous(sender: &SenderId) -> Query<Option<Previous>> {
    Query::new("previous_card", PREVIOUS).bind(sender.as_str())
}

/// All that a card's version holds.
#[derive(Clone, Debug, Serialize)]
pub struct CardContent {
    /// The card.
    pub id: ReviewId,
    /// The batch.
    pub write_id: WriteId,
    /// Whose messages these are.
    pub sender_id: SenderId,
    /// The CRM's id of the customer.
    pub customer_id: String,
    /// The business's name for them.
    pub customer_name: String,
    /// Whether these are messages over the caps.
    pub overflow: bool,
    /// The sender's card before this one.
    pub previous_id: Option<ReviewId>,
    /// Now.
    pub opened_at: Timestamp,
    /// When the first message was stamped.
    pub received_at: Timestamp,
    /// When a reply stops being allowed.
    pub window_closes_at: Timestamp,
    /// Whether its words were taken for an order.
    pub gate_verdict: GateVerdict,
    /// Why there is no draft.
    pub gate_why: Option<NoDraft>,
    /// JSON.
    pub gate_evidence: String,
    /// The products' keys that its words name, each with the reference of the one product that has it.
    pub named_products: Vec<(String, Option<String>)>,
    /// The version of the taught words that it was judged with.
    pub words_version: u32,
    /// The draft's language.
    pub draft_language: Option<Language>,
    /// Who wrote it.
    pub draft_source: Option<DraftSource>,
    /// The model's name.
    pub draft_model: Option<String>,
    /// What it was made from, with its versions.
    pub draft_prompt: Option<String>,
    /// Why no model wrote it, if one was meant to.
    pub draft_fallback: Option<String>,
    /// SHA-256 of the draft's words.
    pub draft_sha256: Option<String>,
    /// The draft's words.
    pub draft_text: Option<String>,
    /// Where a reply goes.
    pub recipient: Option<String>,
    /// The message that a reply quotes.
    pub quoted_wamid: Option<String>,
}

// An answer from the phone may have come while the messages were gathered.
const OPEN_NEW: &str = "INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, overflow, previous_id, state,
  version, opened_at, received_at, window_closes_at, gate_verdict, gate_why, gate_evidence, named_products, words_version, draft_language,
  draft_source, draft_model, draft_prompt, draft_fallback, draft_sha256, draft_text, recipient, quoted_wamid,
  answered_elsewhere_at)
SELECT c.item ->> 'id', c.item ->> 'write_id', c.item ->> 'sender_id', c.item ->> 'customer_id',
  c.item ->> 'customer_name', c.item ->> 'overflow', c.item ->> 'previous_id', 'pending', 1,
  c.item ->> 'opened_at', c.item ->> 'received_at', c.item ->> 'window_closes_at', c.item ->> 'gate_verdict',
  c.item ->> 'gate_why', c.item ->> 'gate_evidence', c.item ->> 'named_products', c.item ->> 'words_version', c.item ->> 'draft_language', c.item ->> 'draft_source',
  c.item ->> 'draft_model', c.item ->> 'draft_prompt', c.item ->> 'draft_fallback', c.item ->> 'draft_sha256', c.item ->> 'draft_text',
  c.item ->> 'recipient', c.item ->> 'quoted_wamid',
  (SELECT w.phone_answered_at FROM allowlist w
   WHERE w.sender_id = c.item ->> 'sender_id' AND w.customer_id = c.item ->> 'customer_id'
     AND w.phone_answered_at >= c.item ->> 'received_at')
FROM (SELECT ?1 AS item) AS c
WHERE EXISTS (SELECT 1 FROM draft_lease WHERE sender_id = c.item ->> 'sender_id' AND fence = ?2)
  AND NOT EXISTS (
    SELECT 1 FROM review_queue WHERE sender_id = c.item ->> 'sender_id' AND customer_id = c.item ->> 'customer_id'
      AND overflow = c.item ->> 'overflow' AND state = 'pending')
  AND NOT EXISTS (SELECT 1 FROM review_queue WHERE id = c.item ->> 'id')
  AND (SELECT count(*) FROM inbound_message WHERE waiting = 1 AND message_ref IN (SELECT value FROM json_each(?3)))
    = json_array_length(?3)";

/// Opens a card for these waiting messages.
pub fn open_new(content: &CardContent, lease: Lease, messages: &[&MessageRef]) -> Query {
    Query::new("open_card", OPEN_NEW).bind_json(content).bind(lease.fence).bind_json(&messages)
}

// Who writes again after the window closed is waiting anew: what was said before then may never
// have been told, and nobody could act on it.
const NEXT_VERSION: &str =
    "UPDATE review_queue SET version = version + 1, redraft_at = NULL, write_id = c.item ->> 'write_id',
  customer_name = c.item ->> 'customer_name', received_at = min(received_at, c.item ->> 'received_at'),
  reminded = iif(c.item ->> 'window_closes_at' > window_closes_at
    AND (reminded = 2 OR window_closes_at <= c.item ->> 'opened_at'), 0, reminded),
  window_closes_at = max(window_closes_at, c.item ->> 'window_closes_at'), gate_verdict = c.item ->> 'gate_verdict',
  gate_why = c.item ->> 'gate_why', gate_evidence = c.item ->> 'gate_evidence',
  named_products = c.item ->> 'named_products', words_version = c.item ->> 'words_version',
  draft_language = c.item ->> 'draft_language', draft_source = c.item ->> 'draft_source',
  draft_model = c.item ->> 'draft_model', draft_prompt = c.item ->> 'draft_prompt',
  draft_fallback = c.item ->> 'draft_fallback', draft_sha256 = c.item ->> 'draft_sha256',
  draft_text = c.item ->> 'draft_text', recipient = c.item ->> 'recipient',
  quoted_wamid = c.item ->> 'quoted_wamid',
  answered_elsewhere_at = COALESCE(
    (SELECT w.phone_answered_at FROM allowlist w
     WHERE w.sender_id = review_queue.sender_id AND w.customer_id = review_queue.customer_id
       AND w.phone_answered_at >= min(received_at, c.item ->> 'received_at')),
    answered_elsewhere_at)
FROM (SELECT ?1 AS item) AS c
WHERE review_queue.id = c.item ->> 'id' AND state = 'pending' AND version = ?4
  AND customer_id = c.item ->> 'customer_id'
  AND EXISTS (SELECT 1 FROM draft_lease WHERE sender_id = c.item ->> 'sender_id' AND fence = ?2)
  AND (SELECT count(*) FROM inbound_message WHERE waiting = 1 AND message_ref IN (SELECT value FROM json_each(?3)))
    = json_array_length(?3)";

/// Moves an open card from `version` to the next, with these messages added.
pub fn next_version(content: &CardContent, lease: Lease, messages: &[&MessageRef], version: u32) -> Query {
    Query::new("next_version", NEXT_VERSION).bind_json(content).bind(lease.fence).bind_json(&messages).bind(version)
}

const REDRAFT: &str = "UPDATE review_queue SET redraft_at = ?3
WHERE id = ?1 AND version = ?2 AND state = 'pending' AND overflow = 0
  AND EXISTS (
    SELECT 1 FROM allowlist w WHERE w.sender_id = review_queue.sender_id AND w.customer_id = review_queue.customer_id)
RETURNING sender_id";

/// Marks an open card to be drafted again. Returns its sender; no row: it is not open
/// at this version, or holds messages over the caps.
pub fn redraft(card: &ReviewId, version: u32, now: Timestamp) -> Query<Option<WaitingSender>> {
    Query::new("redraft_card", REDRAFT).bind(card.as_str()).bind(version).bind(now)
}
