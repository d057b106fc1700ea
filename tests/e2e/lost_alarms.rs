//! An alarm that the platform lost is set anew: nobody's order waits for ever.

use crate::stage::{Person, Stage, now_seconds, shop};
use reqwest::Method;
use serde_json::json;
use testkit::webhook;

/// With what the alarm of a stage waits for, and without once it is lost.
const WAITS: &[(&str, &str)] = &[("BURST_SECONDS", "8")];
const WAITS_NOT: &[(&str, &str)] = &[("BURST_SECONDS", "0")];

/// The alarm's time passes, and a message waits for long enough to count as forgotten.
async fn a_while_later(stage: &Stage) {
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    let long_ago = "UPDATE inbound_message SET admitted_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-2 minutes')
        WHERE waiting = 1";
    stage.db().execute(long_ago, []).expect("it ages");
    // A draft that was under way when everything stopped holds its lease no longer.
    let over = "UPDATE draft_lease SET expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 minutes')";
    stage.db().execute(over, []).expect("it expires");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sweep_sets_a_lost_alarm_anew() {
    let mut stage = Stage::with(WAITS).await;
    stage.allow("33600000001", "fr").await;
    stage.simulator.write(&shop(), "10 cartons de harissa").await.expect("posted");
    stage.lose_alarms_and_restart(WAITS_NOT).await;
    a_while_later(&stage).await;
    stage.sweep().await;
    assert_eq!(stage.card("pending").await["messages"][0]["text"], "10 cartons de harissa");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_message_sets_a_lost_alarm_anew() {
    let mut stage = Stage::with(WAITS).await;
    stage.allow("33600000001", "fr").await;
    stage.simulator.write(&shop(), "10 cartons de harissa").await.expect("posted");
    stage.lose_alarms_and_restart(WAITS_NOT).await;
    a_while_later(&stage).await;
    stage.simulator.write(&shop(), "et 2 sacs de riz").await.expect("posted");
    assert_eq!(stage.card("pending").await["messages"].as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_and_a_card_to_be_drafted_again_do_not_wait_for_a_lost_alarm() {
    let mut stage = Stage::with(WAITS).await;
    stage.allow("33600000001", "fr").await;
    let (wamid, status) = stage.simulator.write(&shop(), "10 cartons de harissa").await.expect("posted");
    assert_eq!(status, 200);
    let card = stage.card("pending").await;
    let changed = json!({
        "original_message_id": wamid, "message": {"type": "text", "text": {"body": "12 cartons de harissa"}},
    });
    let edit = shop().message(&stage.simulator.fresh_wamid("33600000001"), now_seconds(), "edit", changed);
    assert_eq!(stage.simulator.post(webhook::messages("123456123", &shop(), &[edit])).await.expect("posted"), 200);
    let path = format!("/api/reviews/{}/redraft", card["id"].as_str().expect("a card"));
    let body = json!({"version": card["version"]});
    assert_eq!(stage.api(Person::Rani, Method::POST, &path, Some(body)).await.0, 202);
    stage.lose_alarms_and_restart(WAITS_NOT).await;
    a_while_later(&stage).await;
    stage.sweep().await;
    let page = stage.eventually("/api/reviews", |page| page["reviews"][0]["version"] == 2).await;
    assert_eq!(page["reviews"][0]["messages"][0]["text"], "12 cartons de harissa");
}
