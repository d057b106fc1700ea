//! One seed: customers write, Meta delivers, timers fire, people decide, things
//! break; then the faults stop, the dust settles, and the invariants are checked.

use crate::addresses::{BOTH_LISTED, MOVERS, with_both};
use crate::asking;
use crate::coverage::Counts;
use crate::dispatch::{ORIGIN, ask};
use crate::host::{APP_SECRET, Place, Sim, SimSettings, World};
use crate::invariants;
use crate::peers::Peers;
use crate::people;
use crate::press::Press;
use crate::scheduler::Scheduler;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;
use testkit::database;
use testkit::requests::signed;
use testkit::rng::Rng;
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::host::witness::{Chain, Erasures};
use whatsapp_order_ack::identity::SenderId;
use whatsapp_order_ack::keyed_hash::sha256_hex;
use whatsapp_order_ack::ledger::seal;
use whatsapp_order_ack::notify::{heartbeat, overdue};
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::sweep;

/// 2026-03-01T08:00:00Z.
const MORNING: i64 = 1_772_352_000_000;

/// Whom the CRM's id of the second customer names: the one who may ask to be erased.
pub const ERASED_CUSTOMER: &str = "c-551187654321";

/// Whom numbers pass on to.
pub const HEIR: &str = "c-heir";

/// A webhook that Meta posts until it gets a 200.
pub struct Delivery {
    pub body: String,
    pub wamids: Vec<String>,
    pub allowlisted: bool,
    pub acknowledged: Cell<bool>,
}

pub struct Scenario {
    pub sim: Sim,
    pub scheduler: Scheduler,
    pub drafter: &'static str,
    /// Who they are, and the numbers of what they wrote.
    pub customers: Vec<(Sender, Vec<u64>)>,
    /// The ids of each edit and deletion, and of the message that it is about.
    pub changes: Vec<([String; 2], [String; 2])>,
    pub stranger: Sender,
    pub deliveries: Vec<Rc<Delivery>>,
    /// All that was ever pressed.
    pub presses: Rc<RefCell<Vec<Rc<Press>>>>,
    next_sweep: Timestamp,
    pub serial: u64,
}

/// A database for seeds, one after another: each undoes what it did, so that no statement has to
/// be prepared again.
pub fn database() -> Connection {
    let db = database::open();
    database::watch_states(&db);
    // Else SQLite prepares anew what compares a column of a partial index with a parameter.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).expect("an option of SQLite's");
    db
}

/// Runs a seed over a database, and gives it back as it was; panics if an invariant does not hold.
pub fn run(seed: u64, db: Connection) -> (Counts, Connection) {
    db.execute_batch("BEGIN").expect("a seed begins");
    let mut scenario = Scenario::new(seed, db);
    let actions = 30 + seed % 50;
    for nth in 0..actions {
        scenario.act();
        if nth.is_multiple_of(10) {
            scenario.an_assistant_asks(seed + nth / 10);
        }
        let turns = scenario.sim.0.borrow_mut().rng.below(25);
        scenario.turns(turns);
    }
    scenario.settle();
    invariants::check(&scenario);
    let Scenario { sim, .. } = scenario;
    let World { db, counts, .. } = Rc::into_inner(sim.0).expect("nothing runs any more").into_inner();
    db.execute_batch("ROLLBACK").expect("a seed is undone");
    (counts, db)
}

impl Scenario {
    fn new(seed: u64, db: Connection) -> Self {
        let now = Timestamp::from_millis(MORNING);
        let world = World {
            db,
            now,
            rng: Rng::new(seed),
            timers: BTreeMap::new(),
            lost_timers: BTreeSet::new(),
            peers: Peers::default(),
            bot_enabled: true,
            faults: false,
            counts: Counts::default(),
            attempts_checked: 0,
            claimed: BTreeMap::new(),
            place: Place("at", "start"),
            told: vec![],
            chain: Chain::default(),
            erasures: Erasures::default(),
            posted: vec![],
            pushed: vec![],
            started: vec![],
            browsers: Default::default(),
            keys_claimed: BTreeSet::new(),
        };
        let bsuid = Sender { phone: None, bsuid: Some("FR.1300777".into()), name: "Hidden Café".into() };
        let mut scenario = Self {
            sim: Sim(Rc::new(RefCell::new(world))),
            scheduler: Scheduler::default(),
            drafter: if seed.is_multiple_of(3) { "template" } else { "openai" },
            customers: vec![
                (with_both(MOVERS[0].1, "Example Shop"), vec![]),
                (with_both(MOVERS[1].1, "Exemplo"), vec![]),
                (bsuid, vec![]),
                (with_both(BOTH_LISTED, "Both"), vec![]),
            ],
            changes: vec![],
            stranger: Sender::phone("33699999999", "Nosy Stranger"),
            deliveries: vec![],
            presses: Rc::default(),
            next_sweep: now,
            serial: seed.wrapping_mul(1_000),
        };
        scenario.people_and_products();
        asking::introduce(&scenario.sim.0.borrow().db);
        // Typed as a person would; the second without the ninth digit.
        for (typed, language) in [("+33 6 00 00 00 01", "fr"), ("551187654321", "pt"), ("FR.1300777", "en")] {
            scenario.allow(typed, language, None);
            scenario.turns(1_000);
        }
        for address in BOTH_LISTED {
            scenario.allow(address, "fr", Some("c-both"));
            scenario.turns(1_000);
        }
        scenario.sim.0.borrow_mut().faults = true;
        scenario
    }

    fn people_and_products(&mut self) {
        let world = self.sim.0.borrow();
        world
            .db
            .execute_batch(&format!(
                "INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES
                   ('usr_1', 'Rani', 'admin', '{}', '2026-01-01T00:00:00.000Z'),
                   ('usr_2', 'Paul', 'admin', '{}', '2026-01-01T00:00:00.000Z');
                 INSERT INTO device (id, reviewer_id, name, endpoint, p256dh, auth, added_at)
                 SELECT 'dev_' || d.n, 'usr_' || d.n, 'Android', 'https://fcm.googleapis.com/' || d.n,
                   'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
                   'BTBZMqHH6r4Tts7J_aSIgg', '2026-01-01T00:00:00.000Z' FROM (SELECT 1 AS n UNION SELECT 2) d;
                 INSERT INTO listener (name, position, busy_until)
                 SELECT id, 0, '2026-01-01T00:00:00.000Z' FROM device;
                 INSERT INTO quiet_hours (reviewer_id, begins, ends, utc_offset) VALUES ('usr_2', 1200, 420, 60);
                 INSERT INTO products (reference, name, aliases) VALUES ('HT1', 'Harissa', '[]');",
                sha256_hex(people::token(0).as_bytes()),
                sha256_hex(people::token(1).as_bytes()),
            ))
            .expect("people and products are written");
    }

    /// Starts a step.
    pub fn start(&mut self, step: impl Future<Output = ()> + 'static) {
        self.scheduler.start(step);
    }

    pub fn settings(&self) -> Settings {
        let bot_enabled = self.sim.0.borrow().bot_enabled;
        Settings::of(SimSettings { bot_enabled, drafter: self.drafter })
    }

    pub fn turns(&mut self, turns: usize) {
        for _ in 0..turns {
            self.start_what_is_due();
            if self.scheduler.idle(&self.sim) {
                break;
            }
            self.scheduler.turn(&self.sim);
        }
    }

    /// Timers, sweeps and statuses whose time has come.
    fn start_what_is_due(&mut self) {
        let now = self.sim.now();
        let due: Vec<String> = {
            let world = &mut *self.sim.0.borrow_mut();
            let passed = world.timers.iter().filter(|(_, at)| **at <= now).map(|(sender, _)| sender.clone());
            let mut due: Vec<_> = passed.filter(|sender| !world.lost_timers.contains(sender)).collect();
            due.retain(|sender| {
                let lost = world.faults && world.rng.one_in(25);
                if lost {
                    world.counts.note("a timer was lost");
                    world.lost_timers.insert(sender.clone());
                } else {
                    world.timers.remove(sender);
                }
                !lost
            });
            due
        };
        due.iter().for_each(|sender| self.draft(sender));
        if now >= self.next_sweep {
            self.next_sweep = now.plus(Duration::from_secs(60));
            let (sim, settings) = (self.sim.clone(), self.settings());
            self.scheduler.start(async move {
                // As in `src/worker.rs`: erasing comes in some minutes only.
                let _ = if sweep::SweepTasks::at(now).erase {
                    sweep::sweep(&sim, &settings).await
                } else {
                    sweep::mend(&sim).await
                };
                let _ = overdue::recall(&sim, &settings).await;
                let _ = seal::seal(&sim, &settings).await;
                let _ = heartbeat::beat(&sim, &settings).await;
            });
            self.tell_what_is_new();
        }
        let statuses: Vec<String> = {
            let world = &mut *self.sim.0.borrow_mut();
            let (due, later) = std::mem::take(&mut world.peers.statuses).into_iter().partition(|(at, _)| *at <= now);
            world.peers.statuses = later;
            Vec::<(Timestamp, String)>::into_iter(due).map(|(_, body)| body).collect()
        };
        for body in statuses {
            self.post(Delivery { body, wamids: vec![], allowlisted: false, acknowledged: Cell::new(false) });
        }
    }

    fn draft(&mut self, sender: &str) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        let sender = SenderId::parse(sender).expect("a sender id");
        self.scheduler.start(async move {
            if let Ok(drafting::NextLook::At(at)) = drafting::draft(&sim, &settings, &sender).await {
                let _ = sim.arm(&sender, at).await;
            }
        });
    }

    /// Meta posts a webhook.
    pub fn post(&mut self, delivery: Delivery) {
        let delivery = Rc::new(delivery);
        self.deliveries.push(delivery.clone());
        self.deliver(delivery);
    }

    pub fn deliver(&mut self, delivery: Rc<Delivery>) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        if delivery.acknowledged.get() {
            self.sim.0.borrow_mut().counts.note("webhook redelivered");
        }
        self.scheduler.start(async move {
            let signature = webhook::sign(APP_SECRET, delivery.body.as_bytes());
            let answer = ask(&sim, &settings, &signed(ORIGIN, &signature, &delivery.body)).await;
            assert!(matches!(answer.status, 200 | 500), "a webhook is answered {}", answer.status);
            if answer.status == 200 {
                delivery.acknowledged.set(true);
            }
        });
    }

    fn act(&mut self) {
        self.may_switch_on();
        let action = self.sim.0.borrow_mut().rng.below(39);
        match action {
            0..=5 => self.customer_writes(),
            6 => self.stranger_writes(),
            7..=8 => self.meta_redelivers(),
            9..=13 => {
                // A quiet while: bursts end, drafts are written, then somebody looks.
                self.turns(300);
                self.somebody_decides();
            }
            14..=19 => self.somebody_decides(),
            20 => self.time_passes(),
            21 => self.allowlist_changes(),
            22 => self.switch(),
            23 => self.deployment(),
            24 => self.somebody_elses_status(),
            25 => self.tell_everybody(),
            26 => self.customer_asks_to_be_erased(),
            27..=28 => self.admin_rewrites(),
            29..=30 => self.a_number_passes_on(),
            31 => self.customer_moves(),
            32..=34 => self.admin_follows(),
            35 => self.bsuid_is_listed_elsewhere(),
            36..=37 => self.the_business_answers_on_its_phone(),
            _ => self.somebody_presses_again(),
        }
    }

    /// Faults stop; Meta keeps posting what got no 200; five quiet minutes pass.
    fn settle(&mut self) {
        self.sim.0.borrow_mut().faults = false;
        self.everybody_presses_again();
        for _ in 0..12 {
            let open: Vec<_> = self.deliveries.iter().filter(|d| !d.acknowledged.get()).cloned().collect();
            open.into_iter().for_each(|delivery| self.deliver(delivery));
            self.turns(100_000);
            let world = &mut *self.sim.0.borrow_mut();
            world.now = world.now.plus(Duration::from_secs(30));
        }
        self.turns(100_000);
    }
}
