//! Finds the evidence: one pass over the tokens.

use super::lexicon::{self, Sense};
use super::{Evidence, EvidenceKind, KnownProducts};
use crate::lexer::{Token, TokenKind};

/// What follows a wish.
enum Object {
    /// Goods, at this token.
    Goods(usize),
    /// Something that is done, not had, or that is not goods.
    Deed,
    /// Nothing to tell.
    Nothing,
}

/// One pass over the tokens.
pub(super) struct Reader<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub known: &'a KnownProducts,
}

impl Reader<'_> {
    /// All the evidence, in no order.
    pub fn read(&self) -> Vec<Evidence> {
        let mut out = Vec::new();
        let mut i = 0;
        while i < self.tokens.len() {
            let (evidence, next) = self.at(i);
            let wish = evidence.as_ref().is_some_and(|e| e.kind == EvidenceKind::OrderWord);
            if wish && self.sense(i) != Some(Sense::Order) {
                if self.taken_back(i, next) {
                    i = next;
                    continue;
                }
                match self.object(next) {
                    Object::Goods(at) => {
                        out.extend(evidence);
                        if self.quantity(at).is_none() && self.product(at).is_none() {
                            out.push(self.evidence(EvidenceKind::WishedGoods, at, at + 1));
                        }
                    }
                    Object::Nothing => out.extend(evidence),
                    // `je voudrais savoir`, `I want to talk`: no wish to have something.
                    Object::Deed => {}
                }
            } else {
                out.extend(evidence);
            }
            i = next.max(i + 1);
        }
        out.extend(self.stock_list());
        self.forget_headings(&mut out);
        if self.tokens.iter().any(|t| t.folded == "?") {
            self.ask(&mut out);
        }
        out
    }

    /// `je ne veux pas`, `I don't want`.
    fn taken_back(&self, wish: usize, next: usize) -> bool {
        let before = wish.saturating_sub(2)..wish;
        before.into_iter().any(|i| self.sense(i) == Some(Sense::Negation))
            || matches!(self.folded(next), "pas" | "plus" | "rien")
    }

    /// `Separate invoice` over a list of goods asks nothing.
    fn forget_headings(&self, out: &mut Vec<Evidence>) {
        let asks = |t: &Token| t.folded == "?" || lexicon::sense(&t.folded) == Some(Sense::Question);
        if self.tokens.iter().any(asks) {
            return;
        }
        let counted = |e: &Evidence| {
            let kinds = [EvidenceKind::QuantityUnit, EvidenceKind::QuantityProduct, EvidenceKind::QuantityTimes];
            kinds.contains(&e.kind)
        };
        let goods: Vec<usize> = out.iter().filter(|e| counted(e)).map(|e| self.line(e.start)).collect();
        let heading = |e: &Evidence| {
            let line = self.line(e.start);
            e.kind == EvidenceKind::Question && !goods.is_empty() && !goods.contains(&line)
        };
        out.retain(|e| !heading(e));
    }

    /// Which line a place in the text is on.
    fn line(&self, start: usize) -> usize {
        self.tokens.iter().filter(|t| t.kind == TokenKind::Break && t.start < start).count()
    }

    /// What follows a wish.
    fn object(&self, after: usize) -> Object {
        if self.is_deed(after) {
            return Object::Deed;
        }
        for at in after..after + 5 {
            if self.is(at, TokenKind::Break) || self.is(at, TokenKind::Mark) {
                break;
            }
            match self.sense(at) {
                Some(Sense::Matter) => return Object::Deed,
                Some(
                    Sense::Filler
                    | Sense::One
                    | Sense::Number
                    | Sense::Courtesy
                    | Sense::Wish
                    | Sense::Order
                    | Sense::Unit,
                ) => {}
                // `quiero la 45A`: a reference.
                None if self.is(at, TokenKind::Number) && at > after && self.is_article(at - 1) => {
                    return Object::Goods(at);
                }
                None if self.is(at, TokenKind::Word) && self.goods_like(at) => return Object::Goods(at),
                None if self.is(at, TokenKind::Number) => {}
                _ => break,
            }
        }
        Object::Nothing
    }

    fn is_cross(&self, at: usize) -> bool {
        matches!(self.folded(at), "x" | "*" | "×")
    }

    fn is_article(&self, at: usize) -> bool {
        matches!(self.folded(at), "la" | "le" | "les" | "el" | "los" | "las" | "the" | "o" | "os" | "as")
    }

    /// Whether a verb follows that is not one of having: an infinitive of French,
    /// Spanish or Portuguese, or English `to` and a verb.
    fn is_deed(&self, at: usize) -> bool {
        let having = |at| {
            matches!(self.sense(at), Some(Sense::Wish | Sense::Order)) || lexicon::HAVING.contains(&self.folded(at))
        };
        let word = self.folded(at);
        if word == "to" {
            return !having(at + 1) && self.is(at + 1, TokenKind::Word);
        }
        let infinitive = ["er", "ir", "oir", "ar", "re"].iter().any(|end| word.ends_with(end));
        self.is(at, TokenKind::Word) && word.len() > 4 && infinitive && self.sense(at).is_none() && !having(at)
    }

    /// The word and number of a list of stock: `STOCK AS AT 2 SEP`.
    fn stock_list(&self) -> Option<Evidence> {
        let word = |i: &usize| {
            matches!(self.folded(*i), "stock" | "stocks" | "inventory" | "inventaire" | "estoque" | "inventario")
        };
        let at = (0..self.tokens.len()).find(word)?;
        let line = (at..self.tokens.len()).take_while(|i| !self.is(*i, TokenKind::Break));
        let dated = line.into_iter().any(|i| self.is(i, TokenKind::Number));
        let more = self.tokens.iter().filter(|t| t.kind == TokenKind::Break).count() > 1;
        (dated && more).then(|| self.evidence(EvidenceKind::StockList, at, at + 1))
    }

    /// The line of a catalogue order.
    pub fn catalogue(&self, line: usize) -> Option<Evidence> {
        let is_break = |i: &usize| self.is(*i, TokenKind::Break);
        let breaks: Vec<usize> = (0..self.tokens.len()).filter(is_break).collect();
        let from = match line.checked_sub(1) {
            None => 0,
            Some(before) => breaks.get(before)? + 1,
        };
        let to = breaks.get(line).copied().unwrap_or(self.tokens.len());
        (from < to).then(|| self.evidence(EvidenceKind::CatalogueLine, from, to))
    }

    /// The evidence that begins at token `i`, and where to go on.
    fn at(&self, i: usize) -> (Option<Evidence>, usize) {
        for (phrases, kind) in
            [(lexicon::AFTER_ORDER, EvidenceKind::AfterOrder), (lexicon::WISHES, EvidenceKind::OrderWord)]
        {
            if let Some(n) = phrases.iter().filter(|p| self.phrase(i, p)).map(|p| p.len()).max() {
                return (Some(self.evidence(kind, i, i + n)), i + n);
            }
        }
        if let Some((kind, end)) = self.quantity(i) {
            return (Some(self.evidence(kind, i, end)), end);
        }
        if let Some(end) = self.times(i).filter(|_| self.product(i).is_none()) {
            return (Some(self.evidence(EvidenceKind::QuantityTimes, i, end)), end);
        }
        if let Some(n) = self.product(i) {
            let times = usize::from(self.is_cross(i + n));
            let counted = self.is(i + n + times, TokenKind::Number);
            return if counted {
                let end = i + n + times + 1;
                (Some(self.evidence(EvidenceKind::QuantityProduct, i, end)), end)
            } else {
                (Some(self.evidence(EvidenceKind::Product, i, i + n)), i + n)
            };
        }
        let kind = match self.sense(i) {
            Some(Sense::Wish | Sense::Order) => EvidenceKind::OrderWord,
            Some(Sense::Report) => EvidenceKind::StockList,
            Some(Sense::Cancel) => EvidenceKind::Cancellation,
            Some(Sense::Complaint) => EvidenceKind::Complaint,
            Some(Sense::Business) => EvidenceKind::Question,
            Some(Sense::Question) if i == 0 => EvidenceKind::Question,
            _ => return (None, i + 1),
        };
        (Some(self.evidence(kind, i, i + 1)), i + 1)
    }

    /// `beetroot x2`, `strawberry × 4`: a word, a cross, a number.
    fn times(&self, i: usize) -> Option<usize> {
        let named = matches!(self.sense(i), None | Some(Sense::Unit)) && self.goods_like(i);
        let word = self.is(i, TokenKind::Word) && named;
        let cross = self.is_cross(i + 1);
        let number = self.is(i + 2, TokenKind::Number) && self.few(i + 2);
        (word && cross && number).then_some(i + 3)
    }

    /// At most three digits: more are houses, years and references.
    fn few(&self, i: usize) -> bool {
        self.folded(i).chars().filter(char::is_ascii_digit).count() <= 3
    }

    /// A number and what it counts: `10 cartons`, `x3`, `2 x box`, `deux pizzas`.
    fn quantity(&self, i: usize) -> Option<(EvidenceKind, usize)> {
        let times = self.folded(i) == "x" && self.is(i + 1, TokenKind::Number);
        let number = if times { i + 1 } else { i };
        let digits = self.is(number, TokenKind::Number);
        let words = matches!(self.sense(number), Some(Sense::Number | Sense::One));
        let counts = words || (digits && self.small(number));
        if !counts {
            return None;
        }
        let mut next = number + 1;
        // `1 1/2 kilo`, `2 x box`, `2*box`, `2 - box`
        while self.is(next, TokenKind::Number) && self.folded(next).contains(['/', '½']) {
            next += 1;
        }
        let cross = self.is_cross(next);
        next += usize::from(cross);
        if cross && self.is(next, TokenKind::Number) {
            // `75 * 72`: a size.
            return None;
        }
        while matches!(self.folded(next), "de" | "d" | "of" | "big" | "petit" | "petits" | "grand" | "grands") {
            next += 1;
        }
        if let Some(n) = self.product(next) {
            return Some((EvidenceKind::QuantityProduct, next + n));
        }
        match self.sense(next) {
            Some(Sense::Unit) if self.folded(number) == "a" && self.folded(next) == "lot" => None,
            Some(Sense::Unit) => Some((EvidenceKind::QuantityUnit, next + 1)),
            None if self.is(next, TokenKind::Word) && self.goods_like(next) => {
                let sure = digits || self.sense(number) == Some(Sense::Number);
                let kind = if cross { EvidenceKind::QuantityTimes } else { EvidenceKind::QuantityWord };
                (sure && self.few(number)).then_some((kind, next + 1))
            }
            _ => None,
        }
    }

    /// Numbers of more than four digits count no goods: telephones, references.
    fn small(&self, i: usize) -> bool {
        let digits = self.folded(i).chars().filter(char::is_ascii_digit).count();
        let money = matches!(self.folded(i + 1), "€" | "$" | "£" | "%" | ":" | "°");
        digits <= 4 && !money && self.folded(i.wrapping_sub(1)) != "+"
    }

    /// Letters enough to be the name of goods.
    fn goods_like(&self, i: usize) -> bool {
        self.folded(i).chars().count() >= 3
    }

    /// How many tokens a known product takes here.
    fn product(&self, i: usize) -> Option<usize> {
        self.known.longest(|n| self.folded(i + n))
    }

    fn phrase(&self, i: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(n, word)| self.folded(i + n) == *word)
    }

    /// A question mark makes business of what is not plainly a wish.
    fn ask(&self, out: &mut Vec<Evidence>) {
        let wished = out.iter().any(|e| e.kind == EvidenceKind::OrderWord);
        let asked = out.iter().any(|e| e.kind == EvidenceKind::Question);
        let mark = self.tokens.iter().position(|t| t.folded == "?");
        if let (false, false, Some(mark)) = (wished, asked, mark) {
            out.push(self.evidence(EvidenceKind::Question, mark, mark + 1));
        }
    }

    fn folded(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.folded.as_str())
    }

    fn is(&self, i: usize, kind: TokenKind) -> bool {
        self.tokens.get(i).is_some_and(|t| t.kind == kind)
    }

    fn sense(&self, i: usize) -> Option<Sense> {
        lexicon::sense(self.folded(i))
    }

    fn evidence(&self, kind: EvidenceKind, from: usize, to: usize) -> Evidence {
        let start = self.tokens.get(from).map_or(0, |t| t.start);
        let last = self.tokens.get(to.saturating_sub(1)).or(self.tokens.last());
        let end = last.map_or(start, |t| t.end).max(start);
        let text = self.text.chars().skip(start).take(end - start).collect();
        Evidence { kind, text, start, end }
    }
}
