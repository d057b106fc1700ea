//! The cards of one customer.

use crate::host::Query;
use crate::review::review_queue::unreadable::Legible;
use crate::review::review_queue::{CardRow, select_cards};

const OF_CUSTOMER: &str = select_cards!("WHERE r.customer_id = ?1 ORDER BY r.opened_at DESC, r.id DESC LIMIT 20");

/// A customer's latest twenty cards, newest first.
pub fn of_customer(id: &str) -> Query<Vec<Legible<CardRow>>> {
    Query::new("cards_of_customer", OF_CUSTOMER).bind(id)
}
