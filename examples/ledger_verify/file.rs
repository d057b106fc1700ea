//! The file: the ledger and its checkpoints, read from SQL or SQLite.

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use whatsapp_order_ack::ledger::chain::Checkpoint;
use whatsapp_order_ack::ledger::run_ledger::LedgerRow;

pub struct File {
    pub db: Connection,
    pub rows: BTreeMap<i64, LedgerRow>,
    pub checkpoints: Vec<Checkpoint>,
}

impl File {
    pub fn open(file: &str) -> Result<Self, String> {
        let db = open(file)?;
        let mut rows = BTreeMap::new();
        for mut columns in table(&db, "run_ledger")? {
            let id = columns.remove("id").and_then(|id| id.as_i64()).ok_or("a row has no number")?;
            // A file whose table has lost its primary key can hold two.
            if rows.insert(id, LedgerRow { id, columns }).is_some() {
                return Err(format!("NOT AS IT WAS: row {id} stands there twice"));
            }
        }
        let checkpoints = serde_json::from_value(json!(table(&db, "ledger_checkpoint")?));
        let checkpoints = checkpoints.map_err(|error| format!("ledger_checkpoint: {error}"))?;
        Ok(Self { db, rows, checkpoints })
    }
}

fn open(file: &str) -> Result<Connection, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    if bytes.starts_with(b"SQLite format 3\0") {
        return Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| e.to_string());
    }
    let sql = String::from_utf8(bytes).map_err(|_| "neither SQL nor an SQLite file".to_owned())?;
    let db = Connection::open_in_memory().map_err(|error| error.to_string())?;
    // Somebody else's SQL reads and writes no other file.
    db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).map_err(|error| error.to_string())?;
    for statement in statements(&sql) {
        db.execute_batch(&statement).map_err(|error| format!("the SQL does not run: {error}"))?;
    }
    Ok(db)
}

/// The statements of an export in an order in which they run: triggers last. D1 writes those of
/// a view before the view.
fn statements(sql: &str) -> [String; 2] {
    let (mut others, mut triggers) = (String::new(), String::new());
    let mut in_trigger = false;
    for line in sql.lines() {
        in_trigger |= line.starts_with("CREATE TRIGGER");
        let part = if in_trigger { &mut triggers } else { &mut others };
        part.push_str(line);
        part.push('\n');
        in_trigger &= line != "END;";
    }
    [others, triggers]
}

fn table(db: &Connection, name: &str) -> Result<Vec<Map<String, Value>>, String> {
    let query = || -> rusqlite::Result<Vec<Map<String, Value>>> {
        let mut prepared = db.prepare(&format!("SELECT * FROM {name} ORDER BY id"))?;
        let names: Vec<String> = prepared.column_names().into_iter().map(str::to_owned).collect();
        let rows = prepared.query_map([], |row| {
            names.iter().enumerate().map(|(i, name)| Ok((name.clone(), value(row.get_ref(i)?)))).collect()
        })?;
        rows.collect()
    };
    query().map_err(|error| format!("{name}: {error}"))
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => json!(n),
        ValueRef::Real(x) => json!(x),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => json!(bytes),
    }
}
