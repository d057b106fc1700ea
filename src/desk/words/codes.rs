//! What codes mean, in words.

use super::Words;
use crate::draft::Objection;
use crate::draft::rules::RuleObjection;
use crate::draft::rules::reply_rules::Safety;
use crate::gate::EvidenceKind;
use crate::guard::Rule;
use crate::review::decide::Refusal;
use crate::review::review_queue::history::Outcome;
use crate::review::{Card, DecisionView, Role, State};
use crate::send::{Advice, Class, ErrorCode};
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

    /// A role.
    pub fn role_name(&self, role: Role) -> &'static str {
        match role {
            Role::Reviewer => self.pick("valideur", "reviewer"),
            Role::Admin => self.pick("administrateur", "admin"),
            Role::Auditor => self.pick("auditeur", "auditor"),
        }
    }

    /// A role, with what it may do.
    pub fn role_means(&self, role: Role) -> &'static str {
        match role {
            Role::Reviewer => self.pick("Valideur : décide sur les cartes", "reviewer: decides on cards"),
            Role::Admin => self.pick(
                "Administrateur : décide, et tient clients, produits, équipe",
                "admin: decides, and keeps customers, products, team",
            ),
            Role::Auditor => self.pick("Auditeur : regarde sans décider", "auditor: looks, does not decide"),
        }
    }

    /// What the gate saw.
    pub fn evidence(&self, kind: EvidenceKind) -> &'static str {
        match kind {
            EvidenceKind::CatalogueLine => {
                self.pick("ligne du catalogue WhatsApp", "line of a WhatsApp catalogue order")
            }
            EvidenceKind::QuantityUnit => self.pick("quantité avec unité", "quantity with unit"),
            EvidenceKind::QuantityProduct => self.pick("quantité d'un produit connu", "quantity of a known product"),
            EvidenceKind::QuantityGoods => self.pick("nombre et marchandise", "number and goods"),
            EvidenceKind::Measured => self.pick("mesure", "measure"),
            EvidenceKind::Goods => self.pick("marchandise", "goods"),
            EvidenceKind::QuantityWord => self.pick("nombre et mot", "number and word"),
            EvidenceKind::QuantityTimes => self.pick("tant de fois un article", "so many times an article"),
            EvidenceKind::WishedGoods => self.pick("marchandise demandée", "goods that are wished for"),
            EvidenceKind::Product => self.pick("produit connu", "known product"),
            EvidenceKind::OrderWord => self.pick("demande de commander", "wish to order"),
            EvidenceKind::AfterOrder => self.pick("à propos d'une commande passée", "about an earlier order"),
            EvidenceKind::Cancellation => self.pick("annulation", "cancellation"),
            EvidenceKind::Complaint => self.pick("réclamation", "complaint"),
            EvidenceKind::Question => self.pick("question", "question"),
            EvidenceKind::StockList => self.pick("liste de stock ou de ventes", "list of stock or sales"),
        }
    }

    /// Why there is no draft ([`crate::review::NoDraft`]).
    pub fn why(&self, code: Option<&str>) -> &'static str {
        match code.unwrap_or_default() {
            "no_text" => self.pick("pas de texte à lire", "no text to read"),
            "about_an_earlier_order" => self.pick("à propos d'une commande passée", "about an earlier order"),
            "cancellation" => self.pick("une annulation", "a cancellation"),
            "complaint" => self.pick("une réclamation", "a complaint"),
            "question" => self.pick("une question", "a question"),
            "stock_or_sales" => self.pick("une liste de stock ou de ventes", "a list of stock or sales"),
            "nothing_ordered" => self.pick("ne ressemble pas à une commande", "does not look like an order"),
            "over_limit" => self.pick("trop de messages en une heure", "too many messages in an hour"),
            "late" => self.pick("arrivé avec plus de 24 h de retard", "came more than 24 hours late"),
            "future" => self.pick("daté dans le futur", "stamped in the future"),
            "unreadable_time" => self.pick("date illisible", "its time cannot be read"),
            "group" => self.pick("écrit dans un groupe", "written in a group"),
            "deleted" => self.pick("tout a été supprimé par le client", "the customer deleted everything"),
            "changed_afterwards" => self.pick("modifié après votre réponse", "changed after it was answered"),
            "bot_disabled" => self.pick("le service est sur arrêt", "the service is switched off"),
            "not_allowlisted" => self.pick("retiré de la liste des clients", "taken off the list of customers"),
            _ => self.pick("à lire par une personne", "for a person to read"),
        }
    }

    /// Meta's type of a message that has no words.
    pub fn kind(&self, kind: &str) -> &'static str {
        match kind {
            "image" => self.pick("Une photo", "A picture"),
            "audio" | "voice" => self.pick("Un message vocal", "A voice message"),
            "video" => self.pick("Une vidéo", "A video"),
            "document" => self.pick("Un document", "A document"),
            "sticker" => self.pick("Un autocollant", "A sticker"),
            "location" => self.pick("Un lieu", "A location"),
            "contacts" => self.pick("Un contact", "A contact"),
            _ => self.pick("Un message sans texte", "A message without text"),
        }
    }

    /// What was decided on a card. It is sent once Graph took it; until then it is approved.
    pub fn decision(&self, card: &Card, decision: &DecisionView) -> &'static str {
        let drafted = card.gate.why.is_none();
        match (decision.action.as_str(), card.state == State::Sent) {
            ("approve", true) => self.sent_unchanged,
            ("approve", false) => self.pick("Approuvé tel quel", "Approved unchanged"),
            ("edit", true) if drafted => self.sent_edited,
            ("edit", false) if drafted => self.pick("Approuvé avec modification", "Approved with an edit"),
            ("edit", true) => self.sent_by_hand,
            ("edit", false) => self.pick("Réponse écrite à la main", "Answer written by hand"),
            ("reject", _) => self.pick("Fermé sans envoi", "Closed, nothing sent"),
            ("resolve_sent", _) => self.pick("Déclaré arrivé", "Said to have arrived"),
            _ => self.pick("Déclaré non arrivé", "Said not to have arrived"),
        }
    }

    /// Why a card was rejected ([`crate::review::RejectReason`]).
    pub fn reason(&self, reason: &str) -> &'static str {
        match reason {
            "misleading" => self.pick("Le brouillon était faux", "The draft was wrong"),
            "not_an_order" => self.pick("Ce n'était pas une commande", "Not an order"),
            "wrong_language" => self.pick("Mauvaise langue", "Wrong language"),
            "duplicate" => self.pick("Déjà répondu sur une autre carte", "Answered on another card"),
            "handled_elsewhere" => self.pick("Traité autrement (téléphone…)", "Dealt with elsewhere (telephone…)"),
            _ => self.pick("Autre raison", "Another reason"),
        }
    }

    /// Where a draft comes from.
    pub fn source(&self, source: &str, model: Option<&str>) -> Markup {
        html! {
            @if source == "model" { (self.pick("rédigé par", "written by")) " " (super::super::text::visible(model.unwrap_or_default())) }
            @else { (self.pick("modèle de texte", "template")) }
        }
    }

    /// Why a template stands where a model was meant to write.
    pub fn fallback(&self, code: &str) -> String {
        let Some(rules) = code.strip_prefix("guard:") else {
            let said = match code {
                "over_limit" => self
                    .pick("le budget du jour de l'assistant est épuisé", "the model's budget for the day is used up"),
                "persona_pending" => {
                    self.pick("la personnalité attend d'être approuvée", "the persona waits to be approved")
                }
                "persona_refused" => self.pick("la personnalité a été refusée", "the persona was refused"),
                "misconfigured" | "no_binding" => self.pick("l'assistant est mal réglé", "the model is set up wrongly"),
                _ => self.pick("l'assistant n'a pas répondu", "the model did not answer"),
            };
            return [self.template_because, said].join(" ");
        };
        let rules = rules.split(',').filter_map(|code| Rule::ALL.into_iter().find(|rule| rule.code() == code));
        let mut said: Vec<&str> = rules.map(|rule| self.warning(rule)).collect();
        said.dedup();
        [self.template_because, self.model_refused, &said.join(", ")].join(" ")
    }

    /// A language of the drafts.
    pub fn language(&self, tag: &str) -> &'static str {
        match tag {
            "fr" => self.pick("français", "French"),
            "en" => self.pick("anglais", "English"),
            "es" => self.pick("espagnol", "Spanish"),
            "pt" => self.pick("portugais", "Portuguese"),
            _ => self.pick("autre langue", "another language"),
        }
    }

    /// Why a template cannot be used.
    pub fn objection(&self, objection: &Objection) -> String {
        match objection {
            Objection::TooLong => self.pick("trop long, ou trop de textes", "too long, or too many texts").into(),
            Objection::Placeholder => self.pick("accolades inconnues", "braces that mean nothing").into(),
            Objection::Rules(rules) => rules.iter().map(|rule| self.warning(*rule)).collect::<Vec<_>>().join(", "),
        }
    }

    /// Why a reply rule cannot be used.
    pub fn rule_objection(&self, objection: &RuleObjection) -> String {
        match objection {
            RuleObjection::TooMany => self.pick("trop de règles", "too many rules").into(),
            RuleObjection::Id | RuleObjection::Label => self.pick("un nom est nécessaire", "it needs a name").into(),
            RuleObjection::Matcher => self
                .pick(
                    "il faut des mots-clés, ou une intention et un seuil de 0 à 100",
                    "it needs keywords, or an intent and a threshold from 0 to 100",
                )
                .into(),
            RuleObjection::Prompt => {
                self.pick("consigne trop longue ou illisible", "instruction too long, or not readable").into()
            }
            RuleObjection::Canned(Objection::TooLong) => {
                self.pick("il faut un texte, pas trop long", "it needs a text, not too long").into()
            }
            RuleObjection::Canned(objection) => self.objection(objection),
        }
    }

    /// A persona's safety.
    pub fn safety(&self, safety: Safety) -> &'static str {
        match safety {
            Safety::Pending => {
                self.pick("En attente : d'ici là, aucun assistant n'écrit.", "Waiting: until then no model writes.")
            }
            Safety::Approved => self.pick("Approuvée", "Approved"),
            Safety::Refused => self.pick("Refusée : aucun assistant n'écrit.", "Refused: no model writes."),
        }
    }

    /// What a person's own words do that a draft may not.
    pub fn warning(&self, rule: Rule) -> &'static str {
        match rule {
            Rule::Empty | Rule::TooLong => self.pick("longueur inhabituelle", "unusual length"),
            Rule::HiddenCharacter => self.pick("caractère invisible", "a character that cannot be seen"),
            Rule::Markup => self.pick("balises ou code", "markup or code"),
            Rule::Link => self.pick("un lien", "a link"),
            Rule::Handle => self.pick("une adresse ou un identifiant", "an address or a handle"),
            Rule::PhoneNumber => self.pick("un numéro de téléphone", "a telephone number"),
            Rule::Number => {
                self.pick("un nombre que le client n'a pas écrit", "a number that the customer did not write")
            }
            Rule::Product => {
                self.pick("nomme une marchandise que le client n'a pas nommée", "names goods that the customer did not")
            }
            Rule::Confirmation => self.pick("semble confirmer la commande", "seems to confirm the order"),
            Rule::Promise => {
                self.pick("semble promettre une date ou une livraison", "seems to promise a date or a delivery")
            }
            Rule::Price => self.pick("parle de prix ou de paiement", "speaks of prices or payment"),
            Rule::Discount => self.pick("parle de remise", "speaks of a discount"),
            Rule::Stock => self.pick("parle de stock", "speaks of stock"),
            Rule::PromptLeak => self.pick("parle comme une machine", "speaks as a machine"),
            Rule::Language => self.pick("n'est pas dans la langue du client", "is not in the customer's language"),
        }
    }

    /// Why a decision was not carried out ([`crate::review::decide::Conflict`]).
    pub fn refusal(&self, refusal: &Refusal, by: Option<&str>) -> String {
        match refusal.code.as_str() {
            "already_decided" => match (self.tag, by) {
                ("fr", Some(by)) => format!("{by} a été plus rapide. Voici la carte telle qu'elle est maintenant."),
                (_, Some(by)) => format!("{by} was faster. This is the card as it is now."),
                (_, None) => self.pick("La carte n'est plus ouverte.", "The card is not open any more.").into(),
            },
            "stale_version" => self
                .pick(
                    "La carte a changé entre-temps : le client a écrit, ou le brouillon a été refait. Rien n'est parti ; relisez-la.",
                    "The card has changed since: the customer wrote, or it was drafted again. Nothing was sent; read it again.",
                )
                .into(),
            "other_text" => self
                .pick(
                    "Le brouillon n'est plus celui que vous aviez vu. Rien n'est parti ; relisez-le.",
                    "The draft is not the one you saw. Nothing was sent; read it again.",
                )
                .into(),
            "hidden_characters" => self.hidden_in_draft.into(),
            "window_closed" => self
                .pick(
                    "La fenêtre de 24 heures est fermée ; rien n'est parti.",
                    "The 24-hour window is closed; nothing was sent.",
                )
                .into(),
            "not_allowlisted" => self
                .pick(
                    "Ce client n'est plus sur la liste ; rien n'est parti.",
                    "The customer is not on the list any more; nothing was sent.",
                )
                .into(),
            "no_retry" => self
                .pick("Réessayer ne sert à rien ; voyez le conseil.", "Pressing again is no use; see the advice.")
                .into(),
            "not_unknown" => {
                self.pick("On sait déjà ce qu'il est devenu.", "It is known already what became of it.").into()
            }
            "no_recipient" => {
                self.pick("Il n'y a plus de message auquel répondre.", "There is no message left to answer.").into()
            }
            _ => refusal.message.clone(),
        }
    }

    /// A Graph error and what to do about it.
    pub fn advice(&self, error: &Advice) -> (&'static str, &'static str) {
        if self.tag == "en" {
            return (error.title, error.advice);
        }
        match error.code {
            131_056 => ("Trop de messages à ce client", "Attendez environ six secondes, puis appuyez de nouveau."),
            131_047 => (
                "La fenêtre de 24 heures est fermée",
                "WhatsApp n'accepte plus de réponse libre. Appelez le client, ou attendez qu'il récrive.",
            ),
            131_050 => (
                "Le client ne veut plus de messages de votre part",
                "Respectez-le : retirez-le de la liste et utilisez un autre canal.",
            ),
            131_049 | 130_472 => {
                ("WhatsApp a choisi de ne pas le remettre", "Réessayer ne sert à rien aujourd'hui. Appelez le client.")
            }
            0 | 190 => (
                "Le jeton d'accès a expiré ou a été révoqué",
                "Rien ne peut partir avant que l'administrateur en mette un nouveau (WHATSAPP_ACCESS_TOKEN). La carte reste ; appuyez alors de nouveau.",
            ),
            368 | 131_031 | 130_497 => (
                "Le compte WhatsApp est bloqué ou restreint",
                "L'administrateur doit regarder le compte chez Meta. La carte reste ; appuyez de nouveau ensuite.",
            ),
            code => match ErrorCode(code).class() {
                Class::TooFast => ("Trop de messages à la fois", "Attendez un instant, puis appuyez de nouveau."),
                Class::Final => ("Ce client ne peut pas recevoir le message", "Appelez-le ou écrivez-lui un e-mail."),
                Class::Configuration => (
                    "Le compte WhatsApp n'a pas le droit d'envoyer cela",
                    "L'administrateur doit vérifier les droits du jeton et le numéro. La carte reste.",
                ),
                Class::Bug => (
                    "WhatsApp a refusé la demande",
                    "Répondez par un autre canal et donnez ce code à l'administrateur.",
                ),
                Class::Unknown => (
                    "WhatsApp n'a pas pu le remettre",
                    "Vérifiez la conversation sur un téléphone, ou appelez le client.",
                ),
            },
        }
    }
}
