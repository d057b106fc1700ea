//! The ledger's proof: who can drop a trigger or replace the database file can
//! rewrite rows, but not without being seen.
//!
//! Once a minute the sweep writes a [`Checkpoint`] over the rows since the last one:
//! a digest of each row, a link that hashes them with the link before, and a seal, an
//! HMAC of the link under a key that is not in the database. [`verify`] finds the
//! first row that is not as it was. A seal vouches for all that its link hashes, so
//! the newest one vouches for the whole ledger, whatever secret older ones were made
//! with; therefore nothing is chained to a checkpoint whose seal is not ours. What it
//! cannot see: an end that was cut off, or a chain begun anew. For that the witness keeps
//! the newest link outside the database ([`crate::host::witness`]), and nothing is sealed
//! over a database that no longer has it. A row that somebody appends through the database is
//! sealed like any other, and the newest rows, of the last minute, can be taken before they
//! are covered.

use crate::clock::Timestamp;
use crate::host::witness::Link;
use crate::keyed_hash;
use crate::ledger::run_ledger::LedgerRow;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Hex digits of a row's digest: 128 bits, so that no other row can be made to fit.
const DIGEST: usize = 32;

/// The link before the first checkpoint.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The key of the seals, derived from the app secret. Not printable on purpose.
#[derive(Clone)]
pub struct SealKey([u8; 32]);

impl SealKey {
    /// The key that belongs to an app secret.
    pub fn derive(app_secret: &str) -> Self {
        Self(keyed_hash::keyed(app_secret.as_bytes(), &[b"whatsapp-order-ack/ledger-seal/v1"]))
    }

    fn seal(&self, link: &str) -> String {
        hex::encode(keyed_hash::keyed(&self.0, &[link.as_bytes()]))
    }

    fn made(&self, link: &str, seal: &str) -> bool {
        let mut tag = [0; 32];
        hex::decode_to_slice(seal, &mut tag).is_ok() && keyed_hash::authentic(&self.0, link.as_bytes(), &tag)
    }
}

/// A stretch of the ledger, vouched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Its number, from 1 on, without gaps.
    pub id: i64,
    /// When it was made.
    pub at: Timestamp,
    /// The first row that it covers.
    pub first_row: i64,
    /// The last one; all between are there.
    pub last_row: i64,
    /// The rows' digests, one after another.
    pub digests: String,
    /// SHA-256 of the link before and all of the above, hex.
    pub link: String,
    /// HMAC-SHA256 of the link, hex.
    pub seal: String,
}

crate::from_row!(Checkpoint { id, at, first_row, last_row, digests, link, seal });

/// What the first checkpoint is chained to.
pub fn genesis() -> Link {
    Link { checkpoint: 0, row: 0, link: GENESIS.to_owned(), at: Timestamp::from_seconds(0) }
}

impl Checkpoint {
    /// Covers the first of these rows and those that follow it without a gap.
    /// `None`: there are none.
    pub fn over(rows: &[LedgerRow], head: &Link, at: Timestamp, key: &SealKey) -> Option<Self> {
        let first_row = rows.first()?.id;
        let run = rows.iter().zip(first_row..).take_while(|(row, id)| row.id == *id);
        let (mut digests, mut last_row) = (String::with_capacity(rows.len() * DIGEST), first_row);
        for (row, id) in run {
            digests.push_str(&digest(row));
            last_row = id;
        }
        let mut checkpoint = Self {
            id: head.checkpoint + 1,
            at,
            first_row,
            last_row,
            digests,
            link: String::new(),
            seal: String::new(),
        };
        checkpoint.link = checkpoint.link_after(&head.link);
        checkpoint.seal = key.seal(&checkpoint.link);
        Some(checkpoint)
    }

    /// What the next checkpoint is chained to.
    pub fn head(&self) -> Link {
        Link { checkpoint: self.id, row: self.last_row, link: self.link.clone(), at: self.at }
    }

    /// Whether one of the keys sealed it: nothing is chained to what is not ours, or the next
    /// seal would vouch for it.
    pub fn is_ours(&self, keys: &[SealKey]) -> bool {
        keys.iter().any(|key| key.made(&self.link, &self.seal))
    }

    /// Whether it is the next one after this link, and says itself what its own link hashes.
    pub fn follows(&self, head: &Link) -> bool {
        head.checkpoint.checked_add(1) == Some(self.id)
            && self.first_row > head.row
            && self.holds_a_digest_for_each_row()
            && self.link == self.link_after(&head.link)
    }

    fn link_after(&self, before: &str) -> String {
        let Self { id, at, first_row, last_row, digests, .. } = self;
        keyed_hash::sha256_hex(format!("{before}|{id}|{at}|{first_row}|{last_row}|{digests}").as_bytes())
    }

    /// The row's digest, if it is covered.
    fn digest_of(&self, row: i64) -> Option<&str> {
        let nth = usize::try_from(row.checked_sub(self.first_row)?).ok()?;
        self.digests.get(nth.checked_mul(DIGEST)?..nth.checked_add(1)?.checked_mul(DIGEST)?)
    }

    fn holds_a_digest_for_each_row(&self) -> bool {
        let rows = self.last_row.checked_sub(self.first_row).and_then(|n| usize::try_from(n + 1).ok());
        self.first_row > 0 && rows.and_then(|n| n.checked_mul(DIGEST)) == Some(self.digests.len())
    }
}

/// A row's digest. Empty columns do not count, so that a column that a later
/// migration adds changes no digest; each name and value is hashed with its length
/// and kind, so that none can be taken for another.
fn digest(row: &LedgerRow) -> String {
    let mut hash = Sha256::new();
    hash.update(row.id.to_be_bytes());
    // serde_json's map is sorted by name.
    for (name, value) in row.columns.iter().filter(|(_, value)| !value.is_null()) {
        let (kind, text) = match value {
            Value::String(text) => (b"t", text.clone()),
            other => (b"j", other.to_string()),
        };
        for part in [name.as_bytes(), text.as_bytes()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.update(kind);
    }
    let mut digest = hex::encode(hash.finalize());
    digest.truncate(DIGEST);
    digest
}

/// A ledger that is as it was, as far as its own checkpoints tell.
#[derive(Debug, PartialEq, Eq)]
pub struct Unbroken {
    /// Rows that a checkpoint covers.
    pub covered: usize,
    /// Rows since the last checkpoint: nothing vouches for them yet.
    pub since: usize,
    /// The last checkpoint, as the Worker logged it.
    pub through: Option<(i64, String)>,
    /// Whether a key vouched for it; without one, only the chain was checked.
    pub sealed: bool,
    /// Whether a link that is known from elsewhere was found in it; without one, an end that was
    /// cut off is not seen.
    pub end_checked: bool,
}

/// The first thing that is not as it was.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The row is not what was written.
    #[error("row {0} was changed")]
    Changed(i64),
    /// The row was not there when its checkpoint was made.
    #[error("row {0} was added")]
    Added(i64),
    /// The row was there when its checkpoint was made.
    #[error("row {0} was removed")]
    Removed(i64),
    /// A checkpoint is missing, or does not follow from the one before.
    #[error("checkpoint {id}, over rows {first_row} to {last_row}, was changed, or one before it was removed")]
    Chain {
        /// Which.
        id: i64,
        /// The first row that it says it covers.
        first_row: i64,
        /// The last.
        last_row: i64,
    },
    /// No key given vouches for the checkpoints from this one on.
    #[error(
        "checkpoint {id}, over rows {first_row} to {last_row}, and what follows is sealed by no secret that was given: \
         rewritten, or sealed under a secret of before"
    )]
    Seal {
        /// Which.
        id: i64,
        /// The first row that it covers.
        first_row: i64,
        /// The last.
        last_row: i64,
    },
    /// The ledger ends before a checkpoint that is known from elsewhere.
    #[error("checkpoint with the link {0} is missing: the end was cut off, or all of it was rewritten")]
    Cut(String),
}

/// Compares the rows with what the checkpoints vouch for.
///
/// `keys`: of the secret of now, and of the one before if it was changed lately; none
/// checks the chain alone. `known`: the link that the witness keeps, or one that the Worker
/// logged.
///
/// Errors: the first thing, by row, that is not as it was.
pub fn verify(
    rows: &BTreeMap<i64, LedgerRow>,
    checkpoints: &[Checkpoint],
    keys: &[SealKey],
    known: Option<&str>,
) -> Result<Unbroken, Broken> {
    // SQLite numbers rows from 1 on.
    if let Some((id, _)) = rows.range(..1).next() {
        return Err(Broken::Added(*id));
    }
    let mut head = genesis();
    for checkpoint in checkpoints {
        follows(&head, checkpoint)?;
        rows_as_covered(rows, &head, checkpoint)?;
        head = checkpoint.head();
    }
    sealed(checkpoints, keys)?;
    if let Some(known) = known.filter(|known| checkpoints.iter().all(|checkpoint| checkpoint.link != *known)) {
        return Err(Broken::Cut(known.to_owned()));
    }
    let newer = || rows.iter().skip_while(|(id, _)| **id <= head.row).zip(1..);
    if let Some((_, n)) = newer().find(|((id, _), n)| head.row.checked_add(*n) != Some(**id)) {
        return Err(Broken::Removed(head.row.saturating_add(n)));
    }
    let since = newer().count();
    Ok(Unbroken {
        covered: rows.len() - since,
        since,
        through: checkpoints.last().map(|last| (last.last_row, last.link.clone())),
        sealed: !keys.is_empty(),
        end_checked: known.is_some(),
    })
}

fn follows(head: &Link, checkpoint: &Checkpoint) -> Result<(), Broken> {
    let Checkpoint { id, first_row, last_row, .. } = *checkpoint;
    if checkpoint.follows(head) { Ok(()) } else { Err(Broken::Chain { id, first_row, last_row }) }
}

fn rows_as_covered(rows: &BTreeMap<i64, LedgerRow>, head: &Link, checkpoint: &Checkpoint) -> Result<(), Broken> {
    // SQLite numbers rows without gaps (what is rolled back gives its
    // number back): where there is one, a row was taken before it was covered.
    if checkpoint.first_row != head.row + 1 {
        return Err(Broken::Removed(head.row + 1));
    }
    for id in checkpoint.first_row..=checkpoint.last_row {
        match rows.get(&id) {
            None => return Err(Broken::Removed(id)),
            Some(row) if checkpoint.digest_of(id) != Some(digest(row).as_str()) => return Err(Broken::Changed(id)),
            Some(_) => {}
        }
    }
    Ok(())
}

/// The newest seal vouches for all before it. If it does not hold, the first that
/// nothing vouches for is named.
fn sealed(checkpoints: &[Checkpoint], keys: &[SealKey]) -> Result<(), Broken> {
    let holds = |checkpoint: &Checkpoint| checkpoint.is_ours(keys);
    if keys.is_empty() || checkpoints.last().is_none_or(holds) {
        return Ok(());
    }
    let good = checkpoints.iter().rposition(holds).map_or(0, |last| last + 1);
    checkpoints.get(good).map_or(Ok(()), |Checkpoint { id, first_row, last_row, .. }| {
        Err(Broken::Seal { id: *id, first_row: *first_row, last_row: *last_row })
    })
}

#[cfg(test)]
mod tests;
