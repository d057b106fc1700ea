//! Attacks 16–33: signed, but odd. A clear refusal or a recorded oddity; nothing
//! lost, never a panic.

use crate::stage::{APP_SECRET, NUMBER_ID, Stage, now_seconds, shop};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use testkit::webhook;

async fn post(stage: &Stage, body: &[u8]) -> u16 {
    let request = stage
        .client
        .post(format!("{}/webhook/whatsapp", stage.url))
        .header("x-hub-signature-256", webhook::sign(APP_SECRET, body))
        .body(body.to_vec());
    request.send().await.expect("the Worker answers").status().as_u16()
}

fn text(id: &str, body: &str) -> Value {
    shop().text(id, now_seconds(), body)
}

fn of(messages: &[Value]) -> String {
    webhook::messages(NUMBER_ID, &shop(), messages)
}

/// Posts a body that holds one whole message `id` besides its oddity, and checks
/// that the message is kept.
async fn keeps(stage: &Stage, attack: &str, id: &str, body: &[u8]) {
    assert_eq!(post(stage, body).await, 200, "{attack}");
    let kept = format!("SELECT count(*) FROM inbound_message WHERE wamid = '{id}'");
    assert_eq!(stage.count(&kept), 1, "{attack}");
}

/// Posts a body that holds nothing to keep, and checks that the ledger says why.
async fn notes(stage: &Stage, attack: &str, body: &[u8], reason: &str) {
    let noted = format!("SELECT count(*) FROM run_ledger WHERE reason LIKE '{reason}%'");
    let before = stage.count(&noted);
    assert_eq!(post(stage, body).await, 200, "{attack}");
    assert_eq!(stage.count(&noted), before + 1, "{attack}");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_bodies_are_recorded_and_lose_nothing() {
    let stage = Stage::with(&[("SENDER_HOURLY_LIMIT", "100")]).await;
    stage.allow("33600000001", "fr").await;
    notes(&stage, "16 empty", b"", "unreadable:b_").await;
    notes(&stage, "26 text/plain", b"hello", "unreadable:b_").await;
    notes(&stage, "27 wrong object", br#"{"object":"page","entry":[]}"#, "other_object").await;

    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let whole = |id: &str| of(&[text(id, "10 cartons")]);
    let with = |id: &str, extra: &str| whole(id).replacen("{\"", &format!("{{\"extra\":{extra},\""), 1);
    keeps(&stage, "19 depth 128", "w19", with("w19", &deep(128)).as_bytes()).await;
    keeps(&stage, "20 depth 100,000", "w20", with("w20", &deep(100_000)).as_bytes()).await;
    let mut bytes = whole("w21").replace("10 cartons", "10 cartons !").into_bytes();
    let at = bytes.iter().position(|b| *b == b'!').expect("a mark");
    bytes[at] = 0xff;
    keeps(&stage, "21 invalid UTF-8", "w21", &bytes).await;
    let lone = whole("w22").replace("10 cartons", r"10 cartons \ud83d");
    keeps(&stage, "22 lone surrogate", "w22", lone.as_bytes()).await;
    let bom = [b"\xef\xbb\xbf", whole("w23").as_bytes()].concat();
    keeps(&stage, "23 BOM", "w23", &bom).await;
    let doubled = whole("w24").replace(r#""type":"text""#, r#""type":"text","type":"text""#);
    keeps(&stage, "24 duplicate keys", "w24", doubled.as_bytes()).await;

    let wrong =
        [json!({"id": 7, "from": [], "text": 3, "type": {}, "timestamp": {}}), json!([]), text("w25", "3 sacs")];
    keeps(&stage, "25 wrong types", "w25", of(&wrong).as_bytes()).await;
    let foreign = whole("w28").replace(NUMBER_ID, "999");
    notes(&stage, "28 foreign number", foreign.as_bytes(), "message").await;
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE wamid = 'w28'"), 0);

    keeps(&stage, "31 first text", "w31", whole("w31").as_bytes()).await;
    keeps(&stage, "31 other text", "w31", of(&[text("w31", "other")]).as_bytes()).await;
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE text = 'other'"), 0, "31 the first wins");
    let hologram = shop().message("w32", now_seconds(), "hologram", json!({"x": 1}));
    keeps(&stage, "32 unknown type", "w32", of(&[hologram]).as_bytes()).await;
    keeps(&stage, "33 long text", "w33", of(&[text("w33", &"x".repeat(2_500_000))]).as_bytes()).await;
    assert!(!stage.log().contains("panicked"), "{}", stage.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn senseless_times_are_kept_for_a_person_and_not_drafted() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let now = now_seconds();
    let stamps = [
        "-1".into(),
        "9223372036854775808".into(),
        "+15".into(),
        (now - 90_000).to_string(),
        (now + 90_000).to_string(),
    ];
    let messages: Vec<Value> = stamps
        .iter()
        .enumerate()
        .map(|(n, stamp): (usize, &String)| {
            let mut message = text(&format!("w{n}"), "10 cartons");
            message["timestamp"] = json!(stamp);
            message
        })
        .collect();
    assert_eq!(post(&stage, of(&messages).as_bytes()).await, 200);
    let card = stage.card("pending").await;
    assert_eq!(card["messages"].as_array().map(Vec::len), Some(5));
    assert_eq!(card["draft"], Value::Null);
    assert_eq!(card["gate"]["verdict"], "order_shaped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_messages_in_one_post_are_kept() {
    let stage = Stage::with(&[("SENDER_HOURLY_LIMIT", "600")]).await;
    stage.allow("33600000001", "fr").await;
    let messages: Vec<Value> = (0..1_000).map(|n| text(&format!("w{n}"), "10 cartons de harissa")).collect();
    assert_eq!(post(&stage, of(&messages).as_bytes()).await, 200);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 1_000);
    // The hourly cap of all senders is 200.
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message WHERE outcome = 'admitted'"), 200);
    assert_eq!(stage.count("SELECT received FROM ledger_daily"), 1_000);
    stage
        .eventually("/api/reviews", |page| {
            let cards = page["reviews"].as_array();
            cards.is_some_and(|cards| cards.iter().any(|card| card["waiting"] == 800))
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_3_mb_is_refused() {
    let stage = Stage::new().await;
    assert_eq!(post(&stage, &vec![b' '; 3 * 1024 * 1024 + 1]).await, 413);
    let signature = webhook::sign(APP_SECRET, b"");
    let address = stage.url.trim_start_matches("http://").to_owned();
    let answer = tokio::task::spawn_blocking(move || endless_chunks(&address, &signature)).await.expect("a thread");
    // Cut off, or told why.
    let cut = ["", "HTTP/1.1 413"];
    assert!(cut.contains(&answer.get(..12).unwrap_or("")), "{answer}");
    assert_eq!(post(&stage, b"").await, 200, "the Worker goes on");
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE outcome <> 'odd'"), 0);
}

/// Sends chunks until the Worker has had enough; its answer.
fn endless_chunks(address: &str, signature: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let head = format!(
        "POST /webhook/whatsapp HTTP/1.1\r\nHost: {address}\r\nX-Hub-Signature-256: {signature}\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("a request");
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    for _ in 0..200 {
        if stream.write_all(&chunk).is_err() {
            break;
        }
    }
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).expect("a timeout");
    let mut answer = [0; 64];
    let n = stream.read(&mut answer).unwrap_or(0);
    String::from_utf8_lossy(&answer[..n]).into_owned()
}
