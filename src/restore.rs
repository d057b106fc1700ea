//! What follows a database that was set back: by Time Travel, by a backup, or by somebody who cut
//! the ledger's end. `src/ledger/seal.rs` sees it, and a trigger has every card that could be
//! pressed wait for a person (`migrations/0007_operations.sql`). Here the erasures that the
//! database forgot are repeated and the gap is named; then an admin acknowledges it, and a new
//! chain goes on from where the database stands.

pub mod pages;

use crate::clock::Timestamp;
use crate::customers::customer_queries::{self, CustomerSearch};
use crate::erasure;
use crate::error::StepError;
use crate::host::Host;
use crate::host::witness::{AskChain, WitnessError};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::Operation;
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{Reviewer, Role};
#[cfg(not(target_arch = "wasm32"))]
use crate::ledger::api::NO_WITNESS;
use crate::ledger::chain::Checkpoint;
use crate::ledger::ledger_alarm::{self, LedgerAlarm};
use crate::ledger::ledger_checkpoint;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] =
    &[Route::api(Method::Post, "/api/ledger/acknowledge", "acknowledgeLedger", Role::may_administer, |call| {
        Box::pin(acknowledge_by_api(call))
    })];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("acknowledgeLedger", "Acknowledge that the ledger went back: a new chain begins.")
            .takes::<Body>()
            .answers::<GapAcknowledged>(200, "It stands in the ledger.")
            .refuses(
                409,
                "The ledger did not go back, or another gap was seen, or its erasures are still being repeated.",
            )
            .refuses(503, NO_WITNESS),
    ]
}

/// That a gap was acknowledged.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct GapAcknowledged {
    acknowledged: Option<String>,
}

/// How many customers the witness is asked about at once.
const PAGE: u32 = 500;

/// Repeats the erasures that a database which went back has forgotten, and names the gap. Does
/// nothing where that was done.
///
/// Errors: the database or the witness failed. The next one begins anew.
pub async fn settle(host: &dyn Host) -> Result<(), StepError> {
    let (alarms, newest) = host.batch((ledger_alarm::standing(), ledger_checkpoint::newest())).await?;
    let open = |alarm: &ledger_alarm::AlarmRow| alarm.what == LedgerAlarm::WentBack && alarm.settled_at.is_none();
    if !alarms.iter().any(open) {
        return Ok(());
    }
    let kept = match host.witness_chain(AskChain::Read).await {
        Ok(chain) => chain.newest,
        Err(WitnessError::NoBinding) => None,
        Err(error) => return Err(error.into()),
    };
    let found = newest.as_ref().map(Checkpoint::head);
    // The database stands where its newest checkpoint was made, or up to a minute later.
    let since = found.as_ref().map_or(Timestamp::from_seconds(0), |found| found.at);
    repeat_erasures(host, since).await?;
    Ok(host.batch(ledger_alarm::settle(host.now(), kept.as_ref(), found.as_ref())).await?)
}

async fn repeat_erasures(host: &dyn Host, since: Timestamp) -> Result<(), StepError> {
    let mut after = String::new();
    loop {
        let customers = host.batch(customer_queries::list(&CustomerSearch::default(), &after, PAGE)).await?;
        let Some(last) = customers.last() else { return Ok(()) };
        after.clone_from(&last.id);
        erasure::repeat(host, customers.into_iter().map(|customer| customer.id).collect(), since).await?;
    }
}

/// What became of an acknowledgment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledged {
    /// A new chain begins.
    Done,
    /// The ledger did not go back, or that was acknowledged.
    Nothing,
    /// The erasures are still being repeated: in a minute.
    TooSoon,
    /// Another gap than the one that was seen.
    OtherGap,
}

/// An admin has read where the ledger went back to; `link` names the gap that they saw: the link
/// that the witness kept, if it kept one. The witness is told first: after a crash the alarm
/// still stands, and acknowledging it again does the rest.
///
/// Errors: the database or the witness failed; ask again.
pub async fn acknowledge(host: &dyn Host, admin: &Reviewer, link: Option<&str>) -> Result<Acknowledged, StepError> {
    let alarms = host.batch(ledger_alarm::standing()).await?;
    let Some(alarm) = alarms.into_iter().find(|alarm| alarm.what == LedgerAlarm::WentBack) else {
        return Ok(Acknowledged::Nothing);
    };
    if alarm.settled_at.is_none() {
        return Ok(Acknowledged::TooSoon);
    }
    if alarm.kept_link.as_deref() != link {
        return Ok(Acknowledged::OtherGap);
    }
    let invocation = Invocation::begin(host);
    if let Some(kept) = alarm.kept_link.clone() {
        let newest = host.batch(ledger_checkpoint::newest()).await?;
        let restart = AskChain::Restart { kept, from: newest.as_ref().map(Checkpoint::head), at: invocation.at };
        match host.witness_chain(restart).await {
            Ok(_) | Err(WitnessError::NoBinding) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let entry = invocation.entry(Event::LedgerAcknowledged).actor(&admin.id).reason(gap(&alarm));
    host.batch((run_ledger::append(&[entry]), ledger_alarm::clear(LedgerAlarm::WentBack))).await?;
    Ok(Acknowledged::Done)
}

/// The gap in the ledger's words: `kept:ROW:LINK found:ROW:LINK`, with 0 for what is not known.
fn gap(alarm: &ledger_alarm::AlarmRow) -> String {
    let side = |row: Option<i64>, link: &Option<String>| {
        format!("{}:{}", row.unwrap_or_default(), link.as_deref().unwrap_or("0"))
    };
    format!("kept:{} found:{}", side(alarm.kept_row, &alarm.kept_link), side(alarm.found_row, &alarm.found_link))
}

/// Which gap was read.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "GapSeen"))]
#[serde(deny_unknown_fields)]
struct Body {
    /// The `kept_link` of the alarm that was read.
    link: Option<String>,
}

/// `{"link"}`: the `kept_link` of the alarm that was read. 409: there is nothing to acknowledge,
/// or not yet, or it is another gap.
async fn acknowledge_by_api(call: Api<'_>) -> Result<Response, HttpError> {
    let Body { link } = call.json()?;
    match acknowledge(call.host, &call.reviewer, link.as_deref()).await? {
        Acknowledged::Done => Ok(Response::json(&GapAcknowledged { acknowledged: link })),
        Acknowledged::Nothing => Err(HttpError::conflict("nothing_to_acknowledge", "The ledger did not go back.")),
        Acknowledged::TooSoon => {
            Err(HttpError::conflict("not_settled", "Erasures are still being repeated. Try again in a minute."))
        }
        Acknowledged::OtherGap => Err(HttpError::conflict("other_gap", "It is another gap. Read it again.")),
    }
}
