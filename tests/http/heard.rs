//! A minute in which nothing happened asks nobody what they have not heard; whoever has not heard
//! something is asked until they have.

use crate::client::Client;
use crate::connection::{SET, client};
use testkit::recording::Fixed;
use whatsapp_order_ack::app::watch;
use whatsapp_order_ack::host::Reply;
use whatsapp_order_ack::notify::{alerts, heard, tell as telling};
use whatsapp_order_ack::settings::{Settings, SettingsSource};

/// The usual settings with a CRM whose secret is none.
#[derive(Clone, Copy)]
struct Senseless;

impl SettingsSource for Senseless {
    fn get(&self, name: &'static str) -> Option<String> {
        if name == "CRM_WEBHOOK_SECRET" { Some("none".to_owned()) } else { Fixed("template").get(name) }
    }
}

/// The usual settings with a chat whose URL is none.
#[derive(Clone, Copy)]
struct SenselessChat;

impl SettingsSource for SenselessChat {
    fn get(&self, name: &'static str) -> Option<String> {
        if name == "ALERT_WEBHOOK_URL" { Some("nowhere".to_owned()) } else { SET.get(name) }
    }
}

/// The usual settings without a CRM.
#[derive(Clone, Copy)]
struct NoCrm;

impl SettingsSource for NoCrm {
    fn get(&self, name: &'static str) -> Option<String> {
        if name.starts_with("CRM_") { None } else { SET.get(name) }
    }
}

fn tell(client: &Client) {
    client.host.now.set(client.host.now.get() + 60);
    client.host.run(heard::tell(&client.host, &client.settings)).0.expect("told");
}

/// Whether anybody is asked in the next minute.
fn asks(client: &Client) -> bool {
    client.host.read.take();
    tell(client);
    client.host.read.borrow().contains_key("listeners_due")
}

/// A minute in which a setting is senseless.
fn tells_in_vain(client: &Client) {
    client.host.now.set(client.host.now.get() + 60);
    client.host.run(heard::tell(&client.host, &client.settings)).0.expect_err("senseless");
}

fn a_row(client: &Client, step: &str, outcome: &str) {
    let row = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
        VALUES ('2026-03-01T12:00:00.000Z', 'inv', ?1, ?2, 'rev_1', 1)";
    client.host.db.borrow().execute(row, [step, outcome]).expect("a row");
}

fn a_card_is_rejected(client: &Client) {
    a_row(client, "decide", "rejected");
}

/// How many notices name the card.
fn told_of_the_card(client: &Client) -> usize {
    client.host.posted.borrow().iter().filter(|body| body.contains("rev_1")).count()
}

/// A CRM and a chat that have heard all there is.
fn all_heard() -> Client {
    let client = client(SET);
    client
        .host
        .db
        .borrow()
        .execute_batch(
            "INSERT INTO listener (name, position, busy_until)
             SELECT n.value, 0, '' FROM json_each('[\"crm\", \"chat\", \"alerts\"]') AS n",
        )
        .expect("listeners");
    tell(&client);
    assert!(!asks(&client));
    client
}

#[test]
fn nobody_is_asked_until_there_is_a_row_and_then_until_it_was_heard() {
    let client = all_heard();
    a_card_is_rejected(&client);
    client.host.replies.borrow_mut().push_back(Reply { status: 503, body: vec![] });
    assert!(asks(&client), "the CRM does not take it");
    assert!(asks(&client), "and is asked again");
    while asks(&client) {}
    assert_eq!(told_of_the_card(&client), 2, "once in vain");
}

#[test]
fn what_is_wrong_is_told_though_nothing_else_is_new() {
    let client = all_heard();
    client.host.run(watch::watch(&client.host, &client.settings)).0.expect("watched");
    client.host.posted.take();
    assert!(asks(&client));
    assert!(!client.host.posted.borrow().is_empty(), "the chat heard of it");
    while asks(&client) {}
}

#[test]
fn a_listener_that_no_setting_names_any_more_keeps_nobody_awake() {
    let mut client = all_heard();
    client.settings = Settings::of(NoCrm);
    a_card_is_rejected(&client);
    assert!(asks(&client));
    assert!(!asks(&client));
}

#[test]
fn a_setting_that_is_senseless_is_said_each_minute() {
    let mut client = all_heard();
    client.settings = Settings::of(Senseless);
    for _ in 0..3 {
        tells_in_vain(&client);
    }
}

#[test]
fn a_crm_that_is_new_is_told_of_the_first_card() {
    let mut client = client(SET);
    client.settings = Settings::of(NoCrm);
    tell(&client);
    assert!(!asks(&client));
    client.settings = Settings::of(SET);
    assert!(asks(&client), "its cursor begins");
    let before = client.dump(&[]);
    assert!(!asks(&client), "once");
    assert_eq!(client.dump(&[]), before);
    a_row(&client, "queue", "queued");
    client.host.run(telling::tell(&client.host, &client.settings)).0.expect("told");
    let posted = client.host.posted.borrow();
    assert!(posted.iter().any(|body| body.contains("card.appeared") && body.contains("rev_1")), "{posted:?}");
}

#[test]
fn a_chat_whose_url_was_senseless_hears_what_is_wrong_once_it_is_corrected() {
    let mut client = all_heard();
    client.settings = Settings::of(SenselessChat);
    client.host.run(watch::watch(&client.host, &client.settings)).0.expect("watched");
    tells_in_vain(&client);
    tells_in_vain(&client);
    client.settings = Settings::of(SET);
    client.host.posted.take();
    tell(&client);
    assert!(!client.host.posted.borrow().is_empty(), "though no row came");
    while asks(&client) {}
}

#[test]
fn a_crm_that_comes_back_hears_of_the_cards_that_came_without_it() {
    let mut client = all_heard();
    client.settings = Settings::of(NoCrm);
    a_card_is_rejected(&client);
    while asks(&client) {}
    let before = told_of_the_card(&client);
    client.settings = Settings::of(SET);
    tell(&client);
    assert_eq!(told_of_the_card(&client), before + 1, "though no row came");
    while asks(&client) {}
}

#[test]
fn a_crm_whose_secret_was_senseless_hears_of_the_cards_once_it_is_corrected() {
    let mut client = all_heard();
    client.settings = Settings::of(Senseless);
    a_card_is_rejected(&client);
    tells_in_vain(&client);
    tells_in_vain(&client);
    assert_eq!(told_of_the_card(&client), 0);
    client.settings = Settings::of(SET);
    tell(&client);
    assert_eq!(told_of_the_card(&client), 1, "though no row came");
    assert!(!asks(&client));
}

#[test]
fn alerts_that_were_heard_write_nothing() {
    let client = all_heard();
    let before = client.dump(&[]);
    client.host.run(alerts::tell(&client.host, &client.settings)).0.expect("told");
    assert_eq!(client.dump(&[]), before);
}
