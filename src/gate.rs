//! The message-shape gate (G4): whether a message is order-shaped, and why.
//!
//! Deterministic and explainable: the same text and the same products give the
//! same verdict, and each verdict carries what it rests on. A wrong "no" costs a
//! person a look; a wrong "yes" costs a model call and trust. The whole text is read, in
//! time that grows with its length.

mod act;
mod clause;
mod correction;
mod known_products;
pub mod lexer;
mod lexicon;
pub mod number_words;
mod order_lines;
mod quantity;
mod quoted;
mod reader;
mod script;
pub mod taught;
mod tongue;
mod unanswered;
mod verdict;
mod wish;

use serde::{Deserialize, Serialize};
use std::ops::Range;
use taught::Taught;

pub use correction::one_typo;
pub use known_products::{
    FORM, GateProduct, KnownProducts, keys_of_message, keys_of_product, name_words, other_names, typos_of_message,
    words_of_keys,
};
pub use order_lines::{OrderLine, Quantity, ReadOrder, order_lines, read_order};

/// The text in small letters, without accents and apostrophes, as it is compared with other text.
pub fn folded(text: &str) -> String {
    script::fold_chars(text.chars())
}

/// Something in the text that the verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
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
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
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
    /// So many times a word or a reference: `beetroot x2`, `10452 x 3`.
    QuantityTimes,
    /// So many of what a quoted message shows: `j'en prends 6`.
    QuantityQuoted,
    /// What is wished for: the `pizza` of `can I have a pizza`.
    WishedGoods,
    /// A known product without a number.
    Product,
    /// A wish to have something: `je voudrais`.
    OrderWord,
    /// The same as before: `comme d'hab`.
    Usual,
    /// A change to an order: `finalement`, `instead of`.
    Change,
    /// Against: an earlier order is asked after.
    AfterOrder,
    /// Against: something is called off.
    Cancellation,
    /// Against: something was wrong with a delivery.
    Complaint,
    /// Against: something is given back.
    Return,
    /// Against: a price, a stock or a payment is asked about.
    Question,
    /// Against: tells what there is or was sold, not what is wanted.
    StockList,
    /// Against: tells what was done or will be.
    Told,
    /// Against: something is offered or advertised.
    Promotion,
    /// Against: the business taught that whoever says so orders nothing.
    NeverWord,
}

impl EvidenceKind {
    /// A number of goods.
    fn counts_goods(self) -> bool {
        matches!(
            self,
            Self::QuantityUnit
                | Self::QuantityProduct
                | Self::QuantityGoods
                | Self::QuantityTimes
                | Self::QuantityQuoted
        )
    }

    /// How strongly it speaks for an order.
    fn weight(self) -> u32 {
        match self {
            Self::CatalogueLine => 6,
            kind if kind.counts_goods() => 3,
            Self::Usual | Self::Change => 3,
            Self::OrderWord => 2,
            Self::QuantityWord | Self::Measured | Self::WishedGoods | Self::Product => 1,
            _ => 0,
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

/// Proof that a text passed the gate. Only [`judge`] and [`judge_message`] make one.
#[derive(Clone, Debug)]
pub struct OrderShaped {
    shape: Shape,
    evidence: Vec<Evidence>,
}

impl OrderShaped {
    /// What makes it an order.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// What it rests on, in the order of the text.
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }
}

/// What makes a message an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "OrderShape"))]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// An order from WhatsApp's own catalogue.
    Catalogue,
    /// So many of some goods.
    Quantities,
    /// A wish for goods.
    Wish,
    /// Goods that are named, and nothing else.
    Goods,
    /// The same as an earlier order.
    Usual,
    /// A change to an order.
    Change,
    /// So much of what a quoted message shows.
    Quoted,
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
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "WhyNoOrder"))]
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
    /// Something is given back, or its money asked for.
    Return,
    /// A price, a stock or a payment is asked about.
    Question,
    /// It tells what there is or was sold.
    StockOrSales,
    /// It tells what was done or will be.
    Told,
    /// Something is offered or advertised.
    Promotion,
    /// Somebody else wrote it.
    Forwarded,
    /// It thanks or agrees, in words or with an emoji, and nothing else.
    Thanks,
    /// It says what the business taught never to take for an order.
    NeverWord,
    /// Nothing is ordered.
    NothingOrdered,
}

impl Why {
    const ALL: [Self; 13] = [
        Self::NoText,
        Self::AboutAnEarlierOrder,
        Self::Cancellation,
        Self::Complaint,
        Self::Return,
        Self::Question,
        Self::StockOrSales,
        Self::Told,
        Self::Promotion,
        Self::Forwarded,
        Self::Thanks,
        Self::NeverWord,
        Self::NothingOrdered,
    ];

    /// Its name in D1, JSON and the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoText => "no_text",
            Self::AboutAnEarlierOrder => "about_an_earlier_order",
            Self::Cancellation => "cancellation",
            Self::Complaint => "complaint",
            Self::Return => "return",
            Self::Question => "question",
            Self::StockOrSales => "stock_or_sales",
            Self::Told => "told",
            Self::Promotion => "promotion",
            Self::Forwarded => "forwarded",
            Self::Thanks => "thanks",
            Self::NeverWord => "never_word",
            Self::NothingOrdered => "nothing_ordered",
        }
    }

    /// By its name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }
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
    word.len() > 2 && !matches!(word, "lot" | "lots") && lexicon::may_be_goods(word)
}

/// A message as it is judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Judged<'a> {
    /// What the customer wrote, a line for each message at least.
    pub text: &'a str,
    /// Which of its lines, from 0, is the first of a catalogue order.
    pub catalogue_line: Option<usize>,
    /// The text, the product or the advertisement that it answers. It completes a wish or a
    /// quantity (`j'en prends 6`); alone it orders nothing.
    pub quoted: Option<&'a str>,
    /// Which of its lines, from 0, somebody else wrote and the customer passed on: they
    /// order nothing, and complete as a quoted text does.
    pub forwarded: &'a [Range<usize>],
    /// What the business taught.
    pub taught: Option<&'a Taught>,
}

/// Judges a text that answers nothing. `catalogue_line`: which of its lines, from 0, is the
/// first of a catalogue order.
pub fn judge(text: &str, catalogue_line: Option<usize>, known: &KnownProducts) -> Verdict {
    judge_message(&Judged { text, catalogue_line, ..Judged::default() }, known)
}

/// Judges a message with what it answers.
pub fn judge_message(message: &Judged<'_>, known: &KnownProducts) -> Verdict {
    let tokens = lexer::tokens(message.text);
    if tokens.is_empty() {
        return Verdict::Other(NotAnOrder { why: Why::NoText, evidence: vec![] });
    }
    let reader = reader::EvidenceFinder::new(message.text, tokens, known, message.taught);
    verdict::Case::of(&reader, message, known).verdict()
}

#[cfg(test)]
mod tests;
