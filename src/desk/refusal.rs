//! Pages that say why something is not shown or not done, and how a page is served.

use super::layout::{self, Notice};
use super::words::{UiLanguage, words};
use crate::error::StepError;
use crate::http::{Forbidden, HttpError, RETRY_AFTER, Request, Response};
use crate::settings::Settings;

/// Only what we serve ourselves, and nothing inline.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
    media-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// A page.
pub fn page(status: u16, html: String) -> Response {
    Response::typed(status, "text/html; charset=utf-8", html).with("content-security-policy", POLICY)
}

/// The page that says why, or the notice alone for the desk's script.
pub fn refusal(error: &HttpError, request: &Request, settings: &Settings) -> Response {
    let tongue = UiLanguage::of_request(request).unwrap_or(UiLanguage::Fr);
    let (w, business) = (words(tongue), settings.business_name());
    let by_script = request.header("x-desk").is_some();
    let next = if request.reads() { request.path_and_query() } else { "/review".to_owned() };
    let status = error.status();
    let sign_in =
        |status, notice: Option<&str>| page(status, layout::sign_in(tongue, &business, &next, notice.map(Notice::bad)));
    let says = |text: &str| {
        let html = if by_script {
            layout::shown(&Notice::bad(text)).into_string()
        } else {
            layout::message(tongue, w.desk, text)
        };
        page(status, html)
    };
    match error {
        // Whoever opens the desk is not in error: they are shown the door.
        HttpError::Unauthorized if next == "/review" && request.reads() && !by_script => sign_in(200, None),
        HttpError::Unauthorized | HttpError::Unsigned(_) => sign_in(401, Some(w.session_over)),
        HttpError::UnknownToken => sign_in(401, Some(w.token_unknown)),
        HttpError::Forbidden(Forbidden::PlainHttp) => sign_in(403, Some(w.needs_https)),
        HttpError::Forbidden(Forbidden::Foreign) => says(w.not_from_here),
        HttpError::Forbidden(Forbidden::OldPage) => says(w.page_is_old),
        HttpError::Forbidden(Forbidden::Role) => says(w.not_yours),
        HttpError::NotFound => says(w.not_found),
        HttpError::MethodNotAllowed(allowed) => says(w.not_found).with("allow", allowed.clone()),
        HttpError::BadRequest(_) | HttpError::TooLarge | HttpError::UnsupportedType(_) => says(w.form_too_large),
        HttpError::Conflict { message, .. } => says(message),
        HttpError::MediaGone => says(w.media_gone),
        HttpError::MediaRefused => says(w.media_refused),
        HttpError::KeyReused => says(w.key_reused),
        HttpError::TooManyRequests => says(w.too_many_tries).with("retry-after", RETRY_AFTER),
        HttpError::SwitchedOff => says(w.bot_off),
        HttpError::NotMigrated(_) => says(w.not_migrated),
        HttpError::Step(StepError::Config(_)) => says(w.not_configured),
        HttpError::Step(StepError::Database(_) | StepError::Timer(_) | StepError::Witness(_)) => says(w.broke),
    }
}
