//! `/api/reviews`: the cards and what is decided on them.

#[cfg(not(target_arch = "wasm32"))]
use crate::http::ErrorBody;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{NOT_FOUND, OFF, Operation};
use crate::http::{self, After, Api, HttpError, Method, Params, Response, Route, said_to_be_json};
use crate::identity::{ReviewId, Role};
use crate::keyed_hash::sha256_hex;
#[cfg(not(target_arch = "wasm32"))]
use crate::review::Card;
use crate::review::State;
#[cfg(not(target_arch = "wasm32"))]
use crate::review::decide::body;
use crate::review::decide::{Decided, Decision, DecisionAnswer, DecisionRequest};
use crate::review::idempotency_key::IdempotencyKey;
use crate::review::read;
use crate::review::review_queue::QueueCursor;
#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/reviews", "listReviews", Role::is_person, |call| Box::pin(list(call))),
    Route::api(Method::Get, "/api/reviews/{id}", "findReview", Role::is_person, |call| Box::pin(detail(call))),
    Route::decision("/api/reviews/{id}/approve", "approveReview", "approve"),
    Route::decision("/api/reviews/{id}/edit", "editReview", "edit"),
    Route::decision("/api/reviews/{id}/reject", "rejectReview", "reject"),
    Route::decision("/api/reviews/{id}/resolve", "resolveReview", "resolve"),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("listReviews", "The cards of a state, least time left first.")
            .query::<State>("state", "The cards' state.")
            .default("pending")
            .window(50, 100)
            .answers::<read::CardPage>(200, "A page."),
        Operation::new("findReview", "A card with recent orders and its ledger rows.")
            .path("id", "The card.")
            .answers::<read::Detail>(200, "The card.")
            .refuses(404, NOT_FOUND),
        decision::<body::Approve>("approveReview", "Send the draft as it stands."),
        decision::<body::Edit>("editReview", "Send these words of mine."),
        decision::<body::Reject>("rejectReview", "Send nothing."),
        decision::<body::Resolve>("resolveReview", "Say what became of an `unknown` send."),
    ]
}

#[cfg(not(target_arch = "wasm32"))]
fn decision<T: JsonSchema>(name: &'static str, summary: &'static str) -> Operation {
    Operation::new(name, summary)
        .path("id", "The card.")
        .takes::<T>()
        .answers::<Card>(200, "Carried out; look at `state` for what became of it.")
        .refuses(404, NOT_FOUND)
        .answers::<ConflictBody>(409, NOT_CARRIED_OUT)
        .refuses(422, "The Idempotency-Key was used for another request.")
        .refuses(503, OFF)
}

/// 409, of a card.
#[cfg(not(target_arch = "wasm32"))]
pub const NOT_CARRIED_OUT: &str = "Not carried out; the card as it is now stands under `review`.";

/// Why something was not done to a card.
#[cfg(not(target_arch = "wasm32"))]
#[derive(JsonSchema)]
#[schemars(rename = "Conflict")]
#[expect(dead_code, reason = "its fields are the schema")]
pub struct ConflictBody {
    error: ErrorBody,
    /// The card as it is now.
    review: Card,
}

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
pub fn asked(request: &http::Request, params: &Params, verb: &str, body: &[u8]) -> Result<DecisionRequest, HttpError> {
    let card = ReviewId::parse(params.get("id")).ok_or(HttpError::NotFound)?;
    let key = request.header("idempotency-key").and_then(IdempotencyKey::parse);
    let key = key.ok_or_else(|| HttpError::bad_request("the Idempotency-Key header is missing or senseless"))?;
    said_to_be_json(request)?;
    let decision = Decision::from_json(verb, body).map_err(HttpError::bad_request)?;
    let tied = [verb.as_bytes(), b"\n", card.as_str().as_bytes(), b"\n", body].concat();
    Ok(DecisionRequest { card, decision, key, request_sha256: sha256_hex(&tied) })
}

/// 200 with the card as the decision left it; what else it answers is in docs/api.md.
pub fn decided(decided: Decided) -> Response {
    // A decision that is refused may have found the window closed, and that is news as well.
    answer(decided).unwrap_or_else(HttpError::into_json).then(After::Tell)
}

fn answer(decided: Decided) -> Result<Response, HttpError> {
    match decided {
        Decided::Answered(DecisionAnswer { refused: None, card }) => Ok(Response::json(&card)),
        Decided::Answered(DecisionAnswer { refused: Some(refusal), card }) => {
            Err(HttpError::Conflict { code: refusal.code, message: refusal.message, card: Some(card) })
        }
        Decided::KeyReused => Err(HttpError::KeyReused),
        Decided::NotFound => Err(HttpError::NotFound),
        Decided::Off => Err(HttpError::SwitchedOff),
    }
}
