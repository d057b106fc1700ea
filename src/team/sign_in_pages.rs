//! In and out of the desk, and its language.

use super::access;
use crate::desk::form::own_path;
use crate::desk::words::UiLanguage;
use crate::http::credential::{COOKIE, LOCAL_COOKIE, SessionId, forget_cookie};
use crate::http::{Forbidden, Form, HttpError, Method, Open, Request, Response, Route, Visit};
use crate::identity::Role;
use crate::team::sign_in as steps;

pub const ROUTES: &[Route] = &[
    Route::open(Method::Post, "/review/sign-in", |post| Box::pin(sign_in(post))).admit(may_sign_in).knocks(),
    Route::form("/review/sign-out", Role::is_person, |visit| Box::pin(sign_out(visit))),
    Route::form("/review/language", Role::is_person, |visit| Box::pin(set_language(visit))),
];

/// A session begins from a page of ours, over HTTPS or on this machine.
pub(super) fn may_sign_in(request: &Request) -> Result<(), HttpError> {
    if !request.is_from_us() {
        return Err(HttpError::Forbidden(Forbidden::Foreign));
    }
    if !request.is_https() && !request.is_local() {
        return Err(HttpError::Forbidden(Forbidden::PlainHttp));
    }
    if request.content_type() != "application/x-www-form-urlencoded" {
        return Err(HttpError::UnsupportedType("application/x-www-form-urlencoded"));
    }
    Ok(())
}

/// 303 with the cookie; 401 if the token is nobody's.
async fn sign_in(post: Open<'_>) -> Result<Response, HttpError> {
    let form = Form::from_urlencoded(&post.body);
    let token = form.filled("token").ok_or(HttpError::UnknownToken)?;
    let entered = steps::sign_in(post.host, &token, SessionId::of_request(post.request).as_ref()).await?;
    let (id, _) = entered.ok_or(HttpError::UnknownToken)?;
    Ok(signed_in(post.request, own_path(&form.text("next")), |name, secure| id.cookie(name, secure)))
}

/// 303 with a session's cookie. Over plain HTTP on this machine there are two: browsers differ in
/// whether they keep a `Secure` one there.
pub(super) fn signed_in(request: &Request, to: &str, cookie: impl Fn(&str, bool) -> String) -> Response {
    let response = Response::redirect(to).with("set-cookie", cookie(COOKIE, true));
    if request.is_local() { response.with("set-cookie", cookie(LOCAL_COOKIE, false)) } else { response }
}

/// 303 without the cookie; the session is over.
async fn sign_out(visit: Visit<'_>) -> Result<Response, HttpError> {
    if let Some(id) = SessionId::of_request(visit.request) {
        steps::sign_out(visit.host, &visit.reviewer, &id).await?;
    }
    // Access signs in again at once unless it is signed out of itself.
    let through_access = access::credential(visit.host, visit.settings, visit.request).await.is_some();
    let to = if through_access { "/cdn-cgi/access/logout" } else { "/review" };
    let response = Response::redirect(to).with("set-cookie", forget_cookie(COOKIE, true));
    Ok(if visit.request.is_local() {
        response.with("set-cookie", forget_cookie(LOCAL_COOKIE, false))
    } else {
        response
    })
}

/// `language` is `fr` or `en`.
async fn set_language(visit: Visit<'_>) -> Result<Response, HttpError> {
    let response = Response::redirect(own_path(&visit.form.text("next")));
    let Some(language) = UiLanguage::parse(&visit.form.text("language")) else { return Ok(response) };
    steps::set_language(visit.host, &visit.reviewer, language.tag()).await?;
    Ok(response.with("set-cookie", language.cookie()))
}
