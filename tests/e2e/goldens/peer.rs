//! A model and a CRM that keep what they are told.

use super::answer::readable;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// Whom the Worker calls besides Graph.
#[derive(Clone, Default)]
pub struct Peer {
    heard: Arc<Mutex<Vec<String>>>,
    /// How many calls are answered 503 first.
    failures: Arc<Mutex<u32>>,
}

impl Peer {
    /// Listens; its URL.
    pub async fn serve() -> (String, Self) {
        let peer = Self::default();
        let app = Router::new().fallback(hear).with_state(peer.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        (url, peer)
    }

    /// How many requests it heard since they were last taken.
    pub fn count(&self) -> usize {
        self.heard.lock().expect("not poisoned").len()
    }

    /// Those requests.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.heard.lock().expect("not poisoned")).join("\n")
    }

    /// It fails the next so many times.
    pub fn fails(&self, times: u32) {
        *self.failures.lock().expect("not poisoned") = times;
    }
}

async fn hear(State(peer): State<Peer>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8_lossy(&body).into_owned();
    let ours = |name: &str| name.starts_with("webhook-") || matches!(name, "content-type" | "authorization");
    let mut lines: Vec<String> = headers
        .iter()
        .filter(|(name, _)| ours(name.as_str()))
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    lines.sort();
    let shown = format!("POST {uri}\n{}\n\n{}\n", lines.join("\n"), readable("application/json", &body));
    peer.heard.lock().expect("not poisoned").push(shown);
    let mut failures = peer.failures.lock().expect("not poisoned");
    if *failures > 0 {
        *failures -= 1;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match uri.path() {
        "/v1/chat/completions" => axum::Json(json!({
            "choices": [{"message": {"content": "Bonjour, merci, nous avons bien reçu votre commande."}}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100},
        }))
        .into_response(),
        "/v1/embeddings" => axum::Json(alike(&body)).into_response(),
        _ => StatusCode::OK.into_response(),
    }
}

/// Texts that speak of hurry are alike; the rest is not.
fn alike(body: &str) -> Value {
    let asked: Value = serde_json::from_str(body).expect("JSON");
    let texts = asked["input"].as_array().expect("texts");
    let vector =
        |text: &Value| if text.as_str().is_some_and(|t| t.contains("press")) { [1.0, 0.1] } else { [0.1, 1.0] };
    let rows = texts.iter().enumerate().map(|(index, text)| json!({"index": index, "embedding": vector(text)}));
    json!({"data": rows.collect::<Vec<_>>(), "usage": {"prompt_tokens": 12}})
}
