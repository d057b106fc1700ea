//! `send_attempt`: one Graph call of one decision, and how far it got.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::{AttemptId, DecisionId, ReviewId, WriteId};
use crate::keyed_hash::{HashKey, MessageRef};
use crate::ledger::Invocation;
use crate::personal_data::{emptied, of_customer};
use crate::send::StatusUpdate;
use crate::send::{Delivery, ErrorCode, Outcome};
use serde::Serialize;

const BEGIN: &str = "INSERT INTO send_attempt (id, decision_id, review_id, started_at)
SELECT ?3, ?4, r.id, r.claimed_at FROM review_queue r WHERE r.id = ?1 AND r.write_id = ?2";

/// Begins the attempt of the claim that this batch made.
pub fn begin(card: &ReviewId, write: &WriteId, attempt: &AttemptId, decision: &DecisionId) -> Query {
    Query::new("begin_attempt", BEGIN)
        .bind(card.as_str())
        .bind(write.as_str())
        .bind(attempt.as_str())
        .bind(decision.as_str())
}

// A wamid holds the number: it does not come back to a card that was erased.
const FINISH: &str = "UPDATE send_attempt SET outcome = ?2, error_code = ?3, finished_at = ?5, wamid = CASE
  WHEN (SELECT erased_at FROM review_queue r WHERE r.id = send_attempt.review_id) IS NULL THEN COALESCE(wamid, ?4) END
WHERE id = ?1 AND (outcome IS NULL OR outcome = 'unknown')";

/// Records what Graph answered.
pub fn finish(attempt: &AttemptId, outcome: &Outcome, now: Timestamp) -> Query {
    let (name, code, wamid) = match outcome {
        Outcome::Accepted(wamid) => ("accepted", None, Some(wamid.as_str())),
        Outcome::Refused(code) => ("refused", Some(code.kept()), None),
        Outcome::NotCalled(_) => ("not_called", None, None),
        Outcome::Unknown(_) => ("unknown", None, None),
    };
    Query::new("finish_attempt", FINISH).bind(attempt.as_str()).bind(name).bind(code).bind(wamid).bind(now)
}

const ERASE: &str =
    concat!("UPDATE send_attempt SET ", emptied!(send_attempt), " WHERE started_at < ?1 AND wamid IS NOT NULL");

/// Erases the wamids of sends older than `before`.
pub fn erase(before: Timestamp) -> Query {
    Query::new("erase_attempts", ERASE).bind(before)
}

const ERASE_OF_CUSTOMER: &str =
    concat!("UPDATE send_attempt SET ", emptied!(send_attempt), "\nWHERE ", of_customer!(send_attempt));

/// Erases the wamids of the sends to a customer.
pub fn erase_of_customer(id: &str) -> Query {
    Query::new("erase_attempts_of_customer", ERASE_OF_CUSTOMER).bind(id)
}

const FOLD: &str = "WITH status AS (
  SELECT COALESCE(
      (SELECT id FROM send_attempt WHERE id = s.value ->> 'attempt'),
      (SELECT id FROM send_attempt WHERE wamid = s.value ->> 'wamid')) AS ours, s.value AS said
  FROM json_each(?1, '$.list') AS s)
INSERT INTO delivery_status (attempt, wamid, word, rank, error, may_retry, invocation, at)
SELECT ours, said ->> 'wamid', said ->> 'word', said ->> 'rank', said ->> 'error', said ->> 'may_retry',
  ?1 ->> 'invocation', ?1 ->> 'at'
FROM status WHERE ours IS NOT NULL";

// What is not ours has no attempt that would tell a repeated status: its row names the message.
const NOTE_OTHERS: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, reason)
SELECT ?1 ->> 'at', ?1 ->> 'invocation', 'status', s.value ->> 'word', s.value ->> 'message_ref', 'not_ours'
FROM json_each(?1, '$.list') AS s
WHERE NOT EXISTS (SELECT 1 FROM send_attempt WHERE id = s.value ->> 'attempt')
  AND NOT EXISTS (SELECT 1 FROM send_attempt WHERE wamid = s.value ->> 'wamid')
  AND NOT EXISTS (
    SELECT 1 FROM run_ledger l
    WHERE l.message_ref = s.value ->> 'message_ref' AND l.step = 'status' AND l.outcome = s.value ->> 'word')
GROUP BY s.value ->> 'message_ref', s.value ->> 'word'";

/// Folds the statuses into the attempts and the cards, with their ledger rows: rows into
/// the view `delivery_status`, whose trigger does it (`migrations/0004_repeated_statuses.sql`).
/// Our own id counts first, the wamid second (Meta, statuses). Of messages that are not ours,
/// such as those that were typed on the phone, the ledger notes each status once.
pub fn apply_statuses(updates: &[StatusUpdate], key: &HashKey, invocation: &Invocation) -> [Query; 2] {
    #[derive(Serialize)]
    struct Fold<'a> {
        invocation: &'a str,
        at: Timestamp,
        list: Vec<StatusRow<'a>>,
    }
    // A status may go by the wamid that another of the same POST brings.
    let attempt =
        |of: &StatusUpdate| updates.iter().filter(|other| other.id == of.id).find_map(|it| it.attempt.as_ref());
    let row = |update| StatusRow::of(update, attempt(update), key);
    let list = updates.iter().map(row).collect();
    let fold = Fold { invocation: invocation.id.as_str(), at: invocation.at, list };
    [
        Query::new("fold_statuses", FOLD).bind_json(&fold),
        Query::new("note_other_statuses", NOTE_OTHERS).bind_json(&fold),
    ]
}

/// A status as the statement reads it.
#[derive(Debug, Serialize)]
struct StatusRow<'a> {
    attempt: Option<&'a str>,
    wamid: &'a str,
    message_ref: MessageRef,
    word: &'static str,
    rank: i64,
    error: Option<i64>,
    may_retry: bool,
}

impl<'a> StatusRow<'a> {
    fn of(update: &'a StatusUpdate, attempt: Option<&'a AttemptId>, key: &HashKey) -> Self {
        let delivery = Delivery::parse(&update.status);
        Self {
            attempt: attempt.map(AttemptId::as_str),
            wamid: update.id.as_str(),
            message_ref: key.message(&update.id),
            word: delivery.map_or("other", Delivery::as_str),
            rank: delivery.map_or(-1, |delivery| delivery as i64),
            error: update.error_code.map(ErrorCode::kept),
            may_retry: update.error_code.is_some_and(ErrorCode::may_retry),
        }
    }
}
