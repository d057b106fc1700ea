//! Meta's signature over the raw bytes of a webhook (G6).

use crate::keyed_hash::authentic;

/// The app secrets that are accepted now.
pub struct AppSecrets<'s> {
    /// `META_APP_SECRET`, not empty.
    pub current: &'s str,
    /// `META_APP_SECRET_PREVIOUS`: accepted too while a rotation is under way.
    pub previous: Option<&'s str>,
}

/// A well-formed `X-Hub-Signature-256` header, not yet checked against a body.
pub struct Signature([u8; 32]);

impl Signature {
    /// Reads `sha256=` and 64 hex digits, nothing else. Two headers arrive
    /// joined by a comma and are refused by their length.
    pub fn parse(header: &str) -> Option<Self> {
        let mut tag = [0; 32];
        hex::decode_to_slice(header.strip_prefix("sha256=")?, &mut tag).ok()?;
        Some(Self(tag))
    }

    /// Checks the body's raw bytes, in constant time. `None`: forged.
    pub fn verify<'b>(&self, body: &'b [u8], secrets: &AppSecrets<'_>) -> Option<Verified<'b>> {
        [Some(secrets.current), secrets.previous]
            .into_iter()
            .flatten()
            .filter(|secret| !secret.is_empty())
            .any(|secret| authentic(secret.as_bytes(), body, &self.0))
            .then_some(Verified { body })
    }
}

/// Proof that Meta signed these bytes. Only [`Signature::verify`] makes one.
pub struct Verified<'b> {
    body: &'b [u8],
}

impl<'b> Verified<'b> {
    /// The bytes that were signed.
    pub fn body(&self) -> &'b [u8] {
        self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyed_hash::keyed;

    const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;

    fn signed(secret: &str, body: &[u8]) -> String {
        format!("sha256={}", hex::encode(keyed(secret.as_bytes(), &[body])))
    }

    fn accepted(header: &str, body: &[u8], previous: Option<&str>) -> bool {
        let secrets = AppSecrets { current: "current", previous };
        Signature::parse(header).is_some_and(|s| s.verify(body, &secrets).is_some())
    }

    #[test]
    fn the_signed_bytes_are_accepted_and_no_other() {
        let header = signed("current", BODY);
        assert!(accepted(&header, BODY, None));
        for i in 0..BODY.len() {
            for bit in 0..8 {
                let mut body = BODY.to_vec();
                body[i] ^= 1 << bit;
                assert!(!accepted(&header, &body, None), "byte {i} bit {bit}");
            }
        }
        assert!(!accepted(&header, &[BODY, b" "].concat(), None));
    }

    #[test]
    fn a_malformed_header_is_no_signature() {
        let good = signed("current", BODY);
        let hex = good.strip_prefix("sha256=").unwrap().to_owned();
        for bad in [
            String::new(),
            "sha256=".into(),
            format!("sha1={hex}"),
            format!("SHA256={hex}"),
            hex.clone(),
            good[..good.len() - 1].to_owned(),
            format!("{good}0"),
            format!("{good} "),
            format!("sha256={}", "z".repeat(64)),
            "sha256=3q2+7w==".into(),
            format!("{good}, {good}"),
        ] {
            assert!(Signature::parse(&bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn other_keys_do_not_open() {
        for key in ["", "verify-token", "retired"] {
            assert!(!accepted(&signed(key, BODY), BODY, None), "{key:?}");
            assert!(!accepted(&signed(key, BODY), BODY, Some("")), "{key:?}");
        }
    }

    #[test]
    fn the_previous_secret_opens_during_a_rotation_only() {
        let header = signed("previous", BODY);
        assert!(accepted(&header, BODY, Some("previous")));
        assert!(!accepted(&header, BODY, None));
    }
}
