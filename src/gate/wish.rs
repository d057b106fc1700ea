//! What is wished for: goods, or something that is done.

use super::lexicon::Sense;
use super::reader::EvidenceFinder;
use crate::gate::lexer::TokenKind;

/// What follows a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// Goods, at this token.
    Goods(usize),
    /// Something that is done, not had, or that is not goods.
    Deed,
    /// Nothing to tell.
    Nothing,
}

/// What a business sells by number: `la promo 3`.
const OFFERS: [&str; 9] =
    ["promo", "promocion", "promocao", "promotion", "menu", "combo", "formule", "numero", "promozione"];

impl EvidenceFinder<'_> {
    /// What follows a wish, up to `end`. `order`: the wish is an order, verb or thing.
    pub(super) fn object(&self, after: usize, end: usize, order: bool) -> Object {
        if self.is_deed(after) {
            return Object::Deed;
        }
        let mut goods = None;
        let mut at = after;
        while at < end.min(after + 8) {
            match self.sense(at) {
                // `a tuna salad recipe`
                Some(Sense::Matter | Sense::Business | Sense::Document) if goods.is_none() || !order => {
                    return Object::Deed;
                }
                Some(
                    Sense::Cancel | Sense::Return | Sense::Change | Sense::Complaint | Sense::Told | Sense::Document,
                ) if goods.is_none() => {
                    return Object::Deed;
                }
                _ if goods.is_some() => {}
                _ if self.goods(at).is_some() => goods = Some(at),
                // `quiero la 45A`, `la promo 3`: a reference.
                None if self.is(at, TokenKind::Number)
                    && at > after
                    && !order
                    && self.heads_a_reference(after, at - 1) =>
                {
                    goods = Some(at).filter(|at| self.sense(at + 1) != Some(Sense::NotGoods));
                }
                // `uma grande`, `donne-moi un kilo`, `atini kilo`
                Some(Sense::Size) if self.follows_one(at) && !self.goes_on(at + 1) => {
                    goods = Some(at).filter(|_| !OFFERS.contains(&self.folded(at)));
                }
                Some(Sense::Measure) if at == after && self.letters(at, 2) => goods = Some(at),
                Some(Sense::Unit) if at == after && self.names_something(at) => goods = Some(at),
                Some(Sense::Negation) => break,
                _ => {}
            }
            at += self.span(at);
        }
        goods.map_or(Object::Nothing, Object::Goods)
    }

    fn follows_one(&self, at: usize) -> bool {
        self.before(at).is_some_and(|before| self.sense(before) == Some(Sense::One))
    }

    /// Whether an article right after the wish, or an offer, stands before a reference.
    fn heads_a_reference(&self, after: usize, at: usize) -> bool {
        let article = ["la", "le", "les", "el", "los", "las", "the", "o", "os", "as", "il", "lo"];
        (at == after && article.contains(&self.folded(at))) || OFFERS.contains(&self.folded(at))
    }

    /// Whether the sentence goes on with a word that says something.
    fn goes_on(&self, at: usize) -> bool {
        let silent = [Sense::Courtesy, Sense::Filler, Sense::Please, Sense::Thanks];
        self.is(at, TokenKind::Word) && !self.sense(at).is_some_and(|sense| silent.contains(&sense))
    }

    /// Whether a verb follows that is not one of having: an infinitive of French, Spanish,
    /// Italian or Portuguese, or English `to` and a verb.
    fn is_deed(&self, at: usize) -> bool {
        let having = |at| matches!(self.sense(at), Some(Sense::Wish | Sense::Order | Sense::Having));
        let word = self.folded(at);
        if word == "to" {
            let goods = self.goods(at + 1).is_some() || matches!(self.sense(at + 1), Some(Sense::Size | Sense::One));
            return !having(at + 1) && !goods && self.is(at + 1, TokenKind::Word);
        }
        // `il faut se laver`
        let pronoun = matches!(self.sense(at), Some(Sense::Filler | Sense::Subject)) && word.len() < 4;
        if pronoun && self.is(at + 1, TokenKind::Word) && !matches!(word, "de" | "d" | "du") {
            return self.is_infinitive(at + 1) && !having(at + 1);
        }
        self.is_infinitive(at) && !having(at)
    }

    fn is_infinitive(&self, at: usize) -> bool {
        let word = self.folded(at);
        let infinitive = ["er", "ir", "oir", "ar", "re", "ere"].iter().any(|end| word.ends_with(end));
        self.unknown(at) && word.len() > 4 && infinitive
    }

    /// `je ne veux pas`, `I don't want`.
    pub(super) fn taken_back(&self, wish: usize) -> bool {
        let next = wish + self.span(wish);
        let before = self.before(wish);
        let earlier = before.and_then(|before| self.before(before));
        let negates = |at: Option<usize>| at.is_some_and(|at| self.sense(at) == Some(Sense::Negation));
        let aside = before.is_some_and(|at| {
            self.is(at, TokenKind::Mark)
                || matches!(self.sense(at), Some(Sense::Thanks | Sense::Courtesy | Sense::Please))
        });
        negates(before)
            || (negates(earlier) && !aside)
            || matches!(self.folded(next), "pas" | "plus" | "rien" | "nada" | "niente")
    }
}
