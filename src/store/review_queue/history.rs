//! Reads of cards that were decided: what people look for afterwards.

use super::select_cards;
use crate::clock::Timestamp;
use crate::host::Statement;
use crate::identity::ReviewId;

/// What to look for.
#[derive(Clone, Debug)]
pub struct Query {
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
    pub before: Option<Place>,
    /// How many at most.
    pub limit: u32,
}

/// How a card ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The draft was sent as it stood.
    Approved,
    /// A person's own words were sent.
    Edited,
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
    pub const ALL: [Self; 6] =
        [Self::Approved, Self::Edited, Self::Rejected, Self::Expired, Self::Failed, Self::Unknown];

    /// Its name in a link.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Edited => "edited",
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

    /// The card's state and, where it was sent, the decision's action.
    fn columns(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Approved => ("sent", Some("approve")),
            Self::Edited => ("sent", Some("edit")),
            Self::Rejected | Self::Expired | Self::Failed | Self::Unknown => (self.as_str(), None),
        }
    }
}

/// Where a page of the history ends.
#[derive(Clone, Debug)]
pub struct Place {
    /// When its last card was opened.
    pub opened_at: Timestamp,
    /// That card.
    pub id: ReviewId,
}

impl Place {
    /// As links hold it.
    pub fn encode(&self) -> String {
        format!("{}.{}", self.opened_at.millis(), self.id.as_str())
    }

    /// From a link.
    pub fn decode(text: &str) -> Option<Self> {
        let (millis, id) = text.split_once('.')?;
        Some(Self { opened_at: Timestamp::from_millis(millis.parse().ok()?), id: ReviewId::known(id)? })
    }
}

// The search reads the texts of the days that are asked for, newest first; there is no
// index over words, because every word in one would have to be erased with them.
const FIND: &str = select_cards!(
    "find_history",
    "WHERE r.opened_at >= ?1 AND r.opened_at < ?2
  AND (?3 IS NULL OR (r.opened_at, r.id) < (?3, ?4))
  AND r.state NOT IN ('pending', 'sending')
  AND (?5 IS NULL OR r.customer_id = ?5)
  AND (?6 IS NULL OR r.state = ?6)
  AND (?7 IS NULL OR d.action = ?7)
  AND (?8 IS NULL OR r.customer_name LIKE ?8 ESCAPE '!' OR r.draft_text LIKE ?8 ESCAPE '!'
    OR d.text LIKE ?8 ESCAPE '!' OR d.note LIKE ?8 ESCAPE '!'
    OR EXISTS (SELECT 1 FROM inbound_message m WHERE m.review_id = r.id AND m.text LIKE ?8 ESCAPE '!'))
ORDER BY r.opened_at DESC, r.id DESC LIMIT ?9"
);

/// The cards that were decided, newest first.
pub fn find(query: &Query) -> Statement {
    let (state, action) = query.outcome.map(Outcome::columns).unzip();
    Statement::new(FIND)
        .bind(query.from)
        .bind(query.to)
        .bind(query.before.as_ref().map(|place| place.opened_at))
        .bind(query.before.as_ref().map(|place| place.id.as_str()))
        .bind(query.customer.as_deref())
        .bind(state)
        .bind(action.flatten())
        .bind(query.words.as_deref().map(pattern))
        .bind(query.limit)
}

/// `LIKE` for these words anywhere, whatever they hold.
fn pattern(words: &str) -> String {
    let escaped: String =
        words.chars().flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c])).collect();
    format!("%{escaped}%")
}

// What people have to look at: what Graph left open or refused, what closed unanswered
// in the last days, and what has been waiting for long.
const STUCK: &str = select_cards!(
    "stuck_cards",
    "WHERE r.id IN (
  SELECT id FROM review_queue WHERE state = 'unknown'
  UNION ALL SELECT id FROM review_queue WHERE state IN ('failed', 'expired') AND window_closes_at > ?1
  UNION ALL SELECT id FROM review_queue WHERE state = 'sending' AND claimed_at < ?3
  UNION ALL SELECT id FROM review_queue WHERE state = 'pending' AND opened_at < ?2)
ORDER BY r.state = 'pending', r.window_closes_at LIMIT 200"
);

/// Cards that are stuck: unknown; failed or expired with a window that closed after
/// `since`; sending since before `sending`; waiting since before `waiting`.
pub fn stuck(since: Timestamp, waiting: Timestamp, sending: Timestamp) -> Statement {
    Statement::new(STUCK).bind(since).bind(waiting).bind(sending)
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(pattern("50% _!"), "%50!% !_!!%");
    }
}
