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

use serde::{Deserialize, Deserializer};

/// The cards of a customer: under their id, and of the numbers that are theirs now,
/// whoever's these were before. `?1`: the customer.
macro_rules! cards_of_customer {
    () => {
        "SELECT id FROM review_queue WHERE customer_id = ?1
    OR sender_id IN (SELECT sender_id FROM allowlist WHERE customer_id = ?1)"
    };
}
use cards_of_customer;

/// Reads SQLite's 0 and 1; D1 gives booleans back as numbers.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(i64::deserialize(deserializer)? != 0)
}

/// Reads JSON that stands in a text column; unreadable is empty.
fn json_column<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned + Default,
{
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| serde_json::from_slice(text.as_bytes()).ok()).unwrap_or_default())
}
