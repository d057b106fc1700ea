//! The Worker's [`Host`]: D1, fetch, Workers AI, WebCrypto, the Durable Objects.

use super::crypto::WebCrypto;
use super::witness::Witness;
use super::{body, d1};
use crate::clock::Timestamp;
use crate::host::unsigned::{AskUnsigned, Unsigned};
use crate::host::witness::{AskChain, AskErasures, Chain, WitnessError};
use crate::host::{
    Boxed, Call, CallError, Crypto, DatabaseError, Destination, Download, Downloaded, Host, Level, REPLY_LIMIT, Reply,
    Rows, Statement, Stream, TimerError, log_failure,
};
use crate::identity::{Nonce, SenderId};
use futures_util::future::{Either, select};
use serde::de::DeserializeOwned;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use worker::js_sys::{Array, JSON, Promise, Reflect, Uint8Array};
use worker::wasm_bindgen_futures::JsFuture;
use worker::{AbortController, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

/// The name of the D1 binding.
const DATABASE: &str = "DB";

/// The name of the Durable Object binding.
const REPLY_BUFFER: &str = "REPLY_BUFFER";

/// The name of the rate limiter's binding.
const KNOCKS: &str = "KNOCKS";

/// The Durable Object that makes the index of products: no sender is called so.
pub(super) const PRODUCT_INDEX: &str = "product_index";
/// The name of the object that is the witness. No sender's id is like it.
const WITNESS: &str = "witness";

/// This much of a failure is enough to read.
const DETAIL: usize = 200;

/// What the steps run on in the Worker.
#[derive(Clone)]
pub(crate) struct WorkerHost {
    env: Env,
}

impl WorkerHost {
    pub fn new(env: &Env) -> Self {
        Self { env: env.clone() }
    }
}

/// The time now.
pub(super) fn now() -> Timestamp {
    Timestamp::from_millis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
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
            log_failure(self, "random", &"getRandomValues failed");
        }
        Nonce(bits)
    }

    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async move { d1::batch(&self.env, DATABASE, &statements).await })
    }

    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        Box::pin(async move {
            let abort = AbortController::default();
            let signal = abort.signal();
            let reply = async {
                match &call.to {
                    Destination::Http { url, headers } => fetch(post(url, headers, &call.body), &signal).await,
                    Destination::Sealed { url, headers, body } => fetch(sealed(url, headers, body), &signal).await,
                    Destination::Get { url, headers } => fetch(get(url, headers), &signal).await,
                    Destination::WorkersAi { model } => self.ask(model, &call.body).await,
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
        })
    }

    fn download(&self, asked: Download) -> Boxed<'_, Result<Downloaded, CallError>> {
        Box::pin(async move {
            let abort = AbortController::default();
            let signal = abort.signal();
            let begun = async { Fetch::Request(get(&asked.url, &asked.headers)?).send_with_signal(&signal).await };
            let (begun, timeout) = (pin!(begun), pin!(Delay::from(asked.timeout)));
            let response = match select(begun, timeout).await {
                Either::Left((response, _)) => response.map_err(|_: worker::Error| CallError::Connection)?,
                Either::Right(((), _)) => {
                    abort.abort();
                    return Err(CallError::Timeout);
                }
            };
            let header = |name| response.headers().get(name).ok().flatten();
            Ok(Downloaded {
                status: response.status_code(),
                length: header("content-length").and_then(|length| length.parse().ok()),
                range: header("content-range"),
                content: Stream::of(response),
            })
        })
    }

    fn verify_rs256<'a>(&'a self, jwk: &'a str, signed: &'a [u8], signature: &'a [u8]) -> Boxed<'a, bool> {
        Box::pin(async move { is_signed(jwk, signed, signature).await.is_ok_and(|holds| holds.is_truthy()) })
    }

    fn may_knock<'a>(&'a self, from: &'a str) -> Boxed<'a, bool> {
        Box::pin(async move {
            // A limiter that is missing or fails locks nobody out.
            let Ok(limiter) = self.env.rate_limiter(KNOCKS) else { return true };
            limiter.limit(from.to_owned()).await.map_or(true, |outcome| outcome.success)
        })
    }

    fn crypto(&self) -> &dyn Crypto {
        &WebCrypto
    }

    fn log(&self, level: Level, line: String) {
        match level {
            Level::Info => worker::console_log!("{}", line),
            Level::Error => worker::console_error!("{}", line),
        }
    }

    fn sleep(&self, time: Duration) -> Boxed<'_, ()> {
        Box::pin(Delay::from(time))
    }

    fn arm<'a>(&'a self, sender: &'a SenderId, at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        Box::pin(self.wake(sender.as_str(), at))
    }

    fn witness_chain(&self, ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>> {
        Box::pin(async move { self.witness(&Witness::Chain(ask)).await })
    }

    fn witness_erasures(&self, ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>> {
        Box::pin(async move { self.witness(&Witness::Erasures(ask)).await })
    }

    fn witness_unsigned(&self, ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>> {
        Box::pin(async move { self.witness(&Witness::Unsigned(ask)).await })
    }
}

impl WorkerHost {
    /// Sees to it that the rest of the index of products is made, each slice in an invocation of
    /// its own: the CPU time of one is little.
    pub async fn go_on_indexing(&self) -> Result<(), TimerError> {
        self.wake(PRODUCT_INDEX, now()).await
    }

    /// Sets the alarm of a Durable Object of this name.
    async fn wake(&self, name: &str, at: Timestamp) -> Result<(), TimerError> {
        let wake = async {
            let stub = self.env.durable_object(REPLY_BUFFER)?.get_by_name(name)?;
            stub.fetch_with_str(&format!("https://reply-buffer/{name}/{}", at.millis())).await
        };
        match wake.await {
            Ok(response) if response.status_code() == 200 => Ok(()),
            Ok(response) => Err(TimerError(format!("status {}", response.status_code()))),
            Err(error) => Err(TimerError(error.to_string().chars().take(DETAIL).collect())),
        }
    }

    /// Asks the witness: the object of its name, of the one class that there is
    /// (docs/decisions.md, "The witness").
    async fn witness<A: DeserializeOwned>(&self, ask: &Witness) -> Result<A, WitnessError> {
        let objects = self.env.durable_object(REPLY_BUFFER).map_err(|_| WitnessError::NoBinding)?;
        let failed =
            |error: &dyn std::fmt::Display| WitnessError::Failed(error.to_string().chars().take(DETAIL).collect());
        let body = serde_json::to_string(ask).map_err(|error| failed(&error))?;
        let answered = async {
            let request = post("https://reply-buffer/witness", &[], &body)?;
            let mut response = objects.get_by_name(WITNESS)?.fetch_with_request(request).await?;
            response.text().await
        };
        let answer: String = answered.await.map_err(|error: worker::Error| failed(&error))?;
        crate::json::read(answer.as_bytes()).map_err(|error| failed(&error))
    }
}

#[wasm_bindgen]
extern "C" {
    type Ai;
    #[wasm_bindgen(method, catch)]
    fn run(this: &Ai, model: &str, input: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        usages: &JsValue,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], catch)]
    fn verify(algorithm: &JsValue, key: &JsValue, signature: &[u8], data: &[u8]) -> Result<Promise, JsValue>;
}

async fn is_signed(jwk: &str, signed: &[u8], signature: &[u8]) -> Result<JsValue, JsValue> {
    let algorithm = JSON::parse(r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#)?;
    let usages = Array::of1(&"verify".into());
    let key = JsFuture::from(import_key("jwk", &JSON::parse(jwk)?, &algorithm, false, &usages)?).await?;
    JsFuture::from(verify(&algorithm, &key, signature, signed)?).await
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

fn post(url: &str, with: &[(&str, String)], body: &str) -> worker::Result<Request> {
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
    Request::new_with_init(url, &init)
}

fn sealed(url: &str, with: &[(&str, String)], body: &[u8]) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in with {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(Uint8Array::from(body).into()));
    Request::new_with_init(url, &init)
}

fn get(url: &str, with: &[(&str, String)]) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in with {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    Request::new_with_init(url, &init)
}

async fn fetch(request: worker::Result<Request>, signal: &worker::AbortSignal) -> Result<Reply, CallError> {
    // Not `Fetch::Url`: that brings the `url` crate and its tables, 80 KB.
    let sent = async { Fetch::Request(request?).send_with_signal(signal).await };
    let mut response = sent.await.map_err(|_: worker::Error| CallError::Connection)?;
    let status = response.status_code();
    let stream = response.stream().map_err(|_| CallError::Connection)?;
    // A body that goes on for longer is cut: it will not parse, and counts as that.
    let body = body::read_reply(stream, REPLY_LIMIT).await.map_err(|_| CallError::Connection)?;
    Ok(Reply { status, body })
}
