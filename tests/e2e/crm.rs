//! News for the CRM: signed, in order, told again until it is taken.

use crate::stage::{Person, Stage};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use reqwest::Method;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use whatsapp_order_ack::notify::crm::secret;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What a CRM got: its id, its body, and whether it was taken.
#[derive(Clone, Default)]
struct Crm(Arc<Mutex<Vec<(String, Value, bool)>>>);

async fn hear(State(crm): State<Crm>, headers: HeaderMap, body: String) -> StatusCode {
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let signed = format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
    let expected = hmac_base64(&secret(SECRET).expect("a secret"), signed.as_bytes());
    assert_eq!(header("webhook-signature"), format!("v1,{expected}"));
    let mut heard = crm.0.lock().expect("not poisoned");
    let taken = !heard.is_empty();
    heard.push((header("webhook-id"), serde_json::from_str(&body).expect("JSON"), taken));
    // The first try fails.
    if taken { StatusCode::OK } else { StatusCode::INTERNAL_SERVER_ERROR }
}

fn hmac_base64(key: &[u8], data: &[u8]) -> String {
    use base64::Engine as _;
    use hmac::{Hmac, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("a key");
    mac.update(data);
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_crm_is_told_until_it_listens_and_nothing_personal() {
    let crm = Crm::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/news", listener.local_addr().expect("an address"));
    let router = Router::new().route("/news", post(hear)).with_state(crm.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let stage = Stage::with(&[("CRM_WEBHOOK_URL", &url), ("CRM_WEBHOOK_SECRET", SECRET)]).await;
    // The first run begins at the ledger's end.
    stage.sweep().await;
    let card = stage.card_of_an_order().await;
    let (status, _) = stage.approve(&card, "k1").await;
    assert_eq!(status, 200);
    let id = card["id"].as_str().expect("an id").to_owned();
    stage.eventually(&format!("/api/reviews/{id}"), |card| card["delivery"]["state"] == "read").await;
    let told = || -> Vec<(String, Value)> {
        let heard = crm.0.lock().expect("not poisoned");
        heard.iter().filter(|(_, _, taken)| *taken).map(|(id, body, _)| (id.clone(), body.clone())).collect()
    };
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut outcomes = Vec::new();
    while !outcomes.contains(&"read".to_owned()) {
        assert!(Instant::now() < deadline, "{outcomes:?}\n{}", stage.log());
        // What keeps a CRM that failed waiting is shortened here.
        let hurry = "UPDATE crm_cursor SET busy_until = '2026-01-01T00:00:00.000Z' WHERE failures > 0";
        stage.db().execute(hurry, []).expect("hurried");
        stage.sweep().await;
        outcomes = told().iter().map(|(_, body)| body["data"]["outcome"].as_str().unwrap_or("").to_owned()).collect();
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(outcomes[..3], ["queued", "approved", "sent"]);
    let news = told();
    assert_eq!(news[0].1["type"], "card.appeared");
    assert!(news.iter().all(|(_, body)| body["data"]["id"] == id.as_str()));
    let mut ids: Vec<_> = news.iter().map(|(id, _)| id.clone()).collect();
    // Told again under the id that it had when it failed.
    assert_eq!(crm.0.lock().expect("not poisoned")[0].0, ids[0]);
    ids.dedup();
    assert_eq!(ids.len(), news.len(), "one after another, each once");
    let all = serde_json::to_string(&news).expect("JSON");
    for personal in ["33600000001", "Épicerie", "cartons", "wamid"] {
        assert!(!all.contains(personal), "{personal} in {all}");
    }
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'notify' AND outcome = 'failed'"), 1);
    assert_eq!(stage.sends().len(), 1);
    let (_, health) = stage.api(Person::Rani, Method::GET, "/api/health", None).await;
    assert_eq!(health["settings"]["CRM_WEBHOOK_URL"], "present");
}
