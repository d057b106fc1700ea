//! The settings of the CRM.

use super::Crm;
use crate::settings::{ConfigError, Settings, http_url};

impl Settings {
    /// `CRM_WEBHOOK_URL` and `CRM_WEBHOOK_SECRET`; `None` if there is no URL. Errors: the
    /// URL is none, or the secret is missing or of another form.
    pub fn crm(&self) -> Result<Option<Crm>, ConfigError> {
        let Some(url) = self.optional("CRM_WEBHOOK_URL") else { return Ok(None) };
        let secret = self.required("CRM_WEBHOOK_SECRET")?;
        let expected = "whsec_ and base64 of 24 to 64 random bytes";
        let key = super::secret(&secret);
        let key = key.ok_or(ConfigError::Invalid { name: "CRM_WEBHOOK_SECRET", expected })?;
        Ok(Some(Crm { url: http_url("CRM_WEBHOOK_URL", &url)?, key }))
    }
}
