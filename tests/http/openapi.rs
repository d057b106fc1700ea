//! The API's description is made of routes and types, and is up to date.

use serde_json::Value;
use std::collections::BTreeSet;
use whatsapp_order_ack::app::openapi::document;

const FILE: &str = include_str!("../../assets/openapi.json");

/// The names of all components that something refers to.
fn referred(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let name =
                fields.get("$ref").and_then(Value::as_str).and_then(|at| at.strip_prefix("#/components/schemas/"));
            names.extend(name.map(str::to_owned));
            fields.values().for_each(|value| referred(value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| referred(value, names)),
        _ => {}
    }
}

#[test]
fn the_description_is_what_routes_and_types_say() {
    let made = document().expect("a description");
    // Not `assert_eq`, which would print both.
    assert!(made == FILE.replace('\r', ""), "assets/openapi.json is stale: run `npm run openapi`");
}

#[test]
fn every_name_in_it_leads_to_a_schema_and_every_schema_is_used() {
    let document: Value = serde_json::from_str(FILE).expect("JSON");
    let mut used = BTreeSet::new();
    referred(&document, &mut used);
    let there = document["components"]["schemas"].as_object().expect("schemas").keys().cloned().collect();
    assert_eq!(used, there);
}

#[test]
fn every_operation_is_named_and_says_who_may() {
    let document: Value = serde_json::from_str(FILE).expect("JSON");
    let paths = document["paths"].as_object().expect("paths").values();
    let operations: Vec<&Value> = paths.flat_map(|path| path.as_object().expect("operations").values()).collect();
    let names: BTreeSet<_> = operations.iter().map(|operation| operation["operationId"].as_str()).collect();
    assert!(!names.contains(&None) && names.len() == operations.len(), "{names:?}");
    let say = |operation: &&&Value| operation["description"].is_string() != operation["security"].is_array();
    assert_eq!(operations.iter().filter(say).count(), operations.len());
}
