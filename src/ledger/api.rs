//! `/api/ledger`: auditors and admins.

use super::{ledger_alarm, read};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::witness::{AskChain, Chain, Ended, Link};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{MISFIT, Operation};
use crate::http::{Api, DAY, HttpError, Method, Response, Route};
use crate::identity::Role;
use crate::ledger::run_ledger::DailyRow;
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/ledger", "listLedger", Role::may_audit, |call| Box::pin(page(call))),
    Route::api(Method::Get, "/api/ledger/head", "getLedgerHead", Role::may_audit, |call| Box::pin(head(call))),
    Route::api(Method::Get, "/api/ledger/summary", "summarizeLedger", Role::may_audit, |call| Box::pin(summary(call))),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("listLedger", "Ledger rows after a row, oldest first.")
            .number("after", "A row's id.", 0, 0..=LAST_ID)
            .number("limit", "How many at most.", 100, 1..=1_000)
            .answers::<read::LedgerPage>(200, "Rows.")
            .refuses(400, MISFIT),
        Operation::new("getLedgerHead", "The newest sealed link of the ledger, from outside the database.")
            .answers::<Head>(
                200,
                "What is known outside the database, the chains that ended, and what is wrong with the ledger.",
            )
            .refuses(503, NO_WITNESS),
        Operation::new("summarizeLedger", "What happened, by UTC day.")
            .day("from", "The first day.")
            .day("to", "The last day.")
            .answers::<Summary>(200, "Days.")
            .refuses(400, MISFIT),
    ]
}

/// 503, where the witness is needed.
#[cfg(not(target_arch = "wasm32"))]
pub const NO_WITNESS: &str = "No Durable Object: nothing is kept outside the database.";

/// The largest id that JSON carries to every client unchanged.
pub(super) const LAST_ID: i64 = 9_007_199_254_740_991;

/// `?after=&limit=`: rows after an id, oldest first.
async fn page(call: Api<'_>) -> Result<Response, HttpError> {
    let after = call.number("after", 0, 0..=LAST_ID)?;
    let limit = u32::try_from(call.number("limit", 100, 1..=1_000)?).unwrap_or(100);
    Ok(Response::json(&read::ledger(call.host, after, limit).await?))
}

/// What is known of the ledger outside the database, and what is wrong with it.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "LedgerHead"))]
struct Head {
    /// What is wrong.
    alarms: Vec<ledger_alarm::AlarmRow>,
    /// The chains that an admin declared ended, oldest first.
    ended: Vec<Ended>,
    /// `null` before the first checkpoint.
    newest: Option<Link>,
}

/// The newest sealed link, from outside the database; what is wrong with what stands in it.
async fn head(call: Api<'_>) -> Result<Response, HttpError> {
    let Chain { newest, ended } = call.host.witness_chain(AskChain::Read).await.map_err(StepError::from)?;
    let alarms = call.host.batch(ledger_alarm::standing()).await.map_err(StepError::from)?;
    Ok(Response::json(&Head { alarms, ended, newest }))
}

/// What happened on some days.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "LedgerSummary"))]
struct Summary {
    days: Vec<DailyRow>,
    from: String,
    to: String,
}

/// `?from=&to=`: one row per UTC day, both days included; by default the last 30.
async fn summary(call: Api<'_>) -> Result<Response, HttpError> {
    let now = call.host.now();
    let to = day(&call, "to")?.unwrap_or_else(|| now.day());
    let from = day(&call, "from")?.unwrap_or_else(|| now.minus(DAY * 29).day());
    let days = read::ledger_summary(call.host, &from, &to).await?;
    Ok(Response::json(&Summary { days, from, to }))
}

/// A day, `2026-11-21`, or any RFC 3339 time of it.
fn day(call: &Api<'_>, name: &str) -> Result<Option<String>, HttpError> {
    let Some(text) = call.request.query(name) else { return Ok(None) };
    let at = Timestamp::parse(&text).or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")));
    at.map(|at| Some(at.day()))
        .ok_or_else(|| HttpError::bad_request(format!("{name} must be a day such as 2026-11-21")))
}
