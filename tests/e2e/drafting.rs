//! From a message to a card.

use crate::stage::{NUMBER_ID, Person, Stage, now_seconds, shop};
use axum::routing::post;
use axum::{Json, Router};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use testkit::webhook::{self, Sender};

#[tokio::test(flavor = "multi_thread")]
async fn twenty_simultaneous_redeliveries_make_one_card() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let wamid = stage.simulator.fresh_wamid("33600000001");
    let message = shop().text(&wamid, now_seconds(), "10 cartons de harissa");
    let body = webhook::messages(NUMBER_ID, &shop(), &[message]);
    let posts = (0..20).map(|_| stage.simulator.post(body.clone()));
    for status in futures_util::future::join_all(posts).await {
        assert_eq!(status.expect("posted"), 200);
    }
    let card = stage.card("pending").await;
    assert_eq!(card["messages"].as_array().map(Vec::len), Some(1));
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 1);
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE outcome = 'duplicate'"), 19);
    assert_eq!(stage.count("SELECT received FROM ledger_daily"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_leaves_one_ledger_row_and_nothing_else() {
    let stage = Stage::new().await;
    let stranger = Sender::phone("33699999999", "Nosy Stranger");
    let (wamid, status) = stage.simulator.write(&stranger, "10 cartons of secret goods").await.expect("posted");
    assert_eq!(status, 200);
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger"), 1);
    assert_eq!(stage.count("SELECT not_allowlisted FROM ledger_daily"), 1);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 0);
    let dump: String = stage
        .db()
        .query_row("SELECT group_concat(message_ref || sender_ref || outcome) FROM run_ledger", [], |row| row.get(0))
        .expect("a row");
    for trace in ["33699999999", "Nosy", "secret", wamid.as_str()] {
        assert!(!dump.contains(trace), "{trace} in {dump}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_off_topic_message_is_for_a_person_alone() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    stage.simulator.write(&shop(), "Où est ma commande ?").await.expect("posted");
    let card = stage.card("pending").await;
    assert_eq!(card["draft"], Value::Null);
    assert_eq!(
        (&card["gate"]["verdict"], &card["gate"]["why"]),
        (&json!("not_an_order"), &json!("about_an_earlier_order"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_is_one_card_and_a_customer_without_a_number_is_answered() {
    let stage = Stage::with(&[("BURST_SECONDS", "2")]).await;
    stage.allow("FR.1300777", "en").await;
    let cafe = Sender { phone: None, bsuid: Some("FR.1300777".into()), name: "Hidden Café".into() };
    for text in ["Hello", "2 boxes tomatoes", "and 5kg onions please"] {
        assert_eq!(stage.simulator.write(&cafe, text).await.expect("posted").1, 200);
    }
    let card = stage.card("pending").await;
    assert_eq!(card["messages"].as_array().map(Vec::len), Some(3));
    assert_eq!(card["draft"]["language"], "en");
    assert_eq!(stage.approve(&card, "k1").await.1["state"], "sent");
    assert_eq!(stage.sends()[0]["recipient"], "FR.1300777");
    assert_eq!(stage.sends()[0].get("to"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_a_cap_waits_on_one_card() {
    let stage = Stage::with(&[("SENDER_HOURLY_LIMIT", "2")]).await;
    stage.allow("33600000001", "fr").await;
    for n in 1..=5 {
        stage.simulator.write(&shop(), &format!("{n} cartons de harissa")).await.expect("posted");
    }
    let page = stage
        .eventually("/api/reviews", |page| {
            page["reviews"].as_array().is_some_and(|cards| {
                let of = |card: &Value| card["messages"].as_array().map_or(0, Vec::len);
                cards.len() == 2 && cards.iter().map(of).sum::<usize>() == 5
            })
        })
        .await;
    let over = page["reviews"].as_array().and_then(|cards| cards.iter().find(|c| c["gate"]["why"] == "over_limit"));
    let over = over.expect("a card of what is over");
    assert_eq!((&over["waiting"], &over["draft"]), (&json!(3), &Value::Null));
    assert_eq!(stage.count("SELECT over_limit FROM ledger_daily"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn known_products_from_sql_are_evidence() {
    let stage = Stage::new().await;
    stage
        .db()
        .execute("INSERT INTO products (reference, name, aliases) VALUES ('HT1', 'Harissa forte', 'piquante')", [])
        .expect("a product");
    stage.sweep().await;
    stage.allow("33600000001", "fr").await;
    stage.simulator.write(&shop(), "piquante 4").await.expect("posted");
    let card = stage.card("pending").await;
    assert_eq!(card["gate"]["evidence"][0]["kind"], "quantity_product");
}

/// A model that says this, and what it was asked.
async fn model(says: &'static str) -> (String, Arc<Mutex<Vec<Value>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let record = asked.clone();
    let app = Router::new().route(
        "/v1/chat/completions",
        post(move |Json(body): Json<Value>| async move {
            record.lock().expect("a lock").push(body);
            Json(json!({
                "choices": [{"message": {"role": "assistant", "content": says}}],
                "usage": {"prompt_tokens": 90, "completion_tokens": 20},
            }))
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, asked)
}

async fn stage_with_model(url: &str) -> Stage {
    let settings = [("DRAFTER", "openai"), ("LLM_API_URL", url), ("LLM_MODEL", "test-model"), ("LLM_API_KEY", "key")];
    Stage::with(&settings).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_models_draft_goes_through_the_guard() {
    let (url, asked) = model("Bonjour ! Vos 10 cartons sont bien reçus, nous regardons votre commande.").await;
    let stage = stage_with_model(&url).await;
    let card = stage.card_of_an_order().await;
    assert_eq!((&card["draft"]["source"], &card["draft"]["model"]), (&json!("model"), &json!("test-model")));
    let asked = asked.lock().expect("a lock").clone();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["model"], "test-model");
    assert_eq!(stage.count("SELECT tokens_out FROM run_ledger WHERE step = 'model' AND outcome = 'answered'"), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_models_text_never_reaches_a_card() {
    let (url, asked) = model("Commande confirmée ! Payez ici : https://evil.example").await;
    let stage = stage_with_model(&url).await;
    let card = stage.card_of_an_order().await;
    assert_eq!(card["draft"]["source"], "template");
    assert_eq!(asked.lock().expect("a lock").len(), 2, "one more try, then the template");
    assert_eq!(stage.count("SELECT count(*) FROM review_queue WHERE draft_text LIKE '%evil%'"), 0);
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE reason LIKE 'guard:%'"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drafter_that_cannot_work_is_replaced_by_the_template() {
    for (drafter, reason) in [("workers-ai", "no_binding"), ("oracle", "misconfigured")] {
        let stage = Stage::with(&[("DRAFTER", drafter), ("LLM_MODEL", "@cf/none")]).await;
        let card = stage.card_of_an_order().await;
        assert_eq!(card["draft"]["source"], "template", "{drafter}");
        let noted = format!("SELECT count(*) FROM run_ledger WHERE step = 'model' AND reason = '{reason}'");
        assert_eq!(stage.count(&noted), 1, "{drafter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn model_calls_are_capped_per_day() {
    let (url, asked) = model("Bien reçu, merci, nous regardons votre commande.").await;
    let settings =
        [("DRAFTER", "openai"), ("LLM_API_URL", url.as_str()), ("LLM_MODEL", "m"), ("MODEL_DAILY_LIMIT", "1")];
    let stage = Stage::with(&settings).await;
    let first = stage.card_of_an_order().await;
    assert_eq!(first["draft"]["source"], "model");
    stage.simulator.write(&shop(), "et 3 sacs de riz").await.expect("posted");
    let newer = stage.eventually("/api/reviews", |page| page["reviews"][0]["version"] == 2).await;
    assert_eq!(newer["reviews"][0]["draft"]["source"], "template");
    assert_eq!(asked.lock().expect("a lock").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_businesss_own_template_is_used_without_a_deployment() {
    let stage = Stage::new().await;
    let put = async |language: &str, texts: Value| {
        let path = format!("/api/templates/{language}");
        stage.api(Person::Rani, Method::PUT, &path, Some(json!({"texts": texts}))).await
    };
    let (status, refused) = put("fr", json!(["Bonjour, votre commande est confirmée."])).await;
    assert!(status == 400 && refused.to_string().contains("confirmation"), "{refused}");
    let (status, sets) = put("fr", json!(["{hello} {customer} ! Bien reçu, merci, on regarde."])).await;
    assert_eq!((status, &sets["templates"][0]["version"]), (200, &json!(1)));
    let card = stage.card_of_an_order().await;
    let text = card["draft"]["text"].as_str().expect("a draft");
    assert!(text.starts_with("Bonjour Épicerie Exemple ! Bien reçu, merci, on regarde."), "{text}");
    // None: the built-in ones again, for the next card.
    put("fr", json!([])).await;
    stage.simulator.write(&shop(), "et 2 sacs de riz").await.expect("posted");
    let page = stage.eventually("/api/reviews", |page| page["reviews"][0]["version"] == 2).await;
    assert!(!page["reviews"][0]["draft"]["text"].as_str().expect("a draft").contains("on regarde"));
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'templates'"), 2);
}
