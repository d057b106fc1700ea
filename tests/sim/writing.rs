//! What customers and strangers write.

use crate::addresses::{both_ids, named, told};
use crate::beside_words;
use crate::host::PHONE_NUMBER_ID;
use crate::scenario::{Delivery, Scenario};
use serde_json::{Value, json};
use std::cell::Cell;
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::host::Host;

/// A number in letters: digits might be taken for a quantity.
pub fn marked(serial: u64) -> String {
    format!("{serial:012}").bytes().map(|digit| char::from(digit - b'0' + b'q')).collect()
}

impl Scenario {
    /// One to three messages in one POST.
    pub fn customer_writes(&mut self) {
        let who = self.sim.0.borrow_mut().rng.below(self.customers.len());
        let many = 1 + self.sim.0.borrow_mut().rng.below(3);
        let (mut messages, mut wamids) = (vec![], vec![]);
        let sender = told(&self.customers[who].0, &mut self.sim.0.borrow_mut().rng);
        for _ in 0..many {
            let (wamid, message) = self.message(who, &sender);
            messages.push(message);
            wamids.push(wamid);
        }
        let body = webhook::messages(PHONE_NUMBER_ID, &sender, &messages);
        self.post(Delivery { body, wamids, allowlisted: true, acknowledged: Cell::new(false) });
    }

    fn message(&mut self, who: usize, sender: &Sender) -> (String, Value) {
        self.serial += 1;
        let (known, written) = &mut self.customers[who];
        let world = &mut *self.sim.0.borrow_mut();
        let wamid = named(sender, self.serial, &mut world.rng);
        let seconds = world.now.millis() / 1000;
        // Each message's words are its own: whose they are can be told wherever they turn up.
        let mark = marked(self.serial);
        let earlier = (!written.is_empty()).then(|| *world.rng.pick(written));
        let kind = world.rng.below(20);
        if let (0..=1, Some(target)) = (kind, earlier) {
            self.changes.push((both_ids(known, self.serial), both_ids(known, target)));
        }
        // The id of the earlier one may be made with the other address.
        let earlier = earlier.map(|serial| named(known, serial, &mut world.rng));
        let message = match (kind, earlier) {
            (0, Some(target)) => {
                world.counts.note("edited");
                let new = json!({"type": "text", "text": {"body": format!("12 cartons finalement {mark}")}});
                sender.message(&wamid, seconds, "edit", json!({"original_message_id": target, "message": new}))
            }
            (1, Some(target)) => {
                world.counts.note("revoked");
                sender.message(&wamid, seconds, "revoke", json!({"original_message_id": target}))
            }
            (2, Some(target)) => {
                sender.message(&wamid, seconds, "reaction", json!({"message_id": target, "emoji": "👍"}))
            }
            (3, _) => sender.message(&wamid, seconds, "image", json!({"id": "1"})),
            (4, _) => sender.text(&wamid, seconds - 90_000, &format!("10 cartons d'hier {mark}")),
            (5, _) => sender.text(&wamid, seconds + 9_000, &format!("10 cartons de demain {mark}")),
            (6, _) => sender.text(&wamid, seconds, &format!("Où est ma commande ? {mark}")),
            (7, _) => sender.message(
                &wamid,
                seconds,
                "order",
                json!({"product_items": [{"product_retailer_id": "HT1", "quantity": 2}]}),
            ),
            (8..=11, earlier) => beside_words::message(world, sender, &wamid, earlier.as_ref(), &mark),
            _ => {
                let text = world.rng.pick::<&str>(&["10 cartons de coca svp", "HT1 x3", "2 sacs riz\n1 bidon huile"]);
                sender.text(&wamid, seconds, &format!("{text}\n{mark}"))
            }
        };
        written.push(self.serial);
        (wamid, message)
    }

    /// Somebody who is not on the list.
    pub fn stranger_writes(&mut self) {
        self.serial += 1;
        self.sim.0.borrow_mut().counts.note("stranger wrote");
        let wamid = webhook::wamid("33699999999", self.serial);
        let seconds = self.sim.now().millis() / 1000;
        let message = self.stranger.text(&wamid, seconds, "10 cartons of secret goods");
        let body = webhook::messages(PHONE_NUMBER_ID, &self.stranger, &[message]);
        self.post(Delivery { body, wamids: vec![wamid], allowlisted: false, acknowledged: Cell::new(false) });
    }
}
