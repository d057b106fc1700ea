//! The languages that drafts are written in, through the real Worker.

use crate::stage::{Person, Stage};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::webhook::Sender;

/// A customer who is answered in the language, and the card of their order.
async fn card_of(stage: &Stage, (number, name): (&str, &str), language: &str, order: &str) -> Value {
    let entry = json!({
        "customer_id": format!("c-{number}"), "customer_name": name, "language": language,
        "opt_in_note": "asked by telephone",
    });
    let (status, listed) = stage.api(Person::Rani, Method::PUT, &format!("/api/allowlist/{number}"), Some(entry)).await;
    assert_eq!(status, 200, "{listed}");
    stage.simulator.write(&Sender::phone(number, name), order).await.expect("posted");
    let of = |page: &Value| {
        let cards = page["reviews"].as_array().cloned().unwrap_or_default();
        cards.into_iter().find(|card| card["customer"]["name"] == name)
    };
    let page = stage.eventually("/api/reviews", |page| of(page).is_some()).await;
    of(&page).expect("a card")
}

#[tokio::test(flavor = "multi_thread")]
async fn italian_and_arabic_are_answered_by_templates_though_there_is_a_model() {
    // Nobody listens there: a model that is asked fails, and the card says so.
    let settings = [("DRAFTER", "openai"), ("LLM_API_URL", "http://127.0.0.1:9/v1"), ("LLM_MODEL", "none")];
    let stage = Stage::with(&settings).await;
    let shops = [
        (("33600000001", "Bottega Esempio"), "it", "Buonasera, 10 casse d'acqua", "Buonasera Bottega Esempio, "),
        (("33600000002", "بقالة النور"), "ar", "السلام عليكم، ١٠ كراتين ماء", "وعليكم السلام بقالة النور، "),
    ];
    for (shop, language, order, begins) in shops {
        let card = card_of(&stage, shop, language, order).await;
        let draft = &card["draft"];
        assert_eq!((&draft["language"], &draft["source"]), (&json!(language), &json!("template")), "{card}");
        assert_eq!(draft["fallback"], "language");
        assert!(draft["text"].as_str().is_some_and(|text| text.starts_with(begins)), "{draft}");
    }
    assert_eq!(stage.count("SELECT count(*) FROM run_ledger WHERE step = 'model' AND outcome = 'called'"), 0);
    let held = "SELECT count(*) FROM run_ledger WHERE step = 'model' AND outcome = 'held' AND reason = 'language'";
    assert_eq!(stage.count(held), 2);

    let own = json!({"texts": ["{hello} {customer}، شكراً، وصلتنا رسالتكم."]});
    let (status, sets) = stage.api(Person::Rani, Method::PUT, "/api/templates/ar", Some(own)).await;
    assert_eq!(status, 200, "{sets}");
    let card = card_of(&stage, ("33600000003", "متجر"), "ar", "٣ كراتين ماء").await;
    assert!(card["draft"]["text"].as_str().is_some_and(|text| text.starts_with("مرحباً متجر، شكراً")), "{card}");
    let promise = json!({"texts": ["{hello}، سنوصل طلبكم غداً"]});
    let (status, refused) = stage.api(Person::Rani, Method::PUT, "/api/templates/ar", Some(promise)).await;
    assert!(status == 400 && refused.to_string().contains("promise"), "{refused}");
}
