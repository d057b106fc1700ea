//! Whether webhooks come that Meta did not sign, or signed with another secret than ours.

use super::DAY;
use super::check::{Check, Finding, Id};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::unsigned::{AskUnsigned, Unsigned};
use crate::host::{Host, Query};
use serde::Serialize;

/// So many wrong signatures without a good one are no accident.
const MANY: u64 = 5;

/// A ledger row of the webhook.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "LastWebhook"))]
pub struct Webhook {
    /// Its number.
    pub row: i64,
    /// When it came.
    pub at: Timestamp,
}

crate::from_row!(Webhook { row, at });

const LAST_WEBHOOK: &str = "SELECT id AS row, at FROM run_ledger INDEXED BY run_ledger_webhooks
WHERE step IN ('webhook', 'admit', 'status') ORDER BY id DESC LIMIT 1";

/// The last thing that Meta posted.
pub fn last_webhook() -> Query<Option<Webhook>> {
    Query::new("last_webhook", LAST_WEBHOOK)
}

/// Whether many with a wrong signature came in the last day, and none with a good one since.
/// `None`: the witness does not say. Errors: the database failed.
pub async fn are_many(host: &dyn Host) -> Result<Option<bool>, StepError> {
    let Ok(unsigned) = host.witness_unsigned(AskUnsigned::Read).await else { return Ok(None) };
    let yesterday = host.now().minus(DAY);
    if unsigned.wrong_after(yesterday) < MANY {
        return Ok(Some(false));
    }
    let good = host.batch(last_webhook()).await?.map(|webhook| webhook.at);
    Ok(Some(unsigned.wrong_after(good.unwrap_or(yesterday).max(yesterday)) >= MANY))
}

/// The check. `None`: the witness does not say. `good`: when the last webhook of Meta's came.
pub(super) fn check(unsigned: Option<&Unsigned>, good: Option<Timestamp>, now: Timestamp) -> Check {
    let check = |finding, at: Timestamp| Check::new(Id::Unsigned, finding).with(at.to_string());
    let Some((unsigned, since)) = unsigned.and_then(|known| Some((known, known.counted_since?))) else {
        return Check::new(Id::Unsigned, Finding::NotCounted);
    };
    match unsigned.wrong.map(|wrong| wrong.last_at) {
        None => check(Finding::AllSigned, since),
        Some(last) if good.is_none_or(|good| last > good) && now.since(last) < DAY => {
            check(Finding::WronglySigned, last)
        }
        Some(last) => check(Finding::SignedSince, last),
    }
}
