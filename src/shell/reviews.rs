//! `/api/reviews`: the cards and the four decisions.

use super::answer::{ApiError, broken, empty, json, json_text};
use super::{Call, body};
use crate::host::DatabaseError;
use crate::identity::ReviewId;
use crate::keyed_hash::sha256_hex;
use crate::review::{Role, State};
use crate::steps::decide::{self, Answer, Decided, Decision, Refusal, Request};
use crate::steps::{StepError, read, redraft};
use crate::store::idempotency_key::Key;
use crate::store::review_queue::Cursor;
use crate::store::reviewer::Reviewer;
use futures_channel::oneshot;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use worker::Response;

/// The largest body of a decision, in bytes.
const LIMIT: usize = 64 * 1024;

/// GET `/api/reviews?state=pending&limit=50&cursor=`: any role. 400 for a senseless
/// parameter.
pub(super) async fn list(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, |_| true).await?;
    let state = call.query("state").unwrap_or_else(|| "pending".into());
    let state = State::parse(&state).ok_or_else(|| bad("state is none of the card's states"))?;
    let limit = call.number("limit", 50, 1..=100)?;
    let after = match call.query("cursor").filter(|cursor| !cursor.is_empty()) {
        None => Cursor::start(),
        Some(cursor) => Cursor::decode(&cursor).ok_or_else(|| bad("cursor is none of ours"))?,
    };
    let limit = u32::try_from(limit).unwrap_or(50);
    json(&read::list(&host, state, &after, limit).await?)
}

/// GET `/api/reviews/{id}`: any role. 404 if there is no such card.
pub(super) async fn detail(call: &Call, id: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, |_| true).await?;
    let id = ReviewId::known(id).ok_or(ApiError::NotFound)?;
    json(&read::detail(&host, &id).await?.ok_or(ApiError::NotFound)?)
}

/// POST `/api/reviews/{id}/{verb}`: reviewers and admins. 200 with the card as the
/// decision left it; 400, 401, 403, 404, 409, 413, 415, 422, 503 as in docs/api.md.
pub(super) async fn decide(mut call: Call, id: &str, verb: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    let reviewer = call.authorize(&host, Role::may_decide).await?;
    let card = ReviewId::known(id).ok_or(ApiError::NotFound)?;
    let key = call.header("idempotency-key").as_deref().and_then(Key::parse);
    let key = key.ok_or_else(|| bad("the Idempotency-Key header is missing or senseless"))?;
    let bytes = json_body(&mut call).await?;
    let decision = Decision::from_json(verb, &bytes).map_err(bad)?;
    let tied = [verb.as_bytes(), b"\n", card.as_str().as_bytes(), b"\n", &bytes].concat();
    let request = Request { card, decision, key, request_sha256: sha256_hex(&tied) };
    match carry_out(&call, reviewer, request).await? {
        Decided::Answered(Answer { refused: None, card }) => json_text(card.get().to_owned()),
        Decided::Answered(Answer { refused: Some(refusal), card }) => Err(ApiError::Conflict(refusal, card)),
        Decided::KeyReused => Err(ApiError::KeyReused),
        Decided::NotFound => Err(ApiError::NotFound),
        Decided::Off => Err(ApiError::BotDisabled),
    }
}

/// Carries out a decision in `wait_until`: a tab that is closed while Graph answers
/// must not cut the work between the call and its record.
pub(super) async fn carry_out(call: &Call, reviewer: Reviewer, request: Request) -> Result<Decided, StepError> {
    let (host, settings) = (call.host()?, call.settings());
    let (tell, told) = oneshot::channel();
    let env = call.env.clone();
    call.context.wait_until(async move {
        let decided = decide::decide(&host, &settings, &reviewer, &request).await;
        // Whoever asked may be gone; the answer is kept under the key.
        drop(tell.send(decided));
        super::tell_crm(&env).await;
    });
    told.await.unwrap_or_else(|_| Err(DatabaseError::Shape("a decision was not told").into()))
}

/// POST `/api/reviews/{id}/redraft`, body `{"version"}`: the card's messages go through
/// the gate and the draft again. 202; 409 if it is not open at this version. Nothing
/// is sent.
pub(super) async fn redraft(mut call: Call, id: &str) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        version: u32,
    }
    let host = call.host()?;
    let reviewer = call.authorize(&host, Role::may_decide).await?;
    let card = ReviewId::known(id).ok_or(ApiError::NotFound)?;
    let Body { version } = parse(&json_body(&mut call).await?)?;
    if redraft::redraft(&host, &call.settings(), &reviewer, &card, version).await? {
        return empty(202).map_err(|_| broken("an answer could not be built"));
    }
    let detail = read::detail(&host, &card).await?.ok_or(ApiError::NotFound)?;
    let refusal =
        Refusal { code: "stale_version".into(), message: "The card cannot be drafted again as it stands.".into() };
    let shown = serde_json::value::to_raw_value(&detail.card).map_err(|_| broken("an answer did not serialise"))?;
    Err(ApiError::Conflict(refusal, shown))
}

/// A request's JSON body. Errors: 415 for another type, 413 if too large.
pub(super) async fn json_body(call: &mut Call) -> Result<Vec<u8>, ApiError> {
    let kind = call.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::NotJson);
    }
    match body::read_request(&call.request, LIMIT).await {
        Ok(body) if body.cut => Err(ApiError::TooLarge),
        Ok(body) => Ok(body.bytes),
        Err(_) => Err(bad("the body broke off")),
    }
}

/// JSON of one form, unknown fields refused. Errors: 400; what serde says of it
/// names fields and types, and never repeats more than a word of the body.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| bad(format!("the body does not fit: {error}")))
}

pub(super) fn bad(why: impl AsRef<str>) -> ApiError {
    ApiError::BadRequest(why.as_ref().to_owned())
}
