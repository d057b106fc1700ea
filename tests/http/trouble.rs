//! What is wrong is loud: on every page, in health, and one line in the chat when it begins and one
//! when it is over.

use crate::client::{Client, text};
use crate::connection::{SET, Set, client, good, minute, refuses_the_token, says};
use serde_json::{Value, json};
use testkit::recording::NOON;
use whatsapp_order_ack::host::Reply;
use whatsapp_order_ack::settings::Settings;

fn does(client: &Client, sql: &str) {
    client.host.db.borrow().execute_batch(sql).expect("by hand");
}

/// A message came so many hours before noon.
fn a_message_came(client: &Client, hours: i64) {
    let row = format!(
        "INSERT INTO run_ledger (at, invocation, step, outcome)
         VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', {NOON} - {hours} * 3600, 'unixepoch'), 'inv', 'admit', 'admitted')"
    );
    does(client, &row);
}

fn problems(client: &Client) -> Vec<String> {
    let (status, report) = client.calls("GET", "/api/health", &Value::Null);
    assert_eq!(status, 200);
    let problems = report["problems"].as_array().expect("problems");
    problems.iter().map(|problem| problem["what"].as_str().expect("a name").to_owned()).collect()
}

fn health(client: &Client) -> String {
    let (_, body) = client.sends("GET", "/healthz", "", "");
    serde_json::from_str::<Value>(&body).expect("JSON")["status"].as_str().expect("a word").to_owned()
}

/// What the chat was told since it was last asked.
fn chat(client: &Client) -> Vec<String> {
    let posted = client.host.posted.take();
    let line = |body: &String| serde_json::from_str::<Value>(body).ok()?["text"].as_str().map(str::to_owned);
    posted.iter().filter_map(line).collect()
}

/// A business at work, with Meta's side as it should be.
fn well() -> Client {
    let client = client(SET);
    a_message_came(&client, 1);
    says(&client, &good());
    minute(&client);
    assert_eq!((health(&client).as_str(), chat(&client)), ("ok", vec![]));
    client
}

/// A reply that Graph refused.
fn a_send_was_refused(client: &Client, code: i64) {
    let now = client.host.now.get();
    let sql = format!(
        "INSERT INTO send_attempt (id, decision_id, review_id, started_at, outcome, error_code)
         VALUES ('att_1', 'dec_1', 'rev_1', strftime('%Y-%m-%dT%H:%M:%fZ', {now} + 10, 'unixepoch'), 'refused', {code})"
    );
    does(client, &sql);
}

#[test]
fn a_token_that_expired_is_said_everywhere_within_two_minutes_and_nowhere_once_it_was_changed() {
    let mut client = well();
    a_send_was_refused(&client, 190);
    says(&client, &refuses_the_token());
    minute(&client);
    assert_eq!(health(&client), "degraded");
    assert_eq!(problems(&client), ["sends", "connection"]);
    let page = text(&client.opens("/review"));
    assert!(page.contains("WhatsApp refuse les envois, code 190") && page.contains("/review/connection"), "{page}");
    let (_, report) = client.calls("GET", "/api/connection", &Value::Null);
    assert_eq!(report["checks"][0]["state"], "failing");
    let lines = chat(&client);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines.iter().all(|line| line.starts_with("Problème : ") && line.ends_with(" https://orders.example/review"))
    );
    minute(&client);
    assert_eq!(chat(&client), Vec::<String>::new(), "once");
    client.settings = Settings::of(Set { token: "a new one", ..SET });
    says(&client, &good());
    minute(&client);
    assert_eq!((health(&client).as_str(), problems(&client)), ("ok", vec![]));
    assert!(!text(&client.opens("/review")).contains("class=\"alarm\""));
    let lines = chat(&client);
    assert!(lines.len() == 2 && lines.iter().all(|line| line.starts_with("Réglé : ")), "{lines:?}");
}

#[test]
fn a_line_that_the_chat_did_not_take_comes_again() {
    let client = well();
    a_send_was_refused(&client, 131_042);
    says(&client, &good());
    client.host.replies.borrow_mut().push_back(Reply { status: 503, body: vec![] });
    minute(&client);
    assert_eq!(chat(&client).len(), 1);
    assert_eq!(client.count("SELECT count(*) FROM run_ledger WHERE step = 'notify' AND outcome = 'posted'"), 0);
    minute(&client);
    minute(&client);
    assert_eq!(chat(&client).len(), 1, "told once more, and then it is known");
    assert_eq!(client.count("SELECT count(*) FROM run_ledger WHERE step = 'notify' AND outcome = 'posted'"), 1);
}

#[test]
fn no_line_names_a_person_or_a_number() {
    let client = well();
    does(
        &client,
        "INSERT INTO bot_switch (id, is_on, changed_by, changed_at) VALUES (1, 0, 'usr_1', '2026-03-01T11:00:00.000Z');
         INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, recipient, state, version,
           opened_at, received_at, window_closes_at, gate_verdict, gate_evidence)
         VALUES ('rev_1', 'w', 'snd_1', 'c1', 'Exemple', '33600000001', 'unknown', 1, '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 'not_an_order', '[]')",
    );
    minute(&client);
    let lines = chat(&client).join("\n");
    assert!(lines.contains("arrêté") && lines.contains("cartes"), "{lines}");
    for private in ["Rani", "Exemple", "33600000001"] {
        assert!(!lines.contains(private), "{lines}");
    }
    assert_eq!(problems(&client), ["switched_off", "undone"]);
    assert!(text(&client.opens("/review/history")).contains("<a href=\"/review/stuck\">1 carte"));
}

#[test]
fn silence_is_loud_where_it_is_longer_than_at_this_hour_of_the_last_two_weeks() {
    let silent = |client: &Client| problems(client).contains(&"no_messages".to_owned());
    let never = client(SET);
    assert!(silent(&never) && text(&never.opens("/review")).contains("Aucun message n"), "never");
    // Each morning at seven for twenty days, and at noon the same five hours of nothing.
    let daily = client(SET);
    (0..20).for_each(|day| a_message_came(&daily, 5 + day * 24));
    assert!(!silent(&daily), "as every day");
    daily.host.now.set(NOON + 2 * 3_600);
    assert!(!silent(&daily), "as every day at this hour");
    does(&daily, "DROP TRIGGER run_ledger_no_delete; DELETE FROM run_ledger WHERE at > '2026-03-01'");
    daily.host.now.set(NOON);
    assert!(silent(&daily), "today's did not come");
    let page = text(&daily.opens("/review/stuck"));
    assert!(page.contains("28 févr. à 7 h 00 UTC"), "{page}");
    let new = client(SET);
    a_message_came(&new, 6);
    assert!(!silent(&new), "nothing is usual yet");
    let gone = client(SET);
    a_message_came(&gone, 24 * 30);
    assert!(silent(&gone), "a month");
}

#[test]
fn that_nobody_can_be_told_is_said_until_a_device_rings_or_a_chat_is_there() {
    let mut client = well();
    client.settings = Settings::of(crate::connection::NoChat);
    let untold = |client: &Client| problems(client).contains(&"nobody_told".to_owned());
    assert!(untold(&client) && text(&client.opens("/review")).contains("href=\"/review/notices\""));
    for page in ["/review", "/review/people", "/review/replies"] {
        assert!(text(&client.opens(page)).contains("Personne n'est prévenu des cartes en attente."), "{page}");
    }
    does(
        &client,
        "INSERT INTO device (id, reviewer_id, name, endpoint, p256dh, auth, added_at)
         VALUES ('dev_1', 'usr_1', 'Android', 'https://fcm.googleapis.com/fcm/send/x', 'p', 'a', 'x')",
    );
    assert!(!untold(&client));
    does(&client, "UPDATE device SET endpoint = NULL");
    assert!(untold(&client), "its service gave it up");
}

#[test]
fn the_status_of_meta_in_the_report_has_no_value_of_a_setting() {
    let client = well();
    let (_, report) = client.calls("GET", "/api/health", &Value::Null);
    assert_eq!(report["settings"]["META_APP_ID"], json!("present"));
    assert_eq!(report["settings"]["WHATSAPP_BUSINESS_ACCOUNT_ID"], json!("absent"));
    assert!(!report.to_string().contains("670843887433847"), "{report}");
}
