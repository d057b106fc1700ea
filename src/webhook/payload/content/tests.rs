use super::*;
use serde_json::{Value, json};

/// A message of this type, as the parser reads it.
fn content(message: &Value) -> Content {
    let text = message.to_string();
    let object = Object::parse(&text).expect("an object");
    let kind = object.text("type").expect("a type");
    read(&object, &kind)
}

fn details(message: &Value) -> Details {
    content(message).details
}

#[test]
fn a_captioned_picture_keeps_its_caption_and_the_picture() {
    let message = json!({"type": "image", "image": {
        "caption": "2 cartons", "mime_type": "image/jpeg", "sha256": "x", "id": "991", "url": "https://example.com/1"}});
    let read = content(&message);
    assert_eq!(read.text.as_deref(), Some("2 cartons"));
    let picture = Media {
        kind: "image".into(),
        id: "991".into(),
        mime: Some("image/jpeg".into()),
        filename: None,
        sha256: Some("x".into()),
        voice: false,
    };
    assert_eq!(read.media, Some(picture));
}

#[test]
fn a_document_keeps_its_name_and_a_voice_note_that_it_is_one() {
    let document = content(&json!({"type": "document", "document": {"filename": "Bon 4411.pdf", "id": 992}}));
    let media = document.media.expect("a document");
    assert_eq!((media.filename.as_deref(), media.id.as_str(), media.mime), (Some("Bon 4411.pdf"), "992", None));
    let voice = content(&json!({"type": "audio", "audio": {"id": "1", "mime_type": "audio/ogg", "voice": true}}));
    assert!(voice.media.is_some_and(|media| media.voice));
    let unheard_of = content(&json!({"type": "hologram", "hologram": {"id": "1", "mime_type": "model/x"}}));
    assert_eq!(unheard_of.media.map(|media| media.kind).as_deref(), Some("hologram"));
    assert_eq!(content(&json!({"type": "hologram", "hologram": {"id": "1"}})).media, None);
}

#[test]
fn an_edited_caption_keeps_the_picture() {
    let read = content(&json!({"type": "edit", "edit": {"original_message_id": "w0", "message": {
        "type": "image", "image": {"caption": "3 cartons", "id": "991", "mime_type": "image/jpeg"}}}}));
    assert_eq!((read.text.as_deref(), read.target.as_deref()), (Some("3 cartons"), Some("w0")));
    assert!(read.media.is_some());
}

#[test]
fn a_place_is_kept_with_its_address() {
    let place = details(&json!({"type": "location", "location": {
        "latitude": -20.88, "longitude": 55.45, "name": "Snack Sud", "address": "12 rue du Four"}}));
    let text = |text: &str| Some(text.to_owned());
    let expected = Location {
        latitude: text("-20.88"),
        longitude: text("55.45"),
        name: text("Snack Sud"),
        address: text("12 rue du Four"),
    };
    assert_eq!(place.location, Some(expected));
}

#[test]
fn contacts_are_kept_with_all_that_reaches_them() {
    let cards = details(&json!({"type": "contacts", "contacts": [
        {"name": {"formatted_name": "Marie Payet", "first_name": "Marie"},
         "phones": [{"phone": "+262 692 00 00 01", "wa_id": "262692000001"}, {"wa_id": "262692000002"}],
         "emails": [{"email": "marie@example.com"}], "org": {"company": "Snack Sud"},
         "addresses": [{"street": "12 rue du Four", "city": "Saint-Pierre"}]},
        {"name": {"first_name": "Jo", "last_name": "Hoarau"}}]}));
    let lines = ["+262 692 00 00 01", "262692000002", "marie@example.com", "Snack Sud", "12 rue du Four, Saint-Pierre"];
    let [marie, jo] = cards.contacts.as_slice() else { panic!("{cards:?}") };
    assert_eq!((marie.name.as_deref(), marie.lines.as_slice()), (Some("Marie Payet"), &lines.map(String::from)[..]));
    assert_eq!(jo.name.as_deref(), Some("Jo Hoarau"));
    let card = json!({"name": {"formatted_name": "A".repeat(490)}});
    let many = details(&json!({"type": "contacts", "contacts": vec![card; 130]}));
    assert_eq!((many.contacts.len(), many.cut.map(|cut| cut.contacts)), (100, Some(30)));
}

#[test]
fn what_was_chosen_keeps_what_stood_below_it() {
    let read = content(&json!({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {
        "id": "riz-25", "title": "Riz", "description": "Palette de 40 sacs de 25 kg"}}}));
    assert_eq!(read.text.as_deref(), Some("Riz"));
    let description = Some("Palette de 40 sacs de 25 kg".to_owned());
    assert_eq!(read.details.choice, Some(ChosenOption { from: Offer::List, description }));
    let button = details(&json!({"type": "button", "button": {"text": "Oui", "payload": "yes"}}));
    assert_eq!(button.choice.map(|choice| choice.from), Some(Offer::Button));
}

#[test]
fn the_answers_of_a_form_are_the_customers_words() {
    let form = |answers: Value| {
        let json = answers.to_string();
        content(&json!({"type": "interactive", "interactive": {"type": "nfm_reply",
            "nfm_reply": {"name": "flow", "body": "Sent", "response_json": json}}}))
        .text
        .expect("words")
    };
    let flow = json!({"flow_token": "unused", "produit": "Riz long 25 kg", "quantite": "12"});
    assert_eq!(form(flow), "produit: Riz long 25 kg\nquantite: 12");
    let address = json!({"values": {"name": "Marie", "floor": 3, "lift": true}, "days": ["lundi", "jeudi"], "x": null});
    assert_eq!(form(address), "days: lundi\ndays: jeudi\nfloor: 3\nlift: true\nname: Marie");
    assert_eq!(form(json!({"flow_token": "unused"})), "Sent");
    let deep = (0..9_000).fold("1".to_owned(), |inner, _| format!("[{inner}]"));
    let deep =
        json!({"type": "interactive", "interactive": {"nfm_reply": {"response_json": format!("{{\"a\":{deep}}}")}}});
    assert_eq!(content(&deep).text, None);
}

#[test]
fn the_product_and_the_advertisement_are_kept_with_whatever_type() {
    let context = json!({"from": "33140000000", "id": "w0", "referred_product": {
        "catalog_id": "77", "product_retailer_id": "HARISSA-760"}});
    let asked = details(&json!({"type": "text", "text": {"body": "10 de celui-ci"}, "context": context}));
    assert_eq!(asked.product.map(|product| product.reference).as_deref(), Some("HARISSA-760"));
    let welcome = details(&json!({"type": "request_welcome", "referral": {
        "source_type": "ad", "headline": "Huile d'olive 5 L", "body": "-"}}));
    let advertisement = welcome.advertisement.expect("an advertisement");
    assert_eq!((advertisement.headline.as_deref(), advertisement.body), (Some("Huile d'olive 5 L"), None));
}

#[test]
fn what_whatsapp_withheld_is_told_from_what_is_empty() {
    let withheld = |message: Value| details(&message).withheld;
    let unavailable = json!({"type": "unsupported", "errors": [{"code": 131060}]});
    assert_eq!(withheld(unavailable), Some(Withheld { code: Some(131_060), sort: None }));
    let poll = json!({"type": "unsupported", "errors": [{"code": 131051}], "unsupported": {"type": "poll_creation"}});
    assert_eq!(withheld(poll).and_then(|withheld| withheld.sort).as_deref(), Some("poll_creation"));
    let too_large = json!({"type": "video", "video": {}, "errors": [{"code": 131052}]});
    assert_eq!(withheld(too_large).and_then(|withheld| withheld.code), Some(131_052));
    assert_eq!(withheld(json!({"type": "text", "text": {"body": ""}})), None);
}

#[test]
fn a_long_detail_says_that_it_goes_on() {
    let place = details(&json!({"type": "location", "location": {"name": "é".repeat(5_000)}}));
    let name = place.location.and_then(|place| place.name).expect("a name");
    assert_eq!((name.chars().count(), name.ends_with('…')), (4_097, true));
}
