//! How tables come and go over HTTP: whole, in the body of a call or as a file that is
//! uploaded at the desk, or row by row.

use super::faults::sentence;
use super::{ImportRow, TableError, csv_text, filled, from_csv, from_csv_after, from_json};
use crate::http::{Api, HttpError, Response, Visit};

/// The largest table, in bytes.
pub const LIMIT: usize = 5 * 1024 * 1024;

/// The largest form that uploads one: besides the file, its boundaries, the CSRF token and the text
/// of a table that was refused before.
pub const UPLOAD_LIMIT: usize = LIMIT + 512 * 1024;

/// The longest table that a form holds when it comes back, in bytes.
const KEPT: usize = 100 * 1024;

/// A table of the desk that was not taken.
pub struct ImportRefused {
    /// What is wrong. `None`: nothing was handed in.
    pub error: Option<TableError>,
    /// The table as text, to be corrected; empty if it is too long for that.
    pub text: String,
}

impl From<TableError> for HttpError {
    fn from(error: TableError) -> Self {
        Self::BadRequest(error.to_string())
    }
}

/// The table in the body of a call: CSV with a header line, or a JSON array.
///
/// Errors: 415 if it is of another type, 400 if a row does not fit.
pub fn from_call<T: ImportRow>(call: &Api<'_>) -> Result<Vec<T>, HttpError> {
    Ok(match call.request.content_type().as_str() {
        "text/csv" => from_csv(&call.body)?,
        "application/json" => from_json(&call.body)?,
        _ => return Err(HttpError::UnsupportedType("application/json or text/csv")),
    })
}

/// The table that was uploaded as a CSV file, or pasted. What is wrong with it is an outcome,
/// because the page explains it. `prepare`: done to each row before it is checked.
///
/// Errors: 413 if it is larger than [`LIMIT`].
pub fn from_upload<T: ImportRow>(
    visit: &Visit<'_>,
    prepare: &dyn Fn(&mut T),
) -> Result<Result<Vec<T>, ImportRefused>, HttpError> {
    let table = handed_in(visit)?;
    if table.is_empty() {
        return Ok(Err(ImportRefused { error: None, text: String::new() }));
    }
    Ok(from_csv_after(&table, prepare).map_err(|error| refused(&table, error)))
}

/// The file; what was pasted, if there is none.
fn handed_in(visit: &Visit<'_>) -> Result<Vec<u8>, HttpError> {
    let file = visit.form.file().filter(|file| !file.is_empty());
    let table = file.map_or_else(|| visit.form.text("table").into_bytes(), <[u8]>::to_vec);
    if table.len() > LIMIT { Err(HttpError::TooLarge) } else { Ok(table) }
}

fn refused(table: &[u8], error: TableError) -> ImportRefused {
    let text = if table.len() > KEPT { String::new() } else { csv_text::text(table).into_owned() };
    ImportRefused { error: Some(error), text }
}

/// The row of a call, checked. Errors: 400 with what is wrong.
pub fn checked<T: ImportRow>(row: T) -> Result<T, HttpError> {
    let mut wrong = Vec::new();
    let row = row.check(&mut wrong);
    if wrong.is_empty() { Ok(row) } else { Err(HttpError::BadRequest(sentence(&wrong))) }
}

/// The id in the path. Errors: 400 if it is empty or has more than 128 characters.
pub fn id(call: &Api<'_>, parameter: &str) -> Result<String, HttpError> {
    let id = filled(call.params.get(parameter), 128);
    id.ok_or_else(|| HttpError::bad_request("the id must have 1 to 128 characters"))
}

/// Which rows a list is asked for: those after `cursor`, `limit` at most.
pub struct Window {
    pub after: String,
    pub limit: u32,
}

impl Window {
    /// From the query; 100 rows from the first one if it says nothing. Errors: 400 if `limit`
    /// is no number from 1 to 1,000.
    pub fn of(call: &Api<'_>) -> Result<Self, HttpError> {
        let limit = u32::try_from(call.number("limit", 100, 1..=1_000)?).unwrap_or(100);
        Ok(Self { after: call.request.query("cursor").unwrap_or_default(), limit })
    }
}

/// 204 if it was there, 404 if not.
pub fn removed(there: bool) -> Result<Response, HttpError> {
    if there { Ok(Response::empty(204)) } else { Err(HttpError::NotFound) }
}
