//! Schemas of the types that the API reads and writes, as people and their tools want them.

use super::{Content, Operation, Parameter, SchemaOf, schema_of};
use crate::http::error::Answered;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Where the schemas that have a name stand in the description.
const COMPONENTS: &str = "/components/schemas";

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
            Content::Error => ("application/json", self.written(schema_of::<Answered>)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[derive(JsonSchema, serde::Deserialize, serde::Serialize)]
    #[schemars(transform = left_out)]
    struct Sparse {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sort: Option<Sort>,
    }

    /// A sort.
    #[derive(JsonSchema, serde::Deserialize, serde::Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Sort {
        /// Of one
        /// line.
        Small,
        Large,
    }

    /// With a [`Sort`].
    #[derive(JsonSchema, serde::Deserialize, serde::Serialize)]
    struct Lenient {
        #[serde(default)]
        width: u32,
    }

    #[derive(JsonSchema, serde::Deserialize, serde::Serialize)]
    struct Renamed {
        #[serde(rename(serialize = "told", deserialize = "asked"))]
        name: String,
    }

    fn components(operation: Operation) -> Result<Value, String> {
        let mut types = Types::default();
        types.told(operation);
        let mut components = Value::Object(types.components()?);
        tidy(&mut components);
        Ok(components)
    }

    #[test]
    fn what_is_left_out_is_never_null() {
        let told = components(Operation::new("sparse", "").answers::<Sparse>(200, "")).unwrap();
        let own = &told["Sparse"];
        assert_eq!(own["properties"]["about"], json!({"type": "string"}));
        assert_eq!(own["properties"]["sort"], json!({"$ref": "#/components/schemas/Sort"}));
        assert_eq!(own["additionalProperties"], false);
    }

    #[test]
    fn names_with_meanings_are_one_list() {
        let told = components(Operation::new("sort", "").answers::<Sort>(200, "")).unwrap();
        let about = "A sort.\n\n`small`: Of one line.";
        let sorted: BTreeSet<_> = told["Sort"]["enum"].as_array().unwrap().iter().map(Value::to_string).collect();
        assert_eq!(told["Sort"]["description"], about);
        assert_eq!(sorted, [r#""large""#, r#""small""#].map(String::from).into());
    }

    #[test]
    fn a_type_stands_as_it_is_read_and_only_if_it_is_written_so() {
        let both = Operation::new("lenient", "").takes::<Lenient>().answers::<Lenient>(200, "");
        let told = components(both).unwrap();
        assert_eq!(told["Lenient"]["description"], "With a `Sort`.");
        assert_eq!(told["Lenient"]["properties"]["width"], json!({"type": "integer", "minimum": 0, "default": 0}));
        assert_eq!(told["Lenient"].get("required"), None);
        let other = Operation::new("renamed", "").takes::<Renamed>().answers::<Renamed>(200, "");
        assert!(components(other).is_err_and(|why| why.starts_with("Renamed is read in another form")));
    }
}
