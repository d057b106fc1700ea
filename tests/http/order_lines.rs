//! Order lines: on the card, in the export, and of a text that somebody pastes.

use crate::chat::Chat;
use crate::client::text;
use serde_json::{Value, json};

/// Quantity, unit, name and reference of each.
fn lines(of: &Value) -> Vec<String> {
    let lines = of["lines"].as_array().expect("lines").iter();
    lines.map(|line| ["quantity", "unit", "name", "reference"].map(|cell| line[cell].to_string()).join(" ")).collect()
}

#[test]
fn a_card_has_the_lines_of_its_messages_where_they_stand() {
    let chat = Chat::new();
    chat.writes(&[
        chat.text("wamid.l1", 0, "Bonjour, 2,5 kg d'œufs et 6 cartons de lait"),
        chat.text("wamid.l2", 1, "finalement 7 cartons de lait"),
    ]);
    let card = chat.card();
    assert_eq!(lines(&card), [r#"2.5 "kg" "œufs" null"#, r#"7 "carton" "lait" null"#]);
    for line in card["lines"].as_array().expect("lines") {
        let of = |message: &&Value| message["id"] == line["message"];
        let message = card["messages"].as_array().expect("messages").iter().find(of).expect("its message");
        let place = |name: &str| usize::try_from(line[name].as_u64().expect("a place")).expect("small");
        let there: String = message["text"].as_str().expect("words").chars().skip(place("start")).collect();
        let there: String = there.chars().take(place("end") - place("start")).collect();
        assert!(there.ends_with(line["name"].as_str().expect("a name")), "{there}");
    }
    let page = chat.page();
    assert!(page.contains("Lignes de commande (2)") && page.contains("saisies nulle part"), "{page}");
    assert!(page.contains("2,5\tkg\tœufs\t\n7\tcarton\tlait\t"), "what is copied: {page}");
}

#[test]
fn a_cart_is_read_as_it_was_filled() {
    let chat = Chat::new();
    let items =
        json!([{"product_retailer_id": "HT1", "quantity": 3}, {"product_retailer_id": "10452", "quantity": 12}]);
    chat.writes(&[chat.message(
        "wamid.o1",
        0,
        "order",
        json!({"catalog_id": "77", "text": "", "product_items": items}),
    )]);
    assert_eq!(lines(&chat.card()), [r#"3 null "HT1" "HT1""#, r#"12 null "10452" "10452""#]);
}

#[test]
fn what_orders_nothing_has_no_lines() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.l1", 0, "il manquait 2 cartons de lait ce matin")]);
    assert_eq!(lines(&chat.card()), Vec::<String>::new());
    assert!(!chat.page().contains("Lignes de commande"));
}

#[test]
fn an_auditor_gets_no_lines() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.l1", 0, "6 cartons de lait")]);
    assert_eq!(lines(&chat.card()).len(), 1);
    chat.rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("another role");
    assert_eq!(chat.card()["lines"], json!([]));
    assert!(!chat.page().contains("Lignes de commande"));
}

#[test]
fn the_export_reads_the_lines_of_each_message() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.l1", 0, "6 cartons de lait"), chat.text("wamid.l2", 1, "merci")]);
    let (_, export) = chat.rani.calls("GET", "/api/customers/c-33600000001/export", &Value::Null);
    let read = export["order_lines"].as_array().expect("lines");
    assert_eq!(read.len(), 1, "{read:?}");
    assert_eq!((&read[0]["message"], lines(&read[0])), (&json!("wamid.l1"), vec![r#"6 "carton" "lait" null"#.into()]));
}

#[test]
fn a_pasted_text_is_judged_and_nothing_of_it_is_kept() {
    let chat = Chat::new();
    let everything = || chat.rani.dump(&[]);
    let before = everything();
    let (status, judged) = chat.rani.calls("POST", "/api/judge", &json!({"text": "Bonjour, 3 sacs de riz svp"}));
    assert_eq!((status, &judged["order"], &judged["why"]), (200, &json!(true), &json!("quantities")), "{judged}");
    assert_eq!(lines(&judged), [r#"3 "sac" "riz" null"#]);
    assert_eq!(judged["evidence"][0]["text"], "3 sacs");
    let (_, other) = chat.rani.calls("POST", "/api/judge", &json!({"text": "il manquait 2 cartons de lait"}));
    assert_eq!((&other["order"], &other["why"], &other["lines"]), (&json!(false), &json!("complaint"), &json!([])));
    assert_eq!(before, everything());
}

#[test]
fn only_who_decides_has_a_text_of_some_length_judged() {
    let chat = Chat::new();
    let long = "é".repeat(20_001);
    assert_eq!(chat.rani.calls("POST", "/api/judge", &json!({ "text": long })).0, 400);
    assert_eq!(chat.rani.calls("POST", "/api/judge", &json!({"text": "x".repeat(130_000)})).0, 413);
    assert_eq!(chat.rani.calls("POST", "/api/judge", &json!({"words": "3 sacs"})).0, 400);
    chat.rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("another role");
    assert_eq!(chat.rani.calls("POST", "/api/judge", &json!({"text": "3 sacs de riz"})).0, 403);
}

#[test]
fn the_box_at_the_desk_marks_what_a_pasted_text_is_judged_by() {
    let chat = Chat::new();
    let (status, page) = chat.rani.presses("/review/judge", &[("text", "Bonjour,\r\n3 sacs de riz <b>svp</b>")]);
    assert_eq!(status, 200);
    assert!(page.contains("C'est une commande") || page.contains("C&#39;est une commande"), "{page}");
    assert!(page.contains("3 sacs</mark>") && page.contains("&lt;b&gt;") && page.contains("3\tsac\triz"), "{page}");
    let (_, page) = chat.rani.presses("/review/judge", &[("text", "il manquait 2 cartons de lait")]);
    assert!(page.contains("pas une commande") && page.contains("une réclamation"), "{page}");
    assert!(text(&chat.rani.opens("/review")).contains("href=\"/review/judge\""));
    let (status, page) = chat.rani.presses("/review/judge", &[("text", &"x".repeat(20_001))]);
    assert!(status == 400 && page.contains("20 000 caractères"), "{status}");
}

/// When orders were placed.
const MARCH: &str = "2020-03-01T00:00:00.000Z";
const APRIL: &str = "2020-04-12T08:00:00.000Z";

#[test]
fn what_equals_a_recent_order_says_when_it_was_ordered() {
    let chat = Chat::new();
    let order = |id: &str, placed_at: &str, summary: &str| {
        let body = json!({"customer_id": "c-33600000001", "placed_at": placed_at, "summary": summary});
        let (status, told) = chat.rani.calls("PUT", &format!("/api/orders/{id}"), &body);
        assert!((200..300).contains(&status), "{told}");
    };
    order("o1", MARCH, "3 cartons de lait, 2 sacs de riz");
    order("o2", APRIL, "2 sacs de riz");
    chat.writes(&[chat.text("wamid.s1", 0, "Bonjour, 2 sacs de riz et 3 cartons de lait svp")]);
    let path = format!("/api/reviews/{}", chat.card()["id"].as_str().expect("an id"));
    let as_on = || chat.rani.calls("GET", &path, &Value::Null).1["as_on"].clone();
    assert_eq!(as_on(), json!({"all": MARCH, "lines": [APRIL, MARCH]}));
    for page in [chat.page(), text(&chat.rani.opens("/review"))] {
        assert!(page.contains("Lignes de commande (2), comme le 1er mars 2020"), "{page}");
        assert!(!page.contains("comme le 12 avril"), "what is the same as a whole says so once: {page}");
    }
    chat.writes(&[chat.text("wamid.s2", 60, "et 5 kg de farine")]);
    assert_eq!(as_on(), json!({"all": null, "lines": [APRIL, MARCH, null]}));
    let page = chat.page();
    assert!(page.contains("riz <small class=\"hint\">comme le 12 avril 2020</small>"), "{page}");
    assert!(page.contains("2\tsac\triz\t\n3\tcarton\tlait\t\n5\tkg\tfarine\t"), "nothing of it is copied: {page}");
    chat.rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("another role");
    assert_eq!(as_on(), json!({"all": null, "lines": []}));
}
