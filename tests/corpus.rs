//! Webhook bodies of every kind that Meta describes: each message and status in them is
//! accounted for. Those of `fixtures/webhooks.jsonl` are invented, in the shape of Meta's. The
//! published ones are not part of this repository.

use serde_json::Value;
use std::path::Path;
use whatsapp_order_ack::webhook::payload::{Item, parse};

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

fn check(name: &str, bytes: &[u8]) {
    let items = parse(bytes);
    let body: Value = serde_json::from_slice(bytes).expect("JSON");
    let messages = items.iter().filter(|item| matches!(item, Item::Message(_))).count();
    let statuses = items.iter().filter(|item| matches!(item, Item::Status(_))).count();
    assert_eq!((messages, statuses), held(&body), "{name}");
}

#[test]
fn every_message_and_status_is_accounted_for() {
    let bodies = include_str!("fixtures/webhooks.jsonl");
    bodies.lines().for_each(|body| check(body, body.as_bytes()));
    assert!(bodies.lines().count() > 10);
}

#[test]
#[ignore = "needs the published bodies beside the checkout; npm test runs it where they are"]
fn so_is_every_one_of_the_published_bodies() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/payloads");
    let manifest = std::fs::read_to_string(dir.join("MANIFEST.jsonl")).expect("a manifest");
    let mut seen = 0;
    for line in manifest.lines() {
        let entry: Value = serde_json::from_str(line).expect("a line");
        let file = entry["file"].as_str().expect("a file");
        let bytes = std::fs::read(dir.join(file)).expect("a body");
        if entry["category"] == "webhook" {
            check(file, &bytes);
            seen += 1;
        }
        assert!(!parse(&bytes).is_empty() || entry["category"] != "webhook", "{file} brought nothing");
    }
    assert!(seen > 100, "only {seen} webhook bodies");
}
