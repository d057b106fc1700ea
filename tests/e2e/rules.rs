//! Reply rules, the persona and the budget, with a model that is really called.

use crate::stage::{Person, Stage, shop};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What was asked for, in order: `chat` and `embeddings`, with their bodies.
#[derive(Clone, Default)]
struct Model {
    asked: Arc<Mutex<Vec<(&'static str, Value)>>>,
    /// How many chats are answered 503 first.
    failures: Arc<Mutex<u32>>,
}

impl Model {
    async fn serve() -> (String, Self) {
        let model = Self::default();
        let (chat, embed) = (model.clone(), model.clone());
        let app = Router::new()
            .route("/v1/chat/completions", post(move |Json(body): Json<Value>| async move { chat.writes(body) }))
            .route("/v1/embeddings", post(move |Json(body): Json<Value>| async move { embed.compares(&body) }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        (url, model)
    }

    fn writes(&self, body: Value) -> Response {
        self.asked.lock().expect("a lock").push(("chat", body));
        let mut failures = self.failures.lock().expect("a lock");
        if *failures > 0 {
            *failures -= 1;
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Json(json!({
            "choices": [{"message": {"content": "Bonjour, merci, nous avons bien reçu votre commande."}}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100},
        }))
        .into_response()
    }

    /// Texts that speak of hurry are alike; the rest is not.
    fn compares(&self, body: &Value) -> Response {
        let texts: Vec<String> = serde_json::from_value(body["input"].clone()).expect("texts");
        self.asked.lock().expect("a lock").push(("embeddings", body.clone()));
        let vector = |text: &String| if text.contains("press") { [1.0, 0.1] } else { [0.1, 1.0] };
        let rows = texts.iter().enumerate().map(|(index, text)| json!({"index": index, "embedding": vector(text)}));
        Json(json!({"data": rows.collect::<Vec<_>>(), "usage": {"prompt_tokens": 12}})).into_response()
    }

    fn take(&self) -> Vec<(&'static str, Value)> {
        std::mem::take(&mut *self.asked.lock().expect("a lock"))
    }
}

async fn stage(url: &str, more: &[(&str, &str)]) -> Stage {
    let mut settings =
        vec![("DRAFTER", "openai"), ("LLM_API_URL", url), ("LLM_MODEL", "writer"), ("EMBEDDINGS_MODEL", "comparer")];
    settings.extend(more);
    let stage = Stage::with(&settings).await;
    stage.allow("33600000001", "fr").await;
    stage
}

async fn put_rules(stage: &Stage, version: u32) -> (u16, Value) {
    let rules = json!({"version": version, "default": {"kind": "templates"}, "rules": [
        {"id": "call", "label": "Appel", "matcher": {"kind": "keywords", "keywords": ["RAPPELEZ", "dès que possible"]},
         "response": {"kind": "canned", "texts": {"fr": "{hello} {customer}, c'est bien reçu, merci !"}}},
        {"id": "hurry", "label": "Urgence",
         "matcher": {"kind": "intent", "description": "le client est pressé", "threshold": 0.9},
         "response": {"kind": "prompt", "text": "Say that we saw it is urgent."}},
    ]});
    stage.api(Person::Rani, Method::PUT, "/api/rules", Some(rules)).await
}

/// Writes, and waits for the card's next version.
async fn draft_of(stage: &Stage, message: &str, version: u32) -> Value {
    stage.simulator.write(&shop(), message).await.expect("posted");
    let page = stage.eventually("/api/reviews", |page| page["reviews"][0]["version"] == version).await;
    page["reviews"][0]["draft"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_rule_that_matches_makes_the_draft() {
    let (url, model) = Model::serve().await;
    let stage = stage(&url, &[]).await;
    assert_eq!(put_rules(&stage, 0).await.0, 200);
    assert_eq!(put_rules(&stage, 0).await.0, 409, "it is version 1 by now");

    let draft = draft_of(&stage, "2 cartons de riz", 1).await;
    assert_eq!((&draft["source"], &draft["prompt"]), (&json!("template"), &json!("templates-built-in")));
    assert_eq!(model.take().iter().map(|(what, _)| *what).collect::<Vec<_>>(), ["embeddings"]);

    let draft = draft_of(&stage, "je suis pressé", 2).await;
    assert_eq!((&draft["source"], &draft["prompt"]), (&json!("model"), &json!("p3/rules-1:hurry")));
    let asked = model.take();
    assert_eq!(asked.iter().map(|(what, _)| *what).collect::<Vec<_>>(), ["embeddings", "chat"]);
    let told = asked[1].1["messages"][0]["content"].as_str().expect("a system prompt");
    assert!(told.starts_with("For this message: Say that we saw it is urgent."), "{told}");

    let draft = draft_of(&stage, "rappelez-moi DES QUE POSSIBLE", 3).await;
    assert_eq!((&draft["source"], &draft["prompt"]), (&json!("template"), &json!("rules-1:call")));
    assert!(draft["text"].as_str().is_some_and(|text| text.contains("c'est bien reçu, merci !")), "{draft}");
    assert_eq!(model.take(), [], "what matches by words before any intent calls nobody");
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'rules' AND outcome = 'changed'"), 1);
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE reason = 'rules-1:call'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_writes_nothing_under_a_persona_that_nobody_approved() {
    let (url, model) = Model::serve().await;
    let stage = stage(&url, &[]).await;
    let admin = json!({"name": "Second Admin", "role": "admin"});
    let (_, second) = stage.api(Person::Rani, Method::POST, "/api/reviewers", Some(admin)).await;
    let token = second["token"].as_str().expect("a token").to_owned();
    let (_, state) =
        stage.api(Person::Rani, Method::PUT, "/api/persona", Some(json!({"text": "Très chaleureux."}))).await;
    assert_eq!((&state["persona"]["version"], &state["persona"]["safety"]), (&json!(1), &json!("pending")));

    let draft = draft_of(&stage, "2 cartons de riz", 1).await;
    assert_eq!((&draft["source"], &draft["fallback"]), (&json!("template"), &json!("persona_pending")));
    assert_eq!(model.take(), []);

    let approve = Some(json!({"version": 1}));
    let own = stage.api(Person::Rani, Method::POST, "/api/persona/approve", approve.clone()).await;
    assert_eq!(own.0, 409, "another admin could");
    let url = format!("{}/api/persona/approve", stage.url);
    let other = stage.client.post(url).bearer_auth(token).json(&approve).send().await.expect("answered");
    assert_eq!(other.status(), 200);

    let draft = draft_of(&stage, "et 3 sacs de farine", 2).await;
    assert_eq!((&draft["source"], &draft["prompt"]), (&json!("model"), &json!("p3/persona-1")));
    let told = model.take()[0].1["messages"][0]["content"].as_str().expect("a system prompt").to_owned();
    assert!(told.starts_with("How you sound: Très chaleureux."), "{told}");

    stage.api(Person::Rani, Method::PUT, "/api/persona", Some(json!({"text": "Froid."}))).await;
    stage.api(Person::Rani, Method::POST, "/api/persona/refuse", Some(json!({"version": 2}))).await;
    let draft = draft_of(&stage, "et 4 bidons d'huile", 3).await;
    assert_eq!((&draft["source"], &draft["fallback"]), (&json!("template"), &json!("persona_refused")));
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'persona'"), 4);
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'model' AND outcome = 'held'"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_call_is_tried_once_more_and_its_money_given_back() {
    let (url, model) = Model::serve().await;
    // A token read costs a millionth, one written two: 1,000 + 2 × 100 a draft.
    let stage = stage(&url, &[("LLM_PRICES", "1/2"), ("MODEL_DAILY_SPEND", "0.006")]).await;
    *model.failures.lock().expect("a lock") = 1;
    let draft = draft_of(&stage, "2 cartons de riz", 1).await;
    assert_eq!(draft["source"], "model");
    assert_eq!(model.take().len(), 2);
    assert_eq!(stage.count("SELECT spent_micros FROM model_budget"), 1200);
    assert_eq!(stage.count("SELECT cost_micros FROM run_ledger WHERE step = 'model' AND outcome = 'answered'"), 1200);
    assert_eq!(stage.count("SELECT cost_micros FROM run_ledger WHERE step = 'model' AND outcome = 'failed'"), 0);
    assert_eq!(stage.count("SELECT calls FROM model_budget"), 2, "a failed call is a call");

    // What a call can cost at most is more than what is left before long.
    let mut draft = json!({"source": "model"});
    for version in 2..9 {
        draft = draft_of(&stage, "et 3 sacs de farine", version).await;
        if draft["source"] == "template" {
            break;
        }
    }
    assert_eq!((&draft["source"], &draft["fallback"]), (&json!("template"), &json!("over_limit")));
    assert!(stage.count("SELECT spent_micros FROM model_budget") <= 6000);
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE outcome = 'over_limit' AND reason = 'spending'"), 1);
}
