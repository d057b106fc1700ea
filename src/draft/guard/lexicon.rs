//! The words that break a rule, folded, and the words that tell languages apart.

use super::{Language, Rule};
use crate::lexer::{Token, TokenKind};

/// Phrases by rule. A word that ends in `*` matches whatever it begins.
const PHRASES: &[(Rule, &[&str])] = &[
    (
        Rule::Confirmation,
        &[
            "confirm*",
            "accepte*",
            "accepted",
            "accepting",
            "aceptad*",
            "aceptam*",
            "aceita*",
            "validee",
            "valide",
            "valides",
            "validons",
            "validad*",
            "approuve*",
            "approved",
            "aprobad*",
            "aprovad*",
            "garanti*",
            "guarantee*",
            "garantiz*",
            "is booked",
            "est enregistree",
            "commande passee",
            "order placed",
            "order is placed",
            "on s en occupe",
            "c est bon",
            "c est note pour",
            "prise en compte",
            "prete",
            "ready",
        ],
    ),
    (
        Rule::Promise,
        &[
            "demain",
            "aujourdhui",
            "ce soir",
            "cet apres",
            "ce matin",
            "lundi",
            "mardi",
            "mercredi",
            "jeudi",
            "vendredi",
            "samedi",
            "dimanche",
            "livr*",
            "expedi*",
            "arriver*",
            "tomorrow",
            "today",
            "tonight",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "deliver*",
            "ship*",
            "dispatch*",
            "will arrive",
            "on its way",
            "manana",
            "hoy",
            "lunes",
            "martes",
            "miercoles",
            "jueves",
            "viernes",
            "sabado",
            "domingo",
            "entreg*",
            "envio",
            "enviaremos",
            "llegara",
            "amanha",
            "hoje",
            "segunda",
            "terca",
            "quarta",
            "quinta",
            "sexta",
            "chegara",
            "promet*",
            "promis*",
            "dans une heure",
            "within",
            "heures",
            "hours",
            "horas",
            "minutes",
            "minutos",
            "semaine",
            "week",
            "semana",
            "avant midi",
        ],
    ),
    (
        Rule::Price,
        &[
            "prix",
            "tarif*",
            "euro*",
            "€",
            "$",
            "£",
            "price*",
            "cost*",
            "dollar*",
            "dirham*",
            "fcfa",
            "precio*",
            "preco*",
            "cuesta*",
            "custa*",
            "total",
            "payer",
            "paie*",
            "pay",
            "payment",
            "pagar",
            "pago",
            "pagamento",
            "facture*",
            "invoice*",
            "factura*",
            "fatura*",
            "montant",
        ],
    ),
    (
        Rule::Discount,
        &[
            "%",
            "remise*",
            "rabais",
            "reduction*",
            "promo*",
            "offert*",
            "gratuit*",
            "cadeau*",
            "discount*",
            "free",
            "gift*",
            "offer*",
            "descuento*",
            "gratis",
            "regalo*",
            "oferta*",
            "desconto*",
            "brinde*",
            "reembols*",
            "rembours*",
            "refund*",
        ],
    ),
    (
        Rule::Stock,
        &[
            "stock*",
            "disponib*",
            "en rupture",
            "available",
            "availability",
            "estoque",
            "agotado*",
            "esgotado*",
            "sold out",
            "disponivel",
            "disponiveis",
        ],
    ),
    (
        Rule::PromptLeak,
        &[
            "prompt*",
            "system",
            "systeme",
            "instruction*",
            "instruccion*",
            "instrucoes",
            "assistant*",
            "asistente",
            "assistente",
            "as an ai",
            "language model",
            "modele de langage",
            "chatbot*",
            "json",
            "customer_messages",
            "ignore*",
            "jailbreak*",
            "openai",
            "llama",
        ],
    ),
];

/// What the tokens break, with the words that do.
pub(super) fn phrases(tokens: &[Token]) -> Vec<(Rule, String)> {
    let mut found = Vec::new();
    for start in 0..tokens.len() {
        let rest = tokens.get(start..).unwrap_or_default();
        for (rule, phrases) in PHRASES {
            if let Some(n) = phrases.iter().find_map(|phrase| matches(rest, phrase)) {
                let words = rest.iter().take(n).map(|t| t.folded.as_str());
                found.push((*rule, words.collect::<Vec<_>>().join(" ")));
            }
        }
    }
    found
}

/// How many tokens the phrase takes, if the tokens begin with it.
fn matches(tokens: &[Token], phrase: &str) -> Option<usize> {
    let mut n = 0;
    for word in phrase.split(' ') {
        let token = tokens.get(n)?.folded.as_str();
        let hit = match word.strip_suffix('*') {
            Some(stem) => token.starts_with(stem),
            None => token == word,
        };
        if !hit {
            return None;
        }
        n += 1;
    }
    Some(n)
}

/// Words that belong to one language of the four and to no other.
fn telltale(language: Language) -> &'static [&'static str] {
    match language {
        Language::Fr => &[
            "nous",
            "vous",
            "votre",
            "bien",
            "recu",
            "avons",
            "merci",
            "bonjour",
            "bonsoir",
            "revenons",
            "et",
            "est",
            "commande",
            "vers",
            "avec",
            "equipe",
            "salut",
            "regardons",
            "question",
            "dans",
            "au",
        ],
        Language::En => &[
            "we", "you", "your", "have", "has", "received", "thank", "thanks", "hello", "hi", "the", "and", "will",
            "it", "is", "order", "message", "with", "to", "our", "team",
        ],
        Language::Es => &[
            "hemos", "su", "gracias", "hola", "recibido", "pedido", "lo", "le", "y", "el", "hemos", "buenos", "buenas",
            "estamos", "equipo", "muchas", "mensaje", "los", "con", "usted", "tenemos",
        ],
        Language::Pt => &[
            "recebemos",
            "seu",
            "obrigado",
            "obrigada",
            "ola",
            "o",
            "voce",
            "pedido",
            "bom",
            "boa",
            "e",
            "estamos",
            "equipa",
            "equipe",
            "mensagem",
            "muito",
            "com",
            "ja",
            "tivermos",
            "voltamos",
            "ao",
        ],
    }
}

/// The language that the tokens are most plainly in, if they are in one: at least
/// two telltale words, and more than any other language has.
pub(super) fn language(tokens: &[Token]) -> Option<Language> {
    let words = || tokens.iter().filter(|t| t.kind == TokenKind::Word);
    let mut counts: Vec<(usize, Language)> = Language::ALL
        .into_iter()
        .map(|l| (words().filter(|t| telltale(l).contains(&t.folded.as_str())).count(), l))
        .collect();
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match counts.as_slice() {
        [(best, language), (second, _), ..] if *best >= 2 && best > second => Some(*language),
        _ => None,
    }
}
