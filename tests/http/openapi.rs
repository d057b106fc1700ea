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

/// What a tool of an assistant's declares, by its place in the tool's `outputSchema`, and the type that it is.
const TOLD_TO_ASSISTANTS: &[(&str, &str, &str)] = &[
    ("list_waiting", "/properties/cards/items/properties/card", "Card"),
    ("get_card", "/properties/card", "Card"),
    ("get_card", "/properties/orders/items", "RecentOrder"),
    ("get_card", "/properties/trail/items", "LedgerRow"),
    ("search_history", "/properties/cards/items/properties/card", "Card"),
    ("customer", "/properties/customer", "Customer"),
    ("customer", "/properties/orders/items", "RecentOrder"),
    ("ledger_summary", "", "LedgerSummary"),
    ("ledger_trail", "/properties/rows/items", "LedgerRow"),
    ("judge", "", "Judgment"),
    ("judge", "/properties/evidence/items", "Evidence"),
    ("judge", "/properties/lines/items", "OrderLine"),
    ("connection", "", "Connection"),
    ("connection", "/properties/checks/items", "ConnectionCheck"),
    ("health", "", "HealthReport"),
    ("health", "/properties/problems/items", "Problem"),
];

fn names(list: &Value) -> BTreeSet<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn what_the_tools_of_an_assistant_declare_is_of_the_types_of_the_api() {
    let document: Value = serde_json::from_str(FILE).expect("JSON");
    let tools: Value = serde_json::from_str(include_str!("../../src/mcp/tools.json")).expect("JSON");
    let tools = tools.as_array().expect("tools");
    let without: Vec<_> =
        tools.iter().filter(|tool| TOLD_TO_ASSISTANTS.iter().all(|(name, ..)| tool["name"] != *name)).collect();
    assert!(without.is_empty(), "{without:?}");
    for (name, place, component) in TOLD_TO_ASSISTANTS {
        let tool = tools.iter().find(|tool| tool["name"] == *name).expect(name);
        let declared = tool["outputSchema"].pointer(place).unwrap_or_else(|| panic!("{name} has no {place}"));
        let own = &document["components"]["schemas"][*component];
        let of = |schema: &Value| -> BTreeSet<String> {
            schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
        };
        assert!(names(&declared["required"]).is_subset(&names(&own["required"])), "{name}{place}: {declared}");
        assert!(of(declared).is_subset(&of(own)), "{name}{place}: {declared}");
        if declared["additionalProperties"] == false {
            assert_eq!(of(declared), of(own), "{name}{place}");
        }
    }
}
