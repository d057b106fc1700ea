//! A customer on an allowlist writes an order-shaped message to a business's WhatsApp
//! number; this Worker drafts a "we received your order" reply; a person approves,
//! edits or rejects it; only then is it sent.
//!
//! Each feature is a folder: its rules, its SQL, its steps, its routes and its pages. In the
//! order in which a message meets them:
//!
//! 1. [`webhook`]: Meta's handshake, signature (makes `Verified`) and payload; admission.
//! 2. [`messages`]: what a customer said, after their own edits and deletions.
//! 3. [`gate`]: is it order-shaped? Makes `OrderShaped`. [`products`] are what it knows.
//!    [`teaching`]: what the business adds to that.
//! 4. [`draft`]: templates, rules, persona, model; the [`guard`] makes `Draft`.
//! 5. [`review`]: the card, its states, who may decide; history.
//!    [`media`]: what customers attached, streamed from Meta when somebody looks.
//! 6. [`send`]: the Graph call, which takes a `Claim`; statuses.
//! 7. [`ledger`]: one row per invocation and outcome, the proof, the numbers.
//!    [`mcp`]: the same for a model to ask, read-only.
//! 8. [`notify`]: people are told that a card waits, the CRM what became of it.
//!
//! Beside them: [`connection`], what Meta's side says, [`customers`] (allowlist, orders), [`erasure`], [`team`] (people, sessions, Access),
//! [`sweep`], which finds what a crash left behind, [`restore`], what follows a database that was
//! set back, [`switch`], which turns all of it off, and [`alarm`], what keeps it from its work.
//!
//! What they share: [`host`], the seam to everything outside; [`http`], requests and routes as
//! plain values; [`desk`], the frame and the words of pages; [`settings`]. [`app`] is the one
//! dispatcher. The runtime, compiled for wasm32 alone, is in `src/worker`.
//!
//! `docs/architecture.md` has the bird's-eye view and the guarantees G1–G10.

#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, clippy::unwrap_used)]
#![cfg_attr(test, allow(clippy::string_slice))]

pub mod alarm;
pub mod app;
pub mod bulk_import;
pub mod clock;
pub mod connection;
pub mod customers;
pub mod desk;
pub mod draft;
pub mod erasure;
pub mod error;
pub mod export;
pub mod gate;
pub mod guard;
pub mod host;
pub mod http;
pub mod identity;
mod json;
pub mod judge;
pub mod keyed_hash;
pub mod language;
pub mod ledger;
pub mod mcp;
pub mod media;
pub mod messages;
pub mod notify;
pub mod personal_data;
pub mod products;
pub mod profile;
pub mod restore;
pub mod review;
pub mod saved_replies;
pub mod send;
pub mod settings;
pub mod sweep;
pub mod switch;
pub mod taught_words;
pub mod teaching;
pub mod team;
pub mod webhook;

#[cfg(target_arch = "wasm32")]
mod worker;
