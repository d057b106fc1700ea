//! How many messages and changes of messages came within an hour: edits and deletions take no
//! number of the caps when they come, because they must reach the card that they change, but they
//! count where they would cause a model call (G3).

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::SenderId;

const CHANGES: &str = "SELECT
  (SELECT count(*) FROM inbound_message
   WHERE kind IN ('edit', 'revoke') AND admitted_at > ?2 AND sender_id = ?1) AS sender_hourly,
  (SELECT count(*) FROM inbound_message WHERE kind IN ('edit', 'revoke') AND admitted_at > ?2) AS hourly";

const MESSAGES: &str = "SELECT
  (SELECT count(*) FROM (
    SELECT admitted_at FROM inbound_message WHERE sender_id = ?1 AND sender_slot IS NOT NULL
    ORDER BY sender_slot DESC LIMIT ?3) WHERE admitted_at > ?2) AS sender_hourly,
  (SELECT count(*) FROM (
    SELECT admitted_at FROM inbound_message WHERE hourly_slot IS NOT NULL
    ORDER BY hourly_slot DESC LIMIT ?4) WHERE admitted_at > ?2) AS hourly";

/// Of one sender, and of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hourly {
    pub sender_hourly: u32,
    pub hourly: u32,
}

crate::from_row!(Hourly { sender_hourly, hourly });

/// The edits and deletions since a time.
pub fn changes(sender: &SenderId, since: Timestamp) -> Query<Option<Hourly>> {
    Query::new("hourly_changes", CHANGES).bind(sender.as_str()).bind(since)
}

/// The messages within the caps since a time, so many at most: there are no more.
pub fn messages(sender: &SenderId, since: Timestamp, caps: Hourly) -> Query<Option<Hourly>> {
    let query = Query::new("hourly_messages", MESSAGES).bind(sender.as_str()).bind(since);
    query.bind(caps.sender_hourly).bind(caps.hourly)
}
