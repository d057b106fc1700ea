//! Answers of the protocol, as HTTP has them.

use super::message::Malformed;
use super::revision::{Revision, STATELESS, Unfit};
use crate::http::Response;
use serde_json::{Map, Value, json};

/// The codes of JSON-RPC and of the protocol.
const PARSE: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;
const HEADER_MISMATCH: i32 = -32020;
const UNSUPPORTED_VERSION: i32 = -32022;

/// How long a client may keep a list, in milliseconds.
const KEEPS: u32 = 300_000;

/// Who answers.
pub fn server() -> Value {
    json!({"name": "whatsapp-order-ack", "title": "WhatsApp order acknowledgments", "version": env!("CARGO_PKG_VERSION")})
}

/// A result. `kept`: a list that a client may keep for a while.
pub fn result(revision: Revision, id: &Value, result: Value, kept: bool) -> Response {
    let mut result = match result {
        Value::Object(result) => result,
        _ => Map::new(),
    };
    if revision == Revision::Stateless {
        result.insert("resultType".into(), "complete".into());
        result.insert("_meta".into(), json!({"io.modelcontextprotocol/serverInfo": server()}));
        if kept {
            result.insert("ttlMs".into(), KEEPS.into());
            result.insert("cacheScope".into(), "private".into());
        }
    }
    Response::json(&json!({"jsonrpc": "2.0", "id": id, "result": result}))
}

/// A notification was taken.
pub fn taken() -> Response {
    Response::empty(202)
}

/// What was sent is no message.
pub fn malformed(why: Malformed, id: &Value) -> Response {
    match why {
        Malformed::Json => error(400, id, PARSE, "This is not JSON.", None),
        Malformed::Request => error(400, id, INVALID_REQUEST, "This is not one JSON-RPC request.", None),
        Malformed::Params => error(400, id, INVALID_PARAMS, "params must be an object.", None),
    }
}

/// It speaks no revision that is spoken here.
pub fn unfit(why: &Unfit, id: &Value) -> Response {
    match why {
        Unfit::Header(name) => {
            error(400, id, HEADER_MISMATCH, &format!("The header {name} is missing or contradicts the body."), None)
        }
        Unfit::Meta => {
            error(400, id, INVALID_PARAMS, "params._meta lacks the version or the client's capabilities.", None)
        }
        Unfit::Version(requested) => {
            let data = json!({"supported": [STATELESS], "requested": requested});
            error(400, id, UNSUPPORTED_VERSION, "This revision of the protocol is not spoken here.", Some(data))
        }
    }
}

/// There is no such method.
pub fn no_method(revision: Revision, id: &Value) -> Response {
    let status = if revision == Revision::Stateless { 404 } else { 200 };
    error(status, id, METHOD_NOT_FOUND, "There is no such method.", None)
}

/// The parameters do not fit.
pub fn bad_params(id: &Value, why: &str) -> Response {
    error(200, id, INVALID_PARAMS, why, None)
}

fn error(status: u16, id: &Value, code: i32, message: &str, data: Option<Value>) -> Response {
    let mut error = json!({"code": code, "message": message});
    if let (Some(data), Some(error)) = (data, error.as_object_mut()) {
        error.insert("data".into(), data);
    }
    let body = json!({"jsonrpc": "2.0", "id": id, "error": error});
    Response::typed(status, "application/json", body.to_string())
}
