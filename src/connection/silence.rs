//! How long no message has come, and how long that was at this hour on the days before.

use crate::clock::Timestamp;
use crate::host::Query;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Two weeks: two of each day of the week.
const DAYS: u32 = 14;

/// No silence shorter than this is worth a word, whatever was usual.
const SHORTEST: Duration = Duration::from_secs(4 * 60 * 60);

/// What the ledger says of messages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silence {
    /// The last message, from whomever.
    pub last: Option<Timestamp>,
    /// The longest that none had come at this hour of the last 14 days, in seconds.
    pub longest: Option<i64>,
}

crate::from_row!(Silence { last, longest });

const SILENCE: &str = "SELECT (SELECT max(at) FROM run_ledger WHERE step = 'admit') AS last,
  (SELECT CAST(max(julianday(t.value) - julianday(
      (SELECT max(m.at) FROM run_ledger m WHERE m.step = 'admit' AND m.at <= t.value))) * 86400 AS INTEGER)
   FROM json_each(?1) AS t) AS longest";

/// How long it is silent.
pub fn silence(now: Timestamp) -> Query<Option<Silence>> {
    let times: Vec<Timestamp> = (1..=DAYS).map(|day| now.minus(DAY * day)).collect();
    Query::new("silence", SILENCE).bind_json(&times)
}

const OTHER_NUMBERS: &str = "SELECT max(at) FROM run_ledger
WHERE step = 'webhook' AND outcome = 'foreign_number' AND at > ?1";

/// When something for another number came last, in the last seven days.
pub fn other_numbers(now: Timestamp) -> Query<Option<(Option<Timestamp>,)>> {
    Query::new("other_numbers", OTHER_NUMBERS).bind(now.minus(DAY * 7))
}

impl Silence {
    /// Whether no message ever came, or none for longer than at this hour of the last two weeks.
    pub fn is_unusual(self, now: Timestamp) -> bool {
        let Some(last) = self.last else { return true };
        let silent = now.since(last);
        let usual = self.longest.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
        silent >= SHORTEST && usual.is_some_and(|usual| silent > usual)
    }
}
