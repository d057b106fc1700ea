//! What an order asks besides: on the card, in the lists, and answered with the acknowledgment.

use crate::client::{Client, text};
use crate::review::{TEXT, approve, at_work};
use serde_json::{Value, json};
use testkit::recording::Fixed;
use whatsapp_order_ack::settings::{Settings, SettingsSource};

const CARD: &str = "/review/cards/rev_1";
const ASKS: &str = "Le client demande aussi autre chose. Ce texte n'y répond pas";

/// The business has a name.
struct Named;

impl SettingsSource for Named {
    fn get(&self, name: &'static str) -> Option<String> {
        if name == "BUSINESS_NAME" { Some("Exemple SARL".into()) } else { Fixed("template").get(name) }
    }
}

/// A card of an order with a draft, in these words.
fn wrote(words: &str) -> Client {
    let rani = at_work();
    let words = words.replace('\'', "''");
    let sql = format!("UPDATE inbound_message SET text = '{words}' WHERE message_ref = 'm_1'");
    rani.host.db.borrow().execute_batch(&sql).expect("words");
    rani
}

fn asked() -> Client {
    let rani = wrote("Bonjour, 5 cartons de thé SVP. Vous avez encore du miel ? Et vous livrez samedi ?");
    // As the gate saw it: replies are read for such cards alone.
    let saw = r#"UPDATE review_queue SET gate_evidence = '[{"kind":"question","text":"?","start":54,"end":55}]'"#;
    rani.host.db.borrow().execute(saw, []).expect("evidence");
    rani
}

fn get(rani: &Client, path: &str) -> Value {
    rani.calls("GET", path, &Value::Null).1
}

fn adds(rani: &Client, reply: &str) -> (u16, String) {
    let answer = rani.submits(&format!("{CARD}/saved"), &[], &[("version", "1"), ("reply", reply)]);
    (answer.status, text(&answer))
}

#[test]
fn what_an_order_asks_besides_stands_before_the_press_that_sends() {
    let rani = asked();
    for path in ["/review", CARD] {
        let page = text(&rani.opens(path));
        let (before, _) = page.split_once(&format!("action=\"{CARD}/approve\"")).expect("a press that sends");
        let (_, said) = before.rsplit_once("<section class=\"draft\">").expect("a draft");
        assert!(said.contains(ASKS), "{path}: {said}");
        for quote in ["Vous avez encore du miel ?", "vous livrez samedi ?"] {
            assert!(said.contains(quote), "{path}: {quote}");
        }
    }
    assert!(text(&rani.opens("/review")).contains("demande autre chose"), "the list has a word for it");
    let asked = get(&rani, "/api/reviews/rev_1")["unanswered"].clone();
    let first = json!({"kind": "question", "text": "Vous avez encore du miel ?", "message": "wamid.ASKED", "start": 31, "end": 57});
    assert_eq!(asked[0], first);
    assert_eq!(asked.as_array().map(Vec::len), Some(2));
    assert_eq!(get(&rani, "/api/reviews")["reviews"][0]["unanswered"], asked);
}

#[test]
fn courtesy_raises_no_alarm() {
    for words in
        ["5 cartons de thé, c'est possible ?", "Bonjour, ça va ? 5 cartons de thé svp", "Je peux avoir 3 kg de miel ?"]
    {
        let rani = wrote(words);
        let page = text(&rani.opens("/review"));
        assert!(page.contains(&format!("{CARD}/approve")) && !page.contains(ASKS), "{words}");
        assert!(!page.contains("demande autre chose") && !page.contains("name=\"reply\""), "{words}");
        assert_eq!(get(&rani, "/api/reviews/rev_1")["unanswered"], json!([]), "{words}");
    }
}

#[test]
fn a_complaint_in_an_order_is_said_too() {
    let rani = wrote("Les œufs étaient cassés hier. Mettez-moi 3 plateaux pour demain");
    let page = text(&rani.opens("/review"));
    assert!(page.contains("Le client signale aussi un problème") && page.contains("signale un problème</span>"));
    assert_eq!(get(&rani, "/api/reviews/rev_1")["unanswered"][0]["kind"], "complaint");
}

#[test]
fn what_a_rule_of_the_business_answers_is_for_a_person_to_see() {
    let rani = asked();
    rani.host.db.borrow().execute("UPDATE review_queue SET draft_prompt = 'rules-2:r-1'", []).expect("a rule");
    let page = text(&rani.opens("/review"));
    assert!(page.contains("Voyez si ce texte y répond") && !page.contains(ASKS), "{page}");
}

#[test]
fn a_quote_is_text_and_has_an_end() {
    let rani = wrote(&format!("5 cartons de thé. Vous avez <b>du miel</b> {} ?", "et encore ".repeat(60)));
    let page = text(&rani.opens(CARD));
    assert!(page.contains("« <bdi>Vous avez &lt;b&gt;du miel&lt;/b&gt; et encore"), "{page}");
    assert!(page.contains("…</bdi> »") && !page.contains("<b>du miel"));
    let asked = get(&rani, "/api/reviews/rev_1")["unanswered"][0].clone();
    assert_eq!(asked["text"].as_str().map(|text| text.chars().count()), Some(300));
}

#[test]
fn one_tap_adds_a_reply_to_the_draft_and_the_next_one_sends_it_as_an_edit() {
    let rani = asked();
    let before = rani.dump(&[]);
    let (status, preview) = adds(&rani, "stock-fr");
    let words = format!("{TEXT}\n\nMerci pour votre question. Nous vérifions et vous répondons ici.");
    assert!(status == 200 && preview.contains("data-state=\"preview\""), "{status}");
    assert!(preview.contains(&format!("name=\"text\" value=\"{words}\"")), "{preview}");
    assert!(preview.contains("<ins>Merci"), "what was added is shown");
    assert_eq!(rani.dump(&[]), before, "nothing is written before the second tap");
    let sent = [("version", "1"), ("state", "pending"), ("key", "press-1"), ("text", words.as_str())];
    assert_eq!(rani.presses(&format!("{CARD}/edit"), &sent).0, 303);
    let card = get(&rani, "/api/reviews/rev_1");
    assert_eq!(
        (&card["state"], &card["draft"]["text"], &card["decision"]["action"], &card["decision"]["text"]),
        (&json!("sent"), &json!(TEXT), &json!("edit"), &json!(words))
    );
    let history = text(&rani.opens("/review/history?outcome=edited"));
    assert!(history.contains("rev_1") && !history.contains("demande autre chose"), "it was answered");
}

#[test]
fn a_reply_with_a_blank_opens_the_draft_with_it_for_writing() {
    let (status, page) = adds(&asked(), "hours-fr");
    assert_eq!(status, 200);
    assert!(page.contains(&format!("{TEXT}\n\nNous sommes ouverts [jours et heures].</textarea>")), "{page}");
    assert!(!page.contains("data-state=\"preview\""));
}

#[test]
fn the_business_signs_once() {
    let mut rani = asked();
    rani.settings = Settings::of(Named);
    let row = "UPDATE review_queue SET draft_text = 'Bonjour, bien reçu, merci !' || char(10) || '— Exemple SARL'";
    rani.host.db.borrow().execute_batch(row).expect("a draft");
    let (_, preview) = adds(&rani, "stock-fr");
    let words = "Bonjour, bien reçu, merci !\n\nMerci pour votre question. Nous vérifions et vous répondons ici.\n— Exemple SARL";
    assert!(preview.contains(&format!("name=\"text\" value=\"{words}\"")), "{preview}");
}

#[test]
fn the_replies_are_those_in_the_drafts_language() {
    let rani = asked();
    rani.host.db.borrow().execute("UPDATE review_queue SET draft_language = 'en'", []).expect("a language");
    let page = text(&rani.opens("/review"));
    assert!(page.contains("value=\"stock-en\"") && !page.contains("value=\"stock-fr\""));
}

#[test]
fn where_the_gate_saw_nothing_left_open_no_reply_is_read_and_the_way_to_all_of_them_stands() {
    let rani = wrote("5 cartons de thé. Possible samedi matin ?");
    let page = text(&rani.opens("/review"));
    assert!(page.contains(ASKS) && !page.contains("name=\"reply\""), "{page}");
    assert!(page.contains(&format!("href=\"{CARD}/saved\"")), "{page}");
}

#[test]
fn the_guard_warns_of_what_was_added() {
    let rani = asked();
    let row =
        "UPDATE saved_reply SET text = '{hello}, votre commande est confirmée et part demain.' WHERE id = 'stock-fr'";
    rani.host.db.borrow().execute_batch(row).expect("a promise");
    let (_, preview) = adds(&rani, "stock-fr");
    assert!(preview.contains("class=\"trouble\""), "{preview}");
}

#[test]
fn the_sign_stays_after_the_draft_was_sent_as_it_is() {
    let rani = asked();
    assert_eq!(approve(&rani, &[]).status, 303);
    let card = text(&rani.opens(CARD));
    assert!(card.contains("Le client disait aussi") && card.contains("Vous avez encore du miel ?"), "{card}");
    assert!(!card.contains(ASKS) && !card.contains("name=\"reply\""));
    let listed = "UPDATE allowlist SET added_at = '2026-03-01T08:00:00.000Z'";
    rani.host.db.borrow().execute(listed, []).expect("a time");
    for path in ["/review/history", "/review/customers/c1"] {
        let page = text(&rani.opens(path));
        assert!(page.contains("demande autre chose"), "{path}: {page}");
    }
    assert_eq!(get(&rani, "/api/reviews/rev_1")["unanswered"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_auditor_sees_that_something_is_asked_and_not_what() {
    let rani = asked();
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("another role");
    let page = text(&rani.opens(CARD));
    assert!(page.contains(ASKS) && !page.contains("miel") && !page.contains("name=\"reply\""), "{page}");
    let asked = get(&rani, "/api/reviews/rev_1")["unanswered"][0].clone();
    assert_eq!((&asked["kind"], &asked["text"], &asked["message"]), (&json!("question"), &json!(""), &Value::Null));
}

#[test]
fn nothing_of_it_is_left_after_the_erasure() {
    let rani = asked();
    assert_eq!(approve(&rani, &[]).status, 303);
    assert_eq!(rani.calls("DELETE", "/api/customers/c1", &Value::Null).0 / 100, 2);
    assert_eq!(get(&rani, "/api/reviews/rev_1")["unanswered"], json!([]));
}
