//! The order lines of a card as a folded table, which one press copies.

use crate::desk::text::visible;
use crate::desk::words::{UiLanguage, Words};
use crate::review::as_on::AsOn;
use crate::review::order_lines::{LineView, as_tsv, quantity};
use maud::{Markup, html};

/// The table; nothing without lines. The press that copies it is shown by the script. What equals a
/// recent order as a whole says so once, above it.
pub fn table(lines: &[LineView], as_on: &AsOn, w: &Words) -> Markup {
    let comma = w.tongue == UiLanguage::Fr;
    let own = |n: usize| as_on.lines.get(n)?.as_ref().filter(|_| as_on.all.is_none());
    html! {
        @if !lines.is_empty() {
            details.order-lines {
                summary { (w.order_lines(lines.len())) @if let Some(day) = &as_on.all { ", " (w.as_on(day)) } }
                p.hint { (w.lines_are_read()) }
                div.scroll {
                    table {
                        thead { tr { th.n { (w.quantity()) } th { (w.unit()) } th { (w.written()) } th { (w.reference_short()) } } }
                        tbody {
                            @for (n, line) in lines.iter().enumerate() {
                                tr {
                                    td.n { @if line.quantity.is_some() { (quantity(line.quantity, comma)) } @else { "?" } }
                                    td { @if let Some(unit) = &line.unit { (visible(unit)) } }
                                    td.written dir="auto" {
                                        (visible(&line.name))
                                        @if let Some(day) = own(n) { " " small.hint { (w.as_on(day)) } }
                                    }
                                    td { @if let Some(reference) = &line.reference { (visible(reference)) } @else { "?" } }
                                }
                            }
                        }
                    }
                }
                button type="button" data-copy=(as_tsv(lines, comma)) data-copied=(w.lines_copied()) hidden { (w.copy_lines()) }
            }
        }
    }
}
