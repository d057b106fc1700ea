//! Tables that people and the CRM hand in and take out: products, customers, recent
//! orders, as CSV or JSON.

pub mod http;

use crate::clock::Timestamp;
use crate::draft::Language;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The most rows that are taken at once: what one invocation can write.
pub const ROWS: usize = 20_000;

/// Why a table is not taken. Nothing of it is written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The CSV or JSON does not fit the columns.
    #[error("{0}")]
    Form(String),
    /// A row holds something that cannot be.
    #[error("row {row}: {why}")]
    Row {
        /// Counted from 1, the header not counted.
        row: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// More rows than [`ROWS`].
    #[error("more than 20000 rows; split it")]
    TooMany,
}

/// A row of one of the tables.
pub trait Row: DeserializeOwned {
    /// Trims and checks it. Errors: what is wrong, in words.
    fn check(self) -> Result<Self, &'static str>;
}

/// A product: `reference,name,aliases`, the aliases between `|`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The CRM's id.
    pub id: String,
    /// The business's name for them.
    pub name: String,
    /// `fr`, `en`, `es` or `pt`.
    pub language: String,
}

crate::from_row!(Customer { id, name, language });

/// A recent order: `id,customer_id,placed_at,summary`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Trims it. `None` if nothing is left, or more than `longest` characters, or NUL.
pub fn filled(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= longest && !text.contains('\0')).then(|| text.to_owned())
}

impl Row for Product {
    fn check(self) -> Result<Self, &'static str> {
        Ok(Self {
            reference: filled(&self.reference, 64).ok_or("reference must have 1 to 64 characters")?,
            name: filled(&self.name, 200).ok_or("name must have 1 to 200 characters")?,
            aliases: filled(&self.aliases, 2_000).unwrap_or_default(),
        })
    }
}

impl Row for Customer {
    fn check(self) -> Result<Self, &'static str> {
        let language = Language::parse(self.language.trim()).ok_or("language must be fr, en, es or pt")?;
        Ok(Self {
            id: filled(&self.id, 128).ok_or("id must have 1 to 128 characters")?,
            name: filled(&self.name, 200).ok_or("name must have 1 to 200 characters")?,
            language: language.tag().to_owned(),
        })
    }
}

impl Row for Order {
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

/// Reads CSV with a header line, in UTF-8 with or without a byte order mark; columns
/// in any order, divided by commas or semicolons (as spreadsheets in French write it).
/// Errors: the first thing that is wrong.
pub fn from_csv<T: Row>(bytes: &[u8]) -> Result<Vec<T>, TableError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let header = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = if header.contains(&b';') && !header.contains(&b',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::Headers).from_reader(bytes);
    let form = |error: csv::Error| TableError::Form(error.to_string());
    let names = reader.headers().map_err(form)?.clone();
    if let Some(twice) =
        names.iter().enumerate().find_map(|(n, name)| names.iter().take(n).find(|other| *other == name))
    {
        return Err(TableError::Form(format!("the column {twice} stands twice")));
    }
    // A row is read as the JSON object that it stands for: what reads JSON is there already.
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(form)?;
        let fields = names.iter().zip(&record).map(|(name, field)| (name.to_owned(), field.into()));
        let object = serde_json::Value::Object(fields.collect()).to_string();
        serde_json::from_slice(object.as_bytes()).map_err(|error| TableError::Form(error.to_string()))
    };
    checked(reader.records().map(row))
}

/// Reads a JSON array of objects. Errors: the first thing that is wrong.
pub fn from_json<T: Row>(bytes: &[u8]) -> Result<Vec<T>, TableError> {
    let rows: Vec<T> = serde_json::from_slice(bytes).map_err(|error| TableError::Form(error.to_string()))?;
    checked(rows.into_iter().map(Ok))
}

fn checked<T: Row>(rows: impl Iterator<Item = Result<T, TableError>>) -> Result<Vec<T>, TableError> {
    let mut checked = Vec::new();
    for (n, row) in rows.enumerate() {
        if n == ROWS {
            return Err(TableError::TooMany);
        }
        checked.push(row?.check().map_err(|why| TableError::Row { row: n + 1, why })?);
    }
    Ok(checked)
}

/// Writes the products as CSV with a header line (RFC 4180).
pub fn to_csv(products: &[Product]) -> String {
    let mut csv = String::from("reference,name,aliases\r\n");
    for Product { reference, name, aliases } in products {
        csv.push_str(&[reference, name, aliases].map(|field| quoted(field)).join(","));
        csv.push_str("\r\n");
    }
    csv
}

/// In quotes where it needs them.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(reference: &str, name: &str, aliases: &str) -> Product {
        Product { reference: reference.into(), name: name.into(), aliases: aliases.into() }
    }

    #[test]
    fn spreadsheets_write_it_in_several_ways() {
        let expected = vec![product("HT1", "Harissa, tube", "harissa|tube"), product("HO5", "Huile \"5 L\"", "")];
        for csv in [
            "reference,name,aliases\nHT1,\"Harissa, tube\",harissa|tube\nHO5,\"Huile \"\"5 L\"\"\",\n",
            "\u{feff}name;reference;aliases\r\n\"Harissa, tube\";HT1; harissa|tube \r\n\"Huile \"\"5 L\"\"\";HO5;\r\n",
        ] {
            assert_eq!(from_csv::<Product>(csv.as_bytes()), Ok(expected.clone()));
        }
        assert_eq!(from_csv::<Product>(to_csv(&expected).as_bytes()), Ok(expected));
    }

    fn check_refused(csv: &str, why: &str) {
        let error = from_csv::<Order>(csv.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_row() {
        check_refused("id,customer_id,placed_at,summary\no1,c1,2026-01-02,x\no2,c1,yesterday,x\n", "row 2: placed_at");
        check_refused("id,customer_id,placed_at,summary\no1,,2026-01-02,x\n", "row 1: customer_id");
        check_refused("id,customer_id,placed_at\no1,c1,2026-01-02\n", "summary");
        check_refused("id,customer_id,placed_at,summary,summary\no1,c1,2026-01-02,x,y\n", "summary stands twice");
        check_refused("id,customer_id,placed_at,summary,price\no1,c1,2026-01-02,x,3\n", "price");
    }

    #[test]
    fn a_day_is_a_time_and_json_is_as_good() {
        let json = br#"[{"id":"o1","customer_id":"c1","placed_at":"2026-01-02","summary":" 2 cartons "}]"#;
        let orders = from_json::<Order>(json).unwrap();
        assert_eq!(orders[0].placed_at, "2026-01-02T00:00:00.000Z");
        assert_eq!(orders[0].summary, "2 cartons");
    }
}
