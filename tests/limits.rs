//! What may be handed in is taken, however much D1's 2,000,000 bytes a string are passed by
//! it in all; and what cannot be written stops nothing else.

use serde_json::json;
use testkit::database::count;
use testkit::recording::{Fixed, NOON, NUMBER_ID, Recording, SECRET};
use testkit::webhook;
use whatsapp_order_ack::bulk_import::{Customer, Order, Product};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::customers::directory;
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::identity::{ReviewerId, SenderId};
use whatsapp_order_ack::products::catalogue;
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
    let id = ReviewerId::known("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

/// A word of nine letters, another for each number, and no plural.
fn word(n: usize) -> String {
    let letter = |place: u32| char::from(b'a' + u8::try_from(n / 26_usize.pow(place) % 26).expect("below 26"));
    format!("bo{}{}na{}{}e", letter(3), letter(2), letter(1), letter(0))
}

/// Products with so many names each, of so many words; no word stands twice.
fn goods(many: usize, names: usize, words: usize) -> Vec<Product> {
    let name = |n: usize| (0..words).map(|w| word(n * words + w)).collect::<Vec<_>>().join(" ");
    let product = |p: usize| Product {
        reference: format!("REF-{p:05}"),
        name: name(p * (names + 1)),
        aliases: (1..=names).map(|a| name(p * (names + 1) + a)).collect::<Vec<_>>().join("|"),
    };
    (0..many).map(product).collect()
}

fn put(host: &Recording, goods: &[Product]) {
    host.run(catalogue::put(host, &rani(), goods)).0.expect("they are taken");
}

/// Every name of these goods is known to the gate.
fn assert_known(host: &Recording, goods: &[Product]) {
    let db = host.db.borrow();
    assert_eq!(count(&db, "SELECT count(*) FROM products WHERE keyed = 0"), 0);
    for product in goods.iter().step_by(97).chain(goods.last()) {
        for name in product.aliases.split('|').chain([product.name.as_str()]) {
            let of = format!(
                "SELECT count(*) FROM product_key WHERE key = '{name}' AND reference = '{}'",
                product.reference
            );
            assert_eq!(count(&db, &of), 1, "{name}");
            for word in name.split(' ') {
                let slip = &word[1..];
                let slips = format!("SELECT count(*) FROM product_word WHERE word = '{word}' AND variant = '{slip}'");
                assert_eq!(count(&db, &slips), 1, "{word}");
            }
        }
    }
}

fn message(host: &Recording, sender: &str, at: i64, text: &str) -> SenderId {
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
    SenderId::known(&format!("snd_{sender}")).expect("a sender")
}

/// The evidence on the one card.
fn evidence(host: &Recording) -> String {
    let sql = "SELECT gate_evidence FROM review_queue WHERE state = 'pending' AND draft_text IS NOT NULL";
    host.db.borrow().query_row(sql, [], |row| row.get(0)).expect("one card with a draft")
}

#[test]
fn a_product_list_is_known_however_many_names_it_has() {
    for (many, names, words) in [(500, 20, 2), (500, 8, 4), (1_201, 6, 2)] {
        let (host, goods) = (Recording::new(), goods(many, names, words));
        put(&host, &goods);
        assert_known(&host, &goods);
        put(&host, &goods);
        assert_known(&host, &goods);
        let rows = "SELECT sum(substr(reason, 5)) FROM run_ledger WHERE step = 'products' AND outcome = 'changed'";
        assert_eq!(count(&host.db.borrow(), rows), 2 * i64::try_from(many).expect("a few"));
    }
}

#[test]
fn the_largest_table_of_products_is_known() {
    let (host, goods) = (Recording::new(), goods(20_000, 1, 1));
    put(&host, &goods);
    assert_known(&host, &goods);
}

#[test]
fn no_batch_of_keys_is_too_heavy_for_a_worker() {
    let (host, goods) = (Recording::new(), goods(500, 20, 2));
    put(&host, &goods);
    assert_known(&host, &goods);
    assert!(host.heaviest.get() < 5_000_000, "{} bytes in one batch", host.heaviest.get());
}

#[test]
fn a_product_with_as_many_letters_as_it_may_have_is_known() {
    let host = Recording::new();
    let product = |n: usize| Product {
        reference: format!("{n}{}", "🫒".repeat(60)),
        name: "\u{1}".repeat(150) + &word(n),
        aliases: "\u{2}\"".repeat(900) + "|" + &word(10_000 + n),
    };
    let goods: Vec<Product> = (0..600).map(product).collect();
    put(&host, &goods);
    let db = host.db.borrow();
    assert_eq!(count(&db, "SELECT count(*) FROM products WHERE keyed = 1"), 600);
    let last = word(10_599);
    assert_eq!(count(&db, &format!("SELECT count(*) FROM product_key WHERE key = '{last}'")), 1);
}

#[test]
fn a_draft_goes_on_when_all_keys_are_to_be_written_anew() {
    let (host, goods) = (Recording::new(), goods(500, 20, 2));
    put(&host, &goods);
    host.db.borrow().execute_batch("UPDATE products SET keyed = 0; DELETE FROM product_key;").expect("by hand");
    let name = goods[499].aliases.rsplit('|').next().expect("a name");
    let sender = message(&host, "1", NOON, &format!("Bonjour, 3 {name}"));
    host.run(drafting::draft(&host, &settings(), &sender)).0.expect("drafted");
    assert!(evidence(&host).contains(name), "the gate knows the product");
    assert_known(&host, &goods);
}

#[test]
fn an_enormous_product_stops_no_other() {
    let host = Recording::new();
    let names: Vec<String> = (0..8_000).map(word).collect();
    let sql = "INSERT INTO products (reference, name, aliases) VALUES (?1, ?2, ?3)";
    let products = [
        ("A-1", "harissa".to_owned(), json!(names).to_string()),
        ("A-2", "x".repeat(900_000), "y".repeat(900_000)),
        (&"z".repeat(1_900_000), "zorglub".to_owned(), String::new()),
        ("Z-9", "zimbrule".to_owned(), String::new()),
    ];
    for (reference, name, aliases) in &products {
        host.db.borrow().execute(sql, (reference, name, aliases)).expect("by hand");
    }
    host.run(sweep::sweep(&host, &settings())).0.expect("swept");
    let db = host.db.borrow();
    assert_eq!(count(&db, "SELECT count(*) FROM products WHERE keyed = 1"), 3, "all but the one that nobody can name");
    for name in [&names[0], &names[7_999], "harissa", "zimbrule"] {
        assert_eq!(count(&db, &format!("SELECT count(*) FROM product_key WHERE key = '{name}'")), 1, "{name}");
    }
    let slips = "SELECT sum(length(variant) + length(word)) FROM product_word";
    assert!(count(&db, slips) > 1_000_000, "more than one parameter is given");
}

#[test]
fn keys_that_cannot_be_written_stop_no_draft() {
    let host = Recording::new();
    host.db
        .borrow()
        .execute_batch("INSERT INTO products (reference, name) VALUES ('Z-9', 'zimbrule')")
        .expect("a product");
    host.broken.set(Some("write_product_keys"));
    let sender = message(&host, "1", NOON, "Bonjour, 10 cartons de harissa et 3 zimbrules");
    let next = host.run(drafting::draft(&host, &settings(), &sender)).0.expect("drafted");
    assert_eq!(next, drafting::Next::Nothing);
    assert!(!evidence(&host).contains("known"), "the product is not known yet");
    let noted = "SELECT count(*) FROM run_ledger l JOIN review_queue r ON r.id = l.review_id
      WHERE l.step = 'products' AND l.outcome = 'unkeyed' AND l.version = 1 AND l.reason IS NULL";
    assert_eq!(count(&host.db.borrow(), noted), 1, "the card says so, once");
}

/// A message of long ago, one that its timer forgot, a product without keys.
fn neglected() -> Recording {
    let host = Recording::new();
    message(&host, "1", NOON - 200 * DAY, "secret words of old");
    host.db.borrow().execute_batch("UPDATE inbound_message SET waiting = 0").expect("it was answered");
    message(&host, "2", NOON - 300, "10 cartons");
    let product = "INSERT INTO products (reference, name) VALUES ('Z-9', 'zimbrule')";
    host.db.borrow().execute_batch(product).expect("a product");
    host
}

/// What a sweep did: erased, armed again, gave keys.
fn done(host: &Recording) -> [bool; 3] {
    [
        "SELECT count(*) FROM inbound_message WHERE erased_at IS NOT NULL",
        "SELECT count(*) FROM run_ledger WHERE step = 'sweep' AND outcome = 'rearmed'",
        "SELECT count(*) FROM product_key WHERE key = 'zimbrule'",
    ]
    .map(|sql| count(&host.db.borrow(), sql) > 0)
}

#[test]
fn what_fails_in_a_sweep_keeps_nothing_else_from_it() {
    for (broken, expected) in [
        ("erase_messages", [false, true, true]),
        ("overdue_senders", [true, false, true]),
        ("unkeyed_products", [true, true, false]),
        ("write_product_keys", [true, true, false]),
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
