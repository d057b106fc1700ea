//! Matchers and responses as they are read: serde's own reading of tagged enums is large in
//! Wasm.

use super::Texts;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Matcher {
    kind: String,
    keywords: Option<Vec<String>>,
    description: Option<String>,
    threshold: Option<f32>,
}

impl TryFrom<Matcher> for super::Matcher {
    type Error = &'static str;

    fn try_from(read: Matcher) -> Result<Self, Self::Error> {
        match (read.kind.as_str(), read.keywords, read.description, read.threshold) {
            ("keywords", Some(keywords), None, None) => Ok(Self::Keywords { keywords }),
            ("intent", None, Some(description), Some(threshold)) => Ok(Self::Intent { description, threshold }),
            _ => Err("a matcher has kind keywords with keywords, or intent with description and threshold"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Response {
    kind: String,
    texts: Option<Texts>,
    text: Option<String>,
}

impl TryFrom<Response> for super::RuleResponse {
    type Error = &'static str;

    fn try_from(read: Response) -> Result<Self, Self::Error> {
        match (read.kind.as_str(), read.texts, read.text) {
            ("templates", None, None) => Ok(Self::Templates),
            ("canned", Some(texts), None) => Ok(Self::Canned { texts }),
            ("prompt", None, Some(text)) => Ok(Self::Prompt { text }),
            _ => Err("a response has kind templates, canned with texts, or prompt with text"),
        }
    }
}
