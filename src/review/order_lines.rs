//! The order lines of a card. They are read anew whenever the card is, out of its messages: nothing
//! of them is kept, and nothing is entered anywhere.

use crate::clock::Timestamp;
use crate::customers::customer_queries::RecentOrder;
use crate::gate::taught::Taught;
use crate::gate::{KnownProducts, OrderLine, Quantity};
use crate::messages::conversation::Conversation;
use crate::messages::order_lines::ReadMessages;
use crate::review::GateVerdict;
use crate::review::as_on::{AsOn, as_on};
use crate::review::unanswered::Unanswered;
use crate::taught_words;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// A line, as the API shows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "OrderLine"))]
pub struct LineView {
    /// How many or how much. `null`: it is not said, or not one number.
    pub quantity: Option<Quantity>,
    /// The package or the measure, in full and in the singular.
    pub unit: Option<String>,
    /// The thing as it is written.
    pub name: String,
    /// The reference of the one product that it names; in a WhatsApp cart, as that has it.
    pub reference: Option<String>,
    /// The wamid of the message that it stands in; `null` for a text that is none.
    pub message: Option<String>,
    /// Where it begins in that message's words, in Unicode code points.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
}

impl LineView {
    /// A line of this message.
    pub fn of(line: OrderLine, message: Option<String>) -> Self {
        let OrderLine { quantity, unit, name, reference, start, end } = line;
        Self { quantity, unit, name, reference, message, start, end }
    }
}

/// What the order lines of cards are read and compared with.
#[derive(Debug, Default)]
pub struct LineReader {
    /// What the business teaches today.
    taught: Taught,
    /// The recent orders of customers, newest first, where they were read.
    orders: FxHashMap<String, Vec<RecentOrder>>,
}

impl LineReader {
    /// With these words, and no orders.
    pub fn of(newest: Option<taught_words::TaughtRow>) -> Self {
        Self { taught: taught_words::for_gate(newest), ..Self::default() }
    }

    /// With these orders of customers, by their id.
    #[must_use]
    pub fn beside(self, orders: FxHashMap<String, Vec<RecentOrder>>) -> Self {
        Self { orders, ..self }
    }

    /// The orders of a customer.
    pub fn orders(&self, customer: &str) -> &[RecentOrder] {
        self.orders.get(customer).map(Vec::as_slice).unwrap_or_default()
    }

    /// The lines of a card that the gate calls an order, what it asks besides, and when this customer ordered the same.
    /// `named`: the products that the card's words name.
    pub(super) fn read(
        &self,
        conversation: &Conversation,
        verdict: GateVerdict,
        named: Vec<(String, Option<String>)>,
        (customer, received_at): (&str, Timestamp),
    ) -> (Vec<LineView>, Vec<Unanswered>, AsOn) {
        if verdict == GateVerdict::NotAnOrder {
            return Default::default();
        }
        let known = KnownProducts::from_keys(named);
        let ReadMessages { lines, unanswered } = conversation.read_order(&self.taught, &known);
        let lines: Vec<_> = lines.into_iter().map(|(_, message, line)| LineView::of(line, message)).collect();
        let as_on = as_on(&lines, self.orders(customer), received_at, &self.taught, &known);
        let unanswered = unanswered.into_iter().map(|(message, asked)| Unanswered::of(message, asked)).collect();
        (lines, unanswered, as_on)
    }
}

/// The lines as a spreadsheet takes them: tabs between quantity, unit, name and reference, a line
/// each, no heading. A decimal mark is as the language has it.
pub fn as_tsv(lines: &[LineView], comma: bool) -> String {
    let row = |line: &LineView| {
        let cell = |text: &Option<String>| text.as_deref().map(plain).unwrap_or_default();
        [quantity(line.quantity, comma), cell(&line.unit), plain(&line.name), cell(&line.reference)].join("\t")
    };
    lines.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// A quantity in the reader's language; nothing of none.
pub fn quantity(quantity: Option<Quantity>, comma: bool) -> String {
    let text = quantity.map(|quantity| quantity.to_string()).unwrap_or_default();
    if comma { text.replace('.', ",") } else { text }
}

/// Without what would begin another cell, or a formula in a spreadsheet.
fn plain(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: Option<i64>, name: &str) -> LineView {
        let quantity = quantity.map(Quantity);
        LineView { quantity, unit: None, name: name.into(), reference: None, message: None, start: 0, end: 1 }
    }

    #[test]
    fn a_spreadsheet_gets_a_row_for_each_line_and_no_formula() {
        let lines = [line(Some(1_500), "œufs"), line(None, "a\tb\nc"), line(Some(3_000), "=HYPERLINK(1)")];
        assert_eq!(as_tsv(&lines, true), "1,5\t\tœufs\t\n\t\ta b c\t\n3\t\t'=HYPERLINK(1)\t");
        assert!(as_tsv(&lines, false).starts_with("1.5\t"));
    }
}
