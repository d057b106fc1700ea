//! The business teaches: what it may, what comes of it, and who did it.

use crate::client::{Client, text};
use serde_json::{Value, json};
use testkit::database::rows;
use testkit::recording::{NOON, NUMBER_ID};
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::sweep;

/// An admin, and a customer on the allowlist.
fn business() -> Client {
    let rani = Client::new();
    let sql = "INSERT INTO customers (id, name) VALUES ('c1', 'Épicerie Samira');
        INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
        VALUES ('33600000001', 'snd_1', 'c1', 'asked', 'usr_1', 'x');";
    rani.host.db.borrow().execute_batch(sql).expect("rows");
    rani
}

/// The customer writes; each message gets a card of its own.
fn writes(rani: &Client, id: &str, said: &str) {
    let shop = Sender::phone("33600000001", "Épicerie Exemple");
    rani.receives(&webhook::messages(NUMBER_ID, &shop, &[shop.text(id, NOON, said)]));
    let close = "UPDATE review_queue SET state = 'expired' WHERE state = 'pending'";
    rani.host.db.borrow().execute_batch(close).expect("closed");
}

fn newest_gate(rani: &Client) -> Value {
    let sql = "SELECT gate_verdict AS verdict, gate_why AS why, words_version AS version FROM review_queue
        ORDER BY rowid DESC LIMIT 1";
    let row = rows(&rani.host.db.borrow(), sql).remove(0);
    json!([row["verdict"], row["why"], row["version"]])
}

fn body(version: u32, words: &[&str]) -> Value {
    json!({"version": version, "words": words})
}

/// Tries a change to the end; what the last page says.
fn tries(rani: &Client, kind: &str, body: &Value) -> Value {
    let path = format!("/api/words/{kind}/trial");
    for _ in 0..200 {
        let (status, trial) = rani.calls("POST", &path, body);
        assert_eq!(status, 200, "{trial}");
        if trial["left"] == 0 {
            return trial;
        }
    }
    panic!("it has no end");
}

/// Tries a change and saves it.
fn teaches(rani: &Client, kind: &str, version: u32, words: &[&str]) -> (u16, Value) {
    tries(rani, kind, &body(version, words));
    rani.calls("PUT", &format!("/api/words/{kind}"), &body(version, words))
}

fn message(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["error"]["message"].as_str().unwrap_or_default())
}

#[test]
fn a_taught_word_changes_the_next_verdict_which_names_its_version_and_the_ledger_says_who() {
    let rani = business();
    writes(&rani, "wamid.1", "Réassort pour mardi");
    assert_eq!(newest_gate(&rani), json!(["not_an_order", "nothing_ordered", 0]));
    rani.calls("PUT", "/api/reviews/unknown/mark", &json!({"was": "order"}));
    let card = rani.calls("GET", "/api/reviews?state=expired", &Value::Null).1["reviews"][0]["id"].clone();
    let path = format!("/api/reviews/{}/mark", card.as_str().expect("an id"));
    assert_eq!(rani.calls("PUT", &path, &json!({"was": "order"})).1["gate"]["marked"], "order");
    let (status, words) = teaches(&rani, "order", 0, &["réassort"]);
    assert_eq!((status, &words["version"], &words["words"]["order"]), (200, &json!(1), &json!(["réassort"])));
    writes(&rani, "wamid.2", "Réassort pour jeudi");
    assert_eq!(newest_gate(&rani), json!(["order_shaped", null, 1]));
    let (_, cards) = rani.calls("GET", "/api/reviews?state=expired", &Value::Null);
    let versions: Vec<&Value> =
        cards["reviews"].as_array().expect("cards").iter().map(|card| &card["gate"]["words_version"]).collect();
    assert!(versions.contains(&&json!(0)) && versions.contains(&&json!(1)), "{versions:?}");
    let sql = "SELECT actor, reason FROM run_ledger WHERE step = 'words' AND outcome = 'taught'";
    let ledger = rows(&rani.host.db.borrow(), sql);
    assert_eq!(ledger.len(), 1);
    assert_eq!(json!([ledger[0]["actor"], ledger[0]["reason"]]), json!(["usr_1", "words-1:order:+1-0"]));
}

#[test]
fn never_words_win_and_what_is_taken_back_counts_no_more() {
    let rani = business();
    assert_eq!(teaches(&rani, "never", 0, &["échantillon"]).0, 200);
    writes(&rani, "wamid.1", "10 cartons de tomates en échantillons");
    assert_eq!(newest_gate(&rani), json!(["not_an_order", "never_word", 1]));
    tries(&rani, "never", &body(1, &[]));
    assert_eq!(rani.calls("DELETE", "/api/words/never?version=1", &Value::Null).0, 200);
    writes(&rani, "wamid.2", "10 cartons de tomates en échantillons");
    assert_eq!(newest_gate(&rani), json!(["order_shaped", null, 2]));
}

#[test]
fn goods_packages_and_article_numbers_are_read_by_the_next_message() {
    let rani = business();
    for (version, kind, word, said) in [
        (0, "goods", "zorblax", "Zorblax"),
        (1, "packages", "kabane", "je vous prends des kabanes de zorblax"),
        (2, "article_numbers", "[A-Z]{2}-?[0-9]{4}", "AB-1234 : 3"),
    ] {
        assert_eq!(teaches(&rani, kind, version, &[word]).0, 200, "{kind}");
        writes(&rani, &format!("wamid.{kind}"), said);
        assert_eq!(newest_gate(&rani), json!(["order_shaped", null, version + 1]), "{kind}");
    }
}

#[test]
fn a_change_is_tried_to_the_end_before_it_is_saved() {
    let rani = business();
    for n in 0..90 {
        writes(&rani, &format!("wamid.{n}"), if n == 7 { "Zorblax" } else { "bonne journée à vous" });
    }
    let change = body(0, &["zorblax"]);
    let put = |version: u32, word: &str| rani.calls("PUT", "/api/words/goods", &body(version, &[word]));
    assert_eq!(message(&put(0, "zorblax")).0, 409, "it was not tried");
    let (_, first) = rani.calls("POST", "/api/words/goods/trial", &change);
    assert!(first["left"].as_u64().is_some_and(|left| left > 0), "{first}");
    assert_eq!(put(0, "zorblax").1["error"]["code"], "not_tried", "not to the end");
    let trial = tries(&rani, "goods", &change);
    assert_eq!((&trial["cards"], &trial["non_orders"], &trial["became_orders"]), (&json!(90), &json!(90), &json!(1)));
    assert_eq!(trial["changed"].as_array().map(Vec::len), Some(1));
    assert_eq!(trial["changed"][0]["order"], true);
    assert_eq!(put(0, "zorblaz").1["error"]["code"], "not_tried", "another word was tried");
    assert_eq!(put(0, "zorblax").0, 200);
    assert_eq!(put(0, "zorblax").1["error"]["code"], "stale_version");
}

#[test]
fn an_order_word_that_would_take_too_many_non_orders_is_refused_with_their_list() {
    let rani = business();
    for n in 0..62 {
        writes(&rani, &format!("wamid.{n}"), if n < 2 { "Réassort mardi" } else { "bonne journée à vous" });
    }
    let word = ["réassort"];
    let trial = tries(&rani, "order", &body(0, &word));
    assert_eq!(
        (&trial["became_orders"], &trial["non_orders"], &trial["refused"]),
        (&json!(2), &json!(62), &json!(true))
    );
    let refused = rani.calls("PUT", "/api/words/order", &body(0, &word));
    for changed in trial["changed"].as_array().expect("cards") {
        let card = changed["review_id"].as_str().expect("an id");
        assert!(message(&refused).0 == 400 && message(&refused).1.contains(card), "{refused:?}");
    }
    // One of the two was an order: one of sixty-one is not too many.
    let card = trial["changed"][0]["review_id"].as_str().expect("an id");
    rani.calls("PUT", &format!("/api/reviews/{card}/mark"), &json!({"was": "order"}));
    let again = json!({"version": 0, "words": word, "again": true});
    let (_, first) = rani.calls("POST", "/api/words/order/trial", &again);
    assert!(first["left"].as_u64().is_some_and(|left| left > 0), "it begins anew: {first}");
    let trial = tries(&rani, "order", &body(0, &word));
    assert_eq!(
        (&trial["became_orders"], &trial["non_orders"], &trial["refused"]),
        (&json!(1), &json!(61), &json!(false))
    );
    assert_eq!(rani.calls("PUT", "/api/words/order", &body(0, &word)).0, 200);
    assert_eq!(teaches(&rani, "order", 1, &["bonne journée"]).0, 400);
}

#[test]
fn what_drafts_may_not_say_cannot_be_taught() {
    let rani = business();
    let put = |word: &str| rani.calls("PUT", "/api/words/drafts", &body(0, &["bonjour", word]));
    for (word, why) in [
        ("confirmée", "confirmation"),
        ("livré", "promise"),
        ("12", "number"),
        ("bit.ly", "link"),
        ("Dupont", "name"),
        ("samira", "name"),
        ("épicerie", "name"),
        ("tomates", "product"),
    ] {
        let refused = put(word);
        assert_eq!(message(&refused).0, 400, "{word}");
        assert!(message(&refused).1.ends_with(&format!("cannot be taught: {why}")), "{word}: {refused:?}");
    }
    assert_eq!(rani.count("SELECT count(*) FROM taught_words"), 0);
    assert_eq!(put("fidèlement").0, 200, "no verdict rests on it, so nothing is tried");
    assert_eq!(rani.calls("PUT", "/api/words/verbs", &body(1, &[])).0, 404);
}

#[test]
fn a_mark_is_one_press_and_goes_with_the_text() {
    let rani = business();
    writes(&rani, "wamid.1", "Réassort pour mardi");
    let id = rows(&rani.host.db.borrow(), "SELECT id FROM review_queue").remove(0)["id"].clone();
    let path = format!("/review/cards/{}", id.as_str().expect("an id"));
    assert!(text(&rani.opens(&path)).contains("name=\"was\""), "the presses");
    assert_eq!(rani.presses(&format!("{path}/mark"), &[("was", "order")]), (303, path.clone()));
    assert!(text(&rani.opens(&path)).contains("value=\"order\" aria-pressed=\"true\""));
    rani.presses(&format!("{path}/mark"), &[("was", "none")]);
    assert_eq!(rani.presses(&format!("{path}/mark"), &[("was", "maybe")]).0, 403);
    assert_eq!(rani.count("SELECT count(*) FROM shape_mark WHERE was_order = 0 AND marked_by = 'usr_1'"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger WHERE step = 'mark' AND actor = 'usr_1'"), 2);
    rani.host.now.set(rani.host.now.get() + 400 * 24 * 60 * 60);
    rani.host.run(sweep::sweep(&rani.host, &rani.settings)).0.expect("swept");
    assert_eq!(rani.count("SELECT count(*) FROM review_queue WHERE erased_at IS NOT NULL"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM shape_mark"), 0);
    let path = path.replace("/review/cards", "/api/reviews") + "/mark";
    assert_eq!(rani.calls("PUT", &path, &json!({"was": "order"})).0, 404);
}

#[test]
fn the_desk_tries_and_saves_without_a_script() {
    let rani = business();
    for n in 0..70 {
        writes(&rani, &format!("wamid.{n}"), if n == 1 { "Zorblax & zorblax" } else { "bonne journée à vous" });
    }
    let fields = [("version", "0"), ("kind", "goods"), ("words", "zorblax\r\n\r\nZorblax ")];
    assert!(text(&rani.opens("/review/words")).contains("/review/words/try"));
    let (status, refused) = rani.presses("/review/words", &fields);
    assert!(status == 409 && refused.contains("zorblax"), "what was typed stays");
    let (_, page) = rani.presses("/review/words/try", &fields);
    assert!(page.contains("action=\"/review/words/try\"") && !page.contains("action=\"/review/words\""), "{page}");
    let (_, page) = rani.presses("/review/words/try", &fields);
    assert!(page.contains("action=\"/review/words\"") && page.contains("Zorblax &amp; zorblax"), "{page}");
    assert_eq!(rani.presses("/review/words", &fields).0, 200);
    let body = rows(&rani.host.db.borrow(), "SELECT body FROM taught_words").remove(0)["body"].clone();
    assert!(body.as_str().is_some_and(|body| body.contains(r#""goods":["zorblax"]"#)), "{body}");
    let bad = [("version", "1"), ("kind", "drafts"), ("words", "confirmée")];
    let (status, page) = rani.presses("/review/words", &bad);
    assert!(status == 400 && page.contains("« confirmée »"), "{page}");
}
