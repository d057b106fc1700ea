//! `/api/media/{message}` and, for the desk, `/review/media/{message}`: the file of a message.

use super::file_type::{file_name, served};
use super::{Opened, open};
use crate::host::Host;
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
