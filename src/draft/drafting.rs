//! What a timer starts: gather a sender's burst, judge it, draft it, queue it.

mod content;
mod policy;
mod writer;

use crate::clock::{Timestamp, back_off};
use crate::customers::customer_queries;
use crate::draft::card_writes::{self, CardContent, OpenCard, Previous};
use crate::draft::draft_lease::{self, Lease};
use crate::draft::rules::active::ActiveRules;
use crate::draft::rules::reply_rules;
use crate::draft::template::reply_template;
use crate::error::StepError;
use crate::gate::{KnownProducts, Verdict, judge_message};
use crate::host::Host;
use crate::identity::{ReviewId, SenderId, WriteId};
use crate::keyed_hash::MessageRef;
use crate::ledger::run_ledger;
use crate::ledger::{Entry, Event, Invocation};
use crate::messages::hourly_count::{self, Hourly};
use crate::messages::inbound_message::{self, MessageRow};
use crate::messages::kind::Admission;
use crate::products::index::directory::Directory;
use crate::products::index::lookup::known_products;
use crate::products::index_queries;
use crate::review::review_queue;
use crate::settings::Settings;
use crate::switch::bot_switch;
use crate::taught_words::{self, ActiveWords};
use content::{Burst, no_draft};
use std::time::Duration;

/// A sender who never pauses is gathered all the same after this.
const LONGEST_BURST: Duration = Duration::from_secs(60);

/// The caps look back this far.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// How long after a failure it is tried again, and after many of them at most.
const AGAIN: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(15 * 60));

/// How long a sender whose draft failed so often in a row is left alone. What fails is mostly
/// the database, which more attempts do not help.
pub fn again_after(failures: u32) -> Duration {
    back_off(failures, AGAIN.0, AGAIN.1)
}

/// When the sender has to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextLook {
    /// Nothing waits.
    Nothing,
    /// Something waits, or somebody else is at it.
    At(Timestamp),
}

/// Drafts what a sender has waiting.
///
/// 1. Takes the sender's lease and reads everything in one batch.
/// 2. Comes back later if the sender may still be writing.
/// 3. Judges the burst; asks a model if the gate lets it through.
/// 4. Writes card, messages and ledger in one batch, if the lease still holds.
///
/// Errors: the database failed. Nothing is lost: the messages still wait.
pub async fn draft(host: &dyn Host, settings: &Settings, sender: &SenderId) -> Result<NextLook, StepError> {
    let invocation = Invocation::begin(host);
    let Some((lease, gathered)) = gather(host, sender).await? else {
        return Ok(NextLook::At(host.now().plus(draft_lease::TERM)));
    };
    let next = match gathered.due(settings.burst()?) {
        None => NextLook::Nothing,
        Some(due) if due > host.now() => NextLook::At(due),
        Some(_) => return queue(host, settings, &invocation, lease, gathered).await,
    };
    host.batch(draft_lease::release(sender, lease, host.now())).await?;
    Ok(next)
}

/// Everything about a sender, as one batch read it.
struct Gathered {
    sender: SenderId,
    waiting: Vec<MessageRow>,
    open: Vec<OpenCard>,
    on_card: Vec<MessageRow>,
    previous: Option<Previous>,
    customer: Option<customer_queries::CustomerRow>,
    orders: Vec<customer_queries::RecentOrder>,
    templates: (Vec<String>, u32),
    in_force: ActiveRules,
    taught: ActiveWords,
    /// Where the products stand that messages are looked up among.
    products: Option<Directory>,
    /// Somebody turned the switch on the desk off.
    switched_off: bool,
    /// Edits and deletions of the last hour.
    changes: Hourly,
}

impl Gathered {
    /// When the burst is over: a pause after its latest message; at once where a person
    /// asked for another draft.
    fn due(&self, pause: Duration) -> Option<Timestamp> {
        if self.waiting.is_empty() {
            return self.open.iter().any(|card| card.redraft).then(|| Timestamp::from_millis(0));
        }
        let first = self.waiting.first()?.admitted_at;
        let last = self.waiting.last()?.admitted_at;
        Some(last.plus(pause).min(first.plus(LONGEST_BURST)))
    }
}

async fn gather(host: &dyn Host, sender: &SenderId) -> Result<Option<(Lease, Gathered)>, StepError> {
    let now = host.now();
    let everything = || {
        (
            draft_lease::take(sender, now),
            inbound_message::waiting(sender),
            card_writes::open(sender),
            inbound_message::of_open_card(sender),
            card_writes::previous(sender),
            customer_queries::of_sender(sender),
            customer_queries::orders_of_sender(sender),
            (reply_template::of_sender(sender), reply_rules::newest(), reply_rules::persona(), taught_words::newest()),
            index_queries::directory(),
            hourly_count::changes(sender, now.minus(HOUR)),
            bot_switch::off(),
        )
    };
    let (lease, waiting, open, on_card, previous, customer, orders, instructions, products, changes, off) =
        host.batch_again(everything).await?;
    let (templates, rules, persona, taught) = instructions;
    let Some(lease) = lease else { return Ok(None) };
    Ok(Some((
        lease,
        Gathered {
            sender: sender.clone(),
            waiting,
            open,
            on_card,
            previous,
            customer,
            orders,
            templates: reply_template::texts(templates),
            in_force: ActiveRules::of(rules, persona),
            taught: ActiveWords::of(taught),
            products: products.and_then(|row| Directory::read(row.run, &row.starts, &row.first_words)),
            switched_off: off.is_some(),
            changes: changes.unwrap_or_default(),
        },
    )))
}

async fn queue(
    host: &dyn Host,
    settings: &Settings,
    invocation: &Invocation,
    lease: Lease,
    gathered: Gathered,
) -> Result<NextLook, StepError> {
    let changes = gathered.changes;
    let enabled = settings.bot_enabled() && !gathered.switched_off;
    let burst = Burst::of(gathered);
    let over_cap = changed_too_often(host, settings, &burst, changes).await?;
    let card = Card {
        id: burst.open.as_ref().map_or_else(|| ReviewId::new(host.nonce()), |open| open.id.clone()),
        version: burst.open.as_ref().map_or(1, |open| open.version + 1),
        write: WriteId::new(host.nonce()),
    };
    let (verdict, known) = verdict(host, &burst).await?;
    let why = no_draft(&burst, &verdict, over_cap, enabled);
    let mut entries = Vec::new();
    if !burst.overflow {
        entries.push(gate_entry(invocation, &verdict, &card));
    }
    let draft = match (&verdict, why) {
        (Verdict::Order(order), None) => {
            let writer = writer::DraftWriter { host, settings, invocation, card: &card };
            Some(writer.write(order, &burst, &mut entries).await?)
        }
        _ => None,
    };
    let (event, reason) = match (burst.overflow, &burst.open) {
        (true, _) => (Event::Overflow, why),
        (false, None) => (Event::Queued, why),
        (false, Some(_)) => (Event::NewVersion, why),
    };
    let entry = invocation.entry(event).at(host.now()).review(&card.id, card.version);
    entries.push(match reason {
        Some(why) => entry.reason(why.code()),
        None => entry,
    });
    let content = burst.content(&card, (&verdict, known), why, draft.as_ref(), host.now());
    write_card(host, &burst, lease, &card, &content, &entries).await
}

/// Whether messages and changes of messages together are over a cap: another draft would be one
/// more model call. A person who asks for one gets it.
async fn changed_too_often(
    host: &dyn Host,
    settings: &Settings,
    burst: &Burst,
    changes: Hourly,
) -> Result<bool, StepError> {
    if changes == Hourly::default() || burst.open.as_ref().is_some_and(|open| open.redraft) {
        return Ok(false);
    }
    let caps = settings.caps()?;
    let most = Hourly { sender_hourly: caps.sender_hourly, hourly: caps.hourly };
    let since = host.now().minus(HOUR);
    let messages = host.batch(hourly_count::messages(&burst.sender, since, most)).await?.unwrap_or_default();
    let over = |messages: u32, changes: u32, most: u32| messages.saturating_add(changes) > most;
    Ok(over(messages.sender_hourly, changes.sender_hourly, most.sender_hourly)
        || over(messages.hourly, changes.hourly, most.hourly))
}

/// The card that is being written.
struct Card {
    id: ReviewId,
    version: u32,
    write: WriteId,
}

/// How much of what was said is looked up among the products, in characters. All of it is judged;
/// nobody writes that much between two answers.
const LOOKED_UP: usize = 200_000;

/// Judges the burst against the products that it may name, and those.
async fn verdict(host: &dyn Host, burst: &Burst) -> Result<(Verdict, KnownProducts), StepError> {
    let said = burst.conversation.said();
    let known = known_products(host, burst.products.as_ref(), &said.naming(LOOKED_UP)).await?;
    let taught = burst.taught.words.for_gate();
    Ok((judge_message(&said.judged(&taught), &known), known))
}

fn gate_entry(invocation: &Invocation, verdict: &Verdict, card: &Card) -> Entry {
    match verdict {
        Verdict::Order(_) => invocation.entry(Event::OrderShaped),
        Verdict::Other(other) => {
            let why = crate::review::NoDraft::Gate(other.why);
            invocation.entry(Event::NotAnOrder).reason(why.code())
        }
    }
    .review(&card.id, card.version)
}

async fn write_card(
    host: &dyn Host,
    burst: &Burst,
    lease: Lease,
    card: &Card,
    content: &CardContent,
    entries: &[Entry],
) -> Result<NextLook, StepError> {
    let messages: Vec<&MessageRef> = burst.added.iter().collect();
    let written = match &burst.open {
        None => card_writes::open_new(content, lease, &messages),
        Some(open) => card_writes::next_version(content, lease, &messages, open.version),
    };
    let ((), (), _, waiting, (), _) = host
        .batch((
            written,
            inbound_message::attach(&messages, &card.id, &card.write),
            run_ledger::append_if_card_written(entries, &card.id, &card.write),
            inbound_message::still_waiting(&burst.sender),
            draft_lease::release(&burst.sender, lease, host.now()),
            review_queue::written(&card.id, &card.write),
        ))
        .await?;
    // Superseded by another lease, or decided meanwhile: the messages still wait
    // and are looked at afresh.
    Ok(if waiting { NextLook::At(host.now()) } else { NextLook::Nothing })
}

/// Whether a message is over a cap.
fn over_limit(row: &MessageRow) -> bool {
    row.outcome == Admission::OverLimit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_failing_is_tried_less_and_less() {
        let seconds = [1, 2, 3, 4, 5, 6, 7, 8, 60, u32::MAX].map(|failures| again_after(failures).as_secs());
        assert_eq!(seconds, [15, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
    }
}
