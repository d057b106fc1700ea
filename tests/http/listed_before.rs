//! An address that is listed already and is typed again without an id: it is the same customer's.

use crate::client::{Client, text};

fn adds(rani: &Client, name: &str, language: &str, note: &str) -> (u16, String) {
    let fields =
        [("address", "+33 6 12 34 56 78"), ("customer_name", name), ("language", language), ("opt_in_note", note)];
    rani.presses("/review/customers", &fields)
}

/// Ada is listed, with an id that was made for her: her page's path.
fn ada(rani: &Client) -> String {
    let (status, to) = adds(rani, "Ada", "en", "au comptoir");
    let (page, done) = to.split_once('?').expect("what was done");
    assert_eq!((status, done), (303, "done=made"));
    page.to_owned()
}

#[test]
fn a_double_press_lists_one_customer_once_and_leads_to_their_page() {
    let rani = Client::new();
    let page = ada(&rani);
    let rows = rani.count("SELECT count(*) FROM run_ledger");
    let (status, to) = adds(&rani, " ada ", "fr", "au comptoir");
    assert_eq!((status, to.as_str()), (303, format!("{page}?done=already").as_str()));
    assert!(text(&rani.opens(&to)).contains("Ce numéro était déjà inscrit pour ce client : rien n'a changé."));
    assert_eq!(rani.count("SELECT count(*) FROM customers"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM customers WHERE name = 'Ada' AND language = 'en'"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM run_ledger"), rows, "nothing was done");
}

#[test]
fn a_listed_number_typed_with_another_note_has_its_note_replaced_and_the_old_one_kept() {
    let rani = Client::new();
    let page = ada(&rani);
    let (status, to) = adds(&rani, "Ada", "fr", "par téléphone");
    assert_eq!((status, to.as_str()), (303, format!("{page}?done=note").as_str()));
    assert!(text(&rani.opens(&to)).contains("seul son accord est remplacé"));
    assert_eq!(rani.count("SELECT count(*) FROM allowlist WHERE opt_in_note = 'par téléphone'"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM past_opt_in WHERE opt_in_note = 'au comptoir'"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM customers WHERE language = 'en'"), 1, "the language is as it was");
}

#[test]
fn a_listed_number_typed_with_another_name_changes_nothing_and_says_so() {
    let rani = Client::new();
    let page = ada(&rani);
    let (status, to) = adds(&rani, "Bob", "fr", "par téléphone");
    assert_eq!((status, to.as_str()), (303, format!("{page}?done=other_name").as_str()));
    let shown = text(&rani.opens(&to));
    assert!(shown.contains("ne sont pas enregistrés") && shown.contains("Ada"), "{shown}");
    assert_eq!(rani.count("SELECT count(*) FROM allowlist WHERE opt_in_note = 'au comptoir'"), 1);
    assert_eq!(rani.count("SELECT count(*) FROM customers"), 1);
}

#[test]
fn with_an_id_the_number_is_passed_on_after_a_question_as_ever() {
    let rani = Client::new();
    ada(&rani);
    let fields = [
        ("address", "+33 6 12 34 56 78"),
        ("customer_id", "c9"),
        ("customer_name", "Ada"),
        ("language", "fr"),
        ("opt_in_note", "au comptoir"),
    ];
    let (status, page) = rani.presses("/review/customers", &fields);
    assert!(status == 409 && page.contains("name=\"replace\""), "{page}");
}
