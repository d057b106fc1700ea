//! `customers` and their `orders`: what the CRM knows. Read for the prompt, never
//! written from a message (G8).

use crate::host::Statement;
use crate::identity::SenderId;
use serde::{Deserialize, Serialize};

/// A customer.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// The CRM's id.
    pub id: String,
    /// The business's name for them.
    pub name: String,
    /// The language that they are answered in.
    pub language: String,
}

const PUT: &str = "-- put_customer
INSERT INTO customers (id, name, language) VALUES (?1, ?2, ?3)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language";

/// Adds a customer or changes them.
pub fn put(id: &str, name: &str, language: &str) -> Statement {
    Statement::new(PUT).bind(id).bind(name).bind(language)
}

const OF_SENDER: &str = "-- customer_of_sender
SELECT c.id, c.name, c.language FROM allowlist a JOIN customers c ON c.id = a.customer_id
WHERE a.sender_id = ?1";

/// Who a sender is. No row: taken off the allowlist meanwhile.
pub fn of_sender(sender: &SenderId) -> Statement {
    Statement::new(OF_SENDER).bind(sender.as_str())
}

/// A recent order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// The CRM's id.
    pub id: String,
    /// When it was placed.
    pub placed_at: String,
    /// The CRM's words for it.
    pub summary: String,
}

const ORDERS_OF_SENDER: &str = "-- orders_of_sender
SELECT o.id, o.placed_at, o.summary FROM orders o
WHERE o.customer_id = (SELECT customer_id FROM allowlist WHERE sender_id = ?1)
ORDER BY o.placed_at DESC LIMIT 3";

/// A sender's latest three orders, newest first.
pub fn orders_of_sender(sender: &SenderId) -> Statement {
    Statement::new(ORDERS_OF_SENDER).bind(sender.as_str())
}

const ORDERS: &str = "-- orders_of_customer
SELECT id, placed_at, summary FROM orders
WHERE customer_id = (SELECT customer_id FROM review_queue WHERE id = ?1)
ORDER BY placed_at DESC LIMIT 5";

/// The latest five orders of a card's customer, newest first.
pub fn orders_of_card(card: &crate::identity::ReviewId) -> Statement {
    Statement::new(ORDERS).bind(card.as_str())
}
