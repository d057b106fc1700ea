//! What health is told by, each by a row or two of an index: anybody may ask at any time.

use crate::app::schema::{self, Schema};
use crate::app::trouble::{self, Facts};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::ledger::ledger_alarm;
use serde::Serialize;

/// How it stands.
#[derive(Debug)]
pub struct Vitals {
    pub schema: Schema,
    /// The last thing that Meta posted.
    pub last_webhook: Option<Webhook>,
    /// Since when the oldest open card waits.
    pub oldest_open: Option<Timestamp>,
    /// What is wrong with the ledger.
    pub ledger: Vec<ledger_alarm::Row>,
    /// What the alarms are told by.
    pub facts: Facts,
}

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

const OLDEST_OPEN: &str = "SELECT received_at FROM review_queue INDEXED BY review_open_since
WHERE state = 'pending' ORDER BY received_at LIMIT 1";

/// How it stands, in one round trip. Errors: the database failed, or lacks a migration.
pub async fn vitals(host: &dyn Host) -> Result<Vitals, StepError> {
    let (applied, last_webhook, oldest_open, ledger, facts) = host
        .batch((
            schema::applied(),
            Query::<Option<Webhook>>::new("last_webhook", LAST_WEBHOOK),
            Query::<Option<(Timestamp,)>>::new("oldest_open_card", OLDEST_OPEN),
            ledger_alarm::standing(),
            trouble::ask(host.now()),
        ))
        .await?;
    Ok(Vitals {
        schema: Schema::of(applied),
        last_webhook,
        oldest_open: oldest_open.map(|(at,)| at),
        ledger,
        facts: Facts::of(facts),
    })
}
