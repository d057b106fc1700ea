//! What a customer asks about themselves: to be written to no more, or that what is kept of them is
//! deleted. Recognised and offered to a person, never done by itself.

use crate::gate::folded;

/// What they ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// To be written to no more.
    Stop,
    /// That what is kept of them is deleted.
    Erase,
}

/// The whole message, but for politeness.
const STOP: &[&str] = &[
    "stop",
    "stop sms",
    "stop whatsapp",
    "stop messages",
    "arret",
    "arreter",
    "arretez",
    "desabonner",
    "desabonnement",
    "desabonnez moi",
    "desinscrire",
    "desinscription",
    "unsubscribe",
    "opt out",
    "optout",
    "baja",
    "parar",
    "pare",
    "sair",
    "descadastrar",
    "basta",
    "disiscrivimi",
    "توقف",
    "ايقاف",
    "وقف",
    "الغاء الاشتراك",
    "sispann",
    "रोको",
];

/// Left out before a message is compared with [`STOP`].
const POLITE: &[&str] = &[
    "svp", "s", "il", "vous", "te", "plait", "sil", "merci", "bonjour", "please", "pls", "thanks", "thank", "you",
    "hello", "hi", "por", "favor", "gracias", "hola", "obrigado", "obrigada", "ola", "grazie", "ciao", "شكرا", "mesi",
    "tanpri", "souple",
];

/// Anywhere in the message.
const STOP_PHRASES: &[&str] = &[
    // French
    "ne m ecrivez plus",
    "mecrivez plus",
    "plus mecrire",
    "me contactez plus",
    "ne plus recevoir",
    "ne veux plus recevoir",
    "plus recevoir de message",
    "plus recevoir vos message",
    "plus de message",
    "desabonnez moi",
    "me desabonner",
    "desinscrivez moi",
    "me desinscrire",
    "retirez moi de",
    "enlevez moi de",
    "supprimez moi de",
    "arretez de mecrire",
    "arretez de me contacter",
    "arretez de menvoyer",
    "arretez les messages",
    "cessez de mecrire",
    // English
    "stop messaging",
    "stop texting",
    "stop writing to me",
    "stop writing me",
    "stop contacting",
    "stop sending me",
    "not contact me",
    "dont contact me",
    "not message me",
    "dont message me",
    "not write to me",
    "dont write to me",
    "no more messages",
    "unsubscribe",
    "opt me out",
    "opt out of",
    "take me off",
    "remove me from",
    // Spanish
    "no me escriba",
    "no me contacte",
    "no quiero recibir mas",
    "no quiero mas mensajes",
    "darme de baja",
    "dame de baja",
    "deme de baja",
    "denme de baja",
    "dejen de escribirme",
    "deje de escribirme",
    "no me mande mas",
    "no me manden mas",
    "no me envie mas",
    "no me envien mas",
    // Portuguese
    "nao me escreva",
    "nao me mande mais",
    "nao me mandem mais",
    "nao me contacte",
    "nao me envie mais",
    "nao quero receber mais",
    "nao quero mais receber",
    "nao quero mais mensagens",
    "pare de me",
    "parem de me",
    "me descadastre",
    "me tire da lista",
    "me remova da",
    "tirem me da lista",
    // Italian
    "non scrivetemi",
    "non scrivermi",
    "non voglio piu ricevere",
    "non voglio piu messaggi",
    "smettete di scrivermi",
    "toglietemi dalla",
    "cancellatemi dalla",
    "disiscrivetemi",
    // Arabic and Moroccan Arabic
    "لا تراسلوني",
    "لا تراسلني",
    "لا ترسلوا",
    "لا ترسل لي",
    "توقفوا عن",
    "توقف عن",
    "الغاء الاشتراك",
    "ما تصيفطوش",
    "ما بقيتش بغيت",
    // Haitian Creole
    "pa ekri m anko",
    "sispann ekri m",
    "pa voye mesaj anko",
];

/// A word that begins so, and one of the phrases beside it.
const ERASE: &[(&[&str], &[&str])] = &[
    (
        &["supprim", "suppression", "effac", "detrui"],
        &[
            "mes donnees",
            "de mes donnees",
            "donnees personnelles",
            "mes infos",
            "mes informations",
            "mes coordonnees",
            "mon numero",
        ],
    ),
    (
        &["delet", "eras", "remov", "wipe", "forget"],
        &["my data", "my personal", "my info", "my details", "my number", "all data about me", "everything about me"],
    ),
    (&["borr", "elimin", "suprim"], &["mis datos", "mi informacion", "mi numero", "datos personales"]),
    (
        &["apag", "exclu", "elimin", "delet", "remov"],
        &["meus dados", "minhas informacoes", "meu numero", "dados pessoais"],
    ),
    (&["cancell", "elimin"], &["miei dati", "mie informazioni", "mio numero", "dati personali"]),
    (&["احذف", "امسح", "حذف", "مسح", "مسحو", "حيدو"], &["بياناتي", "معلوماتي", "رقمي", "المعلومات ديالي"]),
    (&["efase"], &["done mwen", "enfomasyon mwen", "nimewo mwen"]),
];

/// Anywhere in the message.
const ERASE_PHRASES: &[&str] =
    &["droit a loubli", "right to be forgotten", "derecho al olvido", "direito ao esquecimento", "diritto alloblio"];

/// What a customer asks for in these messages; to be deleted is more than to be left alone.
pub fn asked<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Ask> {
    let asks: Vec<Ask> = texts.filter_map(of_message).collect();
    [Ask::Erase, Ask::Stop].into_iter().find(|ask| asks.contains(ask))
}

fn of_message(text: &str) -> Option<Ask> {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let spaced = format!(" {} ", words.join(" "));
    // A phrase begins with a word and may end inside one: `de message` is in `de messages`.
    let says = |phrase: &&str| spaced.contains(&format!(" {phrase}"));
    let erase = |(verbs, what): &(&[&str], &[&str])| {
        verbs.iter().any(|verb| words.iter().any(|word| begins(word, verb))) && what.iter().any(&says)
    };
    if ERASE.iter().any(erase) || ERASE_PHRASES.iter().any(says) {
        return Some(Ask::Erase);
    }
    let bare: Vec<&str> = words.iter().copied().filter(|word| !POLITE.contains(word)).collect();
    (STOP.contains(&bare.join(" ").as_str()) || STOP_PHRASES.iter().any(says)).then_some(Ask::Stop)
}

/// Also behind an article whose apostrophe is gone: `leffacement`.
fn begins(word: &str, stem: &str) -> bool {
    let bare = word.strip_prefix(['l', 'd']).unwrap_or_default();
    word.starts_with(stem) || bare.starts_with(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expected: Option<Ask>) {
        for text in texts {
            assert_eq!(asked([*text].into_iter()), expected, "{text}");
        }
    }

    #[test]
    fn whoever_wants_no_more_messages_is_understood() {
        check(
            &[
                "STOP",
                "stop svp",
                "Stop, s'il vous plaît.",
                "Arrêtez !",
                "Merci de ne plus m'écrire",
                "Ne m’écrivez plus",
                "je ne veux plus recevoir vos messages",
                "Please stop messaging me",
                "unsubscribe",
                "Don't contact me again",
                "Por favor, no me escriban más",
                "quiero darme de baja",
                "não quero mais receber mensagens",
                "SAIR",
                "Non scrivetemi più",
                "لا تراسلوني من فضلك",
                "إيقاف",
            ],
            Some(Ask::Stop),
        );
    }

    #[test]
    fn whoever_wants_their_data_deleted_is_understood() {
        check(
            &[
                "Supprimez mes données svp",
                "Je demande l'effacement de mes données personnelles",
                "merci d'effacer toutes mes infos",
                "Delete my data",
                "please erase all my personal data",
                "Borren mis datos",
                "quero que apaguem os meus dados",
                "cancellate i miei dati",
                "احذفوا بياناتي",
                "STOP et supprimez mes données",
                "J'invoque mon droit à l'oubli",
            ],
            Some(Ask::Erase),
        );
    }

    #[test]
    fn an_order_asks_for_nothing_of_the_kind() {
        check(
            &[
                "10 cartons de lait",
                "stop le lait, mettez du riz",
                "Arrêtez-vous à la boutique en passant",
                "Supprimez les 2 cartons de lait",
                "annulez tout svp",
                "il n'y a plus de riz ?",
                "remove the milk from my order",
                "my number has changed, 5 boxes please",
                "Nouvelle adresse : 3 rue X",
                "vous pouvez m'envoyer vos données ?",
                "elimine el arroz del pedido",
                "parar de vez em quando",
                "",
            ],
            None,
        );
    }

    #[test]
    fn every_phrase_is_written_as_messages_are_folded() {
        let verbs = ERASE.iter().flat_map(|(verbs, what)| verbs.iter().chain(*what));
        for phrase in STOP.iter().chain(POLITE).chain(STOP_PHRASES).chain(ERASE_PHRASES).chain(verbs) {
            let words: Vec<_> = phrase.split(' ').collect();
            assert_eq!(folded(phrase), *phrase);
            assert_eq!(phrase.split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>(), words, "{phrase}");
        }
    }
}
