//! The chat, the CRM beside it, and somebody else's watch.

use crate::stage::{CHAT, CRM, Stage, WATCH};
use serde_json::json;
use whatsapp_order_ack::notify::tell;

#[test]
fn a_card_that_nobody_answers_is_recalled_when_it_is_overdue_and_before_it_closes() {
    let stage = Stage::new();
    stage.card("rev_1");
    for minute in 0..24 * 60 {
        stage.minute().expect("told");
        let said = stage.heard_by(CHAT).len();
        let due = usize::from(minute >= 15) + usize::from(minute >= 23 * 60);
        assert_eq!(said, due, "after {minute} minutes");
        stage.passes(1);
    }
    let link = "https://desk.example/review/cards/rev_1";
    assert_eq!(
        stage.heard_by(CHAT),
        [
            json!({"text": format!("Toujours sans réponse : un client attend depuis 15 minutes. {link}")}),
            json!({"text": format!("Bientôt trop tard : il reste 60 minutes pour répondre à un client. {link}")}),
        ]
    );
    assert_eq!(stage.rows("remind", "rev_1"), ["overdue", "closing"]);
    assert_eq!(stage.rows("notify", "rev_1"), ["posted overdue", "posted closing"]);
}

#[test]
fn a_card_that_was_answered_is_not_recalled() {
    let stage = Stage::new();
    stage.card("rev_1");
    stage.card("rev_2");
    stage.passes(14);
    stage.closed("rev_1");
    stage.passes(2);
    // Said, and answered before the chat could be told.
    stage.deaf.borrow_mut().insert(CHAT);
    stage.minute().expect("told");
    stage.closed("rev_2");
    stage.deaf.borrow_mut().clear();
    stage.passes(2);
    stage.minute().expect("told");
    assert_eq!(stage.rows("remind", "rev_1"), [""; 0]);
    assert_eq!(stage.rows("remind", "rev_2"), ["overdue"]);
    assert_eq!(stage.heard_by(CHAT), [json!(null); 0]);
}

#[test]
fn the_time_after_which_a_card_is_overdue_can_be_set() {
    let stage = Stage::with(&[("REMIND_AFTER_MINUTES", "3"), ("ALERT_WEBHOOK_URL", CHAT)]);
    stage.minute().expect("told");
    stage.card("rev_1");
    stage.passes(3);
    stage.minute().expect("told");
    // Without PUBLIC_URL there is nothing to link to.
    let text = "Toujours sans réponse : un client attend depuis 3 minutes.";
    assert_eq!(stage.heard_by(CHAT), [json!({"text": text})]);
    for senseless in ["0", "1381", "soon"] {
        let stage = Stage::with(&[("REMIND_AFTER_MINUTES", senseless)]);
        assert!(stage.minute().is_err(), "{senseless}");
    }
}

#[test]
fn the_chat_is_spoken_to_in_the_language_of_who_was_here_first() {
    let stage = Stage::new();
    stage.sql("UPDATE reviewer SET language = 'en' WHERE id = 'usr_1'");
    stage.card("rev_1");
    stage.passes(125);
    stage.minute().expect("told");
    let said = stage.heard_by(CHAT)[0]["text"].as_str().expect("a text").to_owned();
    assert!(said.starts_with("Still no reply: a customer has waited for 2 hours. https://"), "{said}");
}

#[test]
fn who_cannot_be_told_holds_nobody_else_up_and_hears_it_all_later() {
    for (deaf, other) in [(CRM, CHAT), (CHAT, CRM)] {
        let stage = Stage::new();
        stage.deaf.borrow_mut().insert(deaf);
        stage.card("rev_1");
        stage.passes(16);
        let told = stage.minute().expect("told");
        assert_eq!((told.told, told.failed), (1, 1), "{deaf}");
        assert_eq!(stage.heard_by(other).len(), 1, "{deaf} holds {other} up");
        stage.deaf.borrow_mut().clear();
        stage.passes(1);
        stage.minute().expect("told");
        assert_eq!(stage.heard_by(deaf).len(), 1, "{deaf}");
        assert_eq!(stage.heard_by(other).len(), 1, "{other} is told once");
    }
}

#[test]
fn a_senseless_setting_of_one_keeps_no_other_from_being_told() {
    let stage = Stage::with(&[("ALERT_WEBHOOK_URL", CHAT), ("CRM_WEBHOOK_URL", "nowhere")]);
    assert!(stage.minute().is_err());
    stage.card("rev_1");
    stage.passes(20);
    assert!(stage.minute().is_err(), "it is logged");
    assert_eq!(stage.heard_by(CHAT).len(), 1);
}

#[test]
fn a_crash_anywhere_repeats_one_notice_at_most_and_loses_none() {
    let mut ended = false;
    for waits in 1.. {
        let stage = Stage::new();
        ["rev_1", "rev_2", "rev_3"].into_iter().for_each(|card| stage.card(card));
        stage.passes(16);
        let settings = stage.settings();
        stage.run(whatsapp_order_ack::notify::overdue::recall(&stage, &settings)).expect("recalled");
        ended = stage.cut(tell::tell(&stage, &settings), waits).is_some();
        stage.passes(1);
        stage.minute().expect("told");
        for who in [CHAT, CRM] {
            let heard: Vec<String> = stage.heard_by(who).iter().map(ToString::to_string).collect();
            let cards =
                ["rev_1", "rev_2", "rev_3"].iter().filter(|card| heard.iter().any(|line| line.contains(**card)));
            assert_eq!(cards.count(), 3, "{who} missed one, cut after {waits}: {heard:?}");
            assert!(heard.len() <= 4, "{who}, cut after {waits}: {heard:?}");
        }
        for card in ["rev_1", "rev_2", "rev_3"] {
            assert!(!stage.rows("notify", card).is_empty(), "told, and nowhere noted: {card}, cut after {waits}");
        }
        if ended {
            break;
        }
    }
    assert!(ended);
}

#[test]
fn the_watch_hears_a_minute_that_went_well() {
    let stage = Stage::with(&[("HEARTBEAT_URL", WATCH)]);
    stage.minute().expect("told");
    assert_eq!(stage.heard_by(WATCH).len(), 1);
    stage.deaf.borrow_mut().insert(WATCH);
    stage.minute().expect("a watch that is deaf breaks nothing");
    assert_eq!(stage.logged.borrow().len(), 1);
    assert!(!stage.logged.borrow()[0].contains("watch.invalid"), "the URL is as good as a secret");
}
