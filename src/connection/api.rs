//! `/api/connection`.

use super::{Report, Subscribed, ask, report, subscribe};
use crate::desk::words::{UiLanguage, words};
use crate::error::StepError;
use crate::host::Host;
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use crate::settings::Settings;
use serde_json::{Value, json};

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/connection", "getConnection", Role::may_administer, |call| Box::pin(shown(call))),
    Route::api(Method::Post, "/api/connection/check", "checkConnection", Role::may_administer, |call| {
        Box::pin(checked(call))
    }),
    Route::api(Method::Post, "/api/connection/subscribe", "subscribeConnection", Role::may_administer, |call| {
        Box::pin(subscribed(call))
    }),
];

/// The checks as they are told outside the desk, in English. Errors: the database failed.
pub async fn told(host: &dyn Host, settings: &Settings) -> Result<Value, StepError> {
    let Report { checks, checked_at, .. } = report(host, settings).await?;
    let w = words(UiLanguage::En);
    let checks: Vec<Value> = checks
        .iter()
        .map(|check| {
            json!({
                "id": check.id,
                "state": check.state(),
                "title": w.check_title(check.id),
                "detail": w.check_detail(check),
                "remedy": w.check_remedy(check.finding),
            })
        })
        .collect();
    Ok(json!({"checks": checks, "checked_at": checked_at}))
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
