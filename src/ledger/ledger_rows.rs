//! The ledger's rows as somebody looks for them: newest first, of a day, of a kind.

use super::api::LAST_ID;
use super::kind::Kind;
use super::run_ledger::LedgerRow;
use crate::clock::Timestamp;
use crate::host::Query;
use crate::http::DAY;
use std::time::Duration;

/// Where a kind is looked for without a day: this many UTC days, today included.
pub const DAYS: u32 = 7;

/// How long after its time a row may be written: its step may wait for a call.
const LATE: Duration = Duration::from_secs(15 * 60);

/// What somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct LedgerFilter {
    /// Rows through this one.
    pub through: Option<i64>,
    /// Of this UTC day.
    pub day: Option<String>,
    /// About this.
    pub kind: Option<Kind>,
}

impl LedgerFilter {
    /// Whether some rows between others are left out.
    pub fn picks(&self) -> bool {
        self.day.is_some() || self.kind.is_some()
    }
}

/// Today and the days before, newest first: `n` UTC days.
pub fn last_days(now: Timestamp, n: u32) -> Vec<String> {
    (0..n).map(|back| now.minus(DAY * back).day()).collect()
}

// The rows are chosen first: what is read beside them is read for those alone.
macro_rules! rows {
    ($chosen:literal) => {
        concat!(
            "SELECT l.id, l.at, l.invocation, l.step, l.outcome, l.message_ref, l.sender_ref, l.review_id, l.version,
  l.actor, u.name AS actor_name, l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros,
  COALESCE(l.review_id, m.review_id) AS card
FROM run_ledger l LEFT JOIN reviewer u ON u.id = l.actor LEFT JOIN inbound_message m ON m.message_ref = l.message_ref
WHERE l.id IN (SELECT c.id FROM ",
            $chosen,
            " ORDER BY c.id DESC LIMIT ?2)
ORDER BY l.id DESC"
        )
    };
}

const NEWEST: &str = rows!("run_ledger c WHERE c.id <= ?1");

// A row is written at its time or some minutes later. So the rows of a day lie between the last message before
// that day and the first one after it.
const OF_DAY: &str = rows!(
    "run_ledger c WHERE +substr(c.at, 1, 10) = ?3
  AND c.id <= min(?1, COALESCE((SELECT n.id FROM run_ledger n WHERE n.step = 'admit' AND n.at >= ?5 ORDER BY n.at LIMIT 1), ?1))
  AND c.id >= COALESCE((SELECT p.id FROM run_ledger p WHERE p.step = 'admit' AND p.at < ?4 ORDER BY p.at DESC LIMIT 1), 0)"
);

// The index holds a day's rows by step and outcome: each pair of them is one look into it.
const OF_KIND: &str = rows!(
    "json_each(?3) d CROSS JOIN json_each(?4) k CROSS JOIN run_ledger c
  WHERE substr(c.at, 1, 10) = d.value AND c.step = k.value ->> 0 AND c.outcome = k.value ->> 1 AND c.id <= ?1"
);

/// The rows that are looked for, newest first.
pub fn newest(asked: &LedgerFilter, now: Timestamp, limit: u32) -> Query<Vec<LedgerRow>> {
    let query = match (&asked.day, asked.kind) {
        (None, None) => Query::new("newest_ledger_rows", NEWEST),
        (Some(_), None) => Query::new("ledger_rows_of_day", OF_DAY),
        (_, Some(_)) => Query::new("ledger_rows_of_kind", OF_KIND),
    };
    let query = query.bind(asked.through.unwrap_or(LAST_ID)).bind(limit);
    match (&asked.day, asked.kind) {
        (None, None) => query,
        (Some(day), None) => {
            let begins = Timestamp::parse(&format!("{day}T00:00:00.000Z")).unwrap_or(now);
            query.bind(day.as_str()).bind(begins.minus(LATE)).bind(begins.plus(DAY).plus(LATE))
        }
        (Some(day), Some(kind)) => query.bind_json(&vec![day.clone()]).bind_json(&kind.names()),
        (None, Some(kind)) => query.bind_json(&last_days(now, DAYS)).bind_json(&kind.names()),
    }
}
