//! What the API's description says of an operation besides its route: what it is for, what it takes,
//! what it answers. Compiled natively alone: `assets/openapi.json` is made of it, and the Worker
//! never needs it.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
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

/// The path of the component of that name.
const COMPONENTS: &str = "/components/schemas";

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

/// The types that operations are described with, as they are read and as they are written.
pub struct Types {
    read: SchemaGenerator,
    written: SchemaGenerator,
}

impl Default for Types {
    fn default() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = COMPONENTS.into());
        let (read, written) = (settings.clone().for_deserialize(), settings.for_serialize());
        Self { read: read.into_generator(), written: written.into_generator() }
    }
}

impl Types {
    /// An operation as OpenAPI has it.
    pub fn told(&mut self, operation: Operation) -> Map<String, Value> {
        let mut told = Map::new();
        told.insert("operationId".into(), operation.name.into());
        told.insert("summary".into(), operation.summary.into());
        let parameters: Vec<_> = operation.parameters.into_iter().map(|parameter| self.parameter(parameter)).collect();
        if !parameters.is_empty() {
            told.insert("parameters".into(), parameters.into());
        }
        if let Some((schema, as_csv)) = operation.body {
            let mut content = Map::new();
            content.insert("application/json".into(), json!({"schema": schema(&mut self.read)}));
            if as_csv {
                content.insert("text/csv".into(), json!({"schema": {"type": "string"}}));
            }
            told.insert("requestBody".into(), json!({"required": true, "content": content}));
        }
        let answers = operation.answers.into_iter();
        let answers: Map<_, _> =
            answers.map(|(status, (about, content))| (status.to_string(), self.answer(about, content))).collect();
        told.insert("responses".into(), answers.into());
        told
    }

    fn parameter(&mut self, parameter: Parameter) -> Value {
        let Parameter { place, name, about, schema, besides } = parameter;
        let mut schema = schema(&mut self.read);
        for (key, value) in besides {
            schema.insert(key.into(), value);
        }
        json!({"name": name, "in": place, "required": place != "query", "schema": schema, "description": about})
    }

    fn answer(&mut self, about: &str, content: Content) -> Value {
        let (kind, schema) = match content {
            Content::Nothing => return json!({"description": about}),
            Content::Json(schema) => ("application/json", self.written(schema)),
            Content::Error => ("application/json", self.written(schema_of::<super::error::Answered>)),
            Content::File(kind) if kind.starts_with("text/") => (kind, json!({"type": "string"})),
            Content::File(kind) => (kind, json!({"type": "string", "format": "binary"})),
        };
        json!({"description": about, "content": {kind: {"schema": schema}}})
    }

    fn written(&mut self, schema: SchemaOf) -> Value {
        let mut schema = schema(&mut self.written).to_value();
        close(&mut schema);
        schema
    }

    /// The schemas of all types that have a name. A type of which less is needed to be read than is
    /// written stands as it is read.
    ///
    /// Errors: two types have one name, or one type is read in another form than it is written in.
    pub fn components(mut self) -> Result<Map<String, Value>, String> {
        let mut schemas = self.written.take_definitions(true);
        schemas.values_mut().for_each(close);
        for (name, read) in self.read.take_definitions(true) {
            if let Some(written) = schemas.get(&name) {
                let mut read = read.clone();
                close(&mut read);
                if let (Some(required), Some(read)) = (written.get("required"), read.as_object_mut()) {
                    read.insert("required".into(), required.clone());
                }
                if read != *written {
                    return Err(format!("{name} is read in another form than it is written in: make it two types"));
                }
            }
            schemas.insert(name, read);
        }
        match schemas.keys().find(|name| name.ends_with(|last: char| last.is_ascii_digit())) {
            Some(name) => Err(format!("{name}: another type has that name; rename one of them")),
            None => Ok(schemas),
        }
    }
}

/// An answer has the fields of its type and no others, whatever is read where one is missing.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".into(), false.into());
            }
            if !fields.get("default").is_some_and(is_schema) {
                fields.remove("default");
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// Whether a value under a key such as `default` is a property of that name.
fn is_schema(value: &Value) -> bool {
    ["type", "$ref", "anyOf", "oneOf"].iter().any(|key| value.get(key).is_some())
}

/// For a type that leaves out what is not there: it writes no `null`.
pub fn left_out(schema: &mut Schema) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for property in properties.values_mut().filter_map(Value::as_object_mut) {
        let some = |form: &&Value| form["type"] != "null" && **form != "null";
        let one = |forms: &Value| forms.as_array()?.iter().find(some).cloned();
        if let Some(kind) = property.get("type").and_then(one) {
            property.insert("type".into(), kind);
        }
        if let Some(Value::Object(form)) = property.get("anyOf").and_then(one) {
            property.remove("anyOf");
            property.extend(form);
        }
    }
}

/// What a column of the database holds.
pub struct Column;

impl JsonSchema for Column {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Column".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "integer", "null"]})
    }
}

/// The schema of what is written as one of these names.
pub fn one_of(names: impl IntoIterator<Item = &'static str>) -> Schema {
    let names: Vec<_> = names.into_iter().collect();
    json_schema!({"type": "string", "enum": names})
}

/// Schemas as people and their tools read them: a doc comment is one paragraph a line, links of
/// rustdoc's are plain names, variants without fields are one list.
pub fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            list_names(fields);
            if let Some(Value::String(about)) = fields.get_mut("description") {
                let paragraphs: Vec<_> = about.split("\n\n").map(|text| text.replace('\n', " ")).collect();
                *about = paragraphs.join("\n\n").replace("[`", "`").replace("`]", "`");
            }
            if fields.get("default").is_some_and(Value::is_null) {
                fields.remove("default");
            }
            // Rust's names of widths; the bounds say the same to everybody.
            if fields.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
                fields.remove("format");
            }
            fields.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// `oneOf` names, each with its meaning, as an `enum` whose description has the meanings.
fn list_names(fields: &mut Map<String, Value>) {
    let Some(variants) = fields.get("oneOf").and_then(Value::as_array) else { return };
    let mut names = Vec::new();
    let mut meanings: Vec<String> =
        fields.get("description").and_then(Value::as_str).map(String::from).into_iter().collect();
    for variant in variants {
        let several = variant["enum"].as_array().cloned();
        let Some(these) = several.or_else(|| variant.get("const").map(|name| vec![name.clone()])) else { return };
        let about = variant["description"].as_str();
        let told = |name: &Value| Some(format!("`{}`: {}", name.as_str()?, about?.replace('\n', " ")));
        meanings.extend(these.iter().filter_map(told));
        names.extend(these);
    }
    fields.remove("oneOf");
    fields.insert("type".into(), "string".into());
    fields.insert("enum".into(), names.into());
    fields.insert("description".into(), meanings.join("\n\n").into());
}
