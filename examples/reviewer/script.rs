//! A host that runs nothing. It writes down what a step asks of the database, as SQL that
//! `wrangler d1 execute` runs as one transaction.

use std::cell::RefCell;
use std::time::Duration;
use testkit::curve::NoKeys;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::unsigned::{AskUnsigned, Unsigned};
use whatsapp_order_ack::host::witness::{AskChain, AskErasures, Chain, WitnessError};
use whatsapp_order_ack::host::{
    Boxed, Call, CallError, Crypto, DatabaseError, Download, Downloaded, Host, Level, Param, Reply, Rows, Statement,
    TimerError,
};
use whatsapp_order_ack::identity::{Nonce, SenderId};

/// What every statement seems to answer: one row, as where everything goes as it is told.
/// Whether it did is in the answers of whoever runs the script.
const DONE: &str = r#"[["id"],["done"]]"#;

pub struct Script<Draw> {
    now: Timestamp,
    draw: Draw,
    sql: RefCell<String>,
}

impl<Draw: Fn() -> Nonce> Script<Draw> {
    /// An empty one, of this time, with random bits from `draw`.
    pub fn new(now: Timestamp, draw: Draw) -> Self {
        Self { now, draw, sql: RefCell::default() }
    }

    /// Its statements in order, each ended by a semicolon and a new line.
    pub fn into_sql(self) -> String {
        self.sql.into_inner()
    }
}

impl<Draw: Fn() -> Nonce> Host for Script<Draw> {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn nonce(&self) -> Nonce {
        (self.draw)()
    }

    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async move {
            let write = |statement: &Statement| {
                let sql = with_literals(statement).ok_or(DatabaseError::Shape(statement.name))?;
                self.sql.borrow_mut().push_str(&format!("{sql};\n"));
                Rows::from_json(DONE).map_err(|_| DatabaseError::Shape(statement.name))
            };
            statements.iter().map(write).collect()
        })
    }

    fn call(&self, _call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        Box::pin(async { Err(CallError::Connection) })
    }

    fn download(&self, _asked: Download) -> Boxed<'_, Result<Downloaded, CallError>> {
        Box::pin(async { Err(CallError::NoBinding) })
    }

    fn may_knock<'a>(&'a self, _from: &'a str) -> Boxed<'a, bool> {
        Box::pin(async { true })
    }

    fn witness_chain(&self, _ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }

    fn witness_erasures(&self, _ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }

    fn witness_unsigned(&self, _ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }

    fn verify_rs256<'a>(&'a self, _jwk: &'a str, _signed: &'a [u8], _signature: &'a [u8]) -> Boxed<'a, bool> {
        Box::pin(async { false })
    }

    fn crypto(&self) -> &dyn Crypto {
        &NoKeys
    }

    fn log(&self, _level: Level, line: String) {
        eprintln!("{line}");
    }

    fn sleep(&self, _time: Duration) -> Boxed<'_, ()> {
        Box::pin(async {})
    }

    fn arm<'a>(&'a self, _sender: &'a SenderId, _at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        Box::pin(async { Err(TimerError("a script has no timers".into())) })
    }
}

/// The statement with its parameters in the place of `?1`, `?2`, …, each read to its last
/// digit. A question mark between quotes is text. `None`: a parameter is missing, or cannot
/// be written as SQL.
pub fn with_literals(statement: &Statement) -> Option<String> {
    let mut sql = String::new();
    let mut quote = None;
    let mut chars = statement.sql.chars().peekable();
    while let Some(c) = chars.next() {
        if quote.is_none() && c == '?' {
            let digits: String = std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect();
            let place = digits.parse::<usize>().ok()?.checked_sub(1)?;
            sql.push_str(&literal(statement.params.get(place)?)?);
            continue;
        }
        // A doubled quote ends a text and begins the next one at once.
        quote = match quote {
            Some(end) if c == end => None,
            None if matches!(c, '\'' | '"') => Some(c),
            unchanged => unchanged,
        };
        sql.push(c);
    }
    Some(sql)
}

/// SQLite reads no further than a NUL, so a text that has one is none.
fn literal(param: &Param) -> Option<String> {
    match param {
        Param::Null => Some("NULL".to_owned()),
        // Two minus signs in a row would begin a comment.
        Param::Integer(number) => Some(format!("({number})")),
        Param::Text(text) if text.contains('\0') => None,
        Param::Text(text) => Some(format!("'{}'", text.replace('\'', "''"))),
    }
}
