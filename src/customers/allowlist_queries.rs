//! `allowlist` (G2): who may be answered, filled one by one.

use crate::bulk_import::Customer;
use crate::clock::Timestamp;
use crate::host::{Json, Query};
use crate::identity::{Address, ReviewerId, SenderId};
use crate::personal_data::of_customer;
use serde::{Deserialize, Serialize};

/// An entry as admins see it.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Listed"))]
pub struct AllowlistRow {
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
    /// BSUIDs that Meta signed beside the number.
    pub aliases: Json<Vec<Alias>>,
    /// Meta's notice that the customer has another address now.
    pub moved: Option<Json<AddressChange>>,
}

crate::from_row!(AllowlistRow {
    address,
    customer_id,
    customer_name,
    language,
    opt_in_note,
    added_by,
    added_at,
    aliases,
    moved
});

/// Another address of an entry.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Alias {
    /// A BSUID.
    pub address: String,
    /// Where Meta wrote both: `message`, or `notice` of another address.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("enum" = ["message", "notice"])))]
    pub source: String,
    /// That message.
    pub message_ref: Option<String>,
    /// When it came.
    pub linked_at: Timestamp,
}

/// Where a customer writes from now.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct AddressChange {
    /// The new number, or the new BSUID.
    pub to: String,
    /// When Meta said so.
    pub at: Timestamp,
    /// How many messages came from there since. None of them was kept.
    pub messages: u32,
    /// When the latest of them came.
    pub last_message_at: Option<Timestamp>,
}

macro_rules! select_entries {
    ($rest:literal) => {
        concat!(
            "SELECT a.address, a.customer_id, c.name AS customer_name, c.language, a.opt_in_note, a.added_by, a.added_at,
  (SELECT json_group_array(json_object('address', s.address, 'source', s.source, 'message_ref', s.message_ref,
      'linked_at', s.linked_at)) FROM alias s WHERE s.entry = a.address) AS aliases,
  (SELECT json_object('to', m.address, 'at', m.noticed_at, 'messages', m.messages,
      'last_message_at', m.last_message_at) FROM address_change m WHERE m.entry = a.address) AS moved
FROM allowlist a JOIN customers c ON c.id = a.customer_id
",
            $rest
        )
    };
}

const LIST: &str = select_entries!("WHERE a.address > ?1 ORDER BY a.address LIMIT ?2");

/// Entries by address, after one.
pub fn list(after: &str, limit: u32) -> Query<Vec<AllowlistRow>> {
    Query::new("list_allowlist", LIST).bind(after).bind(limit)
}

const OF_CUSTOMER: &str = select_entries!("WHERE a.customer_id = ?1 ORDER BY a.address LIMIT 100");

/// A customer's entries, 100 at most.
pub fn of_customer(id: &str) -> Query<Vec<AllowlistRow>> {
    Query::new("entries_of_customer", OF_CUSTOMER).bind(id)
}

const MOVED: &str =
    select_entries!("WHERE a.address IN (SELECT entry FROM address_change) ORDER BY a.address LIMIT 100");

/// The entries whose customers have another address now; 100 at most.
pub fn moved() -> Query<Vec<AllowlistRow>> {
    Query::new("moved_entries", MOVED)
}

const FIND: &str = select_entries!("WHERE a.address = ?1");

/// One entry.
pub fn find(address: &Address) -> Query<Option<AllowlistRow>> {
    Query::new("find_allowlist", FIND).bind(address.as_str())
}

/// An entry to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Digits or BSUID.
    pub address: &'a Address,
    /// A keyed hash of the address: an address that is taken off and put on again is the
    /// same sender.
    pub sender: &'a SenderId,
    /// Whose address it is.
    pub customer: &'a Customer,
    /// How they opted in.
    pub opt_in_note: &'a str,
    /// The admin.
    pub by: &'a ReviewerId,
    /// Now.
    pub now: Timestamp,
    /// The address may be taken from another customer.
    pub replace: bool,
}

// A name is changed from the entry that it is shown with; a further address renames nobody.
const PUT_CUSTOMER: &str = "INSERT INTO customers (id, name, language)
SELECT ?2, ?3, ?4 WHERE ?5 OR NOT EXISTS (SELECT 1 FROM allowlist WHERE address = ?1 AND customer_id <> ?2)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language
WHERE EXISTS (SELECT 1 FROM allowlist WHERE address = ?1 AND customer_id = customers.id)";

const KEEP_PAST: &str =
    "INSERT INTO past_opt_in (address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at)
SELECT address, customer_id, opt_in_note, added_by, added_at, ?2, ?3 FROM allowlist
WHERE address = ?1 AND iif(?4 IS NULL, 1, iif(customer_id = ?4, opt_in_note <> ?5, ?6))";

// An opt-in that stays as it is keeps who took it down, and when.
const PUT: &str = "INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (address) DO UPDATE SET customer_id = excluded.customer_id, opt_in_note = excluded.opt_in_note,
  added_by = excluded.added_by, added_at = excluded.added_at
WHERE iif(allowlist.customer_id = excluded.customer_id, allowlist.opt_in_note <> excluded.opt_in_note, ?7)";

/// Adds an entry or changes it, and keeps the opt-in that it ends. An entry of another
/// customer stays as it is, unless it is to be replaced.
pub fn put(entry: NewEntry<'_>) -> (Query, Query, Query) {
    let NewEntry { address, sender, customer, opt_in_note, by, now, replace } = entry;
    (
        Query::new("put_customer_of_entry", PUT_CUSTOMER)
            .bind(address.as_str())
            .bind(customer.id.as_str())
            .bind(customer.name.as_str())
            .bind(customer.language.as_str())
            .bind(replace),
        Query::new("keep_past_opt_in", KEEP_PAST)
            .bind(address.as_str())
            .bind(by.as_str())
            .bind(now)
            .bind(customer.id.as_str())
            .bind(opt_in_note)
            .bind(replace),
        Query::new("put_allowlist", PUT)
            .bind(address.as_str())
            .bind(sender.as_str())
            .bind(customer.id.as_str())
            .bind(opt_in_note)
            .bind(by.as_str())
            .bind(now)
            .bind(replace),
    )
}

/// An opt-in that ended.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PastOptIn {
    /// The address that it was for: the customer may have moved since.
    pub address: String,
    /// The CRM's id of the customer who had the address.
    pub customer_id: String,
    /// Who opted in, when and how.
    pub opt_in_note: String,
    /// The admin who added the entry.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
    /// The admin who replaced, changed or removed it.
    pub ended_by: String,
    /// When.
    pub ended_at: Timestamp,
}

crate::from_row!(PastOptIn { address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at });

const PAST: &str = "SELECT address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at FROM past_opt_in
WHERE id IN (
  SELECT id FROM past_opt_in WHERE address = ?1
  UNION SELECT id FROM past_opt_in WHERE moved_to = ?1)
ORDER BY id DESC LIMIT 50";

/// The opt-ins that ended, of an address and of those that its customer had before; newest
/// first, 50 at most.
pub fn past(address: &Address) -> Query<Vec<PastOptIn>> {
    Query::new("past_opt_ins", PAST).bind(address.as_str())
}

const PAST_OF_CUSTOMER: &str = "SELECT address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at
FROM past_opt_in WHERE customer_id = ?1 ORDER BY id DESC LIMIT 100";

/// A customer's opt-ins that ended, newest first; 100 at most.
pub fn past_of_customer(id: &str) -> Query<Vec<PastOptIn>> {
    Query::new("past_opt_ins_of_customer", PAST_OF_CUSTOMER).bind(id)
}

const DELETE_OF_CUSTOMER: &str = concat!("DELETE FROM allowlist WHERE ", of_customer!(allowlist));

/// Takes all addresses of a customer off.
pub fn delete_of_customer(id: &str) -> Query {
    Query::new("delete_allowlist_of_customer", DELETE_OF_CUSTOMER).bind(id)
}

const DELETE: &str = "DELETE FROM allowlist WHERE address = ?1 RETURNING address";

/// Takes an entry off and keeps its opt-in. The second statement returns a row if there
/// was one.
pub fn delete(address: &Address, by: &ReviewerId, now: Timestamp) -> (Query, Query<bool>) {
    let nobody: Option<&str> = None;
    let keep = Query::new("keep_past_opt_in", KEEP_PAST).bind(address.as_str()).bind(by.as_str()).bind(now);
    (keep.bind(nobody).bind(nobody).bind(nobody), Query::new("delete_allowlist", DELETE).bind(address.as_str()))
}
