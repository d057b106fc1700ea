//! Telling people: every statement that it needs.

use crate::template;
use testkit::recording::{NOON, Recording};
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::identity::DeviceId;
use whatsapp_order_ack::notify::device::Newcomer;
use whatsapp_order_ack::notify::device::steps::{self, Added};
use whatsapp_order_ack::notify::quiet::QuietHours;
use whatsapp_order_ack::notify::{overdue, tell};
use whatsapp_order_ack::team::reviewer::Reviewer;

/// What somebody does with their devices, and what is pushed to one.
pub fn devices(host: &Recording, rani: &Reviewer) {
    let run = |what: &str, done: bool| assert!(done, "{what}");
    let hours = QuietHours::read("20:00", "07:00", 60).expect("hours");
    let add = |n: u8| {
        let new = Newcomer {
            id: DeviceId::new(host.nonce()),
            name: "Android",
            endpoint: &format!("https://fcm.googleapis.com/fcm/send/{n}"),
            p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            auth: "BTBZMqHH6r4Tts7J_aSIgg",
        };
        match host.run(steps::add(host, &template(), rani, &new, Some(120))).0.expect("a database") {
            Added::Device(device) => device.id,
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
    run("tell", host.run(tell::tell(host, &template())).0.is_ok());
}
