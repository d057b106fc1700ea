//! `products`: the business's references. They may be written by anyone, the CRM or a hand with
//! SQL; triggers note that the index has to be made anew (`migrations/0005_product_index.sql`).

use crate::bulk_import::Product;
use crate::host::{PARAMETER, Query, json_size, runs};
use serde_json::json;

/// The most JSON that the products of one batch are written with, in bytes.
const BATCH: usize = 4 * PARAMETER;

fn size(product: &Product) -> usize {
    json_size([&product.reference, &product.name, &product.aliases])
}

/// Cuts products into what one batch is given.
pub fn batches(products: &[Product]) -> impl Iterator<Item = &[Product]> {
    runs(products, BATCH, size)
}

const PUT: &str = "INSERT INTO products (reference, name, aliases)
SELECT p.value ->> 0, p.value ->> 1, p.value ->> 2 FROM json_each(?1) AS p WHERE true
ON CONFLICT (reference) DO UPDATE SET name = excluded.name, aliases = excluded.aliases
  WHERE name IS NOT excluded.name OR aliases IS NOT excluded.aliases";

/// Adds the products of one batch or changes them.
pub fn put(products: &[Product]) -> Vec<Query> {
    let rows = |run: &[Product]| {
        let row = |p: &Product| json!([p.reference, p.name, p.aliases]);
        serde_json::Value::from_iter(run.iter().map(row)).to_string()
    };
    runs(products, PARAMETER, size).map(|run| Query::new("put_products", PUT).bind(rows(run))).collect()
}

const DELETE: &str = "DELETE FROM products WHERE reference = ?1 RETURNING reference";

/// Removes a product. Returns a row if there was one.
pub fn delete(reference: &str) -> Query<bool> {
    Query::new("delete_product", DELETE).bind(reference)
}

const LIST: &str =
    "SELECT CAST(reference AS TEXT) AS reference, CAST(name AS TEXT) AS name, CAST(aliases AS TEXT) AS aliases
FROM products WHERE reference > ?1 ORDER BY reference LIMIT ?2";

/// Products by reference, after one.
pub fn list(after: &str, limit: u32) -> Query<Vec<Product>> {
    Query::new("list_products", LIST).bind(after).bind(limit)
}

const FIND: &str =
    "SELECT CAST(reference AS TEXT) AS reference, CAST(name AS TEXT) AS name, CAST(aliases AS TEXT) AS aliases
FROM products WHERE reference = ?1";

/// One product.
pub fn find(reference: &str) -> Query<Option<Product>> {
    Query::new("find_product", FIND).bind(reference)
}

/// How many products there are, and how many the gate knows by now.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProductCount {
    /// All of them.
    pub total: u32,
    /// How many the index was made of that messages are looked up in.
    pub known: u32,
    /// Products changed since; the index is being made anew.
    pub rebuilding: bool,
}

crate::from_row!(ProductCount { total, known, rebuilding });

// While the index is up to date, it knows how many there are, and nothing is counted.
const COUNT: &str = "SELECT iif(rebuilding, (SELECT count(*) FROM products), products) AS total,
  iif(rebuilding, MIN(products, (SELECT count(*) FROM products)), products) AS known, rebuilding
FROM (
  SELECT i.products, b.changed = 1 OR b.work IS NOT NULL AS rebuilding
  FROM product_index i JOIN product_index_build b ON b.id = 1 WHERE i.id = 1)";

/// How many there are.
pub fn count() -> Query<Option<ProductCount>> {
    Query::new("count_products", COUNT)
}
