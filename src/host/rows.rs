//! Rows, read by a reader of their own: they are flat, so what serde derives for a row type
//! stays small. Through serde_json each would bring a JSON parser of its own into the Wasm
//! (docs/size.md).

use super::DatabaseError;
use crate::json::{self, Object, Raw};
use serde::de::value::{SeqDeserializer, StrDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;

/// The rows that one statement returned: a JSON array of flat objects.
#[derive(Debug)]
pub struct Rows(String);

impl Default for Rows {
    /// None.
    fn default() -> Self {
        Self("[]".to_owned())
    }
}

impl Rows {
    /// From a JSON array of objects.
    pub fn from_json(json: String) -> Self {
        Self(json)
    }

    /// The rows as `T`.
    ///
    /// Errors: [`DatabaseError::Shape`] if a row is of another form.
    pub fn decode<T: DeserializeOwned>(self) -> Result<Vec<T>, DatabaseError> {
        let misfit = |_: Misfit| DatabaseError::Shape(std::any::type_name::<T>());
        self.each().map_err(misfit)?.iter().map(|row| T::deserialize(Row(row)).map_err(misfit)).collect()
    }

    /// The first row as `T`, if there is one. Errors: as [`Rows::decode`].
    pub fn first<T: DeserializeOwned>(self) -> Result<Option<T>, DatabaseError> {
        Ok(self.decode()?.into_iter().next())
    }

    /// How many there are. Errors: as [`Rows::decode`].
    pub fn count(self) -> Result<usize, DatabaseError> {
        self.each().map(|rows| rows.len()).map_err(|_| DatabaseError::Shape("rows"))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0 == "[]"
    }

    fn each(&self) -> Result<Vec<Object<'_>>, Misfit> {
        json::list(&self.0).and_then(|rows| rows.into_iter().collect()).ok_or(Misfit)
    }
}

/// A row that is not what was asked for. It says no more: a value might be anything.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not a row of this form")]
struct Misfit;

impl serde::de::Error for Misfit {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Row<'r>(&'r Object<'r>);

impl<'de> Deserializer<'de> for Row<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_map(Columns { left: self.0.entries().iter(), cell: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Columns<'r> {
    left: std::slice::Iter<'r, (Cow<'r, str>, Raw<'r>)>,
    cell: Option<Raw<'r>>,
}

impl<'de> MapAccess<'de> for Columns<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some((name, cell)) = self.left.next() else { return Ok(None) };
        self.cell = Some(*cell);
        let name: StrDeserializer<'_, Misfit> = (**name).into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        seed.deserialize(Cell::read(self.cell.take().ok_or(Misfit)?)?)
    }
}

/// What D1 has in a column. A BLOB comes as a list of its bytes (Cloudflare, D1, type
/// conversion); no column of ours holds one, and nothing keeps a hand from writing one.
enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Cell {
    fn read(raw: Raw<'_>) -> Result<Self, Misfit> {
        let json = raw.json();
        match json.as_bytes().first() {
            Some(b'n') => Ok(Self::Null),
            Some(b'"') => raw.text().map(Self::Text).ok_or(Misfit),
            Some(b'[') => serde_json::from_slice(json.as_bytes()).map(Self::Blob).map_err(|_| Misfit),
            _ => match json.parse() {
                Ok(integer) => Ok(Self::Integer(integer)),
                // Not `parse`: serde_json's reader of these is there already.
                Err(_) => serde_json::from_slice(json.as_bytes()).map(Self::Real).map_err(|_| Misfit),
            },
        }
    }
}

impl<'de> Deserializer<'de> for Cell {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Integer(integer) => visitor.visit_i64(integer),
            Self::Real(real) => visitor.visit_f64(real),
            Self::Text(text) => visitor.visit_string(text),
            Self::Blob(bytes) => visitor.visit_seq(SeqDeserializer::new(bytes.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let Self::Text(name) = self else { return Err(Misfit) };
        let name: StringDeserializer<Misfit> = name.into_deserializer();
        visitor.visit_enum(name)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        DeepRed,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Thing {
        name: String,
        count: u32,
        share: f64,
        colour: Option<Colour>,
        #[serde(default)]
        note: Option<String>,
    }

    fn check(json: &str, things: Option<Vec<Thing>>) {
        assert_eq!(Rows::from_json(json.to_owned()).decode().ok(), things, "{json}");
    }

    fn thing(name: &str, count: u32, share: f64, colour: Option<Colour>) -> Thing {
        Thing { name: name.to_owned(), count, share, colour, note: None }
    }

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        check("[]", Some(vec![]));
        check(
            r#"[{"share":1.5,"name":"a \"b\" \u00e9","count":3,"colour":"deep_red","more":7},{"name":"","count":0,"share":2,"colour":null}]"#,
            Some(vec![thing("a \"b\" é", 3, 1.5, Some(Colour::DeepRed)), thing("", 0, 2.0, None)]),
        );
    }

    #[test]
    fn a_row_of_another_form_is_an_error() {
        let row =
            |count: &str, colour: &str| format!(r#"[{{"name":"a","count":{count},"share":0,"colour":{colour}}}]"#);
        for (count, colour) in [
            ("-1", "null"),
            ("4294967296", "null"),
            ("1.5", "null"),
            ("null", "null"),
            (r#""1""#, "null"),
            ("[1]", "null"),
            ("1", r#""blue""#),
            ("1", "3"),
        ] {
            check(&row(count, colour), None);
        }
        for other in ["", "{}", "[1]", r#"[{"name":"a"}]"#, "[{]"] {
            check(other, None);
        }
    }

    #[test]
    fn what_a_hand_wrote_into_the_ledger_is_read_as_it_stands() {
        let row = r#"[{"id":7,"at":"2026-03-01T08:00:00.000Z","cost":1.5,"reason":[0,255],"actor":null}]"#;
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = Rows::from_json(row.to_owned()).decode().unwrap();
        assert_eq!(serde_json::to_value(&rows).unwrap(), serde_json::from_str::<serde_json::Value>(row).unwrap());
    }

    #[test]
    fn they_are_counted_without_being_read() {
        assert_eq!(Rows::from_json(r#"[{"any":1},{}]"#.to_owned()).count().ok(), Some(2));
        assert!(Rows::default().is_empty());
    }
}
