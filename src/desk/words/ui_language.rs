//! Which language the desk speaks.

use crate::http::Request;

/// What was chosen in a browser.
const COOKIE: &str = "desk-language";

/// A language of the desk. Those of the drafts are [`crate::language::Language`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UiLanguage {
    /// French.
    Fr,
    /// English.
    En,
}

impl UiLanguage {
    /// From `fr` or `en`.
    pub fn parse(tag: &str) -> Option<Self> {
        [Self::Fr, Self::En].into_iter().find(|tongue| tongue.tag() == tag)
    }

    /// `fr` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// What was chosen in this browser, or else what it would like best of what there is. `None`:
    /// it names neither.
    pub fn of_browser(cookies: &str, accept_language: &str) -> Option<Self> {
        let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        let chosen = pairs.filter(|(name, _)| *name == COOKIE).find_map(|(_, tag)| Self::parse(tag));
        let tags = accept_language.split(',').filter_map(|range| range.split([';', '-']).next());
        chosen.or_else(|| tags.filter_map(|tag| Self::parse(tag.trim())).next())
    }

    /// What this request's browser speaks, if it says so.
    pub fn of_request(request: &Request) -> Option<Self> {
        let header = |name| request.header(name).unwrap_or_default();
        Self::of_browser(header("cookie"), header("accept-language"))
    }

    /// Makes this browser keep to it, for a year. It says nothing about anybody.
    pub fn cookie(self) -> String {
        format!("{COOKIE}={}; Path=/review; Max-Age=31536000; SameSite=Lax; HttpOnly", self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_decides_unless_somebody_chose() {
        let of = UiLanguage::of_browser;
        assert_eq!(of("", ""), None);
        assert_eq!(of("", "de-DE,de;q=0.9"), None);
        assert_eq!(of("", "en-GB,en;q=0.9,fr;q=0.8"), Some(UiLanguage::En));
        assert_eq!(of("", "fr-FR,en"), Some(UiLanguage::Fr));
        assert_eq!(of("a=b; desk-language=fr", "en"), Some(UiLanguage::Fr));
        assert_eq!(of("desk-language=xx", "en"), Some(UiLanguage::En));
    }
}
