//! The settings of a send.

use crate::settings::{ConfigError, Settings, http_url};

/// Meta's newest Graph API (v26.0, 2026-07-29).
pub const GRAPH_API_URL: &str = "https://graph.facebook.com/v26.0";

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
    /// What a send needs. Errors: the phone number id or the access token is not
    /// set, or the URL is not http(s).
    pub fn graph(&self) -> Result<Graph, ConfigError> {
        Ok(Graph {
            url: self.graph_url()?,
            phone_number_id: self.required("WHATSAPP_PHONE_NUMBER_ID")?,
            access_token: self.required("WHATSAPP_ACCESS_TOKEN")?,
        })
    }

    /// `GRAPH_API_URL`. Errors: it is not http or https.
    pub fn graph_url(&self) -> Result<String, ConfigError> {
        let url = self.optional("GRAPH_API_URL").unwrap_or_else(|| GRAPH_API_URL.to_owned());
        http_url("GRAPH_API_URL", &url)
    }
}
