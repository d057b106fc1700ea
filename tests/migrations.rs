//! Each migration is applied over rows that the earlier ones left, because that is
//! how it is applied to a business's database.

use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use testkit::golden_files;
use testkit::recording::Recording;
use whatsapp_order_ack::app::guards;
use whatsapp_order_ack::app::schema::{self, NEWEST_MIGRATION, Schema};
use whatsapp_order_ack::host::Host;

fn files(dir: &str, prefix: &str) -> BTreeMap<String, PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(dir);
    let entries = std::fs::read_dir(dir).expect("a directory").filter_map(Result::ok).map(|entry| entry.path());
    entries
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            let number = name.strip_prefix(prefix)?.strip_suffix(".sql")?.get(..4)?.to_owned();
            Some((number, path))
        })
        .collect()
}

fn apply(db: &Connection, file: &Path) {
    let sql = std::fs::read_to_string(file).expect("SQL");
    db.execute_batch(&sql).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

fn tables(db: &Connection) -> Vec<String> {
    let mut names = db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .expect("a query");
    names.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect()
}

fn count(db: &Connection, table: &str) -> i64 {
    db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count")
}

/// Tables that a later migration takes away, with what is in them.
const DROPPED: [&str; 2] = ["product_key", "product_word"];

#[test]
fn rows_of_every_version_survive_every_later_migration() {
    let migrations = files("migrations", "");
    let rows = files("tests/fixtures", "rows_");
    assert!(!migrations.is_empty());
    let db = Connection::open_in_memory().expect("SQLite");
    let mut before = BTreeMap::<String, i64>::new();
    for (number, file) in &migrations {
        apply(&db, file);
        let there = tables(&db);
        for (table, n) in before.iter().filter(|(table, _)| there.contains(table) || !DROPPED.contains(&table.as_str()))
        {
            assert_eq!(count(&db, table), *n, "{table} after {number}");
        }
        if let Some(fixture) = rows.get(number) {
            apply(&db, fixture);
        }
        before = tables(&db).into_iter().map(|table| (table.clone(), count(&db, &table))).collect();
        let empty: Vec<_> = before.iter().filter(|(_, n)| **n == 0).collect();
        assert!(empty.is_empty(), "tests/fixtures/rows_{number}.sql has no row of {empty:?}");
    }
    for view in ["ledger_daily", "ledger_trail", "reply_times"] {
        count(&db, view);
    }
    let broken: i64 =
        db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(broken, 0);
}

fn refused(db: &Connection, sql: &str, why: &str) {
    let error = db.execute(sql, []).expect_err(sql).to_string();
    assert!(error.contains(why), "{sql}: {error}");
}

#[test]
fn the_ledger_and_decisions_cannot_be_rewritten() {
    let db = Connection::open_in_memory().expect("SQLite");
    let rows = files("tests/fixtures", "rows_");
    for (number, file) in &files("migrations", "") {
        apply(&db, file);
        rows.get(number).into_iter().for_each(|file| apply(&db, file));
    }
    for sql in [
        "UPDATE run_ledger SET reason = 'x'",
        "DELETE FROM run_ledger",
        "INSERT OR REPLACE INTO run_ledger (id, at, invocation, step, outcome) VALUES (1, 'x', 'x', 'x', 'x')",
        "REPLACE INTO run_ledger (id, at, invocation, step, outcome) VALUES (1, 'x', 'x', 'x', 'x')",
        "INSERT INTO run_ledger (id, at, invocation, step, outcome) VALUES (1, 'x', 'x', 'x', 'x')
           ON CONFLICT (id) DO UPDATE SET outcome = 'x'",
    ] {
        refused(&db, sql, "append-only");
    }
    for sql in [
        "UPDATE ledger_checkpoint SET seal = 'x'",
        "DELETE FROM ledger_checkpoint",
        "INSERT OR REPLACE INTO ledger_checkpoint (at, first_row, last_row, digests, link, seal)
           VALUES ('x', 1, 2, 'x', 'x', 'x')",
    ] {
        refused(&db, sql, "append-only");
    }
    for sql in [
        "UPDATE decision SET reviewer_id = 'usr_2'",
        "UPDATE decision SET text_sha256 = 'y'",
        "DELETE FROM decision",
        "INSERT OR REPLACE INTO decision (id, review_id, version, action, reviewer_id, decided_at)
           VALUES ('dec_1', 'rev_1', 1, 'reject', 'usr_2', 'x')",
    ] {
        refused(&db, sql, "final");
    }
    db.execute("UPDATE decision SET text = NULL, text_sha256 = NULL, recipient = NULL, note = NULL", [])
        .expect("words can be erased");
    refused(
        &db,
        "INSERT INTO send_attempt (id, decision_id, review_id, started_at) VALUES ('att_2', 'dec_1', 'rev_1', 'x')",
        "UNIQUE",
    );
}

/// What D1 has cut in the wrong place before (cloudflare/workers-sdk#14991, #10998, #15314, #4727).
#[test]
fn d1_can_tell_where_a_statement_ends() {
    for (number, file) in files("migrations", "") {
        let text = std::fs::read_to_string(&file).expect("a migration");
        assert!(!text.contains('\r'), "migration {number}: line ends are LF");
        for trigger in text.split("CREATE TRIGGER").skip(1) {
            let body = trigger.split("\nEND;").next().unwrap_or_default();
            assert!(
                body.contains("\nBEGIN\n"),
                "migration {number}: a trigger without a BEGIN, in capitals, on a line of its own"
            );
            assert!(!body.contains("CASE"), "migration {number}: a trigger with a CASE in it (migrations/README.md)");
        }
    }
}

/// A file cut as simply as a server may cut it: at each semicolon outside of `BEGIN` and `END`,
/// without a look at quotes or comments.
fn cut_simply(sql: &str) -> Vec<String> {
    let (mut pieces, mut piece, mut word, mut depth) = (vec![], String::new(), String::new(), 0);
    for c in sql.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
        } else {
            match std::mem::take(&mut word).as_str() {
                "BEGIN" => depth += 1,
                "END" => depth -= 1,
                _ => {}
            }
        }
        piece.push(c);
        if c == ';' && depth == 0 {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    assert!(piece.trim().is_empty() && depth == 0, "cut in two: {piece}");
    pieces
}

fn schema_of(db: &Connection) -> Vec<(String, Option<String>)> {
    let mut all = db.prepare("SELECT name, sql FROM sqlite_master ORDER BY type, name").expect("a query");
    all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows").map(|row| row.expect("a row")).collect()
}

#[test]
fn a_server_that_cuts_simply_gets_the_same_statements() {
    let [whole, cut] = [(); 2].map(|()| Connection::open_in_memory().expect("SQLite"));
    for (number, file) in files("migrations", "") {
        let sql = std::fs::read_to_string(&file).expect("a migration");
        apply(&whole, &file);
        for piece in cut_simply(&sql) {
            cut.execute(&piece, []).unwrap_or_else(|error| panic!("migration {number}: {error} in {piece}"));
        }
        assert_eq!(schema_of(&cut), schema_of(&whole), "migration {number}");
        for line in sql.lines().filter_map(|line| line.split_once("--")) {
            let misleading = line.1.contains([';', '\'', '"', '`']);
            assert!(!misleading, "migration {number}: a semicolon or a quote in a comment: {}", line.1);
        }
    }
}

/// What the code is told of the migrations stands in files beside them, which this writes where
/// `GOLDENS=record` is set.
fn check_told(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(file);
    if let Some(difference) = golden_files::check_file(&path, &format!("{text}\n")) {
        panic!("{difference}\n\nGOLDENS=record cargo test --test migrations");
    }
}

#[test]
fn the_code_knows_the_newest_migration() {
    let files = files("migrations", "");
    let newest = files.values().next_back().and_then(|file| file.file_name()).expect("a migration");
    check_told("newest.txt", newest.to_str().expect("a plain name"));
}

/// How a database stands after this was done to it by hand.
fn schema_after(sql: &str) -> Schema {
    let host = Recording::new();
    host.db.borrow().execute_batch(sql).expect("by hand");
    host.run(schema::schema(&host)).0.expect("a database")
}

#[test]
fn a_database_is_migrated_when_the_newest_migration_is_noted() {
    assert_eq!(schema_after(""), Schema::Ready);
    let newer = "INSERT INTO d1_migrations (name) VALUES ('9999_of_a_later_version.sql')";
    assert_eq!(schema_after(newer), Schema::Ready, "code that was rolled back");
    let by_hand =
        format!("DELETE FROM d1_migrations; INSERT INTO d1_migrations (name) VALUES ('{}')", NEWEST_MIGRATION);
    assert_eq!(schema_after(&by_hand), Schema::Ready, "applied as a file, and noted");
    for half in [
        format!("DELETE FROM d1_migrations WHERE name = '{}'", NEWEST_MIGRATION),
        "UPDATE d1_migrations SET name = 'earlier_' || name".to_owned(),
        "DELETE FROM d1_migrations".to_owned(),
        "DROP TABLE d1_migrations".to_owned(),
    ] {
        assert_eq!(schema_after(&half), Schema::Behind, "{half}");
    }
}

#[test]
fn the_code_knows_the_triggers_that_the_migrations_make() {
    let host = Recording::new();
    let (triggers, _) = host.run((&host as &dyn Host).batch(guards::triggers()));
    check_told("triggers.sha256", &guards::digest(&triggers.expect("triggers")));
}
