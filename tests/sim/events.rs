//! What happens beside the customers' messages: people decide, admins change the lists, Meta
//! repeats itself, the service is switched off and deployed.

use crate::desk::Look;
use crate::host::PHONE_NUMBER_ID;
use crate::people;
use crate::press::Press;
use crate::scenario::{Delivery, HEIR, Scenario};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use testkit::webhook;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::notify::{heard, tell};

impl Scenario {
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
            0 => self.allow("551187654321", "pt", Some(HEIR)),
            1 => self.allow("+33600000001", "fr", Some("c-33600000001")),
            _ => self.allow("+33600000001", "en", Some(HEIR)),
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

    pub fn allowlist_changes(&mut self) {
        if self.sim.0.borrow_mut().rng.one_in(2) {
            return self.allow("+33600000001", "fr", None);
        }
        self.sim.0.borrow_mut().counts.note("removed from allowlist");
        // The one who may be erased too: off the list first is the natural order.
        let who = if self.sim.0.borrow_mut().rng.one_in(3) { "551187654321" } else { "33600000001" };
        self.disallow(who);
    }

    /// One person, or several at once, look at the queue and press something.
    pub fn somebody_decides(&mut self) {
        let (people, state) = {
            let rng = &mut self.sim.0.borrow_mut().rng;
            (1 + rng.below(3), *rng.pick(&["pending", "pending", "pending", "failed", "unknown"]))
        };
        for person in 0..people {
            let at_desk = self.sim.0.borrow_mut().rng.one_in(2);
            let (sim, settings, presses) = (self.sim.clone(), self.settings(), self.presses.clone());
            let look = Look { sim, settings, who: person % people::MANY, state, presses };
            if at_desk {
                self.start(look.at_desk());
            } else {
                self.start(look.by_api());
            }
        }
    }

    /// With the same key; mostly because the answer never came.
    pub fn somebody_presses_again(&mut self) {
        let press = {
            let now = self.sim.now();
            let presses = self.presses.borrow();
            let mut again: Vec<&Rc<Press>> = presses.iter().filter(|press| press.may_be_made_again(now)).collect();
            if !self.sim.0.borrow_mut().rng.one_in(3) {
                again.retain(|press| press.heard.get().is_none());
            }
            (!again.is_empty()).then(|| (*self.sim.0.borrow_mut().rng.pick(&again)).clone())
        };
        if let Some(press) = press {
            self.sim.0.borrow_mut().counts.note("decision repeated");
            self.press_again(press);
        }
    }

    /// Whoever never heard an answer asks once more, now that nothing breaks.
    pub fn everybody_presses_again(&mut self) {
        let now = self.sim.now();
        let presses = self.presses.borrow().clone();
        let unheard = presses.into_iter().filter(|press| press.heard.get().is_none() && press.may_be_made_again(now));
        unheard.for_each(|press| self.press_again(press));
    }

    fn press_again(&mut self, press: Rc<Press>) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        self.start(async move { press.make(&sim, &settings).await });
    }
}
