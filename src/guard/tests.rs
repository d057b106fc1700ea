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

#[test]
fn words_that_no_receipt_needs_are_refused() {
    broken("Votre commande part avec Karim.", Rule::Word);
    broken("Bien reçu, on vous bichonne ça.", Rule::Word);
    broken("Bien reçu, merci 👍", Rule::Character);
    broken("Bien reçu.\n\n\n\nMerci.", Rule::Character);
    clean("Rien n'est encore confirmé, une personne va lire votre message.", Language::Fr);
    clean("Nous vous écrivons si quelque chose n'est pas clair.", Language::Fr);
    broken("Nous n'avons pas reçu votre commande.", Rule::Word);
}

#[test]
fn harmless_phrases_that_look_like_others_pass() {
    clean("Hello, let us know, we will answer as soon as we can, once someone has read it.", Language::En);
    clean("Bonjour, bien reçu, quelqu'un va s'en charger.", Language::Fr);
    clean("Très bien reçu, merci.", Language::Fr);
}

#[test]
fn a_quantity_stays_with_its_goods() {
    let message = "Je voudrais 10 cartons de coca et 5 packs d'eau, coca 3, 1 200 bouteilles d'huile\n2 sacs riz 5kg";
    let found = |draft: &str| check(message, draft, Some(Language::Fr)).into_iter().map(|v| v.rule).collect::<Vec<_>>();
    for goods in
        ["10 cartons de coca", "5 packs d'eau et 10 cartons de coca", "dix cartons", "coca et eau", "2 sacs de riz 5kg"]
    {
        assert_eq!(found(&format!("Bien reçu votre commande de {goods}, merci.")), [], "{goods}");
    }
    for goods in ["5 cartons de coca", "10 packs d'eau", "10 eau", "5 sacs de riz", "10 articles"] {
        assert_eq!(found(&format!("Bien reçu votre commande de {goods}, merci.")), [Rule::Quantity], "{goods}");
    }
    assert_eq!(found("Bien reçu votre commande de 1200 bouteilles, merci."), []);
    assert_eq!(found("Bien reçu votre commande de 1\u{202f}200 bouteilles, merci."), []);
    for goods in ["200 bouteilles", "un carton de coca", "douze cartons"] {
        assert_eq!(found(&format!("Bien reçu votre commande de {goods}, merci.")), [Rule::Number], "{goods}");
    }
}

#[test]
fn goods_are_what_was_received_and_not_what_there_is() {
    let message = "10 cartons de coca svp";
    for draft in ["Nous avons le coca, merci.", "Merci, votre coca est là.", "Il manque le coca, merci."] {
        assert!(!check(message, draft, Some(Language::Fr)).is_empty(), "{draft}");
    }
    for draft in ["Merci, vos 10 cartons sont bien reçus.", "Bien reçu : 10 cartons de coca."] {
        assert!(check(message, draft, Some(Language::Fr)).is_empty(), "{draft}");
    }
}

#[test]
fn names_are_the_businesss_the_customers_and_the_one_they_sign_with() {
    let message = "10 cartons de coca svp, merci. Karim";
    let context = Context {
        message,
        language: Some(Language::Fr),
        business: "Sodimo",
        customer: "Épicerie du Port",
        taught: &[],
    };
    for draft in ["Bonjour Karim, bien reçu, merci.", "Bonjour l'Épicerie du Port, merci d'avoir écrit à Sodimo."] {
        assert_eq!(super::check(&context, draft), [], "{draft}");
    }
    for draft in ["Bien reçu, écrivez à Karim.", "Bonjour Fatou, bien reçu, merci."] {
        assert!(!super::check(&context, draft).is_empty(), "{draft}");
    }
    let odd = Context { customer: "Commande confirmée", ..context };
    assert!(!super::check(&odd, "Bonjour, Commande confirmée, merci.").is_empty());
}

#[test]
fn the_language_is_the_messages_where_none_is_given() {
    let english = |draft: &str| check("Hello, please send us 10 cases of coke", draft, None);
    assert_eq!(english("Hello, we have received your order, thank you."), []);
    assert!(english("Bonjour, nous avons bien reçu votre commande.").iter().any(|v| v.rule == Rule::Language));
}

#[test]
fn a_person_is_warned_with_measure() {
    let warned = |text: &str| {
        let warnings = warnings(MESSAGE, text, Some(Language::Fr));
        (warnings.grave.into_iter().map(|v| v.rule).collect::<Vec<_>>(), warnings.others)
    };
    let hours = "Bonjour, nous sommes ouverts du lundi au samedi, de 8h à 18h.";
    assert_eq!(warned(hours), (vec![], vec![Rule::Number, Rule::Promise]));
    assert_eq!(warned("Bonjour, avec plaisir, nous vous attendons."), (vec![], vec![]));
    let (grave, _) = warned("C'est confirmé, vous serez livré demain pour 30 €.");
    assert_eq!(grave, [Rule::Confirmation, Rule::Promise, Rule::Price]);
    assert_eq!(warned("Bonjour, voir exemple.fr"), (vec![], vec![Rule::Link]));
    assert_eq!(warned("Merci ❤\u{fe0f} à vous"), (vec![], vec![]));
}

#[test]
fn a_template_may_use_its_own_words_but_not_promise() {
    assert_eq!(objections("Bonjour Ada, bien reçu, merci, notre tribu se penche dessus.", Language::Fr), []);
    assert_eq!(objections("Bonjour Ada, merci. Ceci n'est pas une confirmation.", Language::Fr), []);
    let found = objections("Bonjour, votre commande est con firmée, merci à vous.", Language::Fr);
    assert_eq!(found.first().map(|v| v.rule), Some(Rule::Confirmation));
}

#[test]
fn no_model_writes_in_a_language_without_a_vocabulary() {
    for (draft, language) in [
        ("Buongiorno, abbiamo ricevuto il vostro ordine, grazie!", Language::It),
        ("مرحباً، وصلنا طلبكم، شكراً لكم!", Language::Ar),
    ] {
        let found = check("10 cartons", draft, Some(language));
        assert_eq!(found.iter().map(|v| v.rule).collect::<Vec<_>>(), [Rule::Language], "{draft}");
    }
    let unread = check("Buongiorno, vorrei il vostro listino", "Buongiorno, grazie.", None);
    assert!(unread.iter().any(|v| v.rule == Rule::Language), "{unread:?}");
}

#[test]
fn a_person_is_warned_in_every_language_of_drafts() {
    let warned = |message: &str, text: &str, language| {
        let warnings = warnings(message, text, Some(language));
        (warnings.grave.into_iter().map(|v| v.rule).collect::<Vec<_>>(), warnings.others)
    };
    let arabic = |text| warned("١٠ كراتين ماء", text, Language::Ar);
    assert_eq!(arabic("مرحباً محمد، وصلتنا الرسالة: 10 كراتين ماء، شكراً."), (vec![], vec![]));
    assert_eq!(arabic("نعم تم تأكيد الطلب وسنوصله غداً.").0, [Rule::Confirmation, Rule::Promise]);
    assert_eq!(arabic("شكراً، السِّعر كما هو").0, [Rule::Price]);
    assert_eq!(arabic("Bonjour, nous avons bien reçu votre commande").1, [Rule::Language]);
    let italian = |text| warned("10 casse d'acqua", text, Language::It);
    assert_eq!(italian("Salve, abbiamo ricevuto: 10 casse d'acqua, grazie."), (vec![], vec![]));
    assert_eq!(italian("Grazie, l'ordine è confermato: consegna domani.").0, [Rule::Confirmation, Rule::Promise]);
}
