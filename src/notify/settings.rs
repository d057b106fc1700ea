//! The settings of those who are told.

use super::chat::Chat;
use super::crm::{self, Crm};
use super::push::service;
use super::push::vapid::{self, Vapid};
use crate::settings::{ConfigError, Settings, http_url};
use std::time::Duration;

impl Settings {
    /// `CRM_WEBHOOK_URL` and `CRM_WEBHOOK_SECRET`; `None` if there is no URL. Errors: the
    /// URL is none, or the secret is missing or of another form.
    pub fn crm(&self) -> Result<Option<Crm>, ConfigError> {
        let Some(url) = self.optional("CRM_WEBHOOK_URL") else { return Ok(None) };
        let secret = self.required("CRM_WEBHOOK_SECRET")?;
        let expected = "whsec_ and base64 of 24 to 64 random bytes";
        let key = crm::secret(&secret);
        let key = key.ok_or(ConfigError::Invalid { name: "CRM_WEBHOOK_SECRET", expected })?;
        Ok(Some(Crm { url: http_url("CRM_WEBHOOK_URL", &url)?, key }))
    }

    /// `ALERT_WEBHOOK_URL`, with `PUBLIC_URL` for the links where that makes sense; `None` if there
    /// is no URL. Errors: it is none.
    pub fn chat(&self) -> Result<Option<Chat>, ConfigError> {
        let Some(url) = self.optional("ALERT_WEBHOOK_URL") else { return Ok(None) };
        Ok(Some(Chat { url: http_url("ALERT_WEBHOOK_URL", &url)?, desk: self.desk_url() }))
    }

    /// `VAPID_PRIVATE_KEY` and `VAPID_SUBJECT`; `None` if there is no key. Errors: the key is of
    /// another form, or there is nobody to reach.
    pub fn vapid(&self) -> Result<Option<Vapid>, ConfigError> {
        let Some(key) = self.optional("VAPID_PRIVATE_KEY") else { return Ok(None) };
        let expected = "32 bytes in base64url, as npm run vapid makes them";
        let key = vapid::private_key(&key).ok_or(ConfigError::Invalid { name: "VAPID_PRIVATE_KEY", expected })?;
        let subject = self.required("VAPID_SUBJECT")?;
        let reaches = subject.strip_prefix("mailto:").is_some_and(|mail| mail.contains('@'))
            || subject.strip_prefix("https://").is_some_and(|host| !host.is_empty());
        let expected = "mailto: and an address, or an https URL";
        if reaches {
            Ok(Some(Vapid { key, subject }))
        } else {
            Err(ConfigError::Invalid { name: "VAPID_SUBJECT", expected })
        }
    }

    /// Whether everything outside is played on this machine, as with `npm start`: then push
    /// services are too.
    pub fn plays_outside(&self) -> bool {
        self.optional("GRAPH_API_URL").is_some_and(|url| service::is_local(&url))
    }

    /// `PUBLIC_URL`, if it is set and makes sense: links do without.
    pub fn desk_url(&self) -> Option<String> {
        self.public_url().ok().flatten()
    }

    /// `HEARTBEAT_URL`. Errors: it is no URL.
    pub fn heartbeat(&self) -> Result<Option<String>, ConfigError> {
        self.optional("HEARTBEAT_URL").map(|url| http_url("HEARTBEAT_URL", &url)).transpose()
    }

    /// `REMIND_AFTER_MINUTES`, 1–1380, default 15. Errors: anything else.
    pub fn remind_after(&self) -> Result<Duration, ConfigError> {
        let minutes = self.number("REMIND_AFTER_MINUTES", 15, 1..=1380, "a number from 1 to 1380")?;
        Ok(Duration::from_secs(60 * u64::from(minutes)))
    }
}
