//! What a row of the ledger says, in words: on a card's trail, on the ledger's page and in its file.

use crate::desk::words::Words;
use crate::ledger::Event;
use crate::ledger::kind::Kind;

impl Words {
    /// What happened: a row's `step` and `outcome`.
    pub fn happened(&self, step: &str, outcome: &str) -> &'static str {
        let (fr, en) = Event::of(step, outcome).map_or(("Autre événement", "Something else"), said);
        self.pick(fr, en)
    }

    /// What events of a kind are called.
    pub fn ledger_kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Messages => self.pick("Messages reçus", "Messages received"),
            Kind::Strangers => self.pick("Numéros non inscrits", "Numbers that are not listed"),
            Kind::Drafting => self.pick("Cartes et brouillons", "Cards and drafts"),
            Kind::Decisions => self.pick("Décisions et suivi", "Decisions and what colleagues do"),
            Kind::Sending => self.pick("Envois", "Sends"),
            Kind::Telling => self.pick("Rappels et avis", "Reminders and notices"),
            Kind::Settings => self.pick("Clients et réglages", "Customers and settings"),
            Kind::People => self.pick("Équipe et connexions", "Team and signing in"),
            Kind::Running => self.pick("Marche du service", "How the service runs"),
        }
    }
}

/// French and English.
fn said(event: Event) -> (&'static str, &'static str) {
    match event {
        Event::Odd => ("Élément inattendu de Meta", "Something unexpected from Meta"),
        Event::ForeignNumber => ("Destiné à un autre numéro", "For another phone number"),
        Event::AccountNotice => ("Meta signale quelque chose du compte", "Meta reports something of the account"),
        Event::AccountSeen => ("Signalement de Meta vu", "Report of Meta's seen"),
        Event::OrderShaped => ("Ressemble à une commande", "Looks like an order"),
        Event::NotAnOrder => ("Laissé à une personne", "Left to a person"),
        Event::ModelCalled => ("Assistant interrogé", "Model asked"),
        Event::ModelAnswered => ("Texte de l'assistant accepté", "Model's text accepted"),
        Event::ModelFailed | Event::ModelHeld => ("Sans texte de l'assistant", "No text from the model"),
        Event::ModelOverLimit => ("Budget de l'assistant épuisé", "The model's budget is used up"),
        Event::Compared | Event::RuleMatched => ("Règles consultées", "Rules looked at"),
        Event::Drafted => ("Brouillon écrit", "Draft written"),
        Event::Queued | Event::Overflow => ("Carte ouverte", "Card opened"),
        Event::NewVersion => ("Nouvelle version de la carte", "New version of the card"),
        Event::Approved => ("Approuvé tel quel", "Approved unchanged"),
        Event::Edited => ("Approuvé avec un autre texte", "Approved with own words"),
        Event::Rejected => ("Fermé sans envoi", "Closed, nothing sent"),
        Event::Closed => ("Fermé après l'échec", "Closed after the failure"),
        Event::DecisionRefused => ("Action refusée", "Press refused"),
        Event::Sent => ("Accepté par WhatsApp", "Accepted by WhatsApp"),
        Event::Failed | Event::StatusFailed => ("Échec de l'envoi", "Sending failed"),
        Event::Unknown => ("Envoi incertain", "Unknown whether it went"),
        Event::ResolvedSent => ("Déclaré arrivé", "Said to have arrived"),
        Event::ResolvedNotSent => ("Déclaré non arrivé", "Said not to have arrived"),
        Event::Expired => ("Fenêtre fermée", "Window closed"),
        Event::Rearmed => ("Traitement relancé", "Taken up again by itself"),
        Event::Erased => ("Anciens textes effacés", "Old texts erased"),
        Event::AllowlistAdded => ("Adresse inscrite", "Address listed"),
        Event::AllowlistChanged => ("Inscription modifiée", "Entry changed"),
        Event::AllowlistReplaced => ("Adresse passée à un autre client", "Address passed to another customer"),
        Event::AllowlistRemoved => ("Adresse retirée de la liste", "Address taken off the list"),
        Event::AllowlistMoved => ("Nouvelle adresse inscrite à la place", "New address listed in its place"),
        Event::AddressesProposed => ("Adresses à confirmer importées", "Addresses to confirm imported"),
        Event::ProposalDiscarded => ("Adresse à confirmer écartée", "Address to confirm discarded"),
        Event::AliasAdded => ("Identifiant WhatsApp relié au numéro", "WhatsApp id linked to the number"),
        Event::HoldTaken => ("S'en occupe", "Is on it"),
        Event::HoldLeft => ("Ne s'en occupe plus", "Is not on it any more"),
        Event::PutOff => ("Remise à plus tard", "Put off"),
        Event::TakenUp => ("Reprise", "Taken up again"),
        Event::NoteAdded => ("Note pour les collègues", "Note for colleagues"),
        Event::Redraft => ("Nouveau brouillon demandé", "New draft asked for"),
        Event::SignedIn => ("Connexion", "Signed in"),
        Event::SignedOut => ("Déconnexion", "Signed out"),
        Event::PhoneRevoked => ("Téléphone déconnecté", "Phone signed out"),
        Event::LinkMade => ("Lien de connexion créé", "Sign-in link made"),
        Event::LinkUsed => ("Lien de connexion utilisé", "Sign-in link used"),
        Event::LinkRevoked => ("Lien de connexion annulé", "Sign-in link taken back"),
        Event::ReviewerAdded => ("Personne ajoutée à l'équipe", "Person added to the team"),
        Event::ReviewerChanged => ("Adresse e-mail d'une personne modifiée", "Somebody's e-mail address changed"),
        Event::ReviewerRevoked => ("Accès d'une personne retiré", "Somebody's access revoked"),
        Event::CustomersChanged => ("Clients ajoutés ou modifiés", "Customers added or changed"),
        Event::CustomerErased => ("Client effacé", "Customer erased"),
        Event::CustomerExported => ("Données d'un client exportées", "A customer's data exported"),
        Event::OrdersChanged => ("Commandes connues modifiées", "Known orders changed"),
        Event::ProductsChanged => ("Produits modifiés", "Products changed"),
        Event::ProductsIndexed => ("Index des produits refait", "Index of products made anew"),
        Event::TemplatesChanged => ("Modèles de texte modifiés", "Templates changed"),
        Event::SavedRepliesChanged => ("Réponses enregistrées modifiées", "Saved replies changed"),
        Event::RulesChanged => ("Règles modifiées", "Rules changed"),
        Event::PersonaChanged => ("Personnalité de l'assistant modifiée", "How the model sounds changed"),
        Event::PersonaApproved => ("Personnalité de l'assistant approuvée", "How the model sounds approved"),
        Event::PersonaRefused => ("Personnalité de l'assistant refusée", "How the model sounds refused"),
        Event::WordsTaught => ("Vocabulaire modifié", "Vocabulary changed"),
        Event::MarkedOrder => ("Désignée comme commande", "Said to be an order"),
        Event::MarkedNone => ("Désignée comme autre chose", "Said to be no order"),
        Event::SwitchedOn => ("Service mis en marche", "Service turned on"),
        Event::SwitchedOff => ("Service mis à l'arrêt", "Service turned off"),
        Event::TroubleBegan => ("Un problème a commencé", "Something began to be wrong"),
        Event::TroubleEnded => ("Un problème a pris fin", "Something is wrong no longer"),
        Event::ConnectionChanged => ("État de la connexion à Meta modifié", "Connection to Meta changed"),
        Event::ConnectionSubscribed => ("Abonnement du compte demandé à Meta", "Meta asked to subscribe the account"),
        Event::AssistantAsked => ("Question d'un assistant (MCP)", "Question of an assistant (MCP)"),
        Event::LedgerBroughtIntoLine => ("Lignes du journal renumérotées", "Ledger rows given the next numbers"),
        Event::LedgerAcknowledged => ("Retour du journal en arrière reconnu", "Acknowledged that the ledger went back"),
        Event::NotifyFailed => ("Avis non remis", "Notice not delivered"),
        Event::NotifyDropped => ("Avis trop anciens abandonnés", "Notices too old were dropped"),
        Event::ChatTold | Event::DeviceTold => ("Équipe prévenue", "Team told"),
        Event::DeviceAdded => ("Appareil à prévenir ajouté", "Device to notify added"),
        Event::DeviceRemoved => ("Appareil à prévenir retiré", "Device to notify removed"),
        Event::DeviceGone => ("Appareil devenu injoignable", "Device cannot be reached any more"),
        Event::Overdue => ("En attente depuis longtemps", "Waiting for long"),
        Event::Closing => ("La fenêtre se ferme bientôt", "Window about to close"),
        Event::Admitted => ("Message reçu", "Message received"),
        Event::AdmittedOverLimit => ("Message reçu, au-delà de la limite", "Message received, over the limit"),
        Event::Noted => ("Réaction reçue", "Reaction received"),
        Event::CameBefore => ("Message reçu une deuxième fois", "Message received again"),
        Event::OfStranger => {
            ("Message d'un numéro non inscrit, non gardé", "Message from a number that is not listed, not kept")
        }
        Event::EchoHeard => ("Réponse depuis le téléphone de l'entreprise", "Answer from the business's own phone"),
        Event::EchoToStranger => (
            "Écrit depuis le téléphone à un numéro non inscrit",
            "Written from the phone to a number that is not listed",
        ),
        Event::EchoAgain => ("Réponse du téléphone reçue une deuxième fois", "Answer from the phone received again"),
        Event::StatusSent => ("Envoyé", "Sent"),
        Event::StatusDelivered => ("Reçu sur le téléphone", "Delivered"),
        Event::StatusRead => ("Lu", "Read"),
        Event::StatusOther => ("Autre état de WhatsApp", "Another status of WhatsApp's"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::words::{UiLanguage, words};

    #[test]
    fn every_event_has_words_of_its_own_and_one_that_is_not_known_says_so() {
        for tongue in [UiLanguage::Fr, UiLanguage::En] {
            let w = words(tongue);
            let other = w.happened("something", "new");
            for event in Event::ALL {
                let (step, outcome) = event.names();
                assert_eq!(Event::of(step, outcome), Some(*event), "{step} {outcome} is one event");
                assert_ne!(w.happened(step, outcome), other, "{step} {outcome}");
            }
        }
        assert_eq!(words(UiLanguage::Fr).happened("decide", "approved"), "Approuvé tel quel");
        assert_eq!(words(UiLanguage::En).happened("something", "new"), "Something else");
    }
}
