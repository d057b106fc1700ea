//! Routes as a client sees them: requests through the one dispatcher, over the shipped SQL on
//! SQLite.

mod chat;
mod client;
mod content;
mod context;
mod ledger;
mod review;
mod tables;
mod wording;
