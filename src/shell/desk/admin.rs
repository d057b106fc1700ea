//! The team at the desk.

use super::super::team::{address, newcomer};
use super::serve::{Refused, page, see};
use super::{Call, Visitor};
use crate::desk::admin;
use crate::desk::layout::Notice;
use crate::identity::ReviewerId;
use crate::review::Role;
use crate::steps::team;
use worker::Response;

const ADMIN: fn(Role) -> bool = Role::may_administer;

/// GET `/review/people`.
pub(super) async fn people(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, ADMIN).await?;
    list_people(&visitor, 200, None, None).await
}

async fn list_people(
    visitor: &Visitor,
    status: u16,
    token: Option<&str>,
    notice: Option<Notice>,
) -> Result<Response, Refused> {
    let team = team::list(&visitor.host).await?;
    page(status, admin::people(&visitor.desk(), &team, token, notice))
}

/// POST `/review/people`: adds a reviewer; their token is on this page and no other.
pub(super) async fn add_person(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let w = visitor.desk().words;
    let role = Role::parse(&form.text("role")).unwrap_or(Role::Auditor);
    let id = ReviewerId::known(&form.text("id")).ok_or(Refused::OldPage)?;
    let Ok(newcomer) = newcomer(id, &form.text("name"), role, form.filled("email").as_deref()) else {
        return list_people(&visitor, 400, None, Some(Notice::bad(w.entry_senseless))).await;
    };
    match team::add(&visitor.host, &visitor.reviewer, &newcomer).await? {
        Some(added) => list_people(&visitor, 200, Some(&added.token), None).await,
        None => list_people(&visitor, 400, None, Some(Notice::bad(w.person_taken))).await,
    }
}

/// POST `/review/people/email`: what Cloudflare Access knows somebody by.
pub(super) async fn set_email(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let w = visitor.desk().words;
    let id = ReviewerId::known(&form.text("id")).ok_or(Refused::NotFound)?;
    let Ok(email) = address(form.filled("email").as_deref()) else {
        return list_people(&visitor, 400, None, Some(Notice::bad(w.entry_senseless))).await;
    };
    if team::set_email(&visitor.host, &visitor.reviewer, &id, email.as_deref()).await? {
        see("/review/people", &[])
    } else {
        list_people(&visitor, 409, None, Some(Notice::bad(w.person_taken))).await
    }
}

/// POST `/review/people/revoke`.
pub(super) async fn revoke(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let id = ReviewerId::known(&form.text("id")).filter(|id| *id != visitor.reviewer.id);
    team::revoke(&visitor.host, &visitor.reviewer, &id.ok_or(Refused::NotFound)?).await?;
    see("/review/people", &[])
}
