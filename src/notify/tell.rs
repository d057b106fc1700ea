//! Telling everybody who listens, in the ledger's order, at least once. Each has a cursor; a
//! run that is cut anywhere repeats the one notice under way at most, and forgets none.

use crate::clock::{Timestamp, back_off};
use crate::desk::words::UiLanguage;
use crate::error::StepError;
use crate::host::{Boxed, Host, Query, all};
use crate::ledger::run_ledger;
use crate::ledger::{Entry, Event, Invocation};
use crate::notify::crm;
use crate::notify::device;
use crate::notify::device::steps::{self, Pushed};
use crate::notify::listener::{self, CRM, DueListener, ListenerLease, ROWS};
use crate::notify::news::CardEvent;
use crate::notify::teller::{self, By, DeviceNotice, Teller, Tellers};
use crate::settings::Settings;
use std::time::Duration;

/// One run tells for this long and leaves the rest to the next.
const LONGEST: Duration = Duration::from_secs(15);

/// Nobody else tells before this has passed since the listener was taken.
pub(super) const TERM: Duration = Duration::from_secs(15 + 2 * crm::TIMEOUT.as_secs());

/// How long a listener who failed once is left alone, and one who goes on failing at most.
pub(super) const PAUSE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(60 * 60));

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TellingRun {
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
pub async fn tell(host: &dyn Host, settings: &Settings) -> Result<TellingRun, StepError> {
    let now = host.now();
    let tellers = Tellers::of(settings);
    let begin = matches!(tellers.crm, Ok(Some(_))).then(|| listener::begin(CRM, now));
    let (_, due) = host.batch((begin, listener::due(now))).await?;
    let runs: Vec<Boxed<'_, Result<TellingRun, StepError>>> = due
        .into_iter()
        .filter_map(|due| tellers.find(&due, now).map(|teller| (due, teller)))
        .map(|(due, teller)| Box::pin(run(host, due, teller)) as Boxed<'_, _>)
        .collect();
    let mut told = TellingRun::default();
    let mut result = tellers.sense().map_err(StepError::from);
    for one in all(runs).await {
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

const LANGUAGE: &str = "SELECT language FROM reviewer WHERE revoked_at IS NULL ORDER BY created_at LIMIT 1";

/// The language of what nobody in particular is told: that of whoever was here first.
pub(super) fn language() -> Query<Option<(String,)>> {
    Query::new("language_of_the_team", LANGUAGE)
}

async fn run(host: &dyn Host, due: DueListener, teller: Teller) -> Result<TellingRun, StepError> {
    let invocation = Invocation::begin(host);
    let mut told = TellingRun::default();
    while told.failed == 0 && host.now().since(invocation.at) < LONGEST {
        let held = host.now().plus(TERM);
        let language = matches!(teller, Teller::Chat(_)).then(language);
        let target = matches!(teller, Teller::Device { .. }).then(|| device::target(&due.name));
        let ((taken, news), language, target) =
            host.batch((listener::take(&due.name, host.now(), held), language, target)).await?;
        let Some(ListenerLease { failures }) = taken else { return Ok(told) };
        let target = target.flatten();
        let tag = target.as_ref().map(|target| target.language.clone()).or(language.flatten().map(|(tag,)| tag));
        let language = tag.and_then(|tag| UiLanguage::parse(&tag)).unwrap_or(UiLanguage::Fr);
        let by = By { invocation: &invocation, now: host.now(), language, target: target.as_ref() };
        let (notices, dropped) = teller.notices(&news, &by);
        told.dropped += dropped;
        let run = Run { host, name: &due.name, held, teller: &teller, by: &by };
        let Some(reached) = run.tell_all(notices, &mut told).await? else { return Ok(told) };
        let gone = reached.gone;
        run.let_go(&news, reached, failures, dropped).await?;
        if gone || news.len() < ROWS as usize {
            break;
        }
    }
    Ok(told)
}

/// One listener, taken until then.
struct Run<'a> {
    host: &'a dyn Host,
    name: &'a str,
    held: Timestamp,
    teller: &'a Teller,
    by: &'a By<'a>,
}

/// How far a run came.
#[derive(Default)]
struct Reached {
    /// The last row that is dealt with, if it is not the last one there was.
    position: Option<i64>,
    /// What the ledger has yet to say.
    unnoted: Vec<Entry>,
    failed: bool,
    gone: bool,
    /// What became of the last push.
    pushed: Option<Pushed>,
}

impl Run<'_> {
    /// Tells one notice after another, until one is not taken. `None`: somebody else took the
    /// listener.
    async fn tell_all(&self, notices: Vec<DeviceNotice>, told: &mut TellingRun) -> Result<Option<Reached>, StepError> {
        let (mut position, mut unnoted) = (0, None);
        let mut last = None;
        for notice in notices {
            if self.host.now().since(self.by.invocation.at) >= LONGEST {
                let unnoted = unnoted.unwrap_or_default();
                return Ok(Some(Reached { position: Some(position), unnoted, pushed: last, ..Reached::default() }));
            }
            // Noted before the next is told: at most one is ever told and not noted.
            if let Some(entries) = unnoted.take() {
                let noted = (listener::reached(self.name, self.held, position), rows(&entries));
                if !self.host.batch(noted).await?.0 {
                    return Ok(None);
                }
            }
            let (taken, pushed) = self.teller.tell(self.host, notice.message, self.by.target).await;
            last = pushed;
            if taken != teller::Outcome::Taken {
                let gone = taken == teller::Outcome::Gone;
                told.failed += u32::from(!gone);
                let unnoted = vec![];
                return Ok(Some(Reached { position: Some(position), unnoted, failed: !gone, gone, pushed }));
            }
            told.told += 1;
            position = notice.through;
            let now = self.host.now();
            unnoted = Some(notice.entries.into_iter().map(|entry| entry.at(now)).collect::<Vec<_>>());
        }
        Ok(Some(Reached { unnoted: unnoted.unwrap_or_default(), pushed: last, ..Reached::default() }))
    }

    /// Notes how far the listener was told, and leaves it to the next.
    async fn let_go(&self, news: &[CardEvent], reached: Reached, failures: u32, dropped: u32) -> Result<(), StepError> {
        let now = self.host.now();
        let Reached { position, unnoted: mut entries, failed, gone, pushed } = reached;
        let position = position.or_else(|| news.last().map(|row| row.id)).unwrap_or_default();
        let entry = |event, reason: Option<String>| {
            let entry = self.by.invocation.entry(event).at(now);
            if let Some(reason) = reason { entry.reason(reason) } else { entry }
        };
        let who = self.teller.reason();
        let why = who.map(|who| pushed.map_or(who.to_owned(), |pushed| format!("{who}:{}", pushed.code())));
        entries.extend(failed.then(|| entry(Event::NotifyFailed, why)));
        entries.extend((dropped > 0).then(|| entry(Event::NotifyDropped, Some(format!("rows:{dropped}")))));
        let failures = if failed { failures.saturating_add(1) } else { 0 };
        let again = if failed { now.plus(back_off(failures, PAUSE.0, PAUSE.1)) } else { now };
        let release = listener::release(self.name, self.held, position, failures, again);
        let device = self.by.target.zip(pushed).map(|(target, pushed)| device::told(&target.id, now, &pushed.code()));
        let gone = self.by.target.filter(|_| gone).map(|target| steps::gone(self.host, target));
        self.host.batch((release, rows(&entries), device, gone)).await?;
        Ok(())
    }
}

fn rows(entries: &[Entry]) -> Option<Query> {
    (!entries.is_empty()).then(|| run_ledger::append(entries))
}
