//! `desk_stamp`: a number that moves whenever what a card shows does. Triggers move it
//! (`migrations/0009_desk_stamp.sql`), and the sweep does where time alone changed something.

use crate::clock::Timestamp;
use crate::host::Query;

const STAMP: &str = "SELECT moves FROM desk_stamp WHERE id = 1";

/// How often it has moved.
pub fn stamp() -> Query<Option<(i64,)>> {
    Query::new("desk_stamp", STAMP)
}

const CAME_LATE: &str = "UPDATE desk_stamp SET moves = moves + 1
WHERE id = 1 AND EXISTS (
  SELECT 1 FROM review_queue WHERE opened_at > ?1 AND opened_at <= ?2 AND state = 'pending')";

/// Moves it if a card that was opened between the two, and waits, has come to need somebody.
pub fn came_late(after: Timestamp, until: Timestamp) -> Query {
    Query::new("cards_came_late", CAME_LATE).bind(after).bind(until)
}
