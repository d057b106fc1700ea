//! The desk over plain HTTP: sessions, forms without JavaScript, and what must not
//! get in. Attacks are numbered as in docs/reliability.md.

use crate::stage::{Person, Stage, shop};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value;
use testkit::meta_simulator::{Mode, connections};
use whatsapp_order_ack::desk::layout::asset;

/// A browser of sorts: a cookie, the CSRF token of the page, no redirects.
pub struct Visitor<'a> {
    stage: &'a Stage,
    client: Client,
    pub cookie: String,
    pub csrf: String,
}

pub fn browser() -> Client {
    connections().redirect(Policy::none()).build().expect("a client")
}

/// The value of a hidden field, the first of its name.
pub fn field(page: &str, name: &str) -> String {
    let marker = format!(r#"name="{name}" value=""#);
    let from = page.find(&marker).unwrap_or_else(|| panic!("no {name} in {page}")) + marker.len();
    page[from..].split('"').next().expect("a value").to_owned()
}

async fn sign_in(stage: &Stage, token: &str, planted: Option<&str>) -> Response {
    let request = browser().post(format!("{}/review/sign-in", stage.url)).header("origin", &stage.url);
    let request = match planted {
        Some(cookie) => request.header("cookie", cookie),
        None => request,
    };
    let form = [("token", token), ("next", "/review")];
    request.form(&form).send().await.expect("an answer")
}

fn cookie(response: &Response, name: &str) -> String {
    let set = response.headers().get_all("set-cookie").iter().filter_map(|v| v.to_str().ok());
    let found = set.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with(name));
    found.unwrap_or_else(|| panic!("no cookie {name}")).to_owned()
}

impl<'a> Visitor<'a> {
    pub async fn enter(stage: &'a Stage, who: Person) -> Self {
        let response = sign_in(stage, who.token(), None).await;
        assert_eq!(response.status(), 303);
        let cookie = cookie(&response, "__Host-session=");
        let mut visitor = Self { stage, client: browser(), cookie, csrf: String::new() };
        visitor.csrf = field(&visitor.get("/review").await.1, "csrf");
        visitor
    }

    pub async fn get(&self, path: &str) -> (u16, String) {
        let request = self.client.get(format!("{}{path}", self.stage.url)).header("cookie", &self.cookie);
        let response = request.send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("a body"))
    }

    /// Posts a form as a page of ours does.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        self.post_from(&[("origin", &self.stage.url), ("sec-fetch-site", "same-origin")], &self.csrf, path, fields)
            .await
    }

    async fn post_from(
        &self,
        headers: &[(&str, &str)],
        csrf: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> (u16, String) {
        let mut request = self.client.post(format!("{}{path}", self.stage.url)).header("cookie", &self.cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf)]).collect();
        let response = request.form(&fields).send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("a body"))
    }
}

/// The path of an approval and what its form holds.
fn approval(card: &Value) -> (String, [(String, String); 4]) {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields = [
        ("version".to_owned(), text(&card["version"])),
        ("text_sha256".to_owned(), text(&card["draft"]["text_sha256"])),
        ("key".to_owned(), "press-1".to_owned()),
        ("state".to_owned(), text(&card["state"])),
    ];
    (format!("/review/cards/{}/approve", text(&card["id"])), fields)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_approved_without_javascript() {
    let stage = Stage::new().await;
    stage.card_of_an_order().await;
    let rani = Visitor::enter(&stage, Person::Rani).await;
    let (status, queue) = rani.get("/review").await;
    assert_eq!(status, 200);
    assert!(
        queue.contains("Épicerie Exemple") && queue.contains("<mark title=\"quantité avec unité\">10 cartons</mark>")
    );
    let form = &queue[queue.find("/approve\"").expect("an approve form")..];
    let id = queue[..queue.find("/approve\"").expect("a form")].rsplit('/').next().expect("an id");
    let fields = [
        ("version", field(form, "version")),
        ("text_sha256", field(form, "text_sha256")),
        ("key", field(form, "key")),
        ("state", field(form, "state")),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let path = format!("/review/cards/{id}/approve");
    assert_eq!(rani.post(&path, &fields).await.0, 303);
    // The button pressed twice is one request.
    assert_eq!(rani.post(&path, &fields).await.0, 303);
    assert_eq!(stage.sends().len(), 1);
    let (_, done) = rani.get(&format!("/review?done={id}")).await;
    assert!(done.contains("Envoyé à") && done.contains("Tout est traité"), "{done}");
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE outcome = 'approved' AND actor = 'usr_rani'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_bring_their_policy_and_are_not_kept() {
    let stage = Stage::new().await;
    for path in ["/review", "/review/history", "/review/nothing", "/review/cards/rev_none"] {
        let response = stage.client.get(format!("{}{path}", stage.url)).send().await.expect("an answer");
        let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
        let policy = header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        let page = response.text().await.expect("a page");
        for inline in ["<style", " style=", " onclick=", "<script>", "javascript:"] {
            assert!(!page.contains(inline), "{path} holds {inline}");
        }
    }
    // 53: the API's JSON opened as a page.
    let json = stage.client.get(format!("{}/api/reviews", stage.url)).bearer_auth(Person::Rani.token());
    let json = json.send().await.expect("an answer");
    assert_eq!(json.headers()["content-type"], "application/json");
    assert_eq!(json.headers()["x-content-type-options"], "nosniff");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_form_does_nothing() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let (rani, paul) = (Visitor::enter(&stage, Person::Rani).await, Visitor::enter(&stage, Person::Paul).await);
    let (path, fields) = approval(&card);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let ours = stage.url.as_str();
    for (attack, headers, csrf) in [
        ("54 cross-site", vec![("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], &rani.csrf),
        ("54 sandboxed", vec![("origin", "null"), ("sec-fetch-site", "cross-site")], &rani.csrf),
        ("56 foreign", vec![("origin", "https://evil.example")], &rani.csrf),
        ("56 look-alike", vec![("origin", "http://127.0.0.1.evil.example")], &rani.csrf),
        ("56 missing", vec![], &rani.csrf),
        ("56 null alone", vec![("origin", "null")], &rani.csrf),
        ("57 same-site", vec![("origin", ours), ("sec-fetch-site", "same-site")], &rani.csrf),
        ("58 another's token", vec![("origin", ours)], &paul.csrf),
        ("58 no token", vec![("origin", ours)], &String::new()),
    ] {
        let (status, page) = rani.post_from(&headers, csrf, &path, &fields).await;
        assert_eq!(status, 403, "{attack}: {page}");
    }
    // 55: JSON as text/plain, which another site may send without asking first.
    let json = serde_json::json!({"csrf": rani.csrf, "version": 1}).to_string();
    for url in [format!("{ours}{path}"), format!("{ours}/api/reviews/{}/approve", card["id"].as_str().unwrap_or(""))] {
        let request = browser().post(url).header("cookie", &rani.cookie).header("content-type", "text/plain");
        let status = request.header("origin", ours).body(json.clone()).send().await.expect("an answer").status();
        assert!([403, 415].contains(&status.as_u16()), "{status}");
    }
    // 62, 63: nothing but a POST decides.
    let (get, _) = rani.get(&path).await;
    let (method, _) = rani.get(&format!("{path}?_method=POST")).await;
    let overridden = browser().get(format!("{ours}{path}")).header("cookie", &rani.cookie);
    let overridden = overridden.header("x-http-method-override", "POST").header("origin", ours).send().await;
    assert_eq!((get, method, overridden.expect("an answer").status().as_u16()), (405, 405, 405));
    assert!(stage.sends().is_empty());
    assert_eq!(stage.card("pending").await["version"], 1);
    // The same press from the page itself is carried out.
    assert_eq!(rani.post(&path, &fields).await.0, 303);
    assert_eq!(stage.sends().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_new_ends_and_stays_over() {
    let stage = Stage::new().await;
    // 59: an id that somebody planted is worth nothing, before and after.
    let planted = format!("__Host-session={}", "ab".repeat(32));
    let response = sign_in(&stage, Person::Rani.token(), Some(&planted)).await;
    for name in ["__Host-session=", "local-session="] {
        assert_ne!(cookie(&response, name).split('=').nth(1), planted.split('=').nth(1));
    }
    let attributes = response.headers()["set-cookie"].to_str().expect("text").to_owned();
    for part in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
        assert!(attributes.contains(part), "{attributes}");
    }
    let mut rani = Visitor::enter(&stage, Person::Rani).await;
    let seen = std::mem::replace(&mut rani.cookie, planted);
    assert_eq!(rani.get("/review/history").await.0, 401);
    rani.cookie = seen;
    assert_eq!(rani.get("/review/history").await.0, 200);
    // 60: after signing out the cookie opens nothing.
    assert_eq!(rani.post("/review/sign-out", &[]).await.0, 303);
    assert_eq!(rani.get("/review/history").await.0, 401);
    // Idle for 30 minutes, 8 hours old, revoked: each is over.
    for sql in [
        "UPDATE session SET seen_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-31 minutes')",
        "UPDATE session SET created_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-481 minutes')",
        "UPDATE reviewer SET revoked_at = '2026-01-01T00:00:00.000Z' WHERE id = 'usr_rani'",
    ] {
        let rani = Visitor::enter(&stage, Person::Rani).await;
        assert_eq!(rani.get("/review/history").await.0, 200);
        stage.db().execute(sql, []).expect("the clock is turned");
        assert_eq!(rani.get("/review/history").await.0, 401, "{sql}");
    }
    assert_eq!(stage.count("SELECT count(*) FROM session WHERE length(id_sha256) <> 64"), 0);
    for (token, status) in [("wrong", 401), ("", 401), (Person::Revoked.token(), 401)] {
        assert_eq!(sign_in(&stage, token, None).await.status(), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_from_before_a_failure_does_not_send_again() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let paul = Visitor::enter(&stage, Person::Paul).await;
    let (path, fields) = approval(&card);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    // Meanwhile Rani sent it, nobody knew whether it went, and she says that it did not.
    stage.graph_answers(Mode::Status(500));
    assert_eq!(stage.approve(&card, "k1").await.1["state"], "unknown");
    let resolve = serde_json::json!({"version": card["version"], "outcome": "not_sent"});
    let (_, failed) = stage.decide(Person::Rani, &card, "resolve", "k2", resolve).await;
    assert_eq!((&failed["state"], &failed["may_retry"]), (&Value::from("failed"), &Value::from(true)));
    stage.graph_answers(Mode::Accept);
    let sends = stage.sends().len();
    let (status, page) = paul.post(&path, &fields).await;
    assert_eq!((status, stage.sends().len()), (409, sends), "{page}");
    // Now the warning is in front of him, and the press is one that knows.
    assert!(page.contains("recevra ce message deux fois"), "{page}");
    let again = [("version", fields[0].1), fields[1], ("key", "press-2"), ("state", "failed")];
    assert_eq!(paul.post(&path, &again).await.0, 303);
    assert_eq!(stage.sends().len(), sends + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_sees_and_does_only_what_is_its_own() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let (auditor, paul) = (Visitor::enter(&stage, Person::Auditor).await, Visitor::enter(&stage, Person::Paul).await);
    let (path, fields) = approval(&card);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(auditor.post(&path, &fields).await.0, 403);
    assert!(!auditor.get("/review").await.1.contains("<textarea"));
    for page in ["/review/customers", "/review/products", "/review/people"] {
        assert_eq!(paul.get(page).await.0, 403, "{page}");
    }
    let newcomer = [("name", "Me"), ("role", "admin")];
    assert_eq!(paul.post("/review/people", &newcomer).await.0, 403);
    assert_eq!(paul.post("/review/customers/remove", &[("address", "33600000001")]).await.0, 403);
    assert!(stage.sends().is_empty());
    assert_eq!(stage.count("SELECT count(*) FROM allowlist"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_in_any_field_is_text() {
    let stage = Stage::new().await;
    let sql = "'); DROP TABLE review_queue; --";
    stage.allow("33600000001", "fr").await;
    let mut sender = shop();
    sender.name = sql.into();
    let (_, status) = stage.simulator.write(&sender, &format!("10 cartons {sql}")).await.expect("posted");
    assert_eq!(status, 200);
    let card = stage.card("pending").await;
    assert!(card["messages"][0]["text"].as_str().is_some_and(|text| text.contains(sql)));
    let rani = Visitor::enter(&stage, Person::Rani).await;
    let id = card["id"].as_str().expect("an id");
    for path in
        ["/review/cards/'%20OR%20'1'='1", "/api/reviews/'%20OR%201=1", "/review/history?customer='%20OR%20'1'='1"]
    {
        let (status, page) = rani.get(path).await;
        assert!(status == 404 || !page.contains("10 cartons"), "{path}: {status}");
    }
    let (_, history) = rani.get("/review/history?q=%25'%20OR%201=1%20--").await;
    assert!(!history.contains("10 cartons"));
    // Neither is a wildcard one.
    assert!(!rani.get("/review/history?q=%25").await.1.contains("/review/cards/rev_"));
    let version = card["version"].to_string();
    let fields =
        [("version", version.as_str()), ("reason", "other"), ("note", sql), ("key", "k';--"), ("state", "pending")];
    assert_eq!(rani.post(&format!("/review/cards/{id}/reject"), &fields).await.0, 303);
    let note: String = stage.db().query_row("SELECT note FROM decision", [], |row| row.get(0)).expect("a decision");
    assert_eq!(note, sql);
    let reason = [("version", version.as_str()), ("reason", sql), ("key", "k2"), ("state", "pending")];
    assert_eq!(rani.post(&format!("/review/cards/{id}/reject"), &reason).await.0, 400);
    let (_, found) = rani.get("/review/history?q=DROP").await;
    assert!(found.contains("Épicerie Exemple"), "{found}");
    assert_eq!(stage.count("SELECT count(*) FROM review_queue"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leads_away_from_the_desk() {
    let stage = Stage::new().await;
    for next in
        ["https://evil.example", "//evil.example", "/review//evil.example", "/\\evil", "/review\\..", "javascript:1"]
    {
        let form = [("token", Person::Rani.token()), ("next", next)];
        let request = browser().post(format!("{}/review/sign-in", stage.url)).header("origin", &stage.url);
        let response = request.form(&form).send().await.expect("an answer");
        assert_eq!(
            (response.status().as_u16(), response.headers()["location"].to_str().ok()),
            (303, Some("/review")),
            "{next}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_is_light_with_all_it_needs() {
    let stage = Stage::new().await;
    stage.card_of_an_order().await;
    let rani = Visitor::enter(&stage, Person::Rani).await;
    let (_, queue) = rani.get("/review").await;
    let mut bytes = queue.len();
    for (name, file) in [
        ("desk.css", include_str!("../../assets/review/desk.css")),
        ("place.js", include_str!("../../assets/review/place.js")),
        ("desk.js", include_str!("../../assets/review/desk.js")),
        ("delay.js", include_str!("../../assets/review/delay.js")),
        ("wide.js", include_str!("../../assets/review/wide.js")),
        ("notices.js", include_str!("../../assets/review/notices.js")),
    ] {
        let path = asset(name);
        assert!(queue.contains(&format!("\"{path}\"")), "{path}: the page asks for another version");
        assert_eq!(rani.get(&path).await, (200, file.to_owned()), "{path}");
        bytes += file.len();
    }
    // Before compression: on the wire it is less than a third.
    assert!(bytes < 96 * 1024, "{bytes} bytes");
}
