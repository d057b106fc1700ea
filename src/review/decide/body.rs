//! The bodies of the four decisions.

use super::{Action, Decision, own_words};
use crate::http::json_object;
use crate::review::RejectReason;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The longest note of a reviewer's, in characters.
const LONGEST_NOTE: usize = 2_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approve {
    version: u32,
    text_sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    version: u32,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reject {
    version: u32,
    reason: RejectReason,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resolve {
    version: u32,
    outcome: Arrival,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Arrival {
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
