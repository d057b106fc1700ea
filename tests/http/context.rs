//! What a customer's words refer to is on the card, and who else said something: WhatsApp itself,
//! the business from its phone, a group.

use crate::chat::{BUSINESS, Chat, PHONE, marks_fit, only, shows};
use serde_json::{Value, json};

#[test]
fn an_edit_of_what_was_answered_says_what_it_changes() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.e1", 0, "2 cartons de lait")]);
    let answered = chat.card();
    assert_eq!(chat.approves(&answered).0, 200);
    chat.writes(&[chat.text("wamid.e2", 1, "et 5 sacs de riz")]);
    let edit =
        json!({"original_message_id": "wamid.e1", "message": {"type": "text", "text": {"body": "20 cartons de lait"}}});
    chat.writes(&[chat.message("wamid.e3", 2, "edit", edit)]);
    let card = chat.card();
    let changes = &card["messages"][1]["changes"];
    assert_eq!((&changes["text"], &changes["review_id"]), (&json!("2 cartons de lait"), &answered["id"]));
    assert_eq!(card["messages"][0]["changes"], Value::Null);
    shows(&chat, &["2 cartons de lait"]);
    assert!(chat.page().contains("Corrige un message précédent"));
    chat.writes(&[chat.message("wamid.e4", 3, "revoke", json!({"original_message_id": "wamid.e1"}))]);
    let message = &chat.card()["messages"][1];
    let (deleted, changes) = (&message["deleted"], &message["changes"]);
    assert_eq!((deleted, &changes["text"], &changes["review_id"]), (&json!(true), &Value::Null, &answered["id"]));
}

#[test]
fn a_notice_is_shown_and_is_nobodys_words() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.n1", -86_000, "je voudrais 10 cartons de lait")]);
    let before = chat.card();
    let system = json!({"body": "User A changed their security code", "type": "customer_identity_changed"});
    chat.writes(&[chat.message("wamid.n2", 0, "system", system.clone())]);
    let card = chat.card();
    assert_eq!(card["window_closes_at"], before["window_closes_at"], "it opens no window");
    let notice = &card["messages"][1];
    assert_eq!((&notice["notice"], &notice["text"]), (&json!(true), &system["body"]));
    assert_eq!(card["draft"]["text"], before["draft"]["text"], "it is not judged");
    assert!(chat.page().contains("Avis de WhatsApp"));
    marks_fit(&card);
    assert_eq!(chat.approves(&card).0, 200);
    assert_eq!(chat.rani.count("SELECT count(*) FROM review_queue WHERE quoted_wamid = 'wamid.n1'"), 1);
}

#[test]
fn a_notice_alone_is_a_card_that_nobody_can_answer() {
    let chat = Chat::new();
    chat.writes(&[chat.message("wamid.n2", 0, "system", json!({"body": "User A changed"}))]);
    let card = chat.card();
    assert_eq!((&card["gate"]["why"], &card["recipient"]), (&json!("notice"), &Value::Null));
    let page = chat.page();
    assert!(!page.contains("/edit\"") && !page.contains("/preview\"") && page.contains("/reject\""), "{page}");
}

#[test]
fn what_was_said_before_the_number_was_connected_is_recorded_and_makes_no_card() {
    let chat = Chat::new();
    let image = json!({"caption": "10 cartons comme d'habitude", "id": "1", "mime_type": "image/jpeg"});
    chat.posts("history", json!({"messages": [chat.message("wamid.h1", -7_200, "image", image)]}));
    chat.posts("calls", json!({"calls": [{"id": "wacid.1", "from": PHONE, "event": "connect"}]}));
    assert_eq!(chat.cards().len(), 0);
    let reasons =
        "SELECT count(*) FROM run_ledger WHERE step = 'webhook' AND outcome = 'odd' AND reason IN ('history', 'call')";
    assert_eq!(chat.rani.count(reasons), 2);
    assert_eq!(chat.rani.count("SELECT count(*) FROM inbound_message"), 0);
}

#[test]
fn what_is_quoted_stands_beside_the_answer() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.q1", 0, "10 cartons de lait\n4 sacs de riz\n2 bidons d'huile")]);
    let card = chat.card();
    assert_eq!(chat.approves(&card).0, 200);
    let mut message = chat.text("wamid.q2", 1, "ok les 2 premiers seulement");
    message["context"] = json!({"from": PHONE, "id": "wamid.q1"});
    chat.writes(&[message]);
    let quoted = only(&chat)["quoted"].clone();
    assert_eq!(
        (&quoted["by"], &quoted["text"]),
        (&json!("customer"), &json!("10 cartons de lait\n4 sacs de riz\n2 bidons d'huile"))
    );
    shows(&chat, &["4 sacs de riz"]);
}

#[test]
fn our_own_words_are_quoted_and_so_is_what_is_not_known() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.q1", 0, "Vous avez quoi comme riz ?")]);
    let card = chat.card();
    let path = format!("/api/reviews/{}/edit", card["id"].as_str().expect("an id"));
    let answer = json!({"version": card["version"], "text": "Riz long ou riz rond"});
    assert_eq!(chat.rani.decides(&path, "k", &answer).status, 200);
    let quoting = |wamid: &str, after: i64, id: &str| {
        let mut message = chat.text(wamid, after, "10 du premier en 25");
        message["context"] = json!({"from": BUSINESS, "id": id});
        message
    };
    chat.writes(&[quoting("wamid.q2", 1, "wamid.OUT"), quoting("wamid.q3", 2, "wamid.UNKNOWN")]);
    let card = chat.card();
    assert_eq!(card["messages"][0]["quoted"], json!({"text": "Riz long ou riz rond", "by": "business"}));
    assert_eq!(card["messages"][1]["quoted"], json!({"text": null, "by": "business"}));
    shows(&chat, &["Riz long ou riz rond"]);
    assert!(chat.page().contains("En réponse à un de vos messages précédents"));
}

#[test]
fn what_was_taken_back_is_not_quoted_and_what_was_corrected_is_quoted_as_it_then_was() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.1", 0, "2 cartons"), chat.text("wamid.2", 0, "3 cartons")]);
    let edit = json!({"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "20 cartons"}}});
    chat.writes(&[
        chat.message("wamid.3", 1, "edit", edit),
        chat.message("wamid.4", 1, "revoke", json!({"original_message_id": "wamid.2"})),
    ]);
    let quoting = |wamid: &str, id: &str| {
        let mut message = chat.text(wamid, 2, "ok");
        message["context"] = json!({"from": PHONE, "id": id});
        message
    };
    chat.writes(&[quoting("wamid.5", "wamid.1"), quoting("wamid.6", "wamid.2")]);
    let messages = chat.card()["messages"].clone();
    assert_eq!(messages[2]["quoted"]["text"], "20 cartons");
    assert_eq!(messages[3]["quoted"], json!({"text": null, "by": "customer"}));
}

#[test]
fn another_customers_words_are_never_quoted() {
    let chat = Chat::new();
    chat.lists("33600000002");
    let mut other = chat.text("wamid.1", 0, "10 cartons de harissa");
    other["from"] = json!("33600000002");
    chat.writes(&[other]);
    let mut message = chat.text("wamid.2", 1, "la même chose svp");
    message["context"] = json!({"from": BUSINESS, "id": "wamid.1"});
    chat.writes(&[message]);
    let cards = chat.cards();
    let mine = cards.iter().find(|card| card["customer"]["id"] == format!("c-{PHONE}")).expect("a card");
    assert_eq!(mine["messages"][0]["quoted"]["text"], Value::Null);
}

#[test]
fn the_product_that_is_asked_about_is_named() {
    let chat = Chat::new();
    let product = json!({"name": "Harissa du Cap Bon 760 g"});
    assert!(chat.rani.calls("PUT", "/api/products/HARISSA-760", &product).0 < 300);
    let mut message = chat.text("wamid.p1", 0, "Je prends 10 de celui-ci svp");
    message["context"] = json!({"from": BUSINESS, "id": "wamid.P",
        "referred_product": {"catalog_id": "77", "product_retailer_id": "HARISSA-760"}});
    chat.writes(&[message]);
    shows(&chat, &["HARISSA-760", "Harissa du Cap Bon 760 g"]);
}

#[test]
fn an_answer_from_the_phone_moves_the_card_and_is_said() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.c1", 0, "je voudrais 10 cartons de lait")]);
    let seen = chat.card();
    assert!(!chat.page().contains("Envoyer quand même"));
    chat.answers_on_the_phone(json!({"to": PHONE}), "wamid.E1", 30);
    let card = chat.card();
    assert_eq!((&card["version"], &card["answered_elsewhere_at"]), (&json!(2), &json!("2026-03-01T12:00:00.000Z")));
    assert_eq!(chat.approves(&seen).0, 409, "the old version");
    let page = chat.page();
    assert!(page.contains("Répondu depuis le téléphone") && page.contains("Envoyer quand même"), "{page}");
    chat.rani.host.now.set(chat.rani.host.now.get() + 5);
    chat.answers_on_the_phone(json!({"to": PHONE}), "wamid.E1", 30);
    assert_eq!(chat.card()["version"], 2, "the same echo again moves nothing, though its clock was ahead");
    assert_eq!(chat.approves(&chat.card()).0, 200, "send all the same");
}

#[test]
fn an_answer_to_a_business_scoped_id_is_heard_too() {
    let chat = Chat::new();
    let bsuid = "FR.1349120865530274191";
    chat.lists(bsuid);
    let mut message = chat.text("wamid.c1", 0, "je voudrais 10 cartons de lait");
    message.as_object_mut().expect("a message").remove("from");
    message["from_user_id"] = json!(bsuid);
    chat.writes(&[message]);
    chat.answers_on_the_phone(json!({"to_user_id": bsuid}), "wamid.E1", 0);
    assert_ne!(chat.card()["answered_elsewhere_at"], Value::Null);
}

#[test]
fn an_answer_that_came_before_the_messages_were_gathered_is_on_their_card() {
    let chat = Chat::new();
    chat.answers_on_the_phone(json!({"to": PHONE}), "wamid.E1", 0);
    chat.writes(&[chat.text("wamid.c1", -10, "je voudrais 10 cartons de lait")]);
    assert_ne!(chat.card()["answered_elsewhere_at"], Value::Null);
    assert_eq!(chat.approves(&chat.card()).0, 200);
    chat.rani.host.now.set(chat.rani.host.now.get() + 60);
    chat.writes(&[chat.text("wamid.c2", 60, "et 2 sacs de riz")]);
    assert_eq!(chat.card()["answered_elsewhere_at"], Value::Null, "that was before");
}

#[test]
fn a_reaction_on_the_phone_answers_nothing() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.c1", 0, "je voudrais 10 cartons de lait")]);
    let echo =
        json!({"from": BUSINESS, "to": PHONE, "id": "wamid.E1", "type": "reaction", "reaction": {"emoji": "👍"}});
    chat.posts("smb_message_echoes", json!({ "message_echoes": [echo] }));
    assert_eq!(chat.card()["version"], 1);
}

#[test]
fn an_answer_to_a_stranger_leaves_a_keyed_hash_alone() {
    let chat = Chat::new();
    chat.answers_on_the_phone(json!({"to": "33699999999"}), "wamid.STRANGER", 0);
    let ledger = "SELECT count(*) FROM run_ledger WHERE step = 'echo' AND outcome = 'not_allowlisted' AND message_ref LIKE 'm_%'";
    assert_eq!(chat.rani.count(ledger), 1);
    let db = chat.rani.host.db.borrow();
    for table in ["run_ledger", "inbound_message", "review_queue", "allowlist"] {
        let rows = testkit::database::rows(&db, &format!("SELECT * FROM {table}"));
        let all = serde_json::to_string(&rows).expect("JSON");
        assert!(!all.contains("33699999999") && !all.contains("STRANGER"), "{table}: {all}");
    }
}

#[test]
fn a_groups_message_has_no_press_and_opens_no_window() {
    let chat = Chat::new();
    let mut message = chat.text("wamid.w1", 0, "je voudrais 10 cartons de lait");
    message["group_id"] = json!("Y2FwaV9ncm91cDox");
    chat.writes(&[message.clone()]);
    let card = chat.card();
    assert_eq!((&card["recipient"], &card["messages"][0]["group"]), (&Value::Null, &json!(true)));
    let path = format!("/api/reviews/{}/edit", card["id"].as_str().expect("an id"));
    assert_eq!(chat.rani.decides(&path, "k", &json!({"version": 1, "text": "Bien reçu"})).status, 409);
    assert!(!chat.page().contains("/preview\""));

    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.w0", -80_000, "je voudrais 5 sacs de riz")]);
    let before = chat.card()["window_closes_at"].clone();
    chat.writes(&[message]);
    let card = chat.card();
    assert_eq!((&card["window_closes_at"], &card["recipient"]), (&before, &json!(PHONE)));
    assert!(chat.page().contains("à cette personne"), "the page says whom an answer would go to");
    assert_eq!(chat.rani.count("SELECT count(*) FROM review_queue WHERE quoted_wamid = 'wamid.w0'"), 1);
}

#[test]
fn the_advertisement_that_is_answered_stands_beside_it() {
    let chat = Chat::new();
    let mut message = chat.text("wamid.d1", 0, "Bonjour, j'en prends 6 cartons");
    message["referral"] = json!({"source_url": "https://fb.me/x", "source_type": "ad", "source_id": "9",
        "headline": "Harissa du Cap Bon 760 g", "body": "Promo du mois"});
    chat.writes(&[message]);
    shows(&chat, &["Harissa du Cap Bon 760 g", "Promo du mois"]);
}

#[test]
fn an_advertisement_alone_is_shown_and_orders_nothing() {
    let chat = Chat::new();
    let mut message = chat.message("wamid.d1", 0, "request_welcome", Value::Null);
    message["referral"] = json!({"source_type": "ad", "headline": "Huile d'olive 5 L : 6 cartons", "body": "-"});
    chat.writes(&[message]);
    assert!(chat.card().to_string().contains("Huile d'olive 5 L"));
    assert!(chat.page().contains("olive 5 L"));
    assert_eq!(chat.card()["draft"], Value::Null);
}

#[test]
fn what_was_passed_on_is_said() {
    let chat = Chat::new();
    let mut message = chat.text("wamid.1", 0, "2 cartons de lait");
    message["context"] = json!({"frequently_forwarded": true});
    chat.writes(&[message]);
    assert_eq!((&only(&chat)["forwarded"], &only(&chat)["quoted"]), (&json!(true), &Value::Null));
    assert!(chat.page().contains("transféré"));
}
