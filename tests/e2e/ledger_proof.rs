//! A rewritten ledger is seen: checkpoints of real workerd and D1, verified offline by
//! the command that auditors use.

use crate::stage::{APP_SECRET, Person, Stage};
use reqwest::Method;
use rusqlite::Connection;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of the Worker's database, as an auditor would export it.
fn export(stage: &Stage, name: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.sqlite", std::process::id()));
    let _ = std::fs::remove_file(&file);
    stage.db().execute("VACUUM INTO ?1", [file.to_str()]).expect("a copy");
    file
}

/// What the command says, and its exit code.
fn verify(file: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO"))
        .args(["run", "-q", "--example", "ledger_verify", "--"])
        .arg(file)
        .args(args)
        .env("META_APP_SECRET", APP_SECRET)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the command runs");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Does this to a copy of the ledger, triggers dropped, and asks the command about it.
fn check(stage: &Stage, tampering: &str, found: &str) {
    let file = export(stage, "tampered");
    let db = Connection::open(&file).expect("the copy opens");
    let triggers = ["run_ledger_no_update", "run_ledger_no_delete", "run_ledger_no_replace"];
    for trigger in triggers.into_iter().chain(["ledger_checkpoint_no_update", "ledger_checkpoint_no_delete"]) {
        db.execute_batch(&format!("DROP TRIGGER {trigger}")).expect("a trigger");
    }
    db.execute_batch(tampering).expect(tampering);
    drop(db);
    let (code, said) = verify(&file, &[]);
    assert_eq!(code, Some(1), "{tampering}: {said}");
    assert!(said.contains(found), "{tampering}: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_row_that_was_tampered_with_is_named() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    stage.approve(&card, "k").await;
    stage.card("sent").await;
    stage.sweep().await;
    stage.logs("ledger_sealed").await;
    assert!(stage.count("SELECT max(last_row) FROM ledger_checkpoint") >= 6);

    let (code, said) = verify(&export(&stage, "whole"), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("unbroken, end not checked: "), "{said}");
    let head = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("head-{}.json", std::process::id()));
    let (_, known) = stage.api(Person::Auditor, Method::GET, "/api/ledger/head", None).await;
    assert_eq!(known["newest"]["row"], stage.count("SELECT max(last_row) FROM ledger_checkpoint"));
    std::fs::write(&head, known.to_string()).expect("a file");
    let head = head.to_str().expect("a path");
    let (code, said) = verify(&export(&stage, "whole"), &["--head", head]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("whole: ") && !said.contains("not "), "{said}");
    let log = stage.log();
    let logged = log.split("\"link\":\"").nth(1).and_then(|rest| rest.get(..64)).expect("a link in the log");
    assert_eq!(verify(&export(&stage, "whole"), &["--known", logged]).0, Some(0));

    check(&stage, "UPDATE run_ledger SET actor = 'usr_paul' WHERE id = 3", "row 3 was changed");
    check(&stage, "DELETE FROM run_ledger WHERE id = 4", "row 4 was removed");
    check(&stage, "DELETE FROM run_ledger WHERE id >= 2", "row 2 was removed");
    check(&stage, "DROP TRIGGER admit", "the triggers are not those");
    let hidden = "INSERT INTO decision (id, review_id, version, action, reviewer_id, decided_at)
        VALUES ('dec_hidden', 'rev_hidden', 1, 'approve', 'usr_rani', '2026-03-01T08:00:00.000Z');
      INSERT INTO send_attempt (id, decision_id, review_id, started_at, outcome)
        VALUES ('att_hidden', 'dec_hidden', 'rev_hidden', '2026-03-01T08:00:00.000Z', 'accepted');";
    check(&stage, hidden, "a decision without its row in the ledger: dec_hidden");
    check(&stage, "UPDATE ledger_checkpoint SET digests = replace(digests, 'a', 'b')", "checkpoint 1");
    let cut = "DELETE FROM run_ledger; DELETE FROM ledger_checkpoint";
    let file = export(&stage, "cut");
    let db = Connection::open(&file).expect("the copy opens");
    db.execute_batch("DROP TRIGGER run_ledger_no_delete; DROP TRIGGER ledger_checkpoint_no_delete").expect("triggers");
    db.execute_batch(cut).expect("cut off");
    drop(db);
    let (code, said) = verify(&file, &["--known", logged]);
    assert_eq!(code, Some(1), "{said}");

    // A chain that was rewritten is not sealed by the next sweep either, until an admin acknowledges it.
    let forged =
        "DROP TRIGGER ledger_checkpoint_no_update; UPDATE ledger_checkpoint SET link = replace(link, 'a', 'b')";
    stage.db().execute_batch(forged).expect("forged");
    let before = stage.count("SELECT max(last_row) FROM ledger_checkpoint");
    stage.allow("33600000009", "fr").await;
    stage.sweep().await;
    stage.logs("the ledger no longer has the link that is kept outside the database").await;
    assert_eq!(stage.count("SELECT max(last_row) FROM ledger_checkpoint"), before);
    let (_, health) = stage.api(Person::Paul, Method::GET, "/api/health", None).await;
    assert_eq!((&health["status"], &health["problems"][0]["what"]), (&json!("degraded"), &json!("ledger")));
    let link = json!({"link": known["newest"]["link"]});
    let acknowledge = "/api/ledger/acknowledge";
    assert_eq!(stage.api(Person::Rani, Method::POST, acknowledge, Some(link)).await.0, 200);
    stage.sweep().await;
    assert!(stage.count("SELECT max(last_row) FROM ledger_checkpoint") > before, "a new chain");
    let (_, anew) = stage.api(Person::Auditor, Method::GET, "/api/ledger/head", None).await;
    assert_eq!(
        (&anew["ended"][0]["newest"]["link"], &anew["newest"]["checkpoint"]),
        (&known["newest"]["link"], &json!(2))
    );
}
