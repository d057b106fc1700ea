//! Lines `{"message","draft","language"}` in; lines `{"ok","violations"}` out, as the
//! Worker's guard judges a model's draft.
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
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let Line { message, draft, language } = serde_json::from_str(&line)?;
        let language = language.as_deref().and_then(Language::parse);
        let violations = guard::check(&message, &draft, language);
        writeln!(out, "{}", json!({"ok": violations.is_empty(), "violations": violations}))?;
    }
    out.flush()?;
    Ok(())
}
