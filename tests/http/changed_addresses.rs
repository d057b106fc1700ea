//! A customer has another number or another BSUID: Meta's notice, the press that lists the new
//! address, and what is not kept until then.

use crate::addresses::{
    BSUID, NUMBER, aliases, approves, by_number, cards, hidden, ledger, list, listing, only_card, post, refused, sent,
    with_both, writes,
};
use crate::client::{Client, text};
use serde_json::{Value, json};
use testkit::database::rows;
use testkit::recording::NOON;
use testkit::webhook::Sender;

const NEW_NUMBER: &str = "33699999999";
const NEW_BSUID: &str = "FR.2244668800";

fn new_number() -> Sender {
    Sender::phone(NEW_NUMBER, "Exemple")
}

/// Meta's notice, sent under the address that the customer left.
fn notice(wamid: &str, from: Value, system: Value) -> Value {
    let mut message = json!({"id": wamid, "timestamp": NOON.to_string(), "type": "system", "system": system});
    message.as_object_mut().expect("an object").extend(from.as_object().expect("an object").clone());
    message
}

fn number_changed(rani: &Client) {
    let system = json!({"body": "User Exemple changed from 33600000001 to 33699999999", "wa_id": NEW_NUMBER,
        "type": "user_changed_number"});
    post(rani, &by_number(), notice("wamid.s1", json!({"from": NUMBER}), system));
}

fn move_to(rani: &Client, from: &str, to: &str) -> (u16, Value) {
    rani.calls("POST", &format!("/api/allowlist/{from}/move"), &json!({"to": to}))
}

fn entry(rani: &Client, address: &str) -> (u16, Value) {
    rani.calls("GET", &format!("/api/allowlist/{address}"), &Value::Null)
}

#[test]
fn a_new_number_is_listed_with_one_press_and_nothing_of_it_is_kept_before() {
    let rani = listing(&[NUMBER]);
    writes(&rani, &by_number(), "wamid.1", "10 cartons de lait");
    number_changed(&rani);
    writes(&rani, &new_number(), "wamid.2", "je voudrais 10 cartons de secret");
    writes(&rani, &new_number(), "wamid.2", "je voudrais 10 cartons de secret");
    writes(&rani, &new_number(), "wamid.3", "encore 5 sacs de secret");
    let card = only_card(&rani);
    assert_eq!(
        card["moved"],
        json!({"from": NUMBER, "to": NEW_NUMBER, "at": "2026-03-01T12:00:00.000Z", "messages": 2}),
        "a message that comes twice counts once"
    );
    let kept = format!("{:?}", rows(&rani.host.db.borrow(), "SELECT * FROM inbound_message"));
    assert!(!kept.contains("secret"), "{kept}");
    assert_eq!(approves(&rani, &card), refused("address_changed"));
    let (status, moved) = move_to(&rani, NUMBER, NEW_NUMBER);
    assert_eq!((status, &moved["customer_id"], &moved["moved"]), (200, &json!("c1"), &Value::Null), "{moved}");
    assert_eq!(moved["opt_in_note"], "by telephone (usr_1, 2026-03-01)");
    assert_eq!(entry(&rani, NUMBER).0, 404);
    assert_eq!(approves(&rani, &only_card(&rani)), refused("not_allowlisted"), "it may be somebody else's by now");
    writes(&rani, &new_number(), "wamid.4", "je voudrais 10 cartons de lait");
    let answered = cards(&rani).into_iter().find(|card| card["recipient"] == NEW_NUMBER).expect("a card");
    assert_eq!(approves(&rani, &answered), sent());
    assert_eq!(ledger(&rani, "allowlist"), ["added", "moved"]);
}

#[test]
fn a_new_bsuid_is_listed_with_one_press() {
    let rani = listing(&[BSUID]);
    let system = json!({"body": "User Exemple changed", "user_id": NEW_BSUID, "previous_user_id": BSUID,
        "type": "user_changed_user_id"});
    post(&rani, &hidden(BSUID), notice("wamid.s1", json!({}), system));
    writes(&rani, &hidden(NEW_BSUID), "wamid.2", "10 cartons de lait");
    let card = only_card(&rani);
    assert_eq!((&card["moved"]["to"], &card["moved"]["messages"]), (&json!(NEW_BSUID), &json!(1)));
    assert_eq!(approves(&rani, &card), refused("address_changed"));
    assert_eq!(move_to(&rani, BSUID, NEW_BSUID).0, 200);
    writes(&rani, &hidden(NEW_BSUID), "wamid.3", "10 cartons de lait");
    assert_eq!(cards(&rani).iter().filter(|card| card["recipient"] == NEW_BSUID).count(), 1);
}

#[test]
fn a_new_number_brings_the_bsuid_that_stands_beside_it() {
    let rani = listing(&[NUMBER]);
    writes(&rani, &with_both(), "wamid.1", "10 cartons de lait");
    let system = json!({"body": "x", "wa_id": NEW_NUMBER, "user_id": NEW_BSUID, "type": "user_changed_number"});
    post(&rani, &by_number(), notice("wamid.s1", json!({"from": NUMBER, "from_user_id": NEW_BSUID}), system));
    let second = json!({"body": "x", "user_id": NEW_BSUID, "previous_user_id": BSUID, "type": "user_changed_user_id"});
    post(&rani, &hidden(BSUID), notice("wamid.s2", json!({}), second));
    writes(&rani, &hidden(NEW_BSUID), "wamid.2", "5 sacs");
    assert_eq!(only_card(&rani)["moved"]["messages"], 1);
    let (status, moved) = move_to(&rani, NUMBER, NEW_NUMBER);
    assert_eq!((status, &moved["aliases"][0]["address"]), (200, &json!(NEW_BSUID)), "{moved}");
    assert_eq!(moved["aliases"][0]["source"], "notice");
    assert_eq!(aliases(&rani), 1, "the old one is gone with the old number");
    assert_eq!(ledger(&rani, "allowlist"), ["added", "alias_added", "moved", "alias_added"]);
    writes(&rani, &hidden(NEW_BSUID), "wamid.3", "5 sacs");
    assert!(cards(&rani).iter().any(|card| card["recipient"] == NEW_BSUID));
}

#[test]
fn the_history_of_an_opt_in_goes_from_address_to_address() {
    let rani = listing(&[NUMBER]);
    let again = json!({"customer_id": "c1", "customer_name": "Exemple", "language": "fr", "opt_in_note": "in writing"});
    assert_eq!(rani.calls("PUT", &format!("/api/allowlist/{NUMBER}"), &again).0, 200);
    number_changed(&rani);
    assert_eq!(move_to(&rani, NUMBER, NEW_NUMBER).0, 200);
    let system = json!({"wa_id": "33688888888", "type": "user_changed_number"});
    post(&rani, &new_number(), notice("wamid.s2", json!({"from": NEW_NUMBER}), system));
    assert_eq!(move_to(&rani, NEW_NUMBER, "33688888888").0, 200);
    let (_, last) = entry(&rani, "33688888888");
    let past: Vec<_> = last["past"].as_array().expect("a list").iter().map(|past| past["address"].clone()).collect();
    assert_eq!(past, [NEW_NUMBER, NUMBER, NUMBER]);
    assert_eq!(last["past"][2]["opt_in_note"], "by telephone");
    assert_eq!(rani.sends("DELETE", "/api/customers/c1", "", "").0, 204);
    for table in ["alias", "address_change", "past_opt_in", "allowlist"] {
        assert_eq!(rani.count(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
}

#[test]
fn a_customer_who_moves_twice_is_followed() {
    let rani = listing(&[NUMBER]);
    number_changed(&rani);
    let system = json!({"wa_id": "33688888888", "type": "user_changed_number"});
    post(&rani, &new_number(), notice("wamid.s2", json!({"from": NEW_NUMBER}), system));
    assert_eq!(only_card(&rani)["moved"]["to"], "33688888888");
    assert_eq!(only_card(&rani)["moved"]["messages"], 0, "a notice is no message of theirs");
    assert_eq!(move_to(&rani, NUMBER, NEW_NUMBER).0, 404, "not the one of the notice any more");
    assert_eq!(move_to(&rani, NUMBER, "33688888888").0, 200);
}

#[test]
fn a_strangers_notice_leaves_nothing() {
    let rani = listing(&[NUMBER]);
    let system = json!({"body": "User Nosy changed", "wa_id": NEW_NUMBER, "type": "user_changed_number"});
    let stranger = Sender::phone("33677777777", "Nosy");
    post(&rani, &stranger, notice("wamid.s1", json!({"from": "33677777777"}), system));
    for table in ["address_change", "inbound_message", "review_queue"] {
        assert_eq!(rani.count(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
}

#[test]
fn a_notice_is_over_when_the_new_address_is_listed_or_a_person_confirms_the_old_one() {
    let ends: [&dyn Fn(&Client); 3] = [
        &|rani| list(rani, NEW_NUMBER, "c1"),
        &|rani| {
            let entry = json!({"customer_id": "c1", "customer_name": "Exemple", "language": "fr",
                "opt_in_note": "they called: still this number"});
            assert_eq!(rani.calls("PUT", &format!("/api/allowlist/{NUMBER}"), &entry).0, 200);
        },
        &|rani| assert_eq!(rani.sends("DELETE", &format!("/api/allowlist/{NUMBER}"), "", "").0, 204),
    ];
    for end in ends {
        let rani = listing(&[NUMBER]);
        number_changed(&rani);
        list(&rani, NUMBER, "c1");
        assert_eq!(rani.count("SELECT count(*) FROM address_change"), 1, "put again as it was, by a CRM say");
        end(&rani);
        assert_eq!(rani.count("SELECT count(*) FROM address_change"), 0);
    }
}

#[test]
fn a_number_that_is_written_in_another_way_is_no_new_one() {
    let rani = listing(&["551187654321"]);
    let system = json!({"wa_id": "5511987654321", "type": "user_changed_number"});
    post(&rani, &Sender::phone("551187654321", "x"), notice("wamid.s1", json!({"from": "551187654321"}), system));
    assert_eq!(only_card(&rani)["moved"], Value::Null);
}

#[test]
fn a_new_address_of_another_customer_is_not_taken() {
    let rani = listing(&[NUMBER]);
    list(&rani, NEW_NUMBER, "c2");
    number_changed(&rani);
    let (status, error) = move_to(&rani, NUMBER, NEW_NUMBER);
    assert_eq!((status, &error["error"]["code"]), (409, &json!("other_customer")));
    assert_eq!(entry(&rani, NEW_NUMBER).1["customer_id"], "c2");
    assert_eq!(approves(&rani, &only_card(&rani)), refused("address_changed"));
    assert_eq!(ledger(&rani, "allowlist"), ["added", "added"]);
}

#[test]
fn only_an_admin_lists_the_new_address_and_only_the_one_of_the_notice() {
    let rani = listing(&[NUMBER]);
    assert_eq!(move_to(&rani, NUMBER, NEW_NUMBER).0, 404, "there is no notice");
    number_changed(&rani);
    assert_eq!(move_to(&rani, NUMBER, "33611111111").0, 404);
    assert_eq!(move_to(&rani, NUMBER, "nobody").0, 400);
    assert_eq!(move_to(&rani, "33611111111", NEW_NUMBER).0, 404);
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'reviewer'", []).expect("a role");
    assert_eq!(move_to(&rani, NUMBER, NEW_NUMBER).0, 403);
    assert_eq!(rani.presses("/review/customers/move", &[("from", NUMBER), ("to", NEW_NUMBER)]).0, 403);
    assert!(text(&rani.opens("/review")).contains("Un administrateur peut l"), "who may not press is told who may");
}

#[test]
fn a_customer_who_moved_needs_somebody_after_the_card_was_closed_too() {
    let rani = listing(&[NUMBER]);
    number_changed(&rani);
    rani.host.db.borrow().execute("UPDATE review_queue SET state = 'rejected'", []).expect("closed");
    writes(&rani, &new_number(), "wamid.2", "5 sacs");
    let page = text(&rani.opens("/review/stuck"));
    assert!(page.contains("1 message en est venu") && page.contains("data-stuck=\"1\""), "{page}");
    assert_eq!(rani.presses("/review/customers/move", &[("from", NUMBER), ("to", NEW_NUMBER)]).0, 200);
    assert!(text(&rani.opens("/review/stuck")).contains("data-stuck=\"0\""));
}

#[test]
fn the_desk_shows_aliases_and_the_press() {
    let rani = listing(&[NUMBER]);
    writes(&rani, &with_both(), "wamid.1", "10 cartons de lait");
    let page = text(&rani.opens("/review/customers/c1"));
    assert!(page.contains(BSUID) && page.contains("associé par Meta, dans un message"), "{page}");
    assert_eq!(rani.calls("GET", "/api/allowlist", &Value::Null).1["allowlist"][0]["aliases"][0]["address"], BSUID);
    number_changed(&rani);
    writes(&rani, &new_number(), "wamid.2", "5 sacs");
    for path in ["/review", "/review/customers", "/review/stuck"] {
        let page = text(&rani.opens(path));
        assert!(page.contains("1 message en est venu") && page.contains("Inscrire +33699999999"), "{page}");
        assert!(!page.contains("/approve"), "nothing can be sent to the old one");
    }
    let press = |to: &str| rani.presses("/review/customers/move", &[("from", NUMBER), ("to", to)]);
    assert_eq!(press("33611111111").0, 409);
    let (status, page) = press(NEW_NUMBER);
    assert!(status == 200 && page.contains("Demandez au client de récrire"), "{page}");
    rani.host.now.set(NOON + 1);
    assert_eq!(press(NEW_NUMBER).0, 409, "a second tap");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 1);
}
