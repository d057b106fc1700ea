//! Days as French Excel saves them, with the day first: in a table whose columns have French names.

use crate::client::Client;
use serde_json::json;

const FRENCH: &str = "Identifiant;Identifiant du client;Date;Résumé";

fn imports(header: &str, day: &str) -> (u16, String, i64) {
    let rani = Client::new();
    assert_eq!(rani.sends("PUT", "/api/customers", "text/csv", "id,name,language\nC-1,Un,fr\n").0, 200);
    let file = format!("{header}\nCMD-1;C-1;{day};2 cartons\n");
    let (status, page) = rani.uploads("/review/orders/import", file.as_bytes());
    let second_of_march = "SELECT count(*) FROM orders WHERE placed_at = '2026-03-02T00:00:00.000Z'";
    (status, page, rani.count(second_of_march))
}

#[test]
fn under_french_names_a_day_may_stand_first() {
    for header in [FRENCH, "ID;Code client;Commandée le;Contenu"] {
        for day in ["02/03/2026", "2/3/2026", " 02/03/2026 ", "2026-03-02"] {
            let (status, page, kept) = imports(header, day);
            assert_eq!((status, kept), (200, 1), "{header} {day}: {page}");
        }
    }
}

#[test]
fn a_day_that_there_is_not_is_refused_by_name_with_both_forms() {
    for day in ["13/25/2026", "31/02/2026", "02/03/26", "02/03/2026/1", "+2/03/2026"] {
        let (status, page, _) = imports(FRENCH, day);
        assert!(status == 400 && page.contains(&format!("{day} »")), "{day}: {page}");
        assert!(page.contains("2026-03-02 (aaaa-mm-jj)") && page.contains("02/03/2026 (jj/mm/aaaa)"), "{page}");
    }
}

#[test]
fn under_english_names_and_in_json_a_day_is_an_iso_day_alone() {
    for header in [
        "id;customer_id;placed_at;summary",
        "order;customer;date;content",
        "identifiant;identifiant du client;order date;résumé",
        "commande;code client;date;content",
    ] {
        assert_eq!(imports(header, "02/03/2026").0, 400, "{header}");
        assert_eq!(imports(header, "2026-03-02").0, 200, "{header}");
    }
    let rani = Client::new();
    assert_eq!(rani.sends("PUT", "/api/customers", "text/csv", "id,name,language\nC-1,Un,fr\n").0, 200);
    let order = |day: &str| json!([{"id": "o1", "customer_id": "C-1", "placed_at": day, "summary": "2 sacs"}]);
    assert_eq!(rani.calls("PUT", "/api/orders", &order("02/03/2026")).0, 400);
    assert_eq!(rani.calls("PUT", "/api/orders", &order("2026-03-02")).0, 200);
}
