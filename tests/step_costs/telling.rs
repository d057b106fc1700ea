//! Telling people: every statement that it needs.

use crate::template;
use testkit::recording::{NOON, Recording};
use whatsapp_order_ack::app::watch;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::identity::DeviceId;
use whatsapp_order_ack::ledger::seal;
use whatsapp_order_ack::notify::device::NewDevice;
use whatsapp_order_ack::notify::device::steps::{self, DeviceAdded};
use whatsapp_order_ack::notify::quiet::QuietHours;
use whatsapp_order_ack::notify::{heard, overdue, tell};
use whatsapp_order_ack::sweep;
use whatsapp_order_ack::team::reviewer::Reviewer;

/// What somebody does with their devices, and what is pushed to one.
pub fn devices(host: &Recording, rani: &Reviewer) {
    let run = |what: &str, done: bool| assert!(done, "{what}");
    let hours = QuietHours::read("20:00", "07:00", 60).expect("hours");
    let add = |n: u8| {
        let new = NewDevice {
            id: DeviceId::new(host.nonce()),
            name: "Android",
            endpoint: &format!("https://fcm.googleapis.com/fcm/send/{n}"),
            p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            auth: "BTBZMqHH6r4Tts7J_aSIgg",
        };
        match host.run(steps::add(host, &template(), rani, &new, Some(120))).0.expect("a database") {
            DeviceAdded::Device(device) => device.id,
            other => panic!("{other:?}"),
        }
    };
    run("quiet", host.run(steps::set_quiet(host, rani, &hours)).0.is_ok());
    let never = QuietHours { ends: hours.begins, ..hours };
    let ids = [add(1), add(2)];
    run("notices", host.run(steps::notices(host, &template(), rani)).0.is_ok());
    run("test", host.run(steps::test(host, &template(), rani, &ids[0])).0.is_ok());
    host.pushes_answer.set(410);
    run("test", host.run(steps::test(host, &template(), rani, &ids[0])).0.is_ok());
    run("quiet", host.run(steps::set_quiet(host, rani, &never)).0.is_ok());
    run("remove", host.run(steps::remove(host, rani, &ids[1])).0.is_ok());
}

/// A card is told, and recalled when nobody answers it.
pub fn recall(host: &Recording) {
    let run = |what: &str, done: bool| assert!(done, "{what}");
    run("tell", host.run(tell::tell(host, &template())).0.is_ok());
    host.now.set(NOON + 20 * 60);
    run("recall", host.run(overdue::recall(host, &template())).0.is_ok());
    run("tell", host.run(heard::tell(host, &template())).0.is_ok());
}

/// The cron trigger in this minute.
pub async fn minute(host: &Recording, minute: i64) {
    let due = sweep::SweepTasks::at(Timestamp::from_seconds(minute * 60));
    if due.erase {
        sweep::sweep(host, &template()).await.expect("swept");
    } else {
        sweep::mend(host).await.expect("mended");
    }
    overdue::recall(host, &template()).await.expect("recalled");
    seal::seal(host, &template()).await.expect("sealed");
    if due.watch {
        watch::watch(host, &template()).await.expect("watched");
    }
    heard::tell(host, &template()).await.expect("told");
}

/// How much work SQLite has with looking for who is to be told.
fn work(host: &Recording) -> i32 {
    host.run(tell::tell(host, &template())).0.expect("told");
    let sql = host.texts.borrow()["listeners_due"].clone();
    let db = host.db.borrow();
    let mut due = db.prepare(&sql).expect("a statement");
    let now = host.now().to_string();
    let rows =
        due.query_map((now, r#"["queue"]"#, r#"["remind"]"#, r#"["queue","remind"]"#), |_| Ok(())).expect("rows");
    assert_eq!(rows.count(), 0, "nobody is to be told");
    due.get_status(rusqlite::StatementStatus::VmStep)
}

#[test]
fn what_a_listener_does_not_hear_costs_it_nothing() {
    let host = Recording::new();
    let chat = "INSERT INTO listener (name, position, busy_until) VALUES ('chat', 0, '2026-01-01T00:00:00.000Z')";
    host.db.borrow().execute_batch(chat).expect("a listener");
    let before = work(&host);
    let rows = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO run_ledger (at, invocation, step, outcome, review_id)
        SELECT '2026-03-01T09:00:00.000Z', 'x', 'status', 'read', 'rev_1' FROM n";
    host.db.borrow().execute_batch(rows).expect("rows");
    let after = work(&host);
    assert!(after < 2 * before, "{before} steps, and then {after}");
}
