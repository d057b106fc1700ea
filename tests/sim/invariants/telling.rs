//! G11: nobody waits unseen.

use crate::host::World;
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::database::{count, rows};

/// How long a reminder may take: a minute until the sweep, and what a run takes.
const SLACK: Duration = Duration::from_secs(150);

/// A card that waits past its time has a ledger row that says so, and one that the chat was
/// told, unless the chat is being left alone after failures; and nothing was told but that.
pub fn nobody_waits_unseen(world: &mut World) {
    let late = world.now.minus(SLACK).minus(Duration::from_secs(15 * 60));
    let closing = world.now.minus(SLACK).plus(Duration::from_secs(60 * 60));
    let busy = format!("SELECT count(*) FROM listener WHERE name = 'chat' AND busy_until > '{}'", world.now);
    let left_alone = count(&world.db, &busy) > 0;
    let waiting = format!(
        "SELECT id, received_at <= '{late}' AS late, window_closes_at <= '{closing}' AS closing FROM review_queue
         WHERE state = 'pending' AND window_closes_at > '{}' AND opened_at < '{}'",
        world.now,
        world.now.minus(SLACK)
    );
    for card in rows(&world.db, &waiting) {
        let id = card["id"].as_str().unwrap_or_default();
        let has = |step: &str, outcome: &str| {
            let row = format!("review_id = '{id}' AND step = '{step}' AND outcome = '{outcome}'");
            count(&world.db, &format!("SELECT count(*) FROM run_ledger WHERE {row}"))
        };
        if card["late"] == 1 {
            assert!(has("remind", "overdue") + has("remind", "closing") > 0, "nobody said that {id} is overdue");
            assert!(left_alone || has("notify", "posted") > 0, "nobody was told that {id} is overdue");
        }
        if card["closing"] == 1 {
            assert!(has("remind", "closing") > 0, "nobody said that {id} is about to close");
        }
    }
    each_is_said_once(world);
    what_the_ledger_says_was_heard(world);
}

fn each_is_said_once(world: &mut World) {
    // A card whose window moved, because the customer wrote again, may be recalled again.
    let twice =
        "SELECT count(*) FROM (SELECT 1 FROM run_ledger l WHERE l.step = 'remind' GROUP BY l.review_id, l.outcome
        HAVING count(*) > (SELECT count(*) FROM run_ledger q WHERE q.review_id = l.review_id AND q.step = 'queue'))";
    assert_eq!(count(&world.db, twice), 0, "a card was recalled twice for one thing");
    for (outcome, note) in [("overdue", "a card was overdue"), ("closing", "a card was about to close")] {
        let rows = format!("SELECT count(*) FROM run_ledger WHERE step = 'remind' AND outcome = '{outcome}'");
        if count(&world.db, &rows) > 0 {
            world.counts.note(note);
        }
    }
}

/// No row of the ledger says that the chat was told what it never heard.
fn what_the_ledger_says_was_heard(world: &World) {
    let told =
        rows(&world.db, "SELECT DISTINCT review_id FROM run_ledger WHERE step = 'notify' AND outcome = 'posted'");
    let heard: BTreeSet<&str> = world.posted.iter().filter_map(|text| text.rsplit('/').next()).collect();
    for row in told {
        let id = row["review_id"].as_str().unwrap_or_default();
        assert!(heard.contains(id), "{id} was never posted");
    }
}

/// What the cursor has passed was told, in order, at least once; unless it was dropped
/// for its age.
pub fn the_crm_was_told(world: &World) {
    let mut first_heard = world.told.clone();
    let mut heard = std::collections::BTreeSet::new();
    first_heard.retain(|id| heard.insert(*id));
    assert!(first_heard.is_sorted(), "told out of order: {first_heard:?}");
    let (Some(first), 0) = (
        first_heard.first(),
        count(&world.db, "SELECT count(*) FROM run_ledger WHERE step = 'notify' AND outcome = 'dropped'"),
    ) else {
        return;
    };
    let passed = rows(
        &world.db,
        &format!(
            "SELECT id, step, outcome FROM run_ledger WHERE id >= {first}
               AND id <= (SELECT position FROM listener WHERE name = 'crm') AND review_id IS NOT NULL
               AND step IN ('queue', 'decide', 'resolve', 'send', 'status', 'sweep', 'hold') AND outcome <> 'refused'"
        ),
    );
    for row in passed {
        assert!(heard.contains(&row["id"].as_i64().unwrap_or(0)), "passed over: {row:?}");
    }
}
