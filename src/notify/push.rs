//! Web Push: a device rings, with its browser closed (RFC 8030).
//!
//! What is pushed says that somebody waits, for how long, and where to tap. No name, number or
//! word of a customer's is in it: it lies on a locked screen.

pub mod seal;
pub mod service;
pub mod vapid;

use crate::clock::Timestamp;
use crate::host::{Call, Destination, Host};
use crate::identity::ReviewId;
use std::time::Duration;
use vapid::Vapid;

const TIMEOUT: Duration = Duration::from_secs(10);

/// Where a browser is pushed to, and what for its eyes is sealed with.
#[derive(Clone)]
pub struct Subscription {
    pub endpoint: String,
    /// Its public key, an uncompressed point of 65 bytes.
    pub p256dh: Vec<u8>,
    /// What it shares with us alone, 16 bytes.
    pub auth: Vec<u8>,
}

/// What a device shows.
pub struct PushedText {
    pub title: String,
    pub body: String,
    pub language: &'static str,
    pub about: About,
    /// How many cards wait, for the icon.
    pub waiting: u32,
    /// Which they are: notices of others are closed. Some of them only, where there are many.
    pub open: Vec<String>,
    /// After this it is not shown any more.
    pub until: Timestamp,
}

/// What a notice is about, and what a tap opens.
pub enum About {
    Card(ReviewId),
    /// The cards that wait.
    Queue,
    /// Whether the device rings at all.
    Test,
}

impl About {
    /// One notice of a tag is shown at a time.
    fn tag(&self) -> &str {
        match self {
            Self::Card(card) => card.as_str(),
            Self::Queue => "waiting",
            Self::Test => "test",
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Card(card) => format!("/review/cards/{}", card.as_str()),
            Self::Queue => "/review".to_owned(),
            Self::Test => "/review/notices".to_owned(),
        }
    }
}

impl PushedText {
    /// The declarative form, which Safari shows by itself and our service worker everywhere else.
    /// Drafts of it differ in where `app_badge` stands, so it stands in both places.
    fn payload(&self, desk: Option<&str>) -> Vec<u8> {
        serde_json::json!({
            "web_push": 8030,
            "notification": {
                "title": self.title,
                "body": self.body,
                "lang": self.language,
                "navigate": format!("{}{}", desk.unwrap_or_default(), self.about.path()),
                "tag": self.about.tag(),
                "app_badge": self.waiting,
                "data": {"open": self.open},
            },
            "app_badge": self.waiting,
        })
        .to_string()
        .into_bytes()
    }

    /// One at a time for a card: a newer one takes the place of one that was not delivered yet.
    /// At most 32 letters of base64url (RFC 8030, section 5.4).
    fn topic(&self) -> String {
        self.about.tag().trim_start_matches("rev_").chars().filter(|c| c.is_ascii_alphanumeric()).take(32).collect()
    }
}

/// The request that pushes it. `None`: the keys of one of the two are none.
///
/// `desk`: `PUBLIC_URL`. Without it the tap's address is a path, which our service worker
/// completes.
pub async fn call(
    host: &dyn Host,
    vapid: &Vapid,
    desk: Option<&str>,
    device: &Subscription,
    shown: &PushedText,
) -> Option<Call> {
    let body = seal::seal(host, device, &shown.payload(desk)).await?;
    let authorization = vapid.authorization(host, &service::origin(&device.endpoint)).await?;
    let headers = vec![
        ("authorization", authorization),
        ("content-type", "application/octet-stream".to_owned()),
        ("content-encoding", "aes128gcm".to_owned()),
        ("ttl", shown.until.since(host.now()).as_secs().to_string()),
        ("urgency", "high".to_owned()),
        ("topic", shown.topic()),
    ];
    let to = Destination::Sealed { url: device.endpoint.clone(), headers, body };
    Some(Call { to, timeout: TIMEOUT, body: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(about: About) -> PushedText {
        PushedText {
            title: "Un client attend".into(),
            body: "Encore 23 heures".into(),
            language: "fr",
            about,
            waiting: 3,
            open: vec!["rev_1".into()],
            until: Timestamp::from_seconds(0),
        }
    }

    #[test]
    fn the_payload_is_declarative_and_leads_to_its_card() {
        let payload = |shown: PushedText, desk| -> serde_json::Value {
            serde_json::from_slice(&shown.payload(desk)).expect("JSON")
        };
        let one = payload(shown(About::Card(ReviewId::parse("rev_1").expect("an id"))), Some("https://desk.example"));
        assert_eq!((&one["web_push"], &one["app_badge"]), (&8030.into(), &3.into()));
        assert_eq!(one["notification"]["navigate"], "https://desk.example/review/cards/rev_1");
        assert_eq!(one["notification"]["tag"], "rev_1");
        let all = payload(shown(About::Queue), None);
        assert_eq!(all["notification"]["navigate"], "/review");
    }

    #[test]
    fn a_topic_is_short_and_plain() {
        let id = "rev_0123456789abcdef0123456789abcdef";
        assert_eq!(shown(About::Card(ReviewId::parse(id).expect("an id"))).topic(), "0123456789abcdef0123456789abcdef");
        assert_eq!(shown(About::Queue).topic(), "waiting");
    }
}
