//! The claim of a message, with allowlist and caps, and its ledger row.
//!
//! The caps are exact over any 60 minutes, at the cost of one index look-up however high
//! they are: counted messages are numbered, and message n is within a cap of L if message
//! n - L is more than an hour old. A message over its sender's cap takes no number, so the
//! numbers have no gaps; one over the cap of all keeps its sender's number, which errs on
//! the strict side.
//!
//! Edits and deletions are not counted: they must reach the card that they change.
//!
//! Nearly every webhook brings one message, and numbering many at once takes window
//! functions that cost as much as all the rest. So there are two texts that say the same:
//! [`one`] and [`many`]; a test holds them to each other (`tests/admission.rs`).

use crate::admission::{Applicant, ApplicantKey};
use crate::clock::Timestamp;
use crate::config::Caps;
use crate::host::Statement;
use crate::identity::SenderId;
use crate::ledger::Invocation;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The caps look back this far.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A timer that was armed this recently is trusted to be still there.
const TRUSTED_TIMER: Duration = Duration::from_secs(60);

/// What both texts write, and from what: `?1` is JSON, `$i` in it the applicant.
macro_rules! claim {
    ($name:literal, $item:literal, $from:literal) => {
        concat!(
            "-- ",
            $name,
            "
INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, sender_slot, hourly_slot, kind,
  kind_name, freshness, in_group, stamped_at, admitted_at, window_closes_at, target_ref, waiting, wamid,
  reply_to, text, order_lines, customer_id)
SELECT ",
            $item,
            " ->> 'ref', ?1 ->> 'invocation', f.sender_id,
  CASE WHEN f.kind = 'reaction' THEN 'noted' WHEN f.counts AND f.hourly_slot IS NULL THEN 'over_limit'
    ELSE 'admitted' END,
  f.sender_slot, f.hourly_slot, f.kind, ",
            $item,
            " ->> 'kind_name', ",
            $item,
            " ->> 'freshness', ",
            $item,
            " ->> 'in_group', ",
            $item,
            " ->> 'stamped_at', ?1 ->> 'at', ",
            $item,
            " ->> 'window_closes_at',
  COALESCE(
    (SELECT m.message_ref FROM inbound_message m WHERE m.message_ref = ",
            $item,
            " ->> 'target_prev'), ",
            $item,
            " ->> 'target_ref'),
  f.kind <> 'reaction', ",
            $item,
            " ->> 'wamid', ",
            $item,
            " ->> 'reply_to', ",
            $item,
            " ->> 'text', ",
            $item,
            " ->> 'order_lines', f.customer_id
FROM ",
            $from,
            "
WHERE true
ON CONFLICT (message_ref) DO NOTHING"
        )
    };
}

// The limits keep the planner from writing the inner queries out into each use of them.
const ONE: &str = claim!(
    "admit_one",
    "?1",
    "(
  SELECT s.*, CASE WHEN s.sender_slot IS NOT NULL AND ?1 ->> 'hourly' >= 1 AND NOT EXISTS (
      SELECT 1 FROM inbound_message m
      WHERE m.hourly_slot = s.taken_overall + 1 - (?1 ->> 'hourly') AND m.admitted_at > ?1 ->> 'since'
    ) THEN s.taken_overall + 1 END AS hourly_slot
  FROM (
    SELECT k.*, CASE WHEN k.counts AND ?1 ->> 'sender_hourly' >= 1 AND NOT EXISTS (
        SELECT 1 FROM inbound_message m
        WHERE m.sender_id = k.sender_id AND m.sender_slot = k.taken + 1 - (?1 ->> 'sender_hourly')
          AND m.admitted_at > ?1 ->> 'since'
      ) THEN k.taken + 1 END AS sender_slot
    FROM (
      SELECT w.sender_id, w.customer_id, ?1 ->> 'kind' AS kind,
        ?1 ->> 'kind' NOT IN ('reaction', 'edit', 'revoke') AS counts,
        COALESCE((
          SELECT m.sender_slot FROM inbound_message m
          WHERE m.sender_id = w.sender_id AND m.sender_slot IS NOT NULL
          ORDER BY m.sender_slot DESC LIMIT 1), 0) AS taken,
        COALESCE((
          SELECT m.hourly_slot FROM inbound_message m WHERE m.hourly_slot IS NOT NULL
          ORDER BY m.hourly_slot DESC LIMIT 1), 0) AS taken_overall
      FROM allowlist w
      WHERE w.address = COALESCE(
          (SELECT address FROM allowlist WHERE address = ?1 ->> 'phone'),
          (SELECT address FROM allowlist WHERE address = ?1 ->> 'twin'),
          (SELECT address FROM allowlist WHERE address = ?1 ->> 'bsuid'))
        AND NOT EXISTS (
          SELECT 1 FROM inbound_message m WHERE m.message_ref IN (?1 ->> 'ref', ?1 ->> 'prev'))
      LIMIT 1) k
    LIMIT 1) s
  LIMIT 1) f"
);

const MANY: &str = claim!(
    "admit",
    "f.item",
    "(
  WITH arrived AS MATERIALIZED (
    SELECT i.key AS place, i.value AS item, i.value ->> 'kind' AS kind,
      i.value ->> 'kind' NOT IN ('reaction', 'edit', 'revoke') AS counts, COALESCE(
      (SELECT sender_id FROM allowlist WHERE address = i.value ->> 'phone'),
      (SELECT sender_id FROM allowlist WHERE address = i.value ->> 'twin'),
      (SELECT sender_id FROM allowlist WHERE address = i.value ->> 'bsuid')) AS sender_id
    FROM json_each(?1, '$.list') AS i
  ),
  fresh AS MATERIALIZED (
    SELECT a.*, count(*) FILTER (WHERE a.counts) OVER (PARTITION BY a.sender_id ORDER BY a.place) AS nth, COALESCE((
      SELECT m.sender_slot FROM inbound_message m
      WHERE m.sender_id = a.sender_id AND m.sender_slot IS NOT NULL
      ORDER BY m.sender_slot DESC LIMIT 1), 0) AS taken
    FROM arrived a
    WHERE a.sender_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM inbound_message m WHERE m.message_ref IN (a.item ->> 'ref', a.item ->> 'prev'))
  ),
  by_sender AS MATERIALIZED (
    SELECT f.*, CASE WHEN f.counts AND f.nth <= ?1 ->> 'sender_hourly' AND NOT EXISTS (
      SELECT 1 FROM inbound_message m
      WHERE m.sender_id = f.sender_id AND m.sender_slot = f.taken + f.nth - (?1 ->> 'sender_hourly')
        AND m.admitted_at > ?1 ->> 'since'
    ) THEN f.taken + f.nth END AS sender_slot
    FROM fresh f
  ),
  overall AS MATERIALIZED (
    SELECT b.*, count(b.sender_slot) OVER (ORDER BY b.place) AS nth_overall, COALESCE((
      SELECT m.hourly_slot FROM inbound_message m WHERE m.hourly_slot IS NOT NULL
      ORDER BY m.hourly_slot DESC LIMIT 1), 0) AS taken_overall
    FROM by_sender b
  )
  SELECT o.*, (SELECT customer_id FROM allowlist WHERE sender_id = o.sender_id) AS customer_id,
    CASE WHEN o.sender_slot IS NOT NULL AND o.nth_overall <= ?1 ->> 'hourly' AND NOT EXISTS (
      SELECT 1 FROM inbound_message m
      WHERE m.hourly_slot = o.taken_overall + o.nth_overall - (?1 ->> 'hourly') AND m.admitted_at > ?1 ->> 'since'
    ) THEN o.taken_overall + o.nth_overall END AS hourly_slot
  FROM overall o) AS f"
);

/// What an admission depends on besides the messages.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Terms<'a> {
    invocation: &'a str,
    at: Timestamp,
    since: Timestamp,
    sender_hourly: u32,
    hourly: u32,
}

impl<'a> Terms<'a> {
    /// Of this invocation, under these caps.
    pub fn new(invocation: &'a Invocation, caps: Caps) -> Self {
        Self {
            invocation: invocation.id.as_str(),
            at: invocation.at,
            since: invocation.at.minus(HOUR),
            sender_hourly: caps.sender_hourly,
            hourly: caps.hourly,
        }
    }

    /// As JSON, with the rest of the object.
    fn with(self, rest: &str) -> String {
        let mut json = serde_json::to_string(&self).unwrap_or_default();
        json.pop();
        json + "," + rest
    }
}

/// Admits the one applicant, if it may be.
pub fn one(applicant: &Applicant, terms: Terms<'_>) -> Statement {
    let applicant = applicant.json();
    Statement::new(ONE).bind(terms.with(applicant.get(1..).unwrap_or("}")))
}

/// Admits the applicants that may be. `list`: JSON of a list of [`Applicant`], below 2 MB.
pub fn many(list: &str, terms: Terms<'_>) -> Statement {
    Statement::new(MANY).bind(terms.with(&format!("\"list\":{list}}}")))
}

// The second look into the ledger finds a stranger's message that came before: of those
// nothing but the ledger row is kept. The sender is one whose timer is not armed yet:
// nothing else of theirs waits.
const LEDGER: &str = "-- ledger_admissions
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
SELECT ?1 ->> 'at', ?1 ->> 'invocation', 'admit', COALESCE(
    (SELECT CASE m.invocation WHEN ?1 ->> 'invocation' THEN m.outcome ELSE 'duplicate' END FROM inbound_message m
     WHERE m.message_ref IN (i.value ->> 'ref', i.value ->> 'prev')),
    (SELECT 'duplicate' FROM run_ledger l
     WHERE l.message_ref IN (i.value ->> 'ref', i.value ->> 'prev') AND l.step = 'admit'),
    'not_allowlisted'),
  i.value ->> 'ref', i.value ->> 'sender'
FROM json_each(?1, '$.keys') AS i
RETURNING outcome, (
  SELECT m.sender_id FROM inbound_message m
  WHERE m.message_ref = run_ledger.message_ref AND m.waiting = 1 AND NOT EXISTS (
    SELECT 1 FROM inbound_message w
    WHERE w.sender_id = m.sender_id AND w.waiting = 1 AND w.admitted_at > ?1 ->> 'trusted_since'
      AND w.invocation <> run_ledger.invocation)) AS to_arm";

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
    /// The sender, if their timer has to be armed.
    pub to_arm: Option<SenderId>,
}

/// Writes what became of each applicant into the ledger and returns it.
pub fn ledger(keys: &[&ApplicantKey], invocation: &Invocation) -> Statement {
    #[derive(Serialize)]
    struct Ledger<'a> {
        at: Timestamp,
        invocation: &'a str,
        trusted_since: Timestamp,
        keys: &'a [&'a ApplicantKey],
    }
    Statement::new(LEDGER).bind_json(&Ledger {
        at: invocation.at,
        invocation: invocation.id.as_str(),
        trusted_since: invocation.at.minus(TRUSTED_TIMER),
        keys,
    })
}
