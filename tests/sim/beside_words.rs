//! What comes besides a customer's own new words: pictures, quotes, notices of WhatsApp's, messages
//! to a group, answers from the business's own phone; and what must hold of them.

use crate::host::{PHONE_NUMBER_ID, World};
use crate::scenario::{Delivery, Scenario};
use serde_json::{Map, Value, json};
use std::cell::Cell;
use testkit::database::{count_of, rows_of};
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::host::Host;

/// What only notices say.
const NOTICE: &str = "User changed from";

/// A message that is more than words, or is not the customer's.
pub fn message(world: &mut World, sender: &Sender, wamid: &str, earlier: Option<&String>, mark: &str) -> Value {
    let seconds = world.now.millis() / 1000;
    let (note, mut message) = match world.rng.below(4) {
        0 => ("notice", sender.message(wamid, seconds, "system", json!({"body": format!("{NOTICE} 1 to 2 {mark}")}))),
        1 => {
            let image = json!({"id": "1", "mime_type": "image/jpeg", "caption": format!("10 cartons {mark}")});
            ("picture", sender.message(wamid, seconds, "image", image))
        }
        2 => ("quote", sender.text(wamid, seconds, &format!("10 cartons comme cela\n{mark}"))),
        _ => ("group", sender.text(wamid, seconds, &format!("10 cartons pour tous\n{mark}"))),
    };
    if note == "group" {
        message["group_id"] = json!("Y2FwaV9ncm91cDox");
    }
    if let ("quote" | "picture", Some(earlier)) = (note, earlier) {
        message["context"] = json!({"id": earlier, "from": message["from"]});
    }
    world.counts.note(note);
    message
}

/// No model is told what WhatsApp itself said.
pub fn check_prompt(body: &str) {
    assert!(!body.contains(NOTICE), "a model is given a notice as the customer's words");
}

/// At the moment that a claim is committed: it answers a message that its customer sent to the
/// business alone and that opened its window, and knows of every answer from the phone.
pub fn check_claim(world: &World, claim: &Map<String, Value>) {
    let attempt = claim["id"].as_str().unwrap_or_default();
    let card = "FROM send_attempt a JOIN review_queue r ON r.id = a.review_id WHERE a.id = ?1";
    let asked = |condition: &str| count_of(&world.db, &format!("SELECT count(*) {card} AND {condition}"), [attempt]);
    let quoted = "EXISTS (SELECT 1 FROM inbound_message m WHERE m.wamid = r.quoted_wamid
        AND (m.notice = 1 OR m.in_group = 1))";
    assert_eq!(asked(quoted), 0, "an answer to a notice or to a group's message");
    let opened = "EXISTS (SELECT 1 FROM inbound_message m WHERE m.sender_id = r.sender_id AND m.notice = 0
        AND m.in_group = 0 AND m.kind NOT IN ('edit', 'revoke', 'reaction') AND m.window_closes_at > a.started_at)";
    assert_eq!(asked(opened), 1, "an answer on a window that nobody opened");
    let unheard = "EXISTS (SELECT 1 FROM allowlist w WHERE w.sender_id = r.sender_id AND w.customer_id = r.customer_id
        AND w.phone_answered_at >= r.received_at AND COALESCE(r.answered_elsewhere_at, '') < w.phone_answered_at)";
    assert_eq!(asked(unheard), 0, "an answer by who was not told of the one from the phone");
    let told = format!("SELECT r.id, r.version {card} AND r.answered_elsewhere_at IS NOT NULL");
    for card in rows_of(&world.db, &told, [attempt]) {
        let (id, version) = (card["id"].as_str().unwrap_or_default(), card["version"].as_i64().unwrap_or_default());
        let later = "SELECT count(*) FROM run_ledger
            WHERE review_id = ?1 AND reason = 'answered_elsewhere' AND version > ?2";
        assert_eq!(
            count_of(&world.db, later, (id, version)),
            0,
            "an answer to the version before the one from the phone"
        );
    }
}

impl Scenario {
    /// To a customer, or to somebody who is not on the list.
    pub fn the_business_answers_on_its_phone(&mut self) {
        self.serial += 1;
        let to = {
            let world = &mut *self.sim.0.borrow_mut();
            world.counts.note("answered from the phone");
            let strangers = world.rng.one_in(4);
            if strangers { self.stranger.clone() } else { world.rng.pick(&self.customers).0.clone() }
        };
        let wamid = webhook::wamid(to.phone.as_deref().unwrap_or("bsuid"), self.serial);
        let seconds = self.sim.now().millis() / 1000;
        let body = webhook::echo(PHONE_NUMBER_ID, &to, &wamid, seconds, "secret goods are noted");
        self.post(Delivery { body, wamids: vec![], allowlisted: false, acknowledged: Cell::new(false) });
    }
}
