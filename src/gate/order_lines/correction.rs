//! Words that correct what was said before.

use crate::gate::reader::EvidenceFinder;

/// Words that take back what was said last.
pub(super) const STRONG: [&str; 24] = [
    "pardon",
    "oups",
    "mince",
    "zut",
    "flute",
    "non",
    "trompe",
    "trompee",
    "erreur",
    "sorry",
    "oops",
    "wait",
    "nope",
    "perdon",
    "digo",
    "desculpa",
    "desculpe",
    "scusa",
    "scusate",
    "anzi",
    "alias",
    "correction",
    "rectification",
    "errata",
];

/// Words that stand behind the new amount: `3 suffiront`.
pub(super) const AFTER: [&str; 4] = ["suffiront", "suffira", "suffit", "enough"];

/// Words that change what was said of the same thing.
pub(super) const TURNS: [&str; 10] =
    ["euh", "finalement", "fait", "plutot", "actually", "mejor", "rather", "mean", "finally", "finalmente"];

/// How plainly something is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Correction {
    /// `pardon`: what was said last, whatever it was.
    Strong,
    /// `finalement`: what was said of the same thing.
    Weak,
}

impl Correction {
    /// What these tokens say.
    pub fn in_text(reader: &EvidenceFinder<'_>, from: usize, to: usize) -> Option<Self> {
        const WEAK: [&str; 5] = ["dit", "said", "invece", "instead", "lieu"];
        let says =
            |words: &[&str]| (from..to).any(|at| words.contains(&reader.folded(at)) && reader.product(at).is_none());
        // `make that 6`, `c'est 20`
        let made = (from..to).any(|at| reader.folded(at) == "make" && matches!(reader.folded(at + 1), "that" | "it"));
        if says(&STRONG) || says(&AFTER) || made {
            Some(Self::Strong)
        } else {
            (says(&TURNS) || says(&WEAK)).then_some(Self::Weak)
        }
    }
}
