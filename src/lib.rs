//! A customer on an allowlist writes an order-shaped message to a business's WhatsApp
//! number; this Worker drafts a "we received your order" reply; a person approves,
//! edits or rejects it; only then is it sent.
//!
//! The modules, in the order in which a message meets them:
//!
//! 1. [`webhook`]: Meta's handshake, signature and payload. Makes `Verified`.
//! 2. [`admission`]: idempotency key, allowlist, caps, decided in one SQL statement.
//! 3. [`conversation`]: what a customer said, after their own edits and deletions.
//! 4. [`gate`]: is it order-shaped? Makes `OrderShaped`.
//! 5. [`draft`]: prompt, template, guard. Makes `Draft`.
//! 6. [`review`]: the card, its states, who may decide.
//! 7. [`send`]: the Graph call. Takes a `Claim`, which only a committed decision makes.
//! 8. [`ledger`]: one row per invocation and outcome.
//!
//! [`steps`] puts them together over a [`host::Host`]; [`store`] holds the SQL; the
//! shell, compiled for wasm32 alone, turns requests into steps.
//!
//! `docs/architecture.md` has the bird's-eye view and the invariants G1–G10.

#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, clippy::unwrap_used)]
#![cfg_attr(test, allow(clippy::string_slice))]

pub mod app;
pub mod clock;
pub mod config;
pub mod conversation;
pub mod customers;
pub mod desk;
pub mod draft;
pub mod gate;
pub mod host;
pub mod http;
pub mod identity;
mod json;
pub mod keyed_hash;
pub mod ledger;
pub mod lexer;
pub mod notify;
pub mod numbers;
pub mod products;
pub mod review;
pub mod send;
pub mod steps;
pub mod store;
pub mod tables;
pub mod team;
pub mod webhook;

#[cfg(target_arch = "wasm32")]
mod worker;
