//! The sends that Graph refused last.

use super::{Class, ErrorCode};
use crate::clock::Timestamp;
use crate::host::Query;
use serde::Serialize;

/// A send that Graph refused, in words for whoever asks.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "LastRefusal"))]
pub struct RefusalView {
    /// Meta's code.
    pub code: i64,
    pub at: Timestamp,
    /// It is for token, permission or account: the next send is refused as well.
    pub configuration: bool,
}

/// A send that Graph refused.
#[derive(Clone, Copy, Debug)]
pub struct SendRefusal {
    /// Graph's code.
    pub code: i64,
    /// When it was begun.
    pub at: Timestamp,
}

crate::from_row!(SendRefusal { code, at });

impl SendRefusal {
    fn for_configuration(self) -> bool {
        ErrorCode::of_kept(self.code).class() == Class::Configuration
    }

    /// The code as Meta says it.
    pub fn told_code(self) -> i64 {
        ErrorCode::of_kept(self.code).code()
    }

    /// As `/api/health` says it.
    pub fn told(self) -> RefusalView {
        RefusalView { code: self.told_code(), at: self.at, configuration: self.for_configuration() }
    }
}

/// How many refusals since the last accepted send are looked through.
const REFUSALS: u32 = 20;

const LAST_ACCEPTED: &str =
    "SELECT started_at FROM send_attempt WHERE outcome = 'accepted' ORDER BY started_at DESC LIMIT 1";

// The last one, whenever it was, and those since the last that was accepted.
const REFUSED: &str = "SELECT COALESCE(error_code, 0) AS code, started_at AS at FROM send_attempt
WHERE outcome = 'refused' AND started_at >= min(
  (SELECT max(started_at) FROM send_attempt WHERE outcome = 'refused'),
  COALESCE((SELECT max(started_at) FROM send_attempt WHERE outcome = 'accepted'), ''))
ORDER BY started_at DESC LIMIT ?1";

/// When the last accepted send was begun; the last that were refused.
pub fn recent() -> (Query<Option<(Timestamp,)>>, Query<Vec<SendRefusal>>) {
    (Query::new("last_accepted_send", LAST_ACCEPTED), Query::new("refused_sends", REFUSED).bind(REFUSALS))
}

/// How the last sends went.
#[derive(Clone, Copy, Debug)]
pub struct Refusals {
    /// When the last send was begun that was accepted.
    pub last_accepted: Option<Timestamp>,
    /// The last one that was refused.
    pub last: Option<SendRefusal>,
    /// The last one that was refused for token, permission or account, if none was accepted
    /// since.
    pub for_configuration: Option<SendRefusal>,
}

impl Refusals {
    pub fn of((accepted, refused): (Option<(Timestamp,)>, Vec<SendRefusal>)) -> Self {
        let last_accepted = accepted.map(|(at,)| at);
        let since = |refusal: &&SendRefusal| last_accepted.is_none_or(|accepted| refusal.at > accepted);
        Self {
            last_accepted,
            last: refused.first().copied(),
            for_configuration: refused.iter().filter(since).find(|refusal| refusal.for_configuration()).copied(),
        }
    }
}
