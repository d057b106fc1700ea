//! `taught_words`: what the business taught, a row a version; the newest counts.

pub mod kind;

use crate::gate::taught::{Means, Taught};
use crate::host::Query;
use crate::identity::Reviewer;
use crate::ledger::Invocation;
use kind::WordKind;
use serde::{Deserialize, Serialize};

/// The words of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "WordsByKind"))]
#[serde(default)]
pub struct WordLists {
    goods: Vec<String>,
    packages: Vec<String>,
    order: Vec<String>,
    never: Vec<String>,
    article_numbers: Vec<String>,
    drafts: Vec<String>,
}

impl WordLists {
    /// Those of a kind.
    pub fn of(&self, kind: WordKind) -> &[String] {
        match kind {
            WordKind::Goods => &self.goods,
            WordKind::Packages => &self.packages,
            WordKind::Order => &self.order,
            WordKind::Never => &self.never,
            WordKind::ArticleNumbers => &self.article_numbers,
            WordKind::Drafts => &self.drafts,
        }
    }

    /// With other words of a kind.
    #[must_use]
    pub fn with(mut self, kind: WordKind, words: Vec<String>) -> Self {
        let place = match kind {
            WordKind::Goods => &mut self.goods,
            WordKind::Packages => &mut self.packages,
            WordKind::Order => &mut self.order,
            WordKind::Never => &mut self.never,
            WordKind::ArticleNumbers => &mut self.article_numbers,
            WordKind::Drafts => &mut self.drafts,
        };
        *place = words;
        self
    }

    /// The words of a kind alone that are in these or in the others, and not in both.
    #[must_use]
    pub fn differing(&self, kind: WordKind, others: &[String]) -> Self {
        let own = self.of(kind);
        let gone = own.iter().filter(|word| !others.contains(word));
        let new = others.iter().filter(|word| !own.contains(word));
        Self::default().with(kind, gone.chain(new).cloned().collect())
    }

    /// As the gate reads them.
    pub fn for_gate(&self) -> Taught {
        let kinds = [
            (Means::Goods, &self.goods),
            (Means::Package, &self.packages),
            (Means::Order, &self.order),
            (Means::Never, &self.never),
        ];
        let words = kinds.into_iter().flat_map(|(means, words)| words.iter().map(move |word| (means, word.as_str())));
        Taught::of(words, self.article_numbers.iter().map(String::as_str))
    }
}

/// The words in force.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Words"))]
pub struct ActiveWords {
    /// 0: nothing was ever taught.
    pub version: u32,
    /// What was.
    pub words: WordLists,
}

impl ActiveWords {
    /// From what D1 holds. What cannot be read is nothing: the gate judges as it came.
    pub fn of(row: Option<TaughtRow>) -> Self {
        let Some(row) = row else { return Self::default() };
        Self { version: row.version, words: crate::json::read(row.body.as_bytes()).unwrap_or_default() }
    }
}

/// The words in force as the gate reads them, from what D1 holds.
pub fn for_gate(newest: Option<TaughtRow>) -> Taught {
    ActiveWords::of(newest).words.for_gate()
}

/// A version as it stands in D1.
#[derive(Clone, Debug)]
pub struct TaughtRow {
    /// From 1 on.
    pub version: u32,
    /// JSON of the words.
    pub body: String,
}

crate::from_row!(TaughtRow { version, body });

const NEWEST: &str = "SELECT version, body FROM taught_words ORDER BY version DESC LIMIT 1";

/// The newest version.
pub fn newest() -> Query<Option<TaughtRow>> {
    Query::new("newest_taught_words", NEWEST)
}

const PUT: &str = "INSERT INTO taught_words (version, body, invocation, changed_by, changed_at)
SELECT ?1 + 1, ?2, ?3, ?4, ?5 WHERE COALESCE((SELECT max(version) FROM taught_words), 0) = ?1
RETURNING version";

/// Puts words after version `base`. No row: `base` is not the newest any more.
pub fn put(base: u32, words: &WordLists, by: &Reviewer, invocation: &Invocation) -> Query<bool> {
    let put = Query::new("put_taught_words", PUT).bind(base).bind_json(words).bind(invocation.id.as_str());
    put.bind(by.id.as_str()).bind(invocation.at)
}

// `lower` knows ASCII alone: an accented capital stays, which is why a word comes in two ways.
const NAMES: &str = "SELECT w.value ->> 0 AS word FROM json_each(?1) AS w
WHERE EXISTS (
  SELECT 1 FROM customers c, json_each(w.value) AS way
  WHERE instr(' ' || replace(lower(c.name), '-', ' ') || ' ', ' ' || way.value || ' ') > 0)
LIMIT 1";

/// The first of these words that is a part of a customer's name.
pub fn part_of_a_name(words: &[String]) -> Query<Option<(String,)>> {
    let ways = |word: &String| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        [word.clone(), first + letters.as_str()]
    };
    let words: Vec<[String; 2]> = words.iter().map(ways).collect();
    Query::new("taught_word_in_a_name", NAMES).bind_json(&words)
}
