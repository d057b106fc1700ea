//! What an admin adds, changes and takes off by hand: customers without an id of a CRM, names,
//! products, addresses. Each is answered in words, and what goes is named before it goes.

use crate::client::{Client, text};
use serde_json::{Value, json};

fn add(rani: &Client, fields: &[(&str, &str)]) -> (u16, String) {
    let form = [("address", "+33 6 39 98 00 01"), ("language", "fr"), ("opt_in_note", "au comptoir")];
    rani.presses("/review/customers", &[&form, fields].concat())
}

#[test]
fn a_customer_without_an_id_gets_one_that_says_nothing_of_them() {
    let rani = Client::new();
    assert!(text(&rani.opens("/review/customers")).contains("Facultatif : laissé vide, un identifiant est créé."));
    let (status, to) = add(&rani, &[("customer_name", "Café Neuf"), ("customer_id", " ")]);
    assert_eq!(status, 303);
    let id = to.strip_prefix("/review/customers/").and_then(|to| to.strip_suffix("?done=made")).expect("an id");
    assert!(id.len() == 12 && id.starts_with("c-"), "{id}");
    assert!(id[2..].bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    let page = text(&rani.opens(&to));
    assert!(page.contains(&format!("Son identifiant vient d'être créé : {id}")), "{page}");
    let (_, customer) = rani.calls("GET", &format!("/api/customers/{id}"), &Value::Null);
    assert_eq!(customer["name"], "Café Neuf");
    let body = json!({"customer_name": "x", "language": "fr", "opt_in_note": "x"});
    assert_eq!(rani.calls("PUT", "/api/allowlist/33639980002", &body).0, 400, "the API asks for one");
}

#[test]
fn what_is_wrong_with_a_field_is_said_beside_it_with_what_is_right() {
    let rani = Client::new();
    let long = "x".repeat(201);
    let (status, page) = add(&rani, &[("customer_name", &long)]);
    assert_eq!(status, 400);
    assert!(page.contains("id=\"customer_name-wrong\">Il faut de 1 à 200 caractères."), "{page}");
    assert!(page.contains("autofocus aria-invalid=\"true\""), "the page opens at the field: {page}");
    let (status, page) = rani.presses("/review/customers", &[("address", "+33 6")]);
    assert!(status == 400 && page.contains("class=\"notice bad\""), "it is said at the top as well: {page}");
    let fields = [("reference", long.as_str()), ("name", "Sel")];
    let (status, page) = rani.presses("/review/products", &fields);
    assert!(status == 400 && page.contains("id=\"reference-wrong\">Il faut de 1 à 64 caractères."), "{page}");
}

#[test]
fn a_customers_name_and_language_are_changed_on_their_page() {
    let rani = Client::new();
    add(&rani, &[("customer_name", "Café"), ("customer_id", "c 1")]);
    let page = text(&rani.opens("/review/customers/c%201"));
    assert!(page.contains("action=\"/review/customers/c%201/change\""), "{page}");
    let change = |name: &str, language: &str| {
        rani.presses("/review/customers/c%201/change", &[("name", name), ("language", language)])
    };
    assert_eq!(change("Café & fils", "pt"), (303, "/review/customers/c%201?done=changed".into()));
    let (_, customer) = rani.calls("GET", "/api/customers/c%201", &Value::Null);
    assert_eq!((&customer["name"], &customer["language"]), (&json!("Café & fils"), &json!("pt")));
    let told = "SELECT count(*) FROM run_ledger WHERE step = 'customers' AND reason = 'put:1'";
    assert_eq!(rani.count(told), 1, "as by the API");
    let (status, page) = change("", "en");
    assert!(status == 400 && page.contains("id=\"name-wrong\">Il faut de 1 à 200 caractères."), "{page}");
    assert!(page.contains("<option value=\"en\" selected>"), "what was chosen is kept: {page}");
    assert_eq!(change("x", "klingon").0, 400);
    assert_eq!(rani.presses("/review/customers/nobody/change", &[("name", "x"), ("language", "fr")]).0, 404);
    assert_eq!(rani.count("SELECT count(*) FROM customers"), 1, "whoever was erased does not come back");
}

#[test]
fn an_address_that_goes_is_named_and_its_going_is_said() {
    let rani = Client::new();
    add(&rani, &[("customer_name", "Café"), ("customer_id", "c1")]);
    let page = text(&rani.opens("/review/customers/c1"));
    assert!(page.contains("<button class=\"danger\">Retirer +33639980001</button>"), "{page}");
    let remove = || rani.presses("/review/customers/remove", &[("address", "33639980001"), ("id", "c1")]).1;
    let to = remove();
    assert_eq!(to, "/review/customers/c1?done=removed");
    assert!(text(&rani.opens(&to)).contains("L'adresse est retirée de la liste."));
    assert!(text(&rani.opens(&remove())).contains("n'était plus inscrite"));
    assert!(text(&rani.opens("/review/customers?done=removed")).contains("L'adresse est retirée de la liste."));
    let (_, to) = rani.presses("/review/customers/stop", &[("id", "c1")]);
    assert!(text(&rani.opens(&to)).contains("Toutes ses adresses sont retirées"));
}

#[test]
fn a_product_is_changed_and_removed_on_its_page_which_names_it() {
    let rani = Client::new();
    let fields = [("reference", "A/B 1"), ("name", "Sel fin"), ("aliases", "sel|gros sel")];
    rani.presses("/review/products", &fields);
    let list = text(&rani.opens("/review/products"));
    assert!(list.contains("href=\"/review/product?reference=A%2FB%201\""), "{list}");
    assert!(!list.contains("/review/products/remove"), "nothing goes by one press on the list");
    let page = text(&rani.opens("/review/product?reference=A%2FB%201"));
    for held in ["value=\"A/B 1\" readonly", "value=\"Sel fin\"", "value=\"sel|gros sel\"", "Retirer A/B 1, Sel fin"] {
        assert!(page.contains(held), "{held}: {page}");
    }
    let change = [("reference", "A/B 1"), ("name", "Sel de mer"), ("aliases", "")];
    assert_eq!(rani.presses("/review/products", &change), (303, "/review/products?saved".into()));
    assert_eq!(rani.count("SELECT count(*) FROM products WHERE (name, aliases) = ('Sel de mer', '')"), 1);
    let remove = || rani.presses("/review/products/remove", &[("reference", "A/B 1")]);
    let (status, to) = remove();
    assert_eq!(status, 303);
    assert!(text(&rani.opens(&to)).contains("Le produit est retiré."));
    let (status, page) = remove();
    assert!(status == 409 && page.contains("rien n'a été fait"), "{page}");
    assert_eq!(rani.opens("/review/product?reference=A%2FB%201").status, 404);
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'reviewer'", []).expect("a role");
    assert_eq!(rani.opens("/review/product?reference=x").status, 403);
}
