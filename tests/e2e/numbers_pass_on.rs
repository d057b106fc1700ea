//! A number passes from one customer to another: neither sees the other's words, nor gets
//! the other's reply.

use crate::desk::Visitor;
use crate::stage::{Person, Stage, shop};
use reqwest::Method;
use serde_json::{Value, json};

const NUMBER: &str = "/api/allowlist/33600000001";
const FIRST: &str = "c-33600000001";

fn heir(replace: bool) -> Value {
    json!({
        "customer_id": "c-heir",
        "customer_name": "Chez Exemple",
        "language": "fr",
        "opt_in_note": "at the counter",
        "replace": replace,
    })
}

async fn an_order_of_the_first(stage: &Stage) -> Value {
    stage.allow("33600000001", "fr").await;
    stage.simulator.write(&shop(), "10 cartons de harissa").await.expect("posted");
    stage.card("pending").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_number_is_not_taken_from_its_customer_unless_that_is_said() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let (status, body) = stage.api(Person::Rani, Method::PUT, NUMBER, Some(heir(false))).await;
    assert_eq!((status, body["error"]["code"].as_str()), (409, Some("other_customer")), "{body}");
    assert!(body["error"]["message"].as_str().expect("a message").contains(FIRST), "{body}");
    assert_eq!(stage.get(NUMBER).await["customer_id"], FIRST);
    assert_eq!(stage.count("SELECT count(*) FROM customers"), 1, "nobody was made of a refused request");

    let (status, body) = stage.api(Person::Rani, Method::PUT, NUMBER, Some(heir(true))).await;
    assert_eq!((status, body["customer_id"].as_str()), (200, Some("c-heir")), "{body}");
    let entry = stage.get(NUMBER).await;
    assert_eq!(entry["past"][0]["customer_id"], FIRST);
    assert_eq!(entry["past"][0]["opt_in_note"], "asked by telephone");
    let outcomes = "SELECT count(*) FROM run_ledger WHERE step = 'allowlist' AND outcome IN ('added', 'replaced')";
    assert_eq!(stage.count(outcomes), 2);

    // Off the list and on it again: the opt-in of before is still known.
    assert_eq!(stage.api(Person::Rani, Method::DELETE, NUMBER, None).await.0, 204);
    assert_eq!(stage.api(Person::Rani, Method::PUT, NUMBER, Some(heir(false))).await.0, 200);
    let past = stage.get(NUMBER).await["past"].as_array().expect("a list").len();
    assert_eq!(past, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_number_renames_nobody() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let name = stage.get(NUMBER).await["customer_name"].clone();
    let second = json!({
        "customer_id": FIRST, "customer_name": "Epicerie mal ecrite", "language": "en", "opt_in_note": "the same",
    });
    let path = "/api/allowlist/33600000002";
    assert_eq!(stage.api(Person::Rani, Method::PUT, path, Some(second)).await.0, 200);
    assert_eq!(stage.get(NUMBER).await["customer_name"], name);
    // At the entry that it stands with, a name can be corrected.
    let corrected = json!({
        "customer_id": FIRST, "customer_name": "Épicerie Corrigée", "language": "fr", "opt_in_note": "the same",
    });
    assert_eq!(stage.api(Person::Rani, Method::PUT, NUMBER, Some(corrected)).await.0, 200);
    assert_eq!(stage.get(path).await["customer_name"], "Épicerie Corrigée");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_first_one_wrote_is_not_sent_to_or_read_by_the_second() {
    let stage = Stage::new().await;
    let first = an_order_of_the_first(&stage).await;
    assert_eq!(stage.api(Person::Rani, Method::PUT, NUMBER, Some(heir(true))).await.0, 200);
    let (status, body) = stage.approve(&first, "k1").await;
    assert_eq!((status, body["error"]["code"].as_str()), (409, Some("not_allowlisted")), "{body}");

    stage.simulator.write(&shop(), "4 sacs de riz").await.expect("posted");
    let page = stage
        .eventually("/api/reviews?state=pending", |page| page["reviews"].as_array().is_some_and(|all| all.len() == 2))
        .await;
    let cards = page["reviews"].as_array().expect("cards");
    let of = |id: &str| cards.iter().find(|card| card["customer"]["id"] == id).expect("a card");
    let (first, second) = (of(FIRST), of("c-heir"));
    assert_eq!(first["messages"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["messages"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["messages"][0]["text"], "4 sacs de riz");
    assert_eq!(second["previous_id"], Value::Null, "the second one has no earlier card");
    assert!(second["draft"]["text"].as_str().expect("a draft").contains("Chez Exemple"));

    // The first one is erased; what the second one wrote stays and can be answered.
    assert_eq!(stage.api(Person::Rani, Method::DELETE, &format!("/api/customers/{FIRST}"), None).await.0, 204);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE text LIKE '%harissa%'"), 0);
    assert_eq!(stage.count("SELECT count(*) FROM past_opt_in"), 0);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE text LIKE '%riz%'"), 1);
    let (status, body) = stage.approve(second, "k2").await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(stage.sends().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_waits_while_its_number_passes_on_stays_with_the_first() {
    let stage = Stage::with(&[("BURST_SECONDS", "2")]).await;
    stage.allow("33600000001", "fr").await;
    stage.simulator.write(&shop(), "10 cartons de harissa").await.expect("posted");
    assert_eq!(stage.api(Person::Rani, Method::DELETE, NUMBER, None).await.0, 204);
    assert_eq!(stage.api(Person::Rani, Method::PUT, NUMBER, Some(heir(false))).await.0, 200);
    let card = stage.card("pending").await;
    assert_eq!((card["customer"]["id"].as_str(), card["draft"].is_null()), (Some(FIRST), true), "{card}");
    assert_eq!(card["gate"]["why"], "not_allowlisted");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_asks_before_a_number_passes_on() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let rani = Visitor::enter(&stage, Person::Rani).await;
    let entry = [
        ("address", "+33 6 00 00 00 01"),
        ("customer_id", "c-heir"),
        ("customer_name", "Chez Exemple"),
        ("language", "fr"),
        ("opt_in_note", "at the counter"),
    ];
    let (status, page) = rani.post("/review/customers", &entry).await;
    assert_eq!(status, 409);
    assert!(page.contains("Transférer le numéro à Chez Exemple"), "{page}");
    assert_eq!(stage.get(NUMBER).await["customer_id"], FIRST);
    let confirmed: Vec<_> = entry.into_iter().chain([("replace", "true")]).collect();
    rani.post("/review/customers", &confirmed).await;
    assert_eq!(stage.get(NUMBER).await["customer_id"], "c-heir");
}
