//! JSON Schema, as far as this project's own documents use it.

use serde_json::Value;

/// Whether a value fits a schema; the first thing that does not, with where it stands.
pub fn misfit(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("no {name}"));
        return misfit(document, schema, value, at);
    }
    if let Some(any) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        let tried: Vec<_> = any.iter().map(|schema| misfit(document, schema, value, at)).collect();
        return if tried.iter().any(Option::is_none) { None } else { tried.into_iter().flatten().last() };
    }
    if let Some(allowed) = schema["enum"].as_array() {
        return (!allowed.contains(value)).then(|| format!("{at}: {value} is none of {allowed:?}"));
    }
    if let Some(only) = schema.get("const") {
        return (only != value).then(|| format!("{at}: {value} is not {only}"));
    }
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("type {other}"),
    };
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => panic!("{at}: a schema without a type"),
    };
    if !types.iter().any(|name| is(name)) {
        return Some(format!("{at}: {value} is no {types:?}"));
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        let mut each = values.iter().enumerate();
        return each.find_map(|(n, value)| misfit(document, items, value, &format!("{at}/{n}")));
    }
    let fields = value.as_object()?;
    let missing = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(name) = missing.into_iter().find(|name| !fields.contains_key(*name)) {
        return Some(format!("{at}: {name} is missing"));
    }
    fields.iter().find_map(|(name, value)| {
        let at = format!("{at}/{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => Some(format!("{at} is not in the document")),
            (Value::Null, Value::Null) => None,
            (Value::Null, other) => misfit(document, other, value, &at),
            (schema, _) => misfit(document, schema, value, &at),
        }
    })
}
