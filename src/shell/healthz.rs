//! `/healthz`: whether the Worker runs and what it is still missing.

use super::Call;
use super::answer::{ApiError, json};
use crate::config::{Settings, Source};
use crate::host::Host;
use crate::store;
use serde_json::{Map, Value, json};
use worker::Response;

const SETTINGS: [&str; 9] = [
    "META_APP_SECRET",
    "META_APP_SECRET_PREVIOUS",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_PHONE_NUMBER_ID",
    "LLM_API_KEY",
    "ACCESS_TEAM_DOMAIN",
    "CRM_WEBHOOK_URL",
    "CRM_WEBHOOK_SECRET",
];

/// 200 while the Worker runs, whatever it is missing: `problems` says what that is,
/// without a value of any setting.
pub(super) async fn report(call: &Call) -> worker::Result<Response> {
    let settings = call.settings();
    let problems: Vec<String> = settings.problems().iter().map(ToString::to_string).collect();
    let set = |name: &'static str| settings.0.get(name).is_some_and(|v| !v.trim().is_empty());
    let configured: Map<String, Value> = SETTINGS.iter().map(|name| ((*name).to_owned(), json!(set(name)))).collect();
    let report = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "bot_enabled": settings.bot_enabled(),
        "drafter": drafter(&settings),
        "database": database(call).await,
        "configured": configured,
        "problems": problems,
    });
    json(&report).or_else(ApiError::into_response)
}

fn drafter<S: Source>(settings: &Settings<S>) -> &'static str {
    use crate::config::Drafter;
    match settings.drafter() {
        Ok(Drafter::Template) => "template",
        Ok(Drafter::OpenAi { .. }) => "openai",
        Ok(Drafter::WorkersAi { .. }) => "workers-ai",
        Err(_) => "misconfigured",
    }
}

async fn database(call: &Call) -> &'static str {
    let Ok(host) = call.host() else { return "no binding" };
    let answers = host.batch(vec![store::schema_ready()]).await;
    match answers.and_then(|answers| answers.exactly::<1>()) {
        Ok([rows]) if !rows.is_empty() => "ok",
        Ok(_) => "not migrated",
        Err(_) => "unreachable",
    }
}
