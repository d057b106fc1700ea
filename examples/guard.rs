//! Lines `{"message","draft","language"}`, optionally `"business"` and `"customer"`, in;
//! lines `{"ok","violations"}` out, as the Worker's guard judges a model's draft.
//!
//! `cargo run -q --release --example guard`

use serde::Deserialize;
use serde_json::json;
use std::io::{BufRead as _, BufWriter, Write as _};
use whatsapp_order_ack::guard;
use whatsapp_order_ack::language::Language;

#[derive(Deserialize)]
struct Line {
    message: String,
    draft: String,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    business: String,
    #[serde(default)]
    customer: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)?;
        let language = line.language.as_deref().and_then(Language::parse);
        let Line { message, business, customer, .. } = &line;
        let violations =
            guard::check(&guard::Context { message, language, business, customer, taught: &[] }, &line.draft);
        writeln!(out, "{}", json!({"ok": violations.is_empty(), "violations": violations}))?;
    }
    out.flush()?;
    Ok(())
}
