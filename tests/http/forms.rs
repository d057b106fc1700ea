//! A form of the desk that is refused comes back as it was filled, and says beside the field what
//! is wrong; one that is taken says so.

use crate::client::{Client, text};

#[test]
fn a_refused_product_comes_back_filled() {
    let rani = Client::new();
    let refused = rani.submits("/review/products", &[], &[("reference", "HT2"), ("aliases", "piment")]);
    let page = text(&refused);
    assert_eq!(refused.status, 400);
    assert!(page.contains(r#"value="HT2""#) && page.contains(r#"value="piment""#), "{page}");
    assert!(page.contains(r#"aria-invalid="true" aria-describedby="name-wrong""#), "{page}");
    assert!(page.contains(r#"<p class="warning" id="name-wrong">"#));
    assert!(page.contains(r#"<details class="edit" open>"#), "the form stands open");
}

#[test]
fn a_product_that_is_taken_is_said_to_be() {
    let rani = Client::new();
    let (status, to) = rani.presses("/review/products", &[("reference", "HT1"), ("name", "Harissa")]);
    assert_eq!(status, 303);
    let page = text(&rani.opens(&to));
    assert!(page.contains("C'est enregistré."));
    assert!(!page.contains("aria-invalid") && !page.contains(r#"value="HT1" aria"#));
}

#[test]
fn a_refused_colleague_comes_back_filled() {
    let rani = Client::new();
    let id = format!("usr_{}", "0".repeat(32));
    let fields = [("id", id.as_str()), ("name", "Léa"), ("role", "auditor"), ("email", "no address")];
    let page = text(&rani.submits("/review/people", &[], &fields));
    assert!(page.contains(r#"value="Léa""#) && page.contains(r#"<option value="auditor" selected>"#), "{page}");
    assert!(page.contains(r#"id="email-wrong""#));
}
