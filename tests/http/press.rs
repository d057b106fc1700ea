//! A decision: who may, in which order it is refused, and what its batch asks for.

use crate::client::{Client, text};
use crate::review::{approve, at_work};
use serde_json::{Value, json};
use whatsapp_order_ack::http::Response;
use whatsapp_order_ack::keyed_hash::sha256_hex;

const TEXT: &str = "Bonjour Épicerie Exemple, bien reçu, merci !";
const APPROVE: &str = "/api/reviews/rev_1/approve";
const REJECT: &str = "/api/reviews/rev_1/reject";

fn seen() -> Value {
    json!({"version": 1, "text_sha256": sha256_hex(TEXT.as_bytes())})
}

fn misleading() -> Value {
    json!({"version": 1, "reason": "misleading", "note": null})
}

fn run(rani: &Client, sql: &str) {
    rani.host.db.borrow().execute_batch(sql).expect("rows");
}

fn says(response: &Response) -> (u16, String) {
    let body: Value = serde_json::from_slice(&response.body).expect("JSON");
    (response.status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
}

fn is_untouched(rani: &Client) {
    assert_eq!(rani.count("SELECT count(*) FROM review_queue WHERE state = 'pending' AND decision_id IS NULL"), 1);
    for table in ["decision", "send_attempt", "run_ledger WHERE step = 'decide'"] {
        assert_eq!(rani.count(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
}

/// Whoever signs in after it: with this done to the database, the desk's session and the token
/// are refused, and nothing is decided.
fn turned_away(sql: &str, at_desk: u16, by_api: u16) {
    let rani = at_work();
    run(&rani, sql);
    assert_eq!(approve(&rani, &[]).status, at_desk, "at the desk: {sql}");
    assert_eq!(rani.decides(APPROVE, "k1", &seen()).status, by_api, "by the API: {sql}");
    assert_eq!(rani.decides(REJECT, "k1", &misleading()).status, by_api, "rejecting: {sql}");
    is_untouched(&rani);
    run(&rani, "UPDATE review_queue SET state = 'unknown'");
    let arrived = json!({"version": 1, "outcome": "sent"});
    assert_eq!(rani.decides("/api/reviews/rev_1/resolve", "k1", &arrived).status, by_api, "settling: {sql}");
    assert_eq!(rani.count("SELECT count(*) FROM review_queue WHERE state = 'unknown'"), 1, "{sql}");
}

#[test]
fn only_whoever_may_decide_presses_anything() {
    turned_away("UPDATE reviewer SET revoked_at = 'x'", 401, 401);
    turned_away("UPDATE reviewer SET role = 'auditor'", 403, 403);
    turned_away("UPDATE reviewer SET assistant = 1", 403, 403);
    turned_away("UPDATE reviewer SET token_sha256 = 'x'; DELETE FROM session", 401, 401);
}

#[test]
fn a_session_that_is_over_presses_nothing() {
    for over in ["seen_at = '2026-03-01T11:29:59.000Z'", "created_at = '2026-03-01T03:59:59.000Z'", "ended_at = 'x'"] {
        let rani = at_work();
        run(&rani, &format!("UPDATE session SET {over}"));
        assert_eq!(approve(&rani, &[]).status, 401, "{over}");
        is_untouched(&rani);
    }
    let rani = at_work();
    run(&rani, "UPDATE session SET seen_at = '2026-03-01T11:31:00.000Z', created_at = '2026-03-01T04:01:00.000Z'");
    assert_eq!(approve(&rani, &[]).status, 303, "one that is not");
}

#[test]
fn whoever_asks_learns_first_whether_they_may() {
    let rani = at_work();
    let large = json!({"text": "x".repeat(70_000)});
    let tries =
        |who: &Client| [json!({}), json!([]), large.clone()].map(|body| says(&who.decides(APPROVE, "k1", &body)).0);
    assert_eq!(tries(&rani), [400, 400, 413]);
    let unknown = "/api/reviews/senseless/approve";
    assert_eq!(rani.decides(unknown, "k1", &seen()).status, 404);
    assert_eq!(says(&rani.decides(APPROVE, "", &seen())), (400, "bad_request".into()));
    let stranger = rani.becomes("made up");
    assert_eq!(tries(&stranger), [401; 3]);
    assert_eq!(stranger.decides(unknown, "k1", &seen()).status, 401);
    let auditor = stranger.becomes("token");
    run(&auditor, "UPDATE reviewer SET role = 'auditor'");
    assert_eq!(tries(&auditor), [403; 3]);
    is_untouched(&auditor);
}

#[test]
fn a_press_from_another_sites_page_is_none() {
    let rani = at_work();
    let hash = sha256_hex(TEXT.as_bytes());
    let fields = [("version", "1"), ("state", "pending"), ("key", "k1"), ("text_sha256", hash.as_str())];
    let forged = [("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site")];
    assert_eq!(rani.submits_from("/review/cards/rev_1/approve", &forged, "", &fields).status, 403);
    let ours = [("origin", "http://localhost:8787"), ("sec-fetch-site", "same-origin")];
    assert_eq!(rani.submits_from("/review/cards/rev_1/approve", &ours, "made up", &fields).status, 403);
    // The API takes the session too, and wants the token of its page in a header.
    for (origin, csrf) in [(forged, rani.csrf()), (ours, "made up")] {
        let headers = [&origin[..], &[("idempotency-key", "k1"), ("x-csrf-token", csrf)]].concat();
        assert_eq!(rani.posts_json_with_session(APPROVE, &headers, &seen()).status, 403);
    }
    is_untouched(&rani);
    let headers = [&ours[..], &[("idempotency-key", "k1"), ("x-csrf-token", rani.csrf())]].concat();
    assert_eq!(rani.posts_json_with_session(APPROVE, &headers, &seen()).status, 200);
}

#[test]
fn a_key_is_tied_to_what_it_was_first_sent_with() {
    let rani = at_work();
    let edit = json!({"version": 1, "text": "Bien reçu"});
    assert_eq!(
        says(&rani.decides(APPROVE, "k1", &json!({"version": 1, "text_sha256": "0"}))),
        (409, "other_text".into())
    );
    assert_eq!(rani.decides("/api/reviews/rev_1/edit", "k1", &edit).status, 422, "it was refused then");
    assert_eq!(rani.decides(REJECT, "k1", &misleading()).status, 422);
    is_undecided(&rani);
    assert_eq!(
        says(&rani.decides(APPROVE, "k1", &json!({"version": 1, "text_sha256": "0"}))),
        (409, "other_text".into())
    );
    let sent = rani.decides(APPROVE, "k2", &seen());
    assert_eq!(sent.status, 200);
    let again = rani.decides(APPROVE, "k2", &seen());
    assert_eq!((again.status, text(&again)), (200, text(&sent)), "the answer of then");
    assert_eq!(rani.decides("/api/reviews/rev_1/edit", "k2", &edit).status, 422);
    assert_eq!(rani.count("SELECT count(*) FROM decision"), 1);
}

/// A refusal is in the ledger, and nothing was decided.
fn is_undecided(rani: &Client) {
    assert_eq!(rani.count("SELECT count(*) FROM decision"), 0);
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger WHERE step = 'decide' AND outcome = 'refused'"), 1);
}

#[test]
fn what_is_refused_for_now_ties_no_key() {
    let rani = at_work();
    assert_eq!(rani.decides("/api/reviews/rev_2/approve", "k1", &seen()).status, 404);
    assert_eq!(rani.calls("PUT", "/api/switch", &json!({"on": false})).0, 200);
    assert_eq!(rani.decides(APPROVE, "k1", &seen()).status, 503);
    is_untouched(&rani);
    assert_eq!(rani.calls("PUT", "/api/switch", &json!({"on": true})).0, 200);
    assert_eq!(rani.decides("/api/reviews/rev_1/edit", "k1", &json!({"version": 1, "text": "Bien reçu"})).status, 200);
}

#[test]
fn a_late_press_expires_its_card() {
    let rani = at_work();
    rani.host.now.set(rani.host.now.get() + 24 * 60 * 60);
    let late = rani.decides(APPROVE, "k1", &seen());
    assert_eq!(says(&late), (409, "window_closed".into()));
    let card: Value = serde_json::from_slice(&late.body).expect("JSON");
    assert_eq!(card["review"]["state"], "expired", "{card}");
    let expired = "SELECT count(*) FROM run_ledger WHERE step = 'sweep' AND outcome = 'expired' AND actor = 'usr_1'";
    assert_eq!(rani.count(expired), 1);
}

/// A reply to `recipient`, whose customer is listed as `listed`.
fn answers(recipient: &str, listed: &str, status: u16) {
    let rani = at_work();
    run(
        &rani,
        &format!(
            "UPDATE allowlist SET address = '{listed}'; UPDATE review_queue SET recipient = '{recipient}', version = 1"
        ),
    );
    run(&rani, "UPDATE review_queue SET version = 1");
    assert_eq!(rani.decides(APPROVE, "k1", &seen()).status, status, "{recipient} as {listed}");
    assert_eq!(rani.host.sent_after.get().is_some(), status == 200, "{recipient} as {listed}");
}

#[test]
fn a_number_is_answered_however_it_is_listed() {
    answers("5511987654321", "551187654321", 200);
    answers("551187654321", "5511987654321", 200);
    answers("5215512345678", "525512345678", 200);
    answers("2250712345678", "22512345678", 409);
    answers("33600000002", "33600000001", 409);
}
