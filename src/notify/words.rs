//! What people are told, in words. No name, number or text of a customer's is among them.

use super::news::{CallReason, CardEvent};
use crate::clock::Timestamp;
use crate::desk::words::Words;
use std::time::Duration;

impl Words {
    /// What somebody is called for, as one line.
    pub fn called_for(&self, call: CallReason, news: &CardEvent, now: Timestamp) -> String {
        match call {
            CallReason::Appeared => {
                let left = self.span(news.window_closes_at.unwrap_or(now).since(now));
                format!("{} {left}.", self.pick("Temps restant pour répondre :", "Time left to reply:"))
            }
            CallReason::Overdue => {
                let waited = self.span(now.since(news.received_at.unwrap_or(news.at)));
                let begins = self.pick(
                    "Toujours sans réponse : un client attend depuis",
                    "Still no reply: a customer has waited for",
                );
                format!("{begins} {waited}.")
            }
            CallReason::Closing => {
                let left = self.span(news.window_closes_at.unwrap_or(now).since(now));
                let begins = self.pick("Bientôt trop tard : il reste", "Soon too late:");
                let ends = self.pick("pour répondre à un client.", "left to answer a customer.");
                format!("{begins} {left} {ends}")
            }
        }
    }

    /// What a device shows for a card, and how many wait in all.
    pub fn call_shown(&self, call: CallReason, news: &CardEvent, waiting: u32, now: Timestamp) -> (String, String) {
        let title = match call {
            CallReason::Appeared => self.pick("Un client attend", "A customer waits"),
            CallReason::Overdue => self.pick("Toujours sans réponse", "Still no reply"),
            CallReason::Closing => self.pick("Bientôt trop tard", "Soon too late"),
        };
        let line = self.called_for(call, news, now);
        let body = if waiting > 1 { format!("{line} {}", self.cards_wait(waiting)) } else { line };
        (title.into(), body)
    }

    /// What a device shows for the cards that came while it was not to ring.
    pub fn after_quiet(&self, waiting: u32) -> (String, String) {
        let why = self.pick("Arrivées pendant vos heures calmes.", "They came in your quiet hours.");
        (self.cards_wait(waiting), why.into())
    }

    /// What a device shows when it is tried.
    pub fn push_test(&self) -> (String, String) {
        let body = self.pick("C'est ainsi que vous serez prévenu d'une carte.", "This is how you will hear of a card.");
        (self.pick("Essai", "A test").into(), body.into())
    }

    /// One line about what is wrong, or about what is so no longer.
    pub fn trouble_line(&self, what: &str, ended: bool) -> String {
        let what =
            match what {
                "switched_off" => {
                    self.pick("le service est arrêté depuis l'interface", "the service is switched off at the desk")
                }
                "disabled" => {
                    self.pick("le service est arrêté par BOT_ENABLED", "the service is switched off by BOT_ENABLED")
                }
                "cannot_send" => self
                    .pick("un réglage manque : rien ne peut être envoyé", "a setting is missing: nothing can be sent"),
                "sends" => self.pick(
                    "WhatsApp refuse les envois à cause de la configuration",
                    "WhatsApp refuses sends for their configuration",
                ),
                "connection" => self
                    .pick("une vérification de la connexion à Meta échoue", "a check of the connection to Meta fails"),
                "undone" => self.pick(
                    "des cartes ont échoué ou leur sort est inconnu",
                    "cards failed, or nobody knows what became of them",
                ),
                "no_messages" => self.pick("aucun message n'arrive", "no messages come"),
                "unsigned" => self.pick(
                    "tous les webhooks reçus sont mal signés : vérifiez META_APP_SECRET",
                    "webhooks come with a wrong signature and none with a good one: check META_APP_SECRET",
                ),
                "nobody_told" => self.pick("personne n'est prévenu", "nobody is told"),
                "account" => self
                    .pick("Meta signale quelque chose à propos du compte", "Meta reports something about the account"),
                _ => self.pick("le journal n'est pas intact", "the ledger is not as it was"),
            };
        let begins = if ended { self.pick("Réglé :", "Over:") } else { self.pick("Problème :", "Trouble:") };
        format!("{begins} {what}.")
    }

    fn cards_wait(&self, n: u32) -> String {
        if n == 1 {
            self.pick("1 carte attend.", "1 card waits.").into()
        } else {
            format!("{n} {}", self.pick("cartes attendent.", "cards wait."))
        }
    }

    /// What became of the last notice to a device.
    pub fn push_outcome(&self, outcome: &str) -> String {
        match outcome {
            "taken" => self.pick("remise au service de notification", "taken by the push service").into(),
            "gone" => self.pick("appareil inconnu du service", "the service does not know the device").into(),
            "no_answer" => self.pick("le service n'a pas répondu", "the service did not answer").into(),
            "unsealed" => self.pick("clés inutilisables", "its keys cannot be used").into(),
            refused => {
                let status = refused.strip_prefix("refused:").unwrap_or(refused);
                format!("{} ({status})", self.pick("refusée par le service", "refused by the service"))
            }
        }
    }

    /// A span, in minutes below two hours and in hours above, rounded down.
    fn span(&self, span: Duration) -> String {
        let minutes = span.as_secs() / 60;
        match minutes {
            1 => "1 minute".into(),
            0..120 => format!("{minutes} minutes"),
            _ => format!("{} {}", minutes / 60, self.pick("heures", "hours")),
        }
    }
}
