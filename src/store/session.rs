//! `session`: who is signed in, known by the SHA-256 of their cookie.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::http::credential::{IDLE, LONGEST, SessionId};
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
WHERE id_sha256 = ?1 AND seen_at < ?3 AND seen_at > ?4 AND created_at > ?5 AND ended_at IS NULL";

/// Notes that a session that still holds was used.
pub fn seen(id: &SessionId, now: Timestamp) -> Query {
    Query::new("session_seen", SEEN)
        .bind(id.sha256())
        .bind(now)
        .bind(now.minus(EXACT))
        .bind(now.minus(IDLE))
        .bind(now.minus(LONGEST))
}

const END: &str = "UPDATE session SET ended_at = ?2 WHERE id_sha256 = ?1 AND ended_at IS NULL";

/// Ends a session.
pub fn end(id: &SessionId, now: Timestamp) -> Query {
    Query::new("end_session", END).bind(id.sha256()).bind(now)
}

const FORGET: &str = "DELETE FROM session WHERE created_at < ?1";

/// Forgets sessions that ended long ago.
pub fn forget(before: Timestamp) -> Query {
    Query::new("forget_sessions", FORGET).bind(before)
}
