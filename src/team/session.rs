//! `session`: who is signed in, known by the SHA-256 of their cookie.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::http::credential::{IDLE, LONGEST, PHONE_IDLE, PHONE_LONGEST, SessionId};
use crate::identity::ReviewerId;
use std::time::Duration;

/// How exact `seen_at` is: a session is written once a minute at most.
const EXACT: Duration = Duration::from_secs(60);

const BEGIN: &str = "INSERT INTO session (id_sha256, reviewer_id, created_at, seen_at) VALUES (?1, ?2, ?3, ?3)";

/// Begins a session.
pub fn begin(id: &SessionId, reviewer: &ReviewerId, now: Timestamp) -> Query {
    Query::new("begin_session", BEGIN).bind(id.sha256()).bind(reviewer.as_str()).bind(now)
}

const SEEN: &str = "UPDATE session SET seen_at = ?2
WHERE id_sha256 = ?1 AND seen_at < ?3 AND seen_at > iif(phone, ?6, ?4) AND created_at > iif(phone, ?7, ?5)
  AND ended_at IS NULL";

/// Notes that a session that still holds was used.
pub fn seen(id: &SessionId, now: Timestamp) -> Query {
    Query::new("session_seen", SEEN)
        .bind(id.sha256())
        .bind(now)
        .bind(now.minus(EXACT))
        .bind(now.minus(IDLE))
        .bind(now.minus(LONGEST))
        .bind(now.minus(PHONE_IDLE))
        .bind(now.minus(PHONE_LONGEST))
}

const END: &str = "UPDATE session SET ended_at = ?2 WHERE id_sha256 = ?1 AND ended_at IS NULL";

/// Ends a session.
pub fn end(id: &SessionId, now: Timestamp) -> Query {
    Query::new("end_session", END).bind(id.sha256()).bind(now)
}

const FORGET: &str = "DELETE FROM session WHERE created_at < ?1 AND (phone = 0 OR created_at < ?2)";

/// Forgets sessions that ended long ago; those of phones last longer.
pub fn forget(before: Timestamp, phones_before: Timestamp) -> Query {
    Query::new("forget_sessions", FORGET).bind(before).bind(phones_before)
}

/// A phone that is signed in.
#[derive(Debug)]
pub struct SignedInPhone {
    /// The SHA-256 of its session's id, which nobody can sign in with.
    pub id_sha256: String,
    /// Whose it is.
    pub reviewer_id: ReviewerId,
    /// When it was signed in.
    pub created_at: Timestamp,
    /// When it was used last, to the minute.
    pub seen_at: Timestamp,
}

crate::from_row!(SignedInPhone { id_sha256, reviewer_id, created_at, seen_at });

const PHONES: &str = "SELECT id_sha256, reviewer_id, created_at, seen_at FROM session
WHERE phone = 1 AND ended_at IS NULL AND seen_at > ?1 AND created_at > ?2 ORDER BY reviewer_id LIMIT 200";

/// The phones that are signed in, 200 at most.
pub fn phones(now: Timestamp) -> Query<Vec<SignedInPhone>> {
    Query::new("phones", PHONES).bind(now.minus(PHONE_IDLE)).bind(now.minus(PHONE_LONGEST))
}

const END_PHONE: &str = "UPDATE session SET ended_at = ?2 WHERE id_sha256 = ?1 AND phone = 1 AND ended_at IS NULL
RETURNING id_sha256";

/// Signs a phone out. A row if it was signed in.
pub fn end_phone(id_sha256: &str, now: Timestamp) -> Query<bool> {
    Query::new("end_phone", END_PHONE).bind(id_sha256).bind(now)
}
