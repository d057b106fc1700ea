//! The list of customers, the page of one, erasing that names whom, and addresses of an import
//! that admit nobody until an admin says so.

use crate::client::{Client, text};
use serde_json::{Value, json};

fn three() -> Client {
    let rani = Client::new();
    let table = "id,name,language\nc1,Épicerie d'Été,fr\nc2,Chez Noël,fr\nx-3,\"Huit, Frères\",en\n";
    assert_eq!(rani.sends("PUT", "/api/customers", "text/csv", table).0, 200);
    for (address, id, name) in [("33612345678", "c1", "Épicerie d'Été"), ("FR.1300777", "c2", "Chez Noël")] {
        let entry = json!({"customer_id": id, "customer_name": name, "language": "fr", "opt_in_note": "asked"});
        assert_eq!(rani.calls("PUT", &format!("/api/allowlist/{address}"), &entry).0, 200);
    }
    rani
}

#[test]
fn a_customer_is_found_by_name_number_and_id_however_they_are_typed() {
    let rani = three();
    for (typed, found) in [
        ("epicerie", vec!["c1"]),
        ("EPICERIE DETE", vec!["c1"]),
        ("épicerie d’été", vec!["c1"]),
        ("noel", vec!["c2"]),
        ("NOËL", vec!["c2"]),
        ("freres", vec!["x-3"]),
        ("06 12 34", vec!["c1"]),
        ("+33 6 12 34 56 78", vec!["c1"]),
        ("fr.1300", vec!["c2"]),
        ("X-3", vec!["x-3"]),
        ("c", vec!["c1", "c2"]),
        ("", vec!["c1", "c2", "x-3"]),
        ("nobody", vec![]),
        ("%", vec![]),
    ] {
        let typed: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        let (status, page) = rani.calls("GET", &format!("/api/customers?q={typed}"), &Value::Null);
        let ids: Vec<_> = page["customers"].as_array().expect("a list").iter().map(|c| c["id"].clone()).collect();
        assert_eq!((status, ids), (200, found.iter().map(|id| json!(id)).collect()), "{typed}");
        let desk = text(&rani.opens(&format!("/review/customers?q={typed}")));
        for id in ["c1", "c2", "x-3"] {
            let shown = desk.contains(&format!("href=\"/review/customers/{id}\""));
            assert_eq!(shown, found.contains(&id), "{typed} {id}");
        }
    }
}

#[test]
fn the_list_goes_on_by_name_page_by_page() {
    let rani = Client::new();
    let rows: String =
        (0..120).map(|n| format!("c{n},{} Client {n:03},fr\n", if n % 2 == 0 { "É" } else { "e" })).collect();
    rani.sends("PUT", "/api/customers", "text/csv", format!("id,name,language\n{rows}"));
    let mut next = "/review/customers?q=client".to_owned();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = text(&rani.opens(&next));
        seen.extend(
            page.split("<strong>").skip(1).filter_map(|part| part.split_once('<')).map(|(name, _)| name.to_owned()),
        );
        let link = page.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split_once('"'));
        next = link.map(|(path, _)| path.replace("&amp;", "&")).unwrap_or_default();
    }
    assert_eq!((next.as_str(), seen.len()), ("", 120));
    let folded: Vec<_> = seen.iter().map(|name| name.replace('É', "e")).collect();
    assert!(folded.is_sorted(), "accents change no order: {seen:?}");
}

#[test]
fn an_import_says_who_is_still_without_an_address() {
    let rani = three();
    let (status, page) = rani.uploads("/review/customers/import", b"id,name,language\nc9,Neuf,fr\n");
    assert!(status == 200 && page.contains("2 clients n'ont pas encore d'adresse"), "{page}");
    let (_, told) = rani.calls("PUT", "/api/customers", &json!([{"id": "c9", "name": "Neuf", "language": "fr"}]));
    assert_eq!(told, json!({"rows": 1, "without_address": 2}));
    let without = text(&rani.opens("/review/customers?without=1"));
    assert!(without.contains("/review/customers/x-3\"") && without.contains("/review/customers/c9\""), "{without}");
    assert!(!without.contains("/review/customers/c1\""), "{without}");
}

#[test]
fn all_of_a_customer_is_on_one_page() {
    let rani = three();
    rani.sends(
        "PUT",
        "/api/orders",
        "text/csv",
        "id,customer_id,placed_at,summary\no1,c1,2026-01-02,2 cartons de thé\n",
    );
    let entry =
        json!({"customer_id": "c1", "customer_name": "Épicerie d'Été", "language": "fr", "opt_in_note": "au comptoir"});
    rani.host.now.set(rani.host.now.get() + 60);
    rani.calls("PUT", "/api/allowlist/33612345678", &entry);
    rani.host
        .db
        .borrow()
        .execute_batch(
            "INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at,
        received_at, window_closes_at, gate_verdict, gate_evidence)
      SELECT 'rev_1', 'w', sender_id, 'c1', 'expired', 1, added_at, added_at, added_at, 'not_an_order', '[]'
      FROM allowlist WHERE customer_id = 'c1'",
        )
        .expect("a card");
    let page = text(&rani.opens("/review/customers/c1"));
    for shown in [
        "+33612345678",
        "au comptoir",
        "inscrite par Rani",
        "asked",
        "2 cartons de thé",
        "/review/cards/rev_1",
        "/api/customers/c1/export",
        "/review/customers/c1/erase",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert_eq!(rani.opens("/review/customers/nobody").status, 404);
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'reviewer'", []).expect("a role");
    for path in ["/review/customers/c1", "/review/customers/c1/erase", "/review/addresses"] {
        assert_eq!(rani.opens(path).status, 403, "{path}");
    }
}

#[test]
fn erasing_begins_at_the_customer_and_says_whom() {
    let rani = three();
    let page = text(&rani.opens("/review/customers/c2/erase"));
    assert!(page.contains("Effacer pour de bon : Chez Noël"), "{page}");
    assert_eq!(rani.count("SELECT count(*) FROM customers"), 3, "looking erases nothing");
    let (status, page) = rani.presses("/review/customers/erase", &[("id", "c2")]);
    assert!(status == 200 && page.contains("Chez Noël est effacé."), "{page}");
    assert_eq!(rani.opens("/review/customers/c2/erase").status, 404);
}

#[test]
fn a_refused_form_comes_back_filled_with_what_is_wrong_beside_the_field() {
    let rani = Client::new();
    let fields = [
        ("address", "06 12 34 56 78"),
        ("customer_id", "c1"),
        ("customer_name", "Café <1>"),
        ("language", "pt"),
        ("opt_in_note", "asked"),
    ];
    let (status, page) = rani.presses("/review/customers", &fields);
    assert_eq!(status, 400);
    for kept in [
        "value=\"06 12 34 56 78\"",
        "value=\"Café &lt;1&gt;\"",
        "value=\"c1\"",
        "<option value=\"pt\" selected",
        ">asked</textarea>",
        "id=\"address-wrong\"",
        "aria-describedby=\"address-wrong\"",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    let without_note = [
        ("address", "+33 6 12 34 56 78"),
        ("customer_id", "c1"),
        ("customer_name", "Café"),
        ("language", "fr"),
        ("opt_in_note", " "),
    ];
    let (status, page) = rani.presses("/review/customers", &without_note);
    assert!(
        status == 400 && page.contains("id=\"opt_in_note-wrong\"") && page.contains("value=\"+33 6 12 34 56 78\""),
        "{page}"
    );
}

#[test]
fn imported_addresses_admit_nobody_until_an_admin_lists_them_by_name() {
    let rani = three();
    let file = "address,customer_id,opt_in_note\n+33 6 99 99 99 01,x-3,par téléphone\n+33612345678,c1,\n+33699999902,nobody,\n";
    let (status, page) = rani.uploads("/review/addresses/import", file.as_bytes());
    assert_eq!(status, 200);
    assert!(page.contains("1 ligne importée.") && page.contains("déjà inscrites ou d'un client inconnu : 2"), "{page}");
    assert!(
        page.contains("Inscrire Huit, Frères, +33699999901") && page.contains(">par téléphone</textarea>"),
        "{page}"
    );
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 2, "nobody is listed by it");
    assert!(text(&rani.opens("/review/customers")).contains("1 adresse à confirmer"));
    assert!(text(&rani.opens("/review/customers/x-3")).contains("Inscrire Huit, Frères"));
    let confirm = |note: &str| {
        let fields = [
            ("address", "33699999901"),
            ("customer_id", "x-3"),
            ("customer_name", "Huit, Frères"),
            ("language", "en"),
            ("opt_in_note", note),
        ];
        rani.presses("/review/customers", &fields).0
    };
    assert_eq!(confirm(""), 400, "who opted in, when and how has to be said");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 2);
    assert_eq!(confirm("M. Huit, par téléphone à Rani, le 2 mars"), 303);
    assert_eq!(rani.count("SELECT count(*) FROM allowlist WHERE customer_id = 'x-3'"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM address_proposal"), 0);
    let bad = rani.uploads("/review/addresses/import", b"address,customer_id\n0612345678,c1\n");
    assert!(
        bad.0 == 400 && bad.1.contains(" 0612345678 » ne convient pas. Il faut un numéro avec son indicatif"),
        "{}",
        bad.1
    );
    rani.uploads("/review/addresses/import", b"address,customer_id\n+33699999903,c1\n");
    let (status, page) = rani.presses("/review/addresses/discard", &[("address", "33699999903")]);
    assert!(status == 200 && page.contains("+33699999903 est écartée."), "{page}");
    assert_eq!(rani.count("SELECT count(*) FROM address_proposal"), 0);
    let told = "SELECT count(*) FROM run_ledger WHERE step = 'allowlist' AND outcome IN ('proposed', 'discarded')";
    assert_eq!(rani.count(told), 3);
}

#[test]
fn the_api_lists_confirms_and_refuses_proposed_addresses_as_the_desk_does() {
    let rani = three();
    let file = json!([{"address": "+33 6 99 99 99 01", "customer_id": "x-3", "opt_in_note": "par téléphone"},
        {"address": "33699999902", "customer_id": "c1"}, {"address": "33612345678", "customer_id": "c1"},
        {"address": "33699999903", "customer_id": "nobody"}]);
    assert_eq!(rani.calls("PUT", "/api/proposals", &file), (200, json!({"rows": 2, "left_out": 2})));
    let (_, page) = rani.calls("GET", "/api/proposals?limit=1", &Value::Null);
    assert_eq!(page["proposals"][0]["customer_name"], "Huit, Frères");
    assert_eq!(page["next_cursor"], "33699999901");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 2, "nobody is listed by it");
    let confirm = |customer: &str, note: &str| {
        let body = json!({"customer_id": customer, "opt_in_note": note});
        rani.calls("POST", "/api/proposals/33699999901/confirm", &body)
    };
    assert_eq!(confirm("x-3", " ").0, 400, "who opted in, when and how has to be said");
    assert_eq!(confirm("c1", "au comptoir").0, 404, "it was proposed for another customer");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 2);
    let (status, entry) = confirm("x-3", "M. Huit, par téléphone à Rani, le 2 mars");
    assert_eq!((status, &entry["customer_name"]), (200, &json!("Huit, Frères")), "{entry}");
    assert_eq!(entry["opt_in_note"], "M. Huit, par téléphone à Rani, le 2 mars");
    assert_eq!(confirm("x-3", "encore").0, 404, "it waits no more");
    let taken = json!({"customer_id": "c1", "customer_name": "Un", "language": "fr", "opt_in_note": "asked"});
    let moved = json!([{"address": "33699999904", "customer_id": "x-3"}]);
    assert_eq!(rani.calls("PUT", "/api/proposals", &moved).0, 200);
    rani.host.db.borrow().execute_batch("CREATE TABLE kept AS SELECT * FROM address_proposal").expect("a copy");
    assert_eq!(rani.calls("PUT", "/api/allowlist/33699999904", &taken).0, 200);
    rani.host.db.borrow().execute_batch("INSERT OR IGNORE INTO address_proposal SELECT * FROM kept").expect("a row");
    let late = json!({"customer_id": "x-3", "opt_in_note": "au comptoir"});
    let (status, told) = rani.calls("POST", "/api/proposals/33699999904/confirm", &late);
    assert_eq!((status, &told["error"]["code"]), (409, &json!("other_customer")), "{told}");
    assert_eq!(rani.calls("DELETE", "/api/proposals/33699999902", &Value::Null).0, 204);
    assert_eq!(rani.calls("DELETE", "/api/proposals/33699999902", &Value::Null).0, 404);
    let told = "SELECT count(*) FROM run_ledger WHERE step = 'allowlist' AND outcome = 'discarded'";
    assert_eq!(rani.count(told), 1);
}
