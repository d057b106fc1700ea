//! `crm_cursor`: how far the CRM has been told. The ledger itself is the outbox: what
//! is to be told was written in the batch that it tells of.

use crate::clock::Timestamp;
use crate::host::Statement;
use serde::Deserialize;

/// How many ledger rows are read at once.
pub const ROWS: u32 = 200;

const BEGIN: &str = "-- begin_crm_cursor
INSERT INTO crm_cursor (id, position, busy_until)
SELECT 1, COALESCE((SELECT max(id) FROM run_ledger), 0), ?1 WHERE NOT EXISTS (SELECT 1 FROM crm_cursor)";

const TAKE: &str = "-- take_crm_cursor
UPDATE crm_cursor SET busy_until = ?2 WHERE id = 1 AND busy_until <= ?1 RETURNING failures";

const NEWS: &str = "-- crm_news
SELECT id, at, step, outcome, review_id, version, reason FROM run_ledger
WHERE id > (SELECT position FROM crm_cursor WHERE id = 1) ORDER BY id LIMIT ?1";

/// What the holder of the cursor knows.
#[derive(Debug, Deserialize)]
pub struct Taken {
    /// How often telling has failed in a row.
    pub failures: u32,
}

/// Takes the cursor until `until`, if nobody has it, and reads what is next. It begins
/// at the ledger's end: a CRM that is new is not told what happened before it.
pub fn take(now: Timestamp, until: Timestamp) -> [Statement; 3] {
    [Statement::new(BEGIN).bind(now), Statement::new(TAKE).bind(now).bind(until), Statement::new(NEWS).bind(ROWS)]
}

const RELEASE: &str = "-- release_crm_cursor
UPDATE crm_cursor SET position = max(position, ?2), failures = ?3, busy_until = ?4
WHERE id = 1 AND busy_until = ?1";

/// Notes how far the CRM was told, and when to go on. Only for who took it until
/// `held`.
pub fn release(held: Timestamp, position: i64, failures: u32, again: Timestamp) -> Statement {
    Statement::new(RELEASE).bind(held).bind(position).bind(failures).bind(again)
}
