//! The witness: what must survive the database, kept outside it. It is one Durable Object
//! (`src/worker/reply_buffer.rs`); what it does with what it is asked stands here, so that
//! tests and the simulator run the same.
//!
//! It keeps the newest link of the ledger, which may only move on, and keyed hashes of the
//! customers who were erased. A database that was set back, by a restore or by somebody who
//! cut off its end, no longer has that link; and of the customers that came back with it, the
//! witness says who had been erased. The key of the hashes is made by the witness and never
//! leaves it.

use crate::clock::Timestamp;
use crate::keyed_hash::keyed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many chains that ended are remembered, and how many erasures: the newest. What they
/// are kept in holds 2 MB.
const ENDED: usize = 100;
const ERASURES: usize = 20_000;

/// The end of the ledger's chain of checkpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "LedgerLink"))]
pub struct Link {
    /// The checkpoint's number.
    pub checkpoint: i64,
    /// The last ledger row that it covers.
    pub row: i64,
    /// Its link, hex.
    pub link: String,
    /// When it was made.
    pub at: Timestamp,
}

/// A chain that an admin declared ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "EndedChain"))]
pub struct Ended {
    /// Its newest link.
    pub newest: Link,
    /// When that was acknowledged.
    pub acknowledged_at: Timestamp,
}

/// What is known of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The newest link; none before the first checkpoint.
    pub newest: Option<Link>,
    /// Chains that ended, oldest first.
    pub ended: Vec<Ended>,
}

/// Who was erased: when, by keyed hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasures {
    key: String,
    erased: BTreeMap<String, Timestamp>,
}

/// What the witness is asked of the ledger. Each can be asked again without harm.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum AskChain {
    /// What is known.
    Read,
    /// This is the newest link. One that is older than what is known changes nothing.
    Keep(Link),
    /// The chain that ended with this link is over: the next one goes on from there, or from
    /// nothing. Another link than the newest changes nothing.
    Restart { kept: String, from: Option<Link>, at: Timestamp },
}

/// What the witness is asked of erasures.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum AskErasures {
    /// This customer was erased. `key` is for the first one ever.
    Erased { customer: String, at: Timestamp, key: String },
    /// Which of these customers were erased after this.
    WhichOf { customers: Vec<String>, after: Timestamp },
}

impl Chain {
    /// Does what is asked; what is then known. Whether that changed.
    pub fn answer(&mut self, ask: AskChain) -> bool {
        match ask {
            AskChain::Read => false,
            AskChain::Keep(link) => {
                let newer = self.newest.as_ref().is_none_or(|known| link.checkpoint > known.checkpoint);
                if newer {
                    self.newest = Some(link);
                }
                newer
            }
            AskChain::Restart { kept, from, at } => {
                let Some(newest) = self.newest.take_if(|known| known.link == kept && from.as_ref() != Some(known))
                else {
                    return false;
                };
                self.ended.push(Ended { newest, acknowledged_at: at });
                self.ended.drain(..self.ended.len().saturating_sub(ENDED));
                self.newest = from;
                true
            }
        }
    }
}

impl Erasures {
    /// Does what is asked. The customers that it found, and whether something was added.
    pub fn answer(&mut self, ask: AskErasures) -> (Vec<String>, bool) {
        match ask {
            AskErasures::Erased { customer, at, key } => {
                if self.key.is_empty() {
                    self.key = key;
                }
                self.erased.insert(self.hash(&customer), at);
                self.forget_the_oldest();
                (Vec::new(), true)
            }
            AskErasures::WhichOf { customers, after } => {
                let erased = |customer: &String| self.erased.get(&self.hash(customer)).is_some_and(|at| *at > after);
                (customers.into_iter().filter(erased).collect(), false)
            }
        }
    }

    fn hash(&self, customer: &str) -> String {
        let mut hash = hex::encode(keyed(self.key.as_bytes(), &[customer.as_bytes()]));
        hash.truncate(32);
        hash
    }

    fn forget_the_oldest(&mut self) {
        while self.erased.len() > ERASURES {
            let oldest = self.erased.iter().min_by_key(|(_, at)| **at).map(|(hash, _)| hash.clone());
            self.erased.remove(&oldest.unwrap_or_default());
        }
    }
}

/// A witness that could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// The Worker was deployed without the Durable Object.
    #[error("witness: no binding")]
    NoBinding,
    /// It did not answer, or not as expected. It may have done what it was asked.
    #[error("witness: {0}")]
    Failed(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn link(checkpoint: i64, link: &str) -> Link {
        Link { checkpoint, row: checkpoint * 10, link: link.into(), at: at(checkpoint) }
    }

    #[test]
    fn the_newest_link_only_moves_on() {
        let mut chain = Chain::default();
        assert!(chain.answer(AskChain::Keep(link(3, "c"))));
        assert!(!chain.answer(AskChain::Keep(link(2, "b"))), "an older one");
        assert!(!chain.answer(AskChain::Keep(link(3, "x"))), "another one in its place");
        assert!(!chain.answer(AskChain::Read));
        assert_eq!(chain.newest, Some(link(3, "c")));
    }

    #[test]
    fn a_chain_ends_only_by_its_newest_link_and_only_once() {
        let mut chain = Chain { newest: Some(link(3, "c")), ended: vec![] };
        let restart = |kept: &str| AskChain::Restart { kept: kept.into(), from: Some(link(1, "a")), at: at(9) };
        assert!(!chain.answer(restart("b")));
        assert!(chain.answer(restart("c")));
        assert!(!chain.answer(restart("c")) && !chain.answer(restart("a")), "asked again");
        assert_eq!(chain.newest, Some(link(1, "a")));
        assert_eq!(chain.ended, [Ended { newest: link(3, "c"), acknowledged_at: at(9) }]);
    }

    #[test]
    fn who_was_erased_is_known_by_hash_and_time_alone() {
        let mut erasures = Erasures::default();
        for (n, key) in ["first", "second"].into_iter().enumerate() {
            erasures.answer(AskErasures::Erased { customer: format!("c{n}"), at: at(10), key: key.into() });
        }
        let kept = serde_json::to_string(&erasures).expect("JSON");
        assert!(!kept.contains("c0") && !kept.contains("second"), "{kept}");
        let customers: Vec<_> = ["c0", "c1", "c2"].map(str::to_owned).into();
        let mut which = |after| {
            let (found, changed) =
                erasures.answer(AskErasures::WhichOf { customers: customers.clone(), after: at(after) });
            assert!(!changed);
            found
        };
        assert_eq!(which(9), ["c0", "c1"]);
        assert_eq!(which(10), [""; 0]);
    }
}
