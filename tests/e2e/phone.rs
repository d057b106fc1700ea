//! What people do on their phones reaches the card through the real database: answers of the
//! business, long texts, pictures, quotes.

use crate::stage::{NUMBER_ID, Stage, now_seconds, shop};
use serde_json::json;
use testkit::webhook;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_the_phone_moves_the_card_and_the_press_on_the_old_one_is_refused() {
    let stage = Stage::new().await;
    let seen = stage.card_of_an_order().await;
    let wamid = stage.simulator.fresh_wamid("33600000001");
    // Stamped by a clock that is ahead, which is taken for the time of arrival.
    let echo = webhook::echo(NUMBER_ID, &shop(), &wamid, now_seconds() + 1, "Bonjour, bien noté");
    for _ in 0..2 {
        assert_eq!(stage.simulator.post(echo.clone()).await.expect("posted"), 200);
    }
    let card = stage.card("pending").await;
    assert_eq!(card["version"].as_u64(), seen["version"].as_u64().map(|version| version + 1), "once");
    assert!(card["answered_elsewhere_at"].is_string(), "{card}");
    assert_eq!(stage.approve(&seen, "k1").await.0, 409);
    assert_eq!(stage.simulator.memory().sends.len(), 0);
    assert_eq!(stage.approve(&card, "k2").await.0, 200, "send all the same");
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'echo' AND outcome = 'heard'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_text_a_picture_and_a_quote_are_whole_and_the_answer_is_kept() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let line = "10 cartons de harissa du Cap Bon 760 g « extra »\n";
    let text: String = line.chars().cycle().take(65_536).collect();
    let long = stage.simulator.fresh_wamid("33600000001");
    let picture = stage.simulator.fresh_wamid("33600000001");
    let image = json!({"id": "991", "mime_type": "image/jpeg", "caption": "et ceci"});
    let mut quoting = shop().message(&picture, now_seconds(), "image", image);
    quoting["context"] = json!({"from": "33600000001", "id": long, "forwarded": true});
    let messages = [shop().text(&long, now_seconds(), &text), quoting];
    let body = webhook::messages(NUMBER_ID, &shop(), &messages);
    assert_eq!(stage.simulator.post(body).await.expect("posted"), 200);
    let card = stage.card("pending").await;
    assert_eq!(card["messages"][0]["text"], text);
    let other = &card["messages"][1];
    assert_eq!((&other["media"]["kind"], &other["forwarded"]), (&json!("image"), &json!(true)));
    assert_eq!(other["quoted"]["by"], "customer");
    assert_eq!(other["quoted"]["text"].as_str().map(|text| text.chars().count()), Some(2_001));
    let sent = stage.approve(&card, "k").await;
    assert_eq!(sent.0, 200);
    assert_eq!(stage.approve(&card, "k").await, sent, "the same press again");
}
