//! Notes for colleagues, cards that are put off, and what was said before a card.

use crate::client::{Client, text};
use crate::review::{approve, at_work};
use serde_json::{Value, json};
use whatsapp_order_ack::notify::overdue;
use whatsapp_order_ack::sweep;

const CARD: &str = "/review/cards/rev_1";
const API: &str = "/api/reviews/rev_1";

fn run(rani: &Client, sql: &str) {
    rani.host.db.borrow().execute_batch(sql).expect("rows");
}

fn get(rani: &Client, path: &str) -> Value {
    rani.calls("GET", path, &Value::Null).1
}

/// Paul, a colleague.
fn paul(rani: &Client) {
    run(
        rani,
        "INSERT INTO reviewer (id, name, role, token_sha256, created_at)
         VALUES ('usr_2', 'Paul', 'reviewer', 'x2', '2026-01-01T00:00:00.000Z');",
    );
}

fn notes(rani: &Client, body: &str) -> (u16, Value) {
    rani.calls("POST", &format!("{API}/note"), &json!({"text": body}))
}

#[test]
fn a_note_stands_on_the_card_and_in_the_history_and_is_never_sent() {
    let rani = at_work();
    let (status, card) = notes(&rani, " Elle rappelle à 15 h ");
    let note = json!({"text": "Elle rappelle à 15 h", "by": "Rani", "at": "2026-03-01T12:00:00.000Z"});
    assert_eq!((status, &card["notes"], &card["version"]), (200, &json!([note]), &json!(1)));
    let (_, again) = notes(&rani, "Elle rappelle à 15 h");
    assert_eq!(again["notes"].as_array().map(Vec::len), Some(1), "a form that was sent twice is one note");
    assert!(text(&rani.opens("/review")).contains("Elle rappelle à 15 h"));
    assert_eq!(approve(&rani, &[]).status, 303);
    assert!(text(&rani.opens("/review/history")).contains("Elle rappelle à 15 h"));
    assert_eq!(
        rani.count("SELECT count(*) FROM decision WHERE text LIKE '%rappelle%'"),
        0,
        "what was sent has none of it"
    );
    let ledger: Vec<_> = rani.dump(&[]).into_iter().filter(|row| row.contains("\"run_ledger\"")).collect();
    assert!(!ledger.is_empty() && !ledger.iter().any(|row| row.contains("rappelle")), "never in the ledger");
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger WHERE step = 'note' AND review_id = 'rev_1'"), 1);
}

#[test]
fn a_note_that_makes_no_sense_is_refused_and_a_card_takes_fifty() {
    let rani = at_work();
    for senseless in [String::new(), "  ".into(), "x".repeat(2001)] {
        assert_eq!(notes(&rani, &senseless).0, 400);
    }
    assert_eq!(rani.calls("POST", &format!("{API}/note"), &json!({"text": "a", "to": "b"})).0, 400);
    assert_eq!(rani.calls("POST", "/api/reviews/rev_9/note", &json!({"text": "a"})).0, 404);
    for n in 0..50 {
        assert_eq!(notes(&rani, &format!("note {n}")).0, 200);
    }
    let (status, refused) = notes(&rani, "une de plus");
    assert_eq!((status, &refused["error"]["code"]), (409, &json!("no_more_notes")));
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger WHERE step = 'note'"), 50);
}

#[test]
fn auditors_and_assistants_see_no_note() {
    let rani = at_work();
    assert_eq!(notes(&rani, "secret entre nous").0, 200);
    let ask = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "get_card", "arguments": {"id": "rev_1"}}});
    run(&rani, "UPDATE reviewer SET role = 'auditor', assistant = 1 WHERE id = 'usr_1'");
    let answer = rani.posts_json("/mcp", &[("accept", "application/json, text/event-stream")], &ask);
    assert!(text(&answer).contains("rev_1") && !text(&answer).contains("secret"), "{}", text(&answer));
    run(&rani, "UPDATE reviewer SET assistant = 0 WHERE id = 'usr_1'");
    assert_eq!(get(&rani, API)["notes"], json!([]));
    for page in ["/review", CARD, "/review/history"] {
        assert!(!text(&rani.opens(page)).contains("secret"), "{page}");
    }
    assert_eq!(notes(&rani, "moi aussi").0, 403);
}

#[test]
fn a_note_is_erased_with_its_customer_and_with_age() {
    let rani = at_work();
    assert_eq!(notes(&rani, "Elle déménage").0, 200);
    let export = rani.sends("GET", "/api/customers/c1/export", "", "").1;
    assert!(export.contains("Elle déménage"));
    assert_eq!(rani.calls("DELETE", "/api/customers/c1", &Value::Null).0, 204);
    assert_eq!(get(&rani, API)["notes"][0]["text"], Value::Null);
    assert!(text(&rani.opens(CARD)).contains("(effacé)"));
    assert_eq!(notes(&rani, "Elle revient").0, 409, "nothing is noted where it would not be erased again");

    let rani = at_work();
    assert_eq!(notes(&rani, "Elle déménage").0, 200);
    rani.host.now.set(rani.host.now.get() + 400 * 24 * 60 * 60);
    rani.host.run(sweep::sweep(&rani.host, &rani.settings)).0.expect("swept");
    assert_eq!(rani.count("SELECT count(*) FROM note WHERE text IS NOT NULL"), 0);
}

fn later(rani: &Client, until: &str) -> (u16, Value) {
    rani.calls("POST", &format!("{API}/later"), &json!({"until": until}))
}

/// The queue before its fold, and the fold.
fn queue(rani: &Client) -> (String, String) {
    let page = text(&rani.opens("/review"));
    let (above, fold) = page.split_once("<details class=\"put-off\">").unwrap_or((&page, ""));
    (above.to_owned(), fold.to_owned())
}

#[test]
fn a_card_that_is_put_off_waits_folded_until_its_time_has_come() {
    let rani = at_work();
    let (status, card) = later(&rani, "2026-03-01T12:20:00Z");
    assert_eq!((status, &card["version"], &card["state"]), (200, &json!(1), &json!("pending")));
    assert_eq!(card["later"], json!({"name": "Rani", "until": "2026-03-01T12:20:00.000Z"}));
    assert_eq!(get(&rani, "/api/reviews")["reviews"][0]["later"]["name"], "Rani", "the list of the API has it still");
    let (above, fold) = queue(&rani);
    assert!(!above.contains("id=\"rev_1\"") && fold.contains("id=\"rev_1\"") && fold.contains("Plus tard (1)"));
    assert!(fold.contains("Remise à plus tard par Rani"));
    assert!(above.contains("data-waiting=\"1\"") && above.contains("1 carte"), "it counts among those that wait");
    assert!(!above.contains("Bravo"), "and nothing is done");
    rani.host.now.set(rani.host.now.get() + 20 * 60);
    let (above, fold) = queue(&rani);
    assert!(above.contains("id=\"rev_1\"") && fold.is_empty());
    assert_eq!(get(&rani, API)["later"], Value::Null);
}

fn stamp(rani: &Client) -> i64 {
    rani.count("SELECT moves FROM desk_stamp")
}

#[test]
fn open_desks_see_that_a_card_is_put_off_and_that_its_time_has_come() {
    let rani = at_work();
    let first = stamp(&rani);
    later(&rani, "2026-03-01T14:00:00Z");
    let second = stamp(&rani);
    assert!(second > first);
    let sweep = || rani.host.run(sweep::sweep(&rani.host, &rani.settings)).0.map(|_| ()).expect("swept");
    sweep();
    assert_eq!(stamp(&rani), second, "nothing moves while it waits");
    rani.host.now.set(rani.host.now.get() + 2 * 60 * 60);
    sweep();
    assert!(stamp(&rani) > second);
    let third = stamp(&rani);
    notes(&rani, "vu");
    assert!(stamp(&rani) > third, "a note too");
}

#[test]
fn a_card_waits_until_30_minutes_before_its_window_closes_at_most() {
    let rani = at_work();
    assert_eq!(later(&rani, "2026-03-02T07:30:00Z").0, 200);
    let (status, refused) = later(&rani, "2026-03-02T07:30:01Z");
    assert_eq!((status, &refused["error"]["code"]), (409, &json!("cannot_wait")));
    for senseless in ["2026-03-01T12:00:00Z", "2026-02-28T12:00:00Z", "soon", ""] {
        assert_eq!(later(&rani, senseless).0, 400, "{senseless}");
    }
    assert_eq!(later(&rani, "9999-12-31T23:59:59Z").0, 409);
    assert_eq!(rani.calls("POST", "/api/reviews/rev_9/later", &json!({"until": null})).0, 404);
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger WHERE step = 'hold' AND outcome = 'put_off'"), 1);
    approve(&rani, &[]);
    assert_eq!(get(&rani, API)["later"], Value::Null, "a card that was answered does not wait");
    assert_eq!(later(&rani, "2026-03-01T14:00:00Z").0, 409);
}

#[test]
fn it_is_no_lock_and_anybody_takes_the_card_up_again() {
    let rani = at_work();
    paul(&rani);
    run(
        &rani,
        "INSERT INTO later (review_id, reviewer_id, until) VALUES ('rev_1', 'usr_2', '2026-03-01T14:00:00.000Z')",
    );
    assert_eq!(get(&rani, API)["later"]["name"], "Paul");
    let (status, card) = rani.calls("POST", &format!("{API}/later"), &json!({"until": null}));
    assert_eq!((status, &card["later"]), (200, &Value::Null));
    run(
        &rani,
        "INSERT INTO later (review_id, reviewer_id, until) VALUES ('rev_1', 'usr_2', '2026-03-01T14:00:00.000Z')",
    );
    assert_eq!(rani.calls("DELETE", "/api/reviewers/usr_2", &Value::Null).0, 204);
    assert_eq!(rani.count("SELECT count(*) FROM later"), 0, "whoever is revoked does not come back to it");
    later(&rani, "2026-03-01T14:00:00Z");
    assert_eq!(approve(&rani, &[]).status, 303, "whoever wants decides");
    run(&rani, "UPDATE reviewer SET role = 'auditor' WHERE id = 'usr_1'");
    assert_eq!(later(&rani, "2026-03-01T14:00:00Z").0, 403);
}

#[test]
fn it_is_over_as_soon_as_the_customer_writes() {
    let rani = at_work();
    let write = |sender: &str, n: u32| {
        run(
            &rani,
            &format!(
                "INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
                   stamped_at, admitted_at, window_closes_at, waiting, wamid, text, customer_id)
                 SELECT 'm_{n}', 'inv', '{sender}', 'admitted', 'words', 'text', 'fresh', stamped_at, admitted_at,
                   window_closes_at, 1, 'wamid.{n}', 'Alors ?', 'c1' FROM inbound_message WHERE message_ref = 'm_1'"
            ),
        );
    };
    later(&rani, "2026-03-01T14:00:00Z");
    write("snd_2", 8);
    assert_eq!(rani.count("SELECT count(*) FROM later"), 1, "somebody else wrote");
    let seen = stamp(&rani);
    write("snd_1", 9);
    assert_eq!(rani.count("SELECT count(*) FROM later"), 0);
    assert!(stamp(&rani) > seen);
    assert_eq!(later(&rani, "2026-03-01T14:00:00Z").0, 409, "what was just written is not put off unread");
}

#[test]
fn reminders_go_on_for_a_card_that_is_put_off() {
    let rani = at_work();
    later(&rani, "2026-03-02T07:30:00Z");
    rani.host.run(overdue::recall(&rani.host, &rani.settings)).0.expect("recalled");
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger WHERE step = 'remind' AND outcome = 'overdue'"), 1);
    assert!(text(&rani.opens("/review/stuck")).contains("id=\"rev_1\""));
}

#[test]
fn a_card_is_put_off_at_the_desk_with_a_note_that_says_why() {
    let rani = at_work();
    let page = text(&rani.opens("/review"));
    assert!(page.contains("name=\"minutes\" value=\"240\""));
    let (status, to) = rani.presses(&format!("{CARD}/aside"), &[("text", "Attend le dépôt"), ("minutes", "60")]);
    assert_eq!((status, to.as_str()), (303, "/review"));
    let card = get(&rani, API);
    assert_eq!(
        (&card["later"]["until"], &card["notes"][0]["text"]),
        (&json!("2026-03-01T13:00:00.000Z"), &json!("Attend le dépôt"))
    );
    assert_eq!(rani.presses(&format!("{CARD}/aside"), &[("minutes", "0")]), (303, CARD.to_owned()));
    assert_eq!(get(&rani, API)["later"], Value::Null);
    assert_eq!(
        rani.presses(&format!("{CARD}/aside"), &[("minutes", "60"), ("version", "2")]).0,
        409,
        "another version"
    );
    assert_eq!(rani.presses(&format!("{CARD}/aside"), &[("text", "")]).0, 400, "a press that says nothing");
    assert_eq!(rani.presses(&format!("{CARD}/aside"), &[("minutes", "1440")]).0, 409);
    run(&rani, "UPDATE review_queue SET window_closes_at = '2026-03-01T13:30:00.000Z'");
    let page = text(&rani.opens("/review"));
    assert!(page.contains("value=\"60\"") && !page.contains("value=\"120\""), "only what its window allows");
}

/// The customer's next card, an hour later.
fn writes_again(rani: &Client) {
    run(
        rani,
        "INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at,
           received_at, window_closes_at, gate_verdict, gate_evidence, recipient, quoted_wamid)
         VALUES ('rev_2', 'w', 'snd_1', 'c1', 'Épicerie Exemple', 'pending', 1, '2026-03-01T12:30:00.000Z',
           '2026-03-01T12:30:00.000Z', '2026-03-02T12:30:00.000Z', 'not_an_order', '[]', '33600000001', 'wamid.2');",
    );
}

#[test]
fn what_was_said_before_stands_on_the_next_card_of_the_customer() {
    let rani = at_work();
    assert_eq!(approve(&rani, &[]).status, 303);
    writes_again(&rani);
    let before = get(&rani, "/api/reviews/rev_2")["before"].clone();
    let said: Vec<_> =
        before.as_array().expect("a list").iter().map(|line| (&line["from"], &line["text"], &line["by"])).collect();
    let (customer, reviewer) = (json!("customer"), json!("reviewer"));
    let (asked, answered, rani_name) =
        (json!("10 cartons de harissa"), json!("Bonjour Épicerie Exemple, bien reçu, merci !"), json!("Rani"));
    assert_eq!(said, [(&customer, &asked, &Value::Null), (&reviewer, &answered, &rani_name)]);
    assert_eq!(get(&rani, API)["before"], json!([]), "nothing was before the first");
    let page = text(&rani.opens("/review/cards/rev_2"));
    assert!(
        page.contains("<details class=\"before\"")
            && page.contains("10 cartons de harissa")
            && page.contains("Avant cette carte (2)")
    );
    assert!(!text(&rani.opens("/review")).contains("class=\"before\""), "only where one card is looked at");
    run(&rani, "UPDATE reviewer SET role = 'auditor' WHERE id = 'usr_1'");
    assert_eq!(get(&rani, "/api/reviews/rev_2")["before"], json!([]));
    assert!(!text(&rani.opens("/review/cards/rev_2")).contains("harissa"));
}

#[test]
fn it_is_the_latest_twenty_of_this_customer_alone() {
    let rani = at_work();
    approve(&rani, &[]);
    writes_again(&rani);
    for n in 10..40 {
        run(
            &rani,
            &format!(
                "INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
                   stamped_at, admitted_at, window_closes_at, waiting, review_id, wamid, text, customer_id)
                 SELECT 'm_{n}', 'inv', sender_id, outcome, kind, kind_name, freshness, '2026-03-01T08:{n}:00.000Z',
                   admitted_at, window_closes_at, 0, 'rev_1', 'wamid.{n}', 'ligne {n}', 'c1'
                 FROM inbound_message WHERE message_ref = 'm_1'"
            ),
        );
    }
    let before = get(&rani, "/api/reviews/rev_2")["before"].clone();
    let before = before.as_array().expect("a list");
    assert_eq!((before.len(), &before[0]["text"], &before[19]["from"]), (20, &json!("ligne 21"), &json!("reviewer")));
    run(
        &rani,
        "INSERT INTO customers (id, name) VALUES ('c2', 'Autre'); UPDATE review_queue SET customer_id = 'c2' WHERE id = 'rev_2'",
    );
    assert_eq!(get(&rani, "/api/reviews/rev_2")["before"], json!([]), "a number that was passed on tells nothing");
}

#[test]
fn what_was_erased_by_age_is_shown_as_erased() {
    let rani = at_work();
    approve(&rani, &[]);
    writes_again(&rani);
    run(
        &rani,
        "UPDATE inbound_message SET text = NULL, wamid = NULL, erased_at = 'x' WHERE review_id = 'rev_1';
         UPDATE decision SET text = NULL, text_sha256 = NULL, recipient = NULL, note = NULL;",
    );
    let before = get(&rani, "/api/reviews/rev_2")["before"].clone();
    assert_eq!(
        (&before[0]["erased"], &before[0]["text"], &before[1]["erased"]),
        (&json!(true), &Value::Null, &json!(true))
    );
    let page = text(&rani.opens("/review/cards/rev_2"));
    let fold =
        page.split_once("class=\"before\"").and_then(|(_, rest)| rest.split_once("</details>")).expect("a fold").0;
    assert_eq!(fold.matches("(effacé)").count(), 2, "{fold}");
}
