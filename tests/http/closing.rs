//! A card whose send failed is closed by a person: it stays what it is, and needs nobody any more.

use crate::client::{Client, text};
use crate::review::at_work;
use serde_json::{Value, json};

const CARD: &str = "/api/reviews/rev_1";
const CLOSE: &str = "/api/reviews/rev_1/reject";
const FORM: &str = "/review/cards/rev_1/reject";

/// A card that Graph refused a moment ago.
fn failed() -> Client {
    let rani = at_work();
    let sql = "INSERT INTO decision (id, review_id, version, action, reviewer_id, decided_at, text)
         VALUES ('dec_1', 'rev_1', 1, 'approve', 'usr_1', '2026-03-01T11:00:00.000Z', 'Bien reçu');
       INSERT INTO send_attempt (id, decision_id, review_id, started_at, outcome, error_code)
         VALUES ('att_1', 'dec_1', 'rev_1', '2026-03-01T11:00:00.000Z', 'refused', 190);
       UPDATE review_queue SET state = 'failed', decision_id = 'dec_1', attempt_id = 'att_1', may_retry = 1,
         claimed_at = '2026-03-01T11:00:00.000Z', error_code = 190 WHERE id = 'rev_1';";
    rani.host.db.borrow().execute_batch(sql).expect("rows");
    rani
}

fn close(rani: &Client, key: &str) -> (u16, Value) {
    let body = json!({"version": 1, "reason": "handled_elsewhere", "note": "called"});
    let answer = rani.decides(CLOSE, key, &body);
    (answer.status, serde_json::from_slice(&answer.body).expect("JSON"))
}

fn needs_somebody(rani: &Client) -> bool {
    !text(&rani.opens("/review/stuck")).contains("Rien à débloquer")
}

#[test]
fn it_stays_failed_and_needs_nobody() {
    let rani = failed();
    assert!(needs_somebody(&rani));
    let (status, card) = close(&rani, "k1");
    assert_eq!((status, &card["state"], &card["may_retry"]), (200, &json!("failed"), &json!(false)));
    assert_eq!(card["closed_at"], "2026-03-01T12:00:00.000Z");
    assert_eq!(card["decision"]["action"], "approve", "what was tried to be sent still stands there");
    assert!(!needs_somebody(&rani));
    assert!(text(&rani.opens("/review/cards/rev_1")).contains("Carte fermée"));
    let of = |outcome| {
        rani.count(&format!("SELECT count(*) FROM run_ledger WHERE step = 'decide' AND outcome = '{outcome}'"))
    };
    assert_eq!((of("closed"), of("rejected")), (1, 0), "it never counts as rejected");
}

#[test]
fn it_is_closed_once_and_sent_no_more() {
    let rani = failed();
    assert_eq!(close(&rani, "k1").0, 200);
    assert_eq!(close(&rani, "k1").0, 200, "the same press gets the same answer");
    let (status, answer) = close(&rani, "k2");
    assert_eq!((status, &answer["error"]["code"]), (409, &json!("already_decided")));
    let again = rani.decides("/api/reviews/rev_1/edit", "k3", &json!({"version": 1, "text": "Bien reçu"}));
    assert_eq!(again.status, 409);
    assert_eq!(rani.count("SELECT count(*) FROM decision WHERE action = 'reject'"), 1);
    assert!(!text(&rani.opens("/review/cards/rev_1")).contains("<form method=\"post\" action=\"/review/cards/"));
}

#[test]
fn a_later_try_that_fails_needs_somebody_again() {
    let rani = failed();
    close(&rani, "k1");
    let sql = "UPDATE review_queue SET claimed_at = '2026-03-01T12:30:00.000Z' WHERE id = 'rev_1'";
    rani.host.db.borrow().execute(sql, []).expect("another try");
    assert!(needs_somebody(&rani));
    assert_eq!(rani.calls("GET", CARD, &Value::Null).1["closed_at"], Value::Null);
}

#[test]
fn the_desk_closes_it_with_two_taps() {
    let rani = failed();
    let page = text(&rani.opens("/review/cards/rev_1"));
    assert!(page.contains("Fermer la carte"));
    // The reason that is chosen already: nothing but the button is left to press.
    assert!(page.contains(r#"required><option value="handled_elsewhere">"#), "{page}");
    let fields = [("version", "1"), ("state", "failed"), ("key", "p1"), ("reason", "handled_elsewhere")];
    assert_eq!(rani.presses(FORM, &fields), (303, "/review?done=rev_1".into()));
    assert!(!needs_somebody(&rani));
}
