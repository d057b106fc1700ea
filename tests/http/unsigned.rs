//! Webhooks that Meta did not sign: refused, counted outside the database at most once a minute,
//! shown, and loud where there are many and no good one.

use crate::client::{Client, text};
use crate::connection::{SET, client, good, minute, says};
use serde_json::{Value, json};
use testkit::recording::{NUMBER_ID, SECRET};
use testkit::webhook::{self, Sender};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::unsigned::Fault;
use whatsapp_order_ack::host::witness::WitnessError;
use whatsapp_order_ack::http::After;
use whatsapp_order_ack::webhook::unsigned::{Tally, report};

/// A client and what its isolate counted.
struct Isolate {
    client: Client,
    tally: Tally,
}

impl Isolate {
    /// A business at work, with Meta's side as it should be.
    fn new() -> Self {
        let client = client(SET);
        client.host.now.set(client.host.now.get() + 1);
        client.receives(&webhook::status(NUMBER_ID, "wamid.TYPED", None, "sent", None));
        let row = "INSERT INTO run_ledger (at, invocation, step, outcome) VALUES (?1, 'inv', 'admit', 'admitted')";
        let now = Timestamp::from_seconds(client.host.now.get()).to_string();
        client.host.db.borrow().execute(row, [now]).expect("a message");
        says(&client, &good());
        minute(&client);
        Self { client, tally: Tally::new() }
    }

    /// Somebody posts a webhook with this header; what became of it is done as the Worker does it.
    fn posts(&mut self, signature: &str) {
        let answer = self.client.posts_unsigned(signature);
        assert_eq!((answer.status, text(&answer).as_str()), (401, ""));
        let now = Timestamp::from_seconds(self.client.host.now.get());
        for after in &answer.after {
            if let After::Count(fault) = after {
                self.tally.add(*fault, now);
            }
        }
        self.reports();
    }

    fn reports(&mut self) {
        let now = Timestamp::from_seconds(self.client.host.now.get());
        let due = self.tally.due(now);
        self.client.host.run(report(&self.client.host, due));
    }

    /// Well-formed signatures that are not ours.
    fn wrong(&mut self, times: u32) {
        (0..times).for_each(|_| self.posts(&webhook::sign("another app's secret", b"{}")));
    }

    fn waits(&self, seconds: i64) {
        self.client.host.now.set(self.client.host.now.get() + seconds);
    }

    fn a_good_one_comes(&self) {
        self.client.receives(&webhook::messages(NUMBER_ID, &Sender::phone("33600009999", "Example Shop"), &[]));
    }

    fn counted(&self) -> Value {
        let (status, report) = self.client.calls("GET", "/api/health", &Value::Null);
        assert_eq!(status, 200);
        report["unsigned_webhooks"].clone()
    }

    fn problems(&self) -> Vec<String> {
        let (_, report) = self.client.calls("GET", "/api/health", &Value::Null);
        let problems = report["problems"].as_array().expect("problems").iter();
        problems.map(|problem| problem["what"].as_str().expect("a name").to_owned()).collect()
    }

    fn check(&self) -> Value {
        let (status, report) = self.client.calls("GET", "/api/connection", &Value::Null);
        assert_eq!(status, 200);
        let checks = report["checks"].as_array().expect("checks");
        let ids: Vec<&str> = checks.iter().filter_map(|check| check["id"].as_str()).collect();
        assert_eq!(ids[ids.len() - 3..], ["last_message", "unsigned", "other_numbers"]);
        checks[checks.len() - 2].clone()
    }

    fn state(&self) -> String {
        self.check()["state"].as_str().expect("a state").to_owned()
    }

    fn chat(&self) -> Vec<String> {
        let posted = self.client.host.posted.take();
        let line = |body: &String| serde_json::from_str::<Value>(body).ok()?["text"].as_str().map(str::to_owned);
        posted.iter().filter_map(line).collect()
    }

    fn page(&self, path: &str) -> String {
        text(&self.client.opens(path))
    }
}

#[test]
fn a_header_that_is_no_signature_is_told_from_a_signature_that_is_wrong() {
    let client = Client::new();
    let good = webhook::sign(SECRET, b"{}");
    for (header, fault) in [
        ("", Fault::Malformed),
        ("sha256=", Fault::Malformed),
        (&good[..good.len() - 1], Fault::Malformed),
        (webhook::sign("another", b"{}").as_str(), Fault::Wrong),
    ] {
        let before = client.dump(&[]);
        let answer = client.posts_unsigned(header);
        assert_eq!((answer.status, &answer.after), (401, &vec![After::Count(fault)]), "{header}");
        assert!(answer.body.is_empty() && client.dump(&[]) == before);
    }
}

#[test]
fn a_webhook_is_never_limited_whatever_credential_it_brings() {
    let client = Client::new();
    client.host.knocks.set(0);
    let headers = [("cf-connecting-ip", "192.0.2.7")];
    assert_eq!(client.posts_json("/webhook/whatsapp", &headers, &json!({})).status, 401);
}

#[test]
fn any_number_of_them_costs_no_row_and_one_report_a_minute() {
    let mut isolate = Isolate::new();
    let before = isolate.client.dump(&[]);
    isolate.wrong(3);
    isolate.posts("sha256=");
    assert_eq!(isolate.counted()["wrong"]["count"], 1, "the first is reported at once, the others wait");
    isolate.waits(59);
    isolate.reports();
    assert_eq!(isolate.counted()["wrong"]["count"], 1);
    isolate.waits(1);
    isolate.reports();
    let at = ["2026-03-01T12:01:01.000Z"; 3];
    let counted = json!({
        "counted_since": at[0],
        "malformed": {"count": 1, "last_at": at[1]},
        "wrong": {"count": 3, "last_at": at[2]},
    });
    assert_eq!(isolate.counted(), counted);
    isolate.waits(600);
    isolate.reports();
    assert_eq!(isolate.counted(), counted, "nothing came meanwhile");
    assert_eq!(isolate.client.dump(&[]), before);
}

#[test]
fn without_the_object_outside_nothing_stops_and_nothing_is_known() {
    let mut isolate = Isolate::new();
    *isolate.client.host.witness.away.borrow_mut() = Some(WitnessError::NoBinding);
    isolate.wrong(20);
    assert_eq!((isolate.counted(), isolate.state().as_str()), (Value::Null, "unknown"));
    minute(&isolate.client);
    assert_eq!(isolate.problems(), [""; 0]);
    isolate.a_good_one_comes();
}

#[test]
fn the_check_of_signatures_in_each_of_its_states() {
    let mut isolate = Isolate::new();
    let check = isolate.check();
    assert_eq!(check["state"], "unknown", "nothing was ever counted");
    assert!(check["remedy"].as_str().is_some_and(|remedy| remedy.contains("npm run check")), "{check}");
    isolate.posts("");
    let check = isolate.check();
    assert_eq!((&check["state"], &check["remedy"]), (&json!("ok"), &Value::Null), "counted, and none was wrong");
    isolate.waits(60);
    isolate.wrong(1);
    let check = isolate.check();
    assert_eq!(check["state"], "warning");
    assert!(check["detail"].as_str().is_some_and(|detail| detail.contains("2026-03-01T12:02:01.000Z")), "{check}");
    assert!(check["remedy"].as_str().is_some_and(|remedy| remedy.contains("META_APP_SECRET")), "{check}");
    let page = isolate.page("/review/connection");
    assert!(page.contains("Signature des webhooks") && page.contains("copiez la clé secrète"), "{page}");
    isolate.waits(1);
    isolate.a_good_one_comes();
    assert_eq!(isolate.state(), "ok", "a good one came since");
    isolate.waits(60);
    isolate.wrong(1);
    assert_eq!(isolate.state(), "warning");
    isolate.waits(24 * 60 * 60);
    assert_eq!(isolate.state(), "ok", "a day ago");
}

#[test]
fn many_wrong_ones_and_no_good_one_are_loud_until_a_good_one_comes() {
    let mut isolate = Isolate::new();
    isolate.wrong(4);
    isolate.waits(60);
    isolate.reports();
    minute(&isolate.client);
    assert_eq!((isolate.problems(), isolate.chat()), (vec![], vec![]), "a few are anybody's");
    isolate.wrong(1);
    minute(&isolate.client);
    assert_eq!(isolate.problems(), ["unsigned"]);
    let (_, health) = isolate.client.sends("GET", "/healthz", "", "");
    assert!(health.contains("degraded"), "{health}");
    assert!(isolate.page("/review").contains("Tous les webhooks reçus sont mal signés,"));
    let lines = isolate.chat();
    assert!(
        lines.len() == 1 && lines[0].starts_with("Problème : tous les webhooks reçus sont mal signés"),
        "{lines:?}"
    );
    *isolate.client.host.witness.away.borrow_mut() = Some(WitnessError::Failed("away".into()));
    minute(&isolate.client);
    assert_eq!((isolate.problems(), isolate.chat()), (vec!["unsigned".into()], vec![]), "nobody knows better");
    *isolate.client.host.witness.away.borrow_mut() = None;
    isolate.a_good_one_comes();
    minute(&isolate.client);
    assert_eq!(isolate.problems(), [""; 0]);
    let lines = isolate.chat();
    assert!(lines.len() == 1 && lines[0].starts_with("Réglé : tous les webhooks reçus sont mal signés"), "{lines:?}");
}

#[test]
fn many_wrong_ones_before_a_good_one_are_not_loud() {
    let mut isolate = Isolate::new();
    isolate.wrong(1);
    isolate.waits(60);
    isolate.wrong(9);
    isolate.waits(60);
    isolate.reports();
    isolate.a_good_one_comes();
    minute(&isolate.client);
    assert_eq!((isolate.problems(), isolate.chat()), (vec![], vec![]));
}
