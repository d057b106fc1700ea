//! The numbers, as a page and as a file.

use crate::desk;
use crate::desk::Desk;
use crate::http::{HttpError, Response, Route, Visit, days};
use crate::identity::Role;
use crate::ledger::stats::{self, Numbers, Period};
use crate::ledger::stats_view;

pub const ROUTES: &[Route] = &[
    Route::page("/review/numbers", Role::is_person, |visit| Box::pin(page(visit))),
    Route::page("/review/numbers.csv", Role::is_person, |visit| Box::pin(file(visit))),
];

async fn page(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (asked, found) = look(&visit).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(200, stats_view::render(&Desk::of(&visit, &business), &asked, &found)))
}

async fn file(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (_, found) = look(&visit).await?;
    Ok(Response::typed(200, "text/csv; charset=utf-8", stats_view::csv(&found)).download("numbers.csv"))
}

/// `?from=&to=&by=`: what is asked, and its numbers.
async fn look(visit: &Visit<'_>) -> Result<(stats_view::Asked, Numbers), HttpError> {
    let (from, to) = days(visit.request, visit.host.now());
    let period = visit.request.query("by").as_deref().and_then(Period::parse).unwrap_or(Period::Day);
    let asked = stats_view::Asked { from: from.day(), to: to.day(), period };
    let found = stats::numbers(visit.host, &asked.from, &asked.to, period).await?;
    Ok((asked, found))
}
