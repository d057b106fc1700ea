//! The switch on the desk.

use crate::client::{Client, text};
use crate::review::{approve, at_work};
use serde_json::{Value, json};
use testkit::recording::Fixed;
use whatsapp_order_ack::settings::{Settings, SettingsSource};

/// `BOT_ENABLED` is off.
struct Off;

impl SettingsSource for Off {
    fn get(&self, name: &'static str) -> Option<String> {
        if name == "BOT_ENABLED" { Some("false".into()) } else { Fixed("template").get(name) }
    }
}

const LEDGER: &str = "SELECT count(*) FROM run_ledger WHERE step = 'switch'";

fn a_message_came(rani: &Client) {
    let row = "INSERT INTO run_ledger (at, invocation, step, outcome) VALUES ('2026-03-01T11:00:00.000Z', 'inv', 'admit', 'admitted')";
    rani.host.db.borrow().execute_batch(row).expect("a row");
}

fn turns(rani: &Client, on: bool) {
    assert_eq!(rani.calls("PUT", "/api/switch", &json!({"on": on})), (200, json!({"on": on})));
}

#[test]
fn off_at_the_desk_nothing_is_sent_until_it_is_on_again() {
    let rani = at_work();
    turns(&rani, false);
    assert_eq!(approve(&rani, &[]).status, 503);
    assert_eq!(rani.count("SELECT count(*) FROM send_attempt"), 0);
    assert_eq!(rani.calls("POST", "/api/reviews/rev_1/redraft", &json!({"version": 1})).0, 409, "no draft would come");
    turns(&rani, true);
    assert_eq!(approve(&rani, &[]).status, 303, "the same press, with the same key");
    assert_eq!(rani.count("SELECT count(*) FROM send_attempt"), 1);
}

#[test]
fn a_card_can_be_closed_while_it_is_off() {
    let rani = at_work();
    turns(&rani, false);
    let body = json!({"version": 1, "reason": "handled_elsewhere"});
    assert_eq!(rani.decides("/api/reviews/rev_1/reject", "k1", &body).status, 200);
}

#[test]
fn every_page_says_who_turned_it_off_and_an_admin_turns_it_on_from_there() {
    let rani = at_work();
    a_message_came(&rani);
    assert!(!text(&rani.opens("/review")).contains("class=\"alarm\""));
    let pressed = rani.presses("/review/switch", &[("to", "off")]);
    assert_eq!(pressed, (303, "/review?switched=off".into()));
    for path in ["/review", "/review/stuck", "/review/history", "/review/numbers", "/review/cards/rev_1"] {
        assert!(text(&rani.opens(path)).contains("Arrêté par Rani, depuis le "), "{path}");
    }
    assert_eq!(rani.presses("/review/switch", &[("to", "on")]).0, 303);
    assert!(!text(&rani.opens("/review")).contains("class=\"alarm\""));
}

#[test]
fn each_turn_is_a_row_and_the_first_one_to_turn_it_off_is_named() {
    let rani = at_work();
    turns(&rani, false);
    let since = "SELECT count(*) FROM bot_switch WHERE changed_at = '2026-03-01T12:00:00.000Z'";
    assert_eq!((rani.count(LEDGER), rani.count(since)), (1, 1));
    turns(&rani, false);
    assert_eq!(rani.count(LEDGER), 2);
    turns(&rani, true);
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger WHERE step = 'switch' AND outcome = 'on'"), 1);
}

#[test]
fn the_switch_takes_on_or_off_and_nothing_else() {
    let rani = at_work();
    for body in [json!({}), json!({"on": "no"}), json!({"on": true, "now": true}), Value::Null] {
        assert_eq!(rani.calls("PUT", "/api/switch", &body).0, 400, "{body}");
    }
    assert_eq!(rani.presses("/review/switch", &[("to", "maybe")]).0, 403);
    assert_eq!(rani.count(LEDGER), 0);
}

/// A card that came while it was off.
fn missed() -> Client {
    let rani = at_work();
    let sql = "UPDATE review_queue SET draft_text = NULL, draft_sha256 = NULL, draft_language = NULL,
        draft_source = NULL, gate_why = 'bot_disabled' WHERE id = 'rev_1';
      UPDATE allowlist SET added_at = '2026-03-01T08:00:00.000Z';";
    rani.host.db.borrow().execute_batch(sql).expect("a card");
    rani
}

const DRAFT: &str = "Faire le brouillon</button>";

#[test]
fn a_card_that_came_while_it_was_off_says_how_it_stands_now_and_offers_its_draft() {
    let rani = missed();
    turns(&rani, false);
    for path in ["/review", "/review/cards/rev_1", "/review/missed"] {
        let page = text(&rani.opens(path));
        assert!(page.contains("arrivé pendant l'arrêt du service") && page.contains("encore à l'arrêt"), "{path}");
        assert!(!page.contains(DRAFT) && !page.contains("Refaire le brouillon"), "{path}: no draft would come");
    }
    turns(&rani, true);
    for path in ["/review", "/review/cards/rev_1", "/review/missed"] {
        let page = text(&rani.opens(path));
        assert!(page.contains("Le service est de nouveau en marche.") && page.contains(DRAFT), "{path}");
        assert!(!page.contains("encore à l'arrêt") && !page.contains("Refaire le brouillon"), "{path}");
    }
    let pressed = [("version", "1"), ("state", "pending"), ("key", "press-1")];
    assert_eq!(rani.presses("/review/cards/rev_1/redraft", &pressed).0, 200);
    assert_eq!(rani.count("SELECT count(*) FROM review_queue WHERE redraft_at IS NOT NULL"), 1);
}

#[test]
fn of_more_cards_than_a_page_holds_all_are_counted_and_a_link_leads_on() {
    let rani = missed();
    for n in 2..=150 {
        let sql = format!(
            "CREATE TEMP TABLE another AS SELECT * FROM review_queue WHERE id = 'rev_1';
             UPDATE another SET id = 'rev_{n:03}', overflow = {n};
             INSERT INTO review_queue SELECT * FROM another;
             DROP TABLE another;"
        );
        rani.host.db.borrow().execute_batch(&sql).expect("one more card");
    }
    let first = text(&rani.opens("/review/missed"));
    assert!(first.contains("Cartes arrivées pendant l'arrêt (150)"), "{first}");
    assert_eq!(first.matches("<article").count(), 100);
    let (_, next) = first.split_once("href=\"/review/missed?cursor=").expect("a way on");
    let (cursor, _) = next.split_once('"').expect("its end");
    let second = text(&rani.opens(&format!("/review/missed?cursor={cursor}")));
    assert!(second.contains("Cartes arrivées pendant l'arrêt (150)") && !second.contains("?cursor="), "the last page");
    assert_eq!(second.matches("<article").count(), 50);
    let ids = |page: &str| {
        page.split("<article")
            .skip(1)
            .map(|card| card.split("id=\"").nth(1).unwrap_or("").split('"').next().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    };
    let seen: std::collections::BTreeSet<String> = ids(&first).into_iter().chain(ids(&second)).collect();
    assert_eq!(seen.len(), 150, "each card stands on one page");
    assert!(second.contains("href=\"/review/missed\""), "and one way back to the first");
}

#[test]
fn with_bot_enabled_off_the_card_does_not_say_that_it_is_on() {
    let mut rani = missed();
    rani.settings = Settings::of(Off);
    let page = text(&rani.opens("/review"));
    assert!(page.contains("encore à l'arrêt") && !page.contains(DRAFT), "{page}");
}

#[test]
fn turning_it_on_says_how_many_cards_wait_for_a_draft_and_leads_to_them() {
    let rani = missed();
    let off = rani.presses("/review/switch", &[("to", "off"), ("next", "/review/history?q=th%C3%A9")]);
    assert_eq!(off, (303, "/review/history?q=th%C3%A9&switched=off".into()));
    assert!(text(&rani.opens(&off.1)).contains("Tout est arrêté : plus aucun brouillon"));
    let on = rani.presses("/review/switch", &[("to", "on"), ("next", &off.1)]);
    assert_eq!(on, (303, "/review/history?q=th%C3%A9&switched=on-1".into()));
    let page = text(&rani.opens(&on.1));
    assert!(page.contains("Le service est remis en marche.") && page.contains("1 carte arrivée pendant l'arrêt"));
    assert!(page.contains("href=\"/review/missed\""));
    assert!(!text(&rani.opens(&off.1)).contains("Tout est arrêté"), "an old link says nothing that is not so");
    assert!(text(&rani.opens("/review/missed")).contains("id=\"rev_1\""));
    rani.host.db.borrow().execute("UPDATE review_queue SET gate_why = NULL", []).expect("it was drafted");
    assert!(!text(&rani.opens("/review/missed")).contains("id=\"rev_1\""));
    let on = rani.presses("/review/switch", &[("to", "on"), ("next", "/review")]).1;
    assert!(!text(&rani.opens(&on)).contains("pendant l'arrêt"), "none is none");
}

#[test]
fn a_press_on_the_switch_leads_back_to_the_page_that_it_stands_on() {
    let rani = missed();
    turns(&rani, false);
    for path in ["/review", "/review/stuck", "/review/cards/rev_1", "/review/people", "/review/missed"] {
        let page = text(&rani.opens(path));
        assert!(page.contains(&format!("name=\"next\" value=\"{path}\"")), "{path}: {page}");
    }
    for foreign in ["https://evil.example", "//evil.example", ""] {
        let pressed = rani.presses("/review/switch", &[("to", "on"), ("next", foreign)]);
        assert_eq!(pressed, (303, "/review?switched=on-1".into()), "{foreign}");
    }
}
