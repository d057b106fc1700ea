//! Attacks 1–15: an unsigned or mis-signed request gets an empty 401 and touches
//! nothing.

use crate::stage::{APP_SECRET, NUMBER_ID, Stage, VERIFY_TOKEN, now_seconds, shop};
use futures_util::StreamExt as _;
use serde_json::Value;
use testkit::rng::Rng;
use testkit::webhook;

fn body() -> String {
    let message = shop().text("wamid.forged", now_seconds(), "10 cartons");
    webhook::messages(NUMBER_ID, &shop(), &[message])
}

async fn post(stage: &Stage, headers: &[(&str, String)], body: &[u8]) -> u16 {
    let url = format!("{}/webhook/whatsapp", stage.url);
    let mut request = stage.client.post(url).body(body.to_vec());
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let response = request.send().await.expect("the Worker answers");
    let status = response.status().as_u16();
    let answer = response.bytes().await.expect("a body");
    assert!(answer.is_empty(), "{status} with a body: {answer:?}");
    status
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_requests_get_an_empty_401_and_touch_nothing() {
    let stage = Stage::with(&[("META_APP_SECRET_PREVIOUS", "")]).await;
    let body = body();
    let good = webhook::sign(APP_SECRET, body.as_bytes());
    let hex = good.trim_start_matches("sha256=");
    let header = |value: &str| vec![("x-hub-signature-256", value.to_owned())];
    let mut attacks: Vec<(&str, Vec<(&str, String)>)> = vec![
        ("1 no signature", vec![]),
        ("2 empty", header("")),
        ("3 only SHA-1", vec![("x-hub-signature", format!("sha1={}", &hex[..40]))]),
        ("4 wrong prefix", header(&format!("sha512={hex}"))),
        ("5 63 hex", header(&good[..good.len() - 1])),
        ("5 65 hex", header(&format!("{good}0"))),
        ("6 not hex", header(&format!("sha256={}", "z".repeat(64)))),
        ("7 base64", header("sha256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")),
        ("8 trailing bytes", header(&format!("{good}\tx"))),
        ("10 empty key", header(&webhook::sign("", body.as_bytes()))),
        ("11 verify token", header(&webhook::sign(VERIFY_TOKEN, body.as_bytes()))),
        ("12 retired secret", header(&webhook::sign("retired", body.as_bytes()))),
    ];
    attacks.push(("9 two headers", [header(&good), header(&good)].concat()));
    for (attack, headers) in &attacks {
        assert_eq!(post(&stage, headers, body.as_bytes()).await, 401, "{attack}");
    }
    let reserialised = body.replace("\":", "\": ");
    assert_eq!(post(&stage, &header(&good), reserialised.as_bytes()).await, 401, "14 re-serialised");
    for at in (0..body.len()).step_by(7) {
        let mut flipped = body.clone().into_bytes();
        flipped[at] ^= 1;
        assert_eq!(post(&stage, &header(&good), &flipped).await, 401, "13 byte {at}");
    }
    for table in ["run_ledger", "inbound_message", "review_queue"] {
        assert_eq!(stage.count(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
    assert!(stage.sends().is_empty());
    // The first one is counted at once, outside the database; the others wait for a minute.
    let counted = |health: &Value| health["unsigned_webhooks"]["malformed"]["count"] == 1;
    let health = stage.eventually("/api/health", counted).await;
    assert_eq!(health["unsigned_webhooks"]["wrong"], Value::Null);
}

/// A body that differs from `body` somewhere, and the header that signed the latter;
/// now and then the body is as it was and the header is not.
fn mutated(rng: &mut Rng, body: &str) -> (Vec<u8>, String) {
    let header = webhook::sign(APP_SECRET, body.as_bytes());
    loop {
        let (mut bytes, mut signature) = (body.as_bytes().to_vec(), header.clone().into_bytes());
        let at = rng.below(bytes.len());
        match rng.below(8) {
            0 => bytes[at] ^= 1 << rng.below(8),
            1 => bytes[at] = u8::try_from(rng.below(256)).expect("a byte"),
            2 => bytes.insert(at, b' '),
            3 => drop(bytes.remove(at)),
            4 => bytes.truncate(at),
            5 => bytes.extend_from_slice(b"\n"),
            6 => {
                let other = rng.below(bytes.len());
                bytes.swap(at, other);
            }
            _ => {
                let digit = "sha256=".len() + rng.below(64);
                signature[digit] = b"0123456789abcdef"[rng.below(16)];
            }
        }
        if bytes != body.as_bytes() || signature != header.as_bytes() {
            return (bytes, String::from_utf8(signature).expect("ASCII"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_mutations_of_a_signed_body_are_refused() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let before = stage.count("SELECT count(*) FROM run_ledger");
    let body = body();
    let mut rng = Rng::new(13);
    let attacks: Vec<_> = (0..10_000).map(|_| mutated(&mut rng, &body)).collect();
    let posts = attacks.into_iter().map(async |(bytes, signature)| {
        let status = post(&stage, &[("x-hub-signature-256", signature)], &bytes).await;
        assert_eq!(status, 401, "{}", String::from_utf8_lossy(&bytes));
    });
    let refused = futures_util::stream::iter(posts).buffer_unordered(32).count().await;
    assert_eq!(refused, 10_000);
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger"), before);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 0);
    // The one that was mutated is good.
    let header = webhook::sign(APP_SECRET, body.as_bytes());
    assert_eq!(post(&stage, &[("x-hub-signature-256", header)], body.as_bytes()).await, 200);
    assert_eq!(stage.count("SELECT count(*) FROM inbound_message"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_secrets_are_accepted_during_a_rotation() {
    let stage = Stage::with(&[("META_APP_SECRET_PREVIOUS", "last-years")]).await;
    let body = body();
    for secret in ["last-years", APP_SECRET] {
        let header = vec![("x-hub-signature-256", webhook::sign(secret, body.as_bytes()))];
        assert_eq!(post(&stage, &header, body.as_bytes()).await, 200, "15 {secret}");
    }
    // Whichever secret signed it, it is the same message.
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE outcome = 'not_allowlisted'"), 1);
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE outcome = 'duplicate'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_app_secret_nothing_is_accepted() {
    let stage = Stage::with(&[("META_APP_SECRET", "")]).await;
    let body = body();
    let header = vec![("x-hub-signature-256", webhook::sign("", body.as_bytes()))];
    assert_eq!(post(&stage, &header, body.as_bytes()).await, 503);
    stage.logs("META_APP_SECRET is not set").await;
}
