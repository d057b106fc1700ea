//! The API's description, `assets/openapi.json`: made of the route table, of the types that are read
//! and written, and of what each feature says of its operations. Compiled natively alone.

use super::routes::{DESCRIBED, routes};
use crate::http::description::{MISFIT, Operation, TOO_LARGE, Types, tidy};
use crate::http::{Endpoint, Method, Route};
use crate::identity::Role;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Routes that anybody may ask and that are described, with the names of their operations. The
/// others are for Meta and for browsers.
const OPEN: &[(&str, &str)] = &[("/healthz", "askHealth")];

/// It has a protocol of its own, whose clients ask the server itself what it can do.
const NOT_DESCRIBED: &str = "askMcp";

const ABOUT: &str = "Review cards for WhatsApp order acknowledgments. Nothing is sent without a person's decision \
on exactly that text. An address that tried too many credentials that are nobody's is answered 429 with `Retry-After`.";

/// The whole file.
///
/// Errors: a route and what is said of it do not fit each other, or two types do not.
pub fn document() -> Result<String, String> {
    let mut described: BTreeMap<_, _> = BTreeMap::new();
    for operation in DESCRIBED.iter().flat_map(|described| described()) {
        if let Some(twice) = described.insert(operation.name, operation) {
            return Err(format!("{} is described twice", twice.name));
        }
    }
    let mut types = Types::default();
    let mut paths: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for route in routes() {
        let Some(name) = operation(route) else { continue };
        let operation = described.remove(name).ok_or_else(|| format!("nothing describes {name}, {}", route.path))?;
        let mut told = Value::Object(told(route, operation, &mut types)?);
        tidy(&mut told);
        paths.entry(route.path).or_default().insert(route.method.as_str().to_ascii_lowercase(), told);
    }
    if let Some((name, _)) = described.first_key_value() {
        return Err(format!("{name} is described, and no route has it"));
    }
    let mut schemas = Value::Object(types.components()?);
    tidy(&mut schemas);
    // In the order in which people look for them.
    let parts = [
        ("openapi", json!("3.1.0")),
        ("info", json!({"title": env!("CARGO_PKG_NAME"), "version": "1", "description": ABOUT})),
        ("security", json!([{"token": []}])),
        ("paths", json!(paths)),
        ("components", json!({"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "schemas": schemas})),
    ];
    let parts: Vec<_> = parts.iter().map(|(name, part)| format!(" \"{name}\": {}", lines(part, 1, 20))).collect();
    Ok(format!("{{\n{}\n}}\n", parts.join(",\n")))
}

/// The longest line of the file, in bytes, unless one text alone is longer.
const LINE: usize = 120;

/// A value that stands so many levels deep, in a line of which so much is taken: what fits one line
/// has one, so that changes are read well.
fn lines(value: &Value, depth: usize, taken: usize) -> String {
    let flat = on_one_line(value);
    let (open, close, inner): (_, _, Vec<_>) = match value {
        _ if taken + flat.len() < LINE => return flat,
        Value::Array(items) => ('[', ']', items.iter().map(|item| lines(item, depth + 1, depth + 1)).collect()),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                let name = format!("{}: ", Value::from(name.as_str()));
                let value = lines(value, depth + 1, depth + 1 + name.len());
                name + &value
            };
            ('{', '}', fields.iter().map(field).collect())
        }
        _ => return flat,
    };
    let (indent, end) = (" ".repeat(depth + 1), " ".repeat(depth));
    format!("{open}\n{indent}{}\n{end}{close}", inner.join(&format!(",\n{indent}")))
}

fn on_one_line(value: &Value) -> String {
    let all = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Array(items) => format!("[{}]", all(items.iter().map(on_one_line).collect())),
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| format!("{}: {}", Value::from(name.as_str()), on_one_line(value));
            format!("{{{}}}", all(fields.iter().map(field).collect()))
        }
        other => other.to_string(),
    }
}

/// The name of a route's operation, if it is described.
fn operation(route: &Route) -> Option<&'static str> {
    match route.endpoint {
        Endpoint::Api { operation, .. } | Endpoint::Decision { operation, .. } => Some(operation),
        Endpoint::Open { .. } => OPEN.iter().find(|(path, _)| *path == route.path).map(|(_, name)| *name),
        Endpoint::Press { .. } | Endpoint::Desk { .. } => None,
    }
    .filter(|name| *name != NOT_DESCRIBED)
}

/// An operation with what its route alone says of it.
fn told(route: &Route, operation: Operation, types: &mut Types) -> Result<Map<String, Value>, String> {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    if !in_path.eq(operation.path_parameters()) {
        return Err(format!("{}: other parameters than those of {} are described", operation.name, route.path));
    }
    let operation = match route.endpoint {
        Endpoint::Decision { .. } => operation.idempotency_key(),
        _ => operation,
    };
    let refusals = refusals(route, operation.takes_a_body());
    let operation =
        refusals.into_iter().fold(operation, |operation, (status, about)| operation.also_refuses(status, about));
    let mut told = types.told(operation);
    match who_may(route) {
        None => told.insert("security".into(), json!([])),
        Some(may) => told.insert("description".into(), roles(may).into()),
    };
    Ok(told)
}

/// `None`: anybody.
fn who_may(route: &Route) -> Option<fn(Role) -> bool> {
    match route.endpoint {
        Endpoint::Api { may, .. } | Endpoint::Desk { may, .. } => Some(may),
        Endpoint::Decision { .. } | Endpoint::Press { .. } => Some(Role::may_decide),
        Endpoint::Open { .. } => None,
    }
}

fn roles(may: fn(Role) -> bool) -> String {
    let roles = Role::ALL.into_iter().filter(|role| may(*role)).map(|role| format!("`{}`", role.as_str()));
    format!("Who may: {}.", roles.collect::<Vec<_>>().join(", "))
}

/// What the dispatcher answers before the handler is asked, and what every body can get.
fn refusals(route: &Route, takes_a_body: bool) -> Vec<(u16, &'static str)> {
    let mut refusals = Vec::new();
    if let Some(may) = who_may(route) {
        refusals.push((401, "No valid credential."));
        if route.method != Method::Get || !Role::ALL.into_iter().all(may) {
            refusals.push((403, "Your role may not, or the request is not from our own page."));
        }
    }
    if takes_a_body {
        refusals.push((400, MISFIT));
        refusals.push((413, TOO_LARGE));
        refusals.push((415, "Another content type is wanted; the message names it."));
    }
    refusals
}
