//! Reply rules: which words a draft is made from. An ordered list of the business's; the
//! first that matches wins, and there is always a default.
//!
//! A rule changes what a draft says, never whether a person has to approve it, and only
//! bursts that passed the gate come here. What stands in a canned text obeys the guard as
//! templates do; what a prompt makes a model write goes through it.

pub mod active;
pub mod page;
mod read;
pub mod reply_rules;

use super::{ValidationError, validation_error};
use crate::gate::lexer::tokens;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::left_out;
use crate::language::Language;
use serde::{Deserialize, Serialize};

/// The most rules of a list; of those, the most that compare intents (each is a text more
/// to embed, in the one call that a draft may take).
const MOST: (usize, usize) = (30, 8);

/// The most keywords of a rule.
const KEYWORDS: usize = 30;

/// The longest prompt or description, in characters.
const LONGEST: usize = 1_000;

/// The longest persona, in characters.
pub const LONGEST_PERSONA: usize = 2_000;

/// A business's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "RuleList"))]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// In order; the first that matches wins.
    pub rules: Vec<ReplyRule>,
    /// Where none does.
    pub default: RuleResponse,
}

impl Default for Rules {
    /// Without rules: the model if there is one, else the templates.
    fn default() -> Self {
        Self { rules: vec![], default: RuleResponse::Prompt { text: String::new() } }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Rule"))]
#[serde(deny_unknown_fields)]
pub struct ReplyRule {
    /// Lower-case letters, digits and dashes; stands in the ledger.
    pub id: String,
    /// For people.
    pub label: String,
    /// When it matches.
    pub matcher: Matcher,
    /// What is drafted then.
    pub response: RuleResponse,
}

/// When a rule matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(!try_from, deny_unknown_fields))]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "read::Matcher")]
pub enum Matcher {
    /// One of these words or phrases is in the message, whatever their accents and case.
    Keywords {
        /// Whole words or phrases, whatever their case and accents; at least one.
        keywords: Vec<String>,
    },
    /// The message means much the same, as embeddings have it.
    Intent {
        /// What the customer wants, in a sentence.
        description: String,
        /// The least cosine similarity, 0–1.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0, max = 1)))]
        threshold: f32,
    },
}

/// What is drafted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "Reply", !try_from, deny_unknown_fields)
)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "read::Response")]
pub enum RuleResponse {
    /// The templates, without asking a model.
    Templates,
    /// These words, by language; in a language that has none, the templates.
    Canned {
        /// By language, at least one; where there is none, the templates.
        texts: Texts,
    },
    /// What a model writes when it is told this too; the templates if there is none.
    Prompt {
        /// What the model is told besides; may be empty.
        text: String,
    },
}

impl RuleResponse {
    /// The canned words of a language.
    pub fn canned(&self, language: Language) -> Option<&str> {
        match self {
            Self::Canned { texts } => texts.get(language),
            Self::Templates | Self::Prompt { .. } => None,
        }
    }
}

/// A text for some languages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(transform = left_out, rename = "TextByLanguage")
)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    #[serde(skip_serializing_if = "Option::is_none")]
    fr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    es: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    it: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ar: Option<String>,
}

impl Texts {
    /// From a text for each language, or none.
    pub fn of(text: impl Fn(Language) -> Option<String>) -> Self {
        Self {
            fr: text(Language::Fr),
            en: text(Language::En),
            es: text(Language::Es),
            pt: text(Language::Pt),
            it: text(Language::It),
            ar: text(Language::Ar),
        }
    }

    /// That of a language.
    pub fn get(&self, language: Language) -> Option<&str> {
        let text = match language {
            Language::Fr => &self.fr,
            Language::En => &self.en,
            Language::Es => &self.es,
            Language::Pt => &self.pt,
            Language::It => &self.it,
            Language::Ar => &self.ar,
        };
        text.as_deref()
    }
}

/// The rule of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen<'a> {
    /// Its id, or `default`.
    pub id: &'a str,
    /// What is drafted.
    pub response: &'a RuleResponse,
}

/// The id of what answers where no rule matches.
const DEFAULT: &str = "default";

impl Rules {
    /// The descriptions that a message has to be compared with: those of rules before the
    /// first that matches by its words.
    pub fn intents(&self, message: &str) -> Vec<&str> {
        let words = words(message);
        let before = self.rules.iter().take_while(|rule| !rule.matcher.by_words(&words));
        before
            .filter_map(|rule| match &rule.matcher {
                Matcher::Intent { description, .. } => Some(description.as_str()),
                Matcher::Keywords { .. } => None,
            })
            .collect()
    }

    /// The first rule that matches. `alike`: how similar the message is to each of its
    /// [`Rules::intents`], in their order; empty if they could not be compared.
    pub fn first(&self, message: &str, alike: &[f32]) -> Chosen<'_> {
        let words = words(message);
        let mut alike = alike.iter();
        let matches = |rule: &&ReplyRule| match &rule.matcher {
            Matcher::Keywords { .. } => rule.matcher.by_words(&words),
            Matcher::Intent { threshold, .. } => alike.next().is_some_and(|similar| similar >= threshold),
        };
        let rule = self.rules.iter().find(matches);
        let default = Chosen { id: DEFAULT, response: &self.default };
        rule.map_or(default, |rule| Chosen { id: &rule.id, response: &rule.response })
    }

    /// Why the list cannot be used, and which rule is why. `None`: it can.
    pub fn validation_error(&self) -> Option<(String, RuleValidationError)> {
        let intents = self.rules.iter().filter(|rule| matches!(rule.matcher, Matcher::Intent { .. }));
        if self.rules.len() > MOST.0 || intents.count() > MOST.1 {
            return Some((String::new(), RuleValidationError::TooMany));
        }
        for (nth, rule) in self.rules.iter().enumerate() {
            let twice = self.rules.iter().take(nth).any(|other| other.id == rule.id);
            let found = if twice || !is_id(&rule.id) { Some(RuleValidationError::Id) } else { rule.validation_error() };
            if let Some(found) = found {
                return Some((rule.id.clone(), found));
            }
        }
        self.default.validation_error().map(|found| (DEFAULT.to_owned(), found))
    }
}

fn is_id(id: &str) -> bool {
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    plain && (1..=40).contains(&id.len()) && id != DEFAULT
}

impl ReplyRule {
    fn validation_error(&self) -> Option<RuleValidationError> {
        let label = self.label.chars().count();
        if label == 0 || label > 100 {
            return Some(RuleValidationError::Label);
        }
        self.matcher.validation_error().or_else(|| self.response.validation_error())
    }
}

impl Matcher {
    fn by_words(&self, message: &str) -> bool {
        match self {
            Self::Keywords { keywords } => {
                keywords.iter().map(|keyword| words(keyword)).any(|keyword| message.contains(&keyword))
            }
            Self::Intent { .. } => false,
        }
    }

    fn validation_error(&self) -> Option<RuleValidationError> {
        let fits = match self {
            Self::Keywords { keywords } => {
                let word = |keyword: &String| words(keyword).len() > 2 && keyword.chars().count() <= 60;
                (1..=KEYWORDS).contains(&keywords.len()) && keywords.iter().all(word)
            }
            Self::Intent { description, threshold } => {
                plain(description, 1..=LONGEST) && (0.0..=1.0).contains(threshold)
            }
        };
        (!fits).then_some(RuleValidationError::Matcher)
    }
}

impl RuleResponse {
    fn validation_error(&self) -> Option<RuleValidationError> {
        match self {
            Self::Templates => None,
            Self::Prompt { text } => (!plain(text, 0..=LONGEST)).then_some(RuleValidationError::Prompt),
            Self::Canned { texts } => {
                let mut said = Language::ALL.into_iter().filter_map(|language| Some((language, texts.get(language)?)));
                if said.clone().next().is_none() {
                    return Some(RuleValidationError::Canned(ValidationError::TooLong));
                }
                said.find_map(|(language, text)| validation_error(language, text)).map(RuleValidationError::Canned)
            }
        }
    }
}

/// Whether a text that a model is told can be read by who approves it.
pub fn plain(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    text.trim().chars().count() >= *length.start()
        && text.chars().count() <= *length.end()
        && !super::guard::has_unseen(text)
}

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleValidationError {
    /// Too many rules, or too many that compare intents.
    TooMany,
    /// The id is taken, or is none.
    Id,
    /// The label is empty or too long.
    Label,
    /// No keywords, or too many or too long; no description, or a threshold that is none.
    Matcher,
    /// Too long, or with characters that cannot be seen.
    Prompt,
    /// What is wrong with a canned text.
    Canned(ValidationError),
}

impl RuleValidationError {
    /// Short codes.
    pub fn codes(&self) -> String {
        match self {
            Self::TooMany => "too_many".to_owned(),
            Self::Id => "id".to_owned(),
            Self::Label => "label".to_owned(),
            Self::Matcher => "matcher".to_owned(),
            Self::Prompt => "prompt".to_owned(),
            Self::Canned(validation_error) => validation_error.codes(),
        }
    }
}

/// A text's words, folded, with a space around each: whole words are found in it as text.
fn words(text: &str) -> String {
    let words: Vec<String> = tokens(text).into_iter().map(|token| token.folded).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keywords(id: &str, words: &[&str], response: RuleResponse) -> ReplyRule {
        let matcher = Matcher::Keywords { keywords: words.iter().map(|&word| word.to_owned()).collect() };
        ReplyRule { id: id.to_owned(), label: id.to_owned(), matcher, response }
    }

    fn intent(id: &str, threshold: f32) -> ReplyRule {
        let matcher = Matcher::Intent { description: format!("wants {id}"), threshold };
        ReplyRule { id: id.to_owned(), label: id.to_owned(), matcher, response: RuleResponse::Templates }
    }

    fn canned(text: &str) -> RuleResponse {
        RuleResponse::Canned { texts: Texts { fr: Some(text.to_owned()), ..Texts::default() } }
    }

    #[test]
    fn the_first_rule_that_matches_wins_and_there_is_always_one() {
        let rules = vec![
            intent("speed", 0.7),
            keywords("urgent", &["URGENT", "dès que possible"], canned("{hello}, bien reçu, merci, on regarde.")),
            intent("other", 0.1),
            keywords("all", &["cartons"], RuleResponse::Templates),
        ];
        let rules = Rules { rules, ..Rules::default() };
        let check =
            |message: &str, alike: &[f32], id: &str| assert_eq!(rules.first(message, alike).id, id, "{message}");
        check("2 cartons, urgent !", &[0.2], "urgent");
        check("2 cartons DES QUE POSSIBLE", &[0.2], "urgent");
        check("2 cartons, urgent !", &[0.7], "speed");
        check("2 cartons", &[0.2, 0.05], "all");
        check("2 cartons", &[], "all");
        check("2 sacs, urgente", &[0.2, 0.05], "default");
        assert_eq!(rules.intents("2 cartons, urgent"), ["wants speed"]);
        assert_eq!(rules.intents("2 sacs"), ["wants speed", "wants other"]);
    }

    #[test]
    fn a_list_that_cannot_be_used_says_which_rule_and_why() {
        let check = |rule: ReplyRule, codes: &str| {
            let list =
                Rules { rules: vec![keywords("first", &["a"], RuleResponse::Templates), rule], ..Rules::default() };
            let found = list.validation_error().map(|(_, found)| found.codes()).unwrap_or_default();
            assert_eq!(found, codes, "{list:?}");
        };
        check(keywords("fine", &["livraison"], canned("{hello}, c'est bien reçu, merci !")), "");
        check(keywords("first", &["a"], RuleResponse::Templates), "id");
        check(keywords("Not an id", &["a"], RuleResponse::Templates), "id");
        check(keywords("default", &["a"], RuleResponse::Templates), "id");
        check(keywords("none", &[], RuleResponse::Templates), "matcher");
        check(keywords("blank", &["  "], RuleResponse::Templates), "matcher");
        check(intent("odd", f32::NAN), "matcher");
        check(keywords("promise", &["a"], canned("Bonjour, votre commande est confirmée, merci")), "confirmation");
        check(keywords("xx", &["a"], RuleResponse::Canned { texts: Texts::default() }), "too_long");
        check(keywords("hidden", &["a"], RuleResponse::Prompt { text: "be\u{202e}kind".into() }), "prompt");
    }

    #[test]
    fn the_list_is_plain_json() {
        let text = r#"{"rules":[{"id":"a","label":"A","matcher":{"kind":"intent","description":"d","threshold":0.72},
            "response":{"kind":"prompt","text":"Be brief."}}],"default":{"kind":"templates"}}"#;
        let rules: Rules = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&serde_json::to_string(&rules).unwrap()).unwrap(), rules);
        assert!(serde_json::from_str::<Rules>(r#"{"rules":[]}"#).is_err(), "the default is mandatory");
    }
}
