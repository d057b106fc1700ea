//! D1 as the simulator has it: the shipped migrations and SQL on real SQLite.

use rusqlite::backup::Backup;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, params_from_iter};
use serde_json::{Map, Value, json};
use std::sync::{Mutex, OnceLock};
use whatsapp_order_ack::host::{DatabaseError, Param, Rows, Statement};

/// The longest string, BLOB or row of D1, in bytes (Cloudflare, D1 limits).
const LONGEST: i32 = 2_000_000;

/// How many statements a connection keeps prepared: all that ship, and what the invariants ask.
const PREPARED: usize = 1_000;

/// A fresh database with all migrations applied, and noted as wrangler notes them.
pub fn open() -> Connection {
    static MIGRATED: OnceLock<Mutex<Connection>> = OnceLock::new();
    // Copying one costs a fraction of applying the migrations again.
    let migrated = MIGRATED.get_or_init(|| Mutex::new(migrated()));
    let mut db = Connection::open_in_memory().expect("SQLite opens in memory");
    let migrated = migrated.lock().expect("not poisoned");
    Backup::new(&migrated, &mut db).and_then(|copy| copy.step(-1)).expect("a database is copied");
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST).expect("a limit");
    db.set_prepared_statement_cache_capacity(PREPARED);
    db
}

fn migrated() -> Connection {
    let db = Connection::open_in_memory().expect("SQLite opens in memory");
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST).expect("a limit");
    db.execute_batch(
        "CREATE TABLE d1_migrations (
           id INTEGER PRIMARY KEY AUTOINCREMENT,
           name TEXT UNIQUE,
           applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
         );",
    )
    .expect("wrangler's table");
    for (name, migration) in migrations() {
        db.execute_batch(&migration).expect("migrations apply");
        db.execute("INSERT INTO d1_migrations (name) VALUES (?1)", [name]).expect("it is noted");
    }
    db
}

/// Has each change of a card's state or version noted, for the invariants.
pub fn watch_states(db: &Connection) {
    db.execute_batch(
        "CREATE TEMP TABLE state_change (before TEXT, after TEXT);
         CREATE TEMP TRIGGER card_opened AFTER INSERT ON review_queue
         BEGIN INSERT INTO state_change VALUES (NULL, NEW.state); END;
         CREATE TEMP TRIGGER card_changed AFTER UPDATE ON review_queue
         WHEN OLD.state <> NEW.state OR OLD.version <> NEW.version
         BEGIN INSERT INTO state_change VALUES (OLD.state, NEW.state); END;
         CREATE TEMP TRIGGER card_changed_customer AFTER UPDATE ON review_queue
         WHEN OLD.customer_id <> NEW.customer_id AND NEW.customer_id <> 'erased'
         BEGIN SELECT RAISE(ABORT, 'a card changed customer'); END;
         CREATE TEMP TABLE admitted_words (customer_id TEXT, sender_id TEXT, text TEXT, wamid TEXT);
         CREATE TEMP TRIGGER message_admitted AFTER INSERT ON inbound_message
         BEGIN INSERT INTO admitted_words SELECT w.customer_id, w.sender_id, NEW.text, NEW.wamid
           FROM allowlist w WHERE w.sender_id = NEW.sender_id; END;",
    )
    .expect("states are watched");
}

/// Their file names and SQL, in order.
fn migrations() -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(format!("{}/migrations", crate::ROOT))
        .expect("migrations are read")
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "sql"))
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        (name, std::fs::read_to_string(path).expect("a migration reads"))
    };
    files.iter().map(read).collect()
}

/// One transaction, all or nothing, as D1's `batch()`.
pub fn batch(db: &mut Connection, statements: &[Statement]) -> Result<Vec<Rows>, DatabaseError> {
    Ok(answers(db, statements)?.into_iter().map(|answer| answer.rows).collect())
}

/// What a statement returned.
pub struct Answer {
    pub rows: Rows,
    /// How many rows.
    pub many: usize,
    /// How many bytes they are as JSON.
    pub bytes: usize,
}

/// The same, with how much was returned.
pub fn answers(db: &mut Connection, statements: &[Statement]) -> Result<Vec<Answer>, DatabaseError> {
    let mut run = || -> rusqlite::Result<Vec<Answer>> {
        // A transaction of its own; within the simulator's, which is undone after a seed, a part of it.
        let transaction = db.savepoint()?;
        let rows = statements.iter().map(|s| query(&transaction, s)).collect::<Result<_, _>>()?;
        transaction.commit()?;
        Ok(rows)
    };
    match run() {
        Ok(rows) => Ok(rows),
        // A database that was never migrated is a state that steps know.
        Err(error) if error.to_string().contains("no such table: d1_migrations") => {
            Err(DatabaseError::Failed(error.to_string()))
        }
        Err(error) => {
            panic!("SQL: {error} in {:?}", statements.iter().map(|s| s.name).collect::<Vec<_>>())
        }
    }
}

fn query(db: &Connection, statement: &Statement) -> rusqlite::Result<Answer> {
    let mut prepared = db.prepare_cached(statement.sql)?;
    let names: Vec<String> = prepared.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = prepared.query(params_from_iter(statement.params.iter().map(Bound)))?;
    let mut out = vec![Value::from(names.clone())];
    while let Some(row) = rows.next()? {
        out.push(Value::Array(
            (0..names.len()).map(|i| Ok(to_json(row.get_ref(i)?))).collect::<rusqlite::Result<_>>()?,
        ));
    }
    if out.len() == 1 {
        out.clear();
    }
    let many = out.len().saturating_sub(1);
    let json = Value::Array(out).to_string();
    Ok(Answer { rows: Rows::from_json(&json).expect("rows as a host hands them over"), many, bytes: json.len() })
}

fn to_json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => json!(n),
        ValueRef::Real(x) => json!(x),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
        ValueRef::Blob(_) => panic!("no blobs in D1"),
    }
}

struct Bound<'a>(&'a Param);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self.0 {
            Param::Null => rusqlite::types::Null.to_sql(),
            Param::Integer(n) => n.to_sql(),
            Param::Text(text) => text.to_sql(),
        }
        .map(|output| match output {
            rusqlite::types::ToSqlOutput::Borrowed(value) => rusqlite::types::ToSqlOutput::Owned(value.into()),
            owned => owned,
        })
    }
}

/// All rows of a query, for the invariants.
pub fn rows(db: &Connection, sql: &str) -> Vec<Map<String, Value>> {
    rows_of(db, sql, [])
}

/// The same of a query with parameters: it stays prepared, whatever they are.
pub fn rows_of(db: &Connection, sql: &str, params: impl Params) -> Vec<Map<String, Value>> {
    let mut prepared = db.prepare_cached(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let names: Vec<String> = prepared.column_names().into_iter().map(str::to_owned).collect();
    let rows = prepared
        .query_map(params, |row| {
            let value = |i| row.get_ref(i).map(to_json);
            names.iter().enumerate().map(|(i, name)| Ok((name.clone(), value(i)?))).collect()
        })
        .expect("a query runs");
    rows.map(|row| row.expect("a row reads")).collect()
}

/// Every text of every table, with the name of its table.
pub fn every_text(db: &Connection, mut look: impl FnMut(&str, &str)) {
    for table in rows(db, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
        let name = table["name"].as_str().unwrap_or_default();
        let mut all = db.prepare_cached(&format!("SELECT * FROM {name}")).expect("a table");
        let columns = all.column_count();
        let mut rows = all.query([]).expect("a table reads");
        while let Some(row) = rows.next().expect("a row reads") {
            for column in 0..columns {
                if let Ok(ValueRef::Text(text)) = row.get_ref(column) {
                    look(name, std::str::from_utf8(text).expect("UTF-8"));
                }
            }
        }
    }
}

/// One number.
pub fn count(db: &Connection, sql: &str) -> i64 {
    count_of(db, sql, [])
}

/// The same of a query with parameters.
pub fn count_of(db: &Connection, sql: &str, params: impl Params) -> i64 {
    let mut prepared = db.prepare_cached(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    prepared.query_row(params, |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
}
