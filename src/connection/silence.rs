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
    /// None came for longer than at this hour of any of the last 14 days.
    unusual: bool,
}

crate::from_row!(Silence { last, unusual });

// As long as now it was silent on a day at whose end, a whole number of days ago, no message had
// come for as long. The first such day ends the search: on a usual night that is yesterday. A day
// before the first message says nothing.
const SILENCE: &str = "WITH l AS (SELECT max(at) AS last FROM run_ledger WHERE step = 'admit')
SELECT last, CASE WHEN last IS NULL OR last > ?3
  OR NOT EXISTS (SELECT 1 FROM run_ledger WHERE step = 'admit' AND at <= ?4) THEN 0
  ELSE NOT EXISTS (SELECT 1 FROM json_each(?1) AS d
    WHERE NOT EXISTS (SELECT 1 FROM run_ledger m WHERE m.step = 'admit'
        AND m.at > strftime('%Y-%m-%dT%H:%M:%fZ', l.last, '-' || d.value || ' days')
        AND m.at <= strftime('%Y-%m-%dT%H:%M:%fZ', ?2, '-' || d.value || ' days'))
      AND EXISTS (SELECT 1 FROM run_ledger m WHERE m.step = 'admit'
        AND m.at <= strftime('%Y-%m-%dT%H:%M:%fZ', ?2, '-' || d.value || ' days'))) END AS unusual
FROM l";

/// How long it is silent.
pub fn silence(now: Timestamp) -> Query<Option<Silence>> {
    let days: Vec<u32> = (1..=DAYS).collect();
    Query::new("silence", SILENCE).bind_json(&days).bind(now).bind(now.minus(SHORTEST)).bind(now.minus(DAY))
}

const OTHER_NUMBERS: &str = "SELECT max(at) FROM run_ledger
WHERE step = 'webhook' AND outcome = 'foreign_number' AND at > ?1";

/// When something for another number came last, in the last seven days.
pub fn other_numbers(now: Timestamp) -> Query<Option<(Option<Timestamp>,)>> {
    Query::new("other_numbers", OTHER_NUMBERS).bind(now.minus(DAY * 7))
}

impl Silence {
    /// Whether no message ever came, or none for longer than at this hour of the last two weeks.
    pub fn is_unusual(self) -> bool {
        self.last.is_none() || self.unusual
    }
}
