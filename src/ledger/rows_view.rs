//! The ledger's rows, for auditors: a page and a file.

use super::Event;
use super::kind::Kind;
use super::ledger_rows::LedgerFilter;
use super::proof::{Outside, Proof};
use super::run_ledger::LedgerRow;
use crate::bulk_import::cell;
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::layout::{Tab, page};
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::desk::words::Words;
use maud::{Markup, html};
use serde_json::Value;

/// What the page shows.
pub struct ShownRows<'a> {
    pub asked: &'a LedgerFilter,
    /// Newest first.
    pub rows: &'a [LedgerRow],
    /// There may be older ones.
    pub more: bool,
    pub proof: &'a Proof,
}

/// How far the link to newer rows goes.
const STEP: i64 = 100;

/// Where the ledger shows one kind.
pub fn path_of(kind: Kind) -> String {
    format!("/review/ledger/rows?kind={}", kind.as_str())
}

/// The page of the ledger.
pub fn render(desk: &Desk<'_>, shown: &ShownRows<'_>) -> String {
    let (w, asked) = (desk.words, shown.asked);
    let content = html! {
        h2 { (w.the_ledger()) }
        p.hint { (w.ledger_mean()) }
        (proof(desk, shown.proof))
        (filters(w, asked))
        @if asked.kind == Some(Kind::Strangers) { p.hint { (w.look_at_the_phone()) } }
        @if shown.rows.is_empty() { p.empty { (w.no_rows()) } } @else { (rows(desk, shown.rows)) }
        (onward(w, shown))
    };
    page(desk, Tab::Numbers, None, content)
}

fn filters(w: &Words, asked: &LedgerFilter) -> Markup {
    html! {
        form.filters method="get" action="/review/ledger/rows" {
            div { label for="day" { (w.ledger_day()) } input id="day" name="day" type="date" value=[asked.day.as_deref()]; }
            div {
                label for="kind" { (w.about()) }
                select id="kind" name="kind" {
                    option value="" { (w.all_kinds()) }
                    @for kind in Kind::ALL {
                        option value=(kind.as_str()) selected[asked.kind == Some(kind)] { (w.ledger_kind(kind)) }
                    }
                }
            }
            div { label for="through" { (w.through_row()) } input id="through" name="through" type="number" min="1" value=[asked.through]; }
            button { (w.show_it) }
        }
        @if asked.kind.is_some() && asked.day.is_none() { p.hint { (w.last_seven_days()) } }
    }
}

/// The links to newer and older rows, and to the file.
fn onward(w: &Words, shown: &ShownRows<'_>) -> Markup {
    let asked = shown.asked;
    let picked = [("day", asked.day.as_deref()), ("kind", asked.kind.map(Kind::as_str))];
    let link = |path: &str, through: Option<i64>| {
        let through = through.map(|id| id.to_string());
        let all = picked.into_iter().chain([("through", through.as_deref())]);
        let query: Vec<String> = all.filter_map(|(name, value)| Some(format!("{name}={}", value?))).collect();
        format!("{path}?{}", query.join("&"))
    };
    let page = |through| link("/review/ledger/rows", through);
    let ends = shown.rows.first().zip(shown.rows.last()).map(|(newest, oldest)| (newest.id, oldest.id));
    // Rows are numbered one after another: the page before is found by counting, unless some are left out.
    let newer = asked.through.map(|through| (!asked.picks()).then_some(through.saturating_add(STEP)));
    html! {
        p {
            @if let Some(newer) = newer {
                a.button rel="prev" href=(page(newer)) { "← " (if newer.is_some() { w.newer_rows() } else { w.newest_rows() }) } " "
            }
            @if let Some((_, oldest)) = ends.filter(|_| shown.more) {
                a.button rel="next" href=(page(Some(oldest.saturating_sub(1)))) { (w.older_rows()) " →" } " "
            }
            @if asked.picks() { a.button href=(link("/review/ledger/rows.csv", asked.through)) { (w.these_as_csv()) } }
            @else if let Some((_, oldest)) = ends { a.button href={ "/review/ledger/rows.csv?from=" (oldest) } { (w.ledger_csv()) " " (oldest) } }
        }
    }
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
fn column(row: &LedgerRow, name: &str) -> String {
    match row.columns.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn rows(desk: &Desk<'_>, rows: &[LedgerRow]) -> Markup {
    let w = desk.words;
    let heads =
        [w.ledger_when(), w.ledger_outcome(), w.ledger_detail(), w.ledger_who(), w.ledger_card(), w.row_number()];
    html! {
        div.scroll.wraps.blocks tabindex="0" role="region" aria-label=(w.the_ledger()) {
            table {
                thead { tr { @for head in heads { th { (head) } } } }
                tbody { @for row in rows { (line(desk, row)) } }
            }
        }
    }
}

/// A row: in words, with the codes small beside them for whoever asks the database.
fn line(desk: &Desk<'_>, row: &LedgerRow) -> Markup {
    let w = desk.words;
    let [when, step, outcome, reason, model] =
        ["at", "step", "outcome", "reason", "model"].map(|name| column(row, name));
    let [name, actor, card, sender] = ["actor_name", "actor", "card", "sender_ref"].map(|name| column(row, name));
    let why = w.because(&step, &outcome, &reason).filter(|_| !reason.is_empty());
    let stranger = Event::of(&step, &outcome).is_some_and(|event| event.kind() == Kind::Strangers);
    html! {
        tr id={ "row-" (row.id) } {
            td { @if let Some(when) = Timestamp::parse(&when) { (at(desk, when)) } @else { (visible(&when)) } }
            td { (w.happened(&step, &outcome)) " " code { (visible(&step)) " " (visible(&outcome)) } }
            td data-label=(w.ledger_detail()) {
                @if let Some(why) = &why { (visible(why)) " " }
                @if !model.is_empty() { (visible(&model)) " " }
                @if !reason.is_empty() { code { (visible(&reason)) } }
                @if stranger && !sender.is_empty() { code { (visible(&sender)) } }
            }
            td data-label=(w.ledger_who()) { @if name.is_empty() { (visible(&actor)) } @else { (visible(&name)) } }
            td data-label=(w.ledger_card()) {
                @if !card.is_empty() { a href={ "/review/cards/" (card) } { (visible(card.get(..12).unwrap_or(&card))) } }
            }
            td data-label=(w.row_number()) { (row.id) }
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

/// The rows as a file (RFC 4180), the last column in words. No cell of it is a formula.
pub fn csv(rows: &[LedgerRow], w: &Words) -> String {
    let head = std::iter::once("id").chain(COLUMNS).chain(["happened"]).collect::<Vec<_>>().join(",") + "\r\n";
    let line = |row: &LedgerRow| {
        let cells = COLUMNS.iter().map(|name| cell(&column(row, name)));
        let happened = cell(w.happened(&column(row, "step"), &column(row, "outcome")));
        std::iter::once(row.id.to_string()).chain(cells).chain([happened]).collect::<Vec<_>>().join(",") + "\r\n"
    };
    std::iter::once(head).chain(rows.iter().map(line)).collect()
}
