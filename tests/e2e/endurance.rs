//! Power cuts and crowds on the real thing: nothing is lost, nothing goes twice.

use crate::stage::{APP_SECRET, NUMBER_ID, Person, Stage, now_seconds};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use testkit::meta_simulator::Mode;
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::identity::MessageId;
use whatsapp_order_ack::keyed_hash::{HashKey, sha256_hex};

const ROUNDS: u64 = 20;

/// Customers who write all the time, and those who write once a round.
const TALKATIVE: usize = 3;
const QUIET: usize = 12;

fn sender(n: usize) -> Sender {
    Sender::phone(&format!("336000{n:05}"), "Example Shop")
}

/// Customers on the allowlist, in one go.
fn allow(stage: &Stage, customers: usize) {
    let db = stage.db();
    db.execute_batch("INSERT INTO customers (id, name) VALUES ('c', 'Exemple')").expect("a customer");
    for n in 0..customers {
        let phone = sender(n).phone.expect("a number");
        let sql = "INSERT INTO allowlist (address, customer_id, opt_in_note, added_by, added_at)
            VALUES (?1, 'c', 'invented', 'test', '2026-01-01T00:00:00.000Z')";
        db.execute(sql, [phone]).expect("on the list");
    }
}

/// What Meta posted and what it was told: bodies by wamid.
#[derive(Clone, Default)]
struct Meta {
    acknowledged: Arc<Mutex<BTreeSet<String>>>,
    open: Arc<Mutex<Vec<(String, String)>>>,
}

impl Meta {
    async fn post(&self, client: &reqwest::Client, url: &str, wamid: String, body: String) {
        let header = webhook::sign(APP_SECRET, body.as_bytes());
        let request = client.post(format!("{url}/webhook/whatsapp")).header("x-hub-signature-256", header);
        let answer = request.body(body.clone()).send().await;
        if answer.is_ok_and(|answer| answer.status() == 200) {
            self.acknowledged.lock().expect("not poisoned").insert(wamid);
        } else {
            self.open.lock().expect("not poisoned").push((wamid, body));
        }
    }

    /// Meta posts again what got no 200.
    async fn post_again(&self, stage: &Stage) {
        let open = std::mem::take(&mut *self.open.lock().expect("not poisoned"));
        for (wamid, body) in open {
            self.post(&stage.client, &stage.url, wamid, body).await;
        }
    }
}

fn message(serial: u64, customer: usize) -> (String, String) {
    let sender = sender(customer);
    let wamid = webhook::wamid(sender.phone.as_deref().unwrap_or(""), serial);
    let text = sender.text(&wamid, now_seconds(), &format!("{} cartons de harissa svp", serial % 9 + 1));
    (wamid, webhook::messages(NUMBER_ID, &sender, &[text]))
}

/// Presses approve on whatever waits, as long as the Worker answers.
async fn approve_what_waits(client: &reqwest::Client, url: &str, key: &str) {
    let get = client.get(format!("{url}/api/reviews?limit=50")).bearer_auth(Person::Rani.token());
    let Ok(answer) = get.send().await else { return };
    let Ok(page) = answer.json::<Value>().await else { return };
    let presses = page["reviews"].as_array().into_iter().flatten().map(|card| {
        let id = card["id"].as_str().unwrap_or_default();
        let body = json!({"version": card["version"], "text_sha256": card["draft"]["text_sha256"]});
        let press = client.post(format!("{url}/api/reviews/{id}/approve")).bearer_auth(Person::Rani.token());
        press.header("idempotency-key", format!("{key}-{id}")).json(&body).send()
    });
    futures_util::future::join_all(presses).await;
}

/// Each request that reached Graph has exactly one committed decision for its text and
/// recipient, and no decision made two.
fn every_send_was_decided(stage: &Stage) {
    let db = stage.db();
    let sends = stage.sends();
    let mut attempts = BTreeSet::new();
    for send in &sends {
        let attempt = send["biz_opaque_callback_data"].as_str().expect("an attempt").to_owned();
        let sql = "SELECT d.text_sha256, d.recipient FROM send_attempt a JOIN decision d ON d.id = a.decision_id
            WHERE a.id = ?1 AND d.action IN ('approve', 'edit')";
        let decided: (String, String) =
            db.query_row(sql, [&attempt], |row| Ok((row.get(0)?, row.get(1)?))).expect("a committed decision");
        let text = send["text"]["body"].as_str().expect("a text");
        assert_eq!(
            (decided.0.as_str(), decided.1.as_str()),
            (sha256_hex(text.as_bytes()).as_str(), send["to"].as_str().unwrap_or(""))
        );
        assert!(attempts.insert(attempt), "sent twice");
    }
    assert_eq!(stage.count("SELECT count(*) - count(DISTINCT decision_id) FROM send_attempt"), 0);
}

/// Every acknowledged message stands on a card.
fn nothing_acknowledged_is_lost(stage: &Stage, meta: &Meta) {
    let (db, key) = (stage.db(), HashKey::derive(APP_SECRET));
    for wamid in meta.acknowledged.lock().expect("not poisoned").iter() {
        let name = key.message(&MessageId::new(wamid.clone()).expect("a wamid"));
        let sql = "SELECT count(*) FROM inbound_message m JOIN review_queue r ON r.id = m.review_id
            WHERE m.message_ref = ?1 AND m.waiting = 0";
        let n: i64 = db.query_row(sql, [name.as_str()], |row| row.get(0)).expect("a count");
        assert_eq!(n, 1, "acknowledged and not on a card");
    }
}

/// Minutes pass for what a crash left behind, and the sweep runs.
async fn settle(stage: &Stage) {
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let db = stage.db();
        db.busy_timeout(Duration::from_secs(5)).expect("a timeout");
        db.execute_batch(
            "UPDATE inbound_message SET admitted_at = '2026-01-01T00:00:00.000Z' WHERE waiting = 1;
             UPDATE draft_lease SET expires_at = '2026-01-01T00:00:00.000Z';
             UPDATE review_queue SET claimed_at = '2026-01-01T00:00:00.000Z' WHERE state = 'sending';",
        )
        .expect("time passes");
        drop(db);
        stage.sweep().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let left = "SELECT (SELECT count(*) FROM inbound_message WHERE waiting = 1)
            + (SELECT count(*) FROM review_queue WHERE state = 'sending')";
        if stage.count(left) == 0 {
            return;
        }
        assert!(Instant::now() < deadline, "{} left behind\n{}", stage.count(left), stage.log());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_loses_nothing_and_sends_nothing_twice() {
    let limits = [("SENDER_HOURLY_LIMIT", "100000"), ("HOURLY_LIMIT", "100000")];
    let mut stage = Stage::with(&limits).await;
    allow(&stage, TALKATIVE + QUIET);
    let meta = Meta::default();
    let mut serial = 0;
    for round in 0..ROUNDS {
        let (client, url) = (stage.client.clone(), stage.url.clone());
        let mut load = Vec::new();
        for customer in 0..TALKATIVE + QUIET {
            let (meta, client, url, first) = (meta.clone(), client.clone(), url.clone(), serial);
            serial += 1_000;
            load.push(tokio::spawn(async move {
                // Some never stop, so that their card moves on under the reviewer; the
                // others wait for their answer.
                let messages = if customer < TALKATIVE { 1_000 } else { 1 };
                for n in 0..messages {
                    let (wamid, body) = message(first + n, customer);
                    meta.post(&client, &url, wamid, body).await;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }));
        }
        load.push(tokio::spawn(async move {
            for n in 0..1_000 {
                approve_what_waits(&client, &url, &format!("k{round}-{n}")).await;
            }
        }));
        let before = stage.sends().len();
        let patience = Instant::now() + Duration::from_secs(8);
        while stage.sends().len() == before && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Some moment after the first send, another one in each round.
        tokio::time::sleep(Duration::from_millis(round * 211 % 700)).await;
        let (killed, ()) = tokio::join!(stage.kill_and_restart(), async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            load.iter().for_each(tokio::task::JoinHandle::abort);
        });
        let () = killed;
    }
    meta.post_again(&stage).await;
    meta.post_again(&stage).await;
    settle(&stage).await;
    nothing_acknowledged_is_lost(&stage, &meta);
    every_send_was_decided(&stage);
    let (sent, unknown) =
        (stage.sends().len(), stage.count("SELECT count(*) FROM review_queue WHERE state = 'unknown'"));
    let acknowledged = meta.acknowledged.lock().expect("not poisoned").len();
    println!("{ROUNDS} kills, {acknowledged} webhooks acknowledged, {sent} sends, {unknown} cards unknown");
    assert!(acknowledged > 100 && sent > 10, "too little happened: {acknowledged} acknowledged, {sent} sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_is_taken_in_whole_and_the_caps_hold() {
    let stage = Stage::with(&[("SENDER_HOURLY_LIMIT", "15"), ("HOURLY_LIMIT", "700")]).await;
    allow(&stage, 50);
    let meta = Meta::default();
    let posts = (0..1_000).map(|n| {
        let (wamid, body) = message(n, n as usize % 50);
        meta.post(&stage.client, &stage.url, wamid, body)
    });
    futures_util::future::join_all(posts).await;
    for _ in 0..5 {
        meta.post_again(&stage).await;
    }
    assert_eq!(meta.acknowledged.lock().expect("not poisoned").len(), 1_000);
    settle(&stage).await;
    nothing_acknowledged_is_lost(&stage, &meta);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 1_000);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE outcome = 'admitted'"), 700);
    let most =
        "SELECT max(n) FROM (SELECT count(*) AS n FROM inbound_message WHERE outcome = 'admitted' GROUP BY sender_id)";
    assert!(stage.count(most) <= 15);
    // The queue is still there to be worked on.
    let page = stage.get("/api/reviews?limit=100").await;
    assert!(page["reviews"].as_array().is_some_and(|cards| cards.len() >= 50));
    let cards = page["reviews"].as_array().expect("cards");
    let drafted = cards.iter().find(|card| card["draft"].is_object()).expect("a draft");
    // What the sender wrote over the cap is newer, on a card of its own, and is looked at first.
    let (status, refusal) = stage.approve(drafted, "k0").await;
    assert_eq!((status, refusal["error"]["code"].as_str()), (409, Some("newer_card")));
    for newer in cards.iter().filter(|card| card["recipient"] == drafted["recipient"] && card["id"] != drafted["id"]) {
        let seen = json!({"version": newer["version"], "reason": "other", "note": null});
        let key = newer["id"].as_str().expect("an id");
        assert_eq!(stage.decide(Person::Rani, newer, "reject", key, seen).await.0, 200);
    }
    let (status, body) = stage.approve(drafted, "k").await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_statuses_and_a_burst_leave_one_truth() {
    let limits = [("SENDER_HOURLY_LIMIT", "1000"), ("HOURLY_LIMIT", "1000")];
    let stage = Stage::with(&limits).await;
    stage.graph_answers(Mode::Accept);
    let card = stage.card_of_an_order().await;
    let (status, sent) = stage.approve(&card, "k").await;
    assert_eq!(status, 200);
    let wamid = sent["delivery"]["wamid"].as_str().expect("a wamid").to_owned();
    let client = &stage.client;
    let storm = (0..5_000).map(|n: usize| {
        let word = ["sent", "delivered", "read", "sent"][n % 4];
        let wamid = if n.is_multiple_of(3) { webhook::wamid("33199999999", n as u64) } else { wamid.clone() };
        let body = webhook::status(NUMBER_ID, &wamid, None, word, None);
        let header = webhook::sign(APP_SECRET, body.as_bytes());
        let post =
            client.post(format!("{}/webhook/whatsapp", stage.url)).header("x-hub-signature-256", header).body(body);
        async move { post.send().await.map(|answer| answer.status().as_u16()).unwrap_or(0) }
    });
    use futures_util::StreamExt as _;
    let answers: Vec<u16> = futures_util::stream::iter(storm).buffer_unordered(64).collect().await;
    assert!(answers.iter().all(|status| *status == 200), "{:?}", answers.iter().find(|s| **s != 200));
    let id = card["id"].as_str().expect("an id");
    let detail = stage.get(&format!("/api/reviews/{id}")).await;
    assert_eq!((&detail["state"], &detail["delivery"]["state"]), (&json!("sent"), &json!("read")));

    let meta = Meta::default();
    let shop = crate::stage::shop();
    let burst = (0..200).map(|n: u64| {
        let wamid = webhook::wamid("33600000001", 900_000 + n);
        let text = shop.text(&wamid, now_seconds(), "2 sacs de riz");
        meta.post(client, &stage.url, wamid.clone(), webhook::messages(NUMBER_ID, &shop, &[text]))
    });
    futures_util::future::join_all(burst).await;
    settle(&stage).await;
    nothing_acknowledged_is_lost(&stage, &meta);
    assert_eq!(meta.acknowledged.lock().expect("not poisoned").len(), 200);
    assert_eq!(stage.count("SELECT count(*) FROM review_queue"), 2, "one card for the whole burst");
    let (status, _) = stage.api(Person::Rani, Method::GET, "/api/reviews", None).await;
    assert_eq!(status, 200);
}
