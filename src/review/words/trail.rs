//! What the ledger's rows of a card say, in words.

use crate::desk::words::Words;
use crate::review::{NoDraft, RejectReason};

impl Words {
    /// What happened: a row's `step` and `outcome`.
    pub fn happened(&self, step: &str, outcome: &str) -> &'static str {
        match (step, outcome) {
            ("admit", "over_limit") => {
                self.pick("Message reçu, au-delà de la limite", "Message received, over the limit")
            }
            ("admit", "duplicate") => self.pick("Message reçu une deuxième fois", "Message received again"),
            ("admit", _) => self.pick("Message reçu", "Message received"),
            ("gate", "order_shaped") => self.pick("Ressemble à une commande", "Looks like an order"),
            ("gate", _) => self.pick("Laissé à une personne", "Left to a person"),
            ("model", "called") => self.pick("Assistant interrogé", "Model asked"),
            ("model", "answered") => self.pick("Texte de l'assistant accepté", "Model's text accepted"),
            ("model", _) => self.pick("Sans texte de l'assistant", "No text from the model"),
            ("rules", _) => self.pick("Règles consultées", "Rules looked at"),
            ("draft", _) => self.pick("Brouillon écrit", "Draft written"),
            ("queue", "new_version") => self.pick("Nouvelle version de la carte", "New version of the card"),
            ("queue", _) => self.pick("Carte ouverte", "Card opened"),
            ("decide", "approved") => self.pick("Approuvé tel quel", "Approved unchanged"),
            ("decide", "edited") => self.pick("Approuvé avec un autre texte", "Approved with own words"),
            ("decide", "rejected") => self.pick("Fermé sans envoi", "Closed, nothing sent"),
            ("decide", "closed") => self.pick("Fermé après l'échec", "Closed after the failure"),
            ("decide", _) => self.pick("Action refusée", "Press refused"),
            ("send", "sent") => self.pick("Accepté par WhatsApp", "Accepted by WhatsApp"),
            ("send" | "status", "failed") => self.pick("Échec de l'envoi", "Sending failed"),
            ("send", _) => self.pick("Envoi incertain", "Unknown whether it went"),
            ("resolve", "sent") => self.pick("Déclaré arrivé", "Said to have arrived"),
            ("resolve", _) => self.pick("Déclaré non arrivé", "Said not to have arrived"),
            ("status", "delivered") => self.pick("Reçu sur le téléphone", "Delivered"),
            ("status", "read") => self.pick("Lu", "Read"),
            ("status", _) => self.pick("Envoyé", "Sent"),
            ("sweep", "expired") => self.pick("Fenêtre fermée", "Window closed"),
            ("sweep", _) => self.pick("Entretien", "Housekeeping"),
            ("hold", "put_off") => self.pick("Remise à plus tard", "Put off"),
            ("hold", "taken_up") => self.pick("Reprise", "Taken up again"),
            ("note", _) => self.pick("Note pour les collègues", "Note for colleagues"),
            ("mark", "order") => self.pick("Désignée comme commande", "Said to be an order"),
            ("mark", _) => self.pick("Désignée comme autre chose", "Said to be no order"),
            ("hold", "taken") => self.pick("S'en occupe", "Is on it"),
            ("hold", _) => self.pick("Ne s'en occupe plus", "Is not on it any more"),
            ("redraft", _) => self.pick("Nouveau brouillon demandé", "New draft asked for"),
            ("notify", "posted" | "pushed") => self.pick("Équipe prévenue", "Team told"),
            ("notify", _) => self.pick("Avis non remis", "Notice not delivered"),
            ("remind", "closing") => self.pick("La fenêtre se ferme bientôt", "Window about to close"),
            ("remind", _) => self.pick("En attente depuis longtemps", "Waiting for long"),
            _ => self.pick("Autre événement", "Something else"),
        }
    }

    /// Why, where a person gains by knowing: a row's `reason`.
    pub fn because(&self, step: &str, outcome: &str, reason: &str) -> Option<String> {
        match (step, outcome) {
            ("decide", "rejected" | "closed") => {
                RejectReason::parse(reason).map(|reason| self.reason(reason).to_owned())
            }
            ("gate", "not_an_order") | ("queue", _) => Some(self.why(NoDraft::parse(reason)).to_owned()),
            ("send" | "status", "failed") if reason.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(format!("{} {reason}", self.pick("code Meta", "Meta's code")))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::desk::words::{UiLanguage, words};

    #[test]
    fn no_code_stands_in_the_trail() {
        let w = words(UiLanguage::Fr);
        assert_eq!(w.happened("decide", "approved"), "Approuvé tel quel");
        assert_eq!(w.happened("something", "new"), "Autre événement");
        assert_eq!(
            w.because("decide", "closed", "handled_elsewhere").as_deref(),
            Some("Traité autrement (téléphone…)")
        );
        assert_eq!(w.because("send", "failed", "131026").as_deref(), Some("code Meta 131026"));
        assert_eq!(w.because("decide", "refused", "approve:stale_version"), None);
    }
}
