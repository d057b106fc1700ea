//! Lines `{"text"}` in, with the text that it answers as `quoted`, and `forwarded` if somebody
//! else wrote it; lines `{"order","why","evidence","lines"}` out, as the Worker's gate
//! judges and reads them.
//!
//! `cargo run -q --release --example gate [-- --products FILE.csv]`, where the file
//! has the columns reference, name, aliases (between `|` or `;`).

use serde::Deserialize;
use serde_json::json;
use std::io::{BufRead as _, BufWriter, Write as _};
use whatsapp_order_ack::gate::{GateProduct, Judged, KnownProducts, Verdict, judge_message, order_lines};

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    quoted: Option<String>,
    #[serde(default)]
    forwarded: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let known = products()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)?;
        let whole = 0..line.text.lines().count().max(1);
        let forwarded = if line.forwarded { std::slice::from_ref(&whole) } else { &[] };
        let message = Judged { text: &line.text, quoted: line.quoted.as_deref(), forwarded, ..Judged::default() };
        let answer = match judge_message(&message, &known) {
            Verdict::Order(order) => {
                let lines = order_lines(&message, &[], &known);
                json!({"order": true, "why": order.shape(), "evidence": order.evidence(), "lines": lines})
            }
            Verdict::Other(other) => json!({"order": false, "why": other.why, "evidence": other.evidence, "lines": []}),
        };
        writeln!(out, "{answer}")?;
    }
    out.flush()?;
    Ok(())
}

fn products() -> Result<KnownProducts, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => return Ok(KnownProducts::default()),
        (Some("--products"), Some(file)) => file,
        _ => return Err("usage: gate [--products FILE.csv]".into()),
    };
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    let rows = text.lines().map(cells).filter(|cells| cells.first().is_some_and(|c| c != "reference"));
    let products: Vec<GateProduct> = rows
        .map(|cells| {
            let cell = |n: usize| cells.get(n).cloned().unwrap_or_default();
            GateProduct { reference: cell(0), name: cell(1), aliases: cell(2) }
        })
        .collect();
    Ok(KnownProducts::from_products(&products))
}

/// The cells of a CSV line (RFC 4180, without line ends inside quotes).
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}
