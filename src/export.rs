//! All that is kept of one customer, for whoever asks for it.

use crate::bulk_import::http::id;
use crate::customers::directory;
use crate::error::StepError;
use crate::host::{FromRow, Host, Query, Row, RowError};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{Reviewer, Role};
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::personal_data::{PLACES, Place};
use serde_json::{Map, Value, json};

pub const ROUTES: &[Route] =
    &[Route::api(Method::Get, "/api/customers/{id}/export", "exportCustomer", Role::may_administer, |call| {
        Box::pin(export_by_api(call))
    })];

/// A row, with the names of its columns.
struct Kept(Map<String, Value>);

impl FromRow for Kept {
    fn from_row(row: &mut Row<'_>) -> Result<Self, RowError> {
        // What a search finds a name by is worked out from it, and says nothing else.
        let kept = row.entries().filter(|(name, _)| !name.starts_with("folded"));
        Ok(Self(kept.map(|(name, cell)| (name.to_owned(), cell.into())).collect()))
    }
}

/// The rows of a place.
fn kept(place: &Place, id: &str) -> Query<Vec<Kept>> {
    Query::new(place.name, place.read).bind(id)
}

/// Reads all that is kept of a customer, table by table, as it stands in the database; the
/// ledger notes that it was read. `None`: there is no such customer.
///
/// Errors: the database failed.
pub async fn export(host: &dyn Host, admin: &Reviewer, id: &str) -> Result<Option<Value>, StepError> {
    if directory::find(host, id).await?.is_none() {
        return Ok(None);
    }
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::CustomerExported).actor(&admin.id);
    let places = PLACES.iter().map(|place| kept(place, id)).collect::<Vec<_>>();
    let ((), tables) = host.batch((run_ledger::append_if_customer(&[entry], id), places)).await?;
    let rows = |rows: Vec<Kept>| rows.into_iter().map(|Kept(row)| Value::Object(row)).collect();
    let tables = PLACES.iter().zip(tables).map(|(place, found)| (place.table.to_owned(), rows(found)));
    Ok(Some(json!({
        "customer_id": id,
        "exported_at": invocation.at,
        "tables": tables.collect::<Map<String, Value>>(),
    })))
}

/// A file to keep, without the customer's id in its name; 404 if there is none.
async fn export_by_api(call: Api<'_>) -> Result<Response, HttpError> {
    let export = export(call.host, &call.reviewer, &id(&call, "id")?).await?;
    Ok(Response::json(&export.ok_or(HttpError::NotFound)?).download("customer.json"))
}
