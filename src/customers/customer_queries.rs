//! `customers` and their `orders`: what the CRM knows. Read for the prompt, never
//! written from a message (G8).

use crate::bulk_import;
use crate::gate::folded;
use crate::host::{Json, Query};
use crate::identity::{ReviewId, SenderId};
use crate::messages::inbound_message::next_customer;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// The customer whose messages are gathered.
#[derive(Clone, Debug)]
pub struct CustomerRow {
    /// The CRM's id.
    pub id: String,
    /// The business's name for them.
    pub name: String,
    /// The language that they are answered in.
    pub language: String,
    /// Whether the sender is on the allowlist now, as theirs.
    pub listed: bool,
}

crate::from_row!(CustomerRow { id, name, language, listed });

const PUT: &str = "INSERT INTO customers (id, name, language)
SELECT c.value ->> 'id', c.value ->> 'name', c.value ->> 'language' FROM json_each(?1) AS c WHERE true
ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language";

/// Adds customers or changes them.
pub fn put(customers: &[bulk_import::Customer]) -> Query {
    Query::new("put_customers", PUT).bind_json(&customers)
}

/// Whom a search finds, by name, id and address. `?3`: what is looked for, folded; `?4`: in small
/// letters; `?5`: as an address, or empty; `?6`: only who has no address.
macro_rules! found {
    () => {
        "(?3 = '' OR instr(c.folded, ?3) OR instr(lower(c.name), ?4) OR instr(lower(c.id), ?4)
    OR (?5 <> '' AND c.id IN (
      SELECT a.customer_id FROM allowlist a WHERE instr(lower(a.address), ?5)
      UNION SELECT a.customer_id FROM alias s JOIN allowlist a ON a.address = s.entry WHERE instr(lower(s.address), ?5)
      UNION SELECT p.customer_id FROM address_proposal p WHERE instr(lower(p.address), ?5))))
  AND (?6 = 0 OR NOT EXISTS (SELECT 1 FROM allowlist a WHERE a.customer_id = c.id))"
    };
}

/// What is looked for among customers.
#[derive(Clone, Debug, Default)]
pub struct CustomerSearch {
    /// As it was typed; empty finds all.
    pub words: String,
    /// Only who has no address.
    pub without_address: bool,
}

impl CustomerSearch {
    /// What an address must contain: the digits of a number, without the zeros that a call inside
    /// or out of a country begins with, or a piece of a BSUID. Empty: the words are no address.
    fn address(&self) -> String {
        let words = self.words.trim().to_lowercase();
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        let number = words.chars().all(|c| c.is_ascii_digit() || "+ .-/()\u{a0}\u{202f}".contains(c));
        match (number && digits.len() > 2, words.contains('.')) {
            (true, _) => digits.trim_start_matches('0').to_owned(),
            (false, true) => words,
            (false, false) => String::new(),
        }
    }

    fn bind<R>(&self, query: Query<R>, after: &str, limit: u32) -> Query<R> {
        let words = self.words.trim();
        let query = query.bind(after).bind(limit).bind(folded(words)).bind(words.to_lowercase());
        query.bind(self.address()).bind(self.without_address)
    }
}

const LIST: &str = concat!(
    "SELECT c.id, c.name, c.language FROM customers c WHERE c.id > ?1 AND ",
    found!(),
    " ORDER BY c.id LIMIT ?2"
);

/// Customers by id, after one.
pub fn list(search: &CustomerSearch, after: &str, limit: u32) -> Query<Vec<bulk_import::Customer>> {
    search.bind(Query::new("list_customers", LIST), after, limit)
}

/// A customer in the list of the desk.
#[derive(Debug)]
pub struct CustomerLine {
    /// The CRM's id.
    pub id: String,
    /// The business's name for them.
    pub name: String,
    /// The language that they are answered in.
    pub language: String,
    /// Where they may write from.
    pub addresses: Json<Vec<String>>,
    /// How many addresses wait for an admin's word.
    pub proposed: u32,
}

crate::from_row!(CustomerLine { id, name, language, addresses, proposed });

const BY_NAME: &str = concat!(
    "SELECT c.id, c.name, c.language,
  (SELECT json_group_array(a.address) FROM allowlist a WHERE a.customer_id = c.id) AS addresses,
  (SELECT count(*) FROM address_proposal p WHERE p.customer_id = c.id) AS proposed
FROM customers c
WHERE (c.folded, c.id) > (COALESCE((SELECT folded FROM customers WHERE id = ?1), ''), ?1) AND ",
    found!(),
    " ORDER BY c.folded, c.id LIMIT ?2"
);

/// Customers by name, after one.
pub fn by_name(search: &CustomerSearch, after: &str, limit: u32) -> Query<Vec<CustomerLine>> {
    search.bind(Query::new("customers_by_name", BY_NAME), after, limit)
}

const WITHOUT_ADDRESS: &str = "SELECT count(*) AS n FROM customers c
WHERE NOT EXISTS (SELECT 1 FROM allowlist a WHERE a.customer_id = c.id)";

/// How many customers have no address.
pub fn without_address() -> Query<Option<(u32,)>> {
    Query::new("customers_without_address", WITHOUT_ADDRESS)
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
pub fn of_sender(sender: &SenderId) -> Query<Option<CustomerRow>> {
    Query::new("customer_of_sender", OF_SENDER).bind(sender.as_str())
}

/// A recent order.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "RecentOrder"))]
pub struct RecentOrder {
    /// The CRM's id.
    pub id: String,
    /// When it was placed.
    pub placed_at: String,
    /// The CRM's words for it.
    pub summary: String,
}

crate::from_row!(RecentOrder { id, placed_at, summary });

const ORDERS_OF_SENDER: &str = "SELECT o.id, o.placed_at, o.summary FROM orders o
WHERE o.customer_id = (SELECT customer_id FROM allowlist WHERE sender_id = ?1)
ORDER BY o.placed_at DESC LIMIT 3";

/// A sender's latest three orders, newest first.
pub fn orders_of_sender(sender: &SenderId) -> Query<Vec<RecentOrder>> {
    Query::new("orders_of_sender", ORDERS_OF_SENDER).bind(sender.as_str())
}

const ORDERS: &str = "SELECT id, placed_at, summary FROM orders
WHERE customer_id = (SELECT customer_id FROM review_queue WHERE id = ?1)
ORDER BY placed_at DESC LIMIT 5";

/// The latest five orders of a card's customer, newest first.
pub fn orders_of_card(card: &ReviewId) -> Query<Vec<RecentOrder>> {
    Query::new("orders_of_customer", ORDERS).bind(card.as_str())
}

const ORDERS_OF: &str =
    "SELECT id, placed_at, summary FROM orders WHERE customer_id = ?1 ORDER BY placed_at DESC LIMIT 10";

/// Their latest ten orders, newest first.
pub fn orders_of(id: &str) -> Query<Vec<RecentOrder>> {
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
        AND NOT EXISTS (SELECT 1 FROM later l WHERE l.review_id = r.id)
      ORDER BY r.window_closes_at, r.id LIMIT ?3)
    UNION ALL SELECT r.customer_id FROM review_queue r WHERE r.id IN (SELECT value FROM json_each(?4))))
WHERE nth <= 3 ORDER BY customer_id, nth";

/// The latest three orders of each customer of the waiting cards after a place, and of a few
/// cards beside them.
pub fn orders_of_queue((window, id): (&str, &str), limit: u32, beside: &[&ReviewId]) -> Query<Vec<OrderOf>> {
    Query::new("orders_of_queue", ORDERS_OF_QUEUE).bind(window).bind(id).bind(limit).bind_json(&beside)
}

/// The orders by customer.
pub fn by_customer(orders: Vec<OrderOf>) -> FxHashMap<String, Vec<RecentOrder>> {
    let mut by_customer = FxHashMap::<String, Vec<RecentOrder>>::default();
    for OrderOf { customer_id, id, placed_at, summary } in orders {
        let order = RecentOrder { id, placed_at, summary };
        by_customer.entry(customer_id).or_default().push(order);
    }
    by_customer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_looked_for_however_it_is_typed() {
        for (typed, looked_for) in [
            ("06 12 34 56", "6123456"),
            ("+33 6 12", "33612"),
            ("0033.6.12", "33612"),
            ("FR.13007", "fr.13007"),
            ("12", ""),
            ("Café 12 34", ""),
            ("", ""),
        ] {
            let search = CustomerSearch { words: typed.into(), without_address: false };
            assert_eq!(search.address(), looked_for, "{typed}");
        }
    }
}
