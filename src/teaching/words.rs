//! Words about teaching.

use super::teach::TeachRefusal;
use crate::desk::words::Words;
use crate::taught_words::kind::{Objection, WordKind};

impl Words {
    /// A kind, and what its words do.
    pub fn taught_kind(&self, kind: WordKind) -> (&'static str, &'static str) {
        match kind {
            WordKind::Goods => (
                self.pick("Marchandises", "Goods"),
                self.pick(
                    "Ce que vous vendez, dans les mots de vos clients.",
                    "What you sell, in your customers' words.",
                ),
            ),
            WordKind::Packages => (
                self.pick("Conditionnements", "Packages"),
                self.pick("Unités de vente : barquette, fût.", "What goods are counted in: punnet, keg."),
            ),
            WordKind::Order => (
                self.pick("Mots de commande", "Order words"),
                self.pick(
                    "Un message qui en contient un est une commande : réassort.",
                    "A message that holds one is an order: restock.",
                ),
            ),
            WordKind::Never => (
                self.pick("Jamais une commande", "Never an order"),
                self.pick(
                    "Un message qui en contient un n'est jamais une commande. Ils l'emportent sur tout le reste.",
                    "A message that holds one is never an order. They win over everything else.",
                ),
            ),
            WordKind::ArticleNumbers => (
                self.pick("Numéros d'article", "Article numbers"),
                self.pick(
                    "Leur forme, en expression régulière : [A-Z]{2}-?[0-9]{4}. Trois au plus.",
                    "How they are written, as a regular expression: [A-Z]{2}-?[0-9]{4}. Three at most.",
                ),
            ),
            WordKind::Drafts => (
                self.pick("Mots des brouillons", "Words of drafts"),
                self.pick(
                    "Ce que l'assistant peut dire en plus. Ni promesse, ni chiffre, ni lien, ni nom.",
                    "What the model may say as well. No promise, number, link or name.",
                ),
            ),
        }
    }

    /// Why a change was not made.
    pub fn not_taught(&self, refusal: &TeachRefusal) -> String {
        match refusal {
            TeachRefusal::Stale => self
                .pick(
                    "Le vocabulaire a changé entre-temps : relisez-le.",
                    "The words were changed meanwhile: read them again.",
                )
                .into(),
            TeachRefusal::NotTried => self
                .pick(
                    "Essayez d'abord ces mots sur l'historique, jusqu'au bout.",
                    "Try these words on the history first, to the end.",
                )
                .into(),
            TeachRefusal::TooMany(_) => self.too_many_orders().into(),
            TeachRefusal::Word(word, why) => {
                let begins = self.pick("Rien n'a été enregistré :", "Nothing was saved:");
                format!("{begins} « {word} » ({})", self.objection_to_word(*why))
            }
        }
    }

    /// Why an order word is refused after it was tried.
    pub fn too_many_orders(&self) -> &'static str {
        self.pick(
            "Parmi les messages qui n'étaient pas des commandes, plus d'un sur 50 en deviendrait une : rien n'est enregistré. Si l'un d'eux en était bien une, dites-le sur sa carte, puis recommencez.",
            "Of the messages that were no orders, more than 1 in 50 would become one: nothing is saved. If one of them was an order, say so on its card and start again.",
        )
    }

    fn objection_to_word(&self, why: Objection) -> &'static str {
        match why {
            Objection::TooMany => self.pick("trop de mots", "too many words"),
            Objection::Word => self.pick("plus de quatre mots, ou aucun", "more than four words, or none"),
            Objection::Pattern => self.pick(
                "expression illisible, trop longue, ou qui prend des quantités pour des numéros",
                "not a pattern, too long, or one that takes quantities for numbers",
            ),
            Objection::Name => self.pick("un nom", "a name"),
            Objection::Guard(rule) => self.warning(rule),
        }
    }
}
