//! Once a minute: asks Meta where that is due, and notes what has begun to be wrong and what is
//! so no longer.

use crate::alarm::Alarm;
use crate::app::trouble::{self, Facts};
use crate::connection;
use crate::connection::unsigned;
use crate::error::StepError;
use crate::host::Host;
use crate::ledger::ledger_alarm;
use crate::notify::alerts;
use crate::settings::Settings;

/// Asks and notes. Errors: the database failed, or it lacks a migration.
pub async fn watch(host: &dyn Host, settings: &Settings) -> Result<(), StepError> {
    let unsigned = unsigned::are_many(host).await?;
    let (mut alarms, due) = look(host, settings, unsigned).await?;
    if due {
        connection::ask(host, settings).await?;
        (alarms, _) = look(host, settings, unsigned).await?;
    }
    // What failed from the first look at Meta's side on is shown, and nobody is called for it.
    let told = |alarm: &&Alarm| !matches!(alarm, Alarm::Connection { alerted: false });
    let standing: Vec<&'static str> = alarms.iter().filter(told).map(Alarm::name).collect();
    alerts::note(host, settings, &standing).await
}

/// What is wrong, and whether Meta is to be asked. Where nobody can say of wrong signatures, what
/// was known of them stands.
async fn look(host: &dyn Host, settings: &Settings, unsigned: Option<bool>) -> Result<(Vec<Alarm>, bool), StepError> {
    let now = host.now();
    let (ledger, facts) = host.batch((ledger_alarm::standing(), trouble::ask(now))).await?;
    let ledger: Vec<_> = ledger.iter().map(|row| row.what).collect();
    let mut facts = Facts::of(facts);
    if let Some(many) = unsigned {
        facts.unsigned = many.then(|| facts.unsigned.unwrap_or(now));
    }
    let refused_at = facts.refusals.for_configuration.map(|refusal| refusal.at);
    let due = connection::is_due(settings, facts.connection.as_ref(), refused_at, now);
    Ok((facts.alarms(settings, &ledger), due))
}
