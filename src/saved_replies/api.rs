//! `/api/saved-replies`.

use super::saved_reply::SavedReply;
use super::{all, put, remove};
use crate::bulk_import::http::{id, removed};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{MISFIT, NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use crate::language::Language;
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/saved-replies", "listSavedReplies", Role::may_decide, |call| {
        Box::pin(async move { list(&call).await })
    }),
    Route::api(Method::Put, "/api/saved-replies/{id}", "putSavedReply", Role::may_administer, |call| {
        Box::pin(put_one(call))
    }),
    Route::api(Method::Delete, "/api/saved-replies/{id}", "removeSavedReply", Role::may_administer, |call| {
        Box::pin(remove_one(call))
    }),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    const ALL: &str = "All of them, by language and place.";
    const YOURS: &str = "Yours, of 1 to 128 characters.";
    vec![
        Operation::new(
            "listSavedReplies",
            "The business's saved replies: short texts that a person may send on a card without a draft.",
        )
        .answers::<SavedReplies>(200, ALL),
        Operation::new(
            "putSavedReply",
            "Adds a saved reply or replaces it. {hello}, {customer} and {business} are filled in; what stands in \
             square brackets is filled in by hand.",
        )
        .path("id", YOURS)
        .takes::<Body>()
        .answers::<SavedReplies>(200, ALL),
        Operation::new("removeSavedReply", "Removes a saved reply.")
            .path("id", YOURS)
            .answers_nothing(204, "It is removed.")
            .refuses(400, MISFIT)
            .refuses(404, NOT_FOUND),
    ]
}

/// The place of a reply that names none: after the others.
fn last() -> u32 {
    99
}

/// All of them.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct SavedReplies {
    /// By language and place.
    saved_replies: Vec<SavedReply>,
}

async fn list(call: &Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&SavedReplies { saved_replies: all(call.host).await? }))
}

/// A reply, without its id.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "SavedReplyToPut"))]
#[serde(deny_unknown_fields)]
struct Body {
    language: Language,
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(min = 1, max = 60)))]
    title: String,
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(min = 1, max = 1000)))]
    text: String,
    /// Its place among those of its language.
    #[serde(default = "last")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 99)))]
    position: u32,
}

/// Adds a reply or replaces it. 200 with all of them; 400 if it makes no sense.
async fn put_one(call: Api<'_>) -> Result<Response, HttpError> {
    let (id, Body { language, title, text, position }) = (id(&call, "id")?, call.json()?);
    match put(call.host, &call.reviewer, SavedReply { id, language, position, title, text }).await? {
        None => list(&call).await,
        Some(refused) => Err(HttpError::bad_request(refused.message())),
    }
}

/// 204; 404 if there is none.
async fn remove_one(call: Api<'_>) -> Result<Response, HttpError> {
    removed(remove(call.host, &call.reviewer, &id(&call, "id")?).await?)
}
