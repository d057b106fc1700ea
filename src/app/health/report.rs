//! What health says, to everybody and to the team.

use super::{Problem, Status};
use crate::clock::Timestamp;
use crate::connection::unsigned::Webhook;
use crate::host::unsigned::{Unsigned, UnsignedCount};
use crate::host::witness::Link;
use crate::ledger::ledger_alarm;
use crate::send::refusals::RefusalView;
use serde::Serialize;
use serde_json::{Map, Value};

/// How it stands, in a word.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct Health {
    pub status: Status,
}

/// How it stands, without the value of any setting.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct HealthReport {
    pub status: Status,
    pub version: &'static str,
    pub now: Timestamp,
    /// Whether `BOT_ENABLED` lets it send.
    pub sending: bool,
    /// `template`, `openai`, `workers-ai` or `misconfigured`.
    pub drafter: &'static str,
    /// Each setting by name. `missing`: something needs it.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "std::collections::BTreeMap<String, SettingState>"))]
    pub settings: Map<String, Value>,
    pub schema: Migrated,
    pub oldest_open_card: Option<OpenCard>,
    /// The last thing that Meta posted.
    pub last_webhook: Option<Webhook>,
    /// `null`: nobody counts, or the counter does not answer.
    pub unsigned_webhooks: Option<UnsignedWebhooks>,
    pub last_send: Option<LastSend>,
    pub last_refusal: Option<RefusalView>,
    pub ledger: LedgerHealth,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// How a setting stands.
#[cfg(not(target_arch = "wasm32"))]
struct SettingState;

#[cfg(not(target_arch = "wasm32"))]
impl schemars::JsonSchema for SettingState {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SettingState".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::http::description::one_of(["present", "absent", "missing", "senseless"])
    }
}

/// Whether the database has every migration.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct Migrated {
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("enum" = ["ready", "behind"])))]
    pub state: &'static str,
    /// The newest migration.
    pub needs: &'static str,
}

/// The oldest card that waits for a decision.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct OpenCard {
    pub received_at: Timestamp,
    /// For how long.
    pub seconds: u64,
}

/// Webhooks that Meta did not sign. The counts are lower bounds.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct UnsignedWebhooks {
    /// `null`: none was ever counted.
    pub counted_since: Option<Timestamp>,
    /// Without a header that could be a signature.
    pub malformed: Option<UnsignedCount>,
    /// With the signature of another body, or of another secret.
    pub wrong: Option<UnsignedCount>,
}

impl From<Unsigned> for UnsignedWebhooks {
    fn from(known: Unsigned) -> Self {
        Self { counted_since: known.counted_since, malformed: known.malformed, wrong: known.wrong }
    }
}

/// The last send that was accepted.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct LastSend {
    pub at: Timestamp,
}

/// How the ledger is vouched for.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct LedgerHealth {
    /// Whether what is kept outside the database can be read.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("enum" = ["ok", "no_binding", "unreachable"])))]
    pub witness: &'static str,
    /// The newest link that is kept there.
    pub newest: Option<Link>,
    /// `null`: the database does not say.
    pub alarms: Option<Vec<ledger_alarm::AlarmRow>>,
}
