//! What a check means for the business, and who does what about it.

use super::check::{Check, Finding, Id};
use crate::desk::words::Words;

/// Who can do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever reads the page.
    Reader,
    /// Whoever has the settings and the commands.
    Operator,
    /// Whoever has the business's account at Meta.
    Meta,
}

/// One thing to do.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub who: Who,
    pub does: &'static str,
    /// What is typed for it.
    pub command: Option<&'static str>,
}

const PUT_TOKEN: &str = "npx wrangler secret put WHATSAPP_ACCESS_TOKEN";
const PUT_SECRET: &str = "npx wrangler secret put META_APP_SECRET";
const DEPLOY: &str = "npm run deploy";
const CHECK: &str = "TOKEN=… npm run check -- URL";

impl Words {
    /// Who somebody is, before what they do.
    pub fn who_does(&self, who: Who) -> &'static str {
        match who {
            Who::Reader => self.pick("Vous", "You"),
            Who::Operator => self.pick("La personne qui gère ce service", "The person who runs this service"),
            Who::Meta => self.pick(
                "La personne qui gère le compte Meta de l'entreprise",
                "The person who runs the business's Meta account",
            ),
        }
    }

    /// What it means for the business and its customers.
    pub fn check_means(&self, check: &Check) -> String {
        let begins = match check.finding {
            Finding::NotAsked => self.pick("Pas encore vérifié :", "Not checked yet:"),
            Finding::Silent => self.pick("Meta n'a pas répondu :", "Meta did not answer:"),
            Finding::Withheld => self.pick("Meta refuse de le dire :", "Meta refuses to say:"),
            known => return self.finding_means(known).to_owned(),
        };
        let ends = match check.id {
            Id::Token | Id::Expiry | Id::Scopes | Id::Number | Id::Health => {
                self.pick("on ne sait pas si vos réponses partent.", "whether your replies go out is not known.")
            }
            _ => self.pick(
                "on ne sait pas si les messages de vos clients arrivent.",
                "whether your customers' messages arrive is not known.",
            ),
        };
        [begins, ends].join(" ")
    }

    fn finding_means(&self, finding: Finding) -> &'static str {
        match finding {
            Finding::NotAsked | Finding::Silent | Finding::Withheld => "",
            Finding::TokenValid | Finding::CanSend => self.pick("Vos réponses peuvent partir.", "Your replies can go out."),
            Finding::TokenRefused => self.pick("Aucune réponse ne part : vos clients attendent.", "No reply goes out: your customers are left waiting."),
            Finding::NeverExpires | Finding::ExpiresLater => self.pick("Vos réponses ne seront pas coupées de sitôt.", "Your replies will not be cut off any time soon."),
            Finding::ExpiresSoon => self.pick("Dans moins de deux semaines, plus aucune réponse ne partira.", "In less than two weeks no reply will go out any more."),
            Finding::ExpiresNow => self.pick("Dans moins de deux jours, plus aucune réponse ne partira.", "In less than two days no reply will go out any more."),
            Finding::ScopesGiven => self.pick("Le service a le droit d'envoyer vos réponses et de vérifier la connexion.", "The service may send your replies and check the connection."),
            Finding::NoMessaging => self.pick("Aucune réponse ne part : le service n'a pas le droit d'envoyer.", "No reply goes out: the service may not send."),
            Finding::NoManagement => self.pick("Vos réponses partent, mais la connexion ne peut pas être vérifiée en entier.", "Your replies go out, but not all of the connection can be checked."),
            Finding::OneApp | Finding::AllSigned | Finding::SignedSince => self.pick("Les messages de vos clients sont acceptés.", "Your customers' messages are accepted."),
            Finding::OtherSecret => self.pick("Les messages de vos clients sont refusés : aucun n'arrive ici.", "Your customers' messages are refused: none arrive here."),
            Finding::OtherApp => self.pick("Le service est réglé sur deux applications Meta à la fois : des messages de vos clients peuvent être refusés.", "The service is set to two Meta apps at once: your customers' messages may be refused."),
            Finding::HasNumber => self.pick("Votre numéro est bien celui du compte de l'entreprise.", "Your number is in the business's account."),
            Finding::OtherAccount => self.pick("Le service regarde un autre compte que celui de votre numéro : vos clients écrivent peut-être sans que rien n'arrive ici.", "The service looks at another account than your number's: your customers may be writing without anything arriving here."),
            Finding::AccountUnknown => self.pick("Le compte de votre numéro n'est pas connu : on ne peut pas vérifier que les messages de vos clients arrivent.", "Your number's account is not known: whether your customers' messages arrive cannot be checked."),
            Finding::WeAreSubscribed | Finding::FieldOn => self.pick("Meta transmet les messages de vos clients.", "Meta passes your customers' messages on."),
            Finding::NobodySubscribed | Finding::FieldOff | Finding::FieldInactive => self.pick("Meta ne transmet rien : aucun message de vos clients n'arrive ici.", "Meta passes nothing on: none of your customers' messages arrive here."),
            Finding::OthersSubscribed => self.pick("Meta transmet les messages de vos clients à un autre logiciel, et pas ici.", "Meta passes your customers' messages on to other software, and not here."),
            Finding::CallbackOurs | Finding::OverrideOurs => self.pick("Les messages de vos clients sont envoyés au bon endroit.", "Your customers' messages are sent to the right place."),
            Finding::CallbackElsewhere => self.pick("Les messages de vos clients sont envoyés ailleurs : ils n'arrivent pas ici.", "Your customers' messages are sent elsewhere: they do not arrive here."),
            Finding::NoCallback => self.pick("Meta ne sait pas où envoyer les messages de vos clients : aucun n'arrive ici.", "Meta does not know where to send your customers' messages: none arrive here."),
            Finding::NoPublicUrl => self.pick("On ne peut pas vérifier que les messages de vos clients sont envoyés au bon endroit.", "Whether your customers' messages are sent to the right place cannot be checked."),
            Finding::Connected => self.pick("Votre numéro est en service.", "Your number is in service."),
            Finding::TestNumber => self.pick("C'est un numéro d'essai : vos clients ne l'ont pas, et seuls quelques destinataires choisis reçoivent les réponses.", "This is a test number: your customers do not have it, and replies reach only a few chosen recipients."),
            Finding::LowQuality => self.pick("Des clients ont bloqué ou signalé vos messages : Meta peut limiter vos envois.", "Customers have blocked or reported your messages: Meta may limit what you send."),
            Finding::NotRegistered | Finding::NotConnected => self.pick("Votre numéro n'est pas relié au service : aucun message n'arrive et aucune réponse ne part.", "Your number is not connected to the service: no message arrives and no reply goes out."),
            Finding::NoSuchNumber => self.pick("Aucune réponse ne part : le service n'a pas accès à votre numéro.", "No reply goes out: the service has no access to your number."),
            Finding::CanSendLittle => self.pick("Meta limite vos envois : certaines réponses risquent de ne pas partir.", "Meta limits what you send: some replies may not go out."),
            Finding::CannotSend => self.pick("Meta bloque vos envois : aucune réponse ne part.", "Meta blocks what you send: no reply goes out."),
            Finding::Received => self.pick("Les messages de vos clients arrivent.", "Your customers' messages arrive."),
            Finding::NeverReceived => self.pick("Aucun message n'est encore arrivé : si des clients ont écrit, personne ne l'a vu ici.", "No message has arrived yet: if customers have written, nobody has seen it here."),
            Finding::LongAgo => self.pick("Ce silence est inhabituel : vos clients écrivent peut-être sans que rien n'arrive ici.", "This silence is unusual: your customers may be writing without anything arriving here."),
            Finding::NotCounted => self.pick("Les messages arrivent comme d'habitude. Si certains étaient refusés, rien ne le montrerait encore.", "Messages arrive as usual. If some were refused, nothing would show it yet."),
            Finding::WronglySigned => self.pick("Des messages sont refusés. S'ils sont de vos clients, personne ne les voit ici.", "Messages are refused. If they are your customers', nobody sees them here."),
            Finding::NoOthers => self.pick("Aucun message n'a été laissé de côté.", "No message was left aside."),
            Finding::ForOthers => self.pick("Des messages écrits à un autre de vos numéros n'apparaissent pas ici.", "Messages to another of your numbers do not appear here."),
        }
    }

    /// Who does what about it. None: nothing is to be done.
    pub fn check_steps(&self, finding: Finding) -> Vec<Step> {
        let step = |who, does, command| Step { who, does, command };
        let reader = |fr, en| step(Who::Reader, self.pick(fr, en), None);
        let meta = |fr, en| step(Who::Meta, self.pick(fr, en), None);
        let operator = |fr, en, command| step(Who::Operator, self.pick(fr, en), Some(command));
        let store_token = || operator("Enregistrez ce jeton :", "Store that token:", PUT_TOKEN);
        match finding {
            Finding::NotAsked => vec![
                reader(
                    "Sur la page Connexion du bureau, appuyez sur « Vérifier maintenant », ou appelez POST /api/connection/check.",
                    "On the page Connection of the desk press \"Check now\", or call POST /api/connection/check.",
                ),
                operator(
                    "Si rien ne change, il manque WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID ou META_APP_ID. Cette commande dit ce qui manque :",
                    "If nothing changes, WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID or META_APP_ID is missing. This command says what is missing:",
                    CHECK,
                ),
            ],
            Finding::Silent => {
                vec![reader("Rien à faire : Meta est interrogé de nouveau.", "Nothing: Meta is asked again.")]
            }
            Finding::Withheld => vec![operator(
                "Vérifiez META_APP_ID, META_APP_SECRET et les droits du jeton :",
                "Check META_APP_ID, META_APP_SECRET and the permissions of the token:",
                CHECK,
            )],
            Finding::TokenRefused | Finding::ExpiresSoon | Finding::ExpiresNow => vec![
                meta(
                    "Business Manager, Utilisateurs système : créez un jeton permanent.",
                    "Business settings, System users: make a permanent token.",
                ),
                store_token(),
            ],
            Finding::NoMessaging | Finding::NoManagement => vec![
                meta(
                    "Business Manager, Utilisateurs système : créez un jeton avec whatsapp_business_messaging et whatsapp_business_management.",
                    "Business settings, System users: make a token with whatsapp_business_messaging and whatsapp_business_management.",
                ),
                store_token(),
            ],
            Finding::OtherSecret => vec![
                meta(
                    "Paramètres de l'application, Général : copiez la clé secrète de l'application dont vient le jeton.",
                    "App settings, Basic: copy the secret of the app that the token is of.",
                ),
                operator("Enregistrez-la :", "Store it:", PUT_SECRET),
            ],
            Finding::OtherApp => vec![
                meta(
                    "Paramètres de l'application, Général : relevez l'identifiant de l'application dont vient le jeton.",
                    "App settings, Basic: note the ID of the app that the token is of.",
                ),
                operator(
                    "Indiquez-le sous META_APP_ID dans wrangler.toml, ou retirez ce réglage, puis :",
                    "Set META_APP_ID in wrangler.toml to it, or remove that setting, then:",
                    DEPLOY,
                ),
            ],
            Finding::OtherAccount => vec![operator(
                "Corrigez WHATSAPP_PHONE_NUMBER_ID ou WHATSAPP_BUSINESS_ACCOUNT_ID dans wrangler.toml, puis :",
                "Correct WHATSAPP_PHONE_NUMBER_ID or WHATSAPP_BUSINESS_ACCOUNT_ID in wrangler.toml, then:",
                DEPLOY,
            )],
            Finding::AccountUnknown => vec![operator(
                "Définissez WHATSAPP_BUSINESS_ACCOUNT_ID dans wrangler.toml, puis :",
                "Set WHATSAPP_BUSINESS_ACCOUNT_ID in wrangler.toml, then:",
                DEPLOY,
            )],
            Finding::NobodySubscribed | Finding::OthersSubscribed => vec![reader(
                "Abonnez le compte avec le bouton en bas de la page Connexion du bureau, ou appelez POST /api/connection/subscribe.",
                "Subscribe the account with the button at the foot of the page Connection of the desk, or call POST /api/connection/subscribe.",
            )],
            Finding::CallbackElsewhere | Finding::NoCallback => vec![meta(
                "Application Meta, WhatsApp, Configuration : indiquez comme adresse de rappel PUBLIC_URL suivi de /webhook/whatsapp. Retirez toute autre adresse propre au compte ou au numéro.",
                "Meta app, WhatsApp, Configuration: enter PUBLIC_URL and /webhook/whatsapp as the callback URL. Remove an override that leads elsewhere.",
            )],
            Finding::NoPublicUrl => vec![operator(
                "Définissez PUBLIC_URL, l'adresse du service, dans wrangler.toml, puis :",
                "Set PUBLIC_URL, the address of this service, in wrangler.toml, then:",
                DEPLOY,
            )],
            Finding::FieldOff | Finding::FieldInactive => vec![meta(
                "Application Meta, WhatsApp, Configuration, Champs du webhook : abonnez-vous à messages.",
                "Meta app, WhatsApp, Configuration, Webhook fields: subscribe to messages.",
            )],
            Finding::TestNumber => vec![meta(
                "Ajoutez le numéro de l'entreprise ou, pour essayer, inscrivez les destinataires sur la liste du numéro de test.",
                "Add the business's own number or, to try it, the recipients to the test number's list.",
            )],
            Finding::LowQuality | Finding::CanSendLittle | Finding::CannotSend => vec![meta(
                "WhatsApp Manager : regardez la qualité du numéro, les restrictions et le paiement.",
                "WhatsApp Manager: look at quality, restrictions and payment.",
            )],
            Finding::NotRegistered | Finding::NotConnected => vec![meta(
                "WhatsApp Manager, Numéros de téléphone : inscrivez le numéro à la Cloud API avec son code PIN.",
                "WhatsApp Manager, Phone numbers: register the number for the Cloud API, with its PIN.",
            )],
            Finding::NoSuchNumber => vec![
                meta(
                    "Business Manager, Utilisateurs système : donnez à l'utilisateur système l'accès au compte WhatsApp.",
                    "Business settings, System users: give the system user access to the WhatsApp account.",
                ),
                operator(
                    "Vérifiez WHATSAPP_PHONE_NUMBER_ID dans wrangler.toml, puis :",
                    "Check WHATSAPP_PHONE_NUMBER_ID in wrangler.toml, then:",
                    DEPLOY,
                ),
            ],
            Finding::NeverReceived | Finding::LongAgo => vec![reader(
                "Écrivez au numéro de l'entreprise depuis un autre téléphone. Si rien n'arrive, commencez par ce qui est en panne plus haut dans cette liste.",
                "Write to the business's number from another phone. If nothing comes, mend the lines above first.",
            )],
            Finding::NotCounted => vec![operator(
                "Cette commande fait commencer le compte ; sans la liaison REPLY_BUFFER, rien n'est compté :",
                "This command begins the count; without the binding REPLY_BUFFER nothing is counted:",
                CHECK,
            )],
            Finding::WronglySigned => vec![
                meta(
                    "Paramètres de l'application, Général : copiez la clé secrète.",
                    "App settings, Basic: copy the app secret.",
                ),
                operator(
                    "Enregistrez-la. Si c'était déjà la bonne, ces messages ne viennent pas de Meta.",
                    "Store it. If it was the right one already, these messages are not Meta's.",
                    PUT_SECRET,
                ),
            ],
            Finding::ForOthers => vec![operator(
                "Le compte a d'autres numéros. Si WHATSAPP_PHONE_NUMBER_ID n'est pas le bon, corrigez-le dans wrangler.toml, puis :",
                "The account has other numbers. If WHATSAPP_PHONE_NUMBER_ID is not the right one, correct it in wrangler.toml, then:",
                DEPLOY,
            )],
            Finding::TokenValid
            | Finding::NeverExpires
            | Finding::ExpiresLater
            | Finding::ScopesGiven
            | Finding::OneApp
            | Finding::HasNumber
            | Finding::WeAreSubscribed
            | Finding::CallbackOurs
            | Finding::OverrideOurs
            | Finding::FieldOn
            | Finding::Connected
            | Finding::CanSend
            | Finding::Received
            | Finding::AllSigned
            | Finding::SignedSince
            | Finding::NoOthers => vec![],
        }
    }

    /// What is to be done, in one text for an engineer. `None`: nothing.
    pub fn check_remedy(&self, finding: Finding) -> Option<String> {
        let text = |step: &Step| [step.does, step.command.unwrap_or_default()].join(" ");
        let text = self.check_steps(finding).iter().map(text).collect::<Vec<_>>().join(" ");
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;
    use crate::desk::words::{UiLanguage, words};

    #[test]
    fn whatever_is_not_in_order_says_who_does_what() {
        for finding in Finding::ALL {
            for w in [words(UiLanguage::Fr), words(UiLanguage::En)] {
                let steps = w.check_steps(*finding);
                assert_eq!(steps.is_empty(), finding.state() == CheckState::Ok, "{finding:?}");
                assert_eq!(w.check_remedy(*finding).is_some(), !steps.is_empty());
            }
        }
    }

    #[test]
    fn what_it_means_is_said_without_a_setting_or_a_command() {
        for finding in Finding::ALL {
            for w in [words(UiLanguage::Fr), words(UiLanguage::En)] {
                let means = w.check_means(&Check::new(Id::Token, *finding));
                assert!(means.ends_with('.') && means.len() > 10, "{means}");
                let technical = |word: &str| word.contains('_') || word == "npm" || word == "npx" || word == "webhook";
                assert!(!means.split(|c: char| !c.is_alphanumeric() && c != '_').any(technical), "{means}");
            }
        }
    }

    #[test]
    fn a_remedy_names_the_page_because_it_is_read_elsewhere_too() {
        for w in [words(UiLanguage::Fr), words(UiLanguage::En)] {
            for finding in Finding::ALL {
                let remedy = w.check_remedy(*finding).unwrap_or_default();
                for here in ["this page", "cette page", "below", "ci-dessous"] {
                    assert!(!remedy.contains(here), "{remedy}");
                }
                if ["button", "bouton", "Press", "press ", "appuyez"].iter().any(|press| remedy.contains(press)) {
                    let page = w.pick("la page Connexion", "the page Connection");
                    assert!(remedy.contains(page) && remedy.contains("POST /api/connection/"), "{remedy}");
                }
            }
        }
    }

    #[test]
    fn commands_are_for_the_person_who_runs_the_service() {
        for finding in Finding::ALL {
            for step in words(UiLanguage::En).check_steps(*finding) {
                assert_eq!(step.command.is_some(), step.who == Who::Operator, "{finding:?}");
            }
        }
        let remedy = words(UiLanguage::En).check_remedy(Finding::TokenRefused);
        assert_eq!(
            remedy.as_deref(),
            Some(
                "Business settings, System users: make a permanent token. Store that token: npx wrangler secret put WHATSAPP_ACCESS_TOKEN"
            )
        );
    }
}
