//! Numbers and what they count.

use super::EvidenceKind;
use super::lexicon::Sense;
use super::reader::EvidenceFinder;
use crate::gate::lexer::TokenKind;

/// A number with what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    pub kind: EvidenceKind,
    /// Its first token, and the one after its last.
    pub from: usize,
    pub to: usize,
    /// `les 5 sacs`: what is known already.
    pub definite: bool,
    /// `0 carton`.
    pub none: bool,
}

/// The most words or digits that one number has: `deux cent quatre-vingt-dix-neuf et demi`.
const PARTS: usize = 8;

/// How a number is written.
#[derive(Clone, Copy)]
struct Number {
    article: bool,
    cross: bool,
}

impl EvidenceFinder<'_> {
    /// The quantity that begins at token `i`.
    pub(super) fn quantity_at(&self, i: usize) -> Option<Quantity> {
        let (kind, to) = self
            .number_first(i, true)
            .or_else(|| self.reference_first(i))
            .or_else(|| self.goods_first(i))
            .or_else(|| self.two_in_a_word(i))?;
        let definite = self.before(i).is_some_and(|before| self.sense(before) == Some(Sense::Definite));
        let none = ["0", "00", "zero"].contains(&self.folded(i)) && kind != EvidenceKind::QuantityTimes;
        Some(Quantity { kind, from: i, to, definite, none })
    }

    /// Goods before their number: `harissa 4`, `beetroot x2`, `Lemons 61kg` (whose unit the
    /// next token shows), `farine T55 2`.
    fn goods_first(&self, i: usize) -> Option<(EvidenceKind, usize)> {
        let (n, kind) = match (self.product(i), self.sense(i)) {
            (Some(n), _) => (n, EvidenceKind::QuantityProduct),
            (None, Some(Sense::Goods)) => (self.span(i), EvidenceKind::QuantityGoods),
            // `widget x2`: any word, if a cross says so.
            (None, None | Some(Sense::Unit | Sense::Size)) if self.letters(i, 3) && self.crossed(i + 1) => {
                (1, EvidenceKind::QuantityTimes)
            }
            _ => return None,
        };
        let mut at = i + n;
        // `oignon rouge 10`
        while self.sense(at) == Some(Sense::Size) {
            at += self.span(at);
        }
        while self.is_cross(at) || self.is_mark(at, ":-=(") {
            at += 1;
        }
        let number = self.is(at, TokenKind::Number) && self.counts(at) && self.few(at);
        let of_what_follows = self.goods(at + 1).is_some() || self.sense(at + 1) == Some(Sense::NotGoods);
        (number && !of_what_follows).then_some((kind, at + 1))
    }

    fn crossed(&self, at: usize) -> bool {
        self.is_cross(at) && self.is(at + 1, TokenKind::Number)
    }

    /// An article's number and how many of it: `10452 x 3`, `ref 10452 : 2`.
    fn reference_first(&self, i: usize) -> Option<(EvidenceKind, usize)> {
        let named = self.sense(i) == Some(Sense::Ref);
        let at = if named { i + self.span(i) } else { i };
        let at = if named && self.is_mark(at, ".:#°") { at + 1 } else { at };
        let digits = self.digits(at);
        if !self.is(at, TokenKind::Number) || !self.plain(at) || (digits < 4 && !named) || digits > 14 {
            return None;
        }
        let cross = self.is_cross(at + 1);
        let mark = cross || (named && self.is_mark(at + 1, ":-=>"));
        let count = if mark { at + 2 } else { at + 1 };
        let small = self.is(count, TokenKind::Number) && self.counts(count) && self.few(count);
        // `75 * 72`: a size.
        ((mark || named) && small).then_some((EvidenceKind::QuantityTimes, count + 1))
    }

    /// `كرتونين`: two cartons.
    fn two_in_a_word(&self, i: usize) -> Option<(EvidenceKind, usize)> {
        (self.sense(i) == Some(Sense::Pair)).then_some((EvidenceKind::QuantityUnit, i + 1))
    }

    /// A number and what it counts: `10 cartons`, `x3`, `2 x box`, `deux pizzas`.
    fn number_first(&self, i: usize, may_cross: bool) -> Option<(EvidenceKind, usize)> {
        let times = self.is_cross(i) && self.is(i + 1, TokenKind::Number);
        let number = if times { i + 1 } else { i };
        // The end of `72x36`.
        let cross = number.checked_sub(1).filter(|at| self.is_cross(*at)).and_then(|at| at.checked_sub(1));
        if may_cross && cross.is_some_and(|before| self.is(before, TokenKind::Number)) {
            return None;
        }
        let digits = self.is(number, TokenKind::Number);
        let article = self.sense(number) == Some(Sense::One);
        let in_words = self.sense(number) == Some(Sense::Number);
        if !(article || in_words || (digits && self.counts(number))) {
            return None;
        }
        let mut next = number + self.span(number);
        // `1 1/2 kilo`, `vingt et un sacs`, `deux cent kilos`, `1 kilo y medio`
        for _ in 0..PARTS {
            let part = self.is(next, TokenKind::Number) && self.folded(next).contains(['/', '½']);
            let word = self.sense(next) == Some(Sense::Number) && !digits;
            let joined = self.sense(next) == Some(Sense::And)
                && in_words
                && matches!(self.sense(next + 1), Some(Sense::Number | Sense::One));
            if !(part || word || joined) {
                break;
            }
            next += self.span(next);
        }
        let cross = self.is_cross(next);
        next += usize::from(cross);
        // `3 x 104520`, an article's number.
        if cross && self.is(next, TokenKind::Number) && self.product(next).is_none() {
            // `2 x 10L oil`, but not `75 * 72`, a size.
            if !may_cross || !self.few(number) {
                return None;
            }
            let of_a_size = |kind| matches!(kind, EvidenceKind::QuantityUnit | EvidenceKind::Measured);
            let inner = self.number_first(next, false).filter(|(kind, _)| of_a_size(*kind));
            return inner.map(|(_, to)| (EvidenceKind::QuantityUnit, to));
        }
        self.counted(number, next, Number { article, cross })
    }

    /// What a number counts, from token `next` on.
    fn counted(&self, number: usize, mut next: usize, how: Number) -> Option<(EvidenceKind, usize)> {
        next = self.past_of(next);
        if let Some(n) = self.product(next) {
            return Some((EvidenceKind::QuantityProduct, next + n));
        }
        // `5 more bags`, `2 grandes caisses`
        let of_a_package = matches!(self.sense(next + self.span(next)), Some(Sense::Unit));
        if self.sense(next) == Some(Sense::Size) && of_a_package {
            next += self.span(next);
        }
        match self.sense(next) {
            Some(Sense::Unit) if self.folded(number) == "a" && self.folded(next) == "lot" => None,
            Some(Sense::Unit) if how.article && !self.names_something(next) => {
                Some((EvidenceKind::QuantityWord, next + self.span(next)))
            }
            Some(Sense::Measure) if !self.names_something(next) && !self.named_before(number) => {
                Some((EvidenceKind::Measured, next + self.span(next)))
            }
            Some(Sense::Unit | Sense::Measure) => Some((EvidenceKind::QuantityUnit, next + self.span(next))),
            _ => self.counted_thing(number, next, how),
        }
    }

    /// Past `de`, `of`, `dyal`.
    fn past_of(&self, mut at: usize) -> usize {
        while matches!(self.folded(at), "de" | "d" | "di" | "of" | "dial" | "dyal" | "من" | "ديال" | "د") {
            at += 1;
        }
        at
    }

    /// A number and a thing, perhaps with a word or two between: `2 thick crust pizzas`.
    fn counted_thing(&self, number: usize, next: usize, how: Number) -> Option<(EvidenceKind, usize)> {
        let between = |at: &usize| matches!(self.sense(*at), Some(Sense::Size | Sense::Unit)) || self.unknown(*at);
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
        let inches = sized > 0 && self.folded(next) == "inch";
        let word = !inches && self.unknown(next + sized) && !self.measures(next + sized);
        let kind = if how.cross { EvidenceKind::QuantityTimes } else { EvidenceKind::QuantityWord };
        (word && few && round && !how.article).then_some((kind, next + sized + 1))
    }

    /// `84ich×60inch`, `4ftX6ft`: a size.
    fn measures(&self, at: usize) -> bool {
        let glued =
            self.token(at).zip(at.checked_sub(1).and_then(|b| self.token(b))).is_some_and(|(t, b)| t.start == b.end);
        (self.is_cross(at + 1) && self.is(at + 2, TokenKind::Number))
            || (glued && self.folded(at).contains(|c: char| c.is_ascii_digit()))
    }

    /// Whether an article stands where a thing asked for would: at the beginning of a line,
    /// after a mark, a wish or a word of courtesy, or after `and`.
    fn opens(&self, at: usize) -> bool {
        let Some(before) = self.before(at) else { return true };
        self.is(before, TokenKind::Break)
            || self.is(before, TokenKind::Mark)
            || matches!(
                self.sense(before),
                Some(
                    Sense::Courtesy
                        | Sense::Please
                        | Sense::Thanks
                        | Sense::Wish
                        | Sense::Order
                        | Sense::Having
                        | Sense::Goods
                        | Sense::And
                )
            )
            || matches!(self.folded(before), "plus" | "w" | "ou" | "with" | "avec" | "then" | "con" | "com")
    }

    /// Whether a unit is followed by the name of something: `kg onions`, `kg de riz`.
    pub(super) fn names_something(&self, unit: usize) -> bool {
        let mut at = unit + self.span(unit);
        while matches!(self.folded(at), "x" | "du" | "des" | "la" | "le") || self.past_of(at) > at {
            at += 1;
        }
        self.goods(at).is_some() || self.sense(at) == Some(Sense::Size) || self.unknown(at)
    }

    /// Whether something is named right before a number: `Lemons 61kg`, `Riz : 5 kg`.
    fn named_before(&self, number: usize) -> bool {
        let marks = (0..number).rev().take(4).take_while(|at| self.is_mark(*at, ":-=(") || self.is_cross(*at));
        let Some(at) = number.checked_sub(marks.count()).and_then(|at| self.before(at)) else { return false };
        matches!(self.sense(at), Some(Sense::Goods | Sense::Size | Sense::Unit))
            || self.product(at).is_some()
            || self.unknown(at)
    }

    /// Whether a number may count goods: four digits at most, or more before a package; no
    /// money, no part of a telephone number.
    fn counts(&self, i: usize) -> bool {
        let digits = self.digits(i);
        let money = self.is_mark(i + 1, "€$£%:°") || (i > 0 && self.is_mark(i - 1, "€$£"));
        let most = if matches!(self.sense(i + 1), Some(Sense::Unit | Sense::Measure)) { 6 } else { 4 };
        digits <= most && !money && !self.in_a_telephone_number(i)
    }

    /// `06 12 34 56 78`, `+33 6…`: numbers side by side, eight digits together.
    fn in_a_telephone_number(&self, i: usize) -> bool {
        let run = |at: usize| self.is(at, TokenKind::Number) || self.is_mark(at, ".-+");
        let before = (0..i).rev().take(8).take_while(|at| run(*at)).map(|at| self.digits(at)).sum::<usize>();
        let after = (i + 1..i + 9).take_while(|at| run(*at)).map(|at| self.digits(at)).sum::<usize>();
        before + self.digits(i) + after >= 8
    }

    fn digits(&self, i: usize) -> usize {
        self.folded(i).chars().filter(char::is_ascii_digit).count()
    }

    /// Digits alone.
    fn plain(&self, i: usize) -> bool {
        self.folded(i).chars().all(|c| c.is_ascii_digit())
    }

    /// At most three digits: more are houses, years and references.
    fn few(&self, i: usize) -> bool {
        self.digits(i) <= 3
    }
}
