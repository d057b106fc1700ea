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
    /// Graph refuses sends for token, permission or account: its code, and since when.
    Sends { code: i64, since: Timestamp },
    /// A check of Meta's side fails. `alerted`: it began to, and did not from the first look on.
    Connection { alerted: bool },
    /// So many cards failed, or nobody knows what became of them.
    Undone { cards: u32 },
    /// No message ever came, or none for longer than is usual at this hour.
    NoMessages { last: Option<Timestamp> },
    /// Webhooks come with a wrong signature and none with a good one: since when that is known.
    Unsigned { since: Timestamp },
    /// Nobody is called: no device rings and there is no chat.
    NobodyTold,
    /// What Meta reported of the account and nobody has seen.
    Account { field: &'static str, event: String, since: Timestamp },
}

impl Alarm {
    /// Its name in D1, in the ledger and in the API.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SwitchedOff { .. } => "switched_off",
            Self::DisabledBySetting => "disabled",
            Self::Ledger(LedgerAlarm::Guards) => "ledger_guards",
            Self::Ledger(LedgerAlarm::NotOurs) => "ledger_not_ours",
            Self::Ledger(LedgerAlarm::WentBack) => "ledger_went_back",
            Self::CannotSend => "cannot_send",
            Self::Sends { .. } => "sends",
            Self::Connection { .. } => "connection",
            Self::Undone { .. } => "undone",
            Self::NoMessages { .. } => "no_messages",
            Self::Unsigned { .. } => "unsigned",
            Self::NobodyTold => "nobody_told",
            Self::Account { .. } => "account",
        }
    }
}

/// What can be wrong with the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "LedgerTrouble"))]
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
