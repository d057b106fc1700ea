//! A request as the runtime got it. Its body comes apart: most refusals do not read it.

use super::credential::Provenance;
use crate::host::Boxed;
use std::borrow::Cow;

/// The methods that a route can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Everything of a request but its body.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    scheme: String,
    authority: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
}

impl Request {
    /// From the method and the URL, as they were sent, and the headers. A URL without a host
    /// is taken for a path.
    pub fn new(method: &str, url: &str, headers: impl IntoIterator<Item = (String, String)>) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let path_at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(path_at).unwrap_or((rest, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let lower = |(name, value): (String, String)| (name.to_ascii_lowercase(), value);
        Self {
            method: method.to_owned(),
            scheme: scheme.to_ascii_lowercase(),
            authority: authority.to_ascii_lowercase(),
            path: if path.is_empty() { "/".to_owned() } else { path.to_owned() },
            query: query.to_owned(),
            headers: headers.into_iter().map(lower).collect(),
        }
    }

    /// The method as it was sent.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path as it was sent: percent-encoded, with its first slash.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Path and query, for a link back to here.
    pub fn path_and_query(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// The first header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// `content-type` without its parameters, in lower case; empty if there is none.
    pub fn content_type(&self) -> String {
        let kind = self.header("content-type").unwrap_or_default();
        kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The query's value of a name, decoded; the first one counts.
    pub fn query(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| Cow::into_owned(value))
    }

    /// `https://desk.example`, as browsers write an origin.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    pub fn is_https(&self) -> bool {
        self.scheme == "https"
    }

    /// Plain HTTP on this machine: `npm start` and the tests.
    pub fn is_local(&self) -> bool {
        let host = self.authority.rsplit_once(':').map_or(self.authority.as_str(), |(host, port)| {
            if port.bytes().all(|b| b.is_ascii_digit()) { host } else { self.authority.as_str() }
        });
        self.scheme == "http" && matches!(host, "127.0.0.1" | "localhost" | "[::1]")
    }

    /// Whether a page of ours made the request.
    pub fn is_from_us(&self) -> bool {
        let from = Provenance { origin: self.header("origin"), fetch_site: self.header("sec-fetch-site") };
        from.is_ours(&self.origin())
    }

    /// Whether the request changes nothing.
    pub fn reads(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

/// A body that was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// There is more than may be read.
    TooLarge,
    /// The client broke it off.
    Broken,
}

/// The body of a request.
pub trait Body {
    /// Reads it, `limit` bytes at most. Read again it is empty.
    ///
    /// Errors: it is larger, or it broke off.
    fn read(&mut self, limit: usize) -> Boxed<'_, Result<Vec<u8>, BodyError>>;
}

impl Body for Vec<u8> {
    fn read(&mut self, limit: usize) -> Boxed<'_, Result<Vec<u8>, BodyError>> {
        let bytes = std::mem::take(self);
        Box::pin(async move { if bytes.len() > limit { Err(BodyError::TooLarge) } else { Ok(bytes) } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(url: &str) -> Request {
        Request::new("GET", url, [])
    }

    #[test]
    fn a_url_is_taken_apart() {
        let request = get("https://Desk.example:8443/review/cards/rev_1?done=a%20b&done=c#top");
        assert_eq!(request.origin(), "https://desk.example:8443");
        assert_eq!(request.path(), "/review/cards/rev_1");
        assert_eq!(request.query("done").as_deref(), Some("a b"));
        assert_eq!(request.query("other"), None);
        assert_eq!(get("https://desk.example").path(), "/");
        assert_eq!(get("https://desk.example?x=1").path(), "/");
    }

    #[test]
    fn only_this_machine_is_local() {
        for local in ["http://127.0.0.1:8787/", "http://localhost/", "http://[::1]:1/", "http://[::1]/"] {
            assert!(get(local).is_local(), "{local}");
        }
        for elsewhere in
            ["https://localhost/", "http://localhost.evil/", "http://desk.example/", "http://127.0.0.1.evil:80/"]
        {
            assert!(!get(elsewhere).is_local(), "{elsewhere}");
        }
    }

    #[test]
    fn headers_are_found_in_any_case() {
        let headers = [("Content-Type".to_owned(), "Application/JSON; charset=utf-8".to_owned())];
        let request = Request::new("POST", "https://x/", headers);
        assert_eq!(request.content_type(), "application/json");
        assert_eq!(request.header("accept"), None);
    }
}
