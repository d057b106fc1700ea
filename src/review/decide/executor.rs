//! The batches of a decision.

use super::{Action, Conflict, DecisionAnswer, DecisionRefusal, DecisionRequest, json, raw};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{DatabaseError, Host, Query};
use crate::http::credential::Credential;
use crate::identity::{AttemptId, DecisionId, Reviewer, ReviewerId, WriteId};
use crate::keyed_hash::sha256_hex;
use crate::ledger::run_ledger;
use crate::ledger::{Entry, Event, Invocation};
use crate::messages::inbound_message;
use crate::review::decision::{self, NewDecision};
use crate::review::desk_stamp;
use crate::review::idempotency_key::{self, AnswerOf};
use crate::review::order_lines::LineReader;
use crate::review::review_queue;
use crate::review::review_queue::decide::{self, Bound, ClaimTerms, SaidSince};
use crate::send::send_attempt;
use crate::send::settings::Graph;
use crate::send::{CLAIM_HOLDS, Claim, NotCalled, Outcome, log_trouble, outcome};
use crate::switch::bot_switch;
use crate::taught_words;
use crate::team::authenticate::seen;
use crate::team::reviewer;

/// One decision under way. Its ids are fresh: they mark what its batch wrote.
pub(super) struct DecisionExecutor<'a> {
    host: &'a dyn Host,
    credential: &'a Credential,
    request: &'a DecisionRequest,
    /// `BOT_ENABLED`.
    bot_enabled: bool,
    invocation: Invocation,
    decision: DecisionId,
    attempt: AttemptId,
    write: WriteId,
}

/// What the batch of a press found, and what it did.
pub(super) struct Found {
    /// Whose credential it is.
    pub who: Option<Reviewer>,
    /// How the desk's stamp stood; 0 for a token, which opens no page.
    pub stamp: i64,
    /// What was known of the key before.
    pub key: Option<idempotency_key::KeptAnswer>,
    /// The card, as the batch left it.
    pub card: Option<review_queue::CardRow>,
    pub messages: Vec<inbound_message::MessageRow>,
    /// Of its order lines.
    pub reader: LineReader,
    /// What else the customer said.
    pub since: Option<SaidSince>,
    /// The switch on the desk is off.
    pub off: bool,
    pub done: Done,
}

/// What the batch of a press did.
pub(super) enum Done {
    /// Nothing.
    Nothing,
    /// It claimed the card for one send.
    Claimed(Claim),
    /// It rejected the card, closed it after a failed send, or settled its unknown one.
    Closed,
}

impl<'a> DecisionExecutor<'a> {
    pub fn begin(
        host: &'a dyn Host,
        credential: &'a Credential,
        request: &'a DecisionRequest,
        bot_enabled: bool,
    ) -> Self {
        Self {
            host,
            credential,
            request,
            bot_enabled,
            invocation: Invocation::begin(host),
            decision: DecisionId::new(host.nonce()),
            attempt: AttemptId::new(host.nonce()),
            write: WriteId::new(host.nonce()),
        }
    }

    /// The one round trip between a press and its Graph call: finds who asks, what is known of
    /// their key and the card, and carries the decision out if they may decide and all of its
    /// conditions hold. `ready`: what it needs besides is there; else it only looks.
    pub async fn press(&self, ready: bool) -> Result<Found, StepError> {
        let now = self.invocation.at;
        let asker = reviewer::asker(self.credential, now);
        let (card, action) = (&self.request.card, &self.request.decision.action);
        let bound = self.bound(&asker);
        let claims = ready && action.sends();
        let closes = ready && !action.sends();
        let at_desk = !matches!(self.credential, Credential::Token(_));
        let ((who, _, stamp), key, claim, closed, in_ledger, card, messages, (since, off, words)) = self
            .host
            .batch((
                (reviewer::by(self.credential, now), seen(self.credential, now), at_desk.then(desk_stamp::stamp)),
                idempotency_key::find(&asker, &self.request.key),
                claims.then(|| {
                    (self.claim(bound), send_attempt::begin(card, &self.write, &self.attempt, &self.decision))
                }),
                closes.then(|| self.close(bound)),
                ready.then(|| self.record(&asker)),
                review_queue::find(card),
                inbound_message::of_cards(&[card]),
                (decide::said_since(card), bot_switch::off(), taught_words::newest()),
            ))
            .await?;
        let done = match (claim, closed) {
            (Some((Some(claim), ())), _) => Done::Claimed(claim),
            (_, Some(true)) => Done::Closed,
            _ => Done::Nothing,
        };
        // A send without its row in the ledger would be seen by nobody (G5). The card stays
        // `sending` and becomes `unknown`; nothing was sent.
        let in_ledger = in_ledger.is_some_and(|((), (), in_ledger)| in_ledger);
        if matches!(done, Done::Claimed(_)) && !in_ledger {
            return Err(DatabaseError::Shape("append_decision").into());
        }
        let stamp = stamp.flatten().map_or(0, |(moves,)| moves);
        Ok(Found { who, stamp, key, card, messages, reader: LineReader::of(words), since, off: off.is_some(), done })
    }

    /// Makes the one Graph call, records what came of it and keeps the answer. A text that is not
    /// the one that was seen is not sent.
    pub async fn send(
        &self,
        by: &ReviewerId,
        claim: Claim,
        graph: &Graph,
        card: review_queue::CardRow,
        (messages, reader): (Vec<inbound_message::MessageRow>, &LineReader),
    ) -> Result<DecisionAnswer, StepError> {
        // The claim compared the hash that was seen with the one beside the draft; this looks at
        // the words themselves.
        let other = Conflict::of_text(Some(claim.text()), &self.request.decision);
        let outcome = if let Some(conflict) = other {
            Outcome::NotCalled(NotCalled::OtherText(conflict.code()))
        } else if self.host.now().since(self.invocation.at) > CLAIM_HOLDS {
            Outcome::NotCalled(NotCalled::TooOld)
        } else {
            outcome(self.host.call(claim.into_call(graph)).await)
        };
        log_trouble(self.host, &self.request.card, &outcome);
        let now = self.host.now();
        let card = card.after(&outcome).into_card(messages, reader, now);
        let refused = other.map(|conflict| conflict.refusal(&card));
        let answer = DecisionAnswer { refused, card: raw(&card)? };
        if self.finish(by, &outcome, &answer).await? {
            Ok(answer)
        } else {
            self.answer_as_it_stands(by, answer.refused).await
        }
    }

    fn bound<'b>(&'b self, asker: &'b str) -> Bound<'b> {
        Bound {
            card: &self.request.card,
            version: self.request.decision.version,
            asker,
            key: self.request.key.as_str(),
            request_sha256: &self.request.request_sha256,
            write: &self.write,
            decision: &self.decision,
        }
    }

    fn claim(&self, bound: Bound<'_>) -> Query<Option<Claim>> {
        let (draft_sha256, text) = match &self.request.decision.action {
            Action::Approve { text_sha256 } => (Some(text_sha256.as_str()), None),
            action => (None, action.own_text()),
        };
        let terms = ClaimTerms {
            attempt: &self.attempt,
            now: self.invocation.at,
            draft_sha256,
            bot_enabled: self.bot_enabled,
            shown: self.request.decision.shown,
            text,
        };
        decide::claim(bound, terms)
    }

    fn close(&self, bound: Bound<'_>) -> Query<bool> {
        match self.request.decision.action {
            Action::Resolve { arrived } => decide::resolve(bound, arrived),
            _ => decide::reject(bound),
        }
    }

    /// What follows the write that decides: decision, key, ledger.
    fn record(&self, asker: &str) -> (Query, Query, Query<bool>) {
        let action = &self.request.decision.action;
        let (reason, note) = match action {
            Action::Reject { reason, note } => (Some(*reason), note.as_deref()),
            _ => (None, None),
        };
        let text_sha256 = match action {
            Action::Approve { text_sha256 } => Some(text_sha256.clone()),
            action => action.own_text().map(|text| sha256_hex(text.as_bytes())),
        };
        let decision = NewDecision {
            id: &self.decision,
            card: &self.request.card,
            version: self.request.decision.version,
            action: action.kept(),
            asker,
            at: self.invocation.at,
            text_sha256: text_sha256.as_deref(),
            text: action.own_text(),
            reason,
            note,
        };
        (
            decision::record(&decision, &self.write),
            idempotency_key::tie(&self.decision, &self.request.key, &self.request.request_sha256),
            run_ledger::append_decision(&self.decision, action.event(), &self.invocation),
        )
    }

    /// Records what became of the call, and keeps the answer. What is known must not be lost to a
    /// broken connection: it is recorded again under a fresh mark, which finds the card settled if
    /// the try before was committed. What nobody knows stays as it is, and the sweep settles it.
    /// Whether the answer was kept: the card is then as it says.
    async fn finish(&self, by: &ReviewerId, outcome: &Outcome, answer: &DecisionAnswer) -> Result<bool, StepError> {
        let now = self.host.now();
        let entry = match outcome {
            Outcome::Accepted(_) => self.entry(Event::Sent, by),
            Outcome::Refused(code) => self.entry(Event::Failed, by).reason(code.reason()),
            Outcome::NotCalled(why) => self.entry(Event::Failed, by).reason(why.code()),
            Outcome::Unknown(why) => self.entry(Event::Unknown, by).reason(why.code()),
        };
        let took = u32::try_from(now.since(self.invocation.at).as_millis()).unwrap_or(u32::MAX);
        let card = &self.request.card;
        let entry = [entry.at(now).latency(took)];
        let answer = json(answer)?;
        let record = || {
            let write = WriteId::new(self.host.nonce());
            (
                send_attempt::finish(&self.attempt, outcome, now),
                decide::finish(card, &self.attempt, &write, outcome),
                run_ledger::append_if_card_written(&entry, card, &write),
                idempotency_key::answer(AnswerOf { write: Some(&write), ..self.answer_of(by) }, &answer),
            )
        };
        let (.., kept) = match outcome {
            Outcome::Unknown(_) => self.host.batch(record()).await?,
            Outcome::Accepted(_) | Outcome::Refused(_) | Outcome::NotCalled(_) => self.host.batch_again(record).await?,
        };
        Ok(kept == Some(true))
    }

    /// The answer of a decision that closed its card; it is kept.
    pub async fn closed(
        &self,
        by: &ReviewerId,
        card: Box<serde_json::value::RawValue>,
    ) -> Result<DecisionAnswer, StepError> {
        let answer = DecisionAnswer { refused: None, card };
        self.host.batch(idempotency_key::answer(self.answer_of(by), &json(&answer)?)).await?;
        Ok(answer)
    }

    /// The answer with the card as it stands: somebody else was there before what became of the
    /// call was recorded, or it is too long to be kept.
    async fn answer_as_it_stands(
        &self,
        by: &ReviewerId,
        refused: Option<DecisionRefusal>,
    ) -> Result<DecisionAnswer, StepError> {
        let card = &self.request.card;
        let card_now = (review_queue::find(card), inbound_message::of_cards(&[card]), taught_words::newest());
        let (row, messages, words) = self.host.batch(card_now).await?;
        let row = row.ok_or(DatabaseError::Shape("card"))?;
        let card = row.into_card(messages, &LineReader::of(words), self.host.now());
        let answer = DecisionAnswer { refused, card: raw(&card)? };
        self.host.batch(idempotency_key::answer(self.answer_of(by), &json(&answer)?)).await?;
        Ok(answer)
    }

    /// Refuses: keeps the answer, unless the same request was carried out meanwhile.
    pub async fn refuse(&self, by: &ReviewerId, conflict: Conflict, answer: &DecisionAnswer) -> Result<(), StepError> {
        let DecisionRequest { key, request_sha256, decision, .. } = self.request;
        let reason = format!("{}:{}", decision.action.kept().as_str(), conflict.code());
        self.host
            .batch((
                idempotency_key::take(by, key, request_sha256, self.invocation.at),
                idempotency_key::answer(AnswerOf { decision: None, ..self.answer_of(by) }, &json(answer)?),
                run_ledger::append(&[self.entry(Event::DecisionRefused, by).reason(reason)]),
            ))
            .await?;
        Ok(())
    }

    /// The card expires, whose window closed while it was open. The card as that leaves it.
    pub async fn expire(
        &self,
        by: &ReviewerId,
    ) -> Result<(review_queue::CardRow, Vec<inbound_message::MessageRow>), StepError> {
        let card = &self.request.card;
        let write = WriteId::new(self.host.nonce());
        let expired = self.entry(Event::Expired, by);
        let ((), _, row, messages) = self
            .host
            .batch((
                decide::expire_one(card, &write, self.invocation.at),
                run_ledger::append_if_card_written(&[expired], card, &write),
                review_queue::find(card),
                inbound_message::of_cards(&[card]),
            ))
            .await?;
        Ok((row.ok_or(DatabaseError::Shape("card"))?, messages))
    }

    fn answer_of<'b>(&'b self, by: &'b ReviewerId) -> AnswerOf<'b> {
        let DecisionRequest { key, card, .. } = self.request;
        AnswerOf { reviewer: by, key, card, decision: Some(&self.decision), write: None }
    }

    fn entry(&self, event: Event, by: &ReviewerId) -> Entry {
        self.invocation.entry(event).review(&self.request.card, self.request.decision.version).actor(by)
    }

    /// When the press began.
    pub fn at(&self) -> Timestamp {
        self.invocation.at
    }
}
