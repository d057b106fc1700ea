//! Routes as a client sees them: requests through the one dispatcher, over the shipped SQL on
//! SQLite.

mod addresses;
mod auditor;
mod changed_addresses;
mod client;
mod door;
mod ledger;
mod lost_answers;
mod mcp;
mod personal_data;
mod review;
mod switch;
mod tables;
mod wording;
