//! Outcomes and errors to answers: the one place where a status code is chosen.

use crate::config::ConfigError;
use crate::ledger::chain::Head;
use crate::steps::StepError;
use crate::steps::decide::Refusal;
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use worker::{Headers, Response, ResponseBuilder};

/// Why an API request is not answered 200.
pub(super) enum ApiError {
    /// 400: the request does not fit.
    BadRequest(String),
    /// 401: no valid token.
    Unauthorized,
    /// 403: the token's role may not.
    Forbidden,
    /// 404: no such thing.
    NotFound,
    /// 405: another method is wanted.
    MethodNotAllowed(&'static str),
    /// 409: the decision was not carried out.
    Conflict(Refusal, Box<RawValue>),
    /// 409: somebody else was faster; in words.
    Stale(&'static str),
    /// 409: the address is on the allowlist for this other customer.
    OtherCustomers(String),
    /// 413: the body is too large.
    TooLarge,
    /// 415: the body is not `application/json`.
    NotJson,
    /// 422: the idempotency key was used for another request.
    KeyReused,
    /// 503: `BOT_ENABLED` is off.
    BotDisabled,
    /// 503 or 500: a step broke.
    Step(StepError),
}

impl From<StepError> for ApiError {
    fn from(error: StepError) -> Self {
        Self::Step(error)
    }
}

impl ApiError {
    /// The answer. A step's failure is logged here, once, and not explained.
    pub fn into_response(self) -> worker::Result<Response> {
        let (status, code, message) = match &self {
            Self::BadRequest(why) => (400, "bad_request", why.clone()),
            Self::Unauthorized => (401, "unauthorized", "A valid token is needed.".into()),
            Self::Forbidden => (403, "forbidden", "Your role may not do this.".into()),
            Self::NotFound => (404, "not_found", "There is no such thing.".into()),
            Self::MethodNotAllowed(allowed) => (405, "method_not_allowed", format!("Use {allowed}.")),
            Self::Conflict(refusal, _) => (409, refusal.code.as_str(), refusal.message.clone()),
            Self::Stale(why) => (409, "stale_version", (*why).into()),
            Self::OtherCustomers(id) => (
                409,
                "other_customer",
                format!(
                    "This address is listed for the customer {id}. Send \"replace\": true to give it to another one."
                ),
            ),
            Self::TooLarge => (413, "too_large", "The body is too large.".into()),
            Self::NotJson => (415, "not_json", "Send application/json.".into()),
            Self::KeyReused => {
                (422, "idempotency_key_reused", "This Idempotency-Key was used for another request.".into())
            }
            Self::BotDisabled => (503, "bot_disabled", "BOT_ENABLED is off: nothing is sent.".into()),
            Self::Step(StepError::Config(error)) => {
                (503, "not_configured", format!("The Worker is not configured: {error}."))
            }
            Self::Step(StepError::Database(_) | StepError::Timer(_)) => {
                (500, "internal", "Something broke. Try again with the same Idempotency-Key.".into())
            }
        };
        if let Self::Step(error) = &self {
            log_failure("api", error);
        }
        let mut body = json!({"error": {"code": code, "message": message}});
        if let (Self::Conflict(_, card), Some(body)) = (&self, body.as_object_mut()) {
            body.insert("review".into(), json!(card));
        }
        let headers = headers("application/json")?;
        if let Self::MethodNotAllowed(allowed) = self {
            headers.set("allow", allowed)?;
        }
        if status == 401 {
            headers.set("www-authenticate", "Bearer")?;
        }
        respond(status, headers, body.to_string())
    }
}

/// 200 with JSON.
pub(super) fn json<T: Serialize>(value: &T) -> Result<Response, ApiError> {
    match serde_json::to_string(value) {
        Ok(text) => json_text(text),
        Err(_) => Err(broken("an answer did not serialise")),
    }
}

/// 200 with JSON that is written already.
pub(super) fn json_text(text: String) -> Result<Response, ApiError> {
    let response = headers("application/json").and_then(|headers| respond(200, headers, text));
    response.map_err(|_| broken("an answer could not be built"))
}

pub(super) fn broken(what: &'static str) -> ApiError {
    ApiError::Step(crate::host::DatabaseError::Shape(what).into())
}

/// No body, and nothing that says why: the answer to Meta.
pub(super) fn bare(status: u16) -> worker::Result<web_sys::Response> {
    // What nearly every webhook gets: without an object for what is the default.
    if status == 200 {
        return Ok(web_sys::Response::new()?);
    }
    let init = web_sys::ResponseInit::new();
    init.set_status(status);
    Ok(web_sys::Response::new_with_opt_str_and_init(None, &init)?)
}

/// No body, and nothing that says why.
pub(super) fn empty(status: u16) -> worker::Result<Response> {
    Ok(ResponseBuilder::new().with_status(status).empty())
}

/// 405 for a route that speaks no JSON.
pub(super) fn method_not_allowed(allowed: &'static str) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("allow", allowed)?;
    Ok(ResponseBuilder::new().with_status(405).with_headers(headers).empty())
}

/// A body with its type and what keeps a browser from making more of it.
pub(super) fn typed(status: u16, kind: &str, body: impl Into<String>) -> worker::Result<Response> {
    respond(status, headers(kind)?, body.into())
}

fn respond(status: u16, headers: Headers, body: String) -> worker::Result<Response> {
    Ok(ResponseBuilder::new().with_status(status).with_headers(headers).fixed(body.into_bytes()))
}

/// `default-src 'none'`: whatever is opened as a page does nothing.
fn headers(kind: &str) -> worker::Result<Headers> {
    let headers = Headers::new();
    for (name, value) in [
        ("content-type", kind),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ] {
        headers.set(name, value)?;
    }
    Ok(headers)
}

/// One JSON line: what failed, without text, names, numbers or secrets. serde
/// escapes line ends and control characters.
pub(super) fn log_failure(event: &str, error: &dyn std::fmt::Display) {
    let line = json!({"level": "error", "event": event, "error": error.to_string()});
    worker::console_error!("{}", line);
}

/// One JSON line: how far the ledger is vouched for, and the link that says so.
pub(super) fn log_seal(head: &Head) {
    let line = json!({"level": "info", "event": "ledger_sealed", "through": head.last_row, "link": head.link});
    worker::console_log!("{}", line);
}

/// A missing setting, for routes that speak no JSON.
pub(super) fn misconfigured(event: &str, error: &ConfigError) -> worker::Result<Response> {
    log_failure(event, error);
    empty(503)
}
