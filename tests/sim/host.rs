//! The simulator's `Host`: virtual time, SQLite, scripted peers, and a pause
//! before and after every effect, where the scheduler may switch or crash.

use crate::coverage::{BATCHES, Counts};
use crate::peers::{self, Peers};
use crate::people;
use crate::scheduler::Step;
use rusqlite::Connection;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use testkit::database;
use testkit::requests::Browser;
use testkit::rng::Rng;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::draft::timer::Timer;
use whatsapp_order_ack::host::unsigned::{AskUnsigned, Unsigned};
use whatsapp_order_ack::host::witness::{AskChain, AskErasures, Chain, Erasures, WitnessError};
use whatsapp_order_ack::host::{
    Agreed, Boxed, Call, CallError, Crypto, DatabaseError, Download, Downloaded, Host, Level, Reply, Rows, Statement,
    TimerError,
};
use whatsapp_order_ack::identity::{Nonce, SenderId};
use whatsapp_order_ack::settings::SettingsSource;

/// Everything outside the steps.
pub struct World {
    pub db: Connection,
    pub now: Timestamp,
    pub rng: Rng,
    pub timers: BTreeMap<String, Timestamp>,
    /// Those of them that will not go off, though they say when.
    pub lost_timers: BTreeSet<String>,
    pub peers: Peers,
    pub bot_enabled: bool,
    /// Faults are injected; off while the dust settles.
    pub faults: bool,
    pub counts: Counts,
    /// The attempts that were checked when they were claimed, by row number.
    pub attempts_checked: i64,
    /// What was claimed, by attempt, as it was when it was claimed.
    pub claimed: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
    /// What the task that runs now awaits: where a crash would hit it.
    pub place: Place,
    /// The rows of the ledger that the CRM was told, as it heard them.
    pub told: Vec<i64>,
    /// What the witness keeps.
    pub chain: Chain,
    pub erasures: Erasures,
    /// What devices showed, each time that they did: the device, and what a tap opens.
    pub pushed: Vec<(String, String)>,
    /// What the chat heard, each time that it did.
    pub posted: Vec<String>,
    /// Steps that other steps began.
    pub started: Vec<Step>,
    /// The browsers of the people who are signed in.
    pub browsers: [Option<Browser>; people::MANY],
    /// The idempotency keys that claimed a card.
    pub keys_claimed: BTreeSet<String>,
}

/// Before or after which effect.
#[derive(Clone, Copy, Debug)]
pub struct Place(pub &'static str, pub &'static str);

/// What a batch is called: the statement that tells it apart.
fn name(statements: &[Statement]) -> &'static str {
    let names = || statements.iter().map(|statement| statement.name);
    names().find(|name| BATCHES.contains(name)).or_else(|| names().next()).unwrap_or("nothing")
}

/// A handle on the world.
#[derive(Clone)]
pub struct Sim(pub Rc<RefCell<World>>);

/// The settings that the simulator runs with.
pub struct SimSettings {
    pub bot_enabled: bool,
    pub drafter: &'static str,
}

pub const APP_SECRET: &str = "simulated app secret";
pub const PHONE_NUMBER_ID: &str = "123456123";

impl SettingsSource for SimSettings {
    fn get(&self, name: &'static str) -> Option<String> {
        let value = match name {
            "BOT_ENABLED" => {
                if self.bot_enabled {
                    "true"
                } else {
                    "false"
                }
            }
            "BUSINESS_NAME" => "Exemple SARL",
            "META_APP_SECRET" => APP_SECRET,
            "WHATSAPP_PHONE_NUMBER_ID" => PHONE_NUMBER_ID,
            "WHATSAPP_ACCESS_TOKEN" => "simulated access token",
            "GRAPH_API_URL" => "http://graph.invalid",
            "DRAFTER" => self.drafter,
            "LLM_API_URL" => "http://model.invalid",
            "LLM_MODEL" => "simulated",
            "SENDER_HOURLY_LIMIT" => "9",
            "HOURLY_LIMIT" => "20",
            "MODEL_DAILY_LIMIT" => "12",
            "LLM_PRICES" => "1/2",
            "MODEL_DAILY_SPEND" => "0.012",
            "CRM_WEBHOOK_URL" => "http://crm.invalid",
            "CRM_WEBHOOK_SECRET" => "whsec_YSBzaW11bGF0ZWQgc2VjcmV0IG9mIDMyIGJ5dGVzLi4=",
            "ALERT_WEBHOOK_URL" => "http://chat.invalid",
            "PUBLIC_URL" => "https://desk.invalid",
            "VAPID_PRIVATE_KEY" => "nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM",
            "VAPID_SUBJECT" => "mailto:rani@example.com",
            "HEARTBEAT_URL" => "http://watch.invalid",
            _ => return None,
        };
        Some(value.to_owned())
    }
}

impl Sim {
    /// D1 may have committed a claim and answer minutes later.
    async fn stall(&self, name: &'static str) {
        let until = {
            let world = &mut *self.0.borrow_mut();
            if name != "claim" || !world.faults || !world.rng.one_in(12) {
                return;
            }
            world.counts.note("a claim stalled");
            world.now.plus(millis(20_000 + world.rng.below(300_000)))
        };
        // In leaps: a step that waits long in small ones is dropped before it goes on.
        while self.now() < until {
            {
                let world = &mut *self.0.borrow_mut();
                world.now = world.now.plus(millis(world.rng.below(20_000)));
            }
            self.pause("after", "claim").await;
        }
    }

    /// Begins a step beside those that run.
    pub fn start(&self, step: impl Future<Output = ()> + 'static) {
        self.0.borrow_mut().started.push(Box::pin(step));
    }

    /// Lets the scheduler decide what goes on.
    pub async fn pause(&self, when: &'static str, what: &'static str) {
        self.0.borrow_mut().place = Place(when, what);
        Pause(false).await;
    }
}

struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// Seals nothing: what is pushed can be read here, and the real thing is tested elsewhere.
struct Glass;

impl Crypto for Glass {
    fn agree<'a>(&'a self, theirs: &'a [u8]) -> Boxed<'a, Option<Agreed>> {
        Box::pin(async move { Some(Agreed { ours: theirs.to_vec(), shared: vec![0; 32] }) })
    }

    fn seal<'a>(&'a self, _key: &'a [u8], _nonce: &'a [u8], plain: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { Some(plain.to_vec()) })
    }

    fn public<'a>(&'a self, private: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { Some(private.to_vec()) })
    }

    fn sign<'a>(&'a self, _private: &'a [u8], _bytes: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { Some(vec![0; 64]) })
    }
}

impl Host for Sim {
    fn now(&self) -> Timestamp {
        self.0.borrow().now
    }

    fn nonce(&self) -> Nonce {
        let rng = &mut self.0.borrow_mut().rng;
        let mut bits = [0; 16];
        bits[..8].copy_from_slice(&rng.draw().to_be_bytes());
        bits[8..].copy_from_slice(&rng.draw().to_be_bytes());
        Nonce(bits)
    }

    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async move {
            let name = name(&statements);
            self.pause("before", name).await;
            let answer = {
                let mut world = self.0.borrow_mut();
                let fault = if world.faults { world.rng.below(60) } else { 9 };
                if fault == 0 {
                    world.counts.note(format!("failed before the commit of {name}"));
                    Err(failure(&mut world.rng))
                } else {
                    let answer = database::batch(&mut world.db, &statements);
                    if world.faults {
                        world.counts.note(format!("ran {name}"));
                    }
                    crate::invariants::after_commit(&mut world, &statements);
                    if fault == 1 {
                        world.counts.note(format!("failed after the commit of {name}"));
                        Err(failure(&mut world.rng))
                    } else {
                        answer
                    }
                }
            };
            self.stall(name).await;
            self.pause("after", name).await;
            answer
        })
    }

    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        Box::pin(async move {
            let (began, peer) = (self.now(), peers::name(&call));
            crate::invariants::leaves_in_time(&self.0.borrow(), &call);
            self.pause("before", peer).await;
            if self.now() > began.plus(call.timeout) {
                // It was aborted before it left.
                return Err(CallError::Timeout);
            }
            let (reply, took) = peers::answer(&mut self.0.borrow_mut(), &call);
            let until = self.now().plus(took);
            while self.now() < until {
                self.pause("after", peer).await;
            }
            self.pause("after", peer).await;
            reply
        })
    }

    fn download(&self, _asked: Download) -> Boxed<'_, Result<Downloaded, CallError>> {
        Box::pin(async { Err(CallError::NoBinding) })
    }

    fn may_knock<'a>(&'a self, _from: &'a str) -> Boxed<'a, bool> {
        Box::pin(async { true })
    }

    fn verify_rs256<'a>(&'a self, _jwk: &'a str, _signed: &'a [u8], _signature: &'a [u8]) -> Boxed<'a, bool> {
        Box::pin(async { false })
    }

    fn crypto(&self) -> &dyn Crypto {
        &Glass
    }

    fn log(&self, _level: Level, _line: String) {}

    fn sleep(&self, time: Duration) -> Boxed<'_, ()> {
        Box::pin(async move {
            let until = self.now().plus(time);
            while self.now() < until {
                self.pause("during", "sleep").await;
            }
        })
    }

    fn arm<'a>(&'a self, sender: &'a SenderId, at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        Box::pin(async move {
            self.pause("before", "timer").await;
            {
                let mut world = self.0.borrow_mut();
                if world.faults && world.rng.one_in(30) {
                    return Err(TimerError("simulated".into()));
                }
                let now = world.now;
                let armed = world.timers.get(sender.as_str()).copied();
                if (Timer { armed, failures: 0 }).is_set_to(at, now) {
                    world.timers.insert(sender.as_str().to_owned(), at);
                    if world.lost_timers.remove(sender.as_str()) {
                        world.counts.note("a lost timer was set anew");
                    }
                }
            }
            self.pause("after", "timer").await;
            Ok(())
        })
    }

    fn witness_chain(&self, ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>> {
        let moves = if matches!(ask, AskChain::Read) { "witness read" } else { "witness told" };
        Box::pin(async move {
            self.pause("before", moves).await;
            let chain = {
                let world = &mut *self.0.borrow_mut();
                let fault = if world.faults { world.rng.below(30) } else { 9 };
                if fault != 0 {
                    world.chain.answer(ask);
                }
                if fault < 2 { Err(WitnessError::Failed("simulated".into())) } else { Ok(world.chain.clone()) }
            };
            self.pause("after", moves).await;
            chain
        })
    }

    fn witness_erasures(&self, ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>> {
        Box::pin(async move {
            self.pause("before", "witness of erasures").await;
            let found = self.0.borrow_mut().erasures.answer(ask).0;
            self.pause("after", "witness of erasures").await;
            Ok(found)
        })
    }

    fn witness_unsigned(&self, _ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }
}

/// What D1 says of a failure: that it may pass, or not.
fn failure(rng: &mut Rng) -> DatabaseError {
    let detail = rng.pick(&["D1_ERROR: Network connection lost.", "D1_ERROR: D1 DB is overloaded."]);
    DatabaseError::Failed((*detail).to_owned())
}

/// A pause of the simulated world, in milliseconds.
pub fn millis(n: usize) -> Duration {
    Duration::from_millis(n as u64)
}
