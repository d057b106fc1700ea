//! `product_index`, `product_index_build` and `product_index_page`: the index in force, the one
//! that is being made, and the pages of both.
//!
//! Each slice of a build writes its mark, `write_id`, where the slice before it left its own; what
//! else it writes stands under the condition that the mark is there. So of two slices that run at
//! once one counts, and one that is cut off leaves all as it was.

use crate::clock::Timestamp;
use crate::gate::{FORM, GateProduct};
use crate::host::{PARAMETER, Query, json_size, runs};
use crate::identity::WriteId;
use crate::products::index::merge::{AHEAD, RunPage};
use crate::products::index::page::IndexPage;

/// How a build stands, and the index in force.
#[derive(Debug)]
pub struct IndexState {
    /// Products changed after the build began, or after the last one.
    pub changed: bool,
    /// The mark of the last slice.
    pub write_id: String,
    /// How far it is; none while none is made.
    pub work: Option<String>,
    /// The filter so far.
    pub first_words: Option<String>,
    /// The run in force.
    pub run: u32,
    /// How its names were folded.
    pub form: u32,
    /// The last run that there are pages of, where a build is to be made.
    pub newest: u32,
}

crate::from_row!(IndexState { changed, write_id, work, first_words, run, form, newest });

const STATE: &str = "SELECT b.changed, b.write_id, b.work, b.first_words, i.run, i.form,
  CASE WHEN b.changed OR b.work IS NOT NULL OR i.form <> ?1 THEN COALESCE((SELECT max(run) FROM product_index_page), 0)
    ELSE 0 END AS newest
FROM product_index_build b JOIN product_index i ON i.id = 1 WHERE b.id = 1";

/// How it stands.
pub fn state() -> Query<Option<IndexState>> {
    Query::new("product_index_state", STATE).bind(FORM)
}

const BEGIN: &str = "UPDATE product_index_build SET changed = 0, work = ?1, first_words = NULL, write_id = ?2
WHERE id = 1 AND write_id = ?3 RETURNING 1";

/// Begins a build. Products that change from now on are for the next one.
pub fn begin(work: &str, mark: &WriteId, before: &str) -> Query<bool> {
    Query::new("begin_product_index", BEGIN).bind(work).bind(mark.as_str()).bind(before)
}

const GO_ON: &str = "UPDATE product_index_build SET work = ?1, first_words = ?2, write_id = ?3
WHERE id = 1 AND write_id = ?4 RETURNING 1";

/// Leaves the build as a slice brought it.
pub fn go_on(work: &str, first_words: Option<&str>, mark: &WriteId, before: &str) -> Query<bool> {
    let first_words = first_words.map(str::to_owned);
    Query::new("go_on_product_index", GO_ON).bind(work).bind(first_words).bind(mark.as_str()).bind(before)
}

const END: &str =
    "UPDATE product_index_build SET changed = MAX(changed, ?1), work = NULL, first_words = NULL, write_id = ?2
WHERE id = 1 AND write_id = ?3 RETURNING 1";

/// Ends a build, or gives it up to begin anew.
pub fn end(anew: bool, mark: &WriteId, before: &str) -> Query<bool> {
    Query::new("end_product_index", END).bind(anew).bind(mark.as_str()).bind(before)
}

/// A product, and its row's number as text: JavaScript does not carry all of them.
#[derive(Debug)]
pub struct Numbered {
    pub number: String,
    reference: String,
    name: String,
    aliases: String,
}

crate::from_row!(Numbered { number, reference, name, aliases });

impl From<Numbered> for GateProduct {
    fn from(row: Numbered) -> Self {
        Self { reference: row.reference, name: row.name, aliases: row.aliases }
    }
}

// Whoever writes products with SQL is not held to the lengths of the API: what no message could
// name is left out, so that every row fits. The row's number is not a bound integer, because it
// may be greater than JavaScript carries.
const PRODUCTS_AFTER: &str = "SELECT number, reference, name, aliases FROM (
  SELECT number, reference, name, aliases,
    sum(length(name) + length(aliases)) OVER (ROWS UNBOUNDED PRECEDING) - length(name) - length(aliases) AS before
  FROM (
    SELECT CAST(rowid AS TEXT) AS number, substr(CAST(reference AS TEXT), 1, 1000) AS reference,
      substr(CAST(name AS TEXT), 1, 1000) AS name, substr(CAST(aliases AS TEXT), 1, 100000) AS aliases
    FROM products WHERE rowid > CAST(?1 AS INTEGER) ORDER BY rowid LIMIT ?2))
WHERE before <= ?3";

/// Products after this one, by their rows' numbers: as many as this, or as have so many letters;
/// one that goes beyond is the last.
pub fn products_after(number: i64, most: u32, letters: u32) -> Query<Vec<Numbered>> {
    Query::new("products_after", PRODUCTS_AFTER).bind(number.to_string()).bind(most).bind(letters)
}

const LAST_PRODUCT: &str = "SELECT CAST(COALESCE(max(rowid), 0) AS TEXT) AS number FROM products";

/// The greatest number of a product's row.
pub fn last_product() -> Query<Option<(String,)>> {
    Query::new("last_product", LAST_PRODUCT)
}

const ARE_FEW: &str = "SELECT count(*) <= ?1 AS few FROM (SELECT 1 FROM products LIMIT ?1 + 1)";

/// Whether there are no more products than this.
pub fn are_few(most: u32) -> Query<Option<(bool,)>> {
    Query::new("are_few_products", ARE_FEW).bind(most)
}

const WRITE: &str = "INSERT INTO product_index_page (run, page, starts_at, body)
SELECT ?1, ?2 + p.key, p.value ->> 0, p.value ->> 1 FROM json_each(?3) AS p
WHERE EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?4)
ON CONFLICT (run, page) DO UPDATE SET starts_at = excluded.starts_at, body = excluded.body";

/// Writes pages of a run, from this one on.
pub fn write(run: u32, from: u32, pages: &[IndexPage], mark: &WriteId) -> Vec<Query> {
    let mut page = from;
    let mut statements = Vec::new();
    for run_of in runs(pages, PARAMETER, |page| json_size([&page.starts_at, &page.body])) {
        let rows: Vec<(&str, &str)> = run_of.iter().map(|page| (page.starts_at.as_str(), page.body.as_str())).collect();
        let write = Query::new("write_product_index_pages", WRITE);
        statements.push(write.bind(run).bind(page).bind_json(&rows).bind(mark.as_str()));
        page += u32::try_from(run_of.len()).unwrap_or_default();
    }
    statements
}

const FORGET: &str = "DELETE FROM product_index_page WHERE run IN (SELECT value FROM json_each(?1))
  AND EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?2)";

/// Removes runs that were merged.
pub fn forget(runs: &[u32], mark: &WriteId) -> Query {
    Query::new("forget_product_index_runs", FORGET).bind_json(runs).bind(mark.as_str())
}

const FORGET_BEFORE: &str = "DELETE FROM product_index_page WHERE run < ?1
  AND EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?2)";

/// Removes what is older than this run.
pub fn forget_before(run: u32, mark: &WriteId) -> Query {
    Query::new("forget_older_product_index", FORGET_BEFORE).bind(run).bind(mark.as_str())
}

crate::from_row!(RunPage { run, page, body, bound });

// Where each run stands, and of the pages after that those that start first, whichever run they
// are of. All that is not read starts at the bound or behind it.
const AHEAD_OF: &str = "WITH
  open AS MATERIALIZED (SELECT value ->> 0 AS run, value ->> 1 AS at FROM json_each(?1)),
  bound AS MATERIALIZED (
    SELECT p.starts_at FROM open o
    JOIN product_index_page p ON p.run = o.run AND p.page > o.at AND p.page <= o.at + ?2 + 1
    ORDER BY p.starts_at LIMIT 1 OFFSET ?2)
SELECT p.run, p.page, p.body, (SELECT starts_at FROM bound) AS bound FROM open o
JOIN product_index_page p ON p.run = o.run AND p.page >= o.at AND p.page <= o.at + ?2 + 1
WHERE p.page = o.at OR COALESCE(p.starts_at < (SELECT starts_at FROM bound), true)
ORDER BY p.run, p.page";

/// The pages that a slice of a merge needs: of these runs, from these pages on.
pub fn ahead_of(open: &[(u32, u32)]) -> Query<Vec<RunPage>> {
    Query::new("product_index_pages_ahead", AHEAD_OF).bind_json(open).bind(AHEAD)
}

const STARTS: &str = "SELECT starts_at FROM product_index_page WHERE run = ?1 ORDER BY page";

/// What the pages of a run start at.
pub fn starts(run: u32) -> Query<Vec<(String,)>> {
    Query::new("product_index_starts", STARTS).bind(run)
}

/// An index that comes into force.
pub struct ActiveIndex {
    pub run: u32,
    pub form: u32,
    pub starts: String,
    pub first_words: String,
    pub products: u32,
    pub built_at: Timestamp,
}

const PUBLISH: &str = "UPDATE product_index SET run = ?1, form = ?2, starts = ?3, first_words = ?4, products = ?5,
  built_at = ?6
WHERE id = 1 AND EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?7)";

/// Puts an index in force.
pub fn publish(index: &ActiveIndex, mark: &WriteId) -> Query {
    Query::new("publish_product_index", PUBLISH)
        .bind(index.run)
        .bind(index.form)
        .bind(index.starts.as_str())
        .bind(index.first_words.as_str())
        .bind(index.products)
        .bind(index.built_at)
        .bind(mark.as_str())
}

/// The index in force, as a message is looked up in it.
#[derive(Debug)]
pub struct DirectoryRow {
    pub run: u32,
    pub starts: String,
    pub first_words: String,
}

crate::from_row!(DirectoryRow { run, starts, first_words });

const DIRECTORY: &str = "SELECT run, starts, first_words FROM product_index WHERE id = 1";

/// The index in force.
pub fn directory() -> Query<Option<DirectoryRow>> {
    Query::new("product_index", DIRECTORY)
}

/// A page of the index in force.
#[derive(Debug)]
pub struct PageRow {
    pub page: u32,
    pub body: String,
}

crate::from_row!(PageRow { page, body });

const PAGES: &str = "SELECT p.page, p.body FROM json_each(?2) AS w
JOIN product_index_page p ON p.run = ?1 AND p.page = w.value";

/// These pages of a run.
pub fn pages(run: u32, pages: &[usize]) -> Query<Vec<PageRow>> {
    Query::new("product_index_pages", PAGES).bind(run).bind_json(pages)
}
