//! Vouching for the ledger, a stretch at a time ([`crate::ledger::chain`]).

use super::StepError;
use crate::config::Settings;
use crate::host::Host;
use crate::ledger::chain::{Checkpoint, Head, SealKey};
use crate::store::ledger_checkpoint;

/// How many rows one checkpoint covers.
const STRETCH: u32 = 500;

/// How many checkpoints are made at once: 5,000 rows a minute, in twenty statements.
const STRETCHES: u32 = 10;

/// What became of the rows since the last checkpoint.
#[derive(Debug)]
pub enum Sealed {
    /// They are covered; this is the newest checkpoint.
    Through(Head),
    /// There were none, or there is no app secret to seal with.
    Nothing,
    /// The last checkpoint is not ours: it was rewritten, or the app secret was changed
    /// without `META_APP_SECRET_PREVIOUS`. Nothing is chained to it.
    NotOurs,
}

/// Covers the rows since the last checkpoint.
///
/// Errors: the database failed. The next one goes on where this one ended.
pub async fn seal(host: &dyn Host, settings: &Settings) -> Result<Sealed, StepError> {
    let Ok(secret) = settings.app_secret() else { return Ok(Sealed::Nothing) };
    let key = SealKey::derive(&secret);
    let previous = settings.app_secret_previous().as_deref().map(SealKey::derive);
    let keys: Vec<SealKey> = std::iter::once(key.clone()).chain(previous).collect();
    let mut reached = Sealed::Nothing;
    for _ in 0..STRETCHES {
        let (head, rows) = host.batch((ledger_checkpoint::head(), ledger_checkpoint::uncovered(STRETCH))).await?;
        let head = head.unwrap_or_else(Head::genesis);
        if !rows.is_empty() && !head.is_ours(&keys) {
            return Ok(Sealed::NotOurs);
        }
        let Some(checkpoint) = Checkpoint::over(&rows, &head, host.now(), &key) else { break };
        let written = host.batch(ledger_checkpoint::append(&checkpoint, &head)).await?;
        if !written {
            break;
        }
        reached = Sealed::Through(checkpoint.head());
        if rows.len() < STRETCH as usize {
            break;
        }
    }
    Ok(reached)
}
