//! `crm_cursor`: how far the CRM has been told. The ledger itself is the outbox: what
//! is to be told was written in the batch that it tells of.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::notify::CardEvent;

/// How many ledger rows are read at once.
pub const ROWS: u32 = 200;

const BEGIN: &str = "INSERT INTO crm_cursor (id, position, busy_until)
SELECT 1, COALESCE((SELECT max(id) FROM run_ledger), 0), ?1 WHERE NOT EXISTS (SELECT 1 FROM crm_cursor)";

const TAKE: &str = "UPDATE crm_cursor SET busy_until = ?2 WHERE id = 1 AND busy_until <= ?1 RETURNING failures";

const NEWS: &str = "SELECT id, at, step, outcome, review_id, version, reason FROM run_ledger
WHERE id > (SELECT position FROM crm_cursor WHERE id = 1) ORDER BY id LIMIT ?1";

/// What the holder of the cursor knows.
#[derive(Debug)]
pub struct Taken {
    /// How often telling has failed in a row.
    pub failures: u32,
}

crate::from_row!(Taken { failures });

/// Takes the cursor until `until`, if nobody has it, and reads what is next. It begins
/// at the ledger's end: a CRM that is new is not told what happened before it.
pub fn take(now: Timestamp, until: Timestamp) -> (Query, Query<Option<Taken>>, Query<Vec<CardEvent>>) {
    (
        Query::new("begin_crm_cursor", BEGIN).bind(now),
        Query::new("take_crm_cursor", TAKE).bind(now).bind(until),
        Query::new("crm_news", NEWS).bind(ROWS),
    )
}

const RELEASE: &str = "UPDATE crm_cursor SET position = max(position, ?2), failures = ?3, busy_until = ?4
WHERE id = 1 AND busy_until = ?1";

/// Notes how far the CRM was told, and when to go on. Only for who took it until
/// `held`.
pub fn release(held: Timestamp, position: i64, failures: u32, again: Timestamp) -> Query {
    Query::new("release_crm_cursor", RELEASE).bind(held).bind(position).bind(failures).bind(again)
}
