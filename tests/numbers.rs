//! "How often did it help, how often did it mislead?" has one answer: the view, the desk's
//! page, its CSV and the README's queries count the same, by what became of each reply.

use rusqlite::{Connection, StatementStatus, params_from_iter};
use std::collections::BTreeMap;
use testkit::database;
use testkit::database::count;
use testkit::recording::Recording;
use whatsapp_order_ack::desk::Desk;
use whatsapp_order_ack::desk::words::{UiLanguage, words};
use whatsapp_order_ack::host::{Host, Param, Statement};
use whatsapp_order_ack::http::credential::{Credential, SessionId};
use whatsapp_order_ack::identity::ReviewerId;
use whatsapp_order_ack::ledger::run_ledger::daily;
use whatsapp_order_ack::ledger::stats::{self, Numbers, Period, of};
use whatsapp_order_ack::ledger::stats_view;
use whatsapp_order_ack::review::Role;
use whatsapp_order_ack::review::review_queue::history::Counts;
use whatsapp_order_ack::team::reviewer::Reviewer;

const SUNDAY: &str = "2026-03-01";
const MONDAY: &str = "2026-03-02";

/// The life of one card: day, step, outcome and reason of each of its rows.
type Life = &'static [(&'static str, &'static str, &'static str, Option<&'static str>)];

const LIVES: &[Life] = &[
    // Sent unchanged.
    &[(SUNDAY, "decide", "approved", None), (SUNDAY, "send", "sent", None), (SUNDAY, "status", "read", None)],
    // Refused by Graph: it helped nobody.
    &[(SUNDAY, "decide", "approved", None), (SUNDAY, "send", "failed", Some("190"))],
    // Unknown, until a status said that it was sent.
    &[
        (SUNDAY, "decide", "approved", None),
        (SUNDAY, "send", "unknown", Some("timeout")),
        (MONDAY, "status", "delivered", None),
        (MONDAY, "send", "sent", Some("by_status")),
    ],
    // Unknown, until a person said that it arrived; until one said that it did not.
    &[
        (SUNDAY, "decide", "approved", None),
        (SUNDAY, "send", "unknown", Some("no_answer")),
        (MONDAY, "resolve", "sent", None),
    ],
    &[
        (SUNDAY, "decide", "edited", None),
        (SUNDAY, "send", "unknown", Some("no_answer")),
        (SUNDAY, "resolve", "not_sent", None),
    ],
    // Unknown for ever.
    &[(SUNDAY, "decide", "approved", None), (SUNDAY, "send", "unknown", Some("timeout"))],
    // Accepted, then not delivered.
    &[
        (SUNDAY, "decide", "approved", None),
        (SUNDAY, "send", "sent", None),
        (SUNDAY, "status", "failed", Some("131026")),
        (SUNDAY, "send", "failed", Some("by_status")),
    ],
    // Under way: nothing has become of it yet.
    &[(MONDAY, "decide", "approved", None)],
    // Changed and sent; a press that came too late is no decision.
    &[
        (SUNDAY, "decide", "edited", None),
        (SUNDAY, "send", "sent", None),
        (SUNDAY, "decide", "refused", Some("approve:already_decided")),
    ],
    // A person's own words where there was no draft: sent; and refused by Graph.
    &[(SUNDAY, "decide", "edited", Some("no_draft")), (SUNDAY, "send", "sent", None)],
    &[(MONDAY, "decide", "edited", Some("no_draft")), (MONDAY, "send", "failed", Some("131047"))],
    // Failed, changed and pressed again the next day: one reply. A late word on the first
    // attempt is none on the second.
    &[
        (SUNDAY, "decide", "approved", None),
        (SUNDAY, "send", "failed", Some("131056")),
        (MONDAY, "decide", "edited", None),
        (MONDAY, "send", "sent", None),
        (MONDAY, "status", "failed", Some("131026")),
    ],
    // Closed without a send.
    &[(SUNDAY, "decide", "rejected", Some("misleading"))],
    &[(SUNDAY, "decide", "rejected", Some("not_an_order"))],
    &[(MONDAY, "decide", "rejected", Some("other"))],
    &[(MONDAY, "sweep", "expired", None)],
];

/// What each day and both come to.
const EXPECTED: [(&str, [u32; 3]); 16] = [
    ("received", [2, 0, 2]),
    ("drafted", [1, 0, 1]),
    ("human_only", [1, 0, 1]),
    ("approved_unchanged", [7, 1, 8]),
    ("edited", [2, 1, 3]),
    ("sent_unchanged", [3, 0, 3]),
    ("sent_edited", [1, 1, 2]),
    ("answered_by_hand", [1, 0, 1]),
    ("rejected", [2, 1, 3]),
    ("rejected_misleading", [1, 0, 1]),
    ("rejected_not_an_order", [1, 0, 1]),
    ("rejected_otherwise", [0, 1, 1]),
    ("sent", [5, 1, 6]),
    ("failed", [3, 1, 4]),
    ("unknown", [1, 0, 1]),
    ("expired", [0, 1, 1]),
];

fn live(db: &Connection, card: &str, life: Life) {
    for (n, (day, step, outcome, reason)) in life.iter().enumerate() {
        db.execute(
            "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
             VALUES (?1, 'inv', ?2, ?3, ?4, 1, ?5)",
            (format!("{day}T10:{n:02}:00.000Z"), step, outcome, card, reason),
        )
        .expect("a row");
    }
}

fn scripted() -> Recording {
    let host = Recording::new();
    {
        let db = host.db.borrow();
        for (n, life) in LIVES.iter().enumerate() {
            live(&db, &format!("rev_{n}"), life);
        }
        live(&db, "rev_drafted", &[(SUNDAY, "draft", "drafted", None), (SUNDAY, "queue", "queued", None)]);
        live(&db, "rev_by_hand", &[(SUNDAY, "queue", "queued", Some("question"))]);
        for outcome in ["admitted", "not_allowlisted", "duplicate"] {
            let sql = "INSERT INTO run_ledger (at, invocation, step, outcome, message_ref)
                       VALUES ('2026-03-01T09:00:00.000Z', 'inv', 'admit', ?1, 'm_' || ?1)";
            db.execute(sql, [outcome]).expect("a row");
        }
    }
    host
}

fn numbers_of(host: &Recording, period: Period) -> Numbers {
    host.run(stats::numbers(host, SUNDAY, MONDAY, period)).0.expect("a database")
}

#[test]
fn the_view_counts_each_reply_once_by_what_became_of_it() {
    let host = scripted();
    let db = host.db.borrow();
    for (column, [sunday, monday, both]) in EXPECTED {
        let on = |day: &str| count(&db, &format!("SELECT {column} FROM ledger_daily WHERE day = '{day}'"));
        let sum = count(&db, &format!("SELECT sum({column}) FROM ledger_daily"));
        assert_eq!((on(SUNDAY), on(MONDAY), sum), (sunday.into(), monday.into(), both.into()), "{column}");
    }
}

/// The values of a CSV by their columns, a map a line.
fn table(csv: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = csv.split("\r\n").filter(|line| !line.is_empty());
    let head: Vec<&str> = lines.next().expect("a head").split(',').collect();
    lines
        .map(|line| {
            let values: Vec<&str> = line.split(',').collect();
            assert_eq!(values.len(), head.len(), "{line}");
            head.iter().copied().zip(values).collect()
        })
        .collect()
}

#[test]
fn the_csv_says_what_the_view_says() {
    let host = scripted();
    let by_day = stats_view::csv(&numbers_of(&host, Period::Day));
    let [sunday, monday] = table(&by_day).try_into().expect("two days");
    assert_eq!((sunday["period"], monday["period"]), (SUNDAY, MONDAY));
    for (column, [on_sunday, on_monday, _]) in EXPECTED {
        assert_eq!((sunday[column], monday[column]), (&*on_sunday.to_string(), &*on_monday.to_string()), "{column}");
    }
    let by_week = stats_view::csv(&numbers_of(&host, Period::Week));
    let [first, second] = table(&by_week).try_into().expect("Sunday ends a week");
    assert_eq!((first["period"], second["period"]), ("2026-02-23", MONDAY));
    assert_eq!((first["sent_unchanged"], second["sent_edited"]), ("3", "1"));
}

/// The page, as somebody sees it in French.
fn page(host: &Recording) -> String {
    let reviewer = Reviewer {
        id: ReviewerId::parse("usr_1").expect("an id"),
        name: "Rani".into(),
        role: Role::Admin,
        language: "fr".into(),
    };
    let csrf = Credential::Session(SessionId::new([[1; 16]; 2])).csrf().expect("a session has one");
    let desk = Desk {
        reviewer: &reviewer,
        words: words(UiLanguage::Fr),
        counts: Counts::default(),
        stamp: 1,
        alarms: &[],
        csrf: &csrf,
        now: host.now(),
        form_nonce: String::new(),
        business: "",
        here: String::new(),
    };
    let asked = stats_view::StatsFilter { span: None, from: SUNDAY.into(), to: MONDAY.into(), period: Period::Day };
    stats_view::render(&desk, &asked, &numbers_of(host, Period::Day))
}

/// What stands between two texts, each time that they do.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    text.split(from).skip(1).filter_map(|rest| rest.split(to).next()).collect()
}

#[test]
fn the_page_says_what_the_view_says() {
    let page = page(&scripted());
    let sum = |column: &str| EXPECTED.iter().find(|(name, _)| *name == column).expect("a column").1[2];
    for (tile, n) in [
        ("Envoyés tels quels", sum("sent_unchanged")),
        ("Envoyés après modification", sum("sent_edited")),
        ("Répondus à la main", sum("answered_by_hand")),
        ("Brouillons trompeurs (rejetés)", sum("rejected_misleading")),
        ("Rejetés ou fermés", sum("rejected")),
        ("Échecs et incertains", sum("failed") + sum("unknown")),
    ] {
        assert!(page.contains(&format!("<dt>{tile}</dt><dd>{n}</dd>")), "{tile}: {n}\n{page}");
    }
    let tables = between(&page, "<table>", "</table>");
    for (head, column) in [
        ("Reçus", "received"),
        ("Sans brouillon", "human_only"),
        ("Envoyés tels quels", "sent_unchanged"),
        ("Envoyés modifiés", "sent_edited"),
        ("Répondus à la main", "answered_by_hand"),
        ("Trompeurs", "rejected_misleading"),
        ("Autres raisons", "rejected_otherwise"),
        ("Expirés", "expired"),
        ("Échecs", "failed"),
        ("Incertains", "unknown"),
    ] {
        let shown = tables.iter().find_map(|table| {
            let at = between(table, "<th class=\"n\">", "</th>").iter().position(|name| *name == head)?;
            let rows = between(table, "<tr><td>", "</tr>");
            let cells = rows.iter().map(|row| between(row, "<td class=\"n\" data-label=\"", "</td>")[at]);
            let cells = cells.filter_map(|cell| cell.strip_prefix(head)?.strip_prefix("\">"));
            Some(cells.map(|cell| cell.parse::<u32>().expect("a number")).sum::<u32>())
        });
        assert_eq!(shown, Some(sum(column)), "{head}");
    }
    // The bars, from the bottom: sent unchanged, changed, by hand, closed, failed or unknown.
    let bars = between(&page, "<title>01/03/2026\u{a0}: ", "</title>");
    assert_eq!(bars, ["3", "1", "1", "2", "4"]);
}

#[test]
fn each_query_on_the_page_runs_as_it_stands_and_says_what_the_page_says() {
    let host = scripted();
    let numbers = numbers_of(&host, Period::Week);
    let db = host.db.borrow();
    let queries = [stats::HAPPENED, stats::TIMES, stats::BY_REVIEWER, stats::BY_DRAFT]
        .map(|sql| stats::as_it_stands(sql, SUNDAY, MONDAY, Period::Week));
    let run = queries.map(|sql| {
        assert!(!sql.contains('?') && !sql.contains('"') && sql.ends_with(';'), "{sql}");
        database::rows(&db, &sql)
    });
    assert_eq!(run.each_ref().map(Vec::len), [2, 0, 0, 0]);
    let sent: Vec<_> = run[0].iter().map(|row| row["sent"].as_u64()).collect();
    assert_eq!(sent, numbers.happened.iter().map(|row| Some(row.sent.into())).collect::<Vec<_>>());
}

/// The documented queries of the view.
fn documented_queries() -> Vec<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ledger.md")).expect("the document");
    let blocks = between(&text, "```sql\n", "```").join("\n");
    blocks.split(';').filter(|sql| sql.contains("FROM ledger_daily")).map(str::to_owned).collect()
}

#[test]
fn the_documented_queries_say_what_the_view_says() {
    let host = scripted();
    let db = host.db.borrow();
    let [daily, sums] = documented_queries().try_into().expect("a query of days and one of sums");
    let days = database::rows(&db, &daily);
    for column in ["sent_unchanged", "sent_edited", "answered_by_hand", "rejected_misleading", "failed", "unknown"] {
        let (_, [sunday, monday, _]) = EXPECTED.iter().find(|(name, _)| *name == column).expect("a column");
        let shown: Vec<Option<u64>> = days.iter().map(|day| day[column].as_u64()).collect();
        assert_eq!(shown, [Some((*monday).into()), Some((*sunday).into())], "{column}, newest first");
    }
    let shown = &database::rows(&db, &sums)[0];
    for (name, n) in [("helped", 3), ("helped_after_an_edit", 2), ("answered_by_hand", 1), ("misled", 1)] {
        assert_eq!(shown[name], n, "{name}");
    }
}

/// How many steps SQLite's machine takes for a statement.
fn steps(db: &Connection, statement: &Statement) -> i32 {
    let mut prepared = db.prepare(statement.sql).expect("it prepares");
    let params = statement.params.iter().map(|param| match param {
        Param::Text(text) => text.as_str(),
        _ => panic!("days and a word"),
    });
    let mut rows = prepared.query(params_from_iter(params)).expect("it runs");
    while rows.next().expect("a row").is_some() {}
    drop(rows);
    prepared.get_status(StatementStatus::VmStep)
}

#[test]
fn the_days_asked_for_cost_the_same_however_many_there_are() {
    let history = |days: u32| {
        let host = scripted();
        let fill = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {days} * 20),
               rows(step, outcome) AS (VALUES ('admit', 'admitted'), ('decide', 'approved'), ('send', 'sent'))
             INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
             SELECT date('2026-02-28', '-' || (i / 20) || ' days') || 'T10:00:00.000Z', 'inv', step, outcome, 'rev_old_' || i, 1
             FROM n, rows"
        );
        host.db.borrow().execute_batch(&fill).expect("rows");
        host
    };
    let (short, long) = (history(2), history(2_000));
    let happened: Statement = of(SUNDAY, MONDAY, Period::Day).0.into();
    for statement in [happened, daily(SUNDAY, MONDAY).into()] {
        let [few, many] = [&short, &long].map(|host| steps(&host.db.borrow(), &statement));
        assert!(many <= few + few / 50, "{few} steps, then {many}: {}", statement.sql);
    }
}
