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
/// pressed. Errors: the database failed.
pub async fn turn(host: &dyn Host, admin: &Reviewer, on: bool) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    let event = if on { Event::SwitchedOn } else { Event::SwitchedOff };
    let entry = invocation.entry(event).actor(&admin.id);
    host.batch((bot_switch::turn(on, &admin.id, invocation.at), run_ledger::append(&[entry]))).await?;
    Ok(())
}
