//! JSON that is looked at one level at a time and never refused as a whole.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A JSON value that has not been read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'a>(&'a RawValue);

/// One level of an object. Of a key that stands twice, the last counts, as in
/// every JSON parser that does not refuse it.
#[derive(Debug)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// A key: borrowed, unless it has an escape in it.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// Reads the first level of an object; of anything else nothing.
struct FirstLevel;

impl<'de> Visitor<'de> for FirstLevel {
    type Value = Option<Object<'de>>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(6);
        while let Some((Key(key), value)) = map.next_entry()? {
            entries.push((key, value));
        }
        Ok(Some(Object(entries)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while let Some(IgnoredAny) = list.next_element()? {}
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// A value, with its first level if it is an object.
struct Value<'a>(Option<Object<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FirstLevel).map(Self)
    }
}

impl<'a> Object<'a> {
    /// Of a whole text. `None`: it is no JSON, or no object.
    pub fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_slice::<Value<'a>>(text.as_bytes()).ok()?.0
    }
}

impl<'a> Raw<'a> {
    pub fn object(self) -> Option<Object<'a>> {
        Object::parse(self.0.get())
    }

    /// The elements of a list, those that are objects with their first level.
    pub fn list(self) -> Option<Vec<Option<Object<'a>>>> {
        let json = self.0.get().as_bytes();
        if let Ok(list) = serde_json::from_slice::<Vec<Value<'a>>>(json) {
            return Some(list.into_iter().map(|Value(object)| object).collect());
        }
        // A number out of range among the elements is no reason to refuse the others.
        let list: Vec<&'a RawValue> = serde_json::from_slice(json).ok()?;
        Some(list.into_iter().map(|element| Object::parse(element.get())).collect())
    }

    pub fn is_null(self) -> bool {
        self.0.get() == "null"
    }

    /// A string, or a number as it is written: some clients send ids as numbers.
    pub fn text(self) -> Option<String> {
        let json = self.0.get();
        match json.bytes().next()? {
            b'"' => serde_json::from_slice(json.as_bytes()).ok(),
            b'-' | b'0'..=b'9' => Some(json.to_owned()),
            _ => None,
        }
    }
}

impl<'a> Object<'a> {
    pub fn get(&self, key: &str) -> Option<Raw<'a>> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| Raw(value))
    }

    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key)?.text()
    }

    /// The text of `key` inside the object that is under `outer`.
    pub fn text_in(&self, outer: &str, key: &str) -> Option<String> {
        self.get(outer)?.object()?.text(key)
    }

    pub fn integer(&self, key: &str) -> Option<i64> {
        self.text(key)?.parse().ok()
    }
}

/// Replaces `\ud800`-style escapes that are half a pair by `\ufffd`.
pub(super) fn mend_surrogates(json: &str) -> Cow<'_, str> {
    // The quick look first: most bodies have no escape of this kind at all.
    if !json.contains("\\u") || (!json.contains("\\ud") && !json.contains("\\uD")) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        out.push_str(plain);
        let taken = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or("");
                continue;
            }
            // Any other escape is the backslash and what follows it.
            _ => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (escape, after) = escape.split_at(taken);
        out.push_str(escape);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The UTF-16 unit that an escape at the start of `json` stands for.
fn unit(json: &str) -> Option<u16> {
    let hex = json.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(hex, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, mended: &str) {
        assert_eq!(mend_surrogates(json), mended);
    }

    #[test]
    fn half_a_pair_is_mended_and_a_pair_is_left() {
        check(r"a \ud83d\ude00 b", r"a \ud83d\ude00 b");
        check(r"a \ud83d b", r"a \ufffd b");
        check(r"\ude00\ud83d", r"\ufffd\ufffd");
        check(r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00");
    }

    #[test]
    fn an_escaped_backslash_is_no_escape() {
        check(r"\\ud83d", r"\\ud83d");
        check(r"\\\ud83d", r"\\\ufffd");
        check(r"é\", r"é\");
        check(r"\ud8", r"\ud8");
    }
}
