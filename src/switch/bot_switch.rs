//! `bot_switch`: how the switch stands, by whom and since when. One row at most.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::ReviewerId;

/// What `CLAIM` asks for: the switch is on.
macro_rules! switched_on {
    () => {
        "NOT EXISTS (SELECT 1 FROM bot_switch WHERE id = 1 AND is_on = 0)"
    };
}
pub(crate) use switched_on;

/// That somebody turned the switch off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchedOff {
    /// The name of whoever did.
    pub by: String,
    /// Since when.
    pub since: Timestamp,
}

crate::from_row!(SwitchedOff { by, since });

const OFF: &str = "SELECT u.name AS by, s.changed_at AS since FROM bot_switch s JOIN reviewer u ON u.id = s.changed_by
WHERE s.id = 1 AND s.is_on = 0";

/// Who turned it off. No row: it is on.
pub fn off() -> Query<Option<SwitchedOff>> {
    Query::new("switched_off", OFF)
}

// Who pressed first stays: the desk says since when it has been off.
const TURN: &str = "INSERT INTO bot_switch (id, is_on, changed_by, changed_at) VALUES (1, ?1, ?2, ?3)
ON CONFLICT (id) DO UPDATE SET is_on = excluded.is_on, changed_by = excluded.changed_by,
  changed_at = excluded.changed_at
WHERE is_on <> excluded.is_on";

/// Turns it.
pub fn turn(on: bool, by: &ReviewerId, now: Timestamp) -> Query {
    Query::new("turn_switch", TURN).bind(on).bind(by.as_str()).bind(now)
}

const MISSED: &str = "SELECT count(*) FROM review_queue WHERE state = 'pending' AND gate_why = 'bot_disabled'";

/// How many cards wait that came while it was off, and have not been drafted since.
pub fn missed() -> Query<Option<(u32,)>> {
    Query::new("missed_cards", MISSED)
}
