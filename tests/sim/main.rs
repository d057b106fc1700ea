//! The simulator: requests through the one dispatcher, and the steps that no request begins, over
//! real SQLite, with a seeded scheduler that interleaves them and drops any of them at any await.
//!
//! `cargo test --test sim` runs 2,000 seeds. A failing seed prints itself;
//! `SIM_SEED=17 cargo test --test sim` replays it alone, `SIM_SEEDS=5000` runs more,
//! `npm run soak -- --minutes 20` runs seeds that nobody has run for so long.

mod addresses;
mod admins;
mod asking;
mod beside_words;
mod colleagues;
mod coverage;
mod desk;
mod dispatch;
mod events;
mod host;
mod invariants;
mod peers;
mod people;
mod press;
mod proof;
mod scenario;
mod scheduler;
mod traces;
mod writing;

use coverage::Counts;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Seeds to run: from one on, so many, or for so long.
struct Plan {
    first: u64,
    seeds: u64,
    until: Option<Instant>,
}

impl Plan {
    fn read() -> Self {
        let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        match (number("SIM_SEED"), number("SIM_MINUTES")) {
            (Some(seed), _) => Self { first: seed, seeds: 1, until: None },
            (None, Some(minutes)) => {
                let now = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
                let until = Instant::now() + Duration::from_secs(60 * minutes);
                Self { first: now * 1_000, seeds: u64::MAX, until: Some(until) }
            }
            (None, None) => Self { first: 0, seeds: number("SIM_SEEDS").unwrap_or(2_000), until: None },
        }
    }

    /// Whether the n-th seed is still to be run.
    fn goes_on(&self, n: u64) -> bool {
        n < self.seeds && self.until.is_none_or(|until| Instant::now() < until)
    }
}

#[test]
fn nothing_is_lost_nothing_goes_twice_nothing_goes_by_itself() {
    let plan = Plan::read();
    let (next, done, broken) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let totals = Mutex::new(Counts::default());
    let run = || {
        let mut db = Some(scenario::database());
        while !broken.load(Ordering::Relaxed) {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if !plan.goes_on(n) {
                break;
            }
            let (seed, fresh) = (plan.first + n, db.take().expect("the last seed gave it back"));
            match catch_unwind(AssertUnwindSafe(|| scenario::run(seed, fresh))) {
                Ok((counts, used)) => {
                    db = Some(used);
                    totals.lock().expect("not poisoned").add(&counts);
                }
                Err(_) => {
                    broken.store(true, Ordering::Relaxed);
                    eprintln!("seed {seed} failed; replay with SIM_SEED={seed} cargo test --test sim");
                }
            }
            done.fetch_add(1, Ordering::Relaxed);
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(run))));
    let totals = totals.into_inner().expect("not poisoned");
    println!("{totals:#?}\n{} seeds from {}", done.into_inner(), plan.first);
    assert!(!broken.into_inner(), "a seed failed: see above");
    // Fewer need not reach everything.
    if plan.seeds >= 2_000 {
        totals.assert_everything_happened();
    }
}
