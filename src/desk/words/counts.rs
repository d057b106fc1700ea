//! What is said with a number in it, and the heads of tables.

use super::{UiLanguage, Words};

impl Words {
    /// How many cards wait.
    pub fn waiting(&self, n: u32) -> String {
        match (self.tongue, n) {
            (UiLanguage::Fr, 0) => "Aucune carte".into(),
            (UiLanguage::Fr, 1) => "1 carte, la plus urgente d'abord".into(),
            (UiLanguage::Fr, n) => format!("{n} cartes, la plus urgente d'abord"),
            (UiLanguage::En, 0) => "No cards".into(),
            (UiLanguage::En, 1) => "1 card, most urgent first".into(),
            (UiLanguage::En, n) => format!("{n} cards, most urgent first"),
        }
    }

    /// How many cards need somebody.
    pub fn need_attention(&self, n: u32) -> String {
        match self.tongue {
            UiLanguage::Fr if n == 1 => "1 carte demande votre attention".into(),
            UiLanguage::Fr => format!("{n} cartes demandent votre attention"),
            UiLanguage::En if n == 1 => "1 card needs your attention".into(),
            UiLanguage::En => format!("{n} cards need your attention"),
        }
    }

    /// What becomes of the messages from an address that is not listed yet, and what to do.
    pub fn not_kept(&self, n: u32) -> String {
        let (fr, en) = match n {
            0 => (
                "Ce que le client en écrit n'est pas conservé : inscrivez-la.".to_owned(),
                "What the customer writes from there is not kept: list it.".to_owned(),
            ),
            1 => (
                "1 message en est venu, qui n'a pas été conservé : inscrivez-la et demandez au client de récrire."
                    .to_owned(),
                "1 message came from there and was not kept: list it and ask them to write again.".to_owned(),
            ),
            n => (
                format!(
                    "{n} messages en sont venus, qui n'ont pas été conservés : inscrivez-la et demandez au client de récrire."
                ),
                format!("{n} messages came from there and were not kept: list it and ask them to write again."),
            ),
        };
        match self.tongue {
            UiLanguage::Fr => format!("Rien ne part plus vers l'ancienne. {fr}"),
            UiLanguage::En => format!("Nothing is sent to the old one any more. {en}"),
        }
    }

    /// The columns of the table of numbers.
    pub fn columns(&self) -> [&'static str; 14] {
        match self.tongue {
            UiLanguage::Fr => [
                "Reçus",
                "Brouillons",
                "Sans brouillon",
                "Envoyés tels quels",
                "Envoyés modifiés",
                "Répondus à la main",
                "Rejetés",
                "Trompeurs",
                "Pas une commande",
                "Mauvaise langue",
                "Autres raisons",
                "Expirés",
                "Échecs",
                "Incertains",
            ],
            UiLanguage::En => [
                "Received",
                "Drafts",
                "No draft",
                "Sent unchanged",
                "Sent after an edit",
                "Answered by hand",
                "Rejected",
                "Misleading",
                "Not an order",
                "Wrong language",
                "Other reasons",
                "Expired",
                "Failed",
                "Unknown",
            ],
        }
    }

    /// How many rows were imported.
    pub fn imported(&self, rows: usize) -> String {
        match self.tongue {
            UiLanguage::Fr if rows < 2 => format!("{rows} ligne importée."),
            UiLanguage::Fr => format!("{rows} lignes importées."),
            UiLanguage::En if rows == 1 => "1 row imported.".into(),
            UiLanguage::En => format!("{rows} rows imported."),
        }
    }

    /// A card of messages over the caps.
    pub fn over_limit(&self, n: u32) -> String {
        match self.tongue {
            UiLanguage::Fr if n == 1 => "1 message au-delà de la limite par heure".into(),
            UiLanguage::Fr => format!("{n} messages au-delà de la limite par heure"),
            UiLanguage::En if n == 1 => "1 message over the hourly limit".into(),
            UiLanguage::En => format!("{n} messages over the hourly limit"),
        }
    }
}
