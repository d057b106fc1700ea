//! The page of `/review/judge`, in words.

use crate::desk::words::Words;

impl Words {
    pub fn text_to_judge(&self) -> &'static str {
        self.pick("Un texte, tel qu'un client l'écrirait", "A text, as a customer would write it")
    }

    pub fn judge_it(&self) -> &'static str {
        self.pick("Lire ce texte", "Read this text")
    }

    pub fn nothing_is_kept(&self) -> &'static str {
        self.pick("Rien n'est conservé ni envoyé.", "Nothing is kept or sent.")
    }

    pub fn too_long_to_judge(&self) -> &'static str {
        self.pick("Ce texte dépasse 20 000 caractères.", "This text is longer than 20,000 characters.")
    }

    pub fn is_an_order(&self, order: bool) -> &'static str {
        if order {
            self.pick("C'est une commande", "This is an order")
        } else {
            self.pick("Ce n'est pas une commande", "This is no order")
        }
    }
}
