//! `run_ledger`: append-only by trigger.

use crate::clock::Timestamp;
use crate::host::Statement;
use crate::identity::{Address, ReviewId, ReviewerId, WriteId};
use crate::ledger::Entry;
use serde::{Deserialize, Serialize};

macro_rules! append {
    ($name:literal, $guard:literal) => {
        concat!(
            "-- ",
            $name,
            "\nINSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms'
FROM json_each(?1) AS e",
            $guard
        )
    };
}

const APPEND: &str = append!("append", "");

const APPEND_IF_CARD_WRITTEN: &str =
    append!("append_if_card_written", "\nWHERE EXISTS (SELECT 1 FROM review_queue WHERE id = ?2 AND write_id = ?3)");

const APPEND_IF_OPEN: &str = append!(
    "append_if_card_open",
    "\nWHERE EXISTS (SELECT 1 FROM review_queue WHERE id = ?2 AND version = ?3 AND state = 'pending' AND overflow = 0)"
);

/// Appends the rows if the card can be drafted again at this version.
pub fn append_if_card_open(entries: &[Entry], card: &ReviewId, version: u32) -> Statement {
    Statement::new(APPEND_IF_OPEN).bind_json(&entries).bind(card.as_str()).bind(version)
}

const APPEND_IF_REVIEWER: &str = append!(
    "append_if_reviewer",
    "\nWHERE EXISTS (SELECT 1 FROM reviewer WHERE id = ?2 AND (?3 IS NULL OR revoked_at = ?3))"
);

/// Appends the rows if there is such a reviewer, revoked just now where that is asked.
pub fn append_if_reviewer(entries: &[Entry], id: &ReviewerId, revoked: Option<Timestamp>) -> Statement {
    Statement::new(APPEND_IF_REVIEWER).bind_json(&entries).bind(id.as_str()).bind(revoked)
}

const APPEND_IF_LISTED: &str =
    append!("append_if_listed", "\nWHERE EXISTS (SELECT 1 FROM allowlist WHERE address = ?2)");

/// Appends the rows if the address is on the allowlist.
pub fn append_if_listed(entries: &[Entry], address: &Address) -> Statement {
    Statement::new(APPEND_IF_LISTED).bind_json(&entries).bind(address.as_str())
}

/// Appends the rows.
pub fn append(entries: &[Entry]) -> Statement {
    Statement::new(APPEND).bind_json(&entries)
}

/// Appends the rows if this batch wrote the card.
pub fn append_if_card_written(entries: &[Entry], card: &ReviewId, write: &WriteId) -> Statement {
    Statement::new(APPEND_IF_CARD_WRITTEN).bind_json(&entries).bind(card.as_str()).bind(write.as_str())
}

const PAGE: &str = "-- ledger_page
SELECT id, at, invocation, step, outcome, message_ref, sender_ref, review_id, version, actor, reason,
  model, tokens_in, tokens_out, latency_ms
FROM run_ledger WHERE id > ?1 ORDER BY id LIMIT ?2";

/// The rows after a row, oldest first.
pub fn page(after: i64, limit: u32) -> Statement {
    Statement::new(PAGE).bind(after).bind(limit)
}

const DAILY: &str = "-- ledger_summary
SELECT * FROM ledger_daily WHERE day >= ?1 AND day <= ?2 ORDER BY day";

/// The days from `from` to `to`, both included.
pub fn daily(from: &str, to: &str) -> Statement {
    Statement::new(DAILY).bind(from).bind(to)
}

const TRAIL: &str = "-- card_trail
SELECT t.ledger_id, t.at, t.step, t.outcome, t.version, t.actor, u.name AS actor_name, t.reason, t.model,
  t.tokens_in, t.tokens_out, t.latency_ms
FROM ledger_trail t LEFT JOIN reviewer u ON u.id = t.actor WHERE t.review_id = ?1 ORDER BY t.ledger_id";

/// Every row of a card and of its messages, in order.
pub fn trail(card: &ReviewId) -> Statement {
    Statement::new(TRAIL).bind(card.as_str())
}

/// A row as auditors see it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its number; grows.
    #[serde(alias = "ledger_id")]
    pub id: i64,
    /// The other columns, as they stand.
    #[serde(flatten)]
    pub columns: serde_json::Map<String, serde_json::Value>,
}
