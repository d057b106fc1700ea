//! Routes as a client sees them: requests through the one dispatcher, over the shipped SQL on
//! SQLite.

#[path = "sim/database.rs"]
#[allow(dead_code, reason = "shared with the simulator")]
mod database;
#[path = "step_costs/recording.rs"]
#[allow(dead_code, reason = "shared with the costs of the steps")]
mod recording;

#[path = "http/client.rs"]
mod client;
#[path = "http/ledger.rs"]
mod ledger;
#[path = "http/review.rs"]
mod review;
#[path = "http/tables.rs"]
mod tables;
#[path = "http/wording.rs"]
mod wording;
