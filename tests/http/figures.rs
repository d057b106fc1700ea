//! The numbers by person and by what made the draft, how many were answered in time, what people
//! change, and the ledger for whoever audits it.

use crate::client::{Client, text};
use testkit::database::rows;
use whatsapp_order_ack::ledger::seal;

/// Four replies of 1 March: three by Rani (one of them changed), one by Paul, and a card that he closed.
fn at_work() -> Client {
    let rani = Client::new();
    let mut sql = "INSERT INTO reviewer (id, name, role, token_sha256, created_at)
        VALUES ('usr_2', '=Paul', 'reviewer', 'x', '2026-01-01T00:00:00.000Z');"
        .to_owned();
    for (n, who, action, minutes, prompt, text) in [
        (1, "usr_1", "approved", 4, "fr-3", ""),
        (2, "usr_1", "approved", 14, "fr-3", ""),
        (3, "usr_1", "edited", 59, "fr-3", "Bonjour Café, c''est noté !"),
        (4, "usr_2", "edited", 61, "rules-2:call", "Bonsoir Café, c''est noté !"),
    ] {
        let verb = if action == "edited" { "edit" } else { "approve" };
        sql += &format!(
            "INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
               window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_prompt, draft_text,
               customer_name, decision_id)
             VALUES ('rev_{n}', 'w', 's', 'c1', 'sent', 1, '2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00.000Z',
               '2026-03-02T10:00:00.000Z', 'order_shaped', '[]', 'fr', 'template', '{prompt}',
               'Bonjour Café, votre commande est bien reçue', 'Café', 'dec_{n}');
             INSERT INTO decision (id, review_id, version, action, reviewer_id, decided_at, text)
             VALUES ('dec_{n}', 'rev_{n}', 1, '{verb}', '{who}', '2026-03-01T10:00:00.000Z', '{text}');
             INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
             VALUES ('2026-03-01T10:00:00.000Z', 'i', 'decide', '{action}', 'rev_{n}', 1, '{who}');
             INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
             VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', '2026-03-01T10:00:00.000Z', '+{minutes} minutes'), 'i', 'send', 'sent',
               'rev_{n}', 1);"
        );
    }
    sql += "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor, reason)
        VALUES ('2026-03-01T11:00:00.000Z', 'i', 'decide', 'rejected', 'rev_9', 1, 'usr_2', 'other')";
    rani.host.db.borrow().execute_batch(&sql).expect("rows");
    rani
}

const DAYS: &str = "from=2026-03-01&to=2026-03-01";

/// The cells of a row that begins so.
fn row<'a>(page: &'a str, first: &str) -> Vec<&'a str> {
    let rest = page.split(&format!("<td>{first}</td>")).nth(1).unwrap_or_else(|| panic!("{first}: {page}"));
    let row = rest.split("</tr>").next().expect("a row");
    let cells = row.split("<td class=\"n\"").skip(1).filter_map(|cell| cell.split_once('>'));
    cells.filter_map(|(_, cell)| cell.split('<').next()).collect()
}

#[test]
fn the_page_says_who_decided_what_and_which_drafts_go_out_as_they_stand() {
    let rani = at_work();
    let page = text(&rani.opens(&format!("/review/numbers?{DAYS}")));
    assert_eq!(row(&page, "Rani"), ["2", "1", "0", "0", "67 %"]);
    assert_eq!(row(&page, "=Paul"), ["0", "1", "0", "1", "0 %"]);
    assert_eq!(row(&page, "fr-3 · français"), ["2", "1", "67 %"]);
    assert_eq!(row(&page, "rules-2:call · français"), ["0", "1", "0 %"]);
}

#[test]
fn the_page_says_how_many_were_answered_in_time_with_axes_and_units() {
    let rani = at_work();
    let page = text(&rani.opens(&format!("/review/numbers?{DAYS}")));
    for (limit, share) in [("en 5 min", "25"), ("en 15 min", "50"), ("en 60 min", "75")] {
        assert!(page.contains(&format!("<dt>{limit}</dt><dd>{share} %</dd>")), "{limit}: {page}");
    }
    let plots: Vec<_> =
        page.split("<svg class=\"plot\"").skip(1).filter_map(|plot| plot.split("</svg>").next()).collect();
    assert_eq!(plots.len(), 2);
    for (plot, unit, top) in [(plots[0], "cartes", "8"), (plots[1], "minutes", "40")] {
        assert!(
            plot.contains(&format!(">{unit}</text>")) && plot.contains(&format!(">{top}</text>")),
            "{unit} {top}: {plot}"
        );
    }
    assert!(plots[0].contains("text-anchor=\"middle\">5</text>"), "the value of the bar: {}", plots[0]);
    let heads = |table: &str| table.matches("<th>").count() + table.matches("<th class").count();
    let widest = page.split("<table>").skip(1).filter_map(|table| table.split("</thead>").next()).map(heads).max();
    assert!(widest.is_some_and(|columns| columns <= 7), "a table is whole on a screen: {widest:?}");
}

#[test]
fn a_week_a_month_or_two_days_are_chosen_without_a_script() {
    let rani = Client::new();
    let days = |path: &str| {
        let page = text(&rani.opens(path));
        let day = |name: &str| {
            let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
            rest.split('"').next().expect("a value").to_owned()
        };
        let chosen = page.split("aria-current=\"true\">").nth(1).and_then(|rest| rest.split('<').next());
        (day("from"), day("to"), chosen.map(str::to_owned))
    };
    let month = ("2026-01-31".to_owned(), "2026-03-01".to_owned(), Some("30 derniers jours".to_owned()));
    assert_eq!(days("/review/numbers"), month);
    for (span, from, to, name) in [
        ("this_week", "2026-02-23", "2026-03-01", "Cette semaine"),
        ("last_week", "2026-02-16", "2026-02-22", "La semaine dernière"),
        ("last_30_days", "2026-01-31", "2026-03-01", "30 derniers jours"),
    ] {
        let page = text(&rani.opens("/review/numbers?by=week"));
        assert!(page.contains(&format!("href=\"/review/numbers?span={span}&amp;by=week\"")), "{span}: {page}");
        let found = days(&format!("/review/numbers?span={span}&from=2026-01-01"));
        assert_eq!(found, (from.to_owned(), to.to_owned(), Some(name.to_owned())));
    }
    let own = days("/review/numbers?from=2026-02-02&to=2026-02-11&span=ever");
    assert_eq!(own, ("2026-02-02".to_owned(), "2026-02-11".to_owned(), None));
}

#[test]
fn days_are_written_as_the_language_writes_them_and_cells_say_what_they_are() {
    let rani = at_work();
    let page = text(&rani.opens(&format!("/review/numbers?{DAYS}")));
    assert_eq!(row(&page, "01/03/2026"), ["0", "0", "0", "0"]);
    assert!(page.contains("<td class=\"n\" data-label=\"Reçus\">0</td>") && page.contains("<th>Jour</th>"), "{page}");
    assert!(text(&rani.opens("/review/numbers?by=week")).contains("<th>Semaine du</th>"));
}

#[test]
fn each_figure_runs_as_it_stands_on_the_page() {
    let rani = at_work();
    let page = text(&rani.opens(&format!("/review/numbers?{DAYS}")));
    let queries: Vec<String> = page
        .split("<pre>")
        .skip(1)
        .filter_map(|pre| pre.split("</pre>").next())
        .map(|sql| sql.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", "\""))
        .collect();
    assert_eq!(queries.len(), 4);
    let db = rani.host.db.borrow();
    let counts: Vec<usize> = queries.iter().map(|sql| rows(&db, sql).len()).collect();
    assert_eq!(counts, [1, 1, 2, 2]);
}

#[test]
fn what_people_send_instead_can_become_a_template() {
    let rani = at_work();
    let page = text(&rani.opens("/review/replies/changed"));
    assert!(
        page.contains("{hello} {customer}, c'est noté !") && page.contains("2 ×") && !page.contains("Café"),
        "{page}"
    );
    assert!(page.contains("commande · 2 ×") && page.contains("note · 2 ×"), "{page}");
    let fields = [("language", "fr"), ("text", "{hello} {customer}, c'est noté !")];
    let (status, page) = rani.presses("/review/replies/adopt", &fields);
    assert!(status == 200 && page.contains(">{hello} {customer}, c'est noté !</textarea>"), "{page}");
    assert_eq!(rani.count("SELECT count(*) FROM reply_template"), 0, "an admin looks at it and saves it");
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("a role");
    assert_eq!(rani.opens("/review/replies/changed").status, 403);
}

#[test]
fn an_auditor_reads_the_ledger_with_its_proof_and_takes_it_away_without_formulas() {
    let rani = at_work();
    let page = || text(&rani.opens("/review/ledger/rows"));
    assert!(page().contains("Rien n'est encore scellé."), "{}", page());
    rani.host.run(seal::seal(&rani.host, &rani.settings)).0.expect("sealed");
    let last = rani.count("SELECT max(last_row) FROM ledger_checkpoint");
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("a role");
    let sealed = page();
    assert!(sealed.contains(&format!("Scellé jusqu'à la ligne {last}")), "{sealed}");
    assert!(sealed.contains("rien n'a été coupé ni réécrit"), "{sealed}");
    assert!(text(&rani.opens("/review/numbers")).contains("/review/ledger/rows"));
    let file = rani.opens("/review/ledger/rows.csv?from=2");
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"ledger-2.csv\""));
    let csv = text(&file);
    let lines: Vec<&str> = csv.split("\r\n").filter(|line| !line.is_empty()).collect();
    assert!(lines[0].starts_with("id,at,invocation,step,outcome") && lines[1].starts_with("2,"), "{csv}");
    assert_eq!(lines.len() as i64, rani.count("SELECT count(*) FROM run_ledger WHERE id >= 2") + 1);
    assert!(csv.contains(",'=Paul,") && !csv.contains(",=Paul,"), "{csv}");
    assert!(lines[0].ends_with(",cost_micros,happened") && csv.contains(",Approuvé tel quel\r\n"), "{csv}");
    rani.host
        .db
        .borrow()
        .execute_batch("DROP TRIGGER ledger_checkpoint_no_update; UPDATE ledger_checkpoint SET link = 'x'")
        .expect("by hand");
    assert!(page().contains("n'est pas dans la base"), "{}", page());
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'reviewer'", []).expect("a role");
    assert_eq!(rani.opens("/review/ledger/rows").status, 403);
}
