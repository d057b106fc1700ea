//! The pages of what was decided, and of what is stuck.

use crate::desk;
use crate::desk::Desk;
use crate::desk::text::in_query;
use crate::http::{DAY, HttpError, Response, Route, Visit, days};
use crate::identity::Role;
use crate::review::history;
use crate::review::history_view;
use crate::review::review_queue::history::{HistoryCursor, HistoryFilter, Outcome};

pub const ROUTES: &[Route] = &[
    Route::page("/review/history", Role::is_person, |visit| Box::pin(history(visit))),
    Route::page("/review/stuck", Role::is_person, |visit| Box::pin(stuck(visit))),
];

/// How many cards one page of the history lists.
const PAGE: u32 = 50;

/// The longest text that is looked for, in characters.
const LONGEST: usize = 200;

/// `?from=&to=&outcome=&q=&customer=&before=`
async fn history(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (from, to) = days(visit.request, visit.host.now());
    let typed = |name: &str| {
        let text = visit.request.query(name).filter(|_| visit.reviewer.role.reads_words()).unwrap_or_default();
        text.trim().chars().take(LONGEST).collect::<String>()
    };
    let asked = history_view::SearchForm {
        from: from.day(),
        to: to.day(),
        customer: typed("customer"),
        outcome: visit.request.query("outcome").as_deref().and_then(Outcome::parse),
        words: typed("q"),
    };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let query = HistoryFilter {
        from,
        to: to.plus(DAY),
        customer: some(&asked.customer),
        outcome: asked.outcome,
        words: some(&asked.words),
        before: visit.request.query("before").as_deref().and_then(HistoryCursor::decode),
        limit: PAGE,
    };
    let found = history::history(visit.host, visit.reviewer.role, &query).await?;
    let next = found.next.as_ref().map(|place| further(&asked, place));
    let business = visit.settings.business_name();
    Ok(desk::page(200, history_view::render(&Desk::of(&visit, &business), &asked, &found, next.as_deref())))
}

/// The link to the next page of the same search.
fn further(asked: &history_view::SearchForm, place: &HistoryCursor) -> String {
    format!(
        "/review/history?from={}&to={}&outcome={}&q={}&customer={}&before={}",
        asked.from,
        asked.to,
        asked.outcome.map_or("", Outcome::as_str),
        in_query(&asked.words),
        in_query(&asked.customer),
        place.encode(),
    )
}

async fn stuck(visit: Visit<'_>) -> Result<Response, HttpError> {
    let stuck = history::stuck(visit.host, visit.reviewer.role).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(200, history_view::stuck(&Desk::of(&visit, &business), &stuck)))
}
