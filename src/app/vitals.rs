//! What health is told by, each by a row or two of an index: anybody may ask at any time.

use crate::app::schema::{self, Schema};
use crate::app::trouble::{self, Facts};
use crate::clock::Timestamp;
use crate::connection::unsigned::{self, Webhook};
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::ledger::ledger_alarm;

/// How it stands.
#[derive(Debug)]
pub struct Vitals {
    pub schema: Schema,
    /// The last thing that Meta posted.
    pub last_webhook: Option<Webhook>,
    /// Since when the oldest open card waits.
    pub oldest_open: Option<Timestamp>,
    /// What is wrong with the ledger.
    pub ledger: Vec<ledger_alarm::AlarmRow>,
    /// What the alarms are told by.
    pub facts: Facts,
}

const OLDEST_OPEN: &str = "SELECT received_at FROM review_queue INDEXED BY review_open_since
WHERE state = 'pending' ORDER BY received_at LIMIT 1";

/// How it stands, in one round trip. Errors: the database failed, or lacks a migration.
pub async fn vitals(host: &dyn Host) -> Result<Vitals, StepError> {
    let (applied, last_webhook, oldest_open, ledger, facts) = host
        .batch((
            schema::applied(),
            unsigned::last_webhook(),
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
