//! `connection`: what Meta said when it was asked last. One row at most.

use super::check::{Check, CheckState};
use super::{DAY, Finding, Id, SOON};
use crate::clock::Timestamp;
use crate::host::{Json, Query};
use crate::ledger::Invocation;

/// What is kept.
#[derive(Clone, Debug)]
pub struct KeptConnection {
    pub asked_at: Timestamp,
    pub due_at: Timestamp,
    pub settings: String,
    pub settings_since: Timestamp,
    pub account: Option<String>,
    pub checks: Json<Vec<Check>>,
    pub failing: Json<Vec<Id>>,
    pub alerted: bool,
}

crate::from_row!(KeptConnection { asked_at, due_at, settings, settings_since, account, checks, failing, alerted });

const KNOWN: &str = "SELECT asked_at, due_at, settings, settings_since, account, checks, failing, alerted
FROM connection WHERE id = 1";

/// What is kept. No row: nobody ever asked.
pub fn known() -> Query<Option<KeptConnection>> {
    Query::new("connection", KNOWN)
}

/// What is kept next.
#[derive(Debug)]
pub struct NextConnection {
    kept: KeptConnection,
    /// The checks that came to another state, with the one before, silence apart.
    pub changes: Vec<(Check, CheckState)>,
}

impl NextConnection {
    /// After an answer. A check that could not be told keeps what was last known to be failing.
    pub fn of(
        before: Option<&KeptConnection>,
        checks: Vec<Check>,
        account: Option<String>,
        settings: String,
        by: &Invocation,
    ) -> Self {
        let was = |id: Id| before.and_then(|known| known.checks.0.iter().find(|check| check.id == id));
        let failed = |id: Id| before.is_some_and(|known| known.failing.0.contains(&id));
        let untold = |check: &Check| check.state() == CheckState::Unknown;
        let failing: Vec<Id> = checks
            .iter()
            .filter(|check| if untold(check) { failed(check.id) } else { check.state() == CheckState::Failing })
            .map(|check| check.id)
            .collect();
        let changes = checks.iter().filter(|check| !untold(check)).filter_map(|check| {
            let from = match was(check.id)?.state() {
                CheckState::Unknown if failed(check.id) => CheckState::Failing,
                from => from,
            };
            (from != check.state() && from != CheckState::Unknown).then(|| (check.clone(), from))
        });
        let changes: Vec<(Check, CheckState)> = changes.collect();
        let began = before.is_some() && failing.iter().any(|id| !failed(*id));
        let alerted = !failing.is_empty() && (began || before.is_some_and(|known| known.alerted));
        let silent = checks.iter().any(|check| check.finding == Finding::Silent);
        let soon = silent || !failing.is_empty();
        let since = before.filter(|known| known.settings == settings).map_or(by.at, |known| known.settings_since);
        let kept = KeptConnection {
            asked_at: by.at,
            due_at: by.at.plus(if soon { SOON } else { DAY }),
            settings,
            settings_since: since,
            account,
            checks: Json(checks),
            failing: Json(failing),
            alerted,
        };
        Self { kept, changes }
    }
}

/// What the desk and the cron go by.
#[derive(Clone, Debug)]
pub struct ConnectionStanding {
    pub asked_at: Timestamp,
    pub due_at: Timestamp,
    pub settings: String,
    pub settings_since: Timestamp,
    /// Something is wrong on Meta's side, as far as is known.
    pub failing: bool,
    /// It began while we looked.
    pub alerted: bool,
}

crate::from_row!(ConnectionStanding { asked_at, due_at, settings, settings_since, failing, alerted });

const STANDING: &str = "SELECT asked_at, due_at, settings, settings_since, failing <> '[]' AS failing, alerted
FROM connection WHERE id = 1";

/// How it stands. No row: nobody ever asked.
pub fn standing() -> Query<Option<ConnectionStanding>> {
    Query::new("connection_standing", STANDING)
}

const KEEP: &str =
    "INSERT INTO connection (id, asked_at, due_at, settings, settings_since, account, checks, failing, alerted)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (id) DO UPDATE SET asked_at = excluded.asked_at, due_at = excluded.due_at, settings = excluded.settings,
  settings_since = excluded.settings_since, account = excluded.account, checks = excluded.checks,
  failing = excluded.failing, alerted = excluded.alerted
WHERE excluded.asked_at >= connection.asked_at";

/// Keeps it, unless somebody asked later.
pub fn keep(next: &NextConnection) -> Query {
    let KeptConnection { asked_at, due_at, settings, settings_since, account, checks, failing, alerted } = &next.kept;
    Query::new("keep_connection", KEEP)
        .bind(*asked_at)
        .bind(*due_at)
        .bind(settings.as_str())
        .bind(*settings_since)
        .bind(account.clone())
        .bind_json(&checks.0)
        .bind_json(&failing.0)
        .bind(*alerted)
}

const KEEP_NUMBER: &str = "UPDATE connection SET number = ?1 WHERE id = 1 AND number IS NOT ?1";

/// Keeps the business's own number, in digits.
pub fn keep_number(number: &str) -> Query {
    Query::new("keep_business_number", KEEP_NUMBER).bind(number)
}

const NUMBER: &str = "SELECT number FROM connection WHERE id = 1 AND number IS NOT NULL";

/// The business's own number. No row: Meta never said it.
pub fn number() -> Query<Option<(String,)>> {
    Query::new("business_number", NUMBER)
}
