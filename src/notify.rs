//! Telling people that a card waits, and the CRM what became of cards.
//!
//! Everybody who is told listens to the ledger, each from a cursor of their own, so that who
//! cannot be told holds nobody else up and nothing is forgotten ([`tell`]).

pub mod alerts;
pub mod chat;
pub mod crm;
pub mod device;
pub mod heard;
pub mod heartbeat;
pub mod listener;
pub mod news;
pub mod overdue;
pub mod push;
pub mod quiet;
mod settings;
pub mod tell;
pub mod teller;
mod words;
