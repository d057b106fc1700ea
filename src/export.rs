//! All that is kept of one customer, for whoever asks for it.

use crate::bulk_import::http::id;
use crate::clock::Timestamp;
use crate::customers::directory;
use crate::error::StepError;
use crate::gate::taught::Taught;
use crate::gate::{Judged, KnownProducts, OrderLine, Verdict, judge_message, order_lines};
use crate::host::{FromRow, Host, Query, Row, RowError};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{Column, MISFIT, NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{Reviewer, Role};
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::personal_data::{DataPlace, PLACES, of_customer};
use crate::taught_words;
use serde::Serialize;
use serde_json::{Map, Value};
#[cfg(not(target_arch = "wasm32"))]
use std::collections::BTreeMap;

pub const ROUTES: &[Route] =
    &[Route::api(Method::Get, "/api/customers/{id}/export", "exportCustomer", Role::may_administer, |call| {
        Box::pin(export_by_api(call))
    })];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "exportCustomer",
            "All that is kept of one customer, as a file, or as several; the ledger notes that it was read.",
        )
        .path("id", "The CRM's id.")
        .query::<String>("cursor", "`next_cursor` of the part before.")
        .answers::<Export>(
            200,
            "The rows of each table that hold the customer's words, names and numbers, as they stand: at most 200 \
             of each table. Where there are more, `next_cursor` asks for the next part.",
        )
        .refuses(400, MISFIT)
        .refuses(404, NOT_FOUND),
    ]
}

/// A row, with the names of its columns.
struct Kept(Map<String, Value>);

/// All that is kept of a customer, or a part of it.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "CustomerExport"))]
pub struct Export {
    customer_id: String,
    exported_at: Timestamp,
    /// What the next part is asked for with; `null` in the last one.
    next_cursor: Option<String>,
    /// What is ordered in each message by its words alone. It is read for this file, and not kept.
    order_lines: Vec<LinesOfMessage>,
    /// The rows of each table, by their columns.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "BTreeMap<String, Vec<BTreeMap<String, Column>>>"))]
    tables: Map<String, Value>,
}

/// What is ordered in a message.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct LinesOfMessage {
    lines: Vec<OrderLine>,
    /// Its wamid.
    message: Option<String>,
}

impl FromRow for Kept {
    fn from_row(row: &mut Row<'_>) -> Result<Self, RowError> {
        let mut kept = row.object();
        // What a search finds a name by is worked out from it, and says nothing else.
        kept.retain(|name, _| !name.starts_with("folded"));
        Ok(Self(kept))
    }
}

/// The most parts that may be asked for.
const MOST_PARTS: i64 = 1_000_000;

/// The most rows of a table in one part.
pub const ROWS: u32 = 200;

/// The rows of a place that are in a part, and one more if there are more.
fn kept(place: &DataPlace, id: &str, part: u32) -> Query<Vec<Kept>> {
    Query::new(place.name, place.read).bind(id).bind(ROWS + 1).bind(i64::from(part) * i64::from(ROWS))
}

/// Reads all that is kept of a customer, table by table, as it stands in the database: at most
/// [`ROWS`] of each table in a part. The ledger notes that it was read. `part`: from 0. `None`:
/// there is no such customer.
///
/// Errors: the database failed.
pub async fn export(host: &dyn Host, admin: &Reviewer, id: &str, part: u32) -> Result<Option<Export>, StepError> {
    if directory::find(host, id).await?.is_none() {
        return Ok(None);
    }
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::CustomerExported).actor(&admin.id);
    let places = PLACES.iter().map(|place| kept(place, id, part)).collect::<Vec<_>>();
    let ((), tables, words, named) = host
        .batch((run_ledger::append_if_customer(&[entry], id), places, taught_words::newest(), named_products(id, part)))
        .await?;
    let most = ROWS as usize;
    let more = tables.iter().any(|rows| rows.len() > most);
    let rows = |rows: Vec<Kept>| rows.into_iter().take(most).map(|Kept(row)| Value::Object(row)).collect();
    let mut kept = Map::new();
    kept.extend(PLACES.iter().zip(tables).map(|(place, found)| (place.table.to_owned(), rows(found))));
    let taught = taught_words::for_gate(words);
    let messages = kept.get("inbound_message").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let order_lines = messages.iter().filter_map(|row| lines_of_message(row, &taught, &named)).collect();
    let next_cursor = more.then(|| (part + 1).to_string());
    Ok(Some(Export { customer_id: id.to_owned(), exported_at: invocation.at, next_cursor, order_lines, tables: kept }))
}

/// The products that a card's words name.
#[derive(Debug)]
struct Named {
    id: String,
    named_products: String,
}

crate::from_row!(Named { id, named_products });

const NAMED: &str = concat!(
    "SELECT id, named_products FROM review_queue WHERE id IN (SELECT review_id FROM inbound_message WHERE ",
    of_customer!(inbound_message),
    "\nORDER BY id LIMIT ?2 OFFSET ?3) AND named_products <> '[]'"
);

/// The products that the cards of a part's messages name.
fn named_products(id: &str, part: u32) -> Query<Vec<Named>> {
    Query::new("export_named_products", NAMED).bind(id).bind(ROWS).bind(i64::from(part) * i64::from(ROWS))
}

/// What is ordered in a message, read out of its words alone: nothing of that is kept.
fn lines_of_message(row: &Value, taught: &Taught, named: &[Named]) -> Option<LinesOfMessage> {
    let text = |column: &str| row[column].as_str().filter(|text| !text.is_empty());
    let listed = text("order_lines");
    let text = [listed, text("text")].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let catalogue: Vec<_> = listed.map(|listed| 0..listed.split('\n').count()).into_iter().collect();
    let catalogue_line = listed.map(|_| 0);
    let message = Judged { text: &text, catalogue_line, taught: Some(taught), ..Judged::default() };
    let of_card = named.iter().find(|card| row["review_id"] == card.id.as_str());
    // What cannot be read names nothing: everything else is exported all the same.
    let keys: Option<Vec<(String, Option<String>)>> =
        of_card.and_then(|card| serde_json::from_slice(card.named_products.as_bytes()).ok());
    let known = KnownProducts::from_keys(keys.unwrap_or_default());
    let order = matches!(judge_message(&message, &known), Verdict::Order(_));
    let lines = order.then(|| order_lines(&message, &catalogue, &known)).filter(|lines| !lines.is_empty())?;
    Some(LinesOfMessage { lines, message: row["wamid"].as_str().map(str::to_owned) })
}

/// A file to keep, without the customer's id in its name; 404 if there is none. What does not
/// fit into it is asked for with its `next_cursor`.
async fn export_by_api(call: Api<'_>) -> Result<Response, HttpError> {
    let part = u32::try_from(call.number("cursor", 0, 0..=MOST_PARTS)?).unwrap_or(0);
    let export = export(call.host, &call.reviewer, &id(&call, "id")?, part).await?.ok_or(HttpError::NotFound)?;
    let whole = part == 0 && export.next_cursor.is_none();
    let name = if whole { "customer.json".to_owned() } else { format!("customer-{}.json", part + 1) };
    Ok(Response::json(&export).download(&name))
}
