//! The batches of a decision.

use super::{Action, Request};
use crate::error::StepError;
use crate::host::{DatabaseError, Host, Query};
use crate::identity::Reviewer;
use crate::identity::{AttemptId, DecisionId, WriteId};
use crate::keyed_hash::sha256_hex;
use crate::ledger::run_ledger;
use crate::ledger::{Entry, Event, Invocation};
use crate::messages::inbound_message;
use crate::review::Card;
use crate::review::decision::{self, NewDecision};
use crate::review::idempotency_key;
use crate::review::review_queue;
use crate::review::review_queue::decide::{self, Bound, ClaimTerms};
use crate::send::send_attempt;
use crate::send::settings::Graph;
use crate::send::{CLAIM_HOLDS, Claim, Outcome, log_trouble, outcome};

/// One decision under way. Its ids are fresh: they mark what this batch wrote.
pub(super) struct DecisionExecutor<'a> {
    pub host: &'a dyn Host,
    pub reviewer: &'a Reviewer,
    pub request: &'a Request,
    pub text: Option<&'a str>,
    /// The card has a draft.
    pub drafted: bool,
    /// Where the reply goes, as the card was looked at.
    pub recipient: Option<&'a str>,
    pub invocation: Invocation,
    pub decision: DecisionId,
    pub attempt: AttemptId,
    pub write: WriteId,
}

impl DecisionExecutor<'_> {
    /// Claims the card, makes the one Graph call, records what came of it. `None`: it
    /// could not be claimed.
    pub async fn send(self, graph: &Graph, bot_enabled: bool) -> Result<Option<Card>, StepError> {
        let Some(claim) = self.claim(bot_enabled).await? else { return Ok(None) };
        let outcome = if self.host.now().since(self.invocation.at) <= CLAIM_HOLDS {
            outcome(self.host.call(claim.into_call(graph)).await)
        } else {
            Outcome::NotCalled
        };
        log_trouble(self.host, &self.request.card, &outcome);
        Ok(Some(self.finish(&outcome).await?))
    }

    async fn claim(&self, bot_enabled: bool) -> Result<Option<Claim>, StepError> {
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
            shown: self.request.decision.shown,
            recipient: self.recipient,
            text: self.text.unwrap_or_default(),
        };
        let expiry = WriteId::new(self.host.nonce());
        let expired = self.entry(Event::Expired);
        let card = &self.request.card;
        let ((), (), _, claimed, (), ((), (), in_ledger)) = self
            .host
            .batch((
                self.take_key(),
                decide::expire_one(card, &expiry, self.invocation.at),
                run_ledger::append_if_card_written(&[expired], card, &expiry),
                decide::claim(self.bound(), terms),
                send_attempt::begin(card, &self.write, &self.attempt, &self.decision),
                self.record(text_sha256.as_deref()),
            ))
            .await?;
        // A send without its row in the ledger would be seen by nobody (G5). The card stays
        // `sending` and becomes `unknown`; nothing was sent.
        if claimed.is_some() && !in_ledger {
            return Err(DatabaseError::Shape("append_if_card_written").into());
        }
        Ok(claimed)
    }

    /// Rejects the card, or settles its unknown send. Nothing goes out. `None`: the
    /// card was not as it was seen.
    pub async fn close(self) -> Result<Option<Card>, StepError> {
        let (key, request) = (self.request.key.as_str(), self.request.request_sha256.as_str());
        let write = match self.request.decision.action {
            Action::Resolve { arrived } => decide::resolve(self.bound(), key, request, arrived),
            _ => decide::reject(self.bound(), key, request),
        };
        let card = &self.request.card;
        let ((), (), _, written, row, messages) = self
            .host
            .batch((
                self.take_key(),
                write,
                self.record(None),
                review_queue::written(card, &self.write),
                review_queue::find(card),
                inbound_message::of_cards(&[card]),
            ))
            .await?;
        Ok(row.filter(|_| written).map(|row| row.into_card(messages, self.host.now())))
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

    fn take_key(&self) -> Query {
        let Request { key, request_sha256, .. } = self.request;
        idempotency_key::take(&self.reviewer.id, key, request_sha256, self.invocation.at)
    }

    /// What follows the write that decides: decision, key, ledger.
    fn record(&self, text_sha256: Option<&str>) -> (Query, Query, Query<bool>) {
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
        // An answer to a card without a draft is no verdict on one.
        let by_hand = matches!(action, Action::Edit { .. }) && !self.drafted;
        let entry = match reason.or(by_hand.then_some("no_draft")) {
            Some(reason) => entry.reason(reason),
            None => entry,
        };
        let card = &self.request.card;
        (
            decision::record(&decision, &self.write),
            idempotency_key::tie(&self.reviewer.id, &self.request.key, &self.decision),
            run_ledger::append_if_card_written(&[entry], card, &self.write),
        )
    }

    /// Records what became of the call. What is known must not be lost to a broken connection:
    /// it is recorded again under a fresh mark, which finds the card settled if the try before
    /// was committed. What nobody knows stays as it is, and the sweep settles it.
    async fn finish(&self, outcome: &Outcome) -> Result<Card, StepError> {
        let now = self.host.now();
        let entry = match outcome {
            Outcome::Accepted(_) => self.entry(Event::Sent),
            Outcome::Refused(code) => self.entry(Event::Failed).reason(code.reason()),
            Outcome::NotCalled => self.entry(Event::Failed).reason("claim_too_old"),
            Outcome::Unknown(why) => self.entry(Event::Unknown).reason(why.code()),
        };
        let took = u32::try_from(now.since(self.invocation.at).as_millis()).unwrap_or(u32::MAX);
        let card = &self.request.card;
        let entry = [entry.at(now).latency(took)];
        let record = || {
            let write = WriteId::new(self.host.nonce());
            (
                send_attempt::finish(&self.attempt, outcome, now),
                decide::finish(card, &self.attempt, &write, outcome),
                run_ledger::append_if_card_written(&entry, card, &write),
                review_queue::find(card),
                inbound_message::of_cards(&[card]),
            )
        };
        let (.., row, messages) = match outcome {
            Outcome::Unknown(_) => self.host.batch(record()).await?,
            Outcome::Accepted(_) | Outcome::Refused(_) | Outcome::NotCalled => self.host.batch_again(record).await?,
        };
        let row = row.ok_or(DatabaseError::Shape("card"))?;
        Ok(row.into_card(messages, now))
    }

    fn entry(&self, event: Event) -> Entry {
        self.invocation.entry(event).review(&self.request.card, self.request.decision.version).actor(&self.reviewer.id)
    }
}
