//! Pages, forms and refusals over HTTP.

use super::super::answer::{log_failure, typed};
use super::super::{Call, body};
use crate::desk::layout::{self, Notice};
use crate::desk::words::{Tongue, words};
use crate::steps::StepError;
use web_sys::UrlSearchParams;
use worker::{Response, ResponseBuilder};

/// Only what we serve ourselves, and nothing inline.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// The largest form, in bytes: 4,096 characters, each of them escaped.
const LIMIT: usize = 128 * 1024;

/// What was asked for, as far as a refusal depends on it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Where to go once signed in.
    pub next: &'a str,
    /// By the script, which shows a notice and keeps the page.
    pub by_script: bool,
    /// It changes nothing.
    pub reads: bool,
}

/// Why a page is not shown or a press does nothing.
pub(super) enum Refused {
    /// Nobody is signed in, or not any more.
    SignIn,
    /// The token is nobody's.
    TokenUnknown,
    /// A session may not begin over plain HTTP.
    NeedsHttps,
    /// Another site made the request.
    Foreign,
    /// The form is not of this session.
    OldPage,
    /// Not in this role.
    Role,
    /// No such page.
    NotFound,
    /// Another method is wanted.
    Method(&'static str),
    /// The form is too large or of another type.
    Form(u16),
    /// A step broke.
    Step(StepError),
    /// It broke because the database lacks a migration.
    NotMigrated(StepError),
}

impl Refused {
    /// The page that says so, or the notice alone for the script.
    pub fn into_response(self, tongue: Tongue, business: &str, asked: Asked<'_>) -> worker::Result<Response> {
        let w = words(tongue);
        let next = asked.next;
        let sign_in = |status, notice: Option<&str>| {
            html(status, layout::sign_in(tongue, business, next, notice.map(Notice::bad)))
        };
        let says = |status, text: &str| {
            let page = if asked.by_script {
                layout::shown(&Notice::bad(text)).into_string()
            } else {
                layout::message(tongue, w.desk, text)
            };
            html(status, page)
        };
        match self {
            // Whoever opens the desk is not in error: they are shown the door.
            Self::SignIn if next == "/review" && asked.reads && !asked.by_script => sign_in(200, None),
            Self::SignIn => sign_in(401, Some(w.session_over)),
            Self::TokenUnknown => sign_in(401, Some(w.token_unknown)),
            Self::NeedsHttps => sign_in(403, Some(w.needs_https)),
            Self::Foreign => says(403, w.not_from_here),
            Self::OldPage => says(403, w.page_is_old),
            Self::Role => says(403, w.not_yours),
            Self::NotFound => says(404, w.not_found),
            Self::Method(allowed) => {
                let mut response = says(405, w.not_found)?;
                response.headers_mut().set("allow", allowed)?;
                Ok(response)
            }
            Self::Form(status) => says(status, w.form_too_large),
            Self::NotMigrated(error) => {
                log_failure("desk", &error);
                says(503, w.not_migrated)
            }
            Self::Step(error) => {
                log_failure("desk", &error);
                match error {
                    StepError::Config(_) => says(503, w.not_configured),
                    StepError::Database(_) | StepError::Timer(_) => says(500, w.broke),
                }
            }
        }
    }
}

/// A page.
pub(super) fn html(status: u16, page: String) -> worker::Result<Response> {
    let mut response = typed(status, "text/html; charset=utf-8", page)?;
    response.headers_mut().set("content-security-policy", POLICY)?;
    Ok(response)
}

/// A page, where the runtime refusing to build it is a failure like any other.
pub(super) fn page(status: u16, page: String) -> Result<Response, Refused> {
    html(status, page).map_err(|_| broken())
}

pub(super) fn broken() -> Refused {
    Refused::Step(crate::host::DatabaseError::Shape("an answer could not be built").into())
}

/// Stylesheet and script; their path changes with them.
pub(super) fn asset(kind: &str, text: &'static str) -> Result<Response, Refused> {
    let mut response = typed(200, kind, text).map_err(|_| broken())?;
    let kept = response.headers_mut().set("cache-control", "public, max-age=31536000, immutable");
    kept.map_err(|_| broken())?;
    Ok(response)
}

/// 303 to one of our own pages, with these cookies.
pub(super) fn see(path: &str, cookies: &[String]) -> Result<Response, Refused> {
    let to = || {
        let headers = worker::Headers::new();
        headers.set("location", path)?;
        headers.set("cache-control", "no-store")?;
        headers.set("referrer-policy", "no-referrer")?;
        for cookie in cookies {
            headers.append("set-cookie", cookie)?;
        }
        Ok::<_, worker::Error>(ResponseBuilder::new().with_status(303).with_headers(headers).empty())
    };
    to().map_err(|_| broken())
}

/// A path of the desk, or the queue: never another site.
pub(super) fn own_path(next: &str) -> &str {
    let ours = next == "/review" || next.starts_with("/review/") || next.starts_with("/review?");
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if ours && plain && !next.contains("//") { next } else { "/review" }
}

/// The fields of a form.
pub(super) struct Form(UrlSearchParams);

impl Form {
    /// Reads it. Errors: 413 if too large, 415 if it is none.
    pub async fn read(call: &mut Call) -> Result<Self, Refused> {
        let kind = call.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/x-www-form-urlencoded" {
            return Err(Refused::Form(415));
        }
        let body = body::read_request(&call.request, LIMIT).await.map_err(|_| Refused::Form(400))?;
        if body.cut {
            return Err(Refused::Form(413));
        }
        let text = String::from_utf8_lossy(&body.bytes);
        UrlSearchParams::new_with_str(&text).map(Self).map_err(|_| Refused::Form(400))
    }

    /// A field, with the line ends of forms made plain; empty if it is not there.
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).unwrap_or_default().replace("\r\n", "\n")
    }

    /// A field that was filled in.
    pub fn filled(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }
}
