//! What must hold after every run, of any seed.

pub mod answers;
mod telling;

use crate::addresses;
use crate::beside_words;
use crate::colleagues;
use crate::coverage::STATE_CHANGES;
use crate::host::World;
use crate::scenario::Scenario;
use crate::traces;
use rusqlite::Connection;
use serde_json::Value;
use testkit::database::{count, count_of, rows, rows_of};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::{Call, Param, Statement};

pub fn check(scenario: &Scenario) {
    let world = &mut *scenario.sim.0.borrow_mut();
    one_request_per_decision(world);
    nothing_is_lost(world, scenario);
    cards_are_consistent(&world.db);
    the_ledger_tells_it_all(&world.db);
    traces::strangers_leave_nothing(&world.db);
    traces::who_was_erased_leaves_nothing(&world.db);
    crate::proof::the_ledger_is_vouched_for(world);
    telling::the_crm_was_told(world);
    telling::nobody_waits_unseen(world);
    addresses::check(world, scenario);
    colleagues::notes_stay_where_they_are(world);
    note_what_came_about(world);
}

/// G2, G7: at the moment that a claim is committed, its customer is on the list and
/// the window open.
pub fn after_commit(world: &mut World, statements: &[Statement]) {
    states_change_as_they_may(world, statements);
    only_the_newest_lease_writes(world, statements);
    addresses::one_sender_has_one_conversation(world, statements);
    colleagues::nobody_who_wrote_is_put_off(world);
    let claimed = rows_of(
        &world.db,
        "SELECT a.rowid AS n, a.id, d.recipient, d.text_sha256, r.quoted_wamid, a.started_at < r.window_closes_at AS open,
               r.customer_id, r.sender_id,
               EXISTS (SELECT 1 FROM inbound_message m WHERE m.sender_id = r.sender_id AND m.waiting = 1) AS wrote_more,
               (SELECT max(m.id) FROM inbound_message m JOIN review_queue o ON o.id = m.review_id
                 WHERE o.sender_id = r.sender_id AND o.state = 'pending' AND o.overflow > r.overflow)
                 > (SELECT min(m.id) FROM inbound_message m WHERE m.review_id = r.id) AS wrote_over_the_caps,
               NOT EXISTS (SELECT 1 FROM bot_switch WHERE is_on = 0) AS \"on\"
             FROM send_attempt a JOIN review_queue r ON r.id = a.review_id
             JOIN decision d ON d.id = a.decision_id WHERE a.rowid > ?1",
        [world.attempts_checked],
    );
    if !claimed.is_empty() {
        answers::a_key_claims_once(world, statements);
    }
    for claim in claimed {
        let recipient = claim["recipient"].as_str().unwrap_or_default();
        let entry = addresses::listed_as(&world.db, recipient, &claim["customer_id"]);
        let entry = entry.expect("claimed for somebody who is not on the list, or no longer has the number");
        let left = "SELECT count(*) FROM address_change WHERE entry = ?1";
        assert_eq!(count_of(&world.db, left, [entry]), 0, "claimed for an address that its customer has left");
        assert_ne!(claim["wrote_over_the_caps"], 1, "claimed although the customer had written more, over the caps");
        assert_eq!(claim["open"], 1, "claimed after the window closed");
        assert_eq!(claim["on"], 1, "claimed although the switch on the desk was off");
        assert_eq!(claim["wrote_more"], 0, "claimed although the customer had written more");
        let elsewhere = addresses::waits_under_another_address(&world.db, &claim["sender_id"]);
        assert!(!elsewhere, "claimed although the customer had written more, under another address");
        world.attempts_checked = world.attempts_checked.max(claim["n"].as_i64().unwrap_or(0));
        beside_words::check_claim(world, &claim);
        world.claimed.insert(claim["id"].as_str().unwrap_or_default().to_owned(), claim);
    }
}

/// A card moves along the arrows of the design, and along no others.
fn states_change_as_they_may(world: &mut World, statements: &[Statement]) {
    let claim = statements.iter().find(|statement| statement.name == "claim");
    let shown = claim.and_then(|claim| claim.params.get(11));
    for row in rows(&world.db, "SELECT before, after FROM state_change") {
        let text = |name: &str| row[name].as_str().unwrap_or("new").to_owned();
        let change = format!("{} → {}", text("before"), text("after"));
        assert!(STATE_CHANGES.contains(&change.as_str()), "no such change of a state: {change}");
        if let (Some(Param::Text(shown)), "sending") = (shown, text("after").as_str()) {
            assert_eq!(*shown, text("before"), "claimed in another state than was shown");
        }
        world.counts.note(format!("state {change}"));
    }
    world.db.prepare_cached("DELETE FROM state_change").and_then(|mut read| read.execute([])).expect("read once");
}

/// G9: who was overtaken writes no card, whatever it thinks it holds.
fn only_the_newest_lease_writes(world: &mut World, statements: &[Statement]) {
    for statement in statements.iter().filter(|s| matches!(s.name, "open_card" | "next_version")) {
        let (Param::Text(content), Param::Integer(fence)) = (&statement.params[0], &statement.params[1]) else {
            panic!("content and fence");
        };
        let content: serde_json::Value = serde_json::from_str(content).expect("JSON");
        let text = |name: &str| content[name].as_str().unwrap_or_default();
        let newest = "SELECT fence FROM draft_lease WHERE sender_id = ?1";
        let overtaken = count_of(&world.db, newest, [text("sender_id")]) != *fence;
        if overtaken {
            world.counts.note("two workers drafted at once");
        }
        let written = "SELECT count(*) FROM review_queue WHERE id = ?1 AND write_id = ?2";
        let written = count_of(&world.db, written, [text("id"), text("write_id")]);
        assert!(!overtaken || written == 0, "a worker that was overtaken wrote a card");
    }
}

/// What would tell of somebody: numbers, names, words, message ids.
const ANYBODY: [&str; 7] = ["33600000001", "5511987654321", "1300777", "Épicerie", "Example Shop", "cartons", "wamid."];

/// What leaves the house names no customer.
pub fn names_nobody(text: &str) {
    let hit = ANYBODY.iter().find(|trace| text.contains(**trace));
    assert!(hit.is_none(), "{hit:?} is told: {text}");
}

/// G1, G9: each request that reached Graph has exactly one committed decision
/// (checked when it arrived), and no decision caused two.
fn one_request_per_decision(world: &World) {
    for (attempt, times) in &world.peers.sends {
        assert_eq!(*times, 1, "{attempt} reached Graph {times} times");
        assert_eq!(count_of(&world.db, "SELECT count(*) FROM send_attempt WHERE id = ?1", [attempt]), 1);
    }
    let doubled =
        "SELECT count(*) FROM (SELECT decision_id FROM send_attempt GROUP BY decision_id HAVING count(*) > 1)";
    assert_eq!(count(&world.db, doubled), 0);
    // A decision to send has its attempt, another has none.
    let odd = "SELECT count(*) FROM decision d LEFT JOIN send_attempt a ON a.decision_id = d.id
        WHERE (d.action IN ('approve', 'edit')) <> (a.id IS NOT NULL)";
    assert_eq!(count(&world.db, odd), 0);
}

/// Every acknowledged message of an allowlisted sender is in front of a human or in
/// a final state; everything was acknowledged in the end.
fn nothing_is_lost(world: &World, scenario: &Scenario) {
    for delivery in &scenario.deliveries {
        assert!(delivery.acknowledged.get(), "never acknowledged: {}", delivery.body);
        for wamid in delivery.wamids.iter().filter(|_| delivery.allowlisted) {
            let found = "SELECT outcome, waiting, review_id FROM inbound_message WHERE wamid = ?1";
            let found = rows_of(&world.db, found, [wamid]);
            match found.as_slice() {
                // Taken off the allowlist when it arrived, or erased: then the ledger has it.
                [] => {
                    assert!(
                        count(
                            &world.db,
                            "SELECT count(*) FROM run_ledger
                             WHERE outcome = 'not_allowlisted' OR (step = 'customers' AND outcome = 'erased')"
                        ) > 0
                    )
                }
                [row] if row["outcome"] == "noted" => {}
                [row] => {
                    assert_eq!(row["waiting"], 0, "still waiting: {wamid} {row:?}");
                    assert!(row["review_id"].is_string(), "on no card: {wamid}");
                }
                more => panic!("stands twice: {more:?}"),
            }
        }
    }
}

fn cards_are_consistent(db: &Connection) {
    for (what, sql) in [
        (
            "a message on the card of another customer",
            "SELECT count(*) FROM inbound_message m JOIN review_queue r ON r.id = m.review_id
             WHERE m.customer_id IS NOT r.customer_id",
        ),
        ("sending for ever", "SELECT count(*) FROM review_queue WHERE state = 'sending'"),
        (
            "a card without a message",
            "SELECT count(*) FROM review_queue r WHERE NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.review_id = r.id)",
        ),
        (
            "sent without a decision",
            "SELECT count(*) FROM review_queue WHERE state IN ('sent', 'failed', 'unknown') AND (decision_id IS NULL OR attempt_id IS NULL)",
        ),
        (
            "open with a decision to send",
            "SELECT count(*) FROM review_queue WHERE state = 'pending' AND attempt_id IS NOT NULL",
        ),
        (
            "a draft that did not pass the gate",
            "SELECT count(*) FROM review_queue WHERE draft_text IS NOT NULL AND (gate_verdict <> 'order_shaped' OR gate_why IS NOT NULL)",
        ),
        (
            "a draft over the caps",
            "SELECT count(*) FROM review_queue r WHERE r.draft_text IS NOT NULL AND EXISTS (SELECT 1 FROM inbound_message m WHERE m.review_id = r.id AND m.outcome = 'over_limit')",
        ),
        (
            "a draft of a late message",
            "SELECT count(*) FROM review_queue r WHERE r.draft_text IS NOT NULL AND EXISTS (SELECT 1 FROM inbound_message m WHERE m.review_id = r.id AND m.freshness <> 'fresh' AND m.notice = 0 AND m.kind NOT IN ('edit', 'revoke'))",
        ),
        (
            "an attack that reached a card",
            "SELECT count(*) FROM review_queue WHERE draft_text LIKE '%evil%' OR draft_text LIKE '%confirm%'",
        ),
        ("more model calls than allowed", "SELECT count(*) FROM model_budget WHERE calls > 12"),
        (
            "more money than allowed, or less than nothing",
            "SELECT count(*) FROM model_budget WHERE spent_micros > 12000 OR spent_micros < 0",
        ),
        (
            "money given back that was spent",
            "SELECT count(*) FROM model_budget b WHERE spent_micros < (
               SELECT COALESCE(sum(l.cost_micros), 0) FROM run_ledger l WHERE substr(l.at, 1, 10) = b.day) - 1640",
        ),
        (
            "written under a persona that was not approved",
            "SELECT count(*) FROM review_queue r WHERE r.draft_source = 'model' AND r.draft_prompt LIKE '%persona-%'
               AND NOT EXISTS (SELECT 1 FROM persona p WHERE p.safety = 'approved'
                 AND r.draft_prompt LIKE '%persona-' || p.version || '%')",
        ),
        (
            "a persona that its author approved",
            "SELECT count(*) FROM persona WHERE text <> '' AND safety = 'approved' AND judged_by = changed_by",
        ),
        (
            "a change of rules or persona without its ledger row",
            "SELECT (SELECT count(*) FROM reply_rules) + (SELECT count(*) FROM persona)
               + (SELECT count(*) FROM persona WHERE judged_by IS NOT NULL)
               - (SELECT count(*) FROM run_ledger WHERE step IN ('rules', 'persona')
                    AND outcome IN ('changed', 'approved', 'refused'))",
        ),
        (
            "delivered, yet not sent",
            "SELECT count(*) FROM review_queue r JOIN send_attempt a ON a.id = r.attempt_id WHERE a.delivery_rank >= 3 AND r.state <> 'sent'",
        ),
    ] {
        assert_eq!(count(db, sql), 0, "{what}");
    }
    sliding_caps(db);
}

/// G3: in any 60 minutes at most 9 of one sender and 20 of all were within the caps.
fn sliding_caps(db: &Connection) {
    let sql = |of: &str| {
        format!(
            "SELECT COALESCE(max(n), 0) FROM (SELECT (SELECT count(*) FROM inbound_message o
               WHERE o.outcome = 'admitted' AND o.notice = 0 AND o.kind NOT IN ('edit', 'revoke') {of} AND o.admitted_at <= m.admitted_at
                 AND julianday(o.admitted_at) > julianday(m.admitted_at) - 1.0 / 24 + 1e-8) AS n
             FROM inbound_message m WHERE m.outcome = 'admitted' AND m.notice = 0 AND m.kind NOT IN ('edit', 'revoke'))"
        )
    };
    let by_sender = count(db, &sql("AND o.sender_id = m.sender_id"));
    assert!(by_sender <= 9, "{by_sender} of one sender within an hour");
    let overall = count(db, &sql(""));
    assert!(overall <= 20, "{overall} of all within an hour");
}

/// G5: each admission, card, decision and final send state has its rows.
fn the_ledger_tells_it_all(db: &Connection) {
    for (what, sql) in [
        (
            "a message without its admission",
            "SELECT count(*) FROM inbound_message m WHERE 1 <> (SELECT count(*) FROM run_ledger l
               WHERE l.message_ref = m.message_ref AND l.step = 'admit' AND l.outcome = m.outcome)",
        ),
        (
            "a version without its row",
            "SELECT count(*) FROM review_queue r WHERE r.version <> (SELECT count(*) FROM run_ledger l
               WHERE l.review_id = r.id AND l.step = 'queue')",
        ),
        (
            "a decision without its row",
            "SELECT count(*) FROM decision d WHERE 1 <> (SELECT count(*) FROM run_ledger l
               WHERE l.review_id = d.review_id AND l.at = d.decided_at AND l.actor = d.reviewer_id
                 AND ((l.step = 'decide' AND l.outcome <> 'refused') OR l.step = 'resolve'))",
        ),
        (
            "a row without its decision",
            "SELECT count(*) FROM run_ledger l WHERE l.step = 'decide' AND l.outcome <> 'refused' AND 0 =
               (SELECT count(*) FROM decision d WHERE d.review_id = l.review_id AND d.decided_at = l.at)",
        ),
        (
            "a sent card without its row",
            "SELECT count(*) FROM review_queue r WHERE r.state = 'sent' AND NOT EXISTS (SELECT 1 FROM run_ledger l
               WHERE l.review_id = r.id AND l.step IN ('send', 'resolve') AND l.outcome = 'sent')",
        ),
        (
            "an unknown card without its row",
            "SELECT count(*) FROM review_queue r WHERE r.state = 'unknown' AND NOT EXISTS (SELECT 1 FROM run_ledger l
               WHERE l.review_id = r.id AND l.step = 'send' AND l.outcome = 'unknown')",
        ),
        (
            "a reply that is counted otherwise than by what became of it",
            "SELECT count(*) FROM review_queue r WHERE r.state IN ('sending', 'sent', 'failed', 'unknown')
               AND r.state IS NOT (SELECT outcome FROM reply_outcome o WHERE o.review_id = r.id)",
        ),
        (
            "a reply that is counted twice, or that was none",
            "SELECT (SELECT count(*) FROM reply_outcome)
               - (SELECT count(*) FROM review_queue WHERE state IN ('sending', 'sent', 'failed', 'unknown'))",
        ),
    ] {
        assert_eq!(count(db, sql), 0, "{what}");
    }
    let daily: i64 = count(db, "SELECT COALESCE(sum(received), 0) FROM ledger_daily");
    let distinct = count(db, "SELECT count(*) FROM run_ledger WHERE step = 'admit' AND outcome <> 'duplicate'");
    assert_eq!(daily, distinct);
}

/// What nobody else could tell.
fn note_what_came_about(world: &mut World) {
    for (what, rows) in [
        ("status before answer", "SELECT count(*) FROM run_ledger WHERE reason = 'by_status'"),
        ("over a cap", "SELECT count(*) FROM inbound_message WHERE outcome = 'over_limit'"),
    ] {
        if count(&world.db, rows) > 0 {
            world.counts.note(what);
        }
    }
}

/// The Graph call leaves within 30 seconds of its claim or not at all.
pub fn leaves_in_time(world: &World, call: &Call) {
    let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
    let Some(attempt) = body["biz_opaque_callback_data"].as_str() else { return };
    for claim in rows_of(&world.db, "SELECT claimed_at FROM review_queue WHERE attempt_id = ?1", [attempt]) {
        let claimed = claim["claimed_at"].as_str().and_then(Timestamp::parse).expect("a time");
        assert!(world.now.since(claimed).as_secs() <= 30, "a Graph call long after its claim");
    }
}
