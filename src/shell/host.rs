//! The Worker's [`Host`]: D1, fetch, Workers AI, the Durable Object's timer.

use super::now;
use crate::clock::Timestamp;
use crate::host::{
    Answers, Call, CallError, DatabaseError, Endpoint, Host, Param, REPLY_LIMIT, Reply, Rows, Statement, TimerError,
};
use crate::identity::{Nonce, SenderId};
use crate::steps::StepError;
use futures_util::future::{Either, select};
use serde::{Deserialize, Serialize};
use std::pin::pin;
use std::time::Duration;
use worker::wasm_bindgen::JsValue;
use worker::{AbortController, D1Database, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

/// The name of the D1 binding.
const DATABASE: &str = "DB";

/// The name of the Durable Object binding.
const REPLY_BUFFER: &str = "REPLY_BUFFER";

/// D1's errors name tables and columns, never values; this much is enough to read.
const DETAIL: usize = 200;

/// What the steps run on in the Worker.
pub(crate) struct WorkerHost {
    env: Env,
    database: D1Database,
}

impl WorkerHost {
    /// Errors: the `DB` binding is missing.
    pub fn new(env: &Env) -> Result<Self, StepError> {
        let database = env.d1(DATABASE).map_err(|error| failed(&error))?;
        Ok(Self { env: env.clone(), database })
    }
}

fn failed(error: &worker::Error) -> DatabaseError {
    DatabaseError::Failed(error.to_string().chars().take(DETAIL).collect())
}

impl Host for WorkerHost {
    fn now(&self) -> Timestamp {
        now()
    }

    fn nonce(&self) -> Nonce {
        let mut bits = [0; 16];
        // `crypto.getRandomValues` does not fail for 16 bytes; were it to, ids would
        // collide and the unique indexes refuse the second one.
        if getrandom::fill(&mut bits).is_err() {
            super::answer::log_failure("random", &"getRandomValues failed");
        }
        Nonce(bits)
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<Answers, DatabaseError> {
        let prepared = statements.iter().map(|statement| {
            let params: Vec<JsValue> = statement.params.iter().map(js).collect();
            self.database.prepare(statement.sql).bind(&params)
        });
        let prepared = prepared.collect::<worker::Result<Vec<_>>>().map_err(|e| failed(&e))?;
        let results = self.database.batch(prepared).await.map_err(|e| failed(&e))?;
        let rows = results.iter().map(|result| {
            if result.success() {
                result.results().map(Rows).map_err(|error| failed(&error))
            } else {
                Err(DatabaseError::Failed(result.error().unwrap_or_default()))
            }
        });
        Ok(Answers::new(rows.collect::<Result<_, _>>()?))
    }

    async fn call(&self, call: Call) -> Result<Reply, CallError> {
        let abort = AbortController::default();
        let signal = abort.signal();
        let reply = async {
            match &call.to {
                Endpoint::Http { url, headers } => post(url, headers, &call.body, &signal).await,
                Endpoint::WorkersAi { model } => self.ask(model, &call.body).await,
            }
        };
        let (reply, timeout) = (pin!(reply), pin!(Delay::from(call.timeout)));
        let answer = match select(reply, timeout).await {
            Either::Left((reply, _)) => reply,
            Either::Right(((), _)) => Err(CallError::Timeout),
        };
        if answer == Err(CallError::Timeout) {
            abort.abort();
        }
        answer
    }

    async fn sleep(&self, time: Duration) {
        Delay::from(time).await;
    }

    async fn arm(&self, sender: &SenderId, at: Timestamp) -> Result<(), TimerError> {
        let arm = async {
            let stub = self.env.durable_object(REPLY_BUFFER)?.get_by_name(sender.as_str())?;
            let url = format!("https://reply-buffer/{}/{}", sender.as_str(), at.millis());
            stub.fetch_with_str(&url).await
        };
        match arm.await {
            Ok(response) if response.status_code() == 200 => Ok(()),
            Ok(response) => Err(TimerError(format!("status {}", response.status_code()))),
            Err(error) => Err(TimerError(error.to_string().chars().take(DETAIL).collect())),
        }
    }
}

impl WorkerHost {
    async fn ask(&self, model: &str, body: &str) -> Result<Reply, CallError> {
        let ai = self.env.ai("AI").map_err(|_| CallError::NoBinding)?;
        let input: AiInput = serde_json::from_str(body).map_err(|_| CallError::Connection)?;
        let output: serde_json::Value = ai.run(model, input).await.map_err(|_| CallError::Connection)?;
        Ok(Reply { status: 200, body: output.to_string().into() })
    }
}

/// A prompt's JSON as structs: those reach JavaScript as objects, whereas a
/// `serde_json::Value` would reach it as a `Map`.
#[derive(Deserialize, Serialize)]
struct AiInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Vec<AiMessage>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    /// To be embedded.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Vec<String>>,
}

#[derive(Deserialize, Serialize)]
struct AiMessage {
    role: String,
    content: String,
}

fn js(param: &Param) -> JsValue {
    match param {
        Param::Null => JsValue::NULL,
        // Exact below 2^53; nothing here is larger.
        Param::Integer(number) => JsValue::from_f64(*number as f64),
        Param::Text(text) => JsValue::from_str(text),
    }
}

async fn post(
    url: &str,
    with: &[(&str, String)],
    body: &str,
    signal: &worker::AbortSignal,
) -> Result<Reply, CallError> {
    let mut response = async {
        let headers = Headers::new();
        headers.set("content-type", "application/json")?;
        for (name, value) in with {
            headers.set(name, value)?;
        }
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(headers)
            .with_redirect(RequestRedirect::Manual)
            .with_body(Some(JsValue::from_str(body)));
        let request = Request::new_with_init(url, &init)?;
        Fetch::Request(request).send_with_signal(signal).await
    }
    .await
    .map_err(|_: worker::Error| CallError::Connection)?;
    let status = response.status_code();
    let stream = response.stream().map_err(|_| CallError::Connection)?;
    // A body that goes on for longer is cut: it will not parse, and counts as that.
    let body = super::body::read_reply(stream, REPLY_LIMIT).await.map_err(|_| CallError::Connection)?;
    Ok(Reply { status, body })
}
