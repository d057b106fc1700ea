//! Runs any number of steps at once, one poll at a time, in an order that the seed
//! decides, and drops some of them where they stand.

use crate::host::{Place, Sim, millis};
use std::pin::Pin;
use std::task::{Context, Waker};

pub type Step = Pin<Box<dyn Future<Output = ()>>>;

/// Steps under way.
#[derive(Default)]
pub struct Scheduler {
    running: Vec<(Step, Place)>,
}

impl Scheduler {
    /// Starts a step.
    pub fn start(&mut self, step: impl Future<Output = ()> + 'static) {
        self.begin(Box::pin(step));
    }

    fn begin(&mut self, step: Step) {
        self.running.push((step, Place("at", "start")));
    }

    /// Takes up what other steps began.
    fn take_up(&mut self, sim: &Sim) {
        let started = std::mem::take(&mut sim.0.borrow_mut().started);
        started.into_iter().for_each(|step| self.begin(step));
    }

    pub fn idle(&mut self, sim: &Sim) -> bool {
        self.take_up(sim);
        self.running.is_empty()
    }

    /// A deployment: whatever runs is cut where it stands.
    pub fn cut(&mut self, sim: &Sim) {
        self.take_up(sim);
        note(sim, &std::mem::take(&mut self.running));
    }

    /// Polls one step, or crashes one, or all.
    pub fn turn(&mut self, sim: &Sim) {
        let at = sim.0.borrow_mut().rng.below(self.running.len());
        let (crash, all) = {
            let world = &mut *sim.0.borrow_mut();
            world.now = world.now.plus(millis(world.rng.below(120)));
            (world.faults && world.rng.one_in(90), world.rng.one_in(4))
        };
        if crash {
            let hit: Vec<_> = if all { self.running.drain(..).collect() } else { vec![self.running.swap_remove(at)] };
            note(sim, &hit);
            return;
        }
        let mut context = Context::from_waker(Waker::noop());
        let (step, place) = &mut self.running[at];
        if step.as_mut().poll(&mut context).is_ready() {
            drop(self.running.swap_remove(at));
        } else {
            *place = sim.0.borrow().place;
        }
    }
}

fn note(sim: &Sim, hit: &[(Step, Place)]) {
    for (_, Place(when, what)) in hit {
        sim.0.borrow_mut().counts.note(format!("crashed {when} {what}"));
    }
}
