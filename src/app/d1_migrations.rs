//! `d1_migrations`: which migrations were applied, as wrangler notes them.

use crate::host::Query;

const NOTED: &str = "SELECT 1 AS noted FROM sqlite_master WHERE type = 'table' AND name = 'd1_migrations'";

/// Whether migrations were noted at all: a row if so. A statement that names a table which
/// is not there would fail, and with it its batch.
pub fn noted() -> Query<bool> {
    Query::new("migrations_noted", NOTED)
}

const APPLIED: &str = "SELECT 1 AS applied FROM d1_migrations WHERE name = ?1";

/// Whether the migration of this file name was applied: a row if so.
pub fn applied(migration: &str) -> Query<bool> {
    Query::new("migration_applied", APPLIED).bind(migration)
}

const NEWEST: &str = "SELECT name FROM d1_migrations ORDER BY id DESC LIMIT 1";

/// The file name of the migration that was applied last.
pub fn newest() -> Query<Option<(String,)>> {
    Query::new("newest_migration", NEWEST)
}
