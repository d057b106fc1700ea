//! Any sequence of statuses, folded by the shipped SQL into a card that was sent: its
//! rank never falls but from a failure that a delivery disproves, the card stands
//! where its attempt does, and each status of ours has one row in the ledger.
#![no_main]


use testkit::database;
use libfuzzer_sys::fuzz_target;
use rusqlite::Connection;
use std::cell::RefCell;
use std::collections::BTreeSet;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::identity::{AttemptId, InvocationId, MessageId, Nonce};
use whatsapp_order_ack::ledger::Invocation;
use whatsapp_order_ack::send::send_attempt;
use whatsapp_order_ack::send::{Delivery, ErrorCode, StatusUpdate};

const WORDS: [&str; 7] = ["sent", "delivered", "read", "played", "failed", "deleted", "warning"];
const ATTEMPT: &str = "att_00000000000000000000000000000001";

thread_local! {
    static DB: RefCell<Connection> = RefCell::new(database::open());
}

// The triggers that keep the ledger are tried elsewhere; each run begins anew here.
const CARD: &str = "
DROP TRIGGER IF EXISTS run_ledger_no_delete;
DELETE FROM run_ledger;
DELETE FROM send_attempt;
DELETE FROM review_queue;
INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
  window_closes_at, gate_verdict, gate_evidence, decision_id, attempt_id)
VALUES ('rev_1', 'w', 'snd_1', 'c1', 'sent', 1, '2026-01-02', '2026-01-02', '2026-01-03', 'order_shaped', '[]',
  'dec_1', 'att_00000000000000000000000000000001');
INSERT INTO send_attempt (id, decision_id, review_id, started_at, outcome, wamid)
VALUES ('att_00000000000000000000000000000001', 'dec_1', 'rev_1', '2026-01-02', 'accepted', 'wamid.ours');";

fn update(byte: u8) -> StatusUpdate {
    let ours = byte & 0x08 == 0;
    StatusUpdate {
        id: MessageId::new(if ours { "wamid.ours".into() } else { "wamid.other".into() }).expect("an id"),
        status: WORDS[usize::from(byte & 0x07) % WORDS.len()].into(),
        attempt: if byte & 0x10 == 0 { None } else { AttemptId::parse(ATTEMPT) },
        error_code: (byte & 0x20 != 0).then(|| ErrorCode::of_kept(131_000 + i64::from(byte >> 6))),
        phone_number_id: None,
    }
}

fuzz_target!(|data: &[u8]| {
    DB.with_borrow_mut(|db| {
        db.execute_batch(CARD).expect("a card");
        let invocation = Invocation { id: InvocationId::new(Nonce([1; 16])), at: Timestamp::from_seconds(1_800_000_000) };
        let mut rank = 0;
        // At most 16 POSTs of up to four statuses.
        for post in data.chunks(4).take(16) {
            let updates: Vec<_> = post.iter().map(|byte| update(*byte)).collect();
            database::batch(db, &[send_attempt::apply_statuses(&updates, &invocation).into()]).expect("SQL that runs");
            let now = database::count(db, "SELECT delivery_rank FROM send_attempt");
            assert!(now >= rank, "the rank fell from {rank} to {now}");
            let fits = "SELECT count(*) FROM review_queue r JOIN send_attempt a ON a.id = r.attempt_id
                WHERE r.state = CASE WHEN a.delivery_rank = 2 THEN 'failed' ELSE 'sent' END";
            assert_eq!(database::count(db, fits), 1, "the card stands elsewhere than its attempt");
            rank = now;
        }
        let told = database::count(db, "SELECT count(*) FROM run_ledger WHERE step = 'status'");
        let all: Vec<_> = data.iter().take(64).map(|byte| update(*byte)).collect();
        let (ours, others): (Vec<_>, Vec<_>) =
            all.iter().partition(|update| update.attempt.is_some() || update.id.as_str() == "wamid.ours");
        let word = |update: &&StatusUpdate| Delivery::parse(&update.status).map_or("other", Delivery::as_str);
        let different: BTreeSet<_> =
            ours.iter().map(|update| (word(update), update.error_code.map(ErrorCode::kept))).collect();
        let expected = different.len() + others.len();
        assert_eq!(usize::try_from(told).expect("a count"), expected, "each status of ours has one row");
    });
});
