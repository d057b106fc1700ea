//! Templates, reply rules and the persona, by the API and at the desk.

use crate::client::Client;
use serde_json::{Value, json};

fn body(client: &Client, path: &str) -> String {
    let page = client.opens(path);
    assert_eq!(page.status, 200, "{path}");
    String::from_utf8(page.body).expect("UTF-8")
}

#[test]
fn templates_are_replaced_and_refused_with_the_reason() {
    let rani = Client::new();
    let (status, sets) = rani.calls("PUT", "/api/templates/fr", &json!({"texts": ["{hello}, bien reçu."]}));
    assert_eq!((status, &sets["templates"][0]["texts"]), (200, &json!(["{hello}, bien reçu."])), "{sets}");
    let (status, error) = rani.calls("PUT", "/api/templates/en", &json!({"texts": ["Your order is confirmed."]}));
    assert_eq!((status, &error["error"]["code"]), (400, &json!("bad_request")));
    assert!(error["error"]["message"].to_string().contains("a text cannot be used: "), "{error}");
    assert_eq!(rani.calls("PUT", "/api/templates/de", &json!({"texts": []})).0, 404);
    assert_eq!(rani.calls("GET", "/api/templates", &Value::Null), (200, sets));
}

#[test]
fn replies_are_kept_at_the_desk_and_what_was_typed_is_not_lost() {
    let rani = Client::new();
    let press =
        |language: &str, texts: &str| rani.presses("/review/replies", &[("language", language), ("texts", texts)]);
    assert_eq!(press("fr", "{hello}, bien reçu.\r\n\r\nMerci {customer}, bien reçu.").0, 200);
    assert_eq!(rani.count("SELECT count(*) FROM reply_template WHERE language = 'fr'"), 2);
    let (status, page) = press("en", "Your order is confirmed.");
    assert!(status == 400 && page.matches("Your order is confirmed.").count() == 2, "notice and field: {page}");
    assert_eq!(press("de", "Hallo").0, 404);
    assert!(body(&rani, "/review/replies").contains("Merci {customer}, bien reçu."));
}

fn rule(keywords: Value) -> Value {
    let matcher = json!({"kind": "keywords", "keywords": keywords});
    json!({"id": "r1", "label": "Prix", "matcher": matcher, "response": {"kind": "templates"}})
}

#[test]
fn rules_are_replaced_at_the_version_that_was_seen() {
    let rani = Client::new();
    let (status, before) = rani.calls("GET", "/api/rules", &Value::Null);
    assert_eq!((status, &before["version"]), (200, &json!(0)));
    let list = json!({"version": 0, "rules": before["rules"], "default": before["default"]});
    assert_eq!(rani.calls("PUT", "/api/rules", &list).1["version"], 1);
    let (status, stale) = rani.calls("PUT", "/api/rules", &list);
    assert_eq!((status, &stale["error"]["code"]), (409, &json!("stale_version")));
    let with = |keywords: Value| json!({"version": 1, "rules": [rule(keywords)], "default": before["default"]});
    let (status, error) = rani.calls("PUT", "/api/rules", &with(json!([])));
    assert_eq!(status, 400);
    assert!(
        error["error"]["message"].as_str().is_some_and(|why| why.starts_with("rule \"r1\" cannot be used: ")),
        "{error}"
    );
    assert_eq!(rani.calls("PUT", "/api/rules", &with(json!(["prix"]))).1["version"], 2);
}

#[test]
fn each_press_on_the_page_of_rules_changes_one_thing() {
    let rani = Client::new();
    let save = |version: &str, id: &str, keywords: &str| {
        let fields =
            [("version", version), ("id", id), ("label", "Prix"), ("keywords", keywords), ("kind", "templates")];
        rani.presses("/review/rules/save", &fields)
    };
    assert_eq!(save("0", "r-1", "prix, tarif"), (303, "/review/rules".into()));
    assert_eq!(save("1", "r-2", "livraison").0, 303);
    assert_eq!(save("1", "r-3", "livraison").0, 409, "of a page that is not in force any more");
    let (status, page) = save("2", "r-3", "");
    assert!(status == 400 && page.contains("r-3"), "with what was typed: {page}");
    let press = |verb: &str, version: &str| {
        rani.presses(&format!("/review/rules/{verb}"), &[("version", version), ("id", "r-2")]).0
    };
    assert_eq!([press("up", "2"), press("remove", "3"), press("burn", "4"), press("up", "")], [303, 303, 404, 403]);
    let page = body(&rani, "/review/rules");
    assert!(page.contains("prix, tarif") && !page.contains("livraison"), "{page}");
}

#[test]
fn a_persona_waits_to_be_judged() {
    let rani = Client::new();
    assert_eq!(rani.calls("PUT", "/api/persona", &json!({"text": "Bref."})).1["persona"]["safety"], "pending");
    assert_eq!(rani.calls("POST", "/api/persona/approve", &json!({"version": 1})).1["persona"]["safety"], "approved");
    let (status, stale) = rani.calls("POST", "/api/persona/refuse", &json!({"version": 1}));
    assert_eq!((status, &stale["error"]["code"]), (409, &json!("stale_version")));
    assert_eq!(rani.calls("PUT", "/api/persona", &json!({"text": "a\u{200b}b"})).0, 400);
    assert_eq!(rani.presses("/review/persona", &[("text", "Chaleureux.")]), (303, "/review/rules".into()));
    assert_eq!(rani.presses("/review/persona", &[("text", &"x".repeat(2_001))]).0, 400);
    let judged = [("refuse", "2"), ("refuse", "2"), ("approve", "")]
        .map(|(verb, version)| rani.presses(&format!("/review/persona/{verb}"), &[("version", version)]).0);
    assert_eq!(judged, [303, 409, 403]);
}
