//! D1 by its own JavaScript API: a batch is one call, and rows come back as one JSON text.
//! The `worker` crate's D1 decodes each row through JavaScript objects, which costs more code
//! and time than reading the text (docs/decisions.md, 29).

use crate::host::{DatabaseError, Param, Rows, Statement};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::js_sys::{Array, Error as JsError, Promise, Reflect};
use worker::wasm_bindgen_futures::JsFuture;

/// D1's errors name tables and columns, never values; this much is enough to read.
const DETAIL: usize = 200;

#[wasm_bindgen(module = "/src/worker/d1.js")]
extern "C" {
    /// The binding.
    type Database;

    fn run(database: &Database, statements: &Array) -> Promise;
}

/// Runs the statements in one round trip, all or nothing. Errors: there is no binding of this
/// name, or D1 failed; it may have been committed.
pub(super) async fn batch(
    env: &worker::Env,
    binding: &str,
    statements: &[Statement],
) -> Result<Vec<Rows>, DatabaseError> {
    let database = Reflect::get(env, &binding.into()).map_err(|error| failed(&error))?;
    if !database.is_object() {
        return Err(DatabaseError::NoBinding);
    }
    let pair = |statement: &Statement| {
        let params: Array = statement.params.iter().map(js).collect();
        Array::of2(&statement.sql.into(), &params)
    };
    let statements: Array = statements.iter().map(pair).collect();
    let answers = JsFuture::from(run(database.unchecked_ref(), &statements)).await;
    let answers: Array = answers.map_err(|error| failed(&error))?.unchecked_into();
    answers.iter().map(|answer| rows(&answer)).collect()
}

/// The rows of one statement.
fn rows(json: &JsValue) -> Result<Rows, DatabaseError> {
    let json = json.as_string().unwrap_or_default();
    Rows::from_json(&json).map_err(|_| DatabaseError::Shape("rows"))
}

fn js(param: &Param) -> JsValue {
    match param {
        Param::Null => JsValue::NULL,
        // Exact below 2^53; nothing here is larger.
        Param::Integer(number) => JsValue::from_f64(*number as f64),
        Param::Text(text) => JsValue::from_str(text),
    }
}

fn failed(error: &JsValue) -> DatabaseError {
    let message = error.dyn_ref::<JsError>().map(|error| String::from(error.message()));
    DatabaseError::Failed(message.unwrap_or_default().chars().take(DETAIL).collect())
}
