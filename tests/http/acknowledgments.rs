//! The page of acknowledgment texts: what is used now, as a customer gets it, and the form for
//! one's own.

use crate::client::{Client, text};
use serde_json::json;
use whatsapp_order_ack::draft::{TemplateContext, render};
use whatsapp_order_ack::language::Language;

const PAGE: &str = "/review/replies";

fn shown(rani: &Client) -> String {
    text(&rani.opens(PAGE))
}

fn saves(rani: &Client, language: &str, texts: &str) -> (u16, String) {
    rani.presses(PAGE, &[("language", language), ("typed", "1"), ("texts", texts)])
}

/// The part of the page that is about a language.
fn section<'a>(page: &'a str, tag: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("id=\"language-{tag}\"")).expect("the language");
    rest.split_once("</section>").expect("its end").0
}

/// What stands in the form of a language.
fn field<'a>(page: &'a str, tag: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<textarea id=\"texts-{tag}\"")).expect("the field");
    let (_, rest) = rest.split_once('>').expect("its beginning");
    rest.split_once("</textarea>").expect("its end").0
}

#[test]
fn each_built_in_text_is_shown_as_a_draft_would_be_written() {
    let rani = Client::new();
    let page = shown(&rani);
    let business = rani.settings.business_name();
    for language in Language::ALL {
        let section = section(&page, language.tag());
        assert!(section.contains("Textes d'origine") && !section.contains("Vos textes</strong>"), "{section}");
        for turn in 0..3 {
            let draft = render(&TemplateContext {
                language,
                message: "",
                customer: "Épicerie Exemple",
                business: &business,
                own: &[],
                turn,
            });
            assert!(section.contains(&format!(">{draft}</blockquote>")), "{draft}: {section}");
        }
        assert_eq!(section.matches("Partir de ce texte").count(), 3);
    }
}

#[test]
fn a_built_in_text_goes_into_the_form_beside_what_was_typed_and_is_not_saved() {
    let rani = Client::new();
    let adopts = |typed: &str| {
        let fields =
            [("language", "fr"), ("typed", "1"), ("texts", typed), ("text", "{bonjour} {nom}, c'est bien reçu.")];
        rani.presses("/review/replies/adopt", &fields)
    };
    let (status, page) = adopts("");
    assert_eq!((status, field(&page, "fr")), (200, "{bonjour} {nom}, c'est bien reçu."));
    assert!(page.contains("<button class=\"plain\" form=\"own-fr\" formaction=\"/review/replies/adopt\""), "{page}");
    let (_, page) = adopts("Merci !");
    assert_eq!(field(&page, "fr"), "Merci !\n\n{bonjour} {nom}, c'est bien reçu.");
    assert_eq!(rani.count("SELECT count(*) FROM reply_template"), 0);
}

#[test]
fn ones_own_texts_say_who_saved_them_and_lead_back_to_the_built_in_ones() {
    let rani = Client::new();
    assert_eq!(
        saves(&rani, "fr", "{bonjour} {nom}, c'est bien reçu, merci !\n\n{hello}, {Entreprise} vous remercie.").0,
        200
    );
    let page = shown(&rani);
    let french = section(&page, "fr");
    assert!(french.contains("Vos textes</strong> · Rani, <time"), "{french}");
    assert!(french.contains(">Bonjour Épicerie Exemple, c'est bien reçu, merci !"), "{french}");
    assert!(
        french.contains("Revenir aux textes d'origine")
            && french.contains("Vos textes dans cette langue seront supprimés.")
    );
    assert_eq!(field(&page, "fr"), "{bonjour} {nom}, c'est bien reçu, merci !\n\n{hello}, {Entreprise} vous remercie.");
    assert!(!section(&page, "en").contains("Vos textes</strong>"));
    // A form that was emptied is a slip; the button is not.
    let (status, page) = saves(&rani, "fr", " \n");
    assert!(status == 400 && page.contains("Écrivez au moins un texte."), "{page}");
    assert_eq!(rani.presses(PAGE, &[("language", "fr"), ("to", "built_in")]).0, 200);
    assert!(!section(&shown(&rani), "fr").contains("Vos textes</strong>"));
}

#[test]
fn a_fault_stands_beside_its_field_and_the_form_stays_filled() {
    let rani = Client::new();
    for (typed, why) in [
        ("{bonjour}, votre commande est confirmée, merci", "semble confirmer la commande"),
        (
            "{bonjour} {prix}, c'est bien reçu",
            "{prix} n'est pas reconnu. Entre accolades, vous pouvez écrire {bonjour}, {nom}, {entreprise}.",
        ),
        ("{bonjour} {nom, c'est bien reçu", "n'est pas reconnu."),
    ] {
        let (status, page) = saves(&rani, "fr", typed);
        assert_eq!((status, field(&page, "fr")), (400, typed));
        let (_, beside) = page.split_once("id=\"texts-wrong\">").expect("a fault");
        assert!(beside.split_once("</p>").expect("its end").0.contains(why), "{beside}");
        assert!(page.contains("aria-invalid=\"true\" aria-describedby=\"texts-wrong places-fr\""), "{page}");
        assert!(page.contains("<details class=\"edit\" open><summary>Écrire ou modifier vos textes"), "{page}");
    }
    assert_eq!(rani.count("SELECT count(*) FROM reply_template"), 0);
}

#[test]
fn the_places_are_listed_in_the_readers_language_with_what_they_become() {
    let rani = Client::new();
    let page = shown(&rani);
    let french = section(&page, "fr");
    for place in ["{bonjour}", "{nom}", "{entreprise}"] {
        assert!(french.contains(&format!("<li><code>{place}</code> : ")), "{place}: {french}");
    }
    rani.presses("/review/language", &[("language", "en")]);
    let page = shown(&rani);
    for place in ["{hello}", "{customer}", "{business}"] {
        assert!(section(&page, "fr").contains(&format!("<li><code>{place}</code>: ")), "{place}");
    }
    assert!(section(&page, "fr").contains("value=\"{hello} {customer}, "), "a text to start from");
    let (status, page) = saves(&rani, "en", "{hello} {price}, we have received it");
    assert!(status == 400 && page.contains("In braces you can write {hello}, {customer}, {business}."), "{page}");
}

#[test]
fn canned_texts_and_saved_replies_know_the_same_places() {
    let rani = Client::new();
    let rule = |text: &str| {
        let fields = [
            ("version", "0"),
            ("id", "r-1"),
            ("label", "Prix"),
            ("keywords", "prix"),
            ("kind", "canned"),
            ("fr", text),
        ];
        rani.presses("/review/rules/save", &fields)
    };
    let (status, page) = rule("{bonjour} {prix}, c'est bien reçu.");
    assert!(status == 400 && page.contains("{prix} n'est pas reconnu."), "{page}");
    assert_eq!(rule("{bonjour} {nom}, c'est bien reçu.").0, 303);
    let reply = json!({"language": "fr", "title": "Merci", "text": "{bonjour} {nom}, merci.", "position": 1});
    assert_eq!(rani.calls("PUT", "/api/saved-replies/thanks", &reply).0, 200);
}
