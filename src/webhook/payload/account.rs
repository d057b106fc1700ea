//! What Meta reports of the account and its numbers.
//!
//! Source: Meta, WhatsApp Business Platform, webhooks reference (`account_update`,
//! `account_alerts`, `phone_number_quality_update`, `phone_number_name_update`, `security`).

use crate::connection::account_notice::{AccountNotice, Field};
use crate::webhook::json::Object;

/// Reads a report. `None`: the field is another one.
pub fn read(field: &str, value: &Object<'_>) -> Option<AccountNotice> {
    let field = Field::parse(field)?;
    let alert = |key: &str| value.text_in("alert_info", key).or_else(|| value.text(key)).unwrap_or_default();
    let event = match field {
        Field::AccountAlerts => alert("alert_type"),
        Field::Name => value.text("decision").unwrap_or_default(),
        Field::AccountUpdate | Field::Quality | Field::Security => value.text("event").unwrap_or_default(),
    };
    // Whatever is not known to be good is worth a look.
    let good = match (field, event.as_str()) {
        (Field::AccountUpdate, "DISABLED_UPDATE") => {
            value.text_in("ban_info", "waba_ban_state").is_some_and(|state| state == "REINSTATE")
        }
        (Field::AccountUpdate, event) => matches!(
            event,
            "VERIFIED_ACCOUNT"
                | "PARTNER_ADDED"
                | "PARTNER_APP_INSTALLED"
                | "ACCOUNT_RECONNECTED"
                | "AD_ACCOUNT_LINKED"
                | "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"
                | "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE"
        ),
        (Field::AccountAlerts, _) => alert("alert_severity") == "INFORMATIONAL" || alert("alert_status") == "NONE",
        (Field::Quality, event) => matches!(event, "UNFLAGGED" | "UPGRADE" | "ONBOARDING" | "THROUGHPUT_UPGRADE"),
        (Field::Name, event) => matches!(event, "APPROVED" | "PENDING" | "DEFERRED"),
        (Field::Security, _) => false,
    };
    Some(AccountNotice { field, event: constant(&event), bad: !good })
}

/// A constant of Meta's; anything else might be anything, a number of somebody's too.
fn constant(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_uppercase() || b == b'_';
    if (1..=64).contains(&text.len()) && text.bytes().all(plain) { text.to_owned() } else { "UNNAMED".to_owned() }
}
