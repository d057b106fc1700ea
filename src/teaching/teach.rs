//! Teaching: the words of a kind are replaced, a version at a time.

use super::trial;
use super::word_trial::{self, JudgedAnew};
use crate::error::StepError;
use crate::host::Host;
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::taught_words::kind::{Objection, WordKind};
use crate::taught_words::{self, ActiveWords};

/// What is in force. Errors: the database failed.
pub async fn in_force(host: &dyn Host) -> Result<ActiveWords, StepError> {
    Ok(ActiveWords::of(host.batch(taught_words::newest()).await?))
}

/// A change that somebody proposes: the words of a kind, in place of those of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordChange {
    pub version: u32,
    pub kind: WordKind,
    pub words: Vec<String>,
}

/// Why a change is not made.
#[derive(Clone, Debug)]
pub enum TeachRefusal {
    /// Somebody else was faster.
    Stale,
    /// A word that cannot be taught, and why.
    Word(String, Objection),
    /// It was not tried on past cards to the end.
    NotTried,
    /// It would make orders of too many past non-orders: which cards.
    TooMany(Vec<JudgedAnew>),
}

/// Replaces the words of a kind, as they were tried. Errors: the database failed.
pub async fn put(
    host: &dyn Host,
    admin: &Reviewer,
    change: &WordChange,
) -> Result<Result<(), TeachRefusal>, StepError> {
    let now = match checked(host, change).await? {
        Ok(now) => now,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = trial::finished(host, admin, change).await? {
        return Ok(Err(refusal));
    }
    let invocation = Invocation::begin(host);
    let next = change.version.saturating_add(1);
    let reason = reason(next, now.words.of(change.kind), change);
    let taught = invocation.entry(Event::WordsTaught).actor(&admin.id).reason(reason);
    let words = now.words.with(change.kind, change.words.clone());
    let put = taught_words::put(change.version, &words, admin, &invocation);
    let forget = word_trial::forget(admin, next, invocation.id.as_str());
    let (put, (), ()) = host.batch((put, run_ledger::append_if_taught(&[taught], next), forget)).await?;
    Ok(if put { Ok(()) } else { Err(TeachRefusal::Stale) })
}

/// What is in force, if the change is of that version and can be taught. Errors: the database
/// failed.
pub(super) async fn checked(
    host: &dyn Host,
    change: &WordChange,
) -> Result<Result<ActiveWords, TeachRefusal>, StepError> {
    let named = if change.kind == WordKind::Drafts { change.words.as_slice() } else { &[] };
    let (now, name) = host.batch((taught_words::newest(), taught_words::part_of_a_name(named))).await?;
    let now = ActiveWords::of(now);
    if now.version != change.version {
        return Ok(Err(TeachRefusal::Stale));
    }
    let found = change.kind.objection(&change.words).or_else(|| name.map(|(word,)| (word, Objection::Name)));
    Ok(match found {
        Some((word, why)) => Err(TeachRefusal::Word(word, why)),
        None => Ok(now),
    })
}

/// What the ledger says of a change: which kind, and how many words came and went. A word itself
/// may be personal, and stands in D1 alone.
fn reason(version: u32, before: &[String], change: &WordChange) -> String {
    let added = change.words.iter().filter(|word| !before.contains(word)).count();
    let removed = before.iter().filter(|word| !change.words.contains(word)).count();
    format!("words-{version}:{}:+{added}-{removed}", change.kind.code())
}
