//! A card's ledger rows as a timeline.

use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::time::at;
use crate::ledger::run_ledger::LedgerRow;
use maud::{Markup, html};

/// The timeline, oldest first.
pub fn trail(desk: &Desk<'_>, rows: &[LedgerRow]) -> Markup {
    let w = desk.words;
    let column = |row: &LedgerRow, name: &str| row.columns.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let number = |row: &LedgerRow, name: &str| row.columns.get(name).and_then(serde_json::Value::as_i64);
    html! {
        section.trail {
            h2 { (w.trail) }
            ol {
                @for row in rows {
                    li {
                        @if let Some(when) = column(row, "at").as_deref().and_then(Timestamp::parse) { (at(desk, when)) " " }
                        @let (step, outcome) = (column(row, "step").unwrap_or_default(), column(row, "outcome").unwrap_or_default());
                        (w.happened(&step, &outcome))
                        @if let Some(name) = column(row, "actor_name") { " · " (super::visible(&name)) }
                        @if let Some(why) = column(row, "reason").and_then(|reason| w.because(&step, &outcome, &reason)) { " · " (super::visible(&why)) }
                        @if let Some(model) = column(row, "model") { " · " (super::visible(&model)) }
                        @if let Some(ms) = number(row, "latency_ms") { " · " (ms) " ms" }
                    }
                }
            }
        }
    }
}
