//! `reviewer`: the people who decide, known by the SHA-256 of their token.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::http::credential::{Credential, IDLE, LONGEST, PHONE_IDLE, PHONE_LONGEST};
use crate::identity::ReviewerId;
use crate::identity::Role;
use crate::keyed_hash::sha256_hex;
use serde::Serialize;
use serde_json::json;

pub use crate::identity::Reviewer;

// Whose credential `$who` holds, if anybody's who may still do something: a JSON object that names
// one of a token, a session and an e-mail address. Tokens and session ids have 256 random bits,
// so their bare hash can neither be guessed nor told apart by the time that a look-up takes.
macro_rules! of_credential {
    ($who:literal) => {
        concat!(
            "u.id = COALESCE(
    (SELECT t.id FROM reviewer t WHERE t.token_sha256 = ",
            $who,
            " ->> 'token'),
    (SELECT s.reviewer_id FROM session s WHERE s.id_sha256 = ",
            $who,
            " ->> 'session'
      AND s.seen_at > iif(s.phone, ",
            $who,
            " ->> 'phone_idle_since', ",
            $who,
            " ->> 'idle_since')
      AND s.created_at > iif(s.phone, ",
            $who,
            " ->> 'phone_begun_since', ",
            $who,
            " ->> 'begun_since') AND s.ended_at IS NULL),
    (SELECT e.id FROM reviewer e WHERE e.email = ",
            $who,
            " ->> 'email'))
  AND u.revoked_at IS NULL"
        )
    };
}

/// Whoever may decide by this credential, as `u.id`: what a statement that decides asks for, so
/// that nobody need be looked up before it.
macro_rules! who_may_decide {
    ($who:literal) => {
        concat!(
            "SELECT u.id FROM reviewer u WHERE ",
            $crate::team::reviewer::of_credential!($who),
            " AND u.role IN ('reviewer', 'admin') AND u.assistant = 0"
        )
    };
}

pub(crate) use {of_credential, who_may_decide};

/// A credential as statements read it.
pub fn asker(credential: &Credential, now: Timestamp) -> String {
    match credential {
        Credential::Token(token) => json!({"token": sha256_hex(token.as_bytes())}),
        Credential::Session(id) => json!({
            "session": id.sha256(),
            "idle_since": now.minus(IDLE),
            "begun_since": now.minus(LONGEST),
            "phone_idle_since": now.minus(PHONE_IDLE),
            "phone_begun_since": now.minus(PHONE_LONGEST),
        }),
        Credential::Access { email, .. } => json!({"email": email}),
    }
    .to_string()
}

const BY_CREDENTIAL: &str = concat!(
    "SELECT u.id, u.name, iif(u.assistant, 'assistant', u.role) AS role, u.language FROM reviewer u WHERE ",
    of_credential!("?1")
);

/// Whose credential it is.
pub fn by(credential: &Credential, now: Timestamp) -> Query<Option<Reviewer>> {
    Query::new("reviewer_by_credential", BY_CREDENTIAL).bind(asker(credential, now))
}

const SPEAK: &str = "UPDATE reviewer SET language = ?2 WHERE id = ?1";

/// Sets the language of their desk.
pub fn set_language(id: &ReviewerId, language: &str) -> Query {
    Query::new("reviewer_speaks", SPEAK).bind(id.as_str()).bind(language)
}

/// A reviewer as admins see them.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Reviewer"))]
pub struct ReviewerRow {
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

crate::from_row!(ReviewerRow { id, name, role, email, created_at, revoked_at });

const LIST: &str = "SELECT id, name, iif(assistant, 'assistant', role) AS role, email, created_at, revoked_at
FROM reviewer ORDER BY revoked_at IS NOT NULL, name LIMIT 500";

/// All of them, those who may still do something first. A business has few.
pub fn list() -> Query<Vec<ReviewerRow>> {
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
