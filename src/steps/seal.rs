//! Vouching for the ledger, a stretch at a time ([`crate::ledger::chain`]).

use super::StepError;
use crate::clock::Timestamp;
use crate::config::{Settings, Source};
use crate::host::Host;
use crate::ledger::chain::{Checkpoint, Head, SealKey};
use crate::store::ledger_checkpoint;
use crate::store::run_ledger::Row;

/// How many rows one checkpoint covers.
const STRETCH: u32 = 500;

/// How many checkpoints one sweep makes: 10,000 rows a minute, which is more than
/// one database writes.
const STRETCHES: u32 = 20;

/// Covers the rows since the last checkpoint. Returns the new head, if there is one;
/// without an app secret nothing can be sealed, and nothing is.
///
/// Errors: the database failed. The next sweep goes on where this one ended.
pub async fn seal<S: Source>(
    host: &impl Host,
    settings: &Settings<S>,
    now: Timestamp,
) -> Result<Option<Head>, StepError> {
    let Ok(secret) = settings.app_secret() else { return Ok(None) };
    let key = SealKey::derive(&secret);
    let mut reached = None;
    for _ in 0..STRETCHES {
        let batch = vec![ledger_checkpoint::head(), ledger_checkpoint::uncovered(STRETCH)];
        let [head, rows] = host.batch(batch).await?.exactly()?;
        let head = head.first()?.unwrap_or_else(Head::genesis);
        let rows: Vec<Row> = rows.decode()?;
        let Some(checkpoint) = Checkpoint::over(&rows, &head, now, &key) else { break };
        let [written] = host.batch(vec![ledger_checkpoint::append(&checkpoint, &head)]).await?.exactly()?;
        if written.is_empty() {
            break;
        }
        reached = Some(checkpoint.head());
        if rows.len() < STRETCH as usize {
            break;
        }
    }
    Ok(reached)
}
