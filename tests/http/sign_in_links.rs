//! A link signs somebody in on a phone, once and within ten minutes; the phone stays signed in for
//! a night, and an admin signs it out.

use crate::client::{Client, text};
use testkit::recording::NOON;
use whatsapp_order_ack::http::Response;

const HOUR: i64 = 60 * 60;

/// An admin, and Paul of the team.
fn with_paul() -> Client {
    let rani = Client::new();
    rani.host
        .db
        .borrow()
        .execute_batch(
            "INSERT INTO reviewer (id, name, role, token_sha256, created_at)
             VALUES ('usr_2', 'Paul', 'reviewer', 'x', '2026-01-01T00:00:00.000Z')",
        )
        .expect("Paul");
    rani
}

/// The path of a fresh link for somebody, as it stands on the page.
fn link(rani: &Client, whose: &str) -> String {
    let (status, page) = rani.presses("/review/people/link", &[("id", whose)]);
    assert_eq!(status, 200, "{page}");
    let path = page.split("id=\"sign-in-link\" href=\"").nth(1).and_then(|rest| rest.split_once('"'));
    path.expect("a link").0.to_owned()
}

fn use_up(rani: &Client, link: &str) -> Response {
    let code = link.rsplit('/').next().expect("a code");
    rani.enters("/review/link", &format!("code={code}"))
}

/// The session's cookie, as the phone sends it.
fn cookie(entered: &Response) -> String {
    assert_eq!((entered.status, entered.header("location")), (303, Some("/review")));
    let cookie = entered.header("set-cookie").expect("a cookie");
    assert!(cookie.contains("Max-Age=2592000; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
    cookie.split(';').next().expect("a pair").to_owned()
}

fn told(rani: &Client, outcome: &str) -> i64 {
    rani.count(&format!("SELECT count(*) FROM run_ledger WHERE step || '.' || outcome = '{outcome}'"))
}

#[test]
fn a_link_signs_in_once_and_looking_at_it_uses_nothing_up() {
    let rani = with_paul();
    let path = link(&rani, "usr_2");
    rani.host.texts.borrow_mut().clear();
    for method in ["GET", "HEAD"] {
        let looked = rani.passes_by(method, &path);
        assert_eq!((looked.status, looked.header("set-cookie")), (200, None));
    }
    assert!(rani.host.texts.borrow().is_empty(), "a look asks nothing of the database");
    let page = text(&rani.passes_by("GET", &path));
    assert!(page.contains("action=\"/review/link\"") && !page.contains("Paul"), "{page}");
    let entered = use_up(&rani, &path);
    assert!(text(&rani.sits(&cookie(&entered), "/review")).contains(">Paul<"));
    let again = use_up(&rani, &path);
    assert_eq!((again.status, again.header("set-cookie")), (401, None));
    assert_eq!(["sign_in_link.made", "sign_in_link.used"].map(|row| told(&rani, row)), [1, 1]);
    let by = "SELECT count(*) FROM run_ledger WHERE outcome = 'made' AND actor = 'usr_1' AND reason = 'usr_2'";
    assert_eq!(rani.count(by), 1);
    let code = path.rsplit('/').next().expect("a code").to_owned();
    assert!(!rani.dump(&[]).iter().any(|row| row.contains(&code)), "its SHA-256 alone is kept");
}

#[test]
fn a_link_ends_after_ten_minutes_and_with_the_next_one() {
    let rani = with_paul();
    let first = link(&rani, "usr_2");
    let second = link(&rani, "usr_2");
    assert_eq!(use_up(&rani, &first).status, 401, "the next one takes it back");
    assert_eq!(told(&rani, "sign_in_link.revoked"), 1);
    rani.host.now.set(NOON + 10 * 60);
    assert_eq!(use_up(&rani, &second).status, 401, "ten minutes");
    let third = link(&rani, "usr_2");
    rani.host.now.set(NOON + 20 * 60 - 1);
    assert_eq!(use_up(&rani, &third).status, 303);
    let fourth = link(&rani, "usr_2");
    assert!(text(&rani.opens("/review/people")).contains("Un lien de connexion est en attente"));
    assert_eq!(rani.presses("/review/people/link/revoke", &[("id", "usr_2")]).0, 303);
    assert_eq!(use_up(&rani, &fourth).status, 401);
    assert_eq!(told(&rani, "sign_in_link.revoked"), 2);
}

#[test]
fn a_phone_stays_signed_in_for_twelve_idle_hours_and_thirty_days() {
    let rani = with_paul();
    let cookie = cookie(&use_up(&rani, &link(&rani, "usr_2")));
    let mut at = NOON;
    for _ in 0..59 {
        at += 12 * HOUR - 61;
        rani.host.now.set(at);
        assert!(text(&rani.sits(&cookie, "/review")).contains(">Paul<"), "after {} hours", (at - NOON) / HOUR);
    }
    rani.host.now.set(NOON + 30 * 24 * HOUR + 1);
    assert!(!text(&rani.sits(&cookie, "/review")).contains(">Paul<"), "thirty days in all");
    let rani = with_paul();
    let cookie = self::cookie(&use_up(&rani, &link(&rani, "usr_2")));
    rani.host.now.set(NOON + 12 * HOUR + 1);
    assert!(!text(&rani.sits(&cookie, "/review")).contains(">Paul<"), "twelve hours unused");
}

#[test]
fn the_team_lists_phones_and_an_admin_signs_one_out() {
    let rani = with_paul();
    let cookie = cookie(&use_up(&rani, &link(&rani, "usr_2")));
    let page = text(&rani.opens("/review/people"));
    let phone = page.split("name=\"phone\" value=\"").nth(1).and_then(|rest| rest.split_once('"')).expect("a phone").0;
    assert_eq!(rani.presses("/review/people/phone/revoke", &[("phone", phone)]).0, 303);
    let poll = rani.sits(&cookie, "/review/history");
    assert_eq!(poll.status, 401, "the open page is told at its next look");
    assert_eq!(told(&rani, "session.revoked"), 1);
    assert!(!text(&rani.opens("/review/people")).contains("name=\"phone\""));
    rani.presses("/review/people/phone/revoke", &[("phone", phone)]);
    assert_eq!(told(&rani, "session.revoked"), 1, "once");
}

#[test]
fn nobody_is_signed_in_who_may_not_be() {
    let rani = with_paul();
    let db = || rani.host.db.borrow();
    db().execute_batch(
        "INSERT INTO reviewer (id, name, role, assistant, token_sha256, created_at)
         VALUES ('usr_3', 'Model', 'auditor', 1, 'z', '2026-01-01T00:00:00.000Z')",
    )
    .expect("an assistant");
    for nobody in ["usr_3", "usr_none", ""] {
        assert_eq!(rani.presses("/review/people/link", &[("id", nobody)]).0, 404, "{nobody}");
    }
    let path = link(&rani, "usr_2");
    assert_eq!(rani.passes_by("POST", "/review/link").status, 403, "not from a page of ours");
    assert_eq!(rani.enters("/review/link", "code=").status, 401);
    rani.presses("/review/people/revoke", &[("id", "usr_2")]);
    assert_eq!(use_up(&rani, &path).status, 401, "revoked meanwhile");
    db().execute("UPDATE reviewer SET role = 'reviewer'", []).expect("a role");
    for form in ["/review/people/link", "/review/people/link/revoke", "/review/people/phone/revoke"] {
        assert_eq!(rani.presses(form, &[("id", "usr_1")]).0, 403, "{form}");
    }
}

#[test]
fn a_link_has_the_public_url_or_no_origin_at_all() {
    let rani = with_paul();
    assert!(link(&rani, "usr_2").starts_with("/review/link/"), "never from a Host header");
    rani.host.knocks.set(1);
    let path = link(&rani, "usr_2");
    let code = path.rsplit('/').next().expect("a code");
    let knock = || rani.tries(code);
    assert_eq!(knock().status, 401, "a code is no token");
    assert_eq!(knock().status, 429);
}
