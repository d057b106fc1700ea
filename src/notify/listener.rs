//! `listener`: how far everybody who is told has heard the ledger. The ledger itself is the
//! outbox: what is to be told was written in the batch that it tells of.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::notify::news::CardEvent;
use crate::notify::quiet::QuietHours;

/// The CRM's name among the listeners.
pub const CRM: &str = "crm";

/// The chat's.
pub const CHAT: &str = "chat";

/// The chat once more, for what is wrong: another part of the ledger.
pub const ALERTS: &str = "alerts";

/// What the names of rows begin with that are no listener's: up to where all of some listeners have
/// heard. Every other name is a device's id.
pub const EVERYBODY: &str = "everybody";

/// How many ledger rows are read at once.
pub const ROWS: u32 = 200;

/// The steps of the ledger whose rows the CRM is told.
pub(super) const CRM_HEARS: [&str; 7] = ["queue", "decide", "resolve", "send", "status", "sweep", "hold"];

/// The chat is told only what nobody answered.
pub(super) const CHAT_HEARS: [&str; 1] = ["remind"];

pub(super) const DEVICES_HEAR: [&str; 2] = ["queue", "remind"];

const BEGIN: &str = "INSERT INTO listener (name, position, busy_until)
SELECT ?1, COALESCE((SELECT max(id) FROM run_ledger), 0), ?2
WHERE NOT EXISTS (SELECT 1 FROM listener WHERE name = ?1)";

/// Begins at the ledger's end, where there is no such listener yet: who is new is not told what
/// happened before.
pub fn begin(name: &str, now: Timestamp) -> Query {
    Query::new("begin_listener", BEGIN).bind(name).bind(now)
}

/// A listener for whom there is something.
#[derive(Clone, Debug)]
pub struct DueListener {
    pub name: String,
    begins: Option<u32>,
    ends: Option<u32>,
    utc_offset: Option<i64>,
}

crate::from_row!(DueListener { name, begins, ends, utc_offset });

impl DueListener {
    /// When the device's reviewer is not to be called.
    pub fn quiet(&self) -> Option<QuietHours> {
        Some(QuietHours { begins: self.begins?, ends: self.ends?, utc_offset: self.utc_offset? })
    }
}

// What a listener has not heard yet. The steps by name are those of the index, which SQLite uses
// only where they are named. It is searched step by step (CROSS JOIN keeps SQLite from going the
// other way round): what a listener does not hear is after its cursor for ever, and must not be
// read each time.
const DUE: &str = "SELECT l.name, q.begins, q.ends, q.utc_offset
FROM listener l LEFT JOIN device d ON d.id = l.name LEFT JOIN quiet_hours q ON q.reviewer_id = d.reviewer_id
WHERE l.busy_until <= ?1 AND l.name <> 'alerts' AND l.name NOT GLOB 'everybody*' AND EXISTS (
  SELECT 1 FROM json_each(iif(l.name = 'crm', ?2, iif(l.name = 'chat', ?3, ?4))) h CROSS JOIN run_ledger u
  WHERE u.step = h.value AND u.id > l.position AND u.review_id IS NOT NULL
    AND u.step IN ('queue', 'decide', 'resolve', 'send', 'status', 'sweep', 'hold', 'remind'))";

/// Those whom nobody is telling and for whom there is something.
pub fn due(now: Timestamp) -> Query<Vec<DueListener>> {
    let due = Query::new("listeners_due", DUE).bind(now);
    due.bind_json(&CRM_HEARS).bind_json(&CHAT_HEARS).bind_json(&DEVICES_HEAR)
}

const TAKE: &str = "UPDATE listener SET busy_until = ?3 WHERE name = ?1 AND busy_until <= ?2 RETURNING failures";

// The plus keeps SQLite from the index by step, whose rows would have to be sorted.
const NEWS: &str = "SELECT n.id, n.at, n.step, n.outcome, n.review_id, n.version, n.reason,
  iif(r.state = 'pending' AND r.window_closes_at > ?2, 1, 0) AS waits, r.received_at, r.window_closes_at,
  n.step = 'queue' AND n.version > 1 AND EXISTS (SELECT 1 FROM run_ledger p
    WHERE p.review_id = n.review_id AND p.step = 'queue' AND p.version = n.version - 1 AND p.reason = 'thanks') AS was_thanks
FROM run_ledger n LEFT JOIN review_queue r ON r.id = n.review_id
WHERE n.id > (SELECT position FROM listener WHERE name = ?1)
  AND n.review_id IS NOT NULL AND +n.step IN (SELECT value FROM json_each(?3))
ORDER BY n.id LIMIT ?4";

/// What the holder of a listener knows.
#[derive(Debug)]
pub struct ListenerLease {
    /// How often telling has failed in a row.
    pub failures: u32,
}

crate::from_row!(ListenerLease { failures });

/// Takes the listener until `until`, if nobody has it, and reads what is next for it.
pub fn take(name: &str, now: Timestamp, until: Timestamp) -> (Query<Option<ListenerLease>>, Query<Vec<CardEvent>>) {
    let news = Query::new("listener_news", NEWS).bind(name).bind(now);
    let news = match name {
        CRM => news.bind_json(&CRM_HEARS),
        CHAT => news.bind_json(&CHAT_HEARS),
        _ => news.bind_json(&DEVICES_HEAR),
    };
    (Query::new("take_listener", TAKE).bind(name).bind(now).bind(until), news.bind(ROWS))
}

const REACHED: &str =
    "UPDATE listener SET position = max(position, ?3) WHERE name = ?1 AND busy_until = ?2 RETURNING position";

/// Notes how far it was told. No row: somebody else took it meanwhile.
pub fn reached(name: &str, held: Timestamp, position: i64) -> Query<bool> {
    Query::new("listener_reached", REACHED).bind(name).bind(held).bind(position)
}

const RELEASE: &str = "UPDATE listener SET position = max(position, ?3), failures = ?4, busy_until = ?5
WHERE name = ?1 AND busy_until = ?2";

/// Notes how far it was told, and when to go on. Only for who took it until `held`.
pub fn release(name: &str, held: Timestamp, position: i64, failures: u32, again: Timestamp) -> Query {
    let release = Query::new("release_listener", RELEASE).bind(name).bind(held).bind(position);
    release.bind(failures).bind(again)
}
