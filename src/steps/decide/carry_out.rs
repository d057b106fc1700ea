//! The batches of a decision.

use super::{Action, Conflict, Decided, Request, answer, why_not};
use crate::config::Graph;
use crate::host::{Host, Statement};
use crate::identity::{Address, AttemptId, DecisionId, MessageId, WriteId};
use crate::keyed_hash::sha256_hex;
use crate::ledger::{Entry, Event, Invocation};
use crate::review::Card;
use crate::send::{Claim, Outcome, outcome};
use crate::steps::StepError;
use crate::store::decision::{self, NewDecision};
use crate::store::review_queue::decide::{self, Bound, ClaimTerms, Claimed};
use crate::store::reviewer::Reviewer;
use crate::store::{idempotency_key, inbound_message, review_queue, run_ledger, send_attempt};

/// One decision under way. Its ids are fresh: they mark what this batch wrote.
pub(super) struct CarryOut<'a, H> {
    pub host: &'a H,
    pub reviewer: &'a Reviewer,
    pub request: &'a Request,
    pub text: Option<&'a str>,
    pub invocation: Invocation,
    pub decision: DecisionId,
    pub attempt: AttemptId,
    pub write: WriteId,
}

impl<H: Host> CarryOut<'_, H> {
    /// Claims the card, makes the one Graph call, records what came of it.
    pub async fn send(self, graph: &Graph, bot_enabled: bool) -> Result<Decided, StepError> {
        let claim = match self.claim(bot_enabled).await? {
            Ok(claim) => claim,
            Err(decided) => return Ok(decided),
        };
        let outcome = outcome(self.host.call(claim.into_call(graph)).await);
        let card = self.finish(&outcome).await?;
        self.done(&card).await
    }

    async fn claim(&self, bot_enabled: bool) -> Result<Result<Claim, Decided>, StepError> {
        let text_sha256 = self.text.map(|text| sha256_hex(text.as_bytes()));
        let terms = ClaimTerms {
            attempt: &self.attempt,
            draft_sha256: match &self.request.decision.action {
                Action::Approve { text_sha256 } => Some(text_sha256),
                _ => None,
            },
            key: self.request.key.as_str(),
            request_sha256: &self.request.request_sha256,
            bot_enabled,
        };
        let expiry = WriteId::new(self.host.nonce());
        let expired = self.entry(Event::Expired);
        let mut batch = vec![
            self.take_key(),
            decide::expire_one(&self.request.card, &expiry, self.invocation.at),
            run_ledger::append_if_card_written(&[expired], &self.request.card, &expiry),
            decide::claim(self.bound(), terms),
            send_attempt::begin(&self.request.card, &self.write, &self.attempt, &self.decision),
        ];
        batch.extend(self.record(text_sha256.as_deref()));
        let answers = self.host.batch(batch).await?;
        let [_, _, _, claimed, _, _, _, _, _, card, messages] = answers.exactly()?;
        let claimed: Option<Claimed> = claimed.first()?;
        let Some(claimed) = claimed else {
            return Ok(Err(self.conflict(card.first()?, messages.decode()?)));
        };
        let to = Address::as_sent(&claimed.recipient);
        let (Some(to), Some(quoted)) = (to, MessageId::new(claimed.quoted_wamid)) else {
            // Only what Meta sent is stored there. Left `sending`, it becomes
            // `unknown`; nothing was sent.
            return Err(crate::host::DatabaseError::Shape("recipient").into());
        };
        let text = self.text.unwrap_or_default().to_owned();
        Ok(Ok(Claim::from_row(self.attempt.clone(), to, quoted, text)))
    }

    /// Rejects the card, or settles its unknown send. Nothing goes out.
    pub async fn close(self) -> Result<Decided, StepError> {
        let (key, request) = (self.request.key.as_str(), self.request.request_sha256.as_str());
        let write = match self.request.decision.action {
            Action::Resolve { arrived } => decide::resolve(self.bound(), key, request, arrived),
            _ => decide::reject(self.bound(), key, request),
        };
        let mut batch = vec![self.take_key(), write];
        batch.extend(self.record(None));
        batch.push(review_queue::write::written(&self.request.card, &self.write));
        let answers = self.host.batch(batch).await?;
        let [_, _, _, _, _, _, card, messages, written] = answers.exactly()?;
        let (card, messages) = (card.first::<review_queue::Row>()?, messages.decode()?);
        match card {
            Some(card) if !written.is_empty() => self.done(&card.into_card(messages)).await,
            card => Ok(self.conflict(card, messages)),
        }
    }

    fn bound(&self) -> Bound<'_> {
        Bound {
            card: &self.request.card,
            version: self.request.decision.version,
            by: &self.reviewer.id,
            write: &self.write,
            decision: &self.decision,
            now: self.invocation.at,
        }
    }

    fn take_key(&self) -> Statement {
        let Request { key, request_sha256, .. } = self.request;
        idempotency_key::take(&self.reviewer.id, key, request_sha256, self.invocation.at)
    }

    /// What follows the write that decides: decision, key, ledger, and the card.
    fn record(&self, text_sha256: Option<&str>) -> [Statement; 6] {
        let action = &self.request.decision.action;
        let (reason, note) = match action {
            Action::Reject { reason, note } => (Some(reason.as_str()), note.as_deref()),
            _ => (None, None),
        };
        let decision = NewDecision {
            id: &self.decision,
            card: &self.request.card,
            version: self.request.decision.version,
            action: action.name(),
            by: &self.reviewer.id,
            at: self.invocation.at,
            text_sha256,
            text: self.text,
            reason,
            note,
        };
        let entry = self.entry(match action {
            Action::Approve { .. } => Event::Approved,
            Action::Edit { .. } => Event::Edited,
            Action::Reject { .. } => Event::Rejected,
            Action::Resolve { arrived: true } => Event::ResolvedSent,
            Action::Resolve { arrived: false } => Event::ResolvedNotSent,
        });
        let entry = match reason {
            Some(reason) => entry.reason(reason),
            None => entry,
        };
        let refused = refused(&self.invocation, self.reviewer, self.request, "conflict");
        let card = &self.request.card;
        [
            decision::record(&decision, &self.write),
            idempotency_key::tie(&self.reviewer.id, &self.request.key, &self.decision),
            run_ledger::append_if_card_written(&[entry], card, &self.write),
            run_ledger::append_unless_card_written(&[refused], card, &self.write),
            review_queue::find(card),
            inbound_message::of_cards(&[card]),
        ]
    }

    fn conflict(&self, card: Option<review_queue::Row>, messages: Vec<inbound_message::Row>) -> Decided {
        let Some(card) = card else { return Decided::NotFound };
        // None of the card's own conditions failed: the key went to another request
        // in the same moment, or there is nobody left to answer.
        let conflict = why_not(&card, &self.request.decision, self.invocation.at);
        Decided::Conflict(conflict.unwrap_or(Conflict::NoRecipient), Box::new(card.into_card(messages)))
    }

    async fn finish(&self, outcome: &Outcome) -> Result<Card, StepError> {
        let write = WriteId::new(self.host.nonce());
        let now = self.host.now();
        let entry = match outcome {
            Outcome::Accepted(_) => self.entry(Event::Sent),
            Outcome::Refused(code) => self.entry(Event::Failed).reason(code.0.to_string()),
            Outcome::Unknown(why) => self.entry(Event::Unknown).reason(why.code()),
        };
        let took = u32::try_from(now.since(self.invocation.at).as_millis()).unwrap_or(u32::MAX);
        let card = &self.request.card;
        let answers = self
            .host
            .batch(vec![
                send_attempt::finish(&self.attempt, outcome, now),
                decide::finish(card, &self.attempt, &write, outcome),
                run_ledger::append_if_card_written(&[entry.at(now).latency(took)], card, &write),
                review_queue::find(card),
                inbound_message::of_cards(&[card]),
            ])
            .await?;
        let [_, _, _, row, messages] = answers.exactly()?;
        let row: Option<review_queue::Row> = row.first()?;
        let row = row.ok_or(crate::host::DatabaseError::Shape("card"))?;
        Ok(row.into_card(messages.decode()?))
    }

    /// Keeps the answer for whoever asks again with the same key.
    async fn done(&self, card: &Card) -> Result<Decided, StepError> {
        let answer = answer(card);
        let keep = idempotency_key::answer(&self.reviewer.id, &self.request.key, 200, &answer);
        self.host.batch(vec![keep]).await?;
        Ok(Decided::Done(answer))
    }

    fn entry(&self, event: Event) -> Entry {
        self.invocation.entry(event).review(&self.request.card, self.request.decision.version).actor(&self.reviewer.id)
    }
}

/// The ledger row of a decision that was not carried out.
pub(super) fn refused(invocation: &Invocation, reviewer: &Reviewer, request: &Request, why: &str) -> Entry {
    invocation
        .entry(Event::DecisionRefused)
        .review(&request.card, request.decision.version)
        .actor(&reviewer.id)
        .reason(format!("{}:{why}", request.decision.action.name()))
}
