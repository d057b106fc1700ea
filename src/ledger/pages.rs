//! The numbers and the ledger's rows, as pages and as files.

use super::{api, proof, rows_view};
use crate::desk;
use crate::desk::Desk;
use crate::error::StepError;
use crate::http::{HttpError, Response, Route, Visit, days};
use crate::identity::Role;
use crate::ledger::run_ledger;
use crate::ledger::stats::{self, Numbers, Period};
use crate::ledger::stats_view;

pub const ROUTES: &[Route] = &[
    Route::page("/review/numbers", Role::is_person, |visit| Box::pin(page(visit))),
    Route::page("/review/ledger/rows", Role::may_audit, |visit| Box::pin(rows(visit))),
    Route::page("/review/ledger/rows.csv", Role::may_audit, |visit| Box::pin(rows_file(visit))),
    Route::page("/review/numbers.csv", Role::is_person, |visit| Box::pin(file(visit))),
];

async fn page(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (asked, found) = load(&visit).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(200, stats_view::render(&Desk::of(&visit, &business), &asked, &found)))
}

async fn file(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (_, found) = load(&visit).await?;
    Ok(Response::typed(200, "text/csv; charset=utf-8", stats_view::csv(&found)).download("numbers.csv"))
}

/// `?from=&to=&by=`: what is asked, and its numbers.
async fn load(visit: &Visit<'_>) -> Result<(stats_view::StatsFilter, Numbers), HttpError> {
    let (from, to) = days(visit.request, visit.host.now());
    let period = visit.request.query("by").as_deref().and_then(Period::parse).unwrap_or(Period::Day);
    let asked = stats_view::StatsFilter { from: from.day(), to: to.day(), period };
    let found = stats::numbers(visit.host, &asked.from, &asked.to, period).await?;
    Ok((asked, found))
}

/// How many rows one page shows.
const PAGE: u32 = 100;

/// How many rows one file holds.
const FILE: u32 = 5_000;

/// `?from=`: rows from this one on, oldest first; by default the newest hundred.
async fn rows(visit: Visit<'_>) -> Result<Response, HttpError> {
    let newest = visit.host.batch(run_ledger::newest_row()).await.map_err(StepError::from)?;
    let newest = newest.map_or(0, |(id,)| id);
    let first = from(&visit).unwrap_or_else(|| newest.saturating_sub(i64::from(PAGE)).saturating_add(1).max(1));
    let rows =
        visit.host.batch(run_ledger::named_page(first.saturating_sub(1), PAGE)).await.map_err(StepError::from)?;
    let proof = proof::of(visit.host).await?;
    let business = visit.settings.business_name();
    let shown = rows_view::Rows { first, newest, rows: &rows, proof: &proof };
    Ok(desk::page(200, rows_view::render(&Desk::of(&visit, &business), &shown)))
}

/// The same rows as a file, up to 5,000 of them.
async fn rows_file(visit: Visit<'_>) -> Result<Response, HttpError> {
    let first = from(&visit).unwrap_or(1);
    let rows =
        visit.host.batch(run_ledger::named_page(first.saturating_sub(1), FILE)).await.map_err(StepError::from)?;
    let name = format!("ledger-{first}.csv");
    Ok(Response::typed(200, "text/csv; charset=utf-8", rows_view::csv(&rows)).download(&name))
}

fn from(visit: &Visit<'_>) -> Option<i64> {
    let asked = visit.request.query("from")?.trim().parse().ok()?;
    (1..=api::LAST_ID).contains(&asked).then_some(asked)
}
