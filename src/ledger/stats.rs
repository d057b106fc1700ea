//! "How often did it help, how often did it mislead?": over the ledger's views.
//!
//! The desk shows these texts as they are, so that whoever doubts a number can run
//! them by hand.

use crate::error::StepError;
use crate::host::{Host, Query};
use serde::Serialize;

/// By what the numbers are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// UTC days.
    Day,
    /// Weeks, by their Monday.
    Week,
}

impl Period {
    /// `day` or `week`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Day, Self::Week].into_iter().find(|period| period.as_str() == name)
    }
}

/// What happened in one day or week: the columns of the view `ledger_daily`, which says what
/// each of them means (`migrations/0001_schema.sql`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DayRow {
    /// The day, or the Monday of the week.
    pub period: String,
    /// Messages that arrived, of strangers too.
    pub received: u32,
    /// Drafts, one for each version of a card.
    pub drafted: u32,
    /// Cards that began without a draft.
    pub human_only: u32,
    /// Decisions to send a draft as it stood, pressed again or not, sent or not.
    pub approved_unchanged: u32,
    /// Decisions to send a draft that a person changed.
    pub edited: u32,
    /// Drafts that were sent unchanged.
    pub sent_unchanged: u32,
    /// Drafts that a person changed and that were sent.
    pub sent_edited: u32,
    /// A person's own words, sent from a card without a draft.
    pub answered_by_hand: u32,
    /// Closed without a send.
    pub rejected: u32,
    /// Of those: the draft would have misled the customer.
    pub rejected_misleading: u32,
    /// Of those: it was no order.
    pub rejected_not_an_order: u32,
    /// Of those: wrong language.
    pub rejected_wrong_language: u32,
    /// Of those: dealt with elsewhere, a duplicate, another reason.
    pub rejected_otherwise: u32,
    /// Replies that were sent: unchanged, changed and by hand.
    pub sent: u32,
    /// Replies that were not sent or did not arrive.
    pub failed: u32,
    /// Replies of which nobody knows.
    pub unknown: u32,
    /// The window closed over an open card.
    pub expired: u32,
}

crate::from_row!(DayRow {
    period,
    received,
    drafted,
    human_only,
    approved_unchanged,
    edited,
    sent_unchanged,
    sent_edited,
    answered_by_hand,
    rejected,
    rejected_misleading,
    rejected_not_an_order,
    rejected_wrong_language,
    rejected_otherwise,
    sent,
    failed,
    unknown,
    expired
});

/// What happened: `?1` the first day, `?2` the last, `?3` `day` or `week`.
pub const HAPPENED: &str = "SELECT
  iif(?3 = 'week', date(day, '-6 days', 'weekday 1'), day) AS period,
  sum(received) AS received,
  sum(drafted) AS drafted,
  sum(human_only) AS human_only,
  sum(approved_unchanged) AS approved_unchanged,
  sum(edited) AS edited,
  sum(sent_unchanged) AS sent_unchanged,
  sum(sent_edited) AS sent_edited,
  sum(answered_by_hand) AS answered_by_hand,
  sum(rejected) AS rejected,
  sum(rejected_misleading) AS rejected_misleading,
  sum(rejected_not_an_order) AS rejected_not_an_order,
  sum(rejected_wrong_language) AS rejected_wrong_language,
  sum(rejected_otherwise) AS rejected_otherwise,
  sum(sent) AS sent,
  sum(failed) AS failed,
  sum(unknown) AS unknown,
  sum(expired) AS expired
FROM ledger_daily WHERE day BETWEEN ?1 AND ?2
GROUP BY 1 ORDER BY 1";

/// How long the answers of one day or week took.
#[derive(Clone, Debug, Serialize)]
pub struct Times {
    /// The day, or the Monday of the week.
    pub period: String,
    /// How many answers.
    pub answers: u32,
    /// Of those, within five minutes.
    pub within_5: u32,
    /// Within 15 minutes.
    pub within_15: u32,
    /// Within an hour.
    pub within_60: u32,
    /// Half of the answers took at most this long, in seconds.
    pub median_seconds: f64,
    /// The slowest, in seconds.
    pub slowest_seconds: f64,
}

crate::from_row!(Times { period, answers, within_5, within_15, within_60, median_seconds, slowest_seconds });

/// How long answers took: parameters as in [`HAPPENED`].
pub const TIMES: &str = "WITH timed AS (
  SELECT CASE ?3 WHEN 'week' THEN date(day, '-6 days', 'weekday 1') ELSE day END AS period, seconds
  FROM reply_times WHERE day BETWEEN ?1 AND ?2
), placed AS (
  SELECT period, seconds, row_number() OVER (PARTITION BY period ORDER BY seconds) AS nth,
    count(*) OVER (PARTITION BY period) AS n
  FROM timed
)
SELECT period, count(*) AS answers, sum(seconds <= 300) AS within_5, sum(seconds <= 900) AS within_15,
  sum(seconds <= 3600) AS within_60,
  avg(seconds) FILTER (WHERE nth IN ((n + 1) / 2, (n + 2) / 2)) AS median_seconds,
  max(seconds) AS slowest_seconds
FROM placed GROUP BY period ORDER BY period";

/// What one person decided.
#[derive(Clone, Debug)]
pub struct OfReviewer {
    /// Their name.
    pub name: String,
    /// Decisions to send a draft as it stood.
    pub unchanged: u32,
    /// Decisions to send a draft that they changed.
    pub edited: u32,
    /// Decisions to send their own words where there was no draft.
    pub by_hand: u32,
    /// Closed without a send.
    pub rejected: u32,
}

crate::from_row!(OfReviewer { name, unchanged, edited, by_hand, rejected });

/// Decisions by person: `?1` the first day, `?2` the last.
pub const BY_REVIEWER: &str = "SELECT u.name AS name,
  sum(l.outcome = 'approved') AS unchanged,
  sum(l.outcome = 'edited' AND l.reason IS NOT 'no_draft') AS edited,
  sum(l.outcome = 'edited' AND l.reason IS 'no_draft') AS by_hand,
  sum(l.outcome = 'rejected') AS rejected
FROM run_ledger l JOIN reviewer u ON u.id = l.actor
WHERE substr(l.at, 1, 10) BETWEEN ?1 AND ?2 AND l.step = 'decide' AND l.outcome IN ('approved', 'edited', 'rejected')
GROUP BY u.id ORDER BY count(*) DESC, u.name LIMIT 100";

/// What became of the drafts that were made in one way.
#[derive(Clone, Debug)]
pub struct OfDraft {
    /// Prompt, persona, rule or templates, with their versions.
    pub made_by: String,
    /// The draft's language.
    pub language: String,
    /// Sent as they stood.
    pub unchanged: u32,
    /// Changed and sent.
    pub edited: u32,
}

crate::from_row!(OfDraft { made_by, language, unchanged, edited });

/// Sent drafts by what they were made from: `?1` the first day, `?2` the last.
pub const BY_DRAFT: &str = "SELECT COALESCE(r.draft_prompt, r.draft_source) AS made_by, r.draft_language AS language,
  sum(o.answer = 'unchanged') AS unchanged,
  sum(o.answer = 'edited') AS edited
FROM reply_outcome o JOIN review_queue r ON r.id = o.review_id
WHERE o.day BETWEEN ?1 AND ?2 AND o.outcome = 'sent' AND o.answer <> 'by_hand' AND r.draft_source IS NOT NULL
GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 50";

/// A text of these as whoever doubts a number runs it: with the values where the parameters are. Days
/// and the names of periods hold no quotes.
pub fn as_it_stands(sql: &str, from: &str, to: &str, period: Period) -> String {
    let values = [("?1", from), ("?2", to), ("?3", period.as_str())];
    values.into_iter().fold(sql.to_owned(), |sql, (name, value)| sql.replace(name, &format!("'{value}'"))) + ";"
}

/// What happened and how long answers took, from a day to another, both included.
pub fn of(from: &str, to: &str, period: Period) -> (Query<Vec<DayRow>>, Query<Vec<Times>>) {
    fn between<R>(query: Query<R>, from: &str, to: &str, period: Period) -> Query<R> {
        query.bind(from).bind(to).bind(period.as_str())
    }
    let times = between(Query::new("reply_times", TIMES), from, to, period);
    (between(Query::new("numbers", HAPPENED), from, to, period), times)
}

/// What happened, by day or week.
#[derive(Debug, Default)]
pub struct Numbers {
    /// What happened.
    pub happened: Vec<DayRow>,
    /// How long answers took.
    pub times: Vec<Times>,
    /// Who decided what.
    pub by_reviewer: Vec<OfReviewer>,
    /// What became of which drafts.
    pub by_draft: Vec<OfDraft>,
}

/// What happened from a UTC day to another, both included. Errors: the database
/// failed.
pub async fn numbers(host: &dyn Host, from: &str, to: &str, period: Period) -> Result<Numbers, StepError> {
    let (happened, times) = of(from, to, period);
    let by_reviewer = Query::new("numbers_by_reviewer", BY_REVIEWER).bind(from).bind(to);
    let by_draft = Query::new("numbers_by_draft", BY_DRAFT).bind(from).bind(to);
    let (happened, times, by_reviewer, by_draft) = host.batch((happened, times, by_reviewer, by_draft)).await?;
    Ok(Numbers { happened, times, by_reviewer, by_draft })
}
