//! What codes mean, in words.

use super::Words;
use crate::gate::EvidenceKind;
use crate::guard::Rule;
use crate::identity::Role;
use crate::language::Language;

impl Words {
    /// A role.
    pub fn role_name(&self, role: Role) -> &'static str {
        match role {
            Role::Reviewer => self.pick("valideur", "reviewer"),
            Role::Admin => self.pick("administrateur", "admin"),
            Role::Auditor => self.pick("auditeur", "auditor"),
            Role::Assistant => self.pick("assistant (MCP)", "assistant (MCP)"),
        }
    }

    /// What a role may do.
    pub fn role_means(&self, role: Role) -> &'static str {
        match role {
            Role::Reviewer => self.pick(
                "lit les messages, et envoie, modifie ou rejette les réponses",
                "reads messages, and sends, edits or rejects replies",
            ),
            Role::Admin => self.pick(
                "fait de même, et gère clients, produits, textes, règles, équipe et connexion",
                "does the same, and manages customers, products, texts, rules, team and connection",
            ),
            Role::Auditor => self.pick(
                "voit l'historique, les chiffres et le registre, sans lire les messages ni rien décider",
                "sees history, numbers and ledger, without reading messages or deciding anything",
            ),
            Role::Assistant => self.pick(
                "un modèle qui consulte sans rien décider ; les messages des clients vont chez le fournisseur de ce modèle",
                "a model that looks things up and decides nothing; customers' messages go to that model's provider",
            ),
        }
    }

    /// Where Meta wrote an alias beside its number.
    pub fn alias_source(&self, source: &str) -> &'static str {
        match source {
            "notice" => self.pick("associé par un avis de Meta", "linked by a notice of Meta's"),
            _ => self.pick("associé par Meta, dans un message", "linked by Meta, in a message"),
        }
    }

    /// What the gate saw.
    pub fn evidence(&self, kind: EvidenceKind) -> &'static str {
        match kind {
            EvidenceKind::NeverWord => {
                self.pick("mot que vous avez exclu des commandes", "word that you taught never to be an order")
            }
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
            EvidenceKind::QuantityQuoted => {
                self.pick("quantité de ce que montre le message cité", "quantity of what the quoted message shows")
            }
            EvidenceKind::WishedGoods => self.pick("marchandise demandée", "goods that are wished for"),
            EvidenceKind::Product => self.pick("produit connu", "known product"),
            EvidenceKind::OrderWord => self.pick("demande de commander", "wish to order"),
            EvidenceKind::Usual => self.pick("comme d'habitude", "the same as before"),
            EvidenceKind::Change => self.pick("modification d'une commande", "change to an order"),
            EvidenceKind::AfterOrder => self.pick("à propos d'une commande passée", "about an earlier order"),
            EvidenceKind::Cancellation => self.pick("annulation", "cancellation"),
            EvidenceKind::Complaint => self.pick("réclamation", "complaint"),
            EvidenceKind::Return => self.pick("retour ou avoir", "return or credit"),
            EvidenceKind::Question => self.pick("question", "question"),
            EvidenceKind::StockList => self.pick("liste de stock ou de ventes", "list of stock or sales"),
            EvidenceKind::Told => self.pick("raconte ou annonce quelque chose", "tells or announces something"),
            EvidenceKind::Promotion => self.pick("offre ou publicité", "offer or advertisement"),
        }
    }

    /// A language of the drafts.
    pub fn language(&self, tag: &str) -> &'static str {
        match Language::parse(tag) {
            Some(Language::Fr) => self.pick("français", "French"),
            Some(Language::En) => self.pick("anglais", "English"),
            Some(Language::Es) => self.pick("espagnol", "Spanish"),
            Some(Language::Pt) => self.pick("portugais", "Portuguese"),
            Some(Language::It) => self.pick("italien", "Italian"),
            Some(Language::Ar) => self.pick("arabe", "Arabic"),
            None => self.pick("autre langue", "another language"),
        }
    }

    /// What else to look at in a person's own words.
    pub fn caution(&self, rule: Rule) -> &'static str {
        match rule {
            Rule::Promise => self.pick("un jour ou une heure", "a day or an hour"),
            other => self.warning(other),
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
            Rule::Character => self.pick("un signe inhabituel", "an unusual sign"),
            Rule::Word => self.pick("dit autre chose qu'un accusé de réception", "says something other than a receipt"),
            Rule::Quantity => {
                self.pick("une quantité qui n'est pas celle du client", "a quantity that is not the customer's")
            }
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
}
