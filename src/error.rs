//! What can break a step.

use crate::host::witness::WitnessError;
use crate::host::{DatabaseError, TimerError};
use crate::settings::ConfigError;

/// What can break a step. Everything else is an outcome.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StepError {
    /// A setting is missing or invalid.
    #[error("setting: {0}")]
    Config(#[from] ConfigError),
    /// The database failed; what it was told may be committed all the same.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A timer could not be armed; the sweep will find what it was for.
    #[error(transparent)]
    Timer(#[from] TimerError),
    /// The witness could not be asked; it may have done what it was asked all the same.
    #[error(transparent)]
    Witness(#[from] WitnessError),
}
