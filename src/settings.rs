//! The settings, read and checked where they are needed.
//!
//! A missing or senseless setting is an error of the step that needs it, never a
//! silent default; one that is empty counts as not set, `BOT_ENABLED` apart.

use std::rc::Rc;
use std::time::Duration;

/// A setting that is missing or senseless.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// It is not set, or empty.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// It is set to something that cannot be used. The value is not repeated:
    /// it might be a secret in the wrong place.
    #[error("{name} must be {expected}")]
    Invalid {
        /// The setting.
        name: &'static str,
        /// What it should have been.
        expected: &'static str,
    },
}

impl ConfigError {
    /// Which setting.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing(name) | Self::Invalid { name, .. } => name,
        }
    }
}

/// Reads settings by name.
pub trait SettingsSource {
    /// The setting's text; `None` if it is not set.
    fn get(&self, name: &'static str) -> Option<String>;
}

/// The settings, as typed questions to a [`SettingsSource`].
#[derive(Clone)]
pub struct Settings(Rc<dyn SettingsSource>);

/// How much is admitted and drafted (G3).
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Messages per sender in any hour.
    pub sender_hourly: u32,
    /// Messages of all senders in any hour.
    pub hourly: u32,
}

impl Settings {
    /// From where they are kept.
    pub fn of(source: impl SettingsSource + 'static) -> Self {
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
        number.ok_or(ConfigError::Invalid { name, expected })
    }

    /// `BOT_ENABLED`: `true` or `false`, default `true`. Anything else is off, nothing too:
    /// whoever mistypes or empties it meant to turn something off (G10).
    pub fn bot_enabled(&self) -> bool {
        self.switch().is_none_or(|text| text == "true")
    }

    pub(crate) fn switch(&self) -> Option<String> {
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

    /// `PUBLIC_URL`: the Worker's own origin, if set. What is said outside a request, and links
    /// from there, are never taken from a Host header. Errors: it is no http or https origin.
    pub fn public_url(&self) -> Result<Option<String>, ConfigError> {
        const NAME: &str = "PUBLIC_URL";
        let Some(text) = self.optional(NAME) else { return Ok(None) };
        let url = http_url(NAME, &text)?;
        let path = url.split_once("://").is_some_and(|(_, host)| host.contains(['/', '?', '#', '@']));
        if path {
            return Err(ConfigError::Invalid { name: NAME, expected: "an origin such as https://orders.example" });
        }
        Ok(Some(url))
    }

    /// `RETENTION_DAYS`: how long text and numbers are kept, 8–3650, default 90.
    /// Meta redelivers for 7 days, so less would forget a message it may still
    /// send again. Errors: anything else.
    pub fn retention(&self) -> Result<Duration, ConfigError> {
        let days = self.number("RETENTION_DAYS", 90, 8..=3650, "a number from 8 to 3650")?;
        Ok(Duration::from_secs(u64::from(days) * 24 * 60 * 60))
    }
}

pub(crate) fn http_url(name: &'static str, url: &str) -> Result<String, ConfigError> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.starts_with('/') || host.contains(' ')) {
        return Err(ConfigError::Invalid { name, expected: "an http or https URL" });
    }
    Ok(url.trim_end_matches('/').to_owned())
}
