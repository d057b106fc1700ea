//! Edits and deletions count where they would cause a model call, and what changes a message over
//! the caps does not bring its words onto a card within them (G3).

use serde_json::{Value, json};
use testkit::database::{count, rows};
use testkit::recording::{Fixed, NOON, NUMBER_ID, Recording, SECRET};
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::identity::SenderId;
use whatsapp_order_ack::settings::{Settings, SettingsSource};
use whatsapp_order_ack::webhook::receive::receive;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

/// A model, and so many messages an hour.
#[derive(Clone, Copy)]
struct Capped {
    sender_hourly: &'static str,
    hourly: &'static str,
}

impl SettingsSource for Capped {
    fn get(&self, name: &'static str) -> Option<String> {
        match name {
            "SENDER_HOURLY_LIMIT" => Some(self.sender_hourly.to_owned()),
            "HOURLY_LIMIT" => Some(self.hourly.to_owned()),
            name => Fixed("openai").get(name),
        }
    }
}

struct Shop {
    host: Recording,
    settings: Settings,
    serial: u64,
}

impl Shop {
    fn with(caps: Capped) -> Self {
        let host = Recording::new();
        host.db
            .borrow()
            .execute_batch(
                "INSERT INTO customers (id, name) VALUES ('c1', 'Exemple'), ('c2', 'Autre');
                 INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at) VALUES
                   ('33600000001', 'snd_1', 'c1', 'x', 'usr_1', 'x'), ('33600000002', 'snd_2', 'c2', 'x', 'usr_1', 'x');",
            )
            .expect("rows");
        Self { host, settings: Settings::of(caps), serial: 0 }
    }

    fn posts(&mut self, phone: &str, kind: &str, content: Value) -> String {
        self.serial += 1;
        let wamid = webhook::wamid(phone, self.serial);
        let sender = Sender::phone(phone, "Exemple");
        let message = sender.message(&wamid, self.host.now.get(), kind, content);
        let body = webhook::messages(NUMBER_ID, &sender, &[message]);
        let header = webhook::sign(SECRET, body.as_bytes());
        let secrets = AppSecrets { current: SECRET, previous: None };
        let signature = Signature::parse(&header).expect("a signature");
        let verified = signature.verify(body.as_bytes(), &secrets).expect("signed");
        self.host.run(receive(&self.host, &self.settings, &verified)).0.expect("received");
        let sender = SenderId::parse(if phone.ends_with('1') { "snd_1" } else { "snd_2" }).expect("an id");
        // Messages within the caps first, then those over them.
        for _ in 0..2 {
            self.host.run(drafting::draft(&self.host, &self.settings, &sender)).0.expect("drafted");
        }
        self.host.now.set(self.host.now.get() + 1);
        wamid
    }

    fn writes(&mut self, phone: &str, text: &str) -> String {
        self.posts(phone, "text", json!({"body": text}))
    }

    fn edits(&mut self, phone: &str, wamid: &str, text: &str) {
        let message = json!({"type": "text", "text": {"body": text}});
        self.posts(phone, "edit", json!({"original_message_id": wamid, "message": message}));
    }

    fn calls(&self) -> i64 {
        count(&self.host.db.borrow(), "SELECT count(*) FROM run_ledger WHERE step = 'model' AND outcome = 'called'")
    }

    fn cards(&self) -> Vec<String> {
        let sql = "SELECT r.overflow, r.gate_why, r.draft_text IS NOT NULL AS drafted, (
            SELECT group_concat(m.text, '; ') FROM inbound_message m WHERE m.review_id = r.id) AS words
          FROM review_queue r ORDER BY r.overflow, r.id";
        let told = |row: &serde_json::Map<String, Value>| {
            format!("{} {} {} {}", row["overflow"], row["gate_why"], row["drafted"], row["words"]).replace('"', "")
        };
        rows(&self.host.db.borrow(), sql).iter().map(told).collect()
    }
}

#[test]
fn fifteen_edits_under_a_cap_of_one_make_no_further_model_call() {
    let mut shop = Shop::with(Capped { sender_hourly: "1", hourly: "1" });
    let order = shop.writes("33600000001", "10 cartons de harissa");
    assert_eq!((shop.calls(), shop.cards()[0].contains("0 null 1")), (1, true), "{:?}", shop.cards());
    for n in 11..26 {
        shop.edits("33600000001", &order, &format!("{n} cartons de harissa"));
    }
    assert_eq!(shop.calls(), 1);
    let [card] = shop.cards().try_into().expect("one card");
    // Nothing is lost, and nobody approves a draft that does not know the change.
    assert!(card.starts_with("0 over_limit 0") && card.ends_with("25 cartons de harissa"), "{card}");
    // An hour later the next change is drafted again.
    shop.host.now.set(NOON + 2 * 60 * 60);
    shop.edits("33600000001", &order, "30 cartons de harissa");
    assert_eq!(shop.calls(), 2);
}

#[test]
fn messages_and_changes_share_the_caps_of_sender_and_of_all() {
    for caps in [Capped { sender_hourly: "4", hourly: "99" }, Capped { sender_hourly: "99", hourly: "4" }] {
        let mut shop = Shop::with(caps);
        let order = shop.writes("33600000001", "10 cartons de harissa");
        shop.edits("33600000001", &order, "11 cartons de harissa");
        shop.posts("33600000001", "revoke", json!({"original_message_id": order}));
        shop.writes("33600000001", "3 sacs de riz");
        let calls = shop.calls();
        shop.writes("33600000001", "4 sacs de semoule");
        assert_eq!(shop.calls(), calls, "{}: the fifth of four", caps.hourly);
        assert!(shop.cards()[0].starts_with("0 over_limit 0"), "{:?}", shop.cards());
    }
    // What one customer changes counts for the cap of all, and not for another customer's.
    let mut shop = Shop::with(Capped { sender_hourly: "3", hourly: "99" });
    let order = shop.writes("33600000001", "10 cartons de harissa");
    for n in 11..20 {
        shop.edits("33600000001", &order, &format!("{n} cartons de harissa"));
    }
    let calls = shop.calls();
    shop.writes("33600000002", "3 sacs de riz");
    assert_eq!(shop.calls(), calls + 1);
}

#[test]
fn an_edit_of_a_message_over_the_cap_stays_with_it() {
    let mut shop = Shop::with(Capped { sender_hourly: "1", hourly: "9" });
    shop.writes("33600000001", "10 cartons de harissa");
    let over = shop.writes("33600000001", "merci beaucoup");
    shop.host.now.set(shop.host.now.get() + 2 * 60 * 60);
    let calls = shop.calls();
    shop.edits("33600000001", &over, "40 sacs de riz");
    assert_eq!(shop.calls(), calls, "its words are given to no model");
    assert_eq!(
        shop.cards(),
        ["0 null 1 10 cartons de harissa", "1 over_limit 0 merci beaucoup; 40 sacs de riz"],
        "on the card of what is over the cap"
    );
}
