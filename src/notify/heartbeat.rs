//! Telling somebody else's watch that the minute went well. Who hears nothing knows that the
//! Worker, its cron or its database stands still: from inside that cannot be told.

use crate::error::StepError;
use crate::host::{Call, Destination, Host, log_failure};
use crate::settings::Settings;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(5);

/// A GET of `HEARTBEAT_URL`, where it is set. What it answers is its own matter.
///
/// Errors: the setting is senseless.
pub async fn beat(host: &dyn Host, settings: &Settings) -> Result<(), StepError> {
    let Some(url) = settings.heartbeat()? else { return Ok(()) };
    let call = Call { to: Destination::Get { url, headers: vec![] }, timeout: TIMEOUT, body: String::new() };
    match host.call(call).await {
        Ok(reply) if reply.status < 400 => {}
        Ok(reply) => log_failure(host, "heartbeat", &format_args!("status {}", reply.status)),
        Err(error) => log_failure(host, "heartbeat", &error),
    }
    Ok(())
}
