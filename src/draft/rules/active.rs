//! Reply rules and the persona: read, replaced, judged.

use crate::draft::rules::reply_rules::{self, Persona, RuleRow};
use crate::draft::rules::{LONGEST_PERSONA, RuleValidationError, Rules, plain};
use crate::error::StepError;
use crate::host::Host;
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use serde::Serialize;

/// The list in force and the persona.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "RulesInForce"))]
pub struct ActiveRules {
    /// 0: never changed.
    pub version: u32,
    /// The list.
    #[serde(flatten)]
    pub rules: Rules,
    /// How a model shall sound.
    pub persona: Persona,
}

impl ActiveRules {
    /// From what D1 holds. A list that cannot be read is none: the drafts are the usual ones.
    pub fn of(rules: Option<RuleRow>, persona: Option<Persona>) -> Self {
        let version = rules.as_ref().map_or(0, |row| row.version);
        let rules = rules.and_then(|row| crate::json::read(row.body.as_bytes()).ok()).unwrap_or_default();
        Self { version, rules, persona: persona.unwrap_or_default() }
    }
}

/// What is in force. Errors: the database failed.
pub async fn in_force(host: &dyn Host) -> Result<ActiveRules, StepError> {
    let (rules, persona) = host.batch((reply_rules::newest(), reply_rules::persona())).await?;
    Ok(ActiveRules::of(rules, persona))
}

/// How a change of the rules ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutRules {
    /// They are in force.
    Done,
    /// Somebody else was faster.
    Stale,
    /// They cannot be used: which rule, and why.
    Refused(String, RuleValidationError),
}

/// Replaces the list of version `base`. Errors: the database failed.
pub async fn put(host: &dyn Host, admin: &Reviewer, base: u32, rules: &Rules) -> Result<PutRules, StepError> {
    if let Some((rule, why)) = rules.validation_error() {
        return Ok(PutRules::Refused(rule, why));
    }
    let invocation = Invocation::begin(host);
    let next = base.saturating_add(1);
    let changed = invocation.entry(Event::RulesChanged).actor(&admin.id).reason(format!("rules-{next}"));
    let put = reply_rules::put(base, rules, admin, &invocation);
    let (put, ()) = host.batch((put, run_ledger::append_if_rules(&[changed], next))).await?;
    Ok(if put { PutRules::Done } else { PutRules::Stale })
}

/// Replaces the persona; it waits to be judged. `false`: it is too long, or holds
/// characters that cannot be seen. Errors: the database failed.
pub async fn put_persona(host: &dyn Host, admin: &Reviewer, text: &str) -> Result<bool, StepError> {
    let text = text.trim();
    if !plain(text, 0..=LONGEST_PERSONA) {
        return Ok(false);
    }
    let invocation = Invocation::begin(host);
    let changed = invocation.entry(Event::PersonaChanged).actor(&admin.id);
    host.batch((reply_rules::put_persona(text, admin, &invocation), run_ledger::append(&[changed]))).await?;
    Ok(true)
}

/// Approves or refuses a persona. `false`: it was judged or replaced meanwhile, or is the
/// admin's own while there is another who could approve it. Errors: the database failed.
pub async fn judge_persona(host: &dyn Host, admin: &Reviewer, version: u32, approve: bool) -> Result<bool, StepError> {
    let invocation = Invocation::begin(host);
    let event = if approve { Event::PersonaApproved } else { Event::PersonaRefused };
    let judged = invocation.entry(event).actor(&admin.id).reason(format!("persona-{version}"));
    let judge = reply_rules::judge(version, approve, admin, &invocation);
    let (judged, ()) = host.batch((judge, run_ledger::append_if_judged(&[judged], version))).await?;
    Ok(judged)
}
