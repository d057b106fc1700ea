//! The ledger's rows, for auditors: a page and a file.

use super::proof::{Outside, Proof};
use super::run_ledger::Row;
use crate::bulk_import::cell;
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::layout::{Tab, page};
use crate::desk::text::visible;
use crate::desk::time::at;
use maud::{Markup, html};
use serde_json::Value;

/// What the page shows.
pub struct Rows<'a> {
    /// The number that the page begins at.
    pub first: i64,
    /// The newest row's.
    pub newest: i64,
    pub rows: &'a [Row],
    pub proof: &'a Proof,
}

/// The page of the ledger.
pub fn render(desk: &Desk<'_>, shown: &Rows<'_>) -> String {
    let w = desk.words;
    let last = shown.rows.last().map_or(shown.first, |row| row.id);
    let content = html! {
        h2 { (w.the_ledger()) }
        p.hint { (w.ledger_mean()) }
        (proof(desk, shown.proof))
        form.filters method="get" action="/review/ledger/rows" {
            div { label for="from" { (w.from_the_row()) } input id="from" name="from" type="number" min="1" value=(shown.first); }
            button { (w.show_it) }
        }
        @if shown.rows.is_empty() { p.empty { (w.no_rows()) } } @else { (rows(desk, shown.rows)) }
        p {
            @if shown.first > 1 { a.button rel="prev" href={ "/review/ledger/rows?from=" ((shown.first - 100).max(1)) } { "←" } " " }
            @if last < shown.newest { a.button rel="next" href={ "/review/ledger/rows?from=" (last + 1) } { "→" } " " }
            a.button href={ "/review/ledger/rows.csv?from=" (shown.first) } { (w.ledger_csv()) }
        }
    };
    page(desk, Tab::Numbers, None, content)
}

/// How the proof stands, in plain words.
fn proof(desk: &Desk<'_>, proof: &Proof) -> Markup {
    let w = desk.words;
    let outside = match proof.outside {
        Outside::Same => w.proof_same(),
        Outside::Behind => w.proof_ahead(),
        Outside::Differs => w.proof_differs(),
        Outside::Unknown => w.proof_away(),
    };
    html! {
        h3 { (w.proof()) }
        div.trouble[proof.outside == Outside::Differs] {
            @match proof.sealed {
                Some((row, when)) => p { (w.proof_sealed()) " " (row) ", " (at(desk, when)) ". " (outside) },
                None if proof.outside == Outside::Differs => p { (outside) },
                None => p { (w.proof_none()) },
            }
            p.hint { (w.proof_verify()) " " code { "npm run ledger:verify" } }
        }
    }
}

/// A column as text; empty where it is NULL.
fn column(row: &Row, name: &str) -> String {
    match row.columns.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn rows(desk: &Desk<'_>, rows: &[Row]) -> Markup {
    let w = desk.words;
    let heads = [
        w.row_number(),
        w.ledger_when(),
        w.ledger_step(),
        w.ledger_outcome(),
        w.ledger_detail(),
        w.ledger_who(),
        w.ledger_card(),
    ];
    html! {
        div.scroll.wraps tabindex="0" role="region" aria-label=(w.the_ledger()) {
            table {
                thead { tr { @for head in heads { th { (head) } } } }
                tbody {
                    @for row in rows {
                        @let (when, review) = (column(row, "at"), column(row, "review_id"));
                        tr {
                            td.n { (row.id) }
                            td { @if let Some(when) = Timestamp::parse(&when) { (at(desk, when)) } @else { (visible(&when)) } }
                            td { (visible(&column(row, "step"))) } td { (visible(&column(row, "outcome"))) }
                            td { (visible(&column(row, "reason"))) } td { (visible(&column(row, "actor_name"))) }
                            td { @if !review.is_empty() { a href={ "/review/cards/" (review) } { (visible(review.get(..12).unwrap_or(&review))) } } }
                        }
                    }
                }
            }
        }
    }
}

/// The columns of the file: all of the ledger's, and the name of who did it.
const COLUMNS: [&str; 16] = [
    "at",
    "invocation",
    "step",
    "outcome",
    "message_ref",
    "sender_ref",
    "review_id",
    "version",
    "actor",
    "actor_name",
    "reason",
    "model",
    "tokens_in",
    "tokens_out",
    "latency_ms",
    "cost_micros",
];

/// The rows as a file (RFC 4180). No cell of it is a formula.
pub fn csv(rows: &[Row]) -> String {
    let head = std::iter::once("id").chain(COLUMNS).collect::<Vec<_>>().join(",") + "\r\n";
    let line = |row: &Row| {
        let cells = COLUMNS.iter().map(|name| cell(&column(row, name)));
        std::iter::once(row.id.to_string()).chain(cells).collect::<Vec<_>>().join(",") + "\r\n"
    };
    std::iter::once(head).chain(rows.iter().map(line)).collect()
}
