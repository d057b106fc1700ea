//! What is wrong, for the chat: one line when it begins and one when it is over. It names nobody.
//! The ledger is the outbox, as for everybody who is told.

use super::listener::{self, ALERTS, ListenerLease};
use super::tell::{PAUSE, TERM, language};
use crate::clock::back_off;
use crate::desk::words::{UiLanguage, words};
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::settings::Settings;

const STANDING: &str = "SELECT what FROM trouble";

const LEDGER_BEGAN: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, reason)
SELECT ?1, ?2, ?3, ?4, n.value FROM json_each(?5) AS n WHERE NOT EXISTS (SELECT 1 FROM trouble WHERE what = n.value)";

const BEGIN: &str = "INSERT INTO trouble (what, since) SELECT n.value, ?1 FROM json_each(?2) AS n
WHERE NOT EXISTS (SELECT 1 FROM trouble WHERE what = n.value)";

const LEDGER_ENDED: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, reason)
SELECT ?1, ?2, ?3, ?4, n.value FROM json_each(?5) AS n WHERE EXISTS (SELECT 1 FROM trouble WHERE what = n.value)";

const END: &str = "DELETE FROM trouble WHERE what IN (SELECT value FROM json_each(?1))";

fn rows(name: &'static str, sql: &'static str, event: Event, by: &Invocation, what: &[String]) -> Query {
    let (step, outcome) = event.names();
    Query::new(name, sql).bind(by.at).bind(by.id.as_str()).bind(step).bind(outcome).bind_json(what)
}

/// Notes what is wrong, by its names: what was not before has begun, what is not any more is over.
///
/// Errors: the database failed.
pub async fn note(host: &dyn Host, settings: &Settings, standing: &[&'static str]) -> Result<(), StepError> {
    let by = Invocation::begin(host);
    let known = host.batch(Query::<Vec<(String,)>>::new("standing_trouble", STANDING)).await?;
    let known: Vec<String> = known.into_iter().map(|(what,)| what).collect();
    let mut began: Vec<String> = Vec::new();
    for what in standing {
        if !known.iter().chain(&began).any(|old| old == what) {
            began.push((*what).to_owned());
        }
    }
    let ended: Vec<String> = known.into_iter().filter(|what| !standing.contains(&what.as_str())).collect();
    if began.is_empty() && ended.is_empty() {
        return Ok(());
    }
    // Before the first row there is: the chat that is new must hear it.
    let chat = settings.chat().ok().flatten().map(|_| listener::begin(ALERTS, by.at));
    host.batch((
        chat,
        rows("ledger_trouble_began", LEDGER_BEGAN, Event::TroubleBegan, &by, &began),
        Query::<()>::new("begin_trouble", BEGIN).bind(by.at).bind_json(&began),
        rows("ledger_trouble_ended", LEDGER_ENDED, Event::TroubleEnded, &by, &ended),
        Query::<()>::new("end_trouble", END).bind_json(&ended),
    ))
    .await?;
    Ok(())
}

/// A row that the chat has not heard of.
#[derive(Debug)]
struct TroubleEvent {
    id: i64,
    outcome: String,
    what: Option<String>,
}

crate::from_row!(TroubleEvent { id, outcome, what });

const NEWS: &str = "SELECT id, outcome, reason AS what FROM run_ledger INDEXED BY run_ledger_trouble
WHERE step = 'trouble' AND id > (SELECT position FROM listener WHERE name = ?1) ORDER BY id LIMIT 3";

// Who has heard all is not taken: that would write twice a minute for nothing.
const TAKE: &str = "UPDATE listener SET busy_until = ?3 WHERE name = ?1 AND busy_until <= ?2 AND EXISTS (
  SELECT 1 FROM run_ledger u WHERE u.step = 'trouble' AND u.id > listener.position)
RETURNING failures";

/// Tells the chat what it has not heard, at least once. Who does not take a line is asked again
/// after 10 s, 20 s, … up to an hour.
///
/// Errors: the setting is senseless, or the database failed.
pub async fn tell(host: &dyn Host, settings: &Settings) -> Result<(), StepError> {
    let Some(chat) = settings.chat()? else { return Ok(()) };
    let by = Invocation::begin(host);
    let held = by.at.plus(TERM);
    let take = Query::<Option<ListenerLease>>::new("take_alerts", TAKE).bind(ALERTS).bind(by.at).bind(held);
    let news = Query::<Vec<TroubleEvent>>::new("trouble_news", NEWS).bind(ALERTS);
    let (taken, news, tag) = host.batch((take, news, language())).await?;
    let Some(ListenerLease { failures }) = taken else { return Ok(()) };
    let language = tag.and_then(|(tag,)| UiLanguage::parse(&tag)).unwrap_or(UiLanguage::Fr);
    let (mut reached, mut failed, mut entries) = (0, false, vec![]);
    // One run of the cron has a few lines; what one of them leaves is the next one's.
    for row in &news {
        let what = row.what.as_deref().unwrap_or_default();
        let line = words(language).trouble_line(what, row.outcome == "ended");
        let reply = host.call(chat.says(line)).await;
        let event = if reply.is_ok_and(|reply| (200..300).contains(&reply.status)) {
            reached = row.id;
            Event::ChatTold
        } else {
            failed = true;
            Event::NotifyFailed
        };
        let reason = if failed { listener::CHAT.to_owned() } else { format!("{}:{what}", row.outcome) };
        entries.push(by.entry(event).at(host.now()).reason(reason));
        if failed {
            break;
        }
        host.batch(listener::reached(ALERTS, held, reached)).await?;
    }
    let failures = if failed { failures.saturating_add(1) } else { 0 };
    let now = host.now();
    let again = if failed { now.plus(back_off(failures, PAUSE.0, PAUSE.1)) } else { now };
    let rows = (!entries.is_empty()).then(|| run_ledger::append(&entries));
    host.batch((listener::release(ALERTS, held, reached, failures, again), rows)).await?;
    Ok(())
}
