//! `idempotency_key`: the same request again gets the same answer.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::{DecisionId, ReviewId, ReviewerId};
use crate::personal_data::{emptied, of_customer};

/// A reviewer's `Idempotency-Key`, 1–255 visible ASCII characters.
#[derive(Clone, Debug)]
pub struct Key(String);

impl Key {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Key {
    /// Reads the header.
    pub fn parse(header: &str) -> Option<Self> {
        let fits = (1..=255).contains(&header.len()) && header.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(header.to_owned()))
    }
}

/// What is known of a key.
#[derive(Debug)]
pub struct Row {
    /// SHA-256 of the request that first used it.
    pub request_sha256: String,
    /// The decision that it made, if it made one.
    pub decision_id: Option<DecisionId>,
    /// The answer, once it was given: JSON.
    pub answer: Option<String>,
}

crate::from_row!(Row { request_sha256, decision_id, answer });

const FIND: &str =
    "SELECT request_sha256, decision_id, answer FROM idempotency_key WHERE reviewer_id = ?1 AND key = ?2";

/// What is known of the key.
pub fn find(reviewer: &ReviewerId, key: &Key) -> Query<Option<Row>> {
    Query::new("find_idempotency_key", FIND).bind(reviewer.as_str()).bind(key.0.as_str())
}

const TAKE: &str = "INSERT INTO idempotency_key (reviewer_id, key, request_sha256, created_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (reviewer_id, key) DO NOTHING";

/// Ties the key to the request, if it is free.
pub fn take(reviewer: &ReviewerId, key: &Key, request_sha256: &str, now: Timestamp) -> Query {
    Query::new("take_idempotency_key", TAKE).bind(reviewer.as_str()).bind(key.0.as_str()).bind(request_sha256).bind(now)
}

const TIE: &str = "UPDATE idempotency_key SET decision_id = ?3
WHERE reviewer_id = ?1 AND key = ?2 AND EXISTS (SELECT 1 FROM decision WHERE id = ?3)";

/// Ties the key to the decision, if this batch made it.
pub fn tie(reviewer: &ReviewerId, key: &Key, decision: &DecisionId) -> Query {
    Query::new("tie_idempotency_key", TIE).bind(reviewer.as_str()).bind(key.0.as_str()).bind(decision.as_str())
}

const ANSWER: &str = "UPDATE idempotency_key SET answer = ?3 WHERE reviewer_id = ?1 AND key = ?2 AND answer IS NULL
  AND NOT EXISTS (SELECT 1 FROM review_queue WHERE id = ?4 AND erased_at IS NOT NULL)";

/// The longest answer that is kept, in bytes: D1 takes rows of 2,000,000 (Cloudflare, D1 limits).
const LONGEST: usize = 1_900_000;

/// Keeps the answer, if none is kept yet and the card was not erased meanwhile. `None`: it is too
/// long to be kept. Whoever asks again with the key then gets the card as it is by then, or the
/// refusal once more: the key stays tied to its request and its decision.
pub fn answer(reviewer: &ReviewerId, key: &Key, answer: &str, card: &ReviewId) -> Option<Query> {
    (answer.len() <= LONGEST).then(|| {
        Query::new("answer_idempotency_key", ANSWER)
            .bind(reviewer.as_str())
            .bind(key.0.as_str())
            .bind(answer)
            .bind(card.as_str())
    })
}

// Whatever their age: an answer may have been kept after the erasing began. A key stays
// used, so that nothing can be pressed with it again. It looks through the answers of a
// week, which no index tells apart by card: nobody is erased often.
const ERASE_OF_CUSTOMER: &str =
    concat!("UPDATE idempotency_key SET ", emptied!(idempotency_key), "\nWHERE ", of_customer!(idempotency_key));

/// Erases the stored answers about a customer's cards.
pub fn erase_of_customer(id: &str) -> Query {
    Query::new("erase_answers_of_customer", ERASE_OF_CUSTOMER).bind(id)
}

const FORGET: &str = "DELETE FROM idempotency_key WHERE created_at < ?1";

/// Forgets keys older than `before`: their answers hold text.
pub fn forget(before: Timestamp) -> Query {
    Query::new("forget_idempotency_keys", FORGET).bind(before)
}
