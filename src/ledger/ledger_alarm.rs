//! `ledger_alarm`: what is wrong with the ledger, a row for each thing; none while nothing is.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::host::witness::Link;
use crate::ledger::Invocation;
use serde::Serialize;

pub use crate::alarm::LedgerAlarm;

/// An alarm as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "LedgerAlarm"))]
pub struct AlarmRow {
    /// What is wrong.
    pub what: LedgerAlarm,
    /// Since when.
    pub since: Timestamp,
    /// The last row that the witness knows.
    pub kept_row: Option<i64>,
    /// When the checkpoint over it was made.
    pub kept_at: Option<Timestamp>,
    /// The link that the witness knows.
    pub kept_link: Option<String>,
    /// The last row that the database's newest checkpoint covers.
    pub found_row: Option<i64>,
    /// When that was made.
    pub found_at: Option<Timestamp>,
    /// Its link.
    pub found_link: Option<String>,
    /// When the erasures that the database forgot were repeated.
    pub settled_at: Option<Timestamp>,
}

crate::from_row!(AlarmRow { what, since, kept_row, kept_at, kept_link, found_row, found_at, found_link, settled_at });

const STANDING: &str = "SELECT what, since, kept_row, kept_at, kept_link, found_row, found_at, found_link, settled_at
FROM ledger_alarm ORDER BY what DESC";

/// What is wrong, the worst first.
pub fn standing() -> Query<Vec<AlarmRow>> {
    Query::new("standing_ledger_alarms", STANDING)
}

const RAISE: &str = "INSERT INTO ledger_alarm (what, since, invocation) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

/// Raises an alarm, unless it stands already. That the database went back also has the cards
/// wait for a person, by a trigger.
pub fn raise(what: LedgerAlarm, invocation: &Invocation) -> Query {
    Query::new("raise_ledger_alarm", RAISE).bind(what.as_str()).bind(invocation.at).bind(invocation.id.as_str())
}

const CLEAR: &str = "DELETE FROM ledger_alarm WHERE what = ?1";

/// What was wrong is so no longer.
pub fn clear(what: LedgerAlarm) -> Query {
    Query::new("clear_ledger_alarm", CLEAR).bind(what.as_str())
}

const SETTLE: &str = "UPDATE ledger_alarm SET settled_at = ?1, kept_row = ?2, kept_at = ?3, kept_link = ?4,
  found_row = ?5, found_at = ?6, found_link = ?7
WHERE what = 'went_back'";

/// Names the gap, now that the erasures that it forgot were repeated.
pub fn settle(now: Timestamp, kept: Option<&Link>, found: Option<&Link>) -> Query {
    let bind = |query: Query, link: Option<&Link>| {
        query.bind(link.map(|link| link.row)).bind(link.map(|link| link.at)).bind(link.map(|link| link.link.as_str()))
    };
    bind(bind(Query::new("settle_ledger_alarm", SETTLE).bind(now), kept), found)
}
