//! `/api/ledger`: auditors and admins.

use super::{ledger_alarm, read};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::witness::{AskChain, Chain};
use crate::http::{Api, DAY, HttpError, Method, Response, Route};
use crate::identity::Role;
use serde_json::json;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/ledger", "listLedger", Role::may_audit, |call| Box::pin(page(call))),
    Route::api(Method::Get, "/api/ledger/head", "getLedgerHead", Role::may_audit, |call| Box::pin(head(call))),
    Route::api(Method::Get, "/api/ledger/summary", "summarizeLedger", Role::may_audit, |call| Box::pin(summary(call))),
];

/// The largest id that JSON carries to every client unchanged.
pub(super) const LAST_ID: i64 = 9_007_199_254_740_991;

/// `?after=&limit=`: rows after an id, oldest first.
async fn page(call: Api<'_>) -> Result<Response, HttpError> {
    let after = call.number("after", 0, 0..=LAST_ID)?;
    let limit = u32::try_from(call.number("limit", 100, 1..=1_000)?).unwrap_or(100);
    Ok(Response::json(&read::ledger(call.host, after, limit).await?))
}

/// The newest sealed link, from outside the database; what is wrong with what stands in it.
async fn head(call: Api<'_>) -> Result<Response, HttpError> {
    let Chain { newest, ended } = call.host.witness_chain(AskChain::Read).await.map_err(StepError::from)?;
    let alarms = call.host.batch(ledger_alarm::standing()).await.map_err(StepError::from)?;
    Ok(Response::json(&json!({"newest": newest, "ended": ended, "alarms": alarms})))
}

/// `?from=&to=`: one row per UTC day, both days included; by default the last 30.
async fn summary(call: Api<'_>) -> Result<Response, HttpError> {
    let now = call.host.now();
    let to = day(&call, "to")?.unwrap_or_else(|| now.day());
    let from = day(&call, "from")?.unwrap_or_else(|| now.minus(DAY * 29).day());
    let days = read::ledger_summary(call.host, &from, &to).await?;
    Ok(Response::json(&json!({"from": from, "to": to, "days": days})))
}

/// A day, `2026-11-21`, or any RFC 3339 time of it.
fn day(call: &Api<'_>, name: &str) -> Result<Option<String>, HttpError> {
    let Some(text) = call.request.query(name) else { return Ok(None) };
    let at = Timestamp::parse(&text).or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")));
    at.map(|at| Some(at.day()))
        .ok_or_else(|| HttpError::bad_request(format!("{name} must be a day such as 2026-11-21")))
}
