//! What comes in below HTTP's good manners, who is not who they look like, and what the
//! log tells. Attacks are numbered as in docs/reliability.md.

use crate::stage::{ACCESS_TOKEN, APP_SECRET, NUMBER_ID, Person, Stage, VERIFY_TOKEN, now_seconds, shop};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use testkit::meta_simulator::Mode;
use testkit::webhook::{self, Sender};

/// Sends raw bytes and returns what comes back within five seconds.
fn raw(stage: &Stage, request: &str) -> String {
    let address = stage.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
    stream.write_all(request.as_bytes()).expect("written");
    let mut answer = [0; 4096];
    let n = stream.read(&mut answer).unwrap_or(0);
    String::from_utf8_lossy(&answer[..n]).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_like_a_listed_customer_is_a_stranger() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    stage.allow("FR.1300777", "en").await;
    for (n, (attack, from, wa_id)) in [
        ("34 full-width digits", "３３６００００００００１", "33600000001"),
        ("34 Arabic digits", "٣٣٦٠٠٠٠٠٠٠١", "33600000001"),
        ("35 zero-width characters", "336\u{200b}00000001", "33600000001"),
        ("36 prefix of a listed number", "3360000000", "3360000000"),
        ("36 suffix added", "336000000011", "336000000011"),
        ("36 leading zero", "033600000001", "033600000001"),
        ("37 wa_id of a listed customer", "33699999999", "33600000001"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages",
            "value": {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "1", "phone_number_id": NUMBER_ID},
                "contacts": [{"wa_id": wa_id, "profile": {"name": "Mallory"}}],
                "messages": [{"from": from, "id": format!("wamid.{n}"), "timestamp": now_seconds().to_string(),
                    "type": "text", "text": {"body": "10 cartons"}}]}}]}]});
        assert_eq!(stage.simulator.post(body.to_string()).await.expect("posted"), 200, "{attack}");
        assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 0, "{attack}");
    }
    for bsuid in ["FR.13007770", "FR.130077", "fr.1300777", "US.1300777", "FR.ENT.1300777"] {
        let stranger = Sender { phone: None, bsuid: Some(bsuid.into()), name: "Mallory".into() };
        stage.simulator.write(&stranger, "10 cartons").await.expect("posted");
        assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 0, "38 {bsuid}");
    }
    assert!(stage.count("SELECT count(*) FROM run_ledger WHERE step <> 'allowlist'") >= 12);
    stage.simulator.write(&shop(), "10 cartons").await.expect("posted");
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 1, "the customer themselves");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_requests_open_nothing_and_hold_nobody_up() {
    let stage = Stage::new().await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    // 83, 84: other ways to write a path are other paths, or none.
    for path in ["/review/../api/reviews", "/x/%2e%2e/api/reviews", "//api/reviews", "/api//reviews"] {
        let answer = raw(&stage, &get(path));
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
    }
    let twice =
        raw(&stage, "POST //webhook/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assert!(twice.starts_with("HTTP/1.1 4"), "{twice}");
    // 86: two lengths for one body.
    let both = raw(
        &stage,
        "POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    );
    assert!(!both.contains("\"status\":\"ok\""), "a second request was smuggled: {both}");
    // 87: a client that never finishes is not waited for by others.
    let address = stage.url.trim_start_matches("http://");
    let slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(address).expect("a connection");
            stream
                .write_all(b"POST /webhook/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n")
                .expect("written");
            stream
        })
        .collect();
    let health = stage.client.get(format!("{}/healthz", stage.url)).timeout(Duration::from_secs(5)).send().await;
    assert_eq!(health.expect("an answer").status(), 200);
    drop(slow);
    // 88: a header of 100 KB.
    let long = stage.client.post(format!("{}/webhook/whatsapp", stage.url));
    let long = long.header("x-hub-signature-256", format!("sha256={}", "a".repeat(100 * 1024))).body("{}").send().await;
    assert!(long.is_err() || long.is_ok_and(|answer| answer.status().is_client_error()));
    // 90: guessing the verify token ten thousand times.
    let tries = futures_util::stream::iter(0..10_000).map(|n| {
        let url =
            format!("{}/webhook/whatsapp?hub.mode=subscribe&hub.verify_token=guess-{n}&hub.challenge=1", stage.url);
        let get = stage.client.get(url).send();
        async move { get.await.map(|answer| answer.status().as_u16()).unwrap_or(0) }
    });
    let answers: Vec<u16> = tries.buffer_unordered(64).collect().await;
    assert!(answers.iter().all(|status| *status == 403));
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_one_json_line_a_failure_and_nothing_of_anybody() {
    let stage = Stage::with(&[("LLM_API_URL", "http://127.0.0.1:9"), ("LLM_MODEL", "m"), ("DRAFTER", "openai")]).await;
    stage.allow("33600000001", "fr").await;
    let mut sender = shop();
    sender.name = "Nosy\n{\"level\":\"error\"}\u{1b}[31m".into();
    let text = "10 cartons\r\n{\"level\":\"info\"}\u{1b}[2J secret goods";
    stage.simulator.write(&sender, text).await.expect("posted");
    let card = stage.card("pending").await;
    stage.graph_answers(Mode::Cut);
    stage.approve(&card, "k").await;
    // Something that breaks in the Worker, so that it is logged.
    stage.db().execute_batch("DROP VIEW admission").expect("broken");
    let body = webhook::messages(NUMBER_ID, &sender, &[sender.text("wamid.broken", now_seconds(), text)]);
    assert_eq!(stage.simulator.post(body).await.expect("posted"), 500);
    stage.logs("\"event\":\"webhook\"").await;
    let log = stage.log();
    let ours: Vec<&str> = log.lines().filter_map(|line| line.get(line.find('{')?..=line.rfind('}')?)).collect();
    assert!(ours.iter().any(|line| line.contains("\"event\"")));
    for line in ours.iter().filter(|line| line.contains("\"level\"")) {
        let parsed: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(parsed["event"].is_string() && parsed["error"].is_string(), "{line}");
    }
    for secret in [
        APP_SECRET,
        VERIFY_TOKEN,
        ACCESS_TOKEN,
        Person::Rani.token(),
        "33600000001",
        "Nosy",
        "secret goods",
        "wamid",
        "Épicerie",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}
