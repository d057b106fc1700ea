//! The seam: all that the steps need from outside (docs/decisions.md, 1).
//!
//! Two hosts implement it: the Worker (`src/worker/host.rs`, D1 and fetch) and the
//! simulator (`tests/sim`, SQLite, a virtual clock and scripted peers).

use crate::clock::Timestamp;
use crate::identity::{Nonce, SenderId};
use std::any::Any;
use std::pin::Pin;
use std::time::Duration;
use unsigned::{AskUnsigned, Unsigned};
use witness::{AskChain, AskErasures, Chain, WitnessError};

mod all;
mod crypto;
mod lists;
mod query;
mod retry;
mod row;
pub mod unsigned;
pub mod witness;

pub use all::all;
pub use crypto::{Agreed, Crypto};
pub use lists::{PARAMETER, json_size, runs};
pub use query::{Batch, FromRows, Param, Query, Statement};
pub use row::{Cell, FromCell, FromRow, Json, Row, RowError, Rows};

/// A future of either host; both run on one thread.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What a step needs from outside.
///
/// A step may be dropped at any `await`: that is what a crash is.
pub trait Host {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// 128 fresh random bits.
    fn nonce(&self) -> Nonce;

    /// Runs the statements in one transaction, in one round trip, and returns the rows of
    /// each. Steps ask by `batch`, which knows what the rows are.
    ///
    /// Errors: the statements may have been committed all the same; writes must be
    /// idempotent.
    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>>;

    /// Makes one outbound call. Redirects are not followed, nothing is retried.
    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>>;

    /// Opens a file. Redirects are not followed, nothing is retried.
    fn download(&self, asked: Download) -> Boxed<'_, Result<Downloaded, CallError>>;

    /// Whether a key, a JWK for RS256, signed these bytes.
    fn verify_rs256<'a>(&'a self, jwk: &'a str, signed: &'a [u8], signature: &'a [u8]) -> Boxed<'a, bool>;

    /// Whether somebody may knock again: `from` has not knocked too often in the last minute.
    /// Where there is no limiter, everybody may.
    fn may_knock<'a>(&'a self, from: &'a str) -> Boxed<'a, bool>;

    /// What P-256 and AES are needed for.
    fn crypto(&self) -> &dyn Crypto;

    /// Writes a JSON line into the log.
    fn log(&self, level: Level, line: String);

    /// Waits.
    fn sleep(&self, time: Duration) -> Boxed<'_, ()>;

    /// Sees to it that the sender's messages are gathered at `at` or soon after, also if an
    /// earlier timer was lost ([`crate::draft::timer`]).
    fn arm<'a>(&'a self, sender: &'a SenderId, at: Timestamp) -> Boxed<'a, Result<(), TimerError>>;

    /// Asks the witness of the ledger; what it then knows. A host may have none.
    fn witness_chain(&self, ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>>;

    /// Asks the witness who was erased: those that it found. A host may have none.
    fn witness_erasures(&self, ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>>;

    /// Asks the witness about webhooks that Meta did not sign; what it then knows. A host may
    /// have none.
    fn witness_unsigned(&self, ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>>;
}

/// How a line of the log is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Info,
    Error,
}

/// Logs a failure as one JSON line, once, where it is handled: without text, names, numbers
/// or secrets. serde escapes line ends and control characters.
pub fn log_failure(host: &dyn Host, event: &str, error: &dyn std::fmt::Display) {
    let line = serde_json::json!({"level": "error", "event": event, "error": error.to_string()});
    host.log(Level::Error, line.to_string());
}

/// An outbound call: the model or the Graph API.
#[derive(Clone, Debug)]
pub struct Call {
    /// Where to.
    pub to: Destination,
    /// Given up after this; whether it was carried out is then unknown.
    pub timeout: Duration,
    /// The JSON body.
    pub body: String,
}

/// `Authorization: Bearer …`.
pub fn bearer(token: &str) -> (&'static str, String) {
    ("authorization", format!("Bearer {token}"))
}

/// Where a call goes.
#[derive(Clone, Debug)]
pub enum Destination {
    /// An HTTP POST.
    Http {
        /// The whole URL.
        url: String,
        /// What is sent besides `content-type: application/json`.
        headers: Vec<(&'static str, String)>,
    },
    /// An HTTP POST of bytes, with these headers and no others.
    Sealed {
        /// The whole URL.
        url: String,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// An HTTP GET, without a body.
    Get {
        /// The whole URL.
        url: String,
        /// What is sent with it.
        headers: Vec<(&'static str, String)>,
    },
    /// The Workers AI binding `AI`.
    WorkersAi {
        /// The model's name, `@cf/…`.
        model: String,
    },
}

/// A file to open by HTTP GET.
#[derive(Clone, Debug)]
pub struct Download {
    /// The whole URL.
    pub url: String,
    /// What is sent with it.
    pub headers: Vec<(&'static str, String)>,
    /// Given up if it has not begun by then.
    pub timeout: Duration,
}

/// A file that begins to come.
#[derive(Debug)]
pub struct Downloaded {
    /// The status.
    pub status: u16,
    /// How many bytes come, where that was said.
    pub length: Option<u64>,
    /// Which part it is, as `Content-Range` says it.
    pub range: Option<String>,
    /// The bytes.
    pub content: Stream,
}

/// Bytes that pass through unread. Only the host that made one knows what it is.
pub struct Stream(Box<dyn Any>);

impl Stream {
    /// From what the host has.
    pub fn of(bytes: impl Any) -> Self {
        Self(Box::new(bytes))
    }

    /// What the host has, if it is of this type.
    pub fn into<T: Any>(self) -> Option<T> {
        self.0.downcast().ok().map(|bytes| *bytes)
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

/// What came back. Bodies are cut at [`REPLY_LIMIT`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status; 200 for the AI binding.
    pub status: u16,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// The most of a reply that is read, in bytes: nine vectors of 3,072 numbers fit.
pub const REPLY_LIMIT: usize = 1024 * 1024;

/// A database that did not do as it was told.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It failed, or did not answer. The detail is for the log; D1 puts no bound
    /// values into it.
    #[error("database: {0}")]
    Failed(String),
    /// The Worker was deployed without a database.
    #[error("database: no binding")]
    NoBinding,
    /// It answered something of an unexpected form.
    #[error("database: unexpected form of {0}")]
    Shape(&'static str),
}

/// A call that brought no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No reply within the timeout.
    #[error("no reply in time")]
    Timeout,
    /// The connection failed or broke, before, during or after the request.
    #[error("connection failed")]
    Connection,
    /// The binding that the call needs is not there.
    #[error("no such binding")]
    NoBinding,
}

/// A timer that could not be armed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("timer: {0}")]
pub struct TimerError(pub String);
