//! Whom nobody has answered is said once for each time that they wait.

use crate::chat::Chat;
use testkit::recording::NOON;
use whatsapp_order_ack::notify::overdue;

#[test]
fn who_writes_again_after_the_window_closed_is_waiting_anew() {
    let day = 24 * 60 * 60;
    for (away, recalled_anew) in [(day + 30, 1), (day / 2, 0)] {
        let chat = Chat::new();
        chat.writes(&[chat.text("wamid.a1", 0, "10 cartons de lait")]);
        chat.rani.host.now.set(NOON + 20 * 60);
        let recall = || chat.rani.host.run(overdue::recall(&chat.rani.host, &chat.rani.settings)).0.expect("recalled");
        recall();
        let said = "SELECT count(*) FROM run_ledger WHERE step = 'remind' AND outcome = 'overdue'";
        assert_eq!(chat.rani.count(said), 1);
        // The sweep has not closed the card yet.
        chat.rani.host.now.set(NOON + away);
        chat.writes(&[chat.text("wamid.a2", away, "et 2 sacs de riz")]);
        assert_eq!(chat.card()["version"], 2);
        recall();
        assert_eq!(chat.rani.count(said), 1 + recalled_anew, "after {away} s");
    }
}
