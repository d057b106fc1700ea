//! Messages of people who are not on the list. The ledger has a row for each, with a keyed hash of
//! the address, and nothing else is kept of them (G2).

use super::ledger_rows::{DAYS, last_days};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::http::DAY;
use crate::identity::Address;
use crate::keyed_hash::HashKey;
use crate::settings::Settings;
use serde::Serialize;

/// How many rows are counted at most.
pub const MOST: u32 = 1_000;

/// What came from whom, in the last seven days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strangers {
    /// How many messages: [`MOST`] where there are more.
    pub messages: u32,
    /// From how many addresses.
    pub senders: u32,
    /// When the last one came. With [`MOST`] messages it is the time of one of them.
    pub last: Option<Timestamp>,
}

crate::from_row!(Strangers { messages, senders, last });

// The index holds a day's rows by step and outcome: each day is one look into it. Whoever was listed
// since is a stranger no longer.
const UNLISTED: &str = "SELECT count(*) AS messages, count(DISTINCT s.sender_ref) AS senders, max(s.at) AS last
FROM (
  SELECT l.at, l.sender_ref FROM json_each(?1) d CROSS JOIN run_ledger l
  WHERE substr(l.at, 1, 10) = d.value AND l.step = 'admit' AND l.outcome = 'not_allowlisted' AND l.at > ?2
    AND NOT EXISTS (SELECT 1 FROM allowlist w WHERE w.sender_id = l.sender_ref)
  LIMIT ?3) s";

/// What came of late from addresses that are not listed. Errors: the database failed.
pub async fn unlisted(host: &dyn Host) -> Result<Strangers, StepError> {
    let now = host.now();
    // The UTC days that the last seven times 24 hours touch, and when those began.
    let (days, since) = (last_days(now, DAYS + 1), now.minus(DAY * DAYS));
    let query: Query<Option<Strangers>> =
        Query::new("messages_of_strangers", UNLISTED).bind_json(&days).bind(since).bind(MOST);
    Ok(host.batch(query).await?.unwrap_or_default())
}

/// Messages of an address from before it was listed. None of them is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct WroteBefore {
    /// When the last one came.
    pub last: Option<Timestamp>,
    /// How many.
    pub messages: u32,
}

crate::from_row!(WroteBefore { last, messages });

const WROTE_BEFORE: &str = "SELECT max(l.at) AS last, count(*) AS messages
FROM json_each(?1) k CROSS JOIN run_ledger l INDEXED BY run_ledger_strangers
WHERE l.sender_ref = k.value AND l.at > ?2 AND l.step = 'admit' AND l.outcome = 'not_allowlisted'";

/// What an address wrote of late while it was not listed, however it is written, and under both
/// app secrets; `None`: nothing. Errors: the app secret is not set, or the database failed.
pub async fn wrote_before(
    host: &dyn Host,
    settings: &Settings,
    address: &Address,
) -> Result<Option<WroteBefore>, StepError> {
    let secrets = [Some(settings.app_secret()?), settings.app_secret_previous()];
    let keys: Vec<HashKey> = secrets.into_iter().flatten().map(|secret| HashKey::derive(&secret)).collect();
    let addresses: Vec<Address> = [Some(address.clone()), address.twin()].into_iter().flatten().collect();
    let named = |key: &HashKey, address: &Address| key.sender(address).as_str().to_owned();
    let senders: Vec<String> =
        keys.iter().flat_map(|key| addresses.iter().map(|address| named(key, address))).collect();
    let since = host.now().minus(DAY * DAYS);
    let query = Query::new("messages_before_listing", WROTE_BEFORE).bind_json(&senders).bind(since);
    let found: Option<WroteBefore> = host.batch(query).await?;
    Ok(found.filter(|found| found.messages > 0))
}
