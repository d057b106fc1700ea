//! `/api/reviews`: the cards and what is decided on them.

use crate::http::{self, After, Api, HttpError, Method, Params, Response, Route, said_to_be_json};
use crate::identity::{ReviewId, Role};
use crate::keyed_hash::sha256_hex;
use crate::review::State;
use crate::review::decide::{Answer, Decided, Decision, Request};
use crate::review::idempotency_key::Key;
use crate::review::read;
use crate::review::review_queue::QueueCursor;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/reviews", "listReviews", Role::is_person, |call| Box::pin(list(call))),
    Route::api(Method::Get, "/api/reviews/{id}", "findReview", Role::is_person, |call| Box::pin(detail(call))),
    Route::decision("/api/reviews/{id}/approve", "approveReview", "approve"),
    Route::decision("/api/reviews/{id}/edit", "editReview", "edit"),
    Route::decision("/api/reviews/{id}/reject", "rejectReview", "reject"),
    Route::decision("/api/reviews/{id}/resolve", "resolveReview", "resolve"),
];

/// The card that the path names.
pub fn named(call: &Api<'_>) -> Result<ReviewId, HttpError> {
    ReviewId::parse(call.params.get("id")).ok_or(HttpError::NotFound)
}

/// `?state=pending&limit=50&cursor=`
async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let state = call.request.query("state").unwrap_or_else(|| "pending".into());
    let state = State::parse(&state).ok_or_else(|| HttpError::bad_request("state is none of the card's states"))?;
    let limit = u32::try_from(call.number("limit", 50, 1..=100)?).unwrap_or(50);
    let after = match call.request.query("cursor").filter(|cursor| !cursor.is_empty()) {
        None => QueueCursor::start(),
        Some(cursor) => QueueCursor::decode(&cursor).ok_or_else(|| HttpError::bad_request("cursor is none of ours"))?,
    };
    Ok(Response::json(&read::list(call.host, call.reviewer.role, state, &after, limit).await?))
}

async fn detail(call: Api<'_>) -> Result<Response, HttpError> {
    let found = read::detail(call.host, call.reviewer.role, &named(&call)?).await?;
    Ok(Response::json(&found.ok_or(HttpError::NotFound)?))
}

/// What a request to decide asks for. Errors: 404, 400 or 415; it asks for nothing.
pub fn asked(request: &http::Request, params: &Params, verb: &str, body: &[u8]) -> Result<Request, HttpError> {
    let card = ReviewId::parse(params.get("id")).ok_or(HttpError::NotFound)?;
    let key = request.header("idempotency-key").and_then(Key::parse);
    let key = key.ok_or_else(|| HttpError::bad_request("the Idempotency-Key header is missing or senseless"))?;
    said_to_be_json(request)?;
    let decision = Decision::from_json(verb, body).map_err(HttpError::bad_request)?;
    let tied = [verb.as_bytes(), b"\n", card.as_str().as_bytes(), b"\n", body].concat();
    Ok(Request { card, decision, key, request_sha256: sha256_hex(&tied) })
}

/// 200 with the card as the decision left it; what else it answers is in docs/api.md.
pub fn decided(decided: Decided) -> Response {
    // A decision that is refused may have found the window closed, and that is news as well.
    answer(decided).unwrap_or_else(HttpError::into_json).then(After::Tell)
}

fn answer(decided: Decided) -> Result<Response, HttpError> {
    match decided {
        Decided::Answered(Answer { refused: None, card }) => Ok(Response::json(&card)),
        Decided::Answered(Answer { refused: Some(refusal), card }) => {
            Err(HttpError::Conflict { code: refusal.code, message: refusal.message, card: Some(card) })
        }
        Decided::KeyReused => Err(HttpError::KeyReused),
        Decided::NotFound => Err(HttpError::NotFound),
        Decided::Off => Err(HttpError::SwitchedOff),
    }
}
