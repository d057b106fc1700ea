//! Telling the CRM what became of the cards, in the ledger's order, at least once.

use crate::clock::back_off;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::notify::crm_cursor::{self, ROWS, Taken};
use crate::notify::{CardEvent, Crm, TIMEOUT};
use crate::settings::Settings;
use std::time::Duration;

/// One run tells for this long and leaves the rest to the next.
const LONGEST: Duration = Duration::from_secs(15);

/// Nobody else tells before this has passed since the cursor was taken.
const TERM: Duration = Duration::from_secs(15 + 2 * TIMEOUT.as_secs());

/// How long a CRM that failed once is left alone, and one that goes on failing at most.
const PAUSE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(60 * 60));

/// News that could not be told for so long is dropped.
const STALE: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// News that the CRM took.
    pub told: u32,
    /// News that was too old.
    pub dropped: u32,
    /// The CRM did not take one; the rest waits.
    pub failed: bool,
}

/// Tells the CRM the news, if one is configured and nobody else is at it. A CRM that
/// does not answer 2xx is tried again after 10 s, 20 s, … up to an hour.
///
/// Errors: a setting is senseless, or the database failed; then the cursor is free
/// again after 35 seconds, and what was told may be told again, under the same id.
pub async fn notify(host: &dyn Host, settings: &Settings) -> Result<Told, StepError> {
    let Some(crm) = settings.crm()? else { return Ok(Told::default()) };
    let invocation = Invocation::begin(host);
    let mut told = Told::default();
    while !told.failed && host.now().since(invocation.at) < LONGEST {
        let held = host.now().plus(TERM);
        let ((), taken, news) = host.batch(crm_cursor::take(host.now(), held)).await?;
        let Some(Taken { failures }) = taken else { return Ok(told) };
        let more = u32::try_from(news.len()).is_ok_and(|n| n == ROWS);
        let run = Run { host, crm: &crm, invocation: &invocation };
        let dropped_before = told.dropped;
        let (position, cut) = run.tell(&news, &mut told).await;
        let failures = if told.failed { failures.saturating_add(1) } else { 0 };
        let again = if told.failed { host.now().plus(back_off(failures, PAUSE.0, PAUSE.1)) } else { host.now() };
        let release = crm_cursor::release(held, position, failures, again);
        host.batch((release, run.remarks(told.failed, told.dropped - dropped_before))).await?;
        if cut || !more {
            break;
        }
    }
    Ok(told)
}

struct Run<'a> {
    host: &'a dyn Host,
    crm: &'a Crm,
    invocation: &'a Invocation,
}

impl Run<'_> {
    /// Tells one after another. Returns the last row that is dealt with, and whether
    /// time ran out first.
    async fn tell(&self, news: &[CardEvent], told: &mut Told) -> (i64, bool) {
        let mut position = 0;
        for row in news {
            if self.host.now().since(self.invocation.at) >= LONGEST {
                return (position, true);
            }
            if row.is_of_a_card() {
                if row.is_before(self.host.now().minus(STALE)) {
                    told.dropped += 1;
                } else {
                    let reply = self.host.call(row.call(self.crm, self.host.now())).await;
                    if !reply.is_ok_and(|reply| (200..300).contains(&reply.status)) {
                        told.failed = true;
                        return (position, false);
                    }
                    told.told += 1;
                }
            }
            position = row.id;
        }
        (position, false)
    }

    fn remarks(&self, failed: bool, dropped: u32) -> Option<Query> {
        let failed = failed.then(|| self.invocation.entry(Event::NotifyFailed));
        let dropped =
            (dropped > 0).then(|| self.invocation.entry(Event::NotifyDropped).reason(format!("rows:{dropped}")));
        let entries: Vec<_> = failed.into_iter().chain(dropped).map(|entry| entry.at(self.host.now())).collect();
        (!entries.is_empty()).then(|| run_ledger::append(&entries))
    }
}
