//! The switch on the desk.

use crate::client::{Client, text};
use crate::review::{approve, at_work};
use serde_json::{Value, json};

const LEDGER: &str = "SELECT count(*) FROM run_ledger WHERE step = 'switch'";

fn a_message_came(rani: &Client) {
    let row = "INSERT INTO run_ledger (at, invocation, step, outcome) VALUES ('2026-03-01T11:00:00.000Z', 'inv', 'admit', 'admitted')";
    rani.host.db.borrow().execute_batch(row).expect("a row");
}

fn turns(rani: &Client, on: bool) {
    assert_eq!(rani.calls("PUT", "/api/switch", &json!({"on": on})), (200, json!({"on": on})));
}

#[test]
fn off_at_the_desk_nothing_is_sent_until_it_is_on_again() {
    let rani = at_work();
    turns(&rani, false);
    assert_eq!(approve(&rani, &[]).status, 503);
    assert_eq!(rani.count("SELECT count(*) FROM send_attempt"), 0);
    assert_eq!(rani.calls("POST", "/api/reviews/rev_1/redraft", &json!({"version": 1})).0, 409, "no draft would come");
    turns(&rani, true);
    assert_eq!(approve(&rani, &[]).status, 303, "the same press, with the same key");
    assert_eq!(rani.count("SELECT count(*) FROM send_attempt"), 1);
}

#[test]
fn a_card_can_be_closed_while_it_is_off() {
    let rani = at_work();
    turns(&rani, false);
    let body = json!({"version": 1, "reason": "handled_elsewhere"});
    assert_eq!(rani.decides("/api/reviews/rev_1/reject", "k1", &body).status, 200);
}

#[test]
fn every_page_says_who_turned_it_off_and_an_admin_turns_it_on_from_there() {
    let rani = at_work();
    a_message_came(&rani);
    assert!(!text(&rani.opens("/review")).contains("class=\"alarm\""));
    let pressed = rani.presses("/review/switch", &[("to", "off")]);
    assert_eq!(pressed, (303, "/review/people".into()));
    for path in ["/review", "/review/stuck", "/review/history", "/review/numbers", "/review/cards/rev_1"] {
        assert!(text(&rani.opens(path)).contains("Arrêté par Rani, depuis le "), "{path}");
    }
    assert_eq!(rani.presses("/review/switch", &[("to", "on")]).0, 303);
    assert!(!text(&rani.opens("/review")).contains("class=\"alarm\""));
}

#[test]
fn each_turn_is_a_row_and_the_first_one_to_turn_it_off_is_named() {
    let rani = at_work();
    turns(&rani, false);
    let since = "SELECT count(*) FROM bot_switch WHERE changed_at = '2026-03-01T12:00:00.000Z'";
    assert_eq!((rani.count(LEDGER), rani.count(since)), (1, 1));
    turns(&rani, false);
    assert_eq!(rani.count(LEDGER), 2);
    turns(&rani, true);
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger WHERE step = 'switch' AND outcome = 'on'"), 1);
}

#[test]
fn the_switch_takes_on_or_off_and_nothing_else() {
    let rani = at_work();
    for body in [json!({}), json!({"on": "no"}), json!({"on": true, "now": true}), Value::Null] {
        assert_eq!(rani.calls("PUT", "/api/switch", &body).0, 400, "{body}");
    }
    assert_eq!(rani.presses("/review/switch", &[("to", "maybe")]).0, 403);
    assert_eq!(rani.count(LEDGER), 0);
}
