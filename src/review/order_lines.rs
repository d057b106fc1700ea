//! The order lines of a card. They are read anew whenever the card is, out of its messages: nothing
//! of them is kept, and nothing is entered anywhere.

use crate::gate::{OrderLine, Quantity};
use crate::messages::conversation::Conversation;
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
    /// The product's reference in a WhatsApp cart, otherwise `null`.
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

/// The lines of a card that the gate calls an order.
pub(super) fn of_card(conversation: &Conversation, verdict: &str) -> Vec<LineView> {
    if verdict != "order_shaped" {
        return Vec::new();
    }
    conversation.order_lines().into_iter().map(|(_, message, line)| LineView::of(line, message)).collect()
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
