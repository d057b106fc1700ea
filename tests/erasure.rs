//! A customer is erased in the one moment that matters most: between the Graph call and
//! its record. Nothing of them comes back with the answer.

#[path = "sim/database.rs"]
#[allow(dead_code, reason = "shared with the simulator")]
mod database;

use rusqlite::Connection;
use std::cell::{Cell, RefCell};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::config::{Settings, Source};
use whatsapp_order_ack::host::{Answers, Call, CallError, DatabaseError, Host, Reply, Statement, TimerError};
use whatsapp_order_ack::identity::{Nonce, ReviewId, ReviewerId, SenderId};
use whatsapp_order_ack::keyed_hash::sha256_hex;
use whatsapp_order_ack::review::Role;
use whatsapp_order_ack::steps::customers;
use whatsapp_order_ack::steps::decide::{Action, Decision, Request, decide};
use whatsapp_order_ack::store::idempotency_key::Key;
use whatsapp_order_ack::store::reviewer::Reviewer;

const CARD: &str = "rev_00000000000000000000000000000001";
const TEXT: &str = "Bonjour Épicerie Exemple, bien reçu, merci !";

/// Erases the customer while Graph answers.
struct Erasing {
    db: RefCell<Connection>,
    drawn: Cell<u8>,
}

fn rani() -> Reviewer {
    let id = ReviewerId::known("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

impl Host for Erasing {
    fn now(&self) -> Timestamp {
        Timestamp::parse("2026-03-01T09:00:00.000Z").expect("a time")
    }

    fn nonce(&self) -> Nonce {
        self.drawn.set(self.drawn.get() + 1);
        Nonce([self.drawn.get(); 16])
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<Answers, DatabaseError> {
        database::batch(&mut self.db.borrow_mut(), &statements)
    }

    async fn call(&self, call: Call) -> Result<Reply, CallError> {
        assert!(call.body.contains("33600000001"), "the reply goes to the customer");
        assert!(Box::pin(customers::erase(self, &rani(), "c1")).await.expect("a database"), "there was a customer");
        let body = r#"{"messaging_product":"whatsapp","messages":[{"id":"wamid.ANSWER"}]}"#;
        Ok(Reply { status: 200, body: body.into() })
    }

    async fn sleep(&self, _time: std::time::Duration) {}

    async fn arm(&self, _sender: &SenderId, _at: Timestamp) -> Result<(), TimerError> {
        Ok(())
    }
}

struct Set;

impl Source for Set {
    fn get(&self, name: &'static str) -> Option<String> {
        let value = match name {
            "META_APP_SECRET" => "an invented secret",
            "WHATSAPP_PHONE_NUMBER_ID" => "123456123",
            "WHATSAPP_ACCESS_TOKEN" => "an invented token",
            _ => return None,
        };
        Some(value.to_owned())
    }
}

fn stage() -> Erasing {
    let db = database::open();
    db.execute_batch(&format!(
        "INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES ('usr_1', 'Rani', 'admin', 'x', 'x');
         INSERT INTO customers (id, name) VALUES ('c1', 'Épicerie Exemple');
         INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
         VALUES ('33600000001', 'snd_1', 'c1', 'asked', 'usr_1', 'x');
         INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at,
           received_at, window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_sha256,
           draft_text, recipient, quoted_wamid)
         VALUES ('{CARD}', 'w', 'snd_1', 'c1', 'Épicerie Exemple', 'pending', 1, '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 'order_shaped', '[]', 'fr', 'template', '{}',
           '{TEXT}', '33600000001', 'wamid.ASKED');
         INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness, stamped_at,
           admitted_at, window_closes_at, waiting, review_id, wamid, reply_to, text, customer_id)
         VALUES ('m_1', 'inv', 'snd_1', 'admitted', 'words', 'text', 'fresh', '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 0, '{CARD}', 'wamid.ASKED', '33600000001',
           '10 cartons de harissa', 'c1');",
        sha256_hex(TEXT.as_bytes())
    ))
    .expect("a card");
    Erasing { db: RefCell::new(db), drawn: Cell::new(0) }
}

#[test]
fn nothing_comes_back_with_the_answer_of_a_send() {
    let host = stage();
    let request = Request {
        card: ReviewId::known(CARD).expect("an id"),
        decision: Decision {
            version: 1,
            shown: None,
            action: Action::Approve { text_sha256: sha256_hex(TEXT.as_bytes()) },
        },
        key: Key::parse("k1").expect("a key"),
        request_sha256: "x".into(),
    };
    let (settings, rani) = (Settings(Set), rani());
    let mut step = std::pin::pin!(decide(&host, &settings, &rani, &request));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(step.as_mut().poll(&mut context).is_ready(), "nothing here waits");
    let db = host.db.borrow();
    let sent = "SELECT count(*) FROM send_attempt WHERE outcome = 'accepted'";
    assert_eq!(database::count(&db, sent), 1, "the send is recorded");
    for table in database::rows(&db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
        let name = table["name"].as_str().unwrap_or_default();
        for row in database::rows(&db, &format!("SELECT * FROM {name}")) {
            let text = serde_json::to_string(&row).unwrap_or_default();
            for trace in ["33600000001", "wamid.", "Épicerie", "harissa", "Bien reçu", "bien reçu", "c1\""] {
                assert!(!text.contains(trace), "{name} keeps {trace}: {text}");
            }
        }
    }
}
