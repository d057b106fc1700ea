//! `reply_template`: the business's own templates, a version of a language's set at a time.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::Reviewer;
use crate::identity::SenderId;
use crate::language::Language;
use crate::ledger::Invocation;
use serde::Serialize;

/// One of a set.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateRow {
    /// `fr`, `en`, `es`, `pt`, `it` or `ar`.
    pub language: String,
    /// The set's version.
    pub version: u32,
    /// Its words; empty where the set is empty.
    pub text: String,
}

crate::from_row!(TemplateRow { language, version, text });

const OF_SENDER: &str = "SELECT t.language, t.version, t.text FROM reply_template t
WHERE t.language = COALESCE((
    SELECT lower(substr(c.language, 1, 2)) FROM allowlist a JOIN customers c ON c.id = a.customer_id
    WHERE a.sender_id = ?1), 'fr')
  AND t.version = (SELECT max(n.version) FROM reply_template n WHERE n.language = t.language)
ORDER BY t.position";

/// The set in the language that a sender is answered in.
pub fn of_sender(sender: &SenderId) -> Query<Vec<TemplateRow>> {
    Query::new("templates_of_sender", OF_SENDER).bind(sender.as_str())
}

/// The texts of a set and its version; 0: there never was one.
pub fn texts(set: Vec<TemplateRow>) -> (Vec<String>, u32) {
    let version = set.first().map_or(0, |row| row.version);
    (set.into_iter().map(|row| row.text).filter(|text| !text.is_empty()).collect(), version)
}

/// One of a language's newest set.
#[derive(Clone, Debug)]
pub struct Newest {
    /// `fr`, `en`, `es`, `pt`, `it` or `ar`.
    pub language: String,
    /// The set's version.
    pub version: u32,
    /// Its words; empty where the set is empty.
    pub text: String,
    /// The name of who saved the set.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: Timestamp,
}

crate::from_row!(Newest { language, version, text, changed_by, changed_at });

const NEWEST: &str = "SELECT t.language, t.version, t.text, r.name AS changed_by, t.changed_at
FROM json_each(?1) AS l JOIN reply_template t ON t.language = l.value LEFT JOIN reviewer r ON r.id = t.changed_by
WHERE t.version = (SELECT max(n.version) FROM reply_template n WHERE n.language = t.language)
ORDER BY t.language, t.position";

/// The newest set of each language.
pub fn newest() -> Query<Vec<Newest>> {
    Query::new("newest_templates", NEWEST).bind_json(&Language::ALL.map(Language::tag))
}

const PUT: &str = "INSERT INTO reply_template (language, version, position, text, changed_by, changed_at)
SELECT ?1, COALESCE((SELECT max(version) FROM reply_template WHERE language = ?1), 0) + 1, t.key, t.value, ?3, ?4
FROM json_each(?2) AS t";

/// Adds a set as its language's newest. No texts: the built-in ones again.
pub fn put(language: Language, texts: &[String], by: &Reviewer, invocation: &Invocation) -> Query {
    let empty = [String::new()];
    let texts = if texts.is_empty() { empty.as_slice() } else { texts };
    Query::new("put_templates", PUT).bind(language.tag()).bind_json(&texts).bind(by.id.as_str()).bind(invocation.at)
}
