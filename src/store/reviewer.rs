//! `reviewer`: the people who decide, known by the SHA-256 of their token.

use crate::host::Statement;
use crate::identity::ReviewerId;
use crate::keyed_hash::sha256_hex;
use crate::review::Role;
use serde::Deserialize;

/// A person who may do something.
#[derive(Clone, Debug, Deserialize)]
pub struct Reviewer {
    /// Who.
    pub id: ReviewerId,
    /// Their name, as it is shown on cards.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

const BY_TOKEN: &str = "-- reviewer_by_token
SELECT id, name, role FROM reviewer WHERE token_sha256 = ?1 AND revoked_at IS NULL";

/// Whose token it is. A token has 256 random bits, so its bare hash can neither be
/// guessed nor told apart by the time that a look-up takes.
pub fn by_token(token: &str) -> Statement {
    Statement::new(BY_TOKEN).bind(sha256_hex(token.as_bytes()))
}
