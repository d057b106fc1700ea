//! What a message answers or passes on: it completes the customer's own wish or quantity,
//! and alone it orders nothing.

use super::clause::{Act, Clause};
use super::lexicon::Sense;
use super::reader::Reader;
use super::{Evidence, EvidenceKind, KnownProducts};
use crate::gate::lexer::{self, TokenKind};
use std::ops::Range;

/// Names of products are short; a longer text has to name goods that are known.
const NAME: usize = 6;

/// Whether a quoted text shows something that can be had: goods, a package, a measure, or
/// a short name.
pub(super) fn shows_goods(text: &str, known: &KnownProducts) -> bool {
    let reader = Reader::new(text, lexer::tokens(text), known);
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
pub(super) fn pass_on(reader: &Reader<'_>, clauses: &mut [Clause], forwarded: &[Range<usize>]) -> bool {
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
pub(super) fn completed(reader: &Reader<'_>, clauses: &[Clause]) -> Option<Evidence> {
    let own = |clause: &&Clause| clause.act != Act::Forwards;
    if clauses.iter().filter(own).any(|clause| !matches!(clause.act, Act::Open | Act::Orders | Act::Thanks)) {
        return None;
    }
    clauses.iter().filter(own).find_map(|clause| choice(reader, clause))
}

/// `Vous avez du charbon ? J'en prends 4`: the wish completes what the customer asked for.
pub(super) fn answers_itself(reader: &Reader<'_>, clauses: &[Clause]) -> Option<Evidence> {
    let asked = clauses.iter().position(|clause| clause.act == Act::Asks && clause.has_goods(reader))?;
    let against = |clause: &Clause| !matches!(clause.act, Act::Asks | Act::Open | Act::Orders | Act::Thanks);
    if clauses.iter().any(against) {
        return None;
    }
    let wishes = clauses.iter().skip(asked + 1).filter(|clause| clause.wish.is_some());
    wishes.filter_map(|clause| choice(reader, clause)).find(|choice| choice.kind == EvidenceKind::QuantityQuoted)
}

/// How much, or which, a clause chooses.
fn choice(reader: &Reader<'_>, clause: &Clause) -> Option<Evidence> {
    let wished = clause.wish.is_some();
    let silent = |i: usize| {
        let sense = reader.sense(i);
        let choice = matches!(
            sense,
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
        reader.inside(i) || choice || !reader.is(i, TokenKind::Word) || !reader.letters(i, 3)
    };
    let number = |i: &usize| {
        let counts = reader.is(*i, TokenKind::Number) && reader.folded(*i).chars().count() <= 4;
        let of_time = reader.sense(i + 1) == Some(Sense::NotGoods) || reader.is_mark(i + 1, ":€$%");
        (counts || reader.sense(*i) == Some(Sense::Number) || (wished && reader.sense(*i) == Some(Sense::One)))
            && !of_time
            && reader.folded(*i) != "0"
    };
    let counted = (clause.from..clause.to).find(number);
    let whole = (clause.from..clause.to).filter(|i| !silent(*i)).count();
    let place = counted.or(clause.wish.filter(|_| wished))?;
    (wished || whole == 0).then(|| {
        let kind = if counted.is_some() { EvidenceKind::QuantityQuoted } else { EvidenceKind::OrderWord };
        reader.evidence(kind, place, place + reader.span(place))
    })
}
