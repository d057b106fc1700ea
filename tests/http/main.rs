//! Routes as a client sees them: requests through the one dispatcher, over the shipped SQL on
//! SQLite.

mod client;
mod devices;
mod hold;
mod ledger;
mod review;
mod tables;
mod wording;
