//! The draft: what a person will be asked to approve.
//!
//! Its text is a template's or a model's. A model's text becomes a [`Draft`] only
//! through the [guard]; there is no other way to make one.

pub mod api;
pub mod card_writes;
pub mod changed;
mod changed_view;
pub mod draft_lease;
pub mod drafting;
pub mod embedding;
pub mod model_budget;
pub mod pages;
pub mod prompt;
pub mod redraft;
pub mod rules;
pub mod settings;
pub mod spending;
pub mod template;
pub mod timer;
mod words;

use crate::guard::{self, Violation};
use crate::keyed_hash::sha256_hex;
use crate::language::Language;

pub use template::{TemplateContext, ValidationError, render, validation_error};

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
    pub fn from_template(context: &TemplateContext<'_>, prompt: String, fallback: Option<String>) -> Self {
        Self { text: render(context), language: context.language, source: Source::Template, prompt, fallback }
    }

    /// A model's text, if the guard finds nothing in it. `prompt` is what the model was
    /// told, with its versions. Errors: what the guard found.
    pub fn from_model(
        text: &str,
        model: &str,
        prompt: &str,
        language: Language,
        context: &guard::Context<'_>,
    ) -> Result<Self, Vec<Violation>> {
        let text = text.trim();
        let violations = guard::check(&guard::Context { language: Some(language), ..*context }, text);
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
