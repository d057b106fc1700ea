//! In and out of the desk.

use super::serve::{Form, Refused, own_path, see};
use super::{Call, Visitor};
use crate::desk::words::Tongue;
use crate::steps::sign_in as steps;
use worker::Response;

/// The language of pages that nobody is signed in to.
pub(super) fn tongue(call: &Call) -> Tongue {
    Tongue::preferred(&call.header("accept-language").unwrap_or_default())
}

/// POST `/review/sign-in`: 303 with the cookie; 401 if the token is nobody's.
pub(super) async fn sign_in(mut call: Call) -> Result<Response, Refused> {
    if !call.is_from_us() {
        return Err(Refused::Foreign);
    }
    if !call.may_hold_a_session() {
        return Err(Refused::NeedsHttps);
    }
    let form = Form::read(&mut call).await?;
    let host = call.host()?;
    let token = form.filled("token").ok_or(Refused::TokenUnknown)?;
    let signed_in = steps::sign_in(&host, &token, call.session().as_ref()).await?;
    let (id, _) = signed_in.ok_or(Refused::TokenUnknown)?;
    see(own_path(&form.text("next")), &call.cookies(&id))
}

/// POST `/review/sign-out`: 303 without the cookie; the session is over.
pub(super) async fn sign_out(mut call: Call) -> Result<Response, Refused> {
    let (visitor, _) = Visitor::act(&mut call, |_| true).await?;
    if let Some(id) = call.session() {
        steps::sign_out(&visitor.host, &visitor.reviewer, &id).await?;
    }
    // Access signs in again at once unless it is signed out of itself.
    let through_access = super::super::access::credential(&call).await.is_some();
    see(if through_access { "/cdn-cgi/access/logout" } else { "/review" }, &call.forgotten_cookies())
}

/// POST `/review/language`: `language` is `fr` or `en`.
pub(super) async fn language(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, |_| true).await?;
    if let Some(tongue) = Tongue::parse(&form.text("language")) {
        steps::speak(&visitor.host, &visitor.reviewer, tongue.tag()).await?;
    }
    see(own_path(&form.text("next")), &[])
}
