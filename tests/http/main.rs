//! Routes as a client sees them: requests through the one dispatcher, over the shipped SQL on
//! SQLite.

mod addresses;
mod changed_addresses;
mod client;
mod ledger;
mod review;
mod tables;
mod wording;
