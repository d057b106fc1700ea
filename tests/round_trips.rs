//! Round trips to the database, counted: they are what a request costs.

#[path = "sim/database.rs"]
#[allow(dead_code, reason = "shared with the simulator")]
mod database;

use rusqlite::Connection;
use std::cell::{Cell, RefCell};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::credential::{Credential, SessionId};
use whatsapp_order_ack::host::{Answers, Call, CallError, DatabaseError, Host, Reply, Statement, TimerError};
use whatsapp_order_ack::identity::{Nonce, SenderId};
use whatsapp_order_ack::steps::read::{self, DeskQuery};
use whatsapp_order_ack::steps::sign_in::sign_in;
use whatsapp_order_ack::store::review_queue::Cursor;

struct Counting {
    db: RefCell<Connection>,
    batches: Cell<u32>,
    drawn: Cell<u8>,
}

impl Counting {
    fn new() -> Self {
        Self { db: RefCell::new(database::open()), batches: Cell::new(0), drawn: Cell::new(0) }
    }

    /// How many round trips this took.
    fn count<T>(&self, step: impl Future<Output = T>) -> (T, u32) {
        let before = self.batches.get();
        let mut step = std::pin::pin!(step);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match step.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => (value, self.batches.get() - before),
            std::task::Poll::Pending => panic!("nothing here waits"),
        }
    }
}

impl Host for Counting {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_772_352_000)
    }

    fn nonce(&self) -> Nonce {
        self.drawn.set(self.drawn.get() + 1);
        Nonce([self.drawn.get(); 16])
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<Answers, DatabaseError> {
        self.batches.set(self.batches.get() + 1);
        database::batch(&mut self.db.borrow_mut(), &statements)
    }

    async fn call(&self, _call: Call) -> Result<Reply, CallError> {
        panic!("nothing here calls out")
    }

    async fn sleep(&self, _time: std::time::Duration) {}

    async fn arm(&self, _sender: &SenderId, _at: Timestamp) -> Result<(), TimerError> {
        panic!("nothing here arms a timer")
    }
}

/// A hundred customers with a card, a message and an order each.
const CARDS: &str = "
INSERT INTO reviewer (id, name, role, token_sha256, created_at)
VALUES ('usr_1', 'Rani', 'reviewer', '3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0', 'x');
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
    let host = Counting::new();
    host.db.borrow().execute_batch(CARDS).expect("rows");
    // SHA-256 of the word is in CARDS.
    let (signed_in, _) = host.count(sign_in(&host, "token", None));
    let (id, _) = signed_in.expect("a database").expect("a reviewer");
    let after = Cursor::start();
    let query = DeskQuery { after: &after, limit: 100, done: None, asked: true };
    let (desk, round_trips) = host.count(read::desk(&host, &Credential::Session(id), &query));
    let desk = desk.expect("a database");
    assert_eq!(round_trips, 1);
    assert_eq!((desk.cards.len(), desk.waiting), (100, 100));
    assert!(desk.reviewer.is_some_and(|reviewer| reviewer.name == "Rani"));
    for (card, orders) in &desk.cards {
        assert_eq!((card.messages.len(), orders.len()), (1, 1));
    }
}

#[test]
fn nobody_sees_nothing_of_it() {
    let host = Counting::new();
    host.db.borrow().execute_batch(CARDS).expect("rows");
    let after = Cursor::start();
    let query = DeskQuery { after: &after, limit: 100, done: None, asked: true };
    let stranger = Credential::Session(SessionId::new([[7; 16]; 2]));
    let (desk, round_trips) = host.count(read::desk(&host, &stranger, &query));
    let desk = desk.expect("a database");
    assert_eq!((round_trips, desk.cards.len(), desk.waiting), (1, 0, 0));
    assert!(desk.reviewer.is_none());
}
