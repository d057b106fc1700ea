//! `openapi.json` is true: each operation is called on the running Worker, and its
//! answer fits what is written there, field by field.

use crate::stage::{Person, Stage};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::schema::misfit;

struct Checker<'a> {
    stage: &'a Stage,
    document: Value,
    called: BTreeSet<String>,
}

impl Checker<'_> {
    /// Calls an operation and checks status and body against the document.
    async fn call(&mut self, who: Person, method: &str, path: &str, actual: &str, body: Option<Value>) -> (u16, Value) {
        let operation = self.document["paths"][path][method.to_lowercase()].clone();
        assert!(operation.is_object(), "{method} {path} is not in the document");
        self.called.insert(format!("{} {path}", method.to_lowercase()));
        let url = format!("{}{actual}", self.stage.url);
        let key = format!("k{}", self.called.len());
        let method: Method = method.parse().expect("a method");
        let request = self.stage.client.request(method, url).bearer_auth(who.token()).header("idempotency-key", key);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let declared = &operation["responses"][status.to_string()];
        let kind = response.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let text = response.text().await.expect("a body");
        assert!(declared.is_object(), "{path}: {status} is not declared: {text}");
        let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        match declared["content"]["application/json"].get("schema") {
            Some(schema) => {
                let misfit = misfit(&self.document, schema, &value, path);
                assert!(misfit.is_none(), "{}: {text}", misfit.unwrap_or_default());
            }
            None if declared["content"].is_object() => assert!(kind.starts_with("text/csv"), "{path}: {kind}"),
            None => assert_eq!(text, "", "{path}"),
        }
        let schema = operation["requestBody"]["content"]["application/json"].get("schema");
        if let (Some(sent), Some(schema), 200..300) = (&body, schema, status) {
            assert_eq!(misfit(&self.document, schema, sent, "what was sent"), None);
        }
        (status, value)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_says_what_the_worker_does() {
    let vapid = "nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM";
    let settings = [("VAPID_PRIVATE_KEY", vapid), ("VAPID_SUBJECT", "mailto:rani@example.com")];
    let stage = Stage::with(&settings).await;
    let document = stage.client.get(format!("{}/openapi.json", stage.url)).send().await.expect("an answer");
    let document: Value = document.json().await.expect("JSON");
    let card = stage.card_of_an_order().await;
    let id = card["id"].as_str().expect("an id").to_owned();
    let version = card["version"].clone();
    let mut api = Checker { stage: &stage, document, called: BTreeSet::new() };
    let admin = Person::Rani;
    for (method, path, actual, body, expected) in [
        (
            "PUT",
            "/api/customers",
            "/api/customers",
            Some(json!([{"id": "c9", "name": "Exemple", "language": "fr"}])),
            200,
        ),
        ("PUT", "/api/customers/{id}", "/api/customers/c%20é", Some(json!({"name": "Exemple", "language": "en"})), 200),
        ("GET", "/api/customers/{id}", "/api/customers/c%20é", None, 200),
        ("GET", "/api/customers/{id}/export", "/api/customers/c%20é/export", None, 200),
        ("GET", "/api/customers/{id}/export", "/api/customers/nobody/export", None, 404),
        ("GET", "/api/customers", "/api/customers?limit=1", None, 200),
        ("DELETE", "/api/customers/{id}", "/api/customers/c%20é", None, 204),
        ("DELETE", "/api/customers/{id}", "/api/customers/c%20é", None, 404),
        (
            "PUT",
            "/api/orders",
            "/api/orders",
            Some(json!([
            {"id": "o1", "customer_id": "c-33600000001", "placed_at": "2026-01-02", "summary": "2 cartons"},
            {"id": "o2", "customer_id": "nobody", "placed_at": "2026-01-02", "summary": "2 cartons"}])),
            200,
        ),
        (
            "PUT",
            "/api/orders/{id}",
            "/api/orders/o3",
            Some(json!({"customer_id": "c9", "placed_at": "2026-01-02T10:00:00Z", "summary": "3 sacs"})),
            200,
        ),
        (
            "PUT",
            "/api/orders/{id}",
            "/api/orders/o4",
            Some(json!({"customer_id": "nobody", "placed_at": "2026-01-02", "summary": "3 sacs"})),
            404,
        ),
        ("DELETE", "/api/orders/{id}", "/api/orders/o3", None, 204),
        (
            "PUT",
            "/api/products",
            "/api/products",
            Some(json!([{"reference": "HT1", "name": "Harissa", "aliases": "piment"}])),
            200,
        ),
        ("PUT", "/api/products/{reference}", "/api/products/A%2FB", Some(json!({"name": "Riz, long"})), 200),
        ("GET", "/api/templates", "/api/templates", None, 200),
        (
            "PUT",
            "/api/templates/{language}",
            "/api/templates/fr",
            Some(json!({"texts": ["{hello} {customer}, bien reçu, merci."]})),
            200,
        ),
        ("PUT", "/api/templates/{language}", "/api/templates/xx", Some(json!({"texts": []})), 404),
        ("GET", "/api/saved-replies", "/api/saved-replies", None, 200),
        (
            "PUT",
            "/api/saved-replies/{id}",
            "/api/saved-replies/r1",
            Some(json!({"language": "fr", "title": "Livraison", "text": "{hello} {customer}, nous livrons [jours]."})),
            200,
        ),
        ("DELETE", "/api/saved-replies/{id}", "/api/saved-replies/r1", None, 204),
        ("DELETE", "/api/saved-replies/{id}", "/api/saved-replies/r1", None, 404),
        ("GET", "/api/rules", "/api/rules", None, 200),
        (
            "PUT",
            "/api/rules",
            "/api/rules",
            Some(json!({"version": 0, "default": {"kind": "prompt", "text": ""}, "rules": [
                {"id": "a", "label": "A", "matcher": {"kind": "keywords", "keywords": ["a"]},
                 "response": {"kind": "canned", "texts": {"fr": "{hello}, bien reçu, merci."}}},
                {"id": "b", "label": "B", "matcher": {"kind": "intent", "description": "b", "threshold": 0.5},
                 "response": {"kind": "templates"}},
            ]})),
            200,
        ),
        (
            "PUT",
            "/api/rules",
            "/api/rules",
            Some(json!({"version": 0, "default": {"kind": "templates"}, "rules": []})),
            409,
        ),
        (
            "PUT",
            "/api/rules",
            "/api/rules",
            Some(json!({"version": 1, "default": {"kind": "canned", "texts": {"fr": "C'est confirmé."}}, "rules": []})),
            400,
        ),
        ("POST", "/api/judge", "/api/judge", Some(json!({"text": "10 cartons de harissa, 1,5 kg d'olives"})), 200),
        ("PUT", "/api/switch", "/api/switch", Some(json!({"on": true})), 200),
        ("GET", "/api/connection", "/api/connection", None, 200),
        ("POST", "/api/connection/subscribe", "/api/connection/subscribe", None, 409),
        ("POST", "/api/connection/check", "/api/connection/check", None, 200),
        ("POST", "/api/connection/subscribe", "/api/connection/subscribe", None, 200),
        ("PUT", "/api/persona", "/api/persona", Some(json!({"text": "Bref."})), 200),
        ("POST", "/api/persona/approve", "/api/persona/approve", Some(json!({"version": 1})), 200),
        ("POST", "/api/persona/refuse", "/api/persona/refuse", Some(json!({"version": 1})), 409),
        ("GET", "/api/words", "/api/words", None, 200),
        ("PUT", "/api/words/{kind}", "/api/words/drafts", Some(json!({"version": 0, "words": ["fidèlement"]})), 200),
        ("PUT", "/api/words/{kind}", "/api/words/drafts", Some(json!({"version": 1, "words": ["livré"]})), 400),
        ("PUT", "/api/words/{kind}", "/api/words/goods", Some(json!({"version": 1, "words": ["zorblax"]})), 409),
        ("PUT", "/api/words/{kind}", "/api/words/verbs", Some(json!({"version": 1, "words": []})), 404),
        (
            "POST",
            "/api/words/{kind}/trial",
            "/api/words/goods/trial",
            Some(json!({"version": 1, "words": ["zorblax"]})),
            200,
        ),
        ("POST", "/api/words/{kind}/trial", "/api/words/goods/trial", Some(json!({"version": 0, "words": []})), 409),
        ("DELETE", "/api/words/{kind}", "/api/words/drafts?version=1", None, 200),
        ("DELETE", "/api/words/{kind}", "/api/words/drafts?version=1", None, 409),
        ("GET", "/api/products", "/api/products", None, 200),
        ("GET", "/api/products.csv", "/api/products.csv", None, 200),
        ("DELETE", "/api/products/{reference}", "/api/products/A%2FB", None, 204),
        ("DELETE", "/api/products/{reference}", "/api/products/A%2FB", None, 404),
        ("GET", "/api/reviews", "/api/reviews", None, 200),
        ("GET", "/api/reviews", "/api/reviews?state=nonsense", None, 400),
        ("GET", "/api/reviews/{id}", &format!("/api/reviews/{id}"), None, 200),
        ("GET", "/api/reviews/{id}", "/api/reviews/rev_none", None, 404),
        ("GET", "/api/media/{message}", "/api/media/m_none", None, 404),
        ("PUT", "/api/reviews/{id}/mark", &format!("/api/reviews/{id}/mark"), Some(json!({"was": "order"})), 200),
        ("PUT", "/api/reviews/{id}/mark", "/api/reviews/rev_none/mark", Some(json!({"was": "none"})), 404),
        ("POST", "/api/reviews/{id}/hold", &format!("/api/reviews/{id}/hold"), None, 200),
        ("DELETE", "/api/reviews/{id}/hold", &format!("/api/reviews/{id}/hold"), None, 204),
        ("POST", "/api/reviews/{id}/note", &format!("/api/reviews/{id}/note"), Some(json!({"text": "Rappeler"})), 200),
        ("POST", "/api/reviews/{id}/later", &format!("/api/reviews/{id}/later"), Some(json!({"until": null})), 200),
        (
            "POST",
            "/api/reviews/{id}/approve",
            &format!("/api/reviews/{id}/approve"),
            Some(json!({"version": 99, "text_sha256": card["draft"]["text_sha256"]})),
            409,
        ),
        ("POST", "/api/reviews/{id}/redraft", &format!("/api/reviews/{id}/redraft"), Some(json!({"version": 99})), 409),
        (
            "POST",
            "/api/reviews/{id}/redraft",
            &format!("/api/reviews/{id}/redraft"),
            Some(json!({"version": version})),
            202,
        ),
    ] {
        let (status, answer) = api.call(admin, method, path, actual, body).await;
        assert_eq!(status, expected, "{method} {actual}: {answer}");
    }
    let device = json!({"name": "Android", "endpoint": "https://fcm.googleapis.com/fcm/send/x",
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg", "utc_offset": 60});
    let (status, device) = api.call(admin, "POST", "/api/devices", "/api/devices", Some(device)).await;
    assert_eq!(status, 200, "{device}");
    let path = format!("/api/devices/{}", device["id"].as_str().expect("an id"));
    let hours = json!({"from": "20:00", "to": "07:00", "utc_offset": 60});
    for (method, template, actual, body, expected) in [
        ("PUT", "/api/quiet-hours", "/api/quiet-hours", Some(hours), 204),
        ("GET", "/api/devices", "/api/devices", None, 200),
        ("POST", "/api/devices/{id}/test", "/api/devices/dev_none/test", None, 404),
        ("DELETE", "/api/devices/{id}", &path, None, 204),
        ("DELETE", "/api/devices/{id}", &path, None, 404),
    ] {
        let (status, answer) = api.call(admin, method, template, actual, body).await;
        assert_eq!(status, expected, "{method} {actual}: {answer}");
    }
    let card = stage.eventually(&format!("/api/reviews/{id}"), |card| card["version"] == 2).await;
    let path = |verb: &str| format!("/api/reviews/{id}/{verb}");
    let text = json!({"version": 2, "text_sha256": card["draft"]["text_sha256"]});
    let sent = api.call(admin, "POST", "/api/reviews/{id}/approve", &path("approve"), Some(text)).await;
    assert_eq!((sent.0, &sent.1["state"]), (200, &json!("sent")));
    for (verb, body) in [
        ("edit", json!({"version": 2, "text": "Bien reçu"})),
        ("reject", json!({"version": 2, "reason": "other", "note": null})),
        ("resolve", json!({"version": 2, "outcome": "sent"})),
    ] {
        let template = format!("/api/reviews/{{id}}/{verb}");
        assert_eq!(api.call(admin, "POST", &template, &path(verb), Some(body)).await.0, 409, "{verb}");
    }
    let listed = "/api/allowlist/{address}";
    let opt_in = json!({"customer_id": "c9", "customer_name": "Exemple", "language": "fr", "opt_in_note": "asked"});
    for (method, body, expected) in
        [("PUT", Some(opt_in), 200), ("GET", None, 200), ("DELETE", None, 204), ("GET", None, 404)]
    {
        assert_eq!(api.call(admin, method, listed, "/api/allowlist/33600000009", body).await.0, expected);
    }
    api.call(admin, "GET", "/api/allowlist", "/api/allowlist", None).await;
    let unmoved = Some(json!({"to": "33600000008"}));
    let path = "/api/allowlist/33600000009/move";
    assert_eq!(api.call(admin, "POST", "/api/allowlist/{address}/move", path, unmoved).await.0, 404);
    let proposed = "/api/proposals/{address}";
    let row = json!([{"address": "33600000007", "customer_id": "c9"}]);
    let opt_in = json!({"customer_id": "c9", "opt_in_note": "asked"});
    for (method, template, actual, body, expected) in [
        ("PUT", "/api/proposals", "/api/proposals", Some(row), 200),
        ("GET", "/api/proposals", "/api/proposals", None, 200),
        ("POST", "/api/proposals/{address}/confirm", "/api/proposals/33600000007/confirm", Some(opt_in), 200),
        ("DELETE", proposed, "/api/proposals/33600000007", None, 404),
    ] {
        assert_eq!(api.call(admin, method, template, actual, body).await.0, expected, "{method} {actual}");
    }
    let (_, added) = api
        .call(admin, "POST", "/api/reviewers", "/api/reviewers", Some(json!({"name": "Léa", "role": "auditor"})))
        .await;
    api.call(admin, "GET", "/api/reviewers", "/api/reviewers", None).await;
    let links = format!("/api/reviewers/{}/sign-in-link", added["id"].as_str().expect("an id"));
    let made = api.call(admin, "POST", "/api/reviewers/{id}/sign-in-link", &links, None).await;
    assert!(made.0 == 200 && made.1["link"].as_str().is_some_and(|link| link.contains("/review/link/")), "{made:?}");
    let gone = format!("/api/reviewers/{}", added["id"].as_str().expect("an id"));
    assert_eq!(api.call(admin, "DELETE", "/api/reviewers/{id}", &gone, None).await.0, 204);
    for (path, who, expected) in [
        ("/api/ledger", Person::Auditor, 200),
        ("/api/ledger/summary", Person::Auditor, 200),
        ("/api/ledger/head", Person::Auditor, 200),
        ("/api/health", Person::Paul, 200),
        ("/api/ledger", Person::Paul, 403),
        ("/api/reviewers", Person::Paul, 403),
        ("/healthz", Person::Revoked, 200),
        ("/api/products", Person::Revoked, 401),
    ] {
        assert_eq!(api.call(who, "GET", path, path, None).await.0, expected, "{path}");
    }
    let acknowledge = "/api/ledger/acknowledge";
    assert_eq!(api.call(admin, "POST", acknowledge, acknowledge, Some(json!({"link": null}))).await.0, 409);
    stage.db().execute_batch("DELETE FROM d1_migrations").expect("by hand");
    assert_eq!(api.call(admin, "GET", "/healthz", "/healthz", None).await.0, 503);
    let written = api.document["paths"].as_object().expect("paths").iter().flat_map(|(path, operations)| {
        let verbs = operations.as_object().expect("operations").keys().filter(|verb| *verb != "parameters");
        verbs.map(move |verb| format!("{verb} {path}"))
    });
    assert_eq!(api.called, written.collect(), "every operation is called");
}
