//! A decision as its client makes it: by the API or at the desk, with a key. A client that heard
//! nothing makes it again with the same key.

use crate::host::Sim;
use crate::invariants::answers;
use crate::people::{at_desk, called};
use serde_json::Value;
use std::cell::Cell;
use std::time::Duration;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::settings::Settings;

/// How somebody presses.
pub enum Way {
    Api(Value),
    Desk(Vec<(String, String)>),
}

pub struct Press {
    pub who: usize,
    /// The card.
    pub card: String,
    pub verb: String,
    pub key: String,
    pub way: Way,
    /// When it was made first.
    pub made_at: Timestamp,
    /// How often it was made.
    pub times: Cell<u32>,
    /// What its client heard first that says how it went.
    pub heard: Cell<Option<Heard>>,
}

/// What the answer to a press says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    CarriedOut,
    /// 409.
    Refused,
    /// The switch is off: 503. It may be made again.
    NotNow,
    /// Something broke: nobody knows.
    Broke,
    /// The customer was erased, and with them what the key is known by: 422.
    Erased,
}

impl Heard {
    /// What a status means.
    pub fn of(status: u16) -> Self {
        match status {
            200 | 303 => Self::CarriedOut,
            409 => Self::Refused,
            503 => Self::NotNow,
            500 => Self::Broke,
            422 => Self::Erased,
            other => panic!("a press is answered {other}"),
        }
    }

    /// Whether it says how the press went, once and for all.
    pub fn is_final(self) -> bool {
        matches!(self, Self::CarriedOut | Self::Refused)
    }
}

impl Press {
    pub fn new(sim: &Sim, who: usize, card: &str, verb: &str, key: &str, way: Way) -> Self {
        Self {
            who,
            card: card.to_owned(),
            verb: verb.to_owned(),
            key: key.to_owned(),
            way,
            made_at: sim.now(),
            times: Cell::new(0),
            heard: Cell::new(None),
        }
    }

    /// A key is known for a week.
    pub fn may_be_made_again(&self, now: Timestamp) -> bool {
        now < self.made_at.plus(Duration::from_secs(6 * 24 * 60 * 60))
    }

    /// Makes it, or makes it again.
    pub async fn make(&self, sim: &Sim, settings: &Settings) {
        self.times.set(self.times.get() + 1);
        let quiet = !sim.0.borrow().faults;
        let (status, answer) = match &self.way {
            Way::Api(body) => {
                let path = format!("/api/reviews/{}/{}", self.card, self.verb);
                called(sim, settings, self.who, "POST", &path, &[("idempotency-key", &self.key)], body).await
            }
            Way::Desk(fields) => {
                let path = format!("/review/cards/{}/{}", self.card, self.verb);
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
                let Some(page) = at_desk(sim, settings, self.who, |browser| browser.submits(&path, &[], &fields)).await
                else {
                    return;
                };
                (page.status, Value::Null)
            }
        };
        let heard = Heard::of(status);
        let world = &mut *sim.0.borrow_mut();
        assert!(!quiet || heard != Heard::Broke, "{} broke although nothing else did", self.verb);
        answers::check(world, self, heard, &answer);
        world.counts.note(match (heard, answer["error"]["code"].as_str(), self.verb.as_str()) {
            (Heard::Refused, Some("already_decided" | "stale_version"), _) => "decision lost the race",
            (Heard::Refused, Some("newer_card"), _) => "a newer card goes before it",
            (Heard::Refused, ..) => "decision refused",
            (Heard::CarriedOut, _, "resolve") => "resolved",
            (Heard::CarriedOut, ..) => "decision carried out",
            (Heard::NotNow, ..) => "decision while it is off",
            (Heard::Broke, ..) => "decision broke",
            (Heard::Erased, ..) => "decision on who was erased",
        });
    }
}
