//! Words about customers.

use crate::desk::words::{UiLanguage, Words, say};

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
    without_address_means: "Ce client n'a pas d'adresse WhatsApp : ses messages ne sont pas conservés et on ne peut pas lui répondre.",
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
    erase_question: "Effacer ce client pour de bon ?", "Erase this customer for good?";
    erase_back: "Ne rien effacer", "Erase nothing";
    was_erased: "est effacé.", "is erased.";
    proposals: "Adresses à confirmer", "Addresses to confirm";
    proposals_mean: "Ces adresses viennent d'un fichier. Elles n'admettent personne : confirmez chacune, avec qui a donné son accord, quand et comment.",
        "These addresses come from a file. They admit nobody: confirm each, with who opted in, when and how.";
    no_proposals: "Aucune adresse n'attend.", "No address is waiting.";
    admit: "Inscrire", "List";
    discard: "Écarter", "Discard";
    import_addresses: "Adresses à confirmer (fichier CSV)", "Addresses to confirm (CSV file)";
    addresses_left_out: "Laissées de côté, car déjà inscrites ou d'un client inconnu :", "Left out, listed already or of an unknown customer:";
    asks_stop: "Ce client semble demander à ne plus recevoir de messages.", "This customer seems to ask for no more messages.";
    asks_erase: "Ce client semble demander l'effacement de ses données.", "This customer seems to ask that their data be deleted.";
    stop_means: "Toutes ses adresses sont retirées de la liste : on ne pourra plus lui répondre, et ses messages ne seront plus conservés.",
        "All their addresses are taken off the list: they cannot be answered any more, and their messages are not kept any more.";
    take_off: "Retirer de la liste", "Take off the list";
    open_erase: "Voir et effacer", "Look and erase";
    admin_can: "Un administrateur peut le faire depuis cette carte.", "An admin can do it from this card.";
}

impl Words {
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
