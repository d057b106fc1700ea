//! D1 by its own JavaScript API. A statement's text crosses the border once per isolate,
//! and rows come back as the JSON text that the steps decode: the `worker` crate's D1 would
//! hand over each text anew and decode each row twice.

use super::interned::interned;
use crate::host::{Answers, DatabaseError, Param, Rows, Statement};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::js_sys::{Array, Error as JsError, JSON, JsString, Promise, Reflect};
use worker::wasm_bindgen_futures::JsFuture;

/// D1's errors name tables and columns, never values; this much is enough to read.
const DETAIL: usize = 200;

#[wasm_bindgen]
extern "C" {
    /// The binding.
    pub(super) type Database;
    type Prepared;
    type Outcome;

    #[wasm_bindgen(method, catch)]
    fn prepare(this: &Database, sql: &JsString) -> Result<Prepared, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn batch(this: &Database, statements: &Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn all(this: &Prepared) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, variadic)]
    fn bind(this: &Prepared, params: &Array) -> Result<Prepared, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn results(this: &Outcome) -> JsValue;
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
        let answered = async {
            let prepared = statements.iter().map(|statement| {
                let params: Array = statement.params.iter().map(js).collect();
                self.prepare(&interned(statement.sql))?.bind(&params)
            });
            let prepared = prepared.collect::<Result<Vec<Prepared>, JsValue>>()?;
            // One statement is a transaction by itself, and cheaper than a batch of one.
            if let [only] = prepared.as_slice() {
                return Ok(vec![rows(JsFuture::from(only.all()?).await?.unchecked_into())?]);
            }
            let prepared: Array = prepared.into_iter().collect();
            let outcomes: Array = JsFuture::from(self.batch(&prepared)?).await?.dyn_into()?;
            outcomes.iter().map(|outcome| rows(outcome.unchecked_into())).collect::<Result<_, JsValue>>()
        };
        answered.await.map(Answers::new).map_err(|error| failed(&error))
    }
}

/// The rows of one statement as JSON; most statements have none.
fn rows(outcome: Outcome) -> Result<Rows, JsValue> {
    let results: Array = outcome.results().dyn_into()?;
    if results.length() == 0 {
        return Ok(Rows::default());
    }
    Ok(Rows::from_json(JSON::stringify(&results)?.into()))
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
