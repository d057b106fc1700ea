//! A webhook body on standard input; a JSON line per item on standard output.
//!
//! `cargo run -q --release --example webhook < body.json`

use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use whatsapp_order_ack::webhook::payload::{Item, UnrecognizedItem, parse};

fn line(item: &Item) -> Value {
    match item {
        Item::Message(message) => json!({
            "item": "message",
            "id": message.id,
            "type": message.kind_name,
            "from": message.from,
            "from_user_id": message.from_user_id,
            "text": message.text,
        }),
        Item::Status(status) => json!({"item": "status", "id": status.id, "status": status.status}),
        Item::Echo(_) => json!({"item": "odd", "why": UnrecognizedItem::Echo.code()}),
        Item::Account(notice) => json!({"item": "account", "field": notice.field.as_str(), "event": notice.event}),
        Item::Odd(oddity) => json!({"item": "odd", "why": oddity.code()}),
    }
}

fn main() -> std::io::Result<()> {
    let mut body = Vec::new();
    std::io::stdin().lock().read_to_end(&mut body)?;
    let mut out = std::io::stdout().lock();
    for item in parse(&body) {
        writeln!(out, "{}", line(&item))?;
    }
    Ok(())
}
