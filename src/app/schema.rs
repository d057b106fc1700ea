//! Whether the database can do what this code asks of it.

use super::d1_migrations;
use crate::error::StepError;
use crate::host::{Host, Query};

/// The migration that this code needs: the newest in `migrations/`. A test writes the file.
pub const NEWEST_MIGRATION: &str = include_str!("../../migrations/newest.txt").trim_ascii();

/// How the database stands to this code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// All that this code needs was applied; more may have been.
    Ready,
    /// A migration is missing, or all of them.
    Behind,
}

/// Whether the migrations that this code needs were applied. Errors: the database failed.
pub async fn schema(host: &dyn Host) -> Result<Schema, StepError> {
    // Where nothing was ever migrated, the table itself is missing, and to ask it is an error.
    let applied = match host.batch(applied()).await {
        Ok(applied) => applied,
        Err(error) if host.batch(d1_migrations::noted()).await? => return Err(error.into()),
        Err(_) => false,
    };
    Ok(Schema::of(applied))
}

/// Whether the newest migration was applied: a row if so.
pub fn applied() -> Query<bool> {
    d1_migrations::applied(NEWEST_MIGRATION)
}

impl Schema {
    /// By whether the newest migration was applied.
    pub fn of(applied: bool) -> Self {
        if applied { Self::Ready } else { Self::Behind }
    }
}
