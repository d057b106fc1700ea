//! `/api/media/{message}` and, for the desk, `/review/media/{message}`: the file of a message.

use super::file_type::{file_name, served};
use super::{Opened, open};
use crate::host::Host;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::Operation;
use crate::http::{Api, HttpError, Method, Request, Response, Route, Visit};
use crate::identity::Role;
use crate::keyed_hash::MessageRef;
use crate::settings::Settings;

/// Auditors see no words, so they see no pictures either.
pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/media/{message}", "openMedia", Role::may_decide, |call| {
        Box::pin(async move {
            let Api { host, settings, request, params, .. } = &call;
            file(*host, settings, request, params.get("message")).await
        })
    }),
    Route::page("/review/media/{message}", Role::may_decide, |visit| {
        Box::pin(async move {
            let Visit { host, settings, request, params, .. } = &visit;
            file(*host, settings, request, params.get("message")).await
        })
    }),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "openMedia",
            "What a customer attached, streamed from Meta at this moment and kept nowhere. Takes Range.",
        )
        .path("message", "As messages[].media.href has it.")
        .answers_file(
            200,
            "The file, of a type of our own list; documents as named downloads.",
            "application/octet-stream",
        )
        .answers_file(206, "The part that Range asked for.", "application/octet-stream")
        .refuses(404, "No card has such a file.")
        .refuses(410, "Meta has it no more: it keeps files for 7 days.")
        .refuses(502, "Meta did not hand it over, or it is too large.")
        .refuses(503, "Sending is not configured: without it Meta cannot be asked."),
    ]
}

async fn file(host: &dyn Host, settings: &Settings, request: &Request, message: &str) -> Result<Response, HttpError> {
    let message = MessageRef::parse(message).ok_or(HttpError::NotFound)?;
    match open(host, settings, &message, request.header("range")).await? {
        Opened::File { media, file } => {
            let served = served(media.mime.as_deref());
            let mut response = Response::stream(file.status, served.mime, file.content).with("accept-ranges", "bytes");
            if let Some(length) = file.length {
                response = response.with("content-length", length.to_string());
            }
            if let Some(range) = file.range {
                response = response.with("content-range", range);
            }
            let name = file_name(media.filename.as_deref(), served);
            Ok(if served.inline { response } else { response.download(&name) })
        }
        Opened::NotFound => Err(HttpError::NotFound),
        Opened::Gone => Err(HttpError::MediaGone),
        Opened::TooLarge => Err(HttpError::MediaRefused),
        Opened::Refused => Err(HttpError::MediaRefused),
    }
}
