//! `/webhook/whatsapp`: the one endpoint that Meta's servers talk to.

use super::handshake;
use super::receive::receive;
use super::signature::{AppSecrets, Signature};
use crate::host::unsigned::Fault;
use crate::http::{After, HttpError, Method, Open, Request, Response, Route};

/// Meta posts at most 3 MB (Meta, webhooks).
const LIMIT: usize = 3 * 1024 * 1024;

pub const ROUTES: &[Route] = &[
    Route::open(Method::Get, "/webhook/whatsapp", |ask| Box::pin(async move { answer_handshake(&ask) })),
    Route::open(Method::Post, "/webhook/whatsapp", |post| Box::pin(answer_post(post))).admit(signed).limit(LIMIT),
];

/// GET: answers the challenge as text (200), or 403.
fn answer_handshake(ask: &Open<'_>) -> Result<Response, HttpError> {
    let expected = ask.settings.verify_token().unwrap_or_default();
    let [mode, token, challenge] =
        ["hub.mode", "hub.verify_token", "hub.challenge"].map(|name| ask.request.query(name));
    Ok(match handshake::answer(mode.as_deref(), token.as_deref(), challenge.as_deref(), &expected) {
        Some(challenge) => Response::typed(200, "text/plain; charset=utf-8", challenge),
        None => Response::empty(403),
    })
}

/// Refuses a header that cannot be a signature before the body is read: 401.
fn signed(request: &Request) -> Result<(), HttpError> {
    signature(request).map(|_| ())
}

fn signature(request: &Request) -> Result<Signature, HttpError> {
    request.header("x-hub-signature-256").and_then(Signature::parse).ok_or(HttpError::Unsigned(Fault::Malformed))
}

/// POST:
///
/// 1. More than 3 MB: 413.
/// 2. Not signed by Meta: 401, empty, nothing written into the database. The refusal is counted once it is sent.
/// 3. Recorded: 200, empty. The timers are armed after it.
/// 4. Nothing recorded, because a setting is missing or D1 failed: 503 or 500. Meta sends it
///    again.
async fn answer_post(post: Open<'_>) -> Result<Response, HttpError> {
    let current = post.settings.app_secret()?;
    let previous = post.settings.app_secret_previous();
    let secrets = AppSecrets { current: &current, previous: previous.as_deref() };
    let signature = signature(post.request)?;
    let verified = signature.verify(&post.body, &secrets).ok_or(HttpError::Unsigned(Fault::Wrong))?;
    let to_arm = receive(post.host, post.settings, &verified).await?;
    let response = Response::empty(200);
    Ok(if to_arm.is_empty() { response } else { response.then(After::Arm(to_arm)) })
}
