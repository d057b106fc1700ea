//! Routes as a client sees them: requests through the one dispatcher, over the shipped SQL on
//! SQLite.

mod client;
mod ledger;
mod media;
mod review;
mod tables;
mod wording;
