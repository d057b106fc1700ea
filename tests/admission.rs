//! What Meta posts is written row by row: what comes in one POST ends in the same rows as
//! what comes one by one, whatever the caps, duplicates and kinds.

use rusqlite::Connection;
use testkit::rng::Rng;
use testkit::webhook::Sender;
use testkit::{database, webhook};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::Statement;
use whatsapp_order_ack::identity::{InvocationId, Nonce};
use whatsapp_order_ack::keyed_hash::HashKey;
use whatsapp_order_ack::ledger::Invocation;
use whatsapp_order_ack::send::{StatusUpdate, send_attempt};
use whatsapp_order_ack::settings::Caps;
use whatsapp_order_ack::webhook::admission::{AdmissionRequest, Keys, applicants};
use whatsapp_order_ack::webhook::admit;
use whatsapp_order_ack::webhook::payload::{self, Item};

const LISTED: &str = "
INSERT INTO customers (id, name) VALUES ('c1', 'Exemple');
INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at) VALUES
  ('33600000001', 'snd_1', 'c1', 'x', 'u', '2026-01-01T00:00:00.000Z'),
  ('551187654321', 'snd_2', 'c1', 'x', 'u', '2026-01-01T00:00:00.000Z'),
  ('FR.1300777', 'snd_3', 'c1', 'x', 'u', '2026-01-01T00:00:00.000Z');";

const NOON: i64 = 1_772_366_400;

/// Somebody listed by number, by a number with its ninth digit, by BSUID; a stranger.
fn senders() -> [Sender; 4] {
    [
        Sender::phone("33600000001", "Example Shop"),
        Sender::phone("5511987654321", "Exemplo"),
        Sender { phone: None, bsuid: Some("FR.1300777".into()), name: "Hidden Café".into() },
        Sender::phone("33699999999", "Nosy Stranger"),
    ]
}

fn message(rng: &mut Rng, at: Timestamp, keys: &Keys) -> Vec<AdmissionRequest> {
    let senders = senders();
    let sender = &senders[rng.below(senders.len())];
    let wamid = webhook::wamid("33600000001", rng.below(40) as u64);
    let message = match rng.below(5) {
        0 => {
            let reaction = serde_json::json!({"message_id": wamid, "emoji": "👍"});
            sender.message(&wamid, at.millis() / 1_000, "reaction", reaction)
        }
        _ => sender.text(&wamid, at.millis() / 1_000, "10 cartons"),
    };
    let body = webhook::messages("123456123", sender, &[message]);
    let messages = payload::parse(body.as_bytes()).into_iter().filter_map(|item| match item {
        Item::Message(message) => Some(*message),
        Item::Status(_) | Item::Echo(_) | Item::Account(_) | Item::Odd(_) => None,
    });
    applicants(messages.collect(), keys, at)
}

fn rows(db: &Connection) -> Vec<String> {
    let all = ["SELECT * FROM inbound_message ORDER BY id", "SELECT * FROM run_ledger ORDER BY id"];
    let all = all.into_iter().flat_map(|sql| database::rows(db, sql));
    all.map(|row| serde_json::Value::Object(row).to_string()).collect()
}

#[test]
fn one_by_one_and_in_one_post_are_the_same() {
    let keys = |previous: bool| Keys {
        current: HashKey::derive("current"),
        previous: previous.then(|| HashKey::derive("previous")),
    };
    let (mut admitted, mut over) = (0, 0);
    for seed in 0..60 {
        let mut rng = Rng::new(seed);
        let (mut single, mut list) = (database::open(), database::open());
        for db in [&single, &list] {
            db.execute_batch(LISTED).expect("rows");
        }
        let caps = Caps { sender_hourly: rng.below(5) as u32, hourly: rng.below(9) as u32 };
        let keys = keys(seed % 2 == 0);
        let mut now = NOON;
        for n in 0..20 {
            now += rng.below(1_200) as i64;
            let at = Timestamp::from_seconds(now);
            let invocation = Invocation { id: InvocationId::new(Nonce([n; 16])), at };
            let messages: Vec<_> = (0..rng.below(7)).flat_map(|_| message(&mut rng, at, &keys)).collect();
            let messages: Vec<String> = messages.iter().map(AdmissionRequest::json).collect();
            for message in &messages {
                database::batch(&mut single, &[admit::admit(message, &invocation, caps).into()]).expect("admitted");
            }
            database::batch(&mut list, &[admit::admit(&messages.join(","), &invocation, caps).into()])
                .expect("admitted");
        }
        assert_eq!(rows(&single), rows(&list), "seed {seed}");
        admitted += database::count(&single, "SELECT count(*) FROM inbound_message WHERE outcome = 'admitted'");
        over += database::count(&single, "SELECT count(*) FROM inbound_message WHERE outcome = 'over_limit'");
    }
    assert!(admitted > 200 && over > 200, "{admitted} admitted, {over} over a cap");
}

#[test]
fn a_status_may_go_by_the_wamid_that_one_before_it_brought() {
    let attempt = format!("att_{}", "7".repeat(32));
    let updates = || -> Vec<_> {
        let sent = webhook::status("123456123", "wamid.OUT", Some(&attempt), "sent", None);
        let delivered = webhook::status("123456123", "wamid.OUT", None, "delivered", None);
        let items = [sent, delivered].into_iter().flat_map(|body| payload::parse(body.as_bytes()));
        items.filter_map(|item| if let Item::Status(status) = item { Some(status) } else { None }).collect()
    };
    let invocation = Invocation { id: InvocationId::new(Nonce([1; 16])), at: Timestamp::from_seconds(NOON) };
    let (single, list) = (updates(), updates());
    let posts = [single.chunks(1).collect::<Vec<_>>(), list.chunks(2).collect()].map(|posts| {
        let mut db = database::open();
        let sql =
            "INSERT INTO send_attempt (id, decision_id, review_id, started_at) VALUES (?1, 'dec_1', 'rev_1', '2026')";
        db.execute(sql, [&attempt]).expect("an attempt without a wamid");
        for post in posts {
            database::batch(&mut db, &applied(post, &invocation)).expect("folded");
        }
        assert_eq!(database::count(&db, "SELECT delivery_rank FROM send_attempt"), 3);
        rows(&db)
    });
    assert_eq!(posts[0], posts[1]);
    assert_eq!(posts[0].len(), 2, "a ledger row each");
}

/// Folds one status and says how many rows the ledger has of the card's statuses.
fn fold(db: &mut Connection, minute: i64, (attempt, status, error): (&str, &str, Option<i64>)) -> i64 {
    let at = Timestamp::from_seconds(NOON + minute * 60);
    let invocation = Invocation { id: InvocationId::new(Nonce([1; 16])), at };
    let items = payload::parse(webhook::status("123456123", "wamid.OUT", Some(attempt), status, error).as_bytes());
    let status = |item| if let Item::Status(status) = item { Some(status) } else { None };
    let updates: Vec<_> = items.into_iter().filter_map(status).collect();
    database::batch(db, &applied(&updates, &invocation)).expect("folded");
    database::count(db, "SELECT count(*) FROM run_ledger WHERE step = 'status' AND review_id = 'rev_1'")
}

/// The statements that apply statuses.
fn applied(updates: &[StatusUpdate], invocation: &Invocation) -> [Statement; 2] {
    send_attempt::apply_statuses(updates, &HashKey::derive("secret"), invocation).map(Into::into)
}

#[test]
fn a_status_of_a_message_that_is_not_ours_is_noted_once() {
    let mut db = database::open();
    let others = |db: &Connection| {
        database::count(db, "SELECT count(*) FROM run_ledger WHERE step = 'status' AND reason = 'not_ours'")
    };
    for _ in 0..20 {
        fold(&mut db, 1, ("att_9", "sent", None));
    }
    assert_eq!(others(&db), 1);
    fold(&mut db, 2, ("att_9", "read", None));
    fold(&mut db, 3, ("att_9", "sent", None));
    assert_eq!(others(&db), 2, "each word once, in whatever order");
    // Twice in one POST.
    let invocation = Invocation { id: InvocationId::new(Nonce([2; 16])), at: Timestamp::from_seconds(NOON) };
    let failed = webhook::status("123456123", "wamid.TYPED", None, "failed", Some(131_026));
    let items = [&failed, &failed].into_iter().flat_map(|body| payload::parse(body.as_bytes()));
    let updates: Vec<_> =
        items.filter_map(|item| if let Item::Status(status) = item { Some(status) } else { None }).collect();
    database::batch(&mut db, &applied(&updates, &invocation)).expect("folded");
    assert_eq!(others(&db), 3);
}

#[test]
fn a_status_that_is_repeated_is_one_row_of_the_ledger() {
    let mut db = database::open();
    db.execute_batch(
        "INSERT INTO send_attempt (id, decision_id, review_id, started_at) VALUES
           ('att_1', 'dec_1', 'rev_1', '2026-03-01T12:00:00.000Z'), ('att_2', 'dec_2', 'rev_1', '2026-03-01T12:05:00.000Z')",
    )
    .expect("two sends of one card");
    for _ in 0..50 {
        assert_eq!(fold(&mut db, 1, ("att_1", "sent", None)), 1);
    }
    assert_eq!(fold(&mut db, 2, ("att_1", "failed", Some(131_026))), 2);
    assert_eq!(fold(&mut db, 3, ("att_1", "failed", Some(131_026))), 2);
    assert_eq!(fold(&mut db, 3, ("att_1", "failed", Some(131_047))), 3, "another reason is news");
    assert_eq!(fold(&mut db, 4, ("att_1", "sent", None)), 3, "the same again, late");
    // Pressed again: the second send has statuses of its own.
    assert_eq!(fold(&mut db, 6, ("att_2", "sent", None)), 4);
    assert_eq!(fold(&mut db, 7, ("att_2", "sent", None)), 4);
}
