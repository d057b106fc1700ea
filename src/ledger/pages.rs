//! The numbers and the ledger's rows, as pages and as files.

use super::kind::Kind;
use super::ledger_rows::{self, LedgerFilter};
use super::span::Span;
use super::{api, proof, rows_view};
use crate::clock::Timestamp;
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

/// `?span=` or `?from=&to=`, and `&by=`: what is asked, and its numbers.
async fn load(visit: &Visit<'_>) -> Result<(stats_view::StatsFilter, Numbers), HttpError> {
    let (query, now) = (|name: &str| visit.request.query(name), visit.host.now());
    let (first, last) = days(visit.request, now);
    let chosen = (first.day(), last.day());
    let named = query("span").as_deref().and_then(Span::parse);
    let span = named.or_else(|| Span::ALL.into_iter().find(|span| span.days(now) == chosen));
    let (from, to) = named.map_or(chosen, |span| span.days(now));
    let period = query("by").as_deref().and_then(Period::parse).unwrap_or(Period::Day);
    let asked = stats_view::StatsFilter { span, from, to, period };
    let found = stats::numbers(visit.host, &asked.from, &asked.to, period).await?;
    Ok((asked, found))
}

/// How many rows one page shows.
const PAGE: u32 = 100;

/// How many rows one file holds.
const FILE: u32 = 5_000;

/// `?through=&day=&kind=`: rows through this one, of this UTC day, of this kind; newest first.
async fn rows(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (asked, now) = (asked(&visit), visit.host.now());
    let rows = visit.host.batch(ledger_rows::newest(&asked, now, PAGE)).await.map_err(StepError::from)?;
    let proof = proof::of(visit.host).await?;
    let business = visit.settings.business_name();
    let more = u32::try_from(rows.len()).is_ok_and(|n| n == PAGE);
    let shown = rows_view::ShownRows { asked: &asked, rows: &rows, more, proof: &proof };
    Ok(desk::page(200, rows_view::render(&Desk::of(&visit, &business), &shown)))
}

/// `?from=`: the rows from this one on, or those that the page is asked for: up to 5,000 of them,
/// oldest first.
async fn rows_file(visit: Visit<'_>) -> Result<Response, HttpError> {
    let asked = asked(&visit);
    let (rows, name) = if asked.picks() {
        let query = ledger_rows::newest(&asked, visit.host.now(), FILE);
        let mut rows = visit.host.batch(query).await.map_err(StepError::from)?;
        rows.reverse();
        (rows, "ledger.csv".to_owned())
    } else {
        let first = row(&visit, "from").unwrap_or(1);
        let query = run_ledger::named_page(first.saturating_sub(1), FILE);
        (visit.host.batch(query).await.map_err(StepError::from)?, format!("ledger-{first}.csv"))
    };
    let file = rows_view::csv(&rows, desk::words_of(&visit));
    Ok(Response::typed(200, "text/csv; charset=utf-8", file).download(&name))
}

fn asked(visit: &Visit<'_>) -> LedgerFilter {
    let query = |name: &str| visit.request.query(name);
    let day = query("day").and_then(|day| Timestamp::parse(&format!("{day}T00:00:00Z")));
    LedgerFilter {
        through: row(visit, "through"),
        day: day.map(Timestamp::day),
        kind: query("kind").as_deref().and_then(Kind::parse),
    }
}

/// A row's number.
fn row(visit: &Visit<'_>, name: &str) -> Option<i64> {
    let asked = visit.request.query(name)?.trim().parse().ok()?;
    (1..=api::LAST_ID).contains(&asked).then_some(asked)
}
