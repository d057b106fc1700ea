//! Once a minute: finds what a crash, a lost alarm or a failed call left behind.
//! It arms, marks and erases; it cannot send (G1).

use super::StepError;
use crate::clock::Timestamp;
use crate::config::{Settings, Source};
use crate::host::{Answers, Host};
use crate::ledger::{Entry, Event, Invocation};
use crate::store::inbound_message::Waiting;
use crate::store::review_queue::{self, decide};
use crate::store::{decision, idempotency_key, inbound_message, run_ledger};
use std::time::Duration;

/// A message that still waits after this was forgotten by its timer. The longest
/// burst is 60 seconds.
const FORGOTTEN: Duration = Duration::from_secs(75);

/// A send without an answer after this has lost it: the call itself is given up
/// after [`crate::send::TIMEOUT`].
const LOST: Duration = Duration::from_secs(60);

/// How many senders one sweep arms.
const SENDERS: u32 = 200;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Senders whose timer was armed again.
    pub rearmed: usize,
    /// Messages and cards whose text was erased.
    pub erased: usize,
}

/// One sweep.
///
/// 1. Sends without an answer become `unknown`; closed windows expire.
/// 2. Text and numbers older than `RETENTION_DAYS` are erased.
/// 3. Senders with forgotten messages get their timer again.
///
/// Errors: a setting is senseless, or the database or a timer failed. The next
/// sweep begins anew.
pub async fn sweep<S: Source>(host: &impl Host, settings: &Settings<S>) -> Result<Swept, StepError> {
    let invocation = Invocation::begin(host);
    let now = invocation.at;
    let retention = settings.retention();
    // A senseless RETENTION_DAYS erases nothing, and must not keep the rest from
    // being swept.
    let too_old = retention.as_ref().map_or(Timestamp::from_millis(0), |span| now.minus(*span));
    let mut batch = Vec::new();
    batch.extend(decide::give_up(now.minus(LOST), &invocation));
    batch.extend(decide::expire(&invocation));
    batch.push(decision::erase_attempts(too_old));
    batch.push(decision::erase(too_old));
    batch.push(idempotency_key::forget(too_old));
    batch.push(review_queue::erase(too_old, now));
    batch.push(inbound_message::erase(too_old, now));
    batch.push(inbound_message::overdue(now.minus(FORGOTTEN), SENDERS));
    let (swept, forgotten) = read(host.batch(batch).await?)?;
    record(host, &invocation, swept, &forgotten).await?;
    for sender in &forgotten {
        host.arm(&sender.sender_id, now).await?;
    }
    retention?;
    Ok(swept)
}

fn read(answers: Answers) -> Result<(Swept, Vec<Waiting>), StepError> {
    let [_, _, _, _, _, _, _, cards, messages, forgotten] = answers.exactly()?;
    let forgotten: Vec<Waiting> = forgotten.decode()?;
    Ok((Swept { rearmed: forgotten.len(), erased: cards.len() + messages.len() }, forgotten))
}

async fn record(
    host: &impl Host,
    invocation: &Invocation,
    swept: Swept,
    forgotten: &[Waiting],
) -> Result<(), StepError> {
    let rearmed = |waiting: &Waiting| invocation.entry(Event::Rearmed).sender(waiting.sender_id.clone());
    let mut entries: Vec<Entry> = forgotten.iter().map(rearmed).collect();
    if swept.erased > 0 {
        entries.push(invocation.entry(Event::Erased).reason(format!("rows:{}", swept.erased)));
    }
    if !entries.is_empty() {
        host.batch(vec![run_ledger::append(&entries)]).await?;
    }
    Ok(())
}
