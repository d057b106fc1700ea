//! `inbound_message`: every message of an allowlisted sender, once.

use crate::clock::Timestamp;
use crate::host::{Json, Query};
use crate::identity::{ReviewId, SenderId, WriteId};
use crate::keyed_hash::MessageRef;
use crate::messages::content::{Author, Details, Media};
use crate::messages::kind::{Admission, Freshness, MessageKind};
use crate::personal_data::{emptied, of_customer};

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
pub(crate) use next_customer;

/// How many messages one card takes up at once; the rest follow.
pub const BURST: u32 = 200;

/// A sender with messages to gather.
#[derive(Debug)]
pub struct WaitingSender {
    /// Who.
    pub sender_id: SenderId,
}

crate::from_row!(WaitingSender { sender_id });

const OVERDUE: &str = "SELECT sender_id FROM (
  SELECT sender_id, admitted_at AS since FROM inbound_message WHERE waiting = 1 AND admitted_at < ?1
  UNION ALL
  SELECT sender_id, redraft_at FROM review_queue WHERE redraft_at < ?1 AND state = 'pending')
GROUP BY sender_id ORDER BY min(since) LIMIT ?2";

/// Senders whose messages, or whose card that is to be drafted again, have been
/// waiting since before `before`, longest first.
pub fn overdue(before: Timestamp, limit: u32) -> Query<Vec<WaitingSender>> {
    Query::new("overdue_senders", OVERDUE).bind(before).bind(limit)
}

/// A message as the drafting step and the card read it.
#[derive(Clone, Debug)]
pub struct MessageRow {
    /// Its number: later ones are greater.
    pub id: i64,
    /// Its reference.
    pub message_ref: MessageRef,
    /// What became of it.
    pub outcome: Admission,
    /// What it is.
    pub kind: MessageKind,
    /// Meta's name of its type.
    pub kind_name: String,
    /// How its time is.
    pub freshness: Freshness,
    /// Written in a group.
    pub in_group: bool,
    /// When Meta stamped it, or when it arrived.
    pub stamped_at: Timestamp,
    /// When it arrived.
    pub admitted_at: Timestamp,
    /// When the window that it opened closes.
    pub window_closes_at: Timestamp,
    /// The message that an edit or a deletion is about.
    pub target_ref: Option<MessageRef>,
    /// The card that it stands on.
    pub review_id: Option<ReviewId>,
    /// Its wamid, until erased.
    pub wamid: Option<String>,
    /// Where a reply goes, until erased.
    pub reply_to: Option<String>,
    /// What was written, until erased.
    pub text: Option<String>,
    /// The lines of a catalogue order, until erased.
    pub order_lines: Option<String>,
    /// Whose it was when it came, where that is read.
    pub customer_id: Option<String>,
    /// What was attached, until erased.
    pub media: Option<Json<Media>>,
    /// What else a person has to see, until erased.
    pub details: Option<Json<Details>>,
    /// Passed on from another chat.
    pub forwarded: bool,
    /// Said by WhatsApp itself.
    pub notice: bool,
    /// Whether it answers a certain message.
    pub quotes: bool,
    /// Who wrote that, where Meta says so.
    pub quoted_by: Option<Author>,
    /// The words of the customer's own message that it quotes, edits or takes back, as they were
    /// then; of a long one the beginning. Not of one that they took back.
    pub referred_text: Option<String>,
    /// The card of that message.
    pub referred_card: Option<ReviewId>,
    /// The words of ours that it quotes.
    pub sent_text: Option<String>,
    /// The name of the product that it is about, if the products have it.
    pub product_name: Option<String>,
}

crate::from_row!(MessageRow {
    id,
    message_ref,
    outcome,
    kind,
    kind_name,
    freshness,
    in_group,
    stamped_at,
    admitted_at,
    window_closes_at,
    target_ref,
    review_id,
    wamid,
    reply_to,
    text,
    order_lines,
    customer_id,
    media,
    details,
    forwarded,
    notice,
    quotes,
    quoted_by,
    referred_text,
    referred_card,
    sent_text,
    product_name
});

/// How much of a message is shown where another one refers to it, in characters: its own card has
/// the whole.
pub const EXCERPT: usize = 2_000;

/// Messages, `m`, with what they refer to: `q` is the customer's own message that they quote, edit
/// or take back. One character more than [`EXCERPT`] is read of it, which tells a longer one.
macro_rules! select_messages {
    ($rest:literal) => {
        select_messages!("m.outcome", $rest)
    };
    ($outcome:literal, $rest:literal) => {
        concat!(
            "SELECT m.id, m.message_ref, ",
            $outcome,
            ", m.kind, m.kind_name, m.freshness, m.in_group, m.stamped_at,
  m.admitted_at, m.window_closes_at, m.target_ref, m.review_id, m.wamid, m.reply_to, m.text, m.order_lines,
  m.customer_id, m.media, m.details, m.forwarded, m.notice, m.quoted_ref IS NOT NULL AS quotes, m.quoted_by,
  iif(EXISTS (
      SELECT 1 FROM inbound_message e
      WHERE e.target_ref = q.message_ref AND e.kind = 'revoke' AND e.customer_id = q.customer_id), NULL,
    substr(COALESCE(
      (SELECT e.text FROM inbound_message e
       WHERE e.target_ref = q.message_ref AND e.kind = 'edit' AND e.customer_id = q.customer_id AND e.id < m.id
       ORDER BY e.id DESC LIMIT 1),
      iif(q.order_lines IS NULL OR q.text IS NULL, COALESCE(q.order_lines, q.text),
        q.order_lines || char(10) || q.text)), 1, 2001)) AS referred_text,
  q.review_id AS referred_card,
  (SELECT substr(d.text, 1, 2001) FROM send_attempt a JOIN decision d ON d.id = a.decision_id
   WHERE a.id = m.quoted_attempt) AS sent_text,
  (SELECT p.name FROM products p WHERE p.reference = m.details ->> '$.product.reference') AS product_name
FROM inbound_message m
LEFT JOIN inbound_message q
  ON q.message_ref = COALESCE(m.target_ref, m.quoted_ref) AND q.customer_id = m.customer_id AND q.notice = 0
",
            $rest
        )
    };
}
pub(crate) use select_messages;

/// How many characters of one sender's messages are gathered at once: a message of the longest and
/// a cart of the longest many times over, and no more than a Worker's memory bears.
pub const GATHERED: u32 = 500_000;

/// How long a message is, in characters.
macro_rules! length {
    () => {
        "length(COALESCE(n.text, '')) + length(COALESCE(n.order_lines, ''))"
    };
}

// What changes a message over the caps goes where that message is.
const WAITING: &str = concat!(
    select_messages!(
        "iif(m.kind IN ('edit', 'revoke') AND EXISTS (
    SELECT 1 FROM inbound_message t WHERE t.message_ref = m.target_ref AND t.outcome = 'over_limit'),
  'over_limit', m.outcome) AS outcome",
        "WHERE m.id IN (
  SELECT id FROM (
    SELECT n.id, row_number() OVER w AS nth, sum("
    ),
    length!(),
    ") OVER w AS held
    FROM inbound_message n WHERE n.sender_id = ?1 AND n.waiting = 1 AND n.customer_id = ",
    next_customer!(),
    "
    WINDOW w AS (ORDER BY n.admitted_at, n.id))
  WHERE nth = 1 OR (nth <= ?2 AND held <= ?3))
ORDER BY m.admitted_at, m.id"
);

/// The messages of a sender's next customer that are on no card yet, oldest first.
pub fn waiting(sender: &SenderId) -> Query<Vec<MessageRow>> {
    Query::new("waiting_messages", WAITING).bind(sender.as_str()).bind(BURST).bind(GATHERED)
}

/// How many messages of an open card are judged together: its latest.
const JUDGED: u32 = 500;

const OF_OPEN_CARD: &str = concat!(
    select_messages!(
        "WHERE m.id IN (
  SELECT id FROM (
    SELECT n.id, row_number() OVER w AS nth, sum("
    ),
    length!(),
    ") OVER w AS held
    FROM inbound_message n WHERE n.review_id = (
      SELECT id FROM review_queue WHERE sender_id = ?1 AND overflow = 0 AND state = 'pending' AND customer_id = ",
    next_customer!(),
    ")
    WINDOW w AS (ORDER BY n.id DESC))
  WHERE nth <= ?2 AND held <= ?3)
ORDER BY m.id"
);

/// The latest messages on the open card of a sender's next customer.
pub fn of_open_card(sender: &SenderId) -> Query<Vec<MessageRow>> {
    Query::new("messages_of_open_card", OF_OPEN_CARD).bind(sender.as_str()).bind(JUDGED).bind(GATHERED)
}

/// How many messages of one card are shown: its latest.
pub const SHOWN: u32 = 100;

/// How many are shown to whoever asks for all of them.
pub const SHOWN_ON_ASKING: u32 = 1_000;

const OF_CARDS: &str = select_messages!(
    "WHERE m.id IN (
  SELECT id FROM (
    SELECT n.id, row_number() OVER (PARTITION BY n.review_id ORDER BY n.id DESC) AS nth
    FROM inbound_message n WHERE n.review_id IN (SELECT value FROM json_each(?1)))
  WHERE nth <= ?2)
ORDER BY m.id"
);

/// The latest messages on each of these cards, oldest first.
pub fn of_cards<R>(cards: &[&ReviewId]) -> Query<R> {
    Query::new("messages_of_cards", OF_CARDS).bind_json(&cards).bind(SHOWN)
}

/// The latest messages on a card, this many at most, oldest first.
pub fn latest_of_card(card: &ReviewId, most: u32) -> Query<Vec<MessageRow>> {
    Query::new("messages_of_cards", OF_CARDS).bind_json(&[card]).bind(most)
}

const ATTACH: &str = "UPDATE inbound_message SET waiting = 0, review_id = ?2
WHERE message_ref IN (SELECT value FROM json_each(?1)) AND waiting = 1
  AND EXISTS (SELECT 1 FROM review_queue WHERE id = ?2 AND write_id = ?3)";

/// Puts the messages on the card that this batch wrote.
pub fn attach(messages: &[&MessageRef], card: &ReviewId, write: &WriteId) -> Query {
    Query::new("attach_messages", ATTACH).bind_json(&messages).bind(card.as_str()).bind(write.as_str())
}

const STILL_WAITING: &str =
    "SELECT admitted_at FROM inbound_message WHERE sender_id = ?1 AND waiting = 1 ORDER BY admitted_at LIMIT 1";

/// Whether the sender has written more meanwhile.
pub fn still_waiting(sender: &SenderId) -> Query<bool> {
    Query::new("still_waiting", STILL_WAITING).bind(sender.as_str())
}

const UNGATHERED: &str = "SELECT count(*) AS n FROM inbound_message WHERE waiting = 1 AND admitted_at < ?1";

/// How many messages have been on no card since before `before`.
pub fn ungathered(before: Timestamp) -> Query<Option<(u32,)>> {
    Query::new("ungathered_messages", UNGATHERED).bind(before)
}

/// The rows after the mark that are looked at: five hundred, or none while the first one is not
/// old enough, so that a minute in which nothing is due reads next to nothing.
macro_rules! after_mark {
    ($before:literal) => {
        concat!(
            "SELECT id FROM inbound_message WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message')
  ORDER BY id LIMIT CASE WHEN (
    SELECT admitted_at FROM inbound_message
    WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message') ORDER BY id LIMIT 1) < ",
            $before,
            " THEN 500 ELSE 0 END"
        )
    };
}

const ERASE: &str = concat!(
    "UPDATE inbound_message SET ",
    emptied!(inbound_message),
    ", erased_at = ?2
WHERE id IN (",
    after_mark!("?1"),
    ") AND admitted_at < ?1 AND erased_at IS NULL
RETURNING id"
);

// Up to the first that is not old enough: later ones may be, where clocks differed. A minute
// in which nothing is due writes nothing.
const MARK_ERASED: &str = concat!(
    "UPDATE retention SET through = due.through
FROM (SELECT COALESCE(
  (SELECT min(id) - 1 FROM inbound_message WHERE admitted_at >= ?1 AND id IN (",
    after_mark!("?1"),
    ")),
  (SELECT max(id) FROM (",
    after_mark!("?1"),
    "))) AS through) AS due
WHERE what = 'inbound_message' AND due.through > retention.through"
);

/// So many messages are erased at once.
pub const ERASED_AT_ONCE: usize = 500;

/// Erases what is older than `before`, [`ERASED_AT_ONCE`], and marks how far that is.
pub fn erase(before: Timestamp, now: Timestamp) -> (Query<Vec<(i64,)>>, Query) {
    let erase = Query::new("erase_messages", ERASE).bind(before).bind(now);
    (erase, Query::new("mark_erased_messages", MARK_ERASED).bind(before))
}

// What was erased for its age keeps only whose it was; that goes too.
const ERASE_OF_CUSTOMER: &str = concat!(
    "UPDATE inbound_message SET waiting = 0, ",
    emptied!(inbound_message),
    ",
  customer_id = 'erased', erased_at = COALESCE(erased_at, ?2)
WHERE ",
    of_customer!(inbound_message)
);

/// Erases what a customer wrote, on whatever card it is; what waited for a card waits no longer.
pub fn erase_of_customer(id: &str, now: Timestamp) -> Query {
    Query::new("erase_messages_of_customer", ERASE_OF_CUSTOMER).bind(id).bind(now)
}

#[cfg(test)]
impl MessageRow {
    /// The n-th message of a burst.
    pub fn example(n: i64, kind: MessageKind, text: &str) -> Self {
        let at = Timestamp::from_seconds(1_750_000_000 + n);
        Self {
            id: n,
            message_ref: MessageRef::parse(&format!("m_{n}")).expect("a reference"),
            outcome: Admission::Admitted,
            kind,
            kind_name: "text".into(),
            freshness: Freshness::Fresh,
            in_group: false,
            stamped_at: at,
            admitted_at: at,
            window_closes_at: at,
            target_ref: None,
            review_id: None,
            wamid: None,
            reply_to: None,
            text: Some(text.into()),
            order_lines: None,
            customer_id: None,
            media: None,
            details: None,
            forwarded: false,
            notice: false,
            quotes: false,
            quoted_by: None,
            referred_text: None,
            referred_card: None,
            sent_text: None,
            product_name: None,
        }
    }
}
