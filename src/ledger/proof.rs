//! How the ledger's proof stands, for whoever reads the rows: what is sealed, and whether the seal that
//! is kept outside the database is in it.

use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::Host;
use crate::host::witness::AskChain;
use crate::ledger::ledger_checkpoint;

/// How the proof stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The last row that is sealed in the database, and when.
    pub sealed: Option<(i64, Timestamp)>,
    /// What the seal outside says.
    pub outside: Outside,
}

/// The seal outside the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// It is the database's newest.
    Same,
    /// It is an older one of the database's: the newer follows.
    Behind,
    /// It is not in the database.
    Differs,
    /// It could not be read, or nothing is kept there.
    Unknown,
}

/// How the proof stands now. Errors: the database failed.
pub async fn of(host: &dyn Host) -> Result<Proof, StepError> {
    let kept = host.witness_chain(AskChain::Read).await.ok().and_then(|chain| chain.newest);
    let number = kept.as_ref().map_or(0, |link| link.checkpoint);
    let (newest, at_number) = host.batch((ledger_checkpoint::newest(), ledger_checkpoint::from(number, 0))).await?;
    let there = |link: &str| at_number.iter().flatten().any(|checkpoint| checkpoint.link == link);
    let outside = match (&kept, &newest) {
        (None, _) => Outside::Unknown,
        (Some(kept), Some(newest)) if kept.link == newest.link => Outside::Same,
        (Some(kept), _) if there(&kept.link) => Outside::Behind,
        (Some(_), _) => Outside::Differs,
    };
    Ok(Proof { sealed: newest.map(|newest| (newest.last_row, newest.at)), outside })
}
