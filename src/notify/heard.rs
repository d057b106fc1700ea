//! Up to where everybody has heard the ledger. A minute without a row after it asks nobody what
//! they have not heard.

use super::alerts;
use super::listener::{CHAT_HEARS, CRM_HEARS, DEVICES_HEAR, EVERYBODY};
use super::tell;
use super::teller::Tellers;
use crate::error::StepError;
use crate::host::{Host, Query, log_failure};
use crate::settings::Settings;

const NEWS: &str = "SELECT COALESCE((SELECT max(id) FROM run_ledger), 0)
  > COALESCE((SELECT position FROM listener WHERE name = ?1), -1)";

// What nobody is there to hear any more is not waited for: its list is empty.
const ALL_HEARD: &str = "INSERT INTO listener (name, position, busy_until)
SELECT ?1, COALESCE((SELECT max(id) FROM run_ledger), 0), ''
WHERE NOT EXISTS (
  SELECT 1 FROM listener l CROSS JOIN json_each(CASE l.name
    WHEN 'crm' THEN ?2 WHEN 'chat' THEN ?3 WHEN 'alerts' THEN '[]' ELSE ?4 END) h
    CROSS JOIN run_ledger u
  WHERE l.name NOT GLOB 'everybody*' AND u.step = h.value AND u.id > l.position AND u.review_id IS NOT NULL
    AND u.step IN ('queue', 'decide', 'resolve', 'send', 'status', 'sweep', 'hold', 'remind'))
  AND NOT EXISTS (
  SELECT 1 FROM listener l CROSS JOIN run_ledger u
  WHERE ?5 AND l.name = 'alerts' AND u.step = 'trouble' AND u.id > l.position)
ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE excluded.position > listener.position";

/// Those whom the settings name.
struct Audience {
    crm: bool,
    chat: bool,
    devices: bool,
}

impl Audience {
    fn of(settings: &Settings) -> Self {
        // Whose setting is senseless is there all the same: it will be mended.
        Self {
            crm: !matches!(settings.crm(), Ok(None)),
            chat: !matches!(settings.chat(), Ok(None)),
            devices: !matches!(settings.vapid(), Ok(None)),
        }
    }

    /// The row of exactly these. Whoever is new, or comes back, makes another row count, which is
    /// missing or behind: then all are asked.
    fn row(&self) -> String {
        let named = [(self.crm, " crm"), (self.chat, " chat"), (self.devices, " devices")];
        let there = named.into_iter().filter(|(there, _)| *there).map(|(_, name)| name);
        std::iter::once(EVERYBODY).chain(there).collect()
    }

    /// Whether the ledger has a row that they may not have heard.
    fn news(&self) -> Query<Option<(bool,)>> {
        Query::new("is_news", NEWS).bind(self.row())
    }

    /// Notes that they have heard the ledger to its end, if they have.
    fn all_heard(&self) -> Query {
        let hears = |there: bool, steps: &'static [&'static str]| if there { steps } else { &[] };
        Query::new("all_heard", ALL_HEARD)
            .bind(self.row())
            .bind_json(hears(self.crm, &CRM_HEARS))
            .bind_json(hears(self.chat, &CHAT_HEARS))
            .bind_json(hears(self.devices, &DEVICES_HEAR))
            .bind(self.chat)
    }
}

/// Once a minute: tells everybody what is new, if something is.
///
/// Errors: a setting is senseless, or the database failed. What was not told waits for the next
/// minute.
pub async fn tell(host: &dyn Host, settings: &Settings) -> Result<(), StepError> {
    let audience = Audience::of(settings);
    if host.batch(audience.news()).await? == Some((false,)) {
        return Ok(Tellers::of(settings).sense()?);
    }
    if let Err(error) = alerts::tell(host, settings).await {
        log_failure(host, "alerts", &error);
    }
    // After an error somebody may not have heard: the next minute asks again.
    tell::tell(host, settings).await?;
    host.batch(audience.all_heard()).await?;
    Ok(())
}
