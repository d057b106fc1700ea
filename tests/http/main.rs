//! Routes as a client sees them: requests through the one dispatcher, over the shipped SQL on
//! SQLite.

mod auditor;
mod client;
mod ledger;
mod personal_data;
mod review;
mod tables;
mod wording;
