//! `products`, `product_key` and `product_word`: the gate's known references.
//!
//! Products may be written by anyone, the CRM or a hand with SQL. Their keys are
//! folded here, because SQLite cannot fold accents: a product starts with
//! `keyed = 0` and gets its keys before the next message is judged.

use crate::bulk_import;
use crate::gate::{Product, keys_of_product, variants, words_of_keys};
use crate::host::{PARAMETER, Query, json_size, runs};
use rustc_hash::FxHashSet;
use serde_json::json;

/// How many products get their keys at once.
const AT_ONCE: u32 = 500;

/// The most JSON that the products of one batch are written with, in bytes; one product
/// that takes more has a batch of its own.
const BATCH: usize = 4 * PARAMETER;

/// The names of products without keys that are read at once, in characters: one that
/// goes beyond is the last.
const READ: u32 = 1_000_000;

/// A product without keys.
#[derive(Debug)]
pub struct Row {
    reference: String,
    name: String,
    aliases: String,
}

crate::from_row!(Row { reference, name, aliases });

impl From<Row> for Product {
    fn from(row: Row) -> Self {
        Self { reference: row.reference, name: row.name, aliases: row.aliases }
    }
}

// Whoever writes products with SQL is not held to the lengths of the API. What no message
// could name is left out, so that every row below fits a parameter.
macro_rules! name {
    ($of:literal) => {
        concat!("substr(CAST(", $of, "name AS TEXT), 1, 1000)")
    };
}
macro_rules! aliases {
    ($of:literal) => {
        concat!("substr(CAST(", $of, "aliases AS TEXT), 1, 100000)")
    };
}

const UNKEYED: &str = concat!(
    "SELECT reference, name, aliases FROM (
  SELECT reference, name, aliases,
    sum(length(name) + length(aliases)) OVER (ROWS UNBOUNDED PRECEDING) - length(name) - length(aliases) AS before
  FROM (
    SELECT CAST(reference AS TEXT) AS reference, ",
    name!(""),
    " AS name, ",
    aliases!(""),
    " AS aliases
    FROM products WHERE keyed = 0 AND length(reference) <= 1000 LIMIT ?1))
WHERE before <= ?2"
);

/// Products that have no keys yet, as many as are dealt with at once.
pub fn unkeyed() -> Query<Vec<Row>> {
    Query::new("unkeyed_products", UNKEYED).bind(AT_ONCE).bind(READ)
}

/// A product and what it is found by.
pub struct Keyed {
    product: Product,
    keys: FxHashSet<String>,
    /// The bytes of JSON that it is written with.
    size: usize,
}

impl Keyed {
    /// Makes its keys.
    pub fn of(product: Product) -> Self {
        let keys = keys_of_product(&product);
        let Product { reference, name, aliases } = &product;
        let row = json_size([reference, name, aliases]);
        let of_keys: usize = keys.iter().map(|key| json_size([key, reference])).sum();
        let of_words = |word: &str| (word.chars().count() + 1) * json_size([word, word]);
        let of_words: usize = words_of_keys(&keys).into_iter().map(of_words).sum();
        Self { size: 2 * row + of_keys + of_words, product, keys }
    }
}

/// Cuts products into what one batch is given.
pub fn batches(products: &[Keyed]) -> impl Iterator<Item = &[Keyed]> {
    runs(products, BATCH, |product| product.size).flat_map(|run| run.chunks(AT_ONCE as usize))
}

const FORGET_KEYS: &str = "DELETE FROM product_key WHERE reference IN (SELECT value FROM json_each(?1))";

const WRITE_KEYS: &str = "INSERT INTO product_key (key, reference)
SELECT k.value ->> 0, k.value ->> 1 FROM json_each(?1) AS k
JOIN products p ON p.reference = k.value ->> 1 WHERE true
ON CONFLICT DO NOTHING";

const MARK_KEYED: &str = concat!(
    "UPDATE products SET keyed = 1 FROM json_each(?1) AS p
WHERE products.reference = p.value ->> 0 AND ",
    name!("products."),
    " = p.value ->> 1
  AND ",
    aliases!("products."),
    " = p.value ->> 2"
);

const WRITE_WORDS: &str =
    "INSERT INTO product_word (variant, word) SELECT w.value ->> 0, w.value ->> 1 FROM json_each(?1) AS w WHERE true
ON CONFLICT DO NOTHING";

/// Writes the keys of the products of one batch anew. One that was changed meanwhile
/// stays without, and gets its keys the next time.
pub fn write_keys(products: &[Keyed]) -> Vec<Query> {
    let references: Vec<&str> = products.iter().map(|p| p.product.reference.as_str()).collect();
    let keys: Vec<(&str, &str)> =
        products.iter().flat_map(|p| p.keys.iter().map(|key| (key.as_str(), p.product.reference.as_str()))).collect();
    let words: Vec<(String, &str)> = words_of_keys(products.iter().flat_map(|p| &p.keys))
        .into_iter()
        .flat_map(|word| variants(word).into_iter().map(move |variant| (variant, word)))
        .collect();
    let mut statements = Vec::new();
    for references in runs(&references, PARAMETER, |reference| json_size([reference])) {
        statements.push(Query::new("forget_product_keys", FORGET_KEYS).bind_json(&references));
    }
    for keys in runs(&keys, PARAMETER, |(key, reference)| json_size([key, reference])) {
        statements.push(Query::new("write_product_keys", WRITE_KEYS).bind_json(&keys));
    }
    for words in runs(&words, PARAMETER, |(variant, word)| json_size([variant, word])) {
        statements.push(Query::new("write_product_words", WRITE_WORDS).bind_json(&words));
    }
    statements.extend(rows(products).map(|rows| Query::new("mark_products_keyed", MARK_KEYED).bind(rows)));
    statements
}

/// The products themselves, as JSON that a parameter holds.
fn rows(products: &[Keyed]) -> impl Iterator<Item = String> {
    let size = |Keyed { product: p, .. }: &Keyed| json_size([&p.reference, &p.name, &p.aliases]);
    let row = |Keyed { product: p, .. }: &Keyed| json!([p.reference, p.name, p.aliases]);
    runs(products, PARAMETER, size).map(move |run| serde_json::Value::from_iter(run.iter().map(row)).to_string())
}

const PUT: &str = "INSERT INTO products (reference, name, aliases)
SELECT p.value ->> 0, p.value ->> 1, p.value ->> 2 FROM json_each(?1) AS p WHERE true
ON CONFLICT (reference) DO UPDATE SET name = excluded.name, aliases = excluded.aliases";

/// Adds the products of one batch or changes them.
pub fn put(products: &[Keyed]) -> Vec<Query> {
    rows(products).map(|rows| Query::new("put_products", PUT).bind(rows)).collect()
}

const DELETE: &str = "DELETE FROM products WHERE reference = ?1 RETURNING reference";

/// Removes a product and its keys. Returns a row if there was one.
pub fn delete(reference: &str) -> Query<bool> {
    Query::new("delete_product", DELETE).bind(reference)
}

const LIST: &str =
    "SELECT CAST(reference AS TEXT) AS reference, CAST(name AS TEXT) AS name, CAST(aliases AS TEXT) AS aliases
FROM products WHERE reference > ?1 ORDER BY reference LIMIT ?2";

/// Products by reference, after one.
pub fn list(after: &str, limit: u32) -> Query<Vec<bulk_import::Product>> {
    Query::new("list_products", LIST).bind(after).bind(limit)
}

/// How many products there are, and how many the gate knows by now.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Count {
    /// All of them.
    pub total: u32,
    /// Those that have their keys.
    pub known: u32,
}

crate::from_row!(Count { total, known });

const COUNT: &str = "SELECT (SELECT count(*) FROM products) AS total,
  (SELECT count(*) FROM products) - (SELECT count(*) FROM products WHERE keyed = 0) AS known";

/// How many there are.
pub fn count() -> Query<Option<Count>> {
    Query::new("count_products", COUNT)
}

const KNOWN_KEYS: &str = "SELECT DISTINCT k.key FROM json_each(?1) AS m JOIN product_key k ON k.key = m.value";

/// Which of these keys are known.
pub fn known(keys: &FxHashSet<String>) -> Vec<Query<Vec<(String,)>>> {
    looked_up(keys, || Query::new("known_product_keys", KNOWN_KEYS))
}

const MEANT_WORDS: &str = "SELECT DISTINCT w.word FROM json_each(?1) AS m JOIN product_word w ON w.variant = m.value";

/// The products' words that have one of these variants.
pub fn meant(variants: &FxHashSet<String>) -> Vec<Query<Vec<(String,)>>> {
    looked_up(variants, || Query::new("meant_product_words", MEANT_WORDS))
}

/// A query for as many of the words as one parameter holds.
fn looked_up<R>(words: &FxHashSet<String>, query: impl Fn() -> Query<R>) -> Vec<Query<R>> {
    let words: Vec<&String> = words.iter().collect();
    runs(&words, PARAMETER, |word| json_size([word])).map(|words| query().bind_json(&words)).collect()
}
