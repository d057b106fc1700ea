//! What each step costs the database: round trips, statements and rows written, so that a
//! change that adds one is seen; and that no statement scans or sorts what grows.

#[path = "sim/database.rs"]
#[allow(dead_code, reason = "shared with the simulator")]
mod database;
#[path = "../examples/meta_simulator/webhook.rs"]
#[allow(dead_code, reason = "shared with the simulator's own program")]
mod webhook;

#[path = "e2e/goldens/compare.rs"]
#[allow(dead_code, reason = "shared with the goldens of HTTP")]
mod compare;
#[path = "step_costs/plans.rs"]
mod plans;
#[path = "step_costs/recording.rs"]
mod recording;

use plans::BOUNDED;
use recording::{Cost, Fixed, NOON, NUMBER_ID, Recording, SECRET};
use std::path::Path;
use webhook::Sender;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::config::Settings;
use whatsapp_order_ack::credential::{Credential, SessionId};
use whatsapp_order_ack::draft::Language;
use whatsapp_order_ack::draft::rules::Rules;
use whatsapp_order_ack::identity::{Address, ReviewId, ReviewerId, SenderId};
use whatsapp_order_ack::review::{Card, RejectReason, Role, State};
use whatsapp_order_ack::steps::decide::{Action, Decision, Request, decide};
use whatsapp_order_ack::steps::read::{self, DeskQuery};
use whatsapp_order_ack::steps::{
    allowlist, customers, drafting, health, look_back, notify, products, receive, redraft, rules, seal, sign_in, sweep,
    team, templates,
};
use whatsapp_order_ack::store::idempotency_key::Key;
use whatsapp_order_ack::store::numbers::Period;
use whatsapp_order_ack::store::review_queue::Cursor;
use whatsapp_order_ack::store::review_queue::history::Query;
use whatsapp_order_ack::store::reviewer::Reviewer;
use whatsapp_order_ack::tables;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

const TEMPLATE: Settings<Fixed> = Settings(Fixed("template"));
const MODEL: Settings<Fixed> = Settings(Fixed("openai"));

fn rani() -> Reviewer {
    let id = ReviewerId::known("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

fn shop(n: u64) -> Sender {
    Sender::phone(&format!("3360000{n:04}"), "Example Shop")
}

fn listed(host: &Recording, n: u64) -> SenderId {
    let address = Address::as_sent(&format!("3360000{n:04}")).expect("an address");
    let opt_in = allowlist::OptIn {
        customer_id: format!("c{n}"),
        customer_name: "Exemple".into(),
        language: Language::Fr,
        note: "asked by telephone".into(),
        replace: false,
    };
    host.run(allowlist::put(host, &TEMPLATE, &rani(), &address, &opt_in)).0.expect("listed");
    let sql = format!("SELECT sender_id FROM allowlist WHERE address = '3360000{n:04}'");
    let id: String = host.db.borrow().query_row(&sql, [], |row| row.get(0)).expect("a sender");
    SenderId::known(&id).expect("a sender")
}

fn post(host: &Recording, body: &str) -> (Vec<SenderId>, Cost) {
    let header = webhook::sign(SECRET, body.as_bytes());
    let secrets = AppSecrets { current: SECRET, previous: None };
    let signature = Signature::parse(&header).expect("a signature");
    let verified = signature.verify(body.as_bytes(), &secrets).expect("signed");
    let (received, cost) = host.run(receive::receive(host, &TEMPLATE, &verified));
    (received.expect("received"), cost)
}

/// One message of each of these customers, in one POST. `serial` tells their wamids apart.
fn messages(from: impl IntoIterator<Item = u64>, serial: u64) -> String {
    let messages = from.into_iter().map(|n| {
        let wamid = webhook::wamid(&format!("3360000{n:04}"), serial * 1_000 + n);
        shop(n).text(&wamid, NOON, "Bonjour, 10 cartons de harissa svp")
    });
    webhook::messages(NUMBER_ID, &shop(1), &messages.collect::<Vec<_>>())
}

fn pending(host: &Recording) -> Card {
    let page = host.run(read::list(host, State::Pending, &Cursor::start(), 50)).0.expect("a page");
    page.reviews.into_iter().next_back().expect("a card")
}

fn request(card: &Card, key: &str, action: Action) -> Request {
    Request {
        card: ReviewId::known(card.id.as_str()).expect("an id"),
        decision: Decision { version: card.version, shown: None, action },
        key: Key::parse(key).expect("a key"),
        request_sha256: key.to_owned(),
    }
}

fn approval(card: &Card) -> Action {
    Action::Approve { text_sha256: card.draft.as_ref().expect("a draft").text_sha256.clone() }
}

fn check(what: &str, cost: Cost, round_trips: u32, statements: u32, rows_written: u64) {
    assert_eq!(cost, Cost { round_trips, statements, rows_written }, "{what}");
}

#[test]
fn each_step_costs_what_it_says() {
    let host = Recording::new();
    let senders: Vec<SenderId> = (1..=100).map(|n| listed(&host, n)).collect();
    check("a message", post(&host, &messages([1], 1)).1, 1, 1, 2);
    check("the same again", post(&host, &messages([1], 1)).1, 1, 1, 1);
    check("a stranger's", post(&host, &messages([200], 1)).1, 1, 1, 1);
    check("a hundred in one POST", post(&host, &messages(1..=100, 2)).1, 1, 1, 200);
    let draft = |settings, sender| {
        let (done, cost) = host.run(drafting::draft(&host, settings, sender));
        done.expect("drafted");
        cost
    };
    check("a template draft of two messages", draft(&TEMPLATE, &senders[0]), 3, 18, 8);
    check("a model's draft", draft(&MODEL, &senders[1]), 5, 22, 11);
    check("nothing to draft", draft(&TEMPLATE, &senders[1]), 2, 12, 2);
    let card = pending(&host);
    let (_, cost) = host.run(decide(&host, &TEMPLATE, &rani(), &request(&card, "k1", approval(&card))));
    check("an approval that is sent", cost, 4, 17, 10);
    draft(&TEMPLATE, &senders[2]);
    let card = pending(&host);
    let reject = Action::Reject { reason: RejectReason::Other, note: None };
    check("a rejection", host.run(decide(&host, &TEMPLATE, &rani(), &request(&card, "k2", reject))).1, 3, 12, 6);
    let status = webhook::status(NUMBER_ID, "wamid.OUT", None, "delivered", None);
    check("a status", post(&host, &status).1, 1, 1, 3);
    let minute = async {
        sweep::sweep(&host, &TEMPLATE).await.expect("swept");
        seal::seal(&host, &TEMPLATE).await.expect("sealed");
        notify::notify(&host, &TEMPLATE).await.expect("told");
    };
    host.run(minute);
    let quiet = async {
        sweep::sweep(&host, &TEMPLATE).await.expect("swept");
        seal::seal(&host, &TEMPLATE).await.expect("sealed");
        notify::notify(&host, &TEMPLATE).await.expect("told");
    };
    check("a minute in which nothing happens", host.run(quiet).1, 6, 19, 3);
    check("a page of the queue", host.run(read::list(&host, State::Pending, &Cursor::start(), 50)).1, 1, 2, 0);
    check("a card", host.run(read::detail(&host, &card.id)).1, 1, 4, 0);
}

#[test]
fn a_burst_arms_one_timer_however_many_messages_it_has() {
    let host = Recording::new();
    (1..=500).for_each(|n| drop(listed(&host, n)));
    let mut armed = 0;
    for serial in 1..=3 {
        for n in 1..=500 {
            armed += post(&host, &messages([n], serial)).0.len();
        }
    }
    assert_eq!(armed, 500, "one for each sender");
}

/// Runs everything there is, for its plans.
fn everything(host: &Recording) {
    let rani = rani();
    let senders: Vec<SenderId> = (1..=4).map(|n| listed(host, n)).collect();
    let run = |what: &str, done: bool| assert!(done, "{what}");
    post(host, &messages([1], 1));
    post(host, &messages([1, 2, 3], 2));
    for sender in &senders {
        run("draft", host.run(drafting::draft(host, &MODEL, sender)).0.is_ok());
    }
    let unknown = shop(1).text(&webhook::wamid("33600000001", 77), NOON, "et 2 cartons de zorglub");
    post(host, &webhook::messages(NUMBER_ID, &shop(1), &[unknown]));
    run("draft", host.run(drafting::draft(host, &MODEL, &senders[0])).0.is_ok());
    let card = pending(host);
    run("redraft", host.run(redraft::redraft(host, &TEMPLATE, &rani, &card.id, card.version)).0.is_ok());
    run("approve", host.run(decide(host, &TEMPLATE, &rani, &request(&card, "e1", approval(&card)))).0.is_ok());
    run("again", host.run(decide(host, &TEMPLATE, &rani, &request(&card, "e1", approval(&card)))).0.is_ok());
    let card = pending(host);
    let reject = Action::Reject { reason: RejectReason::Other, note: None };
    run("reject", host.run(decide(host, &TEMPLATE, &rani, &request(&card, "e2", reject))).0.is_ok());
    let card = pending(host);
    let settle = Action::Resolve { arrived: true };
    run("resolve", host.run(decide(host, &TEMPLATE, &rani, &request(&card, "e3", settle))).0.is_ok());
    post(host, &webhook::status(NUMBER_ID, "wamid.OUT", None, "delivered", None));
    let (signed_in, _) = host.run(sign_in::sign_in(host, "token", Some(&SessionId::new([[9; 16]; 2]))));
    let (id, who) = signed_in.expect("a database").expect("a reviewer");
    let session = Credential::Session(id.clone());
    let access = Credential::Access { email: "rani@example.com".into(), assertion: "x".into() };
    run("authenticate", host.run(read::authenticate(host, &session)).0.is_ok());
    run("visit", host.run(read::visit(host, &access, false)).0.is_ok());
    let after = Cursor::start();
    let query = DeskQuery { after: &after, limit: 100, done: Some(&card.id), asked: true };
    run("desk", host.run(read::desk(host, &session, &query)).0.is_ok());
    run("card", host.run(read::detail(host, &card.id)).0.is_ok());
    run("ledger", host.run(read::ledger(host, 0, 100)).0.is_ok());
    run("summary", host.run(read::ledger_summary(host, "2026-01-01", "2026-12-31")).0.is_ok());
    for customer in [None, Some("c1".to_owned())] {
        let (from, to) = (Timestamp::from_seconds(0), Timestamp::from_seconds(NOON + 1_000));
        let query = Query { from, to, customer, outcome: None, words: Some("harissa".into()), before: None, limit: 50 };
        run("history", host.run(look_back::history(host, &query)).0.is_ok());
    }
    run("stuck", host.run(look_back::stuck(host)).0.is_ok());
    run("health", host.run(health::schema(host)).0.is_ok_and(|schema| schema == health::Schema::Ready));
    for period in [Period::Day, Period::Week] {
        run("numbers", host.run(look_back::numbers(host, "2026-01-01", "2026-12-31", period)).0.is_ok());
    }
    admin(host, &rani);
    run("speak", host.run(sign_in::speak(host, &who, "en")).0.is_ok());
    run("sign out", host.run(sign_in::sign_out(host, &who, &id)).0.is_ok());
    run("notify", host.run(notify::notify(host, &TEMPLATE)).0.is_ok());
    run("sweep", host.run(sweep::sweep(host, &TEMPLATE)).0.is_ok());
    run("seal", host.run(seal::seal(host, &TEMPLATE)).0.is_ok());
    host.now.set(NOON + 200 * 24 * 60 * 60);
    run("sweep", host.run(sweep::sweep(host, &TEMPLATE)).0.is_ok());
}

/// What admins do.
fn admin(host: &Recording, rani: &Reviewer) {
    let run = |what: &str, done: bool| assert!(done, "{what}");
    let address = Address::as_sent("33600000004").expect("an address");
    let product = tables::Product { reference: "HT1".into(), name: "Harissa".into(), aliases: "piment".into() };
    let customer = tables::Customer { id: "c9".into(), name: "Exemple".into(), language: "fr".into() };
    let order = tables::Order {
        id: "o1".into(),
        customer_id: "c9".into(),
        placed_at: "2026-01-02T00:00:00.000Z".into(),
        summary: "2 cartons".into(),
    };
    run("products", host.run(products::put(host, rani, &[product])).0.is_ok());
    run("products", host.run(products::list(host, "", 100)).0.is_ok());
    run("products", host.run(products::remove(host, rani, "HT1")).0.is_ok());
    run("customers", host.run(customers::put(host, rani, &[customer])).0.is_ok());
    run("orders", host.run(customers::put_orders(host, rani, &[order])).0.is_ok());
    run("orders", host.run(customers::remove_order(host, rani, "o1")).0.is_ok());
    run("customers", host.run(customers::find(host, "c9")).0.is_ok());
    run("customers", host.run(customers::list(host, "", 100)).0.is_ok());
    run("erase", host.run(customers::erase(host, rani, "c3")).0.is_ok());
    run("allowlist", host.run(allowlist::list(host, "", 100)).0.is_ok());
    run("allowlist", host.run(allowlist::find(host, &address)).0.is_ok());
    run("allowlist", host.run(allowlist::remove(host, &TEMPLATE, rani, &address)).0.is_ok());
    run("templates", host.run(templates::list(host)).0.is_ok());
    let text = "{hello} {customer}, bien reçu, merci.".to_owned();
    run("templates", host.run(templates::put(host, rani, Language::Fr, &[text])).0.is_ok_and(|no| no.is_none()));
    run("rules", host.run(rules::in_force(host)).0.is_ok());
    run("rules", host.run(rules::put(host, rani, 0, &Rules::default())).0.is_ok_and(|put| put == rules::Put::Done));
    run("persona", host.run(rules::put_persona(host, rani, "Bref.")).0.is_ok());
    run("persona", host.run(rules::judge_persona(host, rani, 1, true)).0.is_ok());
    let id = ReviewerId::known("usr_00000000000000000000000000000009").expect("an id");
    let newcomer = team::Newcomer { id: id.clone(), name: "Léa".into(), role: Role::Reviewer, email: None };
    run("team", host.run(team::add(host, rani, &newcomer)).0.is_ok());
    run("team", host.run(team::set_email(host, rani, &id, Some("lea@example.com"))).0.is_ok());
    run("team", host.run(team::list(host)).0.is_ok());
    run("team", host.run(team::revoke(host, rani, &id)).0.is_ok());
}

/// The names of all statements, as they stand in the source.
fn named() -> Vec<String> {
    fn read(dir: &Path, into: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                read(&path, into);
            } else {
                into.push(std::fs::read_to_string(&path).expect("a file"));
            }
        }
    }
    let mut texts = Vec::new();
    read(Path::new("src/store"), &mut texts);
    let mut names: Vec<String> = texts
        .iter()
        .flat_map(|text| {
            let plain = text.match_indices("\"-- ").filter_map(|(at, _)| text[at + 4..].lines().next());
            let plain =
                plain.filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).map(str::to_owned);
            let by_macro = text.match_indices("!(").filter_map(|(at, _)| {
                let name = text[at + 2..].trim_start().strip_prefix('"')?.split('"').next()?;
                let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                fits.then(|| name.to_owned())
            });
            plain.chain(by_macro).collect::<Vec<_>>()
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn no_statement_scans_or_sorts_what_grows() {
    let host = Recording::new();
    everything(&host);
    host.plan_triggers();
    let plans = host.plans.borrow();
    let unseen: Vec<String> = named().into_iter().filter(|name| !plans.contains_key(name)).collect();
    assert!(unseen.is_empty(), "statements that no plan was looked at: {unseen:?}");
    let mut slow = Vec::new();
    for (name, plan) in plans.iter() {
        let bounded = BOUNDED.iter().filter(|(of, ..)| of == name).flat_map(|(_, lines, _)| *lines);
        let bounded: Vec<&str> = bounded.copied().collect();
        for line in plan {
            // What a subquery or a JSON list brings was looked at where it came from.
            let table = line.starts_with("SCAN ") && !line.contains("(subquery") && !line.contains(" VIRTUAL TABLE");
            let scans = table && line != "SCAN CONSTANT ROW";
            if (scans || line.starts_with("USE TEMP B-TREE")) && !bounded.contains(&line.as_str()) {
                slow.push(format!("{name}: {line}"));
            }
        }
        for line in bounded.iter().filter(|line| !plan.iter().any(|of| of == *line)) {
            slow.push(format!("{name}: {line:?} is not in its plan any more"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// A hundred customers with a card, a message and an order each.
const CARDS: &str = "
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
INSERT INTO customers (id, name) SELECT 'c' || i, 'Exemple ' || i FROM n;
INSERT INTO orders (id, customer_id, placed_at, summary) SELECT 'o' || id, id, '2026-01-01', '2 cartons' FROM customers;
INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
  window_closes_at, gate_verdict, gate_evidence)
SELECT 'rev_' || id, 'w', 'snd_' || id, id, 'pending', 1, '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z',
  '2026-03-02T08:00:00.000Z', 'not_an_order', '[]' FROM customers;
INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness, stamped_at,
  admitted_at, window_closes_at, waiting, review_id, text)
SELECT 'm_' || id, 'inv', 'snd_' || id, 'admitted', 'words', 'text', 'fresh', '2026-03-01T08:00:00.000Z',
  '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 0, 'rev_' || id, '10 cartons' FROM customers;";

#[test]
fn the_queue_of_a_hundred_cards_is_one_round_trip() {
    let host = Recording::new();
    host.db.borrow().execute_batch(CARDS).expect("rows");
    // SHA-256 of the word is in CARDS.
    let (signed_in, _) = host.run(sign_in::sign_in(&host, "token", None));
    let (id, _) = signed_in.expect("a database").expect("a reviewer");
    let after = Cursor::start();
    let query = DeskQuery { after: &after, limit: 100, done: None, asked: true };
    let (desk, cost) = host.run(read::desk(&host, &Credential::Session(id), &query));
    let desk = desk.expect("a database").expect("a visitor");
    assert_eq!(cost.round_trips, 1);
    assert_eq!((desk.cards.len(), desk.visit.counts.waiting), (100, 100));
    assert_eq!(desk.visit.reviewer.name, "Rani");
    for (card, orders) in &desk.cards {
        assert_eq!((card.messages.len(), orders.len()), (1, 1));
    }
}

#[test]
fn the_counts_on_every_page_come_with_its_visitor() {
    let host = Recording::new();
    host.db.borrow().execute_batch(CARDS).expect("rows");
    let (signed_in, _) = host.run(sign_in::sign_in(&host, "token", None));
    let (id, _) = signed_in.expect("a database").expect("a reviewer");
    host.now.set(NOON + 90);
    let session = Credential::Session(id);
    let (visit, cost) = host.run(read::visit(&host, &session, true));
    check("a page that a person opens", cost, 1, 3, 1);
    assert_eq!(visit.expect("a database").expect("a visitor").counts.waiting, 100);
    check("a look of the script's", host.run(read::visit(&host, &session, false)).1, 1, 2, 0);
}

#[test]
fn nobody_sees_nothing_of_it() {
    let host = Recording::new();
    host.db.borrow().execute_batch(CARDS).expect("rows");
    let after = Cursor::start();
    let query = DeskQuery { after: &after, limit: 100, done: None, asked: true };
    let stranger = Credential::Session(SessionId::new([[7; 16]; 2]));
    let (desk, cost) = host.run(read::desk(&host, &stranger, &query));
    assert_eq!(cost.round_trips, 1);
    assert!(desk.expect("a database").is_none());
    let (visit, _) = host.run(read::visit(&host, &stranger, true));
    assert!(visit.expect("a database").is_none(), "not even how many there are");
}

/// All SQL that the steps and their triggers run, in `tests/goldens/statements.sql`, with how
/// SQLite goes about it.
#[test]
fn golden_statements() {
    let host = Recording::new();
    everything(&host);
    host.plan_triggers();
    let (texts, plans) = (host.texts.borrow(), host.plans.borrow());
    let shown = texts.iter().map(|(name, sql)| {
        let heading = if sql.starts_with("-- ") { String::new() } else { format!("-- {name}\n") };
        let plan = plans[name].iter().map(|line| format!("\n--   {line}")).collect::<String>();
        format!("{heading}{sql};{plan}\n")
    });
    let wrong = compare::check(Path::new("statements.sql"), &shown.collect::<Vec<_>>().join("\n"));
    assert!(wrong.is_none(), "{}\n\n{}", wrong.unwrap_or_default(), compare::HOW);
}
