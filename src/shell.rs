//! The Worker: routes, D1, fetch, the Durable Object. wasm32 only, and thin: it
//! turns requests into steps and outcomes into answers.

mod access;
mod allowlist;
mod answer;
mod body;
mod caller;
mod d1;
mod desk;
mod env;
mod healthz;
mod host;
mod interned;
mod ledger;
mod reply_buffer;
mod reviews;
mod rules;
mod tables;
mod team;
mod templates;
mod webhook;

use crate::clock::Timestamp;
use crate::config::Settings;
use crate::steps::seal::{self, Sealed};
use crate::steps::{StepError, notify, sweep};
use answer::{ApiError, log_failure, log_seal};
use env::EnvSource;
use host::WorkerHost;
use std::pin::Pin;
use worker::wasm_bindgen::JsValue;
use worker::{Context, Env, Response, ScheduleContext, ScheduledEvent, event};

/// One request, with what it is answered from.
struct Call {
    request: web_sys::Request,
    url: String,
    env: Env,
    context: Context,
}

impl Call {
    fn host(&self) -> Result<WorkerHost, StepError> {
        WorkerHost::new(&self.env)
    }

    fn settings(&self) -> Settings<EnvSource> {
        Settings(EnvSource::new(&self.env))
    }

    fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    /// The URL in parts.
    fn parsed(&self) -> Result<web_sys::Url, JsValue> {
        web_sys::Url::new(&self.url)
    }

    /// The query's value of a name; the first one counts.
    fn query(&self, name: &str) -> Option<String> {
        self.parsed().ok()?.search_params().get(name)
    }

    /// The query's number of a name. Errors: 400 if it is none or out of range.
    fn number(&self, name: &'static str, default: i64, range: std::ops::RangeInclusive<i64>) -> Result<i64, ApiError> {
        let Some(text) = self.query(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|n| range.contains(n));
        number.ok_or(ApiError::BadRequest(format!("{name} must be a number from {} to {}", range.start(), range.end())))
    }
}

/// The runtime's own request and response: the `worker` crate's copy headers and more that
/// most requests do not need.
#[event(fetch)]
async fn fetch(request: web_sys::Request, env: Env, context: Context) -> worker::Result<web_sys::Response> {
    // The method as it was sent: `worker::Method` takes one it does not know for GET.
    let (method, url) = (request.method(), request.url());
    // The `url` crate behind `Request::path` costs 200 KB.
    let path = path(&url).to_owned();
    let call = Call { request, url, env, context };
    if path == "webhook/whatsapp" && method == "POST" {
        return webhook::receive(call).await;
    }
    let segments: Vec<&str> = path.split('/').collect();
    Ok(Box::pin(route(call, &segments, &method)).await?.into())
}

async fn route(call: Call, segments: &[&str], method: &str) -> worker::Result<Response> {
    match (segments, method) {
        (["webhook", "whatsapp"], "GET") => webhook::handshake(&call),
        (["webhook", "whatsapp"], _) => answer::method_not_allowed("GET, POST"),
        (["healthz"], "GET" | "HEAD") => healthz::report(&call).await,
        (["healthz"], _) => answer::method_not_allowed("GET"),
        (["openapi.json"] | ["api", "openapi.json"], "GET" | "HEAD") => {
            answer::typed(200, "application/json", include_str!("shell/openapi.json"))
        }
        (["openapi.json"] | ["api", "openapi.json"], _) => answer::method_not_allowed("GET"),
        (["review", rest @ ..], method) => Box::pin(desk::answer(call, rest, method)).await,
        (["api", rest @ ..], method) => match Box::pin(api(call, rest, method)).await {
            Ok(response) => Ok(response),
            Err(error) => error.into_response(),
        },
        _ => ApiError::NotFound.into_response(),
    }
}

/// What follows the host, without query and fragment; the runtime has normalised it.
fn path(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let path = after.split_once('/').map_or("", |(_, path)| path);
    path.split(['?', '#']).next().unwrap_or_default()
}

/// Each route is a future of its own: as one they would be a function of 200 KB, which no
/// engine optimises.
async fn api(call: Call, segments: &[&str], method: &str) -> Result<Response, ApiError> {
    let answer: Pin<Box<dyn Future<Output = Result<Response, ApiError>> + '_>> = match (segments, method) {
        (["reviews"], "GET") => Box::pin(reviews::list(&call)),
        (["reviews"], _) => return Err(ApiError::MethodNotAllowed("GET")),
        (["reviews", id], "GET") => Box::pin(reviews::detail(&call, id)),
        (["reviews", _], _) => return Err(ApiError::MethodNotAllowed("GET")),
        (["reviews", id, verb @ ("approve" | "edit" | "reject" | "resolve")], "POST") => {
            Box::pin(reviews::decide(call, id, verb))
        }
        (["reviews", id, "redraft"], "POST") => Box::pin(reviews::redraft(call, id)),
        (["reviews", _, "approve" | "edit" | "reject" | "resolve" | "redraft"], _) => {
            return Err(ApiError::MethodNotAllowed("POST"));
        }
        (["allowlist"], "GET") => Box::pin(allowlist::list(&call)),
        (["allowlist"], _) => return Err(ApiError::MethodNotAllowed("GET")),
        (["allowlist", address], "GET") => Box::pin(allowlist::find(&call, address)),
        (["allowlist", address], "PUT") => Box::pin(allowlist::put(call, address)),
        (["allowlist", address], "DELETE") => Box::pin(allowlist::remove(&call, address)),
        (["allowlist", _], _) => return Err(ApiError::MethodNotAllowed("GET, PUT, DELETE")),
        (["products"], "GET") => Box::pin(tables::products(&call)),
        (["products"], "PUT") => Box::pin(tables::put_products(call)),
        (["products.csv"], "GET") => Box::pin(tables::products_csv(&call)),
        (["products", reference], "PUT") => Box::pin(tables::put_product(call, reference)),
        (["products", reference], "DELETE") => Box::pin(tables::remove_product(call, reference)),
        (["customers"], "GET") => Box::pin(tables::customers(&call)),
        (["customers"], "PUT") => Box::pin(tables::put_customers(call)),
        (["customers", id], "GET") => Box::pin(tables::customer(&call, id)),
        (["customers", id], "PUT") => Box::pin(tables::put_customer(call, id)),
        (["customers", id], "DELETE") => Box::pin(tables::erase_customer(call, id)),
        (["orders"], "PUT") => Box::pin(tables::put_orders(call)),
        (["orders", id], "PUT") => Box::pin(tables::put_order(call, id)),
        (["orders", id], "DELETE") => Box::pin(tables::remove_order(call, id)),
        (["templates"], "GET") => Box::pin(templates::list(&call)),
        (["templates", language], "PUT") => Box::pin(templates::put(call, language)),
        (["templates"], _) => return Err(ApiError::MethodNotAllowed("GET")),
        (["templates", _], _) => return Err(ApiError::MethodNotAllowed("PUT")),
        (["rules"], "GET") => Box::pin(rules::list(&call)),
        (["rules"], "PUT") => Box::pin(rules::put(call)),
        (["persona"], "PUT") => Box::pin(rules::put_persona(call)),
        (["persona", verb @ ("approve" | "refuse")], "POST") => Box::pin(rules::judge_persona(call, verb)),
        (["rules"], _) => return Err(ApiError::MethodNotAllowed("GET, PUT")),
        (["persona"], _) => return Err(ApiError::MethodNotAllowed("PUT")),
        (["persona", "approve" | "refuse"], _) => return Err(ApiError::MethodNotAllowed("POST")),
        (["reviewers"], "GET") => Box::pin(team::list(&call)),
        (["reviewers"], "POST") => Box::pin(team::add(call)),
        (["reviewers", id], "DELETE") => Box::pin(team::revoke(call, id)),
        (["products" | "customers"], _) => return Err(ApiError::MethodNotAllowed("GET, PUT")),
        (["products.csv"], _) => return Err(ApiError::MethodNotAllowed("GET")),
        (["products" | "orders", _], _) => return Err(ApiError::MethodNotAllowed("PUT, DELETE")),
        (["customers", _], _) => return Err(ApiError::MethodNotAllowed("GET, PUT, DELETE")),
        (["orders"], _) => return Err(ApiError::MethodNotAllowed("PUT")),
        (["reviewers"], _) => return Err(ApiError::MethodNotAllowed("GET, POST")),
        (["reviewers", _], _) => return Err(ApiError::MethodNotAllowed("DELETE")),
        (["ledger"], "GET") => Box::pin(ledger::page(&call)),
        (["ledger", "summary"], "GET") => Box::pin(ledger::summary(&call)),
        (["ledger"] | ["ledger", "summary"], _) => return Err(ApiError::MethodNotAllowed("GET")),
        _ => return Err(ApiError::NotFound),
    };
    answer.await
}

/// The cron trigger, once a minute.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let swept = async {
        let host = WorkerHost::new(&env)?;
        sweep::sweep(&host, &Settings(EnvSource::new(&env))).await
    };
    if let Err(error) = swept.await {
        log_failure("sweep", &error);
    }
    let sealed = async {
        let host = WorkerHost::new(&env)?;
        seal::seal(&host, &Settings(EnvSource::new(&env))).await
    };
    match sealed.await {
        // Outside the database on purpose: what is cut off the ledger's end shows here.
        Ok(Sealed::Through(head)) => log_seal(&head),
        Ok(Sealed::Nothing) => {}
        Ok(Sealed::NotOurs) => log_failure("seal", &"the last checkpoint of the ledger is not ours"),
        Err(error) => log_failure("seal", &error),
    }
    tell_crm(&env).await;
}

/// Tells the CRM what is new. A failure is tried again by the next one who does.
async fn tell_crm(env: &Env) {
    let told = async {
        let host = WorkerHost::new(env)?;
        notify::notify(&host, &Settings(EnvSource::new(env))).await
    };
    if let Err(error) = told.await {
        log_failure("notify", &error);
    }
}

/// The time now.
fn now() -> Timestamp {
    Timestamp::from_millis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}
