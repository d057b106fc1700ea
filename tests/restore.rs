//! A database that no longer has what is known outside it: nothing is sealed over it, every page
//! says so, and what it forgot is not done twice.

use rusqlite::Connection;
use testkit::database::{self, count, rows};
use testkit::recording::{Fixed, NOON, Recording, SECRET};
use whatsapp_order_ack::alarm::LedgerAlarm;
use whatsapp_order_ack::app::{guards, visit};
use whatsapp_order_ack::erasure;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::host::witness::{Link, WitnessError};
use whatsapp_order_ack::identity::{Reviewer, ReviewerId, Role};
use whatsapp_order_ack::ledger::chain::{Broken, Checkpoint, SealKey, Unbroken, verify};
use whatsapp_order_ack::ledger::run_ledger::{self, LedgerRow};
use whatsapp_order_ack::ledger::seal::{Sealed, seal};
use whatsapp_order_ack::ledger::{Event, Invocation};
use whatsapp_order_ack::restore::{Acknowledged, acknowledge, settle};
use whatsapp_order_ack::settings::Settings;

const CHECKPOINT_GUARDS: &str = "DROP TRIGGER ledger_checkpoint_no_update; DROP TRIGGER ledger_checkpoint_no_delete;
  DROP TRIGGER ledger_checkpoint_no_replace;";
const LEDGER_GUARDS: &str = "DROP TRIGGER run_ledger_no_update; DROP TRIGGER run_ledger_no_delete;";

fn rani() -> Reviewer {
    let id = ReviewerId::parse("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

fn settings() -> Settings {
    Settings::of(Fixed("template"))
}

/// Something happens, a minute later.
fn happens(host: &Recording) {
    host.now.set(host.now.get() + 60);
    let entry = Invocation::begin(host).entry(Event::Odd);
    let host: &dyn Host = host;
    let mut step = std::pin::pin!(host.batch(run_ledger::append(&[entry])));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(step.as_mut().poll(&mut context).is_ready());
}

fn sealed(host: &Recording) -> Sealed {
    host.run(seal(host, &settings())).0.expect("it seals")
}

/// What the cron trigger does once a minute.
fn a_minute(host: &Recording) -> Sealed {
    let sealed = sealed(host);
    match sealed {
        Sealed::WentBack => host.run(settle(host)).0.expect("it settles"),
        _ => host.run(guards::watch(host)).0.expect("they are looked at"),
    }
    sealed
}

fn kept(host: &Recording) -> Option<Link> {
    host.witness.chain.borrow().newest.clone()
}

fn does(host: &Recording, sql: &str) {
    host.db.borrow().execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn counted(host: &Recording, sql: &str) -> i64 {
    count(&host.db.borrow(), sql)
}

fn alarm(host: &Recording) -> Option<LedgerAlarm> {
    let (standing, _) = host.run(visit::standing(host, &Settings::of(Fixed("template"))));
    standing.expect("a database").counts.alarm
}

fn verified(host: &Recording) -> Result<Unbroken, Broken> {
    let db = host.db.borrow();
    let row = |mut columns: serde_json::Map<String, serde_json::Value>| {
        let id = columns.remove("id").and_then(|id| id.as_i64()).expect("an id");
        (id, LedgerRow { id, columns })
    };
    let ledger = rows(&db, "SELECT * FROM run_ledger").into_iter().map(row).collect();
    let checkpoints = rows(&db, "SELECT * FROM ledger_checkpoint ORDER BY id").into_iter();
    let checkpoints: Vec<Checkpoint> = checkpoints
        .map(|columns| serde_json::from_value(serde_json::Value::Object(columns)).expect("a checkpoint"))
        .collect();
    let known = kept(host).map(|link| link.link);
    verify(&ledger, &checkpoints, &[SealKey::derive(SECRET)], known.as_deref())
}

/// Three sealed minutes.
fn at_work() -> Recording {
    let host = Recording::new();
    for _ in 0..3 {
        happens(&host);
        assert!(matches!(a_minute(&host), Sealed::Through(_)));
    }
    assert_eq!(kept(&host).expect("a link").row, 3);
    host
}

/// The database as it is now, to come back to.
fn copy(host: &Recording) -> Connection {
    let mut copied = database::open();
    let db = host.db.borrow();
    let backup = rusqlite::backup::Backup::new(&db, &mut copied).expect("a backup");
    backup.run_to_completion(1_000, std::time::Duration::ZERO, None).expect("it is copied");
    drop(backup);
    copied
}

#[test]
fn the_newest_link_stands_outside_the_database() {
    let host = at_work();
    let newest = "SELECT count(*) FROM ledger_checkpoint WHERE id = 3 AND link = ?1";
    let link = kept(&host).expect("a link").link;
    let found: i64 = host.db.borrow().query_row(newest, [&link], |row| row.get(0)).expect("a count");
    assert_eq!((found, alarm(&host)), (1, None));
    assert!(verified(&host).expect("whole").end_checked);
}

#[test]
fn a_minute_in_which_nothing_happens_writes_nothing_and_reads_little() {
    let host = at_work();
    let (sealed, cost) = host.run(seal(&host, &settings()));
    assert_eq!(sealed.expect("a database"), Sealed::Nothing);
    assert_eq!((cost.round_trips, cost.rows_written), (1, 0));
}

#[test]
fn a_crash_before_the_witness_hears_of_it_is_made_good() {
    let host = at_work();
    let before = host.witness.chain.borrow().clone();
    for _ in 0..2 {
        happens(&host);
        assert!(matches!(sealed(&host), Sealed::Through(_)));
    }
    // It heard of neither.
    *host.witness.chain.borrow_mut() = before;
    assert_eq!(sealed(&host), Sealed::Nothing);
    assert_eq!((kept(&host).expect("a link").checkpoint, alarm(&host)), (5, None));
}

#[test]
fn a_witness_that_does_not_answer_delays_the_sealing_and_one_that_is_not_there_stops_nothing() {
    let host = at_work();
    happens(&host);
    *host.witness.away.borrow_mut() = Some(WitnessError::Failed("away".into()));
    assert!(host.run(seal(&host, &settings())).0.is_err());
    assert_eq!(counted(&host, "SELECT count(*) FROM ledger_checkpoint"), 3);
    *host.witness.away.borrow_mut() = Some(WitnessError::NoBinding);
    assert!(matches!(sealed(&host), Sealed::Through(Link { checkpoint: 4, .. })));
    *host.witness.away.borrow_mut() = None;
    assert_eq!((sealed(&host), kept(&host).map(|link| link.checkpoint)), (Sealed::Nothing, Some(4)));
}

#[test]
fn checkpoints_that_were_deleted_are_missed_and_nothing_is_sealed_over_them() {
    for tampering in [
        "DELETE FROM ledger_checkpoint WHERE id = 3",
        "DELETE FROM ledger_checkpoint",
        "UPDATE ledger_checkpoint SET link = replace(link, 'a', 'b') WHERE id = 3",
        "UPDATE ledger_checkpoint SET last_row = 9007199254740991 WHERE id = 3",
    ] {
        let host = at_work();
        does(&host, CHECKPOINT_GUARDS);
        does(&host, LEDGER_GUARDS);
        does(&host, tampering);
        does(&host, "UPDATE run_ledger SET reason = 'x' WHERE id = 3");
        happens(&host);
        let checkpoints = counted(&host, "SELECT count(*) FROM ledger_checkpoint");
        for _ in 0..2 {
            assert_eq!(a_minute(&host), Sealed::WentBack, "{tampering}");
        }
        assert_eq!(counted(&host, "SELECT count(*) FROM ledger_checkpoint"), checkpoints, "{tampering}");
        assert_eq!(alarm(&host), Some(LedgerAlarm::WentBack), "{tampering}");
    }
}

#[test]
fn triggers_that_were_dropped_or_replaced_are_noticed() {
    let ignoring =
        "CREATE TRIGGER hide BEFORE INSERT ON run_ledger WHEN NEW.step = 'send' BEGIN SELECT RAISE(IGNORE); END";
    for tampering in ["DROP TRIGGER run_ledger_no_update", ignoring, "DROP TRIGGER admit"] {
        let host = at_work();
        let guard = "SELECT sql FROM sqlite_master WHERE name = 'run_ledger_no_update'";
        let guard: String = host.db.borrow().query_row(guard, [], |row| row.get(0)).expect("a trigger");
        does(&host, tampering);
        happens(&host);
        a_minute(&host);
        assert_eq!(alarm(&host), Some(LedgerAlarm::Guards), "{tampering}");
        if tampering.starts_with("DROP TRIGGER run_ledger") {
            does(&host, &guard);
            happens(&host);
            a_minute(&host);
            assert_eq!(alarm(&host), None, "put back");
        }
    }
    let newer = at_work();
    does(&newer, "DROP TRIGGER admit; INSERT INTO d1_migrations (name) VALUES ('9999_of_a_later_version.sql')");
    happens(&newer);
    a_minute(&newer);
    assert_eq!(alarm(&newer), None, "a later version has other triggers");
}

#[test]
fn ids_out_of_the_way_do_not_stop_the_sealing() {
    let odd = |id: i64| {
        format!("INSERT INTO run_ledger (id, at, invocation, step, outcome) VALUES ({id}, 'x', 'x', 'odd', 'odd')")
    };
    let host = at_work();
    for id in [i64::MAX, 9_007_199_254_740_992, 5_000_000] {
        let refused = host.db.borrow().execute(&odd(id), []).expect_err("out of line").to_string();
        assert!(refused.contains("append-only"), "{refused}");
    }
    for id in [i64::MAX, 9_007_199_254_740_992, 5_000_000] {
        let host = at_work();
        does(&host, "DROP TRIGGER run_ledger_in_line");
        does(&host, &odd(id));
        (0..3).for_each(|_| happens(&host));
        for _ in 0..2 {
            assert!(matches!(sealed(&host), Sealed::Through(_) | Sealed::Nothing));
        }
        assert_eq!(
            counted(&host, "SELECT count(*) FROM run_ledger WHERE id > 8"),
            0,
            "{id}: all in line, and one tells it"
        );
        happens(&host);
        assert!(matches!(sealed(&host), Sealed::Through(Link { row: 9, .. })), "{id}");
        assert_eq!(verified(&host).expect("whole").covered, 9, "{id}");
    }
}

#[test]
fn a_checkpoint_out_of_the_way_does_not_stop_the_sealing_and_is_named() {
    let forged = |id: i64| {
        format!(
            "INSERT INTO ledger_checkpoint (id, at, first_row, last_row, digests, link, seal)
                 VALUES ({id}, '2026-03-01T08:00:00.000Z', 1, {id}, 'x', 'y', 'z')"
        )
    };
    for id in [i64::MAX, 1_000] {
        let host = at_work();
        does(&host, &forged(id));
        happens(&host);
        assert!(matches!(sealed(&host), Sealed::Through(Link { checkpoint: 4, .. })), "{id}");
        assert!(matches!(verified(&host), Err(Broken::Chain { id: named, .. }) if named == id), "{id}");
    }
    let host = at_work();
    does(&host, &forged(4));
    happens(&host);
    assert_eq!(
        (sealed(&host), alarm(&host)),
        (Sealed::NotOurs, Some(LedgerAlarm::NotOurs)),
        "in the place of the next"
    );
}

/// Two open cards, one that failed and may be pressed again, and two customers.
fn with_cards(host: &Recording) {
    for (n, state, may_retry) in [(1, "pending", 0), (2, "pending", 0), (3, "failed", 1), (4, "failed", 0)] {
        does(
            host,
            &format!(
                "INSERT INTO customers (id, name) VALUES ('c{n}', 'Customer {n}');
                 INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
                 VALUES ('3360000000{n}', 'snd_{n}', 'c{n}', 'asked', 'usr_1', 'x');
                 INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, may_retry,
                   version, opened_at, received_at, window_closes_at, gate_verdict, gate_evidence, recipient,
                   quoted_wamid)
                 VALUES ('rev_{n}', 'w', 'snd_{n}', 'c{n}', 'Customer {n}', '{state}', {may_retry}, 1,
                   '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z',
                   'not_an_order', '[]', '3360000000{n}', 'wamid.{n}');"
            ),
        );
    }
}

#[test]
fn a_database_restored_to_yesterday_waits_for_people_and_erases_again() {
    let host = at_work();
    with_cards(&host);
    happens(&host);
    a_minute(&host);
    let yesterday = copy(&host);
    // What the restore forgets: an erasure, and rows that were sealed.
    host.now.set(host.now.get() + 3_600);
    assert!(host.run(erasure::erase(&host, &rani(), "c2")).0.expect("a database"));
    happens(&host);
    a_minute(&host);
    let lost = kept(&host).expect("a link");

    *host.db.borrow_mut() = yesterday;
    assert_eq!(counted(&host, "SELECT count(*) FROM customers WHERE id = 'c2'"), 1, "back again");
    assert_eq!(a_minute(&host), Sealed::WentBack);
    assert_eq!(counted(&host, "SELECT count(*) FROM customers WHERE id = 'c2'"), 0, "erased again");
    assert_eq!(counted(&host, "SELECT count(*) FROM customers"), 3, "and nobody else");
    let states = rows(&host.db.borrow(), "SELECT state FROM review_queue ORDER BY id");
    let states: Vec<_> = states.iter().map(|row| row["state"].as_str().expect("a state").to_owned()).collect();
    assert_eq!(states, ["unknown", "unknown", "unknown", "failed"]);
    let told = "SELECT count(*) FROM run_ledger WHERE step = 'send' AND outcome = 'unknown' AND reason = 'restored'";
    assert_eq!(counted(&host, told), 3);
    // The next minutes change nothing.
    happens(&host);
    let before = counted(&host, "SELECT count(*) FROM run_ledger");
    assert_eq!(a_minute(&host), Sealed::WentBack);
    assert_eq!(counted(&host, "SELECT count(*) FROM run_ledger"), before);

    let acknowledged = |link: &str| host.run(acknowledge(&host, &rani(), Some(link))).0.expect("a database");
    assert_eq!(acknowledged("another"), Acknowledged::OtherGap);
    assert_eq!(acknowledged(&lost.link), Acknowledged::Done);
    assert_eq!(acknowledged(&lost.link), Acknowledged::Nothing);
    assert_eq!(alarm(&host), None);
    let named = format!("kept:{}:{} found:4:", lost.row, lost.link);
    let row = format!(
        "SELECT count(*) FROM run_ledger WHERE step = 'ledger' AND outcome = 'acknowledged'
      AND actor = 'usr_1' AND reason LIKE '{named}%'"
    );
    assert_eq!(counted(&host, &row), 1);
    assert_eq!(host.witness.chain.borrow().ended.last().map(|ended| &ended.newest), Some(&lost));
    assert!(matches!(a_minute(&host), Sealed::Through(Link { checkpoint: 5, .. })), "a new chain goes on");
    assert!(verified(&host).expect("whole").end_checked);
}

#[test]
fn a_card_of_messages_from_before_waits_too_and_one_of_later_messages_does_not() {
    let host = at_work();
    does(
        &host,
        "INSERT INTO ledger_alarm (what, since, invocation) VALUES ('went_back', '2026-03-01T12:00:00.000Z', 'inv_1')",
    );
    for (id, received_at) in [("rev_before", "2026-03-01T11:59:59.000Z"), ("rev_later", "2026-03-01T12:00:01.000Z")] {
        does(
            &host,
            &format!(
                "INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
                   window_closes_at, gate_verdict, gate_evidence)
                 VALUES ('{id}', 'w', '{id}', 'c1', 'pending', 1, '2026-03-01T12:00:30.000Z', '{received_at}', 'x',
                   'not_an_order', '[]')"
            ),
        );
    }
    let unknown = "SELECT count(*) FROM review_queue WHERE state = 'unknown' AND id = 'rev_before'";
    assert_eq!(
        (counted(&host, unknown), counted(&host, "SELECT count(*) FROM review_queue WHERE state = 'pending'")),
        (1, 1)
    );
    let told =
        "SELECT count(*) FROM run_ledger WHERE review_id = 'rev_before' AND step = 'send' AND reason = 'restored'";
    assert_eq!(counted(&host, told), 1);
}

#[test]
fn an_acknowledgment_that_broke_off_is_asked_again() {
    let host = at_work();
    let yesterday = copy(&host);
    happens(&host);
    a_minute(&host);
    let lost = kept(&host).expect("a link").link;
    *host.db.borrow_mut() = yesterday;
    assert_eq!(sealed(&host), Sealed::WentBack);
    let acknowledged = || host.run(acknowledge(&host, &rani(), Some(&lost))).0;
    assert!(matches!(acknowledged(), Ok(Acknowledged::TooSoon | Acknowledged::OtherGap)), "before it is settled");
    a_minute(&host);
    host.broken.set(Some("clear_ledger_alarm"));
    assert!(acknowledged().is_err(), "the witness heard of it, the database did not");
    host.broken.set(None);
    assert_eq!(sealed(&host), Sealed::WentBack, "until it is acknowledged in the ledger");
    assert!(matches!(acknowledged(), Ok(Acknowledged::Done)));
    happens(&host);
    assert!(matches!(a_minute(&host), Sealed::Through(_)));
    assert!(host.now.get() > NOON);
}
