//! `session`: who is signed in, known by the SHA-256 of their cookie.

use crate::clock::Timestamp;
use crate::host::Statement;
use crate::http::credential::{IDLE, LONGEST, SessionId};
use crate::identity::ReviewerId;
use std::time::Duration;

/// How exact `seen_at` is: a session is written once a minute at most.
const EXACT: Duration = Duration::from_secs(60);

const BEGIN: &str = "-- begin_session
INSERT INTO session (id_sha256, reviewer_id, created_at, seen_at) VALUES (?1, ?2, ?3, ?3)";

/// Begins a session.
pub fn begin(id: &SessionId, reviewer: &ReviewerId, now: Timestamp) -> Statement {
    Statement::new(BEGIN).bind(id.sha256()).bind(reviewer.as_str()).bind(now)
}

const SEEN: &str = "-- session_seen
UPDATE session SET seen_at = ?2
WHERE id_sha256 = ?1 AND seen_at < ?3 AND seen_at > ?4 AND created_at > ?5 AND ended_at IS NULL";

/// Notes that a session that still holds was used.
pub fn seen(id: &SessionId, now: Timestamp) -> Statement {
    Statement::new(SEEN)
        .bind(id.sha256())
        .bind(now)
        .bind(now.minus(EXACT))
        .bind(now.minus(IDLE))
        .bind(now.minus(LONGEST))
}

const END: &str = "-- end_session
UPDATE session SET ended_at = ?2 WHERE id_sha256 = ?1 AND ended_at IS NULL";

/// Ends a session.
pub fn end(id: &SessionId, now: Timestamp) -> Statement {
    Statement::new(END).bind(id.sha256()).bind(now)
}

const FORGET: &str = "-- forget_sessions
DELETE FROM session WHERE created_at < ?1";

/// Forgets sessions that ended long ago.
pub fn forget(before: Timestamp) -> Statement {
    Statement::new(FORGET).bind(before)
}
