//! `products`, `product_key` and `product_word`: the gate's known references.
//!
//! Products may be written by anyone, the CRM or a hand with SQL. Their keys are
//! folded here, because SQLite cannot fold accents: a product starts with
//! `keyed = 0` and gets its keys before the next message is judged.

use crate::gate::{Product, keys_of_product, variants, words_of_keys};
use crate::host::Statement;
use crate::tables;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::json;

/// How many products get their keys at once.
pub const KEYED_AT_ONCE: u32 = 500;

/// A product without keys.
#[derive(Debug, Deserialize)]
pub struct Row {
    reference: String,
    name: String,
    aliases: String,
}

impl From<Row> for Product {
    fn from(row: Row) -> Self {
        Self { reference: row.reference, name: row.name, aliases: row.aliases }
    }
}

const UNKEYED: &str = "-- unkeyed_products
SELECT CAST(reference AS TEXT) AS reference, CAST(name AS TEXT) AS name, CAST(aliases AS TEXT) AS aliases
FROM products WHERE keyed = 0 LIMIT ?1";

/// Products that have no keys yet.
pub fn unkeyed() -> Statement {
    Statement::new(UNKEYED).bind(KEYED_AT_ONCE)
}

const FORGET_KEYS: &str = "-- forget_product_keys
DELETE FROM product_key WHERE reference IN (SELECT value FROM json_each(?1))";

const WRITE_KEYS: &str = "-- write_product_keys
INSERT INTO product_key (key, reference)
SELECT k.value ->> 0, k.value ->> 1 FROM json_each(?1) AS k
JOIN products p ON p.reference = k.value ->> 1 WHERE true
ON CONFLICT DO NOTHING";

const MARK_KEYED: &str = "-- mark_products_keyed
UPDATE products SET keyed = 1 FROM json_each(?1) AS p
WHERE products.reference = p.value ->> 0 AND CAST(products.name AS TEXT) = p.value ->> 1
  AND CAST(products.aliases AS TEXT) = p.value ->> 2";

const WRITE_WORDS: &str = "-- write_product_words
INSERT INTO product_word (variant, word) SELECT w.value ->> 0, w.value ->> 1 FROM json_each(?1) AS w WHERE true
ON CONFLICT DO NOTHING";

/// Writes the keys of these products anew. One that was changed meanwhile stays
/// without, and gets its keys the next time.
pub fn write_keys(products: &[Product]) -> [Statement; 4] {
    let rows: Vec<_> = products.iter().map(|p| json!([p.reference, p.name, p.aliases])).collect();
    let references: Vec<&str> = products.iter().map(|p| p.reference.as_str()).collect();
    let keyed: Vec<_> =
        products.iter().flat_map(|p| keys_of_product(p).into_iter().map(|key| (key, &p.reference))).collect();
    let keys: Vec<_> = keyed.iter().map(|(key, reference)| json!([key, reference])).collect();
    let words = words_of_keys(keyed.iter().map(|(key, _)| key));
    let words: Vec<_> = words
        .into_iter()
        .flat_map(|word| variants(word).into_iter().map(move |variant| json!([variant, word])))
        .collect();
    [
        Statement::new(FORGET_KEYS).bind_json(&references),
        Statement::new(WRITE_KEYS).bind_json(&keys),
        Statement::new(WRITE_WORDS).bind_json(&words),
        Statement::new(MARK_KEYED).bind_json(&rows),
    ]
}

const PUT: &str = "-- put_products
INSERT INTO products (reference, name, aliases)
SELECT p.value ->> 'reference', p.value ->> 'name', p.value ->> 'aliases' FROM json_each(?1) AS p WHERE true
ON CONFLICT (reference) DO UPDATE SET name = excluded.name, aliases = excluded.aliases";

/// Adds products or changes them.
pub fn put(products: &[tables::Product]) -> Statement {
    Statement::new(PUT).bind_json(&products)
}

const DELETE: &str = "-- delete_product
DELETE FROM products WHERE reference = ?1 RETURNING reference";

/// Removes a product and its keys. Returns a row if there was one.
pub fn delete(reference: &str) -> Statement {
    Statement::new(DELETE).bind(reference)
}

const LIST: &str = "-- list_products
SELECT CAST(reference AS TEXT) AS reference, CAST(name AS TEXT) AS name, CAST(aliases AS TEXT) AS aliases
FROM products WHERE reference > ?1 ORDER BY reference LIMIT ?2";

/// Products by reference, after one.
pub fn list(after: &str, limit: u32) -> Statement {
    Statement::new(LIST).bind(after).bind(limit)
}

/// How many products there are, and how many the gate knows by now.
#[derive(Clone, Copy, Debug, Default, Deserialize, serde::Serialize)]
pub struct Count {
    /// All of them.
    pub total: u32,
    /// Those that have their keys.
    pub known: u32,
}

const COUNT: &str = "-- count_products
SELECT (SELECT count(*) FROM products) AS total,
  (SELECT count(*) FROM products) - (SELECT count(*) FROM products WHERE keyed = 0) AS known";

/// How many there are.
pub fn count() -> Statement {
    Statement::new(COUNT)
}

/// A key that is known.
#[derive(Debug, Deserialize)]
pub struct Key {
    /// Folded.
    pub key: String,
}

const KNOWN_KEYS: &str = "-- known_product_keys
SELECT DISTINCT k.key FROM json_each(?1) AS m JOIN product_key k ON k.key = m.value";

/// Which of these keys are known.
pub fn known(keys: &FxHashSet<String>) -> Statement {
    Statement::new(KNOWN_KEYS).bind_json(keys)
}

/// A word of a product's name.
#[derive(Debug, Deserialize)]
pub struct Word {
    /// Folded, singular.
    pub word: String,
}

const MEANT_WORDS: &str = "-- meant_product_words
SELECT DISTINCT w.word FROM json_each(?1) AS m JOIN product_word w ON w.variant = m.value";

/// The products' words that have one of these variants.
pub fn meant(variants: &FxHashSet<String>) -> Statement {
    Statement::new(MEANT_WORDS).bind_json(variants)
}
