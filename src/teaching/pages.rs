//! `/review/words`: what the business teaches, tried on past cards before it is saved.

use super::teach::{self, TeachRefusal, WordChange};
use super::{trial, view};
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::http::{Forbidden, HttpError, Response, Route, Visit};
use crate::identity::Role;
use crate::taught_words::kind::WordKind;

pub const ROUTES: &[Route] = &[
    Route::page("/review/words", Role::may_administer, |visit| {
        Box::pin(async move { show(&visit, 200, None, None).await })
    }),
    Route::form("/review/words", Role::may_administer, |visit| Box::pin(save(visit))),
    Route::form("/review/words/try", Role::may_administer, |visit| Box::pin(try_page(visit))),
];

/// The page of words. `typed`: what somebody typed that was not saved.
async fn show(
    visit: &Visit<'_>,
    status: u16,
    typed: Option<&WordChange>,
    notice: Option<Notice>,
) -> Result<Response, HttpError> {
    let now = teach::in_force(visit.host).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::words(&Desk::of(visit, &business), &now, typed, notice)))
}

/// The change that a form proposes: a word a line.
fn proposed(visit: &Visit<'_>) -> Result<WordChange, HttpError> {
    let kind = WordKind::parse(&visit.form.text("kind")).ok_or(HttpError::NotFound)?;
    let version = visit.form.number("version").ok_or(HttpError::Forbidden(Forbidden::OldPage))?;
    let lines: Vec<String> = visit.form.text("words").lines().map(str::to_owned).collect();
    Ok(WordChange { version, kind, words: kind.tidy(&lines) })
}

/// Judges the next page of past cards, and shows how far it is.
async fn try_page(visit: Visit<'_>) -> Result<Response, HttpError> {
    let change = proposed(&visit)?;
    let again = !visit.form.text("again").is_empty();
    match trial::go_on(visit.host, &visit.reviewer, &change, again).await? {
        Ok(tried) => {
            let cards = trial::shown(visit.host, &tried).await?;
            let business = visit.settings.business_name();
            Ok(desk::page(200, view::trial(&Desk::of(&visit, &business), &change, &tried, &cards)))
        }
        Err(refusal) => refused(&visit, &change, &refusal).await,
    }
}

/// Saves what was tried.
async fn save(visit: Visit<'_>) -> Result<Response, HttpError> {
    let change = proposed(&visit)?;
    match teach::put(visit.host, &visit.reviewer, &change).await? {
        Ok(()) => {
            let notice = Notice::good(desk::words_of(&visit).saved());
            show(&visit, 200, None, Some(notice)).await
        }
        Err(refusal) => refused(&visit, &change, &refusal).await,
    }
}

async fn refused(visit: &Visit<'_>, change: &WordChange, refusal: &TeachRefusal) -> Result<Response, HttpError> {
    let status = match refusal {
        TeachRefusal::Stale | TeachRefusal::NotTried => 409,
        TeachRefusal::Word(..) | TeachRefusal::TooMany(_) => 400,
    };
    let notice = Notice::bad(&desk::words_of(visit).not_taught(refusal));
    show(visit, status, Some(change), Some(notice)).await
}
