//! `customers` and their `orders`: what the CRM knows. Read for the prompt, never
//! written from a message (G8).

use crate::bulk_import;
use crate::host::Query;
use crate::identity::{ReviewId, SenderId};
use crate::messages::inbound_message::next_customer;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// The customer whose messages are gathered.
#[derive(Clone, Debug)]
pub struct Row {
    /// The CRM's id.
    pub id: String,
    /// The business's name for them.
    pub name: String,
    /// The language that they are answered in.
    pub language: String,
    /// Whether the sender is on the allowlist now, as theirs.
    pub listed: bool,
}

crate::from_row!(Row { id, name, language, listed });

const PUT: &str = "INSERT INTO customers (id, name, language)
SELECT c.value ->> 'id', c.value ->> 'name', c.value ->> 'language' FROM json_each(?1) AS c WHERE true
ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language";

/// Adds customers or changes them.
pub fn put(customers: &[bulk_import::Customer]) -> Query {
    Query::new("put_customers", PUT).bind_json(&customers)
}

const LIST: &str = "SELECT id, name, language FROM customers WHERE id > ?1 ORDER BY id LIMIT ?2";

/// Customers by id, after one.
pub fn list(after: &str, limit: u32) -> Query<Vec<bulk_import::Customer>> {
    Query::new("list_customers", LIST).bind(after).bind(limit)
}

const FIND: &str = "SELECT id, name, language FROM customers WHERE id = ?1";

/// One customer.
pub fn find(id: &str) -> Query<Option<bulk_import::Customer>> {
    Query::new("find_customer", FIND).bind(id)
}

const DELETE: &str = "DELETE FROM customers WHERE id = ?1 RETURNING id";

/// Removes a customer with their orders. Returns a row if there was one.
pub fn delete(id: &str) -> Query<bool> {
    Query::new("delete_customer", DELETE).bind(id)
}

const PUT_ORDERS: &str = "INSERT INTO orders (id, customer_id, placed_at, summary)
SELECT o.value ->> 'id', c.id, o.value ->> 'placed_at', o.value ->> 'summary'
FROM json_each(?1) AS o JOIN customers c ON c.id = o.value ->> 'customer_id' WHERE true
ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, placed_at = excluded.placed_at,
  summary = excluded.summary
RETURNING id";

/// Adds recent orders of known customers or changes them; returns those it took.
pub fn put_orders(orders: &[bulk_import::Order]) -> Query<Vec<(String,)>> {
    Query::new("put_orders", PUT_ORDERS).bind_json(&orders)
}

const DELETE_ORDER: &str = "DELETE FROM orders WHERE id = ?1 RETURNING id";

/// Removes a recent order. Returns a row if there was one.
pub fn delete_order(id: &str) -> Query<bool> {
    Query::new("delete_order", DELETE_ORDER).bind(id)
}

const OF_SENDER: &str = concat!(
    "SELECT c.id, c.name, c.language,
  EXISTS (SELECT 1 FROM allowlist a WHERE a.sender_id = ?1 AND a.customer_id = c.id) AS listed
FROM customers c WHERE c.id = ",
    next_customer!()
);

/// The sender's next customer.
pub fn of_sender(sender: &SenderId) -> Query<Option<Row>> {
    Query::new("customer_of_sender", OF_SENDER).bind(sender.as_str())
}

/// A recent order.
#[derive(Clone, Debug, Serialize)]
pub struct Order {
    /// The CRM's id.
    pub id: String,
    /// When it was placed.
    pub placed_at: String,
    /// The CRM's words for it.
    pub summary: String,
}

crate::from_row!(Order { id, placed_at, summary });

const ORDERS_OF_SENDER: &str = "SELECT o.id, o.placed_at, o.summary FROM orders o
WHERE o.customer_id = (SELECT customer_id FROM allowlist WHERE sender_id = ?1)
ORDER BY o.placed_at DESC LIMIT 3";

/// A sender's latest three orders, newest first.
pub fn orders_of_sender(sender: &SenderId) -> Query<Vec<Order>> {
    Query::new("orders_of_sender", ORDERS_OF_SENDER).bind(sender.as_str())
}

const ORDERS: &str = "SELECT id, placed_at, summary FROM orders
WHERE customer_id = (SELECT customer_id FROM review_queue WHERE id = ?1)
ORDER BY placed_at DESC LIMIT 5";

/// The latest five orders of a card's customer, newest first.
pub fn orders_of_card(card: &ReviewId) -> Query<Vec<Order>> {
    Query::new("orders_of_customer", ORDERS).bind(card.as_str())
}

const ORDERS_OF: &str =
    "SELECT id, placed_at, summary FROM orders WHERE customer_id = ?1 ORDER BY placed_at DESC LIMIT 10";

/// Their latest ten orders, newest first.
pub fn orders_of(id: &str) -> Query<Vec<Order>> {
    Query::new("orders_of_one_customer", ORDERS_OF).bind(id)
}

/// A recent order with whose it is.
#[derive(Clone, Debug)]
pub struct OrderOf {
    customer_id: String,
    id: String,
    placed_at: String,
    summary: String,
}

crate::from_row!(OrderOf { customer_id, id, placed_at, summary });

const ORDERS_OF_QUEUE: &str = "SELECT customer_id, id, placed_at, summary FROM (
  SELECT o.*, row_number() OVER (PARTITION BY o.customer_id ORDER BY o.placed_at DESC) AS nth
  FROM orders o WHERE o.customer_id IN (
    SELECT customer_id FROM (
      SELECT r.customer_id FROM review_queue r
      WHERE r.state = 'pending' AND (r.window_closes_at, r.id) > (?1, ?2)
      ORDER BY r.window_closes_at, r.id LIMIT ?3)
    UNION ALL SELECT r.customer_id FROM review_queue r WHERE r.id IN (SELECT value FROM json_each(?4))))
WHERE nth <= 3 ORDER BY customer_id, nth";

/// The latest three orders of each customer of the waiting cards after a place, and of a few
/// cards beside them.
pub fn orders_of_queue((window, id): (&str, &str), limit: u32, beside: &[&ReviewId]) -> Query<Vec<OrderOf>> {
    Query::new("orders_of_queue", ORDERS_OF_QUEUE).bind(window).bind(id).bind(limit).bind_json(&beside)
}

/// The orders by customer.
pub fn by_customer(orders: Vec<OrderOf>) -> FxHashMap<String, Vec<Order>> {
    let mut by_customer = FxHashMap::<String, Vec<Order>>::default();
    for OrderOf { customer_id, id, placed_at, summary } in orders {
        let order = Order { id, placed_at, summary };
        by_customer.entry(customer_id).or_default().push(order);
    }
    by_customer
}
