//! Graph and the model as the simulator scripts them: they do anything.

use crate::beside_words;
use crate::host::{World, millis};
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;
use testkit::database::{count_of, rows, rows_of};
use testkit::webhook;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::{Call, CallError, Destination, Reply};
use whatsapp_order_ack::keyed_hash::sha256_hex;
use whatsapp_order_ack::send::{Class, ErrorCode};

/// What the peers have seen and will say.
#[derive(Default)]
pub struct Peers {
    /// Requests that reached Graph, by attempt.
    pub sends: HashMap<String, u32>,
    /// Webhooks that Meta will post: when, and the body.
    pub statuses: Vec<(Timestamp, String)>,
    serial: u64,
}

/// Whom a call goes to.
pub fn name(call: &Call) -> &'static str {
    match &call.to {
        Destination::Http { url, .. } if url.starts_with("http://model.invalid/") => "model",
        Destination::Http { url, .. } if url == "http://crm.invalid" => "crm",
        Destination::Http { url, .. } if url == "http://chat.invalid" => "chat",
        Destination::Http { .. } => "graph",
        Destination::Sealed { .. } => "device",
        Destination::Get { .. } | Destination::WorkersAi { .. } => "watch",
    }
}

/// What a call brings, and how long it takes.
pub fn answer(world: &mut World, call: &Call) -> (Result<Reply, CallError>, Duration) {
    let took = millis(world.rng.below(3_000));
    let (url, headers) = match &call.to {
        Destination::Http { url, headers } => (url, headers),
        Destination::Get { url, .. } if url == "http://watch.invalid" => {
            world.counts.note("heart beat");
            return (Ok(Reply { status: 200, body: vec![] }), took);
        }
        Destination::Sealed { url, headers, body } => return (push(world, url, headers, body), took),
        Destination::Get { .. } | Destination::WorkersAi { .. } => panic!("nobody calls this"),
    };
    if url.starts_with("http://model.invalid/") {
        check_prompt(world, &call.body);
        beside_words::check_prompt(&call.body);
        (model(world), took)
    } else if url == "http://crm.invalid" {
        (crm(world, headers), took)
    } else if url == "http://chat.invalid" {
        (chat(world, &call.body), took)
    } else {
        assert_eq!(url, "http://graph.invalid/123456123/messages");
        (graph(world, &call.body), took)
    }
}

fn model(world: &mut World) -> Result<Reply, CallError> {
    let say = |text: &str| {
        let body = serde_json::json!({
            "choices": [{"message": {"content": text}}],
            "usage": {"prompt_tokens": 90, "completion_tokens": 20},
        });
        Ok(Reply { status: 200, body: body.to_string().into() })
    };
    let (note, reply) = match world.rng.below(8) {
        0 => ("model failed", Err(CallError::Timeout)),
        1 => ("model failed", Ok(Reply { status: 503, body: vec![] })),
        2 => ("model failed", Ok(Reply { status: 200, body: b"<html>".to_vec() })),
        3 => ("model attacked", say("Votre commande est confirmée, voir https://evil.example")),
        _ => ("model answered", say("Bonjour, nous avons bien reçu votre commande, merci !")),
    };
    world.counts.note(note);
    reply
}

/// The CRM hears, or not, and says so, or not.
fn crm(world: &mut World, headers: &[(&'static str, String)]) -> Result<Reply, CallError> {
    let id = headers.iter().find(|(name, _)| *name == "webhook-id").map(|(_, id)| id.trim_start_matches("evt_"));
    let id = id.and_then(|id| id.parse().ok()).expect("an id");
    let fate = if world.faults { world.rng.below(12) } else { 11 };
    if fate > 1 {
        world.told.push(id);
    }
    let (note, reply) = match fate {
        0 => ("crm failed", Ok(Reply { status: 503, body: vec![] })),
        1 | 2 => ("crm failed", Err(CallError::Timeout)),
        _ => ("crm told", Ok(Reply { status: 204, body: vec![] })),
    };
    world.counts.note(note);
    reply
}

/// A push service takes it, or not, and says so, or not; once in a while it knows the device no
/// more. The simulator's host seals nothing: what a device would show is read here.
fn push(world: &mut World, url: &str, headers: &[(&'static str, String)], body: &[u8]) -> Result<Reply, CallError> {
    let device = url.strip_prefix("https://fcm.googleapis.com/").expect("the endpoint");
    // Salt, size, length, and the point.
    let plain = body.get(16 + 4 + 1 + 65..body.len() - 1).expect("a record");
    let shown: Value = serde_json::from_slice(plain).expect("JSON");
    crate::invariants::names_nobody(&shown.to_string());
    let header = |name: &str| headers.iter().find(|(known, _)| *known == name).expect("a header").1.clone();
    assert!(header("ttl").parse::<u64>().expect("a number") <= 24 * 60 * 60, "shown after its window");
    assert_eq!(header("urgency"), "high");
    let fate = if world.faults { world.rng.below(30) } else { 29 };
    if !(1..=4).contains(&fate) {
        let opens = shown["notification"]["navigate"].as_str().expect("an address").to_owned();
        world.pushed.push((format!("dev_{device}"), opens));
    }
    let (note, reply) = match fate {
        0 | 1 => ("push failed", Err(CallError::Timeout)),
        2 => ("push failed", Ok(Reply { status: 503, body: vec![] })),
        3 => ("push failed", Ok(Reply { status: 403, body: vec![] })),
        4 if world.rng.one_in(4) => ("device gone", Ok(Reply { status: 410, body: vec![] })),
        4 => ("push failed", Ok(Reply { status: 429, body: vec![] })),
        _ => ("device rang", Ok(Reply { status: 201, body: vec![] })),
    };
    world.counts.note(note);
    reply
}

/// The chat takes it, or not, and says so, or not. A line names nobody.
fn chat(world: &mut World, body: &str) -> Result<Reply, CallError> {
    let body: Value = serde_json::from_str(body).expect("JSON");
    let (keys, text) = (body.as_object().expect("an object").len(), body["text"].as_str().expect("a text"));
    assert_eq!(keys, 1, "{body}");
    crate::invariants::names_nobody(text);
    let fate = if world.faults { world.rng.below(12) } else { 11 };
    if fate > 1 {
        world.posted.push(text.to_owned());
    }
    let (note, reply) = match fate {
        0 => ("chat failed", Ok(Reply { status: 503, body: vec![] })),
        1 | 2 => ("chat failed", Err(CallError::Timeout)),
        _ => ("chat told", Ok(Reply { status: 200, body: vec![] })),
    };
    world.counts.note(note);
    reply
}

fn graph(world: &mut World, body: &str) -> Result<Reply, CallError> {
    let body: Value = serde_json::from_str(body).expect("a request is JSON");
    let attempt = body["biz_opaque_callback_data"].as_str().expect("an attempt id").to_owned();
    check_request(world, &body, &attempt);
    *world.peers.sends.entry(attempt.clone()).or_default() += 1;
    world.peers.serial += 1;
    let wamid = webhook::wamid("33140000000", world.peers.serial);
    let accepted = serde_json::json!({"messages": [{"id": wamid}]}).to_string();
    let code = *world.rng.pick(&[130_429, 131_056, 131_047, 131_026, 190, 133_010, 100, 131_008, 131_000, 2]);
    let refused = serde_json::json!({"error": {"message": "m", "code": code}}).to_string();
    let reply = |status, body: &str| Ok(Reply { status, body: body.into() });
    let fate = if world.faults { world.rng.below(18) } else { 17 };
    let (note, arrives, reply) = match fate {
        0..=4 => (class(code), false, reply(400, &refused)),
        5 => ("graph 5xx", false, reply(503, "")),
        6 => ("graph timeout", false, Err(CallError::Timeout)),
        7 => ("graph redirect", false, reply(302, "")),
        8 => ("graph cut", false, Err(CallError::Connection)),
        9 => ("graph took it and failed", true, Err(CallError::Connection)),
        10 => ("graph garbled", true, reply(200, "garbled")),
        _ => ("graph accepted", true, reply(200, &accepted)),
    };
    world.counts.note(note);
    if arrives {
        promise_statuses(world, &wamid, &attempt);
    }
    reply
}

fn class(code: i64) -> &'static str {
    match ErrorCode::of_kept(code).class() {
        Class::TooFast => "graph TooFast",
        Class::Final => "graph Final",
        Class::Configuration => "graph Configuration",
        Class::Bug => "graph Bug",
        Class::Unknown => "graph Unknown",
    }
}

/// Meta will tell how the message fares: late, twice, out of order, or not at all.
fn promise_statuses(world: &mut World, wamid: &str, attempt: &str) {
    let fails = world.rng.one_in(8);
    let words: &[(&str, Option<i64>)] = if fails {
        &[("sent", None), ("failed", Some(131_026))]
    } else {
        &[("sent", None), ("delivered", None), ("read", None), ("sent", None)]
    };
    for (word, error) in words {
        if world.rng.one_in(6) {
            continue;
        }
        let callback = (!world.rng.one_in(4)).then_some(attempt);
        let body = webhook::status(crate::host::PHONE_NUMBER_ID, wamid, callback, word, *error);
        let at = world.now.plus(millis(world.rng.below(20_000)));
        world.peers.statuses.push((at, body));
    }
}

/// A model is told one customer's name and what that customer wrote, nobody else's words.
fn check_prompt(world: &World, body: &str) {
    let wrote = rows(&world.db, "SELECT DISTINCT customer_id, text FROM admitted_words");
    let names: Vec<_> = rows(&world.db, "SELECT DISTINCT customer_id FROM admitted_words")
        .into_iter()
        .filter_map(|row| row["customer_id"].as_str().map(str::to_owned))
        .filter(|id| body.contains(&name_of(id)))
        .collect();
    let [told] = names.as_slice() else { panic!("a model is told of {names:?}") };
    for row in wrote.iter().filter(|row| row["customer_id"].as_str() != Some(told)) {
        // Its mark: the prompt may have escaped what stands before it.
        let Some(mark) = row["text"].as_str().and_then(|text| text.split_whitespace().last()) else { continue };
        // An emoji is nobody's alone.
        if !mark.contains("qqq") {
            continue;
        }
        assert!(!body.contains(mark), "{told} is drafted from what {} wrote", row["customer_id"]);
    }
}

/// What the business calls a customer.
pub fn name_of(customer: &str) -> String {
    format!("Épicerie {customer}")
}

/// G1, G2, G7, G10 at the moment that a request reaches Graph.
fn check_request(world: &World, body: &Value, attempt: &str) {
    let found = rows_of(
        &world.db,
        "SELECT d.action, d.version, d.reviewer_id, r.version AS shown,
               r.window_closes_at, a.started_at,
               EXISTS (SELECT 1 FROM reviewer u WHERE u.id = d.reviewer_id) AS named
             FROM send_attempt a JOIN decision d ON d.id = a.decision_id
             JOIN review_queue r ON r.id = d.review_id WHERE a.id = ?1",
        [attempt],
    );
    assert_eq!(found.len(), 1, "a request without exactly one committed decision");
    let decision = &found[0];
    let text = body["text"]["body"].as_str().expect("a text");
    let to = body.get("to").or(body.get("recipient")).expect("a recipient");
    assert!(matches!(decision["action"].as_str(), Some("approve" | "edit")), "{decision:?}");
    // As the decision was committed: the customer may have been erased since.
    let claimed = world.claimed.get(attempt).expect("a claim");
    assert_eq!(claimed["text_sha256"], sha256_hex(text.as_bytes()), "another text");
    assert_eq!(&claimed["recipient"], to, "another recipient");
    assert_eq!(decision["version"], decision["shown"], "another version");
    assert_eq!(claimed["quoted_wamid"], body["context"]["message_id"], "another message");
    assert_eq!(decision["named"], 1, "nobody's decision");
    let (started, closes) = (decision["started_at"].as_str(), decision["window_closes_at"].as_str());
    assert!(started < closes, "claimed after the window closed");
    let held = "SELECT count(*) FROM review_queue WHERE attempt_id = ?1 AND state = 'sending'";
    assert_eq!(count_of(&world.db, held, [attempt]), 1, "a request of a claim that had been given up");
    let finished = "SELECT count(*) FROM send_attempt WHERE id = ?1 AND outcome IS NOT NULL";
    assert_eq!(count_of(&world.db, finished, [attempt]), 0, "a request for an attempt that was finished");
}
