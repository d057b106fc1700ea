//! Writes the draft of a burst that passed the gate: by a model if one is set and
//! may be asked, else by a template. There is always a draft.

use super::policy::DraftPolicy;
use super::{Burst, Card};
use crate::clock::Timestamp;
use crate::draft;
use crate::draft::Draft;
use crate::draft::TemplateContext;
use crate::draft::model_budget::{self, Limits};
use crate::draft::prompt::{Brief, Completion, Instructions, MAX_TOKENS, Model, PROMPT_VERSION, read};
use crate::draft::spending::Prices;
use crate::error::StepError;
use crate::gate::OrderShaped;
use crate::guard::{self, Violation};
use crate::host::{CallError, Host};
use crate::identity::WriteId;
use crate::ledger::Micros;
use crate::ledger::{Entry, Event, Invocation};
use crate::settings::Settings;
use crate::taught_words::kind::WordKind;
use std::time::Duration;

/// How often a model is asked for one draft.
const TRIES: usize = 2;

/// How long a failed model is left alone, at least; up to five times that, at random, so
/// that many cards do not come back at once.
const PAUSE: Duration = Duration::from_millis(250);

pub(super) struct DraftWriter<'a> {
    pub host: &'a dyn Host,
    pub settings: &'a Settings,
    pub invocation: &'a Invocation,
    pub card: &'a Card,
}

/// What one try at a model brought.
enum Try {
    Written(Draft),
    /// Its text was refused, or it failed in a way that may pass.
    Again(Vec<Violation>, String),
    /// Not worth another try.
    GiveUp(String),
}

/// A model that may be asked, and what it is told.
struct Task<'a> {
    model: Model,
    instructions: Instructions<'a>,
    brief: Brief,
    prompt: String,
    prices: Option<Prices>,
}

/// A call that was taken out of the day's budget.
pub(super) struct ReservedCall {
    at: Timestamp,
    at_most: Micros,
}

impl DraftWriter<'_> {
    /// Writes a draft; the ledger rows of how it came about go to `entries`.
    pub async fn write(
        &self,
        _passed: &OrderShaped,
        burst: &Burst,
        entries: &mut Vec<Entry>,
    ) -> Result<Draft, StepError> {
        let guidance = self.guidance(burst, entries).await?;
        let draft = match self.by_model(&guidance, burst, entries).await? {
            Ok(draft) => draft,
            Err(why) => {
                let (own, prompt) = guidance.templates(burst);
                let context = TemplateContext {
                    language: burst.language(),
                    message: &burst.conversation.text(),
                    customer: burst.customer_name(),
                    business: &self.settings.business_name(),
                    own: &own,
                    turn: self.turn(),
                };
                Draft::from_template(&context, prompt, why)
            }
        };
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

    /// A model's draft. Err: none; why, if one was meant to write.
    async fn by_model(
        &self,
        guidance: &DraftPolicy<'_>,
        burst: &Burst,
        entries: &mut Vec<Entry>,
    ) -> Result<Result<Draft, Option<String>>, StepError> {
        let Some(instructions) = guidance.instructions() else { return Ok(Err(None)) };
        let (model, prices) = match self.model() {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(Err(None)),
            Err(why) => {
                entries.push(self.entry(Event::ModelFailed).reason(why));
                return Ok(Err(Some(why.into())));
            }
        };
        if !guard::has_vocabulary(burst.language()) {
            entries.push(self.entry(Event::ModelHeld).reason("language"));
            return Ok(Err(Some("language".into())));
        }
        if let Some(why) = guidance.held() {
            entries.push(self.entry(Event::ModelHeld).reason(why));
            return Ok(Err(Some(why.into())));
        }
        let brief = brief(burst);
        if brief.is_too_long() {
            entries.push(self.entry(Event::ModelHeld).reason("too_long"));
            return Ok(Err(Some("too_long".into())));
        }
        let task = Task { model, instructions, brief, prompt: guidance.prompt(PROMPT_VERSION), prices };
        Ok(self.ask(&task, burst, entries).await?.map_err(Some))
    }

    /// The model and its prices. A drafter that is set up wrongly must not keep a message
    /// from its reviewer: the template stands in, the ledger says so, and `/healthz` names
    /// the setting.
    fn model(&self) -> Result<Option<(Model, Option<Prices>)>, &'static str> {
        let drafter = self.settings.drafter().map_err(|_| "misconfigured")?;
        self.limits().map_err(|_| "misconfigured")?;
        let prices = self.settings.spending().map_err(|_| "misconfigured")?.prices;
        Ok(Model::of(drafter).map(|model| (model, prices)))
    }

    pub fn limits(&self) -> Result<Limits, StepError> {
        Ok(Limits { calls: self.settings.model_daily_limit()?, spend: self.settings.spending()?.daily })
    }

    async fn ask(
        &self,
        task: &Task<'_>,
        burst: &Burst,
        entries: &mut Vec<Entry>,
    ) -> Result<Result<Draft, String>, StepError> {
        let (mut refused, mut why) = (Vec::new(), String::new());
        for nth in 0..TRIES {
            if nth > 0 && refused.is_empty() {
                self.host.sleep(self.jitter()).await;
            }
            let business = self.settings.business_name();
            let call = task.model.call(burst.language(), &business, task.instructions, &task.brief, &refused);
            let at_most = task.prices.map(|prices| prices.at_most(call.body.len(), MAX_TOKENS));
            let Some(taken) = self.take((task.model.name(), PROMPT_VERSION), at_most, entries).await? else {
                return Ok(Err("over_limit".to_owned()));
            };
            match self.try_once(task, call, taken, burst, entries).await {
                Try::Written(draft) => return Ok(Ok(draft)),
                Try::Again(violations, reason) => (refused, why) = (violations, reason),
                Try::GiveUp(reason) => return Ok(Err(reason)),
            }
        }
        Ok(Err(why))
    }

    fn jitter(&self) -> Duration {
        let [random, ..] = self.host.nonce().0;
        PAUSE + PAUSE * 4 * u32::from(random) / 255
    }

    /// Takes a call of a model, and the most that it can cost, out of the day's budget.
    pub async fn take(
        &self,
        (model, what): (&str, &str),
        at_most: Option<Micros>,
        entries: &mut Vec<Entry>,
    ) -> Result<Option<ReservedCall>, StepError> {
        let limits = self.limits()?;
        let write = WriteId::new(self.host.nonce());
        let taken = ReservedCall { at: self.host.now(), at_most: at_most.unwrap_or(Micros(0)) };
        let called = self.entry(Event::ModelCalled).model(model, (None, None), 0).reason(what);
        let take = model_budget::take(taken.at, limits, taken.at_most, &write, &called);
        let (is_taken, (), calls) = self.host.batch(take).await?;
        if is_taken {
            return Ok(Some(taken));
        }
        let calls = calls.map_or(0, |(calls,)| calls);
        let reason = if calls >= limits.calls { "calls" } else { "spending" };
        entries.push(self.entry(Event::ModelOverLimit).reason(reason));
        Ok(None)
    }

    async fn try_once(
        &self,
        task: &Task<'_>,
        call: crate::host::Call,
        taken: ReservedCall,
        burst: &Burst,
        entries: &mut Vec<Entry>,
    ) -> Try {
        let model = task.model.name();
        let reply = self.host.call(call).await;
        let took = u32::try_from(self.host.now().since(taken.at).as_millis()).unwrap_or(u32::MAX);
        let row = |event, tokens| self.entry(event).model(model, tokens, took);
        let completion = match &reply {
            Ok(reply) => read(reply),
            Err(error) => Err(call_error(*error).to_owned()),
        };
        let tokens = completion.as_ref().map_or((None, None), |completion| completion.tokens);
        let cost = self.settle(task, &taken, &reply, tokens).await;
        let text = match completion {
            Ok(Completion { text, .. }) => text,
            Err(reason) => {
                entries.push(row(Event::ModelFailed, tokens).cost(cost).reason(reason.as_str()));
                let may_pass = match reply {
                    Ok(reply) => reply.status == 429 || !(400..=499).contains(&reply.status),
                    Err(error) => error != CallError::NoBinding,
                };
                return if may_pass { Try::Again(vec![], reason) } else { Try::GiveUp(reason) };
            }
        };
        let message = burst.conversation.text();
        let (business, customer) = (self.settings.business_name(), burst.customer_name());
        let taught = burst.taught.words.of(WordKind::Drafts);
        let context = guard::Context { message: &message, language: None, business: &business, customer, taught };
        match Draft::from_model(&text, model, &task.prompt, burst.language(), &context) {
            Ok(draft) => {
                entries.push(row(Event::ModelAnswered, tokens).cost(cost));
                Try::Written(draft)
            }
            Err(violations) => {
                let rules: Vec<_> = guard::rules_of(&violations).into_iter().map(guard::Rule::code).collect();
                let reason = format!("guard:{}", rules.join(","));
                entries.push(row(Event::ModelFailed, tokens).cost(cost).reason(reason.as_str()));
                Try::Again(violations, reason)
            }
        }
    }

    /// Gives back what the call did not cost, and says what it did. A call that broke off may
    /// have been paid for all the same, as one that a gateway gave up on: nothing is given
    /// back then.
    async fn settle(
        &self,
        task: &Task<'_>,
        taken: &ReservedCall,
        reply: &Result<crate::host::Reply, CallError>,
        tokens: (Option<u32>, Option<u32>),
    ) -> Option<Micros> {
        let prices = task.prices?;
        let cost = match (reply, tokens) {
            (Err(CallError::NoBinding), _) => Micros(0),
            (Err(CallError::Timeout | CallError::Connection), _) => return None,
            (Ok(reply), _) if matches!(reply.status, 502 | 504) => return None,
            (Ok(reply), _) if reply.status != 200 => Micros(0),
            (Ok(_), (Some(read), Some(written))) => prices.cost(read, written),
            // It answered and does not say what that took.
            (Ok(_), _) => return None,
        };
        let left = Micros(taken.at_most.0.saturating_sub(cost.0));
        // If this fails the money stays taken, which is the strict side; the draft is worth more.
        let _ = self.host.batch(model_budget::give_back(taken.at, left)).await;
        Some(cost)
    }

    pub fn entry(&self, event: Event) -> Entry {
        self.invocation.entry(event).at(self.host.now()).review(&self.card.id, self.card.version)
    }
}

fn brief(burst: &Burst) -> Brief {
    Brief {
        customer_name: burst.customer_name().to_owned(),
        recent_orders: burst.orders.iter().map(|order| order.summary.clone()).collect(),
        customer_messages: burst.conversation.texts(),
        refers_to: burst.conversation.context(),
    }
}

pub(super) fn call_error(error: CallError) -> &'static str {
    match error {
        CallError::Timeout => "timeout",
        CallError::Connection => "connection",
        CallError::NoBinding => "no_binding",
    }
}
