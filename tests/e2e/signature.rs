//! Attacks 1–15: an unsigned or mis-signed request gets an empty 401 and touches
//! nothing.

use crate::stage::{APP_SECRET, NUMBER_ID, Stage, VERIFY_TOKEN, now_seconds, shop};
use crate::webhook;

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
