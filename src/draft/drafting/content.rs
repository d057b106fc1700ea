//! What goes onto a card.

use super::{Card, Gathered, over_limit};
use crate::clock::Timestamp;
use crate::customers::customer_queries;
use crate::customers::directory::UNKNOWN;
use crate::draft::Draft;
use crate::draft::Source;
use crate::draft::card_writes::{CardContent, OpenCard, Previous};
use crate::draft::rules::active::ActiveRules;
use crate::gate::{KnownProducts, Verdict};
use crate::identity::SenderId;
use crate::keyed_hash::MessageRef;
use crate::language::Language;
use crate::messages::conversation::{Conversation, CurrentMessage};
use crate::messages::kind::Freshness;
use crate::products::index::directory::Directory;
use crate::review::{DraftSource, GateVerdict, NoDraft, Reason};
use crate::taught_words::ActiveWords;

/// How much of the names of products is kept with a card, in bytes.
const NAMED: usize = 100_000;

/// The messages that go onto one card together, and what is known around them.
pub(super) struct Burst {
    pub sender: SenderId,
    /// Messages over the caps; those get a card of their own.
    pub overflow: bool,
    /// The open card that they are added to.
    pub open: Option<OpenCard>,
    /// What the card will hold: its messages so far and the added ones.
    pub conversation: Conversation,
    /// The messages that are added.
    pub added: Vec<MessageRef>,
    pub customer: Option<customer_queries::CustomerRow>,
    pub orders: Vec<customer_queries::RecentOrder>,
    /// The business's own templates in the customer's language, and their version.
    pub templates: (Vec<String>, u32),
    /// Reply rules and persona.
    pub in_force: ActiveRules,
    /// What the business taught.
    pub taught: ActiveWords,
    /// Where the products stand that the words are looked up among.
    pub products: Option<Directory>,
    previous: Option<Previous>,
}

impl Burst {
    /// What to write first: messages within the caps, and only when there are none,
    /// those over them.
    pub fn of(gathered: Gathered) -> Self {
        let (over, within): (Vec<_>, Vec<_>) = gathered.waiting.into_iter().partition(over_limit);
        let overflow = within.is_empty() && !over.is_empty();
        let new = if overflow { over } else { within };
        let open = gathered.open.into_iter().find(|open| open.overflow == overflow);
        let added = new.iter().map(|row| row.message_ref.clone()).collect();
        let on_card = if overflow { Vec::new() } else { gathered.on_card };
        Self {
            sender: gathered.sender,
            overflow,
            open,
            conversation: Conversation::of(on_card.into_iter().chain(new).collect()),
            added,
            customer: gathered.customer,
            orders: gathered.orders,
            templates: gathered.templates,
            in_force: gathered.in_force,
            taught: gathered.taught,
            products: gathered.products,
            previous: gathered.previous,
        }
    }

    /// The language that the customer is answered in.
    pub fn language(&self) -> Language {
        let tag = self.customer.as_ref().map_or("", |customer| &customer.language);
        Language::parse(tag).unwrap_or(Language::Fr)
    }

    /// The business's name for the customer.
    pub fn customer_name(&self) -> &str {
        self.customer.as_ref().map_or("", |customer| &customer.name)
    }

    /// Whose they were when they came, whoever has the number by now.
    fn customer_id(&self) -> String {
        let then = || self.conversation.lines().iter().rev().find_map(|line| line.row.customer_id.clone());
        self.customer.as_ref().map(|customer| customer.id.clone()).or_else(then).unwrap_or_else(|| UNKNOWN.into())
    }

    /// Whether the number is still this customer's.
    fn listed(&self) -> bool {
        self.customer.as_ref().is_some_and(|customer| customer.listed)
    }

    /// The latest message that can be quoted: one that was not taken back, or else
    /// whatever came last. `None`: what is there went to a group, or is a notice.
    fn answered(&self) -> Option<&CurrentMessage> {
        let mut lines = self.conversation.lines().iter().rev();
        let whole = |line: &&CurrentMessage| line.opens_window() && !line.deleted;
        let private = |line: &&CurrentMessage| !line.row.in_group && !line.row.notice;
        lines.clone().find(whole).or_else(|| lines.find(private))
    }

    /// When the window closes that the customer's latest message opened. Edits, deletions,
    /// notices and what went to a group open none (Meta, customer service windows). What cannot
    /// be answered has no window that could close over it before somebody has seen it.
    fn window_closes_at(&self, now: Timestamp) -> Timestamp {
        let messages = self.conversation.lines().iter().filter(|line| line.opens_window());
        let latest = messages.map(|line| line.row.window_closes_at).max();
        let before = self.previous.as_ref().filter(|_| self.answered().is_some()).map(|card| card.window_closes_at);
        latest.or(before).unwrap_or(now)
    }

    /// The card's next version.
    pub fn content(
        &self,
        card: &Card,
        (verdict, known): (&Verdict, KnownProducts),
        why: Option<NoDraft>,
        draft: Option<&Draft>,
        now: Timestamp,
    ) -> CardContent {
        let lines = self.conversation.lines();
        let answered = self.answered().map(|line| &line.row);
        CardContent {
            id: card.id.clone(),
            write_id: card.write.clone(),
            sender_id: self.sender.clone(),
            customer_id: self.customer_id(),
            customer_name: self.customer_name().to_owned(),
            overflow: self.overflow,
            previous_id: self.previous.as_ref().map(|card| card.id.clone()),
            opened_at: now,
            received_at: lines.iter().map(|line| line.row.stamped_at).min().unwrap_or(now),
            window_closes_at: self.window_closes_at(now),
            gate_verdict: match verdict {
                Verdict::Order(_) => GateVerdict::OrderShaped,
                Verdict::Other(_) => GateVerdict::NotAnOrder,
            },
            gate_why: why,
            gate_evidence: serde_json::to_string(&self.conversation.marks(verdict.evidence()))
                .unwrap_or_else(|_| "[]".into()),
            named_products: match verdict {
                Verdict::Order(_) => known.into_keys(NAMED),
                Verdict::Other(_) => vec![],
            },
            words_version: self.taught.version,
            draft_language: draft.map(Draft::language),
            draft_source: draft.map(|draft| match draft.source() {
                Source::Template => DraftSource::Template,
                Source::Model(_) => DraftSource::Model,
            }),
            draft_model: draft.and_then(|draft| match draft.source() {
                Source::Template => None,
                Source::Model(name) => Some(name.clone()),
            }),
            draft_prompt: draft.map(|draft| draft.prompt().to_owned()),
            draft_fallback: draft.and_then(|draft| draft.fallback().map(str::to_owned)),
            draft_sha256: draft.map(Draft::text_sha256),
            draft_text: draft.map(|draft| draft.text().to_owned()),
            recipient: answered.and_then(|row| row.reply_to.clone()),
            quoted_wamid: answered.and_then(|row| row.wamid.clone()),
        }
    }
}

/// Why a burst gets no draft, if it gets none. `over_cap`: its messages were changed too often.
pub(super) fn no_draft(burst: &Burst, verdict: &Verdict, over_cap: bool, bot_enabled: bool) -> Option<NoDraft> {
    let lines = burst.conversation.lines();
    let odd_time = lines.iter().filter(|line| !line.row.notice).find_map(|line| match line.row.freshness {
        Freshness::Late => Some(Reason::Late),
        Freshness::Future => Some(Reason::Future),
        Freshness::Unreadable => Some(Reason::UnreadableTime),
        Freshness::Fresh => None,
    });
    let reason = if burst.overflow || over_cap {
        Some(Reason::OverLimit)
    } else if !burst.listed() {
        Some(Reason::NotAllowlisted)
    } else if !bot_enabled {
        Some(Reason::BotDisabled)
    } else if odd_time.is_some() {
        odd_time
    } else if lines.iter().any(|line| line.row.in_group) {
        Some(Reason::Group)
    } else if lines.iter().all(|line| line.deleted) {
        Some(Reason::Deleted)
    } else if lines.iter().all(|line| line.row.notice) {
        Some(Reason::Notice)
    } else if !lines.iter().any(CurrentMessage::is_message) {
        Some(Reason::ChangedAfterwards)
    } else {
        None
    };
    match (reason, verdict) {
        (Some(reason), _) => Some(NoDraft::Other(reason)),
        (None, Verdict::Other(other)) => Some(NoDraft::Gate(other.why)),
        (None, Verdict::Order(_)) => None,
    }
}
