//! A person's decision: approve, edit, reject, resolve. The only way to Graph.

mod carry_out;

use super::StepError;
use crate::clock::Timestamp;
use crate::config::{Settings, Source};
use crate::draft::guard::hidden;
use crate::host::Host;
use crate::identity::{AttemptId, DecisionId, ReviewId, WriteId};
use crate::keyed_hash::sha256_hex;
use crate::ledger::Invocation;
use crate::review::{Card, RejectReason, State};
use crate::store::idempotency_key::{self, Key};
use crate::store::reviewer::Reviewer;
use crate::store::{inbound_message, review_queue};
use carry_out::CarryOut;

/// The longest text WhatsApp takes, in characters (Meta, text messages).
pub const LONGEST_TEXT: usize = 4_096;

/// What a person decided, bound to the version that they saw.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The card's version.
    pub version: u32,
    /// What to do.
    pub action: Action,
}

/// What a person can do with a card.
#[derive(Clone, Debug)]
pub enum Action {
    /// Send the draft as it stands.
    Approve {
        /// The hash of the draft that was seen.
        text_sha256: String,
    },
    /// Send these words of mine.
    Edit {
        /// The words.
        text: String,
    },
    /// Send nothing.
    Reject {
        /// Why.
        reason: RejectReason,
        /// In the reviewer's words.
        note: Option<String>,
    },
    /// Say what became of an unknown send.
    Resolve {
        /// It arrived.
        arrived: bool,
    },
}

impl Action {
    /// Its name in D1 and on the card.
    fn name(&self) -> &'static str {
        match self {
            Self::Approve { .. } => "approve",
            Self::Edit { .. } => "edit",
            Self::Reject { .. } => "reject",
            Self::Resolve { arrived: true } => "resolve_sent",
            Self::Resolve { arrived: false } => "resolve_not_sent",
        }
    }
}

/// A request to decide.
#[derive(Clone, Debug)]
pub struct Request {
    /// The card.
    pub card: ReviewId,
    /// What was decided.
    pub decision: Decision,
    /// The `Idempotency-Key`.
    pub key: Key,
    /// SHA-256 of the route and the body: what the key is tied to.
    pub request_sha256: String,
}

/// What became of a decision.
#[derive(Debug)]
pub enum Decided {
    /// It was carried out; this is the answer, now or from before.
    Done(String),
    /// It was not: here is why and the card as it stands.
    Conflict(Conflict, Box<Card>),
    /// The key was used for another request.
    KeyReused,
    /// There is no such card.
    NotFound,
    /// `BOT_ENABLED` is off: nothing is sent.
    Off,
}

/// Why a decision was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Somebody else was first.
    AlreadyDecided,
    /// The card has moved on since it was seen.
    StaleVersion,
    /// The draft is not the one that was seen, or there is none.
    OtherText,
    /// The draft holds characters that cannot be seen.
    HiddenCharacters,
    /// The 24-hour window is closed.
    WindowClosed,
    /// The customer was taken off the allowlist.
    NotAllowlisted,
    /// The failure cannot be mended by pressing again.
    NoRetry,
    /// There is nothing to resolve.
    NotUnknown,
    /// Whom to answer was erased or never known.
    NoRecipient,
}

impl Conflict {
    /// Its code in errors and in the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::AlreadyDecided => "already_decided",
            Self::StaleVersion => "stale_version",
            Self::OtherText => "other_text",
            Self::HiddenCharacters => "hidden_characters",
            Self::WindowClosed => "window_closed",
            Self::NotAllowlisted => "not_allowlisted",
            Self::NoRetry => "no_retry",
            Self::NotUnknown => "not_unknown",
            Self::NoRecipient => "no_recipient",
        }
    }

    /// In words for a reviewer.
    pub fn message(self, card: &Card) -> String {
        match self {
            Self::AlreadyDecided => match &card.decision {
                Some(d) => format!("{} was faster: {} at {}.", d.by, d.action, d.at),
                None => format!("The card is not open any more: {}.", card.state.as_str()),
            },
            Self::StaleVersion => "The card has changed since you saw it. Look at it again.".into(),
            Self::OtherText => "The draft is not the one you saw. Look at it again.".into(),
            Self::HiddenCharacters => "The draft holds characters that cannot be seen. Edit it instead.".into(),
            Self::WindowClosed => "The 24-hour window is closed; nothing was sent.".into(),
            Self::NotAllowlisted => "The customer is not on the allowlist; nothing was sent.".into(),
            Self::NoRetry => "Pressing again is no use; see the card's error.".into(),
            Self::NotUnknown => "The outcome of this card is known.".into(),
            Self::NoRecipient => "There is no message left to answer.".into(),
        }
    }
}

/// Carries out a decision, once.
///
/// 1. The same request as before gets the answer of then.
/// 2. A send needs the switch on and Graph configured; else nothing is claimed.
/// 3. One batch compares and sets the card, and writes decision, attempt, ledger.
/// 4. A claim makes exactly one Graph call; its outcome is recorded.
///
/// Errors: a setting is missing (nothing was claimed), or the database failed. In
/// the latter case the decision may stand: ask again with the same key.
pub async fn decide<S: Source>(
    host: &impl Host,
    settings: &Settings<S>,
    reviewer: &Reviewer,
    request: &Request,
) -> Result<Decided, StepError> {
    let seen = match look(host, reviewer, request).await? {
        Look::Open(row) => row,
        Look::Settled(decided) => return Ok(decided),
    };
    let graph = match &request.decision.action {
        Action::Approve { .. } | Action::Edit { .. } => {
            if !settings.bot_enabled() {
                return Ok(Decided::Off);
            }
            Some(settings.graph()?)
        }
        Action::Reject { .. } | Action::Resolve { .. } => None,
    };
    let text = match text_to_send(&request.decision, &seen) {
        Ok(text) => text,
        Err(conflict) => return refuse(host, reviewer, request, conflict).await,
    };
    let step = CarryOut {
        host,
        reviewer,
        request,
        text: text.as_deref(),
        invocation: Invocation::begin(host),
        decision: DecisionId::new(host.nonce()),
        attempt: AttemptId::new(host.nonce()),
        write: WriteId::new(host.nonce()),
    };
    match graph {
        Some(graph) => step.send(&graph, settings.bot_enabled()).await,
        None => step.close().await,
    }
}

enum Look {
    Open(Box<review_queue::Row>),
    Settled(Decided),
}

/// What is known before anything is written.
async fn look(host: &impl Host, reviewer: &Reviewer, request: &Request) -> Result<Look, StepError> {
    let answers = host
        .batch(vec![
            idempotency_key::find(&reviewer.id, &request.key),
            review_queue::find(&request.card),
            inbound_message::of_cards(&[&request.card]),
        ])
        .await?;
    let [key, card, messages] = answers.exactly()?;
    let key: Option<idempotency_key::Row> = key.first()?;
    let card: Option<review_queue::Row> = card.first()?;
    if key.as_ref().is_some_and(|key| key.request_sha256 != request.request_sha256) {
        return Ok(Look::Settled(Decided::KeyReused));
    }
    Ok(match (key, card) {
        (Some(idempotency_key::Row { answer: Some(answer), .. }), _) => Look::Settled(Decided::Done(answer)),
        (_, None) => Look::Settled(Decided::NotFound),
        // The decision was carried out but its answer was lost on the way.
        (Some(idempotency_key::Row { decision_id: Some(_), .. }), Some(card)) => {
            Look::Settled(Decided::Done(answer(&card.into_card(messages.decode()?))))
        }
        (_, Some(card)) => Look::Open(Box::new(card)),
    })
}

/// The words to send; `None` if none are. A draft is sent only if the hash that
/// was seen is the hash of what stands on the card.
fn text_to_send(decision: &Decision, card: &review_queue::Row) -> Result<Option<String>, Conflict> {
    match &decision.action {
        Action::Reject { .. } | Action::Resolve { .. } => Ok(None),
        Action::Edit { text } => Ok(Some(text.clone())),
        Action::Approve { .. } if card.version != decision.version => Err(Conflict::StaleVersion),
        Action::Approve { text_sha256 } => {
            let text = card.draft_text.as_ref().ok_or(Conflict::OtherText)?;
            if sha256_hex(text.as_bytes()) != *text_sha256 {
                return Err(Conflict::OtherText);
            }
            if text.chars().any(hidden) {
                return Err(Conflict::HiddenCharacters);
            }
            Ok(Some(text.clone()))
        }
    }
}

/// Refuses without trying: the card is read and the refusal recorded.
async fn refuse(
    host: &impl Host,
    reviewer: &Reviewer,
    request: &Request,
    conflict: Conflict,
) -> Result<Decided, StepError> {
    let entry = carry_out::refused(&Invocation::begin(host), reviewer, request, conflict.code());
    let answers = host
        .batch(vec![
            crate::store::run_ledger::append(&[entry]),
            review_queue::find(&request.card),
            inbound_message::of_cards(&[&request.card]),
        ])
        .await?;
    let [_, card, messages] = answers.exactly()?;
    let card = card.first::<review_queue::Row>()?;
    let Some(card) = card else { return Ok(Decided::NotFound) };
    let conflict = why_not(&card, &request.decision, host.now()).unwrap_or(conflict);
    Ok(Decided::Conflict(conflict, Box::new(card.into_card(messages.decode()?))))
}

/// Why the claim's condition did not hold, read off the card.
fn why_not(card: &review_queue::Row, decision: &Decision, now: Timestamp) -> Option<Conflict> {
    let open = match (&decision.action, card.state) {
        (Action::Resolve { .. }, State::Unknown) => true,
        (Action::Resolve { .. }, _) => return Some(Conflict::NotUnknown),
        (_, State::Pending) => true,
        (_, State::Expired) => return Some(Conflict::WindowClosed),
        (Action::Approve { .. } | Action::Edit { .. }, State::Failed) if card.may_retry => true,
        (Action::Approve { .. } | Action::Edit { .. }, State::Failed) => return Some(Conflict::NoRetry),
        _ => false,
    };
    if !open {
        return Some(Conflict::AlreadyDecided);
    }
    if card.version != decision.version {
        return Some(Conflict::StaleVersion);
    }
    let sends = matches!(decision.action, Action::Approve { .. } | Action::Edit { .. });
    if sends && card.window_closes_at <= now {
        return Some(Conflict::WindowClosed);
    }
    if sends && !card.allowlisted {
        return Some(Conflict::NotAllowlisted);
    }
    None
}

/// The answer to a decision that was carried out.
fn answer(card: &Card) -> String {
    // A card is made of strings and numbers; it always serialises.
    serde_json::to_string(card).unwrap_or_default()
}

/// Checks a person's own words. Their content is free; only what cannot be seen or
/// sent is refused. Errors: what is wrong, in words.
pub fn own_words(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    // An emoji may be joined of several by U+200D.
    let unseen = |c: char| hidden(c) && c != '\u{200d}';
    if text.is_empty() {
        Err("text is empty")
    } else if text.chars().count() > LONGEST_TEXT {
        Err("text is longer than 4096 characters")
    } else if text.chars().any(unseen) {
        Err("text holds characters that cannot be seen")
    } else {
        Ok(text.to_owned())
    }
}
