//! The cards of one customer.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::ReviewId;
use crate::review::State;

/// A card in a customer's list.
#[derive(Debug)]
pub struct Row {
    /// Its id.
    pub id: ReviewId,
    /// Where it stands.
    pub state: State,
    /// When its first message came.
    pub received_at: Timestamp,
    /// How the first message begins.
    pub excerpt: Option<String>,
}

crate::from_row!(Row { id, state, received_at, excerpt });

const OF_CUSTOMER: &str = "SELECT r.id, r.state, r.received_at, (
  SELECT substr(m.text, 1, 120) FROM inbound_message m WHERE m.review_id = r.id AND m.text IS NOT NULL
  ORDER BY m.id LIMIT 1) AS excerpt
FROM review_queue r WHERE r.customer_id = ?1 ORDER BY r.opened_at DESC, r.id DESC LIMIT 20";

/// A customer's latest twenty cards, newest first.
pub fn of_customer(id: &str) -> Query<Vec<Row>> {
    Query::new("cards_of_customer", OF_CUSTOMER).bind(id)
}
