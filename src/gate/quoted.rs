//! What a message answers or passes on: it completes the customer's own wish or quantity,
//! and alone it orders nothing.

use super::clause::{Act, Clause};
use super::lexicon::Sense;
use super::reader::EvidenceFinder;
use super::taught::Taught;
use super::{Evidence, EvidenceKind, KnownProducts};
use crate::gate::lexer::{self, TokenKind};
use std::ops::Range;

/// Names of products are short; a longer text has to name goods that are known.
const NAME: usize = 6;

/// Whether a quoted text shows something that can be had: goods, a package, a measure, or
/// a short name.
pub(super) fn shows_goods(text: &str, known: &KnownProducts, taught: Option<&Taught>) -> bool {
    let reader = EvidenceFinder::new(text, lexer::tokens(text), known, taught);
    let goods = |i: usize| {
        let counted = matches!(reader.sense(i), Some(Sense::Unit | Sense::Measure | Sense::Pair));
        reader.goods(i).is_some() || (counted && reader.letters(i, 2))
    };
    if (0..reader.len()).any(goods) {
        return true;
    }
    let words = (0..reader.len()).filter(|i| reader.is(*i, TokenKind::Word)).count();
    words <= NAME && (0..reader.len()).any(|i| reader.unknown(i))
}

/// Marks the clauses that somebody else wrote. Whether they show goods.
pub(super) fn pass_on(reader: &EvidenceFinder<'_>, clauses: &mut [Clause], forwarded: &[Range<usize>]) -> bool {
    if forwarded.is_empty() {
        return false;
    }
    let (mut line, mut at, mut shown) = (0, 0, false);
    for clause in clauses {
        line += (at..clause.from).filter(|i| reader.is(*i, TokenKind::Break)).count();
        at = clause.from;
        if forwarded.iter().any(|lines| lines.contains(&line)) {
            shown |= (clause.from..clause.to).any(|i| reader.goods(i).is_some()) || clause.counts_goods();
            clause.act = Act::Forwards;
        }
    }
    shown
}

/// The quantity or the choice that a quoted text completes: `j'en prends 6`, `ok les deux
/// premiers`, `6`. It stands in a clause that orders, or that says nothing else.
pub(super) fn completed(reader: &EvidenceFinder<'_>, clauses: &[Clause]) -> Option<Evidence> {
    let own = |clause: &&Clause| clause.act != Act::Forwards;
    if clauses.iter().filter(own).any(|clause| !matches!(clause.act, Act::Open | Act::Orders | Act::Thanks)) {
        return None;
    }
    clauses.iter().filter(own).find_map(|clause| {
        let counted = number(reader, clause);
        let choice = counted.or(clause.wish)?;
        let alone = || (clause.from..clause.to).all(|i| is_silent(reader, i));
        (clause.wish.is_some() || alone()).then(|| evidence(reader, choice, counted.is_some()))
    })
}

/// `Vous avez du charbon ? J'en prends 4`: the wish completes what the customer asked for, or
/// what was spoken of before. It ends with its number.
pub(super) fn answers_itself(reader: &EvidenceFinder<'_>, clauses: &[Clause]) -> Option<Evidence> {
    let asked = clauses.iter().position(|clause| clause.act == Act::Asks && clause.has_goods(reader));
    let asks = clauses.iter().any(|clause| clause.act == Act::Asks);
    let beside = [Act::Asks, Act::Stocks, Act::Open, Act::Orders, Act::Thanks];
    if clauses.iter().any(|clause| !beside.contains(&clause.act)) || (asks && asked.is_none()) {
        return None;
    }
    let wish = |clause: &&Clause| clause.wish.is_some_and(|at| reader.sense(at) == Some(Sense::Wish));
    let polite = |i: usize| reader.inside(i) || matches!(reader.sense(i), Some(Sense::Please | Sense::Thanks));
    clauses.iter().skip(asked.map_or(0, |asked| asked + 1)).filter(wish).find_map(|clause| {
        let counted = number(reader, clause).filter(|at| reader.sense(*at) != Some(Sense::One))?;
        let ends = (counted + reader.span(counted)..clause.to).all(polite);
        let alone = (clause.from..clause.to).all(|i| is_silent(reader, i));
        (ends && alone).then(|| evidence(reader, counted, true))
    })
}

fn evidence(reader: &EvidenceFinder<'_>, at: usize, counted: bool) -> Evidence {
    let kind = if counted { EvidenceKind::QuantityQuoted } else { EvidenceKind::OrderWord };
    reader.evidence(kind, at, at + reader.span(at))
}

/// The first number of a clause that may choose: no hour, no price, not nothing.
fn number(reader: &EvidenceFinder<'_>, clause: &Clause) -> Option<usize> {
    let counts = |i: usize| match reader.sense(i) {
        Some(Sense::Number) => true,
        Some(Sense::One) => clause.wish.is_some(),
        _ => reader.is(i, TokenKind::Number) && reader.folded(i).chars().count() <= 3 && reader.folded(i) != "0",
    };
    let of_time = |i: usize| reader.sense(i + 1) == Some(Sense::NotGoods) || reader.is_mark(i + 1, ":€$%");
    (clause.from..clause.to).find(|i| counts(*i) && !of_time(*i))
}

/// What may stand beside a choice: `ok les deux premiers`.
fn is_silent(reader: &EvidenceFinder<'_>, i: usize) -> bool {
    let sense = matches!(
        reader.sense(i),
        Some(
            Sense::Filler
                | Sense::Definite
                | Sense::Subject
                | Sense::Courtesy
                | Sense::Please
                | Sense::Thanks
                | Sense::And
                | Sense::Size
                | Sense::Number
                | Sense::One
                | Sense::Unit
                | Sense::Wish
                | Sense::Order
                | Sense::Having
        )
    );
    reader.inside(i) || sense || !reader.is(i, TokenKind::Word) || !reader.letters(i, 3)
}
