//! `inbound_message`: every message of an allowlisted sender, once.

use super::{cards_of_customer, flag};
use crate::admission::ApplicantKey;
use crate::clock::Timestamp;
use crate::config::Caps;
use crate::host::Statement;
use crate::identity::{ReviewId, SenderId, WriteId};
use crate::keyed_hash::MessageRef;
use crate::ledger::Invocation;
use serde::Deserialize;
use std::time::Duration;

/// The caps look back this far.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// How many messages one card takes up at once; the rest follow.
pub const BURST: u32 = 200;

/// A timer that was armed this recently is trusted to be still there.
const TRUSTED_TIMER: Duration = Duration::from_secs(60);

// Claims each message by its reference, if its sender is on the allowlist.
//
// The caps are exact over any 60 minutes, at the cost of one index look-up
// however high they are: counted messages are numbered, and message n is within
// a cap of L if message n - L is more than an hour old. A message over its
// sender's cap takes no number, so the numbers have no gaps; one over the cap of
// all keeps its sender's number, which errs on the strict side.
//
// Edits and deletions are not counted: they must reach the card that they change.
const ADMIT: &str = "-- admit
INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, sender_slot, hourly_slot, kind,
  kind_name, freshness, in_group, stamped_at, admitted_at, window_closes_at, target_ref, waiting, wamid,
  reply_to, text, order_lines, customer_id)
WITH arrived AS MATERIALIZED (
  SELECT i.key AS place, i.value AS item, COALESCE(
    (SELECT sender_id FROM allowlist WHERE address = i.value ->> 'phone'),
    (SELECT sender_id FROM allowlist WHERE address = i.value ->> 'twin'),
    (SELECT sender_id FROM allowlist WHERE address = i.value ->> 'bsuid')) AS sender_id
  FROM json_each(?1) AS i
),
fresh AS MATERIALIZED (
  SELECT a.*, a.item ->> 'kind' NOT IN ('reaction', 'edit', 'revoke') AS counts,
    count(*) FILTER (WHERE a.item ->> 'kind' NOT IN ('reaction', 'edit', 'revoke'))
      OVER (PARTITION BY a.sender_id ORDER BY a.place) AS nth, COALESCE((
    SELECT m.sender_slot FROM inbound_message m
    WHERE m.sender_id = a.sender_id AND m.sender_slot IS NOT NULL
    ORDER BY m.sender_slot DESC LIMIT 1), 0) AS taken
  FROM arrived a
  WHERE a.sender_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM inbound_message m WHERE m.message_ref IN (a.item ->> 'ref', a.item ->> 'prev'))
),
by_sender AS MATERIALIZED (
  SELECT f.*, CASE WHEN f.counts AND f.nth <= ?5 AND NOT EXISTS (
    SELECT 1 FROM inbound_message m
    WHERE m.sender_id = f.sender_id AND m.sender_slot = f.taken + f.nth - ?5 AND m.admitted_at > ?4
  ) THEN f.taken + f.nth END AS sender_slot
  FROM fresh f
),
overall AS MATERIALIZED (
  SELECT b.*, count(b.sender_slot) OVER (ORDER BY b.place) AS nth_overall, COALESCE((
    SELECT m.hourly_slot FROM inbound_message m WHERE m.hourly_slot IS NOT NULL
    ORDER BY m.hourly_slot DESC LIMIT 1), 0) AS taken_overall
  FROM by_sender b
),
numbered AS MATERIALIZED (
  SELECT o.*, CASE WHEN o.sender_slot IS NOT NULL AND o.nth_overall <= ?6 AND NOT EXISTS (
    SELECT 1 FROM inbound_message m
    WHERE m.hourly_slot = o.taken_overall + o.nth_overall - ?6 AND m.admitted_at > ?4
  ) THEN o.taken_overall + o.nth_overall END AS hourly_slot
  FROM overall o
)
SELECT n.item ->> 'ref', ?2, n.sender_id,
  CASE WHEN n.item ->> 'kind' = 'reaction' THEN 'noted' WHEN n.counts AND n.hourly_slot IS NULL THEN 'over_limit'
    ELSE 'admitted' END,
  n.sender_slot, n.hourly_slot, n.item ->> 'kind', n.item ->> 'kind_name', n.item ->> 'freshness',
  n.item ->> 'in_group', n.item ->> 'stamped_at', ?3, n.item ->> 'window_closes_at',
  COALESCE(
    (SELECT m.message_ref FROM inbound_message m WHERE m.message_ref = n.item ->> 'target_prev'),
    n.item ->> 'target_ref'),
  n.item ->> 'kind' <> 'reaction', n.item ->> 'wamid', n.item ->> 'reply_to', n.item ->> 'text',
  n.item ->> 'order_lines', (SELECT customer_id FROM allowlist WHERE sender_id = n.sender_id)
FROM numbered n WHERE true
ON CONFLICT (message_ref) DO NOTHING";

/// Admits the applicants that may be: see the statement. `applicants`: JSON of a
/// list of [`Applicant`](crate::admission::Applicant), below 2 MB.
pub fn admit(applicants: String, invocation: &Invocation, caps: Caps) -> Statement {
    Statement::new(ADMIT)
        .bind(applicants)
        .bind(invocation.id.as_str())
        .bind(invocation.at)
        .bind(invocation.at.minus(HOUR))
        .bind(caps.sender_hourly)
        .bind(caps.hourly)
}

// The second look into the ledger finds a stranger's message that came before:
// of those nothing but the ledger row is kept.
const LEDGER_ADMISSIONS: &str = "-- ledger_admissions
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
SELECT ?3, ?2, 'admit', CASE
    WHEN m.invocation = ?2 THEN m.outcome
    WHEN m.id IS NOT NULL THEN 'duplicate'
    WHEN EXISTS (
      SELECT 1 FROM run_ledger l
      WHERE l.message_ref IN (i.value ->> 'ref', i.value ->> 'prev') AND l.step = 'admit') THEN 'duplicate'
    ELSE 'not_allowlisted' END,
  i.value ->> 'ref', i.value ->> 'sender'
FROM json_each(?1) AS i
LEFT JOIN inbound_message m ON m.message_ref IN (i.value ->> 'ref', i.value ->> 'prev')
RETURNING outcome";

/// What became of one applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// It will be gathered, judged and drafted.
    Admitted,
    /// Over a cap: kept for a person, not drafted.
    OverLimit,
    /// A reaction: recorded, no card.
    Noted,
    /// It came before.
    Duplicate,
    /// Refused: the sender is not on the allowlist.
    NotAllowlisted,
}

/// What became of one applicant, as its ledger row says.
#[derive(Debug, Deserialize)]
pub struct Admitted {
    /// The outcome.
    pub outcome: Admission,
}

/// Writes what became of each applicant into the ledger and returns it.
pub fn ledger_admissions(keys: &[&ApplicantKey], invocation: &Invocation) -> Statement {
    Statement::new(LEDGER_ADMISSIONS).bind_json(&keys).bind(invocation.id.as_str()).bind(invocation.at)
}

const SENDERS_TO_ARM: &str = "-- senders_to_arm
SELECT DISTINCT m.sender_id FROM json_each(?1) AS i
JOIN inbound_message m ON m.message_ref = i.value ->> 'ref'
WHERE m.waiting = 1 AND NOT EXISTS (
  SELECT 1 FROM inbound_message w
  WHERE w.sender_id = m.sender_id AND w.waiting = 1 AND w.admitted_at > ?3 AND w.invocation <> ?2)";

/// A sender with messages to gather.
#[derive(Debug, Deserialize)]
pub struct Waiting {
    /// Who.
    pub sender_id: SenderId,
}

/// The senders whose timer is not armed yet: those with nothing else waiting.
pub fn senders_to_arm(keys: &[&ApplicantKey], invocation: &Invocation) -> Statement {
    Statement::new(SENDERS_TO_ARM)
        .bind_json(&keys)
        .bind(invocation.id.as_str())
        .bind(invocation.at.minus(TRUSTED_TIMER))
}

const OVERDUE: &str = "-- overdue_senders
SELECT sender_id FROM (
  SELECT sender_id, admitted_at AS since FROM inbound_message WHERE waiting = 1 AND admitted_at < ?1
  UNION ALL
  SELECT sender_id, redraft_at FROM review_queue WHERE redraft_at < ?1 AND state = 'pending')
GROUP BY sender_id ORDER BY min(since) LIMIT ?2";

/// Senders whose messages, or whose card that is to be drafted again, have been
/// waiting since before `before`, longest first.
pub fn overdue(before: Timestamp, limit: u32) -> Statement {
    Statement::new(OVERDUE).bind(before).bind(limit)
}

/// A message as the drafting step and the card read it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// Its reference.
    pub message_ref: MessageRef,
    /// `admitted` or `over_limit`.
    pub outcome: Admission,
    /// `words`, `order`, `edit`, `revoke` or `other`.
    pub kind: String,
    /// Meta's name of its type.
    pub kind_name: String,
    /// `fresh`, `late`, `future` or `unreadable`.
    pub freshness: String,
    /// Written in a group.
    #[serde(deserialize_with = "flag")]
    pub in_group: bool,
    /// When Meta stamped it, or when it arrived.
    pub stamped_at: Timestamp,
    /// When it arrived.
    pub admitted_at: Timestamp,
    /// When the window that it opened closes.
    pub window_closes_at: Timestamp,
    /// The message that an edit or a deletion is about.
    pub target_ref: Option<MessageRef>,
    /// The card that it stands on.
    pub review_id: Option<ReviewId>,
    /// Its wamid, until erased.
    pub wamid: Option<String>,
    /// Where a reply goes, until erased.
    pub reply_to: Option<String>,
    /// What was written, until erased.
    pub text: Option<String>,
    /// The lines of a catalogue order, until erased.
    pub order_lines: Option<String>,
    /// Whose it was when it came, where that is read.
    #[serde(default)]
    pub customer_id: Option<String>,
}

macro_rules! select_messages {
    ($name:literal, $rest:literal) => {
        concat!(
            "-- ",
            $name,
            "\nSELECT message_ref, outcome, kind, kind_name, freshness, in_group, stamped_at, admitted_at,
  window_closes_at, target_ref, review_id, wamid, reply_to, text, order_lines, customer_id
FROM inbound_message ",
            $rest
        )
    };
}

const WAITING: &str =
    select_messages!("waiting_messages", "WHERE sender_id = ?1 AND waiting = 1 ORDER BY admitted_at, id LIMIT ?2");

/// A sender's messages that stand on no card, oldest first.
pub fn waiting(sender: &SenderId) -> Statement {
    Statement::new(WAITING).bind(sender.as_str()).bind(BURST)
}

const OF_OPEN_CARD: &str = select_messages!(
    "messages_of_open_card",
    "WHERE review_id = (
  SELECT id FROM review_queue WHERE sender_id = ?1 AND overflow = 0 AND state = 'pending')
ORDER BY id LIMIT 500"
);

/// The messages on a sender's open card.
pub fn of_open_card(sender: &SenderId) -> Statement {
    Statement::new(OF_OPEN_CARD).bind(sender.as_str())
}

/// How many messages of one card are shown: its latest.
pub const SHOWN: u32 = 100;

const OF_CARDS: &str = select_messages!(
    "messages_of_cards",
    "WHERE id IN (
  SELECT id FROM (
    SELECT m.id, row_number() OVER (PARTITION BY m.review_id ORDER BY m.id DESC) AS nth
    FROM inbound_message m WHERE m.review_id IN (SELECT value FROM json_each(?1)))
  WHERE nth <= ?2)
ORDER BY id"
);

/// The latest messages on each of these cards, oldest first.
pub fn of_cards(cards: &[&ReviewId]) -> Statement {
    Statement::new(OF_CARDS).bind_json(&cards).bind(SHOWN)
}

const ATTACH: &str = "-- attach_messages
UPDATE inbound_message SET waiting = 0, review_id = ?2
WHERE message_ref IN (SELECT value FROM json_each(?1)) AND waiting = 1
  AND EXISTS (SELECT 1 FROM review_queue WHERE id = ?2 AND write_id = ?3)";

/// Puts the messages on the card that this batch wrote.
pub fn attach(messages: &[&MessageRef], card: &ReviewId, write: &WriteId) -> Statement {
    Statement::new(ATTACH).bind_json(&messages).bind(card.as_str()).bind(write.as_str())
}

/// The oldest message that waits, if any.
#[derive(Debug, Deserialize)]
pub struct Oldest {
    /// When it arrived.
    pub admitted_at: Timestamp,
}

const STILL_WAITING: &str = "-- still_waiting
SELECT admitted_at FROM inbound_message WHERE sender_id = ?1 AND waiting = 1 ORDER BY admitted_at LIMIT 1";

/// Whether the sender has written more meanwhile.
pub fn still_waiting(sender: &SenderId) -> Statement {
    Statement::new(STILL_WAITING).bind(sender.as_str())
}

/// How many.
#[derive(Debug, Deserialize)]
pub struct Number {
    /// So many.
    pub n: u32,
}

const UNGATHERED: &str = "-- ungathered_messages
SELECT count(*) AS n FROM inbound_message WHERE waiting = 1 AND admitted_at < ?1";

/// How many messages have been on no card since before `before`.
pub fn ungathered(before: Timestamp) -> Statement {
    Statement::new(UNGATHERED).bind(before)
}

const ERASE: &str = "-- erase_messages
UPDATE inbound_message SET wamid = NULL, reply_to = NULL, text = NULL, order_lines = NULL, erased_at = ?2
WHERE id IN (
  SELECT id FROM inbound_message WHERE admitted_at < ?1 AND erased_at IS NULL ORDER BY admitted_at LIMIT 500)
RETURNING id";

/// Erases what is older than `before`, 500 messages at a time.
pub fn erase(before: Timestamp, now: Timestamp) -> Statement {
    Statement::new(ERASE).bind(before).bind(now)
}

// What stands on the customer's cards, and what stands on none: it waits, or was only
// noted.
const ERASE_OF_CUSTOMER: &str = concat!(
    "-- erase_messages_of_customer
UPDATE inbound_message SET waiting = 0, wamid = NULL, reply_to = NULL, text = NULL, order_lines = NULL,
  customer_id = 'erased', erased_at = ?2
WHERE id IN (
  SELECT id FROM inbound_message WHERE review_id IN (",
    cards_of_customer!(),
    ")
  UNION ALL
  SELECT id FROM inbound_message WHERE waiting = 1 AND (
    customer_id = ?1 OR sender_id IN (SELECT sender_id FROM allowlist WHERE customer_id = ?1))
  UNION ALL
  SELECT id FROM inbound_message
  WHERE waiting = 0 AND review_id IS NULL AND erased_at IS NULL AND customer_id = ?1)"
);

/// Erases what a customer wrote; what waited for a card waits no longer.
pub fn erase_of_customer(id: &str, now: Timestamp) -> Statement {
    Statement::new(ERASE_OF_CUSTOMER).bind(id).bind(now)
}
