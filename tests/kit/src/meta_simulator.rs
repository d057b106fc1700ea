//! The stand-in for Meta: takes Graph sends, answers as told, emits statuses, and
//! posts signed webhooks for the customer on its page.

pub mod files;
mod sample_files;
pub mod setup;

use crate::listeners::Listeners;
use crate::webhook::{self, Sender};
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How the stand-in is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The Worker's webhook URL.
    pub webhook_url: String,
    /// What webhooks are signed with.
    pub app_secret: String,
    /// The business's number id.
    pub phone_number_id: String,
    /// The token that sends must carry.
    pub access_token: String,
    /// How long after a send each status follows; `None`: no statuses.
    pub status_delay: Option<Duration>,
}

/// How Graph answers a send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As it should.
    Accept,
    /// Refuses with this code of the error table.
    Refuse(i64),
    /// Fails with this HTTP status.
    Status(u16),
    /// Takes it and never answers.
    Timeout,
    /// Takes it and cuts the connection while answering.
    Cut,
    /// Takes it and answers nonsense.
    Garbled,
    /// Redirects.
    Redirect,
    /// Takes it, answers, and reports later that it failed with this code.
    FailLater(i64),
}

impl Mode {
    /// From its name: `accept`, `refuse:131047`, `status:500`, `timeout`, `cut`,
    /// `garbled`, `redirect`, `fail_later:131026`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, argument) = text.split_once(':').unwrap_or((text, ""));
        Some(match name {
            "accept" => Self::Accept,
            "refuse" => Self::Refuse(argument.parse().ok()?),
            "status" => Self::Status(argument.parse().ok()?),
            "timeout" => Self::Timeout,
            "cut" => Self::Cut,
            "garbled" => Self::Garbled,
            "redirect" => Self::Redirect,
            "fail_later" => Self::FailLater(argument.parse().ok()?),
            _ => return None,
        })
    }
}

/// One bubble on the phone.
#[derive(Clone, Debug, Serialize)]
pub struct Bubble {
    /// Its message id.
    pub id: String,
    /// The customer's number or BSUID.
    pub customer: String,
    /// Written by the business.
    pub from_business: bool,
    /// The words.
    pub text: String,
    /// `sent`, `delivered`, `read`, `failed`; for the customer's own, what the
    /// Worker answered.
    pub tick: String,
}

impl Bubble {
    /// What a customer just sent.
    fn of_customer(id: &str, customer: &str, text: &str) -> Self {
        Self {
            id: id.to_owned(),
            customer: customer.to_owned(),
            from_business: false,
            text: text.to_owned(),
            tick: "…".into(),
        }
    }
}

/// What the stand-in remembers.
#[derive(Debug)]
pub struct Memory {
    /// How the next sends are answered.
    pub mode: Mode,
    /// Every send that arrived, as it arrived.
    pub sends: Vec<Value>,
    /// The conversation of every customer.
    pub bubbles: Vec<Bubble>,
    /// What customers attached, by Meta's id.
    pub files: BTreeMap<String, files::File>,
    /// What is wrong with token, app, account or number.
    pub setup: setup::Setup,
    /// Seven days are over: Meta has none of the files any more.
    pub files_gone: bool,
    serial: u64,
}

/// A connection for each request: workerd hangs up on one that rests for five seconds (kj, HTTP,
/// `pipelineTimeout`), and was seen to after an answer to a body that the Worker did not read.
/// What hangs must not hold anybody for ever.
pub fn connections() -> reqwest::ClientBuilder {
    reqwest::Client::builder().pool_max_idle_per_host(0).timeout(Duration::from_secs(60))
}

/// A stand-in that runs.
#[derive(Clone)]
pub struct Simulator {
    /// How it is set up.
    pub config: Config,
    /// Who is told by the Worker.
    pub listeners: Listeners,
    memory: Arc<Mutex<Memory>>,
    client: reqwest::Client,
}

impl Simulator {
    /// A stand-in that has seen nothing yet.
    pub fn new(config: Config) -> Self {
        let memory = Memory {
            mode: Mode::Accept,
            sends: vec![],
            bubbles: vec![],
            files: BTreeMap::new(),
            setup: setup::Setup::Good,
            files_gone: false,
            serial: unix_millis(),
        };
        Self {
            config,
            listeners: Listeners::default(),
            memory: Arc::new(Mutex::new(memory)),
            client: connections().build().unwrap_or_default(),
        }
    }

    /// Listens on an address until the process ends; the address it got.
    pub async fn serve(&self, address: SocketAddr) -> std::io::Result<SocketAddr> {
        let app = Router::new()
            .route("/", get(|| async { Html(include_str!("phone.html")) }))
            .route("/graph/{number}/messages", post(graph))
            .route("/graph/{number}/{what}", get(setup::listed).post(setup::subscribe))
            .route("/graph/debug_token", get(setup::token))
            .route("/graph/me", get(setup::me))
            .route("/graph/{media}", get(files::locate))
            .route("/files/{media}", get(files::file))
            .route("/api/files", post(files::customer_attaches).layer(DefaultBodyLimit::max(32 * 1024 * 1024)))
            .route("/api/messages", get(bubbles).post(customer_writes))
            .route("/api/mode", post(set_mode))
            .route("/api/sends", get(sends))
            .with_state(self.clone())
            .merge(self.listeners.routes());
        let listener = tokio::net::TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(bound)
    }

    /// What it remembers.
    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A fresh message id of a customer.
    pub fn fresh_wamid(&self, address: &str) -> String {
        let mut memory = self.memory();
        memory.serial += 1;
        webhook::wamid(address, memory.serial)
    }

    /// Posts a signed webhook; the Worker's status.
    pub async fn post(&self, body: String) -> reqwest::Result<u16> {
        let signature = webhook::sign(&self.config.app_secret, body.as_bytes());
        let response = self
            .client
            .post(&self.config.webhook_url)
            .header("content-type", "application/json")
            .header("x-hub-signature-256", signature)
            .body(body)
            .send()
            .await?;
        Ok(response.status().as_u16())
    }

    /// A customer writes a text; its id and the Worker's status.
    pub async fn write(&self, sender: &Sender, text: &str) -> reqwest::Result<(String, u16)> {
        let address = sender.phone.clone().or(sender.bsuid.clone()).unwrap_or_default();
        let wamid = self.fresh_wamid(&address);
        let message = sender.text(&wamid, unix_millis() as i64 / 1000, text);
        let body = webhook::messages(&self.config.phone_number_id, sender, &[message]);
        self.memory().bubbles.push(Bubble::of_customer(&wamid, &address, text));
        let status = self.post(body).await?;
        self.tick(&wamid, &format!("webhook {status}"));
        Ok((wamid, status))
    }

    /// A customer sends something else than words: `message` is all of it but sender, id and time.
    /// Returns its id and the Worker's status.
    pub async fn send_message(&self, sender: &Sender, message: &Value) -> reqwest::Result<(String, u16)> {
        let address = sender.phone.clone().or(sender.bsuid.clone()).unwrap_or_default();
        let wamid = self.fresh_wamid(&address);
        let kind = message.get("type").and_then(Value::as_str).unwrap_or("text").to_owned();
        let mut sent = sender.message(&wamid, unix_millis() as i64 / 1000, &kind, Value::Null);
        for (name, value) in message.as_object().into_iter().flatten() {
            sent[name.as_str()] = value.clone();
        }
        let shown = message.pointer("/text/body").and_then(Value::as_str);
        let shown = shown.map_or_else(|| format!("[{kind}]"), str::to_owned);
        self.memory().bubbles.push(Bubble::of_customer(&wamid, &address, &shown));
        let status = self.post(webhook::messages(&self.config.phone_number_id, sender, &[sent])).await?;
        self.tick(&wamid, &format!("webhook {status}"));
        Ok((wamid, status))
    }

    /// Whether a request carries the access token.
    fn authorizes(&self, headers: &HeaderMap) -> bool {
        let bearer = format!("Bearer {}", self.config.access_token);
        headers.get(header::AUTHORIZATION).is_some_and(|h| h.as_bytes() == bearer.as_bytes())
    }

    fn tick(&self, id: &str, tick: &str) {
        let mut memory = self.memory();
        if let Some(bubble) = memory.bubbles.iter_mut().find(|b| b.id == id) {
            tick.clone_into(&mut bubble.tick);
        }
    }

    /// Tells the Worker, one after another, how a sent message fares.
    fn report(&self, wamid: String, callback: Option<String>, fails: Option<i64>) {
        let Some(delay) = self.config.status_delay else { return };
        let simulator = self.clone();
        let words: &[&str] = if fails.is_some() { &["sent", "failed"] } else { &["sent", "delivered", "read"] };
        tokio::spawn(async move {
            for word in words {
                tokio::time::sleep(delay).await;
                let error = fails.filter(|_| *word == "failed");
                let number = &simulator.config.phone_number_id;
                let body = webhook::status(number, &wamid, callback.as_deref(), word, error);
                simulator.tick(&wamid, word);
                if let Err(error) = simulator.post(body).await {
                    eprintln!("meta simulator: a status was not taken: {error}");
                }
            }
        });
    }
}

/// Milliseconds since 1970.
pub fn unix_millis() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64)
}

async fn graph(
    State(simulator): State<Simulator>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !simulator.authorizes(&headers) || number != simulator.config.phone_number_id {
        return error(StatusCode::UNAUTHORIZED, 190);
    }
    let Ok(request) = serde_json::from_slice::<Value>(&body) else {
        return error(StatusCode::BAD_REQUEST, 100);
    };
    let mode = {
        let mut memory = simulator.memory();
        memory.sends.push(request.clone());
        memory.mode.clone()
    };
    match mode {
        Mode::Refuse(code) => {
            let status = if code == 190 { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
            return error(status, code);
        }
        Mode::Status(status) => {
            return StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY).into_response();
        }
        Mode::Redirect => return (StatusCode::FOUND, [(header::LOCATION, "/")]).into_response(),
        Mode::Accept | Mode::Timeout | Mode::Cut | Mode::Garbled | Mode::FailLater(_) => {}
    }
    let wamid = take(&simulator, &request, &mode);
    match mode {
        Mode::Timeout => std::future::pending().await,
        Mode::Cut => {
            let cut = std::io::Error::other("cut");
            let parts = [Ok(Bytes::from_static(b"{\"messages\":")), Err(cut)];
            Response::new(Body::from_stream(futures_util::stream::iter(parts)))
        }
        Mode::Garbled => "OK".into_response(),
        _ => {
            let to = request.get("to").or(request.get("recipient")).cloned();
            let contact = json!({"input": to, "wa_id": to});
            Json(json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}))
                .into_response()
        }
    }
}

/// The message reaches the customer's phone.
fn take(simulator: &Simulator, request: &Value, mode: &Mode) -> String {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let customer = text(request.get("to").or(request.get("recipient")));
    let wamid = simulator.fresh_wamid(&customer);
    simulator.memory().bubbles.push(Bubble {
        id: wamid.clone(),
        customer,
        from_business: true,
        text: text(request.pointer("/text/body")),
        tick: "accepted".into(),
    });
    let callback = request.get("biz_opaque_callback_data").and_then(Value::as_str).map(str::to_owned);
    let fails = if let Mode::FailLater(code) = mode { Some(*code) } else { None };
    simulator.report(wamid.clone(), callback, fails);
    wamid
}

fn error(status: StatusCode, code: i64) -> Response {
    let error = json!({"error": {"message": "simulated", "type": "OAuthException", "code": code}});
    (status, Json(error)).into_response()
}

async fn bubbles(State(simulator): State<Simulator>) -> Json<Vec<Bubble>> {
    Json(simulator.memory().bubbles.clone())
}

#[derive(Deserialize)]
struct Written {
    customer: String,
    name: String,
    #[serde(default)]
    text: String,
    /// Something else than words, as Meta would post it.
    message: Option<Value>,
}

async fn customer_writes(State(simulator): State<Simulator>, Json(written): Json<Written>) -> Response {
    let sender = Sender::known_by(&written.customer, &written.name);
    answered(match &written.message {
        Some(message) => simulator.send_message(&sender, message).await,
        None => simulator.write(&sender, &written.text).await,
    })
}

/// The id of what was sent and what the Worker said, for the page.
fn answered(sent: reqwest::Result<(String, u16)>) -> Response {
    match sent {
        Ok((id, status)) => Json(json!({"id": id, "status": status})).into_response(),
        Err(error) => {
            let why = format!("The Worker does not answer: {error}");
            (StatusCode::BAD_GATEWAY, Json(json!({"error": why}))).into_response()
        }
    }
}

#[derive(Deserialize)]
struct NewMode {
    mode: String,
}

async fn set_mode(State(simulator): State<Simulator>, Json(new): Json<NewMode>) -> Response {
    if let "files_gone" | "files_kept" = new.mode.as_str() {
        simulator.memory().files_gone = new.mode == "files_gone";
        return StatusCode::NO_CONTENT.into_response();
    }
    if let Some(setup) = new.mode.strip_prefix("setup:") {
        let Some(setup) = setup::Setup::parse(setup) else {
            return (StatusCode::BAD_REQUEST, "no such set-up").into_response();
        };
        simulator.memory().setup = setup;
        return StatusCode::NO_CONTENT.into_response();
    }
    match Mode::parse(&new.mode) {
        Some(mode) => {
            simulator.memory().mode = mode;
            StatusCode::NO_CONTENT.into_response()
        }
        None => (StatusCode::BAD_REQUEST, "no such mode").into_response(),
    }
}

async fn sends(State(simulator): State<Simulator>) -> Json<Vec<Value>> {
    Json(simulator.memory().sends.clone())
}
