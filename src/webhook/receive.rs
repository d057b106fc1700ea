//! A verified webhook, up to the 200: parse, admit, fold statuses, in one batch.

use super::admission::{AdmissionRequest, Keys, applicants};
use super::admit::{self, Admitted};
use super::hear;
use super::payload::{self, BusinessEcho, InboundMessage, Item, UnrecognizedItem};
use super::signature::Verified;
use crate::connection::account_notice::{self, AccountNotice};
use crate::error::StepError;
use crate::host::{Host, PARAMETER, Query, json_size, runs};
use crate::identity::{MessageId, SenderId};
use crate::keyed_hash::HashKey;
use crate::ledger::run_ledger;
use crate::ledger::{Entry, Event, Invocation};
use crate::send::send_attempt;
use crate::send::{StatusUpdate, log_undelivered};
use crate::settings::{Caps, Settings};

/// The most JSON that one statement is given, in bytes; D1 takes values of 2 MB.
const CHUNK: usize = 1_500_000;

/// The most ledger rows that one statement is given: none of them has a text of Meta's, so
/// they stay below what a parameter holds.
const ROWS: usize = 2_000;

/// What a status adds to its wamid as JSON, in bytes: less than this.
const STATUS: usize = 400;

/// Receives a webhook: when this returns `Ok`, everything in it is recorded and
/// Meta may be answered 200. Redelivered, it changes nothing but the ledger.
/// Returns the senders whose timer has to be armed.
///
/// 1. Parses the body; odd items become ledger rows.
/// 2. Leaves out messages for other numbers than ours.
/// 3. Claims the rest, with allowlist, caps and ledger, in one batch.
///
/// Errors: a setting that admission needs is senseless, or the database failed.
/// Both want a 5xx: Meta will send it again.
pub async fn receive(host: &dyn Host, settings: &Settings, webhook: &Verified<'_>) -> Result<Vec<SenderId>, StepError> {
    let caps = settings.caps()?;
    settings.burst()?;
    let keys = Keys {
        current: HashKey::derive(&settings.app_secret()?),
        previous: settings.app_secret_previous().as_deref().map(HashKey::derive),
    };
    let invocation = Invocation::begin(host);
    let mut sorted = sort(webhook.body(), settings.phone_number_id().as_deref(), &invocation, &keys);
    let applicants = applicants(std::mem::take(&mut sorted.messages), &keys, invocation.at);
    // After the messages that an answer may be to. Committed twice, a message is a duplicate of
    // itself, and a status or an answer says nothing new.
    let batch = || {
        let heard = hear::hear(&sorted.echoes, &keys, &invocation);
        let notices: Vec<Query> =
            sorted.notices.iter().map(|notice| account_notice::keep(notice, &invocation)).collect();
        (batch(&applicants, &sorted, &keys.current, &invocation, caps), heard, notices)
    };
    let ((admitted, ..), ..) = host.batch_again(batch).await?;
    sorted.statuses.iter().for_each(|status| log_undelivered(host, status));
    Ok(to_arm(admitted))
}

/// Arms the timers that a webhook asked for. Comes after the 200; if it is lost,
/// the sweep finds the messages.
///
/// Errors: a timer could not be armed; the others are.
pub async fn arm(host: &dyn Host, settings: &Settings, senders: &[SenderId]) -> Result<(), StepError> {
    let at = host.now().plus(settings.burst()?);
    let mut result = Ok(());
    for sender in senders {
        if let Err(error) = host.arm(sender, at).await {
            result = Err(error.into());
        }
    }
    result
}

#[derive(Default)]
struct Sorted {
    messages: Vec<InboundMessage>,
    statuses: Vec<StatusUpdate>,
    echoes: Vec<BusinessEcho>,
    notices: Vec<AccountNotice>,
    entries: Vec<Entry>,
    /// The ledger rows of what is for other numbers.
    foreign: Vec<Entry>,
}

/// Messages and statuses of ours, and a ledger row for everything else: one for
/// each foreign item, one for each kind of oddity with how many there were.
fn sort(body: &[u8], ours: Option<&str>, invocation: &Invocation, keys: &Keys) -> Sorted {
    let mut sorted = Sorted::default();
    let mut oddities: Vec<(String, usize)> = vec![];
    let mut odd = |code: String| match oddities.iter_mut().find(|(known, _)| *known == code) {
        Some((_, times)) => *times += 1,
        None => oddities.push((code, 1)),
    };
    let foreign =
        |number: &Option<String>| ours.is_some_and(|ours| number.as_deref().is_some_and(|number| number != ours));
    let row = |reason: &str, id: &MessageId| {
        invocation.entry(Event::ForeignNumber).reason(reason).message(keys.current.message(id))
    };
    for item in payload::parse(body) {
        match item {
            Item::Message(message) if foreign(&message.phone_number_id) => {
                sorted.foreign.push(row("message", &message.id));
            }
            Item::Status(status) if foreign(&status.phone_number_id) => {
                sorted.foreign.push(row("status", &status.id));
            }
            Item::Echo(echo) if foreign(&echo.phone_number_id) => sorted.foreign.push(row("echo", &echo.id)),
            Item::Echo(echo) => sorted.echoes.push(echo),
            Item::Message(message) => sorted.messages.push(*message),
            Item::Status(status) => sorted.statuses.push(status),
            Item::Account(notice) => {
                let reason = format!("{}:{}", notice.field.as_str(), notice.event);
                sorted.entries.push(invocation.entry(Event::AccountNotice).reason(reason));
                // The last of each kind counts: a body may hold thousands.
                sorted.notices.retain(|known| known.field != notice.field);
                sorted.notices.push(notice);
            }
            Item::Odd(UnrecognizedItem::Unreadable) => {
                odd(format!("unreadable:{}", keys.current.body(body)));
            }
            Item::Odd(oddity) => odd(oddity.code()),
        }
    }
    for (reason, times) in oddities {
        let reason = if times == 1 { reason } else { format!("{reason} x{times}") };
        sorted.entries.push(invocation.entry(Event::Odd).reason(reason));
    }
    sorted
}

/// The whole batch: one statement per chunk of messages and of ledger rows, two per chunk of
/// statuses.
/// A body has at most 3 MB, so there are a dozen at most, and an ordinary webhook has one.
fn batch(
    applicants: &[AdmissionRequest],
    sorted: &Sorted,
    key: &HashKey,
    invocation: &Invocation,
    caps: Caps,
) -> (Vec<Query<Vec<Admitted>>>, Vec<Query>, Vec<Query>) {
    let chunks = chunks(applicants);
    let admissions = chunks.iter().map(|chunk| admit::admit(chunk, invocation, caps)).collect();
    let size = |status: &StatusUpdate| json_size([status.id.as_str()]) + STATUS;
    let runs = runs(&sorted.statuses, PARAMETER, size);
    let statuses = runs.flat_map(|statuses| send_attempt::apply_statuses(statuses, key, invocation)).collect();
    let entries = sorted.entries.chunks(ROWS).map(run_ledger::append);
    (admissions, statuses, entries.chain(sorted.foreign.chunks(ROWS).map(run_ledger::append_once)).collect())
}

/// The applicants as JSON, as many in each as one statement is given.
fn chunks(applicants: &[AdmissionRequest]) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    for applicant in applicants {
        let json = applicant.json();
        match chunks.last_mut() {
            Some(chunk) if chunk.len() + json.len() < CHUNK => {
                chunk.push(',');
                chunk.push_str(&json);
            }
            _ => chunks.push(json),
        }
    }
    chunks
}

/// The senders whose timer has to be armed, each once.
fn to_arm(admitted: Vec<Vec<Admitted>>) -> Vec<SenderId> {
    let mut senders = Vec::new();
    for Admitted { to_arm } in admitted.into_iter().flatten() {
        senders.extend(to_arm.filter(|sender| !senders.contains(sender)));
    }
    senders
}
