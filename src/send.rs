//! The one call that reaches a customer, and what its answer means.

mod claim;
mod error_code;
pub mod refusals;
pub mod send_attempt;
pub mod settings;

pub use claim::Claim;
pub use error_code::{Advice, Cause, Class, ErrorCode};

use crate::host::{CallError, Host, Level, Reply};
use crate::identity::{AttemptId, MessageId, ReviewId};
use serde::Deserialize;
use std::time::Duration;

/// How long the Graph call may take before its outcome is unknown.
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// How long after its decision a claim may still be used for the Graph call. D1 can take
/// minutes to answer; by then the sweep has given the send up, a person may have looked at
/// the conversation and pressed again, and a late call would be a second message. This and
/// [`TIMEOUT`] end before the sweep gives up.
pub const CLAIM_HOLDS: Duration = Duration::from_secs(30);

/// What Meta says of a message that the business sent.
#[derive(Clone, Debug)]
pub struct StatusUpdate {
    /// The sent message's wamid.
    pub id: MessageId,
    /// `sent`, `delivered`, `read`, `played`, `failed`, or what Meta invents next.
    pub status: String,
    /// Our attempt's id, if Meta gave it back (`biz_opaque_callback_data`).
    pub attempt: Option<AttemptId>,
    /// The first error's code.
    pub error_code: Option<ErrorCode>,
    /// The business number that it is about.
    pub phone_number_id: Option<String>,
}

/// What became of a Graph call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Graph took it and named it.
    Accepted(MessageId),
    /// Graph said no; nothing was sent.
    Refused(ErrorCode),
    /// Graph was not called, nothing was sent.
    NotCalled(NotCalled),
    /// Nobody knows whether it went. Never sent again by a machine.
    Unknown(UnknownWhy),
}

/// Why a claim was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCalled {
    /// It was too old when D1 answered ([`CLAIM_HOLDS`]).
    TooOld,
    /// What stands on the card is not the text that the person saw: this says what is wrong.
    OtherText(&'static str),
}

impl NotCalled {
    /// A short code for the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooOld => "claim_too_old",
            Self::OtherText(code) => code,
        }
    }
}

/// Why nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownWhy {
    /// No answer in time.
    Timeout,
    /// The connection broke.
    Connection,
    /// An answer that says neither yes nor no.
    Garbled,
    /// Graph's own failure, with its code if it gave one.
    GraphFailed(Option<ErrorCode>),
}

impl UnknownWhy {
    /// A short code for the ledger.
    pub fn code(self) -> String {
        match self {
            Self::Timeout => "timeout".into(),
            Self::Connection => "connection".into(),
            Self::Garbled => "garbled".into(),
            Self::GraphFailed(None) => "graph_failed".into(),
            Self::GraphFailed(Some(code)) => format!("graph_failed:{}", code.reason()),
        }
    }
}

/// Logs a send that failed or whose outcome nobody knows, as one JSON line: whoever watches the
/// log learns of it. The card's id tells nobody anything.
pub fn log_trouble(host: &dyn Host, card: &ReviewId, outcome: &Outcome) {
    let (word, reason, configuration) = match outcome {
        Outcome::Accepted(_) => return,
        Outcome::Refused(code) => ("failed", code.reason(), code.class() == Class::Configuration),
        Outcome::NotCalled(why) => ("failed", why.code().to_owned(), false),
        Outcome::Unknown(why) => ("unknown", why.code(), false),
    };
    log_send(host, card.as_str(), word, &reason, configuration);
}

/// Logs a send that nobody answered and that was given up.
pub fn log_given_up(host: &dyn Host, card: &ReviewId) {
    log_send(host, card.as_str(), "unknown", "no_answer", false);
}

/// Logs a message that Meta accepted, and then said it could not deliver.
pub fn log_undelivered(host: &dyn Host, update: &StatusUpdate) {
    if Delivery::parse(&update.status) == Some(Delivery::Failed) {
        let code = update.error_code;
        let reason = code.map_or_else(|| "by_status".to_owned(), ErrorCode::reason);
        let attempt = update.attempt.as_ref().map_or("", AttemptId::as_str);
        let configuration = code.is_some_and(|code| code.class() == Class::Configuration);
        log_send(host, attempt, "undelivered", &reason, configuration);
    }
}

fn log_send(host: &dyn Host, of: &str, outcome: &str, error: &str, configuration: bool) {
    let line = serde_json::json!({
        "level": "error", "event": "send", "outcome": outcome, "error": error, "configuration": configuration, "of": of,
    });
    host.log(Level::Error, line.to_string());
}

/// Reads Graph's answer.
pub fn outcome(answer: Result<Reply, CallError>) -> Outcome {
    let reply = match answer {
        Ok(reply) => reply,
        Err(CallError::Timeout) => return Outcome::Unknown(UnknownWhy::Timeout),
        Err(CallError::Connection | CallError::NoBinding) => {
            return Outcome::Unknown(UnknownWhy::Connection);
        }
    };
    let error = error_of(&reply.body);
    match (reply.status, error) {
        (200..=299, None) => match accepted(&reply.body) {
            Some(wamid) => Outcome::Accepted(wamid),
            None => Outcome::Unknown(UnknownWhy::Garbled),
        },
        (500.., code) => Outcome::Unknown(UnknownWhy::GraphFailed(code)),
        // Meta answers an expired token with 401, with or without its code 190.
        (401, code) => Outcome::Refused(code.unwrap_or(ErrorCode::TOKEN)),
        (_, Some(code)) if code.class() == Class::Unknown => Outcome::Unknown(UnknownWhy::GraphFailed(Some(code))),
        (_, Some(code)) => Outcome::Refused(code),
        (429, None) => Outcome::Refused(ErrorCode::RATE),
        (_, None) => Outcome::Unknown(UnknownWhy::Garbled),
    }
}

fn accepted(body: &[u8]) -> Option<MessageId> {
    #[derive(Deserialize)]
    struct Body {
        messages: Vec<Message>,
    }
    #[derive(Deserialize)]
    struct Message {
        id: String,
    }
    let body: Body = crate::json::read(body).ok()?;
    MessageId::new(body.messages.into_iter().next()?.id)
}

fn error_of(body: &[u8]) -> Option<ErrorCode> {
    #[derive(Deserialize)]
    struct Body {
        error: Error,
    }
    #[derive(Deserialize)]
    struct Error {
        code: i64,
        #[serde(default)]
        error_subcode: Option<i64>,
    }
    let body: Body = crate::json::read(body).ok()?;
    ErrorCode::new(body.error.code, body.error.error_subcode)
}

/// How far a sent message got. The fold of any number of statuses in any order
/// is their greatest: what was delivered once cannot be undone by a late `sent`,
/// and a delivery disproves a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delivery {
    /// Graph took it.
    Accepted = 0,
    /// On its way.
    Sent = 1,
    /// It will not arrive.
    Failed = 2,
    /// On the customer's phone.
    Delivered = 3,
    /// Seen (`read`, `played`).
    Read = 4,
}

impl Delivery {
    /// From Meta's word for it.
    pub fn parse(status: &str) -> Option<Self> {
        Some(match status {
            "sent" => Self::Sent,
            "failed" => Self::Failed,
            "delivered" => Self::Delivered,
            "read" | "played" => Self::Read,
            _ => return None,
        })
    }

    /// From its place in the order, as it stands in D1.
    pub fn from_rank(rank: i64) -> Self {
        match rank {
            1 => Self::Sent,
            2 => Self::Failed,
            3 => Self::Delivered,
            4 => Self::Read,
            _ => Self::Accepted,
        }
    }

    /// Its word on the card.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::Read => "read",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: Outcome) {
        let reply = Reply { status, body: body.into() };
        assert_eq!(outcome(Ok(reply)), expected, "{status} {body}");
    }

    fn code(code: i64) -> ErrorCode {
        ErrorCode::new(code, None).unwrap()
    }

    fn error(code: i64) -> String {
        format!(r#"{{"error":{{"message":"m","type":"OAuthException","code":{code},"error_data":"text"}}}}"#)
    }

    #[test]
    fn only_a_named_message_is_accepted() {
        let wamid = MessageId::new("wamid.OUT".into()).unwrap();
        check(200, r#"{"messages":[{"id":"wamid.OUT"}]}"#, Outcome::Accepted(wamid));
        for garbled in ["", "{}", "ok", r#"{"messages":[]}"#, r#"{"messages":[{"id":""}]}"#] {
            check(200, garbled, Outcome::Unknown(UnknownWhy::Garbled));
        }
        check(302, "", Outcome::Unknown(UnknownWhy::Garbled));
    }

    #[test]
    fn each_error_has_its_class() {
        check(400, &error(131_047), Outcome::Refused(code(131_047)));
        check(429, &error(130_429), Outcome::Refused(code(130_429)));
        check(429, "slow down", Outcome::Refused(code(130_429)));
        check(401, "", Outcome::Refused(code(190)));
        check(401, &error(0), Outcome::Refused(code(0)));
        check(400, &error(131_000), Outcome::Unknown(UnknownWhy::GraphFailed(Some(code(131_000)))));
        check(500, &error(100), Outcome::Unknown(UnknownWhy::GraphFailed(Some(code(100)))));
        check(503, "", Outcome::Unknown(UnknownWhy::GraphFailed(None)));
        let wrong_number = r#"{"error":{"message":"m","code":100,"error_subcode":33}}"#;
        check(400, wrong_number, Outcome::Refused(ErrorCode::new(100, Some(33)).unwrap()));
        assert_eq!(outcome(Err(CallError::Timeout)), Outcome::Unknown(UnknownWhy::Timeout));
    }
}
