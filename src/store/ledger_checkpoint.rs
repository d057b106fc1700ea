//! `ledger_checkpoint`: the ledger's proof ([`crate::ledger::chain`]). Append-only by
//! trigger.

use crate::host::Statement;
use crate::ledger::chain::{Checkpoint, Head};

const HEAD: &str = "-- ledger_head
SELECT id, last_row, link, seal FROM ledger_checkpoint ORDER BY id DESC LIMIT 1";

/// The last checkpoint, as a [`Head`].
pub fn head() -> Statement {
    Statement::new(HEAD)
}

const UNCOVERED: &str = "-- uncovered_ledger_rows
SELECT * FROM run_ledger WHERE id > COALESCE((SELECT max(last_row) FROM ledger_checkpoint), 0) ORDER BY id LIMIT ?1";

/// The ledger's rows since the last checkpoint, oldest first; all columns, also those
/// of a later migration.
pub fn uncovered(limit: u32) -> Statement {
    Statement::new(UNCOVERED).bind(limit)
}

const APPEND: &str = "-- append_ledger_checkpoint
INSERT INTO ledger_checkpoint (at, first_row, last_row, digests, link, seal)
SELECT ?2, ?3, ?4, ?5, ?6, ?7 WHERE COALESCE((SELECT max(id) FROM ledger_checkpoint), 0) = ?1
RETURNING id";

/// Appends the checkpoint if its head is still the last. No row: another sweep was
/// first.
pub fn append(checkpoint: &Checkpoint, head: &Head) -> Statement {
    Statement::new(APPEND)
        .bind(head.id)
        .bind(checkpoint.at)
        .bind(checkpoint.first_row)
        .bind(checkpoint.last_row)
        .bind(checkpoint.digests.as_str())
        .bind(checkpoint.link.as_str())
        .bind(checkpoint.seal.as_str())
}
