//! JSON that is looked at one level at a time: webhooks, of which one odd item must not lose
//! its neighbours, and the rows of the database.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A JSON value that has not been read yet.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a>(&'a RawValue);

/// One level of an object. Of a key that stands twice, the last counts, as in
/// every JSON parser that does not refuse it.
#[derive(Debug)]
pub struct Object<'a>(Vec<(Cow<'a, str>, Raw<'a>)>);

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
            entries.push((key, Raw(value)));
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

/// The elements of a list, those that are objects with their first level. `None`: the text
/// is no JSON, or no list.
pub fn list(text: &str) -> Option<Vec<Option<Object<'_>>>> {
    let json = text.as_bytes();
    if let Ok(list) = serde_json::from_slice::<Vec<Value<'_>>>(json) {
        return Some(list.into_iter().map(|Value(object)| object).collect());
    }
    // A number out of range among the elements is no reason to refuse the others.
    let list: Vec<&RawValue> = serde_json::from_slice(json).ok()?;
    Some(list.into_iter().map(|element| Object::parse(element.get())).collect())
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
        list(self.0.get())
    }

    pub fn is_null(self) -> bool {
        self.0.get() == "null"
    }

    pub fn is_true(self) -> bool {
        self.0.get() == "true"
    }

    /// A string, a number or a truth value, as it is written.
    pub fn scalar(self) -> Option<String> {
        match self.0.get() {
            word @ ("true" | "false") => Some(word.to_owned()),
            _ => self.text(),
        }
    }

    /// The elements of a list, whatever they are; none where it is no list.
    pub fn elements(self) -> Vec<Self> {
        let elements: Vec<&RawValue> = serde_json::from_slice(self.0.get().as_bytes()).unwrap_or_default();
        elements.into_iter().map(Self).collect()
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
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    /// What it holds, in its order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Raw<'a>)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), *value))
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
