//! What Meta's side says: whether token, app, account and number are set up so that messages come
//! and replies go out. It reads, and writes one thing, when an admin presses: it subscribes the
//! account.

pub mod account_notice;
mod answer;
pub mod api;
mod asking;
mod check;
mod judge;
pub mod pages;
mod remedy;
mod settings;
pub mod silence;
pub mod state;
pub mod unsigned;
mod view;
mod words;

use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::Host;
use crate::host::unsigned::AskUnsigned;
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::settings::Settings;
use account_notice::Unseen;
use answer::{MetaAnswer, MetaRefusal};
pub use check::{Check, CheckState, Finding, Id};
use state::ConnectionStanding;
use std::time::Duration;

/// The form that subscribes the account.
const SUBSCRIBE: &str = "/review/connection/subscribe";

/// How long after a good answer the cron asks again.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long after Meta was silent, or something failed: what is mended on Meta's side is noticed.
const SOON: Duration = Duration::from_secs(15 * 60);

/// What stands on the page.
pub struct ConnectionReport {
    /// In the order in which they are mended.
    pub checks: Vec<Check>,
    /// When Meta was asked last.
    pub checked_at: Option<Timestamp>,
    /// The account, if it is known: then it can be subscribed.
    pub account: Option<String>,
    /// What Meta reported and nobody has seen.
    pub notices: Vec<Unseen>,
}

/// What is known, without asking Meta. Errors: the database failed.
pub async fn report(host: &dyn Host, settings: &Settings) -> Result<ConnectionReport, StepError> {
    let now = host.now();
    let (known, silence, foreign, good, notices) = host
        .batch((
            state::known(),
            silence::silence(now),
            silence::other_numbers(now),
            unsigned::last_webhook(),
            account_notice::unseen(),
        ))
        .await?;
    let counted = host.witness_unsigned(AskUnsigned::Read).await.ok();
    let unsigned = unsigned::check(counted.as_ref(), good.map(|webhook| webhook.at), now);
    let account = settings.account().or_else(|| known.as_ref().and_then(|known| known.account.clone()));
    let checked_at = known.as_ref().map(|known| known.asked_at);
    let mut checks = known.map_or_else(judge::unasked, |known| known.checks.0);
    checks.extend(judge::of_ours(silence.unwrap_or_default(), unsigned, foreign.and_then(|(at,)| at)));
    Ok(ConnectionReport { checks, checked_at, account, notices })
}

/// Whether the cron has to ask: a day has passed, a send was refused for its configuration since,
/// or the settings are others.
pub fn is_due(
    settings: &Settings,
    known: Option<&ConnectionStanding>,
    refused_at: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    settings.graph().is_ok()
        && known.is_none_or(|known| {
            known.due_at <= now
                || refused_at.is_some_and(|at| at > known.asked_at)
                || known.settings != settings.of_connection()
        })
}

/// Asks Meta and keeps what it says. An alert is a change: what fails from the first time on is
/// shown alone, and silence of Meta's changes nothing.
///
/// Errors: the database failed.
pub async fn ask(host: &dyn Host, settings: &Settings) -> Result<(), StepError> {
    let by = Invocation::begin(host);
    let known = host.batch(state::known()).await?;
    let learned = known.as_ref().and_then(|known| known.account.clone());
    let asked = asking::ask(host, settings, learned).await;
    let checks = judge::judge(&asked, &settings.callback(), by.at);
    let number = asked.business_number().map(|number| state::keep_number(&number));
    let next = state::NextConnection::of(known.as_ref(), checks, asked.account, settings.of_connection(), &by);
    let changes: Vec<_> = next
        .changes
        .iter()
        .map(|(check, from)| {
            let reason = format!("{}:{}:{}", check.id.as_str(), from.as_str(), check.state().as_str());
            by.entry(Event::ConnectionChanged).reason(reason)
        })
        .collect();
    let rows = (!changes.is_empty()).then(|| run_ledger::append(&changes));
    host.batch((state::keep(&next), rows, number)).await?;
    Ok(())
}

/// What became of a wish to subscribe the account.
#[derive(Debug)]
pub enum Subscribed {
    Done,
    /// Nobody knows which account it is, or what Meta is asked with is missing.
    NoAccount,
    /// Meta said no.
    Refused(MetaRefusal),
    /// Meta did not answer.
    Silent,
}

/// Subscribes our app to the account, and asks how it stands then. Errors: the database failed.
pub async fn subscribe(host: &dyn Host, settings: &Settings, admin: &Reviewer) -> Result<Subscribed, StepError> {
    let known = host.batch(state::known()).await?;
    let account = settings.account().or_else(|| known.and_then(|known| known.account));
    let (Some(account), Ok(graph)) = (account, settings.graph()) else { return Ok(Subscribed::NoAccount) };
    let answer = asking::subscribe(host, &graph, &account).await;
    let outcome = match answer {
        MetaAnswer::Said(_) => Subscribed::Done,
        MetaAnswer::Refused(refusal) => Subscribed::Refused(refusal),
        MetaAnswer::Silent | MetaAnswer::NotAsked => Subscribed::Silent,
    };
    let said = match &outcome {
        Subscribed::Refused(refusal) => format!("refused:{}", refusal.code),
        Subscribed::Silent => "no_answer".to_owned(),
        Subscribed::Done | Subscribed::NoAccount => "subscribed".to_owned(),
    };
    let by = Invocation::begin(host);
    let row = by.entry(Event::ConnectionSubscribed).actor(&admin.id).reason(said);
    host.batch(run_ledger::append(&[row])).await?;
    ask(host, settings).await?;
    Ok(outcome)
}
