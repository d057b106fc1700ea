//! What the API's description says of an operation besides its route: what it is for, what it takes,
//! what it answers. Compiled natively alone: `assets/openapi.json` is made of it, and the Worker
//! never needs it.

mod schemas;

pub use schemas::{Column, Types, left_out, one_of, tidy};

use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// 400, where there is no more to say of it.
pub const MISFIT: &str = "The request does not fit.";

/// 404, likewise.
pub const NOT_FOUND: &str = "There is no such thing.";

/// 413, likewise.
pub const TOO_LARGE: &str = "The body is too large.";

/// 503, likewise.
pub const OFF: &str = "Switched off or not configured; nothing was claimed.";

/// The schema of a type.
type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// What an answer holds.
#[derive(Clone, Copy)]
enum Content {
    Nothing,
    Json(SchemaOf),
    /// A file of this type.
    File(&'static str),
    /// An error's code and message.
    Error,
}

/// A parameter, and what its schema has besides its type.
struct Parameter {
    place: &'static str,
    name: &'static str,
    about: &'static str,
    schema: SchemaOf,
    besides: Vec<(&'static str, Value)>,
}

/// What is said of one operation.
pub struct Operation {
    pub name: &'static str,
    summary: &'static str,
    parameters: Vec<Parameter>,
    /// What it takes as JSON, and whether the same may come as CSV.
    body: Option<(SchemaOf, bool)>,
    answers: BTreeMap<u16, (&'static str, Content)>,
}

impl Operation {
    /// The operation of that name in the table of routes.
    pub fn new(name: &'static str, summary: &'static str) -> Self {
        Self { name, summary, parameters: Vec::new(), body: None, answers: BTreeMap::new() }
    }

    fn parameter<T: JsonSchema>(mut self, place: &'static str, name: &'static str, about: &'static str) -> Self {
        self.parameters.push(Parameter { place, name, about, schema: schema_of::<T>, besides: Vec::new() });
        self
    }

    fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        if let Some(parameter) = self.parameters.last_mut() {
            parameter.besides.push((key, value.into()));
        }
        self
    }

    /// A parameter of the path.
    pub fn path(self, name: &'static str, about: &'static str) -> Self {
        self.parameter::<String>("path", name, about)
    }

    /// A parameter of the query, which may be left out.
    pub fn query<T: JsonSchema>(self, name: &'static str, about: &'static str) -> Self {
        self.parameter::<T>("query", name, about)
    }

    /// A number in the query and what counts without it, as [`super::Api::number`] reads it.
    pub fn number(self, name: &'static str, about: &'static str, default: i64, range: RangeInclusive<i64>) -> Self {
        let number = self.query::<i64>(name, about).with("minimum", *range.start()).with("maximum", *range.end());
        number.with("default", default)
    }

    /// A UTC day in the query.
    pub fn day(self, name: &'static str, about: &'static str) -> Self {
        self.query::<String>(name, about).with("format", "date")
    }

    /// What a page of a list is asked for with, by default and at most so many rows.
    pub fn window(self, default: i64, most: i64) -> Self {
        self.number("limit", "How many at most.", default, 1..=most)
            .query::<String>("cursor", "`next_cursor` of the page before.")
            .refuses(400, MISFIT)
    }

    /// What counts where the parameter before is left out.
    pub fn default(self, value: &'static str) -> Self {
        self.with("default", value)
    }

    /// The key of a decision.
    pub fn idempotency_key(self) -> Self {
        self.parameter::<String>(
            "header",
            "Idempotency-Key",
            "The same key and body get the answer of then, for seven days.",
        )
        .with("minLength", 1)
        .with("maxLength", 255)
    }

    /// A JSON body.
    pub fn takes<T: JsonSchema>(self) -> Self {
        Self { body: Some((schema_of::<T>, false)), ..self }
    }

    /// A table of many rows, as JSON or CSV.
    pub fn takes_table<T: JsonSchema>(self) -> Self {
        Self { body: Some((schema_of::<Vec<T>>, true)), ..self }
    }

    pub fn takes_a_body(&self) -> bool {
        self.body.is_some()
    }

    /// An answer with a JSON body.
    pub fn answers<T: JsonSchema>(self, status: u16, about: &'static str) -> Self {
        self.answer(status, about, Content::Json(schema_of::<T>))
    }

    /// An answer without a body.
    pub fn answers_nothing(self, status: u16, about: &'static str) -> Self {
        self.answer(status, about, Content::Nothing)
    }

    /// An answer that is a file of this type.
    pub fn answers_file(self, status: u16, about: &'static str, kind: &'static str) -> Self {
        self.answer(status, about, Content::File(kind))
    }

    /// An answer with an error.
    pub fn refuses(self, status: u16, about: &'static str) -> Self {
        self.answer(status, about, Content::Error)
    }

    /// The same, unless more is said of it already.
    pub fn also_refuses(self, status: u16, about: &'static str) -> Self {
        if self.answers.contains_key(&status) { self } else { self.refuses(status, about) }
    }

    fn answer(mut self, status: u16, about: &'static str, content: Content) -> Self {
        self.answers.insert(status, (about, content));
        self
    }

    /// The names of the parameters of the path, in their order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.parameters.iter().filter(|parameter| parameter.place == "path").map(|parameter| parameter.name)
    }
}
