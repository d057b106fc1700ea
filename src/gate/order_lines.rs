//! The lines of an order: what is wanted, how much of it, and where it is written. They are
//! read, and entered nowhere.
//!
//! A text is cut into parts (amounts, words, marks), the parts into segments of one thing
//! each, and each segment becomes a line, a correction of a line before it, or nothing. What
//! the gate says about a clause holds: what is asked, told or called off is no line.

mod amount;
mod catalogue;
mod choice;
mod correction;
mod item;
mod number;
mod parts;
mod segments;
mod split;
mod unit_of;
mod units;

use super::clause::{Act, Clause, Start, clauses};
use super::lexer;
use super::lexicon::Sense;
use super::reader::EvidenceFinder;
use super::{Evidence, Judged, KnownProducts, quoted, unanswered};
use serde::{Serialize, Serializer};
use std::ops::Range;

/// The most lines that are read out of one text.
const MOST: usize = 300;

/// What somebody wants, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ExportedLine"))]
pub struct OrderLine {
    /// How many or how much; none if it is not said, or not one number.
    pub quantity: Option<Quantity>,
    /// The package or the measure, in full and in the singular.
    pub unit: Option<String>,
    /// The thing as it is written.
    pub name: String,
    /// The business's own reference, if one known product fits.
    pub reference: Option<String>,
    /// Where the line begins in the text, in Unicode code points.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
}

/// A quantity in thousandths, written as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity(pub i64);

impl std::fmt::Display for Quantity {
    /// Without zeros at the end: `1.5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = format!("{:03}", self.0 % 1_000);
        match part.trim_end_matches('0') {
            "" => write!(f, "{}", self.0 / 1_000),
            part => write!(f, "{}.{part}", self.0 / 1_000),
        }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1_000 == 0 {
            serializer.serialize_i64(self.0 / 1_000)
        } else {
            serializer.serialize_f64(self.0 as f64 / 1_000.0)
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl schemars::JsonSchema for Quantity {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number"})
    }
}

/// What the clause of each token does. The mark of `can we get 3 boxes, 2 sacks and a lemon?` asks
/// for all of them.
fn acts(reader: &EvidenceFinder<'_>, clauses: &[Clause]) -> Vec<Act> {
    let mut acts = vec![Act::Open; reader.len()];
    let mut wishes = false;
    for clause in clauses {
        wishes &= !matches!(clause.start, Start::Line | Start::Sentence);
        let asks = |at: usize| matches!(reader.sense(at), Some(Sense::Question | Sense::Business));
        let by_mark = clause.act == Act::Asks && !(clause.from..clause.to).any(asks);
        let own = if wishes && by_mark { Act::Orders } else { clause.act };
        wishes |= own == Act::Orders;
        acts.iter_mut().take(clause.to).skip(clause.from).for_each(|act| *act = own);
    }
    acts
}

/// The order lines of a message that the gate calls an order. `catalogue`: which of its lines are of
/// an order from WhatsApp's own catalogue, `2 x HT1` each; they are read as they stand.
pub fn order_lines(message: &Judged<'_>, catalogue: &[Range<usize>], known: &KnownProducts) -> Vec<OrderLine> {
    read_order(message, catalogue, known).lines
}

/// What is read out of an order.
pub struct ReadOrder {
    /// What is wanted.
    pub lines: Vec<OrderLine>,
    /// What is asked besides, a sentence each.
    pub unanswered: Vec<Evidence>,
}

/// The order lines of a message as [`order_lines`] has them, and what it asks besides.
pub fn read_order(message: &Judged<'_>, catalogue: &[Range<usize>], known: &KnownProducts) -> ReadOrder {
    let tokens = split::glued(message.text, lexer::tokens(message.text));
    read(&EvidenceFinder::new(message.text, tokens, known, message.taught), message, catalogue, known)
}

fn read(
    reader: &EvidenceFinder<'_>,
    message: &Judged<'_>,
    catalogue: &[Range<usize>],
    known: &KnownProducts,
) -> ReadOrder {
    let mut clauses = clauses(reader);
    quoted::pass_on(reader, &mut clauses, message.forwarded);
    let acts = acts(reader, &clauses);
    let (listed, free) = catalogue::split(reader, catalogue);
    let mut lines = item::Lines::new(reader, &acts, known);
    listed.iter().for_each(|(from, to)| lines.listed(*from, *to));
    let parts = parts::parts(reader, &free);
    segments::segments(reader, &parts).iter().for_each(|segment| lines.read(segment, &parts));
    ReadOrder { lines: lines.done(), unanswered: unanswered::unanswered(reader, &clauses) }
}

#[cfg(test)]
mod tests;
