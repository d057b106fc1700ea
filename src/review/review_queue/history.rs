//! Reads of cards that were decided: what people look for afterwards.

use super::decide::closed;
use super::{CardRow, select_cards};
use crate::clock::Timestamp;
use crate::host::Query;
pub use crate::http::Counts;
use crate::identity::ReviewId;
use crate::review::review_queue::unreadable::Legible;
use crate::review::{DecisionAction, State};

/// What to look for.
#[derive(Clone, Debug)]
pub struct HistoryFilter {
    /// Opened at or after.
    pub from: Timestamp,
    /// Opened before.
    pub to: Timestamp,
    /// The CRM's id of the customer.
    pub customer: Option<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Words of the customer's, the draft's, the answer's, the note's or the name's.
    pub words: Option<String>,
    /// Only cards before this one.
    pub before: Option<HistoryCursor>,
    /// How many at most.
    pub limit: u32,
}

/// How a card ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The draft was sent as it stood.
    Approved,
    /// The draft was sent with a person's changes.
    Edited,
    /// A person's own words were sent; there was no draft.
    ByHand,
    /// Closed without a send.
    Rejected,
    /// The window closed first.
    Expired,
    /// It could not be sent.
    Failed,
    /// Nobody knows.
    Unknown,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Approved, Self::Edited, Self::ByHand, Self::Rejected, Self::Expired, Self::Failed, Self::Unknown];

    /// Its name in a link.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Edited => "edited",
            Self::ByHand => "by_hand",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }

    /// The card's state and, where it was sent, the decision's action and whether there was a
    /// draft.
    fn columns(self) -> (State, Option<(DecisionAction, bool)>) {
        match self {
            Self::Approved => (State::Sent, Some((DecisionAction::Approve, true))),
            Self::Edited => (State::Sent, Some((DecisionAction::Edit, true))),
            Self::ByHand => (State::Sent, Some((DecisionAction::Edit, false))),
            Self::Rejected => (State::Rejected, None),
            Self::Expired => (State::Expired, None),
            Self::Failed => (State::Failed, None),
            Self::Unknown => (State::Unknown, None),
        }
    }
}

/// Where a page of the history ends.
#[derive(Clone, Debug)]
pub struct HistoryCursor {
    /// When its last card was opened.
    pub opened_at: Timestamp,
    /// That card.
    pub id: ReviewId,
}

impl HistoryCursor {
    /// After this row; `None` if nobody can read where it stands.
    pub fn after(row: &Legible<CardRow>) -> Option<Self> {
        let (opened_at, id) = match row {
            Ok(row) => (row.opened_at, &row.id),
            Err(unreadable) => (unreadable.opened_at?, &unreadable.card),
        };
        Some(Self { opened_at, id: id.clone() })
    }

    /// As links hold it.
    pub fn encode(&self) -> String {
        format!("{}.{}", self.opened_at.millis(), self.id.as_str())
    }

    /// From a link.
    pub fn decode(text: &str) -> Option<Self> {
        let (millis, id) = text.split_once('.')?;
        Some(Self { opened_at: Timestamp::from_millis(millis.parse().ok()?), id: ReviewId::parse(id)? })
    }
}

// The search reads the texts of the days that are asked for, newest first; there is no
// index over words, because every word in one would have to be erased with them.
const FIND: &str = select_cards!(
    "WHERE r.opened_at >= ?1 AND r.opened_at < ?2
  AND (?3 IS NULL OR (r.opened_at, r.id) < (?3, ?4))
  AND r.state NOT IN ('pending', 'sending')
  AND (?5 IS NULL OR r.customer_id = ?5)
  AND (?6 IS NULL OR r.state = ?6)
  AND (?7 IS NULL OR (d.action = ?7 AND (r.gate_why IS NULL) = ?11))
  AND (?8 IS NULL OR EXISTS (
    SELECT 1 FROM (
      SELECT r.customer_name AS words UNION ALL SELECT r.draft_text UNION ALL SELECT d.text UNION ALL SELECT d.note
      UNION ALL SELECT COALESCE(m.text, '') || ' ' || COALESCE(m.order_lines, '') || ' ' || COALESCE(m.details, '')
        || ' ' || COALESCE(m.media ->> '$.filename', '')
      FROM inbound_message m WHERE m.review_id = r.id)
    WHERE instr(lower(words), ?8) OR instr(lower(words), ?10)))
ORDER BY r.opened_at DESC, r.id DESC LIMIT ?9"
);

/// The cards that were decided, newest first.
pub fn find(filter: &HistoryFilter) -> Query<Vec<Legible<CardRow>>> {
    let (state, answer) = filter.outcome.map(Outcome::columns).unzip();
    let (action, drafted) = answer.flatten().unzip();
    let [small, capitals] = filter.words.as_deref().map(spellings).map_or([None, None], |words| words.map(Some));
    Query::new("find_history", FIND)
        .bind(filter.from)
        .bind(filter.to)
        .bind(filter.before.as_ref().map(|place| place.opened_at))
        .bind(filter.before.as_ref().map(|place| place.id.as_str()))
        .bind(filter.customer.as_deref())
        .bind(state.map(State::as_str))
        .bind(action.map(DecisionAction::as_str))
        .bind(small)
        .bind(filter.limit)
        .bind(capitals)
        .bind(drafted)
}

/// The words as SQLite's `lower`, which knows ASCII alone, leaves them: in small
/// letters, and with what is accented at the start of a word in capitals. Not `LIKE`:
/// D1 takes patterns of 50 bytes.
fn spellings(words: &str) -> [String; 2] {
    let small = words.to_lowercase();
    let mut starts = true;
    let capital = |c: char| {
        let starting = std::mem::replace(&mut starts, !c.is_alphanumeric());
        if starting && !c.is_ascii() { c.to_uppercase().collect() } else { c.to_string() }
    };
    let capitals = small.chars().map(capital).collect();
    [small, capitals]
}

/// The cards that need somebody: what Graph left open or refused, what closed unanswered in the
/// last days, and what has been waiting for long. Who was erased needs nobody any more. `?1` to
/// `?3`: see [`Overdue`].
macro_rules! stuck_ids {
    () => {
        concat!(
            "SELECT id FROM review_queue WHERE state = 'unknown'
  UNION ALL SELECT id FROM review_queue
    WHERE state IN ('failed', 'expired') AND window_closes_at > ?1 AND erased_at IS NULL
      AND NOT EXISTS (",
            closed!("review_queue"),
            ")
  UNION ALL SELECT id FROM review_queue WHERE state = 'sending' AND claimed_at < ?2
  UNION ALL SELECT id FROM review_queue WHERE state = 'pending' AND opened_at < ?3
  LIMIT 200"
        )
    };
}

const STUCK: &str =
    concat!(select_cards!("WHERE r.id IN (\n  "), stuck_ids!(), ")\nORDER BY r.state = 'pending', r.window_closes_at");

/// When a card becomes one that needs somebody.
#[derive(Clone, Copy, Debug)]
pub struct Overdue {
    /// Failed or expired, with a window that closed after this.
    pub closed_since: Timestamp,
    /// Sending since before this.
    pub sending_since: Timestamp,
    /// Waiting since before this.
    pub waiting_since: Timestamp,
}

impl Overdue {
    fn bind<R>(self, name: &'static str, sql: &'static str) -> Query<R> {
        Query::new(name, sql).bind(self.closed_since).bind(self.sending_since).bind(self.waiting_since)
    }
}

/// The cards that need somebody, 200 at most.
pub fn stuck(overdue: Overdue) -> Query<Vec<Legible<CardRow>>> {
    overdue.bind("stuck_cards", STUCK)
}

const COUNTS: &str = concat!(
    "SELECT (SELECT count(*) FROM review_queue WHERE state = 'pending') AS waiting, (SELECT count(*) FROM (
  ",
    stuck_ids!(),
    ")) + (SELECT count(*) FROM address_change) AS stuck,
  (SELECT what FROM ledger_alarm ORDER BY what DESC LIMIT 1) AS alarm"
);

/// How many cards wait; how many need somebody, with the customers whose new address does; what
/// is wrong with the ledger.
pub fn counts(overdue: Overdue) -> Query<Option<Counts>> {
    overdue.bind("desk_counts", COUNTS)
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn words_are_found_in_capitals_too() {
        assert_eq!(spellings("ÉPICERIE d'été"), ["épicerie d'été", "Épicerie d'Été"]);
        assert_eq!(spellings("50% _"), ["50% _", "50% _"]);
    }
}
