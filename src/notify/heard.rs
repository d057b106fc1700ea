//! Up to where everybody has heard the ledger. A minute without a row after it asks nobody what
//! they have not heard.

use super::alerts;
use super::listener::{CHAT_HEARS, CRM_HEARS, DEVICES_HEAR, EVERYBODY};
use super::tell;
use super::teller::Tellers;
use crate::error::StepError;
use crate::host::{Host, Query, log_failure};
use crate::settings::Settings;

// A CRM that has no cursor yet is news too: the cursor must begin before its first card comes. The
// chat's and a device's begin elsewhere, before there is something to hear.
const NEWS: &str = "SELECT COALESCE((SELECT max(id) FROM run_ledger), 0)
  > COALESCE((SELECT position FROM listener WHERE name = ?1), -1)
  OR (?2 AND NOT EXISTS (SELECT 1 FROM listener WHERE name = 'crm'))";

// What nobody is there to hear any more is not waited for: its list is empty.
const ALL_HEARD: &str = "INSERT INTO listener (name, position, busy_until)
SELECT ?1, COALESCE((SELECT max(id) FROM run_ledger), 0), ''
WHERE NOT EXISTS (
  SELECT 1 FROM listener l CROSS JOIN json_each(CASE l.name
    WHEN 'crm' THEN ?2 WHEN 'chat' THEN ?3 WHEN 'alerts' THEN '[]' WHEN ?1 THEN '[]' ELSE ?4 END) h
    CROSS JOIN run_ledger u
  WHERE u.step = h.value AND u.id > l.position AND u.review_id IS NOT NULL
    AND u.step IN ('queue', 'decide', 'resolve', 'send', 'status', 'sweep', 'hold', 'remind'))
  AND NOT EXISTS (
  SELECT 1 FROM listener l CROSS JOIN run_ledger u
  WHERE ?5 AND l.name = 'alerts' AND u.step = 'trouble' AND u.id > l.position)
ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE excluded.position > listener.position";

/// Notes that everybody has heard the ledger to its end, if they have.
fn all_heard(settings: &Settings) -> Query {
    // Whose setting is senseless is there all the same: it will be mended.
    let crm = !matches!(settings.crm(), Ok(None));
    let chat = !matches!(settings.chat(), Ok(None));
    let devices = !matches!(settings.vapid(), Ok(None));
    let hears = |there: bool, steps: &'static [&'static str]| if there { steps } else { &[] };
    Query::new("all_heard", ALL_HEARD)
        .bind(EVERYBODY)
        .bind_json(hears(crm, &CRM_HEARS))
        .bind_json(hears(chat, &CHAT_HEARS))
        .bind_json(hears(devices, &DEVICES_HEAR))
        .bind(chat)
}

/// Once a minute: tells everybody what is new, if something is.
///
/// Errors: a setting is senseless, or the database failed. What was not told waits for the next
/// minute.
pub async fn tell(host: &dyn Host, settings: &Settings) -> Result<(), StepError> {
    let tellers = Tellers::of(settings);
    let crm = matches!(tellers.crm, Ok(Some(_)));
    let news = Query::<Option<(bool,)>>::new("is_news", NEWS).bind(EVERYBODY).bind(crm);
    if host.batch(news).await? == Some((false,)) {
        return Ok(tellers.sense()?);
    }
    if let Err(error) = alerts::tell(host, settings).await {
        log_failure(host, "alerts", &error);
    }
    // After an error somebody may not have heard: the next minute asks again.
    tell::tell(host, settings).await?;
    host.batch(all_heard(settings)).await?;
    Ok(())
}
