//! "I am on it": who says so, who sees it, and that it keeps nobody from anything.

use crate::client::{Client, text};
use crate::review::{approve, at_work};
use serde_json::{Value, json};
use whatsapp_order_ack::http::After;

const HOLD: &str = "/api/reviews/rev_1/hold";

/// Paul is on the card until then.
fn held_by_paul(rani: &Client, until: &str) {
    let sql = format!(
        "INSERT INTO reviewer (id, name, role, token_sha256, created_at)
         VALUES ('usr_2', 'Paul', 'reviewer', 'x2', '2026-01-01T00:00:00.000Z') ON CONFLICT DO NOTHING;
         INSERT OR REPLACE INTO hold (review_id, reviewer_id, until) VALUES ('rev_1', 'usr_2', '{until}');"
    );
    rani.host.db.borrow().execute_batch(&sql).expect("rows");
}

fn holder(rani: &Client) -> Value {
    rani.calls("GET", "/api/reviews/rev_1", &Value::Null).1["held_by"].clone()
}

fn ledger(rani: &Client) -> i64 {
    rani.count("SELECT count(*) FROM run_ledger WHERE step = 'hold' AND review_id = 'rev_1' AND actor = 'usr_1'")
}

#[test]
fn who_is_on_a_card_stands_on_it_for_five_minutes() {
    let rani = at_work();
    assert_eq!(holder(&rani), Value::Null);
    let (status, card) = rani.calls("POST", HOLD, &Value::Null);
    assert_eq!((status, &card["version"]), (200, &json!(1)), "the card keeps its version");
    assert_eq!(card["held_by"], json!({"name": "Rani", "until": "2026-03-01T12:05:00.000Z"}));
    let (_, list) = rani.calls("GET", "/api/reviews", &Value::Null);
    assert_eq!(list["reviews"][0]["held_by"]["name"], "Rani", "in the list too");
    rani.host.now.set(rani.host.now.get() + 5 * 60);
    assert_eq!(holder(&rani), Value::Null);
    rani.calls("POST", HOLD, &Value::Null);
    assert_eq!(rani.calls("DELETE", HOLD, &Value::Null), (204, Value::Null));
    assert_eq!(holder(&rani), Value::Null);
    assert_eq!(ledger(&rani), 3, "taken, taken, left");
    assert_eq!(rani.calls("POST", "/api/reviews/rev_2/hold", &Value::Null).0, 404);
    assert_eq!(rani.calls("DELETE", "/api/reviews/rev_2/hold", &Value::Null).0, 204);
    assert_eq!(rani.calls("GET", HOLD, &Value::Null).1["error"]["message"], "Use POST, DELETE.");
}

#[test]
fn it_is_never_a_lock() {
    let rani = at_work();
    held_by_paul(&rani, "2026-03-01T12:04:00.000Z");
    assert_eq!(holder(&rani)["name"], "Paul");
    rani.calls("DELETE", HOLD, &Value::Null);
    assert_eq!(holder(&rani)["name"], "Paul", "nobody takes back what another said");
    rani.calls("POST", HOLD, &Value::Null);
    assert_eq!(holder(&rani)["name"], "Rani", "but anybody may be on it instead");
    held_by_paul(&rani, "2026-03-01T12:04:00.000Z");
    assert_eq!(approve(&rani, &[]).status, 303, "and anybody may decide");
    assert_eq!(holder(&rani), Value::Null, "a card that needs nobody is nobody's");
    let (status, card) = rani.calls("POST", HOLD, &Value::Null);
    assert_eq!((status, &card["held_by"], ledger(&rani)), (200, &Value::Null, 1));
}

#[test]
fn the_desk_shows_it_and_the_queue_notices() {
    let rani = at_work();
    let queue = rani.opens("/review");
    let stamp = text(&queue).split("data-stamp=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let stamp = stamp.expect("a stamp");
    let look = || rani.looks("/review", &[("x-desk", "poll"), ("x-desk-stamp", &stamp)]);
    assert_eq!(look().status, 204);
    held_by_paul(&rani, "2026-03-01T12:04:00.000Z");
    let fresh = look();
    assert_eq!(fresh.status, 200);
    assert!(text(&fresh).contains("Paul s'en occupe") && text(&fresh).contains("Je m'en occupe"));
    let pressed = rani.submits("/review/cards/rev_1/hold", &[("x-desk", "card")], &[]);
    assert_eq!((pressed.status, &pressed.after), (200, &vec![After::Tell]));
    assert!(text(&pressed).contains("Vous vous en occupez") && text(&pressed).contains("/release"));
    assert_eq!(rani.presses("/review/cards/rev_1/release", &[]), (303, "/review/cards/rev_1".into()));
    assert_eq!(holder(&rani), Value::Null);
}

#[test]
fn who_may_not_decide_sees_it_and_cannot_say_it() {
    let rani = at_work();
    held_by_paul(&rani, "2026-03-01T12:04:00.000Z");
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor' WHERE id = 'usr_1'", []).expect("a role");
    assert_eq!(rani.calls("POST", HOLD, &Value::Null).0, 403);
    let page = text(&rani.opens("/review"));
    assert!(page.contains("Paul s'en occupe") && !page.contains("data-hold"));
}

#[test]
fn whoever_is_revoked_is_on_no_card() {
    let rani = at_work();
    held_by_paul(&rani, "2026-03-01T12:04:00.000Z");
    assert_eq!(rani.calls("DELETE", "/api/reviewers/usr_2", &Value::Null).0, 204);
    assert_eq!(rani.count("SELECT count(*) FROM hold"), 0);
}
