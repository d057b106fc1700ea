//! What happens beside the customers' messages: people decide, admins change the lists, Meta
//! repeats itself, the service is switched off and deployed.

use crate::host::PHONE_NUMBER_ID;
use crate::people;
use crate::scenario::{Delivery, ERASED_CUSTOMER, HEIR, Scenario};
use std::cell::Cell;
use std::time::Duration;
use testkit::webhook;
use whatsapp_order_ack::customers::allowlist;
use whatsapp_order_ack::erasure;
use whatsapp_order_ack::identity::{Address, Role};
use whatsapp_order_ack::language::Language;
use whatsapp_order_ack::notify::{heard, tell};
use whatsapp_order_ack::review::State;
use whatsapp_order_ack::review::read;
use whatsapp_order_ack::review::review_queue::QueueCursor;

impl Scenario {
    /// Two admins: each may approve what the other wrote.
    pub fn admin_rewrites(&mut self) {
        let sim = self.sim.clone();
        let (admin, choice) = {
            let rng = &mut sim.0.borrow_mut().rng;
            (people::reviewer(rng.below(2)), rng.below(6))
        };
        self.scheduler.start(async move { people::rewrite(&sim, &admin, choice).await });
    }

    pub fn meta_redelivers(&mut self) {
        if !self.deliveries.is_empty() {
            let again = self.sim.0.borrow_mut().rng.pick(&self.deliveries).clone();
            self.deliver(again);
        }
    }

    pub fn time_passes(&mut self) {
        let world = &mut *self.sim.0.borrow_mut();
        world.counts.note("clock jumped");
        let span = *world.rng.pick(&[30, 120, 2_400, 7_200, 50_000, 90_000]);
        world.now = world.now.plus(Duration::from_secs(span));
    }

    /// What runs is cut; the new version may draft otherwise, and folds names otherwise.
    pub fn deployment(&mut self) {
        let folded = self.sim.0.borrow().db.execute("UPDATE product_index SET form = 0", []);
        assert_eq!(folded.expect("an index"), 1);
        self.sim.0.borrow_mut().counts.note("deployed");
        self.scheduler.cut(&self.sim);
        self.drafter = if self.drafter == "template" { "openai" } else { "template" };
    }

    pub fn somebody_elses_status(&mut self) {
        self.sim.0.borrow_mut().counts.note("status of somebody else's message");
        self.serial += 1;
        let body =
            webhook::status(PHONE_NUMBER_ID, &webhook::wamid("33199999999", self.serial), None, "delivered", None);
        self.post(Delivery { body, wamids: vec![], allowlisted: false, acknowledged: Cell::new(false) });
    }

    /// As the cron does, which asks nobody where nothing is new.
    pub fn tell_what_is_new(&mut self) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        self.scheduler.start(async move {
            let _ = heard::tell(&sim, &settings).await;
        });
    }

    pub fn tell_everybody(&mut self) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        self.scheduler.start(async move {
            let _ = tell::tell(&sim, &settings).await;
        });
    }

    /// A number gets another owner, who was listed over the first or after them; one of
    /// them gets it back.
    pub fn a_number_passes_on(&mut self) {
        self.sim.0.borrow_mut().counts.note("a number passed on");
        let choice = self.sim.0.borrow_mut().rng.below(4);
        match choice {
            0 => self.allow("551187654321", Language::Pt, Some(HEIR)),
            1 => self.allow("+33600000001", Language::Fr, Some("c-33600000001")),
            _ => self.allow("+33600000001", Language::En, Some(HEIR)),
        }
    }

    /// Off for a while, by the setting or at the desk; whoever switches it off switches it on
    /// again.
    pub fn switch(&mut self) {
        if self.sim.0.borrow_mut().rng.one_in(2) {
            return self.turn_switch(false);
        }
        let world = &mut *self.sim.0.borrow_mut();
        world.counts.note("switched off");
        world.bot_enabled = false;
    }

    pub fn may_switch_on(&mut self) {
        let turn = {
            let world = &mut *self.sim.0.borrow_mut();
            world.bot_enabled |= world.rng.one_in(3);
            world.rng.one_in(3)
        };
        if turn {
            self.turn_switch(true);
        }
    }

    pub fn turn_switch(&mut self, on: bool) {
        let sim = self.sim.clone();
        self.scheduler.start(async move { people::turn_switch(&sim, on).await });
    }

    pub fn allowlist_changes(&mut self) {
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
    pub fn customer_asks_to_be_erased(&mut self) {
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
    pub fn somebody_decides(&mut self) {
        let (people, state) = {
            let rng = &mut self.sim.0.borrow_mut().rng;
            let state = *rng.pick(&[State::Pending, State::Pending, State::Pending, State::Failed, State::Unknown]);
            (1 + rng.below(3), state)
        };
        for person in 0..people {
            let (sim, settings, requests) = (self.sim.clone(), self.settings(), self.requests.clone());
            self.scheduler.start(async move {
                let Ok(page) = read::list(&sim, Role::Admin, state, &QueueCursor::start(), 50).await else { return };
                let Some(card) = page.reviews.first() else { return };
                let reviewer = people::reviewer(person % 2);
                if sim.0.borrow_mut().rng.one_in(12) {
                    people::hold(&sim, &reviewer, card).await;
                }
                if sim.0.borrow_mut().rng.one_in(12) {
                    people::set_aside(&sim, &reviewer, card).await;
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

    pub fn somebody_presses_again(&mut self) {
        let again = {
            let requests = self.requests.borrow();
            (!requests.is_empty()).then(|| self.sim.0.borrow_mut().rng.pick(&requests).clone())
        };
        let Some((reviewer, request)) = again else { return };
        self.sim.0.borrow_mut().counts.note("decision repeated");
        let (sim, settings) = (self.sim.clone(), self.settings());
        self.scheduler.start(async move { people::press(&sim, &settings, &reviewer, &request).await });
    }
}
