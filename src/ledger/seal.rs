//! Vouching for the ledger, a stretch at a time ([`crate::ledger::chain`]).

use crate::error::StepError;
use crate::host::Host;
use crate::host::RowError;
use crate::host::witness::{AskChain, Link, WitnessError};
use crate::ledger::chain::{Checkpoint, SealKey, genesis};
use crate::ledger::ledger_alarm::{self, LedgerAlarm};
use crate::ledger::ledger_checkpoint;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::settings::Settings;

/// How many rows one checkpoint covers.
const STRETCH: u32 = 500;

/// How many checkpoints are made at once: 5,000 rows a minute, in twenty statements.
const STRETCHES: u32 = 10;

/// What became of the rows since the last checkpoint.
#[derive(Debug, PartialEq, Eq)]
pub enum Sealed {
    /// They are covered; this is the newest link.
    Through(Link),
    /// There were none, or there is no app secret to seal with.
    Nothing,
    /// The last checkpoint is not ours: it was rewritten, or the app secret was changed
    /// without `META_APP_SECRET_PREVIOUS`. Nothing is chained to it.
    NotOurs,
    /// The database no longer has the link that the witness keeps: it was set back, or its end
    /// was cut off or rewritten. Nothing is sealed until an admin acknowledges it.
    WentBack,
}

impl Sealed {
    /// The JSON line that tells a newest link outside the database, or what is wrong.
    pub fn log_line(&self) -> Option<Result<String, &'static str>> {
        match self {
            Self::Through(Link { row, link, .. }) => {
                let line = serde_json::json!({"level": "info", "event": "ledger_sealed", "through": row, "link": link});
                Some(Ok(line.to_string()))
            }
            Self::Nothing => None,
            Self::NotOurs => Some(Err("the last checkpoint of the ledger is not ours")),
            Self::WentBack => Some(Err("the ledger no longer has the link that is kept outside the database")),
        }
    }
}

/// Covers the rows since the last checkpoint.
///
/// The checkpoint is written first and told to the witness second: after a crash between the two
/// the database is ahead by what follows from the link that the witness keeps, and that is told
/// the next time. The other way round, a crash would look like an end that was cut off.
///
/// Errors: the database or the witness failed. The next one goes on where this one ended.
pub async fn seal(host: &dyn Host, settings: &Settings) -> Result<Sealed, StepError> {
    let Ok(secret) = settings.app_secret() else { return Ok(Sealed::Nothing) };
    let key = SealKey::derive(&secret);
    let previous = settings.app_secret_previous().as_deref().map(SealKey::derive);
    let step = Sealing {
        host,
        keys: std::iter::once(key.clone()).chain(previous).collect(),
        key,
        invocation: Invocation::begin(host),
    };
    let kept = match host.witness_chain(AskChain::Read).await {
        Ok(chain) => chain.newest,
        Err(WitnessError::NoBinding) => None,
        Err(error) => return Err(error.into()),
    };
    let head = match kept {
        Some(link) => Some(link),
        None => step.adopt().await?,
    };
    match head {
        Some(head) => step.from(head).await,
        None => step.alarm(LedgerAlarm::NotOurs, Sealed::NotOurs).await,
    }
}

struct Sealing<'a> {
    host: &'a dyn Host,
    keys: Vec<SealKey>,
    key: SealKey,
    invocation: Invocation,
}

impl Sealing<'_> {
    /// The head where the witness keeps none: the database's own, if it is ours.
    async fn adopt(&self) -> Result<Option<Link>, StepError> {
        match self.host.batch(ledger_checkpoint::newest()).await? {
            None => Ok(Some(genesis())),
            Some(newest) if newest.is_ours(&self.keys) => {
                let head = newest.head();
                self.keep(&head).await?;
                Ok(Some(head))
            }
            Some(_) => Ok(None),
        }
    }

    async fn from(&self, mut head: Link) -> Result<Sealed, StepError> {
        let mut reached = Sealed::Nothing;
        for _ in 0..STRETCHES {
            let (alarms, checkpoints, rows, out_of_line) = self
                .host
                .batch((
                    ledger_alarm::standing(),
                    ledger_checkpoint::from(head.checkpoint, STRETCHES),
                    run_ledger::unsealed(head.row, STRETCH),
                    run_ledger::any_out_of_line(head.row),
                ))
                .await?;
            if alarms.iter().any(|alarm| alarm.what == LedgerAlarm::WentBack) {
                return Ok(Sealed::WentBack);
            }
            match end(&head, checkpoints, &self.keys) {
                End::Here => {}
                End::Later(later) => {
                    self.keep(&later).await?;
                    head = later;
                    continue;
                }
                End::NotOurs => return self.alarm(LedgerAlarm::NotOurs, Sealed::NotOurs).await,
                End::Gone => return self.alarm(LedgerAlarm::WentBack, Sealed::WentBack).await,
            }
            if alarms.iter().any(|alarm| alarm.what == LedgerAlarm::NotOurs) {
                self.host.batch(ledger_alarm::clear(LedgerAlarm::NotOurs)).await?;
            }
            if out_of_line {
                let entry = self.invocation.entry(Event::LedgerBroughtIntoLine);
                let bring = run_ledger::bring_into_line(head.row, STRETCH);
                self.host.batch((bring, run_ledger::append(&[entry]))).await?;
                continue;
            }
            let Some(checkpoint) = Checkpoint::over(&rows, &head, self.host.now(), &self.key) else { break };
            if !self.host.batch(ledger_checkpoint::append(&checkpoint, &head)).await? {
                break;
            }
            head = checkpoint.head();
            self.keep(&head).await?;
            reached = Sealed::Through(head.clone());
            if rows.len() < STRETCH as usize {
                break;
            }
        }
        Ok(reached)
    }

    async fn keep(&self, head: &Link) -> Result<(), StepError> {
        match self.host.witness_chain(AskChain::Keep(head.clone())).await {
            Ok(_) | Err(WitnessError::NoBinding) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn alarm(&self, what: LedgerAlarm, sealed: Sealed) -> Result<Sealed, StepError> {
        self.host.batch(ledger_alarm::raise(what, &self.invocation)).await?;
        Ok(sealed)
    }
}

/// Where the chain ends, seen from a link that was its end.
enum End {
    /// There.
    Here,
    /// Further on: a crash kept the witness from hearing of it.
    Later(Link),
    /// What stands next is not ours.
    NotOurs,
    /// The link itself is not there.
    Gone,
}

/// `checkpoints`: the one of that link, and those after it. Those whose numbers do not go on
/// from there are none of the chain: the verifier names them, and they stop nothing.
fn end(head: &Link, checkpoints: Vec<Result<Checkpoint, RowError>>, keys: &[SealKey]) -> End {
    let mut checkpoints = checkpoints.into_iter();
    let is_head =
        |found: &Checkpoint| (found.id, found.last_row, &found.link) == (head.checkpoint, head.row, &head.link);
    if *head != genesis() && !checkpoints.next().is_some_and(|found| found.is_ok_and(|found| is_head(&found))) {
        return End::Gone;
    }
    let mut last: Option<Checkpoint> = None;
    for next in checkpoints {
        let before = last.as_ref().map_or_else(|| head.clone(), Checkpoint::head);
        match next {
            Ok(next) if next.follows(&before) => last = Some(next),
            Ok(next) if next.id != before.checkpoint + 1 => break,
            Ok(_) | Err(RowError) => return End::NotOurs,
        }
    }
    match last {
        None => End::Here,
        Some(last) if last.is_ours(keys) => End::Later(last.head()),
        Some(_) => End::NotOurs,
    }
}
