//! `/healthz`, for whoever watches from outside, and `/api/health`, for the team: whether
//! webhooks are recorded, replies go out, and what is missing.

mod report;

use crate::alarm::{Alarm, LedgerAlarm};
use crate::app::schema::{NEWEST_MIGRATION, Schema, schema};
use crate::app::vitals::{Vitals, vitals};
use crate::draft::settings::Drafter;
use crate::error::StepError;
use crate::host::unsigned::AskUnsigned;
use crate::host::witness::{AskChain, WitnessError};
use crate::host::{DatabaseError, Host};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::Operation;
use crate::http::{Api, HttpError, Method, Open, Response, Route, value_of};
use crate::identity::Role;
use crate::ledger::ledger_alarm;
use crate::send::refusals::SendRefusal;
use crate::settings::{ConfigError, Settings};
use report::{Health, HealthReport, LastSend, LedgerHealth, Migrated, OpenCard};
use serde::Serialize;
use serde_json::{Map, Value};

pub const ROUTES: &[Route] = &[
    Route::open(Method::Get, "/healthz", |ask| Box::pin(status(ask))).knocks(),
    Route::api(Method::Get, "/api/health", "getHealth", Role::is_person, |call| Box::pin(report(call))),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("askHealth", "Whether the Worker runs, in a word.")
            .answers::<Health>(
                200,
                "Webhooks are recorded; `degraded`: something else is wrong. `GET /api/health` says what.",
            )
            .answers::<Health>(
                503,
                "`down`: no webhook can be recorded, because the database does not answer or lacks a migration.",
            ),
        Operation::new("getHealth", "How the Worker stands, and what is wrong. No value of a setting.")
            .answers::<HealthReport>(200, "How it stands."),
    ]
}

/// Every setting that there is.
const SETTINGS: [&str; 32] = [
    "ACCESS_AUD",
    "ACCESS_TEAM_DOMAIN",
    "ALERT_WEBHOOK_URL",
    "BOT_ENABLED",
    "BURST_SECONDS",
    "BUSINESS_NAME",
    "CRM_WEBHOOK_SECRET",
    "CRM_WEBHOOK_URL",
    "DRAFTER",
    "EMBEDDINGS_MODEL",
    "GRAPH_API_URL",
    "HEARTBEAT_URL",
    "HOURLY_LIMIT",
    "LLM_API_KEY",
    "LLM_API_URL",
    "LLM_MODEL",
    "LLM_PRICES",
    "META_APP_ID",
    "META_APP_SECRET",
    "META_APP_SECRET_PREVIOUS",
    "MODEL_DAILY_LIMIT",
    "MODEL_DAILY_SPEND",
    "PUBLIC_URL",
    "REMIND_AFTER_MINUTES",
    "RETENTION_DAYS",
    "SENDER_HOURLY_LIMIT",
    "VAPID_PRIVATE_KEY",
    "VAPID_SUBJECT",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_BUSINESS_ACCOUNT_ID",
    "WHATSAPP_PHONE_NUMBER_ID",
    "WHATSAPP_VERIFY_TOKEN",
];

/// How it stands, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "HealthStatus"))]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    /// Webhooks are recorded; something else is wrong.
    Degraded,
    /// Webhooks cannot be recorded.
    Down,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct Problem {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(extend("enum" = [
            "setting", "database", "ledger", "sends", "connection", "undone", "no_messages", "nobody_told", "account",
            "switched_off", "disabled", "unsigned",
        ]))
    )]
    what: &'static str,
    detail: String,
}

/// What was looked at.
struct Look {
    database: Result<Schema, StepError>,
    vitals: Option<Vitals>,
    problems: Vec<Problem>,
}

impl Look {
    /// In one round trip where all is well.
    async fn at(host: &dyn Host, settings: &Settings) -> Self {
        let (database, vitals) = match vitals(host).await {
            Ok(vitals) => (Ok(vitals.schema), Some(vitals)),
            // A database that lacks a migration cannot be asked all of it.
            Err(_) => (schema(host).await, None),
        };
        let mut problems: Vec<Problem> = settings
            .problems()
            .iter()
            .map(|problem| Problem { what: "setting", detail: problem.to_string() })
            .collect();
        problems.extend(database_problem(&database, vitals.is_some()));
        if let Some(vitals) = &vitals {
            let alarms = vitals.facts.alarms(settings, &[]);
            problems.extend(vitals.ledger.iter().map(ledger_problem));
            problems.extend(alarms.iter().filter_map(problem));
        }
        Self { database, vitals, problems }
    }

    /// `down` is what keeps Meta's messages from being recorded; Meta sends them again.
    fn status(&self) -> Status {
        match (&self.database, self.problems.is_empty()) {
            (Ok(Schema::Ready), true) => Status::Ok,
            (Ok(Schema::Ready), false) => Status::Degraded,
            _ => Status::Down,
        }
    }
}

fn database_problem(database: &Result<Schema, StepError>, answers: bool) -> Option<Problem> {
    let detail = match database {
        Ok(Schema::Ready) if answers => return None,
        Ok(Schema::Ready) => "the database does not answer what it is asked".to_owned(),
        Ok(Schema::Behind) => format!("the database lacks the migration {NEWEST_MIGRATION}"),
        Err(StepError::Database(DatabaseError::NoBinding)) => "the Worker has no binding DB".to_owned(),
        Err(_) => "the database does not answer".to_owned(),
    };
    Some(Problem { what: "database", detail })
}

/// What is wrong in words. `None`: something else says it already.
fn problem(alarm: &Alarm) -> Option<Problem> {
    let detail = match alarm {
        Alarm::SwitchedOff { since, .. } => format!("the switch on the desk is off since {since}"),
        Alarm::DisabledBySetting => "BOT_ENABLED is off".to_owned(),
        Alarm::Sends { code, since } => {
            format!(
                "WhatsApp refuses sends for their configuration: error {code} at {since}, and none was accepted since"
            )
        }
        Alarm::Connection { .. } => "a check of Meta's side fails: see /api/connection".to_owned(),
        Alarm::Undone { cards } => format!("cards that failed or whose fate is unknown: {cards}"),
        Alarm::NoMessages { last: None } => "no message has ever come".to_owned(),
        Alarm::NoMessages { last: Some(last) } => {
            format!("no message since {last}: longer than at this hour of the last 14 days")
        }
        Alarm::Account { field, event, since } => format!("Meta reported {field} {event} at {since}"),
        Alarm::Unsigned { since } => {
            format!("webhooks come with a wrong signature since {since}, and none with a good one")
        }
        Alarm::NobodyTold => "nobody is called: no device rings and ALERT_WEBHOOK_URL is not set".to_owned(),
        Alarm::CannotSend | Alarm::Ledger(_) => return None,
    };
    Some(Problem { what: alarm.name(), detail })
}

fn ledger_problem(alarm: &ledger_alarm::AlarmRow) -> Problem {
    let why = match alarm.what {
        LedgerAlarm::WentBack => "the database no longer has the ledger's newest link that is kept outside it",
        LedgerAlarm::NotOurs => "a checkpoint of the ledger is not this Worker's",
        LedgerAlarm::Guards => "the triggers of the database are not those of its migrations",
    };
    Problem { what: "ledger", detail: format!("{why}, since {}", alarm.since) }
}

/// 200 while webhooks are recorded, whatever else is missing; else 503. It says no more: anybody
/// may ask.
async fn status(ask: Open<'_>) -> Result<Response, HttpError> {
    let status = Look::at(ask.host, ask.settings).await.status();
    let code = if status == Status::Down { 503 } else { 200 };
    Ok(Response { status: code, ..Response::json(&Health { status }) })
}

/// What the team is told.
async fn report(call: Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&told(call.host, call.settings).await))
}

/// Everything, without the value of any setting.
pub(super) async fn told(host: &dyn Host, settings: &Settings) -> Value {
    let look = Look::at(host, settings).await;
    let now = host.now();
    let (kept, witness) = match host.witness_chain(AskChain::Read).await {
        Ok(chain) => (chain.newest, "ok"),
        Err(WitnessError::NoBinding) => (None, "no_binding"),
        Err(WitnessError::Failed(_)) => (None, "unreachable"),
    };
    let unsigned = host.witness_unsigned(AskUnsigned::Read).await.ok();
    let vitals = look.vitals.as_ref();
    let state = if matches!(look.database, Ok(Schema::Ready)) { "ready" } else { "behind" };
    let oldest = vitals.and_then(|vitals| vitals.oldest_open);
    value_of(&HealthReport {
        status: look.status(),
        version: env!("CARGO_PKG_VERSION"),
        now,
        sending: settings.bot_enabled(),
        drafter: drafter(settings),
        settings: settings.states(),
        schema: Migrated { state, needs: NEWEST_MIGRATION },
        oldest_open_card: oldest.map(|received_at| OpenCard { received_at, seconds: now.since(received_at).as_secs() }),
        last_webhook: vitals.and_then(|vitals| vitals.last_webhook.clone()),
        unsigned_webhooks: unsigned.map(Into::into),
        last_send: vitals.and_then(|vitals| vitals.facts.refusals.last_accepted).map(|at| LastSend { at }),
        last_refusal: vitals.and_then(|vitals| vitals.facts.refusals.last).map(SendRefusal::told),
        ledger: LedgerHealth { witness, newest: kept, alarms: vitals.map(|vitals| vitals.ledger.clone()) },
        problems: look.problems,
    })
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

impl Settings {
    /// Each setting by name: `present`, `absent`, `missing` where something needs it, or
    /// `senseless`.
    fn states(&self) -> Map<String, Value> {
        let problems = self.problems();
        let state = |name: &'static str| {
            let problem = problems.iter().find(|problem| problem.name() == name);
            match problem {
                Some(ConfigError::Missing(_)) => "missing",
                Some(ConfigError::Invalid { .. }) => "senseless",
                None if self.optional(name).is_some() => "present",
                None => "absent",
            }
        };
        let mut states = Map::new();
        states.extend(SETTINGS.iter().map(|name| ((*name).to_owned(), state(name).into())));
        states
    }

    /// Everything that is wrong or missing.
    pub fn problems(&self) -> Vec<ConfigError> {
        let switch = self.switch().is_none_or(|text| text == "true" || text == "false");
        let expected = "true or false; until then it is off";
        [
            (!switch).then_some(ConfigError::Invalid { name: "BOT_ENABLED", expected }),
            self.app_secret().err(),
            self.app_id().err(),
            self.account_id().err(),
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
    use crate::clock::Timestamp;
    use crate::settings::SettingsSource;

    struct Fixed(&'static [(&'static str, &'static str)]);

    impl SettingsSource for Fixed {
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

    impl SettingsSource for One {
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

    #[test]
    fn what_is_said_to_be_wrong_is_in_the_description() {
        let since = Timestamp::from_seconds(0);
        let alarms = [
            Alarm::SwitchedOff { by: String::new(), since },
            Alarm::DisabledBySetting,
            Alarm::Sends { code: 190, since },
            Alarm::Connection { alerted: true },
            Alarm::Undone { cards: 1 },
            Alarm::NoMessages { last: None },
            Alarm::Unsigned { since },
            Alarm::NobodyTold,
            Alarm::Account { field: "", event: String::new(), since },
        ];
        let schema = schemars::schema_for!(Problem);
        let described = schema.pointer("/properties/what/enum").and_then(|names| names.as_array()).unwrap();
        for told in alarms.iter().map(|alarm| problem(alarm).unwrap()) {
            assert!(described.iter().any(|name| name == told.what), "{}", told.what);
        }
    }
}
