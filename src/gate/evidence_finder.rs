//! Finds the evidence: one pass over the tokens.

use super::lexicon::{self, Phrase, Sense};
use super::{Evidence, EvidenceKind, KnownProducts};
use crate::gate::lexer::{Token, TokenKind};

/// What follows a wish.
enum Object {
    /// Goods, at this token.
    Goods(usize),
    /// Something that is done, not had, or that is not goods.
    Deed,
    /// Nothing to tell.
    Nothing,
}

/// A text, with what each of its tokens is a sign of.
pub(super) struct Reader<'a> {
    text: &'a str,
    pub tokens: &'a [Token],
    senses: Vec<Option<Sense>>,
    /// How many tokens a known product takes from here on; 0: none.
    products: Vec<usize>,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token], known: &KnownProducts) -> Self {
        let sense = |t: &Token| if t.kind == TokenKind::Word { lexicon::sense(&t.folded) } else { None };
        let senses: Vec<_> = tokens.iter().map(sense).collect();
        let products = known.spans(tokens, |i| senses.get(i).copied().flatten().is_some());
        Self { text, tokens, senses, products }
    }

    /// All the evidence, in no order.
    pub fn read(&self) -> Vec<Evidence> {
        let mut out = Vec::new();
        let mut i = 0;
        while i < self.tokens.len() {
            let (evidence, next) = self.at(i);
            match evidence {
                Some(wish) if wish.kind == EvidenceKind::OrderWord => self.wished(i, next, wish, &mut out),
                evidence => out.extend(evidence),
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

    /// A wish counts with what is wished for, unless that is something to do.
    fn wished(&self, at: usize, next: usize, wish: Evidence, out: &mut Vec<Evidence>) {
        if self.taken_back(at, next) {
            let taken_back = self.line(wish.start);
            let counts = |e: &Evidence| e.kind.counts_goods() && self.line(e.start) == taken_back;
            if out.iter().any(counts) || self.quantity_follows(next) {
                out.push(Evidence { kind: EvidenceKind::Cancellation, ..wish });
            }
            return;
        }
        let order = self.sense(at) == Some(Sense::Order);
        match self.object(next, order) {
            Object::Goods(goods) => {
                out.push(wish);
                if self.quantity(goods).is_none() && self.product(goods).is_none() {
                    out.push(self.evidence(EvidenceKind::WishedGoods, goods, goods + 1));
                }
            }
            Object::Nothing => out.push(wish),
            // `je voudrais savoir`, `I want to talk`; an order is a thing all the same.
            Object::Deed if order => out.push(wish),
            Object::Deed => {}
        }
    }

    /// `je ne veux pas`, `I don't want`.
    fn taken_back(&self, wish: usize, next: usize) -> bool {
        let before = wish.saturating_sub(2)..wish;
        before.into_iter().any(|i| self.sense(i) == Some(Sense::Negation))
            || matches!(self.folded(next), "pas" | "plus" | "rien")
            || matches!(self.folded(wish.wrapping_sub(1)), "pas" | "plus" | "sin" | "sem" | "no")
    }

    /// Whether something is counted in the rest of the clause.
    fn quantity_follows(&self, at: usize) -> bool {
        let ends = |i: &usize| self.is(*i, TokenKind::Break) || matches!(self.folded(*i), "." | "," | ";" | "!" | "?");
        (at..self.tokens.len()).take_while(|i| !ends(i)).any(|i| self.quantity(i).is_some())
    }

    /// `Separate invoice` over a list of goods asks nothing.
    fn forget_headings(&self, out: &mut Vec<Evidence>) {
        if self.asks() {
            return;
        }
        let goods: Vec<usize> = out.iter().filter(|e| e.kind.counts_goods()).map(|e| self.line(e.start)).collect();
        let heading = |e: &Evidence| {
            let line = self.line(e.start);
            e.kind == EvidenceKind::Question && !goods.is_empty() && !goods.contains(&line)
        };
        out.retain(|e| !heading(e));
    }

    /// Which clause a place in the text is in: they end at marks and line ends.
    pub fn clause(&self, start: usize) -> usize {
        let ends = |t: &&Token| {
            t.start < start
                && (t.kind == TokenKind::Break || matches!(t.folded.as_str(), "." | "!" | "?" | ";" | "," | "(" | ")"))
        };
        self.tokens.iter().filter(ends).count()
    }

    /// Whether all that is said is names of goods, and what may stand between them: `salad
    /// and drinks`. A short one may hold a word that is not known: `riz makalioka`.
    pub fn names_goods_alone(&self) -> bool {
        const BETWEEN: [&str; 17] =
            ["de", "d", "et", "and", "of", "with", "avec", "y", "con", "com", "e", "a", "au", "aux", "n", "only", "w"];
        let (mut words, mut goods, mut unknown) = (0, 0, 0);
        for (i, token) in self.tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Break => continue,
                TokenKind::Mark if [",", "+", "&", ".", "/", "-", "•"].contains(&self.folded(i)) => continue,
                _ => words += 1,
            }
            match self.sense(i) {
                _ if self.goods(i).is_some() => goods += 1,
                Some(Sense::Size) => {}
                None if self.word_of(i, 3) => unknown += 1,
                _ if BETWEEN.contains(&self.folded(i)) => {}
                _ => return false,
            }
        }
        goods > 0 && words <= 12 && (unknown == 0 || (unknown == 1 && words <= 3))
    }

    /// Whether anything is asked.
    pub fn asks(&self) -> bool {
        self.tokens.iter().any(|t| t.folded == "?") || self.senses.contains(&Some(Sense::Question))
    }

    /// Which line a place in the text is on.
    fn line(&self, start: usize) -> usize {
        self.tokens.iter().filter(|t| t.kind == TokenKind::Break && t.start < start).count()
    }

    /// What follows a wish. `order`: the wish is an order, verb or thing, and what
    /// follows a comma is another matter.
    fn object(&self, after: usize, order: bool) -> Object {
        if self.is_deed(after) {
            return Object::Deed;
        }
        let mut goods = None;
        for at in after..after + 6 {
            let ends = matches!(self.folded(at), "." | "!" | "?" | ";" | "") || (order && self.folded(at) == ",");
            if self.is(at, TokenKind::Break) || ends {
                break;
            }
            match self.sense(at) {
                // `a tuna salad recipe`
                Some(Sense::Matter) => return Object::Deed,
                _ if goods.is_some() => {}
                _ if self.goods(at).is_some() => goods = Some(at),
                // `quiero la 45A`, `la promo 3`: a reference.
                None if self.is(at, TokenKind::Number) && at > after && self.heads_a_reference(at - 1) => {
                    goods = Some(at);
                }
                // `uma grande`, `donne-moi un kilo`, `atini kilo`
                Some(Sense::Size) if self.sense(at.wrapping_sub(1)) == Some(Sense::One) && !self.goes_on(at + 1) => {
                    goods = Some(at).filter(|_| !OFFERS.contains(&self.folded(at)));
                }
                Some(Sense::Measure) if at == after => goods = Some(at),
                Some(Sense::Unit) if at == after && self.names_something(at) => goods = Some(at),
                Some(Sense::Negation) => break,
                _ => {}
            }
        }
        goods.map_or(Object::Nothing, Object::Goods)
    }

    pub(super) fn is_cross(&self, at: usize) -> bool {
        matches!(self.folded(at), "x" | "*" | "×")
    }

    fn heads_a_reference(&self, at: usize) -> bool {
        let article = ["la", "le", "les", "el", "los", "las", "the", "o", "os", "as"];
        article.contains(&self.folded(at)) || OFFERS.contains(&self.folded(at))
    }

    /// Whether the sentence goes on with a word that says something.
    fn goes_on(&self, at: usize) -> bool {
        self.is(at, TokenKind::Word) && !matches!(self.sense(at), Some(Sense::Courtesy | Sense::Filler))
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
            matches!(
                self.folded(*i),
                "stock" | "tock" | "stocks" | "inventory" | "inventaire" | "estoque" | "inventario"
            )
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
        if let Some((phrase, n)) = lexicon::phrase(|n| self.folded(i + n)) {
            let kind = match phrase {
                Phrase::Wish => EvidenceKind::OrderWord,
                Phrase::AfterOrder => EvidenceKind::AfterOrder,
                Phrase::Question => EvidenceKind::Question,
                Phrase::Report => EvidenceKind::StockList,
                Phrase::Complaint => EvidenceKind::Complaint,
            };
            return (Some(self.evidence(kind, i, i + n)), i + n);
        }
        if let Some((kind, end)) = self.quantity(i).or_else(|| self.counted_after(i)) {
            return (Some(self.evidence(kind, i, end)), end);
        }
        if let Some(n) = self.product(i) {
            return (Some(self.evidence(EvidenceKind::Product, i, i + n)), i + n);
        }
        let kind = match self.sense(i) {
            Some(Sense::Wish | Sense::Order) => EvidenceKind::OrderWord,
            Some(Sense::Report) => EvidenceKind::StockList,
            Some(Sense::Cancel) => EvidenceKind::Cancellation,
            Some(Sense::Complaint) => EvidenceKind::Complaint,
            Some(Sense::Business) => EvidenceKind::Question,
            Some(Sense::Question) if i == 0 => EvidenceKind::Question,
            Some(Sense::Goods) => EvidenceKind::Goods,
            _ => return (None, i + 1),
        };
        (Some(self.evidence(kind, i, i + 1)), i + 1)
    }

    /// How many tokens goods take here: a known product, or a word for goods.
    pub(super) fn goods(&self, i: usize) -> Option<usize> {
        self.product(i).or_else(|| (self.sense(i) == Some(Sense::Goods)).then_some(1))
    }

    /// A word of so many letters.
    pub(super) fn word_of(&self, i: usize, letters: usize) -> bool {
        self.is(i, TokenKind::Word) && self.folded(i).chars().nth(letters - 1).is_some()
    }

    /// How many tokens a known product takes here.
    pub(super) fn product(&self, i: usize) -> Option<usize> {
        self.products.get(i).copied().filter(|n| *n > 0)
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

    pub(super) fn folded(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.folded.as_str())
    }

    pub(super) fn is(&self, i: usize, kind: TokenKind) -> bool {
        self.tokens.get(i).is_some_and(|t| t.kind == kind)
    }

    pub fn sense(&self, i: usize) -> Option<Sense> {
        self.senses.get(i).copied().flatten()
    }

    fn evidence(&self, kind: EvidenceKind, from: usize, to: usize) -> Evidence {
        let first = self.tokens.get(from);
        let last = self.tokens.get(to.saturating_sub(1)).or(self.tokens.last());
        let start = first.map_or(0, |t| t.start);
        let end = last.map_or(start, |t| t.end).max(start);
        let bytes = first.zip(last).and_then(|(first, last)| self.text.get(first.bytes.start..last.bytes.end));
        let text = bytes.unwrap_or_default().to_owned();
        Evidence { kind, text, start, end }
    }
}

/// What a business sells by number: `la promo 3`.
const OFFERS: [&str; 8] = ["promo", "promocion", "promocao", "promotion", "menu", "combo", "formule", "numero"];
