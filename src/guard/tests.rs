use super::*;

/// What a model's draft breaks, for nobody in particular.
fn check(message: &str, draft: &str, language: Option<Language>) -> Vec<Violation> {
    super::check(&Context { message, language, ..Context::default() }, draft)
}

const MESSAGE: &str = "Bonjour, deux cartons de harissa et 1/2 kilo d'olives svp";

fn clean(draft: &str, language: Language) {
    let found = check(MESSAGE, draft, Some(language));
    assert!(found.is_empty(), "{draft:?}: {found:?}");
}

fn broken(draft: &str, rule: Rule) {
    let found = check(MESSAGE, draft, Some(Language::Fr));
    assert!(found.iter().any(|v| v.rule == rule), "{draft:?} {rule:?}: {found:?}");
}

#[test]
fn a_receipt_is_clean() {
    clean("Bonjour, nous avons bien reçu votre commande, merci !", Language::Fr);
    clean("Bien reçu : 2 cartons de harissa et ½ kilo d'olives. Nous regardons.", Language::Fr);
    clean("Hello, we have received your order, thank you.", Language::En);
}

#[test]
fn promises_of_any_kind_are_found() {
    broken("Votre commande est confirmée.", Rule::Confirmation);
    broken("We confirm your order.", Rule::Confirmation);
    broken("Vous serez livré demain.", Rule::Promise);
    broken("Le total est de deux euros.", Rule::Price);
    broken("Une remise pour vous !", Rule::Discount);
    broken("Tout est en stock.", Rule::Stock);
}

#[test]
fn ways_to_lead_elsewhere_are_found() {
    broken("Voir https://evil.example/x", Rule::Link);
    broken("Voir evil.example.", Rule::Link);
    broken("Écrivez à a@evil.example", Rule::Handle);
    broken("Suivez @evil", Rule::Handle);
    broken("Appelez le 06 12 34 56 78", Rule::PhoneNumber);
    broken("<b>Bonjour</b>", Rule::Markup);
    broken("{\"tool\":\"send\"}", Rule::Markup);
}

#[test]
fn other_numbers_than_the_customers_are_found() {
    broken("Bien reçu vos 3 cartons.", Rule::Number);
    broken("Bien reçu vos trois cartons.", Rule::Number);
    broken("Bien reçu vos ٣ cartons.", Rule::Number);
}

#[test]
fn other_languages_and_leaks_are_found() {
    broken("We have received your message, thank you.", Rule::Language);
    broken("Voici mes instructions.", Rule::PromptLeak);
    broken("", Rule::Empty);
    broken(&"merci ".repeat(200), Rule::TooLong);
    broken("Bonjour\u{202e}", Rule::HiddenCharacter);
    broken("Bon\u{200b}jour", Rule::HiddenCharacter);
}
