//! Which reply rule a draft is made by, and what a model may be told.

use super::Burst;
use super::writer::{DraftWriter, call_error};
use crate::draft::embedding::{self, Embedder};
use crate::draft::prompt::{Instructions, LONGEST_BRIEF};
use crate::draft::rules::reply_rules::Safety;
use crate::draft::rules::{Chosen, RuleResponse};
use crate::error::StepError;
use crate::ledger::{Entry, Event};

/// What a draft is made from.
pub(super) struct DraftPolicy<'a> {
    chosen: Chosen<'a>,
    /// Which rule, with the list's version; empty where the business has none.
    rule: String,
    persona: &'a str,
    persona_version: u32,
    safety: Safety,
}

impl<'a> DraftPolicy<'a> {
    /// What a model is told; `None`: the rule wants none.
    pub fn instructions(&self) -> Option<Instructions<'a>> {
        match self.chosen.response {
            RuleResponse::Templates | RuleResponse::Canned { .. } => None,
            RuleResponse::Prompt { text } => Some(Instructions { persona: self.persona, rule: text }),
        }
    }

    /// Why no model may write now, though the rule wants one.
    pub fn held(&self) -> Option<&'static str> {
        match self.safety {
            Safety::Approved => None,
            Safety::Pending => Some("persona_pending"),
            Safety::Refused => Some("persona_refused"),
        }
    }

    /// The prompt of a model, with versions: `p3/persona-3/rules-5:urgent`.
    pub fn prompt(&self, words: &str) -> String {
        let persona = (!self.persona.is_empty()).then(|| format!("persona-{}", self.persona_version));
        let parts = [Some(words.to_owned()), persona, Some(self.rule.clone())];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    }

    /// The texts that the template draft is made from, with what to call them.
    pub fn templates(&self, burst: &Burst) -> (Vec<String>, String) {
        if let Some(canned) = self.chosen.response.canned(burst.language()) {
            return (vec![canned.to_owned()], self.rule.clone());
        }
        let (own, version) = &burst.templates;
        let name = if own.is_empty() { "built-in".to_owned() } else { format!("{}-{version}", burst.language().tag()) };
        (own.clone(), format!("templates-{name}"))
    }
}

impl DraftWriter<'_> {
    /// Finds the rule of a burst. Where the model of embeddings fails, no intent matches.
    pub async fn guidance<'b>(&self, burst: &'b Burst, entries: &mut Vec<Entry>) -> Result<DraftPolicy<'b>, StepError> {
        let in_force = &burst.in_force;
        let message = burst.conversation.text();
        let intents = in_force.rules.intents(&message);
        // What is too long for a model to answer is too long to compare.
        let compares = !intents.is_empty() && message.chars().count() <= LONGEST_BRIEF;
        let alike = if !compares { vec![] } else { self.compare(&message, &intents, entries).await? };
        let chosen = in_force.rules.first(&message, &alike);
        let rule = match in_force.version {
            0 => String::new(),
            version => format!("rules-{version}:{}", chosen.id),
        };
        if !rule.is_empty() {
            entries.push(self.entry(Event::RuleMatched).reason(rule.as_str()));
        }
        let persona = &in_force.persona;
        Ok(DraftPolicy {
            chosen,
            rule,
            persona: &persona.text,
            persona_version: persona.version,
            safety: persona.safety,
        })
    }

    /// How alike the message is to each intent; none if that cannot be told.
    async fn compare(&self, message: &str, intents: &[&str], entries: &mut Vec<Entry>) -> Result<Vec<f32>, StepError> {
        let embedder = match (self.settings.drafter(), self.settings.embeddings_model()) {
            (Ok(drafter), Some(model)) if self.limits().is_ok() => Embedder::of(drafter, model),
            // Set up wrongly: it must not keep a message from its reviewer.
            (Ok(_) | Err(_), _) => None,
        };
        let Some(embedder) = embedder else { return Ok(vec![]) };
        let mut texts = vec![message];
        texts.extend(intents);
        let call = embedder.call(&texts);
        // At the writing model's price, which is more than its own; none of it is given back.
        let prices = self.settings.spending().ok().and_then(|spending| spending.prices);
        let at_most = prices.map(|prices| prices.at_most(call.body.len(), 0));
        let Some(_call) = self.take((embedder.name(), "embeddings"), at_most, entries).await? else {
            return Ok(vec![]);
        };
        let began = self.host.now();
        let reply = self.host.call(call).await;
        let took = u32::try_from(self.host.now().since(began).as_millis()).unwrap_or(u32::MAX);
        let read = match &reply {
            Ok(reply) => embedding::read(reply, texts.len()),
            Err(error) => Err(call_error(*error).to_owned()),
        };
        let (alike, entry) = match read {
            Ok((alike, tokens)) => (alike, self.entry(Event::Compared).model(embedder.name(), (tokens, None), took)),
            Err(reason) => {
                let failed = self.entry(Event::ModelFailed).model(embedder.name(), (None, None), took);
                (vec![], failed.reason(format!("embeddings:{reason}")))
            }
        };
        entries.push(entry);
        Ok(alike)
    }
}
