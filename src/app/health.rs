//! `/healthz`: whether the Worker runs and what it is still missing.

use crate::app::schema::{Schema, schema};
use crate::draft::settings::Drafter;
use crate::error::StepError;
use crate::host::{DatabaseError, Host};
use crate::http::{HttpError, Method, Open, Response, Route};
use crate::settings::{ConfigError, Settings};
use serde_json::{Map, Value, json};

pub const ROUTES: &[Route] = &[Route::open(Method::Get, "/healthz", |ask| Box::pin(report(ask)))];

const SETTINGS: [&str; 11] = [
    "META_APP_SECRET",
    "META_APP_SECRET_PREVIOUS",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_PHONE_NUMBER_ID",
    "LLM_API_KEY",
    "ACCESS_TEAM_DOMAIN",
    "CRM_WEBHOOK_URL",
    "CRM_WEBHOOK_SECRET",
    "ALERT_WEBHOOK_URL",
    "VAPID_PRIVATE_KEY",
];

/// What `database` says when nothing is wrong with it.
const READY: &str = "ok";

/// 200 while webhooks are recorded, whatever else is missing: `problems` says what that is,
/// without a value of any setting. 503 while none can be: the database does not answer, or
/// lacks a migration that this code needs.
async fn report(ask: Open<'_>) -> Result<Response, HttpError> {
    let settings = ask.settings;
    let problems: Vec<String> = settings.problems().iter().map(ToString::to_string).collect();
    let set = |name: &'static str| json!(settings.optional(name).is_some());
    let configured: Map<String, Value> = SETTINGS.iter().map(|name| ((*name).to_owned(), set(name))).collect();
    let database = database(ask.host).await;
    let (code, status) = match (database, problems.is_empty()) {
        (READY, true) => (200, "ok"),
        (READY, false) => (200, "degraded"),
        _ => (503, "down"),
    };
    let report = json!({
        "status": status,
        "version": env!("CARGO_PKG_VERSION"),
        "bot_enabled": settings.bot_enabled(),
        "drafter": drafter(settings),
        "database": database,
        "configured": configured,
        "problems": problems,
    });
    Ok(Response::typed(code, "application/json", report.to_string()))
}

fn drafter(settings: &Settings) -> &'static str {
    match settings.drafter() {
        Ok(Drafter::Template) => "template",
        Ok(Drafter::OpenAi { .. }) => "openai",
        Ok(Drafter::WorkersAi { .. }) => "workers-ai",
        Err(_) => "misconfigured",
    }
}

/// Whether the database answers and lacks a migration.
pub(super) async fn is_behind(host: &dyn Host) -> bool {
    schema(host).await.is_ok_and(|schema| schema == Schema::Behind)
}

async fn database(host: &dyn Host) -> &'static str {
    match schema(host).await {
        Ok(Schema::Ready) => READY,
        Ok(Schema::Behind) => "not migrated",
        Err(StepError::Database(DatabaseError::NoBinding)) => "no binding",
        Err(_) => "unreachable",
    }
}

impl Settings {
    /// Everything that is wrong or missing, for `/healthz`.
    pub fn problems(&self) -> Vec<ConfigError> {
        let switch = self.switch().is_none_or(|text| text == "true" || text == "false");
        let expected = "true or false; until then it is off";
        [
            (!switch).then_some(ConfigError::Invalid { name: "BOT_ENABLED", expected }),
            self.app_secret().err(),
            self.verify_token().err(),
            self.required("WHATSAPP_PHONE_NUMBER_ID").err(),
            self.required("WHATSAPP_ACCESS_TOKEN").err(),
            self.graph_url().err(),
            self.drafter().err(),
            self.burst().err(),
            self.caps().err(),
            self.model_daily_limit().err(),
            self.spending().err(),
            self.retention().err(),
            self.access().err(),
            self.crm().err(),
            self.chat().err(),
            self.vapid().err(),
            self.public_url().err(),
            self.heartbeat().err(),
            self.remind_after().err(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Source;

    struct Fixed(&'static [(&'static str, &'static str)]);

    impl Source for Fixed {
        fn get(&self, name: &'static str) -> Option<String> {
            self.0.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        }
    }

    fn with(settings: &'static [(&'static str, &'static str)]) -> Settings {
        Settings::of(Fixed(settings))
    }

    #[test]
    fn nothing_set_drafts_with_templates_and_sends_nothing() {
        let settings = with(&[]);
        assert_eq!(settings.drafter(), Ok(Drafter::Template));
        assert_eq!(settings.graph().err(), Some(ConfigError::Missing("WHATSAPP_PHONE_NUMBER_ID")));
        assert_eq!(settings.problems().len(), 4);
    }

    #[test]
    fn an_empty_secret_is_not_set() {
        let settings = with(&[("META_APP_SECRET", "  "), ("META_APP_SECRET_PREVIOUS", "")]);
        assert!(settings.app_secret().is_err());
        assert!(settings.app_secret_previous().is_none());
    }

    #[test]
    fn a_switch_that_does_not_say_on_is_off() {
        let named =
            |settings: &Settings| settings.problems().iter().any(|problem| problem.to_string().contains("BOT_ENABLED"));
        assert!(with(&[]).bot_enabled(), "unset");
        for on in ["true", "TRUE", " True\n"] {
            let settings = Settings::of(One("BOT_ENABLED", on));
            assert!(settings.bot_enabled() && !named(&settings), "{on:?}");
        }
        for (off, senseless) in [
            ("false", false),
            (" FALSE ", false),
            ("", true),
            (" ", true),
            ("\t\n", true),
            ("0", true),
            ("off", true),
            ("flase", true),
            ("true false", true),
        ] {
            let settings = Settings::of(One("BOT_ENABLED", off));
            assert!(!settings.bot_enabled(), "{off:?}");
            assert_eq!(named(&settings), senseless, "{off:?}");
        }
    }

    struct One(&'static str, &'static str);

    impl Source for One {
        fn get(&self, name: &'static str) -> Option<String> {
            (name == self.0).then(|| self.1.to_owned())
        }
    }

    #[test]
    fn senseless_numbers_and_urls_are_errors() {
        assert!(with(&[("BURST_SECONDS", "31")]).burst().is_err());
        assert!(with(&[("HOURLY_LIMIT", "many")]).caps().is_err());
        assert!(with(&[("RETENTION_DAYS", "1")]).retention().is_err());
        assert!(with(&[("DRAFTER", "openai"), ("LLM_API_URL", "ftp://x")]).drafter().is_err());
        assert!(with(&[("DRAFTER", "gpt")]).drafter().is_err());
        assert!(with(&[("LLM_PRICES", "cheap")]).spending().is_err());
        let limit = with(&[("MODEL_DAILY_SPEND", "2.50")]).spending();
        assert_eq!(limit.err(), Some(ConfigError::Missing("LLM_PRICES")));
    }
}
