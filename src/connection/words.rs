//! The checks in words.

use super::account_notice::Field;
use super::check::{Check, Finding, Id};
use crate::desk::words::Words;

impl Words {
    /// What Meta reports.
    pub fn account_notice(&self, field: Field) -> &'static str {
        match field {
            Field::AccountUpdate => {
                self.pick("Meta signale à propos du compte WhatsApp :", "Meta reports of the WhatsApp account:")
            }
            Field::AccountAlerts => self.pick("Alerte de Meta :", "Alert from Meta:"),
            Field::Quality => self.pick("Qualité du numéro :", "Quality of the number:"),
            Field::Name => self.pick("Nom affiché du numéro :", "Display name of the number:"),
            Field::Security => self.pick("Code PIN du numéro :", "PIN of the number:"),
        }
    }

    /// What a check looks at.
    pub fn check_title(&self, id: Id) -> &'static str {
        match id {
            Id::Token => self.pick("Jeton d'accès", "Access token"),
            Id::Expiry => self.pick("Expiration du jeton", "Expiry of the token"),
            Id::Scopes => self.pick("Droits du jeton", "Permissions of the token"),
            Id::AppSecret => self.pick("Clé secrète et jeton de la même application", "Secret and token of one app"),
            Id::Account => self.pick("Compte du numéro", "Account of the number"),
            Id::Subscribed => self.pick("Application abonnée au compte", "App subscribed to the account"),
            Id::Callback => self.pick("Adresse de rappel", "Callback URL"),
            Id::Field => self.pick("Champ « messages »", "Field \"messages\""),
            Id::Number => self.pick("Numéro", "Number"),
            Id::Health => self.pick("Envoi, selon Meta", "Sending, as Meta sees it"),
            Id::LastMessage => self.pick("Dernier message reçu", "Last message received"),
            Id::Unsigned => self.pick("Signature des webhooks", "Signature of webhooks"),
            Id::OtherNumbers => self.pick("Messages pour d'autres numéros", "Messages for other numbers"),
        }
    }

    /// What was found, with Meta's code and trace id.
    pub fn check_detail(&self, check: &Check) -> String {
        let mut text = self.found(check.finding).to_owned();
        if let Some(value) = &check.value {
            text = format!("{text} {value}");
        }
        if let Some(code) = check.code {
            text = format!("{text} — {} {code}", self.pick("code de Meta", "Meta's code"));
        }
        if let Some(trace) = &check.trace {
            text = format!("{text}, fbtrace_id {trace}");
        }
        text
    }

    pub fn found(&self, finding: Finding) -> &'static str {
        match finding {
            Finding::NotAsked => {
                self.pick("Pas encore vérifié, ou il manque un réglage.", "Not asked yet, or a setting is missing.")
            }
            Finding::Silent => self.pick("Meta n'a pas répondu.", "Meta did not answer."),
            Finding::Withheld => self.pick("Meta refuse de le dire.", "Meta refuses to say."),
            Finding::TokenValid => self.pick("Valable.", "Valid."),
            Finding::TokenRefused => {
                self.pick("Expiré ou révoqué : rien ne peut être envoyé.", "Expired or revoked: nothing can be sent.")
            }
            Finding::NeverExpires => self.pick("N'expire pas.", "Never expires."),
            Finding::ExpiresLater | Finding::ExpiresSoon | Finding::ExpiresNow => self.pick("Expire le", "Expires on"),
            Finding::ScopesGiven => self.pick("Envoi et gestion.", "Messaging and management."),
            Finding::NoMessaging => {
                self.pick("whatsapp_business_messaging manque.", "whatsapp_business_messaging is missing.")
            }
            Finding::NoManagement => {
                self.pick("whatsapp_business_management manque.", "whatsapp_business_management is missing.")
            }
            Finding::OneApp => self.pick("Les deux vont ensemble.", "They belong together."),
            Finding::OtherSecret => self.pick(
                "META_APP_SECRET est celui d'une autre application : les messages sont refusés.",
                "META_APP_SECRET is another app's: messages are refused.",
            ),
            Finding::OtherApp => self.pick(
                "Le jeton est celui d'une autre application que META_APP_ID.",
                "The token is another app's than META_APP_ID.",
            ),
            Finding::HasNumber => self.pick("Le numéro en fait partie.", "It has the number."),
            Finding::OtherAccount => {
                self.pick("Le numéro appartient à un autre compte.", "The number belongs to another account.")
            }
            Finding::AccountUnknown => self.pick("Compte inconnu.", "The account is not known."),
            Finding::WeAreSubscribed => self.pick("Abonnée.", "Subscribed."),
            Finding::NobodySubscribed => self.pick(
                "Aucune application n'est abonnée : aucun message n'arrive.",
                "No app is subscribed: no messages come.",
            ),
            Finding::OthersSubscribed => {
                self.pick("Seules d'autres applications sont abonnées.", "Only other apps are subscribed.")
            }
            Finding::CallbackOurs => self.pick("La nôtre :", "Ours:"),
            Finding::OverrideOurs => {
                self.pick("La nôtre, fixée pour le compte ou le numéro :", "Ours, by an override:")
            }
            Finding::CallbackElsewhere => self.pick("Les messages vont ailleurs :", "Messages go elsewhere:"),
            Finding::NoCallback => self.pick("Aucune.", "There is none."),
            Finding::NoPublicUrl => self.pick(
                "Impossible de comparer, PUBLIC_URL n'est pas défini :",
                "It cannot be compared, PUBLIC_URL is not set:",
            ),
            Finding::FieldOn => self.pick("Activé.", "On."),
            Finding::FieldOff => self.pick("Pas activé : aucun message n'arrive.", "Off: no messages come."),
            Finding::FieldInactive => {
                self.pick("L'abonnement de l'application est inactif.", "The app's subscription is not active.")
            }
            Finding::Connected => self.pick("Connecté.", "Connected."),
            Finding::TestNumber => self.pick(
                "Numéro de test : il n'écrit qu'aux destinataires de sa liste.",
                "A test number: it writes to the recipients on its list alone.",
            ),
            Finding::LowQuality => self.pick("Connecté ; qualité :", "Connected; quality:"),
            Finding::NotRegistered => self.pick("Pas inscrit à la Cloud API :", "Not registered for the Cloud API:"),
            Finding::NotConnected => self.pick("Pas connecté :", "Not connected:"),
            Finding::NoSuchNumber => self.pick(
                "Meta ne connaît pas ce numéro, ou le jeton n'y donne pas accès.",
                "Meta does not know this number, or the token may not use it.",
            ),
            Finding::CanSend => self.pick("Possible.", "Available."),
            Finding::CanSendLittle => self.pick("Limité.", "Limited."),
            Finding::CannotSend => self.pick("Bloqué.", "Blocked."),
            Finding::Received => self.pick("Le", "On"),
            Finding::NeverReceived => self.pick("Aucun message n'est jamais arrivé.", "No message has ever come."),
            Finding::LongAgo => self.pick(
                "Silence plus long qu'à cette heure ces deux dernières semaines ; le dernier :",
                "Silent for longer than at this hour of the last two weeks; the last:",
            ),
            Finding::NotCounted => self.pick("Pas encore compté.", "Not counted yet."),
            Finding::AllSigned => self.pick("Aucune fausse signature depuis le", "No wrong one since"),
            Finding::SignedSince => {
                self.pick("Signé depuis ; dernière fausse signature le", "Signed since; the last wrong one on")
            }
            Finding::WronglySigned => self.pick(
                "Des webhooks mal signés sont refusés, et aucun bon n'est arrivé depuis ; le dernier :",
                "Webhooks with a wrong signature are refused, and no good one has come since; the last:",
            ),
            Finding::NoOthers => self.pick("Aucun ces sept derniers jours.", "None in the last seven days."),
            Finding::ForOthers => self.pick("Le dernier :", "The last:"),
        }
    }
}
