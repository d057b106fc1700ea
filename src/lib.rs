//! x
pub mod admission;
pub mod clock;
pub mod config;
pub mod conversation;
pub mod draft;
pub mod gate;
pub mod host;
pub mod identity;
pub mod keyed_hash;
pub mod ledger;
pub mod lexer;
pub mod numbers;
pub mod review;
pub mod send;
#[cfg(target_arch = "wasm32")]
mod shell;
pub mod steps;
pub mod store;
pub mod webhook;
