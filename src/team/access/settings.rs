//! The settings of Cloudflare Access.

use super::assertion::Issuer;
use crate::settings::{ConfigError, Settings, http_url};

impl Settings {
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
}
