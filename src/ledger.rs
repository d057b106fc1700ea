//! The run ledger (G5): one row per invocation and outcome.
//!
//! A row names nothing and nobody: messages and senders by keyed hash, cards and
//! people by opaque id, reasons by code. It is written in the batch of what it
//! tells, so that neither can be without the other.

pub mod api;
pub mod chain;
mod event;
pub mod kind;
pub mod ledger_alarm;
pub mod ledger_checkpoint;
pub mod ledger_rows;
pub mod pages;
mod plot;
mod proof;
pub mod read;
#[cfg(not(target_arch = "wasm32"))]
mod row_schema;
pub mod rows_view;
pub mod run_ledger;
pub mod seal;
mod span;
pub mod stats;
pub mod stats_view;
pub mod strangers;
pub mod strangers_view;
mod words;

use crate::clock::Timestamp;
use crate::identity::{InvocationId, ReviewId, ReviewerId, SenderId};
use crate::keyed_hash::MessageRef;
pub use event::Event;
use serde::Serialize;

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
