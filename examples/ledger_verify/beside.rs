//! What stands beside the ledger in the same file, compared with it: sends and decisions, which
//! have rows of their own, and the triggers, which write the ledger and guard it.

use rusqlite::Connection;
use std::path::Path;
use whatsapp_order_ack::app::guards::{Trigger, digest};

/// What was compared.
pub struct Beside {
    pub sends: bool,
    pub triggers: bool,
}

/// What a trigger that hides rows would leave behind.
const FACTS: [(&str, &str); 3] = [
    (
        "a send without a decision",
        "SELECT a.id FROM send_attempt a WHERE NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = a.decision_id)",
    ),
    (
        "a decision without its row in the ledger",
        "SELECT d.id FROM decision d WHERE NOT EXISTS (SELECT 1 FROM run_ledger l
           WHERE l.review_id = d.review_id AND l.at = d.decided_at AND l.actor = d.reviewer_id
             AND (l.step = 'decide' AND l.outcome <> 'refused' OR l.step = 'resolve'))",
    ),
    (
        "a send without its row in the ledger",
        "SELECT a.id FROM send_attempt a WHERE a.outcome IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run_ledger l
           WHERE l.review_id = a.review_id AND l.step = 'send' AND l.at >= a.started_at)",
    ),
];

/// The outer error: it cannot be read. The inner one: what does not fit.
pub fn beside(db: &Connection) -> Result<Result<Beside, String>, String> {
    let has = |table: &str| {
        let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1";
        db.query_row(sql, [table], |row| row.get::<_, i64>(0)).map(|n| n > 0).map_err(|error| error.to_string())
    };
    let sends = has("send_attempt")? && has("decision")?;
    for (what, sql) in FACTS.iter().filter(|_| sends) {
        if let Some(id) = texts(db, sql)?.first() {
            return Ok(Err(format!("{what}: {id}")));
        }
    }
    let triggers = has("d1_migrations")?;
    if triggers && digest(&triggers_of(db)?) != digest(&triggers_of(&migrated(db)?)?) {
        return Ok(Err("the triggers are not those that the migrations make".to_owned()));
    }
    Ok(Ok(Beside { sends, triggers }))
}

/// A fresh database with the migrations that the file says were applied.
fn migrated(db: &Connection) -> Result<Connection, String> {
    let fresh = Connection::open_in_memory().map_err(|error| error.to_string())?;
    for name in texts(db, "SELECT name FROM d1_migrations ORDER BY id")? {
        // A name from the file must not lead elsewhere.
        let plain = Path::new(&name).file_name().and_then(|file| file.to_str()) == Some(name.as_str());
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(&name);
        let sql = std::fs::read_to_string(file).ok().filter(|_| plain);
        let sql = sql.ok_or_else(|| format!("migrations/{name} is not there: use the version that was deployed"))?;
        fresh.execute_batch(&sql).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(fresh)
}

fn triggers_of(db: &Connection) -> Result<Vec<Trigger>, String> {
    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name";
    let mut prepared = db.prepare(sql).map_err(|error| error.to_string())?;
    let rows = prepared.query_map([], |row| Ok(Trigger { name: row.get(0)?, sql: row.get(1)? }));
    rows.and_then(Iterator::collect).map_err(|error| error.to_string())
}

fn texts(db: &Connection, sql: &str) -> Result<Vec<String>, String> {
    let mut prepared = db.prepare(sql).map_err(|error| error.to_string())?;
    let rows = prepared.query_map([], |row| row.get(0));
    rows.and_then(Iterator::collect).map_err(|error| error.to_string())
}
