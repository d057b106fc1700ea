//! `reply_rules` and `persona`: a row a version, the newest counts.

use crate::draft::rules::Rules;
use crate::host::Query;
use crate::identity::Reviewer;
use crate::ledger::Invocation;
use serde::Serialize;

/// A list as it stands in D1.
#[derive(Clone, Debug)]
pub struct RuleRow {
    /// From 1 on.
    pub version: u32,
    /// JSON of the list.
    pub body: String,
}

crate::from_row!(RuleRow { version, body });

const NEWEST: &str = "SELECT version, body FROM reply_rules ORDER BY version DESC LIMIT 1";

/// The list in force.
pub fn newest() -> Query<Option<RuleRow>> {
    Query::new("newest_reply_rules", NEWEST)
}

const PUT: &str = "INSERT INTO reply_rules (version, body, invocation, changed_by, changed_at)
SELECT ?1 + 1, ?2, ?3, ?4, ?5 WHERE COALESCE((SELECT max(version) FROM reply_rules), 0) = ?1
RETURNING version";

/// Puts a list after version `base`. No row: `base` is not the newest any more.
pub fn put(base: u32, rules: &Rules, by: &Reviewer, invocation: &Invocation) -> Query<bool> {
    let put = Query::new("put_reply_rules", PUT).bind(base).bind_json(rules).bind(invocation.id.as_str());
    put.bind(by.id.as_str()).bind(invocation.at)
}

/// Whether a model may write under a persona.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Nobody has judged it yet.
    Pending,
    /// It may.
    Approved,
    /// It may not.
    Refused,
}

impl Safety {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "pending" => Self::Pending,
            "approved" => Self::Approved,
            "refused" => Self::Refused,
            _ => return None,
        })
    }
}

crate::from_text!(Safety);

/// How a model shall sound.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Persona {
    /// From 1 on; 0: there never was one.
    pub version: u32,
    /// Empty: none.
    pub text: String,
    /// Whether a model may write under it.
    pub safety: Safety,
    /// Who wrote it, by id; none for version 0.
    pub changed_by: Option<String>,
    /// Who judged it, by id.
    pub judged_by: Option<String>,
}

crate::from_row!(Persona { version, text, safety, changed_by, judged_by });

impl Default for Persona {
    fn default() -> Self {
        Self { version: 0, text: String::new(), safety: Safety::Approved, changed_by: None, judged_by: None }
    }
}

const PERSONA: &str = "SELECT version, text, safety, changed_by, judged_by FROM persona ORDER BY version DESC LIMIT 1";

/// The persona in force.
pub fn persona() -> Query<Option<Persona>> {
    Query::new("newest_persona", PERSONA)
}

const PUT_PERSONA: &str = "INSERT INTO persona (version, text, safety, invocation, changed_by, changed_at)
SELECT COALESCE((SELECT max(version) FROM persona), 0) + 1, ?1, CASE ?1 WHEN '' THEN 'approved' ELSE 'pending' END,
  ?2, ?3, ?4";

/// Puts a persona, which waits to be judged; an empty one needs no judging.
pub fn put_persona(text: &str, by: &Reviewer, invocation: &Invocation) -> Query {
    let put = Query::new("put_persona", PUT_PERSONA).bind(text).bind(invocation.id.as_str());
    put.bind(by.id.as_str()).bind(invocation.at)
}

const JUDGE: &str = "UPDATE persona SET safety = ?2, judged_by = ?3, judged_at = ?4, invocation = ?5
WHERE version = ?1 AND safety = 'pending' AND version = (SELECT max(version) FROM persona)
  AND (changed_by <> ?3 OR ?2 = 'refused' OR NOT EXISTS (
    SELECT 1 FROM reviewer WHERE role = 'admin' AND revoked_at IS NULL AND id <> ?3))
RETURNING version";

/// Judges the newest persona. No row: it is not the newest, was judged before, or its author
/// wants to approve it while there is another admin who could.
pub fn judge(version: u32, approve: bool, by: &Reviewer, invocation: &Invocation) -> Query<bool> {
    let safety = if approve { "approved" } else { "refused" };
    let judge = Query::new("judge_persona", JUDGE).bind(version).bind(safety).bind(by.id.as_str()).bind(invocation.at);
    judge.bind(invocation.id.as_str())
}
