//! Cards, by the API and at the desk; what was decided and what is stuck.

use crate::client::{Client, text};
use serde_json::{Value, json};
use testkit::recording::{Fixed, NOON};
use whatsapp_order_ack::http::{After, Response};
use whatsapp_order_ack::keyed_hash::sha256_hex;
use whatsapp_order_ack::settings::{Settings, SettingsSource};
use whatsapp_order_ack::sweep;

const CARD: &str = "/review/cards/rev_1";
pub const TEXT: &str = "Bonjour Épicerie Exemple, bien reçu, merci !";
const SCRIPT: &[(&str, &str)] = &[("x-desk", "card")];

/// Somebody at work on an open card with a draft, of a customer who is listed.
pub fn at_work() -> Client {
    let rani = Client::new();
    let sql = format!(
        "INSERT INTO customers (id, name) VALUES ('c1', 'Épicerie Exemple');
         INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
         VALUES ('33600000001', 'snd_1', 'c1', 'asked', 'usr_1', 'x');
         INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at,
           received_at, window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_sha256,
           draft_text, recipient, quoted_wamid)
         VALUES ('rev_1', 'w', 'snd_1', 'c1', 'Épicerie Exemple', 'pending', 1, '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 'order_shaped', '[]', 'fr', 'template', '{}',
           '{TEXT}', '33600000001', 'wamid.ASKED');
         INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
           stamped_at, admitted_at, window_closes_at, waiting, review_id, wamid, reply_to, text, customer_id)
         VALUES ('m_1', 'inv', 'snd_1', 'admitted', 'words', 'text', 'fresh', '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 0, 'rev_1', 'wamid.ASKED', '33600000001',
           '10 cartons de harissa', 'c1');",
        sha256_hex(TEXT.as_bytes())
    );
    run(&rani, &sql);
    rani
}

fn run(rani: &Client, sql: &str) {
    rani.host.db.borrow().execute_batch(sql).expect("rows");
}

fn json_of(response: &Response) -> Value {
    serde_json::from_slice(&response.body).expect("JSON")
}

fn says(response: &Response) -> (u16, String) {
    (response.status, json_of(response)["error"]["code"].as_str().expect("a code").to_owned())
}

/// Presses the button that sends the draft.
pub fn approve(rani: &Client, headers: &[(&str, &str)]) -> Response {
    let hash = sha256_hex(TEXT.as_bytes());
    let fields = [("version", "1"), ("state", "pending"), ("key", "press-1"), ("text_sha256", hash.as_str())];
    rani.submits(&format!("{CARD}/approve"), headers, &fields)
}

#[test]
fn the_api_lists_cards_and_shows_one() {
    let rani = at_work();
    let get = |path: &str| rani.calls("GET", path, &Value::Null);
    let (_, page) = get("/api/reviews?limit=1");
    assert_eq!(page["reviews"][0]["id"], "rev_1");
    let next = page["next_cursor"].as_str().expect("the page is full");
    let (_, page) = get(&format!("/api/reviews?state=pending&cursor={next}"));
    assert_eq!(page, json!({"reviews": [], "unreadable": [], "next_cursor": null}));
    for senseless in ["state=lost", "limit=0", "limit=101", "cursor=there"] {
        let (status, refused) = get(&format!("/api/reviews?{senseless}"));
        assert_eq!((status, &refused["error"]["code"]), (400, &json!("bad_request")), "{senseless}");
    }
    let (_, card) = get("/api/reviews/rev_1");
    assert_eq!((&card["draft"]["text"], &card["trail"]), (&json!(TEXT), &json!([])));
    assert_eq!(["rev_2", "a%20b"].map(|id| get(&format!("/api/reviews/{id}")).0), [404, 404]);
}

#[test]
fn the_api_decides_once_and_the_crm_hears_of_every_outcome() {
    let rani = at_work();
    let approve = |key: &str, version: u32| {
        let body = json!({"version": version, "text_sha256": sha256_hex(TEXT.as_bytes())});
        rani.decides("/api/reviews/rev_1/approve", key, &body)
    };
    let sent = approve("k1", 1);
    assert_eq!((sent.status, &sent.after), (200, &vec![After::Tell]));
    assert_eq!(json_of(&sent)["state"], "sent");
    assert_eq!(text(&approve("k1", 1)), text(&sent), "the same press again");
    let late = approve("k2", 1);
    assert_eq!((says(&late), &late.after), ((409, "already_decided".into()), &vec![After::Tell]));
    assert_eq!(json_of(&late)["review"]["state"], "sent");
    assert_eq!(says(&approve("k1", 2)), (422, "idempotency_key_reused".into()));
    assert_eq!(rani.count("SELECT count(*) FROM send_attempt"), 1);
}

#[test]
fn the_api_says_what_is_wrong_with_a_decision() {
    let rani = at_work();
    let reject = json!({"version": 1, "reason": "other"});
    let post = |path: &str, body: &Value| says(&rani.decides(&format!("/api/reviews/{path}"), "k1", body));
    assert_eq!(post("rev_1/reject", &json!({})), (400, "bad_request".into()), "no version");
    assert_eq!(post("rev_1/reject", &json!([1, "other", null])), (400, "bad_request".into()), "a list");
    assert_eq!(post("rev_2/reject", &reject), (404, "not_found".into()));
    assert_eq!(post("rev_1/forget", &reject), (404, "not_found".into()));
    let arrived = json!({"version": 1, "outcome": "sent"});
    assert_eq!(post("rev_1/resolve", &arrived).0, 409, "nothing was sent that could have arrived");
    assert_eq!(says(&rani.decides("/api/reviews/rev_1/reject", "", &reject)), (400, "bad_request".into()), "no key");
    assert_eq!(rani.sends("POST", "/api/reviews/rev_1/redraft", "text/plain", "{\"version\":1}").0, 415);
    let (status, error) = rani.calls("GET", "/api/reviews/rev_1/reject", &Value::Null);
    assert_eq!((status, &error["error"]["message"]), (405, &json!("Use POST.")));
}

#[test]
fn a_card_of_many_long_messages_is_answered_and_kept() {
    let rani = at_work();
    let long = format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60)
         INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
           stamped_at, admitted_at, window_closes_at, waiting, review_id, text, customer_id)
         SELECT 'm_more_' || n, 'inv', 'snd_1', 'admitted', 'words', 'text', 'fresh', '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 0, 'rev_1', '{}', 'c1' FROM n",
        "é".repeat(20_000)
    );
    run(&rani, &long);
    let approve = |version: u32, key: &str| {
        let body = json!({"version": version, "text_sha256": sha256_hex(TEXT.as_bytes())});
        rani.decides("/api/reviews/rev_1/approve", key, &body)
    };
    let stale = approve(2, "k0");
    // One column of D1 holds 2 MB, and the answer is kept in one.
    assert!(stale.status == 409 && (1_000_000..2_000_000).contains(&stale.body.len()), "{}", stale.body.len());
    let answers = [approve(1, "k1"), approve(1, "k1"), approve(2, "k1")].map(|answer| answer.status);
    assert_eq!(answers, [200, 200, 422], "sent, the same again, another request");
    assert_eq!(rani.count("SELECT count(*) FROM send_attempt"), 1);
}

#[test]
fn a_card_of_a_restored_database_is_pressed_only_after_somebodys_word() {
    let rani = at_work();
    run(
        &rani,
        "INSERT INTO ledger_alarm (what, since, invocation) VALUES ('went_back', '2026-03-01T09:00:00.000Z', 'inv_1')",
    );
    let approve = json!({"version": 1, "text_sha256": sha256_hex(TEXT.as_bytes())});
    let press = |verb: &str, key: &str, body: &Value| rani.decides(&format!("/api/reviews/rev_1/{verb}"), key, body);
    assert_eq!(says(&press("approve", "k1", &approve)), (409, "already_decided".into()));
    assert_eq!(rani.count("SELECT count(*) FROM send_attempt"), 0);
    let stuck = text(&rani.opens("/review/stuck"));
    assert!(stuck.contains("/review/cards/rev_1/resolve"), "it can be said there: {stuck}");
    let resolved = press("resolve", "k2", &json!({"version": 1, "outcome": "not_sent"}));
    assert_eq!((resolved.status, &json_of(&resolved)["state"]), (200, &json!("failed")));
    let sent = press("approve", "k3", &approve);
    assert_eq!((sent.status, &json_of(&sent)["state"]), (200, &json!("sent")));
}

#[test]
fn nothing_is_sent_while_the_switch_is_off() {
    struct Off;
    impl SettingsSource for Off {
        fn get(&self, name: &'static str) -> Option<String> {
            if name == "BOT_ENABLED" { Some("false".into()) } else { Fixed("template").get(name) }
        }
    }
    let mut rani = at_work();
    rani.settings = Settings::of(Off);
    let edit = json!({"version": 1, "text": "Bien reçu"});
    assert_eq!(says(&rani.decides("/api/reviews/rev_1/edit", "k1", &edit)), (503, "bot_disabled".into()));
    assert_eq!(approve(&rani, &[]).status, 503);
}

#[test]
fn the_api_has_an_open_card_drafted_again() {
    let rani = at_work();
    let redraft = |body: Value| rani.calls("POST", "/api/reviews/rev_1/redraft", &body);
    let (status, stale) = redraft(json!({"version": 2}));
    assert_eq!(
        (status, &stale["error"]["code"], &stale["review"]["version"]),
        (409, &json!("stale_version"), &json!(1))
    );
    assert_eq!(redraft(json!({"version": 1, "text": "x"})).0, 400);
    assert_eq!(redraft(json!({"version": 1})), (202, Value::Null));
}

fn stamp_of(html: &str) -> String {
    html.split("data-stamp=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a stamp").to_owned()
}

/// Whether the desk's script is told something new after this.
fn moves(rani: &Client, change: impl FnOnce()) -> bool {
    let stamp = stamp_of(&text(&rani.opens("/review/history")));
    change();
    let look = rani.looks("/review", &[("x-desk", "poll"), ("x-desk-stamp", &stamp)]);
    assert!(matches!(look.status, 200 | 204));
    look.status == 200
}

#[test]
fn the_stamp_moves_with_whatever_a_card_shows_and_with_nothing_else() {
    let rani = at_work();
    let sql = |change: &str| moves(&rani, || run(&rani, change));
    assert!(sql("UPDATE review_queue SET state = 'sent'"));
    assert!(sql("INSERT INTO send_attempt (id, decision_id, review_id, started_at) VALUES ('a', 'd', 'rev_1', 'x');
                 UPDATE send_attempt SET delivery_rank = 3"));
    assert!(sql("DELETE FROM allowlist"), "a card says that its customer is off the list");
    assert!(moves(&rani, || assert_eq!(rani.presses("/review/switch", &[("to", "off")]).0, 303)));
    assert!(!moves(&rani, || {}));
    assert!(!sql("UPDATE send_attempt SET wamid = 'wamid.X'"));
    assert!(!sql("UPDATE review_queue SET erased_at = 'x'"), "an old card, erased for its age");
    assert!(!sql("INSERT INTO customers (id, name) VALUES ('c9', 'Exemple')"));
}

#[test]
fn a_card_that_has_come_to_wait_too_long_is_news() {
    let rani = at_work();
    run(&rani, "UPDATE review_queue SET opened_at = '2026-03-01T10:00:30.000Z'");
    let sweeps = |minutes: i64| {
        rani.host.now.set(NOON + minutes * 60);
        moves(&rani, || assert!(rani.host.run(sweep::sweep(&rani.host, &rani.settings)).0.is_ok()))
    };
    assert_eq!([0, 1, 2, 3].map(sweeps), [false, true, true, false]);
}

#[test]
fn one_look_brings_the_cards_whose_sends_are_under_way() {
    let rani = at_work();
    assert_eq!(approve(&rani, &[]).status, 303);
    let look =
        text(&rani.looks("/review", &[("x-desk", "poll"), ("x-desk-stamp", "0"), ("x-desk-cards", "rev_1,rev_9")]));
    let (_, beside) = look.split_once("<template id=\"settling\">").expect("the cards beside the queue");
    assert!(beside.contains(r#"id="rev_1""#), "{beside}");
}

#[test]
fn the_script_is_told_nothing_new_until_there_is() {
    let rani = at_work();
    let html = text(&rani.opens("/review"));
    assert!(html.contains(r#"id="rev_1""#), "{html}");
    let stamp = stamp_of(&html);
    let poll = || rani.looks("/review", &[("x-desk", "poll"), ("x-desk-stamp", &stamp)]);
    let same = poll();
    assert_eq!((same.status, same.body.len(), same.headers.len()), (204, 0, 0));
    run(&rani, "UPDATE review_queue SET version = 2");
    let news = poll();
    assert_eq!(news.status, 200);
    assert!(text(&news).contains(r#"data-version="2""#));
    let stamp = stamp_of(&text(&news));
    let poll = || rani.looks("/review", &[("x-desk", "poll"), ("x-desk-stamp", &stamp)]);
    assert_eq!(poll().status, 204);
    run(
        &rani,
        "INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
           window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source)
         VALUES ('rev_2', 'w', 'snd_1', 'c1', 'unknown', 1, '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z',
           '2026-03-02T08:00:00.000Z', 'order_shaped', '[]', 'fr', 'template')",
    );
    assert_eq!(poll().status, 200, "another card needs somebody");
    for minutes in [20, 40] {
        rani.host.now.set(NOON + minutes * 60);
        assert_eq!(poll().status, if minutes == 20 { 200 } else { 401 }, "a look of the script's is no use of it");
    }
}

#[test]
fn a_card_comes_as_a_page_and_by_itself_for_the_script() {
    let rani = at_work();
    let page = text(&rani.opens(CARD));
    assert!(page.contains("<!DOCTYPE html>") && page.contains(r#"id="rev_1""#), "{page}");
    let alone = text(&rani.looks(CARD, SCRIPT));
    assert!(alone.starts_with(r#"<template data-waiting="1""#) && alone.contains(r#"id="rev_1""#), "{alone}");
    assert_eq!(rani.opens("/review/cards/rev_2").status, 404);
}

#[test]
fn a_press_leads_back_to_the_queue_which_says_what_became_of_it() {
    let rani = at_work();
    let pressed = approve(&rani, &[]);
    assert_eq!((pressed.status, pressed.header("location")), (303, Some("/review?done=rev_1")));
    assert_eq!(pressed.after, [After::Tell]);
    let queue = text(&rani.opens("/review?done=rev_1"));
    assert!(queue.contains(r#"Envoyé à <a href="/review/cards/rev_1""#), "{queue}");
}

#[test]
fn a_press_of_the_script_brings_the_card_as_it_is_now() {
    let pressed = approve(&at_work(), SCRIPT);
    let html = text(&pressed);
    assert_eq!((pressed.status, &pressed.after), (200, &vec![After::Tell]));
    assert!(html.starts_with(r#"<div class="notice">"#) && html.contains(r#"data-state="sent""#), "{html}");
}

#[test]
fn what_a_press_could_not_do_is_said_on_the_card() {
    let rani = at_work();
    let edit = |words: &str, key: &str| {
        let fields = [("version", "7"), ("state", "pending"), ("key", key), ("text", words)];
        rani.submits(&format!("{CARD}/edit"), SCRIPT, &fields)
    };
    assert_eq!(edit("Demain matin", "").status, 400, "a page without a key");
    let moved = edit("Demain matin", "press-2");
    assert_eq!((moved.status, &moved.after), (409, &vec![After::Tell]));
    assert!(text(&moved).contains("Demain matin"), "what was typed is still there");
    assert_eq!(edit("Jeudi matin", "press-2").status, 422);
    rani.host.broken.set(Some("claim"));
    let broke = approve(&rani, SCRIPT);
    assert_eq!((broke.status, &broke.after), (500, &vec![After::Tell]));
    assert!(text(&broke).contains(r#"class="notice bad""#) && text(&broke).contains(r#"id="rev_1""#));
    assert_eq!(rani.count("SELECT count(*) FROM send_attempt"), 0);
    run(&rani, "UPDATE review_queue SET id = 'rev_2'; UPDATE inbound_message SET review_id = 'rev_2'");
    assert_eq!(approve(&rani, &[]).status, 404);
}

#[test]
fn ones_own_words_are_looked_at_before_they_are_sent() {
    let rani = at_work();
    let preview = |version: &str, words: &str| {
        rani.submits(&format!("{CARD}/preview"), SCRIPT, &[("version", version), ("text", words)])
    };
    let shown = preview("1", "Bien reçu, 10 cartons");
    assert!(shown.status == 200 && text(&shown).contains(r#"data-state="preview""#), "{}", text(&shown));
    assert_eq!(preview("1", " ").status, 400);
    let moved = preview("2", "Demain matin");
    assert!(moved.status == 409 && text(&moved).contains("Demain matin"), "what was typed is still there");
}

#[test]
fn a_card_is_drafted_again_from_the_desk() {
    let rani = at_work();
    let redraft = |version: &str| rani.presses(&format!("{CARD}/redraft"), &[("version", version)]).0;
    assert_eq!(["x", "2", "1"].map(redraft), [403, 409, 200]);
}

#[test]
fn the_desk_finds_what_was_decided_and_what_is_stuck() {
    let rani = at_work();
    approve(&rani, &[]);
    let found = |query: &str| text(&rani.opens(&format!("/review/history?{query}"))).contains("rev_1");
    assert!(found("q=harissa&customer=c1&outcome=approved&from=2026-03-01&to=2026-03-01"));
    assert!(!found("q=zorglub") && !found("outcome=rejected") && !found("to=2026-02-28"));
    let stuck = || text(&rani.opens("/review/stuck")).contains(r#"id="rev_1""#);
    assert!(!stuck());
    run(&rani, "UPDATE review_queue SET state = 'unknown'");
    assert!(stuck());
}

#[test]
fn the_history_goes_on_where_its_page_ends() {
    let rani = Client::new();
    run(
        &rani,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 51)
         INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
           window_closes_at, gate_verdict, gate_evidence)
         SELECT 'rev_' || i, 'w', 'snd_' || i, 'c1', 'expired', 1, '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 'not_an_order', '[]' FROM n",
    );
    let first = text(&rani.opens("/review/history?outcome=expired&customer=c1"));
    let next = first.split('"').find(|link| link.contains("&amp;before=")).expect("a link").replace("&amp;", "&");
    assert!(
        next.starts_with("/review/history?from=2026-01-31&to=2026-03-01&outcome=expired&q=&customer=c1&"),
        "{next}"
    );
    let cards = |page: &str| page.matches("/review/cards/rev_").count();
    assert_eq!((cards(&first), cards(&text(&rani.opens(&next)))), (50, 1));
}

#[test]
fn auditors_look_and_do_not_decide() {
    let rani = at_work();
    run(&rani, "UPDATE reviewer SET role = 'auditor'");
    for verb in ["approve", "edit", "reject", "resolve", "redraft"] {
        assert_eq!(rani.calls("POST", &format!("/api/reviews/rev_1/{verb}"), &json!({})).0, 403, "{verb}");
        assert_eq!(rani.presses(&format!("{CARD}/{verb}"), &[]).0, 403, "{verb}");
    }
    assert_eq!(rani.presses(&format!("{CARD}/preview"), &[]).0, 403);
    for path in ["/review", CARD, "/review/history", "/review/stuck"] {
        assert_eq!(rani.opens(path).status, 200, "{path}");
    }
    assert_eq!(rani.calls("GET", "/api/reviews", &Value::Null).0, 200);
}

#[test]
fn what_was_erased_for_its_age_forgets_its_customer_too() {
    let rani = at_work();
    let old = "UPDATE inbound_message SET wamid = NULL, reply_to = NULL, text = NULL, waiting = 0,
      erased_at = '2026-03-01T08:30:00.000Z'";
    run(&rani, old);
    assert_eq!(rani.calls("DELETE", "/api/customers/c1", &Value::Null).0, 204);
    let left = "SELECT count(*) FROM inbound_message WHERE customer_id = 'c1'";
    assert_eq!(testkit::database::count(&rani.host.db.borrow(), left), 0);
}
