//! An auditor reads what happened, by every route that lets them in, and none of a customer's
//! words, names and numbers.

use crate::client::{Client, text};
use crate::review::{approve, at_work};
use serde_json::{Value, json};
use whatsapp_order_ack::app::routes;
use whatsapp_order_ack::http::{Endpoint, Method, Route};
use whatsapp_order_ack::identity::Role;

/// What the invented customer said, is called and is reached by, and what was answered; wamids
/// and hashes of words too.
const TRACES: [&str; 9] =
    ["harissa", "Épicerie", "picerie", "33600000001", "wamid.", "bien reçu", "au téléphone", "c-33600000001", "8 sacs"];

/// A card that was answered, one that waits, one that was rejected with a note, one that failed:
/// all of a customer whose id at the CRM is their number.
fn a_day_of_work() -> Client {
    let rani = at_work();
    let more = "INSERT INTO customers (id, name) VALUES ('c-33600000001', 'Épicerie Exemple');
        UPDATE allowlist SET customer_id = 'c-33600000001';
        UPDATE inbound_message SET customer_id = 'c-33600000001';
        UPDATE review_queue SET customer_id = 'c-33600000001', gate_evidence =
          '[{\"kind\":\"quantity_unit\",\"text\":\"10 cartons de harissa\",\"start\":0,\"end\":21}]';
        INSERT INTO orders (id, customer_id, placed_at, summary)
        VALUES ('o1', 'c-33600000001', '2026-01-02T00:00:00.000Z', '8 sacs de harissa');";
    rani.host.db.borrow().execute_batch(more).expect("rows");
    assert_eq!(approve(&rani, &[]).status, 303);
    for (id, state) in [("rev_2", "pending"), ("rev_3", "pending"), ("rev_4", "failed")] {
        let copy = format!(
            "INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at,
               received_at, window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_sha256,
               draft_text, recipient, quoted_wamid, decision_id, attempt_id, error_code, overflow)
             SELECT '{id}', write_id, sender_id, customer_id, customer_name, '{state}', 1, opened_at, received_at,
               window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_sha256, draft_text,
               recipient, quoted_wamid, iif('{state}' = 'failed', decision_id, NULL),
               iif('{state}' = 'failed', attempt_id, NULL), iif('{state}' = 'failed', 190, NULL), '{id}' = 'rev_3'
             FROM review_queue WHERE id = 'rev_1';
             INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
               stamped_at, admitted_at, window_closes_at, waiting, review_id, wamid, reply_to, text, customer_id)
             SELECT 'm_{id}', invocation, sender_id, outcome, kind, kind_name, freshness, stamped_at, admitted_at,
               window_closes_at, 0, '{id}', 'wamid.{id}', reply_to, text, customer_id
             FROM inbound_message WHERE message_ref = 'm_1';"
        );
        rani.host.db.borrow().execute_batch(&copy).expect("a card");
    }
    let note = json!({"version": 1, "reason": "other", "note": "dit au téléphone par Épicerie Exemple"});
    assert_eq!(rani.decides("/api/reviews/rev_3/reject", "r", &note).status, 200);
    rani
}

/// The paths that somebody of this role may read, with every card in the place of an id.
fn readable(role: Role) -> Vec<String> {
    let may = |route: &&Route| match route.endpoint {
        Endpoint::Open { .. } => true,
        Endpoint::Decision { .. } | Endpoint::Press { .. } => role.may_decide(),
        Endpoint::Api { may, .. } | Endpoint::Desk { may, .. } => may(role),
    };
    let read = routes().filter(|route| route.method == Method::Get).filter(may);
    let cards = ["rev_1", "rev_2", "rev_3", "rev_4"];
    read.flat_map(|route| match route.path.contains("{id}") {
        true => cards.map(|id| route.path.replace("{id}", id)).to_vec(),
        false => vec![route.path.to_owned()],
    })
    .collect()
}

/// More ways to ask the same routes.
const QUESTIONS: [&str; 12] = [
    "/api/reviews?state=sent",
    "/api/reviews?state=rejected",
    "/api/reviews?state=failed",
    "/review?done=rev_1",
    "/review?done=rev_3&settled",
    "/review/history?q=harissa",
    "/review/history?customer=c-33600000001",
    "/review/history?outcome=rejected",
    "/api/ledger?limit=1000",
    "/api/ledger/summary?from=2026-01-01&to=2026-12-31",
    "/review/numbers?by=week",
    "/review/numbers.csv?from=2026-01-01&to=2026-12-31",
];

fn traces_in(client: &Client, path: &str, headers: &[(&str, &str)]) -> Vec<&'static str> {
    let answer = match path.starts_with("/api/") {
        true => client.sends("GET", path, "", "").1,
        false => text(&client.looks(path, headers)),
    };
    // What was asked for may stand in a link.
    let asked = path.split_once('?').map_or("", |(_, query)| query);
    let answer = answer.replace(asked, "");
    TRACES.into_iter().filter(|trace| answer.contains(trace)).collect()
}

#[test]
fn an_auditor_never_sees_a_customers_words_name_or_number() {
    let client = a_day_of_work();
    let seen_by_admin: usize = readable(Role::Admin).iter().map(|path| traces_in(&client, path, &[]).len()).sum();
    assert!(seen_by_admin > 30, "there is something to withhold: {seen_by_admin}");
    client.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("another role");
    let paths: Vec<String> = readable(Role::Auditor).into_iter().chain(QUESTIONS.map(str::to_owned)).collect();
    assert!(paths.iter().any(|path| path == "/api/reviews/rev_4"), "{paths:?}");
    for path in &paths {
        for headers in [&[][..], &[("x-desk", "card")]] {
            assert_eq!(traces_in(&client, path, headers), Vec::<&str>::new(), "{path}");
        }
    }
}

#[test]
fn an_auditor_sees_what_happened_and_who_pressed() {
    let client = a_day_of_work();
    client.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("another role");
    let (_, card) = client.calls("GET", "/api/reviews/rev_1", &Value::Null);
    assert_eq!((&card["redacted"], &card["customer"]), (&json!(true), &json!({"id": "snd_1", "name": null})));
    assert_eq!((&card["state"], &card["decision"]["by"]), (&json!("sent"), &json!("Rani")));
    assert_eq!((&card["draft"]["source"], &card["draft"]["text_sha256"]), (&json!("template"), &Value::Null));
    assert_eq!(card["messages"].as_array().map(Vec::len), Some(1));
    assert_eq!(card["gate"]["evidence"][0]["kind"], "quantity_unit");
    assert!(card["trail"].as_array().is_some_and(|rows| !rows.is_empty()), "{card}");
    let page = text(&client.opens("/review/cards/rev_1"));
    assert!(page.contains("Masqué pour les auditeurs") && page.contains("snd_1"), "{page}");
    // A search is no way around it: it finds the same whatever is asked for.
    let found = |query: &str| text(&client.opens(&format!("/review/history{query}"))).matches("/review/cards/").count();
    assert_eq!([found("?q=harissa"), found("?q=nothing"), found("?customer=c9")], [found(""); 3]);
}
