//! The parts in segments of one thing each.

use super::amount::{self, Amount};
use super::correction;
use super::parts::{Kind, Part, Word};
use crate::gate::reader::EvidenceFinder;

/// A stretch of the parts that names one thing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub from: usize,
    pub to: usize,
    /// Begins behind a comma or a dash: perhaps a remark.
    pub remark: bool,
    /// Ends before a colon.
    pub heads: bool,
}

/// What a segment has so far.
#[derive(Default)]
struct So {
    amount: bool,
    content: bool,
    /// The amount came first.
    led: bool,
    /// Content after the amount.
    named: bool,
    unit: bool,
    /// All its amounts measure.
    weighed: bool,
    crossed: bool,
}

impl So {
    fn add(&mut self, part: &Part) {
        match &part.kind {
            Kind::Amount(amount) => {
                self.led |= !self.amount && !self.content;
                self.weighed = amount.measure && (self.weighed || !self.amount);
                self.amount = true;
                self.crossed |= amount.crossed;
                self.unit |= amount.unit.is_some();
            }
            Kind::Word(Word::Content) => {
                self.content = true;
                self.named |= self.amount;
            }
            // What was said before a wish names nothing.
            Kind::Word(Word::Cut) if !self.amount => self.content = false,
            _ => {}
        }
    }

    fn complete(&self) -> bool {
        self.amount && self.content
    }
}

/// How many parts ahead are looked at: however long a sentence is, reading takes time as its length.
const AHEAD: usize = 24;

/// Cuts the parts into segments.
pub(super) fn segments(reader: &EvidenceFinder<'_>, parts: &[Part]) -> Vec<Segment> {
    let mut out = Vec::new();
    let (mut from, mut so) = (0, So::default());
    let mut remark = false;
    for (at, part) in parts.iter().enumerate() {
        let rest = parts.get(at + 1..parts.len().min(at + 1 + AHEAD)).unwrap_or_default();
        let (ends, skips) = match &part.kind {
            Kind::End { .. } | Kind::Comma => (true, true),
            Kind::And => (and_parts(reader, &so, rest), true),
            Kind::Colon => (
                !next_is_amount(rest)
                    || (so.amount && !so.content)
                    || heads(reader, parts.get(from.max(at.saturating_sub(AHEAD))..at), rest),
                true,
            ),
            Kind::Dash => (dash_parts(&so, rest), true),
            Kind::Amount(amount) => (begins_anew(reader, &so, amount, rest), false),
            Kind::Word(Word::Content) => (trails_anew(reader, &so, part, rest), false),
            Kind::Word(Word::Cut) => (so.complete() && turns_back(reader, part), false),
            _ => (false, false),
        };
        if ends {
            let heads = matches!(part.kind, Kind::Colon);
            if from < at {
                out.push(Segment { from, to: at, remark, heads });
            }
            (from, so) = (if skips { at + 1 } else { at }, So::default());
            remark = matches!(part.kind, Kind::Comma | Kind::Dash);
        }
        if !(ends && skips) {
            so.add(part);
        }
    }
    if from < parts.len() {
        out.push(Segment { from, to: parts.len(), remark, heads: false });
    }
    out
}

/// `pardon`, `finalement`: what follows corrects.
fn turns_back(reader: &EvidenceFinder<'_>, part: &Part) -> bool {
    (part.from..part.to)
        .any(|at| correction::STRONG.contains(&reader.folded(at)) || correction::TURNS.contains(&reader.folded(at)))
        && !correction::AFTER.contains(&reader.folded(part.from))
}

/// Whether what stands before a colon is a heading: `Pour le bar : 3 fûts de blonde`.
fn heads(reader: &EvidenceFinder<'_>, before: Option<&[Part]>, rest: &[Part]) -> bool {
    let after = rest.iter().position(|part| part.amount().is_some()).map_or(rest.len(), |at| at + 1);
    let mut after = rest.get(after..).unwrap_or_default().iter();
    let next = after.next();
    let linked = next.is_some_and(|part| amount::is_link(reader.folded(part.from)));
    let goods = next.is_some_and(|part| part.is_content() && reader.goods(part.from).is_some());
    let cut = before.unwrap_or_default().iter().any(Part::is_cut) && next.is_some_and(Part::is_content);
    linked || goods || cut
}

fn next_is_amount(rest: &[Part]) -> bool {
    let next = rest.iter().find(|part| !matches!(part.kind, Kind::Word(Word::Link) | Kind::Dash | Kind::Colon));
    let cut_before = |part: &&Part| part.is_cut();
    let quantity = rest.iter().find(|part| !cut_before(part));
    next.is_some_and(|part| part.amount().is_some()) || quantity.is_some_and(|part| part.amount().is_some())
}

/// Whether another thing follows `et`.
fn and_parts(reader: &EvidenceFinder<'_>, so: &So, rest: &[Part]) -> bool {
    let mut words = rest.iter().skip_while(|part| part.is_cut() || matches!(part.kind, Kind::And));
    let next = words.next();
    if next.is_some_and(|part| part.amount().is_some()) {
        return true;
    }
    if so.complete() && !so.named && rest.iter().take_while(|part| !ends(part)).any(|part| part.amount().is_some()) {
        return true;
    }
    let some =
        next.is_some_and(|part| matches!(reader.folded(part.from), "some" | "du" | "des" | "dei" | "delle" | "de"));
    let goods = words.next().is_some_and(|part| reader.goods(part.from).is_some());
    some && goods
}

fn ends(part: &Part) -> bool {
    matches!(part.kind, Kind::End { .. } | Kind::Comma)
}

/// `mangues 1 carton - bien mûres` ends at its dash, `café - 2 kg` does not.
fn dash_parts(so: &So, rest: &[Part]) -> bool {
    // `riz 1kg - 2 sacs`
    let counted = rest.first().and_then(Part::amount).is_some_and(|amount| !amount.measure);
    let ends_there = !rest.iter().skip(1).take_while(|part| !ends(part)).any(Part::is_content);
    if so.complete() && so.weighed && counted && ends_there {
        return false;
    }
    so.complete()
        || (so.content && !next_is_amount(rest) && !rest.first().is_none_or(ends))
        || (!so.content && !so.amount)
}

/// Whether an amount begins another thing: `3 cartons de tomates deux sacs d'oignons`.
fn begins_anew(reader: &EvidenceFinder<'_>, so: &So, amount: &Amount, rest: &[Part]) -> bool {
    if !so.complete() || !so.led || !so.named {
        return false;
    }
    let linked = rest.first().is_some_and(|part| matches!(part.kind, Kind::Word(Word::Link)));
    let next = rest.iter().find(|part| !matches!(part.kind, Kind::Word(Word::Link)));
    let Some(next) = next.filter(|part| part.is_content()) else { return false };
    let goods = reader.goods(next.from).is_some();
    if amount.article || amount.crossed {
        return amount.unit.is_some();
    }
    if amount.measure && so.unit {
        return linked || goods;
    }
    amount.unit.is_some() || amount.in_words || goods
}

/// `tomates 3 kg oignons 2 kg`
fn trails_anew(reader: &EvidenceFinder<'_>, so: &So, part: &Part, rest: &[Part]) -> bool {
    let mut next = rest.iter().skip_while(|part| matches!(part.kind, Kind::Word(Word::Content | Word::Link)));
    let counted = next.next().and_then(Part::amount);
    let goods = reader.goods(part.from).is_some();
    so.complete()
        && !so.led
        && !so.named
        && goods
        && counted.is_some_and(|amount| so.unit || (amount.is_bare() && !so.crossed))
}
