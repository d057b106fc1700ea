//! The stand-in's side of the set-up: token, app, account and number, as they should be or each
//! wrong in its own way.

use super::{Mode, Simulator, error};
use crate::webhook;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// The stand-in's app and account.
pub const APP: &str = "670843887433847";
pub const ACCOUNT: &str = "102290129340398";

/// What is wrong with the set-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Setup {
    #[default]
    Good,
    TokenRefused,
    TokenExpiresSoon,
    NoManagement,
    OtherSecret,
    OtherAccount,
    NobodySubscribed,
    OthersSubscribed,
    CallbackElsewhere,
    FieldOff,
    NotRegistered,
    Disconnected,
    LowQuality,
    Blocked,
    Silent,
}

impl Setup {
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "good" => Self::Good,
            "token_refused" => Self::TokenRefused,
            "token_expires_soon" => Self::TokenExpiresSoon,
            "no_management" => Self::NoManagement,
            "other_secret" => Self::OtherSecret,
            "other_account" => Self::OtherAccount,
            "nobody_subscribed" => Self::NobodySubscribed,
            "others_subscribed" => Self::OthersSubscribed,
            "callback_elsewhere" => Self::CallbackElsewhere,
            "field_off" => Self::FieldOff,
            "not_registered" => Self::NotRegistered,
            "disconnected" => Self::Disconnected,
            "low_quality" => Self::LowQuality,
            "blocked" => Self::Blocked,
            "silent" => Self::Silent,
            _ => return None,
        })
    }
}

impl Simulator {
    /// How the set-up stands. Graph that refuses sends for the token does not know it here either.
    fn setup(&self) -> Setup {
        let memory = self.memory();
        if memory.mode == Mode::Refuse(190) { Setup::TokenRefused } else { memory.setup }
    }

    /// Why nothing is said at all, to whoever brings this.
    fn turns_away(&self, headers: &HeaderMap) -> Option<Response> {
        let app_token = format!("Bearer {APP}|{}", self.config.app_secret);
        let by_app = headers.get(header::AUTHORIZATION).is_some_and(|h| h.as_bytes() == app_token.as_bytes());
        match self.setup() {
            Setup::Silent => Some(StatusCode::SERVICE_UNAVAILABLE.into_response()),
            Setup::TokenRefused if !by_app => Some(error(StatusCode::UNAUTHORIZED, 190)),
            _ if by_app || self.authorizes(headers) => None,
            _ => Some(error(StatusCode::UNAUTHORIZED, 190)),
        }
    }

    /// What is said of the number.
    pub(super) fn number(&self, headers: &HeaderMap) -> Response {
        if let Some(away) = self.turns_away(headers) {
            return away;
        }
        let setup = self.setup();
        let or =
            |wrong: Setup, value: &str, good: &str| if setup == wrong { value.to_owned() } else { good.to_owned() };
        let sends = or(Setup::Blocked, "BLOCKED", "AVAILABLE");
        let entity = |kind: &str, id: &str| json!({"entity_type": kind, "id": id, "can_send_message": sends});
        Json(json!({
            "id": self.config.phone_number_id,
            "status": or(Setup::Disconnected, "DISCONNECTED", "CONNECTED"),
            "platform_type": or(Setup::NotRegistered, "NOT_APPLICABLE", "CLOUD_API"),
            "account_mode": "LIVE",
            "display_phone_number": "+33 6 39 98 00 00",
            "quality_rating": or(Setup::LowQuality, "RED", "GREEN"),
            "webhook_configuration": {"application": self.callback(setup)},
            "health_status": {
                "can_send_message": sends,
                "entities": [entity("PHONE_NUMBER", &self.config.phone_number_id), entity("WABA", ACCOUNT)],
            },
        }))
        .into_response()
    }

    fn callback(&self, setup: Setup) -> String {
        match setup {
            Setup::CallbackElsewhere => "https://elsewhere.example/webhook".to_owned(),
            _ => self.config.webhook_url.clone(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    input_token: Option<String>,
    appsecret_proof: Option<String>,
}

/// What is said of a token.
pub(super) async fn token(
    State(simulator): State<Simulator>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if let Some(away) = simulator.turns_away(&headers) {
        return away;
    }
    let setup = simulator.setup();
    let known = asked.input_token.as_deref() == Some(simulator.config.access_token.as_str());
    if setup == Setup::TokenRefused || !known {
        return Json(
            json!({"data": {"is_valid": false, "error": {"code": 190, "subcode": 463, "message": "simulated"}}}),
        )
        .into_response();
    }
    let mut scopes = vec!["whatsapp_business_messaging"];
    scopes.extend((setup != Setup::NoManagement).then_some("whatsapp_business_management"));
    let in_a_week = super::unix_millis() / 1000 + 7 * 24 * 60 * 60;
    let expires = if setup == Setup::TokenExpiresSoon { in_a_week } else { 0 };
    Json(json!({"data": {"app_id": APP, "type": "SYSTEM_USER", "is_valid": true, "expires_at": expires,
        "scopes": scopes}}))
    .into_response()
}

/// Whether secret and token are of one app.
pub(super) async fn me(State(simulator): State<Simulator>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    if let Some(away) = simulator.turns_away(&headers) {
        return away;
    }
    let Simulator { config, .. } = &simulator;
    let proof = webhook::sign(&config.app_secret, config.access_token.as_bytes());
    let proven = proof.strip_prefix("sha256=") == asked.appsecret_proof.as_deref();
    if simulator.setup() == Setup::OtherSecret || !proven {
        return error(StatusCode::BAD_REQUEST, 100);
    }
    Json(json!({"id": "1", "name": "Exemple"})).into_response()
}

/// The app's webhooks, the account's apps, the account's numbers.
pub(super) async fn listed(
    State(simulator): State<Simulator>,
    Path((of, what)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(away) = simulator.turns_away(&headers) {
        return away;
    }
    let setup = simulator.setup();
    let rows: Value = match (of.as_str(), what.as_str()) {
        (APP, "subscriptions") => json!([{
            "object": "whatsapp_business_account", "callback_url": simulator.callback(setup), "active": true,
            "fields": [{"name": if setup == Setup::FieldOff { "account_update" } else { "messages" }}],
        }]),
        (ACCOUNT, "subscribed_apps") => match setup {
            Setup::NobodySubscribed => json!([]),
            Setup::OthersSubscribed => json!([{"whatsapp_business_api_data": {"id": "7", "name": "other"}}]),
            _ => json!([{"whatsapp_business_api_data": {"id": APP, "name": "orders"}}]),
        },
        (ACCOUNT, "phone_numbers") => match setup {
            Setup::OtherAccount => json!([{"id": "7"}]),
            _ => json!([{"id": simulator.config.phone_number_id}]),
        },
        _ => return error(StatusCode::BAD_REQUEST, 100),
    };
    Json(json!({"data": rows})).into_response()
}

/// Subscribes the app.
pub(super) async fn subscribe(
    State(simulator): State<Simulator>,
    Path((of, what)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(away) = simulator.turns_away(&headers) {
        return away;
    }
    if (of.as_str(), what.as_str()) != (ACCOUNT, "subscribed_apps") {
        return error(StatusCode::BAD_REQUEST, 100);
    }
    let mut memory = simulator.memory();
    if matches!(memory.setup, Setup::NobodySubscribed | Setup::OthersSubscribed) {
        memory.setup = Setup::Good;
    }
    Json(json!({"success": true})).into_response()
}
