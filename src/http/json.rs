//! JSON that clients send.

use serde::de::DeserializeOwned;

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
