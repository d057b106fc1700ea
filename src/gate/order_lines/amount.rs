//! Amounts: a number, what it is of, and the size that stands with it (`3 x 10kg bags`).

use super::number::{is_half, number};
use super::units;
use crate::gate::lexer::TokenKind;
use crate::gate::lexicon::Sense;
use crate::gate::reader::EvidenceFinder;

/// A number with what stands around it. Places are tokens.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub from: usize,
    pub to: usize,
    /// In thousandths; none for a range.
    pub value: Option<i64>,
    /// The package or the measure, as it is written.
    pub unit: Option<(usize, usize)>,
    /// The unit is a weight, a volume or a length.
    pub measure: bool,
    /// `x3`, `3 x`.
    pub crossed: bool,
    /// `un`, `a`: may count, or be an article.
    pub article: bool,
    /// In words: no part of a name.
    pub in_words: bool,
    /// What belongs to the name: the `10kg` of `3 x 10kg bags`, the `small` of `6 small packs`.
    pub size: Option<(usize, usize)>,
}

impl Amount {
    /// A package, or a number that can only count.
    pub fn counts(&self) -> bool {
        self.crossed || self.in_words || (self.unit.is_some() && !self.measure)
    }

    /// A number and nothing else.
    pub fn is_bare(&self) -> bool {
        self.unit.is_none() && !self.crossed && self.size.is_none()
    }
}

/// The amount that begins at a token.
pub(super) fn at(reader: &EvidenceFinder<'_>, i: usize) -> Option<Amount> {
    let led = reader.is_cross(i);
    // `pack de 16`
    let linked = i.checked_sub(2).filter(|unit| is_link(reader.folded(unit + 1)) && reader.is(i, TokenKind::Number));
    if linked.is_some_and(|unit| pack_at(reader, unit)) {
        return None;
    }
    if reader.sense(i) == Some(Sense::Pair) {
        let unit = Some((i, i + 1));
        return Some(Amount {
            from: i,
            to: i + 1,
            value: Some(2_000),
            unit,
            measure: false,
            crossed: false,
            article: false,
            in_words: true,
            size: None,
        });
    }
    let first = number(reader, if led { i + 1 } else { i })?;
    let mut amount = Amount {
        from: i,
        to: first.to,
        value: first.value,
        unit: None,
        measure: false,
        crossed: led,
        article: first.article,
        in_words: first.in_words,
        size: None,
    };
    if led && reader.is_cross(first.to) {
        return None;
    }
    let cross = reader.is_cross(first.to) && !led;
    let next = first.to + usize::from(cross);
    // `3 x 5kg`, `2 5kg`, `2x6`
    if let Some(inner) = number(reader, next).filter(|inner| !inner.article && !inner.in_words && !first.article) {
        let unit = unit_at(reader, inner.to);
        if let Some((_, to, true)) = unit {
            amount.size = Some((next, to));
            amount.to = to;
            amount.crossed = true;
            take_unit(reader, &mut amount, false);
            return Some(amount);
        }
        if cross && unit.is_none() {
            amount.size = Some((next, inner.to));
            amount.to = inner.to;
            amount.crossed = true;
            return Some(amount);
        }
        if cross {
            return None;
        }
    }
    if cross {
        amount.crossed = true;
        amount.to = next;
    }
    take_unit(reader, &mut amount, true);
    Some(amount)
}

/// Whatever follows the number: words between, the unit, halves, what the package holds.
fn take_unit(reader: &EvidenceFinder<'_>, amount: &mut Amount, measures: bool) {
    let mut at = amount.to;
    while reader.is_mark(at, "-:") && amount.size.is_none() && unit_at(reader, at + 1).is_some() {
        at += 1;
    }
    let sized = at;
    while more(reader, at) || (reader.sense(at) == Some(Sense::Size) && unit_at(reader, at + 1).is_some()) {
        at += reader.span(at);
    }
    // `une dizaine de bottes`
    if amount.in_words && at == sized && is_link(reader.folded(at)) && pack_at(reader, at + 1) {
        at += 1;
    }
    let Some((from, to, measure)) = unit_at(reader, at).filter(|unit| measures || !unit.2) else {
        if more(reader, amount.to) {
            amount.to += reader.span(amount.to);
        }
        return;
    };
    if at > sized && reader.sense(sized) == Some(Sense::Size) && !more(reader, sized) {
        amount.size = amount.size.or(Some((sized, at)));
    }
    (amount.unit, amount.measure, amount.to) = (Some((from, to)), measure, to);
    if amount.crossed && measure && amount.from + 1 < from && !reader.is_cross(amount.from) {
        amount.crossed = false;
    }
    amount.to = past_plural(reader, amount.to);
    add_part(reader, amount);
    if !amount.measure {
        amount.to = past_content(reader, amount.to);
    }
}

/// `carton(s)`
fn past_plural(reader: &EvidenceFinder<'_>, at: usize) -> usize {
    let plural = reader.is_mark(at, "(") && matches!(reader.folded(at + 1), "s" | "x" | "es");
    if plural && reader.is_mark(at + 2, ")") { at + 3 } else { at }
}

/// `1 kg et demi`, `2kg5`, `3kg250`, `4 kilos 300`.
fn add_part(reader: &EvidenceFinder<'_>, amount: &mut Amount) {
    let at = amount.to;
    let joins = matches!(reader.folded(at), "et" | "and" | "y" | "e");
    let article = usize::from(joins && reader.sense(at + 1) == Some(Sense::One) && is_half(reader.folded(at + 2)));
    let half = at + usize::from(joins) + article;
    let phrase = matches!(reader.written(at, at + reader.span(at)).to_lowercase().as_str(), "et demi" | "et demie");
    if phrase || (joins && is_half(reader.folded(half))) {
        amount.value = amount.value.map(|value| value + 500);
        amount.to = if phrase { at + reader.span(at) } else { half + 1 };
        return;
    }
    let small = amount.unit.is_some_and(|(from, _)| {
        let unit = reader.folded(from);
        unit.starts_with('k') || unit.starts_with('l') || unit.starts_with("ch") || unit.starts_with("qu")
    });
    if !amount.measure || !small || !reader.is(at, TokenKind::Number) {
        return;
    }
    let digits = reader.folded(at);
    let glued = reader.token(at).zip(at.checked_sub(1).and_then(|b| reader.token(b)));
    let glued = glued.is_some_and(|(token, before)| token.start == before.end);
    let ends = at + 1 >= reader.len() || reader.is(at + 1, TokenKind::Mark) || reader.is(at + 1, TokenKind::Break);
    let stands = digits.len() == 3 && (is_link(reader.folded(at + 1)) || ends);
    let part = match digits.len() {
        1 if glued => digits.parse::<i64>().ok().map(|n| n * 100),
        2 if glued => digits.parse::<i64>().ok().map(|n| n * 10),
        3 if glued || stands => digits.parse::<i64>().ok(),
        _ => None,
    };
    if let Some(part) = part {
        amount.value = amount.value.map(|value| value + part);
        amount.to = at + 1;
    }
}

/// Past `de 12`, `of 10`, `par 24` and the `de 8` of `colis de 8 pots`, which describe the package.
fn past_content(reader: &EvidenceFinder<'_>, at: usize) -> usize {
    let links = is_link(reader.folded(at)) || matches!(reader.folded(at), "par" | "por" | "per" | "x");
    let Some(inner) = number(reader, at + 1).filter(|inner| links && !inner.article) else { return at };
    let glued_size = matches!(unit_at(reader, inner.to), Some((_, _, true)));
    if glued_size { at } else { inner.to }
}

/// A unit: a word for one, or an abbreviation that only stands for one. With whether it measures.
pub(super) fn unit_at(reader: &EvidenceFinder<'_>, at: usize) -> Option<(usize, usize, bool)> {
    let to = at + reader.span(at);
    match reader.sense(at) {
        _ if !reader.is(at, TokenKind::Word) || reader.product(at).is_some_and(|n| n > 1) => None,
        Some(Sense::Measure) => Some((at, to, true)),
        Some(Sense::Unit) => Some((at, to, false)),
        _ => units::in_full(reader.folded(at), reader.tongue(at)).map(|full| (at, at + 1, units::measures(full))),
    }
}

fn pack_at(reader: &EvidenceFinder<'_>, at: usize) -> bool {
    matches!(unit_at(reader, at), Some((_, _, false)))
}

/// `2 more cases`, `3 de plus`.
fn more(reader: &EvidenceFinder<'_>, at: usize) -> bool {
    matches!(
        reader.folded(at),
        "more" | "extra" | "autres" | "autre" | "otros" | "otras" | "mas" | "mais" | "altri" | "altre"
    ) || matches!(reader.written(at, at + 2).to_lowercase().as_str(), "de plus" | "en plus")
}

/// `de`, `of`: links a number or a package to what it counts.
pub(super) fn is_link(word: &str) -> bool {
    matches!(
        word,
        "de" | "d"
            | "di"
            | "of"
            | "du"
            | "des"
            | "da"
            | "do"
            | "del"
            | "della"
            | "dei"
            | "delle"
            | "dyal"
            | "dial"
            | "ديال"
    )
}
