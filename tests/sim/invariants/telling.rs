//! G11: nobody waits unseen.

use crate::host::World;
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::database::{count, count_of, rows, rows_of};

/// How long a reminder may take: a minute until the sweep, and what a run takes.
const SLACK: Duration = Duration::from_secs(150);

/// A card that waits past its time, thanks alone apart, has a ledger row that says so, and one for the chat and for the
/// device that is never quiet, unless one of them is being left alone after failures or the device
/// is gone; and nothing is said to be told but what was.
pub fn nobody_waits_unseen(world: &mut World) {
    let late = world.now.minus(SLACK).minus(Duration::from_secs(15 * 60));
    let closing = world.now.minus(SLACK).plus(Duration::from_secs(60 * 60));
    let hears = |world: &World, name: &str| {
        let free = "SELECT count(*) FROM listener WHERE name = ?1 AND busy_until <= ?2";
        count_of(&world.db, free, [name, &world.now.to_string()]) > 0
    };
    let (chat_hears, device_hears) = (hears(world, "chat"), hears(world, "dev_1"));
    let waiting = "SELECT id, received_at <= ?1 AS late, window_closes_at <= ?2 AS closing FROM review_queue
         WHERE state = 'pending' AND gate_why IS NOT 'thanks' AND window_closes_at > ?3 AND opened_at < ?4";
    let times = [late, closing, world.now, world.now.minus(SLACK)].map(|time| time.to_string());
    for card in rows_of(&world.db, waiting, times) {
        let id = card["id"].as_str().unwrap_or_default();
        let has = |step: &str, outcome: &str| {
            let row = "SELECT count(*) FROM run_ledger WHERE review_id = ?1 AND step = ?2 AND outcome = ?3";
            count_of(&world.db, row, [id, step, outcome])
        };
        if card["late"] == 1 {
            assert!(has("remind", "overdue") + has("remind", "closing") > 0, "nobody said that {id} is overdue");
            assert!(!chat_hears || has("notify", "posted") > 0, "the chat was not told that {id} is overdue");
        }
        // A card that could not be answered when it came, and can be now, rings when it is overdue.
        let rang = has("notify", "pushed") > 0;
        assert!(rang || !device_hears || card["late"] == 0 && has("queue", "new_version") > 0, "{id} never rang");
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
        let recalled = "SELECT count(*) FROM run_ledger WHERE step = 'remind' AND outcome = ?1";
        if count_of(&world.db, recalled, [outcome]) > 0 {
            world.counts.note(note);
        }
    }
}

/// No row of the ledger says that somebody was told what they never heard.
fn what_the_ledger_says_was_heard(world: &mut World) {
    let told =
        rows(&world.db, "SELECT DISTINCT review_id FROM run_ledger WHERE step = 'notify' AND outcome = 'posted'");
    let heard: BTreeSet<&str> = world.posted.iter().filter_map(|text| text.rsplit('/').next()).collect();
    for row in told {
        let id = row["review_id"].as_str().unwrap_or_default();
        assert!(heard.contains(id), "{id} was never posted");
    }
    let told = "SELECT DISTINCT review_id, replace(actor, 'usr', 'dev') AS device FROM run_ledger
        WHERE step = 'notify' AND outcome = 'pushed'";
    let rang =
        |device: &str, path: &str| world.pushed.iter().any(|(who, opens)| who == device && opens.ends_with(path));
    let mut counted = false;
    for row in rows(&world.db, told) {
        let (id, device) = (row["review_id"].as_str().unwrap_or_default(), row["device"].as_str().unwrap_or_default());
        let with_others = rang(device, "/review");
        counted |= with_others;
        assert!(rang(device, id) || with_others, "{device} never rang for {id}");
    }
    if counted {
        world.counts.note("rang after quiet hours");
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
    let passed = "SELECT id, step, outcome FROM run_ledger WHERE id >= ?1
           AND id <= (SELECT position FROM listener WHERE name = 'crm') AND review_id IS NOT NULL
           AND step IN ('queue', 'decide', 'resolve', 'send', 'status', 'sweep', 'hold') AND outcome <> 'refused'";
    for row in rows_of(&world.db, passed, [first]) {
        assert!(heard.contains(&row["id"].as_i64().unwrap_or(0)), "passed over: {row:?}");
    }
}
