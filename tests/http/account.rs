//! What Meta reports of the account: a row, a banner and a line in the chat, until it is over or an
//! admin has seen it.

use crate::client::{Client, text};
use crate::connection::{SET, client, good, minute, says};
use serde_json::{Value, json};

/// At work, with Meta's side as it should be and messages that come.
fn at_work() -> Client {
    let client = client(SET);
    let row = "INSERT INTO run_ledger (at, invocation, step, outcome)
               VALUES ('2026-03-01T11:00:00.000Z', 'inv', 'admit', 'admitted')";
    client.host.db.borrow().execute_batch(row).expect("a message");
    says(&client, &good());
    minute(&client);
    client.host.posted.take();
    client
}

fn reports(client: &Client, field: &str, value: &Value) {
    let body = json!({"object": "whatsapp_business_account", "entry": [
        {"id": "102290129340398", "time": 1_739_321_024, "changes": [{"field": field, "value": value}]}]});
    client.receives(&body.to_string());
}

fn banner(client: &Client) -> bool {
    text(&client.opens("/review/history")).contains("Meta signale")
}

fn row(client: &Client, reason: &str) -> i64 {
    client.count(&format!(
        "SELECT count(*) FROM run_ledger WHERE step = 'webhook' AND outcome = 'account' AND reason = '{reason}'"
    ))
}

/// Field, what is wrong, its word, and what ends it.
fn cases() -> Vec<(&'static str, Value, &'static str, Option<Value>)> {
    let alert = |severity: &str, status: &str, kind: &str| {
        json!({"entity_type": "BUSINESS", "entity_id": "1", "alert_info": {"alert_severity": severity,
            "alert_status": status, "alert_type": kind, "alert_description": "Call 33600000001"}})
    };
    vec![
        (
            "account_update",
            json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE", "waba_ban_date": "x"}}),
            "DISABLED_UPDATE",
            Some(json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}})),
        ),
        (
            "account_update",
            json!({"event": "ACCOUNT_VIOLATION"}),
            "ACCOUNT_VIOLATION",
            Some(json!({"event": "VERIFIED_ACCOUNT"})),
        ),
        (
            "account_alerts",
            alert("WARNING", "ACTIVE", "OBA_REJECTED"),
            "OBA_REJECTED",
            Some(alert("WARNING", "NONE", "OBA_REJECTED")),
        ),
        (
            "phone_number_quality_update",
            json!({"display_phone_number": "15550783881", "event": "FLAGGED", "current_limit": "TIER_1K"}),
            "FLAGGED",
            Some(json!({"display_phone_number": "15550783881", "event": "UNFLAGGED"})),
        ),
        (
            "phone_number_name_update",
            json!({"display_phone_number": "15550783881", "decision": "REJECTED", "requested_verified_name": "Exemple"}),
            "REJECTED",
            Some(json!({"decision": "APPROVED"})),
        ),
        (
            "security",
            json!({"display_phone_number": "15550783881", "event": "PIN_CHANGED", "requester": "1"}),
            "PIN_CHANGED",
            None,
        ),
    ]
}

#[test]
fn a_report_is_a_row_a_banner_and_a_line_and_ends_with_what_ends_it() {
    for (field, wrong, word, ends) in cases() {
        let client = at_work();
        assert!(!banner(&client));
        reports(&client, field, &wrong);
        assert_eq!((banner(&client), row(&client, &format!("{field}:{word}"))), (true, 1), "{field}");
        minute(&client);
        let lines = client.host.posted.take();
        assert!(lines.len() == 1 && lines[0].contains("Meta signale quelque chose"), "{lines:?}");
        let (_, health) = client.calls("GET", "/api/health", &Value::Null);
        assert_eq!(health["problems"][0]["what"], "account", "{health}");
        let kept = client.dump(&[]).join("\n");
        for private in ["15550783881", "33600000001", "TIER_1K"] {
            assert!(!kept.contains(private) && !lines[0].contains(private), "{private}");
        }
        match ends {
            Some(good) => reports(&client, field, &good),
            None => {
                assert!(text(&client.opens("/review/connection")).contains(word));
                assert_eq!(client.presses("/review/connection/seen", &[("field", field)]).0, 303);
                let seen = "SELECT count(*) FROM run_ledger WHERE step = 'connection' AND outcome = 'seen' AND actor = 'usr_1'";
                assert_eq!(client.count(seen), 1);
            }
        }
        minute(&client);
        let lines = client.host.posted.take();
        assert!(!banner(&client) && lines.len() == 1 && lines[0].contains("Réglé"), "{field}: {lines:?}");
    }
}

#[test]
fn two_kinds_are_one_line_and_each_is_seen_by_itself() {
    let client = at_work();
    reports(&client, "security", &json!({"event": "PIN_RESET_REQUEST"}));
    reports(&client, "account_update", &json!({"event": "ACCOUNT_RESTRICTION"}));
    minute(&client);
    assert_eq!(client.host.posted.take().len(), 1);
    client.presses("/review/connection/seen", &[("field", "security")]);
    assert!(banner(&client));
    assert_eq!(client.presses("/review/connection/seen", &[("field", "messages")]).0, 404);
}

#[test]
fn what_is_no_word_of_metas_is_not_kept() {
    let client = at_work();
    for event in [json!("33600000001"), json!("écrit à Rani"), json!({"a": 1}), Value::Null] {
        reports(&client, "account_update", &json!({"event": event}));
    }
    assert_eq!(row(&client, "account_update:UNNAMED"), 4);
}

#[test]
fn good_news_alone_is_a_row_and_no_banner() {
    let client = at_work();
    reports(
        &client,
        "account_alerts",
        &json!({"alert_info": {"alert_severity": "INFORMATIONAL", "alert_type": "OBA_APPROVED"}}),
    );
    reports(&client, "phone_number_quality_update", &json!({"event": "UPGRADE"}));
    assert_eq!((banner(&client), row(&client, "account_alerts:OBA_APPROVED")), (false, 1));
}
