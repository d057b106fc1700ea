//! What somebody with the database file might do, and what [`verify`] says to it.

use super::*;
use serde_json::json;

struct Ledger {
    rows: BTreeMap<i64, LedgerRow>,
    checkpoints: Vec<Checkpoint>,
}

fn row(id: i64, outcome: &str) -> LedgerRow {
    let columns = json!({"at": "2026-03-01T08:00:00.000Z", "step": "admit", "outcome": outcome, "version": null});
    LedgerRow { id, columns: columns.as_object().cloned().unwrap_or_default() }
}

fn key() -> SealKey {
    SealKey::derive("an invented secret")
}

fn checkpoint(rows: &[LedgerRow], head: &Link, key: &SealKey) -> Checkpoint {
    Checkpoint::over(rows, head, Timestamp::from_seconds(0), key).expect("rows to cover")
}

/// Rows 1 to 12 in three checkpoints of four, and rows 13 and 14 since.
fn ledger() -> Ledger {
    let rows: BTreeMap<_, _> = (1..=14).map(|id| (id, row(id, "admitted"))).collect();
    let mut checkpoints = Vec::new();
    let mut head = genesis();
    for first in [1, 5, 9] {
        let stretch: Vec<_> = rows.range(first..first + 4).map(|(_, row)| row.clone()).collect();
        let next = checkpoint(&stretch, &head, &key());
        head = next.head();
        checkpoints.push(next);
    }
    Ledger { rows, checkpoints }
}

/// Tampers with the ledger and verifies it with the key.
fn check(tamper: impl FnOnce(&mut Ledger), found: Broken) {
    let mut ledger = ledger();
    tamper(&mut ledger);
    assert_eq!(verify(&ledger.rows, &ledger.checkpoints, &[key()], None), Err(found));
}

#[test]
fn a_ledger_as_it_was_written_is_whole() {
    let Ledger { rows, checkpoints } = ledger();
    let last = checkpoints[2].link.clone();
    let whole = verify(&rows, &checkpoints, &[key()], Some(&last));
    let through = Some((12, last));
    assert_eq!(whole, Ok(Unbroken { covered: 12, since: 2, through, sealed: true, end_checked: true }));
    let without = verify(&BTreeMap::new(), &[], &[key()], None).expect("nothing is unbroken");
    assert!(!without.end_checked);
}

#[test]
fn the_first_row_that_is_not_as_it_was_is_named() {
    check(|ledger| drop(ledger.rows.insert(6, row(6, "duplicate"))), Broken::Changed(6));
    check(|ledger| drop(ledger.rows.remove(&7)), Broken::Removed(7));
    check(|ledger| drop(ledger.rows.insert(0, row(0, "admitted"))), Broken::Added(0));
    check(
        |ledger| {
            ledger.rows.insert(11, row(11, "x"));
            ledger.rows.remove(&2);
        },
        Broken::Removed(2),
    );
}

#[test]
fn a_row_taken_before_it_was_covered_leaves_a_gap() {
    let mut ledger = ledger();
    ledger.rows.remove(&13);
    assert_eq!(verify(&ledger.rows, &ledger.checkpoints, &[key()], None), Err(Broken::Removed(13)));
    let later: Vec<_> = ledger.rows.range(14..).map(|(_, row)| row.clone()).collect();
    ledger.checkpoints.push(checkpoint(&later, &ledger.checkpoints[2].head(), &key()));
    assert_eq!(verify(&ledger.rows, &ledger.checkpoints, &[key()], None), Err(Broken::Removed(13)));
}

#[test]
fn nothing_is_chained_to_a_checkpoint_that_is_not_ours() {
    let Ledger { checkpoints, .. } = ledger();
    assert!(checkpoints[2].is_ours(&[SealKey::derive("the next secret"), key()]));
    let forged = Checkpoint { link: checkpoints[1].link.clone(), ..checkpoints[2].clone() };
    assert!(!forged.is_ours(&[key()]));
    assert!(!checkpoints[2].is_ours(&[SealKey::derive("the next secret")]));
}

#[test]
fn a_row_far_out_of_line_is_named_and_nothing_overflows() {
    let mut ledger = ledger();
    ledger.rows.insert(i64::MAX, row(i64::MAX, "admitted"));
    assert_eq!(verify(&ledger.rows, &ledger.checkpoints, &[key()], None), Err(Broken::Removed(15)));
    let last = ledger.checkpoints[2].head();
    let far = Checkpoint { id: i64::MAX, last_row: i64::MAX, ..ledger.checkpoints[2].clone() };
    assert!(!far.follows(&last) && !far.follows(&far.head()));
}

#[test]
fn a_checkpoint_that_was_changed_or_removed_breaks_the_chain() {
    let second = || Broken::Chain { id: 2, first_row: 5, last_row: 8 };
    check(|ledger| ledger.checkpoints[1].digests.replace_range(0..1, "!"), second());
    check(|ledger| ledger.checkpoints[1].digests.clear(), second());
    check(|ledger| ledger.checkpoints[1].link = GENESIS.into(), second());
    check(|ledger| ledger.checkpoints[1].at = Timestamp::from_seconds(1), second());
    check(
        |ledger| ledger.checkpoints[1].last_row = i64::MAX,
        Broken::Chain { id: 2, first_row: 5, last_row: i64::MAX },
    );
    check(|ledger| drop(ledger.checkpoints.remove(0)), second());
}

#[test]
fn a_chain_rewritten_without_the_secret_has_no_seal() {
    check(
        |ledger| {
            ledger.rows.insert(6, row(6, "duplicate"));
            let mut head = ledger.checkpoints[0].head();
            for (n, first) in [(1, 5), (2, 9)] {
                let stretch: Vec<_> = ledger.rows.range(first..first + 4).map(|(_, row)| row.clone()).collect();
                ledger.checkpoints[n] = checkpoint(&stretch, &head, &SealKey::derive("a guess"));
                head = ledger.checkpoints[n].head();
            }
        },
        Broken::Seal { id: 2, first_row: 5, last_row: 8 },
    );
}

#[test]
fn an_end_that_was_cut_off_is_seen_by_who_kept_a_link() {
    let mut ledger = ledger();
    let kept = ledger.checkpoints.pop().expect("a checkpoint").link;
    ledger.rows.retain(|id, _| *id <= 8);
    assert!(verify(&ledger.rows, &ledger.checkpoints, &[key()], None).is_ok());
    let found = verify(&ledger.rows, &ledger.checkpoints, &[key()], Some(&kept));
    assert_eq!(found, Err(Broken::Cut(kept)));
}

#[test]
fn the_newest_seal_vouches_for_those_under_a_secret_of_before() {
    let mut ledger = ledger();
    let new = SealKey::derive("the next secret");
    let since: Vec<_> = ledger.rows.range(13..).map(|(_, row)| row.clone()).collect();
    ledger.checkpoints.push(checkpoint(&since, &ledger.checkpoints[2].head(), &new));
    assert!(verify(&ledger.rows, &ledger.checkpoints, &[new], None).is_ok());
    // The old secret alone does not vouch for what came after it.
    let found = verify(&ledger.rows, &ledger.checkpoints, &[key()], None);
    assert_eq!(found, Err(Broken::Seal { id: 4, first_row: 13, last_row: 14 }));
}

#[test]
fn a_new_empty_column_changes_no_digest() {
    let mut later = row(1, "admitted");
    later.columns.insert("added_later".into(), Value::Null);
    assert_eq!(digest(&later), digest(&row(1, "admitted")));
    later.columns.insert("added_later".into(), json!(0));
    assert_ne!(digest(&later), digest(&row(1, "admitted")));
}
