//! Writes the draft of a burst that passed the gate: by a model if one is set and
//! may be asked, else by a template. There is always a draft.

use super::{Burst, Card};
use crate::config::{Settings, Source};
use crate::draft::guard::Violation;
use crate::draft::prompt::{Brief, Completion, Model, PROMPT_VERSION, read};
use crate::draft::{self, Draft, Occasion};
use crate::gate::OrderShaped;
use crate::host::{CallError, Host};
use crate::identity::WriteId;
use crate::ledger::{Entry, Event, Invocation};
use crate::steps::StepError;
use crate::store::model_budget;

/// How often a model is asked for one draft.
const TRIES: usize = 2;

pub(super) struct Writer<'a, H, S> {
    pub host: &'a H,
    pub settings: &'a Settings<S>,
    pub invocation: &'a Invocation,
    pub card: &'a Card,
}

/// What one try at a model brought.
enum Try {
    Written(Draft),
    /// Worth another try.
    Again(Vec<Violation>),
    /// Not worth one.
    GiveUp,
}

impl<H: Host, S: Source> Writer<'_, H, S> {
    /// Writes a draft; the ledger rows of how it came about go to `entries`.
    pub async fn write(
        &self,
        _passed: &OrderShaped,
        burst: &Burst,
        entries: &mut Vec<Entry>,
    ) -> Result<Draft, StepError> {
        let mut written = None;
        if let Some((model, limit)) = self.model(entries) {
            written = self.ask(&model, limit, burst, entries).await?;
        }
        let business = self.settings.business_name();
        let draft = written.unwrap_or_else(|| {
            Draft::from_template(&Occasion {
                language: burst.language(),
                message: &burst.conversation.text(),
                customer: burst.customer_name(),
                business: &business,
                own: &burst.templates,
                turn: self.turn(),
            })
        });
        let entry = self.entry(Event::Drafted);
        entries.push(match draft.source() {
            draft::Source::Template => entry.reason("template"),
            draft::Source::Model(_) => entry.reason("model"),
        });
        Ok(draft)
    }

    /// Cards take the templates in turn, as their random ids have it. A next version keeps
    /// its card's, so that what changed is what the customer changed.
    fn turn(&self) -> usize {
        self.card.id.as_str().bytes().map(usize::from).sum()
    }

    /// The model and its daily limit. A drafter that is set up wrongly must not
    /// keep a message from its reviewer: the template stands in, the ledger says so,
    /// and `/healthz` names the setting.
    fn model(&self, entries: &mut Vec<Entry>) -> Option<(Model, u32)> {
        match (self.settings.drafter(), self.settings.model_daily_limit()) {
            (Ok(drafter), Ok(limit)) => Model::of(drafter).map(|model| (model, limit)),
            (Err(_), _) | (_, Err(_)) => {
                entries.push(self.entry(Event::ModelFailed).reason("misconfigured"));
                None
            }
        }
    }

    async fn ask(
        &self,
        model: &Model,
        limit: u32,
        burst: &Burst,
        entries: &mut Vec<Entry>,
    ) -> Result<Option<Draft>, StepError> {
        let mut refused = Vec::new();
        for _ in 0..TRIES {
            if !self.take(model, limit).await? {
                entries.push(self.entry(Event::ModelOverLimit));
                return Ok(None);
            }
            match self.try_once(model, burst, &refused, entries).await {
                Try::Written(draft) => return Ok(Some(draft)),
                Try::Again(violations) => refused = violations,
                Try::GiveUp => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Takes a call out of the day's budget.
    async fn take(&self, model: &Model, limit: u32) -> Result<bool, StepError> {
        let write = WriteId::new(self.host.nonce());
        let called = self.entry(Event::ModelCalled).model(model.name(), (None, None), 0);
        let called = called.reason(PROMPT_VERSION);
        let take = model_budget::take(self.host.now(), limit, &write, &called);
        let [taken, _] = self.host.batch(take.into()).await?.exactly()?;
        Ok(!taken.is_empty())
    }

    async fn try_once(&self, model: &Model, burst: &Burst, refused: &[Violation], entries: &mut Vec<Entry>) -> Try {
        let business = self.settings.business_name();
        let call = model.call(burst.language(), &business, &brief(burst), refused);
        let began = self.host.now();
        let reply = self.host.call(call).await;
        let took = self.host.now().since(began).as_millis();
        let took = u32::try_from(took).unwrap_or(u32::MAX);
        let row = |event, tokens| self.entry(event).model(model.name(), tokens, took);
        let failed = |reason: String| row(Event::ModelFailed, (None, None)).reason(reason);
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => {
                entries.push(failed(call_error(error).into()));
                return if error == CallError::NoBinding { Try::GiveUp } else { Try::Again(vec![]) };
            }
        };
        let Completion { text, tokens } = match read(&reply) {
            Ok(completion) => completion,
            Err(reason) => {
                entries.push(failed(reason));
                let may_pass = reply.status == 429 || !(400..=499).contains(&reply.status);
                return if may_pass { Try::Again(vec![]) } else { Try::GiveUp };
            }
        };
        match Draft::from_model(&text, model.name(), &burst.conversation.text(), burst.language()) {
            Ok(draft) => {
                entries.push(row(Event::ModelAnswered, tokens));
                Try::Written(draft)
            }
            Err(violations) => {
                let rules: Vec<_> = violations.iter().map(|v| v.rule.code()).collect();
                let reason = format!("guard:{}", rules.join(","));
                entries.push(row(Event::ModelFailed, tokens).reason(reason));
                Try::Again(violations)
            }
        }
    }

    fn entry(&self, event: Event) -> Entry {
        self.invocation.entry(event).at(self.host.now()).review(&self.card.id, self.card.version)
    }
}

fn brief(burst: &Burst) -> Brief {
    Brief {
        customer_name: burst.customer_name().to_owned(),
        recent_orders: burst.orders.iter().map(|order| order.summary.clone()).collect(),
        customer_messages: burst.conversation.texts(),
    }
}

fn call_error(error: CallError) -> &'static str {
    match error {
        CallError::Timeout => "timeout",
        CallError::Connection => "connection",
        CallError::NoBinding => "no_binding",
    }
}
