//! What each segment says: a line, a correction of one before it, or nothing.

use super::amount::{self, Amount};
use super::choice::{self, Choice};
use super::correction::Correction;
use super::number;
use super::parts::{Kind, Part};
use super::segments::Segment;
use super::{MOST, OrderLine, Quantity, unit_of, units};
use crate::gate::KnownProducts;
use crate::gate::clause::Act;
use crate::gate::lexer::TokenKind;
use crate::gate::lexicon::Sense;
use crate::gate::reader::EvidenceFinder;

/// The most pieces that a name has: what is longer tells something.
const PIECES: usize = 16;

/// How many lines back a correction may reach.
const BACK: usize = 60;

/// A line as it is read. Places are tokens.
#[derive(Clone, Debug)]
struct Line {
    value: Option<i64>,
    unit: Option<String>,
    name: String,
    words: Vec<String>,
    /// As the catalogue says it.
    reference: Option<String>,
    from: usize,
    to: usize,
    /// Named without an amount.
    bare: bool,
}

/// The lines so far.
pub(super) struct Lines<'r, 'a> {
    reader: &'r EvidenceFinder<'a>,
    acts: &'r [Act],
    known: &'r KnownProducts,
    lines: Vec<Line>,
    /// Somebody said `pardon`: what comes next corrects.
    correcting: bool,
    /// What was named where nothing was ordered: `vos tomates sont bonnes, j'en veux 5 kg`.
    named: Option<Line>,
    /// How many segments ago.
    since: usize,
    /// Lines whose amount came last, and first.
    trailing: usize,
    leading: usize,
    /// The text has small letters, so that capitals are headings.
    small: bool,
}

/// Names: which tokens, as they are joined.
pub(super) type Pieces = Vec<(usize, usize)>;

impl<'r, 'a> Lines<'r, 'a> {
    pub fn new(reader: &'r EvidenceFinder<'a>, acts: &'r [Act], known: &'r KnownProducts) -> Self {
        let small = reader.written(0, reader.len()).chars().any(char::is_lowercase);
        let (lines, named) = (vec![], None);
        Self { reader, acts, known, lines, correcting: false, named, since: 0, trailing: 0, leading: 0, small }
    }

    /// A line of the catalogue: its number, a cross and the reference.
    pub fn listed(&mut self, from: usize, to: usize) {
        let written = self.reader.written(from, to);
        let Some((quantity, reference)) = written.split_once(" x ").filter(|_| self.lines.len() < MOST) else { return };
        let mut line = self.line(number::in_thousandths(quantity), None, &vec![(from, to)], (from, to));
        reference.clone_into(&mut line.name);
        line.reference = Some(line.name.clone()).filter(|reference| reference != "?");
        self.lines.push(line);
    }

    /// A segment of these parts.
    pub fn read(&mut self, segment: &Segment, parts: &[Part]) {
        let parts = parts.get(segment.from..segment.to).unwrap_or_default();
        let Some((first, last)) = parts.first().zip(parts.last()) else { return };
        let (from, to) = (first.from, last.to);
        if self.lines.len() >= MOST || parts.iter().any(|part| matches!(part.kind, Kind::Refused)) {
            return;
        }
        self.since += 1;
        if self.since > 2 {
            self.named = None;
        }
        let says = Correction::in_text(self.reader, from, to);
        let corrects = says.or(std::mem::take(&mut self.correcting).then_some(Correction::Strong));
        let choice = choice::of(self.reader, parts, self.trailing > self.leading);
        if choice.is_none() && corrects.is_some() && !parts.iter().any(Part::is_content) {
            self.correcting = true;
            return;
        }
        match choice {
            Some(choice) => self.counted(segment, parts, choice, corrects),
            None => self.bare(segment, parts, corrects),
        }
    }

    /// Whether what a token belongs to may be ordered.
    fn ordered(&self, at: usize) -> bool {
        self.acts.get(at).is_none_or(|act| act.may_order() || *act == Act::Thanks)
    }

    fn cancelled(&self, at: usize) -> bool {
        self.acts.get(at) == Some(&Act::Cancels)
    }

    fn counted(&mut self, segment: &Segment, parts: &[Part], choice: Choice, corrects: Option<Correction>) {
        let Choice { amount, pieces, led, clean } = choice;
        let before = self.lines.last().and_then(|line| line.unit.as_deref());
        let (unit, pieces) = unit_of::unit_of(self.reader, before, &amount, pieces, led);
        let line = self.line(amount.value, unit, &pieces, (amount.from, amount.to));
        if self.cancelled(amount.from) {
            self.take_back(&line.words);
            return;
        }
        let named = self.names(&pieces);
        if corrects.is_none() && !self.ordered(amount.from) {
            if named {
                (self.named, self.since) = (Some(line), 0);
            }
            return;
        }
        if let Some(how) = corrects
            && self.correct(&line, named, how, &amount, parts)
        {
            return;
        }
        if pieces
            .first()
            .is_some_and(|(from, _)| matches!(self.reader.folded(*from), "total" | "totale" | "subtotal" | "sous"))
        {
            return;
        }
        if !named {
            self.complete(line, &amount, segment);
            return;
        }
        let goods = pieces.iter().any(|(from, to)| (*from..*to).any(|at| self.reader.goods(at).is_some()));
        let number_alone = amount.is_bare() && !amount.in_words;
        // `Rua Central 45`, and the remark of `2 boxes of avos, 1 semi ripe`
        let sized = pieces
            .last()
            .is_some_and(|(_, to)| to.checked_sub(1).is_some_and(|at| self.reader.sense(at) == Some(Sense::Size)));
        if number_alone && !goods && ((!led && !clean) || (segment.remark && sized)) {
            return;
        }
        if amount.value == Some(0) || pieces.len() > PIECES {
            return;
        }
        *(if led { &mut self.leading } else { &mut self.trailing }) += 1;
        self.push(line, &pieces, &amount);
    }

    /// Adds a line, or one for each thing of `coca et fanta 5 packs de chaque`.
    fn push(&mut self, line: Line, pieces: &Pieces, amount: &Amount) {
        let each = (amount.from..amount.to + 3).any(|at| is_each(self.reader.folded(at)));
        let joint = pieces.iter().find_map(|(from, to)| {
            (*from..*to).find(|at| matches!(self.reader.folded(*at), "et" | "and" | "y" | "e" | "w"))
        });
        let Some(joint) = joint.filter(|_| each) else {
            self.lines.push(line);
            return;
        };
        let (mut one, mut other): (Pieces, Pieces) = (vec![], vec![]);
        for (from, to) in pieces {
            if *from < joint {
                one.push((*from, (*to).min(joint)));
            }
            if *to > joint + 1 {
                other.push(((*from).max(joint + 1), *to));
            }
        }
        for pieces in [one, other] {
            let own = self.line(line.value, line.unit.clone(), &pieces, (amount.from, amount.to));
            self.lines.push(own);
        }
    }

    /// An amount without a name: of what was named before.
    fn complete(&mut self, line: Line, amount: &Amount, segment: &Segment) {
        if let Some(named) = self.named.take() {
            let unit = line.unit.or(named.unit);
            self.lines.push(Line { value: line.value, unit, from: line.from, to: line.to, ..named });
        } else if let Some(last) =
            self.lines.last_mut().filter(|last| last.bare && (!segment.remark || amount.unit.is_some()))
        {
            (last.value, last.bare) = (line.value, false);
            last.unit = line.unit.or_else(|| last.unit.take());
            last.to = amount.to;
        } else if let Some((from, to)) = amount.unit.filter(|_| !amount.measure && !self.reader.is_cross(amount.from)) {
            // `mets-moi 6 sacs`: a person knows of what.
            let line = self.line(amount.value, None, &vec![(from, to)], (amount.from, amount.to));
            self.lines.push(line);
        }
    }

    /// What is named without an amount: `persil` in a list, `je voudrais des tomates`, or what is
    /// taken back.
    fn bare(&mut self, segment: &Segment, parts: &[Part], corrects: Option<Correction>) {
        // On a form, `-` is nothing.
        if parts.last().is_some_and(|part| matches!(part.kind, Kind::Dash)) {
            return;
        }
        let has_goods =
            |run: &&[Part]| run.iter().any(|part| part.is_content() && self.reader.goods(part.from).is_some());
        let mut begin = 0;
        for run in parts.split(Part::is_cut) {
            let before = parts.get(..begin).unwrap_or_default();
            begin += run.len() + 1;
            if !has_goods(&run) {
                continue;
            }
            let mut things: Vec<&[Part]> =
                run.split(|part| self.parts_things(part)).filter(|run| run.iter().any(Part::is_content)).collect();
            if !things.iter().all(has_goods) {
                things = vec![run];
            }
            for thing in things {
                self.bare_thing(segment, before, thing, corrects);
            }
            return;
        }
    }

    /// `des œufs, du lait et de la farine`
    fn parts_things(&self, part: &Part) -> bool {
        matches!(part.kind, Kind::And) || matches!(self.reader.folded(part.from), "du" | "des" | "some")
    }

    fn bare_thing(&mut self, segment: &Segment, before: &[Part], run: &[Part], corrects: Option<Correction>) {
        let mut pieces: Pieces = vec![];
        run.iter().filter(|part| part.is_content()).for_each(|part| pieces.push((part.from, part.to)));
        let Some((first, last)) = pieces.first().copied().zip(pieces.last().copied()) else { return };
        let (from, to) = (first.0, last.1);
        let words = pieces.len();
        let mut pieces = vec![(from, to)];
        let unit = last_unit(self.reader, from, to);
        if let Some((at, _)) = unit {
            pieces = vec![(from, at)];
        }
        let goods = (from..to).any(|at| self.reader.goods(at).is_some());
        let unit = unit.map(|(at, to)| {
            units::singular(self.reader.written(at, to), self.reader.folded(at), self.reader.tongue(at), false)
        });
        let mut line = self.line(None, unit, &pieces, (from, to));
        line.bare = true;
        let negated = before.iter().any(|part| self.reader.sense(part.from) == Some(Sense::Negation))
            || without(self.reader, from);
        if self.cancelled(from) || (negated && goods) {
            self.take_back(&line.words);
            return;
        }
        let numbered = (from..to).any(|at| self.reader.is(at, TokenKind::Number) && self.reader.letters(at, 6));
        if !goods || numbered || corrects.is_some() {
            return;
        }
        let article = from.checked_sub(1).map_or("", |before| self.reader.folded(before));
        let of = from.checked_sub(2).is_some_and(|before| self.reader.folded(before) == "de");
        let known = !of && matches!(article, "le" | "la" | "les" | "the" | "vos" | "votre" | "your" | "el" | "il");
        if segment.heads || !self.ordered(from) || known {
            (self.named, self.since) = (Some(line), 0);
            return;
        }
        let capitals = self.small && !line.name.chars().any(char::is_lowercase);
        let wished = before
            .iter()
            .any(|part| matches!(self.reader.sense(part.from), Some(Sense::Wish | Sense::Order | Sense::Having)));
        let courtesy = before.iter().all(|part| {
            matches!(self.reader.sense(part.from), Some(Sense::Please | Sense::Thanks | Sense::Courtesy))
                || !part.is_cut()
        });
        if words <= 4 && !capitals && (wished || courtesy) {
            self.lines.push(line);
        }
    }

    /// Whether these tokens name anything.
    fn names(&self, pieces: &Pieces) -> bool {
        pieces.iter().any(|(from, to)| {
            (*from..*to).any(|at| {
                let word = self.reader.is(at, TokenKind::Word)
                    && self.reader.letters(at, 2)
                    && !amount::is_link(self.reader.folded(at));
                word && amount::unit_at(self.reader, at).is_none_or(|(_, _, measure)| !measure)
                    || (self.reader.is(at, TokenKind::Number) && self.reader.letters(at, 4))
            })
        })
    }

    fn line(&self, value: Option<i64>, unit: Option<String>, pieces: &Pieces, amount: (usize, usize)) -> Line {
        let mut merged: Pieces = vec![];
        for (from, to) in pieces {
            match merged.last_mut() {
                Some(last) if last.1 == *from => last.1 = *to,
                _ => merged.push((*from, *to)),
            }
        }
        let name: Vec<&str> = merged.iter().map(|(from, to)| self.reader.written(*from, *to).trim()).collect();
        let words = merged
            .iter()
            .flat_map(|(from, to)| *from..*to)
            .filter(|at| self.reader.is(*at, TokenKind::Word) && self.reader.letters(*at, 3));
        let words = words.map(|at| stem(self.reader.folded(at)).to_owned()).take(PIECES).collect();
        let from = merged.iter().map(|piece| piece.0).chain([amount.0]).min().unwrap_or(amount.0);
        let to = merged.iter().map(|piece| piece.1).chain([amount.1]).max().unwrap_or(amount.1);
        Line { value, unit, name: name.join(" "), words, reference: None, from, to, bare: false }
    }

    /// The line before that shares the most words.
    fn same(&self, words: &[String]) -> Option<usize> {
        let from = self.lines.len().saturating_sub(BACK);
        let shared = |line: &Line| line.words.iter().filter(|word| words.contains(word)).count();
        let counted = self.lines.iter().enumerate().skip(from).map(|(at, line)| (shared(line), at));
        counted.filter(|(shared, _)| *shared > 0).max_by_key(|found| *found).map(|(_, at)| at)
    }

    fn take_back(&mut self, words: &[String]) {
        if let Some(at) = self.same(words) {
            self.lines.remove(at);
        }
    }

    /// Puts a new amount or another name into a line before. Whether it did.
    fn correct(&mut self, line: &Line, named: bool, how: Correction, amount: &Amount, parts: &[Part]) -> bool {
        let said: Vec<String> = parts
            .iter()
            .filter(|part| part.is_content())
            .flat_map(|part| part.from..part.to)
            .map(|at| stem(self.reader.folded(at)).to_owned())
            .take(PIECES)
            .collect();
        let found = self.same(&said);
        let last = self.lines.len().checked_sub(1).filter(|_| !named || how == Correction::Strong);
        let Some(target) = found.or(last).and_then(|at| self.lines.get_mut(at)) else { return false };
        if line.value == Some(0) {
            let words = target.words.clone();
            self.take_back(&words);
            return true;
        }
        target.value = line.value;
        if amount.unit.is_some() {
            target.unit.clone_from(&line.unit);
        }
        if named && (found.is_none() || line.words.len() > target.words.len()) {
            target.name.clone_from(&line.name);
            target.words.clone_from(&line.words);
            target.unit.clone_from(&line.unit);
            target.reference = None;
        }
        (target.from, target.to, target.bare) = (line.from, line.to, false);
        true
    }

    pub fn done(self) -> Vec<OrderLine> {
        let reader = self.reader;
        let place = |line: &Line| {
            let found = reader.evidence(crate::gate::EvidenceKind::Goods, line.from, line.to);
            (found.start, found.end)
        };
        let lines = self.lines.into_iter().map(|line| {
            let (start, end) = place(&line);
            let reference = line.reference.or_else(|| self.known.reference_of(&line.name).map(str::to_owned));
            OrderLine { quantity: line.value.map(Quantity), unit: line.unit, name: line.name, reference, start, end }
        });
        lines.collect()
    }
}

fn is_each(word: &str) -> bool {
    matches!(word, "chaque" | "chacun" | "chacune" | "cada" | "each" | "ognuno" | "ciascuno")
}

/// `sans oignons`
fn without(reader: &EvidenceFinder<'_>, at: usize) -> bool {
    at.checked_sub(1)
        .is_some_and(|before| matches!(reader.folded(before), "sans" | "without" | "sin" | "sem" | "senza" | "no"))
}

fn last_unit(reader: &EvidenceFinder<'_>, from: usize, to: usize) -> Option<(usize, usize)> {
    let at = to.checked_sub(1).filter(|at| *at > from)?;
    amount::unit_at(reader, at).filter(|(_, _, measure)| !measure).map(|(at, to, _)| (at, to))
}

/// Without the ending of the plural.
fn stem(word: &str) -> &str {
    let long = word.len() > 3;
    word.strip_suffix("es").or_else(|| word.strip_suffix(['s', 'x'])).filter(|_| long).unwrap_or(word)
}
