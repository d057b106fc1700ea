//! The one dispatcher: from a request to its route, past who may and what may be read, to the
//! handler, and from an error to its answer. All of it is plain Rust over a [`Host`].

mod d1_migrations;
pub mod guards;
mod health;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod press;
mod routes;
pub mod schema;
mod trouble;
pub mod visit;
mod vitals;
pub mod watch;

use crate::desk;
use crate::error::StepError;
use crate::host::{Host, log_failure};
use crate::http::credential::{Credential, SessionId};
use crate::http::{
    After, Api, Body, BodyError, Endpoint, Forbidden, Form, HttpError, Open, Params, Request, Response, Route, Routed,
    Visit, find,
};
use crate::identity::Reviewer;
use crate::settings::Settings;
use crate::team::access;
use crate::team::authenticate::authenticate;
use std::net::Ipv6Addr;

pub use routes::routes;

/// The header that holds the CSRF token where there is no form.
const CSRF: &str = "x-csrf-token";

/// Everything that a request is answered from.
#[derive(Clone, Copy)]
pub struct App<'a> {
    pub host: &'a dyn Host,
    pub settings: &'a Settings,
}

/// Answers a request. The body is read only where a route wants it and its sender may send it.
pub async fn answer(app: App<'_>, request: &Request, body: &mut dyn Body) -> Response {
    let answered = match find(routes(), request) {
        Routed::Found(route, _) if route.knocks && !may_knock(app, request).await => Err(HttpError::TooManyRequests),
        Routed::Found(route, params) => match dispatch(app, request, route, params, body).await {
            // A credential that is nobody's is a try; whoever brought none has tried nothing.
            Err(HttpError::Unauthorized) if brings_credential(request) && !may_knock(app, request).await => {
                Err(HttpError::TooManyRequests)
            }
            answered => answered,
        },
        Routed::OtherMethods(allowed) => Err(HttpError::MethodNotAllowed(allowed)),
        Routed::Missing => Err(HttpError::NotFound),
    };
    let mut response = match answered {
        Ok(response) => response,
        Err(error) => refuse(app, request, explained(app.host, error).await),
    };
    if request.method() == "HEAD" {
        response.body.clear();
        response.stream = None;
    }
    response
}

async fn dispatch(
    app: App<'_>,
    request: &Request,
    route: &Route,
    params: Params,
    body: &mut dyn Body,
) -> Result<Response, HttpError> {
    let App { host, settings } = app;
    match route.endpoint {
        Endpoint::Open { admit, handler } => {
            admit(request)?;
            let body = read_body(request, body, route.limit).await?;
            handler(Open { host, settings, request, params, body }).await
        }
        Endpoint::Api { may, handler, .. } => {
            let reviewer = authorize(app, request).await?;
            if !may(reviewer.role) {
                return Err(HttpError::Forbidden(Forbidden::Role));
            }
            let body = read_body(request, body, route.limit).await?;
            handler(Api { host, settings, request, params, reviewer, body }).await
        }
        Endpoint::Decision { verb, .. } => press::by_api(app, request, &params, verb, body, route.limit).await,
        Endpoint::Press { verb } => press::at_desk(app, request, params, verb, body, route.limit).await,
        Endpoint::Desk { may, handler } => {
            let form = if request.reads() { Form::default() } else { read_form(request, body, route.limit).await? };
            let (visit::Visitor { reviewer, stamp }, credential) = enter(app, request).await?;
            let csrf = credential.csrf().ok_or(HttpError::Unauthorized)?;
            if !may(reviewer.role) {
                return Err(HttpError::Forbidden(Forbidden::Role));
            }
            if !request.reads() && !csrf.is(&form.text("csrf")) {
                return Err(HttpError::Forbidden(Forbidden::OldPage));
            }
            // The desk's script asks whether anything moved since it looked last.
            if request.header("x-desk-stamp").is_some_and(|seen| seen == stamp.to_string()) {
                return Ok(Response::empty(204));
            }
            let visit::DeskStanding { counts, alarms } = visit::standing(host, settings).await?;
            let visit =
                Visit { host, settings, request, params, reviewer, stamp, counts, alarms, credential, csrf, form };
            handler(visit).await
        }
    }
}

/// Over a database that lacks a migration everything breaks, and trying again is no use.
async fn explained(host: &dyn Host, error: HttpError) -> HttpError {
    match error {
        HttpError::Step(error @ StepError::Database(_)) if health::is_behind(host).await => {
            HttpError::NotMigrated(error)
        }
        error => error,
    }
}

/// The answer to what went wrong, as whoever asked reads it: Meta a bare status, the desk a
/// page, everybody else JSON. What broke is logged here, once.
fn refuse(app: App<'_>, request: &Request, error: HttpError) -> Response {
    let path = request.path();
    let (event, answer): (_, fn(HttpError, &Request, &Settings) -> Response) = if path == "/webhook/whatsapp" {
        ("webhook", |error, _, _| match error {
            HttpError::MethodNotAllowed(allowed) => Response::empty(405).with("allow", allowed),
            HttpError::Unsigned(fault) => Response::empty(401).then(After::Count(fault)),
            error => Response::empty(error.status()),
        })
    } else if path == "/review" || path.starts_with("/review/") {
        ("desk", |error, request, settings| desk::refusal(&error, request, settings))
    } else {
        ("api", |error, _, _| error.into_json())
    };
    if let HttpError::Step(error) | HttpError::NotMigrated(error) = &error {
        log_failure(app.host, event, error);
    }
    answer(error, request, app.settings)
}

async fn read_body(request: &Request, body: &mut dyn Body, limit: usize) -> Result<Vec<u8>, HttpError> {
    if request.reads() {
        return Ok(Vec::new());
    }
    body.read(limit).await.map_err(|error| match error {
        BodyError::TooLarge => HttpError::TooLarge,
        BodyError::Broken => HttpError::bad_request("the body broke off"),
    })
}

/// A form that a page of ours sent. Errors: another site made the browser send it, it is too
/// large or no form.
async fn read_form(request: &Request, body: &mut dyn Body, limit: usize) -> Result<Form, HttpError> {
    if !request.is_from_us() {
        return Err(HttpError::Forbidden(Forbidden::Foreign));
    }
    const FORMS: &str = "application/x-www-form-urlencoded or multipart/form-data";
    match request.content_type().as_str() {
        "application/x-www-form-urlencoded" => Ok(Form::from_urlencoded(&read_body(request, body, limit).await?)),
        "multipart/form-data" => {
            let bytes = read_body(request, body, limit).await?;
            let form = Form::from_multipart(request.header("content-type").unwrap_or_default(), &bytes);
            form.ok_or(HttpError::UnsupportedType(FORMS))
        }
        _ => Err(HttpError::UnsupportedType(FORMS)),
    }
}

/// Who calls the API. A credential that a browser sends by itself acts only from a page of
/// ours that holds its CSRF token.
async fn authorize(app: App<'_>, request: &Request) -> Result<Reviewer, HttpError> {
    let credential = credential(app, request).await.ok_or(HttpError::Unauthorized)?;
    let reviewer = authenticate(app.host, &credential).await?.ok_or(HttpError::Unauthorized)?;
    if request.reads() || acts(request, &credential) {
        Ok(reviewer)
    } else {
        Err(HttpError::Forbidden(Forbidden::Foreign))
    }
}

/// Whether a credential may act by this request of the API.
fn acts(request: &Request, credential: &Credential) -> bool {
    let Some(csrf) = credential.csrf() else { return true };
    request.is_from_us() && csrf.is(request.header(CSRF).unwrap_or_default())
}

/// Who visits the desk, by what a browser brings by itself; a bearer token opens no page.
/// Where a session is over, Access may still vouch.
async fn enter(app: App<'_>, request: &Request) -> Result<(visit::Visitor, Credential), HttpError> {
    let mut credential = brought(app, request).await?;
    // The script's own looks must not keep a session alive that nobody uses.
    let asked = request.header("x-desk").is_none() || !request.reads();
    let mut visitor = visit::visitor(app.host, &credential, asked).await?;
    if visitor.is_none()
        && matches!(credential, Credential::Session(_))
        && let Some(vouched) = access::credential(app.host, app.settings, request).await
    {
        (visitor, credential) = (visit::visitor(app.host, &vouched, asked).await?, vouched);
    }
    Ok((visitor.ok_or(HttpError::Unauthorized)?, credential))
}

/// What a browser brings by itself.
async fn brought(app: App<'_>, request: &Request) -> Result<Credential, HttpError> {
    match credential(app, request).await {
        Some(credential @ (Credential::Session(_) | Credential::Access { .. })) => Ok(credential),
        Some(Credential::Token(_)) | None => Err(HttpError::Unauthorized),
    }
}

/// Whether the address that a request comes from may knock again. Cloudflare names it; where it
/// is not named, nothing is limited. A customer of an IPv6 provider has 64 bits of addresses.
async fn may_knock(app: App<'_>, request: &Request) -> bool {
    let Some(address) = request.header("cf-connecting-ip") else { return true };
    let from = match address.parse::<Ipv6Addr>() {
        Ok(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
        Err(_) => address.to_owned(),
    };
    app.host.may_knock(&from).await
}

fn brings_credential(request: &Request) -> bool {
    request.header("authorization").is_some() || SessionId::of_request(request).is_some()
}

/// What the request brings to say who makes it; a token goes before a session, and that
/// before Access.
async fn credential(app: App<'_>, request: &Request) -> Option<Credential> {
    if let Some(header) = request.header("authorization") {
        let (scheme, token) = header.split_once(' ')?;
        let token = token.trim();
        let bearer = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
        return bearer.then(|| Credential::Token(token.to_owned()));
    }
    match SessionId::of_request(request) {
        Some(id) => Some(Credential::Session(id)),
        None => access::credential(app.host, app.settings, request).await,
    }
}
