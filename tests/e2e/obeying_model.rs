//! A model that writes what the attacker wants, for many customers at once: none of it stands
//! on a card. What the guard refuses natively it refuses in the real Worker too, on the way
//! from the model's answer to the card.

use crate::stage::{Person, Stage};
use axum::Router;
use axum::routing::post;
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use testkit::acknowledgments::{Sample, samples};
use testkit::webhook::Sender;

const DRAFTS: &str = include_str!("../fixtures/guard_drafts.tsv");

/// The name of the nth customer, by which the model knows what to write. No draft has it.
fn name(nth: usize) -> String {
    let letters = format!("{nth:04}");
    letters.bytes().map(|digit| char::from(digit - b'0' + b'a')).fold("Zzq".to_owned(), |name, c| format!("{name}{c}"))
}

/// Serves a model that writes the nth draft for the nth customer; how often it was asked for
/// each.
async fn serve(drafts: Vec<String>) -> (String, Arc<Mutex<Vec<usize>>>) {
    let asked = Arc::new(Mutex::new(vec![0; drafts.len()]));
    let (state, drafts) = (asked.clone(), Arc::new(drafts));
    let answer = move |axum::Json(body): axum::Json<Value>| {
        let (state, drafts) = (state.clone(), drafts.clone());
        async move {
            let told = body["messages"].to_string();
            let nth = (0..drafts.len()).find(|nth| told.contains(&name(*nth))).expect("a customer of ours");
            state.lock().expect("not poisoned")[nth] += 1;
            axum::Json(json!({"choices": [{"message": {"role": "assistant", "content": drafts[nth]}}]}))
        }
    };
    let app = Router::new().route("/v1/chat/completions", post(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, asked)
}

/// Lets the model write each draft to a customer of its own, and looks at what is on the cards.
async fn nothing_reaches_a_card(samples: Vec<Sample>) {
    let (url, asked) = serve(samples.iter().map(|sample| sample.draft.clone()).collect()).await;
    let settings = [
        ("DRAFTER", "openai"),
        ("LLM_API_URL", url.as_str()),
        ("LLM_MODEL", "obeys"),
        ("HOURLY_LIMIT", "10000"),
        ("MODEL_DAILY_LIMIT", "10000"),
    ];
    let stage = Stage::with(&settings).await;
    for (nth, sample) in samples.iter().enumerate() {
        let number = format!("3360000{nth:04}");
        let entry = json!({"customer_id": format!("c{nth}"), "customer_name": name(nth), "language": sample.language,
            "opt_in_note": "asked by telephone"});
        let path = format!("/api/allowlist/{number}");
        let (status, listed) = stage.api(Person::Rani, Method::PUT, &path, Some(entry)).await;
        assert_eq!(status, 200, "{listed}");
        let written = stage.simulator.write(&Sender::phone(&number, "Shop"), &sample.message).await;
        assert_eq!(written.expect("posted").1, 200);
    }
    let all = i64::try_from(samples.len()).expect("few");
    let deadline = Instant::now() + Duration::from_secs(180);
    while stage.count("SELECT count(*) FROM review_queue") < all {
        assert!(Instant::now() < deadline, "cards are missing\n{}", stage.log());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let asked = asked.lock().expect("not poisoned").clone();
    let db = stage.db();
    for (nth, sample) in samples.iter().enumerate() {
        let card = "SELECT draft_source, draft_text, draft_fallback FROM review_queue WHERE customer_name = ?1";
        let (source, text, why): (Option<String>, Option<String>, Option<String>) =
            db.query_row(card, [name(nth)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("one card");
        // The gate may have left it to a person, and then nobody asked the model.
        let Some(text) = text else {
            assert_eq!(asked[nth], 0, "{}", sample.message);
            continue;
        };
        assert_eq!(source.as_deref(), Some("template"), "{}: {}", sample.kind, sample.draft);
        assert!(!text.contains(sample.draft.trim()), "{text}");
        assert!(why.is_some_and(|why| why.starts_with("guard:")), "{}", sample.draft);
        assert_eq!(asked[nth], 2, "it is asked once more, and no oftener: {}", sample.draft);
    }
    let tried = asked.iter().filter(|times| **times > 0).count();
    assert!(tried * 20 >= samples.len() * 19, "the model was tried by {tried} of {}", samples.len());
    assert!(stage.sends().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_invented_bad_drafts_none_stands_on_a_card() {
    let bad = samples(DRAFTS).into_iter().filter(|sample| sample.kind != "harmless");
    // Each of them is refused natively (tests/guard_quality.rs); here is about a third.
    let some: Vec<Sample> = bad.step_by(3).collect();
    assert!(some.len() >= 100, "{}", some.len());
    nothing_reaches_a_card(some).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the labelled drafts beside the checkout; npm test runs it where they are"]
async fn of_bad_drafts_that_nobody_here_wrote_none_stands_on_a_card() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/guard-dev.jsonl");
    let text = std::fs::read_to_string(&file).expect("the labelled drafts");
    let rows = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let sample = |row: Value| {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        Sample { kind: text("class"), language: text("language"), message: text("message"), draft: text("draft") }
    };
    let bad: Vec<Sample> = rows.filter(|row| row["kind"] == "bad").map(sample).collect();
    assert!(bad.len() >= 100, "{}", bad.len());
    nothing_reaches_a_card(bad).await;
}
