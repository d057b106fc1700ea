//! Tables that people and the CRM hand in and take out: products, customers, recent
//! orders, as CSV or JSON.

mod csv_text;
mod from_csv;
pub mod http;
mod to_csv;
pub mod view;

pub use from_csv::from_csv;
pub use to_csv::{cell, to_csv};

use crate::clock::Timestamp;
use crate::http::json_object;
use crate::language::Language;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The most rows that are taken at once: what one invocation can write.
pub const ROWS: usize = 20_000;

/// Why a table is not taken. Nothing of it is written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The JSON does not fit the columns.
    #[error("{0}")]
    Form(String),
    /// A column of the header, counted from 1, is none of the table's.
    #[error("column {place} of the header is none of {columns}")]
    UnknownColumn {
        /// Counted from 1.
        place: usize,
        /// The table's columns.
        columns: &'static str,
    },
    /// The header lacks a column.
    #[error("the header has no column {0}")]
    NoColumn(&'static str),
    /// A column stands in the header twice.
    #[error("the column {0} stands twice")]
    Twice(&'static str),
    /// A row holds something that cannot be.
    #[error("{place}: {why}")]
    Row {
        /// Which.
        place: Place,
        /// What is wrong.
        why: &'static str,
    },
    /// More rows than [`ROWS`].
    #[error("more than 20000 rows; split it")]
    TooMany,
}

/// Where a row stands, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line of a file, the header's and empty ones counted.
    Line(usize),
    /// An element of a JSON array.
    Row(usize),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row(row) => write!(f, "row {row}"),
        }
    }
}

/// A row of one of the tables.
pub trait Row: DeserializeOwned {
    /// Its columns, and whether a table may lack them.
    const COLUMNS: &[(&'static str, bool)];

    /// The columns in words.
    const HEADER: &'static str;

    /// Trims and checks it. Errors: what is wrong, in words.
    fn check(self) -> Result<Self, &'static str>;
}

/// A product: `reference,name,aliases`, the aliases between `|`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The business's own, unique.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Other names for it, between `|`.
    #[serde(default)]
    pub aliases: String,
}

crate::from_row!(Product { reference, name, aliases });

/// A customer: `id,name,language`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The CRM's id.
    pub id: String,
    /// The business's name for them.
    pub name: String,
    /// `fr`, `en`, `es`, `pt`, `it` or `ar`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Language"))]
    pub language: String,
}

crate::from_row!(Customer { id, name, language });

/// A recent order: `id,customer_id,placed_at,summary`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The CRM's id.
    pub id: String,
    /// Whose it is.
    pub customer_id: String,
    /// RFC 3339, or a day.
    pub placed_at: String,
    /// In a few words.
    pub summary: String,
}

/// An address that an admin may list: `address,customer_id,opt_in_note`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "AddressToPropose"))]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// A number with its country code, or a BSUID.
    pub address: String,
    /// Whose it is.
    pub customer_id: String,
    /// Who opted in, when and how, as the file says.
    #[serde(default)]
    pub opt_in_note: String,
}

/// Trims it. `None` if nothing is left, or more than `longest` characters, or NUL.
pub fn filled(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= longest && !text.contains('\0')).then(|| text.to_owned())
}

impl Row for Product {
    const COLUMNS: &[(&'static str, bool)] = &[("reference", false), ("name", false), ("aliases", true)];
    const HEADER: &'static str = "reference, name, aliases";

    fn check(self) -> Result<Self, &'static str> {
        Ok(Self {
            reference: filled(&self.reference, 64).ok_or("reference must have 1 to 64 characters")?,
            name: filled(&self.name, 200).ok_or("name must have 1 to 200 characters")?,
            aliases: filled(&self.aliases, 2_000).unwrap_or_default(),
        })
    }
}

impl Row for Customer {
    const COLUMNS: &[(&'static str, bool)] = &[("id", false), ("name", false), ("language", false)];
    const HEADER: &'static str = "id, name, language";

    fn check(self) -> Result<Self, &'static str> {
        let language = Language::parse(self.language.trim()).ok_or("language must be fr, en, es, pt, it or ar")?;
        Ok(Self {
            id: filled(&self.id, 128).ok_or("id must have 1 to 128 characters")?,
            name: filled(&self.name, 200).ok_or("name must have 1 to 200 characters")?,
            language: language.tag().to_owned(),
        })
    }
}

impl Row for Order {
    const COLUMNS: &[(&'static str, bool)] =
        &[("id", false), ("customer_id", false), ("placed_at", false), ("summary", false)];
    const HEADER: &'static str = "id, customer_id, placed_at, summary";

    fn check(self) -> Result<Self, &'static str> {
        let at = self.placed_at.trim();
        let at = Timestamp::parse(at).or_else(|| Timestamp::parse(&format!("{at}T00:00:00Z")));
        Ok(Self {
            id: filled(&self.id, 128).ok_or("id must have 1 to 128 characters")?,
            customer_id: filled(&self.customer_id, 128).ok_or("customer_id must have 1 to 128 characters")?,
            placed_at: at.ok_or("placed_at must be a day or an RFC 3339 time")?.to_string(),
            summary: filled(&self.summary, 500).ok_or("summary must have 1 to 500 characters")?,
        })
    }
}

/// Reads a JSON array of objects. Errors: the first thing that is wrong.
pub fn from_json<T: Row>(bytes: &[u8]) -> Result<Vec<T>, TableError> {
    let rows: Vec<T> = objects(bytes).map_err(TableError::Form)?;
    let mut checked = Vec::new();
    for (row, n) in rows.into_iter().zip(1..) {
        add(&mut checked, Place::Row(n), row)?;
    }
    Ok(checked)
}

/// Reads the elements of a JSON array, each of them an object: serde would take a list of
/// values for a row as well.
fn objects<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, String> {
    let rows: Vec<&RawValue> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let row =
        |(raw, n): (&RawValue, usize)| json_object(raw.get().as_bytes()).map_err(|error| format!("row {n}: {error}"));
    rows.into_iter().zip(1..).map(row).collect()
}

/// Adds a row to those that were checked. Errors: it is wrong, or one too many.
fn add<T: Row>(checked: &mut Vec<T>, place: Place, row: T) -> Result<(), TableError> {
    if checked.len() == ROWS {
        return Err(TableError::TooMany);
    }
    checked.push(row.check().map_err(|why| TableError::Row { place, why })?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_time() {
        let json = br#"[{"id":"o1","customer_id":"c1","placed_at":"2026-01-02","summary":" 2 cartons "}]"#;
        let orders = from_json::<Order>(json).unwrap();
        assert_eq!(orders[0].placed_at, "2026-01-02T00:00:00.000Z");
        assert_eq!(orders[0].summary, "2 cartons");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_row() {
        for (json, why) in [
            (r#"[{"reference":"A","name":"a"},{"reference":"","name":"b"}]"#, "row 2: reference"),
            (r#"[["A","a",""]]"#, "row 1: "),
            (r#"[{"reference":"A","name":"a"},{"reference":"B"}]"#, "row 2: "),
            (r#"{"reference":"A","name":"a"}"#, "expected a sequence"),
        ] {
            let error = from_json::<Product>(json.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{json}: {error}");
        }
    }
}
