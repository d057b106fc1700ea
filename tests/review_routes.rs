//! Cards, history, numbers and ledger over HTTP: each route through the dispatcher, on the
//! simulator's database.

#[path = "sim/database.rs"]
#[allow(dead_code, reason = "shared with the simulator")]
mod database;
#[path = "step_costs/recording.rs"]
#[allow(dead_code, reason = "shared with the costs of steps")]
mod recording;

use recording::{Fixed, NOON, Recording};
use serde_json::{Value, json};
use whatsapp_order_ack::app::{self, App};
use whatsapp_order_ack::http::credential::{COOKIE, Credential, Csrf, SessionId};
use whatsapp_order_ack::http::{After, Request, Response};
use whatsapp_order_ack::keyed_hash::sha256_hex;
use whatsapp_order_ack::settings::{Settings, Source};
use whatsapp_order_ack::team::sign_in;

const CARD: &str = "rev_1";
const TEXT: &str = "Bonjour Épicerie Exemple, bien reçu, merci !";

/// An open card with a draft, of a customer who is listed.
fn stage() -> Recording {
    let host = Recording::new();
    let sql = format!(
        "INSERT INTO customers (id, name) VALUES ('c1', 'Épicerie Exemple');
         INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
         VALUES ('33600000001', 'snd_1', 'c1', 'asked', 'usr_1', 'x');
         INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at,
           received_at, window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_sha256,
           draft_text, recipient, quoted_wamid)
         VALUES ('{CARD}', 'w', 'snd_1', 'c1', 'Épicerie Exemple', 'pending', 1, '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 'order_shaped', '[]', 'fr', 'template', '{}',
           '{TEXT}', '33600000001', 'wamid.ASKED');
         INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
           stamped_at, admitted_at, window_closes_at, waiting, review_id, wamid, reply_to, text, customer_id)
         VALUES ('m_1', 'inv', 'snd_1', 'admitted', 'words', 'text', 'fresh', '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 0, '{CARD}', 'wamid.ASKED', '33600000001',
           '10 cartons de harissa', 'c1');",
        sha256_hex(TEXT.as_bytes())
    );
    host.db.borrow().execute_batch(&sql).expect("a card");
    host
}

fn answer(host: &Recording, settings: &Settings, request: &Request, body: &str) -> Response {
    let mut body = body.as_bytes().to_vec();
    host.run(app::answer(App { host, settings }, request, &mut body)).0
}

fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).expect("text")
}

/// A program with Rani's token.
fn call(host: &Recording, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    call_with(host, &Settings::of(Fixed("template")), method, path, headers, body)
}

fn call_with(
    host: &Recording,
    settings: &Settings,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response {
    let always = [("authorization", "Bearer token"), ("content-type", "application/json")];
    let headers = headers.iter().chain(&always).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    answer(host, settings, &Request::new(method, &format!("https://desk.example{path}"), headers), body)
}

fn json_of(response: &Response) -> Value {
    serde_json::from_slice(&response.body).expect("JSON")
}

fn error_code(response: &Response) -> String {
    json_of(response)["error"]["code"].as_str().expect("a code").to_owned()
}

/// Somebody's browser.
struct Browser<'a> {
    host: &'a Recording,
    cookie: String,
    csrf: Csrf,
}

impl<'a> Browser<'a> {
    fn of_rani(host: &'a Recording) -> Self {
        let (id, _) = host.run(sign_in::sign_in(host, "token", None)).0.expect("a database").expect("Rani");
        Self::with(host, id)
    }

    fn with(host: &'a Recording, id: SessionId) -> Self {
        let cookie = id.cookie(COOKIE, true).split(';').next().unwrap_or_default().to_owned();
        Self { host, cookie, csrf: Credential::Session(id).csrf().expect("a session has one") }
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        let always = [
            ("cookie", self.cookie.as_str()),
            ("origin", "https://desk.example"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let headers = headers.iter().chain(&always).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let request = Request::new(method, &format!("https://desk.example{path}"), headers);
        answer(self.host, &Settings::of(Fixed("template")), &request, body)
    }

    fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        self.send("GET", path, headers, "")
    }

    fn post(&self, path: &str, headers: &[(&str, &str)], form: &str) -> Response {
        self.send("POST", path, headers, &format!("csrf={}&{form}", self.csrf.as_str()))
    }
}

const SCRIPT: (&str, &str) = ("x-desk", "card");

fn approval() -> String {
    format!("version=1&state=pending&key=press-1&text_sha256={}", sha256_hex(TEXT.as_bytes()))
}

#[test]
fn the_api_lists_cards_and_shows_one() {
    let host = stage();
    let page = json_of(&call(&host, "GET", "/api/reviews?limit=1", &[], ""));
    assert_eq!(page["reviews"][0]["id"], CARD);
    let next = page["next_cursor"].as_str().expect("the page is full");
    let page = json_of(&call(&host, "GET", &format!("/api/reviews?state=pending&cursor={next}"), &[], ""));
    assert_eq!(page, json!({"reviews": [], "next_cursor": null}));
    for senseless in ["state=lost", "limit=0", "limit=101", "cursor=there"] {
        let refused = call(&host, "GET", &format!("/api/reviews?{senseless}"), &[], "");
        assert_eq!((refused.status, error_code(&refused).as_str()), (400, "bad_request"), "{senseless}");
    }
    let card = json_of(&call(&host, "GET", "/api/reviews/rev_1", &[], ""));
    assert_eq!((&card["draft"]["text"], &card["trail"]), (&json!(TEXT), &json!([])));
    assert_eq!(call(&host, "GET", "/api/reviews/rev_2", &[], "").status, 404);
    assert_eq!(call(&host, "GET", "/api/reviews/a%20b", &[], "").status, 404);
}

#[test]
fn the_api_decides_once_and_the_crm_hears_of_every_outcome() {
    let host = stage();
    let body = json!({"version": 1, "text_sha256": sha256_hex(TEXT.as_bytes())}).to_string();
    let approve =
        |key: &str, body: &str| call(&host, "POST", "/api/reviews/rev_1/approve", &[("idempotency-key", key)], body);
    let sent = approve("k1", &body);
    assert_eq!((sent.status, sent.after.as_slice()), (200, [After::NotifyCrm].as_slice()));
    assert_eq!(json_of(&sent)["state"], "sent");
    assert_eq!(text(&approve("k1", &body)), text(&sent), "the same press again");
    let late = approve("k2", &body);
    assert_eq!((late.status, error_code(&late).as_str()), (409, "already_decided"));
    assert_eq!((&json_of(&late)["review"]["state"], late.after.len()), (&json!("sent"), 1));
    let other = approve("k1", &body.replace("1", "2"));
    assert_eq!((other.status, error_code(&other).as_str()), (422, "idempotency_key_reused"));
    let sends = "SELECT count(*) FROM send_attempt";
    assert_eq!(database::count(&host.db.borrow(), sends), 1);
}

#[test]
fn the_api_says_what_is_wrong_with_a_decision() {
    let host = stage();
    let key = [("idempotency-key", "k1")];
    let post = |path: &str, headers: &[(&str, &str)], body: &str| {
        let refused = call(&host, "POST", path, headers, body);
        (refused.status, error_code(&refused))
    };
    let says = |status: u16, code: &str| (status, code.to_owned());
    let reject = r#"{"version":1,"reason":"other"}"#;
    assert_eq!(post("/api/reviews/rev_1/reject", &[], reject), says(400, "bad_request"), "no key");
    assert_eq!(post("/api/reviews/rev_1/reject", &key, "{}"), says(400, "bad_request"), "no version");
    assert_eq!(post("/api/reviews/rev_2/reject", &key, reject), says(404, "not_found"));
    assert_eq!(post("/api/reviews/rev_1/forget", &key, reject), says(404, "not_found"));
    let plain = [("content-type", "text/plain"), ("idempotency-key", "k1")];
    assert_eq!(post("/api/reviews/rev_1/reject", &plain, reject), says(415, "not_json"));
    let resolved = post("/api/reviews/rev_1/resolve", &key, r#"{"version":1,"outcome":"sent"}"#);
    assert_eq!(resolved.0, 409, "nothing was sent that could have arrived");
    let get = call(&host, "GET", "/api/reviews/rev_1/reject", &[], "");
    assert_eq!((get.status, get.header("allow")), (405, Some("POST")));
}

#[test]
fn nothing_is_sent_while_the_switch_is_off() {
    struct Off;
    impl Source for Off {
        fn get(&self, name: &'static str) -> Option<String> {
            if name == "BOT_ENABLED" { Some("false".into()) } else { Fixed("template").get(name) }
        }
    }
    let (host, key) = (stage(), [("idempotency-key", "k1")]);
    let body = json!({"version": 1, "text": "Bien reçu"}).to_string();
    let off = call_with(&host, &Settings::of(Off), "POST", "/api/reviews/rev_1/edit", &key, &body);
    assert_eq!((off.status, error_code(&off).as_str()), (503, "bot_disabled"));
}

#[test]
fn the_api_has_an_open_card_drafted_again() {
    let host = stage();
    let redraft = |body: &str| call(&host, "POST", "/api/reviews/rev_1/redraft", &[], body);
    let stale = redraft(r#"{"version":2}"#);
    assert_eq!((stale.status, error_code(&stale).as_str()), (409, "stale_version"));
    assert_eq!(json_of(&stale)["review"]["version"], 1);
    assert_eq!(redraft(r#"{"version":1,"text":"x"}"#).status, 400);
    let done = redraft(r#"{"version":1}"#);
    assert_eq!((done.status, done.body.len()), (202, 0));
}

#[test]
fn the_script_is_told_nothing_new_until_there_is() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    let html = text(&rani.get("/review", &[]));
    assert!(html.contains(r#"id="rev_1""#), "{html}");
    let stamp = html.split("data-stamp=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a stamp");
    let poll = || rani.get("/review", &[("x-desk", "poll"), ("x-desk-stamp", stamp)]);
    let same = poll();
    assert_eq!((same.status, same.body.len(), same.headers.len()), (204, 0, 0));
    host.db.borrow().execute_batch("UPDATE review_queue SET version = 2").expect("a new version");
    let news = poll();
    assert_eq!(news.status, 200);
    assert!(text(&news).contains(r#"data-version="2""#));
    host.now.set(NOON + 60 * 60);
    assert_eq!(poll().status, 401, "the script's looks keep no session alive");
}

#[test]
fn a_card_comes_as_a_page_and_by_itself_for_the_script() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    let page = text(&rani.get("/review/cards/rev_1", &[]));
    assert!(page.contains("<!DOCTYPE html>") && page.contains(r#"id="rev_1""#), "{page}");
    let alone = text(&rani.get("/review/cards/rev_1", &[SCRIPT]));
    assert!(alone.starts_with(r#"<template data-waiting="1""#) && alone.contains(r#"id="rev_1""#), "{alone}");
    assert_eq!(rani.get("/review/cards/rev_2", &[]).status, 404);
}

#[test]
fn a_press_leads_back_to_the_queue_which_says_what_became_of_it() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    let pressed = rani.post("/review/cards/rev_1/approve", &[], &approval());
    assert_eq!((pressed.status, pressed.header("location")), (303, Some("/review?done=rev_1")));
    assert_eq!(pressed.after, [After::NotifyCrm]);
    let queue = text(&rani.get("/review?done=rev_1", &[]));
    assert!(queue.contains(r#"Envoyé à <a href="/review/cards/rev_1""#), "{queue}");
}

#[test]
fn a_press_of_the_script_brings_the_card_as_it_is_now() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    let pressed = rani.post("/review/cards/rev_1/approve", &[SCRIPT], &approval());
    let html = text(&pressed);
    assert_eq!(pressed.status, 200, "{html}");
    assert!(html.starts_with(r#"<p class="notice">"#) && html.contains(r#"data-state="sent""#), "{html}");
}

#[test]
fn what_a_press_could_not_do_is_said_on_the_card() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    let old = rani.post("/review/cards/rev_1/approve", &[SCRIPT], "version=1");
    assert_eq!(old.status, 400, "no key, and no state that was shown");
    let edit = "version=7&state=pending&key=press-2&text=Demain+matin";
    let moved = rani.post("/review/cards/rev_1/edit", &[SCRIPT], edit);
    assert_eq!((moved.status, moved.after.len()), (409, 1));
    assert!(text(&moved).contains("Demain matin"), "what was typed is still there");
    let reused = rani.post("/review/cards/rev_1/edit", &[SCRIPT], &edit.replace("Demain", "Jeudi"));
    assert_eq!(reused.status, 422);
    let nowhere = rani.post("/review/cards/rev_2/approve", &[], &approval());
    assert_eq!(nowhere.status, 404);
    host.broken.set(Some("claim"));
    let broke = rani.post("/review/cards/rev_1/approve", &[SCRIPT], &approval());
    assert_eq!((broke.status, broke.after.len()), (500, 1));
    assert!(text(&broke).contains(r#"class="notice bad""#) && text(&broke).contains(r#"id="rev_1""#));
    assert_eq!(database::count(&host.db.borrow(), "SELECT count(*) FROM send_attempt"), 0);
}

#[test]
fn ones_own_words_are_looked_at_before_they_are_sent() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    let preview = |form: &str| rani.post("/review/cards/rev_1/preview", &[SCRIPT], form);
    let shown = preview("version=1&text=Bien+re%C3%A7u%2C+10+cartons");
    assert_eq!(shown.status, 200);
    assert!(text(&shown).contains(r#"data-state="preview""#), "{}", text(&shown));
    assert_eq!(preview("version=1&text=+").status, 400);
    let moved = preview("version=2&text=Bien+re%C3%A7u");
    assert_eq!(moved.status, 409);
    assert!(text(&moved).contains("Bien reçu"), "what was typed is still there");
}

#[test]
fn a_card_is_drafted_again_from_the_desk() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    let redraft = |form: &str| rani.post("/review/cards/rev_1/redraft", &[SCRIPT], form).status;
    assert_eq!((redraft("version=x"), redraft("version=2"), redraft("version=1")), (403, 409, 200));
}

#[test]
fn the_desk_looks_back() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    rani.post("/review/cards/rev_1/approve", &[], &approval());
    let found = |query: &str| text(&rani.get(&format!("/review/history?{query}"), &[])).contains("rev_1");
    assert!(found("q=harissa&customer=c1&outcome=approved&from=2026-03-01&to=2026-03-01"));
    assert!(!found("q=zorglub") && !found("outcome=rejected") && !found("to=2026-02-28"));
    host.db.borrow().execute_batch("UPDATE review_queue SET state = 'unknown'").expect("nobody knows");
    assert!(text(&rani.get("/review/stuck", &[])).contains(r#"id="rev_1""#));
}

#[test]
fn the_history_goes_on_where_its_page_ends() {
    let host = stage();
    let more = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 51)
        INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
          window_closes_at, gate_verdict, gate_evidence)
        SELECT 'rev_x' || i, 'w', 'snd_x' || i, 'c1', 'rejected', 1, '2026-03-01T08:00:00.000Z',
          '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 'not_an_order', '[]' FROM n";
    host.db.borrow().execute_batch(more).expect("cards");
    let rani = Browser::of_rani(&host);
    let first = text(&rani.get("/review/history?outcome=rejected&customer=c1", &[]));
    let next = first.split('"').find(|link| link.contains("&amp;before=")).expect("a link").replace("&amp;", "&");
    assert!(next.starts_with("/review/history?from=2026-01-31&to=2026-03-01&outcome=rejected&q=&customer=c1&"));
    let cards = |page: &str| page.matches("/review/cards/rev_x").count();
    assert_eq!((cards(&first), cards(&text(&rani.get(&next, &[])))), (50, 1));
}

#[test]
fn the_numbers_are_a_page_and_a_file_with_all_of_them() {
    let host = stage();
    let rani = Browser::of_rani(&host);
    rani.post("/review/cards/rev_1/approve", &[], &approval());
    let page = text(&rani.get("/review/numbers?by=week", &[]));
    assert!(page.contains("2026-02-23") && page.contains("/review/numbers.csv?"), "the week's Monday: {page}");
    let file = rani.get("/review/numbers.csv?from=2026-03-01&to=2026-03-01", &[]);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"numbers.csv\""));
    assert_eq!(
        text(&file),
        "period,received,drafted,human_only,approved_unchanged,edited,sent_unchanged,sent_edited,answered_by_hand,\
         rejected,rejected_misleading,rejected_not_an_order,rejected_wrong_language,rejected_otherwise,sent,failed,\
         unknown,expired,median_seconds,slowest_seconds\r\n\
         2026-03-01,0,0,0,1,0,1,0,0,0,0,0,0,0,1,0,0,0,14400,14400\r\n"
    );
}

#[test]
fn the_ledger_is_read_page_by_page_and_day_by_day() {
    let host = stage();
    Browser::of_rani(&host).post("/review/cards/rev_1/approve", &[], &approval());
    let get = |path: &str| call(&host, "GET", path, &[], "");
    let page = json_of(&get("/api/ledger?limit=1"));
    let after = page["next_after"].as_i64().expect("there are more");
    let rest = json_of(&get(&format!("/api/ledger?after={after}")));
    assert!(rest["rows"].as_array().is_some_and(|rows| rows.iter().all(|row| row["id"].as_i64() > Some(after))));
    assert_eq!(rest["next_after"], Value::Null);
    let month = json_of(&get("/api/ledger/summary"));
    assert_eq!((&month["from"], &month["to"]), (&json!("2026-01-31"), &json!("2026-03-01")));
    assert_eq!((&month["days"][0]["day"], &month["days"][0]["sent"]), (&json!("2026-03-01"), &json!(1)));
    let before = json_of(&get("/api/ledger/summary?from=2026-02-01T10:00:00%2B02:00&to=2026-02-02"));
    assert_eq!(before, json!({"from": "2026-02-01", "to": "2026-02-02", "days": []}));
    for senseless in ["/api/ledger?limit=1001", "/api/ledger?after=-1", "/api/ledger/summary?from=soon"] {
        assert_eq!(get(senseless).status, 400, "{senseless}");
    }
}

#[test]
fn auditors_look_and_reviewers_decide() {
    let host = stage();
    let becomes = |role: &str| {
        let sql = format!("UPDATE reviewer SET role = '{role}'");
        host.db.borrow().execute_batch(&sql).expect("another role");
    };
    let rani = Browser::of_rani(&host);
    let status = |method: &str, path: &str| call(&host, method, path, &[], "{}").status;
    becomes("auditor");
    assert_eq!(status("GET", "/api/ledger"), 200);
    for path in ["approve", "edit", "reject", "resolve", "redraft"] {
        assert_eq!(status("POST", &format!("/api/reviews/rev_1/{path}")), 403, "{path}");
        assert_eq!(rani.post(&format!("/review/cards/rev_1/{path}"), &[], "").status, 403, "{path}");
    }
    assert_eq!(rani.post("/review/cards/rev_1/preview", &[], "").status, 403);
    becomes("reviewer");
    for path in ["/api/ledger", "/api/ledger/summary"] {
        assert_eq!(status("GET", path), 403, "{path}");
    }
    for path in ["/review", "/review/cards/rev_1", "/review/history", "/review/stuck", "/review/numbers"] {
        assert_eq!(rani.get(path, &[]).status, 200, "{path}");
    }
}
