//! The codes of drafts, templates and rules, in words.

use super::rules::RuleValidationError;
use super::rules::reply_rules::Safety;
use super::template::ValidationError;
use super::template::places::Place;
use crate::desk::words::{UiLanguage, Words, say};
use crate::guard::Rule;

say! {
    changed_drafts: "Ce que les gens envoient à la place du brouillon", "What people send in the place of the draft";
    changed_mean: "Les brouillons modifiés et envoyés ces 90 derniers jours. Un texte qui revient souvent fait un bon modèle.",
        "Drafts that were changed and sent in the last 90 days. A text that comes often makes a good template.";
    changed_looked_at: "Brouillons regardés", "Drafts looked at";
    changed_nothing: "Rien n'a été modifié.", "Nothing was changed.";
    changed_adopt: "En faire mon texte", "Make this my text";
    changed_adopted: "Le texte est dans le formulaire : relisez-le, puis enregistrez.", "The text is in the form: read it, then save.";
    changed_out: "Mots retirés le plus souvent", "Words taken out most often";
    changed_into: "Mots ajoutés le plus souvent", "Words put in most often";

    template_sample: "Les exemples sont écrits pour un client nommé", "The examples are written for a customer named";
    template_customer: "Épicerie Exemple", "Example Grocery";
    template_own: "Vos textes", "Your texts";
    template_built_in: "Textes d'origine", "Built-in texts";
    template_start: "Partir de ce texte", "Start from this text";
    template_write: "Écrire ou modifier vos textes", "Write or change your texts";
    template_texts: "Vos textes en", "Your texts in";
    template_example: "{bonjour} {nom}, c'est bien reçu, merci !", "{hello} {customer}, we have received it, thank you!";
    template_places: "Laissez une ligne vide entre deux textes. Ce qui est entre accolades est remplacé :",
        "Leave an empty line between two texts. What stands in braces is replaced:";
    template_must_not: "20 textes au plus, de 600 caractères. Un texte qui confirme la commande, promet quelque chose, ou contient un prix ou un lien est refusé.",
        "At most 20 texts of 600 characters. A text that confirms the order, promises something, or holds a price or a link is refused.";
    template_empty: "Écrivez au moins un texte. Pour retrouver les textes d'origine, utilisez leur bouton.",
        "Write at least one text. To have the built-in texts again, use their button.";
    template_back: "Revenir aux textes d'origine", "Go back to the built-in texts";
    template_back_means: "Vos textes dans cette langue seront supprimés.", "Your texts in this language will be removed.";
}

impl Words {
    /// What a place becomes.
    pub fn place_means(&self, place: Place) -> &'static str {
        match place {
            Place::Hello => self.pick(
                "Bonsoir si le client a écrit bonsoir, sinon Bonjour",
                "Good evening if the customer wrote that, otherwise Hello",
            ),
            Place::Customer => self.pick("le nom du client, s'il est connu", "the customer's name, if it is known"),
            Place::Business => self.pick(
                "le nom de votre entreprise ; sans lui, le texte est signé de ce nom à la ligne suivante",
                "your business's name; without it the text is signed with that name on a line of its own",
            ),
        }
    }

    /// Braces that mean nothing, and those that do.
    fn unknown_place(&self, braced: &str) -> String {
        let known = Place::ALL.map(|place| place.shown(self.tongue)).join(", ");
        match self.tongue {
            UiLanguage::Fr => format!("{braced} n'est pas reconnu. Entre accolades, vous pouvez écrire {known}."),
            UiLanguage::En => format!("{braced} is not known. In braces you can write {known}."),
        }
    }
}

impl Words {
    /// Why a template cannot be used.
    pub fn validation_error(&self, validation_error: &ValidationError) -> String {
        match validation_error {
            ValidationError::TooLong => self
                .pick("plus de 600 caractères, ou plus de 20 textes", "over 600 characters, or over 20 texts")
                .into(),
            ValidationError::Placeholder(braced) => self.unknown_place(braced),
            ValidationError::Rules(rules) => {
                rules.iter().map(|rule| self.warning(*rule)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Why a reply rule cannot be used.
    pub fn rule_objection(&self, validation_error: &RuleValidationError) -> String {
        match validation_error {
            RuleValidationError::TooMany => self.pick("trop de règles", "too many rules").into(),
            RuleValidationError::Id | RuleValidationError::Label => {
                self.pick("un nom est nécessaire", "it needs a name").into()
            }
            RuleValidationError::Matcher => self
                .pick(
                    "il faut des mots, ou un sens et une ressemblance de 0 à 100",
                    "it needs words, or a meaning and a likeness from 0 to 100",
                )
                .into(),
            RuleValidationError::Prompt => {
                self.pick("consigne trop longue ou illisible", "instruction too long, or not readable").into()
            }
            RuleValidationError::Canned(ValidationError::TooLong) => {
                self.pick("il faut un texte, pas trop long", "it needs a text, not too long").into()
            }
            RuleValidationError::Canned(validation_error) => self.validation_error(validation_error),
        }
    }

    /// A persona's safety.
    pub fn safety(&self, safety: Safety) -> &'static str {
        match safety {
            Safety::Pending => self.pick(
                "En attente d'approbation : d'ici là, aucun assistant n'écrit.",
                "Waiting for approval: until then no model writes.",
            ),
            Safety::Approved => self.pick("Approuvée", "Approved"),
            Safety::Refused => self.pick("Refusée : aucun assistant n'écrit.", "Refused: no model writes."),
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
                "too_long" => {
                    self.pick("le message est trop long pour l'assistant", "the message is too long for the model")
                }
                "language" => {
                    self.pick("l'assistant n'écrit pas dans cette langue", "no model writes in this language")
                }
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
}
