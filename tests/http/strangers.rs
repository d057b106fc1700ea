//! Messages of people who are not on the list: counted for whoever can list them, and not kept.

use crate::client::{Client, text};
use serde_json::json;
use testkit::recording::SECRET;
use whatsapp_order_ack::identity::Address;
use whatsapp_order_ack::keyed_hash::HashKey;

const NUMBER: &str = "33611111111";

/// Three messages of one stranger and one of another on 1 March, one of eight days before, and what
/// concerns nobody.
fn written() -> Client {
    let rani = Client::new();
    let sender = |number: &str| {
        let address = Address::as_sent(number).expect("an address");
        HashKey::derive(SECRET).sender(&address).as_str().to_owned()
    };
    let (one, other) = (sender(NUMBER), sender("33622222222"));
    let mut sql = String::new();
    for (at, outcome, who) in [
        ("2026-02-21T08:00:00.000Z", "not_allowlisted", &other),
        ("2026-02-28T23:59:00.000Z", "not_allowlisted", &one),
        ("2026-03-01T07:00:00.000Z", "not_allowlisted", &one),
        ("2026-03-01T07:01:00.000Z", "duplicate", &one),
        ("2026-03-01T07:02:00.000Z", "admitted", &other),
        ("2026-03-01T07:05:00.000Z", "not_allowlisted", &one),
        ("2026-03-01T06:00:00.000Z", "not_allowlisted", &other),
    ] {
        sql += &format!(
            "INSERT INTO run_ledger (at, invocation, step, outcome, sender_ref) VALUES ('{at}', 'i', 'admit', '{outcome}', '{who}');"
        );
    }
    rani.host.db.borrow().execute_batch(&sql).expect("rows");
    rani
}

const SAID: &str = "4 messages de 2 numéros non inscrits, ces 7 derniers jours (dernier message";

#[test]
fn an_admin_learns_that_people_write_who_are_not_listed_where_they_can_be_listed() {
    let rani = written();
    for path in ["/review/customers", "/review"] {
        let page = text(&rani.opens(path));
        let said = page.split("offer strangers\">").nth(1).unwrap_or_else(|| panic!("{path}: {page}"));
        assert!(said.contains(SAID) && said.contains("1er mars à 7 h 05 UTC"), "{path}: {said}");
        assert!(said.contains("href=\"/review/ledger/rows?kind=strangers\""), "{said}");
    }
    rani.host.db.borrow().execute("UPDATE reviewer SET language = 'en'", []).expect("another language");
    let english = text(&rani.looks("/review/customers", &[("accept-language", "en")]));
    let said = "4 messages from 2 numbers that are not listed, in the last 7 days (last message: ";
    assert!(english.contains(said) && english.contains("keeps neither number nor text"), "{english}");
}

#[test]
fn an_open_desk_does_not_ask_again_and_others_are_not_told() {
    let rani = written();
    assert!(!text(&rani.looks("/review", &[("x-desk", "poll")])).contains("non inscrits"));
    for role in ["reviewer", "auditor"] {
        rani.host.db.borrow().execute("UPDATE reviewer SET role = ?1", [role]).expect("a role");
        assert!(!text(&rani.opens("/review")).contains("non inscrits"), "{role}");
    }
}

#[test]
fn whoever_is_listed_now_is_no_stranger_and_the_admin_hears_what_they_wrote_before() {
    let rani = written();
    let fields = [
        ("address", "+33 6 11 11 11 11"),
        ("customer_name", "Épicerie"),
        ("customer_id", "c7"),
        ("language", "fr"),
        ("opt_in_note", "au comptoir"),
    ];
    let (status, _) = rani.presses("/review/customers", &fields);
    assert_eq!(status, 303);
    let page = text(&rani.opens("/review/customers/c7?done=saved"));
    assert!(page.contains("+33611111111 a écrit 3 fois ces 7 derniers jours, avant d'être inscrit"), "{page}");
    assert!(page.contains("répondez depuis le téléphone de l'entreprise"), "{page}");
    let later = text(&rani.opens("/review/customers/c7"));
    assert!(!later.contains("a écrit 3 fois"), "said once");
    let list = text(&rani.opens("/review/customers"));
    assert!(list.contains("1 message d'un numéro non inscrit, ces 7 derniers jours"), "{list}");
}

#[test]
fn an_address_that_never_wrote_has_nothing_said_of_it() {
    let rani = Client::new();
    let entry =
        json!({"customer_id": "c7", "customer_name": "Épicerie", "language": "fr", "opt_in_note": "au comptoir"});
    let (status, listed) = rani.calls("PUT", &format!("/api/allowlist/{NUMBER}"), &entry);
    assert_eq!((status, listed.get("wrote_before")), (200, None));
    let page = text(&rani.opens("/review/customers/c7?done=saved"));
    assert!(page.contains("C'est enregistré.") && !page.contains("avant d'être inscrit"), "{page}");
    assert!(!text(&rani.opens("/review/customers")).contains("non inscrit"));
}

#[test]
fn what_a_number_wrote_is_known_however_the_number_is_written() {
    let rani = Client::new();
    let sender = HashKey::derive(SECRET).sender(&Address::as_sent("551187654321").expect("an address"));
    let sql = format!(
        "INSERT INTO run_ledger (at, invocation, step, outcome, sender_ref)
         VALUES ('2026-03-01T07:00:00.000Z', 'i', 'admit', 'not_allowlisted', '{}')",
        sender.as_str()
    );
    rani.host.db.borrow().execute_batch(&sql).expect("a row");
    let entry =
        json!({"customer_id": "c7", "customer_name": "Épicerie", "language": "pt", "opt_in_note": "au comptoir"});
    let (_, listed) = rani.calls("PUT", "/api/allowlist/5511987654321", &entry);
    assert_eq!(listed["wrote_before"], json!({"last": "2026-03-01T07:00:00.000Z", "messages": 1}));
    rani.host.now.set(rani.host.now.get() + 1);
    let (_, again) = rani.calls("PUT", "/api/allowlist/5511987654321", &entry);
    assert_eq!(again.get("wrote_before"), None, "said of a new entry");
    assert!(text(&rani.opens("/review/customers/c7?done=saved")).contains("a écrit une fois"));
}

#[test]
fn whoever_is_confirmed_from_a_file_has_said_of_them_what_they_wrote_before() {
    let rani = written();
    let sent = |path: &str, table: &str| rani.sends("PUT", path, "text/csv", table).0;
    assert_eq!(sent("/api/customers", "id,name,language\nc7,Épicerie,fr\nc8,Huit,fr\n"), 200);
    assert_eq!(sent("/api/proposals", &format!("address,customer_id\n{NUMBER},c7\n33633333333,c8\n")), 200);
    let confirm = |address: &str, customer: &str| {
        let fields = [("address", address), ("customer_id", customer), ("opt_in_note", "au comptoir"), ("list", "1")];
        rani.presses("/review/addresses/confirm", &fields)
    };
    for said in ["C'est inscrit : Épicerie", "C'est déjà inscrit : Épicerie"] {
        let (status, page) = confirm(NUMBER, "c7");
        assert!(status == 200 && page.contains(said), "{page}");
        assert!(page.contains("+33611111111 a écrit 3 fois ces 7 derniers jours, avant d'être inscrit"), "{page}");
        assert!(page.contains("Il en reste 1 à confirmer."), "{page}");
    }
    let (_, page) = confirm("33633333333", "c8");
    assert!(page.contains("C'est inscrit : Huit") && !page.contains("avant d'être inscrit"), "{page}");
}
