//! What Meta's side says: each check in each state, what is an alert, and how often Meta is asked.

use crate::client::{Client, text};
use serde_json::{Value, json};
use testkit::recording::{Fixed, NOON, NUMBER_ID};
use whatsapp_order_ack::app::watch;
use whatsapp_order_ack::host::Reply;
use whatsapp_order_ack::notify::alerts;
use whatsapp_order_ack::settings::{Settings, SettingsSource};

const APP: &str = "670843887433847";
const ACCOUNT: &str = "102290129340398";
const OURS: &str = "https://orders.example/webhook/whatsapp";

/// The usual settings, with a token of one's choice.
#[derive(Clone, Copy)]
pub struct Set {
    pub token: &'static str,
    pub app: Option<&'static str>,
    pub url: Option<&'static str>,
}

pub const SET: Set = Set { token: "access", app: Some(APP), url: Some("https://orders.example") };

impl SettingsSource for Set {
    fn get(&self, name: &'static str) -> Option<String> {
        match name {
            "WHATSAPP_ACCESS_TOKEN" => Some(self.token.to_owned()),
            "META_APP_ID" => self.app.map(str::to_owned),
            "PUBLIC_URL" => self.url.map(str::to_owned),
            "WHATSAPP_VERIFY_TOKEN" => Some("verify".to_owned()),
            _ => Fixed("template").get(name),
        }
    }
}

/// The usual settings without a chat.
#[derive(Clone, Copy)]
pub struct NoChat;

impl SettingsSource for NoChat {
    fn get(&self, name: &'static str) -> Option<String> {
        if name == "ALERT_WEBHOOK_URL" { None } else { SET.get(name) }
    }
}

pub fn client(set: Set) -> Client {
    let mut client = Client::new();
    client.settings = Settings::of(set);
    client
}

/// What Meta answers, question by question, with all as it should be.
pub fn good() -> [(u16, Value); 6] {
    [
        (
            200,
            json!({"data": {"app_id": APP, "type": "SYSTEM_USER", "is_valid": true, "expires_at": 0,
            "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"],
            "granular_scopes": [{"scope": "whatsapp_business_messaging", "target_ids": [ACCOUNT]}]}}),
        ),
        (200, json!({"id": "1", "name": "orders"})),
        (
            200,
            json!({"id": NUMBER_ID, "status": "CONNECTED", "platform_type": "CLOUD_API", "account_mode": "LIVE",
            "quality_rating": "GREEN", "webhook_configuration": {"application": OURS},
            "health_status": {"can_send_message": "AVAILABLE", "entities": [
                {"entity_type": "PHONE_NUMBER", "id": NUMBER_ID, "can_send_message": "AVAILABLE"},
                {"entity_type": "WABA", "id": ACCOUNT, "can_send_message": "AVAILABLE"}]}}),
        ),
        (
            200,
            json!({"data": [{"object": "whatsapp_business_account", "callback_url": OURS, "active": true,
            "fields": [{"name": "messages", "version": "v26.0"}]}]}),
        ),
        (200, json!({"data": [{"whatsapp_business_api_data": {"id": APP, "name": "orders", "link": ""}}]})),
        (200, json!({"data": [{"id": "9"}, {"id": NUMBER_ID}]})),
    ]
}

const TOKEN: usize = 0;
const PROOF: usize = 1;
pub const NUMBER: usize = 2;
const FIELDS: usize = 3;
const APPS: usize = 4;
const NUMBERS: usize = 5;

fn refusal(code: i64, subcode: Option<i64>) -> (u16, Value) {
    let status = if code == 190 { 401 } else { 400 };
    let error = json!({"message": "m", "type": "OAuthException", "code": code, "error_subcode": subcode,
        "fbtrace_id": "AbC_123"});
    (status, json!({"error": error}))
}

pub fn says(client: &Client, answers: &[(u16, Value)]) {
    let replies = answers.iter().map(|(status, body)| Reply { status: *status, body: body.to_string().into() });
    *client.host.replies.borrow_mut() = replies.collect();
}

/// As Meta answers a token that it does not know.
pub fn refuses_the_token() -> Vec<(u16, Value)> {
    let invalid = json!({"data": {"is_valid": false, "error": {"code": 190, "subcode": 463, "message": "m"}}});
    vec![(200, invalid), refusal(190, Some(463)), refusal(190, Some(463)), good()[FIELDS].clone()]
}

pub fn checked(client: &Client, answers: &[(u16, Value)]) -> Value {
    says(client, answers);
    let (status, report) = client.calls("POST", "/api/connection/check", &json!({}));
    assert_eq!(status, 200, "{report}");
    assert!(client.host.replies.borrow().is_empty(), "all of it was asked");
    report
}

fn check<'a>(report: &'a Value, id: &str) -> &'a Value {
    let checks = report["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("{id}: {report}"))
}

fn state<'a>(report: &'a Value, id: &str) -> &'a str {
    check(report, id)["state"].as_str().expect("a state")
}

/// All is good but what is changed here.
fn with(set: Set, change: impl Fn(&mut [(u16, Value); 6])) -> Value {
    let mut answers = good();
    change(&mut answers);
    checked(&client(set), &answers)
}

#[test]
fn all_is_well_and_nothing_is_to_be_done() {
    let report = with(SET, |_| {});
    let ids: Vec<&str> = report["checks"].as_array().expect("checks").iter().filter_map(|c| c["id"].as_str()).collect();
    let order = ["token", "expiry", "scopes", "app_secret", "account", "subscribed", "callback", "field", "number"];
    assert_eq!(ids, [&order[..], &["health", "last_message", "unsigned", "other_numbers"]].concat());
    for id in order.iter().chain(&["health", "other_numbers"]) {
        assert_eq!((state(&report, id), &check(&report, id)["remedy"]), ("ok", &Value::Null), "{id}");
    }
    assert_eq!(state(&report, "last_message"), "warning", "none has come yet");
    assert_eq!(report["checked_at"], "2026-03-01T12:00:00.000Z");
}

#[test]
fn before_anybody_asked_nothing_is_known() {
    let client = client(SET);
    let (_, report) = client.calls("GET", "/api/connection", &Value::Null);
    assert_eq!((state(&report, "token"), &report["checked_at"]), ("unknown", &Value::Null));
    assert!(check(&report, "token")["remedy"].is_string());
}

/// A check, the question whose answer is another, that answer, and the state.
type Case = (&'static str, usize, (u16, Value), &'static str);

fn changed(at: usize, path: &str, value: Value) -> (u16, Value) {
    let (status, mut body) = good()[at].clone();
    *body.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
    (status, body)
}

fn cases() -> Vec<Case> {
    let days = |days: i64| json!(NOON + days * 86_400);
    let configuration = |value: Value| changed(NUMBER, "/webhook_configuration", value);
    let health = |word: &str| changed(NUMBER, "/health_status/can_send_message", json!(word));
    vec![
        ("token", TOKEN, changed(TOKEN, "/data/is_valid", json!(false)), "failing"),
        ("token", TOKEN, refusal(100, None), "ok"),
        ("expiry", TOKEN, changed(TOKEN, "/data/expires_at", days(60)), "ok"),
        ("expiry", TOKEN, changed(TOKEN, "/data/expires_at", days(13)), "warning"),
        ("expiry", TOKEN, changed(TOKEN, "/data/expires_at", days(1)), "failing"),
        ("expiry", TOKEN, refusal(100, None), "unknown"),
        ("scopes", TOKEN, changed(TOKEN, "/data/scopes", json!(["whatsapp_business_messaging"])), "warning"),
        ("scopes", TOKEN, changed(TOKEN, "/data/scopes", json!(["whatsapp_business_management"])), "failing"),
        ("scopes", TOKEN, (503, json!({})), "unknown"),
        ("app_secret", PROOF, refusal(100, None), "failing"),
        ("app_secret", TOKEN, changed(TOKEN, "/data/app_id", json!("7")), "failing"),
        ("app_secret", PROOF, (500, json!({})), "unknown"),
        ("account", NUMBERS, (200, json!({"data": [{"id": "9"}]})), "failing"),
        ("account", NUMBERS, refusal(200, None), "unknown"),
        ("subscribed", APPS, (200, json!({"data": []})), "failing"),
        ("subscribed", APPS, changed(APPS, "/data/0/whatsapp_business_api_data/id", json!("7")), "failing"),
        ("subscribed", APPS, refusal(10, None), "unknown"),
        ("callback", NUMBER, configuration(json!({"application": "https://other.example/x?secret=1"})), "failing"),
        (
            "callback",
            NUMBER,
            configuration(json!({"application": OURS, "phone_number": "https://other.example"})),
            "failing",
        ),
        (
            "callback",
            NUMBER,
            configuration(json!({"application": "https://other.example", "whatsapp_business_account": OURS})),
            "ok",
        ),
        ("field", FIELDS, changed(FIELDS, "/data/0/fields", json!([{"name": "account_update"}])), "failing"),
        ("field", FIELDS, changed(FIELDS, "/data/0/active", json!(false)), "failing"),
        ("field", FIELDS, (200, json!({"data": []})), "failing"),
        ("field", FIELDS, refusal(190, None), "unknown"),
        ("number", NUMBER, changed(NUMBER, "/status", json!("RESTRICTED")), "failing"),
        ("number", NUMBER, changed(NUMBER, "/platform_type", json!("NOT_APPLICABLE")), "failing"),
        ("number", NUMBER, changed(NUMBER, "/account_mode", json!("SANDBOX")), "warning"),
        ("number", NUMBER, changed(NUMBER, "/quality_rating", json!("RED")), "warning"),
        ("number", NUMBER, refusal(100, Some(33)), "failing"),
        ("number", NUMBER, refusal(100, None), "unknown"),
        ("health", NUMBER, health("LIMITED"), "warning"),
        ("health", NUMBER, health("BLOCKED"), "failing"),
        ("health", NUMBER, (502, json!({})), "unknown"),
    ]
}

#[test]
fn each_check_comes_to_each_of_its_states_and_says_what_to_do() {
    for (id, at, answer, expected) in cases() {
        let report = with(SET, |answers| answers[at] = answer.clone());
        let found = check(&report, id);
        assert_eq!(found["state"], expected, "{id}: {answer:?}");
        assert_eq!(found["remedy"].is_string(), expected != "ok", "{found}");
        assert!(!report.to_string().contains("secret=1"), "the host alone");
    }
}

#[test]
fn a_refusal_comes_with_metas_code_and_trace_id() {
    let report = with(SET, |answers| answers[PROOF] = refusal(100, None));
    let detail = check(&report, "app_secret")["detail"].as_str().expect("words");
    assert!(detail.contains("100") && detail.contains("AbC_123"), "{detail}");
}

#[test]
fn a_token_that_meta_does_not_know_is_the_one_thing_that_fails() {
    let report = checked(&client(SET), &refuses_the_token());
    let failing = report["checks"].as_array().expect("checks").iter().filter(|check| check["state"] == "failing");
    assert_eq!(failing.map(|check| check["id"].clone()).collect::<Vec<_>>(), ["token"]);
    assert!(check(&report, "token")["detail"].as_str().is_some_and(|text| text.contains("190")), "{report}");
}

#[test]
fn without_an_app_id_the_token_says_whose_it_is_and_without_a_url_nothing_is_compared() {
    let report = with(Set { app: None, url: None, ..SET }, |_| {});
    assert_eq!((state(&report, "subscribed"), state(&report, "callback")), ("ok", "unknown"));
    assert!(check(&report, "callback")["detail"].as_str().is_some_and(|text| text.contains("orders.example")));
}

#[test]
fn the_account_is_learned_from_meta_and_asked_for_where_it_is_not() {
    let mut answers = good().to_vec();
    answers[NUMBER].1["health_status"]["entities"] = json!([]);
    assert_eq!(state(&checked(&client(SET), &answers), "account"), "ok", "by what the token is for");
    answers[TOKEN].1["data"]["granular_scopes"] = json!([]);
    let client = client(SET);
    let report = checked(&client, &answers[..4]);
    assert_eq!((state(&report, "account"), state(&report, "subscribed")), ("unknown", "unknown"));
    assert!(check(&report, "account")["remedy"].to_string().contains("WHATSAPP_BUSINESS_ACCOUNT_ID"));
    let (status, refused) = client.calls("POST", "/api/connection/subscribe", &json!({}));
    assert_eq!((status, &refused["error"]["code"]), (409, &json!("no_account")));
}

#[test]
fn one_press_subscribes_the_account_and_leaves_a_row() {
    let client = client(SET);
    let mut answers = good().to_vec();
    answers[APPS].1 = json!({"data": []});
    assert_eq!(state(&checked(&client, &answers), "subscribed"), "failing");
    says(&client, &[&[(200, json!({"success": true}))], &good()[..]].concat());
    let (status, report) = client.calls("POST", "/api/connection/subscribe", &json!({}));
    assert_eq!((status, state(&report, "subscribed")), (200, "ok"));
    let rows = |reason: &str| {
        client.count(&format!(
            "SELECT count(*) FROM run_ledger WHERE step = 'connection' AND outcome = 'subscribed' AND actor = 'usr_1'
             AND reason = '{reason}'"
        ))
    };
    assert_eq!(rows("subscribed"), 1);
    says(&client, &[&[refusal(200, None)], &good()[..]].concat());
    let (status, refused) = client.calls("POST", "/api/connection/subscribe", &json!({}));
    assert_eq!((status, &refused["error"]["code"], rows("refused:200")), (409, &json!("refused_by_meta"), 1));
    says(&client, &[&[(503, json!({}))], &good()[..]].concat());
    let (status, refused) = client.calls("POST", "/api/connection/subscribe", &json!({}));
    assert_eq!((status, &refused["error"]["code"]), (409, &json!("no_answer")));
}

#[test]
fn an_admin_reads_it_on_a_page_of_both_languages_and_nobody_else_does() {
    let client = client(SET);
    let mut answers = good().to_vec();
    answers[APPS].1 = json!({"data": []});
    says(&client, &answers);
    assert_eq!(client.presses("/review/connection", &[]), (303, "/review/connection".into()));
    let page = text(&client.opens("/review/connection"));
    assert!(page.contains("Application abonnée au compte") && page.contains("Abonnez le compte"), "{page}");
    assert!(page.contains("data-state=\"failing\"") && page.contains("/review/connection/subscribe"), "{page}");
    client.presses("/review/language", &[("language", "en"), ("next", "/review/connection")]);
    assert!(text(&client.opens("/review/connection")).contains("Subscribe the account"));
    says(&client, &[&[refusal(200, None)], &good()[..]].concat());
    let (status, shown) = client.presses("/review/connection/subscribe", &[]);
    assert!(status == 409 && shown.contains("Meta refused: code 200"), "{status} {shown}");
    for role in ["reviewer", "auditor"] {
        client.host.db.borrow().execute("UPDATE reviewer SET role = ?1", [role]).expect("another role");
        assert_eq!(client.opens("/review/connection").status, 403, "{role}");
        assert_eq!(client.calls("GET", "/api/connection", &Value::Null).0, 403, "{role}");
    }
}

/// A minute of the cron.
pub fn minute(client: &Client) {
    client.host.now.set(client.host.now.get() + 60);
    client.host.run(watch::watch(&client.host, &client.settings)).0.expect("watched");
    client.host.run(alerts::tell(&client.host, &client.settings)).0.expect("told");
}

fn asked_at(client: &Client) -> i64 {
    client.count("SELECT CAST(strftime('%s', asked_at) AS INTEGER) FROM connection")
}

/// How often trouble with the connection began and ended.
fn changes(client: &Client) -> (i64, i64) {
    let rows = |outcome: &str| {
        client.count(&format!(
            "SELECT count(*) FROM run_ledger WHERE step = 'trouble' AND outcome = '{outcome}' AND reason = 'connection'"
        ))
    };
    (rows("began"), rows("ended"))
}

#[test]
fn the_cron_asks_once_a_day_and_when_something_has_changed() {
    let mut client = client(SET);
    says(&client, &good());
    minute(&client);
    let first = asked_at(&client);
    assert_eq!(first, NOON + 60);
    minute(&client);
    assert_eq!(asked_at(&client), first, "not every minute");
    client
        .host
        .db
        .borrow()
        .execute_batch(
            "INSERT INTO send_attempt (id, decision_id, review_id, started_at, outcome, error_code)
         VALUES ('att_1', 'dec_1', 'rev_1', '2026-03-01T12:02:30.000Z', 'refused', 190)",
        )
        .expect("by hand");
    says(&client, &good());
    minute(&client);
    assert_eq!(asked_at(&client), NOON + 180, "after a send that was refused for its configuration");
    minute(&client);
    assert_eq!(asked_at(&client), NOON + 180, "and once for it");
    client.settings = Settings::of(Set { token: "another", ..SET });
    says(&client, &good());
    minute(&client);
    assert_eq!(asked_at(&client), NOON + 300, "with another token");
    client.host.now.set(NOON + 300 + 86_400 - 60);
    says(&client, &good());
    minute(&client);
    assert_eq!(asked_at(&client), NOON + 300 + 86_400, "a day later");
}

#[test]
fn what_fails_from_the_first_look_on_is_shown_and_nobody_is_called_for_it() {
    let client = client(SET);
    says(&client, &refuses_the_token());
    minute(&client);
    assert!(text(&client.opens("/review")).contains("Une vérification de la connexion"));
    assert_eq!(changes(&client), (0, 0));
    checked(&client, &good());
    minute(&client);
    assert_eq!(changes(&client), (0, 0), "what was not told to have begun is not told to be over");
    checked(&client, &refuses_the_token());
    minute(&client);
    assert_eq!(changes(&client), (1, 0), "that is a change");
    checked(&client, &good());
    minute(&client);
    assert_eq!(changes(&client), (1, 1));
    let reasons = "SELECT count(*) FROM run_ledger WHERE step = 'connection' AND reason = 'token:ok:failing'";
    assert_eq!(client.count(reasons), 1);
}

#[test]
fn what_is_mended_on_metas_side_is_noticed_within_a_quarter_of_an_hour() {
    let client = client(SET);
    checked(&client, &good());
    checked(&client, &refuses_the_token());
    minute(&client);
    client.host.now.set(client.host.now.get() + 13 * 60);
    says(&client, &good());
    minute(&client);
    assert_eq!(changes(&client), (1, 1));
}

#[test]
fn silence_of_metas_is_never_an_alert_and_ends_none() {
    let client = client(SET);
    checked(&client, &good());
    // The account is known from before: all is asked.
    let silent = [500, 503, 502, 500, 503, 500].map(|status| (status, json!({})));
    let report = checked(&client, &silent);
    assert_eq!(state(&report, "token"), "unknown");
    minute(&client);
    assert_eq!(changes(&client), (0, 0));
    checked(&client, &refuses_the_token());
    minute(&client);
    checked(&client, &silent);
    minute(&client);
    assert_eq!(changes(&client), (1, 0), "nobody knows that it is over");
    client.host.now.set(client.host.now.get() + 15 * 60);
    says(&client, &good());
    minute(&client);
    assert_eq!(changes(&client), (1, 1), "and Meta is asked again soon");
}

#[test]
fn nothing_of_the_token_or_the_secret_is_kept_or_shown() {
    let client = client(Set { token: "EAAtoken|of/ours", ..SET });
    let report = checked(&client, &good()).to_string();
    let kept = client.dump(&[]).join("\n");
    let page = text(&client.opens("/review/connection"));
    for secret in ["EAAtoken", "a secret of the tests"] {
        assert!(!kept.contains(secret) && !report.contains(secret) && !page.contains(secret), "{secret}");
    }
}
