//! `ledger_checkpoint`: the ledger's proof ([`crate::ledger::chain`]). Append-only by
//! trigger.

use crate::host::witness::Link;
use crate::host::{Query, RowError};
use crate::ledger::chain::Checkpoint;

const NEWEST: &str = "SELECT id, at, first_row, last_row, digests, link, seal FROM ledger_checkpoint
WHERE id < 9007199254740992 ORDER BY id DESC LIMIT 1";

/// The last checkpoint. One with a number that no counting reaches is not looked at.
pub fn newest() -> Query<Option<Checkpoint>> {
    Query::new("newest_checkpoint", NEWEST)
}

const FROM: &str = "SELECT id, at, first_row, last_row, digests, link, seal FROM ledger_checkpoint
WHERE id >= ?1 AND id <= ?1 + ?2 ORDER BY id";

/// The checkpoint of this number and at most so many after it. One that cannot be read is none
/// of ours.
pub fn from(id: i64, many: u32) -> Query<Vec<Result<Checkpoint, RowError>>> {
    Query::new("checkpoints_from", FROM).bind(id).bind(many)
}

// By its number, not as the next one: a checkpoint with the greatest number there is, put in by
// hand, would leave no next one.
const APPEND: &str = "INSERT INTO ledger_checkpoint (id, at, first_row, last_row, digests, link, seal)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
WHERE NOT EXISTS (SELECT 1 FROM ledger_checkpoint WHERE id = ?1)
  AND (?1 = 1 OR EXISTS (SELECT 1 FROM ledger_checkpoint WHERE id = ?1 - 1 AND link = ?8))
RETURNING id";

/// Appends the checkpoint if its head is still the last. No row: another sweep was
/// first.
pub fn append(checkpoint: &Checkpoint, head: &Link) -> Query<bool> {
    Query::new("append_ledger_checkpoint", APPEND)
        .bind(checkpoint.id)
        .bind(checkpoint.at)
        .bind(checkpoint.first_row)
        .bind(checkpoint.last_row)
        .bind(checkpoint.digests.as_str())
        .bind(checkpoint.link.as_str())
        .bind(checkpoint.seal.as_str())
        .bind(head.link.as_str())
}
