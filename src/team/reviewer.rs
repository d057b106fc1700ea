//! `reviewer`: the people who decide, known by the SHA-256 of their token.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::http::credential::{Credential, IDLE, LONGEST, PHONE_IDLE, PHONE_LONGEST};
use crate::identity::ReviewerId;
use crate::identity::Role;
use crate::keyed_hash::sha256_hex;
use serde::Serialize;

pub use crate::identity::Reviewer;

const BY_TOKEN: &str = "SELECT id, name, iif(assistant, 'assistant', role) AS role, language FROM reviewer WHERE token_sha256 = ?1 AND revoked_at IS NULL";

const BY_SESSION: &str =
    "SELECT u.id, u.name, iif(u.assistant, 'assistant', u.role) AS role, u.language FROM session s JOIN reviewer u ON u.id = s.reviewer_id
WHERE s.id_sha256 = ?1 AND s.seen_at > iif(s.phone, ?4, ?2) AND s.created_at > iif(s.phone, ?5, ?3) AND s.ended_at IS NULL AND u.revoked_at IS NULL";

const BY_EMAIL: &str = "SELECT id, name, iif(assistant, 'assistant', role) AS role, language FROM reviewer WHERE email = ?1 AND revoked_at IS NULL";

/// Whose credential it is. Tokens and session ids have 256 random bits, so their bare
/// hash can neither be guessed nor told apart by the time that a look-up takes.
pub fn by(credential: &Credential, now: Timestamp) -> Query<Option<Reviewer>> {
    match credential {
        Credential::Token(token) => Query::new("reviewer_by_token", BY_TOKEN).bind(sha256_hex(token.as_bytes())),
        Credential::Session(id) => Query::new("reviewer_by_session", BY_SESSION)
            .bind(id.sha256())
            .bind(now.minus(IDLE))
            .bind(now.minus(LONGEST))
            .bind(now.minus(PHONE_IDLE))
            .bind(now.minus(PHONE_LONGEST)),
        Credential::Access { email, .. } => Query::new("reviewer_by_email", BY_EMAIL).bind(email.as_str()),
    }
}

const SPEAK: &str = "UPDATE reviewer SET language = ?2 WHERE id = ?1";

/// Sets the language of their desk.
pub fn speak(id: &ReviewerId, language: &str) -> Query {
    Query::new("reviewer_speaks", SPEAK).bind(id.as_str()).bind(language)
}

/// A reviewer as admins see them.
#[derive(Clone, Debug, Serialize)]
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

crate::from_row!(Row { id, name, role, email, created_at, revoked_at });

const LIST: &str = "SELECT id, name, iif(assistant, 'assistant', role) AS role, email, created_at, revoked_at
FROM reviewer ORDER BY revoked_at IS NOT NULL, name LIMIT 500";

/// All of them, those who may still do something first. A business has few.
pub fn list() -> Query<Vec<Row>> {
    Query::new("list_reviewers", LIST)
}

const ADD: &str = "INSERT INTO reviewer (id, name, role, assistant, token_sha256, email, language, created_at)
SELECT ?1, ?2, iif(?3 = 'assistant', 'auditor', ?3), ?3 = 'assistant', ?4, ?5, ?6, ?7
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
pub fn add(new: &NewReviewer<'_>, now: Timestamp) -> Query<bool> {
    Query::new("add_reviewer", ADD)
        .bind(new.id.as_str())
        .bind(new.name)
        .bind(new.role.as_str())
        .bind(sha256_hex(new.token.as_bytes()))
        .bind(new.email)
        .bind(new.language)
        .bind(now)
}

const SET_EMAIL: &str = "UPDATE reviewer SET email = ?2 WHERE id = ?1 AND revoked_at IS NULL
  AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM reviewer WHERE email = ?2 AND id <> ?1))
RETURNING id";

/// Sets what Cloudflare Access knows them by. No row: they were revoked, or somebody
/// else has it.
pub fn set_email(id: &ReviewerId, email: Option<&str>) -> Query<bool> {
    Query::new("set_reviewer_email", SET_EMAIL).bind(id.as_str()).bind(email)
}

const REVOKE: &str =
    "UPDATE reviewer SET revoked_at = ?2, email = NULL WHERE id = ?1 AND revoked_at IS NULL RETURNING id";

/// Takes a reviewer's token, sessions and e-mail address away, for good. No row:
/// there is none, or it was done before.
pub fn revoke(id: &ReviewerId, now: Timestamp) -> Query<bool> {
    Query::new("revoke_reviewer", REVOKE).bind(id.as_str()).bind(now)
}
