//! A card with columns that nobody can make sense of: it is said, and stops no other card.

use crate::client::{Client, text};
use crate::review::{approve, at_work};
use serde_json::{Value, json};

/// Another open card, changed by this SQL.
fn spoil(rani: &Client, card: &str, change: &str) {
    let columns = "write_id, customer_id, customer_name, state, version, opened_at, received_at,
        window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_sha256, draft_text";
    let sql = format!(
        "INSERT INTO review_queue (id, sender_id, {columns}) SELECT '{card}', 'snd_2', {columns} FROM review_queue WHERE id = 'rev_1';
         INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness, stamped_at,
           admitted_at, window_closes_at, waiting, review_id, text, customer_id)
         SELECT 'm_{card}', invocation, 'snd_2', outcome, kind, kind_name, freshness, stamped_at, admitted_at,
           window_closes_at, 0, '{card}', text, customer_id FROM inbound_message WHERE message_ref = 'm_1';
         {change}"
    );
    rani.host.db.borrow().execute_batch(&sql).expect("rows");
}

fn check(change: &str) {
    let rani = at_work();
    spoil(&rani, "rev_2", change);
    let (status, list) = rani.calls("GET", "/api/reviews", &Value::Null);
    assert_eq!((status, &list["unreadable"]), (200, &json!(["rev_2"])), "{change}");
    let ids: Vec<&Value> = list["reviews"].as_array().expect("cards").iter().map(|card| &card["id"]).collect();
    assert_eq!(ids, ["rev_1"], "{change}");
    let page = text(&rani.opens("/review"));
    assert!(page.contains("Cette carte est illisible") && page.contains("<code>rev_2</code>"), "{change}");
    assert!(page.contains("id=\"rev_1\"") && !page.contains("action=\"/review/cards/rev_2"), "{change}");
    assert_eq!(approve(&rani, &[]).status, 303, "the other one is sent: {change}");
    let page = text(&rani.opens("/review"));
    assert!(page.contains("rev_2") && !page.contains("Tout est traité"), "not all is done: {change}");
    assert_eq!(rani.opens("/review/history").status, 200, "{change}");
}

#[test]
fn a_card_with_an_impossible_row_is_said_to_be_unreadable_and_stops_no_other() {
    check("UPDATE review_queue SET received_at = 'yesterday' WHERE id = 'rev_2'");
    check("UPDATE review_queue SET gate_evidence = '[{' WHERE id = 'rev_2'");
    check("UPDATE review_queue SET draft_language = NULL WHERE id = 'rev_2'");
    check("UPDATE review_queue SET draft_source = NULL WHERE id = 'rev_2'");
}

#[test]
fn a_word_that_the_code_does_not_know_is_not_guessed_at() {
    for change in [
        "review_queue SET gate_verdict = 'perhaps' WHERE id",
        "review_queue SET gate_why = 'weather' WHERE id",
        "review_queue SET draft_language = 'xx' WHERE id",
        "review_queue SET draft_source = 'parrot' WHERE id",
        "inbound_message SET kind = 'song' WHERE review_id",
        "inbound_message SET freshness = 'stale' WHERE review_id",
    ] {
        check(&format!("PRAGMA ignore_check_constraints = 1; UPDATE {change} = 'rev_2'"));
    }
}

#[test]
fn whoever_asks_for_such_a_card_is_not_told_to_try_again() {
    for change in ["received_at = 'yesterday'", "gate_evidence = '[{'"] {
        let rani = at_work();
        spoil(&rani, "rev_2", &format!("UPDATE review_queue SET {change} WHERE id = 'rev_2'"));
        let (status, asked) = rani.calls("GET", "/api/reviews/rev_2", &Value::Null);
        assert_eq!((status, &asked["error"]["code"]), (500, &json!("unreadable")), "{change}");
    }
}

#[test]
fn a_card_that_was_sent_without_a_decision_is_unreadable() {
    let rani = at_work();
    spoil(&rani, "rev_2", "UPDATE review_queue SET state = 'failed' WHERE id = 'rev_2'");
    let page = text(&rani.opens("/review/stuck"));
    assert!(page.contains("<code>rev_2</code>") && !page.contains("Rien à débloquer"), "{page}");
    let (_, list) = rani.calls("GET", "/api/reviews?state=failed", &Value::Null);
    assert_eq!(list, json!({"reviews": [], "unreadable": ["rev_2"], "next_cursor": null}));
}

#[test]
fn a_page_of_cards_that_nobody_can_read_leads_to_the_next() {
    let rani = at_work();
    spoil(&rani, "rev_0", "UPDATE review_queue SET draft_source = NULL WHERE id = 'rev_0'");
    let (_, page) = rani.calls("GET", "/api/reviews?limit=1", &Value::Null);
    assert_eq!((&page["reviews"], &page["unreadable"]), (&json!([]), &json!(["rev_0"])));
    let next = page["next_cursor"].as_str().expect("a page after it");
    let (_, page) = rani.calls("GET", &format!("/api/reviews?limit=1&cursor={next}"), &Value::Null);
    assert_eq!(page["reviews"][0]["id"], "rev_1");
}

#[test]
fn what_was_erased_is_no_card_that_nobody_can_read() {
    let rani = at_work();
    approve(&rani, &[]);
    assert_eq!(rani.calls("DELETE", "/api/customers/c1", &Value::Null).0, 204);
    let (_, list) = rani.calls("GET", "/api/reviews?state=sent", &Value::Null);
    assert_eq!((list["reviews"].as_array().map(Vec::len), &list["unreadable"]), (Some(1), &json!([])));
    assert!(!text(&rani.opens("/review/history")).contains("illisible"));
}

#[test]
fn nobody_answers_a_card_with_a_message_that_cannot_be_read() {
    check("UPDATE inbound_message SET stamped_at = '' WHERE review_id = 'rev_2'");
    check("UPDATE inbound_message SET window_closes_at = 'never' WHERE review_id = 'rev_2'");
}
