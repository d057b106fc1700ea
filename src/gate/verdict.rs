//! The verdict on all clauses together.

use super::clause::{Act, Clause, clauses};
use super::lexicon::Sense;
use super::reader::EvidenceFinder;
use super::{Evidence, EvidenceKind, Judged, KnownProducts, NotAnOrder, OrderShaped, Shape, Verdict, Why, quoted};
use crate::gate::lexer::TokenKind;

/// What is enough: one quantity of goods, or a wish and something countable.
const ENOUGH: u32 = 3;

/// A message with everything that was found in it.
pub(super) struct Case<'r, 'a> {
    reader: &'r EvidenceFinder<'a>,
    clauses: Vec<Clause>,
    catalogue: Option<Evidence>,
    /// So much of what is quoted.
    completed: Option<Evidence>,
}

impl<'r, 'a> Case<'r, 'a> {
    pub fn of(reader: &'r EvidenceFinder<'a>, message: &Judged<'_>, known: &KnownProducts) -> Self {
        let mut clauses = clauses(reader);
        let passed_on = quoted::pass_on(reader, &mut clauses, message.forwarded);
        let shows = |text| quoted::shows_goods(text, known, message.taught);
        let shown = message.quoted.is_some_and(shows) || passed_on;
        let completed =
            if shown { quoted::completed(reader, &clauses) } else { quoted::answers_itself(reader, &clauses) };
        let catalogue = message.catalogue_line.and_then(|line| catalogue(reader, line));
        Self { reader, clauses, catalogue, completed }
    }

    pub fn verdict(self) -> Verdict {
        let never = self.reader.never();
        let shape = if never.is_some() { None } else { self.shape() };
        let mut evidence: Vec<Evidence> = Vec::new();
        evidence.extend(never.map(|(from, to)| self.reader.evidence(EvidenceKind::NeverWord, from, to)));
        self.clauses.iter().for_each(|clause| clause.evidence(self.reader, &mut evidence));
        let why = if never.is_some() { Why::NeverWord } else { self.why() };
        evidence.extend(self.catalogue);
        evidence.extend(self.completed);
        evidence.sort_by_key(|e| (e.start, e.end));
        match shape {
            Some(shape) => Verdict::Order(OrderShaped { shape, evidence }),
            None => Verdict::Other(NotAnOrder { why, evidence }),
        }
    }

    /// What makes it an order, if anything does.
    fn shape(&self) -> Option<Shape> {
        let standing = self.standing();
        let begins = self
            .clauses
            .get(standing)
            .map_or(usize::MAX, |c| self.reader.evidence(EvidenceKind::Cancellation, c.from, c.to).start);
        if self.catalogue.as_ref().is_some_and(|line| standing == 0 || line.start >= begins) {
            return Some(Shape::Catalogue);
        }
        let said = self.clauses.iter().skip(standing);
        let ordering: Vec<&Clause> = said.filter(|c| c.act.may_order() && !self.is_talk(c)).collect();
        let does = |act: Act| ordering.iter().any(|clause| clause.act == act);
        if does(Act::Changes) {
            return Some(Shape::Change);
        }
        let score = self.score(&ordering);
        let counted = ordering.iter().any(|clause| clause.counts_goods());
        if does(Act::Usual) && (counted || self.only_usual()) {
            return Some(Shape::Usual);
        }
        if score >= ENOUGH {
            return Some(if counted { Shape::Quantities } else { Shape::Wish });
        }
        if self.completed.as_ref().is_some_and(|completed| standing == 0 || completed.start >= begins) {
            return Some(Shape::Quoted);
        }
        if self.clauses.iter().all(|clause| clause.act.may_order()) {
            if self.is_list() {
                return Some(Shape::Quantities);
            }
            if self.names_goods_alone() {
                return Some(Shape::Goods);
            }
        }
        None
    }

    /// The first clause that still stands: whoever calls all of it off (`annulez tout`) takes back
    /// what was said before. What names its goods (`pas le riz`) takes back those alone.
    fn standing(&self) -> usize {
        let takes_all_back = |clause: &Clause| {
            let names = |i: usize| self.reader.goods(i).is_some() || self.reader.product(i).is_some();
            clause.act == Act::Cancels && clause.quantities.is_empty() && !(clause.from..clause.to).any(names)
        };
        self.clauses.iter().rposition(takes_all_back).map_or(0, |last| last + 1)
    }

    /// A sentence of many words that the gate does not know tells something, whatever it
    /// counts, unless it wishes or asks for it.
    fn is_talk(&self, clause: &Clause) -> bool {
        let counted = clause.quantities.iter().filter(|q| q.kind.counts_goods()).count();
        let first = clause.quantities.iter().find(|q| q.kind.counts_goods()).map_or(clause.to, |q| q.from);
        let before = (clause.from..first).filter(|i| self.reader.unknown(*i)).count();
        // `la production atteint 500 tonnes`
        let of_something = self.reader.sense(clause.from) == Some(Sense::Definite) && before > 1;
        clause.act == Act::Open && !clause.please && (of_something || clause.unknown > 2 + 2 * counted)
    }

    /// Each kind counts once, but goods as often as they are counted, up to three times.
    fn score(&self, clauses: &[&Clause]) -> u32 {
        let mut wishes = false;
        let (mut strong, mut weak) = (0, Vec::new());
        let mut please = false;
        for clause in clauses {
            wishes |= clause.wish.is_some() && clause.object != super::wish::Object::Deed;
            please |= clause.please;
            strong += u32::from(clause.taught && clause.act != Act::Open);
            let wished = clause.wish.is_some() || clause.act == Act::Changes;
            for quantity in clause.quantities.iter().filter(|q| !q.none) {
                match quantity.kind {
                    kind if kind.counts_goods() && (wished || !quantity.definite) => strong += 1,
                    kind if kind.counts_goods() => weak.push(EvidenceKind::QuantityWord),
                    kind if kind.weight() > 0 && !quantity.definite => weak.push(kind),
                    _ => {}
                }
            }
            if let (Some(_), super::wish::Object::Goods(_)) = (clause.wish, clause.object) {
                weak.push(EvidenceKind::WishedGoods);
            }
            if (clause.from..clause.to).any(|i| self.reader.product(i).is_some() && self.reader.is(i, TokenKind::Word))
            {
                weak.push(EvidenceKind::Product);
            }
        }
        weak.sort_unstable_by_key(|kind| *kind as u8);
        weak.dedup();
        let weak: u32 = weak.into_iter().map(EvidenceKind::weight).sum();
        let wish = if wishes { EvidenceKind::OrderWord.weight() } else { 0 };
        let asked = if please && weak > 0 && strong == 0 && !wishes { 2 } else { 0 };
        strong * EvidenceKind::QuantityUnit.weight() + weak + wish + asked
    }

    /// Whether the usual is all that is said: nothing is asked, complained of or told, and
    /// hardly a word is unknown.
    fn only_usual(&self) -> bool {
        let unknown: usize = self.clauses.iter().map(|clause| clause.unknown).sum();
        self.clauses.iter().all(|clause| clause.act.may_order() || clause.act == Act::Thanks) && unknown <= 1
    }

    /// Whether each line begins or ends with something counted, and is short enough to be
    /// nothing else. A line of courtesy or a heading before the list does not count.
    fn is_list(&self) -> bool {
        let reader = self.reader;
        let mut weak = 0;
        if self.clauses.iter().any(|clause| self.is_talk(clause)) {
            return false;
        }
        for clause in &self.clauses {
            let silent = |i: usize| {
                !reader.is(i, TokenKind::Word) && !reader.is(i, TokenKind::Number)
                    || reader.inside(i)
                    || reader.sense(i).is_some_and(|sense| is_silent(sense) && sense != Sense::Subject)
            };
            let Some(first) = (clause.from..clause.to).find(|i| !silent(*i)) else { continue };
            let elsewhere = (clause.from..clause.to).any(|i| {
                reader.sense(i) == Some(Sense::NotGoods)
                    || (reader.is(i, TokenKind::Number) && reader.folded(i).chars().count() > 4)
            });
            let last = (first..clause.to).rev().find(|i| !silent(*i)).unwrap_or(first);
            let named = reader.unknown(first) || reader.goods(first).is_some();
            let trailing = named && reader.is(last, TokenKind::Number) && last > first && last - first <= 4;
            let own = clause.quantities.iter().filter(|q| !q.definite && !q.none);
            let counted = own.into_iter().any(|q| match q.kind {
                EvidenceKind::QuantityWord | EvidenceKind::Measured => q.from == first,
                kind => kind.counts_goods(),
            });
            if elsewhere || clause.to - clause.from > 8 || !(counted || trailing) {
                return false;
            }
            weak += 1;
        }
        weak > 0 && (weak > 1 || self.clauses.iter().any(|clause| !clause.quantities.is_empty()))
    }

    /// Whether all that is said is names of goods, and what may stand between them: `salad
    /// and drinks`. A short one may hold a word that is not known: `riz makalioka`.
    fn names_goods_alone(&self) -> bool {
        let reader = self.reader;
        let (mut words, mut goods, mut unknown, mut times) = (0_usize, 0_usize, 0_usize, 0_usize);
        let mut i = 0;
        while i < reader.len() {
            let next = i + reader.goods(i).unwrap_or(1).max(reader.span(i));
            match reader.sense(i) {
                _ if reader.is(i, TokenKind::Break) => {}
                _ if reader.is(i, TokenKind::Mark) => {
                    if !reader.is_mark(i, ",+&./-•*!") {
                        return false;
                    }
                }
                _ if reader.goods(i).is_some() => (goods, words) = (goods + 1, words + 1),
                Some(Sense::Size | Sense::And | Sense::One | Sense::Unit) => words += 1,
                Some(Sense::NotGoods) => times += 1,
                Some(sense) if is_silent(sense) && sense != Sense::Subject => {}
                None if reader.unknown(i) => (unknown, words) = (unknown + 1, words + 1),
                None if reader.is(i, TokenKind::Word) && !reader.letters(i, 3) => {}
                _ => return false,
            }
            i = next;
        }
        let few = unknown == 0 || (unknown == 1 && reader.len() <= 5) || (goods > 2 && unknown * 3 <= goods);
        // `tomates et salade pour demain`, but not the name of a shop: `pizza avenue`.
        let asked = goods > 1 || self.clauses.iter().any(|clause| clause.please);
        goods > 0 && words <= 14 && few && (times == 0 || (asked && times <= 2))
    }

    /// Why it is none.
    fn why(&self) -> Why {
        let does = |act: Act| self.clauses.iter().any(|clause| clause.act == act);
        for (act, why) in [
            (Act::Cancels, Why::Cancellation),
            (Act::Complains, Why::Complaint),
            (Act::Returns, Why::Return),
            (Act::Earlier, Why::AboutAnEarlierOrder),
            (Act::Promotes, Why::Promotion),
            (Act::Stocks, Why::StockOrSales),
            (Act::Asks, Why::Question),
        ] {
            if does(act) {
                return why;
            }
        }
        if self.only_thanks() {
            Why::Thanks
        } else if does(Act::Tells) {
            Why::Told
        } else if does(Act::Forwards) {
            Why::Forwarded
        } else {
            Why::NothingOrdered
        }
    }

    /// Whether it thanks, agrees or shows an emoji, and nothing else.
    fn only_thanks(&self) -> bool {
        let reader = self.reader;
        let mut thanks = false;
        for clause in &self.clauses {
            if clause.marked {
                return false;
            }
            if clause.act == Act::Thanks {
                thanks = true;
                continue;
            }
            for i in (clause.from..clause.to).filter(|i| !reader.inside(*i)) {
                match reader.sense(i) {
                    Some(Sense::Thanks) => thanks = true,
                    Some(Sense::One | Sense::Size | Sense::NotGoods | Sense::Told) => {}
                    Some(sense) if is_silent(sense) => {}
                    None if reader.is(i, TokenKind::Mark) && !reader.is_mark(i, "❓❔⁉") => {
                        thanks |= !reader.folded(i).is_ascii();
                    }
                    None if reader.is(i, TokenKind::Word) && !reader.letters(i, 2) => {}
                    _ => return false,
                }
            }
        }
        thanks
    }
}

/// What says nothing about goods.
pub(super) fn is_silent(sense: Sense) -> bool {
    matches!(
        sense,
        Sense::Filler | Sense::Courtesy | Sense::Please | Sense::Thanks | Sense::Subject | Sense::And | Sense::Definite
    )
}

/// The line of a catalogue order.
fn catalogue(reader: &EvidenceFinder<'_>, line: usize) -> Option<Evidence> {
    let is_break = |i: &usize| reader.is(*i, TokenKind::Break);
    let breaks: Vec<usize> = (0..reader.len()).filter(is_break).collect();
    let from = match line.checked_sub(1) {
        None => 0,
        Some(before) => breaks.get(before)? + 1,
    };
    let to = breaks.get(line).copied().unwrap_or(reader.len());
    (from < to).then(|| reader.evidence(EvidenceKind::CatalogueLine, from, to))
}
