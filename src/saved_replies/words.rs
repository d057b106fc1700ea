//! The words of saved replies.

use super::ReplyRefused;
use crate::desk::words::Words;

impl Words {
    pub fn saved_replies(&self) -> &'static str {
        self.pick("Réponses enregistrées", "Saved replies")
    }

    pub fn saved_hint(&self) -> &'static str {
        self.pick(
            "Proposées sur les cartes sans brouillon, dans la langue du client et dans cet ordre. {bonjour}, {nom} et {entreprise} sont remplacés par la salutation, le nom du client et celui de votre entreprise. Ce qui est entre crochets, comme [jours et heures], se complète à la main avant l'envoi.",
            "Offered on cards without a draft, in the customer's language and in this order. {hello}, {customer} and {business} become the greeting, the customer's name and your business's. What stands in square brackets, such as [days and hours], is filled in by hand before it is sent.",
        )
    }

    pub fn saved_in_all_languages(&self) -> &'static str {
        self.pick("Toutes les réponses enregistrées", "All saved replies")
    }

    pub fn saved_language(&self) -> &'static str {
        self.pick("Langue", "Language")
    }

    pub fn saved_title(&self) -> &'static str {
        self.pick("Titre du bouton", "Title of the button")
    }

    pub fn saved_text(&self) -> &'static str {
        self.pick("Texte", "Text")
    }

    pub fn saved_position(&self) -> &'static str {
        self.pick("Place dans la liste, de 1 à 99", "Place in the list, from 1 to 99")
    }

    pub fn saved_add(&self) -> &'static str {
        self.pick("Ajouter une réponse", "Add a reply")
    }

    pub fn saved_removed(&self) -> &'static str {
        self.pick("La réponse est supprimée.", "The reply is removed.")
    }

    pub fn saved_gone(&self) -> &'static str {
        self.pick("Cette réponse n'existe plus.", "There is no such reply any more.")
    }

    pub fn saved_blank(&self) -> &'static str {
        self.pick("Complétez ce qui est entre crochets.", "Fill in what stands in square brackets.")
    }

    pub fn saved_refused(&self, refused: ReplyRefused) -> &'static str {
        match refused {
            ReplyRefused::Senseless => self.pick(
                "Rien n'est enregistré : il faut un titre (60 caractères au plus), un texte (1 000 au plus) sans caractère invisible, et une place de 1 à 99.",
                "Nothing was saved: it needs a title (60 characters at most), a text (1,000 at most) without invisible characters, and a place from 1 to 99.",
            ),
            ReplyRefused::Placeholder => self.pick(
                "Rien n'est enregistré : entre accolades, vous pouvez écrire {bonjour}, {nom} et {entreprise}.",
                "Nothing was saved: in braces you can write {hello}, {customer} and {business}.",
            ),
            ReplyRefused::TooMany => self.pick(
                "Rien n'est enregistré : cette langue a déjà 20 réponses.",
                "Nothing was saved: this language has 20 replies already.",
            ),
        }
    }
}
