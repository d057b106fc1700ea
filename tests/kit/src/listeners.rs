//! Those who are told, beside the stand-in for Meta: a push service with one reviewer's browser,
//! which opens what is sealed for it, a chat, and somebody's watch.

use crate::curve::{Browser, is_signed};
use crate::meta_simulator::unix_millis;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The keys of the one browser. Nothing that is worth hiding goes to it.
const BROWSER: ([u8; 32], [u8; 16]) = ([7; 32], [9; 16]);

/// What was heard, the oldest first.
#[derive(Debug, Default, Serialize)]
pub struct Heard {
    /// What the reviewer's browser would show.
    pub notices: Vec<Notice>,
    /// The lines of the chat.
    pub chat: Vec<String>,
    /// When the watch was last told that all is well, in milliseconds since 1970; 0: never.
    pub heartbeat: u64,
    /// Pushes that were refused, and why.
    pub refused: Vec<String>,
}

/// One notice, with how it came.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    /// What was sealed.
    pub payload: Value,
    /// It takes the place of one of this topic that was not delivered yet.
    pub topic: String,
    /// For how many seconds it is kept.
    pub ttl: u64,
    pub at: u64,
}

/// The listeners.
#[derive(Clone, Default)]
pub struct Listeners {
    heard: Arc<Mutex<Heard>>,
    /// What the push service answers instead of taking it; 0: nothing.
    answer: Arc<Mutex<u16>>,
}

impl Listeners {
    /// What they have heard.
    pub fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the push service answer this from now on; 0: it takes what comes.
    pub fn push_answers(&self, status: u16) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }

    /// Where they are reached.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/push/subscription", get(subscription))
            .route("/push/browser", post(push))
            .route("/chat", post(chat))
            .route("/heartbeat", get(heartbeat))
            .route("/api/told", get(told))
            .route("/api/push-answers", post(set_answer))
            .with_state(self.clone())
    }
}

fn browser() -> Option<Browser> {
    Browser::new(&BROWSER.0, BROWSER.1)
}

fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("http://{host}")
}

/// What the browser's page would hand to the desk.
async fn subscription(headers: HeaderMap) -> Response {
    let Some(browser) = browser() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    Json(json!({
        "name": "The reviewer's phone (simulated)",
        "endpoint": format!("{}/push/browser", origin(&headers)),
        "p256dh": URL_SAFE_NO_PAD.encode(browser.p256dh()),
        "auth": URL_SAFE_NO_PAD.encode(browser.auth),
    }))
    .into_response()
}

/// As RFC 8030 says: 201, once the sender has said who they are and the browser can open it.
async fn push(State(listeners): State<Listeners>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = *listeners.answer.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(status) = (answer > 0).then(|| StatusCode::from_u16(answer).ok()).flatten() {
        return status.into_response();
    }
    match open(&headers, &body) {
        Ok(notice) => {
            listeners.heard().notices.push(notice);
            StatusCode::CREATED.into_response()
        }
        Err(why) => {
            listeners.heard().refused.push(why.to_owned());
            (StatusCode::BAD_REQUEST, why).into_response()
        }
    }
}

fn open(headers: &HeaderMap, body: &[u8]) -> Result<Notice, &'static str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    vouched(text("authorization"), &origin(headers)).ok_or("the token of RFC 8292 does not hold")?;
    if text("content-encoding") != "aes128gcm" || text("urgency") != "high" {
        return Err("encoding or urgency is another");
    }
    let ttl = text("ttl").parse().map_err(|_| "there is no TTL")?;
    let topic = text("topic").to_owned();
    if topic.is_empty() || topic.len() > 32 || topic.bytes().any(|b| !b.is_ascii_alphanumeric()) {
        return Err("the topic is none");
    }
    let plain = browser().and_then(|browser| browser.open(body)).ok_or("it cannot be opened")?;
    let payload = serde_json::from_slice(&plain).map_err(|_| "it is no JSON")?;
    Ok(Notice { payload, topic, ttl, at: unix_millis() })
}

/// Whether the token was signed for this origin, by whom it names, and holds now.
fn vouched(authorization: &str, origin: &str) -> Option<()> {
    let (token, key) = authorization.strip_prefix("vapid t=")?.split_once(", k=")?;
    let (unsigned, signature) = token.rsplit_once('.')?;
    let raw = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let claims: Value = serde_json::from_slice(&raw(unsigned.split_once('.')?.1)?).ok()?;
    let left = claims["exp"].as_u64()?.checked_sub(unix_millis() / 1000)?;
    let holds = claims["aud"] == *origin && left <= 24 * 60 * 60 && claims["sub"].is_string();
    (holds && is_signed(&raw(key)?, unsigned.as_bytes(), &raw(signature)?)).then_some(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    text: String,
}

async fn chat(State(listeners): State<Listeners>, Json(line): Json<Line>) -> &'static str {
    listeners.heard().chat.push(line.text);
    "ok"
}

async fn heartbeat(State(listeners): State<Listeners>) -> &'static str {
    listeners.heard().heartbeat = unix_millis();
    "ok"
}

async fn told(State(listeners): State<Listeners>) -> Response {
    Json(&*listeners.heard()).into_response()
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
}

async fn set_answer(State(listeners): State<Listeners>, Json(Answer { status }): Json<Answer>) -> StatusCode {
    listeners.push_answers(status);
    StatusCode::NO_CONTENT
}
