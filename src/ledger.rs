//! The run ledger (G5): one row per invocation and outcome.
//!
//! A row names nothing and nobody: messages and senders by keyed hash, cards and
//! people by opaque id, reasons by code. It is written in the batch of what it
//! tells, so that neither can be without the other.

pub mod api;
pub mod chain;
pub mod ledger_alarm;
pub mod ledger_checkpoint;
pub mod pages;
mod proof;
pub mod read;
pub mod rows_view;
pub mod run_ledger;
pub mod seal;
pub mod stats;
pub mod stats_view;
mod words;

use crate::clock::Timestamp;
use crate::identity::{InvocationId, ReviewId, ReviewerId, SenderId};
use crate::keyed_hash::MessageRef;
use serde::Serialize;

/// What happened. `step` and `outcome` in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A webhook item that is neither a message nor a status.
    Odd,
    /// A message or status for a phone number that is not ours.
    ForeignNumber,
    /// The gate let the burst through.
    OrderShaped,
    /// The gate left it to a person.
    NotAnOrder,
    /// A model was called.
    ModelCalled,
    /// The model's text passed the guard.
    ModelAnswered,
    /// The model failed or its text was refused.
    ModelFailed,
    /// The day's model calls or money are used up.
    ModelOverLimit,
    /// No model was asked: nobody approved the persona.
    ModelHeld,
    /// A model of embeddings compared the message with the rules.
    Compared,
    /// Which reply rule the draft is made by.
    RuleMatched,
    /// A draft was written.
    Drafted,
    /// A new card.
    Queued,
    /// An open card moved to its next version.
    NewVersion,
    /// Over the caps: the sender's waiting card.
    Overflow,
    /// A person approved the draft as it stood.
    Approved,
    /// A person sent their own words.
    Edited,
    /// A person rejected or closed the card.
    Rejected,
    /// A decision that came too late or did not fit.
    DecisionRefused,
    /// Graph accepted the message.
    Sent,
    /// Graph refused it.
    Failed,
    /// Nobody knows whether it went.
    Unknown,
    /// A person settled an unknown send: it arrived.
    ResolvedSent,
    /// A person settled an unknown send: it did not arrive.
    ResolvedNotSent,
    /// The 24-hour window closed over an open card.
    Expired,
    /// The sweep armed a timer again.
    Rearmed,
    /// Text and numbers past their time were erased.
    Erased,
    /// A customer was put on the allowlist.
    AllowlistAdded,
    /// An entry of it was changed.
    AllowlistChanged,
    /// An entry of it passed from one customer to another.
    AllowlistReplaced,
    /// A customer was taken off it.
    AllowlistRemoved,
    /// An entry moved to the address that Meta says its customer has now.
    AllowlistMoved,
    /// An import proposed addresses, which admits nobody.
    AddressesProposed,
    /// An admin took such a proposal off.
    ProposalDiscarded,
    /// A BSUID that Meta signed beside a number that was just listed.
    AliasAdded,
    /// A person said that they are on a card.
    HoldTaken,
    /// They said that they are not any more.
    HoldLeft,
    /// A person put a card's messages back, to be drafted again.
    Redraft,
    /// A person signed in at the desk.
    SignedIn,
    /// A person signed out.
    SignedOut,
    /// An admin signed a phone out.
    PhoneRevoked,
    /// An admin made a link that signs somebody in.
    LinkMade,
    /// A phone was signed in by it.
    LinkUsed,
    /// An admin took links back that nobody had used.
    LinkRevoked,
    /// An admin added a reviewer.
    ReviewerAdded,
    /// An admin changed what Cloudflare Access knows a reviewer by.
    ReviewerChanged,
    /// An admin revoked a reviewer.
    ReviewerRevoked,
    /// Customers were added or changed.
    CustomersChanged,
    /// A customer was erased: who they are and what they wrote.
    CustomerErased,
    /// All that is kept of a customer was read out.
    CustomerExported,
    /// Recent orders were added, changed or removed.
    OrdersChanged,
    /// Products were added, changed or removed.
    ProductsChanged,
    /// The index of products was made anew.
    ProductsIndexed,
    /// The business's own templates of a language were replaced.
    TemplatesChanged,
    /// The reply rules were replaced.
    RulesChanged,
    /// The persona was replaced; it waits to be judged.
    PersonaChanged,
    /// An admin approved the persona.
    PersonaApproved,
    /// An admin refused it.
    PersonaRefused,
    /// An admin turned the switch on.
    SwitchedOn,
    /// An admin turned it off.
    SwitchedOff,
    /// An assistant or an auditor asked through MCP.
    AssistantAsked,
    /// Ledger rows far out of line were given the next numbers.
    LedgerBroughtIntoLine,
    /// An admin acknowledged that the ledger went back.
    LedgerAcknowledged,
    /// Somebody could not be told: the CRM, or who else stands in the reason.
    NotifyFailed,
    /// The CRM was not told for so long that the news was dropped.
    NotifyDropped,
    /// The chat took a line.
    ChatTold,
    /// A device took a notice.
    DeviceTold,
    /// A reviewer has a device pushed to.
    DeviceAdded,
    /// They do not want it any more.
    DeviceRemoved,
    /// Its push service does not know it any more.
    DeviceGone,
    /// A card waits for longer than it should.
    Overdue,
    /// The window of a card that waits is about to close.
    Closing,
}

impl Event {
    /// `step` and `outcome`. Admissions and statuses are written by the statements
    /// that alone know their outcome (the triggers `admit` and `fold_status`).
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Odd => ("webhook", "odd"),
            Self::ForeignNumber => ("webhook", "foreign_number"),
            Self::OrderShaped => ("gate", "order_shaped"),
            Self::NotAnOrder => ("gate", "not_an_order"),
            Self::ModelCalled => ("model", "called"),
            Self::ModelAnswered => ("model", "answered"),
            Self::ModelFailed => ("model", "failed"),
            Self::ModelOverLimit => ("model", "over_limit"),
            Self::ModelHeld => ("model", "held"),
            Self::Compared => ("rules", "compared"),
            Self::RuleMatched => ("rules", "matched"),
            Self::Drafted => ("draft", "drafted"),
            Self::Queued => ("queue", "queued"),
            Self::NewVersion => ("queue", "new_version"),
            Self::Overflow => ("queue", "overflow"),
            Self::Approved => ("decide", "approved"),
            Self::Edited => ("decide", "edited"),
            Self::Rejected => ("decide", "rejected"),
            Self::DecisionRefused => ("decide", "refused"),
            Self::Sent => ("send", "sent"),
            Self::Failed => ("send", "failed"),
            Self::Unknown => ("send", "unknown"),
            Self::ResolvedSent => ("resolve", "sent"),
            Self::ResolvedNotSent => ("resolve", "not_sent"),
            Self::Expired => ("sweep", "expired"),
            Self::Rearmed => ("sweep", "rearmed"),
            Self::Erased => ("sweep", "erased"),
            Self::AllowlistAdded => ("allowlist", "added"),
            Self::AllowlistChanged => ("allowlist", "changed"),
            Self::AllowlistReplaced => ("allowlist", "replaced"),
            Self::AllowlistRemoved => ("allowlist", "removed"),
            Self::AllowlistMoved => ("allowlist", "moved"),
            Self::AddressesProposed => ("allowlist", "proposed"),
            Self::ProposalDiscarded => ("allowlist", "discarded"),
            Self::AliasAdded => ("allowlist", "alias_added"),
            Self::HoldTaken => ("hold", "taken"),
            Self::HoldLeft => ("hold", "left"),
            Self::Redraft => ("redraft", "asked"),
            Self::SignedIn => ("session", "begun"),
            Self::SignedOut => ("session", "ended"),
            Self::PhoneRevoked => ("session", "revoked"),
            Self::LinkMade => ("sign_in_link", "made"),
            Self::LinkUsed => ("sign_in_link", "used"),
            Self::LinkRevoked => ("sign_in_link", "revoked"),
            Self::ReviewerAdded => ("reviewer", "added"),
            Self::ReviewerChanged => ("reviewer", "changed"),
            Self::ReviewerRevoked => ("reviewer", "revoked"),
            Self::CustomersChanged => ("customers", "changed"),
            Self::CustomerErased => ("customers", "erased"),
            Self::CustomerExported => ("customers", "exported"),
            Self::OrdersChanged => ("orders", "changed"),
            Self::ProductsChanged => ("products", "changed"),
            Self::ProductsIndexed => ("products", "indexed"),
            Self::TemplatesChanged => ("templates", "changed"),
            Self::RulesChanged => ("rules", "changed"),
            Self::PersonaChanged => ("persona", "changed"),
            Self::PersonaApproved => ("persona", "approved"),
            Self::PersonaRefused => ("persona", "refused"),
            Self::SwitchedOn => ("switch", "on"),
            Self::SwitchedOff => ("switch", "off"),
            Self::AssistantAsked => ("mcp", "asked"),
            Self::LedgerBroughtIntoLine => ("ledger", "brought_into_line"),
            Self::LedgerAcknowledged => ("ledger", "acknowledged"),
            Self::NotifyFailed => ("notify", "failed"),
            Self::NotifyDropped => ("notify", "dropped"),
            Self::ChatTold => ("notify", "posted"),
            Self::DeviceTold => ("notify", "pushed"),
            Self::DeviceAdded => ("device", "added"),
            Self::DeviceRemoved => ("device", "removed"),
            Self::DeviceGone => ("device", "gone"),
            Self::Overdue => ("remind", "overdue"),
            Self::Closing => ("remind", "closing"),
        }
    }
}

/// An amount, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Micros(pub i64);

impl Micros {
    /// From a decimal number: `2`, `0.15`, at most six places. `None`: it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || whole.len() > 9 || part.len() > 6 {
            return None;
        }
        let part: i64 = format!("{part:0<6}").parse().ok()?;
        Some(Self(whole.parse::<i64>().ok()? * 1_000_000 + part))
    }
}

/// One row. Only what is known is set.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    at: Timestamp,
    invocation: InvocationId,
    step: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_ref: Option<MessageRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_ref: Option<SenderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_id: Option<ReviewId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<ReviewerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens_in: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens_out: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_ms: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_micros: Option<i64>,
}

/// When and in which entry into the Worker something happened.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The entry.
    pub id: InvocationId,
    /// When it began.
    pub at: Timestamp,
}

impl Invocation {
    /// A new one, at the host's time.
    pub fn begin(host: &dyn crate::host::Host) -> Self {
        Self { id: InvocationId::new(host.nonce()), at: host.now() }
    }

    /// A row of this invocation.
    pub fn entry(&self, event: Event) -> Entry {
        let (step, outcome) = event.names();
        Entry {
            at: self.at,
            invocation: self.id.clone(),
            step,
            outcome,
            message_ref: None,
            sender_ref: None,
            review_id: None,
            version: None,
            actor: None,
            reason: None,
            model: None,
            tokens_in: None,
            tokens_out: None,
            latency_ms: None,
            cost_micros: None,
        }
    }
}

impl Entry {
    /// When it happened, if later than the invocation began.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = at;
        self
    }

    /// About this message.
    #[must_use]
    pub fn message(mut self, message: MessageRef) -> Self {
        self.message_ref = Some(message);
        self
    }

    /// About this sender.
    #[must_use]
    pub fn sender(mut self, sender: SenderId) -> Self {
        self.sender_ref = Some(sender);
        self
    }

    /// About this card, at this version.
    #[must_use]
    pub fn review(mut self, review: &ReviewId, version: u32) -> Self {
        self.review_id = Some(review.clone());
        self.version = Some(version);
        self
    }

    /// Done by this person.
    #[must_use]
    pub fn actor(mut self, actor: &ReviewerId) -> Self {
        self.actor = Some(actor.clone());
        self
    }

    /// A code, never text of a customer's or a reviewer's.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// How long it took, in milliseconds.
    #[must_use]
    pub fn latency(mut self, latency_ms: u32) -> Self {
        self.latency_ms = Some(latency_ms);
        self
    }

    /// Which model, how many tokens, how long in milliseconds.
    #[must_use]
    pub fn model(mut self, model: &str, tokens: (Option<u32>, Option<u32>), latency_ms: u32) -> Self {
        self.model = Some(model.to_owned());
        (self.tokens_in, self.tokens_out) = tokens;
        self.latency_ms = Some(latency_ms);
        self
    }

    /// What it cost, if that is known.
    #[must_use]
    pub fn cost(mut self, cost: Option<Micros>) -> Self {
        self.cost_micros = cost.map(|Micros(micros)| micros);
        self
    }
}
