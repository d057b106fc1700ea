//! Whoever watches from outside is told in a word how it stands; the team is told what is wrong.

use crate::client::{Client, text};
use serde_json::{Value, json};
use testkit::recording::{Fixed, NOON, NUMBER_ID, SECRET};
use testkit::webhook;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::DatabaseError;
use whatsapp_order_ack::host::witness::{Link, WitnessError};
use whatsapp_order_ack::settings::{Settings, SettingsSource};
use whatsapp_order_ack::sweep;

/// The usual settings, with one instead.
#[derive(Clone, Copy)]
struct But(&'static str, &'static str);

impl SettingsSource for But {
    fn get(&self, name: &'static str) -> Option<String> {
        let Self(changed, value) = self;
        if name == *changed {
            return Some((*value).to_owned());
        }
        if name == "WHATSAPP_VERIFY_TOKEN" { Some("verify".to_owned()) } else { Fixed("template").get(name) }
    }
}

fn with(name: &'static str, value: &'static str) -> Client {
    let mut client = Client::new();
    client.settings = Settings::of(But(name, value));
    a_message_came(&client, "2026-03-01T11:00:00.000Z");
    client
}

/// Messages come, as they do where all is well.
fn a_message_came(client: &Client, at: &str) {
    let row = "INSERT INTO run_ledger (at, invocation, step, outcome) VALUES";
    does(client, &format!("{row} ('{at}', 'inv', 'admit', 'not_allowlisted')"));
}

fn configured() -> Client {
    with("", "")
}

fn healthz(client: &Client) -> (u16, String) {
    client.sends("GET", "/healthz", "", "")
}

fn status(code: u16, word: &str) -> (u16, String) {
    (code, json!({"status": word}).to_string())
}

fn health(client: &Client) -> Value {
    let (code, report) = client.calls("GET", "/api/health", &Value::Null);
    assert_eq!(code, 200);
    report
}

fn does(client: &Client, sql: &str) {
    client.host.db.borrow().execute_batch(sql).expect("by hand");
}

/// A send that was begun so many minutes after noon.
fn sent(client: &Client, minute: u32, outcome: &str, code: &str) {
    does(
        client,
        &format!(
            "INSERT INTO send_attempt (id, decision_id, review_id, started_at, outcome, error_code)
             VALUES ('att_{minute}', 'dec_{minute}', 'rev_1', '2026-03-01T12:{minute:02}:00.000Z', '{outcome}', {code})"
        ),
    );
}

#[test]
fn who_watches_from_outside_is_told_one_word() {
    let client = configured();
    assert_eq!(healthz(&client), status(200, "ok"));
    let poor = with("WHATSAPP_ACCESS_TOKEN", " ");
    assert_eq!(healthz(&poor), status(200, "degraded"));
    does(&client, "DELETE FROM d1_migrations");
    assert_eq!(healthz(&client), status(503, "down"), "behind");
    does(&client, "DROP TABLE d1_migrations");
    assert_eq!(healthz(&client), status(503, "down"), "never migrated");
    let partly = configured();
    partly.host.broken.set(Some("last_webhook"));
    assert_eq!(healthz(&partly), status(200, "degraded"), "it cannot say");
    let away = configured();
    away.host.broken.set(Some("migration_applied"));
    assert_eq!(healthz(&away), status(503, "down"), "no answer");
}

#[test]
fn sends_that_are_refused_for_their_configuration_degrade_it_until_one_is_accepted() {
    let client = configured();
    sent(&client, 1, "accepted", "NULL");
    sent(&client, 2, "refused", "131026");
    sent(&client, 3, "unknown", "NULL");
    assert_eq!(healthz(&client), status(200, "ok"), "it is the customer's number");
    sent(&client, 4, "refused", "190");
    sent(&client, 5, "refused", "131026");
    assert_eq!(healthz(&client), status(200, "degraded"));
    let report = health(&client);
    let wrong = report["problems"][0]["detail"].as_str().expect("a problem");
    assert!(wrong.contains("190") && wrong.contains("2026-03-01T12:04"), "{report}");
    assert_eq!(
        report["last_refusal"],
        json!({"code": 131_026, "at": "2026-03-01T12:05:00.000Z", "configuration": false})
    );
    sent(&client, 6, "accepted", "NULL");
    assert_eq!((healthz(&client), health(&client)["problems"].clone()), (status(200, "ok"), json!([])));
}

#[test]
fn a_refusal_is_known_however_many_came_before_it_and_read_no_longer_than_it_matters() {
    let client = configured();
    for minute in 1..=30 {
        sent(&client, minute, "refused", "131026");
    }
    sent(&client, 31, "accepted", "NULL");
    let report = health(&client);
    assert_eq!(report["last_refusal"]["at"], "2026-03-01T12:30:00.000Z");
    assert_eq!(client.host.read.borrow()["refused_sends"].0, 1, "those before the accepted one are over");
    sent(&client, 32, "refused", "190");
    assert_eq!(healthz(&client), status(200, "degraded"));
}

#[test]
fn a_send_that_failed_or_that_nobody_knows_of_is_a_line_of_the_log() {
    let client = configured();
    does(
        &client,
        "INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at,
           received_at, window_closes_at, claimed_at, gate_verdict, gate_evidence)
         VALUES ('rev_lost', 'w', 'snd_1', 'c1', 'Exemple', 'sending', 1, '2026-03-01T08:00:00.000Z', 'x',
           '2026-03-02T08:00:00.000Z', '2026-03-01T08:00:00.000Z', 'not_an_order', '[]')",
    );
    client.host.run(sweep::sweep(&client.host, &client.settings)).0.expect("swept");
    let failed = webhook::status(NUMBER_ID, "wamid.OUT", Some("att_1"), "failed", Some(131_042));
    let signature = webhook::sign(SECRET, failed.as_bytes());
    let posted = client.posts_signed(&signature, &failed);
    assert_eq!(posted, 200);
    let line = |outcome: &str, error: &str, configuration: bool, of: &str| {
        json!({"level": "error", "event": "send", "outcome": outcome, "error": error,
            "configuration": configuration, "of": of})
        .to_string()
    };
    let expected = [line("unknown", "no_answer", false, "rev_lost"), line("undelivered", "131042", true, "att_1")];
    assert_eq!(client.host.logged.take(), expected);
}

#[test]
fn the_team_is_told_what_is_wrong_and_no_value_of_a_setting() {
    let client = with("RETENTION_DAYS", "a secret");
    does(
        &client,
        "INSERT INTO run_ledger (at, invocation, step, outcome) VALUES
           ('2026-03-01T11:00:00.000Z', 'inv', 'webhook', 'odd'), ('2026-03-01T11:30:00.000Z', 'inv', 'session', 'begun');
         INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
           window_closes_at, gate_verdict, gate_evidence)
         SELECT 'rev_' || s.value, 'w', 'snd_' || s.value, 'c1', s.value, 1, 'x', '2026-03-01T11:50:00.000Z', 'x',
           'not_an_order', '[]' FROM json_each('[\"pending\",\"sent\"]') AS s;",
    );
    let report = health(&client);
    assert_eq!(report["status"], "degraded");
    assert_eq!(report["settings"]["RETENTION_DAYS"], "senseless");
    assert_eq!(report["settings"]["META_APP_SECRET"], "present");
    assert_eq!(report["settings"]["LLM_API_KEY"], "absent");
    assert_eq!(
        report["problems"][0],
        json!({"what": "setting", "detail": "RETENTION_DAYS must be a number from 8 to 3650"})
    );
    assert!(!report.to_string().contains("a secret"), "{report}");
    assert_eq!(report["last_webhook"]["at"], "2026-03-01T11:00:00.000Z");
    assert_eq!(report["oldest_open_card"], json!({"received_at": "2026-03-01T11:50:00.000Z", "seconds": 600}));
    assert_eq!((&report["last_send"], &report["ledger"]["witness"]), (&Value::Null, &json!("ok")));
    for role in ["reviewer", "auditor"] {
        client.host.db.borrow().execute("UPDATE reviewer SET role = ?1", [role]).expect("another role");
        health(&client);
    }
}

#[test]
fn a_ledger_that_went_back_is_said_on_every_page_and_acknowledged_by_an_admin() {
    let client = configured();
    assert!(!text(&client.opens("/review")).contains("class=\"alarm\""));
    let at = Timestamp::from_seconds(NOON);
    let newest = Some(Link { checkpoint: 7, row: 70, link: "a-lost-link".into(), at });
    client.host.witness.chain.borrow_mut().newest = newest;
    does(
        &client,
        "INSERT INTO ledger_alarm (what, since, invocation, kept_row, kept_at, kept_link, settled_at) VALUES
           ('went_back', '2026-03-01T12:00:00.000Z', 'x', 70, '2026-03-01T12:00:00.000Z', 'a-lost-link', NULL)",
    );
    for page in ["/review", "/review/stuck", "/review/customers", "/review/history"] {
        let shown = text(&client.opens(page));
        assert!(shown.contains("class=\"alarm\"") && shown.contains("/review/ledger"), "{page}");
    }
    assert_eq!(healthz(&client), status(200, "degraded"));
    let acknowledge = |link: &str| client.calls("POST", "/api/ledger/acknowledge", &json!({"link": link}));
    let code = |(status, body): (u16, Value)| (status, body["error"]["code"].as_str().unwrap_or_default().to_owned());
    assert_eq!(code(acknowledge("a-lost-link")), (409, "not_settled".into()));
    does(&client, "UPDATE ledger_alarm SET settled_at = '2026-03-01T12:00:00.000Z'");
    assert_eq!(code(acknowledge("another")), (409, "other_gap".into()));
    let page = text(&client.opens("/review/ledger"));
    assert!(page.contains("a-lost-link") && page.contains("70"), "{page}");
    let shown = client.submits("/review/ledger", &[], &[("link", "a-lost-link")]);
    assert_eq!((shown.status, text(&shown).contains("class=\"alarm\"")), (200, false));
    assert_eq!(code(acknowledge("a-lost-link")), (409, "nothing_to_acknowledge".into()));
    let (_, head) = client.calls("GET", "/api/ledger/head", &Value::Null);
    assert_eq!((&head["newest"], &head["ended"][0]["newest"]["link"]), (&Value::Null, &json!("a-lost-link")));
    client.host.db.borrow().execute("UPDATE reviewer SET role = 'reviewer'", []).expect("another role");
    assert_eq!(code(acknowledge("x")).0, 403);
    assert_eq!(client.calls("GET", "/api/ledger/head", &Value::Null).0, 403);
}

#[test]
fn the_head_of_the_ledger_needs_its_witness() {
    let client = configured();
    let asked = |away: WitnessError| {
        *client.host.witness.away.borrow_mut() = Some(away);
        let (status, body) = client.calls("GET", "/api/ledger/head", &Value::Null);
        (
            status,
            body["error"]["code"].as_str().unwrap_or_default().to_owned(),
            health(&client)["ledger"]["witness"].clone(),
        )
    };
    assert_eq!(asked(WitnessError::NoBinding), (503, "no_witness".into(), json!("no_binding")));
    let failed = WitnessError::Failed(DatabaseError::NoBinding.to_string());
    assert_eq!(asked(failed), (500, "internal".into(), json!("unreachable")));
}
