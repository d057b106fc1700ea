//! How tables come and go over HTTP: whole, in the body of a call or as a file that is
//! uploaded at the desk, or row by row.

use super::{Row, TableError, filled, from_csv, from_json};
use crate::http::{Api, HttpError, Response, Visit};

/// The largest table, in bytes.
pub const LIMIT: usize = 5 * 1024 * 1024;

/// The largest form that uploads one: besides the file, its boundaries and the CSRF token.
pub const UPLOAD_LIMIT: usize = LIMIT + 4 * 1024;

impl From<TableError> for HttpError {
    fn from(error: TableError) -> Self {
        Self::BadRequest(error.to_string())
    }
}

/// The table in the body of a call: CSV with a header line, or a JSON array.
///
/// Errors: 415 if it is of another type, 400 if a row does not fit.
pub fn from_call<T: Row>(call: &Api<'_>) -> Result<Vec<T>, HttpError> {
    Ok(match call.request.content_type().as_str() {
        "text/csv" => from_csv(&call.body)?,
        "application/json" => from_json(&call.body)?,
        _ => return Err(HttpError::UnsupportedType("application/json or text/csv")),
    })
}

/// The table in a CSV file that was uploaded. What is wrong with the table is an outcome,
/// because the page explains it.
///
/// Errors: 400 if the form has no file, 413 if the file is larger than [`LIMIT`].
pub fn from_upload<T: Row>(visit: &Visit<'_>) -> Result<Result<Vec<T>, TableError>, HttpError> {
    let file = visit.form.file().ok_or_else(|| HttpError::bad_request("the form has no file"))?;
    if file.len() > LIMIT { Err(HttpError::TooLarge) } else { Ok(from_csv(file)) }
}

/// The row of a call, checked. Errors: 400 with what is wrong.
pub fn checked<T: Row>(row: T) -> Result<T, HttpError> {
    row.check().map_err(HttpError::bad_request)
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
