//! Routes as a client sees them: requests through the one dispatcher, over the shipped SQL on
//! SQLite.

mod addresses;
mod auditor;
mod changed_addresses;
mod chat;
mod client;
mod content;
mod context;
mod customers;
mod customers_ask;
mod devices;
mod door;
mod figures;
mod health;
mod hold;
mod ledger;
mod lost_answers;
mod mcp;
mod media;
mod personal_data;
mod review;
mod sign_in_links;
mod switch;
mod tables;
mod wording;
