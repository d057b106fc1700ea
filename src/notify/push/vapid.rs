//! Who pushes (RFC 8292): a token for the push service's origin, signed with the key that
//! browsers were shown when they subscribed.

use crate::clock::Timestamp;
use crate::host::Host;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::time::Duration;

/// How long a token holds. At most 24 hours are allowed, and clocks differ.
const HOLDS: Duration = Duration::from_secs(12 * 60 * 60);

/// The key of this Worker, and how to reach who runs it.
#[derive(Clone)]
pub struct Vapid {
    /// `VAPID_PRIVATE_KEY`, decoded.
    pub key: Vec<u8>,
    /// `VAPID_SUBJECT`: `mailto:` or `https:`. Apple refuses what has none.
    pub subject: String,
}

/// Reads a private key: 32 bytes in base64url, as tools for Web Push make it.
pub fn private_key(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok().filter(|key| key.len() == 32)
}

impl Vapid {
    /// The public half, as browsers take it. `None`: the key is none.
    pub async fn public(&self, host: &dyn Host) -> Option<String> {
        Some(URL_SAFE_NO_PAD.encode(host.crypto().public(&self.key).await?))
    }

    /// `Authorization` for a push service. `None`: the key is none.
    pub async fn authorization(&self, host: &dyn Host, origin: &str) -> Option<String> {
        let unsigned = unsigned(origin, host.now(), &self.subject);
        let signature = host.crypto().sign(&self.key, unsigned.as_bytes()).await?;
        let public = self.public(host).await?;
        Some(format!("vapid t={unsigned}.{}, k={public}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The token but for its signature.
fn unsigned(origin: &str, now: Timestamp, subject: &str) -> String {
    let expires = now.plus(HOLDS).millis() / 1000;
    let claims = serde_json::json!({"aud": origin, "exp": expires, "sub": subject}).to_string();
    let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
    format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8292, section 2.4: head and claims, as the standard writes them.
    #[test]
    fn a_token_has_the_standards_form() {
        let token = unsigned(
            "https://push.example.net",
            Timestamp::from_seconds(1_453_523_768 - 43_200),
            "mailto:push@example.com",
        );
        let (head, claims) = token.split_once('.').expect("two parts");
        assert_eq!(head, "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9");
        let example = "eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0";
        assert_eq!(claims, example);
    }

    #[test]
    fn a_private_key_is_32_bytes() {
        assert!(private_key("nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM").is_some());
        assert!(private_key("nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM=").is_some());
        for bad in
            ["", "short", "nEQ+8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM", "nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPns"]
        {
            assert!(private_key(bad).is_none(), "{bad}");
        }
    }
}
