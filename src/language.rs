//! The languages that customers are answered in. Those of the desk are
//! [`crate::desk::words`].

use serde::{Deserialize, Serialize};

/// The languages that drafts are written in. French first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
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
    /// Italian: templates alone.
    It,
    /// Arabic: templates alone.
    Ar,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Fr, Self::En, Self::Es, Self::Pt, Self::It, Self::Ar];

    /// From a tag such as `fr` or `pt-BR`; `None` if it is another language.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == primary)
    }

    /// `fr`, `en`, `es`, `pt`, `it` or `ar`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt",
            Self::It => "it",
            Self::Ar => "ar",
        }
    }

    /// Its English name, for the prompt.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fr => "French",
            Self::En => "English",
            Self::Es => "Spanish",
            Self::Pt => "Portuguese",
            Self::It => "Italian",
            Self::Ar => "Arabic",
        }
    }
}

crate::from_text!(Language);
