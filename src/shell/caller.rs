//! Who makes a request, and whether their browser was made to.

use super::Call;
use super::access;
use super::answer::ApiError;
use super::host::WorkerHost;
use crate::http::credential::{COOKIE, Credential, LOCAL_COOKIE, Provenance, SessionId, forget_cookie};
use crate::review::Role;
use crate::steps::read;
use crate::store::reviewer::Reviewer;

/// The header that holds the CSRF token where there is no form.
const CSRF: &str = "x-csrf-token";

impl Call {
    /// Who asks, if they may. A credential that a browser sends by itself acts only
    /// from a page of ours that holds its CSRF token.
    ///
    /// Errors: 401 without a valid credential, 403 without the role or from elsewhere.
    pub(super) async fn authorize(&self, host: &WorkerHost, may: fn(Role) -> bool) -> Result<Reviewer, ApiError> {
        let credential = self.credential().await.ok_or(ApiError::Unauthorized)?;
        let reviewer = read::authenticate(host, &credential).await?.ok_or(ApiError::Unauthorized)?;
        if let (false, Some(csrf)) = (self.reads(), credential.csrf()) {
            let given = self.header(CSRF).unwrap_or_default();
            if !self.is_from_us() || !csrf.is(&given) {
                return Err(ApiError::Forbidden);
            }
        }
        if may(reviewer.role) { Ok(reviewer) } else { Err(ApiError::Forbidden) }
    }

    /// What the request brings to say who makes it; a token goes before a session, and
    /// that before Access.
    pub(super) async fn credential(&self) -> Option<Credential> {
        if let Some(header) = self.header("authorization") {
            let (scheme, token) = header.split_once(' ')?;
            let token = token.trim();
            let bearer = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
            return bearer.then(|| Credential::Token(token.to_owned()));
        }
        match self.session() {
            Some(id) => Some(Credential::Session(id)),
            None => access::credential(self).await,
        }
    }

    /// The session that the cookie names.
    pub(super) fn session(&self) -> Option<SessionId> {
        let cookies = self.header("cookie")?;
        let local = || self.is_local().then(|| SessionId::from_cookies(&cookies, LOCAL_COOKIE)).flatten();
        SessionId::from_cookies(&cookies, COOKIE).or_else(local)
    }

    /// `Set-Cookie` headers that begin a session. Over plain HTTP on this machine there
    /// are two, because browsers differ in whether they keep a `Secure` one there.
    pub(super) fn cookies(&self, id: &SessionId) -> Vec<String> {
        let mut cookies = vec![id.cookie(COOKIE, true)];
        if self.is_local() {
            cookies.push(id.cookie(LOCAL_COOKIE, false));
        }
        cookies
    }

    /// `Set-Cookie` headers that end it.
    pub(super) fn forgotten_cookies(&self) -> Vec<String> {
        let mut cookies = vec![forget_cookie(COOKIE, true)];
        if self.is_local() {
            cookies.push(forget_cookie(LOCAL_COOKIE, false));
        }
        cookies
    }

    /// Whether a session may begin here: HTTPS, or this machine.
    pub(super) fn may_hold_a_session(&self) -> bool {
        self.url.starts_with("https:") || self.is_local()
    }

    fn is_local(&self) -> bool {
        self.url.starts_with("http:")
            && self.parsed().is_ok_and(|url| matches!(url.hostname().as_str(), "127.0.0.1" | "localhost" | "[::1]"))
    }

    /// Whether a page of ours made the request.
    pub(super) fn is_from_us(&self) -> bool {
        let (origin, fetch_site) = (self.header("origin"), self.header("sec-fetch-site"));
        let from = Provenance { origin: origin.as_deref(), fetch_site: fetch_site.as_deref() };
        self.parsed().is_ok_and(|url| from.is_ours(&url.origin()))
    }

    /// Whether the request changes nothing.
    pub(super) fn reads(&self) -> bool {
        matches!(self.request.method().as_str(), "GET" | "HEAD")
    }
}
