//! The message-shape gate (G4): whether a message is order-shaped, and why.
//!
//! Deterministic and explainable: the same text and the same products give the
//! same verdict, and each verdict carries what it rests on. A wrong "no" costs a
//! person a look; a wrong "yes" costs a model call and trust.

mod lexicon;
mod products;

use crate::lexer::{self, Token, TokenKind};
use lexicon::Sense;
use serde::{Deserialize, Serialize};

pub use products::{KnownProducts, Product, keys_of_message, keys_of_product};

/// Something in the text that the verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of sign it is.
    pub kind: EvidenceKind,
    /// The words as they stand in the text.
    pub text: String,
    /// Where they begin, in Unicode code points from the start of the text.
    pub start: usize,
    /// Where they end, exclusive.
    pub end: usize,
}

/// What kind of sign a piece of evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A line of WhatsApp's own catalogue order.
    CatalogueLine,
    /// A number with a package or a measure: `10 cartons`.
    QuantityUnit,
    /// A number with a known product or reference: `HT1 x3`.
    QuantityProduct,
    /// A number with a word that may be goods: `2 margheritas`.
    QuantityWord,
    /// A known product without a number.
    Product,
    /// A wish to have something: `je voudrais`.
    OrderWord,
    /// Against: an earlier order is asked after.
    AfterOrder,
    /// Against: something is called off.
    Cancellation,
    /// Against: something was wrong with a delivery.
    Complaint,
    /// Against: a price, a stock or a payment is asked about.
    Question,
}

impl EvidenceKind {
    /// For (positive) or against (negative) an order, and how strongly.
    fn weight(self) -> i32 {
        match self {
            Self::CatalogueLine => 6,
            Self::QuantityUnit | Self::QuantityProduct => 3,
            Self::OrderWord => 2,
            Self::QuantityWord | Self::Product => 1,
            Self::Question => -2,
            Self::Complaint => -3,
            Self::AfterOrder | Self::Cancellation => -5,
        }
    }
}

/// What the gate says.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// A draft may be written.
    Order(OrderShaped),
    /// A person has to look; no draft.
    Other(NotAnOrder),
}

/// Proof that a text passed the gate. Only [`judge`] makes one.
#[derive(Clone, Debug)]
pub struct OrderShaped(Vec<Evidence>);

impl OrderShaped {
    /// What it rests on, in the order of the text.
    pub fn evidence(&self) -> &[Evidence] {
        &self.0
    }
}

/// Why a text did not pass.
#[derive(Clone, Debug)]
pub struct NotAnOrder {
    /// The main reason.
    pub why: Why,
    /// What was seen all the same.
    pub evidence: Vec<Evidence>,
}

/// Why a message is for a person alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There are no words to judge.
    NoText,
    /// An earlier order is asked after.
    AboutAnEarlierOrder,
    /// Something is called off.
    Cancellation,
    /// Something was wrong with a delivery.
    Complaint,
    /// A price, a stock or a payment is asked about.
    Question,
    /// Nothing is ordered.
    NothingOrdered,
}

impl Verdict {
    /// What the verdict rests on.
    pub fn evidence(&self) -> &[Evidence] {
        match self {
            Self::Order(order) => order.evidence(),
            Self::Other(other) => &other.evidence,
        }
    }
}

/// What is enough: one quantity of goods, or a wish and something countable.
const ENOUGH: i32 = 3;

/// Judges a text. `catalogue_line`: which of its lines, from 0, is the first of a
/// catalogue order.
pub fn judge(text: &str, catalogue_line: Option<usize>, known: &KnownProducts) -> Verdict {
    let tokens = lexer::tokens(text);
    if tokens.is_empty() {
        return Verdict::Other(NotAnOrder { why: Why::NoText, evidence: vec![] });
    }
    let reader = Reader { text, tokens: &tokens, known };
    let mut evidence = reader.read();
    evidence.extend(catalogue_line.and_then(|line| reader.catalogue(line)));
    evidence.sort_by_key(|e| (e.start, e.end));
    let found = |kind| evidence.iter().any(|e: &Evidence| e.kind == kind);
    let why = if score(&evidence, &tokens) >= ENOUGH {
        return Verdict::Order(OrderShaped(evidence));
    } else if found(EvidenceKind::Cancellation) {
        Why::Cancellation
    } else if found(EvidenceKind::AfterOrder) {
        Why::AboutAnEarlierOrder
    } else if found(EvidenceKind::Complaint) {
        Why::Complaint
    } else if found(EvidenceKind::Question) {
        Why::Question
    } else {
        Why::NothingOrdered
    };
    Verdict::Other(NotAnOrder { why, evidence })
}

/// Each kind counts once, but goods as often as they are named, up to three
/// times; a text that is nothing but counted words is a list.
fn score(evidence: &[Evidence], tokens: &[Token]) -> i32 {
    let mut seen: Vec<EvidenceKind> = Vec::new();
    let mut sum = 0;
    for kind in evidence.iter().map(|e| e.kind) {
        let goods = matches!(kind, EvidenceKind::QuantityUnit | EvidenceKind::QuantityProduct);
        let times = seen.iter().filter(|k| **k == kind).count();
        if times == 0 || (goods && times < 3) {
            sum += kind.weight();
        }
        seen.push(kind);
    }
    let counted = seen.iter().filter(|k| **k == EvidenceKind::QuantityWord).count();
    let lines = tokens.split(|t| t.kind == TokenKind::Break).filter(|l| !l.is_empty()).count();
    if counted > 0 && counted >= lines {
        sum += 2;
    }
    sum
}

/// One pass over the tokens.
struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    known: &'a KnownProducts,
}

impl Reader<'_> {
    fn read(&self) -> Vec<Evidence> {
        let mut out = Vec::new();
        let mut i = 0;
        while i < self.tokens.len() {
            let (evidence, next) = self.at(i);
            out.extend(evidence);
            i = next.max(i + 1);
        }
        if self.tokens.iter().any(|t| t.folded == "?") {
            self.ask(&mut out);
        }
        out
    }

    /// The line of a catalogue order.
    fn catalogue(&self, line: usize) -> Option<Evidence> {
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
        if let Some(n) = self.product(i) {
            let times = usize::from(self.folded(i + n) == "x");
            let counted = self.is(i + n + times, TokenKind::Number);
            return if counted {
                let end = i + n + times + 1;
                (Some(self.evidence(EvidenceKind::QuantityProduct, i, end)), end)
            } else {
                (Some(self.evidence(EvidenceKind::Product, i, i + n)), i + n)
            };
        }
        let kind = match self.sense(i) {
            Some(Sense::Wish) => EvidenceKind::OrderWord,
            Some(Sense::Cancel) => EvidenceKind::Cancellation,
            Some(Sense::Complaint) => EvidenceKind::Complaint,
            Some(Sense::Business) => EvidenceKind::Question,
            Some(Sense::Question) if i == 0 => EvidenceKind::Question,
            _ => return (None, i + 1),
        };
        (Some(self.evidence(kind, i, i + 1)), i + 1)
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
        let cross = matches!(self.folded(next), "x" | "*" | "×");
        next += usize::from(cross);
        while matches!(self.folded(next), "de" | "d" | "of" | "big" | "petit" | "petits" | "grand" | "grands") {
            next += 1;
        }
        if let Some(n) = self.product(next) {
            return Some((EvidenceKind::QuantityProduct, next + n));
        }
        match self.sense(next) {
            Some(Sense::Unit) => Some((EvidenceKind::QuantityUnit, next + 1)),
            None if self.is(next, TokenKind::Word) && self.goods_like(next) => {
                let sure = digits || self.sense(number) == Some(Sense::Number);
                sure.then_some((EvidenceKind::QuantityWord, next + 1))
            }
            _ if cross || times => Some((EvidenceKind::QuantityWord, next.min(self.tokens.len()))),
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

#[cfg(test)]
mod tests;
