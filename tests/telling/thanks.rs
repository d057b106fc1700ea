//! Thanks, or an emoji alone: nobody is called for it, and whoever writes an order after it is
//! heard.

use crate::push::{stage, subscribed, tags};
use crate::stage::{CHAT, Stage};

/// A card of this version, which the gate leaves to a person for this reason.
fn version(stage: &Stage, id: &str, version: u32, why: Option<&str>) {
    let now = stage.now.get();
    if version == 1 {
        stage.card(id);
        stage.sql("DROP TRIGGER run_ledger_no_delete; DELETE FROM run_ledger WHERE step = 'queue'");
    }
    let why = why.map_or("NULL".to_owned(), |why| format!("'{why}'"));
    let outcome = if version == 1 { "queued" } else { "new_version" };
    stage.sql(&format!(
        "UPDATE review_queue SET version = {version}, gate_verdict = 'not_an_order', gate_why = {why} WHERE id = '{id}';
         INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
         VALUES ('{now}', 'inv', 'queue', '{outcome}', '{id}', {version}, {why});"
    ));
}

#[test]
fn thanks_ring_nobody_and_are_not_recalled() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    version(&stage, "rev_1", 1, Some("thanks"));
    version(&stage, "rev_1", 2, Some("thanks"));
    for _ in 0..24 {
        stage.minute().expect("told");
        stage.passes(60);
    }
    assert_eq!(tags(&stage, 1), [""; 0]);
    assert_eq!(stage.rows("remind", "rev_1"), [""; 0]);
}

#[test]
fn what_follows_the_thanks_rings_once() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    version(&stage, "rev_1", 1, Some("thanks"));
    stage.minute().expect("told");
    version(&stage, "rev_1", 2, None);
    stage.minute().expect("told");
    assert_eq!(tags(&stage, 1).len(), 1, "now somebody has to answer");
    version(&stage, "rev_1", 3, None);
    stage.minute().expect("told");
    assert_eq!(tags(&stage, 1).len(), 1);
    stage.passes(20);
    stage.minute().expect("told");
    assert_eq!(stage.rows("remind", "rev_1"), ["overdue"]);
}

#[test]
fn anything_else_that_is_left_to_a_person_rings() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    version(&stage, "rev_1", 1, Some("nothing_ordered"));
    stage.minute().expect("told");
    assert_eq!(tags(&stage, 1).len(), 1);
}

#[test]
fn the_crm_hears_of_thanks_and_the_chat_does_not() {
    let stage = Stage::new();
    version(&stage, "rev_1", 1, Some("thanks"));
    stage.minute().expect("told");
    stage.passes(20);
    stage.minute().expect("told");
    assert_eq!((stage.heard_by(crate::stage::CRM).len(), stage.heard_by(CHAT).len()), (1, 0));
}
