//! What people change in drafts before they send them: the texts that they send instead, as
//! templates, and the words that come and go.

use super::template::unfilled;
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::gate::folded;
use crate::host::{Host, Query};
use crate::language::Language;

/// A draft that somebody changed, and what was sent.
#[derive(Debug)]
struct ChangedDraft {
    language: String,
    customer: Option<String>,
    draft: String,
    sent: String,
}

crate::from_row!(ChangedDraft { language, customer, draft, sent });

// From the decisions of these days, newest first: the cards are far more.
const CHANGED: &str = "SELECT r.draft_language AS language, r.customer_name AS customer, r.draft_text AS draft,
  d.text AS sent
FROM decision d CROSS JOIN review_queue r ON r.id = d.review_id AND r.decision_id = d.id
WHERE d.decided_at >= ?1 AND d.text IS NOT NULL AND d.action = 'edit' AND r.state = 'sent'
  AND r.draft_text IS NOT NULL AND r.draft_language IS NOT NULL
ORDER BY d.decided_at DESC LIMIT 500";

fn changed(since: Timestamp) -> Query<Vec<ChangedDraft>> {
    Query::new("changed_drafts", CHANGED).bind(since)
}

/// A text that people sent in the place of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instead {
    /// The language of the draft.
    pub language: Language,
    /// As a template.
    pub text: String,
    /// How often.
    pub times: usize,
}

/// What people change.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many drafts were looked at: the last 500 at most.
    pub drafts: usize,
    /// The texts that were sent instead, the most frequent first.
    pub instead: Vec<Instead>,
    /// Words that they take out, with how often.
    pub out: Vec<(String, usize)>,
    /// Words that they put in, with how often.
    pub into: Vec<(String, usize)>,
}

/// How many texts, and how many words, are shown.
const SHOWN: usize = 10;

/// What people changed since a moment. Errors: the database failed.
pub async fn changes(host: &dyn Host, business: &str, since: Timestamp) -> Result<Changes, StepError> {
    Ok(counted(&host.batch(changed(since)).await?, business))
}

fn counted(rows: &[ChangedDraft], business: &str) -> Changes {
    let (mut instead, mut out, mut into) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let Some(language) = Language::parse(&row.language) else { continue };
        let as_template = |text: &str| unfilled(text, language, row.customer.as_deref().unwrap_or_default(), business);
        let (draft, sent) = (as_template(&row.draft), as_template(&row.sent));
        let (before, after) = (words(&draft), words(&sent));
        out.extend(before.iter().filter(|word| !after.contains(word)).cloned());
        into.extend(after.into_iter().filter(|word| !before.contains(word)));
        instead.push(format!("{} {sent}", language.tag()));
    }
    let more_than_once = |words: Vec<String>| tally(words).into_iter().filter(|(_, n)| *n > 1).collect();
    let instead = tally(instead).into_iter().filter_map(|(text, times)| {
        let (language, text) = text.split_once(' ')?;
        Some(Instead { language: Language::parse(language)?, text: text.to_owned(), times })
    });
    Changes { drafts: rows.len(), instead: instead.collect(), out: more_than_once(out), into: more_than_once(into) }
}

/// The words of a text, each once; the places of greeting and names are none.
fn words(text: &str) -> Vec<String> {
    let text =
        ["{hello}", "{customer}", "{business}"].iter().fold(text.to_owned(), |text, place| text.replace(place, " "));
    let folded = folded(&text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// How often each stands there, the most frequent first; the first [`SHOWN`] of them.
fn tally(mut texts: Vec<String>) -> Vec<(String, usize)> {
    texts.sort_unstable();
    let mut counts: Vec<(String, usize)> =
        texts.chunk_by(|a, b| a == b).filter_map(|run| Some((run.first()?.clone(), run.len()))).collect();
    // The sort is stable: what is as frequent stays in the order of the alphabet.
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts.truncate(SHOWN);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_instead_is_counted_without_its_names() {
        let row = |customer: &str, sent: &str| ChangedDraft {
            language: "fr".into(),
            customer: Some(customer.into()),
            draft: format!("Bonjour {customer}, votre commande est bien reçue, merci !"),
            sent: sent.into(),
        };
        let rows = [
            row("Chez Ali", "Bonsoir Chez Ali, c'est noté !"),
            row("Café Noël", "Bonjour Café Noël, c'est noté !"),
            row("Chez Ali", "Bonjour Chez Ali, votre commande est bien reçue !"),
        ];
        let changes = counted(&rows, "Exemple SARL");
        assert_eq!(
            changes.instead[0],
            Instead { language: Language::Fr, text: "{hello} {customer}, c'est noté !".into(), times: 2 }
        );
        assert_eq!((changes.drafts, changes.instead.len()), (3, 2));
        assert_eq!(changes.out.first(), Some(&("merci".into(), 3)));
        assert_eq!(changes.into, [("cest".into(), 2), ("note".into(), 2)]);
    }
}
