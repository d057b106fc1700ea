//! What auditors look at.

use super::run_ledger::{self, DailyRow, LedgerRow};
use crate::error::StepError;
use crate::host::Host;
use serde::Serialize;

/// A page of the ledger.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct LedgerPage {
    /// Oldest first.
    pub rows: Vec<LedgerRow>,
    /// What to ask for next: the last row's id; `null` at the end.
    pub next_after: Option<i64>,
}

/// Ledger rows after a row. Errors: the database failed.
pub async fn ledger(host: &dyn Host, after: i64, limit: u32) -> Result<LedgerPage, StepError> {
    let rows = host.batch(run_ledger::page(after, limit)).await?;
    let full = u32::try_from(rows.len()).is_ok_and(|n| n == limit);
    Ok(LedgerPage { next_after: rows.last().filter(|_| full).map(|row| row.id), rows })
}

/// What the ledger says of each day. Errors: the database failed.
pub async fn ledger_summary(host: &dyn Host, from: &str, to: &str) -> Result<Vec<DailyRow>, StepError> {
    Ok(host.batch(run_ledger::daily(from, to)).await?)
}
