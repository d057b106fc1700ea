//! The settings, read and checked where they are needed.
//!
//! A missing or senseless setting is an error of the step that needs it, never a
//! silent default; one that is empty counts as not set, `BOT_ENABLED` apart.

use crate::draft::spending::{Micros, Prices, Spending};
use crate::notify::Crm;
use crate::team::access::assertion::Issuer;
use std::rc::Rc;
use std::time::Duration;

/// Meta's newest Graph API (v26.0, 2026-07-29).
pub const GRAPH_API_URL: &str = "https://graph.facebook.com/v26.0";

/// A setting that is missing or senseless.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// It is not set, or empty.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// It is set to something that cannot be used. The value is not repeated:
    /// it might be a secret in the wrong place.
    #[error("{name} must be {expected}")]
    Senseless {
        /// The setting.
        name: &'static str,
        /// What it should have been.
        expected: &'static str,
    },
}

/// Reads settings by name.
pub trait Source {
    /// The setting's text; `None` if it is not set.
    fn get(&self, name: &'static str) -> Option<String>;
}

/// The settings, as typed questions to a [`Source`].
#[derive(Clone)]
pub struct Settings(Rc<dyn Source>);

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

/// How much is admitted and drafted (G3).
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Messages per sender in any hour.
    pub sender_hourly: u32,
    /// Messages of all senders in any hour.
    pub hourly: u32,
}

/// What a send needs.
#[derive(Clone, Debug)]
pub struct Graph {
    /// `GRAPH_API_URL`.
    pub url: String,
    /// `WHATSAPP_PHONE_NUMBER_ID`.
    pub phone_number_id: String,
    /// `WHATSAPP_ACCESS_TOKEN`.
    pub access_token: String,
}

impl Settings {
    /// From where they are kept.
    pub fn of(source: impl Source + 'static) -> Self {
        Self(Rc::new(source))
    }

    pub(crate) fn optional(&self, name: &'static str) -> Option<String> {
        let text = self.0.get(name)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<String, ConfigError> {
        self.optional(name).ok_or(ConfigError::Missing(name))
    }

    pub(crate) fn number(
        &self,
        name: &'static str,
        default: u32,
        range: std::ops::RangeInclusive<u32>,
        expected: &'static str,
    ) -> Result<u32, ConfigError> {
        let Some(text) = self.optional(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|n| range.contains(n));
        number.ok_or(ConfigError::Senseless { name, expected })
    }

    /// `BOT_ENABLED`: `true` or `false`, default `true`. Anything else is off, nothing too:
    /// whoever mistypes or empties it meant to turn something off (G10).
    pub fn bot_enabled(&self) -> bool {
        self.switch().is_none_or(|text| text == "true")
    }

    fn switch(&self) -> Option<String> {
        self.0.get("BOT_ENABLED").map(|text| text.trim().to_ascii_lowercase())
    }

    /// `BUSINESS_NAME`, default empty: a draft is then not signed.
    pub fn business_name(&self) -> String {
        self.optional("BUSINESS_NAME").unwrap_or_default()
    }

    /// `META_APP_SECRET`. Errors: not set.
    pub fn app_secret(&self) -> Result<String, ConfigError> {
        self.required("META_APP_SECRET")
    }

    /// `META_APP_SECRET_PREVIOUS`, during a rotation.
    pub fn app_secret_previous(&self) -> Option<String> {
        self.optional("META_APP_SECRET_PREVIOUS")
    }

    /// `WHATSAPP_VERIFY_TOKEN`. Errors: not set.
    pub fn verify_token(&self) -> Result<String, ConfigError> {
        self.required("WHATSAPP_VERIFY_TOKEN")
    }

    /// `WHATSAPP_PHONE_NUMBER_ID`, if set: messages to other numbers are not ours.
    pub fn phone_number_id(&self) -> Option<String> {
        self.optional("WHATSAPP_PHONE_NUMBER_ID")
    }

    /// What a send needs. Errors: the phone number id or the access token is not
    /// set, or the URL is not http(s).
    pub fn graph(&self) -> Result<Graph, ConfigError> {
        Ok(Graph {
            url: self.graph_url()?,
            phone_number_id: self.required("WHATSAPP_PHONE_NUMBER_ID")?,
            access_token: self.required("WHATSAPP_ACCESS_TOKEN")?,
        })
    }

    fn graph_url(&self) -> Result<String, ConfigError> {
        let url = self.optional("GRAPH_API_URL").unwrap_or_else(|| GRAPH_API_URL.to_owned());
        http_url("GRAPH_API_URL", &url)
    }

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
            Some(_) => Err(ConfigError::Senseless { name: "DRAFTER", expected: "template, openai or workers-ai" }),
        }
    }

    /// `ACCESS_TEAM_DOMAIN` and `ACCESS_AUD`: Cloudflare Access; `None` if neither is set.
    /// Errors: one of them is missing, or the domain is none.
    pub fn access(&self) -> Result<Option<Issuer>, ConfigError> {
        let team = match self.optional("ACCESS_TEAM_DOMAIN") {
            None if self.optional("ACCESS_AUD").is_none() => return Ok(None),
            None => return Err(ConfigError::Missing("ACCESS_TEAM_DOMAIN")),
            Some(team) if team.contains("://") => team,
            Some(team) => format!("https://{team}"),
        };
        let team = http_url("ACCESS_TEAM_DOMAIN", &team)?;
        Ok(Some(Issuer { team, audience: self.required("ACCESS_AUD")? }))
    }

    /// `CRM_WEBHOOK_URL` and `CRM_WEBHOOK_SECRET`; `None` if there is no URL. Errors: the
    /// URL is none, or the secret is missing or of another form.
    pub fn crm(&self) -> Result<Option<Crm>, ConfigError> {
        let Some(url) = self.optional("CRM_WEBHOOK_URL") else { return Ok(None) };
        let secret = self.required("CRM_WEBHOOK_SECRET")?;
        let expected = "whsec_ and base64 of 24 to 64 random bytes";
        let key = crate::notify::secret(&secret);
        let key = key.ok_or(ConfigError::Senseless { name: "CRM_WEBHOOK_SECRET", expected })?;
        Ok(Some(Crm { url: http_url("CRM_WEBHOOK_URL", &url)?, key }))
    }

    /// `BURST_SECONDS`, 0–30, default 8. Errors: anything else.
    pub fn burst(&self) -> Result<Duration, ConfigError> {
        let seconds = self.number("BURST_SECONDS", 8, 0..=30, "a number from 0 to 30")?;
        Ok(Duration::from_secs(seconds.into()))
    }

    /// `SENDER_HOURLY_LIMIT` (default 20) and `HOURLY_LIMIT` (default 200),
    /// 0–1,000,000,000. Errors: anything else.
    pub fn caps(&self) -> Result<Caps, ConfigError> {
        let limit = |name, default| self.number(name, default, 0..=1_000_000_000, "a number from 0 to 1000000000");
        Ok(Caps { sender_hourly: limit("SENDER_HOURLY_LIMIT", 20)?, hourly: limit("HOURLY_LIMIT", 200)? })
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
            Prices::parse(&text).ok_or(ConfigError::Senseless { name: "LLM_PRICES", expected })
        });
        let daily = self.optional("MODEL_DAILY_SPEND").map(|text| {
            let expected = "a decimal number, such as 2.50";
            Micros::parse(&text).ok_or(ConfigError::Senseless { name: "MODEL_DAILY_SPEND", expected })
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

    /// `RETENTION_DAYS`: how long text and numbers are kept, 8–3650, default 90.
    /// Meta redelivers for 7 days, so less would forget a message it may still
    /// send again. Errors: anything else.
    pub fn retention(&self) -> Result<Duration, ConfigError> {
        let days = self.number("RETENTION_DAYS", 90, 8..=3650, "a number from 8 to 3650")?;
        Ok(Duration::from_secs(u64::from(days) * 24 * 60 * 60))
    }

    /// Everything that is wrong or missing, for `/healthz`.
    pub fn problems(&self) -> Vec<ConfigError> {
        let switch = self.switch().is_none_or(|text| text == "true" || text == "false");
        let expected = "true or false; until then it is off";
        [
            (!switch).then_some(ConfigError::Senseless { name: "BOT_ENABLED", expected }),
            self.app_secret().err(),
            self.verify_token().err(),
            self.required("WHATSAPP_PHONE_NUMBER_ID").err(),
            self.required("WHATSAPP_ACCESS_TOKEN").err(),
            self.graph_url().err(),
            self.drafter().err(),
            self.burst().err(),
            self.caps().err(),
            self.model_daily_limit().err(),
            self.spending().err(),
            self.retention().err(),
            self.access().err(),
            self.crm().err(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn http_url(name: &'static str, url: &str) -> Result<String, ConfigError> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.starts_with('/') || host.contains(' ')) {
        return Err(ConfigError::Senseless { name, expected: "an http or https URL" });
    }
    Ok(url.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(&'static [(&'static str, &'static str)]);

    impl Source for Fixed {
        fn get(&self, name: &'static str) -> Option<String> {
            self.0.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        }
    }

    fn with(settings: &'static [(&'static str, &'static str)]) -> Settings {
        Settings::of(Fixed(settings))
    }

    #[test]
    fn nothing_set_drafts_with_templates_and_sends_nothing() {
        let settings = with(&[]);
        assert_eq!(settings.drafter(), Ok(Drafter::Template));
        assert_eq!(settings.graph().err(), Some(ConfigError::Missing("WHATSAPP_PHONE_NUMBER_ID")));
        assert_eq!(settings.problems().len(), 4);
    }

    #[test]
    fn an_empty_secret_is_not_set() {
        let settings = with(&[("META_APP_SECRET", "  "), ("META_APP_SECRET_PREVIOUS", "")]);
        assert!(settings.app_secret().is_err());
        assert!(settings.app_secret_previous().is_none());
    }

    #[test]
    fn a_switch_that_does_not_say_on_is_off() {
        let named =
            |settings: &Settings| settings.problems().iter().any(|problem| problem.to_string().contains("BOT_ENABLED"));
        assert!(with(&[]).bot_enabled(), "unset");
        for on in ["true", "TRUE", " True\n"] {
            let settings = Settings::of(One("BOT_ENABLED", on));
            assert!(settings.bot_enabled() && !named(&settings), "{on:?}");
        }
        for (off, senseless) in [
            ("false", false),
            (" FALSE ", false),
            ("", true),
            (" ", true),
            ("\t\n", true),
            ("0", true),
            ("off", true),
            ("flase", true),
            ("true false", true),
        ] {
            let settings = Settings::of(One("BOT_ENABLED", off));
            assert!(!settings.bot_enabled(), "{off:?}");
            assert_eq!(named(&settings), senseless, "{off:?}");
        }
    }

    struct One(&'static str, &'static str);

    impl Source for One {
        fn get(&self, name: &'static str) -> Option<String> {
            (name == self.0).then(|| self.1.to_owned())
        }
    }

    #[test]
    fn senseless_numbers_and_urls_are_errors() {
        assert!(with(&[("BURST_SECONDS", "31")]).burst().is_err());
        assert!(with(&[("HOURLY_LIMIT", "many")]).caps().is_err());
        assert!(with(&[("RETENTION_DAYS", "1")]).retention().is_err());
        assert!(with(&[("DRAFTER", "openai"), ("LLM_API_URL", "ftp://x")]).drafter().is_err());
        assert!(with(&[("DRAFTER", "gpt")]).drafter().is_err());
        assert!(with(&[("LLM_PRICES", "cheap")]).spending().is_err());
        let limit = with(&[("MODEL_DAILY_SPEND", "2.50")]).spending();
        assert_eq!(limit.err(), Some(ConfigError::Missing("LLM_PRICES")));
    }
}
