//! A host that counts what the database is asked, and keeps each statement's plan.

use crate::curve::Curve;
use crate::database;
use rusqlite::{Connection, params_from_iter};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::{
    Boxed, Call, CallError, Crypto, DatabaseError, Endpoint, Host, Level, Param, Reply, Rows, Statement, TimerError,
};
use whatsapp_order_ack::identity::{Nonce, SenderId};
use whatsapp_order_ack::settings::Source;

pub const SECRET: &str = "a secret of the tests";
pub const NUMBER_ID: &str = "123456123";
pub const NOON: i64 = 1_772_366_400;

/// What something cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    pub round_trips: u32,
    pub statements: u32,
    pub rows_written: u64,
}

pub struct Recording {
    pub db: RefCell<Connection>,
    curve: Curve,
    cost: Cell<Cost>,
    drawn: Cell<u64>,
    pub now: Cell<i64>,
    /// Each statement's plan, by its name.
    pub plans: RefCell<BTreeMap<String, Vec<String>>>,
    /// Each statement's text, by its name.
    pub texts: RefCell<BTreeMap<String, String>>,
    /// The most text that one batch was given, in bytes.
    pub heaviest: Cell<usize>,
    /// How push services answer.
    pub pushes_answer: Cell<u16>,
    /// Batches with a statement of this name fail.
    pub broken: Cell<Option<&'static str>>,
}

impl Default for Recording {
    fn default() -> Self {
        Self::new()
    }
}

impl Recording {
    pub fn new() -> Self {
        let db = database::open();
        db.execute_batch(
            "INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES
               ('usr_1', 'Rani', 'admin', '3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0', '2026-01-01T00:00:00.000Z');",
        )
        .expect("rows");
        Self {
            db: RefCell::new(db),
            curve: Curve::default(),
            cost: Cell::default(),
            drawn: Cell::default(),
            now: Cell::new(NOON),
            plans: RefCell::default(),
            texts: RefCell::default(),
            heaviest: Cell::default(),
            pushes_answer: Cell::new(201),
            broken: Cell::default(),
        }
    }

    /// Runs a step that never waits, and says what it cost.
    pub fn run<T>(&self, step: impl Future<Output = T>) -> (T, Cost) {
        self.cost.set(Cost::default());
        let mut step = std::pin::pin!(step);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match step.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => (value, self.cost.get()),
            std::task::Poll::Pending => panic!("nothing here waits"),
        }
    }

    fn plan(&self, statement: &Statement) {
        self.explain(statement.name, statement.sql);
    }

    fn explain(&self, name: &str, sql: &str) {
        let db = self.db.borrow();
        let mut explain = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("it explains");
        let nulls = std::iter::repeat_n(rusqlite::types::Null, explain.parameter_count());
        let rows = explain.query_map(params_from_iter(nulls), |row| row.get::<_, String>(3)).expect("a plan");
        self.plans.borrow_mut().insert(name.to_owned(), rows.map(|row| row.expect("a row")).collect());
        let before = self.texts.borrow_mut().insert(name.to_owned(), sql.to_owned());
        assert!(before.is_none_or(|before| before == sql), "two statements are called {name}");
    }

    /// What triggers do is not in the plan of the statement that they fire for: each
    /// statement of theirs has its own, as `trigger 1`, with parameters for the row.
    pub fn plan_triggers(&self) {
        let triggers = database::rows(&self.db.borrow(), "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
        for trigger in triggers {
            let text = |column: &str| trigger[column].as_str().expect("text").to_owned();
            let (_, body) =
                text("sql").split_once("BEGIN").map(|(when, body)| (when.to_owned(), body.to_owned())).expect("a body");
            let body = body.rsplit_once("END").expect("an end").0.replace("OLD.", "NEW.");
            let body: Vec<&str> =
                body.split(';').map(str::trim).filter(|sql| !sql.is_empty() && !sql.contains("RAISE")).collect();
            for (n, statement) in body.into_iter().enumerate() {
                self.explain(&format!("{} {}", text("name"), n + 1), &without_row(statement));
            }
        }
    }
}

/// `NEW.column` as a parameter.
fn without_row(statement: &str) -> String {
    let mut parts = statement.split("NEW.");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |sql, part| sql + "?" + part.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_'))
}

impl Host for Recording {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.now.get())
    }

    fn nonce(&self) -> Nonce {
        self.drawn.set(self.drawn.get() + 1);
        let mut bits = [0; 16];
        bits[8..].copy_from_slice(&self.drawn.get().to_be_bytes());
        Nonce(bits)
    }

    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async move {
            if statements.iter().any(|statement| Some(statement.name) == self.broken.get()) {
                return Err(DatabaseError::Failed("broken".into()));
            }
            statements.iter().for_each(|statement| self.plan(statement));
            self.heaviest.set(self.heaviest.get().max(weight(&statements)));
            let before = self.db.borrow().total_changes();
            let answers = database::batch(&mut self.db.borrow_mut(), &statements);
            let mut cost = self.cost.get();
            cost.round_trips += 1;
            cost.statements += u32::try_from(statements.len()).expect("a few");
            cost.rows_written += self.db.borrow().total_changes() - before;
            self.cost.set(cost);
            answers
        })
    }

    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        Box::pin(async move {
            if let Endpoint::Sealed { .. } = call.to {
                return Ok(Reply { status: self.pushes_answer.get(), body: vec![] });
            }
            let body = if call.body.contains("messaging_product") {
                r#"{"messages":[{"id":"wamid.OUT"}]}"#
            } else {
                r#"{"choices":[{"message":{"content":"Bonjour, merci, nous avons bien reçu votre commande."}}],
                "usage":{"prompt_tokens":90,"completion_tokens":20}}"#
            };
            Ok(Reply { status: 200, body: body.into() })
        })
    }

    fn sleep(&self, _time: Duration) -> Boxed<'_, ()> {
        Box::pin(async move {})
    }

    fn verify_rs256<'a>(&'a self, _jwk: &'a str, _signed: &'a [u8], _signature: &'a [u8]) -> Boxed<'a, bool> {
        Box::pin(async { false })
    }

    fn crypto(&self) -> &dyn Crypto {
        &self.curve
    }

    fn log(&self, _level: Level, _line: String) {}

    fn arm<'a>(&'a self, _sender: &'a SenderId, _at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        Box::pin(async move { Ok(()) })
    }
}

/// How much text the statements are given, in bytes.
fn weight(statements: &[Statement]) -> usize {
    let params = statements.iter().flat_map(|statement| &statement.params);
    let texts = params.map(|param| match param {
        Param::Text(text) => text.len(),
        Param::Null | Param::Integer(_) => 0,
    });
    texts.sum()
}

#[derive(Clone, Copy)]
pub struct Fixed(pub &'static str);

impl Source for Fixed {
    fn get(&self, name: &'static str) -> Option<String> {
        let value = match name {
            "META_APP_SECRET" => SECRET,
            "WHATSAPP_PHONE_NUMBER_ID" => NUMBER_ID,
            "WHATSAPP_ACCESS_TOKEN" => "access",
            "BURST_SECONDS" => "0",
            "SENDER_HOURLY_LIMIT" | "HOURLY_LIMIT" => "1000000",
            "DRAFTER" => self.0,
            "LLM_API_URL" | "CRM_WEBHOOK_URL" | "ALERT_WEBHOOK_URL" => "http://peer.invalid",
            "LLM_MODEL" => "model",
            "LLM_PRICES" => "1/2",
            "VAPID_PRIVATE_KEY" => "nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM",
            "VAPID_SUBJECT" => "mailto:rani@example.com",
            "CRM_WEBHOOK_SECRET" => "whsec_YSBzaW11bGF0ZWQgc2VjcmV0IG9mIDMyIGJ5dGVzLi4=",
            _ => return None,
        };
        Some(value.to_owned())
    }
}
