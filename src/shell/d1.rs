//! D1 by its own JavaScript API. A statement's text crosses the border once per isolate,
//! and rows come back as the JSON text that the steps decode: the `worker` crate's D1 would
//! hand over each text anew and decode each row twice.

use super::interned::interned;
use crate::host::{Answers, DatabaseError, Param, Rows, Statement};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::js_sys::{Array, Error as JsError, Promise, Reflect};
use worker::wasm_bindgen_futures::JsFuture;

/// D1's errors name tables and columns, never values; this much is enough to read.
const DETAIL: usize = 200;

#[wasm_bindgen(module = "/src/shell/d1.js")]
extern "C" {
    /// The binding.
    pub(super) type Database;

    fn run(database: &Database, statements: &Array) -> Promise;
}

impl Database {
    /// The binding of this name. Errors: there is none.
    pub fn of(env: &worker::Env, name: &str) -> Result<Self, DatabaseError> {
        let binding = Reflect::get(env, &name.into()).map_err(|error| failed(&error))?;
        if binding.is_object() {
            Ok(binding.unchecked_into())
        } else {
            Err(DatabaseError::Failed(format!("no binding {name}")))
        }
    }

    /// One round trip, all or nothing. Errors: D1 failed; it may have been committed.
    pub async fn run(&self, statements: &[Statement]) -> Result<Answers, DatabaseError> {
        let pair = |statement: &Statement| {
            let params: Array = statement.params.iter().map(js).collect();
            Array::of2(&interned(statement.sql), &params)
        };
        let answers = JsFuture::from(run(self, &statements.iter().map(pair).collect())).await;
        let answers: Array = answers.map_err(|error| failed(&error))?.unchecked_into();
        Ok(Answers::new(answers.iter().map(|answer| rows(&answer)).collect()))
    }
}

/// The rows of one statement.
fn rows(json: &JsValue) -> Rows {
    json.as_string().map_or_else(Rows::default, Rows::from_json)
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
