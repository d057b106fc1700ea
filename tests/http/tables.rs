//! Customers, orders and products, by the API and at the desk.

use crate::client::Client;
use serde_json::{Value, json};

const PRODUCTS: &str = "reference,name,aliases\r\nHT1,\"Harissa, tube\",piment|harissa\r\n";

fn entry(customer: &str) -> Value {
    json!({"customer_id": customer, "customer_name": "Exemple", "language": "fr", "opt_in_note": "by telephone"})
}

#[test]
fn an_entry_is_put_found_kept_from_others_and_removed() {
    let rani = Client::new();
    let path = "/api/allowlist/%2B33%206%2000%2000%2000%2001";
    let (status, put) = rani.calls("PUT", path, &entry("c1"));
    assert_eq!((status, &put["address"]), (200, &json!("33600000001")), "{put}");
    assert_eq!(rani.calls("GET", "/api/allowlist?limit=1", &Value::Null).1["next_cursor"], "33600000001");
    assert_eq!(rani.calls("GET", path, &Value::Null).1["past"], json!([]));
    let (status, other) = rani.calls("PUT", path, &entry("c2"));
    assert_eq!((status, &other["error"]["code"]), (409, &json!("other_customer")));
    assert!(other["error"]["message"].to_string().contains("the customer c1."), "{other}");
    assert_eq!(rani.calls("PUT", "/api/allowlist/nobody", &entry("c1")).0, 400);
    let (status, local) = rani.calls("PUT", "/api/allowlist/06%2012%2034%2056%2078", &entry("c1"));
    assert_eq!(status, 400);
    assert!(local["error"]["message"].to_string().contains("+33 6 12 34 56 78"), "{local}");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 1);
    assert_eq!(rani.sends("DELETE", path, "", ""), (204, String::new()));
    assert_eq!(rani.calls("DELETE", path, &Value::Null).0, 404);
}

#[test]
fn listing_somebody_again_keeps_how_they_opted_in() {
    let rani = Client::new();
    let path = "/api/allowlist/33600000001";
    let put = |note: &str, name: &str| {
        let body = json!({"customer_id": "c1", "customer_name": name, "language": "fr", "opt_in_note": note});
        rani.host.now.set(rani.host.now.get() + 60);
        rani.calls("PUT", path, &body).1
    };
    let rows = || rani.count("SELECT count(*) FROM run_ledger WHERE step = 'allowlist'");
    let first = put("by telephone", "Exemple");
    // The same again says and changes nothing, and a corrected name is no new opt-in.
    assert_eq!((put("by telephone", "Exemple"), rows()), (first.clone(), 1));
    let corrected = put("by telephone", "Exemple & fils");
    assert_eq!((&corrected["added_at"], rows()), (&first["added_at"], 2));
    let renewed = put("at the counter", "Exemple & fils");
    assert!(renewed["added_at"] != first["added_at"], "{renewed}");
    rani.sends("DELETE", path, "", "");
    put("at the fair", "Exemple & fils");
    let entry = rani.calls("GET", path, &Value::Null).1;
    let past = entry["past"].as_array().expect("a list");
    let notes: Vec<_> = past.iter().map(|past| (&past["opt_in_note"], &past["added_at"])).collect();
    let page = rani.opens("/review/customers/c1");
    let page = String::from_utf8_lossy(&page.body).into_owned();
    assert!(page.contains("Historique des accords") && page.contains("by telephone"), "{page}");
    assert_eq!(notes, [(&json!("at the counter"), &renewed["added_at"]), (&json!("by telephone"), &first["added_at"])]);
    assert_eq!(rows(), 5);
}

#[test]
fn an_email_address_that_stays_is_no_change() {
    let rani = Client::new();
    let set = |email: &str| rani.presses("/review/people/email", &[("id", "usr_1"), ("email", email)]).0;
    let rows = || rani.count("SELECT count(*) FROM run_ledger WHERE step = 'reviewer' AND outcome = 'changed'");
    assert_eq!([set("Rani@Example.com"), set("rani@example.com")], [303, 303]);
    assert_eq!(rows(), 1);
    assert_eq!(([set(""), set("")], rows()), ([303, 303], 2));
    let unknown = rani.presses("/review/people/email", &[("id", "usr_none"), ("email", "a@b")]).0;
    assert_eq!((unknown, rows()), (409, 2));
}

#[test]
fn customers_and_orders_come_one_by_one_and_as_tables() {
    let rani = Client::new();
    let customer = json!({"name": "Exemple", "language": "pt-BR"});
    let put = json!({"id": "c é", "name": "Exemple", "language": "pt"});
    assert_eq!(rani.calls("PUT", "/api/customers/c%20%C3%A9", &customer), (200, put.clone()));
    assert_eq!(rani.calls("GET", "/api/customers/c%20%C3%A9", &Value::Null), (200, put));
    let two = json!([{"id": "c1", "name": "Un", "language": "fr"}, {"id": "c2", "name": "Deux", "language": "en"}]);
    assert_eq!(rani.calls("PUT", "/api/customers", &two), (200, json!({"rows": 2, "without_address": 3})));
    let csv = "id,customer_id,placed_at,summary\no1,c1,2026-01-02,2 sacs\no2,c9,2026-01-02,2 sacs\n";
    let (_, taken) = rani.sends("PUT", "/api/orders", "Text/CSV; charset=utf-8", csv);
    assert_eq!(taken, r#"{"of_unknown_customers":1,"rows":1}"#);
    let unknown = json!({"customer_id": "c9", "placed_at": "2026-01-02", "summary": "2 sacs"});
    assert_eq!(rani.calls("PUT", "/api/orders/o3", &unknown).0, 404);
    assert_eq!([204, 404].map(|_| rani.sends("DELETE", "/api/orders/o1", "", "").0), [204, 404]);
    assert_eq!([204, 404].map(|_| rani.sends("DELETE", "/api/customers/c1", "", "").0), [204, 404]);
    assert_eq!(rani.count("SELECT count(*) FROM customers"), 2);
}

#[test]
fn products_come_back_as_they_were_handed_in() {
    let rani = Client::new();
    assert_eq!(rani.sends("PUT", "/api/products", "text/csv", PRODUCTS), (200, r#"{"rows":1}"#.into()));
    assert_eq!(rani.sends("GET", "/api/products.csv", "", ""), (200, PRODUCTS.into()));
    let (_, listed) = rani.calls("GET", "/api/products", &Value::Null);
    assert_eq!((&listed["total"], &listed["known"], &listed["next_cursor"]), (&json!(1), &json!(1), &Value::Null));
    let (status, put) = rani.calls("PUT", "/api/products/A%2FB", &json!({"name": " Sel "}));
    assert_eq!((status, put), (200, json!({"reference": "A/B", "name": "Sel", "aliases": ""})));
    assert_eq!([204, 404].map(|_| rani.sends("DELETE", "/api/products/A%2FB", "", "").0), [204, 404]);
}

#[test]
fn a_table_that_is_not_taken_is_told_why() {
    let rani = Client::new();
    let (status, error) = rani.sends("PUT", "/api/products", "application/xml", "<a/>");
    assert_eq!(status, 415);
    assert!(error.contains("Send application/json or text/csv."), "{error}");
    let (status, error) = rani.sends("PUT", "/api/products/HT1", "text/csv", PRODUCTS);
    assert_eq!(status, 415);
    assert!(error.contains("Send application/json."), "{error}");
    let (status, error) = rani.sends("PUT", "/api/customers", "text/csv", "id,name,language\nc1,Un,de\n");
    assert_eq!(status, 400);
    assert!(error.contains("line 2: language must be fr, en, es, pt, it or ar"), "{error}");
    for path in ["/api/products", "/api/customers", "/api/orders"] {
        for fits_nothing in ["{}", "", "a;b;c\n", "HT1;Harissa;piment\n"] {
            assert_eq!(rani.sends("PUT", path, "text/csv", fits_nothing).0, 400, "{path} {fits_nothing}");
        }
        assert_eq!(rani.sends("PUT", path, "application/json", "[[\"a\",\"b\",\"c\",\"d\"]]").0, 400, "{path}");
    }
    assert_eq!(rani.sends("PUT", "/api/products/HT1", "application/json", "[\"Harissa\",\"\"]").0, 400);
    assert_eq!(rani.calls("GET", "/api/products?limit=0", &Value::Null).0, 400);
    for (path, allowed) in [
        ("/api/allowlist/1", "GET, PUT, DELETE"),
        ("/api/customers", "GET, PUT"),
        ("/api/orders", "PUT"),
        ("/api/products/HT1", "PUT, DELETE"),
    ] {
        let (status, error) = rani.sends("POST", path, "", "");
        assert_eq!(status, 405, "{path}");
        assert!(error.contains(&format!("Use {allowed}.")), "{path}: {error}");
    }
}

#[test]
fn five_megabytes_are_taken_and_no_more() {
    let rani = Client::new();
    let limit = 5 * 1024 * 1024;
    let of_size = |size: usize| {
        let mut table = PRODUCTS.as_bytes().to_vec();
        table.resize(size, b'\n');
        table
    };
    assert_eq!(rani.sends("PUT", "/api/products", "text/csv", of_size(limit)).0, 200);
    assert_eq!(rani.sends("PUT", "/api/products", "text/csv", of_size(limit + 1)).0, 413);
    assert_eq!(rani.uploads("/review/products/import", &of_size(limit)).0, 200);
    assert_eq!(rani.uploads("/review/products/import", &of_size(limit + 1)).0, 413);
    assert_eq!(rani.uploads("/review/products/import", &of_size(limit + 1_000_000)).0, 413);
}

#[test]
fn a_customer_is_listed_passed_on_and_erased_at_the_desk() {
    let rani = Client::new();
    let press = |customer: &str, replace: &[(&str, &str)]| {
        let fields = [
            ("address", "+33 6 00 00 00 01"),
            ("customer_id", customer),
            ("customer_name", "Café"),
            ("language", "fr"),
            ("opt_in_note", "by telephone"),
        ];
        rani.presses("/review/customers", &[&fields, replace].concat())
    };
    assert_eq!(press("c1", &[]), (303, "/review/customers/c1?done=saved".into()));
    let (status, page) = press("c2", &[]);
    assert!(status == 409 && page.contains("name=\"replace\""), "{status} {page}");
    assert_eq!(press("c2", &[("replace", "true")]).0, 303);
    assert_eq!(rani.presses("/review/customers", &[("address", "+33 6")]).0, 400);
    let (status, page) = rani.presses("/review/customers", &[("address", "06 12 34 56 78")]);
    assert!(status == 400 && page.contains("Écrivez +33 6 12 34 56 78"), "{page}");
    let page = rani.opens("/review/customers");
    assert_eq!(page.status, 200);
    assert!(String::from_utf8_lossy(&page.body).contains("+33600000001"));
    let erased = ["c2", "c2", ""].map(|id| rani.presses("/review/customers/erase", &[("id", id)]).0);
    assert_eq!(erased, [200, 404, 404]);
    assert_eq!(rani.presses("/review/customers/remove", &[("address", "33600000001")]).0, 303);
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 0);
}

#[test]
fn tables_are_uploaded_at_the_desk() {
    let rani = Client::new();
    let customers = "id,name,language\nc1,Un,fr\nc2,Deux,fr\n";
    let (status, page) = rani.uploads("/review/customers/import", customers.as_bytes());
    assert!(status == 200 && page.contains("2 lignes importées."), "{page}");
    let orders = "id;customer_id;placed_at;summary\no1;c1;2026-01-02;x\no2;c9;2026-01-02;x\n";
    let (status, page) = rani.uploads("/review/orders/import", orders.as_bytes());
    assert!(status == 200 && page.contains("1 ligne importée. Lignes laissées de côté"), "{page}");
    let french_excel = b"reference;name;aliases\r\nCAF1;Caf\xe9 moulu 250 g;caf\xe9\r\n;;\r\n";
    assert_eq!(rani.uploads("/review/products/import", french_excel).0, 200);
    assert_eq!(rani.count("SELECT count(*) FROM products WHERE name = 'Café moulu 250 g'"), 1);
    assert_eq!(rani.presses("/review/products/import", &[]).0, 400, "a form without a file");
}

#[test]
fn a_product_is_kept_at_the_desk() {
    let rani = Client::new();
    let product = [("reference", "HT1"), ("name", "Harissa"), ("aliases", "piment")];
    assert_eq!(rani.presses("/review/products", &product), (303, "/review/products?saved".into()));
    assert_eq!(rani.presses("/review/products", &[("reference", "HT2")]).0, 400);
    let file = rani.opens("/review/products.csv");
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"products.csv\""));
    assert_eq!(String::from_utf8_lossy(&file.body), "reference,name,aliases\r\nHT1,Harissa,piment\r\n");
    assert_eq!(rani.presses("/review/products/remove", &[("reference", "HT1")]).0, 303);
    assert_eq!(rani.count("SELECT count(*) FROM products"), 0);
}
