//! The codes of cards, in words.

mod colleagues;
mod lines;
mod message;
mod trail;

use super::decide::{Conflict, DecisionRefusal};
use super::review_queue::history::Outcome;
use super::{Card, DecisionAction, DecisionView, DraftSource, GateVerdict, NoDraft, Reason, RejectReason, State};
use crate::desk::text::visible;
use crate::desk::words::Words;
use crate::gate::Why;
use crate::send::{Advice, Cause};
use maud::{Markup, html};

impl Words {
    /// A state.
    pub fn state(&self, state: State) -> &'static str {
        match state {
            State::Pending => self.pick("à traiter", "waiting"),
            State::Sending => self.pick("approuvé, envoi en cours", "approved, being sent"),
            State::Sent => self.pick("envoyé", "sent"),
            State::Rejected => self.pick("fermé sans envoi", "closed, nothing sent"),
            State::Expired => self.pick("expiré", "expired"),
            State::Failed => self.pick("échec de l'envoi", "sending failed"),
            State::Unknown => self.pick("incertain", "unknown"),
        }
    }

    /// How a card ended.
    pub fn outcome_name(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Approved => self.sent_unchanged,
            Outcome::Edited => self.sent_edited,
            Outcome::ByHand => self.sent_by_hand,
            Outcome::Rejected => self.state(State::Rejected),
            Outcome::Expired => self.state(State::Expired),
            Outcome::Failed => self.state(State::Failed),
            Outcome::Unknown => self.state(State::Unknown),
        }
    }

    /// Why the gate let nothing be drafted.
    pub fn gate_why(&self, why: Why) -> &'static str {
        match why {
            Why::NoText => self.pick("pas de texte à lire", "no text to read"),
            Why::AboutAnEarlierOrder => self.pick("à propos d'une commande passée", "about an earlier order"),
            Why::Cancellation => self.pick("une annulation", "a cancellation"),
            Why::Complaint => self.pick("une réclamation", "a complaint"),
            Why::Return => self.pick("un retour ou un avoir", "a return or a credit"),
            Why::Question => self.pick("une question", "a question"),
            Why::StockOrSales => self.pick("une liste de stock ou de ventes", "a list of stock or sales"),
            Why::Told => self.pick("raconte ou annonce quelque chose", "tells or announces something"),
            Why::Promotion => self.pick("une offre ou une publicité", "an offer or an advertisement"),
            Why::Forwarded => self.pick("un message transféré", "a forwarded message"),
            Why::Thanks => self.pick("un simple remerciement", "only thanks"),
            Why::NeverWord => {
                self.pick("un mot que vous avez exclu des commandes", "a word that you taught never to be an order")
            }
            Why::NothingOrdered => self.pick("ne ressemble pas à une commande", "does not look like an order"),
        }
    }

    /// Why there is no draft.
    pub fn why(&self, why: Option<NoDraft>) -> &'static str {
        match why {
            Some(NoDraft::Gate(why)) => self.gate_why(why),
            Some(NoDraft::Other(reason)) => self.no_draft(reason),
            None => self.pick("à lire par une personne", "for a person to read"),
        }
    }

    fn no_draft(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::OverLimit => self.pick("trop de messages en une heure", "too many messages in an hour"),
            Reason::Late => self.pick("arrivé avec plus de 24 h de retard", "came more than 24 hours late"),
            Reason::Future => self.pick("daté dans le futur", "stamped in the future"),
            Reason::UnreadableTime => self.pick("date illisible", "its time cannot be read"),
            Reason::Group => self.pick("écrit dans un groupe", "written in a group"),
            Reason::Deleted => self.pick("tout a été supprimé par le client", "the customer deleted everything"),
            Reason::ChangedAfterwards => self.pick("modifié après votre réponse", "changed after it was answered"),
            Reason::BotDisabled => self.pick("arrivé pendant l'arrêt du service", "came while the service was off"),
            Reason::NotAllowlisted => self.pick("retiré de la liste des clients", "taken off the list of customers"),
            Reason::Notice => self.pick(
                "un avis de WhatsApp, pas un message du client",
                "a notice of WhatsApp's, not a message of the customer's",
            ),
        }
    }

    /// A press whose outcome is not known: the same press again is the same decision.
    pub fn in_doubt(&self) -> &'static str {
        self.pick(
            "Quelque chose n'a pas marché : on ne sait pas encore si c'est parti. Appuyez de nouveau dans un instant : rien ne part deux fois.",
            "Something broke: we do not know yet whether it went. Press again in a moment: nothing goes twice.",
        )
    }

    /// A card was closed after its send had failed.
    pub fn card_closed(&self) -> &'static str {
        self.pick("Carte fermée :", "Closed:")
    }

    /// Closes a card whose send failed.
    pub fn close_failed(&self) -> &'static str {
        self.pick("Fermer la carte", "Close the card")
    }

    /// The button that closes it.
    pub fn close_nothing_more(&self) -> &'static str {
        self.pick("Fermer : plus rien n'est envoyé", "Close: nothing more is sent")
    }

    /// What was decided on a card. It is sent once Graph took it; until then it is approved.
    pub fn decision(&self, card: &Card, decision: &DecisionView) -> &'static str {
        let drafted = card.gate.why.is_none();
        match (decision.action, card.state == State::Sent) {
            (DecisionAction::Approve, true) => self.sent_unchanged,
            (DecisionAction::Approve, false) => self.pick("Approuvé tel quel", "Approved unchanged"),
            (DecisionAction::Edit, true) if drafted => self.sent_edited,
            (DecisionAction::Edit, false) if drafted => {
                self.pick("Approuvé avec modification", "Approved with an edit")
            }
            (DecisionAction::Edit, true) => self.sent_by_hand,
            (DecisionAction::Edit, false) => self.pick("Réponse écrite à la main", "Answer written by hand"),
            (DecisionAction::Reject, _) => self.pick("Fermé sans envoi", "Closed, nothing sent"),
            (DecisionAction::ResolveSent, _) => self.pick("Déclaré arrivé", "Said to have arrived"),
            (DecisionAction::ResolveNotSent, _) => self.pick("Déclaré non arrivé", "Said not to have arrived"),
        }
    }

    /// Why a card was rejected.
    pub fn reason(&self, reason: RejectReason) -> &'static str {
        match reason {
            RejectReason::Misleading => self.pick("Le brouillon était faux", "The draft was wrong"),
            RejectReason::NotAnOrder => self.pick("Ce n'était pas une commande", "Not an order"),
            RejectReason::WrongLanguage => self.pick("Mauvaise langue", "Wrong language"),
            RejectReason::Duplicate => self.pick("Déjà répondu sur une autre carte", "Answered on another card"),
            RejectReason::HandledElsewhere => {
                self.pick("Traité autrement (téléphone…)", "Dealt with elsewhere (telephone…)")
            }
            RejectReason::NoAnswerNeeded => self.pick("Rien à répondre", "Nothing to answer"),
            RejectReason::Other => self.pick("Autre raison", "Another reason"),
        }
    }

    /// Why this card was closed. That one is no order which nobody took for one says nothing against it.
    pub fn closed_because(&self, card: &Card, reason: RejectReason) -> &'static str {
        match (reason, card.gate.verdict) {
            (RejectReason::NotAnOrder, GateVerdict::NotAnOrder) => self.pick("Pas une commande", "Not an order"),
            _ => self.reason(reason),
        }
    }

    /// Where a draft comes from.
    pub fn source(&self, source: DraftSource, model: Option<&str>) -> Markup {
        html! {
            @match source {
                DraftSource::Model => { (self.pick("rédigé par", "written by")) " " (visible(model.unwrap_or_default())) }
                DraftSource::Template => (self.pick("modèle de texte", "template")),
            }
        }
    }

    /// Why a decision was not carried out ([`crate::review::decide::Conflict`]).
    pub fn refusal(&self, refusal: &DecisionRefusal, by: Option<&str>) -> String {
        let Some(conflict) = Conflict::parse(&refusal.code) else { return refusal.message.clone() };
        match conflict {
            Conflict::AlreadyDecided => match (self.tag, by) {
                ("fr", Some(by)) => format!("{by} a été plus rapide. Voici la carte telle qu'elle est maintenant."),
                (_, Some(by)) => format!("{by} was faster. This is the card as it is now."),
                (_, None) => self.pick("La carte n'est plus ouverte.", "The card is not open any more.").into(),
            },
            Conflict::StaleVersion => self
                .pick(
                    "La carte a changé entre-temps : le client a écrit, le brouillon a été refait, ou on a répondu depuis le téléphone. Rien n'est parti ; relisez-la.",
                    "The card has changed since: the customer wrote, it was drafted again, or it was answered from the phone. Nothing was sent; read it again.",
                )
                .into(),
            Conflict::OtherText => self
                .pick(
                    "Le brouillon n'est plus celui que vous aviez vu. Rien n'est parti ; relisez-le.",
                    "The draft is not the one you saw. Nothing was sent; read it again.",
                )
                .into(),
            Conflict::HiddenCharacters => self.hidden_in_draft.into(),
            Conflict::WindowClosed => self
                .pick(
                    "La fenêtre de 24 heures est fermée ; rien n'est parti.",
                    "The 24-hour window is closed; nothing was sent.",
                )
                .into(),
            Conflict::NotAllowlisted => self
                .pick(
                    "Ce client n'est plus sur la liste ; rien n'est parti.",
                    "The customer is not on the list any more; nothing was sent.",
                )
                .into(),
            Conflict::NewerCard => self
                .pick(
                    "Le client a écrit depuis, sur une autre carte. Rien n'est parti ; traitez d'abord celle-là.",
                    "The customer has written since, on another card. Nothing was sent; deal with that one first.",
                )
                .into(),
            Conflict::AddressChanged => self
                .pick(
                    "Le client a changé d'adresse sur WhatsApp ; rien n'est parti. Inscrivez la nouvelle et demandez-lui de récrire.",
                    "The customer has another WhatsApp address now; nothing was sent. List the new one and ask them to write again.",
                )
                .into(),
            Conflict::NoRetry => self
                .pick("Réessayer ne sert à rien ; voyez le conseil.", "Pressing again is no use; see the advice.")
                .into(),
            Conflict::NotUnknown => {
                self.pick("On sait déjà ce qu'il est devenu.", "It is known already what became of it.").into()
            }
            Conflict::NoRecipient => {
                self.pick("Il n'y a plus de message auquel répondre.", "There is no message left to answer.").into()
            }
        }
    }

    /// A Graph error and what to do about it.
    pub fn advice(&self, error: &Advice) -> (&'static str, &'static str) {
        if self.tag == "en" {
            return (error.title, error.advice);
        }
        match error.cause {
            Cause::PairTooFast => {
                ("Trop de messages à ce client", "Attendez environ six secondes, puis appuyez de nouveau.")
            }
            Cause::SpamLimit => (
                "Meta freine ce numéro, jugé indésirable",
                "Trop de personnes l'ont bloqué ou signalé. L'administrateur doit regarder sa qualité dans WhatsApp Manager. La carte reste ; appuyez de nouveau plus tard, ou appelez le client.",
            ),
            Cause::TooFast => ("Trop de messages à la fois", "Attendez un instant, puis appuyez de nouveau."),
            Cause::WindowClosed => (
                "La fenêtre de 24 heures est fermée",
                "WhatsApp n'accepte plus de réponse libre. Appelez le client, ou attendez qu'il récrive.",
            ),
            Cause::OptedOut => (
                "Le client ne veut plus de messages de votre part",
                "Respectez-le : retirez-le de la liste et utilisez un autre canal.",
            ),
            Cause::HeldBack => {
                ("WhatsApp a choisi de ne pas le remettre", "Réessayer ne sert à rien aujourd'hui. Appelez le client.")
            }
            Cause::TestNumber => (
                "Le numéro de test de Meta ne peut pas écrire à ce client",
                "Un numéro de test n'atteint que les destinataires de sa liste, dans l'application Meta. L'administrateur doit y ajouter le client, ou passer au numéro de l'entreprise. Appelez le client.",
            ),
            Cause::Unreachable => (
                "Ce client ne peut pas recevoir le message",
                "Il n'utilise peut-être plus WhatsApp, ou une version trop ancienne. Appelez-le ou écrivez-lui un e-mail.",
            ),
            Cause::Token => (
                "Le jeton d'accès a expiré ou a été révoqué",
                "Rien ne peut partir avant que l'administrateur en mette un nouveau (WHATSAPP_ACCESS_TOKEN). La carte reste ; appuyez alors de nouveau.",
            ),
            Cause::Permission => (
                "Le compte WhatsApp n'a pas le droit d'envoyer cela",
                "L'administrateur doit vérifier les droits du jeton et le numéro. La carte reste ; appuyez de nouveau ensuite.",
            ),
            Cause::Restricted => (
                "Le compte WhatsApp est bloqué ou restreint",
                "L'administrateur doit regarder le compte chez Meta. La carte reste ; appuyez de nouveau ensuite.",
            ),
            Cause::NoSuchNumber => (
                "Meta ne connaît pas cet identifiant de numéro",
                "WHATSAPP_PHONE_NUMBER_ID est faux, ou le jeton d'accès n'y a pas droit. L'administrateur doit le corriger. La carte reste ; appuyez de nouveau ensuite.",
            ),
            Cause::NotRegistered => (
                "Le numéro de l'entreprise n'est pas enregistré chez Meta",
                "L'administrateur doit l'enregistrer pour l'API Cloud, avec son code PIN. La carte reste ; appuyez de nouveau ensuite.",
            ),
            Cause::Payment => (
                "Meta ne peut pas débiter le compte WhatsApp",
                "L'administrateur doit vérifier le moyen de paiement chez Meta. La carte reste ; appuyez de nouveau ensuite.",
            ),
            Cause::DisplayName => (
                "Meta n'a pas validé le nom affiché du numéro",
                "L'administrateur doit le définir dans WhatsApp Manager et attendre que Meta le valide. La carte reste ; appuyez de nouveau ensuite.",
            ),
            Cause::ApiVersion => (
                "Meta a retiré cette version de son API",
                "L'administrateur doit mettre le service à jour, ou GRAPH_API_URL s'il est défini. La carte reste ; appuyez de nouveau ensuite.",
            ),
            Cause::OurRequest => {
                ("WhatsApp a refusé la demande", "Répondez par un autre canal et donnez ce code à l'administrateur.")
            }
            Cause::NobodyKnows | Cause::Undelivered => {
                ("WhatsApp n'a pas pu le remettre", "Vérifiez la conversation sur un téléphone, ou appelez le client.")
            }
            Cause::Unlisted => (
                "WhatsApp l'a refusé",
                "Rien n'est parti. Donnez ce code à l'administrateur. La carte reste ; appuyez de nouveau quand c'est réparé.",
            ),
        }
    }
}
