//! The simulator: every step of the shipped code over real SQLite, with a seeded
//! scheduler that interleaves them and drops any of them at any await.
//!
//! `cargo test --test sim` runs 300 seeds. A failing seed prints itself;
//! `SIM_SEED=17 cargo test --test sim` replays it alone, `SIM_SEEDS=5000` runs more.

#[path = "../examples/meta_simulator/webhook.rs"]
#[allow(dead_code, reason = "shared with the simulator's server")]
mod webhook;

#[path = "sim/database.rs"]
mod database;
#[path = "sim/host.rs"]
mod host;
#[path = "sim/invariants.rs"]
mod invariants;
#[path = "sim/peers.rs"]
mod peers;
#[path = "sim/people.rs"]
mod people;
#[path = "sim/rng.rs"]
mod rng;
#[path = "sim/scenario.rs"]
mod scenario;
#[path = "sim/scheduler.rs"]
mod scheduler;

use std::panic::{AssertUnwindSafe, catch_unwind};

fn seeds() -> Vec<u64> {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("SIM_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("SIM_SEEDS").unwrap_or(300)).collect(),
    }
}

#[test]
fn nothing_is_lost_nothing_goes_twice_nothing_goes_by_itself() {
    let mut totals = host::Counts::default();
    for seed in seeds() {
        match catch_unwind(AssertUnwindSafe(|| scenario::run(seed))) {
            Ok(counts) => totals.add(&counts),
            Err(_) => panic!("seed {seed} failed; replay with SIM_SEED={seed} cargo test --test sim"),
        }
    }
    println!("{totals:#?}");
    if std::env::var("SIM_SEED").is_err() {
        totals.assert_everything_happened();
    }
}
