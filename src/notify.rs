//! Telling the CRM that a card appeared or changed: what is told, and how it is signed
//! (Standard Webhooks 1.0).
//!
//! The news names a card and nothing of what is on it; the CRM asks the API for that.

pub mod crm_cursor;
pub mod deliver;
mod settings;

use crate::host::{Call, Endpoint};
use crate::keyed_hash::keyed;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::time::Duration;

use crate::clock::Timestamp;

/// How long the CRM may take to answer.
pub const TIMEOUT: Duration = Duration::from_secs(10);

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

/// A ledger row, as far as it is news.
#[derive(Clone, Debug)]
pub struct CardEvent {
    /// The row's number.
    pub id: i64,
    at: Timestamp,
    step: String,
    outcome: String,
    review_id: Option<String>,
    version: Option<u32>,
    reason: Option<String>,
}

crate::from_row!(CardEvent { id, at, step, outcome, review_id, version, reason });

impl CardEvent {
    /// Whether the row tells of a card that appeared or changed.
    pub fn is_of_a_card(&self) -> bool {
        let changes = matches!(self.step.as_str(), "queue" | "decide" | "resolve" | "send" | "status" | "sweep");
        self.review_id.is_some() && changes && self.outcome != "refused"
    }

    /// Whether it happened before `when`.
    pub fn is_before(&self, when: Timestamp) -> bool {
        self.at < when
    }

    /// The request that tells it. Its id is the row's: told twice, it is the same.
    pub fn call(&self, crm: &Crm, now: Timestamp) -> Call {
        let appeared = self.step == "queue" && self.version == Some(1);
        let body = serde_json::json!({
            "type": if appeared { "card.appeared" } else { "card.changed" },
            "timestamp": self.at,
            "data": {
                "id": self.review_id,
                "version": self.version,
                "step": self.step,
                "outcome": self.outcome,
                "reason": self.reason,
            },
        })
        .to_string();
        let (id, stamp) = (format!("evt_{}", self.id), (now.millis() / 1000).to_string());
        let signature = keyed(&crm.key, &[id.as_bytes(), b".", stamp.as_bytes(), b".", body.as_bytes()]);
        Call {
            to: Endpoint::Http {
                url: crm.url.clone(),
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
            review_id: Some("rev_1".into()),
            version: Some(1),
            reason: None,
        };
        assert!(news.is_of_a_card());
        let crm = Crm { url: "https://crm".into(), key: vec![1; 24] };
        let call = news.call(&crm, Timestamp::from_seconds(1_772_352_000));
        let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!(body["type"], "card.appeared");
        assert_eq!(body["data"]["id"], "rev_1");
        let Endpoint::Http { headers, .. } = call.to else { panic!("an HTTP call") };
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
