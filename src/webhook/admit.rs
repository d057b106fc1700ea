//! The claim of a message, with allowlist and caps, and its ledger row: a row into the view
//! `admission`, whose trigger does it (`migrations/0016_admission.sql`).

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::SenderId;
use crate::ledger::Invocation;
use crate::settings::Caps;
use serde::Serialize;
use std::time::Duration;

/// The caps look back this far.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A timer that was armed this recently is trusted to be still there.
const TRUSTED_TIMER: Duration = Duration::from_secs(60);

// The sender whose timer has to be armed is one of whom nothing else waits.
const ADMIT: &str = "INSERT INTO admission (ref, prev, sender, phone, twin, bsuid, parent, moved_to, moved_twin, moved_beside,
  kind, kind_name, freshness, in_group, stamped_at,
  window_closes_at, target_ref, target_prev, wamid, text, order_lines, invocation, at, since, sender_hourly, hourly, said)
SELECT i.value ->> 'ref', i.value ->> 'prev', i.value ->> 'sender', i.value ->> 'phone', i.value ->> 'twin',
  i.value ->> 'bsuid', i.value ->> 'parent', i.value ->> 'moved_to', i.value ->> 'moved_twin', i.value ->> 'moved_beside',
  i.value ->> 'kind', i.value ->> 'kind_name', i.value ->> 'freshness', i.value ->> 'in_group',
  i.value ->> 'stamped_at', i.value ->> 'window_closes_at', i.value ->> 'target_ref', i.value ->> 'target_prev',
  i.value ->> 'wamid', i.value ->> 'text', i.value ->> 'order_lines',
  ?1 ->> 'invocation', ?1 ->> 'at', ?1 ->> 'since', ?1 ->> 'sender_hourly', ?1 ->> 'hourly', i.value -> 'said'
FROM json_each(?1, '$.list') AS i
RETURNING (
  SELECT m.sender_id FROM inbound_message m
  WHERE m.message_ref = ref AND m.waiting = 1 AND NOT EXISTS (
    SELECT 1 FROM inbound_message w
    WHERE w.sender_id = m.sender_id AND w.waiting = 1 AND w.admitted_at > ?1 ->> 'trusted_since'
      AND w.invocation <> ?1 ->> 'invocation')) AS to_arm";

/// What follows from one applicant.
#[derive(Debug)]
pub struct Admitted {
    /// The sender, if their timer has to be armed.
    pub to_arm: Option<SenderId>,
}

crate::from_row!(Admitted { to_arm });

/// Admits the applicants that may be, in their order; returns an [`Admitted`] for each.
/// `list`: JSON of [`super::admission::AdmissionRequest`]s, with commas between them, below 2 MB.
pub fn admit(list: &str, invocation: &Invocation, caps: Caps) -> Query<Vec<Admitted>> {
    #[derive(Serialize)]
    struct Terms<'a> {
        invocation: &'a str,
        at: Timestamp,
        since: Timestamp,
        trusted_since: Timestamp,
        sender_hourly: u32,
        hourly: u32,
    }
    let terms = Terms {
        invocation: invocation.id.as_str(),
        at: invocation.at,
        since: invocation.at.minus(HOUR),
        trusted_since: invocation.at.minus(TRUSTED_TIMER),
        sender_hourly: caps.sender_hourly,
        hourly: caps.hourly,
    };
    // As in `Statement::bind_json`: this does not fail.
    let terms = serde_json::to_string(&terms).unwrap_or_default();
    Query::new("admit", ADMIT).bind(format!("{},\"list\":[{list}]}}", terms.trim_end_matches('}')))
}
