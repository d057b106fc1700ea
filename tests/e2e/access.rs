//! Cloudflare Access before the desk: who it vouches for gets in, nobody else does.
//! Attacks are numbered as in docs/reliability.md.

use crate::desk::browser;
use crate::desk::field;
use crate::stage::Stage;
use axum::Router;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{RsaPrivateKey, pkcs8::EncodePublicKey as _, rand_core::OsRng};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

/// A key that lives as long as this test run.
fn key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::new(&mut OsRng, 2048).expect("a key"))
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn signed(header: &Value, claims: &Value) -> String {
    let text = format!("{}.{}", part(header), part(claims));
    let signature = SigningKey::<sha2::Sha256>::new(key().clone()).sign(text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn now() -> i64 {
    crate::stage::now_seconds()
}

fn header(kid: &str) -> Value {
    json!({"alg": "RS256", "kid": kid, "typ": "JWT"})
}

/// The host of the keys: how often it was asked, and where it is.
async fn key_host() -> (Arc<AtomicU32>, String) {
    let asked = Arc::new(AtomicU32::new(0));
    let part = |bytes: Vec<u8>| URL_SAFE_NO_PAD.encode(bytes);
    let jwk = json!({"kty": "RSA", "kid": "k1", "alg": "RS256",
        "n": part(key().n().to_bytes_be()), "e": part(key().e().to_bytes_be())});
    let counted = asked.clone();
    let answer = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        let keys = json!({"keys": [jwk], "public_cert": {}});
        async move { axum::Json(keys) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().route("/cdn-cgi/access/certs", get(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (asked, url)
}

async fn stage(team: &str) -> Stage {
    let stage = Stage::with(&[("ACCESS_TEAM_DOMAIN", team), ("ACCESS_AUD", "our-tag")]).await;
    let sql = "UPDATE reviewer SET email = 'rani@example.com' WHERE id = 'usr_rani'";
    stage.db().execute(sql, []).expect("an e-mail address");
    stage
}

fn claims(team: &str) -> Value {
    json!({"aud": ["our-tag"], "iss": team, "exp": now() + 600, "iat": now(), "nbf": now(), "email": "Rani@example.com"})
}

async fn get_with(stage: &Stage, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = browser().get(format!("{}/review/history", stage.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), response.text().await.expect("a page"))
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_access_vouches_for_gets_in() {
    let (asked, team) = key_host().await;
    let stage = stage(&team).await;
    let jwt = signed(&header("k1"), &claims(&team));
    let (status, page) = get_with(&stage, &[("cf-access-jwt-assertion", &jwt)]).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("Rani"));
    // It acts from our own pages alone, and with their token.
    let csrf = field(&page, "csrf");
    let post = async |origin: &str, csrf: &str| {
        let request = browser().post(format!("{}/review/language", stage.url)).header("origin", origin);
        let request = request.header("cf-access-jwt-assertion", &jwt).form(&[("csrf", csrf), ("language", "en")]);
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(post("https://evil.example", &csrf).await, 403);
    assert_eq!(post(&stage.url, "guessed").await, 403);
    assert_eq!(post(&stage.url, &csrf).await, 303);

    let public = key().to_public_key().to_public_key_pem(rsa::pkcs8::LineEnding::LF).expect("PEM");
    let hs256 = {
        use hmac::{Hmac, Mac};
        let text = format!("{}.{}", part(&json!({"alg": "HS256", "kid": "k1"})), part(&claims(&team)));
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(public.as_bytes()).expect("a key");
        mac.update(text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    };
    let with = |name: &str, value: Value| {
        let mut claims = claims(&team);
        claims[name] = value;
        signed(&header("k1"), &claims)
    };
    let none = format!("{}.{}.", part(&json!({"alg": "none", "kid": "k1"})), part(&claims(&team)));
    let (head, tail) = jwt.rsplit_once('.').expect("a signature");
    let other = format!(
        "{}.{}.{tail}",
        part(&header("k1")),
        part(&json!({"aud": "our-tag", "iss": team, "exp": now() + 9_999, "email": "rani@example.com"}))
    );
    for (attack, jwt) in [
        ("74 alg none", none),
        ("75 HS256 with the public key", hs256),
        ("76 wrong aud", with("aud", json!(["another-tag"]))),
        ("77 wrong iss", with("iss", json!("https://evil.example"))),
        ("78 expired", with("exp", json!(now() - 120))),
        ("79 nbf ahead", with("nbf", json!(now() + 600))),
        ("a payload that was not signed", other),
        ("no signature", format!("{head}.")),
        ("somebody unknown", with("email", json!("stranger@example.com"))),
    ] {
        let (status, _) = get_with(&stage, &[("cf-access-jwt-assertion", &jwt)]).await;
        assert_eq!(status, 401, "{attack}");
    }
    let email = [("cf-access-authenticated-user-email", "rani@example.com")];
    assert_eq!(get_with(&stage, &email).await.0, 401, "80: a header without a JWT");
    // 81: unknown keys are asked for once a minute at most.
    for n in 0..50 {
        let jwt = signed(&header(&format!("unknown-{n}")), &claims(&team));
        assert_eq!(get_with(&stage, &[("cf-access-jwt-assertion", &jwt)]).await.0, 401);
    }
    assert!(asked.load(Ordering::Relaxed) <= 2, "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_closed_while_the_keys_cannot_be_had() {
    // 82: nobody listens there.
    let team = "http://127.0.0.1:9";
    let stage = stage(team).await;
    let jwt = signed(&header("k1"), &claims(team));
    assert_eq!(get_with(&stage, &[("cf-access-jwt-assertion", &jwt)]).await.0, 401);
    stage.logs("the keys could not be fetched").await;
}
