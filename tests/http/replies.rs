//! Saved replies: on a card, and where admins keep them.

use crate::client::{Client, text};
use crate::review::at_work;
use serde_json::{Value, json};
use whatsapp_order_ack::language::Language;

const CARD: &str = "/review/cards/rev_1";
const API: &str = "/api/reviews/rev_1";

fn run(rani: &Client, sql: &str) {
    rani.host.db.borrow().execute_batch(sql).expect("rows");
}

fn get(rani: &Client, path: &str) -> Value {
    rani.calls("GET", path, &Value::Null).1
}

/// A question of the customer's, which has no draft.
fn asked() -> Client {
    let rani = at_work();
    run(
        &rani,
        "UPDATE review_queue SET draft_text = NULL, draft_sha256 = NULL, draft_language = NULL, draft_source = NULL,
           gate_verdict = 'not_an_order', gate_why = 'question' WHERE id = 'rev_1';
         UPDATE inbound_message SET text = 'Bonsoir, où est ma commande ?' WHERE message_ref = 'm_1';",
    );
    rani
}

fn taps(rani: &Client, reply: &str) -> (u16, String) {
    let answer = rani.submits(&format!("{CARD}/saved"), &[("x-desk", "card")], &[("version", "1"), ("reply", reply)]);
    (answer.status, text(&answer))
}

#[test]
fn a_card_without_a_draft_offers_the_replies_in_the_customers_language_and_order() {
    let rani = asked();
    let queue = text(&rani.opens("/review"));
    let places: Vec<_> = ["hours-fr", "order-fr", "price-fr", "stock-fr"]
        .map(|id| queue.find(&format!("value=\"{id}\"")).unwrap_or_else(|| panic!("no {id}")))
        .to_vec();
    assert!(places.is_sorted(), "{places:?}");
    assert!(!queue.contains("order-en") && !queue.contains("Nous regardons"), "nothing else, and no words yet");
    run(&rani, "UPDATE customers SET language = 'en-GB' WHERE id = 'c1'");
    let queue = text(&rani.opens("/review"));
    assert!(queue.contains("value=\"order-en\"") && !queue.contains("value=\"order-fr\""));
    let all = text(&rani.opens(&format!("{CARD}/saved")));
    for id in ["order-fr", "order-en", "order-es", "order-pt"] {
        assert!(all.contains(&format!("value=\"{id}\"")), "{id}");
    }
    assert!(!text(&at_work().opens("/review")).contains("order-fr"), "a card with a draft offers none");
}

#[test]
fn a_tap_opens_the_preview_and_the_next_one_sends_an_answer_by_hand() {
    let rani = asked();
    let before = rani.dump(&[]);
    let (status, preview) = taps(&rani, "order-fr");
    let words = "Bonsoir Épicerie Exemple, merci de votre message. Nous regardons où en est votre commande et revenons vers vous.";
    assert_eq!(status, 200);
    assert!(preview.contains("data-state=\"preview\"") && preview.contains(words), "{preview}");
    assert!(!preview.contains("class=\"trouble\""), "the business's own words are no alarm");
    assert_eq!(rani.dump(&[]), before, "nothing is written before the second tap");
    let sent = [("version", "1"), ("state", "pending"), ("key", "press-1"), ("text", words)];
    assert_eq!(rani.presses(&format!("{CARD}/edit"), &sent).0, 303);
    let card = get(&rani, API);
    assert_eq!(
        (&card["state"], &card["draft"], &card["decision"]["action"], &card["decision"]["text"]),
        (&json!("sent"), &Value::Null, &json!("edit"), &json!(words))
    );
    assert!(text(&rani.opens("/review/history?outcome=by_hand")).contains("rev_1"));
}

#[test]
fn a_reply_with_a_blank_opens_for_writing_and_cannot_be_sent_as_it_is() {
    let rani = asked();
    let (status, card) = taps(&rani, "hours-fr");
    assert_eq!(status, 200);
    assert!(!card.contains("data-state=\"preview\"") && card.contains("Complétez ce qui est entre crochets."));
    assert!(
        card.contains("nous sommes ouverts [jours et heures].")
            && card.contains("<details class=\"edit\" data-key=\"e\" open>")
    );
    let words = [("version", "1"), ("text", "Nous sommes ouverts [jours et heures].")];
    let answer = rani.submits(&format!("{CARD}/preview"), &[("x-desk", "card")], &words);
    let card = text(&answer);
    assert_eq!(answer.status, 400);
    assert!(!card.contains("data-state=\"preview\"") && card.contains("à compléter entre crochets"), "{card}");
}

#[test]
fn a_reply_is_tapped_on_the_card_as_it_is_now() {
    let rani = asked();
    run(&rani, "UPDATE review_queue SET version = 2 WHERE id = 'rev_1'");
    assert_eq!(taps(&rani, "order-fr").0, 409);
    run(&rani, "UPDATE review_queue SET version = 1 WHERE id = 'rev_1'; DELETE FROM saved_reply WHERE id = 'order-fr'");
    let (status, card) = taps(&rani, "order-fr");
    assert!(status == 404 && card.contains("Cette réponse n'existe plus."), "{status}");
    run(&rani, "UPDATE reviewer SET role = 'auditor' WHERE id = 'usr_1'");
    assert_eq!(taps(&rani, "price-fr").0, 403);
    assert!(!text(&rani.opens("/review")).contains("price-fr"));
}

#[test]
fn the_replies_that_are_there_from_the_start_raise_no_alarm_in_any_language() {
    for language in Language::ALL.map(Language::tag) {
        let rani = asked();
        run(&rani, &format!("UPDATE customers SET language = '{language}' WHERE id = 'c1'"));
        for what in ["order", "price", "stock"] {
            let (status, preview) = taps(&rani, &format!("{what}-{language}"));
            assert!(status == 200 && preview.contains("data-state=\"preview\""), "{what}-{language}");
            assert!(!preview.contains("class=\"trouble\""), "{what}-{language}: {preview}");
        }
    }
}

#[test]
fn admins_keep_the_replies_by_the_api() {
    let rani = asked();
    let all = get(&rani, "/api/saved-replies");
    assert_eq!(all["saved_replies"].as_array().map(Vec::len), Some(24));
    let path = "/api/saved-replies/delivery-fr";
    let reply = json!({"language": "fr", "title": "Livraison", "text": "{hello} {customer}, nous livrons le mardi.", "position": 2});
    let (status, all) = rani.calls("PUT", path, &reply);
    assert_eq!(status, 200, "{all}");
    let french = all["saved_replies"].as_array().expect("a list").iter().filter(|reply| reply["language"] == "fr");
    let ids: Vec<_> = french.map(|reply| reply["id"].as_str().expect("an id")).collect();
    assert_eq!(ids, ["hours-fr", "delivery-fr", "order-fr", "price-fr", "stock-fr"]);
    let with = |key: &str, value: Value| {
        let mut reply = reply.clone();
        reply[key] = value;
        rani.calls("PUT", path, &reply).0
    };
    for (key, value) in [
        ("language", json!("xx")),
        ("title", json!(" ")),
        ("title", json!("x".repeat(61))),
        ("text", json!("x".repeat(1001))),
        ("text", json!("{hello} {name}")),
        ("text", json!("caché\u{202e}")),
        ("position", json!(0)),
        ("position", json!(100)),
        ("more", json!(1)),
    ] {
        assert_eq!(with(key, value.clone()), 400, "{key} {value}");
    }
    for n in 0..15 {
        assert_eq!(rani.calls("PUT", &format!("/api/saved-replies/more-{n}"), &reply).0, 200, "{n}");
    }
    assert_eq!(rani.calls("PUT", "/api/saved-replies/one-too-many", &reply).0, 400);
    assert_eq!(with("title", json!("Livraisons")), 200, "those that are there can be changed");
    assert_eq!(rani.calls("DELETE", path, &Value::Null).0, 204);
    assert_eq!(rani.calls("DELETE", path, &Value::Null).0, 404);
    let written =
        "SELECT count(*) FROM run_ledger WHERE step = 'saved_replies' AND outcome = 'changed' AND actor = 'usr_1'";
    assert_eq!(rani.count(written), 18, "one row for each change that was made, none for a refusal");
    run(&rani, "UPDATE reviewer SET role = 'reviewer' WHERE id = 'usr_1'");
    assert_eq!(rani.calls("GET", "/api/saved-replies", &Value::Null).0, 200);
    assert_eq!(rani.calls("PUT", path, &reply).0, 403);
    assert_eq!(rani.calls("DELETE", "/api/saved-replies/order-fr", &Value::Null).0, 403);
}

#[test]
fn admins_keep_the_replies_at_the_desk_and_a_refused_form_comes_back_filled() {
    let rani = asked();
    assert!(text(&rani.opens("/review/replies")).contains("/review/saved-replies"));
    let page = text(&rani.opens("/review/saved-replies"));
    assert!(page.contains("Nos horaires") && page.contains("[days and hours]"));
    let form = |id: &str, text: &str| {
        let fields = [("id", id), ("language", "fr"), ("title", "Livraison"), ("text", text), ("position", "5")];
        rani.presses("/review/saved-replies", &fields)
    };
    let (status, page) = form("r-1", "{hello} {prénom}, nous livrons.");
    assert!(
        status == 400 && page.contains("{prénom}, nous livrons.") && page.contains("Rien n'est enregistré"),
        "{status}"
    );
    assert_eq!(rani.count("SELECT count(*) FROM saved_reply"), 24);
    assert_eq!(form("r-1", "{hello} {customer}, nous livrons.").0, 200);
    assert!(text(&rani.opens("/review")).contains("Livraison"));
    assert_eq!(rani.presses("/review/saved-replies/remove", &[("id", "r-1")]).0, 200);
    assert_eq!(rani.presses("/review/saved-replies/remove", &[("id", "r-1")]).0, 404);
}
