//! Which unit an amount is in, and what that leaves of the name.

use super::amount::{self, Amount};
use super::item::Pieces;
use super::units;
use crate::gate::lexer::TokenKind;
use crate::gate::reader::EvidenceFinder;

/// The unit: beside the number, at the head of the line, or that of the line before.
pub(super) fn unit_of(
    reader: &EvidenceFinder<'_>,
    before: Option<&str>,
    amount: &Amount,
    pieces: Pieces,
    led: bool,
) -> (Option<String>, Pieces) {
    let one = amount.value == Some(1_000);
    let in_full = |from: usize, to: usize| {
        units::singular(reader.written(from, to), reader.folded(from), reader.tongue(from), one)
    };
    if let Some((from, to)) = amount.unit {
        return (Some(in_full(from, to)), pieces);
    }
    let of = matches!(reader.folded(amount.to), "de" | "d" | "of" | "di") && led;
    // `3/4 de kg de noix`, `half of a box of figs`
    if of && let Some((unit, rest)) = head(reader, &pieces).filter(|((_, to, _), _)| linked(reader, *to)) {
        return (Some(in_full(unit.0, unit.1)), rest);
    }
    // `4 caisses de prunes et 2 de figues`
    if of && amount.value.is_some_and(|value| value < 10_000 || !amount.in_words) && amount.is_bare() {
        return (before.map(str::to_owned), pieces);
    }
    // `boîte 4/4 haricots x 6`, `bocaux de cornichons x 3`; the first word of `latte intero x 12` and
    // of `latte di cocco x 6` is the thing itself.
    let first = pieces.first().copied().unwrap_or_default();
    let milk = reader.folded(first.0) == "latte";
    let begins = |to: usize| to < first.1 || reader.is(to, TokenKind::Number) || (linked(reader, to) && !milk);
    match head(reader, &pieces).filter(|((_, to, measure), _)| !led && !measure && begins(*to)) {
        Some((unit, rest)) => (Some(in_full(unit.0, unit.1)), rest),
        None => (None, pieces),
    }
}

fn linked(reader: &EvidenceFinder<'_>, at: usize) -> bool {
    amount::is_link(reader.folded(at))
}

/// The unit that a name begins with, and the name behind it.
fn head(reader: &EvidenceFinder<'_>, pieces: &Pieces) -> Option<((usize, usize, bool), Pieces)> {
    let unit = amount::unit_at(reader, pieces.first()?.0)?;
    let past = unit.1 + usize::from(linked(reader, unit.1));
    let rest: Pieces =
        pieces.iter().map(|(from, to)| ((*from).max(past), *to)).filter(|(from, to)| from < to).collect();
    (!rest.is_empty()).then_some((unit, rest))
}
