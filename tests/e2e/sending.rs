//! From a card to the customer's phone.

use crate::stage::{Person, Stage, now_seconds, shop};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::meta_simulator::Mode;
use testkit::webhook;

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_draft_is_sent_and_its_ticks_show() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let draft = card["draft"]["text"].as_str().expect("a draft").to_owned();
    assert!(draft.starts_with("Bonjour Épicerie Exemple, "), "{draft}");
    assert_eq!(card["gate"]["verdict"], "order_shaped");
    assert_eq!(card["gate"]["evidence"][0]["text"], "10 cartons");
    assert_eq!(card["draft"]["source"], "template");

    let (status, sent) = stage.approve(&card, "k1").await;
    assert_eq!(status, 200, "{sent}");
    assert_eq!(sent["state"], "sent");
    assert_eq!(sent["decision"]["by"], "Rani");
    let sends = stage.sends();
    assert_eq!(sends.len(), 1);
    assert_eq!(sends[0]["text"]["body"], draft);
    assert_eq!(sends[0]["to"], "33600000001");
    assert_eq!(sends[0]["context"]["message_id"], card["messages"][0]["id"]);

    let id = card["id"].as_str().expect("an id");
    let detail = stage.eventually(&format!("/api/reviews/{id}"), |d| d["delivery"]["state"] == "read").await;
    let trail: Vec<String> = detail["trail"]
        .as_array()
        .expect("a trail")
        .iter()
        .map(|row| format!("{}/{}", row["step"].as_str().unwrap_or(""), row["outcome"].as_str().unwrap_or("")))
        .collect();
    let begins =
        ["admit/admitted", "gate/order_shaped", "draft/drafted", "queue/queued", "decide/approved", "send/sent"];
    assert_eq!(trail[..6], begins);
    assert_eq!(stage.count("SELECT sent FROM ledger_daily"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_simultaneous_approvals_reach_graph_once() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let keys: Vec<String> = (0..20).map(|n| format!("k{n}")).collect();
    let answers = futures_util::future::join_all(keys.iter().map(|key| stage.approve(&card, key))).await;
    let won = answers.iter().filter(|(status, _)| *status == 200).count();
    let lost: Vec<&Value> = answers.iter().filter(|(status, _)| *status == 409).map(|(_, body)| body).collect();
    assert_eq!((won, lost.len()), (1, 19), "{answers:?}");
    assert!(lost.iter().all(|body| body["error"]["code"] == "already_decided" && body["review"]["id"] == card["id"]));
    assert_eq!(stage.sends().len(), 1);
    assert_eq!(stage.count("SELECT count(*) FROM decision"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gets_the_stored_answer() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let first = stage.approve(&card, "k1").await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(stage.approve(&card, "k1").await, first);
    assert_eq!(stage.sends().len(), 1);
    let other = json!({"version": 1, "text_sha256": "0"});
    let (status, body) = stage.decide(Person::Rani, &card, "approve", "k1", other).await;
    assert_eq!((status, &body["error"]["code"]), (422, &json!("idempotency_key_reused")));
    // A key belongs to the person who used it.
    let body = json!({"version": card["version"], "text_sha256": card["draft"]["text_sha256"]});
    let (status, _) = stage.decide(Person::Paul, &card, "approve", "k1", body).await;
    assert_eq!(status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_sends_the_reviewers_words_and_a_rejection_sends_none() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let body = json!({"version": card["version"], "text": "Bien reçu, Paul vous rappelle."});
    let (status, sent) = stage.decide(Person::Paul, &card, "edit", "k1", body).await;
    assert_eq!((status, &sent["state"]), (200, &json!("sent")), "{sent}");
    assert_eq!(stage.sends()[0]["text"]["body"], "Bien reçu, Paul vous rappelle.");

    stage.simulator.write(&shop(), "et 3 sacs de riz").await.expect("posted");
    let next = stage.card("pending").await;
    assert_eq!(next["previous_id"], card["id"]);
    let body = json!({"version": next["version"], "reason": "misleading", "note": "wrong tone"});
    let (status, rejected) = stage.decide(Person::Paul, &next, "reject", "k2", body).await;
    assert_eq!((status, &rejected["state"]), (200, &json!("rejected")));
    assert_eq!(stage.sends().len(), 1);
    assert_eq!(stage.count("SELECT rejected_misleading FROM ledger_daily"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn approve_against_reject_against_edit_has_one_winner() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let version = &card["version"];
    let answers = tokio::join!(
        stage.approve(&card, "k1"),
        stage.decide(Person::Paul, &card, "reject", "k2", json!({"version": version, "reason": "other", "note": null})),
        stage.decide(Person::Paul, &card, "edit", "k3", json!({"version": version, "text": "Merci"})),
    );
    let statuses = [answers.0.0, answers.1.0, answers.2.0];
    assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 1, "{answers:?}");
    assert!(stage.sends().len() <= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_has_moved_on_cannot_be_approved_as_it_was() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    stage.simulator.write(&shop(), "et 2 bidons d'huile").await.expect("posted");
    let newer = stage.eventually("/api/reviews", |page| page["reviews"][0]["version"] == 2).await;
    let (status, body) = stage.approve(&card, "k1").await;
    assert_eq!((status, &body["error"]["code"]), (409, &json!("stale_version")));
    assert_eq!(body["review"]["version"], 2);
    assert!(stage.sends().is_empty());
    let newer = &newer["reviews"][0];
    assert_eq!(newer["messages"].as_array().map(Vec::len), Some(2));
    assert_eq!(stage.approve(newer, "k2").await.0, 200);
}

/// What a card says after Graph answered a send in this way.
async fn after(stage: &Stage, mode: Mode) -> Value {
    stage.graph_answers(mode);
    let card = stage.card_of_an_order().await;
    let (status, answer) = stage.approve(&card, "k1").await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_knows_is_unknown_and_a_person_settles_it() {
    let stage = Stage::new().await;
    let card = after(&stage, Mode::Status(500)).await;
    assert_eq!((&card["state"], &card["delivery"]["state"]), (&json!("unknown"), &json!("unknown")));
    let (status, _) = stage.approve(&card, "k2").await;
    assert_eq!(status, 409, "an unknown send must not be pressed again");
    let body = json!({"version": card["version"], "outcome": "not_sent"});
    let (status, settled) = stage.decide(Person::Rani, &card, "resolve", "k3", body).await;
    assert_eq!((status, &settled["state"]), (200, &json!("failed")));
    assert_eq!(settled["may_retry"], true);
    stage.graph_answers(Mode::Accept);
    assert_eq!(stage.approve(&settled, "k4").await.1["state"], "sent");
    assert_eq!(stage.sends().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_settles_what_was_unknown() {
    for mode in [Mode::Cut, Mode::Garbled] {
        let stage = Stage::new().await;
        let card = after(&stage, mode.clone()).await;
        assert_eq!(card["state"], "unknown", "{mode:?}");
        let path = format!("/api/reviews/{}", card["id"].as_str().unwrap_or(""));
        stage.eventually(&path, |d| d["state"] == "sent" && d["delivery"]["state"] == "read").await;
        assert_eq!(stage.sends().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_why_and_whether_pressing_again_helps() {
    let stage = Stage::new().await;
    let card = after(&stage, Mode::Refuse(190)).await;
    assert_eq!((&card["state"], &card["may_retry"]), (&json!("failed"), &json!(true)));
    assert_eq!(card["delivery"]["error"]["code"], 190);
    stage.graph_answers(Mode::Refuse(131_047));
    let (_, card) = stage.approve(&card, "k2").await;
    assert_eq!(card["may_retry"], false);
    let (status, body) = stage.approve(&card, "k3").await;
    assert_eq!((status, &body["error"]["code"]), (409, &json!("no_retry")));
    assert_eq!(stage.sends().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_account_is_pressed_again_after_the_remedy() {
    let stage = Stage::new().await;
    let mut card = after(&stage, Mode::Refuse(133_010)).await;
    for (n, code) in [133_010, 131_042, 131_037, 131_048].into_iter().enumerate() {
        assert_eq!((&card["state"], &card["may_retry"]), (&json!("failed"), &json!(true)), "{code}");
        assert_eq!(card["delivery"]["error"]["code"], code);
        let next = [131_042, 131_037, 131_048].get(n);
        stage.graph_answers(next.map_or(Mode::Accept, |code| Mode::Refuse(*code)));
        let (status, again) = stage.approve(&card, &format!("again-{code}")).await;
        assert_eq!(status, 200, "{again}");
        card = again;
    }
    assert_eq!(card["state"], "sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let stage = Stage::new().await;
    let card = after(&stage, Mode::Redirect).await;
    assert_eq!(card["state"], "unknown");
    assert_eq!(stage.sends().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_after_the_window_closed() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let wamid = stage.simulator.fresh_wamid("33600000001");
    let almost_a_day_ago = now_seconds() - 86_400 + 4;
    let message = shop().text(&wamid, almost_a_day_ago, "10 cartons de harissa");
    assert_eq!(stage.simulator.post(webhook::messages("123456123", &shop(), &[message])).await.expect("posted"), 200);
    let card = stage.card("pending").await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let (status, body) = stage.approve(&card, "k1").await;
    assert_eq!((status, &body["error"]["code"]), (409, &json!("window_closed")));
    assert_eq!(body["review"]["state"], "expired");
    assert!(stage.sends().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_who_was_taken_off_the_allowlist() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let (status, _) = stage.api(Person::Rani, Method::DELETE, "/api/allowlist/+33 6 00 00 00 01", None).await;
    assert_eq!(status, 204);
    let (status, body) = stage.approve(&card, "k1").await;
    assert_eq!((status, &body["error"]["code"]), (409, &json!("not_allowlisted")));
    assert!(stage.sends().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_off_it_still_records_and_does_nothing_else() {
    let stage = Stage::with(&[("BOT_ENABLED", "false")]).await;
    let card = stage.card_of_an_order().await;
    assert_eq!((&card["draft"], &card["gate"]["why"]), (&Value::Null, &json!("bot_disabled")));
    let body = json!({"version": card["version"], "text": "Bien reçu"});
    let (status, answer) = stage.decide(Person::Rani, &card, "edit", "k1", body).await;
    assert_eq!((status, &answer["error"]["code"]), (503, &json!("bot_disabled")));
    assert!(stage.sends().is_empty());
    assert_eq!(stage.count("SELECT count(*) FROM decision"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_access_token_nothing_is_claimed() {
    let stage = Stage::with(&[("WHATSAPP_ACCESS_TOKEN", "")]).await;
    let card = stage.card_of_an_order().await;
    let (status, body) = stage.approve(&card, "k1").await;
    assert_eq!((status, &body["error"]["code"]), (503, &json!("not_configured")));
    assert_eq!(stage.card("pending").await["version"], card["version"]);
    assert_eq!(stage.count("SELECT count(*) FROM send_attempt"), 0);
}
