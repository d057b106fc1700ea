//! The seam: all that the steps need from outside (docs/decisions.md, 1).
//!
//! Two hosts implement it: the Worker (`shell::host`, D1 and fetch) and the
//! simulator (`tests/sim`, SQLite, a virtual clock and scripted peers).

use crate::clock::Timestamp;
use crate::identity::{Nonce, SenderId};
use std::time::Duration;

mod lists;
mod rows;

pub use lists::{PARAMETER, json_size, runs};
pub use rows::Rows;

/// What a step needs from outside.
///
/// A step may be dropped at any `await`: that is what a crash is.
#[allow(async_fn_in_trait, reason = "both hosts run on one thread")]
pub trait Host {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// 128 fresh random bits.
    fn nonce(&self) -> Nonce;

    /// Runs the statements in one transaction, in one round trip.
    ///
    /// Errors: the batch may have been committed all the same; every write has
    /// to bear being made again.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Answers, DatabaseError>;

    /// Makes one outbound call. Redirects are not followed, nothing is retried.
    async fn call(&self, call: Call) -> Result<Reply, CallError>;

    /// Waits.
    async fn sleep(&self, time: Duration);

    /// Sees to it that the sender's messages are gathered at `at` or soon after.
    async fn arm(&self, sender: &SenderId, at: Timestamp) -> Result<(), TimerError>;
}

/// One SQL statement and what is bound to its `?1`, `?2`, …
#[derive(Clone, Debug)]
pub struct Statement {
    /// Begins with a comment that names it.
    pub sql: &'static str,
    /// Bound in order.
    pub params: Vec<Param>,
}

/// A bound value. D1 has no others that we need: times are text, flags are 0/1.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// NULL.
    Null,
    /// An integer below 2^53, which is what JavaScript can carry.
    Integer(i64),
    /// Text.
    Text(String),
}

impl Statement {
    /// A statement with nothing bound yet.
    pub fn new(sql: &'static str) -> Self {
        Self { sql, params: Vec::new() }
    }

    /// Binds the next parameter.
    #[must_use]
    pub fn bind(mut self, param: impl Into<Param>) -> Self {
        self.params.push(param.into());
        self
    }

    /// Binds the next parameter to JSON, for `json_each`. A list that grows without a
    /// bound is cut into [`runs`] of [`PARAMETER`] first.
    #[must_use]
    pub fn bind_json(self, value: &impl serde::Serialize) -> Self {
        // Serialising our own structs and strings into memory does not fail; if
        // it ever did, `json_each('')` is an SQL error and the batch rolls back.
        self.bind(serde_json::to_string(value).unwrap_or_default())
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for Param {
    fn from(flag: bool) -> Self {
        Self::Integer(flag.into())
    }
}

impl From<Timestamp> for Param {
    fn from(at: Timestamp) -> Self {
        Self::Text(at.to_string())
    }
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The rows of each statement of a batch, in order.
#[derive(Debug)]
pub struct Answers(Vec<Rows>);

impl Answers {
    /// From the rows of each statement.
    pub fn new(rows: Vec<Rows>) -> Self {
        Self(rows)
    }

    /// The answers to exactly so many statements.
    ///
    /// Errors: [`DatabaseError::Shape`] if there are more or fewer.
    pub fn exactly<const N: usize>(self) -> Result<[Rows; N], DatabaseError> {
        self.0.try_into().map_err(|_| DatabaseError::Shape("number of answers"))
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Rows> {
        self.0
    }
}

/// An outbound call: the model or the Graph API.
#[derive(Clone, Debug)]
pub struct Call {
    /// Where to.
    pub to: Endpoint,
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
pub enum Endpoint {
    /// An HTTP POST.
    Http {
        /// The whole URL.
        url: String,
        /// What is sent besides `content-type: application/json`.
        headers: Vec<(&'static str, String)>,
    },
    /// The Workers AI binding `AI`.
    WorkersAi {
        /// The model's name, `@cf/…`.
        model: String,
    },
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
