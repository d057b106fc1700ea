//! A verified webhook, up to the 200: parse, admit, fold statuses, in one batch.

use super::StepError;
use crate::admission::{Applicant, ApplicantKey, Keys, applicants};
use crate::config::{Caps, Settings, Source};
use crate::host::{Answers, Host, Statement};
use crate::identity::SenderId;
use crate::keyed_hash::HashKey;
use crate::ledger::{Entry, Event, Invocation};
use crate::store::inbound_message::{Admission, Admitted, Waiting, admit, ledger_admissions, senders_to_arm};
use crate::store::{run_ledger, send_attempt};
use crate::webhook::payload::{self, InboundMessage, Item, Oddity, StatusUpdate};
use crate::webhook::signature::Verified;

/// The most JSON that one statement is given, in bytes; D1 takes 2 MB.
const CHUNK: usize = 400 * 1024;

/// What a webhook brought.
#[derive(Debug, Default)]
pub struct Received {
    /// What became of each message.
    pub admissions: Vec<Admission>,
    /// How many statuses were folded.
    pub statuses: usize,
    /// How many items were odd.
    pub odd: usize,
    /// The senders whose timer has to be armed.
    pub to_arm: Vec<SenderId>,
}

/// Receives a webhook: when this returns `Ok`, everything in it is recorded and
/// Meta may be answered 200. Redelivered, it changes nothing but the ledger.
///
/// 1. Parses the body; odd items become ledger rows.
/// 2. Leaves out messages for other numbers than ours.
/// 3. Claims the rest, with allowlist, caps and ledger, in one batch.
///
/// Errors: a setting that admission needs is senseless, or the database failed.
/// Both want a 5xx: Meta will send it again.
pub async fn receive<S: Source>(
    host: &impl Host,
    settings: &Settings<S>,
    webhook: &Verified<'_>,
) -> Result<Received, StepError> {
    let caps = settings.caps()?;
    settings.burst()?;
    let keys = Keys {
        current: HashKey::derive(&settings.app_secret()?),
        previous: settings.app_secret_previous().as_deref().map(HashKey::derive),
    };
    let invocation = Invocation::begin(host);
    let sorted = sort(webhook.body(), settings.phone_number_id().as_deref(), &invocation, &keys);
    let applicants = applicants(sorted.messages, &keys, invocation.at);
    let (statements, chunks) = batch(&applicants, &sorted.statuses, &sorted.entries, &invocation, caps);
    let mut received = Received { statuses: sorted.statuses.len(), odd: sorted.entries.len(), ..Received::default() };
    if !statements.is_empty() {
        read_answers(host.batch(statements).await?, chunks, &mut received)?;
    }
    Ok(received)
}

/// Arms the timers that a webhook asked for. Comes after the 200; if it is lost,
/// the sweep finds the messages.
///
/// Errors: a timer could not be armed; the others are.
pub async fn arm<S: Source>(host: &impl Host, settings: &Settings<S>, senders: &[SenderId]) -> Result<(), StepError> {
    let at = host.now().plus(settings.burst()?);
    let mut result = Ok(());
    for sender in senders {
        if let Err(error) = host.arm(sender, at).await {
            result = Err(error.into());
        }
    }
    result
}

struct Sorted {
    messages: Vec<InboundMessage>,
    statuses: Vec<StatusUpdate>,
    entries: Vec<Entry>,
}

fn sort(body: &[u8], ours: Option<&str>, invocation: &Invocation, keys: &Keys) -> Sorted {
    let mut sorted = Sorted { messages: vec![], statuses: vec![], entries: vec![] };
    let foreign =
        |number: &Option<String>| ours.is_some_and(|ours| number.as_deref().is_some_and(|number| number != ours));
    for item in payload::parse(body) {
        match item {
            Item::Message(message) if foreign(&message.phone_number_id) => {
                let entry = invocation.entry(Event::ForeignNumber).reason("message");
                sorted.entries.push(entry.message(keys.current.message(&message.id)));
            }
            Item::Status(status) if foreign(&status.phone_number_id) => {
                let entry = invocation.entry(Event::ForeignNumber).reason("status");
                sorted.entries.push(entry.message(keys.current.message(&status.id)));
            }
            Item::Message(message) => sorted.messages.push(*message),
            Item::Status(status) => sorted.statuses.push(status),
            Item::Odd(oddity) => {
                let reason = match oddity {
                    Oddity::Unreadable => format!("unreadable:{}", keys.current.body(body)),
                    other => other.code(),
                };
                sorted.entries.push(invocation.entry(Event::Odd).reason(reason));
            }
        }
    }
    sorted
}

/// The whole batch: three statements per chunk of messages, four for all
/// statuses, one for all odd items. A body has at most 3 MB, so there are at most
/// a few dozen statements, within the free plan's 50.
fn batch(
    applicants: &[Applicant],
    statuses: &[StatusUpdate],
    entries: &[Entry],
    invocation: &Invocation,
    caps: Caps,
) -> (Vec<Statement>, usize) {
    let mut statements = Vec::new();
    let mut chunks = 0;
    let mut rest = applicants;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(chunk_length(rest));
        let keys: Vec<&ApplicantKey> = chunk.iter().map(Applicant::key).collect();
        statements.push(admit(chunk, invocation, caps));
        statements.push(ledger_admissions(&keys, invocation));
        statements.push(senders_to_arm(&keys, invocation));
        (rest, chunks) = (after, chunks + 1);
    }
    if !statuses.is_empty() {
        statements.extend(send_attempt::fold(statuses, invocation));
    }
    if !entries.is_empty() {
        statements.push(run_ledger::append(entries));
    }
    (statements, chunks)
}

fn chunk_length(applicants: &[Applicant]) -> usize {
    let mut weight = 0;
    let fits = applicants.iter().take_while(|applicant| {
        weight += applicant.weight();
        weight <= CHUNK
    });
    fits.count().max(1)
}

fn read_answers(answers: Answers, chunks: usize, received: &mut Received) -> Result<(), StepError> {
    let mut answers = answers.into_vec().into_iter();
    for _ in 0..chunks {
        let (_, ledger, arm) = (answers.next(), answers.next(), answers.next());
        let admitted = ledger.unwrap_or_default().decode::<Admitted>()?;
        received.admissions.extend(admitted.into_iter().map(|a| a.outcome));
        for Waiting { sender_id } in arm.unwrap_or_default().decode()? {
            if !received.to_arm.contains(&sender_id) {
                received.to_arm.push(sender_id);
            }
        }
    }
    Ok(())
}
