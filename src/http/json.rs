//! JSON that clients send, and answers as values.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a JSON object. serde would take a list of values for the fields of one as well, in an
/// order that no client knows.
///
/// Errors: why it does not fit, for the client. What serde says of it names fields and types,
/// and never repeats more than a word of the body.
pub fn json_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'[') {
        return Err("expected an object, not a list".to_owned());
    }
    crate::json::read(bytes).map_err(|error| error.to_string())
}

/// An answer as a value that goes into a larger one.
///
/// By way of its text, which every answer can be written as: what serde has for the direct way is
/// compiled for each type and each of its fields once more, and makes the Wasm larger by kilobytes.
pub fn value_of(answer: &impl Serialize) -> Value {
    serde_json::to_vec(answer).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        version: u32,
    }

    #[test]
    fn a_list_is_no_object() {
        assert_eq!(json_object(b" {\"version\":1} "), Ok(Body { version: 1 }));
        for refused in ["[1]", " \n[1]", "{\"version\":1,\"x\":2}", "1", ""] {
            assert!(json_object::<Body>(refused.as_bytes()).is_err(), "{refused}");
        }
    }
}
