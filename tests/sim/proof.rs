//! The ledger's proof after every run.

use crate::host::{APP_SECRET, World};
use testkit::database::{count, rows};
use whatsapp_order_ack::ledger::chain::{Checkpoint, SealKey, verify};
use whatsapp_order_ack::ledger::run_ledger::LedgerRow;

/// The chain holds whatever was under way, and the witness has its end: no crash looks like an
/// end that was cut off.
pub fn the_ledger_is_vouched_for(world: &World) {
    let db = &world.db;
    assert_eq!(count(db, "SELECT count(*) FROM ledger_alarm"), 0, "a false alarm");
    let ledger = rows(db, "SELECT * FROM run_ledger").into_iter().map(|mut columns| {
        let id = columns.remove("id").and_then(|id| id.as_i64()).expect("a number");
        (id, LedgerRow { id, columns })
    });
    let checkpoints = rows(db, "SELECT * FROM ledger_checkpoint ORDER BY id").into_iter();
    let checkpoints: Vec<Checkpoint> =
        checkpoints.map(|row| serde_json::from_value(row.into()).expect("a checkpoint")).collect();
    let kept = world.chain.newest.as_ref().expect("a link");
    let whole = verify(&ledger.collect(), &checkpoints, &[SealKey::derive(APP_SECRET)], Some(&kept.link));
    let whole = whole.unwrap_or_else(|broken| panic!("{broken}"));
    assert!(whole.covered > 0, "nothing was vouched for");
    assert_eq!(checkpoints.last().map(Checkpoint::head).as_ref(), Some(kept), "the witness is behind");
}
