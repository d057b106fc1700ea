//! A JSON-RPC message, as a client sent it.

use serde_json::{Map, Value};

/// What was sent.
#[derive(Debug, PartialEq)]
pub enum RpcMessage {
    /// It wants an answer.
    Request { id: Value, method: String, params: Map<String, Value> },
    /// It wants none: a notification, or an answer to a request that we never make.
    Notification,
}

/// Why a message is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Not JSON.
    Json,
    /// JSON, but not one JSON-RPC message. There are no batches.
    Request,
    /// The parameters are no object.
    Params,
}

/// Reads a message. Errors: what is wrong, with the id of the request where it can be told.
pub fn read(body: &[u8]) -> Result<RpcMessage, (Malformed, Value)> {
    let value: Value = serde_json::from_slice(body).map_err(|_| (Malformed::Json, Value::Null))?;
    let Value::Object(mut message) = value else { return Err((Malformed::Request, Value::Null)) };
    let id = message.remove("id");
    // An id that is neither text nor a whole number names nothing (JSON-RPC 2.0; MCP: not null).
    let named = |id: &Value| id.is_string() || id.is_i64() || id.is_u64();
    let told = id.clone().filter(named).unwrap_or_default();
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Err((Malformed::Request, told));
    }
    match (message.remove("method"), id) {
        (None, Some(id)) if named(&id) && (message.contains_key("result") || message.contains_key("error")) => {
            Ok(RpcMessage::Notification)
        }
        (Some(Value::String(_)), None) => Ok(RpcMessage::Notification),
        (Some(Value::String(method)), Some(id)) if named(&id) => match message.remove("params") {
            None => Ok(RpcMessage::Request { id, method, params: Map::new() }),
            Some(Value::Object(params)) => Ok(RpcMessage::Request { id, method, params }),
            Some(_) => Err((Malformed::Params, id)),
        },
        _ => Err((Malformed::Request, told)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(body: &str, expected: Result<RpcMessage, (Malformed, Value)>) {
        assert_eq!(read(body.as_bytes()), expected, "{body}");
    }

    #[test]
    fn requests_and_notifications_are_told_apart() {
        let request = |id: Value| RpcMessage::Request { id, method: "ping".into(), params: Map::new() };
        check(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, Ok(request(json!(1))));
        check(r#"{"jsonrpc":"2.0","id":"a","method":"ping","params":{}}"#, Ok(request(json!("a"))));
        check(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, Ok(RpcMessage::Notification));
        check(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, Ok(RpcMessage::Notification));
    }

    #[test]
    fn what_is_no_message_is_refused_by_the_book() {
        check("{", Err((Malformed::Json, Value::Null)));
        check("[]", Err((Malformed::Request, Value::Null)));
        check(r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, Err((Malformed::Request, Value::Null)));
        check(r#"{"id":1,"method":"ping"}"#, Err((Malformed::Request, json!(1))));
        check(r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, Err((Malformed::Request, Value::Null)));
        check(r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, Err((Malformed::Request, Value::Null)));
        check(r#"{"jsonrpc":"2.0","id":1,"method":7}"#, Err((Malformed::Request, json!(1))));
        check(r#"{"jsonrpc":"2.0","id":1}"#, Err((Malformed::Request, json!(1))));
        check(r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, Err((Malformed::Params, json!(1))));
    }
}
