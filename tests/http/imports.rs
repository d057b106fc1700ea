//! Tables that an admin hands in: in either language, with all that is wrong said at once, and
//! kept to be corrected.

use crate::client::{Client, text};
use serde_json::json;

/// Uploads a file. The page has the spaces that hold French quotes to their word as plain ones.
fn uploads(rani: &Client, path: &str, file: &[u8]) -> (u16, String) {
    let (status, page) = rani.uploads(path, file);
    (status, page.replace('\u{a0}', " "))
}

/// An example file, as it is downloaded.
fn example(name: &str) -> Vec<u8> {
    std::fs::read(format!("assets/examples/{name}.csv")).expect("an example")
}

const IMPORTS: [(&str, &str, &str); 4] = [
    ("/review/customers/import", "customers", "3 lignes importées."),
    ("/review/addresses/import", "addresses", "3 lignes importées."),
    ("/review/orders/import", "orders", "2 lignes importées."),
    ("/review/products/import", "products", "3 lignes importées."),
];

#[test]
fn an_example_file_imports_as_it_stands() {
    for tongue in ["fr", "en"] {
        let rani = Client::new();
        for (path, name, told) in IMPORTS {
            let file = example(&format!("{name}.{tongue}"));
            assert!(file.starts_with("\u{feff}".as_bytes()), "Excel reads accents by it");
            let divided_by = if tongue == "fr" { ';' } else { ',' };
            let header = String::from_utf8_lossy(&file);
            assert!(header.lines().next().is_some_and(|header| header.contains(divided_by)), "{header}");
            let (status, page) = uploads(&rani, path, &file);
            assert!(status == 200 && page.contains(told), "{name}.{tongue}: {page}");
            assert!(!page.contains("laissées de côté"), "{name}.{tongue}: {page}");
        }
        assert_eq!(rani.count("SELECT count(*) FROM address_proposal"), 3);
    }
}

#[test]
fn every_import_offers_its_example_in_the_readers_language() {
    let rani = Client::new();
    for tongue in ["fr", "en"] {
        let open = |path: &str| text(&rani.looks(path, &[("accept-language", tongue)]));
        let pages = [open("/review/customers"), open("/review/products")].concat();
        for (path, name, _) in IMPORTS {
            assert!(pages.contains(&format!("action=\"{path}\"")), "{path}");
            let link = format!("href=\"/examples/{name}.{tongue}.csv\" download");
            assert!(pages.contains(&link), "{link}: {pages}");
        }
    }
}

#[test]
fn headers_may_be_french_with_accents_and_capitals_or_without() {
    let rani = Client::new();
    for header in [
        "Référence;Nom;Autres noms",
        "REFERENCE;DÉSIGNATION;SYNONYMES",
        "ref;produit;alias",
        "Code article;Libelle;autres_noms",
        "aliases;reference;name",
    ] {
        let row = if header.starts_with("aliases") { "piment;HT1;Harissa" } else { "HT1;Harissa;piment" };
        let (status, page) = uploads(&rani, "/review/products/import", format!("{header}\n{row}\n").as_bytes());
        assert!(status == 200, "{header}: {page}");
        let known = "SELECT count(*) FROM products WHERE (reference, name, aliases) = ('HT1', 'Harissa', 'piment')";
        assert_eq!(rani.count(known), 1, "{header}");
        rani.host.db.borrow().execute("DELETE FROM products", []).expect("no product");
    }
    let table = "N° client\tRaison sociale\tLangue des réponses\nc1\tÉpicerie\tFrançais\nc2\tShop\tanglais\n";
    assert_eq!(rani.sends("PUT", "/api/customers", "text/csv", table).0, 200);
    assert_eq!(rani.count("SELECT count(*) FROM customers WHERE (id, language) IN (('c1', 'fr'), ('c2', 'en'))"), 2);
    let addresses = "Téléphone;Code client;Consentement\n+33 6 39 98 00 01;c1;au comptoir\n";
    assert_eq!(uploads(&rani, "/review/addresses/import", addresses.as_bytes()).0, 200);
    assert_eq!(rani.count("SELECT count(*) FROM address_proposal WHERE opt_in_note = 'au comptoir'"), 1);
}

#[test]
fn all_that_is_wrong_is_said_at_once_beside_the_form_which_keeps_the_table() {
    let rani = Client::new();
    let file = "\nIdentifiant;Raison sociale;Langue\nc1;Un <b>;klingon\n;;\nc2;Deux;fr\n;Trois;\n";
    let (status, page) = uploads(&rani, "/review/customers/import", file.as_bytes());
    assert_eq!(status, 400);
    for told in [
        "Rien n'a été importé. 3 fautes à corriger",
        "Ligne 3, « Langue » : « klingon » ne convient pas. Il faut fr, en, es, pt, it ou ar.",
        "Ligne 6, « Identifiant » : rien n'est écrit. Il faut de 1 à 128 caractères.",
        "Ligne 6, « Langue » : rien n'est écrit.",
        // After `<textarea>` a browser drops one line end: the lines must stay where they were.
        ">\n\nIdentifiant;Raison sociale;Langue\nc1;Un &lt;b&gt;;klingon\n",
        "action=\"/review/customers/import\"",
        "href=\"/examples/customers.fr.csv\"",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(rani.count("SELECT count(*) FROM customers"), 0, "nothing is imported by halves");
    let corrected = file.replace("klingon", "fr").replace(";Trois;", "c3;Trois;en");
    let (status, page) = rani.presses("/review/customers/import", &[("table", &corrected)]);
    assert!(status == 200 && page.contains("3 lignes importées."), "{page}");
    let many = format!("nom;référence\n{}", "Sel;\n".repeat(25));
    let (_, page) = uploads(&rani, "/review/products/import", many.as_bytes());
    assert!(page.contains("25 fautes") && page.contains("Ligne 21,") && page.contains("et 5 de plus."), "{page}");
    assert!(!page.contains("Ligne 22,"), "{page}");
}

#[test]
fn a_header_is_corrected_in_one_go_too() {
    let rani = Client::new();
    let (status, page) = uploads(&rani, "/review/products/import", b"Artikel;Prix;Nom;D\xe9signation\nHT1;3;Sel;Sel\n");
    assert_eq!(status, 400);
    for told in [
        "La colonne « Artikel » n'est pas attendue",
        "La colonne « Prix » n'est pas attendue",
        "référence, nom, autres noms (facultative)",
        "La colonne « Désignation » désigne la même chose qu'une autre",
        "Il manque la colonne « référence »",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    for (fields, told) in [(vec![], "Choisissez un fichier"), (vec![("table", "HT1;Sel")], "n'est pas attendue")] {
        let (status, page) = rani.presses("/review/products/import", &fields);
        assert!(status == 400 && page.contains(told), "{page}");
    }
}

#[test]
fn the_api_says_all_of_it_in_one_error_and_repeats_nothing_of_the_file() {
    let rani = Client::new();
    let csv = "id,name,language\nc1,Secret,de\n,Un,fr\n";
    let (status, error) = rani.sends("PUT", "/api/customers", "text/csv", csv);
    assert_eq!(status, 400);
    let told = "line 2: language must be fr, en, es, pt, it or ar; line 3: id must have 1 to 128 characters";
    assert!(error.contains(told) && error.contains("bad_request"), "{error}");
    let (status, error) = rani.sends("PUT", "/api/customers", "text/csv", "c1,Secret,fr\n");
    assert!(status == 400 && !error.contains("Secret"), "{error}");
    let (_, error) = rani.calls("PUT", "/api/customers/c1", &json!({"name": "", "language": "de"}));
    let told = "name must have 1 to 200 characters; language must be fr";
    assert!(error["error"]["message"].as_str().is_some_and(|error| error.contains(told)), "{error}");
}

#[test]
fn two_lines_that_say_different_things_of_one_product_are_a_fault_at_the_desk() {
    let rani = Client::new();
    let (status, page) = rani
        .uploads("/review/products/import", "référence;nom\nDUP;Premier\nA;Autre\nDUP;Deuxième\nA;Autre\n".as_bytes());
    assert_eq!(status, 400, "{page}");
    assert!(page.contains("Ligne 4, « référence » : « DUP » est déjà à la ligne 2, avec autre chose."), "{page}");
    assert!(!page.contains("Ligne 5"), "the same twice is no fault: {page}");
    assert_eq!(rani.count("SELECT count(*) FROM products"), 0);
}
