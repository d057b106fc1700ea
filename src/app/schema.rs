//! Whether the database can do what this code asks of it.

use super::d1_migrations;
use crate::error::StepError;
use crate::host::Host;

/// The migration that this code needs: the newest in `migrations/`.
pub const NEWEST_MIGRATION: &str = "0006_telling.sql";

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
    let noted = host.batch(d1_migrations::noted()).await?;
    if !noted {
        return Ok(Schema::Behind);
    }
    let applied = host.batch(d1_migrations::applied(NEWEST_MIGRATION)).await?;
    Ok(if applied { Schema::Ready } else { Schema::Behind })
}
