//! What keeps the service from its work. Every page of the desk says it until it is dealt with.

use crate::clock::Timestamp;
use crate::http::LedgerAlarm;

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
