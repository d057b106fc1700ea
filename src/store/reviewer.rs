//! `reviewer`: the people who decide, known by the SHA-256 of their token.

use crate::clock::Timestamp;
use crate::host::Statement;
use crate::http::credential::{Credential, IDLE, LONGEST};
use crate::identity::ReviewerId;
use crate::keyed_hash::sha256_hex;
use crate::review::Role;
use serde::{Deserialize, Serialize};

pub use crate::identity::Reviewer;

const BY_TOKEN: &str = "-- reviewer_by_token
SELECT id, name, role, language FROM reviewer WHERE token_sha256 = ?1 AND revoked_at IS NULL";

const BY_SESSION: &str = "-- reviewer_by_session
SELECT u.id, u.name, u.role, u.language FROM session s JOIN reviewer u ON u.id = s.reviewer_id
WHERE s.id_sha256 = ?1 AND s.seen_at > ?2 AND s.created_at > ?3 AND s.ended_at IS NULL AND u.revoked_at IS NULL";

const BY_EMAIL: &str = "-- reviewer_by_email
SELECT id, name, role, language FROM reviewer WHERE email = ?1 AND revoked_at IS NULL";

/// Whose credential it is. Tokens and session ids have 256 random bits, so their bare
/// hash can neither be guessed nor told apart by the time that a look-up takes.
pub fn by(credential: &Credential, now: Timestamp) -> Statement {
    match credential {
        Credential::Token(token) => Statement::new(BY_TOKEN).bind(sha256_hex(token.as_bytes())),
        Credential::Session(id) => {
            Statement::new(BY_SESSION).bind(id.sha256()).bind(now.minus(IDLE)).bind(now.minus(LONGEST))
        }
        Credential::Access { email, .. } => Statement::new(BY_EMAIL).bind(email.as_str()),
    }
}

const SPEAK: &str = "-- reviewer_speaks
UPDATE reviewer SET language = ?2 WHERE id = ?1";

/// Sets the language of their desk.
pub fn speak(id: &ReviewerId, language: &str) -> Statement {
    Statement::new(SPEAK).bind(id.as_str()).bind(language)
}

/// A reviewer as admins see them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Who.
    pub id: ReviewerId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What Cloudflare Access knows them by.
    pub email: Option<String>,
    /// When they were added.
    pub created_at: Timestamp,
    /// When their token was revoked.
    pub revoked_at: Option<Timestamp>,
}

const LIST: &str = "-- list_reviewers
SELECT id, name, role, email, created_at, revoked_at FROM reviewer ORDER BY revoked_at IS NOT NULL, name LIMIT 500";

/// All of them, those who may still do something first. A business has few.
pub fn list() -> Statement {
    Statement::new(LIST)
}

const ADD: &str = "-- add_reviewer
INSERT INTO reviewer (id, name, role, token_sha256, email, language, created_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
WHERE NOT EXISTS (SELECT 1 FROM reviewer WHERE id = ?1)
  AND (?5 IS NULL OR NOT EXISTS (SELECT 1 FROM reviewer WHERE email = ?5))
RETURNING id";

/// Somebody to add.
#[derive(Clone, Debug)]
pub struct NewReviewer<'a> {
    /// Their id.
    pub id: &'a ReviewerId,
    /// Their name.
    pub name: &'a str,
    /// What they may do.
    pub role: Role,
    /// Their token.
    pub token: &'a str,
    /// Lower case.
    pub email: Option<&'a str>,
    /// The language of their desk.
    pub language: &'a str,
}

/// Adds a reviewer. No row: somebody has that id or e-mail address already.
pub fn add(new: &NewReviewer<'_>, now: Timestamp) -> Statement {
    Statement::new(ADD)
        .bind(new.id.as_str())
        .bind(new.name)
        .bind(new.role.as_str())
        .bind(sha256_hex(new.token.as_bytes()))
        .bind(new.email)
        .bind(new.language)
        .bind(now)
}

const SET_EMAIL: &str = "-- set_reviewer_email
UPDATE reviewer SET email = ?2 WHERE id = ?1 AND revoked_at IS NULL
  AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM reviewer WHERE email = ?2 AND id <> ?1))
RETURNING id";

/// Sets what Cloudflare Access knows them by. No row: they were revoked, or somebody
/// else has it.
pub fn set_email(id: &ReviewerId, email: Option<&str>) -> Statement {
    Statement::new(SET_EMAIL).bind(id.as_str()).bind(email)
}

const REVOKE: &str = "-- revoke_reviewer
UPDATE reviewer SET revoked_at = ?2, email = NULL WHERE id = ?1 AND revoked_at IS NULL RETURNING id";

/// Takes a reviewer's token, sessions and e-mail address away, for good. No row:
/// there is none, or it was done before.
pub fn revoke(id: &ReviewerId, now: Timestamp) -> Statement {
    Statement::new(REVOKE).bind(id.as_str()).bind(now)
}
