//! The GET with which Meta checks that the URL is ours.

use crate::keyed_hash::{authentic, keyed};

/// The challenge to answer with, or `None` for a 403.
///
/// `mode`, `token` and `challenge` are the query's `hub.mode`,
/// `hub.verify_token` and `hub.challenge`. An empty `expected` never matches.
/// Both tokens are hashed before they are compared, so that the time taken says
/// nothing about how much of a guess was right.
///
/// Source: Meta, webhooks, verification requests.
pub fn answer<'q>(
    mode: Option<&str>,
    token: Option<&str>,
    challenge: Option<&'q str>,
    expected: &str,
) -> Option<&'q str> {
    const KEY: &[u8] = b"verify-token";
    let given = token.filter(|_| mode == Some("subscribe") && !expected.is_empty())?;
    authentic(KEY, given.as_bytes(), &keyed(KEY, &[expected.as_bytes()])).then_some(challenge?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mode: &str, token: &str, expected: &str, answered: bool) {
        let got = answer(Some(mode), Some(token), Some("42"), expected);
        assert_eq!(got, answered.then_some("42"));
    }

    #[test]
    fn only_the_right_token_is_answered() {
        check("subscribe", "open sesame", "open sesame", true);
        check("subscribe", "open sesam", "open sesame", false);
        check("subscribe", "", "open sesame", false);
        check("unsubscribe", "open sesame", "open sesame", false);
    }

    #[test]
    fn an_unset_token_is_never_matched() {
        check("subscribe", "", "", false);
        assert_eq!(answer(None, None, Some("42"), "t"), None);
        assert_eq!(answer(Some("subscribe"), Some("t"), None, "t"), None);
    }
}
