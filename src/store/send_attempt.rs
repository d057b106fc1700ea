//! `send_attempt`: one Graph call of one decision, and how far it got.

use super::cards_of_customer;
use crate::host::Statement;
use crate::identity::{AttemptId, DecisionId, ReviewId, WriteId};
use crate::ledger::Invocation;
use crate::send::{Delivery, ErrorCode, Outcome};
use crate::webhook::payload::StatusUpdate;
use serde::Serialize;

const BEGIN: &str = "-- begin_attempt
INSERT INTO send_attempt (id, decision_id, review_id, started_at)
SELECT ?3, ?4, r.id, r.claimed_at FROM review_queue r WHERE r.id = ?1 AND r.write_id = ?2";

/// Begins the attempt of the claim that this batch made.
pub fn begin(card: &ReviewId, write: &WriteId, attempt: &AttemptId, decision: &DecisionId) -> Statement {
    Statement::new(BEGIN).bind(card.as_str()).bind(write.as_str()).bind(attempt.as_str()).bind(decision.as_str())
}

// A wamid holds the number: it does not come back to a card that was erased.
const FINISH: &str = "-- finish_attempt
UPDATE send_attempt SET outcome = ?2, error_code = ?3, finished_at = ?5, wamid = CASE
  WHEN (SELECT erased_at FROM review_queue r WHERE r.id = send_attempt.review_id) IS NULL THEN COALESCE(wamid, ?4) END
WHERE id = ?1 AND (outcome IS NULL OR outcome = 'unknown')";

/// Records what Graph answered.
pub fn finish(attempt: &AttemptId, outcome: &Outcome, now: crate::clock::Timestamp) -> Statement {
    let (name, code, wamid) = match outcome {
        Outcome::Accepted(wamid) => ("accepted", None, Some(wamid.as_str())),
        Outcome::Refused(code) => ("refused", Some(code.0), None),
        Outcome::Unknown(_) => ("unknown", None, None),
    };
    Statement::new(FINISH).bind(attempt.as_str()).bind(name).bind(code).bind(wamid).bind(now)
}

const ERASE: &str = "-- erase_attempts
UPDATE send_attempt SET wamid = NULL WHERE started_at < ?1 AND wamid IS NOT NULL";

/// Erases the wamids of sends older than `before`.
pub fn erase(before: crate::clock::Timestamp) -> Statement {
    Statement::new(ERASE).bind(before)
}

const ERASE_OF_CUSTOMER: &str = concat!(
    "-- erase_attempts_of_customer
UPDATE send_attempt SET wamid = NULL
WHERE decision_id IN (SELECT d.id FROM decision d WHERE d.review_id IN (",
    cards_of_customer!(),
    "))"
);

/// Erases the wamids of the sends to a customer.
pub fn erase_of_customer(id: &str) -> Statement {
    Statement::new(ERASE_OF_CUSTOMER).bind(id)
}

/// A status as the statements read it.
#[derive(Debug, Serialize)]
struct StatusRow<'a> {
    attempt: Option<&'a str>,
    wamid: &'a str,
    word: &'static str,
    rank: i64,
    error: Option<i64>,
    may_retry: bool,
}

impl<'a> StatusRow<'a> {
    fn of(update: &'a StatusUpdate) -> Self {
        let delivery = Delivery::parse(&update.status);
        Self {
            attempt: update.attempt.as_ref().map(AttemptId::as_str),
            wamid: update.id.as_str(),
            word: delivery.map_or("other", Delivery::as_str),
            rank: delivery.map_or(-1, |delivery| delivery as i64),
            error: update.error_code,
            may_retry: update.error_code.is_some_and(|code| ErrorCode(code).may_retry()),
        }
    }
}

macro_rules! with_statuses {
    ($name:literal, $rest:literal) => {
        // Our own id first, the wamid second (Meta, statuses).
        concat!(
            "-- ",
            $name,
            "\nWITH update_of AS MATERIALIZED (
  SELECT COALESCE(
      (SELECT id FROM send_attempt WHERE id = s.value ->> 'attempt'),
      (SELECT id FROM send_attempt WHERE wamid = s.value ->> 'wamid')) AS attempt,
    s.value AS item, s.key AS place
  FROM json_each(?1) AS s
)
",
            $rest
        )
    };
}

const FOLD: &str = with_statuses!(
    "fold_statuses",
    "UPDATE send_attempt SET delivery_rank = f.rank,
  delivery_error = CASE WHEN f.rank = 2 THEN f.item ->> 'error' END,
  may_retry = CASE WHEN f.rank = 2 THEN f.item ->> 'may_retry' ELSE 0 END,
  wamid = CASE WHEN (SELECT erased_at FROM review_queue r WHERE r.id = send_attempt.review_id) IS NULL
    THEN COALESCE(send_attempt.wamid, f.item ->> 'wamid') END
FROM (SELECT attempt, item, max(item ->> 'rank') AS rank FROM update_of WHERE attempt IS NOT NULL GROUP BY attempt) AS f
WHERE send_attempt.id = f.attempt AND (f.rank > send_attempt.delivery_rank OR (
  f.rank = 2 AND send_attempt.delivery_rank = 2 AND f.item ->> 'error' > send_attempt.delivery_error))"
);

// Each status, and what it settles: a delivery settles what nobody knew and disproves a
// failure; a failure stands until it is disproved. Written before SETTLE, which makes its
// condition false.
const LEDGER: &str = with_statuses!(
    "ledger_statuses",
    "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
SELECT ?3, ?2, 'status', u.item ->> 'word', a.review_id, NULL,
  CASE WHEN a.id IS NULL THEN 'not_ours' ELSE u.item ->> 'error' END
FROM update_of u LEFT JOIN send_attempt a ON a.id = u.attempt
UNION ALL
SELECT ?3, ?2, 'send', CASE WHEN a.delivery_rank = 2 THEN 'failed' ELSE 'sent' END, r.id, r.version, 'by_status'
FROM (SELECT DISTINCT attempt FROM update_of) u
JOIN send_attempt a ON a.id = u.attempt
JOIN review_queue r ON r.id = a.review_id AND r.attempt_id = a.id
WHERE (a.delivery_rank = 2 AND r.state IN ('sending', 'unknown', 'sent'))
  OR (a.delivery_rank IN (1, 3, 4) AND r.state IN ('sending', 'unknown', 'failed'))"
);

const SETTLE: &str = with_statuses!(
    "settle_cards",
    "UPDATE review_queue SET
  state = CASE WHEN a.delivery_rank = 2 THEN 'failed' ELSE 'sent' END,
  error_code = a.delivery_error,
  may_retry = a.may_retry
FROM (SELECT DISTINCT attempt FROM update_of) u JOIN send_attempt a ON a.id = u.attempt
WHERE review_queue.id = a.review_id AND review_queue.attempt_id = a.id AND a.delivery_rank > 0
  AND review_queue.state IN ('sending', 'unknown', 'sent', 'failed')"
);

/// Folds the statuses into the attempts and the cards, with their ledger rows.
pub fn fold(updates: &[StatusUpdate], invocation: &Invocation) -> [Statement; 3] {
    let rows: Vec<StatusRow<'_>> = updates.iter().map(StatusRow::of).collect();
    [
        Statement::new(FOLD).bind_json(&rows),
        Statement::new(LEDGER).bind_json(&rows).bind(invocation.id.as_str()).bind(invocation.at),
        Statement::new(SETTLE).bind_json(&rows),
    ]
}
