//! Telling everybody who listens, in the ledger's order, at least once. Each has a cursor; a
//! run that is cut anywhere repeats the one notice under way at most, and forgets none.

use crate::clock::{Timestamp, back_off};
use crate::desk::words::{UiLanguage, Words, words};
use crate::error::StepError;
use crate::host::{Boxed, Call, Host, Query, all};
use crate::ledger::run_ledger;
use crate::ledger::{Entry, Event, Invocation};
use crate::notify::chat::Chat;
use crate::notify::crm::{self, Crm};
use crate::notify::listener::{self, CHAT, CRM, Due, ROWS, Taken};
use crate::notify::news::News;
use crate::settings::Settings;
use std::time::Duration;

/// One run tells for this long and leaves the rest to the next.
const LONGEST: Duration = Duration::from_secs(15);

/// Nobody else tells before this has passed since the listener was taken.
const TERM: Duration = Duration::from_secs(15 + 2 * crm::TIMEOUT.as_secs());

/// How long a listener who failed once is left alone, and one who goes on failing at most.
const PAUSE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(60 * 60));

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What was taken.
    pub told: u32,
    /// News for the CRM that was too old.
    pub dropped: u32,
    /// Listeners who did not take one; the rest of theirs waits.
    pub failed: u32,
}

/// Tells the news to everybody for whom there is some and whom nobody else is telling, all at
/// once. Who does not answer 2xx is tried again after 10 s, 20 s, … up to an hour.
///
/// Errors: a setting is senseless, or the database failed, for one of them at least; the
/// others were told all the same. A listener is free again after 35 seconds, and what it was
/// told last may be told again: to the CRM under the same id.
pub async fn tell(host: &dyn Host, settings: &Settings) -> Result<Told, StepError> {
    let now = host.now();
    let (crm, chat) = (settings.crm(), settings.chat());
    let begin = matches!(crm, Ok(Some(_))).then(|| listener::begin(CRM, now));
    let (_, due) = host.batch((begin, listener::due(now))).await?;
    let tellers: Vec<Boxed<'_, Result<Told, StepError>>> = due
        .into_iter()
        .filter_map(|due| match due.name.as_str() {
            CRM => crm.clone().ok().flatten().map(|crm| (due, Teller::Crm(crm))),
            CHAT => chat.clone().ok().flatten().map(|chat| (due, Teller::Chat(chat))),
            _ => None,
        })
        .map(|(due, teller)| Box::pin(run(host, due, teller)) as Boxed<'_, _>)
        .collect();
    let mut told = Told::default();
    let mut result = crm.and(chat.map(|_| ())).map_err(StepError::from);
    for one in all(tellers).await {
        match one {
            Ok(one) => {
                told.told += one.told;
                told.dropped += one.dropped;
                told.failed += one.failed;
            }
            Err(error) => result = Err(error),
        }
    }
    result.map(|()| told)
}

/// Who is told, and how.
enum Teller {
    Crm(Crm),
    Chat(Chat),
}

/// What is told in one call, and the last row that is dealt with by it.
struct Notice {
    through: i64,
    call: Call,
    /// What the ledger says once it was taken.
    entry: Option<Entry>,
}

impl Teller {
    /// What there is to tell, and how many rows are too old for that.
    fn notices(&self, news: &[News], run: &Run<'_>, words: &Words) -> (Vec<Notice>, u32) {
        let now = run.host.now();
        match self {
            Self::Crm(crm) => {
                let told: Vec<&News> = news.iter().filter(|row| crm::is_told(row)).collect();
                let (stale, fresh): (Vec<&News>, Vec<&News>) =
                    told.into_iter().partition(|row| crm::is_stale(row, now));
                let notice = |row: &News| Notice { through: row.id, call: crm.call(row, now), entry: None };
                (fresh.into_iter().map(notice).collect(), u32::try_from(stale.len()).unwrap_or(u32::MAX))
            }
            Self::Chat(chat) => {
                let notice = |row: &News| {
                    let call = row.call()?;
                    let entry = run.invocation.entry(Event::ChatTold).review(&row.review_id, row.version.unwrap_or(1));
                    let entry = Some(entry.reason(call.as_str()));
                    Some(Notice { through: row.id, call: chat.call(row, call, now, words), entry })
                };
                (news.iter().filter_map(notice).collect(), 0)
            }
        }
    }

    /// Who it is, where the ledger says who could not be told. The CRM stands there without.
    fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Crm(_) => None,
            Self::Chat(_) => Some(CHAT),
        }
    }
}

const LANGUAGE: &str = "SELECT language FROM reviewer WHERE revoked_at IS NULL ORDER BY created_at LIMIT 1";

/// The language of what nobody in particular is told: that of whoever was here first.
fn language() -> Query<Option<(String,)>> {
    Query::new("language_of_the_team", LANGUAGE)
}

/// One listener, taken until then.
struct Run<'a> {
    host: &'a dyn Host,
    name: &'a str,
    held: Timestamp,
    invocation: &'a Invocation,
}

async fn run(host: &dyn Host, due: Due, teller: Teller) -> Result<Told, StepError> {
    let invocation = Invocation::begin(host);
    let mut told = Told::default();
    while told.failed == 0 && host.now().since(invocation.at) < LONGEST {
        let held = host.now().plus(TERM);
        let language = matches!(teller, Teller::Chat(_)).then(language);
        let ((taken, news), language) = host.batch((listener::take(&due.name, host.now(), held), language)).await?;
        let Some(Taken { failures }) = taken else { return Ok(told) };
        let spoken = language.flatten().and_then(|(tag,)| UiLanguage::parse(&tag)).unwrap_or(UiLanguage::Fr);
        let run = Run { host, name: &due.name, held, invocation: &invocation };
        let (notices, dropped) = teller.notices(&news, &run, words(spoken));
        told.dropped += dropped;
        let reached = run.tell_all(notices, &mut told).await?;
        let Some(reached) = reached else { return Ok(told) };
        run.let_go(&teller, &news, reached, failures, dropped, told.failed > 0).await?;
        if news.len() < ROWS as usize {
            break;
        }
    }
    Ok(told)
}

/// How far a run came.
struct Reached {
    /// The last row that is dealt with, if it is not the last one there was.
    position: Option<i64>,
    /// What the ledger has yet to say.
    unnoted: Vec<Entry>,
}

impl Run<'_> {
    /// Tells one notice after another, until one is not taken. `None`: somebody else took the
    /// listener.
    async fn tell_all(&self, notices: Vec<Notice>, told: &mut Told) -> Result<Option<Reached>, StepError> {
        let (mut position, mut unnoted) = (0, None);
        for notice in notices {
            if self.host.now().since(self.invocation.at) >= LONGEST {
                return Ok(Some(Reached { position: Some(position), unnoted: unnoted.unwrap_or_default() }));
            }
            // Noted before the next is told: at most one is ever told and not noted.
            if let Some(entries) = unnoted.take() {
                let noted = (listener::reached(self.name, self.held, position), rows(&entries));
                if !self.host.batch(noted).await?.0 {
                    return Ok(None);
                }
            }
            let reply = self.host.call(notice.call).await;
            if !reply.is_ok_and(|reply| (200..300).contains(&reply.status)) {
                told.failed += 1;
                return Ok(Some(Reached { position: Some(position), unnoted: vec![] }));
            }
            told.told += 1;
            position = notice.through;
            unnoted = Some(notice.entry.map(|entry| entry.at(self.host.now())).into_iter().collect::<Vec<_>>());
        }
        Ok(Some(Reached { position: None, unnoted: unnoted.unwrap_or_default() }))
    }

    /// Notes how far the listener was told, and leaves it to the next.
    async fn let_go(
        &self,
        teller: &Teller,
        news: &[News],
        reached: Reached,
        failures: u32,
        dropped: u32,
        failed: bool,
    ) -> Result<(), StepError> {
        let now = self.host.now();
        let position = reached.position.or_else(|| news.last().map(|row| row.id)).unwrap_or_default();
        let entry = |event, reason: Option<String>| {
            let entry = self.invocation.entry(event).at(now);
            if let Some(reason) = reason { entry.reason(reason) } else { entry }
        };
        let mut entries = reached.unnoted;
        entries.extend(failed.then(|| entry(Event::NotifyFailed, teller.reason().map(str::to_owned))));
        entries.extend((dropped > 0).then(|| entry(Event::NotifyDropped, Some(format!("rows:{dropped}")))));
        let failures = if failed { failures.saturating_add(1) } else { 0 };
        let again = if failed { now.plus(back_off(failures, PAUSE.0, PAUSE.1)) } else { now };
        let release = listener::release(self.name, self.held, position, failures, again);
        self.host.batch((release, rows(&entries))).await?;
        Ok(())
    }
}

fn rows(entries: &[Entry]) -> Option<Query> {
    (!entries.is_empty()).then(|| run_ledger::append(entries))
}
