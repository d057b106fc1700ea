//! Numbers and what they count.

use super::EvidenceKind;
use super::evidence_finder::Reader;
use super::lexicon::Sense;
use crate::gate::lexer::TokenKind;

impl Reader<'_> {
    /// Goods before their number: `harissa 4`, `beetroot x2`, `Lemons 61kg` (whose unit
    /// the next token shows), `pizza 2`.
    pub(super) fn counted_after(&self, i: usize) -> Option<(EvidenceKind, usize)> {
        let (n, kind) = match (self.product(i), self.sense(i)) {
            (Some(n), _) => (n, EvidenceKind::QuantityProduct),
            (None, Some(Sense::Goods)) => (1, EvidenceKind::QuantityGoods),
            // `widget x2`: any word, if a cross says so.
            (None, None | Some(Sense::Unit)) if self.word_of(i, 3) && self.is_cross(i + 1) => {
                (1, EvidenceKind::QuantityTimes)
            }
            _ => return None,
        };
        let mut at = i + n;
        while self.is_cross(at) || matches!(self.folded(at), ":" | "-" | "=" | "(") {
            at += 1;
        }
        let number = self.is(at, TokenKind::Number) && self.small(at) && self.few(at);
        let of_what_follows = self.goods(at + 1).is_some() || self.sense(at + 1) == Some(Sense::NotGoods);
        (number && !of_what_follows).then_some((kind, at + 1))
    }

    /// A number and what it counts: `10 cartons`, `x3`, `2 x box`, `deux pizzas`.
    pub(super) fn quantity(&self, i: usize) -> Option<(EvidenceKind, usize)> {
        let times = self.folded(i) == "x" && self.is(i + 1, TokenKind::Number);
        let number = if times { i + 1 } else { i };
        let digits = self.is(number, TokenKind::Number);
        let article = self.sense(number) == Some(Sense::One);
        let counts = article || self.sense(number) == Some(Sense::Number) || (digits && self.small(number));
        if !counts {
            return None;
        }
        let mut next = number + 1;
        // `1 1/2 kilo`, `vingt et un sacs`, `deux cent kilos`
        loop {
            let part = self.is(next, TokenKind::Number) && self.folded(next).contains(['/', '½']);
            let word = self.sense(next) == Some(Sense::Number) && !digits;
            let joined = matches!(self.folded(next), "et" | "y" | "e" | "and")
                && self.sense(next + 1) == Some(Sense::Number)
                && self.sense(number) == Some(Sense::Number);
            if !(part || word || joined) {
                break;
            }
            next += 1;
        }
        let cross = self.is_cross(next);
        next += usize::from(cross);
        if cross && self.is(next, TokenKind::Number) {
            // `75 * 72`: a size.
            return None;
        }
        self.counted(number, next, Number { article, cross })
    }

    /// What a number counts, from token `next` on.
    fn counted(&self, number: usize, mut next: usize, how: Number) -> Option<(EvidenceKind, usize)> {
        while matches!(self.folded(next), "de" | "d" | "of" | "dial" | "dyal" | "di") {
            next += 1;
        }
        if let Some(n) = self.product(next) {
            return Some((EvidenceKind::QuantityProduct, next + n));
        }
        match self.sense(next) {
            Some(Sense::Unit) if self.folded(number) == "a" && self.folded(next) == "lot" => None,
            Some(Sense::Unit) if how.article && !self.names_something(next) => {
                Some((EvidenceKind::QuantityWord, next + 1))
            }
            Some(Sense::Measure) if !self.names_something(next) && !self.named_before(number) => {
                Some((EvidenceKind::Measured, next + 1))
            }
            Some(Sense::Unit | Sense::Measure) => Some((EvidenceKind::QuantityUnit, next + 1)),
            _ => self.counted_thing(number, next, how),
        }
    }

    /// A number and a thing, perhaps with a word or two between: `2 thick crust pizzas`.
    fn counted_thing(&self, number: usize, next: usize, how: Number) -> Option<(EvidenceKind, usize)> {
        let between = |at: &usize| {
            matches!(self.sense(*at), Some(Sense::Size | Sense::Unit))
                || (self.sense(*at).is_none() && self.word_of(*at, 3))
        };
        let thing = (next..next + 4).find(|at| !between(at) || self.goods(*at).is_some());
        let few = self.is(number, TokenKind::Word) || self.few(number);
        // `263 anna nagar`: a house. `120 anything` may be goods.
        let round =
            self.is(number, TokenKind::Word) || self.folded(number).len() < 3 || self.folded(number).ends_with('0');
        if let Some(at) = thing.filter(|at| self.goods(*at).is_some() && few) {
            let end = at + self.goods(at).unwrap_or(1);
            let kind =
                if how.article && !self.opens(number) { EvidenceKind::Goods } else { EvidenceKind::QuantityGoods };
            return Some((kind, end));
        }
        let sized = usize::from(self.sense(next) == Some(Sense::Size));
        let word = self.sense(next + sized).is_none() && self.word_of(next + sized, 3);
        let kind = if how.cross { EvidenceKind::QuantityTimes } else { EvidenceKind::QuantityWord };
        (word && few && round && !how.article).then_some((kind, next + sized + 1))
    }

    /// Whether an article stands where a thing asked for would: at the beginning of a
    /// line, after a mark, a wish or a word of courtesy, or after `and`.
    fn opens(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        self.is(before, TokenKind::Break)
            || self.is(before, TokenKind::Mark)
            || matches!(self.sense(before), Some(Sense::Courtesy | Sense::Wish | Sense::Order | Sense::Goods))
            || matches!(self.folded(before), "et" | "and" | "y" | "e" | "plus" | "w" | "ou" | "with" | "avec" | "then")
    }

    /// Whether a unit is followed by the name of something: `kg onions`, `kg de riz`.
    pub(super) fn names_something(&self, unit: usize) -> bool {
        let mut at = unit + 1;
        while matches!(self.folded(at), "de" | "d" | "of" | "dial" | "dyal" | "du" | "des" | "le" | "la" | "x") {
            at += 1;
        }
        self.goods(at).is_some()
            || self.sense(at) == Some(Sense::Size)
            || (self.sense(at).is_none() && self.word_of(at, 3))
    }

    /// Whether something is named right before a number: `Lemons 61kg`, `Riz : 5 kg`.
    fn named_before(&self, number: usize) -> bool {
        let marks = (0..number).rev().take_while(|at| matches!(self.folded(*at), ":" | "-" | "=" | "(" | "x"));
        let Some(at) = number.checked_sub(marks.count() + 1) else { return false };
        let goods = matches!(self.sense(at), None | Some(Sense::Goods | Sense::Size | Sense::Unit));
        goods && self.word_of(at, 3)
    }

    /// Numbers of more than four digits count no goods: telephones, references.
    fn small(&self, i: usize) -> bool {
        let digits = self.folded(i).chars().filter(char::is_ascii_digit).count();
        let money = matches!(self.folded(i + 1), "€" | "$" | "£" | "%" | ":" | "°");
        digits <= 4 && !money && self.folded(i.wrapping_sub(1)) != "+"
    }

    /// At most three digits: more are houses, years and references.
    fn few(&self, i: usize) -> bool {
        self.folded(i).chars().filter(char::is_ascii_digit).count() <= 3
    }
}

/// How a number is written.
#[derive(Clone, Copy)]
struct Number {
    article: bool,
    cross: bool,
}
