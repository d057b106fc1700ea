//! A person's decision: approve, edit, reject, resolve. The only way to Graph.

pub(super) mod body;
mod conflict;
mod executor;

use crate::error::StepError;
use crate::guard::has_unseen;
use crate::host::{DatabaseError, Host};
use crate::http::credential::Credential;
use crate::identity::ReviewId;
use crate::identity::Reviewer;
use crate::ledger::Event;
use crate::review::idempotency_key::{self, IdempotencyKey};
use crate::review::{Card, DecisionAction, RejectReason, State};
use crate::send::settings::Graph;
use crate::settings::{ConfigError, Settings};
use executor::{DecisionExecutor, Done, Found};
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

    /// A person's own words to send.
    fn own_text(&self) -> Option<&str> {
        match self {
            Self::Edit { text } => Some(text),
            Self::Approve { .. } | Self::Reject { .. } | Self::Resolve { .. } => None,
        }
    }

    /// Its row in the ledger.
    fn event(&self) -> Event {
        match self {
            Self::Approve { .. } => Event::Approved,
            Self::Edit { .. } => Event::Edited,
            Self::Reject { .. } => Event::Rejected,
            Self::Resolve { arrived: true } => Event::ResolvedSent,
            Self::Resolve { arrived: false } => Event::ResolvedNotSent,
        }
    }

    /// As the decision is kept.
    fn kept(&self) -> DecisionAction {
        match self {
            Self::Approve { .. } => DecisionAction::Approve,
            Self::Edit { .. } => DecisionAction::Edit,
            Self::Reject { .. } => DecisionAction::Reject,
            Self::Resolve { arrived: true } => DecisionAction::ResolveSent,
            Self::Resolve { arrived: false } => DecisionAction::ResolveNotSent,
        }
    }
}

/// A request to decide.
#[derive(Clone, Debug)]
pub struct DecisionRequest {
    /// The card.
    pub card: ReviewId,
    /// What was decided.
    pub decision: Decision,
    /// The `Idempotency-Key`.
    pub key: IdempotencyKey,
    /// SHA-256 of the route and the body: what the key is tied to.
    pub request_sha256: String,
}

/// What became of a decision.
#[derive(Debug)]
pub enum Decided {
    /// It was carried out or refused; this is the answer, of now or of then.
    Answered(DecisionAnswer),
    /// The key was used for another request.
    KeyReused,
    /// There is no such card.
    NotFound,
    /// The switch is off, on the desk or by `BOT_ENABLED`: nothing is sent.
    Off,
}

/// An answer, as it is kept for whoever asks again with the same key.
#[derive(Debug, Serialize, Deserialize)]
pub struct DecisionAnswer {
    /// Why the decision was not carried out; `None` if it was.
    pub refused: Option<DecisionRefusal>,
    /// The card as it stood then.
    pub card: Box<RawValue>,
}

/// Why a decision was not carried out.
#[derive(Debug, Serialize, Deserialize)]
pub struct DecisionRefusal {
    /// [`Conflict::code`].
    pub code: String,
    /// [`Conflict::message`].
    pub message: String,
}

/// What became of a press.
#[derive(Debug)]
pub enum Pressed {
    /// The credential is nobody's, or not any more.
    ByNobody,
    /// Whoever it is may not decide.
    MayNot,
    /// Somebody who may decide pressed.
    By {
        reviewer: Reviewer,
        /// How the desk's stamp stood before; 0 for a token.
        stamp: i64,
        decided: Decided,
    },
}

/// Carries out a decision, once.
///
/// 1. One batch finds who asks and what their key was used for, compares and sets the card, and
///    writes decision, attempt and ledger. Without the settings of a send it only looks.
/// 2. A claim makes exactly one Graph call; one batch records its outcome and keeps the answer.
/// 3. What was not carried out is answered by what the batch found: the same request as before
///    gets the answer of then, everything else why not.
///
/// Errors: a setting is missing (nothing was claimed), or the database failed. In
/// the latter case the decision may stand: ask again with the same key.
pub async fn decide(
    host: &dyn Host,
    settings: &Settings,
    credential: &Credential,
    request: &DecisionRequest,
) -> Result<Pressed, StepError> {
    let sends = request.decision.action.sends();
    let graph = sends.then(|| settings.graph()).transpose();
    let step = DecisionExecutor::begin(host, credential, request, settings.bot_enabled());
    let mut found = step.press(graph.is_ok()).await?;
    let Some(reviewer) = found.who.take() else { return Ok(Pressed::ByNobody) };
    if !reviewer.role.may_decide() {
        return Ok(Pressed::MayNot);
    }
    let stamp = found.stamp;
    let decided = match found.done {
        Done::Nothing => not_carried_out(&step, request, &reviewer, found, graph, settings.bot_enabled()).await?,
        Done::Claimed(claim) => {
            let card = found.card.ok_or(DatabaseError::Shape("card"))?;
            let Some(graph) = graph? else { return Err(DatabaseError::Shape("claim").into()) };
            Decided::Answered(step.send(&reviewer.id, claim, &graph, card, (found.messages, &found.reader)).await?)
        }
        Done::Closed => {
            let card = found.card.ok_or(DatabaseError::Shape("card"))?;
            let card = raw(&card.into_card(found.messages, &found.reader, host.now()))?;
            Decided::Answered(step.closed(&reviewer.id, card).await?)
        }
    };
    Ok(Pressed::By { reviewer, stamp, decided })
}

/// Why a decision was not carried out.
async fn not_carried_out(
    step: &DecisionExecutor<'_>,
    request: &DecisionRequest,
    reviewer: &Reviewer,
    found: Found,
    graph: Result<Option<Graph>, ConfigError>,
    bot_enabled: bool,
) -> Result<Decided, StepError> {
    if found.key.as_ref().is_some_and(|key| key.request_sha256 != request.request_sha256) {
        return Ok(Decided::KeyReused);
    }
    let row = match (found.key, found.card) {
        (Some(idempotency_key::KeptAnswer { answer: Some(text), .. }), _) => {
            let answer = crate::json::read(text.as_bytes()).map_err(|_| DatabaseError::Shape("answer"))?;
            return Ok(Decided::Answered(answer));
        }
        (_, None) => return Ok(Decided::NotFound),
        // The decision was carried out, but its answer is under way or was lost.
        (Some(idempotency_key::KeptAnswer { decision_id: Some(_), .. }), Some(row)) => {
            let card = raw(&row.into_card(found.messages, &found.reader, step.at()))?;
            return Ok(Decided::Answered(DecisionAnswer { refused: None, card }));
        }
        (_, Some(row)) => row,
    };
    // Nothing is kept under the key: once the switch is on, the same press may be made again.
    if request.decision.action.sends() && (found.off || !bot_enabled) {
        return Ok(Decided::Off);
    }
    graph?;
    let decision = &request.decision;
    let (row, messages) = match row.has_run_out(step.at()) && decision.action.sends() {
        true => step.expire(&reviewer.id).await?,
        false => (row, found.messages),
    };
    let why = Conflict::why_not(&row, found.since.as_ref(), decision, step.at());
    // Unless the card says why, there was nobody left to answer.
    let why = why.or_else(|| Conflict::of_text(row.draft_text.as_deref(), decision)).unwrap_or(Conflict::NoRecipient);
    let card = row.into_card(messages, &found.reader, step.at());
    let answer = DecisionAnswer { refused: Some(why.refusal(&card)), card: raw(&card)? };
    step.refuse(&reviewer.id, why, &answer).await?;
    Ok(Decided::Answered(answer))
}

fn raw(card: &Card) -> Result<Box<RawValue>, DatabaseError> {
    serde_json::value::to_raw_value(card).map_err(|_| DatabaseError::Shape("card"))
}

fn json(answer: &DecisionAnswer) -> Result<String, DatabaseError> {
    serde_json::to_string(answer).map_err(|_| DatabaseError::Shape("answer"))
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

/// Whether something is left for a person to fill in: `[days and hours]`.
pub fn has_blank(text: &str) -> bool {
    text.split_once('[').is_some_and(|(_, rest)| rest.contains(']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn square_brackets_are_a_blank() {
        assert!(has_blank("Ouverts [jours et heures]."));
        for whole in ["Ouverts le lundi.", "] d'abord [", "[ seul"] {
            assert!(!has_blank(whole), "{whole}");
        }
    }
}
