//! The kinds of words that can be taught, and what of each kind cannot.

use crate::gate::taught::{is_pattern, is_word, parts};
use crate::guard::{Rule, has_unseen, not_for_drafts};

/// The most words of a kind, and the most patterns of article numbers: each is tried on each
/// number of a message.
const MOST: (usize, usize) = (200, 3);

/// The longest word or phrase, in characters.
const LONGEST: usize = 60;

/// What a taught word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// What is bought and sold.
    Goods,
    /// What goods come in.
    Packages,
    /// Says that something is ordered.
    Order,
    /// Whoever says it orders nothing; wins over everything else.
    Never,
    /// How article numbers are written: regular expressions.
    ArticleNumbers,
    /// May stand in drafts.
    Drafts,
}

impl WordKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Goods, Self::Packages, Self::Order, Self::Never, Self::ArticleNumbers, Self::Drafts];

    /// Its name in D1, JSON, paths and the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Packages => "packages",
            Self::Order => "order",
            Self::Never => "never",
            Self::ArticleNumbers => "article_numbers",
            Self::Drafts => "drafts",
        }
    }

    /// By its name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The words as they are kept: trimmed, each once.
    pub fn tidy(self, words: &[String]) -> Vec<String> {
        // As the gate compares them: each is folded once, and not with each other.
        let compared = |word: &str| match self {
            Self::Goods | Self::Packages | Self::Order | Self::Never => parts(word),
            Self::ArticleNumbers | Self::Drafts => None,
        };
        let mut kept: Vec<(Option<Vec<String>>, &str)> = Vec::new();
        for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
            let parts = compared(word);
            if !kept.iter().any(|(other, same)| *same == word || (parts.is_some() && *other == parts)) {
                kept.push((parts, word));
            }
        }
        kept.into_iter().map(|(_, word)| word.to_owned()).collect()
    }

    /// The first of the words that cannot be taught, and why. `None`: all can.
    pub fn objection(self, words: &[String]) -> Option<(String, Objection)> {
        let most = if self == Self::ArticleNumbers { MOST.1 } else { MOST.0 };
        if words.len() > most {
            return Some((String::new(), Objection::TooMany));
        }
        words.iter().find_map(|word| Some((word.clone(), self.objection_to(word)?)))
    }

    fn objection_to(self, word: &str) -> Option<Objection> {
        if word.chars().count() > LONGEST || has_unseen(word) {
            return Some(Objection::Word);
        }
        match self {
            Self::Goods | Self::Packages | Self::Order | Self::Never => (!is_word(word)).then_some(Objection::Word),
            Self::ArticleNumbers => (!is_pattern(word)).then_some(Objection::Pattern),
            Self::Drafts => {
                // A name begins with a capital.
                let name = word.chars().any(char::is_uppercase).then_some(Objection::Name);
                not_for_drafts(word).map(Objection::Guard).or(name)
            }
        }
    }
}

/// Why something cannot be taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// More words than are kept of one kind.
    TooMany,
    /// No word and no phrase of up to four, or too long.
    Word,
    /// No pattern, one that is too long or too costly, or one that takes quantities for article
    /// numbers.
    Pattern,
    /// A name, or a part of a customer's.
    Name,
    /// The guard would refuse it in a draft.
    Guard(Rule),
}

impl Objection {
    /// A short code.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooMany => "too_many",
            Self::Word => "no_word",
            Self::Pattern => "no_pattern",
            Self::Name => "name",
            Self::Guard(rule) => rule.code(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objection(kind: WordKind, words: &[&str]) -> Option<&'static str> {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        kind.objection(&words).map(|(_, why)| why.code())
    }

    #[test]
    fn what_cannot_be_taught_says_why() {
        assert_eq!(objection(WordKind::Goods, &["zorblax", "eau de coco"]), None);
        assert_eq!(objection(WordKind::Goods, &["zorblax", "12"]), Some("no_word"));
        assert_eq!(objection(WordKind::Order, &["be\u{202e}hind"]), Some("no_word"));
        assert_eq!(objection(WordKind::ArticleNumbers, &["[A-Z]{2}[0-9]{4}"]), None);
        assert_eq!(objection(WordKind::ArticleNumbers, &["[0-9]+"]), Some("no_pattern"));
        assert_eq!(objection(WordKind::ArticleNumbers, &["A1", "A2", "A3", "A4"]), Some("too_many"));
        assert_eq!(objection(WordKind::Drafts, &["bonjour", "primeurs"]), None);
        assert_eq!(objection(WordKind::Drafts, &["bonjour", "confirmée"]), Some("confirmation"));
        assert_eq!(objection(WordKind::Drafts, &["livré"]), Some("promise"));
        assert_eq!(objection(WordKind::Drafts, &["Samira"]), Some("name"));
        let many: Vec<String> = (0..=MOST.0).map(|n| "a".repeat(n % 50 + 2)).collect();
        assert_eq!(WordKind::Goods.objection(&many).map(|(_, why)| why), Some(Objection::TooMany));
    }

    #[test]
    fn words_are_kept_trimmed_and_once() {
        let words = [" Barquette", "barquettes ", "", "sachet"].map(str::to_owned);
        assert_eq!(WordKind::Packages.tidy(&words), ["Barquette", "sachet"]);
        let words = ["fidèlement", "fidelement"].map(str::to_owned);
        assert_eq!(WordKind::Drafts.tidy(&words), ["fidèlement", "fidelement"], "in drafts accents count");
    }
}
