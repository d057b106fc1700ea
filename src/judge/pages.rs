//! `/review/judge`: a box in which a text is pasted and judged.

use super::{judge, view};
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;

pub const ROUTES: &[Route] = &[
    Route::page("/review/judge", Role::may_decide, |visit| Box::pin(async move { Ok(empty(&visit)) })),
    Route::form("/review/judge", Role::may_decide, |visit| Box::pin(judged(visit))),
];

fn empty(visit: &Visit<'_>) -> Response {
    let business = visit.settings.business_name();
    desk::page(200, view::judge(&Desk::of(visit, &business), "", None, None))
}

async fn judged(visit: Visit<'_>) -> Result<Response, HttpError> {
    let text = visit.form.text("text");
    let judgment = judge(visit.host, &text).await?;
    let notice = judgment.is_none().then(|| Notice::bad(desk::words_of(&visit).too_long_to_judge()));
    let status = if notice.is_some() { 400 } else { 200 };
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::judge(&Desk::of(&visit, &business), &text, judgment.as_ref(), notice)))
}
