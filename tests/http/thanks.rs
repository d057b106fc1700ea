//! Thanks, or an emoji alone: folded in the queue, and closed by one press.

use crate::client::{Client, text};
use testkit::recording::{NOON, NUMBER_ID};
use testkit::webhook::{self, Sender};

/// A customer on the list writes.
fn wrote(words: &str) -> Client {
    let client = Client::new();
    let row = "INSERT INTO customers (id, name) VALUES ('c1', 'Exemple');
         INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
         VALUES ('33600000001', 'snd_x', 'c1', 'asked', 'usr_1', 'x');";
    client.host.db.borrow().execute_batch(row).expect("a customer");
    let sender = Sender::known_by("33600000001", "Exemple");
    let message = sender.text(&webhook::wamid("33600000001", 1), NOON, words);
    client.receives(&webhook::messages(NUMBER_ID, &sender, &[message]));
    client
}

/// The value of a hidden field of the form that ends with this button.
fn field(page: &str, name: &str, button: &str) -> String {
    let form = page.split(button).next().expect("a button").rsplit("<form").next().expect("a form");
    let after = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{name}: {form}"));
    after.split('"').next().expect("a value").to_owned()
}

#[test]
fn thanks_are_folded_and_one_press_closes_them() {
    for words in ["Merci beaucoup !", "👍", "Merci 🙏"] {
        let client = wrote(words);
        let page = text(&client.opens("/review"));
        let (before, after) = page.split_once("<details class=\"rest\">").unwrap_or_else(|| panic!("{words}: {page}"));
        let button = "Rien à répondre : fermer";
        assert!(before.contains(button) && after.contains("name=\"note\""), "{words}");
        let (action, _) = page
            .split(button)
            .next()
            .expect("a form")
            .rsplit_once("action=\"")
            .expect("a form")
            .1
            .split_once('"')
            .expect("an action");
        let fields = ["version", "state", "key", "reason"].map(|name| (name, field(&page, name, button)));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(client.presses(action, &fields).0, 303, "{words}");
        assert_eq!(client.count("SELECT count(*) FROM review_queue WHERE state = 'rejected'"), 1);
        assert_eq!(client.count("SELECT count(*) FROM send_attempt"), 0);
        let noted = "SELECT count(*) FROM run_ledger WHERE step = 'decide' AND reason = 'no_answer_needed'";
        assert_eq!(client.count(noted), 1);
        let history = text(&client.opens("/review/history"));
        assert!(history.contains("Fermé sans envoi") && !history.contains("commande"), "{words}: {history}");
        let (path, _) = action.rsplit_once('/').expect("a card");
        let card = text(&client.opens(path));
        let (_, trail) = card.split_once("<section class=\"trail\">").expect("a trail");
        assert!(
            trail.contains("Fermé sans envoi") && trail.contains("Rien à répondre") && !trail.contains("commande"),
            "{words}: {trail}"
        );
    }
}

#[test]
fn what_somebody_has_to_answer_is_not_folded() {
    for words in ["Merci, 10 cartons de harissa svp", "Vous livrez quand ?", "Bonjour"] {
        assert!(!text(&wrote(words).opens("/review")).contains("<details class=\"rest\">"), "{words}");
    }
}

#[test]
fn an_auditor_presses_nothing() {
    let client = wrote("Merci");
    client.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("another role");
    assert!(!text(&client.opens("/review")).contains("Rien à répondre"));
}

#[test]
fn a_card_that_nobody_took_for_an_order_is_not_closed_as_a_misjudged_one() {
    let client = wrote("Vous livrez quand ?");
    let page = text(&client.opens("/review"));
    let (_, after) = page.split_once("name=\"reason\" required>").expect("a choice");
    let (choice, _) = after.split_once("</select>").expect("an end");
    assert!(choice.starts_with("<option value=\"handled_elsewhere\">"), "{choice}");
    assert!(choice.contains("no_answer_needed") && !choice.contains("not_an_order"), "{choice}");
    let closed = [("version", "1"), ("state", "pending"), ("key", "press-1"), ("reason", "not_an_order")];
    let id = client.calls("GET", "/api/reviews", &serde_json::Value::Null).1["reviews"][0]["id"].clone();
    let path = format!("/review/cards/{}", id.as_str().expect("an id"));
    assert_eq!(client.presses(&format!("{path}/reject"), &closed).0, 303, "as older pages have it");
    let card = text(&client.opens(&path));
    let (_, decided) = card.split_once("class=\"decided\"").expect("a decision");
    assert!(decided.contains("Fermé sans envoi") && decided.contains("<p>Pas une commande</p>"), "{decided}");
}

#[test]
fn a_draft_is_rejected_for_what_is_wrong_with_it() {
    let page = text(&wrote("10 cartons de harissa svp").opens("/review"));
    assert!(page.contains("value=\"not_an_order\"") && !page.contains("value=\"no_answer_needed\""), "{page}");
}
