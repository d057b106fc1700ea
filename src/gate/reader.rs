//! A text with what each of its words does in the language that it is in.

use super::lexicon::{self, LexiconEntry, Sense, Tongue};
use super::taught::{Found, Means, Taught};
use super::tongue::Tongues;
use super::{Evidence, EvidenceKind, KnownProducts};
use crate::gate::lexer::{Token, TokenKind};

/// What a token is a sign of, and how many tokens belong to that sign: 0 for those after
/// the first of a phrase.
#[derive(Clone, Copy, Debug)]
struct Span {
    sense: Option<Sense>,
    tongue: Tongue,
    len: usize,
}

/// A text, with what each of its tokens is a sign of.
pub(super) struct EvidenceFinder<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    spans: Vec<Span>,
    /// How many tokens a known product takes from here on; 0: none.
    products: Vec<usize>,
    /// Where order words stand that the business taught.
    orders: Vec<usize>,
    /// The first never-order word, and where it ends.
    never: Option<(usize, usize)>,
    /// How often a token was looked at.
    #[cfg(test)]
    pub steps: std::cell::Cell<usize>,
}

impl<'a> EvidenceFinder<'a> {
    pub fn new(text: &'a str, tokens: Vec<Token>, known: &KnownProducts, taught: Option<&Taught>) -> Self {
        let tokens = joined(tokens);
        let found: Vec<Option<Found>> = match taught {
            Some(taught) => (0..tokens.len()).map(|i| taught.at(&tokens, i)).collect(),
            None => vec![],
        };
        let (spans, orders) = spans(text, &tokens, &found);
        let mut products =
            known.spans(&tokens, |i| spans.get(i).is_some_and(|span| span.sense.is_some() || span.len == 0));
        for (at, len) in taught.map(|taught| taught.numbers(text, &tokens)).unwrap_or_default() {
            if let Some(product) = products.get_mut(at) {
                *product = len.max(*product);
            }
        }
        let never = found.iter().enumerate().find_map(|(at, found)| match found {
            Some((Means::Never, len)) => Some((at, at + len)),
            _ => None,
        });
        Self {
            text,
            tokens,
            spans,
            products,
            orders,
            never,
            #[cfg(test)]
            steps: std::cell::Cell::new(0),
        }
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The folded token at `i`; nothing beyond the end.
    pub fn folded(&self, i: usize) -> &str {
        self.token(i).map_or("", |t| t.folded.as_str())
    }

    pub fn is(&self, i: usize, kind: TokenKind) -> bool {
        self.token(i).is_some_and(|t| t.kind == kind)
    }

    pub fn token(&self, i: usize) -> Option<&Token> {
        #[cfg(test)]
        self.steps.set(self.steps.get() + 1);
        self.tokens.get(i)
    }

    /// What the word or phrase that begins at `i` does.
    pub fn sense(&self, i: usize) -> Option<Sense> {
        #[cfg(test)]
        self.steps.set(self.steps.get() + 1);
        self.spans.get(i).and_then(|span| span.sense)
    }

    /// In which language the word at `i` means that.
    pub fn tongue(&self, i: usize) -> Tongue {
        self.spans.get(i).map_or(Tongue::Any, |span| span.tongue)
    }

    /// The text from one token to another, as it was written.
    pub fn written(&self, from: usize, to: usize) -> &'a str {
        let ends = self.tokens.get(from).zip(to.checked_sub(1).and_then(|last| self.tokens.get(last)));
        ends.and_then(|(first, last)| self.text.get(first.bytes.start..last.bytes.end)).unwrap_or_default()
    }

    /// How many tokens what begins at `i` takes, at least one.
    pub fn span(&self, i: usize) -> usize {
        self.spans.get(i).map_or(1, |span| span.len.max(1))
    }

    /// Where what stands before `i` begins.
    pub fn before(&self, i: usize) -> Option<usize> {
        let mut at = i.checked_sub(1)?;
        while self.inside(at) && at > 0 {
            at -= 1;
        }
        Some(at)
    }

    /// Whether the token belongs to a phrase that begins before it.
    pub fn inside(&self, i: usize) -> bool {
        self.spans.get(i).is_some_and(|span| span.len == 0)
    }

    /// A word that means nothing here, of three letters or more: perhaps a name of goods.
    pub fn unknown(&self, i: usize) -> bool {
        self.is(i, TokenKind::Word) && self.sense(i).is_none() && !self.inside(i) && self.letters(i, 3)
    }

    /// `où`, which without its accent would be `or`.
    pub fn is_where(&self, i: usize) -> bool {
        self.folded(i) == "ou"
            && self.token(i).and_then(|t| self.text.get(t.bytes.clone())).is_some_and(|w| !w.is_ascii())
    }

    /// A French participle: `livré`, `livrées`.
    pub fn ends_in_acute(&self, i: usize) -> bool {
        let written = self.token(i).and_then(|t| self.text.get(t.bytes.clone())).unwrap_or_default();
        written.trim_end_matches(['e', 's']).ends_with('é')
    }

    pub fn letters(&self, i: usize, at_least: usize) -> bool {
        self.folded(i).chars().nth(at_least - 1).is_some()
    }

    /// How many tokens a known product takes here.
    pub fn product(&self, i: usize) -> Option<usize> {
        self.products.get(i).copied().filter(|n| *n > 0)
    }

    /// How many tokens goods take here: a known product, or a word for goods.
    pub fn goods(&self, i: usize) -> Option<usize> {
        self.product(i).or_else(|| (self.sense(i) == Some(Sense::Goods)).then(|| self.span(i)))
    }

    /// Whether an order word begins here that the business taught.
    pub fn is_taught_order(&self, i: usize) -> bool {
        self.orders.contains(&i)
    }

    /// The first never-order word, and where it ends.
    pub fn never(&self) -> Option<(usize, usize)> {
        self.never
    }

    pub fn is_cross(&self, i: usize) -> bool {
        matches!(self.folded(i), "x" | "*" | "×" | "✕" | "✖")
    }

    pub fn is_mark(&self, i: usize, marks: &str) -> bool {
        self.is(i, TokenKind::Mark) && marks.contains(self.folded(i))
    }

    pub fn evidence(&self, kind: EvidenceKind, from: usize, to: usize) -> Evidence {
        let first = self.tokens.get(from);
        let last = self.tokens.get(to.saturating_sub(1)).or(self.tokens.last());
        let start = first.map_or(0, |t| t.start);
        let end = last.map_or(start, |t| t.end).max(start);
        let bytes = first.zip(last).and_then(|(first, last)| self.text.get(first.bytes.start..last.bytes.end));
        let text = bytes.unwrap_or_default().to_owned();
        Evidence { kind, text, start, end }
    }
}

/// Darija writes digits for letters: `3andi`, `7emmes` are words where they are known.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let letter =
            |t: &Token| t.kind == TokenKind::Number && ["2", "3", "5", "6", "7", "8", "9"].contains(&&*t.folded);
        if token.kind == TokenKind::Word
            && let Some(before) = out.last_mut().filter(|t| letter(t) && t.end == token.start)
        {
            let word = format!("{}{}", before.folded, token.folded);
            if lexicon::beginning_with(&word).next().is_some() {
                before.kind = TokenKind::Word;
                before.folded = word;
                before.end = token.end;
                before.bytes.end = token.bytes.end;
                continue;
            }
        }
        out.push(token);
    }
    out
}

/// What each token is a sign of, and where taught order words stand. `found`: what was taught, by
/// token; it goes before what the lexicon has of no more words.
fn spans(text: &str, tokens: &[Token], found: &[Option<Found>]) -> (Vec<Span>, Vec<usize>) {
    let word = |i: usize| tokens.get(i).filter(|t| t.kind == TokenKind::Word).map_or("", |t| t.folded.as_str());
    let standing = |i: usize| -> Vec<&'static LexiconEntry> {
        lexicon::beginning_with(word(i)).filter(|entry| entry.fits(|n| word(i + n))).collect()
    };
    let tongues = Tongues::told(text, (0..tokens.len()).map(standing));
    let mut spans = vec![Span { sense: None, tongue: Tongue::Any, len: 1 }; tokens.len()];
    let mut orders = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let meant = tongues.sense(&standing(i));
        let listed = meant.map_or(1, |entry| entry.words);
        let taught = found.get(i).copied().flatten().filter(|(_, words)| *words >= listed);
        let taught = taught.and_then(|(means, words)| Some((sense_of(means)?, words)));
        let (sense, len) = match taught {
            Some((sense, words)) => (Some(sense), words),
            None => (meant.map(|entry| entry.sense), listed),
        };
        if taught.is_some() && sense == Some(Sense::Order) {
            orders.push(i);
        }
        for (n, span) in spans.iter_mut().skip(i).take(len).enumerate() {
            *span = Span {
                sense: sense.filter(|_| n == 0),
                tongue: meant.map_or(Tongue::Any, |entry| entry.tongue),
                len: if n == 0 { len } else { 0 },
            };
        }
        i += len;
    }
    (spans, orders)
}

/// What a taught word is read as. A never-word is looked for by itself.
fn sense_of(means: Means) -> Option<Sense> {
    match means {
        Means::Goods => Some(Sense::Goods),
        Means::Package => Some(Sense::Unit),
        Means::Order => Some(Sense::Order),
        Means::Never => None,
    }
}
