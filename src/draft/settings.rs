//! The settings of drafts: what writes them, and what that may cost.

use super::spending::{Prices, Spending};
use crate::ledger::Micros;
use crate::settings::{ConfigError, Settings, http_url};

/// What writes the drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drafter {
    /// Our own templates: no key, no network.
    Template,
    /// Any OpenAI-compatible `/chat/completions`.
    OpenAi {
        /// Without `/chat/completions`.
        url: String,
        /// Its name.
        model: String,
        /// Sent as a bearer token; local servers want none.
        key: Option<String>,
    },
    /// The Workers AI binding.
    WorkersAi {
        /// `@cf/…`
        model: String,
    },
}

impl Settings {
    /// `DRAFTER` and what it needs. Errors: unknown, or its URL or model not set.
    pub fn drafter(&self) -> Result<Drafter, ConfigError> {
        match self.optional("DRAFTER").as_deref() {
            None | Some("template") => Ok(Drafter::Template),
            Some("openai") => Ok(Drafter::OpenAi {
                url: http_url("LLM_API_URL", &self.required("LLM_API_URL")?)?,
                model: self.required("LLM_MODEL")?,
                key: self.optional("LLM_API_KEY"),
            }),
            Some("workers-ai") => Ok(Drafter::WorkersAi { model: self.required("LLM_MODEL")? }),
            Some(_) => Err(ConfigError::Invalid { name: "DRAFTER", expected: "template, openai or workers-ai" }),
        }
    }

    /// `MODEL_DAILY_LIMIT`: model calls per UTC day, default 500. Errors: no number.
    pub fn model_daily_limit(&self) -> Result<u32, ConfigError> {
        self.number("MODEL_DAILY_LIMIT", 500, 0..=1_000_000_000, "a number from 0 to 1000000000")
    }

    /// `LLM_PRICES`, such as `0.15/0.60`: what a million tokens cost that are read, and
    /// written; `MODEL_DAILY_SPEND`: the most that a UTC day may cost, in the same currency.
    /// Both are optional. Errors: no numbers, or a limit without prices.
    pub fn spending(&self) -> Result<Spending, ConfigError> {
        let prices = self.optional("LLM_PRICES").map(|text| {
            let expected = "two decimal numbers, such as 0.15/0.60";
            Prices::parse(&text).ok_or(ConfigError::Invalid { name: "LLM_PRICES", expected })
        });
        let daily = self.optional("MODEL_DAILY_SPEND").map(|text| {
            let expected = "a decimal number, such as 2.50";
            Micros::parse(&text).ok_or(ConfigError::Invalid { name: "MODEL_DAILY_SPEND", expected })
        });
        let spending = Spending { prices: prices.transpose()?, daily: daily.transpose()? };
        if spending.daily.is_some() && spending.prices.is_none() {
            return Err(ConfigError::Missing("LLM_PRICES"));
        }
        Ok(spending)
    }

    /// `EMBEDDINGS_MODEL`: compares messages with the intents of reply rules, where the
    /// drafter's model lives; without it no intent matches.
    pub fn embeddings_model(&self) -> Option<String> {
        self.optional("EMBEDDINGS_MODEL")
    }
}
