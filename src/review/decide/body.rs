//! The bodies of the four decisions.

use super::{Action, Decision, own_words};
use crate::http::json_object;
use crate::review::RejectReason;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The longest note of a reviewer's, in characters.
const LONGEST_NOTE: usize = 2_000;

/// Sends the draft as it stands.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// The version that was seen.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    version: u32,
    /// The hash of the draft that was seen.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = "^[0-9A-Fa-f]{64}$")))]
    text_sha256: String,
}

/// Sends these words of a person's.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The version that was seen.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    version: u32,
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(min = 1, max = 4096)))]
    text: String,
}

/// Sends nothing.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// The version that was seen.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    version: u32,
    reason: RejectReason,
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = 2000)))]
    note: Option<String>,
}

/// Says what became of a send of which nobody knows.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// The version that was seen.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    version: u32,
    outcome: Arrival,
}

#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    Sent,
    NotSent,
}

impl Decision {
    /// Reads the body of `approve`, `edit`, `reject` or `resolve`; unknown fields are
    /// refused.
    ///
    /// Errors: why it does not fit, for the client. What serde says of it names fields
    /// and types, and never repeats more than a word of the body.
    pub fn from_json(verb: &str, bytes: &[u8]) -> Result<Self, String> {
        let (version, action) = match verb {
            "approve" => {
                let Approve { version, text_sha256 } = json(bytes)?;
                (version, Action::Approve { text_sha256: text_sha256.to_ascii_lowercase() })
            }
            "edit" => {
                let Edit { version, text } = json(bytes)?;
                (version, Action::Edit { text: own_words(&text)? })
            }
            "reject" => {
                let Reject { version, reason, note } = json(bytes)?;
                let note = note.map(|note| note.chars().take(LONGEST_NOTE).collect());
                (version, Action::Reject { reason, note })
            }
            "resolve" => {
                let Resolve { version, outcome } = json(bytes)?;
                (version, Action::Resolve { arrived: matches!(outcome, Arrival::Sent) })
            }
            _ => return Err("there is no such decision".to_owned()),
        };
        Ok(Self { version, shown: None, action })
    }
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    json_object(bytes).map_err(|error| format!("the body does not fit: {error}"))
}
