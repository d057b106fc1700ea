//! `/api/connection`.

use super::{Check, CheckState, ConnectionReport, Id, Subscribed, ask, report, subscribe};
use crate::clock::Timestamp;
use crate::desk::words::{UiLanguage, words};
use crate::error::StepError;
use crate::host::Host;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{Operation, TOO_LARGE};
use crate::http::{Api, HttpError, Method, Response, Route, value_of};
use crate::identity::Role;
use crate::settings::Settings;
use serde::Serialize;
use serde_json::Value;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/connection", "getConnection", Role::may_administer, |call| Box::pin(shown(call))),
    Route::api(Method::Post, "/api/connection/check", "checkConnection", Role::may_administer, |call| {
        Box::pin(checked(call))
    }),
    Route::api(Method::Post, "/api/connection/subscribe", "subscribeConnection", Role::may_administer, |call| {
        Box::pin(subscribed(call))
    }),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("getConnection", "What Meta's side says: the checks as they stood when Meta was asked last.")
            .answers::<Connection>(200, "The checks."),
        Operation::new("checkConnection", "Asks Meta now. It reads, and writes nothing at Meta.")
            .answers::<Connection>(200, "The checks.")
            .refuses(413, TOO_LARGE),
        Operation::new(
            "subscribeConnection",
            "Subscribes the app to the WhatsApp Business account. A callback URL of the account's own is removed \
             by it. Nothing else is written at Meta.",
        )
        .answers::<Connection>(200, "The checks.")
        .refuses(409, "`no_account`: the account is not known. `refused_by_meta`, `no_answer`: it was not done.")
        .refuses(413, TOO_LARGE),
    ]
}

/// What Meta's side says.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct Connection {
    /// In the order in which they are mended.
    checks: Vec<CheckTold>,
    /// When Meta was asked last.
    checked_at: Option<Timestamp>,
}

/// A check in words.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ConnectionCheck"))]
struct CheckTold {
    id: Id,
    /// `unknown`: nobody asked, or Meta did not say.
    state: CheckState,
    title: &'static str,
    /// What was found, with Meta's code and trace id.
    detail: String,
    /// What to do, and the command for it.
    remedy: Option<String>,
}

/// The checks as they are told outside the desk, in English. Errors: the database failed.
pub async fn told(host: &dyn Host, settings: &Settings) -> Result<Value, StepError> {
    let ConnectionReport { checks, checked_at, .. } = report(host, settings).await?;
    let w = words(UiLanguage::En);
    let told = |check: &Check| CheckTold {
        id: check.id,
        state: check.state(),
        title: w.check_title(check.id),
        detail: w.check_detail(check),
        remedy: w.check_remedy(check.finding),
    };
    Ok(value_of(&Connection { checks: checks.iter().map(told).collect(), checked_at }))
}

/// As Meta was found when it was asked last.
async fn shown(call: Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&told(call.host, call.settings).await?))
}

/// Asks Meta now.
async fn checked(call: Api<'_>) -> Result<Response, HttpError> {
    ask(call.host, call.settings).await?;
    shown(call).await
}

/// 409 if the account is not known, or Meta did not do it.
async fn subscribed(call: Api<'_>) -> Result<Response, HttpError> {
    match subscribe(call.host, call.settings, &call.reviewer).await? {
        Subscribed::Done => shown(call).await,
        Subscribed::NoAccount => Err(HttpError::conflict("no_account", "the WhatsApp Business account is not known")),
        Subscribed::Refused(refusal) => {
            Err(HttpError::conflict("refused_by_meta", format!("Meta refused it: error {}", refusal.code)))
        }
        Subscribed::Silent => Err(HttpError::conflict("no_answer", "Meta did not answer; try again")),
    }
}
