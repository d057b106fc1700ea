//! `/healthz`: whether the Worker runs and what it is still missing.

use super::Call;
use super::answer::typed;
use crate::config::{Settings, Source};
use crate::steps::health::{Schema, schema};
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

/// 200 while webhooks are recorded, whatever else is missing: `problems` says what that is,
/// without a value of any setting. 503 while none can be: the database does not answer, or
/// lacks a migration that this code needs.
pub(super) async fn report(call: &Call) -> worker::Result<Response> {
    let settings = call.settings();
    let problems: Vec<String> = settings.problems().iter().map(ToString::to_string).collect();
    let set = |name: &'static str| settings.0.get(name).is_some_and(|v| !v.trim().is_empty());
    let configured: Map<String, Value> = SETTINGS.iter().map(|name| ((*name).to_owned(), json!(set(name)))).collect();
    let database = database(call).await;
    let (code, status) = match (database, problems.is_empty()) {
        (READY, true) => (200, "ok"),
        (READY, false) => (200, "degraded"),
        _ => (503, "down"),
    };
    let report = json!({
        "status": status,
        "version": env!("CARGO_PKG_VERSION"),
        "bot_enabled": settings.bot_enabled(),
        "drafter": drafter(&settings),
        "database": database,
        "configured": configured,
        "problems": problems,
    });
    typed(code, "application/json", report.to_string())
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

/// What `database` says when nothing is wrong with it.
const READY: &str = "ok";

async fn database(call: &Call) -> &'static str {
    let Ok(host) = call.host() else { return "no binding" };
    match schema(&host).await {
        Ok(Schema::Ready) => READY,
        Ok(Schema::Behind) => "not migrated",
        Err(_) => "unreachable",
    }
}
