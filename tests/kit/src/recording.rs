//! A host that counts what the database is asked, and keeps each statement's plan.

use crate::curve::Curve;
use crate::database;
use rusqlite::{Connection, params_from_iter};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::unsigned::{AskUnsigned, Unsigned};
use whatsapp_order_ack::host::witness::{AskChain, AskErasures, Chain, Erasures, WitnessError};
use whatsapp_order_ack::host::{
    Boxed, Call, CallError, Crypto, DatabaseError, Destination, Download, Downloaded, Host, Level, Param, Reply, Rows,
    Statement, TimerError,
};
use whatsapp_order_ack::identity::{Nonce, SenderId};
use whatsapp_order_ack::settings::SettingsSource;

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
    /// How many rows and bytes statements returned, by their names.
    pub read: RefCell<BTreeMap<&'static str, (usize, usize)>>,
    /// The most text that one batch was given, in bytes.
    pub heaviest: Cell<usize>,
    /// How often anybody may still knock.
    pub knocks: Cell<u32>,
    /// What the next calls are answered, before what every call is.
    pub replies: RefCell<VecDeque<Reply>>,
    /// What the next files are, and what was asked for them.
    pub files: RefCell<VecDeque<Downloaded>>,
    pub downloads: RefCell<Vec<Download>>,
    /// How many round trips to the database the last call to the Graph API came after.
    pub sent_after: Cell<Option<u32>>,
    /// How push services answer.
    pub pushes_answer: Cell<u16>,
    /// Batches with a statement of this name fail.
    pub broken: Cell<Option<&'static str>>,
    /// So many batches with a statement of this name are committed and then fail, in a way that
    /// may pass.
    pub answers_lost: Cell<(&'static str, u32)>,
    /// What stands outside the database.
    pub witness: Outside,
    /// The bodies that were posted to whomever.
    pub posted: RefCell<Vec<String>>,
    /// What was logged.
    pub logged: RefCell<Vec<String>>,
}

/// The witness, as long as it can be reached.
#[derive(Default)]
pub struct Outside {
    pub chain: RefCell<Chain>,
    pub erasures: RefCell<Erasures>,
    pub unsigned: RefCell<Unsigned>,
    /// Why it cannot be asked.
    pub away: RefCell<Option<WitnessError>>,
}

impl Outside {
    fn ask_chain(&self, ask: AskChain) -> Result<Chain, WitnessError> {
        if let Some(error) = self.away.borrow().clone() {
            return Err(error);
        }
        self.chain.borrow_mut().answer(ask);
        Ok(self.chain.borrow().clone())
    }

    fn ask_erasures(&self, ask: AskErasures) -> Result<Vec<String>, WitnessError> {
        match self.away.borrow().clone() {
            Some(error) => Err(error),
            None => Ok(self.erasures.borrow_mut().answer(ask).0),
        }
    }

    fn ask_unsigned(&self, ask: AskUnsigned) -> Result<Unsigned, WitnessError> {
        if let Some(error) = self.away.borrow().clone() {
            return Err(error);
        }
        self.unsigned.borrow_mut().answer(ask);
        Ok(self.unsigned.borrow().clone())
    }
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
            read: RefCell::default(),
            heaviest: Cell::default(),
            knocks: Cell::new(u32::MAX),
            replies: RefCell::default(),
            files: RefCell::default(),
            downloads: RefCell::default(),
            sent_after: Cell::default(),
            pushes_answer: Cell::new(201),
            broken: Cell::default(),
            answers_lost: Cell::default(),
            witness: Outside::default(),
            posted: RefCell::default(),
            logged: RefCell::default(),
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
        // What does not explain does not run either, and that is told.
        let Ok(mut explain) = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")) else { return };
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
            let answers = database::answers(&mut self.db.borrow_mut(), &statements)?;
            for (statement, answer) in statements.iter().zip(&answers) {
                let mut read = self.read.borrow_mut();
                let (rows, bytes) = read.entry(statement.name).or_default();
                *rows += answer.many;
                *bytes += answer.bytes;
            }
            let mut cost = self.cost.get();
            cost.round_trips += 1;
            cost.statements += u32::try_from(statements.len()).expect("a few");
            cost.rows_written += self.db.borrow().total_changes() - before;
            self.cost.set(cost);
            let (name, left) = self.answers_lost.get();
            if left > 0 && statements.iter().any(|statement| statement.name == name) {
                self.answers_lost.set((name, left - 1));
                return Err(DatabaseError::Failed("D1_ERROR: Network connection lost.".into()));
            }
            Ok(answers.into_iter().map(|answer| answer.rows).collect())
        })
    }

    fn may_knock<'a>(&'a self, _from: &'a str) -> Boxed<'a, bool> {
        let left = self.knocks.get();
        self.knocks.set(left.saturating_sub(1));
        Box::pin(async move { left > 0 })
    }

    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        Box::pin(async move {
            if let Destination::Sealed { .. } = call.to {
                return Ok(Reply { status: self.pushes_answer.get(), body: vec![] });
            }
            let sends = call.body.contains("messaging_product");
            if sends {
                self.sent_after.set(Some(self.cost.get().round_trips));
            }
            if let Destination::Http { .. } = call.to {
                self.posted.borrow_mut().push(call.body.clone());
            }
            if let Some(reply) = self.replies.borrow_mut().pop_front() {
                return Ok(reply);
            }
            let body = if sends {
                r#"{"messages":[{"id":"wamid.OUT"}]}"#
            } else {
                r#"{"choices":[{"message":{"content":"Bonjour, merci, nous avons bien reçu votre commande."}}],
                "usage":{"prompt_tokens":90,"completion_tokens":20}}"#
            };
            Ok(Reply { status: 200, body: body.into() })
        })
    }

    fn download(&self, asked: Download) -> Boxed<'_, Result<Downloaded, CallError>> {
        Box::pin(async move {
            self.downloads.borrow_mut().push(asked);
            self.files.borrow_mut().pop_front().ok_or(CallError::Connection)
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

    fn log(&self, _level: Level, line: String) {
        self.logged.borrow_mut().push(line);
    }

    fn arm<'a>(&'a self, _sender: &'a SenderId, _at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        Box::pin(async move { Ok(()) })
    }

    fn witness_chain(&self, ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>> {
        Box::pin(async move { self.witness.ask_chain(ask) })
    }

    fn witness_erasures(&self, ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>> {
        Box::pin(async move { self.witness.ask_erasures(ask) })
    }

    fn witness_unsigned(&self, ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>> {
        Box::pin(async move { self.witness.ask_unsigned(ask) })
    }
}

/// The same, with a database that takes its time: each batch is carried out when the step is
/// polled a second time.
pub struct Slow<'r>(pub &'r Recording);

impl Host for Slow<'_> {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn nonce(&self) -> Nonce {
        self.0.nonce()
    }

    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async move {
            let mut waited = false;
            std::future::poll_fn(|_| {
                if std::mem::replace(&mut waited, true) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
            })
            .await;
            Host::run(self.0, statements).await
        })
    }

    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        self.0.call(call)
    }

    fn download(&self, asked: Download) -> Boxed<'_, Result<Downloaded, CallError>> {
        self.0.download(asked)
    }

    fn may_knock<'a>(&'a self, from: &'a str) -> Boxed<'a, bool> {
        self.0.may_knock(from)
    }

    fn witness_chain(&self, ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>> {
        self.0.witness_chain(ask)
    }

    fn witness_erasures(&self, ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>> {
        self.0.witness_erasures(ask)
    }

    fn witness_unsigned(&self, ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>> {
        self.0.witness_unsigned(ask)
    }

    fn verify_rs256<'a>(&'a self, jwk: &'a str, signed: &'a [u8], signature: &'a [u8]) -> Boxed<'a, bool> {
        self.0.verify_rs256(jwk, signed, signature)
    }

    fn crypto(&self) -> &dyn Crypto {
        self.0.crypto()
    }

    fn log(&self, level: Level, line: String) {
        self.0.log(level, line);
    }

    fn sleep(&self, time: Duration) -> Boxed<'_, ()> {
        self.0.sleep(time)
    }

    fn arm<'a>(&'a self, sender: &'a SenderId, at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        self.0.arm(sender, at)
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

impl SettingsSource for Fixed {
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
