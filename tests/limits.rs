//! What may be handed in is taken, however much D1's 2,000,000 bytes a string are passed by
//! it in all; and what cannot be written stops nothing else.

use serde_json::json;
use testkit::database::count;
use testkit::recording::{Fixed, NOON, NUMBER_ID, Recording, SECRET};
use testkit::webhook;
use whatsapp_order_ack::bulk_import::{Customer, Order};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::customers::directory;
use whatsapp_order_ack::identity::ReviewerId;
use whatsapp_order_ack::review::Role;
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::sweep;
use whatsapp_order_ack::team::reviewer::Reviewer;
use whatsapp_order_ack::webhook::receive;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

fn settings() -> Settings {
    Settings::of(Fixed("template"))
}

const DAY: i64 = 24 * 60 * 60;

fn rani() -> Reviewer {
    let id = ReviewerId::parse("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

fn message(host: &Recording, sender: &str, at: i64, text: &str) {
    let at = Timestamp::from_seconds(at);
    let closes = at.plus(std::time::Duration::from_secs(24 * 60 * 60));
    host.db
        .borrow()
        .execute_batch(&format!(
            "INSERT INTO customers (id, name) VALUES ('c_{sender}', 'Exemple');
             INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
             VALUES ('336{sender}', 'snd_{sender}', 'c_{sender}', 'asked', 'usr_1', 'x');
             INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
               stamped_at, admitted_at, window_closes_at, waiting, wamid, reply_to, text, customer_id)
             VALUES ('m_{sender}', 'inv', 'snd_{sender}', 'admitted', 'words', 'text', 'fresh', '{at}', '{at}', '{closes}',
               1, 'wamid.{sender}', '336{sender}', '{text}', 'c_{sender}');"
        ))
        .expect("a message");
}

/// A message of long ago, one that its timer forgot, a product that is new.
fn neglected() -> Recording {
    let host = Recording::new();
    message(&host, "1", NOON - 200 * DAY, "secret words of old");
    host.db.borrow().execute_batch("UPDATE inbound_message SET waiting = 0").expect("it was answered");
    message(&host, "2", NOON - 300, "10 cartons");
    let product = "INSERT INTO products (reference, name) VALUES ('Z-9', 'zimbrule')";
    host.db.borrow().execute_batch(product).expect("a product");
    host
}

/// What a sweep did: erased, armed again, made the index of products.
fn done(host: &Recording) -> [bool; 3] {
    [
        "SELECT count(*) FROM inbound_message WHERE erased_at IS NOT NULL",
        "SELECT count(*) FROM run_ledger WHERE step = 'sweep' AND outcome = 'rearmed'",
        "SELECT count(*) FROM product_index WHERE products = 1",
    ]
    .map(|sql| count(&host.db.borrow(), sql) > 0)
}

#[test]
fn what_fails_in_a_sweep_keeps_nothing_else_from_it() {
    for (broken, expected) in [
        ("erase_messages", [false, true, true]),
        ("overdue_senders", [true, false, true]),
        ("product_index_state", [true, true, false]),
        ("products_after", [true, true, false]),
        ("publish_product_index", [true, true, false]),
    ] {
        let host = neglected();
        host.broken.set(Some(broken));
        host.run(sweep::sweep(&host, &settings())).0.expect_err("somebody has to be told");
        assert_eq!(done(&host), expected, "without {broken}");
        host.broken.set(None);
        host.run(sweep::sweep(&host, &settings())).0.expect("swept");
        assert_eq!(done(&host), [true; 3], "the next sweep makes up for {broken}");
    }
}

#[test]
fn a_sweep_erases_before_anything_else() {
    let host = neglected();
    host.run(sweep::sweep(&host, &settings())).0.expect("swept");
    let first = "SELECT outcome = 'erased' FROM run_ledger WHERE step = 'sweep' ORDER BY id LIMIT 1";
    assert_eq!(count(&host.db.borrow(), first), 1, "what comes later may be cut off");
}

#[test]
fn tables_of_the_longest_rows_are_taken() {
    let host = Recording::new();
    let id = |n: usize| format!("{n:04}{}", "\u{1}".repeat(100));
    let customer = |n: usize| Customer { id: id(n), name: "\u{1}".repeat(200), language: "fr".into() };
    let order = |n: usize| Order {
        id: id(n),
        customer_id: id(n),
        placed_at: "2026-01-02T00:00:00.000Z".into(),
        summary: "🫒".repeat(500),
    };
    let (all, orders): (Vec<_>, Vec<_>) = (0..1_500).map(|n| (customer(n), order(n))).unzip();
    host.run(directory::put(&host, &rani(), &all)).0.expect("taken");
    assert_eq!(host.run(directory::put_orders(&host, &rani(), &orders)).0.expect("taken"), 1_500);
    let db = host.db.borrow();
    for table in ["customers", "orders"] {
        assert_eq!(count(&db, &format!("SELECT count(*) FROM {table}")), 1_500);
        let rows = format!("SELECT sum(substr(reason, 5)) FROM run_ledger WHERE step = '{table}'");
        assert_eq!(count(&db, &rows), 1_500);
    }
}

#[test]
fn a_post_of_the_longest_statuses_is_taken() {
    let host = Recording::new();
    let status = |n: usize| json!({"id": format!("{n}{}", "\u{1}".repeat(480)), "status": "sent", "timestamp": "1"});
    let value = json!({
        "messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER_ID},
        "statuses": (0..900).map(status).collect::<Vec<_>>(),
    });
    let body =
        json!({"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]});
    let body = body.to_string();
    assert!((2_500_000..3_000_000).contains(&body.len()), "{}", body.len());
    let header = webhook::sign(SECRET, body.as_bytes());
    let secrets = AppSecrets { current: SECRET, previous: None };
    let verified = Signature::parse(&header).expect("a signature").verify(body.as_bytes(), &secrets).expect("signed");
    host.run(receive::receive(&host, &settings(), &verified)).0.expect("received");
    assert_eq!(count(&host.db.borrow(), "SELECT count(*) FROM run_ledger WHERE step = 'status'"), 900);
}
