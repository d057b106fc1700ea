//! How a person says who they are: a token, a session, or Cloudflare Access.
//!
//! A token is sent by the client each time. A session's cookie and Access's header
//! come with every request that a browser makes, wanted or not; what they may do is
//! therefore bound to a [`Csrf`] token and to our own origin.

use super::Request;
use crate::keyed_hash::sha256_hex;
use std::time::Duration;

/// A session that is not used ends after this.
pub const IDLE: Duration = Duration::from_secs(30 * 60);

/// A session ends after this, used or not.
pub const LONGEST: Duration = Duration::from_secs(8 * 60 * 60);

/// A phone that a link signed in stays so for this long unused: a night.
pub const PHONE_IDLE: Duration = Duration::from_secs(12 * 60 * 60);

/// And for this long in all.
pub const PHONE_LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The cookie's name. Browsers take the prefix for: this host alone, HTTPS alone.
pub const COOKIE: &str = "__Host-session";

/// Its name over plain HTTP on this machine alone, where some browsers keep no
/// `Secure` cookie.
pub const LOCAL_COOKIE: &str = "local-session";

/// Who somebody says they are.
#[derive(Clone)]
pub enum Credential {
    /// `Authorization: Bearer …`
    Token(String),
    /// The cookie.
    Session(SessionId),
    /// The e-mail address that Cloudflare Access vouches for, and the assertion that
    /// says so.
    Access {
        /// Lower case.
        email: String,
        /// The JWT.
        assertion: String,
    },
}

impl Credential {
    /// What a form has to hold to act for this credential. A token is not sent by
    /// itself, so it needs none.
    pub fn csrf(&self) -> Option<Csrf> {
        match self {
            Self::Token(_) => None,
            Self::Session(id) => Some(Csrf::of(&id.0)),
            Self::Access { assertion, .. } => Some(Csrf::of(assertion)),
        }
    }
}

/// A session's id: 256 random bits, hex. D1 has its SHA-256 alone.
#[derive(Clone)]
pub struct SessionId(String);

impl SessionId {
    /// Of these bits.
    pub fn new(bits: [[u8; 16]; 2]) -> Self {
        Self(hex::encode(bits.concat()))
    }

    /// From a `Cookie` header; the first of ours that has the right form.
    pub fn from_cookies(header: &str, name: &str) -> Option<Self> {
        let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        let hex = |text: &str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        pairs.filter(|(key, _)| *key == name).map(|(_, id)| id).find(|id| hex(id)).map(|id| Self(id.to_owned()))
    }

    /// The one that a request's cookie names.
    pub fn of_request(request: &Request) -> Option<Self> {
        let cookies = request.header("cookie")?;
        let local = || request.is_local().then(|| Self::from_cookies(cookies, LOCAL_COOKIE)).flatten();
        Self::from_cookies(cookies, COOKIE).or_else(local)
    }

    /// As D1 knows it.
    pub fn sha256(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }

    /// `Set-Cookie` that begins the session.
    pub fn cookie(&self, name: &str, secure: bool) -> String {
        set_cookie(name, &self.0, LONGEST, secure)
    }

    /// The same for a phone.
    pub fn phone_cookie(&self, name: &str, secure: bool) -> String {
        set_cookie(name, &self.0, PHONE_LONGEST, secure)
    }
}

/// `Set-Cookie` that forgets it.
pub fn forget_cookie(name: &str, secure: bool) -> String {
    set_cookie(name, "", Duration::ZERO, secure)
}

fn set_cookie(name: &str, value: &str, age: Duration, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{secure}", age.as_secs())
}

/// What only a page that we served to this credential knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Csrf(String);

impl Csrf {
    fn of(credential: &str) -> Self {
        Self(sha256_hex(format!("whatsapp-order-ack/csrf/v1\n{credential}").as_bytes()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is it. Both are compared by hash, so that the time tells nothing.
    pub fn is(&self, given: &str) -> bool {
        sha256_hex(self.0.as_bytes()) == sha256_hex(given.as_bytes())
    }
}

/// Where a browser says that a request comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Provenance<'a> {
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`; older browsers send none.
    pub fetch_site: Option<&'a str>,
}

impl Provenance<'_> {
    /// Whether it comes from a page of ours. A page with `Referrer-Policy:
    /// no-referrer` posts its forms with `Origin: null` (Fetch, "append a request
    /// `Origin` header"); then `Sec-Fetch-Site`, which no page can set, decides.
    pub fn is_ours(self, origin: &str) -> bool {
        match (self.origin, self.fetch_site) {
            (Some(from), None) => from == origin,
            (Some(from), Some(site)) => site == "same-origin" && (from == origin || from == "null"),
            (None, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: Option<&str>, fetch_site: Option<&str>, ours: bool) {
        let from = Provenance { origin, fetch_site };
        assert_eq!(from.is_ours("https://desk.example"), ours, "{from:?}");
    }

    #[test]
    fn only_our_own_pages_act() {
        check(Some("https://desk.example"), None, true);
        check(Some("https://desk.example"), Some("same-origin"), true);
        check(Some("null"), Some("same-origin"), true);
        check(Some("null"), None, false);
        check(Some("null"), Some("cross-site"), false);
        check(Some("https://desk.example"), Some("same-site"), false);
        check(Some("https://desk.example.evil"), None, false);
        check(Some("http://desk.example"), Some("same-origin"), false);
        check(None, Some("same-origin"), false);
        check(None, None, false);
    }

    #[test]
    fn a_session_is_read_from_its_own_cookie_alone() {
        let id = "a1".repeat(32);
        let read = |header: &str| SessionId::from_cookies(header, COOKIE).map(|id| id.0);
        assert_eq!(read(&format!("x=1; __Host-session={id}")), Some(id.clone()));
        assert_eq!(read(&format!("session={id}; xx__Host-session={id}")), None);
        assert_eq!(read(&format!("__Host-session={}", id.to_uppercase())), None);
        assert_eq!(read("__Host-session="), None);
    }

    #[test]
    fn each_session_has_its_own_csrf_token() {
        let csrf = |byte| Credential::Session(SessionId::new([[byte; 16]; 2])).csrf().unwrap();
        let (a, b) = (csrf(1), csrf(2));
        assert!(a.is(a.as_str()));
        assert!(!a.is(b.as_str()) && !a.is(""));
        assert!(Credential::Token("t".into()).csrf().is_none());
    }
}
