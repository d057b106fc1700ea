//! Verifies the ledger offline: `npm run ledger:verify -- FILE`.
//!
//! FILE: what `npx wrangler d1 export sodimo-core --remote --output FILE` wrote, or an
//! SQLite file. `META_APP_SECRET` (and `META_APP_SECRET_PREVIOUS` just after a
//! rotation) in the environment checks the seals too; `--known LINK`, a link that the
//! Worker logged as `ledger_sealed`, checks that the end was not cut off.
//!
//! Exit code 0: whole. 1: not as it was; the first row that is not is named. 2: the
//! file could not be read.

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::process::ExitCode;
use whatsapp_order_ack::ledger::chain::{Checkpoint, SealKey, Whole, verify};
use whatsapp_order_ack::ledger::run_ledger::Row;

const USAGE: &str = "usage: npm run ledger:verify -- FILE [--known LINK]
  FILE          what `wrangler d1 export` wrote, or an SQLite file
  --known LINK  a link that the Worker logged (event ledger_sealed)
  META_APP_SECRET, META_APP_SECRET_PREVIOUS in the environment check the seals";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (file, known) = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [file] => ((*file).to_owned(), None),
        [file, "--known", link] | ["--known", link, file] => ((*file).to_owned(), Some((*link).to_owned())),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let (rows, checkpoints) = match read(&file) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::from(2);
        }
    };
    let secret = |name| std::env::var(name).ok().filter(|secret| !secret.is_empty());
    let keys: Vec<SealKey> = ["META_APP_SECRET", "META_APP_SECRET_PREVIOUS"]
        .into_iter()
        .filter_map(secret)
        .map(|secret| SealKey::derive(&secret))
        .collect();
    match verify(&rows, &checkpoints, &keys, known.as_deref()) {
        Ok(whole) => {
            report(&whole);
            ExitCode::SUCCESS
        }
        Err(broken) => {
            println!("NOT AS IT WAS: {broken}");
            ExitCode::FAILURE
        }
    }
}

fn report(whole: &Whole) {
    println!("whole: {} rows vouched for, {} since the last checkpoint", whole.covered, whole.since);
    if let Some((row, link)) = &whole.through {
        println!("through row {row}, link {link}");
    }
    if whole.covered == 0 && whole.since > 0 {
        println!("NO CHECKPOINT AT ALL: the cron trigger has not run yet, or the checkpoints were removed");
    }
    if !whole.sealed {
        println!("the seals were not checked: META_APP_SECRET is not set");
    }
}

fn read(file: &str) -> Result<(BTreeMap<i64, Row>, Vec<Checkpoint>), String> {
    let db = open(file)?;
    let mut rows = BTreeMap::new();
    for mut columns in table(&db, "run_ledger")? {
        let id = columns.remove("id").and_then(|id| id.as_i64()).ok_or("a row has no number")?;
        // A file whose table has lost its primary key can hold two.
        if rows.insert(id, Row { id, columns }).is_some() {
            return Err(format!("NOT AS IT WAS: row {id} stands there twice"));
        }
    }
    let checkpoints = serde_json::from_value(json!(table(&db, "ledger_checkpoint")?));
    Ok((rows, checkpoints.map_err(|error| format!("ledger_checkpoint: {error}"))?))
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
    db.execute_batch(&sql).map_err(|error| format!("the SQL does not run: {error}"))?;
    Ok(db)
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
