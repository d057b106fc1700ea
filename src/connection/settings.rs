//! The settings of the connection.

use crate::keyed_hash::keyed;
use crate::settings::{ConfigError, Settings};

/// What an id of Meta's must be.
const ID: &str = "digits, as Meta shows them";

impl Settings {
    fn id_of_meta(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        let id = self.optional(name);
        let digits = |id: &String| id.len() <= 20 && id.bytes().all(|b| b.is_ascii_digit());
        if id.as_ref().is_none_or(digits) { Ok(id) } else { Err(ConfigError::Invalid { name, expected: ID }) }
    }

    /// `META_APP_ID`, if set. Errors: no id.
    pub fn app_id(&self) -> Result<Option<String>, ConfigError> {
        self.id_of_meta("META_APP_ID")
    }

    /// `WHATSAPP_BUSINESS_ACCOUNT_ID`, if set. Errors: no id.
    pub fn account_id(&self) -> Result<Option<String>, ConfigError> {
        self.id_of_meta("WHATSAPP_BUSINESS_ACCOUNT_ID")
    }

    /// The account, if the settings name one that makes sense.
    pub(super) fn account(&self) -> Option<String> {
        self.account_id().ok().flatten()
    }

    /// Where Meta is to post to, if `PUBLIC_URL` says who we are.
    pub(super) fn callback(&self) -> Option<String> {
        self.public_url().ok().flatten().map(|url| format!("{url}/webhook/whatsapp"))
    }

    /// What stands for all that Meta is asked with: another token is another one. It tells nobody
    /// what the token is.
    pub(super) fn of_connection(&self) -> String {
        const NAMES: [&str; 6] = [
            "WHATSAPP_ACCESS_TOKEN",
            "WHATSAPP_PHONE_NUMBER_ID",
            "META_APP_ID",
            "WHATSAPP_BUSINESS_ACCOUNT_ID",
            "PUBLIC_URL",
            "GRAPH_API_URL",
        ];
        let values = NAMES.map(|name| self.optional(name).unwrap_or_default()).join("\n");
        let secret = self.optional("META_APP_SECRET").unwrap_or_default();
        let mut hash = hex::encode(keyed(secret.as_bytes(), &[b"connection\n", values.as_bytes()]));
        hash.truncate(16);
        format!("set_{hash}")
    }
}
