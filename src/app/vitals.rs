//! What health is told by, each by a row or two of an index: anybody may ask at any time.

use crate::app::schema::{self, Schema};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::ledger::ledger_alarm;
use crate::send::{Class, ErrorCode};
use serde::Serialize;
use serde_json::{Value, json};

/// How it stands.
#[derive(Debug)]
pub struct Vitals {
    pub schema: Schema,
    /// The last thing that Meta posted.
    pub last_webhook: Option<Webhook>,
    /// Since when the oldest open card waits.
    pub oldest_open: Option<Timestamp>,
    /// When the last send was begun that was accepted.
    pub last_accepted: Option<Timestamp>,
    /// The last one that was refused.
    pub last_refusal: Option<Refusal>,
    /// The last one that was refused for token, permission or account, if none was accepted
    /// since.
    pub refused_for_configuration: Option<Refusal>,
    /// What is wrong with the ledger.
    pub alarms: Vec<ledger_alarm::Row>,
}

/// A ledger row of the webhook.
#[derive(Clone, Debug, Serialize)]
pub struct Webhook {
    /// Its number.
    pub row: i64,
    /// When it came.
    pub at: Timestamp,
}

crate::from_row!(Webhook { row, at });

/// A send that Graph refused.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// Graph's code.
    pub code: i64,
    /// When it was begun.
    pub at: Timestamp,
}

crate::from_row!(Refusal { code, at });

impl Refusal {
    fn for_configuration(self) -> bool {
        ErrorCode::of_kept(self.code).class() == Class::Configuration
    }

    /// As `/api/health` says it.
    pub fn told(self) -> Value {
        json!({"code": ErrorCode::of_kept(self.code).code(), "at": self.at, "configuration": self.for_configuration()})
    }
}

/// How many refusals since the last accepted send are looked through.
const REFUSALS: u32 = 20;

const LAST_WEBHOOK: &str = "SELECT id AS row, at FROM run_ledger INDEXED BY run_ledger_webhooks
WHERE step IN ('webhook', 'admit', 'status') ORDER BY id DESC LIMIT 1";

const OLDEST_OPEN: &str = "SELECT received_at FROM review_queue INDEXED BY review_open_since
WHERE state = 'pending' ORDER BY received_at LIMIT 1";

const LAST_ACCEPTED: &str =
    "SELECT started_at FROM send_attempt WHERE outcome = 'accepted' ORDER BY started_at DESC LIMIT 1";

const REFUSED: &str = "SELECT COALESCE(error_code, 0) AS code, started_at AS at FROM send_attempt
WHERE outcome = 'refused' ORDER BY started_at DESC LIMIT ?1";

/// How it stands, in one round trip. Errors: the database failed, or lacks a migration.
pub async fn vitals(host: &dyn Host) -> Result<Vitals, StepError> {
    let (applied, last_webhook, oldest_open, last_accepted, refused, alarms) = host
        .batch((
            schema::applied(),
            Query::<Option<Webhook>>::new("last_webhook", LAST_WEBHOOK),
            Query::<Option<(Timestamp,)>>::new("oldest_open_card", OLDEST_OPEN),
            Query::<Option<(Timestamp,)>>::new("last_accepted_send", LAST_ACCEPTED),
            Query::<Vec<Refusal>>::new("refused_sends", REFUSED).bind(REFUSALS),
            ledger_alarm::standing(),
        ))
        .await?;
    let last_accepted = last_accepted.map(|(at,)| at);
    let since = |refusal: &&Refusal| last_accepted.is_none_or(|accepted| refusal.at > accepted);
    Ok(Vitals {
        schema: Schema::of(applied),
        last_webhook,
        oldest_open: oldest_open.map(|(at,)| at),
        last_accepted,
        last_refusal: refused.first().copied(),
        refused_for_configuration: refused.iter().filter(since).find(|refusal| refusal.for_configuration()).copied(),
        alarms,
    })
}
