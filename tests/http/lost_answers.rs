//! D1 commits a batch and its answer is lost: what is safe to try again is tried, and nothing is
//! there twice.

use crate::client::Client;
use crate::review::{approve, at_work};
use testkit::recording::{NOON, NUMBER_ID, SECRET};
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::identity::SenderId;
use whatsapp_order_ack::webhook::receive;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

fn lost(rani: &Client, statement: &'static str, times: u32) {
    rani.host.answers_lost.set((statement, times));
}

fn count(rani: &Client, what: &str) -> i64 {
    rani.count(&format!("SELECT count(*) FROM {what}"))
}

fn posted(rani: &Client) -> usize {
    let shop = Sender::phone("33600000001", "Épicerie Exemple");
    let body = webhook::messages(NUMBER_ID, &shop, &[shop.text("wamid.NEW", NOON, "5 cartons de thon")]);
    let header = webhook::sign(SECRET, body.as_bytes());
    let secrets = AppSecrets { current: SECRET, previous: None };
    let verified = Signature::parse(&header).expect("a signature").verify(body.as_bytes(), &secrets).expect("ours");
    let received = receive::receive(&rani.host, &rani.settings, &verified);
    rani.host.run(received).0.expect("recorded").len()
}

#[test]
fn what_graph_answered_is_recorded_once_though_the_first_record_s_answer_is_lost() {
    let rani = at_work();
    lost(&rani, "finish_card", 2);
    assert_eq!(approve(&rani, &[]).status, 303);
    assert_eq!(count(&rani, "review_queue WHERE state = 'sent'"), 1);
    assert_eq!(count(&rani, "run_ledger WHERE step = 'send'"), 1);
    assert_eq!(count(&rani, "send_attempt WHERE outcome = 'accepted'"), 1);
}

#[test]
fn after_the_third_try_a_person_settles_it() {
    let rani = at_work();
    lost(&rani, "finish_card", 3);
    assert_eq!(approve(&rani, &[]).status, 500);
    assert_eq!(count(&rani, "send_attempt"), 1, "one decision, one call");
}

#[test]
fn a_message_is_admitted_once_and_its_timer_armed() {
    let rani = at_work();
    lost(&rani, "admit", 2);
    assert_eq!(posted(&rani), 1, "one timer");
    assert_eq!(count(&rani, "inbound_message WHERE text = '5 cartons de thon'"), 1);
    assert_eq!(count(&rani, "run_ledger WHERE step = 'admit' AND outcome = 'admitted'"), 1);
}

#[test]
fn a_draft_is_made_though_the_answer_that_gave_the_lease_is_lost() {
    let rani = at_work();
    posted(&rani);
    lost(&rani, "take_draft_lease", 1);
    let sender = SenderId::parse("snd_1").expect("an id");
    rani.host.run(drafting::draft(&rani.host, &rani.settings, &sender)).0.expect("drafted");
    assert_eq!(count(&rani, "review_queue WHERE version = 2 AND draft_text IS NOT NULL"), 1);
}
