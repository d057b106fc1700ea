//! The drafts that need no model: received, will be looked at, nothing more (G8).
//!
//! A template is a text with [places] in it: `{hello}`, `{customer}` and `{business}`. The
//! business may have its own, kept in D1 and checked by the guard when they are saved; else
//! ours are used. How to add a language is in CONTRIBUTING.md.

pub mod page;
pub mod places;
pub mod reply_template;
pub mod sets;

use super::guard;
use crate::gate::lexer::tokens;
use crate::language::Language;
use places::Place;

/// What a receipt is written for.
#[derive(Clone, Copy, Debug)]
pub struct TemplateContext<'a> {
    /// The language that the customer is answered in.
    pub language: Language,
    /// What they wrote: a receipt greets as they did.
    pub message: &'a str,
    /// The business's name for them; may be empty.
    pub customer: &'a str,
    /// The business's name; may be empty.
    pub business: &'a str,
    /// The business's own templates; none: ours.
    pub own: &'a [String],
    /// Which of them it is the turn of.
    pub turn: usize,
}

/// Our own texts.
fn built_in(language: Language) -> [&'static str; 3] {
    match language {
        Language::Fr => [
            "{hello} {customer}, nous avons bien reçu votre commande, merci ! Nous la regardons et revenons vers vous \
             en cas de question.",
            "{hello} {customer}, merci pour votre message : il nous est bien parvenu. Une personne de l'équipe le lit \
             et vous répond s'il y a une question.",
            "{hello} {customer}, nous avons bien reçu votre commande, merci beaucoup ! Nous la lisons et \
             revenons vers vous si besoin.",
        ],
        Language::En => [
            "{hello} {customer}, we have received your order, thank you! We are looking at it and will get back to \
             you if we have a question.",
            "{hello} {customer}, thank you for your message, it has reached us. A person on our team is reading it \
             and will reply if there is a question.",
            "{hello} {customer}, we have received your order, thanks a lot! We are reading it and will get back \
             to you if we have a question.",
        ],
        Language::Es => [
            "{hello} {customer}, hemos recibido su pedido, ¡gracias! Lo estamos revisando y le escribiremos si tenemos \
             alguna pregunta.",
            "{hello} {customer}, gracias por su mensaje, nos ha llegado bien. Una persona del equipo lo está leyendo y \
             le responde si hay alguna pregunta.",
            "{hello} {customer}, su pedido nos ha llegado, ¡muchas gracias! Lo estamos leyendo y le escribiremos si \
             hace falta.",
        ],
        Language::Pt => [
            "{hello} {customer}, recebemos o seu pedido, obrigado! Estamos a vê-lo e voltamos a contactar se tivermos \
             alguma dúvida.",
            "{hello} {customer}, obrigado pela sua mensagem, chegou bem até nós. Uma pessoa da equipa está a ler e \
             responde se houver alguma dúvida.",
            "{hello} {customer}, o seu pedido chegou até nós, muito obrigado! Estamos a ler e voltamos a contactar se \
             for preciso.",
        ],
        Language::It => [
            "{hello} {customer}, abbiamo ricevuto il vostro ordine, grazie! Lo stiamo guardando e vi ricontattiamo in \
             caso di domande.",
            "{hello} {customer}, grazie per il vostro messaggio: ci è arrivato. Una persona del nostro team lo sta \
             leggendo e vi risponde se c'è una domanda.",
            "{hello} {customer}, il vostro ordine ci è arrivato, grazie mille! Lo stiamo leggendo e vi ricontattiamo \
             se serve.",
        ],
        Language::Ar => [
            "{hello} {customer}، وصلنا طلبكم، شكراً لكم! نحن نطّلع عليه وسنعود إليكم إن كان لدينا سؤال.",
            "{hello} {customer}، شكراً على رسالتكم، لقد وصلتنا. يقرأها أحد أفراد فريقنا وسيردّ عليكم إن كان هناك سؤال.",
            "{hello} {customer}، وصل طلبكم إلينا، شكراً جزيلاً! نحن نقرأه وسنعود إليكم عند الحاجة.",
        ],
    }
}

/// What one says first, and what one answers to who said so. The first is for who did
/// not greet.
fn greetings(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Fr => &[("bonjour", "Bonjour"), ("bonsoir", "Bonsoir"), ("bsr", "Bonsoir"), ("bonswa", "Bonsoir")],
        Language::En => &[
            ("hello", "Hello"),
            ("good morning", "Good morning"),
            ("good afternoon", "Good afternoon"),
            ("good evening", "Good evening"),
        ],
        Language::Es => &[
            ("hola", "Hola"),
            ("buenos dias", "Buenos días"),
            ("buenas tardes", "Buenas tardes"),
            ("buenas noches", "Buenas noches"),
        ],
        Language::Pt => {
            &[("ola", "Olá"), ("bom dia", "Bom dia"), ("boa tarde", "Boa tarde"), ("boa noite", "Boa noite")]
        }
        Language::It => {
            &[("buongiorno", "Buongiorno"), ("salve", "Salve"), ("buonasera", "Buonasera"), ("buona sera", "Buonasera")]
        }
        Language::Ar => &[
            ("مرحبا", "مرحباً"),
            ("السلام عليكم", "وعليكم السلام"),
            ("سلام عليكم", "وعليكم السلام"),
            ("صباح الخير", "صباح النور"),
            ("مساء الخير", "مساء النور"),
        ],
    }
}

/// A receipt in the customer's language. One of the texts, in turn; signed with the
/// business's name, unless the text names it.
///
/// The names are the business's own; one that would make the guard object (a link, a
/// number, a hidden character) is left out.
pub fn render(context: &TemplateContext<'_>) -> String {
    let (customer, business) = (harmless(context.customer), harmless(context.business));
    let built_in = built_in(context.language);
    let own = context.turn.checked_rem(context.own.len()).and_then(|turn| context.own.get(turn));
    let template =
        own.map_or_else(|| built_in.get(context.turn % built_in.len()).copied().unwrap_or(""), String::as_str);
    let mut text = fill(template, hello(context), customer, business);
    if !business.is_empty() && !places::has(template, Place::Business) {
        text.push_str("\n— ");
        text.push_str(business);
    }
    text
}

fn fill(template: &str, hello: &str, customer: &str, business: &str) -> String {
    places::fill(template, |place| {
        let name = match place {
            Place::Hello => hello,
            Place::Customer => customer,
            Place::Business => business,
        };
        name.to_owned()
    })
}

/// The template that a text which somebody sent would have come from: greeting and names are places
/// again.
pub fn unfilled(text: &str, language: Language, customer: &str, business: &str) -> String {
    let mut text = text.trim().to_owned();
    for (name, place) in [(customer.trim(), "{customer}"), (business.trim(), "{business}")] {
        if !name.is_empty() {
            text = text.replace(name, place);
        }
    }
    let rest = greeted(&text, language).map(str::to_owned);
    let text = rest.map_or(text, |rest| format!("{{hello}}{rest}"));
    // A template without the place is signed by itself.
    text.strip_suffix("\n— {business}").map_or_else(|| text.clone(), str::to_owned)
}

/// The template without the greeting that it begins with, beginning as a sentence does.
pub fn without_greeting(template: &str, language: Language) -> String {
    let Some(rest) = places::without_greeting(template, |text| greeted(text, language)) else {
        return template.to_owned();
    };
    let mut letters = rest.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// What stands behind a greeting of this language, if the text begins with one.
fn greeted(text: &str, language: Language) -> Option<&str> {
    let said = greetings(language).iter().find_map(|(_, hello)| text.strip_prefix(hello));
    said.filter(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// As they greeted: whoever writes in the evening is not wished a good morning.
fn hello(context: &TemplateContext<'_>) -> &'static str {
    let words: Vec<String> = tokens(context.message).into_iter().map(|token| token.folded).collect();
    let said = format!(" {} ", words.join(" "));
    let greetings = greetings(context.language);
    let heard = greetings.iter().find(|(greeting, _)| said.contains(&format!(" {greeting} ")));
    heard.or(greetings.first()).map_or("", |(_, answer)| *answer)
}

/// Why a template of the business's own cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValidationError {
    /// It, or the list of them, is too long.
    TooLong,
    /// These braces mean nothing.
    Placeholder(String),
    /// What the guard found.
    Rules(Vec<guard::Rule>),
}

impl ValidationError {
    /// Short codes.
    pub fn codes(&self) -> String {
        match self {
            Self::TooLong => "too_long".to_owned(),
            Self::Placeholder(_) => "placeholder".to_owned(),
            Self::Rules(rules) => rules.iter().map(|rule| rule.code()).collect::<Vec<_>>().join(","),
        }
    }
}

/// Why a template of the business's own cannot be used. `None`: it can.
pub fn validation_error(language: Language, template: &str) -> Option<ValidationError> {
    if let Some(unknown) = places::unknown(template) {
        return Some(ValidationError::Placeholder(unknown));
    }
    let text = fill(template, greetings(language).first().map_or("", |(_, hello)| *hello), "Ada", "Ada");
    let rules = guard::rules_of(&guard::objections(&text, language));
    (!rules.is_empty()).then_some(ValidationError::Rules(rules))
}

fn harmless(name: &str) -> &str {
    let name = name.trim();
    let longest = 60;
    let clean = guard::is_a_name(name);
    if clean && name.chars().count() <= longest { name } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(language: Language) -> TemplateContext<'static> {
        TemplateContext { language, message: "10 cartons", customer: "", business: "", own: &[], turn: 0 }
    }

    #[test]
    fn every_template_passes_its_own_guard() {
        for language in Language::ALL.into_iter().filter(|language| guard::has_vocabulary(*language)) {
            for (customer, business) in [("", ""), ("Épicerie du Port", "Exemple SARL")] {
                for turn in 0..3 {
                    let text = render(&TemplateContext { customer, business, turn, ..context(language) });
                    let context = guard::Context {
                        message: "10 cartons",
                        language: Some(language),
                        business,
                        customer,
                        taught: &[],
                    };
                    let found = guard::check(&context, &text);
                    assert!(found.is_empty(), "{text}: {found:?}");
                    assert!(!text.contains(['{', '}']) && !text.contains("  ") && !text.contains(" ,"), "{text}");
                }
            }
        }
    }

    #[test]
    fn every_template_passes_what_a_businesss_own_is_held_to() {
        for language in Language::ALL {
            for template in built_in(language) {
                assert_eq!(validation_error(language, template), None, "{template}");
            }
        }
    }

    #[test]
    fn a_receipt_in_arabic_names_the_customer_in_either_script() {
        let named = |customer| render(&TemplateContext { customer, business: "Exemple", ..context(Language::Ar) });
        assert!(named("بقالة النور").starts_with("مرحباً بقالة النور، "), "{}", named("بقالة النور"));
        assert!(named("Chez Ali").starts_with("مرحباً Chez Ali، "));
        // Letters of two scripts in one word are not one name.
        assert!(named("Aليli").starts_with("مرحباً، "));
        assert!(named("").ends_with("\n— Exemple"));
    }

    #[test]
    fn what_was_sent_leads_back_to_its_template() {
        for language in Language::ALL {
            for turn in 0..3 {
                let context =
                    TemplateContext { customer: "Chez Ali", business: "Exemple SARL", turn, ..context(language) };
                let template = built_in(language)[turn];
                assert_eq!(unfilled(&render(&context), language, "Chez Ali", "Exemple SARL"), template);
            }
        }
        assert_eq!(unfilled(" Bonjournal reçu ", Language::Fr, "", ""), "Bonjournal reçu");
    }

    #[test]
    fn a_name_that_is_more_than_a_name_is_left_out() {
        let nobody = render(&context(Language::Fr));
        let odd =
            TemplateContext { customer: "Café https://evil.example", business: "B\u{202e}C", ..context(Language::Fr) };
        assert_eq!(render(&odd), nobody);
        let ali = TemplateContext { customer: "Chez Ali", ..context(Language::En) };
        assert!(render(&ali).starts_with("Hello Chez Ali, "));
    }

    #[test]
    fn a_receipt_greets_as_it_was_greeted_and_not_always_in_the_same_words() {
        let check = |language, message, begins: &str| {
            let text = render(&TemplateContext { message, ..context(language) });
            assert!(text.starts_with(begins), "{text}");
        };
        check(Language::Fr, "Bonsoir, 10 cartons", "Bonsoir,");
        check(Language::Fr, "10 cartons", "Bonjour,");
        check(Language::En, "good evening 10 boxes", "Good evening,");
        check(Language::Es, "Buenas noches", "Buenas noches,");
        check(Language::Pt, "BOA TARDE!", "Boa tarde,");
        check(Language::It, "Buonasera, 3 casse d'acqua", "Buonasera,");
        check(Language::It, "3 casse d'acqua", "Buongiorno,");
        check(Language::Ar, "السلام عليكم، ٣ كراتين ماء", "وعليكم السلام،");
        check(Language::Ar, "صباحُ الخير", "صباح النور،");
        check(Language::Ar, "٣ كراتين ماء", "مرحباً،");
        let turns: std::collections::BTreeSet<_> =
            (0..6).map(|turn| render(&TemplateContext { turn, ..context(Language::Fr) })).collect();
        assert_eq!(turns.len(), 3);
    }

    #[test]
    fn a_businesss_own_words_are_used_if_the_guard_lets_them() {
        let own = ["{hello} {customer} ! Bien reçu, merci. {business}".to_owned()];
        let text =
            render(&TemplateContext { own: &own, customer: "Ada", business: "Chez Nous", ..context(Language::Fr) });
        assert_eq!(text, "Bonjour Ada ! Bien reçu, merci. Chez Nous");
        let own = ["{bonjour} {nom} ! Bien reçu, merci. {entreprise}".to_owned()];
        let french = TemplateContext { own: &own, customer: "Ada", business: "Chez Nous", ..context(Language::Fr) };
        assert_eq!(render(&french), text, "the French names say the same, and it is signed once");
        assert_eq!(validation_error(Language::Fr, &own[0]), None);
        let refused = |template: &str, code: &str| {
            let validation_error = validation_error(Language::Fr, template);
            let codes = validation_error.map(|validation_error| validation_error.codes()).unwrap_or_default();
            assert!(codes.contains(code), "{template}: {codes}");
        };
        refused("Bonjour, votre commande est confirmée, merci", "confirmation");
        refused("Bonjour, merci, voir exemple.fr", "link");
        refused("Bonjour {name}, bien reçu, merci", "placeholder");
        refused("We have received your order, thank you", "language");
        let refused_in = |language, template: &str, code: &str| {
            let codes = validation_error(language, template).map(|error| error.codes()).unwrap_or_default();
            assert!(codes.contains(code), "{template}: {codes}");
        };
        refused_in(Language::It, "{hello}, il vostro ordine è confermato, grazie", "confirmation");
        refused_in(Language::It, "{hello}, grazie: consegneremo il vostro ordine", "promise");
        refused_in(Language::It, "{hello}, grazie, vi facciamo uno sconto", "discount");
        refused_in(Language::It, "Bonjour, nous avons bien reçu votre commande", "language");
        refused_in(Language::Ar, "{hello}، تم تأكيد طلبكم، شكراً", "confirmation");
        refused_in(Language::Ar, "{hello}، طلبكم مُؤكَّد، شكراً", "confirmation");
        refused_in(Language::Ar, "{hello}، وصل طلبكم وسنوصله إليكم", "promise");
        refused_in(Language::Ar, "{hello}، شكراً، والسعر معروف", "price");
        refused_in(Language::Ar, "Bonjour, nous avons bien reçu votre commande", "language");
        refused_in(Language::Fr, "{hello}، وصلنا طلبكم، شكراً لكم", "language");
        refused("  ", "empty");
    }

    #[test]
    fn a_reply_that_is_added_greets_no_second_time_however_its_greeting_is_written() {
        let check = |language, text: &str, expected: &str| assert_eq!(without_greeting(text, language), expected);
        for text in [
            "{hello} {customer}, nous livrons le mardi.",
            "{bonjour} {nom}, nous livrons le mardi.",
            "{ Salutation }, nous livrons le mardi.",
            " {Hello} ! nous livrons le mardi.",
            "Bonjour {client}, nous livrons le mardi.",
            "Bonsoir, nous livrons le mardi.",
        ] {
            check(Language::Fr, text, "Nous livrons le mardi.");
        }
        check(Language::Es, "Buenos días {customer}: abrimos a las 8.", "Abrimos a las 8.");
        for text in ["{nom}, nous livrons le mardi.", "Bonjourno : le mardi.", "Le mardi, {bonjour}."] {
            check(Language::Fr, text, text);
        }
    }
}
