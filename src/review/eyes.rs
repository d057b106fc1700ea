//! What an auditor sees of a card: all that happened, and none of the customer's words, names
//! and numbers. A wamid holds a number, and a hash of words that one can guess tells them.
//!
//! Each struct is taken apart field by field: whoever adds one decides here who sees it.

use super::as_on::AsOn;
use super::message::{MediaView, Message};
use super::unanswered::Unanswered;
use super::{Card, DecisionView, DeliveryView, DraftView, Gate, Writer};
use crate::gate::Evidence;
use crate::identity::Role;
use crate::messages::conversation::{ChangedMessage, Quoted};

impl Card {
    /// The card for eyes of this role.
    #[must_use]
    pub fn as_seen_by(self, role: Role) -> Self {
        if role.reads_words() { self } else { self.without_words() }
    }

    fn without_words(self) -> Self {
        let Self {
            id,
            state,
            version,
            customer: Writer { id: _, name: _ },
            sender,
            recipient: _,
            received_at,
            window_closes_at,
            messages,
            waiting,
            gate: Gate { verdict, why, evidence, words_version, marked },
            lines: _,
            unanswered,
            as_on: _,
            draft,
            decision,
            delivery,
            may_retry,
            closed_at,
            previous_id,
            redacted: _,
            moved: _,
            still_listed: _,
            messages_not_shown,
            answered_elsewhere_at,
            held_by,
            later,
            notes: _,
            choices: _,
        } = self;
        Self {
            id,
            state,
            version,
            // The CRM's id may be a number itself; the ledger's reference tells customers apart.
            customer: Writer { id: sender.as_str().to_owned(), name: None },
            sender,
            recipient: None,
            received_at,
            window_closes_at,
            messages: messages.into_iter().map(message).collect(),
            waiting,
            gate: Gate {
                verdict,
                why,
                evidence: evidence.into_iter().map(kind_alone).collect(),
                words_version,
                marked,
            },
            lines: Vec::new(),
            unanswered: unanswered.into_iter().map(Unanswered::without_words).collect(),
            as_on: AsOn::default(),
            draft: draft.map(self::draft),
            decision: decision.map(self::decision),
            delivery: delivery.map(self::delivery),
            may_retry,
            closed_at,
            previous_id,
            redacted: true,
            moved: None,
            still_listed: false,
            messages_not_shown,
            answered_elsewhere_at,
            held_by,
            later,
            notes: Vec::new(),
            choices: Vec::new(),
        }
    }
}

fn message(message: Message) -> Message {
    let Message {
        id: _,
        at,
        kind,
        text: _,
        edited,
        deleted,
        media,
        quoted,
        forwarded,
        notice,
        group,
        changes,
        details: _,
    } = message;
    Message {
        id: None,
        at,
        kind,
        text: None,
        edited,
        deleted,
        media: media.map(self::media),
        quoted: quoted.map(self::quoted),
        forwarded,
        notice,
        group,
        changes: changes.map(self::changed),
        details: None,
    }
}

fn media(media: MediaView) -> MediaView {
    let MediaView { kind, mime, filename: _, href: _ } = media;
    MediaView { kind, mime, filename: None, href: None }
}

fn quoted(quoted: Quoted) -> Quoted {
    let Quoted { text: _, by } = quoted;
    Quoted { text: None, by }
}

fn changed(changed: ChangedMessage) -> ChangedMessage {
    let ChangedMessage { text: _, review_id } = changed;
    ChangedMessage { text: None, review_id }
}

fn kind_alone(evidence: Evidence) -> Evidence {
    let Evidence { kind, text: _, start, end } = evidence;
    Evidence { kind, text: String::new(), start, end }
}

fn draft(draft: DraftView) -> DraftView {
    let DraftView { text: _, text_sha256: _, language, source, model, prompt, fallback } = draft;
    DraftView { text: None, text_sha256: None, language, source, model, prompt, fallback }
}

fn decision(decision: DecisionView) -> DecisionView {
    let DecisionView { action, by, at, text: _, reason } = decision;
    DecisionView { action, by, at, text: None, reason }
}

fn delivery(delivery: DeliveryView) -> DeliveryView {
    let DeliveryView { state, wamid: _, error } = delivery;
    DeliveryView { state, wamid: None, error }
}
