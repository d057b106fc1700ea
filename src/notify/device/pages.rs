//! The page of one's notices.

use super::steps::{self, Pushed};
use super::view;
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::{DeviceId, Role};
use crate::notify::quiet::QuietHours;

pub const ROUTES: &[Route] = &[
    Route::page("/review/notices", Role::may_decide, |visit| Box::pin(async move { show(&visit, 200, None).await })),
    Route::form("/review/notices/test", Role::may_decide, |visit| Box::pin(test(visit))),
    Route::form("/review/notices/remove", Role::may_decide, |visit| Box::pin(remove(visit))),
    Route::form("/review/notices/quiet", Role::may_decide, |visit| Box::pin(set_quiet(visit))),
];

async fn show(visit: &Visit<'_>, status: u16, notice: Option<Notice>) -> Result<Response, HttpError> {
    let shown = steps::notices(visit.host, visit.settings, &visit.reviewer).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::notices(&Desk::of(visit, &business), &shown, notice)))
}

fn named(visit: &Visit<'_>) -> Result<DeviceId, HttpError> {
    DeviceId::parse(&visit.form.text("id")).ok_or(HttpError::NotFound)
}

/// Pushes a test, and says what became of it.
async fn test(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let pushed = steps::test(visit.host, visit.settings, &visit.reviewer, &named(&visit)?).await?;
    let pushed = pushed.ok_or(HttpError::NotFound)?;
    let text = format!("{} {}", w.push_tested, w.push_outcome(&pushed.code()));
    let notice = if pushed == Pushed::Taken { Notice::good(&text) } else { Notice::bad(&text) };
    show(&visit, 200, Some(notice)).await
}

async fn remove(visit: Visit<'_>) -> Result<Response, HttpError> {
    steps::remove(visit.host, &visit.reviewer, &named(&visit)?).await?;
    Ok(Response::redirect("/review/notices"))
}

async fn set_quiet(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (form, w) = (&visit.form, desk::words_of(&visit));
    let offset = form.text("utc_offset").parse().unwrap_or(i64::MAX);
    match QuietHours::read(&form.text("from"), &form.text("to"), offset) {
        Some(hours) => {
            steps::set_quiet(visit.host, &visit.reviewer, &hours).await?;
            Ok(Response::redirect("/review/notices"))
        }
        None => show(&visit, 400, Some(Notice::bad(w.entry_senseless))).await,
    }
}
