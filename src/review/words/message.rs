//! What a message holds and how it came, in words.

use crate::desk::words::{UiLanguage, Words};
use crate::messages::content::{Author, Cut, Offer};
use crate::messages::conversation::Quoted;

impl Words {
    /// What a message is, where there are no words of it to show.
    pub fn kind(&self, kind: &str) -> &'static str {
        match kind {
            "image" => self.pick("Une photo", "A picture"),
            "audio" | "voice" => self.pick("Un message vocal", "A voice message"),
            "video" => self.pick("Une vidéo", "A video"),
            "document" => self.pick("Un document", "A document"),
            "sticker" => self.pick("Un autocollant", "A sticker"),
            "location" => self.pick("Un lieu", "A location"),
            "contacts" => self.pick("Un contact", "A contact"),
            "text" | "button" | "order" | "edit" => self.pick("Un message sans texte", "A message without text"),
            "request_welcome" => self.pick("Le client a ouvert la conversation", "The customer opened the chat"),
            _ => self.pick(
                "Un message que cette page ne sait pas montrer : lisez-le sur le téléphone",
                "A message that this page cannot show: read it on the phone",
            ),
        }
    }

    /// What a message answers, before its words.
    pub fn quoted(&self, quoted: &Quoted) -> &'static str {
        match (&quoted.text, quoted.by) {
            (Some(_), Some(Author::Customer)) => {
                self.pick("En réponse à son propre message :", "Answers their own message:")
            }
            (Some(_), Some(Author::Business)) => self.pick("En réponse à votre message :", "Answers your message:"),
            (Some(_), None) => self.pick("En réponse à :", "Answers:"),
            (None, Some(Author::Customer)) => self.pick(
                "En réponse à un de ses messages précédents, à voir sur le téléphone",
                "Answers an earlier message of theirs: see the phone",
            ),
            (None, Some(Author::Business)) => self.pick(
                "En réponse à un de vos messages précédents, à voir sur le téléphone",
                "Answers an earlier message of yours: see the phone",
            ),
            (None, None) => self.pick(
                "En réponse à un message précédent, à voir sur le téléphone",
                "Answers an earlier message: see the phone",
            ),
        }
    }

    /// How it was chosen.
    pub fn offer(&self, offer: Offer) -> &'static str {
        match offer {
            Offer::List => self.pick("choisi dans une liste", "chosen from a list"),
            Offer::Button => self.pick("choisi par un bouton", "chosen by a button"),
            Offer::Form => self.pick("rempli dans un formulaire", "filled into a form"),
        }
    }

    /// How much of a message is not here.
    pub fn cut(&self, cut: Cut) -> String {
        let count =
            |n: usize, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
        let parts = match self.tongue {
            UiLanguage::Fr => [
                count(cut.characters, "caractère", "caractères"),
                count(cut.lines, "ligne du panier", "lignes du panier"),
                count(cut.contacts, "contact", "contacts"),
            ],
            UiLanguage::En => [
                count(cut.characters, "character", "characters"),
                count(cut.lines, "line of the cart", "lines of the cart"),
                count(cut.contacts, "contact", "contacts"),
            ],
        };
        let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        match self.tongue {
            UiLanguage::Fr => format!("Ce message est plus long : {parts} de plus, à lire sur le téléphone."),
            UiLanguage::En => format!("This message is longer: {parts} more, to be read on the phone."),
        }
    }

    /// How many messages of a card are not shown.
    pub fn not_shown(&self, n: u32) -> String {
        match self.tongue {
            UiLanguage::Fr if n == 1 => "1 message plus ancien n'est pas affiché ici.".into(),
            UiLanguage::Fr => format!("{n} messages plus anciens ne sont pas affichés ici."),
            UiLanguage::En if n == 1 => "1 earlier message is not shown here.".into(),
            UiLanguage::En => format!("{n} earlier messages are not shown here."),
        }
    }

    /// What opens the rest of a long text.
    pub fn rest(&self, lines: usize, characters: usize) -> String {
        match (self.tongue, lines) {
            (UiLanguage::Fr, 0 | 1) => format!("Lire la suite ({characters} caractères)"),
            (UiLanguage::Fr, lines) => format!("Lire la suite ({lines} lignes)"),
            (UiLanguage::En, 0 | 1) => format!("Read on ({characters} characters)"),
            (UiLanguage::En, lines) => format!("Read on ({lines} lines)"),
        }
    }
}
