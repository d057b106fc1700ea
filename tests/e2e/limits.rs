//! D1's own limits, and a database that fails for a while.

use crate::stage::{Person, Stage, shop};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A word of nine letters, another for each number, and no plural.
fn word(n: usize) -> String {
    let letter = |place: u32| char::from(b'a' + u8::try_from(n / 26_usize.pow(place) % 26).expect("below 26"));
    format!("bo{}{}na{}{}e", letter(3), letter(2), letter(1), letter(0))
}

/// Five hundred products with twenty names of two words each: what takes many slices.
fn goods() -> Vec<Value> {
    let name = |n: usize| format!("{} {}", word(2 * n), word(2 * n + 1));
    let product = |p: usize| {
        let aliases: Vec<_> = (1..=20).map(|a| name(p * 21 + a)).collect();
        json!({"reference": format!("REF-{p:03}"), "name": name(p * 21), "aliases": aliases.join("|")})
    };
    (0..500).map(product).collect()
}

/// A message of long ago, which the next sweep erases.
fn an_old_message(stage: &Stage) {
    stage
        .db()
        .execute_batch(
            "INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
               stamped_at, admitted_at, window_closes_at, waiting, text)
             VALUES ('m_old', 'inv', 'snd_old', 'noted', 'reaction', 'reaction', 'fresh', '2020-01-01T00:00:00.000Z',
               '2020-01-01T00:00:00.000Z', '2020-01-02T00:00:00.000Z', 0, 'old words')",
        )
        .expect("an old message");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_product_list_is_taken_and_stops_neither_drafts_nor_erasing() {
    let stage = Stage::new().await;
    an_old_message(&stage);
    let goods = goods();
    let (status, taken) = stage.api(Person::Rani, Method::PUT, "/api/products", Some(json!(goods))).await;
    assert_eq!((status, &taken["rows"]), (200, &json!(500)), "{taken}\n{}", stage.log());
    let listed = stage.get("/api/products?limit=1").await;
    assert_eq!((&listed["known"], &listed["rebuilding"]), (&json!(0), &json!(true)), "not in the request");
    // The sweep begins, and the rest goes on by itself.
    stage.sweep().await;
    let up_to_date = |listed: &Value| listed["known"] == 500 && listed["rebuilding"] == false;
    stage.eventually("/api/products?limit=1", up_to_date).await;
    // And by hand, as the README invites: the index is to be made anew, and judges meanwhile.
    stage.db().execute_batch("UPDATE products SET keyed = 0").expect("by hand");
    stage.allow("33600000001", "fr").await;
    let name = goods[499]["aliases"].as_str().and_then(|names| names.rsplit('|').next()).expect("a name");
    stage.simulator.write(&shop(), &format!("Bonjour, 3 {name}")).await.expect("posted");
    let card = stage.card("pending").await;
    assert!(card["draft"].is_object(), "{card}");
    assert!(card["gate"]["evidence"].to_string().contains(name), "the gate knows the product: {card}");
    assert_eq!(stage.get("/api/products?limit=1").await["rebuilding"], true);
    stage.sweep().await;
    stage.eventually("/api/products?limit=1", up_to_date).await;
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'products' AND outcome = 'indexed'"), 2);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE message_ref = 'm_old' AND text IS NULL"), 1);
    assert!(!stage.log().contains("\"level\":\"error\""), "{}", stage.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_that_cannot_make_the_index_erases_all_the_same_and_says_so_once() {
    let stage = Stage::new().await;
    stage
        .db()
        .execute_batch(
            "INSERT INTO products (reference, name) VALUES ('Z-9', 'zimbrule');
             CREATE TRIGGER broken BEFORE INSERT ON product_index_page BEGIN SELECT RAISE(ABORT, 'broken'); END;",
        )
        .expect("by hand");
    an_old_message(&stage);
    stage.sweep().await;
    stage.logs("\"event\":\"sweep\"").await;
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE message_ref = 'm_old' AND text IS NULL"), 1);
    assert_eq!(stage.log().matches("\"level\":\"error\"").count(), 1, "{}", stage.log());
    assert!(!stage.log().contains("zimbrule"), "no text: {}", stage.log());
    stage.card_of_an_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drafting_that_fails_is_tried_less_often_whatever_the_sweep_asks() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON draft_lease BEGIN SELECT RAISE(ABORT, 'broken'); END";
    stage.db().execute_batch(broken).expect("by hand");
    stage.simulator.write(&shop(), "Bonjour, 10 cartons de harissa svp").await.expect("posted");
    stage.logs("\"event\":\"draft\"").await;
    let began = Instant::now();
    let failures = || stage.log().matches("\"event\":\"draft\"").count();
    // It has waited for so long that each sweep asks for it.
    stage.db().execute_batch("UPDATE inbound_message SET admitted_at = '2026-01-01T00:00:00.000Z'").expect("by hand");
    let until = async |seconds: u64| {
        while began.elapsed() < Duration::from_secs(seconds) {
            stage.sweep().await;
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    };
    until(10).await;
    assert_eq!(failures(), 1, "again after 15 s: {}", stage.log());
    until(36).await;
    assert_eq!(failures(), 2, "and then after 30 s: {}", stage.log());
    assert!(stage.count("SELECT count(*) FROM run_ledger WHERE outcome = 'rearmed'") > 3, "the sweep asked");
    stage.db().execute_batch("DROP TRIGGER broken").expect("by hand");
    stage.card("pending").await;
    // What succeeds is forgotten: a timer that is asked for comes when it was asked for.
    stage.simulator.write(&shop(), "et 2 cartons de tomates").await.expect("posted");
    stage.eventually("/api/reviews?state=pending", |body| body["reviews"][0]["version"] == 2).await;
}
