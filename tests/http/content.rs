//! What a customer sends is on the card, whole, by the API and at the desk.

use crate::chat::{BUSINESS, Chat, PHONE, marks_fit, only, shows};
use crate::client::text;
use serde_json::{Value, json};

#[test]
fn a_long_order_is_whole_and_folded() {
    let chat = Chat::new();
    let order: Vec<String> = (1..=400).map(|n| format!("{} cartons article numero {n:03}", n % 9 + 1)).collect();
    let order = order.join("\n");
    assert!(order.len() > 10_000);
    chat.writes(&[chat.text("wamid.l1", 0, &order)]);
    assert_eq!(only(&chat)["text"], order);
    let page = chat.page();
    assert!(page.contains("Lire la suite (388 lignes)") && page.contains("article numero 400"), "{page}");
}

#[test]
fn a_text_of_the_longest_is_whole_and_one_beyond_it_says_so() {
    let chat = Chat::new();
    let text = format!("je voudrais 10 cartons de lait {}", "é".repeat(70_000));
    chat.writes(&[chat.text("wamid.l1", 0, &text)]);
    let message = only(&chat);
    assert_eq!(message["text"].as_str().map(|text| text.chars().count()), Some(65_536));
    assert_eq!(message["details"]["cut"]["characters"], 70_031 - 65_536);
    assert!(chat.page().contains("4495 caractères de plus, à lire sur le téléphone"));
}

#[test]
fn an_edit_as_long_as_that_is_whole_too() {
    let chat = Chat::new();
    chat.writes(&[chat.text("wamid.l1", 0, "2 cartons de lait")]);
    let new = format!("Correction :\n{}", "3 sacs de riz long\n".repeat(300));
    let edit = json!({"original_message_id": "wamid.l1", "message": {"type": "text", "text": {"body": new}}});
    chat.writes(&[chat.message("wamid.l2", 1, "edit", edit)]);
    assert_eq!((&only(&chat)["text"], &only(&chat)["edited"]), (&json!(new), &json!(true)));
}

#[test]
fn every_line_of_a_cart_is_on_the_card() {
    let chat = Chat::new();
    let items: Vec<Value> = (1..=600)
        .map(|n| json!({"product_retailer_id": format!("EPICERIE-SALEE-CONSERVES-LEGUMES-REF-{n:04}-CARTON-DE-12"), "quantity": n % 5 + 1}))
        .collect();
    chat.writes(&[chat.message(
        "wamid.o1",
        0,
        "order",
        json!({"catalog_id": "77", "text": "", "product_items": items}),
    )]);
    let text = only(&chat)["text"].as_str().expect("lines").to_owned();
    assert_eq!(text.lines().count(), 600);
    assert!(text.ends_with("1 x EPICERIE-SALEE-CONSERVES-LEGUMES-REF-0600-CARTON-DE-12"), "{text}");
    assert!(chat.page().contains("REF-0600-CARTON-DE-12"));
}

#[test]
fn what_was_filled_into_a_form_is_read_and_judged() {
    let chat = Chat::new();
    let answers = json!({"flow_token": "unused", "produit": "Riz long 25 kg", "quantite": "12 sacs"}).to_string();
    let reply = json!({"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": answers}});
    chat.writes(&[chat.message("wamid.f1", 0, "interactive", reply)]);
    shows(&chat, &["Riz long 25 kg", "12 sacs"]);
    let card = chat.card();
    assert!(!card.to_string().contains("unused"));
    assert!(card["gate"]["evidence"].to_string().contains("12 sacs"), "{card}");
    assert!(chat.page().contains("rempli dans un formulaire"));
}

#[test]
fn what_was_chosen_stands_with_its_description_which_is_not_judged() {
    let chat = Chat::new();
    let row = json!({"id": "o2", "title": "Option 2", "description": "Palette de 40 sacs de riz"});
    chat.writes(&[chat.message("wamid.i1", 0, "interactive", json!({"type": "list_reply", "list_reply": row}))]);
    shows(&chat, &["Option 2", "Palette de 40 sacs de riz"]);
    let card = chat.card();
    assert_eq!((&card["messages"][0]["text"], &card["draft"]), (&json!("Option 2"), &Value::Null), "{card}");
}

#[test]
fn a_captioned_picture_is_both_and_the_card_says_that_there_is_one_to_see() {
    let chat = Chat::new();
    let image = json!({"caption": "2 cartons", "mime_type": "image/jpeg", "sha256": "x", "id": "991004417"});
    chat.writes(&[chat.message("wamid.m1", 0, "image", image)]);
    let card = chat.card();
    let message = &card["messages"][0];
    assert_eq!((&message["text"], &message["media"]["kind"]), (&json!("2 cartons"), &json!("image")));
    assert_ne!(card["draft"], Value::Null, "the caption alone is an order");
    let page = chat.page();
    assert!(page.contains("Photo du client") && page.contains("à regarder avant de répondre"), "{page}");
    assert!(!card.to_string().contains("991004417"), "Meta's id is nobody's matter: {card}");
}

#[test]
fn a_picture_whose_caption_is_no_order_gets_no_draft() {
    let chat = Chat::new();
    chat.writes(&[chat.message("wamid.m1", 0, "image", json!({"caption": "voici ma liste", "id": "991004417"}))]);
    assert_eq!(chat.card()["draft"], Value::Null);
}

#[test]
fn a_document_is_named() {
    let chat = Chat::new();
    let document = json!({"filename": "Bon de commande 4411.pdf", "mime_type": "application/pdf", "id": "992"});
    chat.writes(&[chat.message("wamid.m1", 0, "document", document)]);
    assert_eq!(only(&chat)["media"]["mime"], "application/pdf");
    shows(&chat, &["Bon de commande 4411.pdf"]);
}

#[test]
fn places_and_contacts_are_on_the_card_and_are_not_judged() {
    let chat = Chat::new();
    let place = json!({"latitude": -20.88, "longitude": 55.45, "name": "Snack Sud", "address": "12 cartons du Four"});
    let contacts = json!([{"name": {"formatted_name": "Marie Payet"}, "phones": [{"phone": "+262 692 00 00 01"}]}]);
    chat.writes(&[
        chat.message("wamid.g1", 0, "location", place),
        chat.message("wamid.g2", 1, "contacts", contacts),
        chat.text("wamid.g3", 2, "livrez ici svp"),
    ]);
    shows(&chat, &["Snack Sud", "12 cartons du Four", "-20.88", "55.45", "Marie Payet", "+262 692 00 00 01"]);
    assert_eq!(chat.card()["draft"], Value::Null);
}

#[test]
fn of_many_messages_the_latest_are_shown_the_rest_is_counted_and_marks_fit() {
    let chat = Chat::new();
    let mut messages = vec![chat.text("wamid.v0", -200, "Livraison à la boutique de Saint-Paul uniquement")];
    messages
        .extend((1..=110).map(|n| chat.text(&format!("wamid.v{n}"), -200 + n, &format!("{n} cartons article {n}"))));
    chat.writes(&messages);
    let card = chat.card();
    assert_eq!(card["messages"].as_array().map(Vec::len), Some(100));
    assert_eq!(
        (&card["messages_not_shown"], &card["messages"][0]["text"]),
        (&json!(11), &json!("11 cartons article 11"))
    );
    assert_eq!(marks_fit(&card), 100);
    let page = chat.page();
    assert!(page.contains("11 messages plus anciens ne sont pas affichés ici."), "{page}");
    assert!(page.contains(">11 cartons</mark> article 11<"), "{page}");
    let id = card["id"].as_str().expect("an id");
    let all = text(&chat.rani.opens(&format!("/review/cards/{id}?all")));
    assert!(all.contains("Saint-Paul") && all.contains(">1 cartons</mark> article 1<"), "{all}");
}

#[test]
fn what_whatsapp_withheld_is_said_and_where_to_read_it() {
    for unsupported in [
        json!({"errors": [{"code": 131060, "title": "This message is unavailable"}]}),
        json!({"errors": [{"code": 131051}], "unsupported": {"type": "poll_creation"}}),
    ] {
        let chat = Chat::new();
        let mut message = chat.message("wamid.u1", 0, "unsupported", Value::Null);
        for (name, value) in unsupported.as_object().expect("an object") {
            message[name] = value.clone();
        }
        chat.writes(&[message]);
        let page = chat.page();
        assert!(page.contains("pas transmis le contenu de ce message : lisez-le sur le téléphone"), "{page}");
        assert!(!page.contains("Un message sans texte"));
        assert_eq!(only(&chat)["details"]["withheld"]["code"], unsupported["errors"][0]["code"]);
    }
}

#[test]
fn who_is_erased_leaves_nothing_of_what_they_attached_or_referred_to() {
    let chat = Chat::new();
    let mut message =
        chat.message("wamid.SECRET1", 0, "image", json!({"caption": "lait", "id": "99123", "filename": "SECRET2.jpg"}));
    message["context"] =
        json!({"from": BUSINESS, "id": "wamid.SECRET3", "referred_product": {"product_retailer_id": "SECRET4"}});
    let place = json!({"name": "SECRET5", "address": "SECRET6"});
    chat.writes(&[message, chat.message("wamid.2", 1, "location", place)]);
    let left = |chat: &Chat| {
        let db = chat.rani.host.db.borrow();
        let rows = testkit::database::rows(&db, "SELECT * FROM inbound_message");
        let all = serde_json::to_string(&rows).expect("JSON");
        ["SECRET1", "SECRET2", "SECRET3", "SECRET4", "SECRET5", "SECRET6", "99123"]
            .into_iter()
            .filter(|w| all.contains(w))
            .count()
    };
    assert_eq!(left(&chat), 6, "the quoted message is nobody's here, its id is not kept");
    assert_eq!(chat.rani.calls("DELETE", &format!("/api/customers/c-{PHONE}"), &Value::Null).0, 204);
    assert_eq!(left(&chat), 0);
}
