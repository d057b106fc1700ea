//! A host that waits before and after each effect, so that a run can be cut at any of them, and
//! the peers who hear what it tells.

use rusqlite::Connection;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use testkit::curve::Curve;
use testkit::database;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::error::StepError;
use whatsapp_order_ack::host::unsigned::{AskUnsigned, Unsigned};
use whatsapp_order_ack::host::witness::{AskChain, AskErasures, Chain, WitnessError};
use whatsapp_order_ack::host::{
    Boxed, Call, CallError, Crypto, DatabaseError, Destination, Download, Downloaded, Host, Level, Reply, Rows,
    Statement, TimerError,
};
use whatsapp_order_ack::identity::{Nonce, SenderId};
use whatsapp_order_ack::notify::tell::{self, TellingRun};
use whatsapp_order_ack::notify::{heartbeat, overdue};
use whatsapp_order_ack::settings::{Settings, SettingsSource};

pub const CHAT: &str = "http://chat.invalid/secret";
pub const CRM: &str = "http://crm.invalid";
pub const WATCH: &str = "http://watch.invalid";

/// The morning of the tests, 2026-03-01T08:00:00Z.
pub const MORNING: i64 = 1_772_352_000;

/// The settings that a test sets.
#[derive(Clone)]
pub struct Set(pub Vec<(&'static str, &'static str)>);

impl SettingsSource for Set {
    fn get(&self, name: &'static str) -> Option<String> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }
}

pub struct Stage {
    pub db: RefCell<Connection>,
    drawn: Cell<u8>,
    pub curve: Curve,
    /// What is random, where a test has it be something.
    pub salt: Option<[u8; 16]>,
    pub now: Cell<Timestamp>,
    /// What was called, as it was taken: where, and the body.
    pub heard: RefCell<Vec<(String, Value)>>,
    /// What push services took.
    pub pushed: RefCell<Vec<Pushed>>,
    /// How they answer.
    pub push_answers: Cell<u16>,
    /// Who answers nothing.
    pub deaf: RefCell<BTreeSet<&'static str>>,
    pub logged: RefCell<Vec<String>>,
    settings: Set,
}

impl Stage {
    /// With a CRM and a chat, which have heard all there was.
    pub fn new() -> Self {
        let stage = Self::with(&[
            ("CRM_WEBHOOK_URL", CRM),
            ("CRM_WEBHOOK_SECRET", "whsec_YSBzaW11bGF0ZWQgc2VjcmV0IG9mIDMyIGJ5dGVzLi4="),
            ("ALERT_WEBHOOK_URL", CHAT),
            ("PUBLIC_URL", "https://desk.example"),
        ]);
        stage.minute().expect("nothing to tell");
        stage
    }

    pub fn with(settings: &[(&'static str, &'static str)]) -> Self {
        let db = database::open();
        db.execute_batch(
            "INSERT INTO reviewer (id, name, role, token_sha256, created_at)
             VALUES ('usr_1', 'Rani', 'admin', 'x1', '2026-01-01T00:00:00.000Z'),
               ('usr_2', 'Paul', 'reviewer', 'x2', '2026-01-02T00:00:00.000Z');",
        )
        .expect("people");
        Self {
            db: RefCell::new(db),
            drawn: Cell::new(0),
            curve: Curve::default(),
            salt: None,
            now: Cell::new(Timestamp::from_seconds(MORNING)),
            heard: RefCell::default(),
            pushed: RefCell::default(),
            push_answers: Cell::new(201),
            deaf: RefCell::default(),
            logged: RefCell::default(),
            settings: Set(settings.to_vec()),
        }
    }

    pub fn settings(&self) -> Settings {
        Settings::of(self.settings.clone())
    }

    /// A card appears, of a message that came now.
    pub fn card(&self, id: &str) {
        let (now, closes) = (self.now.get(), self.now.get().plus(Duration::from_secs(24 * 60 * 60)));
        self.sql(&format!(
            "INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at,
               received_at, window_closes_at, gate_verdict, gate_evidence, recipient)
             VALUES ('{id}', 'w', 'snd_{id}', 'c1', 'Épicerie Exemple', 'pending', 1, '{now}', '{now}', '{closes}',
               'order_shaped', '[]', '33600000001');
             INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
             VALUES ('{now}', 'inv', 'queue', 'queued', '{id}', 1);"
        ));
    }

    /// Somebody closes a card.
    pub fn closed(&self, id: &str) {
        let now = self.now.get();
        self.sql(&format!(
            "UPDATE review_queue SET state = 'rejected' WHERE id = '{id}';
             INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
             VALUES ('{now}', 'inv', 'decide', 'rejected', '{id}', 1);"
        ));
    }

    pub fn sql(&self, sql: &str) {
        self.db.borrow().execute_batch(sql).expect("rows");
    }

    pub fn passes(&self, minutes: u64) {
        self.now.set(self.now.get().plus(Duration::from_secs(60 * minutes)));
    }

    /// What the cron does of telling, once a minute.
    pub fn minute(&self) -> Result<TellingRun, StepError> {
        self.run(async {
            overdue::recall(self, &self.settings()).await?;
            heartbeat::beat(self, &self.settings()).await?;
            tell::tell(self, &self.settings()).await
        })
    }

    /// Runs a step to its end.
    pub fn run<T>(&self, step: impl Future<Output = T>) -> T {
        self.cut(step, usize::MAX).expect("it ends")
    }

    /// Runs a step until it has waited so often, and drops it there. `None`: it was dropped.
    pub fn cut<T>(&self, step: impl Future<Output = T>, waits: usize) -> Option<T> {
        let mut step = std::pin::pin!(step);
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..waits {
            if let Poll::Ready(done) = step.as_mut().poll(&mut context) {
                return Some(done);
            }
        }
        None
    }

    /// What somebody was told, in order.
    pub fn heard_by(&self, url: &str) -> Vec<Value> {
        self.heard.borrow().iter().filter(|(to, _)| to == url).map(|(_, body)| body.clone()).collect()
    }

    /// The ledger's rows of a step about a card, as `outcome reason`.
    pub fn rows(&self, step: &str, card: &str) -> Vec<String> {
        let sql = format!(
            "SELECT trim(outcome || ' ' || COALESCE(reason, '')) AS row FROM run_ledger
             WHERE step = '{step}' AND review_id = '{card}' ORDER BY id"
        );
        let rows = database::rows(&self.db.borrow(), &sql);
        rows.iter().filter_map(|row| row["row"].as_str().map(str::to_owned)).collect()
    }
}

/// A request at a push service.
#[derive(Clone)]
pub struct Pushed {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Pushed {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

impl Stage {
    async fn push(&self, url: &str, headers: &[(&'static str, String)], body: &[u8]) -> Result<Reply, CallError> {
        if self.deaf.borrow().contains(url) {
            return Err(CallError::Timeout);
        }
        let status = self.push_answers.get();
        if status == 201 {
            let pushed = Pushed { url: url.to_owned(), headers: headers.to_vec(), body: body.to_vec() };
            self.pushed.borrow_mut().push(pushed);
        }
        pause().await;
        Ok(Reply { status, body: vec![] })
    }
}

/// Where a run may be cut.
async fn pause() {
    let mut waited = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

impl Host for Stage {
    fn now(&self) -> Timestamp {
        self.now.get()
    }

    fn nonce(&self) -> Nonce {
        self.drawn.set(self.drawn.get().wrapping_add(1));
        Nonce(self.salt.unwrap_or([self.drawn.get(); 16]))
    }

    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async move {
            pause().await;
            let answers = database::batch(&mut self.db.borrow_mut(), &statements);
            pause().await;
            answers
        })
    }

    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        Box::pin(async move {
            pause().await;
            let url = match &call.to {
                Destination::Http { url, .. } | Destination::Get { url, .. } => url.clone(),
                Destination::Sealed { url, headers, body } => return self.push(url, headers, body).await,
                Destination::WorkersAi { .. } => panic!("no model is asked"),
            };
            if self.deaf.borrow().contains(url.as_str()) {
                return Err(CallError::Timeout);
            }
            let body = serde_json::from_str(&call.body).unwrap_or_default();
            self.heard.borrow_mut().push((url, body));
            pause().await;
            Ok(Reply { status: 200, body: vec![] })
        })
    }

    fn download(&self, _asked: Download) -> Boxed<'_, Result<Downloaded, CallError>> {
        Box::pin(async { Err(CallError::NoBinding) })
    }

    fn may_knock<'a>(&'a self, _from: &'a str) -> Boxed<'a, bool> {
        Box::pin(async { true })
    }

    fn witness_chain(&self, _ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }

    fn witness_erasures(&self, _ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }

    fn witness_unsigned(&self, _ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
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

    fn sleep(&self, _time: Duration) -> Boxed<'_, ()> {
        Box::pin(pause())
    }

    fn arm<'a>(&'a self, _sender: &'a SenderId, _at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        Box::pin(async move { Ok(()) })
    }
}
