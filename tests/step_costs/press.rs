//! What lies between a press and its Graph call.

use crate::{approval, check, listed, messages, pending, post, template};
use testkit::recording::{Cost, Recording};
use whatsapp_order_ack::app::{self, App};
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::http::credential::{COOKIE, Credential, SessionId};
use whatsapp_order_ack::http::{Request, Response};
use whatsapp_order_ack::review::Card;
use whatsapp_order_ack::review::decide::Action;
use whatsapp_order_ack::team::sign_in;

/// A card that waits, and a session of somebody who may answer it.
fn stage() -> (Recording, Card, SessionId) {
    let host = Recording::new();
    let sender = listed(&host, 1);
    post(&host, &messages([1], 1));
    host.run(drafting::draft(&host, &template(), &sender)).0.expect("drafted");
    let (id, _) = host.run(sign_in::sign_in(&host, "token", None)).0.expect("a database").expect("a reviewer");
    let card = pending(&host);
    (host, card, id)
}

fn ask(host: &Recording, path: &str, headers: &[(&str, &str)], body: &str) -> (Response, Cost) {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let request = Request::new("POST", &format!("https://desk.example{path}"), headers);
    let (settings, mut body) = (template(), body.as_bytes().to_vec());
    host.sent_after.set(None);
    host.run(app::answer(App { host, settings: &settings }, &request, &mut body))
}

fn by_api(host: &Recording, card: &Card, token: &str, verb: &str, body: &serde_json::Value) -> (Response, Cost) {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", "k1")];
    ask(host, &format!("/api/reviews/{}/{verb}", card.id.as_str()), &headers, &body.to_string())
}

fn at_desk(host: &Recording, card: &Card, session: &SessionId, verb: &str, form: &str) -> (Response, Cost) {
    let cookie = session.cookie(COOKIE, true).split(';').next().unwrap_or_default().to_owned();
    let csrf = Credential::Session(session.clone()).csrf().expect("a session has one");
    let headers = [
        ("cookie", cookie.as_str()),
        ("origin", "https://desk.example"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let form = format!("csrf={}&key=k1&version={}&state=pending&{form}", csrf.as_str(), card.version);
    ask(host, &format!("/review/cards/{}/{verb}", card.id.as_str()), &headers, &form)
}

fn sha(card: &Card) -> String {
    let Action::Approve { text_sha256 } = approval(card) else { panic!("an approval") };
    text_sha256
}

#[test]
fn one_round_trip_lies_between_a_press_and_graph_and_one_after_it() {
    let (host, card, _) = stage();
    let body = serde_json::json!({"version": card.version, "text_sha256": sha(&card)});
    let (answer, cost) = by_api(&host, &card, "token", "approve", &body);
    assert_eq!((answer.status, host.sent_after.get()), (200, Some(1)));
    check("an approval by the API", cost, 2, 16, 11);

    let (host, card, _) = stage();
    let body = serde_json::json!({"version": card.version, "text": "Bien reçu"});
    let (answer, cost) = by_api(&host, &card, "token", "edit", &body);
    assert_eq!((answer.status, host.sent_after.get()), (200, Some(1)));
    check("somebody's own words by the API", cost, 2, 16, 11);

    // The page that follows reads what every page says.
    let (host, card, session) = stage();
    let (answer, cost) = at_desk(&host, &card, &session, "approve", &format!("text_sha256={}", sha(&card)));
    assert_eq!((answer.status, host.sent_after.get()), (303, Some(1)));
    check("an approval at the desk", cost, 3, 26, 11);

    let (host, card, session) = stage();
    let (answer, cost) = at_desk(&host, &card, &session, "edit", "text=Bien+re%C3%A7u");
    assert_eq!((answer.status, host.sent_after.get()), (303, Some(1)));
    check("somebody's own words at the desk", cost, 3, 26, 11);
}

#[test]
fn a_press_of_nobodys_writes_and_sends_nothing() {
    let (host, card, _) = stage();
    let body = serde_json::json!({"version": card.version, "text_sha256": sha(&card)});
    let (answer, cost) = by_api(&host, &card, "made up", "approve", &body);
    assert_eq!((answer.status, host.sent_after.get()), (401, None));
    assert_eq!((cost.round_trips, cost.rows_written), (1, 0));

    let (answer, cost) =
        at_desk(&host, &card, &SessionId::new([[7; 16]; 2]), "approve", &format!("text_sha256={}", sha(&card)));
    assert_eq!((answer.status, host.sent_after.get()), (401, None));
    assert_eq!((cost.round_trips, cost.rows_written), (2, 0), "the press, and whether Access vouches");
}
