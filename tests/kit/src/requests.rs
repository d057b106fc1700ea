//! Requests as Meta, a program and a browser make them.

use serde_json::Value;
use whatsapp_order_ack::http::credential::{Credential, SessionId};
use whatsapp_order_ack::http::{Request, Response};

const FORM: &str = "application/x-www-form-urlencoded";

/// A request with its body.
#[derive(Clone, Debug)]
pub struct Sent {
    pub request: Request,
    pub body: Vec<u8>,
}

impl Sent {
    pub fn new(method: &str, url: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self { request: Request::new(method, url, headers), body: body.into() }
    }
}

/// What Meta posts.
pub fn signed(origin: &str, signature: &str, body: &str) -> Sent {
    Sent::new("POST", &format!("{origin}/webhook/whatsapp"), &[("x-hub-signature-256", signature)], body)
}

/// A program that calls the API with a token.
#[derive(Clone, Debug)]
pub struct Program<'a> {
    pub origin: &'a str,
    pub token: &'a str,
}

impl Program<'_> {
    /// Sends a body of this type, with these headers.
    pub fn sends(&self, method: &str, path: &str, headers: &[(&str, &str)], kind: &str, body: Vec<u8>) -> Sent {
        let bearer = format!("Bearer {}", self.token);
        let own = [("authorization", bearer.as_str()), ("content-type", kind)];
        Sent::new(method, &format!("{}{path}", self.origin), &[&own, headers].concat(), body)
    }

    /// Sends JSON.
    pub fn calls(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Sent {
        self.sends(method, path, headers, "application/json", body.to_string().into_bytes())
    }

    /// Reads something.
    pub fn reads(&self, path: &str) -> Sent {
        let bearer = format!("Bearer {}", self.token);
        Sent::new("GET", &format!("{}{path}", self.origin), &[("authorization", &bearer)], Vec::new())
    }
}

/// A form of the door, sent from a page of ours.
pub fn enters(origin: &str, path: &str, headers: &[(&str, &str)], form: &str) -> Sent {
    let own = [("origin", origin), ("sec-fetch-site", "same-origin"), ("content-type", FORM)];
    Sent::new("POST", &format!("{origin}{path}"), &[&own, headers].concat(), form)
}

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub struct Browser {
    origin: String,
    cookie: String,
    csrf: String,
}

impl Browser {
    /// With the session that an answer began under this cookie's name. `None`: it began none.
    pub fn of(origin: &str, answer: &Response, name: &str) -> Option<Self> {
        let cookies = answer.headers.iter().filter(|(header, _)| *header == "set-cookie");
        let mut pairs = cookies.filter_map(|(_, cookie)| cookie.split(';').next());
        let cookie = pairs.find(|pair| pair.split('=').next() == Some(name))?;
        Some(Self::with(origin, cookie, SessionId::from_cookies(cookie, name)?))
    }

    /// With this session, whose cookie is `name=value`.
    pub fn with(origin: &str, cookie: &str, session: SessionId) -> Self {
        let csrf = Credential::Session(session).csrf().expect("a session has one").as_str().to_owned();
        Self { origin: origin.to_owned(), cookie: cookie.to_owned(), csrf }
    }

    /// What a page of ours holds, so that its forms act.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Opens a page, with these headers.
    pub fn opens(&self, path: &str, headers: &[(&str, &str)]) -> Sent {
        self.asks("GET", path, headers, Vec::new())
    }

    /// Sends a form of a page of ours.
    pub fn submits(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Sent {
        let form = encoded(&self.csrf, fields);
        self.posts(path, FORM, headers, form)
    }

    /// Sends a form with this CSRF token and these headers, whatever page it was on.
    pub fn submits_from(&self, path: &str, headers: &[(&str, &str)], csrf: &str, fields: &[(&str, &str)]) -> Sent {
        let own = [("content-type", FORM)];
        self.asks("POST", path, &[&own, headers].concat(), encoded(csrf, fields))
    }

    /// Posts something from a page of ours.
    pub fn posts(&self, path: &str, kind: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Sent {
        let own = [("origin", self.origin.as_str()), ("sec-fetch-site", "same-origin"), ("content-type", kind)];
        self.asks("POST", path, &[&own, headers].concat(), body)
    }

    /// Sends what its user never sees: the cookie goes along.
    pub fn asks(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Sent {
        let own = [("cookie", self.cookie.as_str())];
        Sent::new(method, &format!("{}{path}", self.origin), &[&own, headers].concat(), body)
    }
}

fn encoded(csrf: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let fields = fields.iter().copied().chain([("csrf", csrf)]);
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}
