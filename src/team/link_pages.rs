//! Links that sign somebody in on a phone: made on the page of the team, used at the door.

use super::pages::list;
use super::sign_in_pages::{may_sign_in, signed_in};
use super::view::Once;
use crate::desk;
use crate::desk::form::Typed;
use crate::desk::layout;
use crate::desk::words::{UiLanguage, words};
use crate::http::credential::SessionId;
use crate::http::{Form, HttpError, Method, Open, Response, Route, Visit};
use crate::identity::{ReviewerId, Role};
use crate::team::sign_in_link;
use maud::html;

pub const ROUTES: &[Route] = &[
    Route::open(Method::Get, "/review/link/{code}", |get| Box::pin(async move { Ok(ask(&get)) })),
    Route::open(Method::Post, "/review/link", |post| Box::pin(enter(post))).admit(may_sign_in).knocks(),
    Route::form("/review/people/link", Role::may_administer, |visit| Box::pin(make(visit))),
    Route::form("/review/people/link/revoke", Role::may_administer, |visit| Box::pin(take_back(visit))),
    Route::form("/review/people/phone/revoke", Role::may_administer, |visit| Box::pin(revoke_phone(visit))),
];

/// The page behind a link. It asks nothing of the database and uses nothing up: whatever looks at
/// links by itself, such as a chat that shows a preview, opens it too.
fn ask(get: &Open<'_>) -> Response {
    let tongue = UiLanguage::of_request(get.request).unwrap_or(UiLanguage::Fr);
    let w = words(tongue);
    let content = html! {
        p { (w.link_asks()) }
        form.stack method="post" action="/review/link" {
            input type="hidden" name="code" value=(get.params.get("code"));
            button.primary { (w.link_sign_in()) }
        }
        p.hint { (w.link_lasts()) }
    };
    let business = get.settings.business_name();
    desk::page(200, layout::door(tongue, &business, content))
}

/// 303 with the cookie; 401 if the link does not work any more.
async fn enter(post: Open<'_>) -> Result<Response, HttpError> {
    let code = Form::from_urlencoded(&post.body).text("code");
    match sign_in_link::use_up(post.host, &code, SessionId::of_request(post.request).as_ref()).await? {
        Some(id) => Ok(signed_in(post.request, "/review", |name, secure| id.phone_cookie(name, secure))),
        None => {
            let tongue = UiLanguage::of_request(post.request).unwrap_or(UiLanguage::Fr);
            let w = words(tongue);
            let content = html! { p.notice.bad { (w.link_gone()) } p { a href="/review" { (w.sign_in) } } };
            Ok(desk::page(401, layout::door(tongue, &post.settings.business_name(), content)))
        }
    }
}

/// Makes a link; it is on this page and no other.
async fn make(visit: Visit<'_>) -> Result<Response, HttpError> {
    let whose = whose(&visit)?;
    let made = sign_in_link::make(visit.host, &visit.reviewer, &whose).await?.ok_or(HttpError::NotFound)?;
    let link = made.link(visit.settings);
    list(&visit, 200, Once::Link { link: &link, made: &made }, None, Typed::default()).await
}

async fn take_back(visit: Visit<'_>) -> Result<Response, HttpError> {
    sign_in_link::take_back(visit.host, &visit.reviewer, &whose(&visit)?).await?;
    Ok(Response::redirect("/review/people"))
}

async fn revoke_phone(visit: Visit<'_>) -> Result<Response, HttpError> {
    sign_in_link::revoke_phone(visit.host, &visit.reviewer, &visit.form.text("phone")).await?;
    Ok(Response::redirect("/review/people"))
}

fn whose(visit: &Visit<'_>) -> Result<ReviewerId, HttpError> {
    ReviewerId::parse(&visit.form.text("id")).ok_or(HttpError::NotFound)
}
