//! Erasing what stands on cards: by age, and on a customer's request.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::ReviewerId;
use crate::ledger::Invocation;
use crate::personal_data::{emptied, of_customer};

const ERASE: &str = concat!(
    "UPDATE review_queue SET ",
    emptied!(review_queue),
    ", erased_at = ?2
WHERE id IN (
  SELECT id FROM review_queue WHERE opened_at < ?1 AND erased_at IS NULL ORDER BY opened_at LIMIT 200)
RETURNING id"
);

/// So many cards are erased at once.
pub const ERASED_AT_ONCE: usize = 200;

/// Erases the text of cards older than `before`, [`ERASED_AT_ONCE`].
pub fn erase(before: Timestamp, now: Timestamp) -> Query<Vec<(String,)>> {
    Query::new("erase_cards", ERASE).bind(before).bind(now)
}

const LEDGER_CLOSED: &str = concat!(
    "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor, reason)
SELECT ?3, ?2, 'sweep', 'expired', id, version, ?4, 'customer_erased' FROM review_queue
WHERE state = 'pending' AND ",
    of_customer!(review_queue)
);

const CLOSE: &str =
    concat!("UPDATE review_queue SET state = 'expired' WHERE state = 'pending' AND ", of_customer!(review_queue));

const ERASE_OF_CUSTOMER: &str = concat!(
    "UPDATE review_queue SET customer_id = 'erased', ",
    emptied!(review_queue),
    ", erased_at = ?2
WHERE ",
    of_customer!(review_queue)
);

/// Closes a customer's open cards, with their ledger rows first, while the condition
/// still holds.
pub fn close_of_customer(id: &str, invocation: &Invocation, by: &ReviewerId) -> (Query, Query) {
    let ledger =
        Query::new("ledger_closed_by_erasure", LEDGER_CLOSED).bind(id).bind(invocation.id.as_str()).bind(invocation.at);
    (ledger.bind(by.as_str()), Query::new("close_cards_of_customer", CLOSE).bind(id))
}

/// Erases whose a customer's cards are and what stands on them.
pub fn erase_of_customer(id: &str, now: Timestamp) -> Query {
    Query::new("erase_cards_of_customer", ERASE_OF_CUSTOMER).bind(id).bind(now)
}
