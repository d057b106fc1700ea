//! The CRM: what it is told, and how that is signed (Standard Webhooks 1.0).
//!
//! The news names a card and nothing of what is on it; the CRM asks the API for that.

use super::news::CardEvent;
use crate::clock::Timestamp;
use crate::host::{Call, Destination};
use crate::keyed_hash::keyed;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::time::Duration;

/// How long the CRM may take to answer.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// News that could not be told for so long is dropped.
const STALE: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// Where the CRM is told, and the key that signs it.
#[derive(Clone)]
pub struct Crm {
    /// `CRM_WEBHOOK_URL`.
    pub url: String,
    /// `CRM_WEBHOOK_SECRET`, decoded.
    pub key: Vec<u8>,
}

/// Reads a secret of Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes.
pub fn secret(text: &str) -> Option<Vec<u8>> {
    let key = STANDARD.decode(text.strip_prefix("whsec_").unwrap_or(text)).ok()?;
    (24..=64).contains(&key.len()).then_some(key)
}

/// Whether the row tells of a card that appeared or changed.
pub fn is_told(news: &CardEvent) -> bool {
    news.outcome != "refused"
}

/// Whether it is too old to be told.
pub fn is_stale(news: &CardEvent, now: Timestamp) -> bool {
    news.at < now.minus(STALE)
}

impl Crm {
    /// The request that tells it. Its id is the row's: told twice, it is the same.
    pub fn call(&self, news: &CardEvent, now: Timestamp) -> Call {
        let appeared = news.step == "queue" && news.version == Some(1);
        let body = serde_json::json!({
            "type": if appeared { "card.appeared" } else { "card.changed" },
            "timestamp": news.at,
            "data": {
                "id": news.review_id,
                "version": news.version,
                "step": news.step,
                "outcome": news.outcome,
                "reason": news.reason,
            },
        })
        .to_string();
        let (id, stamp) = (format!("evt_{}", news.id), (now.millis() / 1000).to_string());
        let signature = keyed(&self.key, &[id.as_bytes(), b".", stamp.as_bytes(), b".", body.as_bytes()]);
        Call {
            to: Destination::Http {
                url: self.url.clone(),
                headers: vec![
                    ("webhook-id", id),
                    ("webhook-timestamp", stamp),
                    ("webhook-signature", format!("v1,{}", STANDARD.encode(signature))),
                ],
            },
            timeout: TIMEOUT,
            body,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::ReviewId;

    #[test]
    fn it_is_signed_as_the_standard_says() {
        // The example of the standard's own libraries.
        let crm = Crm { url: "https://crm".into(), key: secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap() };
        let signature = keyed(&crm.key, &[b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}"]);
        assert_eq!(STANDARD.encode(signature), "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn the_news_names_a_card_and_nothing_on_it() {
        let news = CardEvent {
            id: 7,
            at: Timestamp::parse("2026-03-01T08:00:00.000Z").unwrap(),
            step: "queue".into(),
            outcome: "queued".into(),
            review_id: ReviewId::parse("rev_1").unwrap(),
            version: Some(1),
            reason: None,
            waits: true,
            received_at: None,
            window_closes_at: None,
            was_thanks: false,
        };
        assert!(is_told(&news));
        let crm = Crm { url: "https://crm".into(), key: vec![1; 24] };
        let call = crm.call(&news, Timestamp::from_seconds(1_772_352_000));
        let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!(body["type"], "card.appeared");
        assert_eq!(body["data"]["id"], "rev_1");
        let Destination::Http { headers, .. } = call.to else { panic!("an HTTP call") };
        assert_eq!(headers[0], ("webhook-id", "evt_7".to_owned()));
    }

    #[test]
    fn a_secret_has_a_form() {
        assert!(secret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").is_some());
        for bad in ["", "whsec_", "whsec_c2hvcnQ=", "not base64 at all!"] {
            assert!(secret(bad).is_none(), "{bad}");
        }
    }
}
