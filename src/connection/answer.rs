//! What the Graph API answers a question with.

use crate::host::{CallError, Reply};
use crate::send::{Class, ErrorCode};
use serde_json::Value;

/// An answer of Meta's.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum MetaAnswer {
    /// Nobody asked: what the question needs is not known.
    #[default]
    NotAsked,
    Said(Value),
    Refused(MetaRefusal),
    /// None, or Meta's own failure: it says nothing about our side.
    Silent,
}

/// Meta's error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetaRefusal {
    pub code: i64,
    pub subcode: Option<i64>,
    /// What Meta's support finds it by.
    pub trace: Option<String>,
}

impl MetaRefusal {
    /// From the error of a body, or of `debug_token`'s `data`.
    pub fn of(error: &Value) -> Self {
        let number = |name: &str| error.get(name).and_then(Value::as_i64);
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        let trace = error.get("fbtrace_id").and_then(Value::as_str);
        let trace = trace.filter(|id| (1..=40).contains(&id.len()) && id.bytes().all(plain)).map(str::to_owned);
        // A number of somebody's is no code.
        let code = number("code").and_then(|code| ErrorCode::new(code, None)).map_or(0, ErrorCode::code);
        Self { code, subcode: number("error_subcode").or_else(|| number("subcode")), trace }
    }

    /// The token is not valid, or not any more.
    pub fn is_of_token(&self) -> bool {
        self.code == 190
    }

    /// There is no such thing, or not for this token.
    pub fn is_missing(&self) -> bool {
        self.code == 803 || (self.code == 100 && self.subcode == Some(33))
    }
}

impl MetaAnswer {
    pub fn of(reply: Result<Reply, CallError>) -> Self {
        let Ok(reply) = reply else { return Self::Silent };
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        match (reply.status, body.get("error")) {
            (200..=299, None) if body.is_object() => Self::Said(body),
            (401, None) => Self::Refused(MetaRefusal { code: 190, ..MetaRefusal::default() }),
            (..500, Some(error)) => {
                let refusal = MetaRefusal::of(error);
                let class = ErrorCode::of_kept(refusal.code).class();
                if matches!(class, Class::Unknown | Class::TooFast) { Self::Silent } else { Self::Refused(refusal) }
            }
            _ => Self::Silent,
        }
    }

    /// What was said, at a path.
    pub fn at(&self, path: &str) -> Option<&Value> {
        match self {
            Self::Said(body) => body.pointer(path),
            Self::NotAsked | Self::Refused(_) | Self::Silent => None,
        }
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.at(path).and_then(Value::as_str)
    }

    /// The rows of `data`.
    pub fn rows(&self) -> &[Value] {
        self.at("/data").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}
