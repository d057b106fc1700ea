//! Addresses of a file: completed where they lack the country code, and confirmed by a person, one
//! by one, on the list.

use crate::client::{Client, text};
use crate::connection;
use serde_json::{Value, json};

/// Three customers, at a business whose number is in France if `known`.
fn of_a_business(known: bool) -> Client {
    let rani = Client::new();
    let table = "id,name,language\nc1,Un,fr\nc2,Deux,fr\nc3,Trois,fr\n";
    assert_eq!(rani.sends("PUT", "/api/customers", "text/csv", table).0, 200);
    let asked = "INSERT INTO connection (id, asked_at, due_at, settings, settings_since, checks, failing, number)
      VALUES (1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '', '2026-01-01T00:00:00.000Z', '[]', '[]',
        '33639980000')";
    if known {
        rani.host.db.borrow().execute(asked, []).expect("a number");
    }
    rani
}

fn form<'a>(address: &'a str, rest: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields = [("customer_id", "c9"), ("customer_name", "Neuf"), ("language", "fr"), ("opt_in_note", "au comptoir")];
    [&[("address", address)], &fields[..], rest].concat()
}

#[test]
fn a_local_number_is_completed_by_a_press_and_never_by_itself() {
    let rani = of_a_business(true);
    let (status, page) = rani.presses("/review/customers", &form("06 12 34 56 78", &[]));
    assert_eq!(status, 400);
    assert!(
        page.contains("name=\"complete\" value=\"+33 6 12 34 56 78\" formnovalidate>+33 6 12 34 56 78 ?</button>"),
        "{page}"
    );
    assert!(page.contains("value=\"06 12 34 56 78\"") && page.contains("id=\"address-wrong\""), "{page}");
    let press = [("complete", "+33 6 12 34 56 78")];
    let (status, page) = rani.presses("/review/customers", &form("06 12 34 56 78", &press));
    assert_eq!(status, 200);
    assert!(page.contains("value=\"+33 6 12 34 56 78\"") && page.contains("value=\"Neuf\""), "{page}");
    assert!(page.contains("rien n'est encore enregistré") && !page.contains("name=\"complete\""), "{page}");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 0, "the press fills the field alone");
    assert_eq!(rani.presses("/review/customers", &form("+33612345678", &press)).0, 200, "the same number");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 0);
}

#[test]
fn the_press_that_names_a_number_saves_no_other() {
    let rani = of_a_business(true);
    let press = [("complete", "+33 6 12 34 56 78")];
    for (typed, why) in [
        ("+33 6 99 99 99 99", "Le numéro a changé depuis"),
        ("06 99 99 99 99", ">+33 6 99 99 99 99 ?</button>"),
        ("+33 6 99", "trop ou trop peu de chiffres"),
        ("", "écrivez un numéro de téléphone avec son indicatif"),
    ] {
        let (status, page) = rani.presses("/review/customers", &form(typed, &press));
        assert!(status == 400 && page.contains(why), "{typed}: {page}");
        assert!(page.contains(&format!("value=\"{typed}\"")) && page.contains("value=\"Neuf\""), "{typed}: {page}");
        assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 0, "{typed}");
    }
}

#[test]
fn enter_presses_the_forms_own_button_and_not_the_proposal() {
    let rani = of_a_business(true);
    let (_, page) = rani.presses("/review/customers", &form("06 12 34 56 78", &[]));
    let entry = page.split("method=\"post\" action=\"/review/customers\">").nth(1).unwrap_or_default();
    let first = entry.split("<button").nth(1).unwrap_or_default();
    assert!(first.starts_with(" class=\"enter\"") && !first.contains("formnovalidate"), "{entry}");
    let plain = text(&rani.opens("/review/customers"));
    assert!(!plain.contains("class=\"enter\""), "nothing is proposed: {plain}");
}

#[test]
fn where_the_country_is_not_known_the_right_form_is_named_and_nothing_proposed() {
    let rani = of_a_business(false);
    let (status, page) = rani.presses("/review/customers", &form("06 12 34 56 78", &[("complete", "1")]));
    assert!(status == 400 && page.contains("Écrivez +33 6 12 34 56 78"), "{page}");
    assert!(!page.contains("name=\"complete\""), "{page}");
    let (status, page) = rani.uploads("/review/addresses/import", b"address,customer_id\n06 12 34 56 78,c1\n");
    assert!(status == 400 && page.contains("Il faut un numéro avec son indicatif"), "{page}");
    let (_, page) = rani.presses("/review/customers", &form("+33 06 12 34 56 78", &[]));
    assert!(page.contains(">+33 6 12 34 56 78 ?</button>"), "a 0 too many is certain everywhere: {page}");
    let elsewhere = of_a_business(true);
    elsewhere.host.db.borrow().execute("UPDATE connection SET number = '5511987654321'", []).expect("a number");
    assert_eq!(elsewhere.presses("/review/customers", &form("06 12 34 56 78", &[])).0, 400);
}

#[test]
fn a_file_of_local_numbers_makes_proposals_that_say_they_were_completed() {
    let rani = of_a_business(true);
    let file = "Téléphone;Code client\n06 12 34 56 78;c1\n612345679;c2\n+33 6 12 34 56 80;c3\n";
    let (status, page) = rani.uploads("/review/addresses/import", file.as_bytes());
    assert_eq!(status, 200);
    assert!(page.contains("3 lignes importées.") && page.contains("à vérifier : 2"), "{page}");
    let completed = "SELECT count(*) FROM address_proposal WHERE completed = 1 AND address <> '33612345680'";
    assert_eq!(rani.count(completed), 2);
    assert_eq!(page.matches("Le fichier avait ce numéro sans l'indicatif").count(), 2, "{page}");
    assert!(page.contains("Inscrire Un, +33612345678"), "the number is written out: {page}");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 0);
    let (_, listed) = rani.calls("GET", "/api/proposals", &Value::Null);
    assert_eq!(listed["proposals"][0]["completed"], true);
    let given = r#"[{"address":"+33612345681","customer_id":"c1","completed":true}]"#;
    assert_eq!(rani.sends("PUT", "/api/proposals", "application/json", given).0, 400, "a caller cannot say so");
    let local = "address,customer_id\n06 12 34 56 78,c1\n";
    assert_eq!(rani.sends("PUT", "/api/proposals", "text/csv", local).0, 400, "the API takes whole numbers");
}

#[test]
fn the_business_number_is_learned_and_kept_where_meta_does_not_say_it() {
    let client = connection::client(connection::SET);
    let mut answers = connection::good();
    answers[connection::NUMBER].1["display_phone_number"] = json!("+33 6 39 98 00 00");
    connection::checked(&client, &answers);
    connection::checked(&client, &connection::good());
    assert_eq!(client.count("SELECT count(*) FROM connection WHERE number = '33639980000'"), 1);
}

fn confirms(rani: &Client, address: &str, customer: &str, note: &str) -> (u16, String) {
    let fields = [("address", address), ("customer_id", customer), ("opt_in_note", note), ("list", "1")];
    rani.presses("/review/addresses/confirm", &fields)
}

#[test]
fn after_one_confirmation_the_next_proposal_follows_on_the_list() {
    let rani = of_a_business(true);
    let file = "address;customer_id;opt_in_note\n33639980001;c1;\n33639980002;c2;\n33639980003;c3;à la foire\n";
    rani.uploads("/review/addresses/import", file.as_bytes());
    let next = |page: &str| {
        let first = page.split("name=\"address\" value=\"").nth(1).and_then(|rest| rest.split_once('"'));
        first.map(|(address, _)| address.to_owned()).unwrap_or_default()
    };
    let (status, page) = confirms(&rani, "33639980001", "c1", "M. Un, par téléphone");
    assert!(status == 200 && page.contains("C'est inscrit : Un, +33639980001. Il en reste 2 à confirmer."), "{page}");
    assert_eq!(next(&page), "33639980002");
    assert!(!page.contains("M. Un, par téléphone"), "nobody's consent is put into another's form: {page}");
    assert!(page.contains("></textarea>"), "{page}");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 1, "each is a press of its own");
    let (_, page) = confirms(&rani, "33639980002", "c2", "Mme Deux, au comptoir");
    assert_eq!(next(&page), "33639980003");
    assert!(page.contains("à la foire</textarea>") && !page.contains("au comptoir</textarea>"), "{page}");
    let (_, page) = confirms(&rani, "33639980003", "c3", "à la foire");
    assert!(page.contains("C'était la dernière.") && page.contains("Aucune adresse n'attend."), "{page}");
    let (status, page) = confirms(&rani, "33639980003", "c3", "à la foire");
    assert!(status == 200 && page.contains("C'est déjà inscrit : Trois, +33639980003."), "{page}");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist WHERE opt_in_note = 'Mme Deux, au comptoir'"), 1);
}

#[test]
fn a_second_press_is_told_that_the_address_is_listed_and_changes_nothing() {
    let rani = of_a_business(true);
    rani.uploads("/review/addresses/import", b"address;customer_id\n33639980001;c1\n33639980002;c2\n");
    confirms(&rani, "33639980001", "c1", "M. Un, par téléphone");
    let rows = rani.count("SELECT count(*) FROM run_ledger");
    let (status, page) = confirms(&rani, "33639980001", "c1", "autre chose");
    assert_eq!(status, 200);
    assert!(page.contains("C'est déjà inscrit : Un, +33639980001.") && page.contains("rien changé"), "{page}");
    assert!(page.contains("Inscrire Deux, +33639980002"), "the next one follows: {page}");
    let fields = [("address", "33639980001"), ("customer_id", "c1"), ("opt_in_note", "x")];
    let (status, to) = rani.presses("/review/addresses/confirm", &fields);
    assert_eq!((status, to.as_str()), (303, "/review/customers/c1?done=already"));
    let (status, page) = confirms(&rani, "33639980001", "c2", "x");
    assert!(status == 409 && !page.contains("C'est déjà inscrit"), "it is another customer's: {page}");
    let (status, page) = confirms(&rani, "33639980009", "c1", "x");
    assert!(status == 409 && page.contains("n'attend plus"), "{page}");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist WHERE opt_in_note = 'M. Un, par téléphone'"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger"), rows, "nothing was done");
}

#[test]
fn whoever_skipped_some_comes_back_to_them() {
    let rani = of_a_business(true);
    rani.uploads("/review/addresses/import", b"address;customer_id\n33639980001;c1\n33639980002;c2\n33639980003;c3\n");
    let (_, page) = confirms(&rani, "33639980002", "c2", "x");
    assert!(page.contains("33639980003") && !page.contains("33639980001"), "{page}");
    assert!(page.contains("href=\"/review/addresses\""), "{page}");
    let (_, page) = confirms(&rani, "33639980003", "c3", "x");
    assert!(page.contains("Inscrire Un, +33639980001"), "{page}");
}

#[test]
fn a_confirmation_without_its_note_comes_back_with_what_is_wrong_beside_it() {
    let rani = of_a_business(true);
    rani.uploads("/review/addresses/import", b"address;customer_id\n33639980001;c1\n33639980002;c2\n");
    let (status, page) = confirms(&rani, "33639980002", "c2", "  ");
    assert_eq!(status, 400);
    assert_eq!(page.matches("aria-invalid=\"true\"").count(), 1, "{page}");
    assert!(page.contains("Dites qui a donné son accord"), "{page}");
    let long = "x".repeat(2_001);
    let (status, page) = confirms(&rani, "33639980002", "c2", &long);
    assert!(status == 400 && page.contains(&long), "what was written is kept");
    assert_eq!(confirms(&rani, "33639980002", "c1", "x").0, 409, "it was proposed for another customer");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist"), 0);
}

#[test]
fn from_a_customers_page_the_confirmation_leads_back_there() {
    let rani = of_a_business(true);
    rani.uploads("/review/addresses/import", b"address;customer_id\n33639980001;c1\n");
    let page = text(&rani.opens("/review/customers/c1"));
    assert!(page.contains("action=\"/review/addresses/confirm\"") && !page.contains("name=\"list\""), "{page}");
    let fields = [("address", "33639980001"), ("customer_id", "c1"), ("opt_in_note", "x")];
    let (status, to) = rani.presses("/review/addresses/confirm", &fields);
    assert_eq!((status, to.as_str()), (303, "/review/customers/c1?done=listed"));
}
