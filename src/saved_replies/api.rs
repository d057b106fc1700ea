//! `/api/saved-replies`.

use super::saved_reply::SavedReply;
use super::{all, put, remove};
use crate::bulk_import::http::{id, removed};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use crate::language::Language;
use serde::Deserialize;
use serde_json::json;

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

/// The place of a reply that names none: after the others.
fn last() -> u32 {
    99
}

async fn list(call: &Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&json!({"saved_replies": all(call.host).await?})))
}

/// Adds a reply or replaces it. 200 with all of them; 400 if it makes no sense.
async fn put_one(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        language: Language,
        title: String,
        text: String,
        #[serde(default = "last")]
        position: u32,
    }
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
