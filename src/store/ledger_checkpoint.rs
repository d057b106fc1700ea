//! `ledger_checkpoint`: the ledger's proof ([`crate::ledger::chain`]). Append-only by
//! trigger.

use crate::host::Query;
use crate::ledger::chain::{Checkpoint, Head};
use crate::store::run_ledger::Row;

const HEAD: &str = "SELECT id, last_row, link, seal FROM ledger_checkpoint ORDER BY id DESC LIMIT 1";

/// The last checkpoint, as a [`Head`].
pub fn head() -> Query<Option<Head>> {
    Query::new("ledger_head", HEAD)
}

const UNCOVERED: &str = "SELECT * FROM run_ledger WHERE id > COALESCE((SELECT max(last_row) FROM ledger_checkpoint), 0) ORDER BY id LIMIT ?1";

/// The ledger's rows since the last checkpoint, oldest first; all columns, also those
/// of a later migration.
pub fn uncovered(limit: u32) -> Query<Vec<Row>> {
    Query::new("uncovered_ledger_rows", UNCOVERED).bind(limit)
}

const APPEND: &str = "INSERT INTO ledger_checkpoint (at, first_row, last_row, digests, link, seal)
SELECT ?2, ?3, ?4, ?5, ?6, ?7 WHERE COALESCE((SELECT max(id) FROM ledger_checkpoint), 0) = ?1
RETURNING id";

/// Appends the checkpoint if its head is still the last. No row: another sweep was
/// first.
pub fn append(checkpoint: &Checkpoint, head: &Head) -> Query<bool> {
    Query::new("append_ledger_checkpoint", APPEND)
        .bind(head.id)
        .bind(checkpoint.at)
        .bind(checkpoint.first_row)
        .bind(checkpoint.last_row)
        .bind(checkpoint.digests.as_str())
        .bind(checkpoint.link.as_str())
        .bind(checkpoint.seal.as_str())
}
