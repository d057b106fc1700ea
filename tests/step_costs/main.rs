//! What each step costs the database: round trips, statements and rows written, so that a
//! change that adds one is seen; and that no statement scans or sorts what grows.

mod admin;
mod colleagues;
mod operations;
mod plans;
mod press;
mod teaching;
mod telling;

use admin::admin;
use plans::{BOUNDED, named};
use std::path::Path;
use telling::minute;
use testkit::recording::{Cost, Fixed, NOON, NUMBER_ID, Recording, SECRET};
use testkit::webhook::Sender;
use testkit::{golden_files, webhook};
use whatsapp_order_ack::app::visit;
use whatsapp_order_ack::app::{self, App};
use whatsapp_order_ack::bulk_import;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::customers::directory;
use whatsapp_order_ack::customers::{address_change, allowlist};
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::draft::redraft;
use whatsapp_order_ack::draft::rules::Rules;
use whatsapp_order_ack::draft::rules::active;
use whatsapp_order_ack::draft::template::sets;
use whatsapp_order_ack::erasure;
use whatsapp_order_ack::export;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::http::credential::{COOKIE, Credential, SessionId};
use whatsapp_order_ack::http::{self, Response};
use whatsapp_order_ack::identity::{Address, ReviewId, ReviewerId, Role, SenderId};
use whatsapp_order_ack::keyed_hash::MessageRef;
use whatsapp_order_ack::language::Language;
use whatsapp_order_ack::ledger::read as ledger_read;
use whatsapp_order_ack::ledger::seal;
use whatsapp_order_ack::ledger::stats::{self, Period};
use whatsapp_order_ack::media;
use whatsapp_order_ack::notify::tell;
use whatsapp_order_ack::products::catalogue;
use whatsapp_order_ack::products::index::build::{self, Progress};
use whatsapp_order_ack::review::decide::{Action, Decision, DecisionRequest, decide};
use whatsapp_order_ack::review::history;
use whatsapp_order_ack::review::hold;
use whatsapp_order_ack::review::idempotency_key::IdempotencyKey;
use whatsapp_order_ack::review::missed;
use whatsapp_order_ack::review::read;
use whatsapp_order_ack::review::review_queue::QueueCursor;
use whatsapp_order_ack::review::review_queue::history::HistoryFilter;
use whatsapp_order_ack::review::{Card, RejectReason, State};
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::sweep;
use whatsapp_order_ack::switch;
use whatsapp_order_ack::team::authenticate::authenticate;
use whatsapp_order_ack::team::members;
use whatsapp_order_ack::team::reviewer::Reviewer;
use whatsapp_order_ack::team::sign_in;
use whatsapp_order_ack::webhook::receive;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

fn template() -> Settings {
    Settings::of(Fixed("template"))
}

fn model() -> Settings {
    Settings::of(Fixed("openai"))
}

fn rani() -> Reviewer {
    let id = ReviewerId::parse("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

fn token() -> Credential {
    Credential::Token("token".into())
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
    host.run(allowlist::put(host, &template(), &rani(), &address, &opt_in)).0.expect("listed");
    let sql = format!("SELECT sender_id FROM allowlist WHERE address = '3360000{n:04}'");
    let id: String = host.db.borrow().query_row(&sql, [], |row| row.get(0)).expect("a sender");
    SenderId::parse(&id).expect("a sender")
}

fn post(host: &Recording, body: &str) -> (Vec<SenderId>, Cost) {
    let header = webhook::sign(SECRET, body.as_bytes());
    let secrets = AppSecrets { current: SECRET, previous: None };
    let signature = Signature::parse(&header).expect("a signature");
    let verified = signature.verify(body.as_bytes(), &secrets).expect("signed");
    let (received, cost) = host.run(receive::receive(host, &template(), &verified));
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
    let page = host.run(read::list(host, Role::Admin, State::Pending, &QueueCursor::start(), 50)).0.expect("a page");
    page.reviews.into_iter().next_back().expect("a card")
}

fn request(card: &Card, key: &str, action: Action) -> DecisionRequest {
    DecisionRequest {
        card: ReviewId::parse(card.id.as_str()).expect("an id"),
        decision: Decision { version: card.version, shown: None, action },
        key: IdempotencyKey::parse(key).expect("a key"),
        request_sha256: key.to_owned(),
    }
}

fn approval(card: &Card) -> Action {
    Action::Approve { text_sha256: card.draft.as_ref().expect("a draft").text_sha256.clone().expect("its hash") }
}

fn check(what: &str, cost: Cost, round_trips: u32, statements: u32, rows_written: u64) {
    assert_eq!(cost, Cost { round_trips, statements, rows_written }, "{what}");
}

#[test]
fn each_step_costs_what_it_says() {
    let host = Recording::new();
    let senders: Vec<SenderId> = (1..=100).map(|n| listed(&host, n)).collect();
    a_list_of_products(&host, 1);
    check("a message", post(&host, &messages([1], 1)).1, 1, 1, 2);
    check("the same again", post(&host, &messages([1], 1)).1, 1, 1, 1);
    check("a stranger's", post(&host, &messages([200], 1)).1, 1, 1, 1);
    check("a hundred in one POST", post(&host, &messages(1..=100, 2)).1, 1, 1, 200);
    let draft = |settings: &Settings, sender: &SenderId| {
        let (done, cost) = host.run(drafting::draft(&host, settings, sender));
        done.expect("drafted");
        cost
    };
    check("a template draft of two messages", draft(&template(), &senders[0]), 3, 21, 9);
    check("a model's draft", draft(&model(), &senders[1]), 5, 25, 12);
    check("nothing to draft", draft(&template(), &senders[1]), 2, 15, 2);
    let card = pending(&host);
    let (_, cost) = host.run(decide(&host, &template(), &token(), &request(&card, "k1", approval(&card))));
    check("an approval that is sent", cost, 2, 16, 11);
    draft(&template(), &senders[2]);
    let card = pending(&host);
    let reject = Action::Reject { reason: RejectReason::Other, note: None };
    check("a rejection", host.run(decide(&host, &template(), &token(), &request(&card, "k2", reject))).1, 2, 12, 6);
    let status = webhook::status(NUMBER_ID, "wamid.OUT", None, "delivered", None);
    check("a status", post(&host, &status).1, 1, 2, 5);
    let typed = webhook::status(NUMBER_ID, "wamid.TYPED", None, "sent", None);
    check("that of a message typed on the phone", post(&host, &typed).1, 1, 2, 1);
    check("the same again", post(&host, &typed).1, 1, 2, 0);
    host.run(minute(&host, 0));
    host.run(minute(&host, 0));
    check("a minute in which nothing happens", host.run(minute(&host, 1)).1, 5, 9, 0);
    check("the same, with a look at what is wrong", host.run(minute(&host, 2)).1, 7, 18, 0);
    check("the same, with erasing", host.run(minute(&host, 10)).1, 8, 26, 0);
    check(
        "a page of the queue",
        host.run(read::list(&host, Role::Admin, State::Pending, &QueueCursor::start(), 50)).1,
        1,
        3,
        0,
    );
    check("a card", host.run(read::detail(&host, Role::Admin, &card.id)).1, 1, 7, 0);
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

/// Products, and the index of them.
fn a_list_of_products(host: &Recording, many: u32) {
    let by_hand = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
         INSERT INTO products (reference, name) SELECT 'P' || i, 'harissa ' || i FROM n"
    );
    host.db.borrow().execute_batch(&by_hand).expect("products");
    while host.run(build::slice(host)).0.expect("a slice") == Progress::More {}
}

/// Runs everything there is, for its plans.
fn everything(host: &Recording) {
    let rani = rani();
    let senders: Vec<SenderId> = (1..=4).map(|n| listed(host, n)).collect();
    let run = |what: &str, done: bool| assert!(done, "{what}");
    a_list_of_products(host, 600);
    run("tell", host.run(tell::tell(host, &template())).0.is_ok());
    post(host, &messages([1], 1));
    post(host, &messages([1, 2, 3], 2));
    for sender in &senders {
        run("draft", host.run(drafting::draft(host, &model(), sender)).0.is_ok());
    }
    let unknown = shop(1).text(&webhook::wamid("33600000001", 77), NOON, "et 2 cartons de zorglub");
    post(host, &webhook::messages(NUMBER_ID, &shop(1), &[unknown]));
    run("draft", host.run(drafting::draft(host, &model(), &senders[0])).0.is_ok());
    let content = serde_json::json!({
        "original_message_id": webhook::wamid("33600000001", 77),
        "message": {"type": "text", "text": {"body": "et 3 cartons de zorglub"}},
    });
    let edit = shop(1).message(&webhook::wamid("33600000001", 78), NOON, "edit", content);
    post(host, &webhook::messages(NUMBER_ID, &shop(1), &[edit]));
    run("draft", host.run(drafting::draft(host, &template(), &senders[0])).0.is_ok());
    let card = pending(host);
    run("hold", host.run(hold::take(host, &rani, &card.id)).0.is_ok());
    run("hold", host.run(hold::leave(host, &rani, &card.id)).0.is_ok());
    colleagues::set_aside(host, &rani, &card);
    teaching::teaching(host, &rani);
    run("redraft", host.run(redraft::redraft(host, &template(), &rani, &card.id, card.version)).0.is_ok());
    let nobody = Credential::Token("nobody's".into());
    run("nobody", host.run(decide(host, &template(), &nobody, &request(&card, "e0", approval(&card)))).0.is_ok());
    run("approve", host.run(decide(host, &template(), &token(), &request(&card, "e1", approval(&card)))).0.is_ok());
    run("again", host.run(decide(host, &template(), &token(), &request(&card, "e1", approval(&card)))).0.is_ok());
    let card = pending(host);
    let reject = Action::Reject { reason: RejectReason::Other, note: None };
    run("reject", host.run(decide(host, &template(), &token(), &request(&card, "e2", reject.clone()))).0.is_ok());
    host.db
        .borrow()
        .execute("UPDATE review_queue SET state = 'failed' WHERE id = ?1", [card.id.as_str()])
        .expect("a card");
    run("close", host.run(decide(host, &template(), &token(), &request(&card, "e4", reject))).0.is_ok());
    let card = pending(host);
    let settle = Action::Resolve { arrived: true };
    run("resolve", host.run(decide(host, &template(), &token(), &request(&card, "e3", settle))).0.is_ok());
    let ran_out = "UPDATE review_queue SET opened_at = '2026-01-01T00:00:00.000Z',
      window_closes_at = '2026-01-02T00:00:00.000Z' WHERE id = ?1";
    host.db.borrow().execute(ran_out, [card.id.as_str()]).expect("a card");
    run("too late", host.run(decide(host, &template(), &token(), &request(&card, "e5", approval(&card)))).0.is_ok());
    let back = "UPDATE review_queue SET state = 'pending', window_closes_at = ?2 WHERE id = ?1";
    host.db.borrow().execute(back, [card.id.as_str(), &card.window_closes_at.to_string()]).expect("a card");
    post(host, &webhook::status(NUMBER_ID, "wamid.OUT", None, "delivered", None));
    post(host, &webhook::echo(NUMBER_ID, &shop(1), "wamid.PHONE", NOON, "Bien noté"));
    post(host, &webhook::status("999999999", "wamid.FOREIGN", None, "sent", None));
    let (signed_in, _) = host.run(sign_in::sign_in(host, "token", Some(&SessionId::new([[9; 16]; 2]))));
    let (id, who) = signed_in.expect("a database").expect("a reviewer");
    let session = Credential::Session(id.clone());
    let access = Credential::Access { email: "rani@example.com".into(), assertion: "x".into() };
    run("authenticate", host.run(authenticate(host, &session)).0.is_ok());
    run("visitor", host.run(visit::visitor(host, &access, false)).0.is_ok());
    run("standing", host.run(visit::standing(host, &template())).0.is_ok());
    run("switch", host.run(switch::turn(host, &rani, true)).0.is_ok());
    let beside = std::slice::from_ref(&card.id);
    run("queue", host.run(read::queue(host, Role::Admin, &QueueCursor::start(), 100, beside)).0.is_ok());
    run("card", host.run(read::detail(host, Role::Admin, &card.id)).0.is_ok());
    run(
        "orders",
        host.run((host as &dyn Host).batch(whatsapp_order_ack::customers::customer_queries::orders_of("c1"))).0.is_ok(),
    );
    run("ledger", host.run(ledger_read::ledger(host, 0, 100)).0.is_ok());
    operations::audit(host);
    run("summary", host.run(ledger_read::ledger_summary(host, "2026-01-01", "2026-12-31")).0.is_ok());
    for customer in [None, Some("c1".to_owned())] {
        let (from, to) = (Timestamp::from_seconds(0), Timestamp::from_seconds(NOON + 1_000));
        let query =
            HistoryFilter { from, to, customer, outcome: None, words: Some("harissa".into()), before: None, limit: 50 };
        run("history", host.run(history::history(host, Role::Admin, &query)).0.is_ok());
    }
    run("stuck", host.run(history::stuck(host, Role::Admin)).0.is_ok());
    run("missed", host.run(missed::of_role(host, Role::Admin, &QueueCursor::start())).0.is_ok());
    for period in [Period::Day, Period::Week] {
        run("numbers", host.run(stats::numbers(host, "2026-01-01", "2026-12-31", period)).0.is_ok());
    }
    admin(host, &rani);
    run("speak", host.run(sign_in::set_language(host, &who, "en")).0.is_ok());
    run("sign out", host.run(sign_in::sign_out(host, &who, &id)).0.is_ok());
    post(host, &messages([4], 9));
    run("draft", host.run(drafting::draft(host, &template(), &senders[3])).0.is_ok());
    telling::recall(host);
    host.now.set(NOON + 30 * 60 * 60);
    let late = request(&pending(host), "e4", Action::Edit { text: "Bien reçu".into() });
    run("too late", host.run(decide(host, &template(), &token(), &late)).0.is_ok());
    run("sweep", host.run(sweep::sweep(host, &template())).0.is_ok());
    run("seal", host.run(seal::seal(host, &template())).0.is_ok());
    operations::everything(host);
    host.now.set(NOON + 200 * 24 * 60 * 60);
    run("sweep", host.run(sweep::sweep(host, &template())).0.is_ok());
}

/// What admins do.
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

/// A page of the desk, as this session's browser gets it.
fn page(host: &Recording, path: &str, session: &SessionId) -> (Response, Cost) {
    let cookie = session.cookie(COOKIE, true).split(';').next().unwrap_or_default().to_owned();
    let request = http::Request::new("GET", &format!("https://desk.example{path}"), [("cookie".to_owned(), cookie)]);
    let (settings, mut body) = (template(), Vec::new());
    host.run(app::answer(App { host, settings: &settings }, &request, &mut body))
}

#[test]
fn the_queue_of_a_hundred_cards_is_three_round_trips() {
    let host = Recording::new();
    host.db.borrow().execute_batch(CARDS).expect("rows");
    let (signed_in, _) = host.run(sign_in::sign_in(&host, "token", None));
    let (id, _) = signed_in.expect("a database").expect("a reviewer");
    let (queue, cost) = page(&host, "/review", &id);
    check("who looks, what every page says, and the queue", cost, 3, 17, 0);
    let html = String::from_utf8(queue.body).expect("text");
    assert!(html.contains(r#"data-waiting="100""#) && html.contains("Rani"), "{html}");
    // The first ten whole, with their orders; the others a line each. The list beside them has the
    // words again.
    for (each, many) in [("<article ", 100), (">10 cartons<", 200), ("2 cartons</bdi></li>", 10), ("card brief", 90)] {
        assert_eq!(html.matches(each).count(), many, "{each}: {html}");
    }
}

#[test]
fn whoever_opens_a_page_is_known_before_anything_is_counted() {
    let host = Recording::new();
    host.db.borrow().execute_batch(CARDS).expect("rows");
    let (signed_in, _) = host.run(sign_in::sign_in(&host, "token", None));
    let (id, _) = signed_in.expect("a database").expect("a reviewer");
    host.now.set(NOON + 90);
    let session = Credential::Session(id);
    check("a person", host.run(visit::visitor(&host, &session, true)).1, 1, 3, 1);
    check("a look of the script's", host.run(visit::visitor(&host, &session, false)).1, 1, 2, 0);
    let (standing, cost) = host.run(visit::standing(&host, &template()));
    check("what every page says", cost, 1, 8, 0);
    assert_eq!(standing.expect("a database").counts.waiting, 100);
}

#[test]
fn nobody_sees_nothing_of_it() {
    let host = Recording::new();
    host.db.borrow().execute_batch(CARDS).expect("rows");
    let stranger = SessionId::new([[7; 16]; 2]);
    let (door, cost) = page(&host, "/review", &stranger);
    check("a made-up cookie", cost, 1, 3, 0);
    let html = String::from_utf8(door.body).expect("text");
    assert!(html.contains("/review/sign-in") && !html.contains("cartons") && !html.contains("100"), "{html}");
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
    let wrong = golden_files::check(Path::new("statements.sql"), &shown.collect::<Vec<_>>().join("\n"));
    assert!(wrong.is_none(), "{}\n\n{}", wrong.unwrap_or_default(), golden_files::HOW);
}
