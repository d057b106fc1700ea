//! The table of routes: method, path, who may, what it does. A handler that acts for a person
//! takes what only their credential makes, so that it cannot be reached without one.

use super::credential::{Credential, Csrf};
use super::{Form, HttpError, Method, Request, Response, json_object};
use crate::alarm::{Alarm, LedgerAlarm};
use crate::host::{Boxed, Host};
use crate::identity::{Reviewer, Role};
use crate::settings::Settings;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

/// The largest JSON body, in bytes: a reply of 4,096 characters, each of them escaped.
pub const JSON_LIMIT: usize = 64 * 1024;

/// The largest form, in bytes: 4,096 characters, each of them escaped.
pub const FORM_LIMIT: usize = 128 * 1024;

/// Whether a role may.
pub type May = fn(Role) -> bool;

/// What a handler answers.
pub type Answer<'a> = Boxed<'a, Result<Response, HttpError>>;

/// One row of the table.
#[derive(Clone, Copy)]
pub struct Route {
    pub method: Method,
    /// `/api/reviews/{id}`: a segment in braces is a parameter.
    pub path: &'static str,
    pub endpoint: Endpoint,
    /// The most of a body that is read, in bytes.
    pub limit: usize,
    /// How often one address may ask is limited.
    pub knocks: bool,
}

/// What stands before a handler, and the handler.
#[derive(Clone, Copy)]
pub enum Endpoint {
    /// Anybody may ask; refusals are bare. `admit` looks at the request before its body is
    /// read.
    Open { admit: fn(&Request) -> Result<(), HttpError>, handler: for<'a> fn(Open<'a>) -> Answer<'a> },
    /// The API, for these roles; refusals are JSON. The name is the operation's in the API's
    /// description.
    Api { operation: &'static str, may: May, handler: for<'a> fn(Api<'a>) -> Answer<'a> },
    /// A decision on a card by the API, of this name, for whoever may decide: who asks is found
    /// in the batch that carries it out (`src/app/press.rs`).
    Decision { operation: &'static str, verb: &'static str },
    /// The same at the desk.
    Press { verb: &'static str },
    /// A page of the desk, or a form of one, for these roles; refusals are pages.
    Desk { may: May, handler: for<'a> fn(Visit<'a>) -> Answer<'a> },
}

impl Route {
    /// A route that anybody may ask.
    pub const fn open(method: Method, path: &'static str, handler: for<'a> fn(Open<'a>) -> Answer<'a>) -> Self {
        Self { method, path, endpoint: Endpoint::Open { admit: |_| Ok(()), handler }, limit: FORM_LIMIT, knocks: false }
    }

    /// A route of the API.
    pub const fn api(
        method: Method,
        path: &'static str,
        operation: &'static str,
        may: May,
        handler: for<'a> fn(Api<'a>) -> Answer<'a>,
    ) -> Self {
        Self { method, path, endpoint: Endpoint::Api { operation, may, handler }, limit: JSON_LIMIT, knocks: false }
    }

    /// A page of the desk.
    pub const fn page(path: &'static str, may: May, handler: for<'a> fn(Visit<'a>) -> Answer<'a>) -> Self {
        Self { method: Method::Get, path, endpoint: Endpoint::Desk { may, handler }, limit: 0, knocks: false }
    }

    /// A form of the desk.
    pub const fn form(path: &'static str, may: May, handler: for<'a> fn(Visit<'a>) -> Answer<'a>) -> Self {
        Self { method: Method::Post, path, endpoint: Endpoint::Desk { may, handler }, limit: FORM_LIMIT, knocks: false }
    }

    /// A decision by the API: `approve`, `edit`, `reject` or `resolve`.
    pub const fn decision(path: &'static str, operation: &'static str, verb: &'static str) -> Self {
        let endpoint = Endpoint::Decision { operation, verb };
        Self { method: Method::Post, path, endpoint, limit: JSON_LIMIT, knocks: false }
    }

    /// A decision at the desk.
    pub const fn press(path: &'static str, verb: &'static str) -> Self {
        Self { method: Method::Post, path, endpoint: Endpoint::Press { verb }, limit: FORM_LIMIT, knocks: false }
    }

    /// With a look at the request before its body is read. Only an open route has one: the
    /// others look at the credential.
    #[must_use]
    pub const fn admit(self, admit: fn(&Request) -> Result<(), HttpError>) -> Self {
        match self.endpoint {
            Endpoint::Open { handler, .. } => Self { endpoint: Endpoint::Open { admit, handler }, ..self },
            Endpoint::Api { .. } | Endpoint::Decision { .. } | Endpoint::Press { .. } | Endpoint::Desk { .. } => self,
        }
    }

    /// For whom the number of requests of one address is limited: whoever knocks is not known yet.
    #[must_use]
    pub const fn knocks(self) -> Self {
        Self { knocks: true, ..self }
    }

    /// With bodies of up to so many bytes.
    #[must_use]
    pub const fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

/// The parameters of a path, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(&'static str, String)>);

impl Params {
    /// The parameter of this name; empty if the path has none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }
}

/// Somebody, or a machine, that need not say who they are.
pub struct Open<'a> {
    pub host: &'a dyn Host,
    pub settings: &'a Settings,
    pub request: &'a Request,
    pub params: Params,
    pub body: Vec<u8>,
}

/// A call of the API by somebody who may make it.
pub struct Api<'a> {
    pub host: &'a dyn Host,
    pub settings: &'a Settings,
    pub request: &'a Request,
    pub params: Params,
    pub reviewer: Reviewer,
    pub body: Vec<u8>,
}

/// Errors: 415 if the body is not said to be JSON.
pub fn said_to_be_json(request: &Request) -> Result<(), HttpError> {
    match request.content_type().as_str() {
        "application/json" => Ok(()),
        _ => Err(HttpError::UnsupportedType("application/json")),
    }
}

impl Api<'_> {
    /// The body, said to be JSON. Errors: 415 if it is of another type.
    pub fn json_bytes(&self) -> Result<&[u8], HttpError> {
        said_to_be_json(self.request).map(|()| self.body.as_slice())
    }

    /// The body as a JSON object. Errors: 415 if it is of another type, 400 if it does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HttpError> {
        json_object(self.json_bytes()?)
            .map_err(|error| HttpError::BadRequest(format!("the body does not fit: {error}")))
    }

    /// The query's number of a name. Errors: 400 if it is none or out of range.
    pub fn number(&self, name: &str, default: i64, range: std::ops::RangeInclusive<i64>) -> Result<i64, HttpError> {
        let Some(text) = self.request.query(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|n| range.contains(n));
        number.ok_or_else(|| {
            HttpError::BadRequest(format!("{name} must be a number from {} to {}", range.start(), range.end()))
        })
    }
}

/// What every page of the desk shows, as it was when somebody came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cards that wait for a decision.
    pub waiting: u32,
    /// Cards that need somebody: failed, unknown, or left behind.
    pub stuck: u32,
    /// The worst of what is wrong with the ledger.
    pub alarm: Option<LedgerAlarm>,
}

crate::from_row!(Counts { waiting, stuck, alarm });

/// Somebody at the desk.
pub struct Visit<'a> {
    pub host: &'a dyn Host,
    pub settings: &'a Settings,
    pub request: &'a Request,
    pub params: Params,
    pub reviewer: Reviewer,
    /// How the desk's stamp stood before anything else was read.
    pub stamp: i64,
    pub counts: Counts,
    /// What is wrong, as every page says.
    pub alarms: Vec<Alarm>,
    pub credential: Credential,
    /// What the forms of this session hold.
    pub csrf: Csrf,
    /// What was sent; empty for a page.
    pub form: Form,
}

impl Visit<'_> {
    /// Whether the desk's script asks, which shows a notice and keeps the page.
    pub fn by_script(&self) -> bool {
        self.request.header("x-desk").is_some()
    }
}

/// What a path leads to.
pub enum Routed<'t> {
    Found(&'t Route, Params),
    /// The path has these methods alone, as `Allow` lists them.
    OtherMethods(String),
    Missing,
}

/// Finds the route of a request; HEAD is a GET. Of two that fit, the first one counts.
pub fn find<'t>(routes: impl Iterator<Item = &'t Route>, request: &Request) -> Routed<'t> {
    let method = if request.method() == "HEAD" { "GET" } else { request.method() };
    let mut allowed: Vec<&'static str> = Vec::new();
    for route in routes {
        let Some(params) = fits(route.path, request.path()) else { continue };
        if route.method.as_str() == method {
            return Routed::Found(route, params);
        }
        allowed.push(route.method.as_str());
    }
    if allowed.is_empty() { Routed::Missing } else { Routed::OtherMethods(allowed.join(", ")) }
}

/// The parameters of a path, if it is of this pattern.
fn fits(pattern: &'static str, path: &str) -> Option<Params> {
    let mut params = Vec::new();
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => params.push((name, percent_decode_str(segment).decode_utf8().ok()?.into_owned())),
            None if expected == segment => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(Params(params))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: [Route; 4] = [
        Route::open(Method::Get, "/api/reviews", |_| Box::pin(async { Ok(Response::empty(200)) })),
        Route::open(Method::Get, "/api/products.csv", |_| Box::pin(async { Ok(Response::empty(200)) })),
        Route::open(Method::Put, "/api/products/{reference}", |_| Box::pin(async { Ok(Response::empty(200)) })),
        Route::open(Method::Delete, "/api/products/{reference}", |_| Box::pin(async { Ok(Response::empty(204)) })),
    ];

    fn check(method: &str, path: &str, expected: &str) {
        let request = Request::new(method, &format!("https://desk.example{path}"), []);
        let found = match find(TABLE.iter(), &request) {
            Routed::Found(route, params) => format!("{} {}", route.path, params.get("reference")),
            Routed::OtherMethods(allowed) => format!("allow {allowed}"),
            Routed::Missing => "missing".to_owned(),
        };
        assert_eq!(found.trim(), expected, "{method} {path}");
    }

    #[test]
    fn a_path_leads_to_one_route_or_says_what_is_allowed() {
        check("GET", "/api/reviews", "/api/reviews");
        check("HEAD", "/api/reviews?limit=3", "/api/reviews");
        check("POST", "/api/reviews", "allow GET");
        check("PUT", "/api/products/HT%2F1", "/api/products/{reference} HT/1");
        check("PATCH", "/api/products/HT1", "allow PUT, DELETE");
        check("GET", "/api/reviews/", "missing");
        check("GET", "/api/products/a/b", "missing");
        check("PUT", "/api/products/%ff", "missing");
        check("get", "/api/reviews", "allow GET");
    }
}
