//! A person's decision: approve, edit, reject, resolve. The only way to Graph.

mod body;
mod conflict;
mod executor;

use crate::error::StepError;
use crate::guard::has_unseen;
use crate::host::{DatabaseError, Host};
use crate::identity::Reviewer;
use crate::identity::{AttemptId, DecisionId, ReviewId, WriteId};
use crate::keyed_hash::sha256_hex;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::messages::inbound_message;
use crate::review::idempotency_key::{self, Key};
use crate::review::review_queue::{self, decide::may_decide, decide::said_since};
use crate::review::{Card, RejectReason, State};
use crate::settings::Settings;
use crate::switch::bot_switch;
use executor::DecisionExecutor;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub use conflict::Conflict;

/// The longest text WhatsApp takes, in characters (Meta, text messages).
pub const LONGEST_TEXT: usize = 4_096;

/// What a person decided, bound to the version that they saw.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The card's version.
    pub version: u32,
    /// The state that was shown, where the client says so: a card that failed has the
    /// version of the one that waited, and pressing again may arrive twice.
    pub shown: Option<State>,
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
    /// Send nothing, or nothing more: closes a card that waits, or one whose send failed.
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
    /// Whether it sends something.
    fn sends(&self) -> bool {
        matches!(self, Self::Approve { .. } | Self::Edit { .. })
    }

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
    /// It was carried out or refused; this is the answer, of now or of then.
    Answered(Answer),
    /// The key was used for another request.
    KeyReused,
    /// There is no such card.
    NotFound,
    /// The switch is off, on the desk or by `BOT_ENABLED`: nothing is sent.
    Off,
}

/// An answer, as it is kept for whoever asks again with the same key.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Why the decision was not carried out; `None` if it was.
    pub refused: Option<Refusal>,
    /// The card as it stood then.
    pub card: Box<RawValue>,
}

/// Why a decision was not carried out.
#[derive(Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// [`Conflict::code`].
    pub code: String,
    /// [`Conflict::message`].
    pub message: String,
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
pub async fn decide(
    host: &dyn Host,
    settings: &Settings,
    reviewer: &Reviewer,
    request: &Request,
) -> Result<Decided, StepError> {
    let seen = match look(host, reviewer, request).await? {
        Look::Open { card, off, .. } => {
            if off && request.decision.action.sends() {
                return Ok(Decided::Off);
            }
            card
        }
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
    let step = DecisionExecutor {
        host,
        reviewer,
        request,
        text: text.as_deref(),
        drafted: seen.draft_sha256.is_some(),
        failed: seen.state == State::Failed,
        recipient: seen.recipient.as_deref(),
        invocation: Invocation::begin(host),
        decision: DecisionId::new(host.nonce()),
        attempt: AttemptId::new(host.nonce()),
        write: WriteId::new(host.nonce()),
    };
    let carried_out = match graph {
        Some(graph) => step.send(&graph, settings.bot_enabled()).await?,
        None => step.close().await?,
    };
    match carried_out {
        Some(card) => {
            let answer = Answer { refused: None, card: raw(&card)? };
            let keep = idempotency_key::answer(&reviewer.id, &request.key, &json(&answer)?, &request.card);
            host.batch(keep).await?;
            Ok(Decided::Answered(answer))
        }
        // Unless the card or the reviewer says why, there was nobody left to answer.
        None => refuse(host, reviewer, request, Conflict::NoRecipient).await,
    }
}

enum Look {
    Open {
        card: Box<review_queue::Row>,
        messages: Vec<inbound_message::Row>,
        /// The switch on the desk is off.
        off: bool,
    },
    Settled(Decided),
}

/// What is known of the key, the card and the switch.
async fn look(host: &dyn Host, reviewer: &Reviewer, request: &Request) -> Result<Look, StepError> {
    let (key, card, messages, off) = host
        .batch((
            idempotency_key::find(&reviewer.id, &request.key),
            review_queue::find(&request.card),
            inbound_message::of_cards(&[&request.card]),
            bot_switch::off(),
        ))
        .await?;
    if key.as_ref().is_some_and(|key| key.request_sha256 != request.request_sha256) {
        return Ok(Look::Settled(Decided::KeyReused));
    }
    Ok(match (key, card) {
        (Some(idempotency_key::Row { answer: Some(text), .. }), _) => {
            let answer = serde_json::from_slice(text.as_bytes()).map_err(|_| DatabaseError::Shape("answer"))?;
            Look::Settled(Decided::Answered(answer))
        }
        (_, None) => Look::Settled(Decided::NotFound),
        // The decision was carried out, but its answer is under way or was lost.
        (Some(idempotency_key::Row { decision_id: Some(_), .. }), Some(card)) => {
            let card = raw(&card.into_card(messages, host.now()))?;
            Look::Settled(Decided::Answered(Answer { refused: None, card }))
        }
        (_, Some(card)) => Look::Open { card: Box::new(card), messages, off: off.is_some() },
    })
}

/// Refuses: says why by the card as it stands now, and keeps the answer. If it
/// turns out that the same request was carried out meanwhile, that is the answer.
async fn refuse(
    host: &dyn Host,
    reviewer: &Reviewer,
    request: &Request,
    conflict: Conflict,
) -> Result<Decided, StepError> {
    let (row, messages) = match look(host, reviewer, request).await? {
        // Nothing is kept under the key: once the switch is on, the same press may be made again.
        Look::Open { off: true, .. } if request.decision.action.sends() => return Ok(Decided::Off),
        Look::Open { card, messages, .. } => (card, messages),
        Look::Settled(decided) => return Ok(decided),
    };
    let invocation = Invocation::begin(host);
    let (since, may) = host.batch((said_since(&request.card), may_decide(&reviewer.id))).await?;
    let conflict = match Conflict::why_not(&row, since.as_ref(), &request.decision, invocation.at) {
        Some(why) => why,
        None if may => conflict,
        None => Conflict::Revoked,
    };
    let card = row.into_card(messages, invocation.at);
    let refused = Refusal { code: conflict.code().into(), message: conflict.message(&card) };
    let answer = Answer { refused: Some(refused), card: raw(&card)? };
    let entry = invocation
        .entry(Event::DecisionRefused)
        .review(&request.card, request.decision.version)
        .actor(&reviewer.id)
        .reason(format!("{}:{}", request.decision.action.name(), conflict.code()));
    host.batch((
        idempotency_key::take(&reviewer.id, &request.key, &request.request_sha256, invocation.at),
        idempotency_key::answer(&reviewer.id, &request.key, &json(&answer)?, &request.card),
        run_ledger::append(&[entry]),
    ))
    .await?;
    Ok(Decided::Answered(answer))
}

fn raw(card: &Card) -> Result<Box<RawValue>, DatabaseError> {
    serde_json::value::to_raw_value(card).map_err(|_| DatabaseError::Shape("card"))
}

fn json(answer: &Answer) -> Result<String, DatabaseError> {
    serde_json::to_string(answer).map_err(|_| DatabaseError::Shape("answer"))
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
            if has_unseen(text) {
                return Err(Conflict::HiddenCharacters);
            }
            Ok(Some(text.clone()))
        }
    }
}

/// Checks a person's own words. Their content is free; only what cannot be seen or
/// sent is refused. Errors: what is wrong, in words.
pub fn own_words(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        Err("text is empty")
    } else if text.chars().count() > LONGEST_TEXT {
        Err("text is longer than 4096 characters")
    } else if has_unseen(text) {
        Err("text holds characters that cannot be seen")
    } else {
        Ok(text.to_owned())
    }
}
