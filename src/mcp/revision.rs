//! Which revision of the protocol a request speaks, and what that asks of its headers.

use crate::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// The revision without a handshake.
pub const STATELESS: &str = "2026-07-28";

/// Those with one, newest first.
pub const HANDSHAKE: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const CLIENT: &str = "io.modelcontextprotocol/clientCapabilities";

/// How a request talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revision {
    /// 2026-07-28: each request says everything.
    Stateless,
    /// Earlier: `initialize` first.
    Handshake,
}

/// Why a request cannot be answered in any revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A header is missing or contradicts the body.
    Header(&'static str),
    /// `_meta` is incomplete.
    Meta,
    /// Nobody here speaks this revision.
    Version(String),
}

/// Which revision it is. Errors: its headers and its body do not fit together.
pub fn of(request: &Request, method: &str, params: &Map<String, Value>) -> Result<Revision, Unfit> {
    let header = request.header("mcp-protocol-version");
    let meta = params.get("_meta").and_then(Value::as_object);
    let said = meta.and_then(|meta| meta.get(VERSION)).map(|version| version.as_str().unwrap_or_default());
    match (said, header) {
        (Some(said), header) => {
            stateless(request, method, params, said, header)?;
            let capabilities = meta.and_then(|meta| meta.get(CLIENT));
            capabilities.filter(|value| value.is_object()).map(|_| Revision::Stateless).ok_or(Unfit::Meta)
        }
        (None, Some(STATELESS)) => Err(Unfit::Meta),
        (None, Some(version)) if !HANDSHAKE.contains(&version) && method != "initialize" => {
            Err(Unfit::Version(version.to_owned()))
        }
        (None, _) => Ok(Revision::Handshake),
    }
}

fn stateless(
    request: &Request,
    method: &str,
    params: &Map<String, Value>,
    said: &str,
    header: Option<&str>,
) -> Result<(), Unfit> {
    if header != Some(said) {
        return Err(Unfit::Header("MCP-Protocol-Version"));
    }
    if said != STATELESS {
        return Err(Unfit::Version(said.to_owned()));
    }
    if request.header("mcp-method") != Some(method) {
        return Err(Unfit::Header("Mcp-Method"));
    }
    if method == "tools/call" {
        let name = params.get("name").and_then(Value::as_str).unwrap_or_default();
        if request.header("mcp-name").and_then(plain).as_deref() != Some(name) {
            return Err(Unfit::Header("Mcp-Name"));
        }
    }
    Ok(())
}

/// A header's text. What does not fit a header comes as `=?base64?…?=`.
fn plain(header: &str) -> Option<String> {
    match header.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?=")) {
        Some(encoded) => String::from_utf8(STANDARD.decode(encoded).ok()?).ok(),
        None => Some(header.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(headers: &[(&str, &str)], method: &str, params: Value, expected: Result<Revision, Unfit>) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let request = Request::new("POST", "https://desk.example/mcp", headers);
        let Value::Object(params) = params else { panic!("an object") };
        assert_eq!(of(&request, method, &params), expected, "{method} {params:?}");
    }

    fn meta(version: &str) -> Value {
        json!({"_meta": {VERSION: version, CLIENT: {}}})
    }

    #[test]
    fn the_body_says_which_revision_and_the_headers_agree() {
        let ok = [("MCP-Protocol-Version", STATELESS), ("Mcp-Method", "tools/list")];
        check(&ok, "tools/list", meta(STATELESS), Ok(Revision::Stateless));
        check(&[], "tools/list", json!({}), Ok(Revision::Handshake));
        check(&[("MCP-Protocol-Version", "2025-11-25")], "tools/list", json!({}), Ok(Revision::Handshake));
        check(&[("MCP-Protocol-Version", "1.0")], "initialize", json!({}), Ok(Revision::Handshake));
    }

    #[test]
    fn what_does_not_fit_together_is_named() {
        let header = |name| Err(Unfit::Header(name));
        check(&[], "tools/list", meta(STATELESS), header("MCP-Protocol-Version"));
        check(&[("MCP-Protocol-Version", "2025-11-25")], "tools/list", meta(STATELESS), header("MCP-Protocol-Version"));
        let version = ("MCP-Protocol-Version", STATELESS);
        check(&[version], "tools/list", meta(STATELESS), header("Mcp-Method"));
        check(&[version, ("Mcp-Method", "tools/call")], "tools/list", meta(STATELESS), header("Mcp-Method"));
        check(&[version], "tools/list", json!({}), Err(Unfit::Meta));
        check(&[version, ("Mcp-Method", "ping")], "ping", json!({"_meta": {VERSION: STATELESS}}), Err(Unfit::Meta));
        check(&[("MCP-Protocol-Version", "1.0")], "tools/list", json!({}), Err(Unfit::Version("1.0".into())));
        check(&[("MCP-Protocol-Version", "1.0")], "tools/list", meta("1.0"), Err(Unfit::Version("1.0".into())));
    }

    #[test]
    fn a_call_names_its_tool_in_the_header_too() {
        let called = |name: &str| {
            let mut params = meta(STATELESS);
            params["name"] = json!(name);
            params
        };
        let with = |name| [("MCP-Protocol-Version", STATELESS), ("Mcp-Method", "tools/call"), ("Mcp-Name", name)];
        check(&with("get_card"), "tools/call", called("get_card"), Ok(Revision::Stateless));
        check(&with("=?base64?Z2V0X2NhcmQ=?="), "tools/call", called("get_card"), Ok(Revision::Stateless));
        check(&with("judge"), "tools/call", called("get_card"), Err(Unfit::Header("Mcp-Name")));
        check(&with("=?base64?*?="), "tools/call", called("get_card"), Err(Unfit::Header("Mcp-Name")));
    }
}
