//! The Model Context Protocol, read-only: an engineer, an auditor or the owner asks what waits,
//! what became of it, and how often it helped. No tool decides, sends, edits or changes anything.
//!
//! One endpoint serves two ways to talk: that of 2026-07-28, which is stateless, and the
//! handshake of the revisions before it. Sources: the specification's revisions 2025-11-25 and
//! 2026-07-28.

mod answer;
mod customer_words;
mod message;
mod revision;
mod routes;
mod tools;

pub use routes::ask;
