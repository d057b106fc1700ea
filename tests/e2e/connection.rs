//! What Meta's side says, asked by the Worker over HTTP.

use crate::stage::{Person, Stage};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::meta_simulator::Mode;
use testkit::meta_simulator::setup::Setup;

async fn checked(stage: &Stage) -> Value {
    let (status, report) = stage.api(Person::Rani, Method::POST, "/api/connection/check", None).await;
    assert_eq!(status, 200, "{report}");
    report
}

/// The checks that are not ok, apart from that of messages, with their states.
fn wrong(report: &Value) -> Vec<(String, String)> {
    let text = |check: &Value, name: &str| check[name].as_str().expect("text").to_owned();
    let checks = report["checks"].as_array().expect("checks").iter();
    let told = checks.map(|check| (text(check, "id"), text(check, "state")));
    told.filter(|(id, state)| id != "last_message" && state != "ok").collect()
}

/// A Worker that knows who it is, and so can compare the callback.
async fn at_its_address() -> Stage {
    Stage::with(&[("PUBLIC_URL", "{worker}"), ("ALERT_WEBHOOK_URL", "{outside}/chat")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_is_wrong_at_meta_is_found() {
    let stage = at_its_address().await;
    // As the self-check does: from the first webhook without a signature on they are counted.
    assert_eq!(wrong(&checked(&stage).await), [("unsigned".to_owned(), "unknown".to_owned())]);
    let unsigned = stage.client.post(format!("{}/webhook/whatsapp", stage.url)).body("{}").send().await;
    assert_eq!(unsigned.expect("an answer").status(), 401);
    stage.eventually("/api/health", |health| health["unsigned_webhooks"]["malformed"].is_object()).await;
    assert_eq!(wrong(&checked(&stage).await), vec![]);
    for (setup, id, state) in [
        (Setup::TokenExpiresSoon, "expiry", "warning"),
        (Setup::NoManagement, "scopes", "warning"),
        (Setup::OtherSecret, "app_secret", "failing"),
        (Setup::OtherAccount, "account", "failing"),
        (Setup::NobodySubscribed, "subscribed", "failing"),
        (Setup::OthersSubscribed, "subscribed", "failing"),
        (Setup::CallbackElsewhere, "callback", "failing"),
        (Setup::FieldOff, "field", "failing"),
        (Setup::NotRegistered, "number", "failing"),
        (Setup::Disconnected, "number", "failing"),
        (Setup::LowQuality, "number", "warning"),
        (Setup::Blocked, "health", "failing"),
    ] {
        stage.simulator.memory().setup = setup;
        assert_eq!(wrong(&checked(&stage).await), [(id.to_owned(), state.to_owned())], "{setup:?}");
    }
    stage.simulator.memory().setup = Setup::NobodySubscribed;
    let (status, report) = stage.api(Person::Rani, Method::POST, "/api/connection/subscribe", None).await;
    assert_eq!((status, wrong(&report)), (200, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expired_is_said_everywhere_and_nowhere_once_graph_takes_it_again() {
    let stage = at_its_address().await;
    let card = stage.card_of_an_order().await;
    stage.sweep().await;
    let health = async || {
        let (_, report) = stage.api(Person::Rani, Method::GET, "/api/health", None).await;
        let problems = report["problems"].as_array().expect("problems").iter();
        problems.map(|problem| problem["what"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(health().await, Vec::<String>::new());
    stage.simulator.memory().mode = Mode::Refuse(190);
    assert_eq!(stage.approve(&card, "k1").await.0, 200);
    stage.sweep().await;
    assert_eq!(health().await, ["sends", "connection", "undone"]);
    let lines = stage.simulator.listeners.heard().chat.clone();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("Problème : ")), "{lines:?}");
    stage.simulator.memory().mode = Mode::Accept;
    let (_, again) = stage
        .api(Person::Rani, Method::GET, &format!("/api/reviews/{}", card["id"].as_str().expect("an id")), None)
        .await;
    assert_eq!(stage.approve(&again, "k2").await.0, 200);
    checked(&stage).await;
    stage.sweep().await;
    assert_eq!(health().await, Vec::<String>::new());
    assert_eq!(
        stage.simulator.listeners.heard().chat.len(),
        6,
        "each is over: {}",
        json!(*stage.simulator.listeners.heard())
    );
}
