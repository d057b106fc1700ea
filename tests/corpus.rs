//! Real webhook bodies, as Meta's own pages and samples publish them. They are not
//! part of this repository; where they are not there, this says so.

use serde_json::Value;
use std::path::{Path, PathBuf};
use whatsapp_order_ack::webhook::payload::{Item, parse};

fn payloads() -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/payloads");
    if dir.join("MANIFEST.jsonl").exists() {
        return Some(dir);
    }
    println!("left out: there is no corpus at {}", dir.display());
    None
}

/// How many messages and statuses a body holds, counted in another way.
fn held(body: &Value) -> (usize, usize) {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let values: Vec<Value> = list(body, "entry")
        .iter()
        .flat_map(|entry| list(entry, "changes"))
        .map(|change| change["value"].clone())
        .collect();
    let sum = |key| values.iter().map(|value| list(value, key).len()).sum();
    (sum("messages"), sum("statuses"))
}

#[test]
fn every_message_and_status_of_the_published_bodies_is_accounted_for() {
    let Some(dir) = payloads() else { return };
    let manifest = std::fs::read_to_string(dir.join("MANIFEST.jsonl")).expect("a manifest");
    let mut seen = 0;
    for line in manifest.lines() {
        let entry: Value = serde_json::from_str(line).expect("a line");
        let file = entry["file"].as_str().expect("a file");
        let bytes = std::fs::read(dir.join(file)).expect("a body");
        let items = parse(&bytes);
        assert!(!items.is_empty() || entry["category"] != "webhook", "{file} brought nothing");
        if entry["category"] == "webhook" {
            let body: Value = serde_json::from_slice(&bytes).expect("JSON");
            let messages = items.iter().filter(|item| matches!(item, Item::Message(_))).count();
            let statuses = items.iter().filter(|item| matches!(item, Item::Status(_))).count();
            assert_eq!((messages, statuses), held(&body), "{file}");
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} webhook bodies");
}
