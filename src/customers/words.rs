//! Words about customers.

use crate::desk::layout::Notice;
use crate::desk::text::visible;
use crate::desk::words::{UiLanguage, Words, say};
use maud::html;

say! {
    search_customers: "Nom, numéro ou identifiant", "Name, number or id";
    no_address: "sans adresse", "no address";
    only_without_address: "Seulement les clients sans adresse", "Only customers without an address";
    show_without_address: "Les voir", "Show them";
    no_customer_found: "Aucun client ne correspond.", "No customer matches.";
    no_customers: "Aucun client pour l'instant. Ajoutez-en un, ou importez ceux de votre CRM.",
        "No customers yet. Add one, or import those of your CRM.";
    next_page: "Page suivante", "Next page";
    back_to_customers: "Tous les clients", "All customers";
    addresses: "Adresses WhatsApp", "WhatsApp addresses";
    add_address: "Ajouter une adresse", "Add an address";
    without_address_means: "Ce client n'a pas d'adresse WhatsApp : ses messages ne sont pas conservés et on ne peut pas lui répondre.",
        "This customer has no WhatsApp address: their messages are not kept, and they cannot be answered.";
    consent_history: "Historique des accords", "Consent history";
    no_consent_history: "Aucun accord n'a pris fin.", "No opt-in has ended.";
    listed_by_admin: "inscrite par", "listed by";
    orders_of_customer: "Commandes récentes", "Recent orders";
    no_orders: "Aucune commande connue.", "No orders known.";
    cards_of_customer: "Cartes", "Cards";
    no_cards: "Aucune carte.", "No cards.";
    all_cards: "Toutes les cartes décidées", "All decided cards";
    their_data: "Ses données", "Their data";
    erase_this: "Effacer", "Erase";
    erase_question: "Effacer ce client pour de bon ?", "Erase this customer for good?";
    erase_back: "Ne rien effacer", "Erase nothing";
    was_erased: "est effacé.", "is erased.";
    proposals: "Adresses à confirmer", "Addresses to confirm";
    proposals_mean: "Ces adresses viennent d'un fichier. Elles n'admettent personne : confirmez chacune, avec qui a donné son accord, quand et comment.",
        "These addresses come from a file. They admit nobody: confirm each, with who opted in, when and how.";
    no_proposals: "Aucune adresse n'attend.", "No address is waiting.";
    admit: "Inscrire", "List";
    discard: "Écarter", "Discard";
    from_the_first: "Depuis la première", "From the first one";
    no_such_proposal: "Cette adresse n'attend plus : cet appui n'a rien changé.", "This address is not waiting any more: this press changed nothing.";
    was_discarded: "est écartée.", "is discarded.";
    opt_in_missing: "Dites qui a donné son accord, quand et comment.", "Say who agreed, when and how.";
    was_completed: "Le fichier avait ce numéro sans l'indicatif, ou avec un 0 de trop : il a été complété. Vérifiez-le.",
        "The file had this number without its country code, or with a 0 too many: it was completed. Check it.";
    numbers_completed: "Numéros complétés, à vérifier :", "Numbers that were completed, to be checked:";
    number_completed: "Le numéro est complété, rien n'est encore enregistré. Vérifiez-le, puis enregistrez.",
        "The number is completed, and nothing is saved yet. Check it, then save.";
    local_number: "Il manque l'indicatif du pays, ou il y a un 0 de trop. Est-ce ce numéro ? Appuyez pour l'écrire, ou corrigez-le.",
        "The country code is missing, or there is a 0 too many. Is it this number? Press to write it, or correct it.";
    number_changed: "Le numéro a changé depuis : rien n'a été enregistré. Vérifiez-le, puis enregistrez.",
        "The number was changed since: nothing was saved. Check it, then save.";
    id_is_made: "Facultatif : laissé vide, un identifiant est créé.", "Optional: left empty, an id is made.";
    change_customer: "Modifier le nom ou la langue", "Change the name or language";
    address_listed: "L'adresse est inscrite.", "The address is listed.";
    address_listed_before: "Ce numéro était déjà inscrit pour ce client : rien n'a changé.",
        "This number was already listed for this customer: nothing was changed.";
    note_replaced: "Ce numéro était déjà inscrit pour ce client : seul son accord est remplacé, et l'ancien reste dans l'historique.",
        "This number was already listed for this customer: only its opt-in is replaced, and the old one stays in the history.";
    listed_by_other_name: "Ce numéro est déjà inscrit, pour ce client. L'autre nom et l'accord écrits à l'instant ne sont pas enregistrés. Corrigez le nom ici ; si le numéro est à quelqu'un d'autre, retirez d'abord l'adresse.",
        "This number is already listed, for this customer. The other name and the opt-in that were just typed are not saved. Correct the name here; if the number is somebody else's, take the address off first.";
    address_removed: "L'adresse est retirée de la liste.", "The address is off the list.";
    address_not_listed: "Cette adresse n'était plus inscrite : cet appui n'a rien changé.", "This address was not listed any more: this press changed nothing.";
    all_removed: "Toutes ses adresses sont retirées de la liste.", "All their addresses are off the list.";
    import_addresses: "Adresses à confirmer (fichier CSV)", "Addresses to confirm (CSV file)";
    addresses_left_out: "Laissées de côté, car déjà inscrites ou d'un client inconnu :", "Left out, listed already or of an unknown customer:";
    asks_stop: "Ce client semble demander à ne plus recevoir de messages.", "This customer seems to ask for no more messages.";
    asks_erase: "Ce client semble demander l'effacement de ses données.", "This customer seems to ask that their data be deleted.";
    stop_means: "Toutes ses adresses sont retirées de la liste : on ne pourra plus lui répondre, et ses messages ne seront plus conservés.",
        "All their addresses are taken off the list: they cannot be answered any more, and their messages are not kept any more.";
    take_off: "Retirer de la liste", "Take off the list";
    open_erase: "Voir et effacer", "Look and erase";
    admin_can: "Un administrateur peut le faire depuis cette carte.", "An admin can do it from this card.";
}

impl Words {
    /// What was just done, by the word that a redirect ends with.
    pub fn customer_done(&self, done: &str, id: &str) -> Notice {
        Notice::good(match done {
            "made" => {
                let made = self.pick(
                    "Le client est ajouté. Son identifiant vient d'être créé :",
                    "The customer is added. Their id was just made:",
                );
                return Notice { bad: false, text: html! { (made) " " (visible(id)) } };
            }
            "listed" => self.address_listed(),
            "already" => self.address_listed_before(),
            "note" => self.note_replaced(),
            "other_name" => return Notice::bad(self.listed_by_other_name()),
            "removed" => self.address_removed(),
            "not_listed" => return Notice::bad(self.address_not_listed()),
            "stopped" => self.all_removed(),
            _ => self.saved(),
        })
    }

    /// Somebody is listed now.
    pub fn admitted(&self, name: &str, address: &str) -> String {
        format!("{} {name}, {address}.", self.pick("C'est inscrit :", "Listed:"))
    }

    /// Somebody was listed before this press.
    pub fn listed_before(&self, name: &str, address: &str) -> String {
        match self.tongue {
            UiLanguage::Fr => format!("C'est déjà inscrit : {name}, {address}. Cet appui n'a rien changé."),
            UiLanguage::En => format!("Already listed: {name}, {address}. This press changed nothing."),
        }
    }

    /// How many addresses are left to confirm.
    pub fn addresses_left(&self, n: u32) -> String {
        match (self.tongue, n) {
            (UiLanguage::Fr, 0) => "C'était la dernière.".into(),
            (UiLanguage::Fr, n) => format!("Il en reste {n} à confirmer."),
            (UiLanguage::En, 0) => "It was the last one.".into(),
            (UiLanguage::En, n) => format!("{n} left to confirm."),
        }
    }

    /// How many addresses wait for an admin's word.
    pub fn waiting_addresses(&self, n: u32) -> String {
        match (self.tongue, n) {
            (UiLanguage::Fr, 1) => "1 adresse à confirmer".into(),
            (UiLanguage::Fr, n) => format!("{n} adresses à confirmer"),
            (UiLanguage::En, 1) => "1 address to confirm".into(),
            (UiLanguage::En, n) => format!("{n} addresses to confirm"),
        }
    }

    /// How many customers have no address.
    pub fn still_without_address(&self, n: u32) -> String {
        match (self.tongue, n) {
            (UiLanguage::Fr, 1) => "1 client n'a pas encore d'adresse.".into(),
            (UiLanguage::Fr, n) => format!("{n} clients n'ont pas encore d'adresse."),
            (UiLanguage::En, 1) => "1 customer has no address yet.".into(),
            (UiLanguage::En, n) => format!("{n} customers have no address yet."),
        }
    }
}
