//! `idempotency_key`: the same request again gets the same answer.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::{DecisionId, ReviewId, ReviewerId, WriteId};
use crate::personal_data::{emptied, of_customer};
use crate::team::reviewer::who_may_decide;

/// A reviewer's `Idempotency-Key`, 1–255 visible ASCII characters.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IdempotencyKey {
    /// Reads the header.
    pub fn parse(header: &str) -> Option<Self> {
        let fits = (1..=255).contains(&header.len()) && header.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(header.to_owned()))
    }
}

/// What is known of a key.
#[derive(Debug)]
pub struct KeptAnswer {
    /// SHA-256 of the request that first used it.
    pub request_sha256: String,
    /// The decision that it made, if it made one.
    pub decision_id: Option<DecisionId>,
    /// The answer, once it was given: JSON.
    pub answer: Option<String>,
}

crate::from_row!(KeptAnswer { request_sha256, decision_id, answer });

const FIND: &str = concat!(
    "SELECT request_sha256, decision_id, answer FROM idempotency_key WHERE reviewer_id = (",
    who_may_decide!("?1"),
    ") AND key = ?2"
);

/// What is known of the key of whoever asks ([`crate::team::reviewer::asker`]).
pub fn find(asker: &str, key: &IdempotencyKey) -> Query<Option<KeptAnswer>> {
    Query::new("find_idempotency_key", FIND).bind(asker).bind(key.0.as_str())
}

// A person who may decide, whose key is new, or was sent with the same request and led to
// nothing yet.
macro_rules! asked_anew {
    ($who:literal, $key:literal, $request:literal) => {
        concat!(
            "EXISTS (
    ",
            $crate::team::reviewer::who_may_decide!($who),
            "
      AND NOT EXISTS (
        SELECT 1 FROM idempotency_key k WHERE k.reviewer_id = u.id AND k.key = ",
            $key,
            "
          AND (k.request_sha256 <> ",
            $request,
            " OR k.decision_id IS NOT NULL OR k.answer IS NOT NULL)))"
        )
    };
}

pub(super) use asked_anew;

const TAKE: &str = "INSERT INTO idempotency_key (reviewer_id, key, request_sha256, created_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (reviewer_id, key) DO NOTHING";

/// Ties the key to the request, if it is free.
pub fn take(reviewer: &ReviewerId, key: &IdempotencyKey, request_sha256: &str, now: Timestamp) -> Query {
    Query::new("take_idempotency_key", TAKE).bind(reviewer.as_str()).bind(key.0.as_str()).bind(request_sha256).bind(now)
}

const TIE: &str = "INSERT INTO idempotency_key (reviewer_id, key, request_sha256, created_at, decision_id)
SELECT d.reviewer_id, ?2, ?3, d.decided_at, d.id FROM decision d WHERE d.id = ?1
ON CONFLICT (reviewer_id, key) DO UPDATE SET decision_id = excluded.decision_id";

/// Ties the key to the request and the decision, if this batch made it.
pub fn tie(decision: &DecisionId, key: &IdempotencyKey, request_sha256: &str) -> Query {
    Query::new("tie_idempotency_key", TIE).bind(decision.as_str()).bind(key.0.as_str()).bind(request_sha256)
}

const ANSWER: &str = "UPDATE idempotency_key SET answer = ?3
WHERE reviewer_id = ?1 AND key = ?2 AND answer IS NULL AND decision_id IS ?5
  AND NOT EXISTS (SELECT 1 FROM review_queue WHERE id = ?4 AND erased_at IS NOT NULL)
  AND (?6 IS NULL OR EXISTS (SELECT 1 FROM review_queue WHERE id = ?4 AND write_id = ?6))
RETURNING 1";

/// The longest answer that is kept, in bytes: D1 takes rows of 2,000,000 (Cloudflare, D1 limits).
const LONGEST: usize = 1_900_000;

/// What an answer is kept under, and for.
#[derive(Clone, Copy, Debug)]
pub struct AnswerOf<'a> {
    /// Whose key.
    pub reviewer: &'a ReviewerId,
    pub key: &'a IdempotencyKey,
    /// The card that it shows.
    pub card: &'a ReviewId,
    /// The decision that it answers; `None` if it refuses.
    pub decision: Option<&'a DecisionId>,
    /// The write that has to have left the card as it shows it; `None` if it shows what was read.
    pub write: Option<&'a WriteId>,
}

/// Keeps the answer, if none is kept yet and the card was not erased meanwhile. `None`: it is too
/// long to be kept. Whoever asks again with the key then gets the card as it is by then, or the
/// refusal once more: the key stays tied to its request and its decision.
pub fn answer(of: AnswerOf<'_>, answer: &str) -> Option<Query<bool>> {
    (answer.len() <= LONGEST).then(|| {
        Query::new("answer_idempotency_key", ANSWER)
            .bind(of.reviewer.as_str())
            .bind(of.key.0.as_str())
            .bind(answer)
            .bind(of.card.as_str())
            .bind(of.decision.map(DecisionId::as_str))
            .bind(of.write.map(WriteId::as_str))
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
