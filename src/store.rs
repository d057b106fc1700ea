//! What stands in D1: one file per table, each SQL text named, beside its one
//! function.
//!
//! D1 has no interactive transactions, so every condition stands in the SQL and a
//! step is one batch. A statement that depends on an earlier one of its batch
//! looks for the mark that this one left (`invocation`, `write_id`), never for a
//! row count: the batch can be repeated and still means the same.

pub mod allowlist;
pub mod crm_cursor;
pub mod customers;
pub mod decision;
pub mod draft_lease;
pub mod idempotency_key;
pub mod inbound_message;
pub mod ledger_checkpoint;
pub mod model_budget;
pub mod numbers;
pub mod products;
pub mod reply_rules;
pub mod reply_template;
pub mod review_queue;
pub mod reviewer;
pub mod run_ledger;
pub mod schema;
pub mod send_attempt;
pub mod session;

/// The cards of a customer. A card never changes customer, whoever gets the number.
/// `?1`: the customer.
macro_rules! cards_of_customer {
    () => {
        "SELECT id FROM review_queue WHERE customer_id = ?1"
    };
}
use cards_of_customer;

/// The customer of a sender whose messages are gathered next. A number can pass from one
/// customer to another while messages of the first still wait; they go onto cards of their
/// own. `?1`: the sender.
macro_rules! next_customer {
    () => {
        "COALESCE(
  (SELECT m.customer_id FROM inbound_message m WHERE m.sender_id = ?1 AND m.waiting = 1
   ORDER BY m.admitted_at, m.id LIMIT 1),
  (SELECT q.customer_id FROM review_queue q
   WHERE q.sender_id = ?1 AND q.state = 'pending' AND q.redraft_at IS NOT NULL LIMIT 1),
  (SELECT w.customer_id FROM allowlist w WHERE w.sender_id = ?1))"
    };
}
use next_customer;
