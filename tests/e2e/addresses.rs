//! One customer, several addresses, on real D1: aliases, a new number, and what goes with an entry.

use crate::stage::{NUMBER_ID, Person, Stage, now_seconds};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::webhook::{self, Sender};

const NUMBER: &str = "33600000001";
const NEW_NUMBER: &str = "33600000002";
const BSUID: &str = "FR.1300777";

fn told(phone: Option<&str>, bsuid: Option<&str>) -> Sender {
    Sender { phone: phone.map(str::to_owned), bsuid: bsuid.map(str::to_owned), name: "Exemple".into() }
}

/// The card that waits with this recipient.
async fn card_for(stage: &Stage, recipient: &str) -> Value {
    let is = |card: &&Value| card["recipient"] == recipient;
    let cards = |page: &Value| page["reviews"].as_array().expect("cards").clone();
    let page = stage.eventually("/api/reviews", |page| cards(page).iter().any(|card| is(&card))).await;
    cards(&page).iter().find(is).expect("a card").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_hides_their_number_is_answered_to_the_bsuid() {
    let stage = Stage::new().await;
    stage.allow(NUMBER, "fr").await;
    stage.simulator.write(&told(Some(NUMBER), Some(BSUID)), "10 cartons de harissa").await.expect("posted");
    let first = card_for(&stage, NUMBER).await;
    assert_eq!(stage.approve(&first, "k1").await.0, 200);
    stage.simulator.write(&told(None, Some(BSUID)), "5 sacs de riz").await.expect("posted");
    let second = card_for(&stage, BSUID).await;
    assert_eq!(stage.approve(&second, "k2").await.0, 200);
    let sends = stage.sends();
    assert_eq!((&sends[0]["to"], &sends[1]["recipient"]), (&json!(NUMBER), &json!(BSUID)));
    assert_eq!(stage.get(&format!("/api/allowlist/{NUMBER}")).await["aliases"][0]["address"], BSUID);
    assert_eq!(stage.api(Person::Rani, Method::DELETE, &format!("/api/allowlist/{NUMBER}"), None).await.0, 204);
    assert_eq!(stage.count("SELECT count(*) FROM alias"), 0, "gone with its entry");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_number_is_listed_with_one_press() {
    let stage = Stage::new().await;
    stage.allow(NUMBER, "fr").await;
    let old = told(Some(NUMBER), None);
    stage.simulator.write(&old, "10 cartons de harissa").await.expect("posted");
    let card = card_for(&stage, NUMBER).await;
    let id = card["id"].as_str().expect("an id");
    let system = json!({"body": "User Exemple changed", "wa_id": NEW_NUMBER, "type": "user_changed_number"});
    let notice = old.message("wamid.s1", now_seconds(), "system", system);
    let posted = stage.simulator.post(webhook::messages(NUMBER_ID, &old, &[notice])).await;
    assert_eq!(posted.expect("posted"), 200);
    stage.simulator.write(&told(Some(NEW_NUMBER), None), "10 cartons de secret").await.expect("posted");
    let moved =
        |card: &Value| card["moved"]["messages"] == 1 && card["messages"].as_array().is_some_and(|all| all.len() == 2);
    let shown = stage.eventually(&format!("/api/reviews/{id}"), moved).await;
    assert_eq!(shown["moved"]["to"], NEW_NUMBER);
    let answer = json!({"version": shown["version"], "text": "Bien reçu"});
    let (status, body) = stage.decide(Person::Rani, &shown, "edit", "k1", answer).await;
    assert_eq!((status, body["error"]["code"].as_str()), (409, Some("address_changed")), "{body}");
    let path = format!("/api/allowlist/{NUMBER}/move");
    let (status, body) = stage.api(Person::Rani, Method::POST, &path, Some(json!({"to": NEW_NUMBER}))).await;
    assert_eq!((status, body["address"].as_str()), (200, Some(NEW_NUMBER)), "{body}");
    stage.simulator.write(&told(Some(NEW_NUMBER), None), "10 cartons de harissa").await.expect("posted");
    assert_eq!(stage.approve(&card_for(&stage, NEW_NUMBER).await, "k2").await.0, 200);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE text LIKE '%secret%'"), 0);
    assert_eq!(stage.count("SELECT count(*) FROM address_change"), 0);
}
