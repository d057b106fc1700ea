//! The message-shape gate (G4): whether a message is order-shaped, and why.
//!
//! Deterministic and explainable: the same text and the same products give the
//! same verdict, and each verdict carries what it rests on. A wrong "no" costs a
//! person a look; a wrong "yes" costs a model call and trust.

mod correction;
mod evidence_finder;
mod known_products;
pub mod lexer;
mod lexicon;
pub mod number_words;
mod quantity;

use lexicon::Sense;
use serde::{Deserialize, Serialize};

use lexer::{Token, TokenKind};

pub use correction::one_slip;
pub use known_products::{
    FORM, KnownProducts, Product, keys_of_message, keys_of_product, slips_of_message, words_of_keys,
};

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
    /// A number with a word for goods: `2 pizzas`.
    QuantityGoods,
    /// A number with a measure alone: `10 kg`.
    Measured,
    /// A word for goods without a number.
    Goods,
    /// A number with a word that may be goods: `2 margheritas`.
    QuantityWord,
    /// So many times a word: `beetroot x2`, `3 x mint`.
    QuantityTimes,
    /// What is wished for: the `pizza` of `can I have a pizza`.
    WishedGoods,
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
    /// Against: tells what there is or was sold, not what is wanted.
    StockList,
}

impl EvidenceKind {
    /// A number of goods.
    fn counts_goods(self) -> bool {
        matches!(self, Self::QuantityUnit | Self::QuantityProduct | Self::QuantityGoods | Self::QuantityTimes)
    }

    /// For (positive) or against (negative) an order, and how strongly.
    fn weight(self) -> i32 {
        match self {
            Self::CatalogueLine => 6,
            Self::QuantityUnit | Self::QuantityProduct | Self::QuantityGoods | Self::QuantityTimes => 3,
            Self::OrderWord => 2,
            Self::QuantityWord | Self::Measured | Self::WishedGoods | Self::Product => 1,
            Self::Goods => 0,
            Self::Question => -2,
            Self::Complaint => -3,
            Self::AfterOrder | Self::Cancellation => -5,
            Self::StockList => -20,
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
    /// It tells what there is or was sold.
    StockOrSales,
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

/// Whether a folded word names goods, or a package that they come in. What is shorter
/// than three letters may be anything (`l` is an article, too), and `thanks a lot` names
/// none.
pub fn names_goods(word: &str) -> bool {
    word.len() > 2
        && !matches!(word, "lot" | "lots")
        && matches!(lexicon::sense(word), Some(Sense::Goods | Sense::Unit | Sense::Measure))
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
    let reader = evidence_finder::Reader::new(text, &tokens, known);
    let mut evidence = reader.read();
    evidence.extend(catalogue_line.and_then(|line| reader.catalogue(line)));
    evidence.sort_by_key(|e| (e.start, e.end));
    let found = |kind| evidence.iter().any(|e: &Evidence| e.kind == kind);
    let why = if is_enough(&evidence, &reader) {
        return Verdict::Order(OrderShaped(evidence));
    } else if found(EvidenceKind::StockList) {
        Why::StockOrSales
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

/// Whether it is an order: all of it together, or a wish in clauses of its own beside
/// what is asked (`Are there tomatoes? I want 5 kg.`), or goods that are named and
/// nothing else.
fn is_enough(evidence: &[Evidence], reader: &evidence_finder::Reader<'_>) -> bool {
    if score(evidence, reader) >= ENOUGH {
        return true;
    }
    let asking = |e: &&Evidence| e.kind == EvidenceKind::Question;
    let asked: Vec<usize> = evidence.iter().filter(asking).map(|e| reader.clause(e.start)).collect();
    if asked.is_empty() {
        return reader.names_goods_alone() && evidence.iter().all(|e| e.kind.weight() >= 0);
    }
    let told = evidence.iter().filter(|e| !asked.contains(&reader.clause(e.start)));
    let told: Vec<Evidence> = told.cloned().collect();
    told.iter().any(|e| e.kind == EvidenceKind::OrderWord) && score(&told, reader) >= ENOUGH
}

/// Each kind counts once, but goods as often as they are named, up to three
/// times; a text that is nothing but counted words is a list.
fn score(evidence: &[Evidence], reader: &evidence_finder::Reader<'_>) -> i32 {
    let mut seen: Vec<EvidenceKind> = Vec::new();
    let mut sum = 0;
    for kind in evidence.iter().map(|e| e.kind) {
        let times = seen.iter().filter(|k| **k == kind).count();
        if times == 0 || (kind.counts_goods() && times < 3) {
            sum += kind.weight();
        }
        seen.push(kind);
    }
    // A price, a stock, a date is not only named but asked for.
    if seen.contains(&EvidenceKind::Question) && reader.asks() {
        sum -= 2;
    }
    if seen.contains(&EvidenceKind::QuantityWord) && is_list(evidence, reader) {
        sum += 2;
    }
    sum
}

/// Whether each line begins or ends with something counted, and is short enough to
/// be nothing else. A line of courtesy does not count.
fn is_list(evidence: &[Evidence], reader: &evidence_finder::Reader<'_>) -> bool {
    let silent = |t: &Token| {
        t.kind == TokenKind::Mark || matches!(lexicon::sense(&t.folded), Some(Sense::Filler | Sense::Courtesy))
    };
    let counted = |line: &&[Token]| {
        let (Some(first), Some(last)) = (line.iter().find(|t| !silent(t)), line.last()) else { return false };
        let elsewhere = |t: &Token| {
            let digits = t.folded.chars().filter(char::is_ascii_digit).count();
            digits > 3 || lexicon::sense(&t.folded) == Some(Sense::NotGoods)
        };
        line.len() <= 8
            && !line.iter().any(elsewhere)
            && evidence.iter().any(|e| match e.kind {
                EvidenceKind::QuantityWord => e.start == first.start,
                kind => kind.counts_goods() && (e.start == first.start || e.end == last.end),
            })
    };
    let courteous = |line: &&[Token]| line.iter().all(silent);
    let mut lines = reader.tokens.split(|t| t.kind == TokenKind::Break).filter(|l| !courteous(l)).peekable();
    lines.peek().is_some() && lines.all(|line| counted(&line))
}

#[cfg(test)]
mod tests;
