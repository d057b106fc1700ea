//! Devices that ring.

use crate::stage::{Pushed, Stage};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::curve::{Browser, is_signed};
use testkit::database;
use whatsapp_order_ack::host::{Crypto, Host};
use whatsapp_order_ack::identity::{DeviceId, Reviewer, ReviewerId, Role};
use whatsapp_order_ack::notify::device::NewDevice;
use whatsapp_order_ack::notify::device::steps::{self, DeviceAdded};
use whatsapp_order_ack::notify::push::vapid::Vapid;
use whatsapp_order_ack::notify::push::{Subscription, seal};
use whatsapp_order_ack::notify::quiet::QuietHours;
use whatsapp_order_ack::notify::tell;

const KEY: &str = "nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM";

fn raw(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

/// With the keys of Web Push, and nobody else to tell.
pub fn stage() -> Stage {
    let stage = Stage::with(&[
        ("VAPID_PRIVATE_KEY", KEY),
        ("VAPID_SUBJECT", "mailto:rani@example.com"),
        ("PUBLIC_URL", "https://desk.example"),
    ]);
    stage.minute().expect("nothing to tell");
    stage
}

fn person(n: u8) -> Reviewer {
    let id = ReviewerId::parse(&format!("usr_{n}")).expect("an id");
    Reviewer { id, name: "x".into(), role: Role::Admin, language: "fr".into() }
}

fn browser(n: u8) -> Browser {
    Browser::new(&[n; 32], [n; 16]).expect("a key")
}

fn endpoint(n: u8) -> String {
    format!("https://fcm.googleapis.com/fcm/send/{n}")
}

fn added(stage: &Stage, whose: u8, n: u8, name: &str) -> DeviceAdded {
    let (p256dh, auth) = (URL_SAFE_NO_PAD.encode(browser(n).p256dh()), URL_SAFE_NO_PAD.encode(browser(n).auth));
    let id = DeviceId::new(stage.nonce());
    let new = NewDevice { id, name, endpoint: &endpoint(n), p256dh: &p256dh, auth: &auth };
    stage.run(steps::add(stage, &stage.settings(), &person(whose), &new, None)).expect("a database")
}

/// A reviewer's browser is subscribed.
pub fn subscribed(stage: &Stage, whose: u8, n: u8) -> DeviceId {
    match added(stage, whose, n, &format!("Android {n}")) {
        DeviceAdded::Device(device) => device.id,
        other => panic!("{other:?}"),
    }
}

/// What a browser showed, opened with its own keys.
fn shown(stage: &Stage, n: u8) -> Vec<Value> {
    let pushed = stage.pushed.borrow();
    let mine = pushed.iter().filter(|pushed| pushed.url == endpoint(n));
    mine.map(|pushed| serde_json::from_slice(&browser(n).open(&pushed.body).expect("sealed for it")).expect("JSON"))
        .collect()
}

pub fn tags(stage: &Stage, n: u8) -> Vec<String> {
    let tag = |shown: &Value| shown["notification"]["tag"].as_str().expect("a tag").to_owned();
    shown(stage, n).iter().map(tag).collect()
}

#[test]
fn a_card_rings_once_on_each_device_and_says_no_more_than_that_it_waits() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    subscribed(&stage, 2, 2);
    stage.sql("UPDATE reviewer SET language = 'en' WHERE id = 'usr_2'");
    stage.card("rev_1");
    (0..10).for_each(|_| {
        stage.minute().expect("told");
        stage.passes(1);
    });
    let notification = json!({
        "title": "Un client attend", "body": "Temps restant pour répondre : 24 heures.", "lang": "fr", "tag": "rev_1",
        "navigate": "https://desk.example/review/cards/rev_1", "app_badge": 1, "data": {"open": ["rev_1"]},
    });
    assert_eq!(shown(&stage, 1), [json!({"web_push": 8030, "notification": notification, "app_badge": 1})]);
    assert_eq!(shown(&stage, 2)[0]["notification"]["title"], "A customer waits");
    assert_eq!(stage.rows("notify", "rev_1"), ["pushed appeared", "pushed appeared"]);
    let told = "SELECT DISTINCT actor FROM run_ledger WHERE step = 'notify' ORDER BY actor";
    let told: Vec<Value> =
        database::rows(&stage.db.borrow(), told).into_iter().map(|row| row["actor"].clone()).collect();
    assert_eq!(told, ["usr_1", "usr_2"]);
}

#[test]
fn the_request_is_as_the_standards_say() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    let id = "rev_0123456789abcdef0123456789abcdef";
    stage.card(id);
    stage.passes(60);
    stage.minute().expect("told");
    let pushed: Pushed = stage.pushed.borrow()[0].clone();
    assert_eq!(pushed.header("ttl"), (23 * 60 * 60).to_string(), "no longer than the window");
    assert_eq!((pushed.header("urgency"), pushed.header("content-encoding")), ("high", "aes128gcm"));
    assert_eq!(pushed.header("topic"), "0123456789abcdef0123456789abcdef");
    let (token, key) =
        pushed.header("authorization").strip_prefix("vapid t=").and_then(|t| t.split_once(", k=")).expect("a token");
    let (unsigned, signature) = token.rsplit_once('.').expect("a signature");
    assert!(is_signed(&raw(key), unsigned.as_bytes(), &raw(signature)));
    assert_eq!(key, URL_SAFE_NO_PAD.encode(stage.run(stage.curve.public(&raw(KEY))).expect("a key")));
    let claims: Value = serde_json::from_slice(&raw(unsigned.split_once('.').expect("claims").1)).expect("JSON");
    assert_eq!(
        (&claims["aud"], &claims["sub"]),
        (&json!("https://fcm.googleapis.com"), &json!("mailto:rani@example.com"))
    );
    let left = claims["exp"].as_i64().expect("a time") - stage.now.get().millis() / 1000;
    assert!((1..=24 * 60 * 60).contains(&left), "{left}");
}

/// RFC 8291, section 5 and appendix A: the whole message, and it opens.
#[test]
fn the_standards_example_is_sealed_to_the_byte() {
    let mut stage = stage();
    let ours = raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
    stage.curve.ours = Some(ours.try_into().expect("32 bytes"));
    stage.salt = Some(raw("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes"));
    let auth: [u8; 16] = raw("BTBZMqHH6r4Tts7J_aSIgg").try_into().expect("16 bytes");
    let browser = Browser::new(&raw("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), auth).expect("a key");
    let device = Subscription { endpoint: String::new(), p256dh: browser.p256dh(), auth: auth.to_vec() };
    let plain = b"When I grow up, I want to be a watermelon";
    let sealed = stage.run(seal::seal(&stage, &device, plain)).expect("keys");
    let example = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
    assert_eq!(URL_SAFE_NO_PAD.encode(&sealed), example);
    assert_eq!(browser.open(&sealed).as_deref(), Some(&plain[..]));
    let mut cut = sealed.clone();
    cut.pop();
    assert_eq!(browser.open(&cut), None);
    let long = vec![0; seal::LONGEST + 1];
    assert_eq!(stage.run(seal::seal(&stage, &device, &long)), None, "too long");
}

/// RFC 8292, section 2.4: its signature holds under its key, and so does ours.
#[test]
fn a_token_of_the_standards_example_is_signed() {
    let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
    let key = raw("BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs");
    let (unsigned, signature) = token.rsplit_once('.').expect("a signature");
    assert!(is_signed(&key, unsigned.as_bytes(), &raw(signature)));
    assert!(!is_signed(&key, b"another", &raw(signature)));
    let stage = stage();
    let vapid = Vapid { key: raw(KEY), subject: "mailto:push@example.com".into() };
    let ours = stage.run(vapid.authorization(&stage, "https://push.example.net")).expect("a key");
    let (token, key) = ours.strip_prefix("vapid t=").and_then(|t| t.split_once(", k=")).expect("a token");
    let (unsigned, signature) = token.rsplit_once('.').expect("a signature");
    assert!(is_signed(&raw(key), unsigned.as_bytes(), &raw(signature)));
}

#[test]
fn an_unanswered_card_rings_again_in_other_words_and_an_answered_one_does_not() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    stage.card("rev_1");
    stage.card("rev_2");
    stage.minute().expect("told");
    stage.closed("rev_2");
    stage.passes(15);
    stage.minute().expect("told");
    stage.passes(23 * 60 - 15);
    stage.minute().expect("told");
    let titles: Vec<Value> = shown(&stage, 1).iter().map(|shown| shown["notification"]["title"].clone()).collect();
    assert_eq!(titles, ["Un client attend", "Un client attend", "Toujours sans réponse", "Bientôt trop tard"]);
    assert_eq!(tags(&stage, 1), ["rev_1", "rev_2", "rev_1", "rev_1"]);
    assert_eq!(stage.rows("notify", "rev_1"), ["pushed appeared", "pushed overdue", "pushed closing"]);
    stage.closed("rev_1");
    stage.passes(60);
    stage.minute().expect("told");
    assert_eq!(stage.pushed.borrow().len(), 4);
}

#[test]
fn a_night_is_quiet_and_ends_with_one_notice_that_counts() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    subscribed(&stage, 2, 2);
    // 08:00 UTC is 09:00 there.
    let hours = QuietHours::read("09:00", "11:00", 60).expect("hours");
    stage.run(steps::set_quiet(&stage, &person(1), &hours)).expect("set");
    for card in ["rev_1", "rev_2", "rev_3"] {
        stage.card(card);
        stage.minute().expect("told");
        stage.passes(30);
    }
    stage.closed("rev_2");
    stage.minute().expect("told");
    assert_eq!(tags(&stage, 1), [""; 0], "quiet");
    assert_eq!(tags(&stage, 2), ["rev_1", "rev_2", "rev_1", "rev_3", "rev_2", "rev_3"], "to those who are not quiet");
    stage.passes(30);
    stage.minute().expect("told");
    assert_eq!(tags(&stage, 1), ["waiting"], "the cards that still wait, as one");
    let morning = shown(&stage, 1)[0]["notification"].clone();
    assert_eq!((&morning["title"], &morning["app_badge"]), (&json!("2 cartes attendent."), &json!(2)));
    assert_eq!(morning["navigate"], "https://desk.example/review");
    let mine = "SELECT count(*) FROM run_ledger WHERE actor = 'usr_1' AND step = 'notify' AND outcome = 'pushed'";
    assert_eq!(database::count(&stage.db.borrow(), mine), 2, "a row for each card");
    stage.card("rev_4");
    stage.minute().expect("told");
    assert_eq!(tags(&stage, 1), ["waiting", "rev_4"]);
}

#[test]
fn one_card_of_the_night_is_told_as_itself() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    let hours = QuietHours::read("08:00", "08:30", 0).expect("hours");
    stage.run(steps::set_quiet(&stage, &person(1), &hours)).expect("set");
    stage.card("rev_1");
    stage.minute().expect("told");
    stage.passes(30);
    stage.minute().expect("told");
    assert_eq!(tags(&stage, 1), ["rev_1"]);
    let never = QuietHours::read("08:00", "08:00", 0).expect("hours");
    stage.run(steps::set_quiet(&stage, &person(1), &never)).expect("set");
    assert_eq!(database::count(&stage.db.borrow(), "SELECT count(*) FROM quiet_hours"), 0);
}

#[test]
fn a_device_that_is_gone_is_given_up_and_holds_no_other_up() {
    for status in [404, 410] {
        let stage = stage();
        let id = subscribed(&stage, 1, 1);
        stage.push_answers.set(status);
        stage.card("rev_1");
        stage.minute().expect("told");
        let device = "SELECT endpoint, p256dh, auth, told_outcome FROM device";
        let rows = database::rows(&stage.db.borrow(), device);
        assert_eq!(
            serde_json::to_value(&rows[0]).expect("JSON"),
            json!({"endpoint": null, "p256dh": null, "auth": null, "told_outcome": "gone"})
        );
        let notices = stage.run(steps::notices(&stage, &stage.settings(), &person(1))).expect("a database");
        assert!(!notices.devices[0].works, "the page says so");
        assert_eq!(stage.run(steps::test(&stage, &stage.settings(), &person(1), &id)).expect("a database"), None);
        let gone = "SELECT count(*) FROM run_ledger WHERE step = 'device' AND outcome = 'gone' AND actor = 'usr_1'";
        assert_eq!(database::count(&stage.db.borrow(), gone), 1);
        stage.push_answers.set(201);
        subscribed(&stage, 1, 1);
        stage.card("rev_2");
        stage.minute().expect("told");
        assert_eq!(tags(&stage, 1), ["rev_2"]);
        assert_eq!(
            database::count(&stage.db.borrow(), "SELECT count(*) FROM device"),
            1,
            "the one given up is replaced"
        );
    }
}

#[test]
fn a_push_service_that_fails_is_asked_again_and_holds_nobody_else_up() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    subscribed(&stage, 2, 2);
    stage.deaf.borrow_mut().insert("https://fcm.googleapis.com/fcm/send/1");
    stage.card("rev_1");
    let told = stage.minute().expect("told");
    assert_eq!((told.told, told.failed, tags(&stage, 2).len()), (1, 1, 1));
    let failed = "SELECT reason FROM run_ledger WHERE outcome = 'failed'";
    assert_eq!(database::rows(&stage.db.borrow(), failed)[0]["reason"], "push:no_answer");
    stage.deaf.borrow_mut().clear();
    stage.passes(1);
    stage.minute().expect("told");
    assert_eq!((tags(&stage, 1), tags(&stage, 2)), (vec!["rev_1".to_owned()], vec!["rev_1".to_owned()]));
    for status in [429, 500, 403] {
        stage.push_answers.set(status);
        stage.card(&format!("rev_{status}"));
        stage.minute().expect("told");
        stage.push_answers.set(201);
        stage.passes(61);
        stage.minute().expect("told");
        assert!(tags(&stage, 1).contains(&format!("rev_{status}")), "{status}");
    }
}

#[test]
fn a_crash_anywhere_repeats_one_push_at_most_and_loses_none() {
    for waits in 1.. {
        let stage = stage();
        subscribed(&stage, 1, 1);
        ["rev_1", "rev_2", "rev_3"].into_iter().for_each(|card| stage.card(card));
        let settings = stage.settings();
        let ended = stage.cut(tell::tell(&stage, &settings), waits).is_some();
        stage.passes(1);
        stage.minute().expect("told");
        let tags = tags(&stage, 1);
        let once: BTreeSet<&String> = tags.iter().collect();
        assert_eq!(once.len(), 3, "one is lost, cut after {waits}: {tags:?}");
        assert!(tags.len() <= 4, "cut after {waits}: {tags:?}");
        if ended {
            break;
        }
    }
}

#[test]
fn only_browsers_are_subscribed_and_each_is_of_one_person() {
    let stage = stage();
    let (p256dh, auth) = (URL_SAFE_NO_PAD.encode(browser(1).p256dh()), URL_SAFE_NO_PAD.encode([1; 16]));
    let add = |endpoint: &str, p256dh: &str, auth: &str| {
        let new = NewDevice { id: DeviceId::new(stage.nonce()), name: "x", endpoint, p256dh, auth };
        stage.run(steps::add(&stage, &stage.settings(), &person(1), &new, None)).expect("a database")
    };
    for (endpoint, p256dh, auth) in [
        ("https://evil.example/x", p256dh.as_str(), auth.as_str()),
        ("http://127.0.0.1:8788/push/1", &p256dh, &auth),
        (&endpoint(1), "short", &auth),
        (&endpoint(1), &p256dh, "short"),
        (&endpoint(1), &auth, &auth),
    ] {
        assert!(matches!(add(endpoint, p256dh, auth), DeviceAdded::Senseless), "{endpoint} {p256dh} {auth}");
    }
    subscribed(&stage, 1, 1);
    subscribed(&stage, 1, 1);
    assert_eq!(database::count(&stage.db.borrow(), "SELECT count(*) FROM device"), 1, "the same browser again");
    let rows = "SELECT count(*) FROM run_ledger WHERE step = 'device' AND outcome = 'added'";
    assert_eq!(database::count(&stage.db.borrow(), rows), 1);
    subscribed(&stage, 2, 1);
    let whose = database::rows(&stage.db.borrow(), "SELECT reviewer_id FROM device");
    assert_eq!((whose.len(), &whose[0]["reviewer_id"]), (1, &json!("usr_2")), "somebody else signed in there");
    assert_eq!(database::count(&stage.db.borrow(), "SELECT count(*) FROM listener WHERE name LIKE 'dev_%'"), 1);
    (10..29).for_each(|n| drop(subscribed(&stage, 2, n)));
    assert!(matches!(added(&stage, 2, 99, "x"), DeviceAdded::TooMany));
    assert!(matches!(added(&stage, 2, 1, "x"), DeviceAdded::Device(_)), "one of them is kept up to date");
}

#[test]
fn a_test_says_what_became_of_it() {
    let stage = stage();
    let id = subscribed(&stage, 1, 1);
    let test = |who: u8| stage.run(steps::test(&stage, &stage.settings(), &person(who), &id)).expect("a database");
    assert_eq!(test(2), None, "somebody else's");
    for (status, code) in [(201, "taken"), (403, "refused:403"), (410, "gone")] {
        stage.push_answers.set(status);
        assert_eq!(test(1).expect("theirs").code(), code);
        let last = database::rows(&stage.db.borrow(), "SELECT told_at, told_outcome FROM device");
        assert_eq!((&last[0]["told_outcome"], last[0]["told_at"].is_string()), (&json!(code), true));
    }
    assert_eq!(tags(&stage, 1), ["test"]);
}

#[test]
fn whoever_is_revoked_or_may_not_answer_is_called_no_more() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    subscribed(&stage, 2, 2);
    let hours = QuietHours::read("01:00", "02:00", 0).expect("hours");
    stage.run(steps::set_quiet(&stage, &person(2), &hours)).expect("set");
    stage.sql("UPDATE reviewer SET role = 'auditor' WHERE id = 'usr_1'");
    stage.sql("UPDATE reviewer SET revoked_at = '2026-03-01T08:00:00.000Z' WHERE id = 'usr_2'");
    stage.card("rev_1");
    stage.minute().expect("told");
    assert_eq!(stage.pushed.borrow().len(), 0);
    for kept in
        ["device WHERE reviewer_id = 'usr_2'", "quiet_hours", "listener WHERE name NOT IN (SELECT id FROM device)"]
    {
        assert_eq!(database::count(&stage.db.borrow(), &format!("SELECT count(*) FROM {kept}")), 0, "{kept}");
    }
}

#[test]
fn without_keys_nothing_is_pushed_and_the_rest_works() {
    let stage = Stage::new();
    let new = NewDevice { id: DeviceId::new(stage.nonce()), name: "x", endpoint: "x", p256dh: "x", auth: "x" };
    assert!(stage.run(steps::add(&stage, &stage.settings(), &person(1), &new, None)).is_err());
    let notices = stage.run(steps::notices(&stage, &stage.settings(), &person(1))).expect("a database");
    assert_eq!(notices.public_key, None);
    for (key, subject) in [("short", "mailto:a@b.example"), (KEY, "rani"), (KEY, "mailto:rani"), (KEY, "https://")] {
        let stage = Stage::with(&[("VAPID_PRIVATE_KEY", key), ("VAPID_SUBJECT", subject)]);
        assert!(stage.settings().vapid().is_err(), "{key} {subject}");
    }
}

#[test]
fn no_address_and_no_key_is_logged_or_in_the_ledger() {
    let stage = stage();
    subscribed(&stage, 1, 1);
    for status in [201, 500, 410] {
        stage.push_answers.set(status);
        stage.card(&format!("rev_{status}"));
        stage.minute().expect("told");
        stage.passes(61);
    }
    let ledger: Vec<String> =
        database::rows(&stage.db.borrow(), "SELECT * FROM run_ledger").iter().map(|row| format!("{row:?}")).collect();
    let said = [ledger.join("\n"), stage.logged.borrow().join("\n")].concat();
    for secret in ["googleapis", &URL_SAFE_NO_PAD.encode(browser(1).p256dh()), &URL_SAFE_NO_PAD.encode([1; 16])] {
        assert!(!said.contains(secret), "{secret}");
    }
}
