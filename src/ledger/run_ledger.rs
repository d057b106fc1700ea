//! `run_ledger`: append-only by trigger.

use crate::clock::Timestamp;
use crate::host::{FromRow, Query, Row as DatabaseRow, RowError};
use crate::identity::{Address, DecisionId, ReviewId, ReviewerId, WriteId};
use crate::ledger::{Entry, Event, Invocation};
use serde::{Deserialize, Serialize};

macro_rules! append {
    ($guard:literal) => {
        concat!(
            "INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e",
            $guard
        )
    };
}

const APPEND: &str = append!("");

const APPEND_IF_CARD_WRITTEN: &str =
    append!("\nWHERE EXISTS (SELECT 1 FROM review_queue WHERE id = ?2 AND write_id = ?3)\nRETURNING 1");

const APPEND_IF_OPEN: &str = append!(
    "\nWHERE EXISTS (
  SELECT 1 FROM review_queue r WHERE r.id = ?2 AND r.version = ?3 AND r.state = 'pending' AND r.overflow = 0
    AND EXISTS (SELECT 1 FROM allowlist w WHERE w.sender_id = r.sender_id AND w.customer_id = r.customer_id))"
);

/// Appends the rows if the card can be drafted again at this version.
pub fn append_if_card_open(entries: &[Entry], card: &ReviewId, version: u32) -> Query {
    Query::new("append_if_card_open", APPEND_IF_OPEN).bind_json(&entries).bind(card.as_str()).bind(version)
}

const APPEND_IF_REVIEWER: &str =
    append!("\nWHERE EXISTS (SELECT 1 FROM reviewer WHERE id = ?2 AND ?3 IN (created_at, revoked_at))");

/// Appends the rows if the reviewer was added or revoked at that time.
pub fn append_if_reviewer(entries: &[Entry], id: &ReviewerId, at: Timestamp) -> Query {
    Query::new("append_if_reviewer", APPEND_IF_REVIEWER).bind_json(&entries).bind(id.as_str()).bind(at)
}

const APPEND_IF_PRODUCT: &str = append!("\nWHERE EXISTS (SELECT 1 FROM products WHERE reference = ?2)");

/// Appends the rows if there is such a product.
pub fn append_if_product(entries: &[Entry], reference: &str) -> Query {
    Query::new("append_if_product", APPEND_IF_PRODUCT).bind_json(&entries).bind(reference)
}

const APPEND_IF_INDEXED: &str =
    append!("\nWHERE EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?2)");

/// Appends the rows if the index of products was left with this mark.
pub fn append_if_indexed(entries: &[Entry], mark: &WriteId) -> Query {
    Query::new("append_if_indexed", APPEND_IF_INDEXED).bind_json(&entries).bind(mark.as_str())
}

const APPEND_IF_ORDER: &str = append!("\nWHERE EXISTS (SELECT 1 FROM orders WHERE id = ?2)");

/// Appends the rows if there is such an order.
pub fn append_if_order(entries: &[Entry], id: &str) -> Query {
    Query::new("append_if_order", APPEND_IF_ORDER).bind_json(&entries).bind(id)
}

const APPEND_IF_SAVED_REPLY: &str = append!("\nWHERE EXISTS (SELECT 1 FROM saved_reply WHERE id = ?2)");

/// Appends the rows if there is such a saved reply.
pub fn append_if_saved_reply(entries: &[Entry], id: &str) -> Query {
    Query::new("append_if_saved_reply", APPEND_IF_SAVED_REPLY).bind_json(&entries).bind(id)
}

const APPEND_IF_ROOM: &str =
    append!("\nWHERE (SELECT count(*) FROM saved_reply WHERE language = ?3 AND id <> ?2) < ?4");

/// Appends the rows if the language has fewer saved replies than `most` besides this one.
pub fn append_if_room(entries: &[Entry], id: &str, language: &str, most: u32) -> Query {
    Query::new("append_if_room", APPEND_IF_ROOM).bind_json(&entries).bind(id).bind(language).bind(most)
}

const APPEND_IF_CUSTOMER: &str = append!("\nWHERE EXISTS (SELECT 1 FROM customers WHERE id = ?2)");

/// Appends the rows if there is such a customer.
pub fn append_if_customer(entries: &[Entry], id: &str) -> Query {
    Query::new("append_if_customer", APPEND_IF_CUSTOMER).bind_json(&entries).bind(id)
}

const APPEND_IF_LISTED: &str = append!("\nWHERE EXISTS (SELECT 1 FROM allowlist WHERE address = ?2)");

/// Appends the rows if the address is on the allowlist.
pub fn append_if_listed(entries: &[Entry], address: &Address) -> Query {
    Query::new("append_if_listed", APPEND_IF_LISTED).bind_json(&entries).bind(address.as_str())
}

const APPEND_IF_LINK: &str = append!("\nWHERE EXISTS (SELECT 1 FROM sign_in_link WHERE code_sha256 = ?2)");

/// Appends the rows if there is such a link.
pub fn append_if_link(entries: &[Entry], code_sha256: &str) -> Query {
    Query::new("append_if_link", APPEND_IF_LINK).bind_json(&entries).bind(code_sha256)
}

const APPEND_IF_OPEN_LINK: &str = append!(
    "\nWHERE EXISTS (SELECT 1 FROM sign_in_link WHERE reviewer_id = ?2 AND session_sha256 IS NULL AND expires_at > ?3)"
);

/// Appends the rows if somebody has a link that was not used and still can be.
pub fn append_if_open_link(entries: &[Entry], reviewer: &ReviewerId, now: Timestamp) -> Query {
    Query::new("append_if_open_link", APPEND_IF_OPEN_LINK).bind_json(&entries).bind(reviewer.as_str()).bind(now)
}

const APPEND_IF_PHONE: &str =
    append!("\nWHERE EXISTS (SELECT 1 FROM session WHERE id_sha256 = ?2 AND phone = 1 AND ended_at IS NULL)");

/// Appends the rows if the phone is signed in.
pub fn append_if_phone(entries: &[Entry], id_sha256: &str) -> Query {
    Query::new("append_if_phone", APPEND_IF_PHONE).bind_json(&entries).bind(id_sha256)
}

const APPEND_IF_PROPOSED: &str = append!("\nWHERE EXISTS (SELECT 1 FROM address_proposal WHERE address = ?2)");

/// Appends the rows if the address waits for an admin's word.
pub fn append_if_proposed(entries: &[Entry], address: &Address) -> Query {
    Query::new("append_if_proposed", APPEND_IF_PROPOSED).bind_json(&entries).bind(address.as_str())
}

const APPEND_AS_LISTED: &str = append!(
    "\nWHERE e.value ->> 'outcome' = COALESCE(
  (SELECT iif(w.customer_id = ?3,
      iif(w.opt_in_note = ?5 AND c.name = ?6 AND c.language = ?7, '', 'changed'),
      iif(?4, 'replaced', ''))
   FROM allowlist w JOIN customers c ON c.id = w.customer_id WHERE w.address = ?2), 'added')"
);

/// What an entry of the allowlist is to say.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    pub address: &'a Address,
    pub customer_id: &'a str,
    pub customer_name: &'a str,
    pub language: &'a str,
    pub opt_in_note: &'a str,
    /// The address may be taken from another customer.
    pub replace: bool,
}

/// Appends the one row, of `added`, `changed` and `replaced`, that tells what becomes of the
/// entry of this address; none where it says so already, or is another customer's and stays
/// theirs.
pub fn append_as_listed(entries: &[Entry], listing: &Listing<'_>) -> Query {
    Query::new("append_as_listed", APPEND_AS_LISTED)
        .bind_json(&entries)
        .bind(listing.address.as_str())
        .bind(listing.customer_id)
        .bind(listing.replace)
        .bind(listing.opt_in_note)
        .bind(listing.customer_name)
        .bind(listing.language)
}

const APPEND_IF_EMAIL_CHANGES: &str = append!(
    "\nWHERE EXISTS (SELECT 1 FROM reviewer WHERE id = ?2 AND revoked_at IS NULL AND email IS NOT ?3)
  AND (?3 IS NULL OR NOT EXISTS (SELECT 1 FROM reviewer WHERE email = ?3))"
);

/// Appends the rows if this e-mail address is to be new to the reviewer, and nobody else's.
pub fn append_if_email_changes(entries: &[Entry], id: &ReviewerId, email: Option<&str>) -> Query {
    Query::new("append_if_email_changes", APPEND_IF_EMAIL_CHANGES).bind_json(&entries).bind(id.as_str()).bind(email)
}

const APPEND_IF_MOVED: &str = append!(
    "\nWHERE EXISTS (SELECT 1 FROM address_change WHERE entry = ?2 AND address = ?3)
  AND NOT EXISTS (SELECT 1 FROM allowlist WHERE address = ?3)"
);

/// Appends the rows if the customer of an entry moved to an address that is not listed.
pub fn append_if_moved(entries: &[Entry], from: &Address, to: &Address) -> Query {
    Query::new("append_if_moved", APPEND_IF_MOVED).bind_json(&entries).bind(from.as_str()).bind(to.as_str())
}

const APPEND_IF_ALIAS: &str =
    append!("\nWHERE EXISTS (SELECT 1 FROM alias WHERE entry = ?2 AND source = 'notice' AND linked_at = ?3)");

/// Appends the rows if the entry got an alias from a notice at that time.
pub fn append_if_alias_of_notice(entries: &[Entry], entry: &Address, at: Timestamp) -> Query {
    Query::new("append_if_alias_of_notice", APPEND_IF_ALIAS).bind_json(&entries).bind(entry.as_str()).bind(at)
}

const APPEND_IF_RULES: &str =
    append!("\nWHERE EXISTS (SELECT 1 FROM reply_rules WHERE version = ?2 AND invocation = e.value ->> 'invocation')");

/// Appends the rows if their invocation wrote this version of the reply rules.
pub fn append_if_rules(entries: &[Entry], version: u32) -> Query {
    Query::new("append_if_rules", APPEND_IF_RULES).bind_json(&entries).bind(version)
}

const APPEND_IF_TAUGHT: &str =
    append!("\nWHERE EXISTS (SELECT 1 FROM taught_words WHERE version = ?2 AND invocation = e.value ->> 'invocation')");

/// Appends the rows if their invocation wrote this version of the taught words.
pub fn append_if_taught(entries: &[Entry], version: u32) -> Query {
    Query::new("append_if_taught", APPEND_IF_TAUGHT).bind_json(&entries).bind(version)
}

const APPEND_IF_JUDGED: &str =
    append!("\nWHERE EXISTS (SELECT 1 FROM persona WHERE version = ?2 AND invocation = e.value ->> 'invocation')");

/// Appends the rows if their invocation judged this persona.
pub fn append_if_judged(entries: &[Entry], version: u32) -> Query {
    Query::new("append_if_judged", APPEND_IF_JUDGED).bind_json(&entries).bind(version)
}

/// Appends the rows.
pub fn append(entries: &[Entry]) -> Query {
    Query::new("append", APPEND).bind_json(&entries)
}

const APPEND_ONCE: &str = append!(
    "\nWHERE NOT EXISTS (
  SELECT 1 FROM run_ledger l WHERE l.message_ref = e.value ->> 'message_ref' AND l.step = e.value ->> 'step'
    AND l.outcome = e.value ->> 'outcome' AND l.reason IS e.value ->> 'reason')
GROUP BY e.value ->> 'message_ref', e.value ->> 'reason'"
);

/// Appends those of the rows that say something new of the message that they name.
pub fn append_once(entries: &[Entry]) -> Query {
    Query::new("append_once", APPEND_ONCE).bind_json(&entries)
}

/// Appends the rows if this batch wrote the card. Whether any landed.
pub fn append_if_card_written(entries: &[Entry], card: &ReviewId, write: &WriteId) -> Query<bool> {
    Query::new("append_if_card_written", APPEND_IF_CARD_WRITTEN)
        .bind_json(&entries)
        .bind(card.as_str())
        .bind(write.as_str())
}

// An answer to a card without a draft is no verdict on one.
const APPEND_DECISION: &str =
    "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor, reason)
SELECT d.decided_at, ?2, ?3, iif(d.action = 'reject' AND r.state = 'failed', ?5, ?4), d.review_id, d.version, d.reviewer_id,
  COALESCE(d.reason, iif(d.action = 'edit' AND r.draft_sha256 IS NULL, 'no_draft', NULL))
FROM decision d JOIN review_queue r ON r.id = d.review_id WHERE d.id = ?1
RETURNING 1";

/// Appends the row of a decision, if this batch made it. To reject a card whose send failed is to
/// close it, and no verdict on its draft. Whether it landed.
pub fn append_decision(decision: &DecisionId, event: Event, invocation: &Invocation) -> Query<bool> {
    let (step, outcome) = event.names();
    Query::new("append_decision", APPEND_DECISION)
        .bind(decision.as_str())
        .bind(invocation.id.as_str())
        .bind(step)
        .bind(outcome)
        .bind(Event::Closed.names().1)
}

/// How far beyond the last sealed row the rows are looked for that come next. One further out
/// than this is out of line.
const IN_LINE: i64 = 1_000_000;

const UNSEALED: &str = "SELECT * FROM run_ledger WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3";

/// The rows after the last sealed one, oldest first; all columns, also those of a later
/// migration.
pub fn unsealed(sealed: i64, limit: u32) -> Query<Vec<LedgerRow>> {
    Query::new("unsealed_ledger_rows", UNSEALED).bind(sealed).bind(sealed.saturating_add(IN_LINE)).bind(limit)
}

const ANY_OUT_OF_LINE: &str = "SELECT 1 FROM run_ledger WHERE id > ?1 LIMIT 1";

/// Whether a row is out of line.
pub fn any_out_of_line(sealed: i64) -> Query<bool> {
    Query::new("any_ledger_row_out_of_line", ANY_OUT_OF_LINE).bind(sealed.saturating_add(IN_LINE))
}

const BRING_INTO_LINE: &str = "UPDATE run_ledger SET id = f.next
FROM (
  SELECT id AS far, row_number() OVER (ORDER BY id)
    + COALESCE((SELECT max(n.id) FROM run_ledger n WHERE n.id <= ?2 AND n.id > ?1), ?1) AS next
  FROM run_ledger WHERE id > ?2 LIMIT ?3) AS f
WHERE run_ledger.id = f.far";

/// Gives rows that are out of line the next numbers. With one far out, SQLite numbers all that
/// follow at random, and beyond 2^53 JavaScript cannot count.
pub fn bring_into_line(sealed: i64, limit: u32) -> Query {
    let bound = sealed.saturating_add(IN_LINE);
    Query::new("bring_ledger_rows_into_line", BRING_INTO_LINE).bind(sealed).bind(bound).bind(limit)
}

const PAGE: &str =
    "SELECT id, at, invocation, step, outcome, message_ref, sender_ref, review_id, version, actor, reason,
  model, tokens_in, tokens_out, latency_ms, cost_micros
FROM run_ledger WHERE id > ?1 ORDER BY id LIMIT ?2";

/// The rows after a row, oldest first.
pub fn page(after: i64, limit: u32) -> Query<Vec<LedgerRow>> {
    Query::new("ledger_page", PAGE).bind(after).bind(limit)
}

const NAMED_PAGE: &str =
    "SELECT l.id, l.at, l.invocation, l.step, l.outcome, l.message_ref, l.sender_ref, l.review_id, l.version, l.actor,
  u.name AS actor_name, l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros
FROM run_ledger l LEFT JOIN reviewer u ON u.id = l.actor WHERE l.id > ?1 ORDER BY l.id LIMIT ?2";

/// The rows after a row with the names of who did it, oldest first.
pub fn named_page(after: i64, limit: u32) -> Query<Vec<LedgerRow>> {
    Query::new("named_ledger_page", NAMED_PAGE).bind(after).bind(limit)
}

const DAILY: &str = "SELECT * FROM ledger_daily WHERE day >= ?1 AND day <= ?2 ORDER BY day";

/// The days from `from` to `to`, both included.
pub fn daily(from: &str, to: &str) -> Query<Vec<DailyRow>> {
    Query::new("ledger_summary", DAILY).bind(from).bind(to)
}

const TRAIL: &str =
    "SELECT t.ledger_id, t.at, t.step, t.outcome, t.version, t.actor, u.name AS actor_name, t.reason, t.model,
  t.tokens_in, t.tokens_out, t.latency_ms, t.cost_micros
FROM ledger_trail t LEFT JOIN reviewer u ON u.id = t.actor WHERE t.review_id = ?1 ORDER BY t.ledger_id";

/// Every row of a card and of its messages, in order.
pub fn trail(card: &ReviewId) -> Query<Vec<LedgerRow>> {
    Query::new("card_trail", TRAIL).bind(card.as_str())
}

/// A row as auditors see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// Its number; grows.
    pub id: i64,
    /// The other columns, as they are in the database.
    #[serde(flatten)]
    pub columns: serde_json::Map<String, serde_json::Value>,
}

impl FromRow for LedgerRow {
    fn from_row(row: &mut DatabaseRow<'_>) -> Result<Self, RowError> {
        let mut columns = row.object();
        let id = columns.remove("id").or_else(|| columns.remove("ledger_id"));
        Ok(Self { id: id.and_then(|id| id.as_i64()).ok_or(RowError)?, columns })
    }
}

/// A day of `ledger_daily`: all its columns, as they are in the database.
#[derive(Clone, Debug, Serialize)]
pub struct DailyRow(serde_json::Map<String, serde_json::Value>);

impl FromRow for DailyRow {
    fn from_row(row: &mut DatabaseRow<'_>) -> Result<Self, RowError> {
        Ok(Self(row.object()))
    }
}
