//! What a card's order lines are read with: what the business teaches today, and its products.

use crate::chat::Chat;
use serde_json::{Value, json};
use whatsapp_order_ack::products::index::build;

/// Unit, name and reference of each line.
fn lines(of: &Value) -> Vec<String> {
    let lines = of["lines"].as_array().expect("lines").iter();
    lines.map(|line| ["unit", "name", "reference"].map(|cell| line[cell].to_string()).join(" ")).collect()
}

/// The business has these products.
fn sells(chat: &Chat, products: &[(&str, &str, &str)]) {
    let product = |(reference, name, aliases): &(&str, &str, &str)| json!({"reference": reference, "name": name, "aliases": aliases});
    let list: Vec<Value> = products.iter().map(product).collect();
    let (status, told) = chat.rani.calls("PUT", "/api/products", &json!(list));
    assert!((200..300).contains(&status), "{told}");
    while chat.rani.host.run(build::slice(&chat.rani.host)).0.expect("a slice") != build::Progress::UpToDate {}
}

fn teaches(chat: &Chat, kind: &str, version: u32, words: &[&str]) {
    let body = json!({"version": version, "words": words});
    chat.rani.calls("POST", &format!("/api/words/{kind}/trial"), &body);
    let (status, told) = chat.rani.calls("PUT", &format!("/api/words/{kind}"), &body);
    assert_eq!(status, 200, "{told}");
}

/// The lines of the one card wherever they are shown, if they are the same everywhere.
fn everywhere(chat: &Chat) -> Vec<String> {
    let card = chat.card();
    let listed = lines(&card);
    let (_, whole) =
        chat.rani.calls("GET", &format!("/api/reviews/{}", card["id"].as_str().expect("id")), &Value::Null);
    assert_eq!(lines(&whole), listed, "a card by itself");
    let (_, export) = chat.rani.calls("GET", "/api/customers/c-33600000001/export", &Value::Null);
    let exported = export["order_lines"].as_array().expect("lines").iter().flat_map(lines).collect::<Vec<_>>();
    assert_eq!(exported, listed, "the export");
    let page = chat.page();
    for line in card["lines"].as_array().expect("lines") {
        let cell = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let copied = format!("{}\t{}\t{}\t{}", line["quantity"], cell("unit"), cell("name"), cell("reference"));
        assert!(page.contains(&copied), "what is copied has {copied:?}: {page}");
    }
    listed
}

#[test]
fn a_typed_line_has_the_reference_of_the_one_product_that_fits() {
    let chat = Chat::new();
    sells(
        &chat,
        &[
            ("HT1", "Harissa", "piment rouge"),
            ("HO-2", "Huile d'olive", ""),
            ("LAIT-A", "Lait", ""),
            ("LAIT-B", "lait", ""),
        ],
    );
    let text = "Bonjour, 3 cartons d'harisa, 2 bidons d'huiles d'olive, 4 cartons de piments rouges, \
        6 packs de lait et 5 kg de farine";
    chat.writes(&[chat.text("wamid.r1", 0, text)]);
    let expected = [
        r#""carton" "harisa" "HT1""#,
        r#""bidon" "huiles d'olive" "HO-2""#,
        r#""carton" "piments rouges" "HT1""#,
        r#""pack" "lait" null"#,
        r#""kg" "farine" null"#,
    ];
    assert_eq!(everywhere(&chat), expected);
    let (_, judged) = chat.rani.calls("POST", "/api/judge", &json!({ "text": text }));
    assert_eq!(lines(&judged), expected, "a pasted text");
}

#[test]
fn a_product_that_is_only_a_part_of_what_is_named_does_not_fit() {
    let chat = Chat::new();
    sells(&chat, &[("HT1", "Harissa", "")]);
    chat.writes(&[chat.text("wamid.r1", 0, "3 tubes de harissa, 2 cartons de sauce harissa douce")]);
    assert_eq!(everywhere(&chat), [r#""tube" "harissa" "HT1""#, r#""carton" "sauce harissa douce" null"#]);
}

#[test]
fn a_card_keeps_the_references_of_the_list_it_was_judged_with_until_its_next_version() {
    let chat = Chat::new();
    sells(&chat, &[("HT1", "Harissa", "")]);
    chat.writes(&[chat.text("wamid.r1", 0, "3 tubes de harissa")]);
    sells(&chat, &[("HT1", "Piment", ""), ("HT2", "Harissa", "")]);
    assert_eq!(everywhere(&chat), [r#""tube" "harissa" "HT1""#]);
    chat.writes(&[chat.text("wamid.r2", 60, "et 2 bidons d'huile")]);
    assert_eq!(lines(&chat.card())[0], r#""tube" "harissa" "HT2""#);
}

#[test]
fn what_is_taught_reaches_the_lines_of_cards_that_wait() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.t1", 0, "Bonjour, 3 kabanes de tomates et 2 sacs de riz")]);
    assert!(lines(&chat.card())[0].starts_with("null"), "nobody knows kabanes: {:?}", lines(&chat.card()));
    teaches(&chat, "packages", 0, &["kabane"]);
    assert_eq!(everywhere(&chat), [r#""kabane" "tomates" null"#, r#""sac" "riz" null"#]);
}

#[test]
fn an_answer_to_a_press_reads_its_card_with_what_is_taught() {
    let chat = Chat::new();
    teaches(&chat, "packages", 0, &["kabane"]);
    chat.writes(&[chat.text("wamid.t1", 0, "Bonjour, 3 kabanes de tomates et 2 sacs de riz")]);
    let card = chat.card();
    let path = format!("/api/reviews/{}/reject", card["id"].as_str().expect("an id"));
    let body = json!({"version": card["version"], "reason": "handled_elsewhere"});
    let answer = chat.rani.decides(&path, "k-1", &body);
    let rejected: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(lines(&rejected), lines(&card), "{rejected}");
    let (_, page) = chat.rani.calls("GET", "/api/reviews?state=rejected", &Value::Null);
    assert_eq!(lines(&page["reviews"][0]), [r#""kabane" "tomates" null"#, r#""sac" "riz" null"#]);
}

#[test]
fn what_a_card_names_is_erased_with_its_words() {
    let chat = Chat::new();
    sells(&chat, &[("HT1", "Harissa", "")]);
    chat.writes(&[chat.text("wamid.r1", 0, "3 tubes de harissa")]);
    let kept = "SELECT count(*) FROM review_queue WHERE named_products LIKE '%harissa%HT1%'";
    assert_eq!(chat.rani.count(kept), 1);
    let (status, told) = chat.rani.calls("DELETE", "/api/customers/c-33600000001", &Value::Null);
    assert!((200..300).contains(&status), "{told}");
    assert_eq!((chat.rani.count(kept), chat.rani.count("SELECT count(*) FROM review_queue")), (0, 1));
}

#[test]
fn of_what_is_no_order_no_product_is_kept() {
    let chat = Chat::new();
    sells(&chat, &[("HT1", "Harissa", "")]);
    chat.writes(&[chat.text("wamid.r1", 0, "il manquait 3 tubes de harissa ce matin")]);
    assert_eq!(chat.rani.count("SELECT count(*) FROM review_queue WHERE named_products = '[]'"), 1);
}
