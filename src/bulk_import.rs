//! Tables that people and the CRM hand in and take out: products, customers, recent
//! orders, as CSV or JSON.

pub mod columns;
mod csv_text;
pub mod faults;
mod from_csv;
pub mod http;
mod to_csv;
pub mod view;
mod words;

pub use faults::{TableError, Wrong};
pub use from_csv::{from_csv, from_csv_after};
pub use to_csv::{cell, to_csv};

use crate::clock::Timestamp;
use crate::http::json_object;
use crate::language::Language;
use columns::{ImportColumn, LANGUAGES};
use faults::Faults;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The most rows that are taken at once: what one invocation can write.
pub const ROWS: usize = 20_000;

/// A row of one of the tables.
pub trait ImportRow: DeserializeOwned {
    /// Its columns.
    const COLUMNS: &'static [ImportColumn];

    /// Trims and checks it, and adds what is wrong.
    fn check(self, wrong: &mut Vec<Wrong>) -> Self;
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
    /// The number was written as it is dialled inside a country, and was completed.
    #[serde(skip_deserializing)]
    pub completed: bool,
}

/// Trims it. `None` if nothing is left, or more than `longest` characters, or NUL.
pub fn filled(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= longest && !text.contains('\0')).then(|| text.to_owned())
}

/// A value that must be filled, with at most so many characters.
pub fn needed(wrong: &mut Vec<Wrong>, column: &'static str, text: &str, longest: usize) -> String {
    found(wrong, filled(text, longest), Wrong::Length(column, longest))
}

/// A value that was read; nothing, if it is wrong.
pub fn found<T: Default>(wrong: &mut Vec<Wrong>, value: Option<T>, otherwise: Wrong) -> T {
    value.unwrap_or_else(|| {
        wrong.push(otherwise);
        T::default()
    })
}

impl ImportRow for Product {
    const COLUMNS: &'static [ImportColumn] = &[
        ImportColumn::new("reference", "référence", &["réf", "code", "code article", "code produit", "sku"]),
        ImportColumn::new(
            "name",
            "nom",
            &["désignation", "libellé", "produit", "article", "nom du produit", "product"],
        ),
        ImportColumn::new("aliases", "autres noms", &["alias", "synonymes", "synonyms", "other names"]).optional(),
    ];

    fn check(self, wrong: &mut Vec<Wrong>) -> Self {
        Self {
            reference: needed(wrong, "reference", &self.reference, 64),
            name: needed(wrong, "name", &self.name, 200),
            aliases: filled(&self.aliases, 2_000).unwrap_or_default(),
        }
    }
}

/// It is none of the languages that customers are answered in.
pub const NO_LANGUAGE: Wrong = Wrong::Form("language", "fr, en, es, pt, it or ar", "fr, en, es, pt, it ou ar");

/// What names a customer in a file, other than `id` or `customer_id`.
const CUSTOMER_ID: &[&str] = &["code client", "n° client", "numéro client", "réf client", "id client", "customer"];

impl ImportRow for Customer {
    const COLUMNS: &'static [ImportColumn] = &[
        ImportColumn::new(
            "id",
            "identifiant",
            &["code client", "n° client", "numéro client", "réf client", "id client", "code", "customer id"],
        ),
        ImportColumn::new(
            "name",
            "nom",
            &["client", "nom du client", "raison sociale", "société", "customer", "customer name"],
        ),
        ImportColumn::new("language", "langue", &["langue des réponses", "lang"]).of(LANGUAGES),
    ];

    fn check(self, wrong: &mut Vec<Wrong>) -> Self {
        Self {
            id: needed(wrong, "id", &self.id, 128),
            name: needed(wrong, "name", &self.name, 200),
            language: found(wrong, Language::parse(self.language.trim()).map(Language::tag), NO_LANGUAGE).to_owned(),
        }
    }
}

impl ImportRow for Order {
    const COLUMNS: &'static [ImportColumn] = &[
        ImportColumn::new(
            "id",
            "identifiant",
            &["commande", "n° de commande", "numéro de commande", "order", "order id"],
        )
        .english(&["order", "order id"]),
        ImportColumn::new("customer_id", "identifiant du client", CUSTOMER_ID).english(&["customer"]),
        ImportColumn::new("placed_at", "date", &["date de commande", "commandée le", "order date"])
            .english(&["order date"])
            .day(),
        ImportColumn::new("summary", "résumé", &["contenu", "détail", "articles", "content"]).english(&["content"]),
    ];

    fn check(self, wrong: &mut Vec<Wrong>) -> Self {
        const TIME: Wrong = Wrong::Form(
            "placed_at",
            "a day or an RFC 3339 time",
            "un jour, écrit 2026-03-02 (aaaa-mm-jj) ou, sous des noms de colonnes en français, 02/03/2026 (jj/mm/aaaa)",
        );
        let at = self.placed_at.trim();
        let at = Timestamp::parse(at).or_else(|| Timestamp::parse(&format!("{at}T00:00:00Z")));
        Self {
            id: needed(wrong, "id", &self.id, 128),
            customer_id: needed(wrong, "customer_id", &self.customer_id, 128),
            placed_at: found(wrong, at.map(|at| at.to_string()), TIME),
            summary: needed(wrong, "summary", &self.summary, 500),
        }
    }
}

/// Reads a JSON array of objects. Errors: a row of another form, or all that is wrong.
pub fn from_json<T: ImportRow>(bytes: &[u8]) -> Result<Vec<T>, TableError> {
    let rows: Vec<T> = objects(bytes).map_err(TableError::Form)?;
    if rows.len() > ROWS {
        return Err(TableError::TooMany);
    }
    let mut faults = Faults::default();
    let mut checked = Vec::new();
    for (row, n) in rows.into_iter().zip(1..) {
        let mut wrong = Vec::new();
        checked.push(row.check(&mut wrong));
        faults.of_row(n, wrong);
    }
    faults.none().map(|()| checked)
}

/// Reads the elements of a JSON array, each of them an object: serde would take a list of
/// values for a row as well.
fn objects<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, String> {
    let rows: Vec<&RawValue> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let row =
        |(raw, n): (&RawValue, usize)| json_object(raw.get().as_bytes()).map_err(|error| format!("row {n}: {error}"));
    rows.into_iter().zip(1..).map(row).collect()
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
            (
                r#"[{"reference":"","name":""},{"reference":"B","name":""}]"#,
                "row 1: reference must have 1 to 64 characters; row 1: name must",
            ),
            (r#"[["A","a",""]]"#, "row 1: "),
            (r#"[{"reference":"A","name":"a"},{"reference":"B"}]"#, "row 2: "),
            (r#"{"reference":"A","name":"a"}"#, "expected a sequence"),
        ] {
            let error = from_json::<Product>(json.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{json}: {error}");
        }
    }
}
