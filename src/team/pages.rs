//! The page of the team.

use super::api::{email_address, newcomer};
use super::view::{self, Once};
use crate::desk;
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::Notice;
use crate::http::{Forbidden, HttpError, Response, Route, Visit};
use crate::identity::{ReviewerId, Role};
use crate::team::members;

pub const ROUTES: &[Route] = &[
    Route::page("/review/people", Role::may_administer, |visit| Box::pin(people(visit))),
    Route::form("/review/people", Role::may_administer, |visit| Box::pin(add(visit))),
    Route::form("/review/people/email", Role::may_administer, |visit| Box::pin(set_email(visit))),
    Route::form("/review/people/revoke", Role::may_administer, |visit| Box::pin(revoke(visit))),
];

async fn people(visit: Visit<'_>) -> Result<Response, HttpError> {
    list(&visit, 200, Once::Nothing, None, Typed::default()).await
}

/// The page of the team, with something that is shown this once.
pub(super) async fn list(
    visit: &Visit<'_>,
    status: u16,
    shown: Once<'_>,
    notice: Option<Notice>,
    typed: Typed<'_>,
) -> Result<Response, HttpError> {
    let team = members::team(visit.host).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::people(&Desk::of(visit, &business), &team, shown, notice, typed)))
}

/// Adds a reviewer; their token is on this page and no other.
async fn add(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (form, w) = (&visit.form, desk::words_of(&visit));
    let role = Role::parse(&form.text("role")).unwrap_or(Role::Auditor);
    let id = ReviewerId::parse(&form.text("id")).ok_or(HttpError::Forbidden(Forbidden::OldPage))?;
    let newcomer = match newcomer(id, &form.text("name"), role, form.filled("email").as_deref()) {
        Ok(newcomer) => newcomer,
        Err(why) => {
            let notice = Some(Notice::bad(w.entry_senseless));
            return list(&visit, 400, Once::Nothing, notice, Typed::refused(form, why)).await;
        }
    };
    match members::add(visit.host, &visit.reviewer, &newcomer).await? {
        Some(added) => list(&visit, 200, Once::Token(&added.token), None, Typed::default()).await,
        None => {
            let notice = Some(Notice::bad(w.person_taken));
            list(&visit, 400, Once::Nothing, notice, Typed::refused(form, "email")).await
        }
    }
}

/// Sets what Cloudflare Access knows somebody by.
async fn set_email(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (form, w) = (&visit.form, desk::words_of(&visit));
    let id = ReviewerId::parse(&form.text("id")).ok_or(HttpError::NotFound)?;
    let Ok(email) = email_address(form.filled("email").as_deref()) else {
        return list(&visit, 400, Once::Nothing, Some(Notice::bad(w.entry_senseless)), Typed::default()).await;
    };
    if members::set_email(visit.host, &visit.reviewer, &id, email.as_deref()).await? {
        Ok(Response::redirect("/review/people"))
    } else {
        list(&visit, 409, Once::Nothing, Some(Notice::bad(w.person_taken)), Typed::default()).await
    }
}

async fn revoke(visit: Visit<'_>) -> Result<Response, HttpError> {
    let id = ReviewerId::parse(&visit.form.text("id")).filter(|id| *id != visit.reviewer.id);
    members::revoke(visit.host, &visit.reviewer, &id.ok_or(HttpError::NotFound)?).await?;
    Ok(Response::redirect("/review/people"))
}
