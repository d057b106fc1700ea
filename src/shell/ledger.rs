//! `/api/ledger`: auditors and admins.

use super::answer::{ApiError, json};
use super::reviews::bad;
use super::{Call, now};
use crate::clock::Timestamp;
use crate::review::Role;
use crate::steps::read;
use serde_json::json;
use std::time::Duration;
use worker::Response;

/// GET `/api/ledger?after=&limit=`: rows after an id, oldest first.
pub(super) async fn page(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_audit).await?;
    let after = call.number("after", 0, 0..=9_007_199_254_740_991)?;
    let limit = u32::try_from(call.number("limit", 100, 1..=1_000)?).unwrap_or(100);
    json(&read::ledger(&host, after, limit).await?)
}

/// GET `/api/ledger/summary?from=&to=`: one row per UTC day, both days included;
/// by default the last 30.
pub(super) async fn summary(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_audit).await?;
    let to = day(call, "to")?.unwrap_or_else(|| now().day());
    let from = day(call, "from")?.unwrap_or_else(|| now().minus(Duration::from_secs(29 * 24 * 60 * 60)).day());
    let days = read::ledger_summary(&host, &from, &to).await?;
    json(&json!({"from": from, "to": to, "days": days}))
}

/// A day, `2026-11-21`, or any RFC 3339 time of it.
fn day(call: &Call, name: &str) -> Result<Option<String>, ApiError> {
    let Some(text) = call.query(name).filter(|text| !text.is_empty()) else { return Ok(None) };
    let at = Timestamp::parse(&text).or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")));
    at.map(|at| Some(at.day())).ok_or_else(|| bad(format!("{name} must be a day such as 2026-11-21")))
}
