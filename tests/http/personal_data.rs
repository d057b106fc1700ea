//! One list of places holds a customer's words, names and numbers: the schema has no other, the
//! export reads all of them, and erasing leaves nothing in any.

use crate::client::Client;
use serde_json::{Value, json};
use std::collections::HashSet;
use testkit::database::rows;
use whatsapp_order_ack::personal_data::{DataPlace, PLACES};
use whatsapp_order_ack::sweep;

/// Text of tables on the list that says nothing of a customer: opaque ids and keyed hashes, codes,
/// times, and who of the business did it.
const HARMLESS: &[(&str, &[&str])] = &[
    (
        "inbound_message",
        &[
            "message_ref",
            "invocation",
            "sender_id",
            "outcome",
            "kind",
            "kind_name",
            "freshness",
            "stamped_at",
            "admitted_at",
            "window_closes_at",
            "target_ref",
            "quoted_ref",
            "quoted_attempt",
            "quoted_by",
            "review_id",
            "erased_at",
        ],
    ),
    (
        "review_queue",
        &[
            "id",
            "write_id",
            "sender_id",
            "previous_id",
            "state",
            "opened_at",
            "received_at",
            "window_closes_at",
            "redraft_at",
            "gate_verdict",
            "gate_why",
            "draft_language",
            "draft_source",
            "draft_model",
            "draft_prompt",
            "draft_fallback",
            "decision_id",
            "attempt_id",
            "claimed_at",
            "answered_elsewhere_at",
            "erased_at",
        ],
    ),
    ("note", &["review_id", "reviewer_id", "at"]),
    ("decision", &["id", "review_id", "action", "reviewer_id", "decided_at", "reason"]),
    ("send_attempt", &["id", "decision_id", "review_id", "started_at", "finished_at", "outcome"]),
    ("idempotency_key", &["reviewer_id", "key", "created_at", "decision_id"]),
    ("alias", &["source", "message_ref", "linked_at"]),
    ("address_change", &["noticed_at", "last_message_at"]),
    ("customers", &["language"]),
    ("allowlist", &["sender_id", "added_by", "added_at", "phone_answered_at"]),
    ("address_proposal", &["proposed_by", "proposed_at", "completed"]),
    ("past_opt_in", &["added_by", "added_at", "ended_by", "ended_at"]),
];

/// Tables that hold nothing of a customer's.
const OTHERS: &[&str] = &[
    "reviewer",
    "session",
    "products",
    "product_index",
    "product_index_build",
    "product_index_page",
    "retention",
    "draft_lease",
    "model_budget",
    "reply_template",
    "reply_rules",
    "persona",
    "run_ledger",
    "ledger_checkpoint",
    "ledger_alarm",
    "crm_cursor",
    "d1_migrations",
    "bot_switch",
    "desk_stamp",
    "listener",
    "device",
    "quiet_hours",
    "hold",
    "connection",
    "trouble",
    "saved_reply",
    "later",
    "sign_in_link",
    // The words are the business's own, and a mark is a card's id, which goes with its text.
    "taught_words",
    "word_trial",
    "shape_mark",
    "account_notice",
];

/// The CRM's id of the customer of the fixtures.
const CUSTOMER: &str = "c1";

/// What stands in a column of a place.
fn mark(place: &DataPlace, column: &str) -> String {
    format!("kept in {}.{column}", place.table)
}

/// Columns that lead to a customer's rows; what stands in them is the id itself.
fn leads(column: &str) -> bool {
    matches!(column, "id" | "customer_id")
}

/// The mark of an address that other tables name their entry by.
const ENTRY: &str = "kept in allowlist.address, kept in alias.entry, kept in address_change.entry, kept in \
    listed_twice.number, kept in listed_twice.bsuid";

/// A mark, before what stood there: rows differ still.
const APPENDED: &str = "?1 || ' ' || COALESCE(old, '')";

/// A business at work for a day, with each column of the list marked.
fn marked() -> Client {
    let client = Client::new();
    let db = client.host.db.borrow();
    let mut fixtures: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
        .expect("fixtures")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("rows_")))
        .collect();
    fixtures.sort();
    for fixture in fixtures {
        let sql = std::fs::read_to_string(fixture).expect("rows");
        // Whoever is signed in is there already.
        let sql = sql.replace("INSERT INTO reviewer", "INSERT OR IGNORE INTO reviewer");
        // A later migration dropped them.
        let gone = |statement: &str| ["product_key", "product_word"].iter().any(|table| statement.contains(table));
        let sql: String = sql.split_inclusive(';').filter(|statement| !gone(statement)).collect();
        db.execute_batch(&sql).expect("rows");
    }
    // As if nothing had been erased yet.
    db.execute_batch("UPDATE retention SET through = 0").expect("a mark");
    let final_decision = rows(&db, "SELECT sql FROM sqlite_schema WHERE name = 'decision_is_final'");
    db.execute_batch("PRAGMA foreign_keys = OFF; DROP TRIGGER decision_is_final").expect("marks are no decisions");
    for place in PLACES {
        for column in place.columns.iter().filter(|column| !leads(column)) {
            let (mark, set) = match (place.table, *column) {
                // The answer to a decision is JSON, and found by what it says.
                (_, "answer") => (json!({"card": {"id": "rev_1"}, "mark": mark(place, column)}).to_string(), "?1"),
                // An entry of the allowlist is named by its address.
                ("allowlist", "address") | (_, "entry") | ("listed_twice", _) => (ENTRY.to_owned(), APPENDED),
                _ => (mark(place, column), APPENDED),
            };
            let set = format!("UPDATE {} SET {column} = {}", place.table, set.replace("old", column));
            let changed = db.execute(&set, [mark]).unwrap_or_else(|error| panic!("{set}: {error}"));
            assert!(changed > 0, "no fixture has a row of {}", place.table);
        }
    }
    db.execute_batch(final_decision[0]["sql"].as_str().expect("SQL")).expect("final again");
    db.execute_batch("PRAGMA foreign_keys = ON").expect("as it was");
    assert!(rows(&db, "PRAGMA foreign_key_check").is_empty());
    drop(db);
    client
}

/// `table.column` of every text of the database that is wanted.
fn found(client: &Client, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let db = client.host.db.borrow();
    let tables = rows(&db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    let mut places = Vec::new();
    for table in tables.iter().filter_map(|row| row["name"].as_str()) {
        // What is worked out from another column goes with it, and is not among these.
        let own = rows(&db, &format!("SELECT name FROM pragma_table_info('{table}')"));
        for row in rows(&db, &format!("SELECT * FROM {table}")) {
            let texts = row.iter().filter(|(column, value)| {
                own.iter().any(|own| own["name"] == column.as_str()) && value.as_str().is_some_and(&wanted)
            });
            places.extend(texts.map(|(column, _)| format!("{table}.{column}")));
        }
    }
    places.sort();
    places.dedup();
    places
}

#[test]
fn every_text_of_the_schema_is_on_the_list_or_known_to_be_harmless() {
    let client = Client::new();
    let db = client.host.db.borrow();
    let mut unknown = Vec::new();
    for table in rows(&db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'") {
        let table = table["name"].as_str().expect("a name");
        let Some(place) = PLACES.iter().find(|place| place.table == table) else {
            if !OTHERS.contains(&table) {
                unknown.push(table.to_owned());
            }
            continue;
        };
        let harmless = HARMLESS.iter().find(|(known, _)| *known == table).map_or(&[][..], |(_, columns)| columns);
        let columns = rows(&db, &format!("SELECT name, type FROM pragma_table_info('{table}')"));
        let names: Vec<_> = columns.iter().map(|row| row["name"].as_str().expect("a name")).collect();
        for listed in place.columns.iter().chain(harmless).filter(|listed| !names.contains(listed)) {
            unknown.push(format!("{table} has no column {listed}"));
        }
        let texts = columns.iter().filter(|row| row["type"] != "INTEGER").filter_map(|row| row["name"].as_str());
        unknown.extend(
            texts
                .filter(|name| !place.columns.contains(name) && !harmless.contains(name))
                .map(|name| format!("{table}.{name}")),
        );
    }
    assert_eq!(unknown, Vec::<String>::new(), "name them in src/personal_data.rs, or here as harmless");
}

#[test]
fn the_export_reads_every_place_and_erasing_empties_it() {
    let client = marked();
    let path = format!("/api/customers/{CUSTOMER}/export");
    let (status, export) = client.sends("GET", &path, "", "");
    assert_eq!(status, 200, "{export}");
    let exported: Value = serde_json::from_str(&export).expect("JSON");
    for place in PLACES {
        let held = exported["tables"][place.table].as_array().unwrap_or_else(|| panic!("no {}", place.table));
        assert!(!held.is_empty(), "nothing of {}", place.table);
        for column in place.columns.iter().filter(|column| !leads(column)) {
            let marked = |row: &Value| row[column].as_str().is_some_and(|text| text.contains(&mark(place, column)));
            assert!(held.iter().any(marked), "{}.{column} is not exported", place.table);
        }
    }
    assert_eq!(client.count("SELECT count(*) FROM run_ledger WHERE step = 'customers' AND outcome = 'exported'"), 1);

    assert_eq!(client.sends("DELETE", &format!("/api/customers/{CUSTOMER}"), "", "").0, 204);
    let left = |text: &str| text.contains("kept in") || text == CUSTOMER;
    assert_eq!(found(&client, left), Vec::<String>::new());
    assert_eq!(client.sends("GET", &path, "", "").0, 404);
    assert_eq!(client.count("SELECT count(*) FROM run_ledger WHERE step = 'customers' AND outcome = 'exported'"), 1);
}

#[test]
fn what_is_kept_of_a_busy_customer_comes_in_parts() {
    let client = marked();
    let more = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450)
        INSERT INTO orders (id, customer_id, placed_at, summary) SELECT 'more' || i, ?1, '2026-01-01', 'sacs' FROM n";
    client.host.db.borrow().execute(more, [CUSTOMER]).expect("orders");
    let of_customer = format!("SELECT count(*) FROM orders WHERE customer_id = '{CUSTOMER}'");
    let (mut orders, mut customers, mut cursor, mut parts) = (HashSet::new(), 0, Value::Null, 0);
    loop {
        let query = cursor.as_str().map_or_else(String::new, |cursor| format!("?cursor={cursor}"));
        let answer = client.opens(&format!("/api/customers/{CUSTOMER}/export{query}"));
        let part: Value = serde_json::from_slice(&answer.body).expect("JSON");
        let rows = |table: &str| part["tables"][table].as_array().cloned().unwrap_or_default();
        assert!(rows("orders").len() <= 200);
        orders.extend(rows("orders").iter().map(|row| row["id"].to_string()));
        customers += rows("customers").len();
        parts += 1;
        let named = format!("attachment; filename=\"customer-{parts}.json\"");
        assert_eq!(answer.header("content-disposition"), Some(named.as_str()));
        cursor = part["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!((parts, customers), (3, 1));
    assert_eq!(i64::try_from(orders.len()).expect("few"), client.count(&of_customer), "each once, and none left out");
    for odd in ["-1", "x", "1000001"] {
        assert_eq!(client.opens(&format!("/api/customers/{CUSTOMER}/export?cursor={odd}")).status, 400, "{odd}");
    }
    let noted = "SELECT count(*) FROM run_ledger WHERE step = 'customers' AND outcome = 'exported'";
    assert_eq!(client.count(noted), 3, "the ledger notes each part");
}

#[test]
fn what_is_old_is_emptied_wherever_it_stands() {
    let client = marked();
    client.host.now.set(client.host.now.get() + 400 * 24 * 60 * 60);
    client.host.run(sweep::sweep(&client.host, &client.settings)).0.expect("swept");
    let left = found(&client, |text| text.contains("kept in"));
    let kept = PLACES.iter().filter(|place| !place.ages);
    let mut kept: Vec<_> = kept
        .flat_map(|place| place.columns.iter().filter(|column| !leads(column)).map(|c| format!("{}.{c}", place.table)))
        .collect();
    kept.sort();
    assert_eq!(left, kept, "who is a customer stays until they are erased");
}

#[test]
fn only_admins_read_all_that_is_kept_and_the_desk_leads_them_there() {
    let client = marked();
    let page = client.opens("/review/customers/c1");
    assert!(String::from_utf8_lossy(&page.body).contains("href=\"/api/customers/c1/export\""));
    // By the session too, as the link asks.
    let file = client.opens("/api/customers/c1/export");
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"customer.json\""));
    for nobody in ["nobody", "erased", "unknown"] {
        assert_eq!(client.sends("GET", &format!("/api/customers/{nobody}/export"), "", "").0, 404, "{nobody}");
    }
    for role in ["reviewer", "auditor"] {
        client.host.db.borrow().execute("UPDATE reviewer SET role = ?1", [role]).expect("another role");
        assert_eq!(client.sends("GET", "/api/customers/c1/export", "", "").0, 403, "{role}");
    }
}
