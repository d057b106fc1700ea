//! Writes by people, by the Graph call that follows, and by the sweep.

use super::CardRow;
use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::{AttemptId, DecisionId, ReviewId, WriteId};
use crate::ledger::Invocation;
use crate::review::State;
use crate::review::idempotency_key::asked_anew;
use crate::review::twin::twin_of;
use crate::send::{Claim, Outcome};
use crate::switch::bot_switch::switched_on;

/// What a decision is bound to: a person, their key, the card and the version they saw.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// The card.
    pub card: &'a ReviewId,
    /// The version that was seen.
    pub version: u32,
    /// The person's credential ([`crate::team::reviewer::asker`]).
    pub asker: &'a str,
    /// The idempotency key.
    pub key: &'a str,
    /// The hash of the request.
    pub request_sha256: &'a str,
    /// The batch.
    pub write: &'a WriteId,
    /// The decision.
    pub decision: &'a DecisionId,
}

impl Bound<'_> {
    fn bind<R>(self, name: &'static str, sql: &'static str) -> Query<R> {
        Query::new(name, sql)
            .bind(self.card.as_str())
            .bind(self.version)
            .bind(self.asker)
            .bind(self.write.as_str())
            .bind(self.key)
            .bind(self.request_sha256)
            .bind(self.decision.as_str())
    }
}

/// The senders of a card: its own, and one that Meta says is the same person.
macro_rules! senders_of {
    ($card:literal) => {
        concat!(
            "(
    SELECT ",
            $card,
            ".sender_id
    UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = ",
            $card,
            ".sender_id)"
        )
    };
}

pub(crate) use senders_of;

/// The decision that closed a card whose send had failed.
macro_rules! closed {
    ($card:literal) => {
        concat!(
            "SELECT c.decided_at FROM decision c WHERE c.review_id = ",
            $card,
            ".id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(",
            $card,
            ".claimed_at, '')"
        )
    };
}

pub(crate) use closed;

/// The other open cards of a sender that go before this one: those that were begun after all
/// that stands on it. Messages over the caps stand on a card of their own, which an ordinary
/// one waits for from its first message on: what they say may take it back. So of two cards one
/// can always be pressed.
macro_rules! newer_cards {
    ($card:literal) => {
        concat!(
            "SELECT o.id FROM review_queue o
  WHERE o.state = 'pending' AND o.id <> ",
            $card,
            ".id AND o.sender_id IN ",
            senders_of!($card),
            "
    AND CASE WHEN o.overflow > ",
            $card,
            ".overflow
      THEN (SELECT max(m.id) FROM inbound_message m WHERE m.review_id = o.id)
        > (SELECT min(m.id) FROM inbound_message m WHERE m.review_id = ",
            $card,
            ".id)
      ELSE (SELECT min(m.id) FROM inbound_message m WHERE m.review_id = o.id)
        > (SELECT max(m.id) FROM inbound_message m WHERE m.review_id = ",
            $card,
            ".id) END"
        )
    };
}

// The ways that the card's recipient may stand on the list.
macro_rules! entries_of_recipient {
    () => {
        concat!(
            "(review_queue.recipient, ",
            twin_of!("review_queue.recipient"),
            ",
        (SELECT a.entry FROM alias a WHERE a.address = review_queue.recipient))"
        )
    };
}

// G1, G2, G7, G9, G10 in one condition: this version and text, still open, its window open,
// nothing written or taken back since that is not on it, its recipient a listed address of its
// customer that they did not leave, the switch on, and whoever asks a person who may decide, with
// an idempotency key that is unused.
const CLAIM: &str = concat!(
    "UPDATE review_queue SET state = 'sending', decision_id = ?7, write_id = ?4, claimed_at = ?8, attempt_id = ?9,
  error_code = NULL, may_retry = 0
WHERE id = ?1 AND version = ?2
  AND (state = 'pending' OR (state = 'failed' AND may_retry = 1 AND NOT EXISTS (",
    closed!("review_queue"),
    ")))
  AND (?10 IS NULL OR (draft_sha256 = ?10 AND draft_text IS NOT NULL))
  AND window_closes_at > ?8
  AND ",
    asked_anew!("?3", "?5", "?6"),
    "
  AND NOT EXISTS (
    SELECT 1 FROM inbound_message m WHERE m.waiting = 1 AND m.sender_id IN ",
    senders_of!("review_queue"),
    ")
  AND NOT EXISTS (",
    newer_cards!("review_queue"),
    ")
  AND quoted_wamid IS NOT NULL
  AND EXISTS (
    SELECT 1 FROM allowlist w WHERE w.customer_id = review_queue.customer_id
      AND w.address IN ",
    entries_of_recipient!(),
    ")
  AND NOT EXISTS (
    SELECT 1 FROM address_change c WHERE c.entry IN ",
    entries_of_recipient!(),
    ")
  AND ?11 = 1 AND ",
    switched_on!(),
    "
  AND (?12 IS NULL OR state = ?12)
RETURNING attempt_id, recipient, quoted_wamid, COALESCE(?13, draft_text) AS text"
);

/// What a customer said that is not on a card.
#[derive(Clone, Debug)]
pub struct SaidSince {
    /// Messages that are on no card yet: this one is about to move on.
    pub waiting: bool,
    /// An open card that goes before it.
    pub on_card: Option<ReviewId>,
}

crate::from_row!(SaidSince { waiting, on_card });

const SAID_SINCE: &str = concat!(
    "SELECT EXISTS (
    SELECT 1 FROM inbound_message m WHERE m.waiting = 1 AND m.sender_id IN ",
    senders_of!("r"),
    ") AS waiting, (",
    newer_cards!("r"),
    " LIMIT 1) AS on_card
FROM review_queue r WHERE r.id = ?1 AND r.state IN ('pending', 'failed')"
);

/// What the claim of a card waits for, if it can still be claimed.
pub fn said_since(card: &ReviewId) -> Query<Option<SaidSince>> {
    Query::new("said_since", SAID_SINCE).bind(card.as_str())
}

/// What else a claim is bound to.
#[derive(Clone, Copy, Debug)]
pub struct ClaimTerms<'a> {
    /// The attempt to begin.
    pub attempt: &'a AttemptId,
    /// Now.
    pub now: Timestamp,
    /// The hash of the draft that is approved; `None` for a person's own words.
    pub draft_sha256: Option<&'a str>,
    /// `BOT_ENABLED`.
    pub bot_enabled: bool,
    /// The state that was shown, if the client says.
    pub shown: Option<State>,
    /// A person's own words; `None` if the draft is to be sent.
    pub text: Option<&'a str>,
}

/// Claims the card for one send. No row: somebody else was first, or a condition
/// does not hold.
pub fn claim(bound: Bound<'_>, terms: ClaimTerms<'_>) -> Query<Option<Claim>> {
    bound
        .bind("claim", CLAIM)
        .bind(terms.now)
        .bind(terms.attempt.as_str())
        .bind(terms.draft_sha256)
        .bind(terms.bot_enabled)
        .bind(terms.shown.map(State::as_str))
        .bind(terms.text)
}

// A send that failed stays what it is, and keeps the decision that sent it: what closes it is a
// decision after its last attempt.
const REJECT: &str = concat!(
    "UPDATE review_queue SET write_id = ?4, may_retry = 0, state = iif(state = 'pending', 'rejected', state),
  decision_id = iif(state = 'pending', ?7, decision_id)
WHERE id = ?1 AND version = ?2 AND (state = 'pending' OR (state = 'failed' AND NOT EXISTS (",
    closed!("review_queue"),
    ")))
  AND ",
    asked_anew!("?3", "?5", "?6"),
    "
RETURNING 1"
);

/// Closes an open card without a send, or one whose send failed, after which nobody sends it
/// again. Whether it did.
pub fn reject(bound: Bound<'_>) -> Query<bool> {
    bound.bind("reject", REJECT)
}

const RESOLVE: &str = concat!(
    "UPDATE review_queue SET state = ?8, may_retry = ?8 = 'failed', write_id = ?4
WHERE id = ?1 AND version = ?2 AND state = 'unknown' AND ?7 IS NOT NULL
  AND ",
    asked_anew!("?3", "?5", "?6"),
    "
RETURNING 1"
);

/// Settles an unknown send by what a person saw. The card keeps showing the
/// decision that sent it. Whether it did.
pub fn resolve(bound: Bound<'_>, arrived: bool) -> Query<bool> {
    let state = if arrived { "sent" } else { "failed" };
    bound.bind("resolve", RESOLVE).bind(state)
}

const EXPIRE_ONE: &str = "UPDATE review_queue SET state = 'expired', write_id = ?2
WHERE id = ?1 AND state = 'pending' AND window_closes_at <= ?3 AND opened_at < window_closes_at";

/// Expires the card if its window closed while it was open.
pub fn expire_one(card: &ReviewId, write: &WriteId, now: Timestamp) -> Query {
    Query::new("expire_one", EXPIRE_ONE).bind(card.as_str()).bind(write.as_str()).bind(now)
}

// A card that the sweep gave up on (`unknown`) still takes a late answer, and so
// does one that a person took for not sent: `accepted` is certain. A failure that a
// status reported stands.
const FINISH: &str = "UPDATE review_queue SET state = ?4, error_code = ?5, may_retry = ?6, write_id = ?3
WHERE id = ?1 AND attempt_id = ?2 AND (state IN ('sending', 'unknown') OR (
  ?4 = 'sent' AND state = 'failed'
    AND EXISTS (SELECT 1 FROM send_attempt a WHERE a.id = ?2 AND a.delivery_rank = 0)))";

/// Where a send leaves its card: the state, the error's code, whether it may be pressed again.
pub fn left_by(outcome: &Outcome) -> (State, Option<i64>, bool) {
    match outcome {
        Outcome::Accepted(_) => (State::Sent, None, false),
        Outcome::Refused(code) => (State::Failed, Some(code.kept()), code.may_retry()),
        Outcome::NotCalled(_) => (State::Failed, None, true),
        Outcome::Unknown(_) => (State::Unknown, None, false),
    }
}

impl CardRow {
    /// As this outcome of its send leaves it.
    #[must_use]
    pub fn after(mut self, outcome: &Outcome) -> Self {
        (self.state, self.error_code, self.may_retry) = left_by(outcome);
        if let Outcome::Accepted(wamid) = outcome {
            self.wamid = Some(wamid.as_str().to_owned());
        }
        self
    }

    /// Whether its window closed while it was open.
    pub fn has_run_out(&self, now: Timestamp) -> bool {
        self.state == State::Pending && self.window_closes_at <= now && self.opened_at < self.window_closes_at
    }
}

/// Records on the card what Graph answered.
pub fn finish(card: &ReviewId, attempt: &AttemptId, write: &WriteId, outcome: &Outcome) -> Query {
    let (state, code, may_retry) = left_by(outcome);
    Query::new("finish_card", FINISH)
        .bind(card.as_str())
        .bind(attempt.as_str())
        .bind(write.as_str())
        .bind(state.as_str())
        .bind(code)
        .bind(may_retry)
}

const LEDGER_STUCK: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
SELECT ?2, ?1, 'send', 'unknown', id, version, 'no_answer' FROM review_queue
WHERE state = 'sending' AND claimed_at < ?3";

const GIVE_UP: &str = "UPDATE review_queue SET state = 'unknown' WHERE state = 'sending' AND claimed_at < ?1
RETURNING id";

/// Sends without an answer since before `before` become `unknown`, with their
/// ledger rows first, while the condition still holds. Which.
pub fn give_up(before: Timestamp, invocation: &Invocation) -> (Query, Query<Vec<(ReviewId,)>>) {
    (
        Query::new("ledger_stuck_sends", LEDGER_STUCK).bind(invocation.id.as_str()).bind(invocation.at).bind(before),
        Query::new("give_up_stuck_sends", GIVE_UP).bind(before),
    )
}

const LEDGER_EXPIRED: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
SELECT ?2, ?1, 'sweep', 'expired', id, version FROM review_queue
WHERE state = 'pending' AND window_closes_at <= ?2 AND opened_at < window_closes_at";

const EXPIRE: &str = "UPDATE review_queue SET state = 'expired'
WHERE state = 'pending' AND window_closes_at <= ?1 AND opened_at < window_closes_at";

/// Cards whose window closed while they were open expire. Those that came too
/// late to be answered stay until a person closes them: they were missed once.
pub fn expire(invocation: &Invocation) -> (Query, Query) {
    (
        Query::new("ledger_expired", LEDGER_EXPIRED).bind(invocation.id.as_str()).bind(invocation.at),
        Query::new("expire", EXPIRE).bind(invocation.at),
    )
}
