//! One seed: customers write, Meta delivers, timers fire, people decide, things
//! break; then the faults stop, the dust settles, and the invariants are checked.

use crate::coverage::Counts;
use crate::host::{APP_SECRET, PHONE_NUMBER_ID, Place, Sim, SimSettings, World};
use crate::invariants;
use crate::peers::{Peers, name_of};
use crate::people;
use crate::scheduler::Scheduler;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use testkit::database;
use testkit::rng::Rng;
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::customers::allowlist;
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::erasure;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::identity::{Address, SenderId};
use whatsapp_order_ack::language::Language;
use whatsapp_order_ack::ledger::seal;
use whatsapp_order_ack::notify::{heartbeat, overdue, tell};
use whatsapp_order_ack::review::State;
use whatsapp_order_ack::review::decide::Request;
use whatsapp_order_ack::review::read;
use whatsapp_order_ack::review::review_queue::Cursor;
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::sweep;
use whatsapp_order_ack::team::reviewer::Reviewer;
use whatsapp_order_ack::webhook::receive;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

/// 2026-03-01T08:00:00Z.
const MORNING: i64 = 1_772_352_000_000;

/// Whom the CRM's id of the second customer names: the one who may ask to be erased.
pub const ERASED_CUSTOMER: &str = "c-551187654321";

/// Whom numbers pass on to.
const HEIR: &str = "c-heir";

/// A webhook that Meta posts until it gets a 200.
pub struct Delivery {
    pub body: String,
    pub wamids: Vec<String>,
    pub allowlisted: bool,
    pub acknowledged: Cell<bool>,
}

pub struct Scenario {
    pub sim: Sim,
    scheduler: Scheduler,
    drafter: &'static str,
    /// Who they are, and the wamids of what they wrote.
    pub customers: Vec<(Sender, Vec<String>)>,
    pub stranger: Sender,
    pub deliveries: Vec<Rc<Delivery>>,
    requests: Rc<RefCell<Vec<(Reviewer, Request)>>>,
    next_sweep: Timestamp,
    pub serial: u64,
}

/// Runs a seed; panics if an invariant does not hold.
pub fn run(seed: u64) -> Counts {
    let mut scenario = Scenario::new(seed);
    let actions = 30 + seed % 50;
    for _ in 0..actions {
        scenario.act();
        let turns = scenario.sim.0.borrow_mut().rng.below(25);
        scenario.turns(turns);
    }
    scenario.settle();
    invariants::check(&scenario);
    scenario.sim.0.borrow().counts.clone()
}

impl Scenario {
    fn new(seed: u64) -> Self {
        let now = Timestamp::from_millis(MORNING);
        let world = World {
            db: database::open(),
            now,
            rng: Rng::new(seed),
            timers: BTreeMap::new(),
            peers: Peers::default(),
            bot_enabled: true,
            faults: false,
            counts: Counts::default(),
            attempts_checked: 0,
            claimed: BTreeMap::new(),
            place: Place("at", "start"),
            told: vec![],
            posted: vec![],
            pushed: vec![],
        };
        let bsuid = Sender { phone: None, bsuid: Some("FR.1300777".into()), name: "Hidden Café".into() };
        let mut scenario = Self {
            sim: Sim(Rc::new(RefCell::new(world))),
            scheduler: Scheduler::default(),
            drafter: if seed.is_multiple_of(3) { "template" } else { "openai" },
            customers: vec![
                (Sender::phone("33600000001", "Example Shop"), vec![]),
                (Sender::phone("5511987654321", "Exemplo"), vec![]),
                (bsuid, vec![]),
            ],
            stranger: Sender::phone("33699999999", "Nosy Stranger"),
            deliveries: vec![],
            requests: Rc::default(),
            next_sweep: now,
            serial: seed.wrapping_mul(1_000),
        };
        database::watch_states(&scenario.sim.0.borrow().db);
        scenario.people_and_products();
        // Typed as a person would; the second without the ninth digit.
        for (typed, language) in
            [("+33 6 00 00 00 01", Language::Fr), ("551187654321", Language::Pt), ("FR.1300777", Language::En)]
        {
            scenario.allow(typed, language, None);
            scenario.turns(1_000);
        }
        scenario.sim.0.borrow_mut().faults = true;
        scenario
    }

    fn people_and_products(&mut self) {
        let world = self.sim.0.borrow();
        world
            .db
            .execute_batch(
                "INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES
                   ('usr_1', 'Rani', 'admin', 'x1', '2026-01-01T00:00:00.000Z'),
                   ('usr_2', 'Paul', 'admin', 'x2', '2026-01-01T00:00:00.000Z');
                 INSERT INTO device (id, reviewer_id, name, endpoint, p256dh, auth, added_at)
                 SELECT 'dev_' || d.n, 'usr_' || d.n, 'Android', 'https://fcm.googleapis.com/' || d.n,
                   'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
                   'BTBZMqHH6r4Tts7J_aSIgg', '2026-01-01T00:00:00.000Z' FROM (SELECT 1 AS n UNION SELECT 2) d;
                 INSERT INTO listener (name, position, busy_until)
                 SELECT id, 0, '2026-01-01T00:00:00.000Z' FROM device;
                 INSERT INTO quiet_hours (reviewer_id, begins, ends, utc_offset) VALUES ('usr_2', 1200, 420, 60);
                 INSERT INTO products (reference, name, aliases) VALUES ('HT1', 'Harissa', '[]');",
            )
            .expect("people and products are written");
    }

    fn settings(&self) -> Settings {
        let bot_enabled = self.sim.0.borrow().bot_enabled;
        Settings::of(SimSettings { bot_enabled, drafter: self.drafter })
    }

    /// Puts a number on the list; as `heir`'s, whoever has it now.
    fn allow(&mut self, typed: &str, language: Language, heir: Option<&'static str>) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        let address = Address::typed(typed).expect("an address");
        self.scheduler.start(async move {
            let customer_id = heir.map_or_else(|| format!("c-{}", address.as_str()), str::to_owned);
            let opt_in = allowlist::OptIn {
                customer_name: name_of(&customer_id),
                customer_id,
                language,
                note: "asked by telephone".into(),
                replace: heir.is_some(),
            };
            let _ = allowlist::put(&sim, &settings, &people::reviewer(0), &address, &opt_in).await;
        });
    }

    fn turns(&mut self, turns: usize) {
        for _ in 0..turns {
            self.start_what_is_due();
            if self.scheduler.idle() {
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
            let due: Vec<_> = world.timers.iter().filter(|(_, at)| **at <= now).map(|(s, _)| s.clone()).collect();
            world.timers.retain(|_, at| *at > now);
            due
        };
        due.iter().for_each(|sender| self.draft(sender));
        if now >= self.next_sweep {
            self.next_sweep = now.plus(Duration::from_secs(60));
            let (sim, settings) = (self.sim.clone(), self.settings());
            self.scheduler.start(async move {
                let _ = sweep::sweep(&sim, &settings).await;
                let _ = overdue::recall(&sim, &settings).await;
                let _ = seal::seal(&sim, &settings).await;
                let _ = heartbeat::beat(&sim, &settings).await;
            });
            self.tell_everybody();
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
        let sender = SenderId::known(sender).expect("a sender id");
        self.scheduler.start(async move {
            if let Ok(drafting::Next::At(at)) = drafting::draft(&sim, &settings, &sender).await {
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

    fn deliver(&mut self, delivery: Rc<Delivery>) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        if delivery.acknowledged.get() {
            self.sim.0.borrow_mut().counts.note("webhook redelivered");
        }
        self.scheduler.start(async move {
            let header = webhook::sign(APP_SECRET, delivery.body.as_bytes());
            let secrets = AppSecrets { current: APP_SECRET, previous: None };
            let signature = Signature::parse(&header).expect("a signature");
            let verified = signature.verify(delivery.body.as_bytes(), &secrets).expect("signed");
            let Ok(to_arm) = receive::receive(&sim, &settings, &verified).await else { return };
            delivery.acknowledged.set(true);
            let _ = receive::arm(&sim, &settings, &to_arm).await;
        });
    }

    fn act(&mut self) {
        self.may_switch_on();
        let action = self.sim.0.borrow_mut().rng.below(32);
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
            _ => self.somebody_presses_again(),
        }
    }

    /// Two admins: each may approve what the other wrote.
    fn admin_rewrites(&mut self) {
        let sim = self.sim.clone();
        let (admin, choice) = {
            let rng = &mut sim.0.borrow_mut().rng;
            (people::reviewer(rng.below(2)), rng.below(6))
        };
        self.scheduler.start(async move { people::rewrite(&sim, &admin, choice).await });
    }

    fn meta_redelivers(&mut self) {
        if !self.deliveries.is_empty() {
            let again = self.sim.0.borrow_mut().rng.pick(&self.deliveries).clone();
            self.deliver(again);
        }
    }

    fn time_passes(&mut self) {
        let world = &mut *self.sim.0.borrow_mut();
        world.counts.note("clock jumped");
        let span = *world.rng.pick(&[30, 120, 2_400, 7_200, 50_000, 90_000]);
        world.now = world.now.plus(Duration::from_secs(span));
    }

    /// What runs is cut; the new version may draft otherwise.
    fn deployment(&mut self) {
        self.sim.0.borrow_mut().counts.note("deployed");
        self.scheduler.cut(&self.sim);
        self.drafter = if self.drafter == "template" { "openai" } else { "template" };
    }

    fn somebody_elses_status(&mut self) {
        self.sim.0.borrow_mut().counts.note("status of somebody else's message");
        self.serial += 1;
        let body =
            webhook::status(PHONE_NUMBER_ID, &webhook::wamid("33199999999", self.serial), None, "delivered", None);
        self.post(Delivery { body, wamids: vec![], allowlisted: false, acknowledged: Cell::new(false) });
    }

    fn tell_everybody(&mut self) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        self.scheduler.start(async move {
            let _ = tell::tell(&sim, &settings).await;
        });
    }

    /// A number gets another owner, who was listed over the first or after them; one of
    /// them gets it back.
    fn a_number_passes_on(&mut self) {
        self.sim.0.borrow_mut().counts.note("a number passed on");
        let choice = self.sim.0.borrow_mut().rng.below(4);
        match choice {
            0 => self.allow("551187654321", Language::Pt, Some(HEIR)),
            1 => self.allow("+33600000001", Language::Fr, Some("c-33600000001")),
            _ => self.allow("+33600000001", Language::En, Some(HEIR)),
        }
    }

    /// Off for a while; whoever switches it off switches it on again.
    fn switch(&mut self) {
        let world = &mut *self.sim.0.borrow_mut();
        world.counts.note("switched off");
        world.bot_enabled = false;
    }

    fn may_switch_on(&mut self) {
        let world = &mut *self.sim.0.borrow_mut();
        world.bot_enabled |= world.rng.one_in(3);
    }

    fn allowlist_changes(&mut self) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        if self.sim.0.borrow_mut().rng.one_in(2) {
            return self.allow("+33600000001", Language::Fr, None);
        }
        self.sim.0.borrow_mut().counts.note("removed from allowlist");
        // The one who may be erased too: off the list first is the natural order.
        let who = if self.sim.0.borrow_mut().rng.one_in(3) { "551187654321" } else { "33600000001" };
        self.scheduler.start(async move {
            let address = Address::typed(who).expect("an address");
            let _ = allowlist::remove(&sim, &settings, &people::reviewer(0), &address).await;
        });
    }

    /// Rarely: it takes a customer out of the run.
    fn customer_asks_to_be_erased(&mut self) {
        let sim = self.sim.clone();
        if !sim.0.borrow_mut().rng.one_in(4) {
            return;
        }
        sim.0.borrow_mut().counts.note("customer erased");
        self.scheduler.start(async move {
            let _ = erasure::erase(&sim, &people::reviewer(0), ERASED_CUSTOMER).await;
        });
    }

    /// One person, or several at once, look at the queue and press something.
    fn somebody_decides(&mut self) {
        let (people, state) = {
            let rng = &mut self.sim.0.borrow_mut().rng;
            let state = *rng.pick(&[State::Pending, State::Pending, State::Pending, State::Failed, State::Unknown]);
            (1 + rng.below(3), state)
        };
        for person in 0..people {
            let (sim, settings, requests) = (self.sim.clone(), self.settings(), self.requests.clone());
            self.scheduler.start(async move {
                let Ok(page) = read::list(&sim, state, &Cursor::start(), 50).await else { return };
                let Some(card) = page.reviews.first() else { return };
                let reviewer = people::reviewer(person % 2);
                if sim.0.borrow_mut().rng.one_in(12) {
                    people::hold(&sim, &reviewer, card).await;
                }
                if sim.0.borrow_mut().rng.below(12) == 0 {
                    return people::redraft(&sim, &settings, &reviewer, card).await;
                }
                let request = people::request(&sim, card);
                requests.borrow_mut().push((reviewer.clone(), request.clone()));
                people::press(&sim, &settings, &reviewer, &request).await;
            });
        }
    }

    fn somebody_presses_again(&mut self) {
        let again = {
            let requests = self.requests.borrow();
            (!requests.is_empty()).then(|| self.sim.0.borrow_mut().rng.pick(&requests).clone())
        };
        let Some((reviewer, request)) = again else { return };
        self.sim.0.borrow_mut().counts.note("decision repeated");
        let (sim, settings) = (self.sim.clone(), self.settings());
        self.scheduler.start(async move { people::press(&sim, &settings, &reviewer, &request).await });
    }

    /// Faults stop; Meta keeps posting what got no 200; five quiet minutes pass.
    fn settle(&mut self) {
        self.sim.0.borrow_mut().faults = false;
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
