//! The draft: what a person will be asked to approve.
//!
//! Its text is a template's or a model's. A model's text becomes a [`Draft`] only
//! through the [guard]; there is no other way to make one.

pub mod api;
pub mod embedding;
pub mod guard;
pub mod pages;
pub mod prompt;
pub mod rules;
pub mod spending;
mod template;

use crate::keyed_hash::sha256_hex;
use guard::Violation;
use serde::{Deserialize, Serialize};

pub use template::{Objection, Occasion, objection, receipt};

/// The languages that drafts are written in. French first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French.
    Fr,
    /// English.
    En,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Fr, Self::En, Self::Es, Self::Pt];

    /// From a tag such as `fr` or `pt-BR`; `None` if it is another language.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == primary)
    }

    /// `fr`, `en`, `es` or `pt`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt",
        }
    }

    /// Its English name, for the prompt.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fr => "French",
            Self::En => "English",
            Self::Es => "Spanish",
            Self::Pt => "Portuguese",
        }
    }
}

/// Where a draft's words come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of our templates.
    Template,
    /// The model of this name, through the guard.
    Model(String),
}

/// A text that may be shown to a person for approval.
#[derive(Clone, Debug)]
pub struct Draft {
    text: String,
    language: Language,
    source: Source,
    prompt: String,
    fallback: Option<String>,
}

impl Draft {
    /// The template draft. `prompt`: which template, with its version; `fallback`: why it
    /// stands where a model was meant to write, as the ledger has it.
    pub fn from_template(occasion: &Occasion<'_>, prompt: String, fallback: Option<String>) -> Self {
        Self { text: receipt(occasion), language: occasion.language, source: Source::Template, prompt, fallback }
    }

    /// A model's text, if the guard finds nothing in it. `message` is what the customer
    /// wrote, `prompt` what the model was told, with its versions. Errors: what the guard
    /// found.
    pub fn from_model(
        text: &str,
        model: &str,
        prompt: &str,
        message: &str,
        language: Language,
    ) -> Result<Self, Vec<Violation>> {
        let text = text.trim();
        let violations = guard::check(message, text, Some(language));
        if !violations.is_empty() {
            return Err(violations);
        }
        let source = Source::Model(model.to_owned());
        Ok(Self { text: text.to_owned(), language, source, prompt: prompt.to_owned(), fallback: None })
    }

    /// The words.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the words in UTF-8, hex: what an approval is bound to.
    pub fn text_sha256(&self) -> String {
        sha256_hex(self.text.as_bytes())
    }

    /// Their language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// What they were made from: prompt, persona, rule or templates, with their versions.
    pub fn prompt(&self) -> &str {
        &self.prompt
    }

    /// Why no model wrote them, if one was meant to.
    pub fn fallback(&self) -> Option<&str> {
        self.fallback.as_deref()
    }

    /// Where they come from.
    pub fn source(&self) -> &Source {
        &self.source
    }
}
