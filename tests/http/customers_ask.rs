//! A customer who asks to be left alone or forgotten: a person is offered the press, and nothing is
//! done by itself.

use crate::chat::{Chat, PHONE};
use crate::client::text;
use serde_json::json;

#[test]
fn stop_is_offered_as_a_press_and_not_done_by_itself() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.s1", 0, "Arrêtez de m'écrire svp")]);
    assert_eq!(chat.rani.count("SELECT count(*) FROM allowlist"), 1, "nothing is done by itself");
    let page = chat.page();
    assert!(
        page.contains("Retirer de la liste : Épicerie Exemple") && page.contains("/review/customers/stop"),
        "{page}"
    );
    let id = format!("c-{PHONE}");
    assert_eq!(chat.rani.presses("/review/customers/stop", &[("id", &id)]).0, 303);
    assert_eq!(chat.rani.count("SELECT count(*) FROM allowlist"), 0);
    assert_eq!(chat.rani.count("SELECT count(*) FROM past_opt_in"), 1, "how they had opted in is kept");
    let told = "SELECT count(*) FROM run_ledger WHERE step = 'allowlist' AND outcome = 'removed' AND actor = 'usr_1'";
    assert_eq!(chat.rani.count(told), 1);
}

#[test]
fn what_was_done_is_offered_no_more_on_a_card_that_waits_or_is_closed() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.s1", 0, "STOP")]);
    let card = chat.card();
    let id = card["id"].as_str().expect("an id").to_owned();
    let offers = || text(&chat.rani.opens(&format!("/review/cards/{id}"))).contains("semble demander");
    let path = format!("/api/reviews/{id}/reject");
    let closed = chat.rani.decides(&path, "k", &json!({"version": card["version"], "reason": "not_an_order"}));
    assert!(closed.status == 200 && offers(), "whoever closed the card has taken nobody off");
    assert_eq!(chat.rani.presses("/review/customers/stop", &[("id", &format!("c-{PHONE}"))]).0, 303);
    assert!(!offers(), "nobody is left to take off");
    chat.rani.host.now.set(chat.rani.host.now.get() + 60);
    chat.lists(PHONE);
    assert!(!offers(), "they opted in again since");
}

#[test]
fn whoever_wants_their_data_deleted_is_one_press_from_the_page_that_names_them() {
    let chat = Chat::new();
    chat.writes(&[
        chat.text("wamid.s1", 0, "10 cartons de lait"),
        chat.text("wamid.s2", 1, "and please delete my data"),
    ]);
    let page = chat.page();
    let link = format!("/review/customers/c-{PHONE}/erase");
    assert!(page.contains(&link) && page.contains("Voir et effacer : Épicerie Exemple"), "{page}");
    assert!(text(&chat.rani.opens(&link)).contains("Épicerie Exemple"));
    assert_eq!(chat.rani.count("SELECT count(*) FROM customers"), 1);
}

#[test]
fn a_reviewer_is_told_who_can_and_an_order_offers_nothing() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.s1", 0, "10 cartons de lait, stop le riz")]);
    assert!(!chat.page().contains("semble demander"));
    chat.writes(&[chat.text("wamid.s2", 1, "STOP")]);
    chat.rani.host.db.borrow().execute("UPDATE reviewer SET role = 'reviewer'", []).expect("a role");
    let page = chat.page();
    assert!(page.contains("semble demander") && !page.contains("/review/customers/stop"), "{page}");
    assert_eq!(chat.rani.presses("/review/customers/stop", &[("id", &format!("c-{PHONE}"))]).0, 403);
}
