//! `device`: the browsers that are pushed to. Each is a listener of its own. They are their
//! reviewers', and go with them: the trigger `reviewer_revoked`.

pub mod api;
pub mod pages;
pub mod steps;
pub mod view;

use crate::clock::Timestamp;
use crate::host::{Json, Query};
use crate::identity::{DeviceId, ReviewerId};
use crate::ledger::{Event, Invocation};
use crate::notify::push::Subscription;
use crate::notify::quiet::QuietHours;
use serde::Serialize;

/// A device as its reviewer sees it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Device {
    pub id: DeviceId,
    /// What kind of device it is.
    pub name: String,
    pub added_at: Timestamp,
    /// When it was last pushed to.
    pub told_at: Option<Timestamp>,
    /// What became of that: `taken`, `gone`, `no_answer`, `unsealed` or `refused:STATUS`.
    pub told_outcome: Option<String>,
    /// Whether it is still pushed to; `false`: its push service knows it no more.
    pub works: bool,
}

crate::from_row!(Device { id, name, added_at, told_at, told_outcome, works });

const OF_REVIEWER: &str = "SELECT id, name, added_at, told_at, told_outcome, endpoint IS NOT NULL AS works
FROM device WHERE reviewer_id = ?1 ORDER BY added_at DESC LIMIT 50";

/// A reviewer's devices, the newest first.
pub fn of(reviewer: &ReviewerId) -> Query<Vec<Device>> {
    Query::new("devices_of_reviewer", OF_REVIEWER).bind(reviewer.as_str())
}

/// A device as it is pushed to.
#[derive(Clone)]
pub struct Target {
    pub id: DeviceId,
    pub reviewer_id: ReviewerId,
    pub language: String,
    endpoint: Option<String>,
    p256dh: Option<String>,
    auth: Option<String>,
    /// How many cards wait.
    pub waiting: u32,
    /// Which, as far as they fit into a notice.
    pub open: Json<Vec<String>>,
}

crate::from_row!(Target { id, reviewer_id, language, endpoint, p256dh, auth, waiting, open });

impl Target {
    /// Where it is pushed to. `None`: it was given up.
    pub fn subscription(&self) -> Option<Subscription> {
        steps::subscription(self.endpoint.as_deref()?, self.p256dh.as_deref()?, self.auth.as_deref()?)
    }
}

const TARGET: &str = "SELECT d.id, d.reviewer_id, u.language, d.endpoint, d.p256dh, d.auth,
  (SELECT count(*) FROM review_queue WHERE state = 'pending') AS waiting,
  (SELECT json_group_array(id) FROM (SELECT id FROM review_queue WHERE state = 'pending' LIMIT 60)) AS open
FROM device d JOIN reviewer u ON u.id = d.reviewer_id
WHERE d.id = ?1 AND u.revoked_at IS NULL AND u.role IN ('reviewer', 'admin')";

/// A device by the name that it has as a listener. No row: it is none, or it is of somebody who
/// may not answer any more.
pub fn target(name: &str) -> Query<Option<Target>> {
    Query::new("device_to_push_to", TARGET).bind(name)
}

const FORGET_GIVEN_UP: &str = "DELETE FROM device WHERE reviewer_id = ?1 AND name = ?2 AND endpoint IS NULL";

const FORGET_ENDPOINT: &str = "DELETE FROM device WHERE endpoint = ?1 AND reviewer_id <> ?2";

const FORGET_LISTENERS: &str = "DELETE FROM listener
WHERE name NOT IN ('crm', 'chat', 'alerts') AND name NOT GLOB 'everybody*'
  AND NOT EXISTS (SELECT 1 FROM device d WHERE d.id = listener.name)";

const LEDGER_ADDED: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, actor)
SELECT ?1, ?2, ?3, ?4, ?5
WHERE NOT EXISTS (SELECT 1 FROM device WHERE endpoint = ?6) AND (SELECT count(*) FROM device WHERE reviewer_id = ?5) < 20";

const ADD: &str = "INSERT INTO device (id, reviewer_id, name, endpoint, p256dh, auth, added_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
WHERE EXISTS (SELECT 1 FROM device WHERE endpoint = ?4) OR (SELECT count(*) FROM device WHERE reviewer_id = ?2) < 20
ON CONFLICT (endpoint) WHERE endpoint IS NOT NULL
DO UPDATE SET name = excluded.name, p256dh = excluded.p256dh, auth = excluded.auth
RETURNING id, name, added_at, told_at, told_outcome, 1 AS works";

const LISTEN: &str = "INSERT INTO listener (name, position, busy_until)
SELECT d.id, COALESCE((SELECT max(id) FROM run_ledger), 0), ?2 FROM device d
WHERE d.endpoint = ?1 AND NOT EXISTS (SELECT 1 FROM listener l WHERE l.name = d.id)";

/// A device to add, as its browser gave it.
pub struct NewDevice<'a> {
    pub id: DeviceId,
    pub name: &'a str,
    pub endpoint: &'a str,
    pub p256dh: &'a str,
    pub auth: &'a str,
}

/// What is asked and written when a device is added.
pub type Add = (Query, Query, Query, Query<Option<Device>>, Query, Query);

/// Adds a device, and lets it listen from now on. No row: there are twenty of that reviewer. One that is there is kept up to date: a browser
/// is added each time that its page is opened. A browser that somebody else signed in to before
/// is not theirs any more.
pub fn add(new: &NewDevice<'_>, of: &ReviewerId, by: &Invocation) -> Add {
    let (step, outcome) = Event::DeviceAdded.names();
    let ledger = Query::new("ledger_device_added", LEDGER_ADDED).bind(by.at).bind(by.id.as_str());
    let add = Query::new("add_device", ADD).bind(new.id.as_str()).bind(of.as_str()).bind(new.name).bind(new.endpoint);
    (
        Query::new("forget_given_up_device", FORGET_GIVEN_UP).bind(of.as_str()).bind(new.name),
        Query::new("forget_device_of_another", FORGET_ENDPOINT).bind(new.endpoint).bind(of.as_str()),
        ledger.bind(step).bind(outcome).bind(of.as_str()).bind(new.endpoint),
        add.bind(new.p256dh).bind(new.auth).bind(by.at),
        Query::new("device_listens", LISTEN).bind(new.endpoint).bind(by.at),
        Query::new("forget_listeners", FORGET_LISTENERS),
    )
}

const LEDGER_REMOVED: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, actor)
SELECT ?1, ?2, ?3, ?4, reviewer_id FROM device WHERE id = ?5 AND reviewer_id = ?6";

const REMOVE: &str = "DELETE FROM device WHERE id = ?1 AND reviewer_id = ?2 RETURNING id";

/// Removes a reviewer's device. No row: they have none of this id.
pub fn remove(id: &DeviceId, of: &ReviewerId, by: &Invocation) -> (Query, Query<bool>, Query) {
    let (step, outcome) = Event::DeviceRemoved.names();
    let ledger = Query::new("ledger_device_removed", LEDGER_REMOVED).bind(by.at).bind(by.id.as_str());
    let ledger = ledger.bind(step).bind(outcome).bind(id.as_str()).bind(of.as_str());
    let remove = Query::new("remove_device", REMOVE).bind(id.as_str()).bind(of.as_str());
    (ledger, remove, Query::new("forget_listeners", FORGET_LISTENERS))
}

const TOLD: &str = "UPDATE device SET told_at = ?2, told_outcome = ?3 WHERE id = ?1";

/// Notes what became of a push.
pub fn told(id: &DeviceId, now: Timestamp, outcome: &str) -> Query {
    Query::new("device_told", TOLD).bind(id.as_str()).bind(now).bind(outcome)
}

const GIVE_UP: &str = "UPDATE device SET endpoint = NULL, p256dh = NULL, auth = NULL WHERE id = ?1";

const SILENCE: &str = "DELETE FROM listener WHERE name = ?1";

/// Gives up a device whose push service knows it no more: its address and keys go.
pub fn give_up(id: &DeviceId) -> (Query, Query) {
    let silence = Query::new("silence_device", SILENCE).bind(id.as_str());
    (Query::new("give_up_device", GIVE_UP).bind(id.as_str()), silence)
}

const QUIET: &str = "SELECT begins, ends, utc_offset FROM quiet_hours WHERE reviewer_id = ?1";

/// When a reviewer is not to be called.
pub fn quiet(of: &ReviewerId) -> Query<Option<QuietHours>> {
    Query::new("quiet_hours", QUIET).bind(of.as_str())
}

const SET_QUIET: &str = "INSERT INTO quiet_hours (reviewer_id, begins, ends, utc_offset) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (reviewer_id) DO UPDATE SET begins = excluded.begins, ends = excluded.ends, utc_offset = excluded.utc_offset";

/// Sets them.
pub fn set_quiet(of: &ReviewerId, hours: &QuietHours) -> Query {
    let set = Query::new("set_quiet_hours", SET_QUIET).bind(of.as_str()).bind(hours.begins).bind(hours.ends);
    set.bind(hours.utc_offset)
}

const NO_QUIET: &str = "DELETE FROM quiet_hours WHERE reviewer_id = ?1";

/// Takes them away.
pub fn no_quiet(of: &ReviewerId) -> Query {
    Query::new("no_quiet_hours", NO_QUIET).bind(of.as_str())
}

const MOVE_CLOCK: &str = "UPDATE quiet_hours SET utc_offset = ?2 WHERE reviewer_id = ?1 AND utc_offset <> ?2";

/// The reviewer's clock was put forward or back, or they travel.
pub fn move_clock(of: &ReviewerId, utc_offset: i64) -> Query {
    Query::new("move_quiet_hours", MOVE_CLOCK).bind(of.as_str()).bind(utc_offset)
}
