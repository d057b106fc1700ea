//! `allowlist` (G2): who may be answered, filled one by one.

use crate::clock::Timestamp;
use crate::host::Statement;
use crate::identity::{Address, ReviewerId, SenderId};
use serde::{Deserialize, Serialize};

/// An entry as admins see it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    /// Digits or BSUID.
    pub address: String,
    /// The CRM's id of the customer.
    pub customer_id: String,
    /// The business's name for them.
    pub customer_name: String,
    /// The language that they are answered in.
    pub language: String,
    /// Who opted in, when and how.
    pub opt_in_note: String,
    /// The admin who added them.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
}

const LIST: &str = "-- list_allowlist
SELECT a.address, a.customer_id, c.name AS customer_name, c.language, a.opt_in_note, a.added_by, a.added_at
FROM allowlist a JOIN customers c ON c.id = a.customer_id
WHERE a.address > ?1 ORDER BY a.address LIMIT ?2";

/// Entries by address, after one.
pub fn list(after: &str, limit: u32) -> Statement {
    Statement::new(LIST).bind(after).bind(limit)
}

const FIND: &str = "-- find_allowlist
SELECT a.address, a.customer_id, c.name AS customer_name, c.language, a.opt_in_note, a.added_by, a.added_at
FROM allowlist a JOIN customers c ON c.id = a.customer_id WHERE a.address = ?1";

/// One entry.
pub fn find(address: &Address) -> Statement {
    Statement::new(FIND).bind(address.as_str())
}

const PUT: &str = "-- put_allowlist
INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (address) DO UPDATE SET customer_id = excluded.customer_id, opt_in_note = excluded.opt_in_note,
  added_by = excluded.added_by, added_at = excluded.added_at";

/// Adds an entry or changes it. The sender id is a keyed hash of the address, so
/// that somebody who is taken off and put on again is the same sender.
pub fn put(
    address: &Address,
    sender: &SenderId,
    customer_id: &str,
    opt_in_note: &str,
    by: &ReviewerId,
    now: Timestamp,
) -> Statement {
    Statement::new(PUT)
        .bind(address.as_str())
        .bind(sender.as_str())
        .bind(customer_id)
        .bind(opt_in_note)
        .bind(by.as_str())
        .bind(now)
}

const DELETE_OF_CUSTOMER: &str = "-- delete_allowlist_of_customer
DELETE FROM allowlist WHERE customer_id = ?1";

/// Takes all addresses of a customer off.
pub fn delete_of_customer(id: &str) -> Statement {
    Statement::new(DELETE_OF_CUSTOMER).bind(id)
}

const DELETE: &str = "-- delete_allowlist
DELETE FROM allowlist WHERE address = ?1 RETURNING address";

/// Takes an entry off. Returns a row if there was one.
pub fn delete(address: &Address) -> Statement {
    Statement::new(DELETE).bind(address.as_str())
}
