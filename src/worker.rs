//! The runtime, wasm32 only, and thin: requests, the cron trigger and alarms become calls of
//! plain Rust over a [`WorkerHost`]. Nothing else knows the `worker` crate.

mod body;
mod crypto;
mod d1;
mod host;
mod reply_buffer;
mod witness;

use crate::app::{self, App, guards, watch};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{Host, Level, Stream, log_failure};
use crate::http::{After, Response};
use crate::ledger::seal::{self, Sealed};
use crate::notify::{heard, heartbeat, overdue, tell};
use crate::restore;
use crate::settings::{Settings, SettingsSource};
use crate::sweep;
use crate::sweep::SweepTasks;
use crate::webhook::receive;
use crate::webhook::unsigned::{self, Tally};
use body::RequestBody;
use futures_channel::oneshot;
use host::WorkerHost;
use std::cell::RefCell;
use worker::js_sys::{JSON, Reflect};
use worker::wasm_bindgen::JsValue;
use worker::{Context, Env, ResponseBuilder, ScheduleContext, ScheduledEvent, event};

/// The Worker's variables and secrets.
struct EnvSource(Env);

impl SettingsSource for EnvSource {
    fn get(&self, name: &'static str) -> Option<String> {
        // `BOT_ENABLED = false` without quotes is no text, and means what it says.
        let text = |value: JsValue| value.as_string().or_else(|| JSON::stringify(&value).ok()?.as_string());
        let value = Reflect::get(&self.0, &name.into()).ok().filter(|value| !value.is_undefined());
        value.and_then(text)
    }
}

thread_local! {
    /// The webhooks without Meta's signature that this isolate has not reported.
    static UNSIGNED: RefCell<Tally> = const { RefCell::new(Tally::new()) };
}

/// What everything here runs on.
#[derive(Clone)]
struct Runtime {
    host: WorkerHost,
    settings: Settings,
}

impl Runtime {
    fn of(env: &Env) -> Self {
        Self { host: WorkerHost::new(env), settings: Settings::of(EnvSource(env.clone())) }
    }

    /// Does what an answer left to be done.
    async fn carry_on(&self, after: Vec<After>) {
        for task in after {
            match task {
                After::Arm(senders) => {
                    if let Err(error) = receive::arm(&self.host, &self.settings, &senders).await {
                        log_failure(&self.host, "arm", &error);
                    }
                }
                After::Tell => self.tell().await,
                After::Count(fault) => {
                    UNSIGNED.with_borrow_mut(|tally| tally.add(fault, self.host.now()));
                    self.report_unsigned().await;
                }
            }
        }
    }

    /// Reports the webhooks that this isolate counted.
    async fn report_unsigned(&self) {
        let due = UNSIGNED.with_borrow_mut(|tally| tally.due(self.host.now()));
        unsigned::report(&self.host, due).await;
    }

    /// Tells everybody who listens what is new. A failure is tried again by whoever comes next.
    async fn tell(&self) {
        if let Err(error) = tell::tell(&self.host, &self.settings).await {
            log_failure(&self.host, "notify", &error);
        }
    }
}

#[event(fetch)]
async fn fetch(request: worker::Request, env: Env, context: Context) -> worker::Result<worker::Response> {
    let runtime = Runtime::of(&env);
    let (head, mut body) = (body::head(&request)?, RequestBody::of(&request));
    if head.reads() {
        let app = App { host: &runtime.host, settings: &runtime.settings };
        return respond(app::answer(app, &head, &mut body).await).map(|(response, _)| response);
    }
    // A client that hangs up must not cut what it began between a decision, the Graph call and
    // its record: the work is the runtime's to wait for, and the client's to hear of.
    let (tell, told) = oneshot::channel();
    context.wait_until(async move {
        let app = App { host: &runtime.host, settings: &runtime.settings };
        let mut response = app::answer(app, &head, &mut body).await;
        let after = std::mem::take(&mut response.after);
        drop(tell.send(response));
        runtime.carry_on(after).await;
    });
    let response = told.await.map_err(|_| worker::Error::from("a request was not answered"))?;
    respond(response).map(|(response, _)| response)
}

/// The runtime's response.
fn respond(response: Response) -> worker::Result<(worker::Response, Vec<After>)> {
    let headers = worker::Headers::new();
    for (name, value) in &response.headers {
        headers.append(name, value)?;
    }
    let builder = ResponseBuilder::new().with_status(response.status).with_headers(headers);
    // A file's bytes go from Meta to whoever looks, past the Wasm.
    let passed_on = response.stream.and_then(Stream::into::<worker::Response>).map(|file| file.body().clone());
    let built = match passed_on {
        Some(body) => builder.body(body),
        None if response.body.is_empty() => builder.empty(),
        None => builder.fixed(response.body),
    };
    Ok((built, response.after))
}

/// The cron trigger, once a minute. What can wait is done in some minutes only ([`SweepTasks`]).
#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let runtime = Runtime::of(&env);
    let Runtime { host, settings } = &runtime;
    let went = |event: &str, done: Result<(), StepError>| match done {
        Ok(()) => true,
        Err(error) => {
            log_failure(host, event, &error);
            false
        }
    };
    let due = SweepTasks::at(Timestamp::from_millis(event.schedule() as i64));
    let swept = went("sweep", swept(host, settings, due.erase).await);
    let recalled = went("remind", overdue::recall(host, settings).await);
    let sealed = sealed(host, settings).await;
    if swept && recalled && sealed {
        went("heartbeat", heartbeat::beat(host, settings).await);
    }
    runtime.report_unsigned().await;
    if due.watch {
        went("watch", watch::watch(host, settings).await);
    }
    went("notify", heard::tell(host, settings).await);
}

/// Mends what a crash left behind, and has the index of the products go on.
async fn swept(host: &WorkerHost, settings: &Settings, erase: bool) -> Result<(), StepError> {
    let swept = if erase { sweep::sweep(host, settings).await } else { sweep::mend(host).await };
    let indexing = swept?.indexing;
    // A senseless RETENTION_DAYS is reported each minute.
    settings.retention()?;
    if indexing && let Err(error) = host.go_on_indexing().await {
        log_failure(host, "product_index", &error);
    }
    Ok(())
}

/// Seals the ledger, then looks after what guards it. Whether all of it stands.
async fn sealed(host: &WorkerHost, settings: &Settings) -> bool {
    let sealed = seal::seal(host, settings).await;
    let proven = match sealed.as_ref().map(Sealed::log_line) {
        // Outside the database on purpose: what is cut off the ledger's end shows here too.
        Ok(Some(Ok(line))) => {
            host.log(Level::Info, line);
            true
        }
        Ok(Some(Err(wrong))) => {
            log_failure(host, "seal", &wrong);
            false
        }
        Ok(None) => true,
        Err(error) => {
            log_failure(host, "seal", error);
            false
        }
    };
    let after = match sealed {
        Ok(Sealed::Through(_)) => guards::watch(host).await,
        Ok(Sealed::WentBack) => restore::settle(host).await,
        Ok(Sealed::Nothing | Sealed::NotOurs) | Err(_) => Ok(()),
    };
    if let Err(error) = &after {
        log_failure(host, "seal", error);
    }
    proven && after.is_ok()
}
