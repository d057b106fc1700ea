//! A response, with what is to be done after it was sent.

use crate::host::Stream;
use crate::host::unsigned::Fault;
use crate::identity::SenderId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// Whatever is opened as a page does nothing, is not kept, and tells no other site.
const SAFE: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
];

/// What a request is answered.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// In place of a body: bytes that are passed on unread.
    pub stream: Option<Stream>,
    /// Done after the answer is on its way; what is lost of it, the sweep finds.
    pub after: Vec<After>,
}

/// What is done after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// The senders' timers are armed.
    Arm(Vec<SenderId>),
    /// Everybody who listens is told what is new.
    Tell,
    /// A webhook that Meta did not sign is counted.
    Count(Fault),
}

impl Response {
    /// No body, and nothing that says why.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), stream: None, after: Vec::new() }
    }

    /// A body with its type and what keeps a browser from making more of it.
    pub fn typed(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = vec![("content-type", kind.to_owned())];
        headers.extend(SAFE.map(|(name, value)| (name, value.to_owned())));
        Self { status, headers, body: body.into(), stream: None, after: Vec::new() }
    }

    /// Bytes that are passed on unread, with their type.
    pub fn stream(status: u16, kind: &str, bytes: Stream) -> Self {
        Self { stream: Some(bytes), ..Self::typed(status, kind, Vec::new()) }
    }

    /// 200 with JSON.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        // Our own structs, strings and numbers: serialising them does not fail.
        Self::typed(200, "application/json", serde_json::to_vec(value).unwrap_or_default())
    }

    /// 303 to one of our own paths.
    pub fn redirect(path: &str) -> Self {
        let kept = SAFE
            .into_iter()
            .filter(|(name, _)| matches!(*name, "cache-control" | "referrer-policy" | "strict-transport-security"));
        let mut headers = vec![("location", path.to_owned())];
        headers.extend(kept.map(|(name, value)| (name, value.to_owned())));
        Self { headers, ..Self::empty(303) }
    }

    /// A file to keep. A name with letters beyond ASCII is said twice (RFC 6266).
    #[must_use]
    pub fn download(self, name: &str) -> Self {
        let plain: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
        let whole = if name.is_ascii() {
            String::new()
        } else {
            format!("; filename*=UTF-8''{}", utf8_percent_encode(name, NON_ALPHANUMERIC))
        };
        self.with("content-disposition", format!("attachment; filename=\"{plain}\"{whole}"))
    }

    /// Sets a header, in place of one of its name. `set-cookie` may stand several times.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if name != "set-cookie" {
            self.headers.retain(|(known, _)| *known != name);
        }
        self.headers.push((name, value.into()));
        self
    }

    /// Adds something to do afterwards.
    #[must_use]
    pub fn then(mut self, after: After) -> Self {
        self.after.push(after);
        self
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}
