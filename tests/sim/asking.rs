//! An assistant asks over `/mcp` while everything else happens. What it asks changes nothing but
//! the ledger, whatever interleaves with it, and what customers wrote stays in its own field.

use crate::dispatch::{ORIGIN, ask_over};
use crate::host::Sim;
use crate::scenario::Scenario;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::database::rows;
use testkit::requests::Program;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::unsigned::{AskUnsigned, Unsigned};
use whatsapp_order_ack::host::witness::{AskChain, AskErasures, Chain, WitnessError};
use whatsapp_order_ack::host::{
    Boxed, Call, CallError, Crypto, DatabaseError, Download, Downloaded, Host, Level, Reply, Rows, Statement,
    TimerError,
};
use whatsapp_order_ack::identity::{Nonce, SenderId};
use whatsapp_order_ack::keyed_hash::sha256_hex;
use whatsapp_order_ack::settings::Settings;

const TOKEN: &str = "token-of-the-assistant";

/// Puts the assistant among the people.
pub fn introduce(db: &Connection) {
    let sql = "INSERT INTO reviewer (id, name, role, assistant, token_sha256, created_at)
        VALUES ('usr_ask', 'Assistant', 'auditor', 1, ?1, '2026-01-01T00:00:00.000Z')";
    db.execute(sql, [sha256_hex(TOKEN.as_bytes())]).expect("an assistant");
}

/// The simulated world for somebody who may only read, and be noted in the ledger.
struct ReadOnly(Sim);

impl Host for ReadOnly {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn nonce(&self) -> Nonce {
        self.0.nonce()
    }

    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>> {
        for statement in &statements {
            let world = self.0.0.borrow();
            let reads = world.db.prepare_cached(statement.sql).expect("a statement").readonly();
            let notes = statement.sql.starts_with("INSERT INTO run_ledger ");
            assert!(reads || notes, "an assistant's question ran {}", statement.name);
        }
        self.0.run(statements)
    }

    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        panic!("an assistant's question called {:?}", call.to)
    }

    fn download(&self, asked: Download) -> Boxed<'_, Result<Downloaded, CallError>> {
        panic!("an assistant's question downloaded {}", asked.url)
    }

    fn may_knock<'a>(&'a self, from: &'a str) -> Boxed<'a, bool> {
        self.0.may_knock(from)
    }

    fn witness_chain(&self, ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>> {
        self.0.witness_chain(ask)
    }

    fn witness_erasures(&self, ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>> {
        self.0.witness_erasures(ask)
    }

    fn witness_unsigned(&self, ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>> {
        self.0.witness_unsigned(ask)
    }

    fn verify_rs256<'a>(&'a self, jwk: &'a str, signed: &'a [u8], signature: &'a [u8]) -> Boxed<'a, bool> {
        self.0.verify_rs256(jwk, signed, signature)
    }

    fn crypto(&self) -> &dyn Crypto {
        self.0.crypto()
    }

    fn log(&self, level: Level, line: String) {
        self.0.log(level, line);
    }

    fn sleep(&self, time: Duration) -> Boxed<'_, ()> {
        self.0.sleep(time)
    }

    fn arm<'a>(&'a self, _sender: &'a SenderId, _at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        panic!("an assistant's question armed a timer")
    }
}

impl Scenario {
    /// Calls the nth tool, by one revision or the other.
    pub fn an_assistant_asks(&mut self, nth: u64) {
        let day = self.sim.now().to_string();
        let card = {
            let world = self.sim.0.borrow();
            let newest = rows(&world.db, "SELECT id FROM review_queue ORDER BY rowid DESC LIMIT 1");
            newest.first().and_then(|row| row["id"].as_str()).unwrap_or("rev_none").to_owned()
        };
        let (from, customer) = (day.get(..10).unwrap_or_default().to_owned(), "c-33600000001");
        let (tool, arguments) = match nth % 6 {
            0 => ("list_waiting", json!({})),
            1 => ("get_card", json!({"id": card})),
            2 => ("search_history", json!({"words": "cartons"})),
            3 => ("customer", json!({"id": customer})),
            4 => ("ledger_summary", json!({"from": from, "to": from})),
            _ => ("ledger_trail", json!({"id": card})),
        };
        let (sim, settings, stateless) = (self.sim.clone(), self.settings(), nth % 4 < 2);
        self.start(async move {
            let answer = ask(&sim, &settings, stateless, tool, arguments).await;
            if let Some(answer) = answer {
                check(tool, &answer);
                sim.0.borrow_mut().counts.note("an assistant asked");
            }
        });
    }
}

/// What the tool answers; `None`: the database failed.
async fn ask(sim: &Sim, settings: &Settings, stateless: bool, tool: &str, arguments: Value) -> Option<Value> {
    let version = "2026-07-28";
    let mut params = json!({"name": tool, "arguments": arguments});
    if stateless {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": version,
            "io.modelcontextprotocol/clientCapabilities": {},
        });
    }
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let of_revision = [("mcp-protocol-version", version), ("mcp-method", "tools/call"), ("mcp-name", tool)];
    let headers: &[_] = if stateless { &of_revision } else { &[] };
    let sent = Program { origin: ORIGIN, token: TOKEN }.calls("POST", "/mcp", headers, &body);
    let response = ask_over(sim, &ReadOnly(sim.clone()), settings, &sent).await;
    let answer: Value = serde_json::from_slice(&response.body).expect("JSON");
    if response.status >= 500 {
        return None;
    }
    assert_eq!(response.status, 200, "{tool}: {answer}");
    Some(answer)
}

/// Customers' words are in a field that says so, and nowhere else.
fn check(tool: &str, answer: &Value) {
    let result = &answer["result"];
    // A card that is not there yet is said so.
    if result["isError"] == true {
        return;
    }
    let mut told = result["structuredContent"].clone();
    without_words(&mut told);
    assert!(!told.to_string().contains("cartons"), "{tool} tells what a customer wrote: {told}");
}

fn without_words(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("customer_words");
            fields.values_mut().for_each(without_words);
        }
        Value::Array(values) => values.iter_mut().for_each(without_words),
        _ => {}
    }
}
