//! The switch on the desk (G10): off, nothing is drafted and nothing is sent, and what arrives
//! is still recorded. `BOT_ENABLED` is the outer switch: either of them off is off.

pub mod api;
pub mod bot_switch;
pub mod pages;

use crate::error::StepError;
use crate::host::Host;
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};

/// Turns the switch, and leaves a row in the ledger even if it stood so before: somebody
/// pressed. Returns how many cards wait without a draft that came while it was off. Errors: the
/// database failed.
pub async fn turn(host: &dyn Host, admin: &Reviewer, on: bool) -> Result<u32, StepError> {
    let invocation = Invocation::begin(host);
    let event = if on { Event::SwitchedOn } else { Event::SwitchedOff };
    let entry = invocation.entry(event).actor(&admin.id);
    let turned = bot_switch::turn(on, &admin.id, invocation.at);
    let ((), (), missed) = host.batch((turned, run_ledger::append(&[entry]), bot_switch::missed())).await?;
    Ok(missed.map_or(0, |(cards,)| cards))
}
