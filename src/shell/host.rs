//! The Worker's [`Host`]: D1, fetch, Workers AI, the Durable Object's timer.

use super::d1::Database;
use super::now;
use crate::clock::Timestamp;
use crate::host::{Answers, Call, CallError, DatabaseError, Endpoint, Host, REPLY_LIMIT, Reply, Statement, TimerError};
use crate::identity::{Nonce, SenderId};
use crate::steps::StepError;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::js_sys::{JSON, Promise, Reflect};
use worker::wasm_bindgen_futures::JsFuture;
use worker::{AbortController, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

/// The name of the D1 binding.
const DATABASE: &str = "DB";

/// The name of the Durable Object binding.
const REPLY_BUFFER: &str = "REPLY_BUFFER";

/// This much of a failure is enough to read.
const DETAIL: usize = 200;

/// What the steps run on in the Worker.
pub(crate) struct WorkerHost {
    env: Env,
    database: Database,
}

impl WorkerHost {
    /// Errors: the `DB` binding is missing.
    pub fn new(env: &Env) -> Result<Self, StepError> {
        Ok(Self { env: env.clone(), database: Database::of(env, DATABASE)? })
    }
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
        self.database.run(&statements).await
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

#[wasm_bindgen]
extern "C" {
    type Ai;
    #[wasm_bindgen(method, catch)]
    fn run(this: &Ai, model: &str, input: &JsValue) -> Result<Promise, JsValue>;
}

impl WorkerHost {
    /// Workers AI, with the prompt's JSON as an object and its answer as JSON again.
    async fn ask(&self, model: &str, body: &str) -> Result<Reply, CallError> {
        let binding = Reflect::get(&self.env, &"AI".into()).ok().filter(JsValue::is_object);
        let ai: Ai = binding.ok_or(CallError::NoBinding)?.unchecked_into();
        let answered = async {
            let output = JsFuture::from(ai.run(model, &JSON::parse(body)?)?).await?;
            JSON::stringify(&output).map(String::from)
        };
        let output = answered.await.map_err(|_: JsValue| CallError::Connection)?;
        Ok(Reply { status: 200, body: output.into() })
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
