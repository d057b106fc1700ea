//! The gate's floor: below it, a change made it worse. `npm run gate:report` says where.

use serde_json::Value;
use std::path::Path;
use whatsapp_order_ack::gate::{KnownProducts, Verdict, judge};

/// Label, set and text.
type Message = (bool, String, String);

fn passes(text: &str) -> bool {
    matches!(judge(text, None, &KnownProducts::default()), Verdict::Order(_))
}

/// At least so many in a thousand orders pass, and at most so many of what is none.
fn check(what: &str, messages: &[&Message], orders: usize, others: usize) {
    let count = |order: bool| {
        let of = messages.iter().filter(|message| message.0 == order);
        (of.clone().filter(|message| passes(&message.2)).count(), of.count())
    };
    let ((right, all), (wrong, rest)) = (count(true), count(false));
    assert!(right * 1_000 >= orders * all, "{what}: {right} of {all} orders pass");
    assert!(wrong * 1_000 <= others * rest, "{what}: {wrong} of {rest} that are none pass");
}

#[test]
fn messages_to_a_wholesaler_are_told_apart() {
    let lines = include_str!("fixtures/gate_messages.tsv").lines().filter(|line| !line.starts_with('#'));
    let message = |line: &str| {
        let mut cells = line.splitn(3, '\t').skip(1);
        let label = cells.next().expect("a label") == "order";
        (label, "invented".to_owned(), cells.next().expect("a text").replace('⏎', "\n"))
    };
    let messages: Vec<Message> = lines.map(message).collect();
    assert!(messages.len() > 150);
    check("invented", &messages.iter().collect::<Vec<_>>(), 990, 15);
}

#[test]
#[ignore = "needs the labelled messages beside the checkout; npm test runs it where they are"]
fn so_are_messages_that_nobody_here_wrote() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/gate-dev.jsonl");
    let text = std::fs::read_to_string(&file).expect("the labelled messages");
    let message = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        (row["label"] == "order", text("set"), text("text"))
    };
    let messages: Vec<Message> = text.lines().filter(|line| !line.is_empty()).map(message).collect();
    check("all", &messages.iter().collect::<Vec<_>>(), 900, 10);
    // A trade's own channel, rather than a pizzeria's or an assistant's.
    let near = [
        "abidjan_ecommerce_corpus_fr",
        "fambri_whatsapp_en",
        "harvested_bot_tests_multi",
        "pharmacie_bot_fr",
        "whatsorder_fr",
    ];
    let near: Vec<_> = messages.iter().filter(|(_, set, _)| near.contains(&set.as_str())).collect();
    check("near the use", &near, 990, 15);
}
