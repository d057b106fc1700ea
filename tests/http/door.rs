//! Who asks is known before anything is read, and nobody may knock for ever.

use crate::client::Client;
use crate::review::{approve, at_work};
use whatsapp_order_ack::http::Response;

#[test]
fn a_made_up_session_or_token_is_told_from_nothing_else_being_read() {
    let rani = at_work();
    rani.host.texts.borrow_mut().clear();
    for path in ["/review", "/review/history", "/api/reviews"] {
        let stranger = rani.stranger(path);
        assert!(matches!(stranger.status, 200 | 401), "{path}");
    }
    let asked = rani.host.texts.borrow();
    let allowed = ["reviewer_by_credential", "session_seen", "desk_stamp"];
    let others: Vec<_> = asked.keys().filter(|name| !allowed.contains(&name.as_str())).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(asked.contains_key("reviewer_by_credential"), "the session was looked up");
}

fn turned_away(answer: &Response) {
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("60")));
}

#[test]
fn whoever_tries_too_many_tokens_waits_and_nothing_is_looked_up_at_the_door() {
    let rani = Client::new();
    rani.host.knocks.set(2);
    assert_eq!(rani.tries("wrong").status, 401);
    assert_eq!(rani.tries("wrong").status, 401);
    rani.host.texts.borrow_mut().clear();
    turned_away(&rani.tries("token"));
    assert!(rani.host.texts.borrow().is_empty());
}

#[test]
fn a_made_up_credential_is_a_knock_and_a_good_one_is_none() {
    let rani = at_work();
    rani.host.knocks.set(2);
    assert_eq!(rani.stranger("/api/reviews").status, 401);
    assert_eq!(rani.stranger("/review/history").status, 401);
    turned_away(&rani.stranger("/api/reviews"));
    turned_away(&rani.stranger("/review"));
    assert_eq!(rani.opens("/review").status, 200);
    assert_eq!(approve(&rani, &[]).status, 303);
}

#[test]
fn looks_at_the_health_page_are_counted_and_webhooks_are_not() {
    let rani = Client::new();
    rani.host.knocks.set(1);
    assert_ne!(rani.passes_by("GET", "/healthz").status, 429);
    turned_away(&rani.passes_by("GET", "/healthz"));
    assert_eq!(rani.passes_by("POST", "/webhook/whatsapp").status, 401);
    assert_eq!(rani.passes_by("GET", "/webhook/whatsapp").status, 403);
    assert_eq!(rani.passes_by("GET", "/review").status, 200, "the page to sign in");
}
