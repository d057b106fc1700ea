//! The drafts that need no model: received, will be looked at, nothing more (G8).

use super::{Language, guard};

/// A receipt in the customer's language, signed by the business.
///
/// The names are the business's own; one that would make the guard object (a
/// link, a number, a hidden character) is left out.
pub fn receipt(language: Language, customer: &str, business: &str) -> String {
    let customer = harmless(customer);
    let business = harmless(business);
    let (hello, body) = match language {
        Language::Fr => (
            "Bonjour",
            "nous avons bien reçu votre commande, merci ! Nous la regardons et revenons vers vous \
             en cas de question.",
        ),
        Language::En => (
            "Hello",
            "we have received your order, thank you! We are looking at it and will come back to \
             you if we have a question.",
        ),
        Language::Es => (
            "Hola",
            "hemos recibido su pedido, ¡gracias! Lo estamos revisando y le escribiremos si tenemos \
             alguna pregunta.",
        ),
        Language::Pt => (
            "Olá",
            "recebemos o seu pedido, obrigado! Estamos a vê-lo e voltamos a contactar se tivermos \
             alguma dúvida.",
        ),
    };
    let space = if customer.is_empty() { "" } else { " " };
    let mut text = format!("{hello}{space}{customer}, {body}");
    if !business.is_empty() {
        text.push_str("\n— ");
        text.push_str(business);
    }
    text
}

fn harmless(name: &str) -> &str {
    let name = name.trim();
    let longest = 60;
    let clean = guard::check("", &format!("x {name}"), None).is_empty();
    if clean && name.chars().count() <= longest { name } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_passes_its_own_guard() {
        for language in Language::ALL {
            for (customer, business) in [("", ""), ("Épicerie du Port", "Exemple SARL")] {
                let text = receipt(language, customer, business);
                let found = guard::check("10 cartons", &text, Some(language));
                assert!(found.is_empty(), "{text}: {found:?}");
            }
        }
    }

    #[test]
    fn a_name_that_is_more_than_a_name_is_left_out() {
        let text = receipt(Language::Fr, "Café https://evil.example", "B\u{202e}C");
        assert_eq!(text, receipt(Language::Fr, "", ""));
        assert!(receipt(Language::En, "Chez Ali", "").starts_with("Hello Chez Ali, "));
    }
}
