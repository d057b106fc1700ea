//! `/webhook/whatsapp`: the one endpoint that Meta's servers talk to.

use super::answer::{bare, empty, log_failure, misconfigured, typed};
use super::{Call, body};
use crate::steps::{StepError, receive};
use crate::webhook::handshake;
use crate::webhook::signature::{AppSecrets, Signature};
use worker::Response;

/// Meta posts at most 3 MB (Meta, webhooks).
const LIMIT: usize = 3 * 1024 * 1024;

/// GET: answers the challenge as text (200), or 403.
pub(super) fn handshake(call: &Call) -> worker::Result<Response> {
    let expected = call.settings().verify_token().unwrap_or_default();
    let (mode, token) = (call.query("hub.mode"), call.query("hub.verify_token"));
    let challenge = call.query("hub.challenge");
    match handshake::answer(mode.as_deref(), token.as_deref(), challenge.as_deref(), &expected) {
        Some(challenge) => typed(200, "text/plain; charset=utf-8", challenge),
        None => empty(403),
    }
}

/// POST:
///
/// 1. A header that is no signature: 401, before the body is read.
/// 2. More than 3 MB: 413.
/// 3. Not signed by Meta: 401, empty, nothing written.
/// 4. Recorded: 200, empty. The timers are armed after it.
/// 5. Nothing recorded, a setting or D1 failed: 503 or 500; Meta sends it again.
pub(super) async fn receive(call: Call) -> worker::Result<web_sys::Response> {
    let Some(signature) = call.header("x-hub-signature-256").as_deref().and_then(Signature::parse) else {
        return bare(401);
    };
    let settings = call.settings();
    let current = match settings.app_secret() {
        Ok(secret) => secret,
        Err(error) => return Ok(misconfigured("webhook", &error)?.into()),
    };
    let body = body::read_request(&call.request, LIMIT).await?;
    if body.cut {
        return bare(413);
    }
    let previous = settings.app_secret_previous();
    let secrets = AppSecrets { current: &current, previous: previous.as_deref() };
    let Some(verified) = signature.verify(&body.bytes, &secrets) else {
        return bare(401);
    };
    let received = match call.host() {
        Ok(host) => receive::receive(&host, &settings, &verified).await.map(|to_arm| (host, to_arm)),
        Err(error) => Err(error),
    };
    match received {
        Ok((host, to_arm)) => {
            if !to_arm.is_empty() {
                call.context.wait_until(async move {
                    if let Err(error) = receive::arm(&host, &settings, &to_arm).await {
                        log_failure("arm", &error);
                    }
                });
            }
            bare(200)
        }
        Err(StepError::Config(error)) => Ok(misconfigured("webhook", &error)?.into()),
        Err(error @ (StepError::Database(_) | StepError::Timer(_))) => {
            log_failure("webhook", &error);
            bare(500)
        }
    }
}
