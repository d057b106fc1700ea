//! One customer, several addresses: numbers and BSUIDs as Meta writes them, from the webhook to
//! the press.

use crate::client::Client;
use serde_json::{Value, json};
use testkit::database::rows;
use testkit::recording::{Fixed, NOON, NUMBER_ID};
use testkit::webhook::{self, Sender, wamid};
use whatsapp_order_ack::settings::{Settings, SettingsSource};

pub const NUMBER: &str = "33600000001";
pub const BSUID: &str = "FR.1300777";

pub fn by_number() -> Sender {
    Sender::phone(NUMBER, "Exemple")
}

pub fn with_both() -> Sender {
    Sender { bsuid: Some(BSUID.into()), ..by_number() }
}

pub fn hidden(bsuid: &str) -> Sender {
    Sender { phone: None, bsuid: Some(bsuid.into()), name: "Exemple".into() }
}

/// Puts an address on the list as this customer's.
pub fn list(rani: &Client, address: &str, customer: &str) {
    let entry =
        json!({"customer_id": customer, "customer_name": "Exemple", "language": "fr", "opt_in_note": "by telephone"});
    let (status, answer) = rani.calls("PUT", &format!("/api/allowlist/{address}"), &entry);
    assert_eq!(status, 200, "{answer}");
}

pub fn listing(addresses: &[&str]) -> Client {
    let rani = Client::new();
    addresses.iter().for_each(|address| list(&rani, address, "c1"));
    rani
}

pub fn post(rani: &Client, sender: &Sender, message: Value) {
    rani.receives(&webhook::messages(NUMBER_ID, sender, &[message]));
}

pub fn writes(rani: &Client, sender: &Sender, wamid: &str, text: &str) {
    post(rani, sender, sender.text(wamid, NOON, text));
}

/// The cards that wait, least time left first.
pub fn cards(rani: &Client) -> Vec<Value> {
    let (_, page) = rani.calls("GET", "/api/reviews", &Value::Null);
    page["reviews"].as_array().expect("cards").clone()
}

pub fn only_card(rani: &Client) -> Value {
    let mut cards = cards(rani);
    assert_eq!(cards.len(), 1, "{cards:?}");
    cards.remove(0)
}

/// Presses "send": status, and the state or the code of the refusal.
pub fn approves(rani: &Client, card: &Value) -> (u16, String) {
    let body = match card["draft"]["text_sha256"].as_str() {
        Some(hash) => ("approve", json!({"version": card["version"], "text_sha256": hash})),
        None => ("edit", json!({"version": card["version"], "text": "Bien reçu."})),
    };
    let id = card["id"].as_str().expect("an id");
    let key = format!("press-{}", rani.count("SELECT count(*) FROM idempotency_key"));
    let answer = rani.decides(&format!("/api/reviews/{id}/{}", body.0), &key, &body.1);
    let told: Value = serde_json::from_slice(&answer.body).expect("JSON");
    let word = told["error"]["code"].as_str().or(told["state"].as_str()).expect("a word");
    (answer.status, word.to_owned())
}

pub fn sent() -> (u16, String) {
    (200, "sent".into())
}

pub fn refused(code: &str) -> (u16, String) {
    (409, code.into())
}

pub fn ledger(rani: &Client, step: &str) -> Vec<String> {
    let rows =
        rows(&rani.host.db.borrow(), &format!("SELECT outcome FROM run_ledger WHERE step = '{step}' ORDER BY id"));
    rows.into_iter().map(|row| row["outcome"].as_str().expect("text").to_owned()).collect()
}

pub fn aliases(rani: &Client) -> i64 {
    rani.count("SELECT count(*) FROM alias")
}

/// As many messages of one sender within an hour as the caps allow.
struct Capped;

impl SettingsSource for Capped {
    fn get(&self, name: &'static str) -> Option<String> {
        if name == "SENDER_HOURLY_LIMIT" { Some("1".into()) } else { Fixed("template").get(name) }
    }
}

#[test]
fn a_cancellation_over_the_cap_stops_the_press_on_the_earlier_card() {
    let mut rani = listing(&[NUMBER]);
    rani.settings = Settings::of(Capped);
    writes(&rani, &by_number(), "wamid.1", "10 cartons de lait");
    let order = only_card(&rani);
    writes(&rani, &by_number(), "wamid.2", "annulez tout svp");
    let over = cards(&rani).into_iter().find(|card| card["id"] != order["id"]).expect("a card of its own");
    assert_eq!((&over["waiting"], &over["draft"]), (&json!(1), &Value::Null));
    assert_eq!(approves(&rani, &order), refused("newer_card"));
    rani.host.now.set(NOON + 3_700);
    post(&rani, &by_number(), by_number().text("wamid.3", NOON + 3_700, "bonjour ?"));
    let order = cards(&rani).into_iter().find(|card| card["id"] == order["id"]).expect("its next version");
    assert_eq!(approves(&rani, &order), refused("newer_card"), "what came later does not hide the cancellation");
    let id = over["id"].as_str().expect("an id");
    let close = json!({"version": over["version"], "reason": "handled_elsewhere"});
    assert_eq!(rani.decides(&format!("/api/reviews/{id}/reject"), "close", &close).status, 200);
    assert_eq!(approves(&rani, &order), sent(), "somebody read it");
}

#[test]
fn an_answer_by_hand_over_the_cap_waits_for_an_order_that_came_after_it() {
    let mut rani = listing(&[NUMBER]);
    rani.settings = Settings::of(Capped);
    let later = |seconds: i64, wamid: &str, text: &str| {
        rani.host.now.set(NOON + seconds);
        post(&rani, &by_number(), by_number().text(wamid, NOON + seconds, text));
    };
    later(0, "wamid.1", "10 cartons de lait");
    assert_eq!(approves(&rani, &only_card(&rani)), sent());
    later(60, "wamid.2", "et 3 sacs");
    let over = only_card(&rani);
    later(3_700, "wamid.3", "finalement 5 sacs de riz");
    assert_eq!(approves(&rani, &over), refused("newer_card"));
    let order = cards(&rani).into_iter().find(|card| card["id"] != over["id"]).expect("an order");
    assert_eq!(approves(&rani, &order), sent());
    assert_eq!(approves(&rani, &over), sent());
}

#[test]
fn a_customer_who_begins_to_hide_their_number_is_still_known() {
    let rani = listing(&[NUMBER]);
    writes(&rani, &with_both(), "wamid.a1", "10 cartons de lait");
    assert_eq!(approves(&rani, &only_card(&rani)), sent());
    writes(&rani, &hidden(BSUID), "wamid.a2", "5 sacs de riz svp");
    let card = only_card(&rani);
    assert_eq!((&card["recipient"], &card["customer"]["id"]), (&json!(BSUID), &json!("c1")));
    assert_eq!(approves(&rani, &card), sent());
    assert_eq!(rani.count("SELECT count(DISTINCT sender_id) FROM inbound_message"), 1);
    assert_eq!(ledger(&rani, "allowlist"), ["added", "alias_added"]);
}

#[test]
fn a_number_that_is_listed_by_its_twin_has_an_alias_too() {
    let rani = listing(&["551187654321"]);
    let shown = Sender { bsuid: Some("BR.1".into()), ..Sender::phone("5511987654321", "Exemplo") };
    writes(&rani, &shown, "wamid.a1", "10 cartons");
    assert_eq!(only_card(&rani)["recipient"], "5511987654321");
    writes(&rani, &hidden("BR.1"), "wamid.a2", "5 sacs de riz");
    assert_eq!(only_card(&rani)["recipient"], "BR.1");
    assert_eq!(approves(&rani, &only_card(&rani)), sent());
}

#[test]
fn an_alias_is_gone_with_its_entry() {
    let removed = |rani: &Client| assert_eq!(rani.sends("DELETE", &format!("/api/allowlist/{NUMBER}"), "", "").0, 204);
    let replaced = |rani: &Client| {
        let entry = json!({"customer_id": "c2", "customer_name": "Autre", "language": "fr", "opt_in_note": "x",
            "replace": true});
        assert_eq!(rani.calls("PUT", &format!("/api/allowlist/{NUMBER}"), &entry).0, 200);
    };
    let erased = |rani: &Client| assert_eq!(rani.sends("DELETE", "/api/customers/c1", "", "").0, 204);
    for end in [&removed as &dyn Fn(&Client), &replaced, &erased] {
        let rani = listing(&[NUMBER]);
        writes(&rani, &with_both(), "wamid.a1", "10 cartons");
        assert_eq!(aliases(&rani), 1);
        end(&rani);
        assert_eq!(aliases(&rani), 0);
        writes(&rani, &hidden(BSUID), "wamid.a2", "5 sacs");
        assert_eq!(ledger(&rani, "admit"), ["admitted", "not_allowlisted"]);
    }
}

#[test]
fn a_bsuid_that_is_listed_or_linked_elsewhere_is_not_taken() {
    let rani = listing(&[NUMBER, "33600000002"]);
    list(&rani, BSUID, "c2");
    writes(&rani, &with_both(), "wamid.a1", "10 cartons");
    assert_eq!((aliases(&rani), &only_card(&rani)["customer"]["id"]), (0, &json!("c1")));
    writes(&rani, &hidden(BSUID), "wamid.a2", "5 sacs");
    let customers: Vec<Value> = cards(&rani).iter().map(|card| card["customer"]["id"].clone()).collect();
    assert_eq!(customers, ["c1", "c2"], "the list has the last word");
    let shown = |number: &str| Sender { bsuid: Some("FR.2".into()), ..Sender::phone(number, "Exemple") };
    writes(&rani, &shown(NUMBER), "wamid.a3", "2 bidons");
    writes(&rani, &shown("33600000002"), "wamid.a4", "3 bidons");
    assert_eq!(rani.count(&format!("SELECT count(*) FROM alias WHERE entry = '{NUMBER}'")), 1);
    assert_eq!(aliases(&rani), 1);
    list(&rani, "FR.2", "c2");
    assert_eq!(aliases(&rani), 0, "listed for another customer later");
}

#[test]
fn one_person_who_is_listed_for_two_customers_is_not_answered_past_what_they_wrote() {
    let rani = listing(&[NUMBER]);
    list(&rani, BSUID, "c2");
    writes(&rani, &with_both(), "wamid.a1", "10 cartons de lait");
    let order = only_card(&rani);
    writes(&rani, &hidden(BSUID), "wamid.a2", "annulez tout svp");
    assert_eq!(approves(&rani, &order), refused("newer_card"));
    let newer = cards(&rani).into_iter().find(|card| card["id"] != order["id"]).expect("the other customer's");
    assert_eq!((&newer["customer"]["id"], approves(&rani, &newer)), (&json!("c2"), sent()));
    assert_eq!(approves(&rani, &order), sent(), "somebody read it");
    assert_eq!(rani.sends("DELETE", &format!("/api/allowlist/{BSUID}"), "", "").0, 204);
    assert_eq!(rani.count("SELECT count(*) FROM listed_twice"), 0);
}

#[test]
fn who_is_not_listed_gets_no_alias_and_neither_does_an_old_message() {
    let rani = listing(&[NUMBER]);
    let stranger = Sender { bsuid: Some("FR.9".into()), ..Sender::phone("33699999999", "Nosy") };
    writes(&rani, &stranger, "wamid.s1", "10 cartons");
    post(&rani, &with_both(), with_both().text("wamid.a1", NOON - 90_000, "10 cartons"));
    assert_eq!(aliases(&rani), 0);
    let left = format!("{:?}", rows(&rani.host.db.borrow(), "SELECT * FROM run_ledger"));
    assert!(!left.contains("FR.") && !left.contains("336"), "{left}");
}

#[test]
fn number_and_bsuid_of_one_customer_are_one_sender() {
    let rani = listing(&[NUMBER, BSUID]);
    writes(&rani, &with_both(), "wamid.b1", "je voudrais 10 cartons de lait");
    let before = only_card(&rani);
    writes(&rani, &hidden(BSUID), "wamid.b2", "annulez tout svp");
    let card = only_card(&rani);
    assert_eq!((&card["draft"], &card["gate"]["why"]), (&Value::Null, &json!("cancellation")));
    assert_eq!(approves(&rani, &before), refused("stale_version"));
    assert_eq!(card["recipient"], BSUID);
}

#[test]
fn what_the_bsuid_began_is_taken_back_with_both() {
    let rani = listing(&[NUMBER, BSUID]);
    writes(&rani, &hidden(BSUID), "wamid.b1", "je voudrais 10 cartons de lait");
    let both = with_both();
    post(&rani, &both, both.message("wamid.b2", NOON, "revoke", json!({"original_message_id": "wamid.b1"})));
    let card = only_card(&rani);
    assert_eq!((&card["messages"][0]["deleted"], &card["draft"]), (&json!(true), &Value::Null));
    writes(&rani, &by_number(), "wamid.b3", "finalement 2 cartons de lait");
    assert_eq!(only_card(&rani)["id"], card["id"]);
}

#[test]
fn two_open_cards_of_one_sender_wait_for_what_is_newer() {
    let rani = listing(&[NUMBER, BSUID]);
    writes(&rani, &hidden(BSUID), "wamid.b1", "10 cartons de lait");
    let first = only_card(&rani);
    writes(&rani, &by_number(), "wamid.b2", "5 sacs de riz");
    assert_eq!(cards(&rani).len(), 2, "nobody knows yet that they are one");
    writes(&rani, &with_both(), "wamid.b3", "annulez tout svp");
    assert_eq!(cards(&rani).len(), 2);
    assert_eq!(approves(&rani, &first), refused("newer_card"));
    let newer = cards(&rani).into_iter().find(|card| card["id"] != first["id"]).expect("the other");
    assert_eq!(approves(&rani, &newer), sent());
    assert_eq!(approves(&rani, &first), sent(), "somebody read it");
}

#[test]
fn a_deletion_goes_to_the_card_of_its_message_whatever_else_is_open() {
    for customer in ["c1", "c2"] {
        let rani = listing(&[NUMBER]);
        list(&rani, BSUID, customer);
        writes(&rani, &hidden(BSUID), "wamid.b1", "10 cartons de lait");
        let first = only_card(&rani);
        writes(&rani, &by_number(), "wamid.b2", "5 sacs de riz");
        let both = with_both();
        post(&rani, &both, both.message("wamid.b3", NOON, "revoke", json!({"original_message_id": "wamid.b1"})));
        let now = cards(&rani).into_iter().find(|card| card["id"] == first["id"]).expect("the first");
        assert_eq!((&now["messages"][0]["deleted"], &now["draft"]), (&json!(true), &Value::Null), "{customer}");
        assert_eq!(cards(&rani).len(), 2);
    }
}

#[test]
fn a_message_that_waits_under_one_address_stops_the_press_under_the_other() {
    for (outcome, address) in [("admitted", BSUID), ("over_limit", BSUID), ("over_limit", NUMBER)] {
        let rani = listing(&[NUMBER, BSUID]);
        writes(&rani, &with_both(), "wamid.b1", "10 cartons de lait");
        let card = only_card(&rani);
        let waits = format!(
            "INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
               stamped_at, admitted_at, window_closes_at, waiting, customer_id)
             SELECT 'm_9', 'inv', sender_id, '{outcome}', 'words', 'text', 'fresh', 'x', 'x', 'x', 1, 'c1'
             FROM allowlist WHERE address = '{address}'"
        );
        rani.host.db.borrow().execute(&waits, []).expect("a row");
        assert_eq!(approves(&rani, &card), refused("stale_version"), "{outcome} from {address}");
    }
}

#[test]
fn a_number_that_came_off_the_list_is_not_answered_because_the_bsuid_is_listed() {
    let rani = listing(&[NUMBER, BSUID]);
    writes(&rani, &with_both(), "wamid.b1", "10 cartons de lait");
    let card = only_card(&rani);
    assert_eq!(card["recipient"], NUMBER);
    assert_eq!(rani.sends("DELETE", &format!("/api/allowlist/{NUMBER}"), "", "").0, 204);
    assert_eq!(approves(&rani, &card), refused("not_allowlisted"));
    writes(&rani, &with_both(), "wamid.b2", "5 sacs de riz");
    let answered = cards(&rani).into_iter().find(|other| other["id"] != card["id"]).expect("a card");
    assert_eq!(answered["recipient"], BSUID);
    assert_eq!(approves(&rani, &answered), sent());
}

#[test]
fn an_address_that_became_another_customers_is_not_answered_under_the_old_name() {
    let rani = listing(&[NUMBER, BSUID]);
    writes(&rani, &with_both(), "wamid.b1", "10 cartons de lait");
    let entry =
        json!({"customer_id": "c2", "customer_name": "Autre", "language": "fr", "opt_in_note": "x", "replace": true});
    assert_eq!(rani.calls("PUT", &format!("/api/allowlist/{NUMBER}"), &entry).0, 200);
    assert_eq!(approves(&rani, &only_card(&rani)), refused("not_allowlisted"));
}

#[test]
fn a_recipient_that_was_changed_by_hand_moves_the_version() {
    let rani = listing(&[NUMBER, BSUID]);
    writes(&rani, &with_both(), "wamid.b1", "10 cartons de lait");
    let card = only_card(&rani);
    rani.host.db.borrow().execute("UPDATE review_queue SET recipient = 'FR.1300777'", []).expect("by hand");
    assert_eq!(approves(&rani, &card), refused("stale_version"));
    assert_eq!(approves(&rani, &only_card(&rani)), sent(), "who saw it may");
    rani.host.db.borrow().execute("UPDATE review_queue SET recipient = NULL", []).expect("as erasing does");
    assert_eq!(rani.count("SELECT version FROM review_queue"), 2);
}

#[test]
fn a_deletion_and_an_edit_reach_their_message_by_the_id_that_is_made_with_the_bsuid() {
    let (order, change) = (1, 2);
    let target = json!({"original_message_id": wamid(BSUID, order)});
    let new = json!({"original_message_id": wamid(BSUID, order),
        "message": {"type": "text", "text": {"body": "je voudrais 100 cartons de lait"}}});
    for (kind, content, said) in
        [("revoke", target, Value::Null), ("edit", new, json!("je voudrais 100 cartons de lait"))]
    {
        let rani = listing(&[NUMBER]);
        let both = with_both();
        writes(&rani, &both, &wamid(NUMBER, order), "je voudrais 10 cartons de lait");
        post(&rani, &both, both.message(&wamid(BSUID, change), NOON, kind, content));
        let card = only_card(&rani);
        assert_eq!(card["messages"].as_array().map(Vec::len), Some(1), "{card}");
        assert_eq!(card["messages"][0]["text"], said);
    }
}

#[test]
fn a_message_is_known_again_by_its_other_id() {
    let rani = listing(&[NUMBER]);
    writes(&rani, &with_both(), &wamid(NUMBER, 1), "10 cartons");
    writes(&rani, &with_both(), &wamid(BSUID, 1), "10 cartons");
    assert_eq!(ledger(&rani, "admit"), ["admitted", "duplicate"]);
}

#[test]
fn a_listed_bsuid_is_known_wherever_meta_writes_it() {
    let text = json!({"body": "10 cartons de lait"});
    let message = |from: Value| {
        let mut message = json!({"id": "wamid.ab", "timestamp": NOON.to_string(), "type": "text", "text": text});
        message.as_object_mut().expect("an object").extend(from.as_object().expect("an object").clone());
        message
    };
    let parent = "FR.ENT.11815799212886844830";
    for (listed, from) in [
        (BSUID, json!({"from": BSUID})),
        (BSUID, json!({"from": "33699999999", "from_user_id": BSUID})),
        (parent, json!({"from_user_id": BSUID, "from_parent_user_id": parent})),
        (parent, json!({"from": "33699999999", "from_user_id": BSUID, "from_parent_user_id": parent})),
        (parent, json!({"from_user_id": parent})),
    ] {
        let rani = listing(&[listed]);
        post(&rani, &hidden(BSUID), message(from.clone()));
        let card = only_card(&rani);
        assert_eq!(card["recipient"], listed, "{from}");
        assert_eq!(approves(&rani, &card), sent());
        assert_eq!(aliases(&rani), 0, "beside a listed number alone");
    }
}

#[test]
fn numbers_of_before_the_renumbering_are_known() {
    for (listed, from) in [
        ("+225 07 07 12 34 56", "22507123456"),
        ("+229 01 97 12 34 56", "22997123456"),
        ("22507123456", "2250707123456"),
    ] {
        let rani = Client::new();
        list(&rani, &listed.replace('+', "%2B").replace(' ', "%20"), "c1");
        writes(&rani, &Sender::phone(from, "Exemple"), "wamid.k1", "10 cartons de lait");
        let card = only_card(&rani);
        assert_eq!(card["recipient"], from, "exactly as Meta wrote it");
        assert_eq!(approves(&rani, &card), sent());
    }
}
