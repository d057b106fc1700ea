//! Cloudflare Access: what its JWT says, and whether it may be believed.
//!
//! A JWT becomes [`Claimed`] when its header and claims fit, and an e-mail address when
//! its signature does. The signature is the runtime's work (WebCrypto);
//! what is signed, and by which key, is decided here (Cloudflare, "Validate JWTs").

use crate::clock::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::time::Duration;

/// The longest assertion that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// How far the clocks of Access and ours may differ.
const SKEW: Duration = Duration::from_secs(60);

/// Whose assertions count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// `https://TEAM.cloudflareaccess.com`, without a slash at the end.
    pub team: String,
    /// The application's audience tag.
    pub audience: String,
}

impl Issuer {
    /// Where its keys are.
    pub fn keys_url(&self) -> String {
        format!("{}/cdn-cgi/access/certs", self.team)
    }
}

/// An assertion whose header and claims fit, but whose signature nobody has checked.
#[derive(Debug)]
pub struct Claimed {
    /// Which of the issuer's keys is said to have signed it.
    pub key_id: String,
    /// What was signed: header, dot, payload.
    pub signed: String,
    /// The signature's bytes.
    pub signature: Vec<u8>,
    email: String,
}

impl Claimed {
    /// Who it vouches for, ASCII letters in lower case: other letters of Unicode become some of
    /// them, and would be somebody else. Only to be asked once the signature holds.
    pub fn email(self) -> String {
        self.email
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Claims {
    aud: Audience,
    iss: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    email: String,
}

/// One, or a list of them.
#[derive(Deserialize)]
#[serde(transparent)]
struct Audience(serde_json::Value);

impl Audience {
    fn includes(&self, tag: &str) -> bool {
        self.0 == tag || self.0.as_array().is_some_and(|many| many.iter().any(|one| one == tag))
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    crate::json::read(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// Reads an assertion. `None` unless it is a JWT signed with RS256, of this issuer, for
/// this audience, not expired and not before its time.
pub fn read(assertion: &str, issuer: &Issuer, now: Timestamp) -> Option<Claimed> {
    if assertion.len() > LONGEST {
        return None;
    }
    let (signed, signature) = assertion.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let header: Header = part(header)?;
    let claims: Claims = part(payload)?;
    // The algorithm is ours to choose, never the token's.
    let fits = header.alg == "RS256"
        && claims.iss == issuer.team
        && claims.aud.includes(&issuer.audience)
        && now < Timestamp::from_seconds(claims.exp).plus(SKEW)
        && claims.nbf.is_none_or(|nbf| Timestamp::from_seconds(nbf) <= now.plus(SKEW))
        && !claims.email.trim().is_empty();
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    fits.then(|| Claimed {
        key_id: header.kid,
        signed: signed.to_owned(),
        signature,
        email: claims.email.trim().to_ascii_lowercase(),
    })
}

/// One of the issuer's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id.
    pub id: String,
    /// Modulus and exponent, base64url.
    parts: (String, String),
}

impl SigningKey {
    /// As WebCrypto imports it: JSON of a JWK for RS256, verification alone.
    pub fn jwk(&self) -> String {
        let (n, e) = &self.parts;
        serde_json::json!({"kty": "RSA", "alg": "RS256", "n": n, "e": e, "ext": true}).to_string()
    }
}

/// The RSA keys of a key set; others are left out. `None`: it is no key set.
pub fn keys(body: &[u8]) -> Option<Vec<SigningKey>> {
    #[derive(Deserialize)]
    struct Set<'a> {
        #[serde(borrow)]
        keys: Vec<&'a RawValue>,
    }
    #[derive(Deserialize)]
    struct Rsa {
        kid: String,
        kty: String,
        n: String,
        e: String,
    }
    let set: Set<'_> = crate::json::read(body).ok()?;
    let rsa = |key: &RawValue| crate::json::read::<Rsa>(key.get().as_bytes()).ok().filter(|key| key.kty == "RSA");
    let key = |key: Rsa| SigningKey { id: key.kid, parts: (key.n, key.e) };
    Some(set.keys.into_iter().take(32).filter_map(rsa).map(key).collect())
}

/// The issuer's keys as they were last fetched.
#[derive(Debug, Default)]
pub struct KeyCache {
    keys: Vec<SigningKey>,
    fetched_at: Option<Timestamp>,
    tried_at: Option<Timestamp>,
    fetching: bool,
}

/// Keys older than this are not believed any more: Access rotates them.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// Keys are not fetched more often, whatever is asked for.
const SELDOM: Duration = Duration::from_secs(60);

impl KeyCache {
    /// A key that may be believed now.
    pub fn find(&self, id: &str, now: Timestamp) -> Option<&SigningKey> {
        let fresh = self.fetched_at.is_some_and(|at| now < at.plus(FRESH));
        self.keys.iter().find(|key| fresh && key.id == id)
    }

    /// Whether the keys may be fetched now; if so, that is noted.
    pub fn may_fetch(&mut self, now: Timestamp) -> bool {
        let may = self.tried_at.is_none_or(|at| now >= at.plus(SELDOM));
        if may {
            (self.tried_at, self.fetching) = (Some(now), true);
        }
        may
    }

    /// Whether somebody is at it.
    pub fn is_fetching(&self) -> bool {
        self.fetching
    }

    /// Whether it is time for new keys although the old ones may be believed for a while.
    pub fn is_old(&self, now: Timestamp) -> bool {
        self.fetched_at.is_none_or(|at| now >= at.plus(FRESH / 2))
    }

    /// What was fetched; `None` if nothing could be.
    pub fn store(&mut self, keys: Option<Vec<SigningKey>>, now: Timestamp) {
        self.fetching = false;
        if let Some(keys) = keys {
            (self.keys, self.fetched_at) = (keys, Some(now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_772_352_000;

    fn jwt(header: &str, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(header), part(claims), part("signature"))
    }

    fn check(change: impl Fn(&mut serde_json::Value, &mut serde_json::Value), accepted: bool) {
        let mut header = serde_json::json!({"alg": "RS256", "kid": "k1"});
        let mut claims = serde_json::json!({
            "aud": ["tag"], "iss": "https://team.example", "exp": NOW + 600, "nbf": NOW - 5, "email": "Rani@Example.com",
        });
        change(&mut header, &mut claims);
        let issuer = Issuer { team: "https://team.example".into(), audience: "tag".into() };
        let read = read(&jwt(&header.to_string(), &claims.to_string()), &issuer, Timestamp::from_seconds(NOW));
        assert_eq!(read.is_some(), accepted, "{header} {claims}");
        if let Some(claimed) = read {
            assert_eq!((claimed.key_id.clone(), claimed.email()), ("k1".into(), "rani@example.com".into()));
        }
    }

    #[test]
    fn only_what_the_issuer_says_of_us_now_counts() {
        check(|_, _| {}, true);
        check(|_, claims| claims["aud"] = "tag".into(), true);
        check(|_, claims| claims["nbf"] = serde_json::Value::Null, true);
        check(|header, _| header["alg"] = "none".into(), false);
        check(|header, _| header["alg"] = "HS256".into(), false);
        check(|header, _| header["alg"] = "rs256".into(), false);
        check(|_, claims| claims["aud"] = "other".into(), false);
        check(|_, claims| claims["iss"] = "https://team.example/".into(), false);
        check(|_, claims| claims["exp"] = (NOW - 61).into(), false);
        check(|_, claims| claims["exp"] = (-1).into(), false);
        check(|_, claims| claims["nbf"] = (NOW + 61).into(), false);
        check(|_, claims| claims["email"] = " ".into(), false);
    }

    #[test]
    fn a_kelvin_sign_is_no_k() {
        let claims = serde_json::json!({
            "aud": "tag", "iss": "https://team.example", "exp": NOW + 600, "email": "\u{212a}arim@Example.com",
        });
        let issuer = Issuer { team: "https://team.example".into(), audience: "tag".into() };
        let assertion = jwt(r#"{"alg":"RS256","kid":"k1"}"#, &claims.to_string());
        let claimed = read(&assertion, &issuer, Timestamp::from_seconds(NOW)).unwrap();
        assert_eq!(claimed.email(), "\u{212a}arim@example.com");
    }

    #[test]
    fn keys_are_fetched_seldom_and_not_believed_for_long() {
        let (mut cache, at) = (KeyCache::default(), Timestamp::from_seconds);
        assert!(cache.may_fetch(at(NOW)) && !cache.may_fetch(at(NOW + 59)));
        let set = br#"{"keys":[{"kid":"k1","kty":"RSA","n":"AQAB","e":"AQAB"},{"kid":"k2","kty":"EC","x":"1"}]}"#;
        cache.store(keys(set), at(NOW));
        assert!(!cache.is_old(at(NOW + 1_799)) && cache.is_old(at(NOW + 1_800)));
        assert!(cache.find("k1", at(NOW + 3_599)).is_some());
        assert!(cache.find("k2", at(NOW)).is_none());
        assert!(cache.find("k1", at(NOW + 3_600)).is_none());
        assert!(cache.may_fetch(at(NOW + 60)));
        assert!(keys(b"<html>").is_none());
    }
}
