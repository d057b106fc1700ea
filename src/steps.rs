//! The steps of a message's way. Each is plain Rust over a [`Host`](crate::host::Host):
//! it reads in one batch, decides, and writes in one batch. It may be dropped at any
//! `await`; whatever it left behind, another step finishes.

pub mod allowlist;
pub mod customers;
pub mod decide;
pub mod drafting;
pub mod health;
pub mod look_back;
pub mod notify;
pub mod products;
pub mod read;
pub mod redraft;
pub mod rules;
pub mod seal;
pub mod sign_in;
pub mod sweep;
pub mod team;
pub mod templates;

use crate::config::ConfigError;
use crate::host::{DatabaseError, TimerError};

/// What can break a step. Everything else is an outcome.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StepError {
    /// A setting is missing or senseless.
    #[error("setting: {0}")]
    Config(#[from] ConfigError),
    /// The database failed; what it was told may stand all the same.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A timer could not be armed; the sweep will find what it was for.
    #[error(transparent)]
    Timer(#[from] TimerError),
}
