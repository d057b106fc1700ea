//! The HTTP contract: who may do what, and how each refusal looks.

use crate::stage::{Person, Stage, VERIFY_TOKEN};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_handshake_answers_the_challenge_as_text() {
    let stage = Stage::new().await;
    let get = async |query: &str| {
        let url = format!("{}/webhook/whatsapp?{query}", stage.url);
        let response = stage.client.get(url).send().await.expect("an answer");
        let header = |name| response.headers().get(name).map(|v| v.to_str().unwrap_or("").to_owned());
        let (kind, sniff) = (header("content-type"), header("x-content-type-options"));
        (response.status().as_u16(), kind, sniff, response.text().await.unwrap_or_default())
    };
    let (status, kind, sniff, body) =
        get(&format!("hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=%3Cscript%3E")).await;
    assert_eq!((status, body.as_str()), (200, "<script>"));
    assert!(kind.is_some_and(|kind| kind.starts_with("text/plain")));
    assert_eq!(sniff.as_deref(), Some("nosniff"));
    for query in [
        "",
        "hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=&hub.challenge=1",
    ] {
        let (status, _, _, body) = get(query).await;
        assert_eq!((status, body.as_str()), (403, ""), "{query}");
    }
    // HEAD is answered as GET is, without a body.
    for (method, status) in [(Method::HEAD, 403), (Method::PUT, 405), (Method::DELETE, 405), (Method::PATCH, 405)] {
        let url = format!("{}/webhook/whatsapp", stage.url);
        let response = stage.client.request(method.clone(), url).send().await.expect("an answer");
        assert_eq!(response.status(), status, "{method}");
    }
}

fn check((status, body): (u16, Value), expected: u16, code: &str) {
    assert_eq!((status, body["error"]["code"].as_str()), (expected, Some(code)), "{body}");
    assert!(body["error"]["message"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_roles_decide_who_may_do_what() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let approve = json!({"version": card["version"], "text_sha256": card["draft"]["text_sha256"]});
    let none = stage.client.get(format!("{}/api/reviews", stage.url)).send().await.expect("an answer");
    assert_eq!(none.status(), 401);
    let wrong = stage.client.get(format!("{}/api/reviews", stage.url)).bearer_auth("wrong").send().await;
    assert_eq!(wrong.expect("an answer").status(), 401);
    check(stage.api(Person::Revoked, Method::GET, "/api/reviews", None).await, 401, "unauthorized");
    check(stage.decide(Person::Auditor, &card, "approve", "k", approve).await, 403, "forbidden");
    check(stage.api(Person::Paul, Method::GET, "/api/allowlist", None).await, 403, "forbidden");
    check(stage.api(Person::Paul, Method::GET, "/api/ledger", None).await, 403, "forbidden");
    assert_eq!(stage.api(Person::Auditor, Method::GET, "/api/ledger", None).await.0, 200);
    assert_eq!(stage.api(Person::Paul, Method::GET, "/api/reviews", None).await.0, 200);
    assert!(stage.sends().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_do_not_fit_are_refused() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let sha = card["draft"]["text_sha256"].clone();
    let rani = Person::Rani;
    for (verb, body) in [
        ("approve", json!({"version": 1, "text_sha256": sha, "to": "33611111111"})),
        ("approve", json!({"version": 1, "text_sha256": sha, "state": "sent"})),
        ("approve", json!({"version": 1})),
        ("approve", json!({"version": "1", "text_sha256": sha})),
        ("approve", json!([1])),
        ("edit", json!({"version": 1, "text": "  "})),
        ("edit", json!({"version": 1, "text": "x".repeat(4_097)})),
        ("edit", json!({"version": 1, "text": "a\u{202e}b"})),
        ("reject", json!({"version": 1, "reason": "because", "note": null})),
        ("resolve", json!({"version": 1, "outcome": "maybe"})),
    ] {
        check(stage.decide(rani, &card, verb, "k1", body.clone()).await, 400, "bad_request");
    }
    check(
        stage.decide(rani, &card, "approve", "k2", json!({"version": 2, "text_sha256": sha})).await,
        409,
        "stale_version",
    );
    check(
        stage.decide(rani, &card, "approve", "k3", json!({"version": 1, "text_sha256": "0"})).await,
        409,
        "other_text",
    );
    check(
        stage.decide(rani, &card, "resolve", "k4", json!({"version": 1, "outcome": "sent"})).await,
        409,
        "not_unknown",
    );
    let nobody = json!({"id": "rev_none"});
    check(
        stage.decide(rani, &nobody, "approve", "k5", json!({"version": 1, "text_sha256": sha})).await,
        404,
        "not_found",
    );
    let url = format!("{}/api/reviews/{}/approve", stage.url, card["id"].as_str().unwrap_or(""));
    let body = json!({"version": 1, "text_sha256": sha});
    let no_key = stage.client.post(&url).bearer_auth(rani.token()).json(&body).send().await.expect("an answer");
    assert_eq!(no_key.status(), 400);
    let plain = stage.client.post(&url).bearer_auth(rani.token()).header("idempotency-key", "k6");
    let plain = plain.header("content-type", "text/plain").body(body.to_string()).send().await.expect("an answer");
    assert_eq!(plain.status(), 415);
    let get = stage.client.get(&url).bearer_auth(rani.token()).send().await.expect("an answer");
    assert_eq!((get.status().as_u16(), get.headers()["allow"].to_str().ok()), (405, Some("POST")));
    for path in [
        "/api/reviews?state=open",
        "/api/reviews?limit=0",
        "/api/reviews?cursor=zz",
        "/api/ledger?after=-1",
        "/api/ledger/summary?from=yesterday",
    ] {
        check(stage.api(rani, Method::GET, path, None).await, 400, "bad_request");
    }
    check(stage.api(rani, Method::GET, "/api/reviews/rev_none", None).await, 404, "not_found");
    check(stage.api(rani, Method::GET, "/api/nothing", None).await, 404, "not_found");
    assert!(stage.sends().is_empty());
    assert_eq!(stage.card("pending").await["version"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_allowlist_is_kept_one_by_one() {
    let stage = Stage::new().await;
    assert_eq!(stage.get("/api/allowlist").await["allowlist"], json!([]));
    stage.allow("0033 6 00 00 00 01", "fr").await;
    let entry = stage.get("/api/allowlist/33600000001").await;
    assert_eq!((&entry["address"], &entry["language"]), (&json!("33600000001"), &json!("fr")));
    assert_eq!(entry["opt_in_note"], "asked by telephone");
    let put = async |path: &str, body: Value| stage.api(Person::Rani, Method::PUT, path, Some(body)).await;
    let whole = json!({"customer_id": "c", "customer_name": "n", "language": "fr", "opt_in_note": "x"});
    for (path, field, value) in [
        ("/api/allowlist/everyone", "language", json!("fr")),
        ("/api/allowlist/33600000002", "language", json!("tlh")),
        ("/api/allowlist/33600000002", "opt_in_note", json!(" ")),
        ("/api/allowlist/33600000002", "open_to_all", json!(true)),
    ] {
        let mut body = whole.clone();
        body[field] = value;
        check(put(path, body).await, 400, "bad_request");
    }
    let (status, _) = stage.api(Person::Rani, Method::DELETE, "/api/allowlist/33600000001", None).await;
    assert_eq!(status, 204);
    check(stage.api(Person::Rani, Method::DELETE, "/api/allowlist/33600000001", None).await, 404, "not_found");
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'allowlist'"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn health_says_what_is_missing_and_no_secret() {
    let stage = Stage::with(&[("WHATSAPP_ACCESS_TOKEN", ""), ("BURST_SECONDS", "99")]).await;
    let response = stage.client.get(format!("{}/healthz", stage.url)).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.expect("a body"), r#"{"status":"degraded"}"#, "and nothing else");
    let (_, health) = stage.api(Person::Paul, Method::GET, "/api/health", None).await;
    let state = |name: &str| health["settings"][name].as_str().expect("a setting").to_owned();
    assert_eq!(
        ["META_APP_SECRET", "WHATSAPP_ACCESS_TOKEN", "BURST_SECONDS", "LLM_MODEL"].map(state),
        ["present", "missing", "senseless", "absent"]
    );
    let problems = health["problems"].as_array().expect("problems").iter();
    let wrong: Vec<_> = problems.filter(|p| p["what"] == "setting").map(|p| p["detail"].clone()).collect();
    assert_eq!(
        wrong,
        [json!("WHATSAPP_ACCESS_TOKEN is not set"), json!("BURST_SECONDS must be a number from 0 to 30")]
    );
    assert!(!health.to_string().contains("e2e-"), "{health}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_append_only_even_by_hand() {
    let stage = Stage::new().await;
    stage.card_of_an_order().await;
    let db = stage.db();
    for sql in [
        "UPDATE run_ledger SET outcome = 'x' WHERE id = 1",
        "DELETE FROM run_ledger WHERE id = 1",
        "INSERT OR REPLACE INTO run_ledger (id, at, invocation, step, outcome) VALUES (1, 'x', 'x', 'x', 'x')",
    ] {
        let error = db.execute(sql, []).expect_err(sql).to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
    let page = stage.get("/api/ledger?after=0&limit=2").await;
    assert_eq!(page["rows"].as_array().map(Vec::len), Some(2));
    let rest = stage.get(&format!("/api/ledger?after={}", page["next_after"])).await;
    assert!(rest["rows"].as_array().is_some_and(|rows| !rows.is_empty()));
    let summary = stage.get("/api/ledger/summary").await;
    assert_eq!(summary["days"][0]["drafted"], 1);
}
