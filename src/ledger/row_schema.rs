//! The rows of the ledger as the API's description has them. The database's own columns are handed
//! on, so no type lists them. Compiled natively alone.

use super::run_ledger::{DailyRow, LedgerRow};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

impl JsonSchema for LedgerRow {
    fn schema_name() -> Cow<'static, str> {
        "LedgerRow".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (text, number) = (json_schema!({"type": ["string", "null"]}), json_schema!({"type": ["integer", "null"]}));
        json_schema!({
            "description": "A row of the ledger. The rows of a card have not all columns.",
            "type": "object",
            "required": ["id", "at", "step", "outcome"],
            "properties": {
                "id": {"type": "integer", "description": "Its number; grows."},
                "at": {"type": "string", "format": "date-time"},
                "invocation": {"type": "string"},
                "step": {"type": "string"},
                "outcome": {"type": "string"},
                "message_ref": text,
                "sender_ref": text,
                "review_id": text,
                "version": number,
                "actor": text,
                "actor_name": text,
                "reason": text,
                "model": text,
                "tokens_in": number,
                "tokens_out": number,
                "latency_ms": number,
                "cost_micros": {
                    "type": ["integer", "null"],
                    "description": "Millionths of the currency of LLM_PRICES.",
                },
            },
        })
    }
}

impl JsonSchema for DailyRow {
    fn schema_name() -> Cow<'static, str> {
        "LedgerDay".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A day, and how often each thing happened.",
            "type": "object",
            "required": ["day"],
            "properties": {"day": {"type": "string"}},
            "additionalProperties": {"type": "integer"},
        })
    }
}
