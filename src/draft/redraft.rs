//! Drafting again what stands on an open card. It can change a draft; it cannot send.

use crate::draft::card_writes;
use crate::error::StepError;
use crate::host::Host;
use crate::identity::ReviewId;
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::messages::inbound_message::WaitingSender;
use crate::settings::Settings;
use crate::switch::bot_switch;

/// Marks an open card to be drafted again; the drafting step then makes its next
/// version. `false`: it is not open at this version, holds messages over the caps, or
/// would come back without a draft: its customer is off the allowlist, or the switch is.
///
/// Errors: the database or the timer failed; in the latter case the sweep arms it.
pub async fn redraft(
    host: &dyn Host,
    settings: &Settings,
    by: &Reviewer,
    card: &ReviewId,
    version: u32,
) -> Result<bool, StepError> {
    if !settings.bot_enabled() || host.batch(bot_switch::off()).await?.is_some() {
        return Ok(false);
    }
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::Redraft).review(card, version).actor(&by.id);
    let row = run_ledger::append_if_card_open(&[entry], card, version);
    let ((), waiting) = host.batch((row, card_writes::redraft(card, version, invocation.at))).await?;
    let Some(WaitingSender { sender_id }) = waiting else { return Ok(false) };
    host.arm(&sender_id, invocation.at).await?;
    Ok(true)
}
