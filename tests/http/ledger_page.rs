//! The ledger's page: newest first, in the reader's words, of a day or of a kind.

use crate::client::{Client, text};
use whatsapp_order_ack::ledger::Event;

/// A hundred and fifty rows of sends on 27 February, and on 1 March a stranger's message, a
/// message on a card, and a decision by Rani.
fn at_work() -> Client {
    let rani = Client::new();
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
        INSERT INTO run_ledger (at, invocation, step, outcome, reason)
        SELECT '2026-02-27T08:00:00.000Z', 'i', 'send', 'failed', '131026' FROM n;
        INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
          window_closes_at, gate_verdict, gate_evidence)
        VALUES ('rev_1', 'w', 'snd_1', 'c1', 'pending', 1, '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z',
          '2026-03-02T08:00:00.000Z', 'not_an_order', '[]');
        INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness, stamped_at,
          admitted_at, window_closes_at, waiting, review_id, text)
        VALUES ('m_1', 'i', 'snd_1', 'admitted', 'words', 'text', 'fresh', '2026-03-01T08:00:00.000Z',
          '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 0, 'rev_1', 'harissa');
        INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
        VALUES ('2026-03-01T08:00:00.000Z', 'i', 'admit', 'not_allowlisted', 'm_0', 'snd_0'),
          ('2026-03-01T08:01:00.000Z', 'i', 'admit', 'admitted', 'm_1', 'snd_1');
        INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor, reason)
        VALUES ('2026-03-01T09:05:00.000Z', 'i', 'decide', 'rejected', 'rev_1', 1, 'usr_1', 'wrong_language');";
    rani.host.db.borrow().execute_batch(sql).expect("rows");
    rani
}

/// The rows of a page, each as it is written there.
fn rows(page: &str) -> Vec<&str> {
    page.split("<tr id=\"row-").skip(1).filter_map(|row| row.split("</tr>").next()).collect()
}

/// Where a link leads.
fn link<'a>(page: &'a str, rel: &str) -> Option<&'a str> {
    page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?.split('"').next()
}

#[test]
fn the_newest_row_stands_first_and_links_lead_to_older_ones_and_back() {
    let rani = at_work();
    let first = text(&rani.opens("/review/ledger/rows"));
    assert!(rows(&first)[0].contains("wrong_language"), "{first}");
    assert_eq!((rows(&first).len(), link(&first, "prev")), (100, None));
    let older = link(&first, "next").expect("older rows").replace("&amp;", "&");
    let second = text(&rani.opens(&older));
    let all = rani.count("SELECT count(*) FROM run_ledger");
    assert_eq!((rows(&second).len() as i64, link(&second, "next")), (all - 100, None));
    let newer = link(&second, "prev").expect("newer rows").replace("&amp;", "&");
    assert_eq!(rows(&text(&rani.opens(&newer)))[0], rows(&first)[0]);
}

#[test]
fn a_row_says_in_the_readers_words_what_happened_with_its_code_beside_it() {
    let rani = at_work();
    let french = text(&rani.opens("/review/ledger/rows"));
    let decided = rows(&french)[0];
    for said in ["1er mars à 9 h 05 UTC", "Fermé sans envoi", "<code>decide rejected</code>", "Mauvaise langue", "Rani"]
    {
        assert!(decided.contains(said), "{said}: {decided}");
    }
    rani.host.db.borrow().execute("UPDATE reviewer SET language = 'en'", []).expect("another language");
    let english = text(&rani.looks("/review/ledger/rows", &[("accept-language", "en")]));
    for said in ["1 Mar, 09:05 UTC", "Closed, nothing sent", "<code>decide rejected</code>", "Wrong language"] {
        assert!(rows(&english)[0].contains(said), "{said}: {english}");
    }
}

#[test]
fn a_row_leads_to_its_card_and_so_does_the_row_of_a_message_on_it() {
    let rani = at_work();
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("a role");
    let page = text(&rani.opens("/review/ledger/rows"));
    let on_card: Vec<bool> = rows(&page)[..3].iter().map(|row| row.contains("href=\"/review/cards/rev_1\"")).collect();
    assert_eq!(on_card, [true, true, false], "{page}");
    assert!(!page.contains("harissa") && !text(&rani.opens("/review/cards/rev_1")).contains("harissa"));
}

#[test]
fn rows_are_found_by_day_and_by_what_they_are_about() {
    let rani = at_work();
    let found = |query: &str| {
        let page = text(&rani.opens(&format!("/review/ledger/rows?{query}")));
        (rows(&page).len(), link(&page, "next").map(|to| to.replace("&amp;", "&")))
    };
    let later = rani.count("SELECT count(*) FROM run_ledger WHERE at > '2026-03-01'");
    assert_eq!(found("day=2026-03-01").0 as i64, later);
    assert_eq!(found("kind=strangers"), (1, None));
    assert_eq!(found("kind=decisions&day=2026-03-01"), (1, None));
    assert_eq!(found("kind=decisions&day=2026-02-27"), (0, None));
    let (sends, next) = found("kind=sending");
    let next = next.expect("there are more");
    assert!(sends == 100 && next.contains("kind=sending"), "{next}");
    assert_eq!(rows(&text(&rani.opens(&next))).len(), 50);
    // A row that was written a moment later than it says, behind the first message of the next day.
    let late = "INSERT INTO run_ledger (at, invocation, step, outcome)
        VALUES ('2026-03-02T00:00:01.000Z', 'i', 'admit', 'admitted'), ('2026-03-01T23:59:59.000Z', 'i', 'send', 'sent')";
    rani.host.db.borrow().execute_batch(late).expect("rows");
    assert_eq!(found("day=2026-03-01").0 as i64, later + 1);
    assert_eq!(found("day=2026-03-02").0, 1);
    let before = "INSERT INTO run_ledger (at, invocation, step, outcome)
        VALUES ('2026-02-22T23:59:00.000Z', 'i', 'admit', 'not_allowlisted')";
    rani.host.db.borrow().execute_batch(before).expect("a row");
    assert_eq!(found("kind=strangers").0, 1, "of the last seven days alone");
    assert_eq!(found("kind=strangers&day=2026-02-22").0, 1);
    for senseless in ["day=soon", "kind=everything", "through=-1", "through=last"] {
        assert_eq!(found(senseless).0, 100, "{senseless}");
    }
}

#[test]
fn the_file_holds_what_the_page_was_asked_for_oldest_first() {
    let rani = at_work();
    let file = text(&rani.opens("/review/ledger/rows.csv?day=2026-03-01"));
    let ids: Vec<i64> = file.lines().skip(1).filter_map(|line| line.split(',').next()?.parse().ok()).collect();
    assert_eq!(ids.len() as i64, rani.count("SELECT count(*) FROM run_ledger WHERE at > '2026-03-01'"));
    assert!(ids.is_sorted() && file.contains(",\"Message d'un numéro non inscrit, non gardé\"\r\n"), "{file}");
}

#[test]
fn the_document_names_every_event() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ledger.md")).expect("the document");
    let table = text.split("## Steps and outcomes").nth(1).expect("a table");
    let mut step = String::new();
    let mut named = Vec::new();
    for line in table.lines().take_while(|line| !line.starts_with("### ")).filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let steps: Vec<&str> = cells[1].split('`').skip(1).step_by(2).collect();
        if !cells[1].is_empty() {
            step = steps.join(",");
        }
        for word in cells[2..].join(" ").split('`').skip(1).step_by(2) {
            named.extend(step.split(',').map(|step| (step.to_owned(), word.to_owned())));
        }
    }
    let missing: Vec<_> = Event::ALL
        .iter()
        .map(|event| event.names())
        .filter(|(step, outcome)| !named.contains(&((*step).to_owned(), (*outcome).to_owned())))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
