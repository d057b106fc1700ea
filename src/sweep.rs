//! Once a minute: finds what a crash, a lost alarm or a failed call left behind.
//! It arms, marks and erases; it cannot send (G1).

use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::Host;
use crate::http::credential::PHONE_LONGEST;
use crate::ledger::run_ledger;
use crate::ledger::{Entry, Event, Invocation};
use crate::messages::inbound_message;
use crate::messages::inbound_message::WaitingSender;
use crate::products::index::build::{self, Progress};
use crate::review::decision;
use crate::review::desk_stamp;
use crate::review::due;
use crate::review::history;
use crate::review::hold;
use crate::review::idempotency_key;
use crate::review::later;
use crate::review::note;
use crate::review::review_queue;
use crate::review::review_queue::decide;
use crate::send::log_given_up;
use crate::send::send_attempt;
use crate::settings::Settings;
use crate::team::session;
use std::time::Duration;

/// A message that still waits after this may have been forgotten by its timer. If it
/// was not, arming it again changes nothing.
const FORGOTTEN: Duration = Duration::from_secs(40);

/// A send without an answer after this has lost it: the call itself is given up
/// after [`crate::send::TIMEOUT`].
const LOST: Duration = Duration::from_secs(60);

/// How long the answers to decisions are kept for whoever asks again. They hold
/// text.
const ANSWERS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long a session is kept after it began. It holds for less. A phone's holds for longer, and is
/// kept longer.
const SESSIONS: Duration = Duration::from_secs(24 * 60 * 60);

/// The time between a sweep and the one before the last.
const TWO_SWEEPS: Duration = Duration::from_secs(2 * 60);

/// How many senders one sweep arms, those that wait longest first.
const SENDERS: u32 = 200;

/// What some minutes of the cron do and others do not. The trigger says which minute it is, not the
/// clock: a run that comes late must not leave anything out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepTasks {
    /// Erasing, which goes by days.
    pub erase: bool,
    /// Looking for what is wrong, which somebody has to hear of within two minutes.
    pub watch: bool,
}

impl SweepTasks {
    /// What is due in the minute that begins then.
    pub fn at(minute: Timestamp) -> Self {
        let minute = minute.millis() / 60_000;
        Self { erase: minute % 10 == 0, watch: minute % 2 == 0 }
    }
}

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Senders whose timer was armed again.
    pub rearmed: usize,
    /// Messages and cards whose text was erased.
    pub erased: usize,
    /// The index of products is not up to date yet.
    pub indexing: bool,
}

/// One sweep.
///
/// 1. Text and numbers older than `RETENTION_DAYS` are erased.
/// 2. Sends without an answer become `unknown`; closed windows expire; senders with
///    forgotten messages get their timer again.
/// 3. One slice of the index of products is made, if they changed.
///
/// Errors: a setting is senseless, or the database or a timer failed: the first of what
/// went wrong. Each of the three is tried whatever became of the others, and the next sweep
/// begins anew.
pub async fn sweep(host: &dyn Host, settings: &Settings) -> Result<Swept, StepError> {
    // What was promised to customers comes before what helps with their messages.
    let erased = erase(host, settings, &Invocation::begin(host)).await;
    let mended = mend(host).await;
    Ok(Swept { erased: erased?, ..mended? })
}

/// The second and the third of it: what cannot wait for longer than a minute.
///
/// Errors: as [`sweep`].
pub async fn mend(host: &dyn Host) -> Result<Swept, StepError> {
    let rearmed = recover(host, &Invocation::begin(host)).await;
    let indexed = build::slice(host).await;
    Ok(Swept { erased: 0, rearmed: rearmed?, indexing: indexed? == Progress::More })
}

async fn recover(host: &dyn Host, invocation: &Invocation) -> Result<usize, StepError> {
    let now = invocation.at;
    let overdue = inbound_message::overdue(now.minus(FORGOTTEN), SENDERS);
    // Two minutes: a sweep may come late, and one move too many costs a look.
    let late = history::overdue(now).waiting_since;
    let (late, lost) = ((late.minus(TWO_SWEEPS), late), now.minus(LOST));
    let (due, forgotten) = host.batch((due::any(lost, now, late), overdue)).await?;
    if due != Some((false,)) {
        let ((_, given_up), ..) = host
            .batch((
                decide::give_up(lost, invocation),
                decide::expire(invocation),
                desk_stamp::came_late(late.0, late.1),
                hold::forget(now),
                later::forget(now),
            ))
            .await?;
        given_up.iter().for_each(|(card,)| log_given_up(host, card));
    }
    let row = |waiting: &WaitingSender| invocation.entry(Event::Rearmed).sender(waiting.sender_id.clone());
    let rows: Vec<Entry> = forgotten.iter().map(row).collect();
    if !rows.is_empty() {
        host.batch(run_ledger::append(&rows)).await?;
    }
    // One timer that cannot be armed must not keep the others from it.
    let mut result = Ok(forgotten.len());
    for sender in &forgotten {
        if let Err(error) = host.arm(&sender.sender_id, now).await {
            result = Err(error.into());
        }
    }
    result
}

/// So many batches of what is too old in one run. The free plan has 50 queries for an invocation.
const BATCHES: usize = 3;

/// Erases batch after batch, until one was not full.
async fn erase(host: &dyn Host, settings: &Settings, invocation: &Invocation) -> Result<usize, StepError> {
    let mut erased = 0;
    for _ in 0..BATCHES {
        let (cards, messages) = erase_batch(host, settings, invocation).await?;
        erased += cards + messages;
        if cards < review_queue::ERASED_AT_ONCE && messages < inbound_message::ERASED_AT_ONCE {
            break;
        }
    }
    Ok(erased)
}

async fn erase_batch(
    host: &dyn Host,
    settings: &Settings,
    invocation: &Invocation,
) -> Result<(usize, usize), StepError> {
    let now = invocation.at;
    let too_old = now.minus(settings.retention()?);
    let (.., cards, (messages, ())) = host
        .batch((
            send_attempt::erase(too_old),
            decision::erase(too_old),
            note::erase(too_old),
            idempotency_key::forget(now.minus(ANSWERS)),
            session::forget(now.minus(SESSIONS), now.minus(PHONE_LONGEST)),
            review_queue::erase(too_old, now),
            inbound_message::erase(too_old, now),
        ))
        .await?;
    let erased = cards.len() + messages.len();
    if erased > 0 {
        let row = invocation.entry(Event::Erased).reason(format!("rows:{erased}"));
        host.batch(run_ledger::append(&[row])).await?;
    }
    Ok((cards.len(), messages.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hour_erases_six_times_and_somebody_looks_every_other_minute() {
        let due: Vec<SweepTasks> =
            (0..60).map(|minute| SweepTasks::at(Timestamp::from_seconds(minute * 60 + 59))).collect();
        assert_eq!(due.iter().filter(|due| due.erase).count(), 6);
        assert!(due.windows(2).all(|pair| pair[0].watch != pair[1].watch));
        assert_eq!(due[0], SweepTasks { erase: true, watch: true });
    }
}
