//! Whether the database can do what this code asks of it.

use super::StepError;
use crate::host::Host;
use crate::store::schema;

/// The migration that this code needs: the newest in `migrations/`.
pub const NEWEST_MIGRATION: &str = "0001_schema.sql";

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
    let noted = host.batch(schema::noted()).await?;
    if !noted {
        return Ok(Schema::Behind);
    }
    let applied = host.batch(schema::applied(NEWEST_MIGRATION)).await?;
    Ok(if applied { Schema::Ready } else { Schema::Behind })
}
