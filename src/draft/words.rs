//! The codes of drafts, templates and rules, in words.

use super::rules::RuleValidationError;
use super::rules::reply_rules::Safety;
use super::template::ValidationError;
use crate::desk::words::{Words, say};
use crate::guard::Rule;

say! {
    changed_drafts: "Ce que les gens envoient à la place du brouillon", "What people send in the place of the draft";
    changed_mean: "Les brouillons modifiés et envoyés ces 90 derniers jours. Un texte qui revient souvent fait un bon modèle.",
        "Drafts that were changed and sent in the last 90 days. A text that comes often makes a good template.";
    changed_looked_at: "Brouillons regardés", "Drafts looked at";
    changed_nothing: "Rien n'a été modifié.", "Nothing was changed.";
    changed_adopt: "En faire mon texte", "Make this my text";
    changed_adopted: "Le texte est ajouté ci-dessous : relisez-le, puis enregistrez.", "The text is added below: look at it, then save.";
    changed_out: "Mots retirés le plus souvent", "Words taken out most often";
    changed_into: "Mots ajoutés le plus souvent", "Words put in most often";
}

impl Words {
    /// Why a template cannot be used.
    pub fn validation_error(&self, validation_error: &ValidationError) -> String {
        match validation_error {
            ValidationError::TooLong => self.pick("trop long, ou trop de textes", "too long, or too many texts").into(),
            ValidationError::Placeholder => self.pick("accolades inconnues", "braces that mean nothing").into(),
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
                    "il faut des mots-clés, ou une intention et un seuil de 0 à 100",
                    "it needs keywords, or an intent and a threshold from 0 to 100",
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
            Safety::Pending => {
                self.pick("En attente : d'ici là, aucun assistant n'écrit.", "Waiting: until then no model writes.")
            }
            Safety::Approved => self.pick("Approuvée", "Approved"),
            Safety::Refused => self.pick("Refusée : aucun assistant n'écrit.", "Refused: no model writes."),
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
