//! `draft_lease`: who is drafting for a sender. Every lease has a greater fence
//! than the one before; what is written names its fence, and only the newest counts.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::SenderId;
use std::time::Duration;

/// Longer than two model calls, one for embeddings, the pause between tries and the database
/// around them.
pub const TERM: Duration = Duration::from_secs(45);

/// A lease.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    /// Its number.
    pub fence: i64,
}

crate::from_row!(Lease { fence });

const TAKE: &str = "INSERT INTO draft_lease (sender_id, fence, expires_at) VALUES (?1, 1, ?3)
ON CONFLICT (sender_id) DO UPDATE SET fence = fence + 1, expires_at = excluded.expires_at
WHERE draft_lease.expires_at <= ?2 OR draft_lease.expires_at = ?3
RETURNING fence";

/// Takes the lease if nobody holds it. No row: somebody does. Whoever took it at this very `now`
/// takes it anew: a try that failed may have been committed, and if it was somebody else, the
/// greater fence counts.
pub fn take(sender: &SenderId, now: Timestamp) -> Query<Option<Lease>> {
    Query::new("take_draft_lease", TAKE).bind(sender.as_str()).bind(now).bind(now.plus(TERM))
}

const RELEASE: &str = "UPDATE draft_lease SET expires_at = ?3 WHERE sender_id = ?1 AND fence = ?2";

/// Gives it back.
pub fn release(sender: &SenderId, lease: Lease, now: Timestamp) -> Query {
    Query::new("release_draft_lease", RELEASE).bind(sender.as_str()).bind(lease.fence).bind(now)
}
