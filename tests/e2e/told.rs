//! A card that waits is told outside the page: sealed by the runtime's own cryptography, opened
//! by a push service of its own.

use crate::stage::{Person, Stage};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::listeners::Heard;

async fn until(stage: &Stage, what: &str, heard: impl Fn(&Heard) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !heard(&stage.simulator.listeners.heard()) {
        let now = || format!("{:?}\n{}", stage.simulator.listeners.heard(), stage.log());
        assert!(Instant::now() < deadline, "{what}: {}", now());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_rings_for_an_order_and_again_when_nobody_answers() {
    let stage = Stage::told().await;
    let browser: Value = reqwest::get(format!("{}/push/subscription", stage.outside))
        .await
        .expect("a browser")
        .json()
        .await
        .expect("JSON");
    let (status, device) = stage.api(Person::Paul, Method::POST, "/api/devices", Some(browser)).await;
    assert_eq!(status, 200, "{device}");
    let test = format!("/api/devices/{}/test", device["id"].as_str().expect("an id"));
    assert_eq!(stage.api(Person::Paul, Method::POST, &test, None).await, (200, json!({"outcome": "taken"})));
    let card = stage.card_of_an_order().await;
    let id = card["id"].as_str().expect("an id").to_owned();
    until(&stage, "a push within 20 seconds", |heard| heard.notices.len() == 2).await;
    let first = stage.simulator.listeners.heard().notices[1].clone();
    let link = format!("https://desk.example/review/cards/{id}");
    assert_eq!(first.payload["notification"]["navigate"], link);
    assert_eq!((&first.payload["app_badge"], first.topic.as_str()), (&json!(1), id.trim_start_matches("rev_")));
    assert!(first.ttl <= 24 * 60 * 60);
    for private in ["33600000001", "Épicerie", "harissa"] {
        assert!(!first.payload.to_string().contains(private), "{}", first.payload);
    }
    // Whoever writes into the database file beside the Worker must not meet it there.
    let noted = "SELECT count(*) FROM run_ledger WHERE step = 'notify' AND outcome = 'pushed'";
    while stage.count(noted) == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let earlier = "UPDATE review_queue SET received_at = '2026-01-01T00:00:00.000Z'";
    stage.db().execute_batch(earlier).expect("an old card");
    stage.sweep().await;
    until(&stage, "a reminder", |heard| heard.notices.len() == 3 && heard.chat.len() == 1).await;
    let line = stage.simulator.listeners.heard().chat[0].clone();
    assert!(line.starts_with("Toujours sans réponse") && line.ends_with(&link), "{line}");
    assert!(stage.simulator.listeners.heard().heartbeat > 0);
    assert_eq!(stage.approve(&card, "k1").await.0, 200);
    stage.sweep().await;
    let heard = stage.simulator.listeners.heard();
    assert_eq!(
        (heard.notices.len(), heard.chat.len(), &heard.refused),
        (3, 1, &vec![]),
        "answered, nothing more comes"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_its_service_forgot_is_dropped_and_said() {
    let stage = Stage::told().await;
    let browser: Value = reqwest::get(format!("{}/push/subscription", stage.outside))
        .await
        .expect("a browser")
        .json()
        .await
        .expect("JSON");
    assert_eq!(stage.api(Person::Paul, Method::POST, "/api/devices", Some(browser)).await.0, 200);
    stage.simulator.listeners.push_answers(410);
    stage.card_of_an_order().await;
    let deadline = Instant::now() + Duration::from_secs(20);
    let listed = loop {
        let (_, listed) = stage.api(Person::Paul, Method::GET, "/api/devices", None).await;
        if listed["devices"][0]["works"] == false || Instant::now() > deadline {
            break listed;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(listed["devices"][0]["told_outcome"], "gone", "{listed}\n{}", stage.log());
    assert!(!stage.log().contains("/push/"), "no address is logged: {}", stage.log());
}
