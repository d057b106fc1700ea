//! Why a request is not answered as it wished, and the one place where that becomes a status.

use super::Response;
use crate::error::StepError;
use crate::host::DatabaseError;
use crate::host::unsigned::Fault;
use crate::host::witness::WitnessError;
use crate::settings::ConfigError;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// Why a request is refused.
#[derive(Debug)]
pub enum HttpError {
    /// 400: the request does not fit; in words for the client.
    BadRequest(String),
    /// 401: nobody is signed in, or not any more.
    Unauthorized,
    /// 401: a webhook that Meta did not sign.
    Unsigned(Fault),
    /// 401: the token of a sign-in is nobody's.
    UnknownToken,
    /// 403
    Forbidden(Forbidden),
    /// 404: there is no such thing.
    NotFound,
    /// 405: the path has these methods alone.
    MethodNotAllowed(String),
    /// 409: it was not carried out; code, words, and the card as it is now.
    Conflict { code: String, message: String, card: Option<Box<RawValue>> },
    /// 410: Meta has the file no more.
    MediaGone,
    /// 502: Meta did not hand the file over.
    MediaRefused,
    /// 413: the body is too large.
    TooLarge,
    /// 415: these content types are taken.
    UnsupportedType(&'static str),
    /// 422: the idempotency key was used for another request.
    KeyReused,
    /// 429: too many tries from one address, or looks at `/healthz`.
    TooManyRequests,
    /// 503: the switch is off, on the desk or by `BOT_ENABLED`.
    SwitchedOff,
    /// 503 or 500: a step broke.
    Step(StepError),
    /// 503: it broke because the database lacks a migration.
    NotMigrated(StepError),
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidden {
    /// Their role may not.
    Role,
    /// Another site made their browser ask.
    Foreign,
    /// The page is of another session.
    OldPage,
    /// A session may not begin over plain HTTP.
    PlainHttp,
}

/// An error in JSON.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Error"))]
pub struct Answered {
    pub error: ErrorBody,
    /// The card as it is now, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    review: Option<Value>,
}

/// What went wrong.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ErrorCode"))]
pub struct ErrorBody {
    /// For programs.
    code: String,
    /// For people, in English.
    message: String,
}

/// After so many seconds an address that knocked too often may try again.
pub const RETRY_AFTER: &str = "60";

impl HttpError {
    pub fn bad_request(why: impl Into<String>) -> Self {
        Self::BadRequest(why.into())
    }

    /// 409 without a card.
    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::Conflict { code: code.to_owned(), message: message.into(), card: None }
    }

    pub fn status(&self) -> u16 {
        match self {
            Self::BadRequest(_) => 400,
            Self::Unauthorized | Self::Unsigned(_) | Self::UnknownToken => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed(_) => 405,
            Self::Conflict { .. } => 409,
            Self::MediaGone => 410,
            Self::MediaRefused => 502,
            Self::TooLarge => 413,
            Self::UnsupportedType(_) => 415,
            Self::KeyReused => 422,
            Self::TooManyRequests => 429,
            Self::SwitchedOff
            | Self::NotMigrated(_)
            | Self::Step(StepError::Config(_) | StepError::Witness(WitnessError::NoBinding)) => 503,
            Self::Step(StepError::Database(_) | StepError::Timer(_) | StepError::Witness(_)) => 500,
        }
    }

    /// The error's code and words in JSON. A step's failure is not explained.
    fn code_and_message(&self) -> (&str, String) {
        match self {
            Self::BadRequest(why) => ("bad_request", why.clone()),
            Self::Unauthorized | Self::Unsigned(_) | Self::UnknownToken => {
                ("unauthorized", "A valid token is needed.".into())
            }
            Self::Forbidden(_) => ("forbidden", "Your role may not do this.".into()),
            Self::NotFound => ("not_found", "There is no such thing.".into()),
            Self::MethodNotAllowed(allowed) => ("method_not_allowed", format!("Use {allowed}.")),
            Self::Conflict { code, message, .. } => (code, message.clone()),
            Self::MediaGone => ("gone", "Meta has this file no more. It keeps files for 7 days.".into()),
            Self::MediaRefused => {
                ("media_refused", "Meta did not hand this file over. Look at it on the phone.".into())
            }
            Self::TooLarge => ("too_large", "The body is too large.".into()),
            Self::UnsupportedType(wanted) => ("not_json", format!("Send {wanted}.")),
            Self::KeyReused => ("idempotency_key_reused", "This Idempotency-Key was used for another request.".into()),
            Self::TooManyRequests => ("too_many_requests", "Too many tries. Wait a minute.".into()),
            Self::SwitchedOff => ("bot_disabled", "The Worker is switched off: nothing is sent.".into()),
            Self::Step(StepError::Config(error)) => {
                ("not_configured", format!("The Worker is not configured: {error}."))
            }
            Self::Step(StepError::Witness(WitnessError::NoBinding)) => {
                ("no_witness", "The Worker has no Durable Object: nothing is kept outside the database.".into())
            }
            Self::NotMigrated(_) => ("not_migrated", "The database has not been migrated.".into()),
            // To try again would not help.
            Self::Step(StepError::Database(DatabaseError::Shape(_))) => {
                ("unreadable", "A row of the database cannot be read.".into())
            }
            Self::Step(StepError::Database(_) | StepError::Timer(_) | StepError::Witness(_)) => {
                ("internal", "Something broke. Try again with the same Idempotency-Key.".into())
            }
        }
    }

    /// `{"error":{"code","message"}}`, and the card of a conflict.
    pub fn into_json(self) -> Response {
        let status = self.status();
        let (code, message) = self.code_and_message();
        let review = match &self {
            // It was JSON when the conflict was made.
            Self::Conflict { card: Some(card), .. } => serde_json::from_slice(card.get().as_bytes()).ok(),
            _ => None,
        };
        let body = Answered { error: ErrorBody { code: code.to_owned(), message }, review };
        let response = Response { status, ..Response::json(&body) };
        match self {
            Self::MethodNotAllowed(allowed) => response.with("allow", allowed),
            Self::Unauthorized | Self::UnknownToken => response.with("www-authenticate", "Bearer"),
            Self::TooManyRequests => response.with("retry-after", RETRY_AFTER),
            _ => response,
        }
    }
}

impl From<ConfigError> for HttpError {
    fn from(error: ConfigError) -> Self {
        Self::Step(error.into())
    }
}

impl From<StepError> for HttpError {
    fn from(error: StepError) -> Self {
        Self::Step(error)
    }
}
