//! The page of the connection, as somebody reads it who runs no commands.

use crate::client::text;
use crate::connection::{SET, client, refuses_the_token, says};
use serde_json::Value;

/// The line of a check.
fn line<'a>(page: &'a str, title: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<strong>{title}</strong>")).expect("the check");
    rest.split_once("<li class=\"entry check\"").map_or(rest, |(line, _)| line)
}

#[test]
fn what_customers_notice_comes_first_then_who_does_what_and_the_command() {
    let rani = client(SET);
    says(&rani, &refuses_the_token());
    assert_eq!(rani.presses("/review/connection", &[]).0, 303);
    let in_order = |line: &str, parts: &[&str]| {
        let places: Vec<_> =
            parts.iter().map(|part| line.find(part).unwrap_or_else(|| panic!("no {part}: {line}"))).collect();
        assert!(places.is_sorted(), "{places:?}: {line}");
    };
    let page = text(&rani.opens("/review/connection"));
    let french = [
        "<p>Aucune réponse ne part : vos clients attendent.</p>",
        "<details><summary>",
        "La personne qui gère le compte Meta de l'entreprise</strong><br>Business Manager",
        "La personne qui gère ce service</strong><br>",
        "<code>npx wrangler secret put WHATSAPP_ACCESS_TOKEN</code>",
        "code de Meta 190",
        "</details>",
    ];
    in_order(line(&page, "Jeton d'accès"), &french);
    rani.presses("/review/language", &[("language", "en")]);
    let page = text(&rani.opens("/review/connection"));
    let english =
        ["<p>No reply goes out: your customers are left waiting.</p>", "<details>", "The person who runs this service"];
    in_order(line(&page, "Access token"), &english);
}

#[test]
fn the_engineers_remedy_is_one_text_with_the_command() {
    let rani = client(SET);
    says(&rani, &refuses_the_token());
    let (_, report) = rani.calls("POST", "/api/connection/check", &Value::Null);
    let checks = report["checks"].as_array().expect("checks");
    let token = checks.iter().find(|check| check["id"] == "token").expect("the token");
    let remedy = token["remedy"].as_str().expect("a remedy");
    assert!(remedy.ends_with("npx wrangler secret put WHATSAPP_ACCESS_TOKEN") && !remedy.contains("  "), "{remedy}");
}
