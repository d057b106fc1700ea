//! The triggers of the database. They keep the ledger append-only, and they write it where they
//! alone know what came of something: whoever replaces one can change rows, or hide them.

use super::d1_migrations;
use super::schema::NEWEST_MIGRATION;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::keyed_hash::sha256_hex;
use crate::ledger::Invocation;
use crate::ledger::ledger_alarm::{self, LedgerAlarm};

/// The digest of the triggers that the migrations make. A test writes the file.
pub const DIGEST: &str = include_str!("../../migrations/triggers.sha256").trim_ascii();

const TRIGGERS: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name";

/// A trigger as it stands in the database.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The statement that made it.
    pub sql: String,
}

crate::from_row!(Trigger { name, sql });

/// Every trigger, by name.
pub fn triggers() -> Query<Vec<Trigger>> {
    Query::new("triggers", TRIGGERS)
}

/// What stands for the triggers. White space and comments do not count: what applies a migration
/// may keep them or not.
pub fn digest(triggers: &[Trigger]) -> String {
    let words = |trigger: &Trigger| {
        let lines = trigger.sql.lines().filter_map(|line| line.split("--").next());
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    };
    let all: Vec<String> = triggers.iter().map(|trigger| format!("{}\n{}\n", trigger.name, words(trigger))).collect();
    sha256_hex(all.concat().as_bytes())
}

/// Raises an alarm if the triggers are not those of this code's migrations, and clears it once
/// they are. A database of another version is not judged: it has others.
///
/// Errors: the database failed.
pub async fn watch(host: &dyn Host) -> Result<(), StepError> {
    if !host.batch(d1_migrations::noted()).await? {
        return Ok(());
    }
    let (newest, triggers, alarms) =
        host.batch((d1_migrations::newest(), triggers(), ledger_alarm::standing())).await?;
    if newest.is_none_or(|(name,)| name != NEWEST_MIGRATION) {
        return Ok(());
    }
    let stands = alarms.iter().any(|alarm| alarm.what == LedgerAlarm::Guards);
    match (digest(&triggers) == DIGEST, stands) {
        (false, false) => host.batch(ledger_alarm::raise(LedgerAlarm::Guards, &Invocation::begin(host))).await?,
        (true, true) => host.batch(ledger_alarm::clear(LedgerAlarm::Guards)).await?,
        (true, false) | (false, true) => {}
    }
    Ok(())
}
