//! What keeps the service from its work. Every page of the desk says it until it is dealt with.

use crate::clock::Timestamp;
use serde::Serialize;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Somebody turned the switch on the desk off: their name, and since when.
    SwitchedOff { by: String, since: Timestamp },
    /// `BOT_ENABLED` does not say on.
    DisabledBySetting,
    /// The ledger is not as it was.
    Ledger(LedgerAlarm),
    /// A setting that the Graph API needs is missing or senseless, so nothing can be sent.
    CannotSend,
}

/// What can be wrong with the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerAlarm {
    /// The triggers that guard it are not those of the migrations.
    Guards,
    /// A checkpoint stands in the place of the next one, and is not ours.
    NotOurs,
    /// The database no longer has the newest link that the witness keeps.
    WentBack,
}

impl LedgerAlarm {
    /// Its name in D1 and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Guards => "guards",
            Self::NotOurs => "not_ours",
            Self::WentBack => "went_back",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Guards, Self::NotOurs, Self::WentBack].into_iter().find(|alarm| alarm.as_str() == name)
    }
}

crate::from_text!(LedgerAlarm);
