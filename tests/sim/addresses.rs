//! One customer, several addresses: what Meta tells of them, how they move, and what must hold.

use crate::host::{PHONE_NUMBER_ID, World};
use crate::scenario::{Delivery, Scenario};
use crate::writing::marked;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::cell::Cell;
use testkit::database::{count, count_of, every_text, rows, rows_of};
use testkit::rng::Rng;
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::host::{Host, Statement};
use whatsapp_order_ack::identity::Address;

/// Who has number and BSUID, and what they get when they move: as they are listed, as Meta
/// writes them.
pub const MOVERS: [(&str, [&str; 2], [&str; 2]); 2] = [
    ("33600000001", ["33600000001", "FR.1300001"], ["33600000091", "FR.1300091"]),
    ("551187654321", ["5511987654321", "BR.1300002"], ["5521987654391", "BR.1300092"]),
];

/// A customer of whom both are listed.
pub const BOTH_LISTED: [&str; 2] = ["33600000004", "FR.1300778"];

/// Somebody with a number and a BSUID.
pub fn with_both([phone, bsuid]: [&str; 2], name: &str) -> Sender {
    Sender { bsuid: Some(bsuid.to_owned()), ..Sender::phone(phone, name) }
}

/// What Meta tells of a sender this time: number, BSUID or both.
pub fn told(sender: &Sender, rng: &mut Rng) -> Sender {
    let mut told = sender.clone();
    match (sender.phone.is_some() && sender.bsuid.is_some(), rng.below(4)) {
        (true, 0) => told.bsuid = None,
        (true, 1) => told.phone = None,
        _ => {}
    }
    told
}

/// A message's id, made with one of its sender's addresses.
pub fn named(sender: &Sender, serial: u64, rng: &mut Rng) -> String {
    let addresses: Vec<&String> = sender.phone.iter().chain(&sender.bsuid).collect();
    webhook::wamid(rng.pick::<&String>(&addresses), serial)
}

/// The ids that a message of theirs may have.
pub fn both_ids(sender: &Sender, serial: u64) -> [String; 2] {
    let with = |address: &Option<String>| webhook::wamid(address.as_deref().unwrap_or("none"), serial);
    [with(&sender.phone), with(&sender.bsuid)]
}

impl Scenario {
    /// Somebody gets another number, and with it another BSUID. Meta says so; they write from
    /// there from now on.
    pub fn customer_moves(&mut self) {
        let who = self.sim.0.borrow_mut().rng.below(MOVERS.len());
        let (_, old, [phone, bsuid]) = MOVERS[who];
        if self.customers[who].0.phone.as_deref() != Some(old[0]) {
            return;
        }
        self.sim.0.borrow_mut().counts.note("moved to a new number");
        self.serial += 1;
        let wamid = webhook::wamid(old[0], self.serial);
        let seconds = self.sim.now().millis() / 1000;
        let text = format!("changed {}", marked(self.serial));
        let system = json!({"body": text, "wa_id": phone, "user_id": bsuid, "type": "user_changed_number"});
        let notice = Sender::phone(old[0], "x").message(&wamid, seconds, "system", system);
        let body = webhook::messages(PHONE_NUMBER_ID, &Sender::phone(old[0], "x"), &[notice]);
        self.post(Delivery { body, wamids: vec![wamid], allowlisted: true, acknowledged: Cell::new(false) });
        self.customers[who].0 = with_both([phone, bsuid], "Moved");
    }
}

/// The entry of the customer's that an address is listed by: as it stands, by its twin, or as an
/// alias.
pub fn listed_as(db: &Connection, address: &str, customer: &Value) -> Option<String> {
    let twin = Address::as_sent(address).and_then(|address| address.twin());
    let entries = "SELECT w.address FROM allowlist w WHERE w.customer_id = ?1 AND (w.address IN (?2, ?3)
           OR EXISTS (SELECT 1 FROM alias a WHERE a.address = ?2 AND a.entry = w.address))";
    let twin = twin.as_ref().map_or("", Address::as_str);
    rows_of(db, entries, [customer.as_str().unwrap_or_default(), address, twin])
        .first()
        .and_then(|row| row["address"].as_str().map(str::to_owned))
}

/// Number and BSUID of one customer, once Meta signed one beside the other.
const JOINED: &str = "SELECT w.sender_id FROM allowlist w WHERE w.address IN ('33600000004', 'FR.1300778')
  AND EXISTS (SELECT 1 FROM alias WHERE address = 'FR.1300778' AND entry = '33600000004')";

/// What a claim must not leave behind: a message of the same person that no card holds.
pub fn waits_under_another_address(db: &Connection, sender: &Value) -> bool {
    let sender = sender.as_str().unwrap_or_default();
    let waiting = format!(
        "SELECT count(*) FROM inbound_message WHERE waiting = 1 AND sender_id IN ({JOINED}) AND ?1 IN ({JOINED})"
    );
    count_of(db, &waiting, [sender]) > 0
}

/// A message goes where something of its sender is open already.
pub fn one_sender_has_one_conversation(world: &mut World, statements: &[Statement]) {
    if !statements.iter().any(|statement| statement.name == "admit") {
        return;
    }
    let astray = format!(
        "SELECT m.id FROM inbound_message m WHERE m.waiting = 1 AND m.sender_id IN ({JOINED})
           AND m.invocation = (SELECT invocation FROM run_ledger WHERE step = 'admit' ORDER BY id DESC LIMIT 1)
           AND NOT EXISTS (SELECT 1 FROM review_queue r WHERE r.sender_id = m.sender_id AND r.state = 'pending')
           AND NOT EXISTS (SELECT 1 FROM inbound_message o
             WHERE o.sender_id = m.sender_id AND o.waiting = 1 AND o.id < m.id)
           AND (EXISTS (SELECT 1 FROM review_queue r
               WHERE r.sender_id IN ({JOINED}) AND r.sender_id <> m.sender_id AND r.state = 'pending')
             OR EXISTS (SELECT 1 FROM inbound_message o
               WHERE o.sender_id IN ({JOINED}) AND o.sender_id <> m.sender_id AND o.waiting = 1))"
    );
    assert_eq!(rows(&world.db, &astray).len(), 0, "a message that began a second conversation of one sender");
}

/// What must hold when the dust has settled.
pub fn check(world: &mut World, scenario: &Scenario) {
    let db = &world.db;
    let known = |entry: &str, address: &str| {
        let pairs = MOVERS.iter().flat_map(|(listed, [_, bsuid], new)| [[*listed, *bsuid], *new]);
        pairs.chain([BOTH_LISTED]).any(|pair| pair == [entry, address])
    };
    for alias in rows(db, "SELECT entry, address FROM alias") {
        let text = |column: &str| alias[column].as_str().unwrap_or_default();
        assert!(known(text("entry"), text("address")), "an alias that is somebody else's: {alias:?}");
    }
    for (what, sql) in [
        (
            "an alias that is listed for another customer",
            "SELECT count(*) FROM alias a JOIN allowlist w ON w.address = a.entry
             JOIN allowlist b ON b.address = a.address WHERE b.customer_id <> w.customer_id",
        ),
        (
            "an alias of before the number passed on",
            "SELECT count(*) FROM alias a JOIN allowlist w ON w.address = a.entry
             JOIN run_ledger l ON l.sender_ref = w.sender_id WHERE l.outcome = 'replaced' AND l.at > a.linked_at",
        ),
    ] {
        assert_eq!(count(db, sql), 0, "{what}");
    }
    let told = "SELECT (SELECT count(*) FROM alias) > (SELECT count(*) FROM run_ledger WHERE outcome = 'alias_added')";
    assert_eq!(count(db, told), 0, "an alias without its ledger row");
    let mut changed = 0;
    for (change, target) in &scenario.changes {
        let of = |[a, b]: &[String; 2], column: &str| {
            let row = format!("SELECT {column} AS r FROM inbound_message WHERE wamid IN (?1, ?2)");
            let row = rows_of(db, &row, [a, b]);
            row.first().map(|row| row["r"].clone())
        };
        if let (Some(names), Some(is)) = (of(change, "target_ref"), of(target, "message_ref")) {
            assert_eq!(names, is, "a change that does not reach its message");
            changed += 1;
        }
    }
    for (_, _, new) in MOVERS {
        let listed = format!("SELECT count(*) FROM allowlist WHERE address IN ('{}', '{}')", new[0], new[1]);
        let ever = "SELECT count(*) FROM run_ledger WHERE outcome = 'moved'";
        if count(db, &listed) + count(db, ever) == 0 {
            leaves_only_a_notice(db, new);
        }
    }
    if changed > 0 {
        world.counts.note("a change that reached its message");
    }
    for (what, happened) in [
        ("known by an alias", "SELECT count(*) FROM inbound_message m JOIN alias a ON a.address = m.reply_to"),
        ("wrote from a new number", "SELECT count(*) FROM address_change WHERE messages > 0"),
        ("number and bsuid joined", "SELECT count(*) FROM alias WHERE address = 'FR.1300778'"),
    ] {
        if count(db, happened) > 0 {
            world.counts.note(what);
        }
    }
}

/// Nothing that the new address wrote is kept, and it stands nowhere but in the notice, and in the
/// answers to presses, which show the card with it.
fn leaves_only_a_notice(db: &Connection, [phone, bsuid]: [&str; 2]) {
    let wamid = webhook::wamid(phone, 0);
    let traces = [phone, bsuid, &wamid[..24]];
    every_text(db, |table, text| {
        if !["address_change", "idempotency_key"].contains(&table) {
            let hit = traces.iter().find(|trace| text.contains(**trace));
            assert!(hit.is_none(), "{table} keeps {hit:?} of an address that nobody listed: {text}");
        }
    });
}
