//! What the business taught the gate: its own goods, packages, order words and never-order
//! words, and how its article numbers are written.
//!
//! It adds to what the gate knows. Never-words win over everything else.

use crate::gate::lexer::{Token, TokenKind, tokens};
use regex_lite::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

/// What a taught word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// It is bought and sold.
    Goods,
    /// Goods come in it.
    Package,
    /// It orders.
    Order,
    /// Who says it orders nothing.
    Never,
}

/// How many words a taught phrase may have.
const WORDS: usize = 4;

/// How long an article number's pattern may be, in characters; how large it may become, in bytes
/// (a count such as `{9999}` makes many states of one); and how deep its brackets go.
const PATTERN: usize = 60;
const SIZE: usize = 4_096;
const NESTED: u32 = 5;

/// How long an article number may be, in bytes, and how many words of a message are looked at.
const NUMBER: std::ops::RangeInclusive<usize> = 3..=32;
const LOOKED_AT: usize = 200;

/// Stands around an article number and is no part of it.
fn around(c: char) -> bool {
    c.is_whitespace() || ",;:.!?()[]\"'«»“”*…".contains(c)
}

/// What no pattern may take for an article number.
const NONE: [&str; 8] = ["1", "12", "100", "1000", "10kg", "2x", "x3", "1,5"];

#[derive(Clone, Debug)]
struct Phrase {
    /// The words after the first.
    rest: Vec<String>,
    means: Means,
}

/// What was taught, ready to be found in messages.
#[derive(Clone, Debug, Default)]
pub struct Taught {
    by_first: FxHashMap<String, Vec<Phrase>>,
    patterns: Vec<Regex>,
}

/// A taught phrase in a text: what it does, and how many tokens it takes.
pub(super) type Found = (Means, usize);

impl Taught {
    /// From words and patterns. What is no word and no pattern is left out.
    pub fn of<'w>(
        words: impl IntoIterator<Item = (Means, &'w str)>,
        patterns: impl IntoIterator<Item = &'w str>,
    ) -> Self {
        let mut by_first = FxHashMap::<String, Vec<Phrase>>::default();
        for (means, word) in words {
            let Some(mut parts) = parts(word) else { continue };
            let rest = parts.split_off(1);
            by_first.entry(parts.concat()).or_default().push(Phrase { rest, means });
        }
        Self { by_first, patterns: patterns.into_iter().filter_map(compiled).collect() }
    }

    /// The taught phrase that begins at token `i`: a never-word, or else the longest.
    pub(super) fn at(&self, tokens: &[Token], i: usize) -> Option<Found> {
        let word = |i: usize| tokens.get(i).filter(|t| t.kind == TokenKind::Word).map(|t| stem(&t.folded));
        let phrases = self.by_first.get(word(i)?)?;
        let stands =
            |phrase: &&Phrase| phrase.rest.iter().enumerate().all(|(n, part)| word(i + 1 + n) == Some(part.as_str()));
        let found = phrases.iter().filter(stands).map(|phrase| (phrase.means, phrase.rest.len() + 1));
        found.max_by_key(|(means, words)| (*means == Means::Never, *words))
    }

    /// Whether a text holds anything that was taught: without, it is judged as if nothing had been.
    pub fn touches(&self, text: &str) -> bool {
        let tokens = tokens(text);
        (0..tokens.len()).any(|i| self.at(&tokens, i).is_some()) || !self.numbers(text, &tokens).is_empty()
    }

    /// Where article numbers stand: their first tokens, and how many each takes.
    pub(super) fn numbers(&self, text: &str, tokens: &[Token]) -> Vec<(usize, usize)> {
        if self.patterns.is_empty() {
            return vec![];
        }
        let mut end = 0;
        let words = text.split_inclusive(char::is_whitespace).map(|word| {
            end += word.len();
            let word = word.trim_start_matches(around);
            (end - word.len(), word.trim_end_matches(around))
        });
        let candidates = words.filter(|(_, word)| may_be_number(word)).take(LOOKED_AT);
        let mut found = Vec::new();
        for (from, word) in candidates.filter(|(_, word)| self.patterns.iter().any(|pattern| pattern.is_match(word))) {
            let first = tokens.partition_point(|token| token.bytes.start < from);
            let end = tokens.partition_point(|token| token.bytes.start < from + word.len());
            let whole = tokens.get(first).is_some_and(|token| token.bytes.start == from);
            if whole && end > first {
                found.push((first, end - first));
            }
        }
        found
    }
}

/// A word or a phrase as the gate compares it, in the singular. `None`: it is none, or too long.
pub fn parts(text: &str) -> Option<Vec<String>> {
    let tokens = tokens(text);
    let words = tokens.iter().all(|token| token.kind == TokenKind::Word);
    let says = tokens.iter().any(|token| token.folded.chars().nth(1).is_some());
    let parts = tokens.iter().map(|token| stem(&token.folded).to_owned()).collect();
    (words && says && (1..=WORDS).contains(&tokens.len())).then_some(parts)
}

/// Without the `s` or `x` of the plural.
fn stem(word: &str) -> &str {
    word.strip_suffix(['s', 'x']).filter(|stem| stem.chars().count() > 2).unwrap_or(word)
}

/// Whether a text can be taught as a word of the gate.
pub fn is_word(text: &str) -> bool {
    parts(text).is_some()
}

/// Whether a text can be taught as the pattern of article numbers: short and bounded, and no
/// quantity is one.
pub fn is_pattern(text: &str) -> bool {
    compiled(text).is_some()
}

fn compiled(pattern: &str) -> Option<Regex> {
    if pattern.is_empty() || pattern.chars().count() > PATTERN || pattern.contains(char::is_whitespace) {
        return None;
    }
    let mut builder = RegexBuilder::new(&format!("^(?:{pattern})$"));
    let regex = builder.case_insensitive(true).size_limit(SIZE).nest_limit(NESTED).build().ok()?;
    let counts = NONE.iter().any(|quantity| regex.is_match(quantity));
    (!counts).then_some(regex)
}

fn may_be_number(word: &str) -> bool {
    NUMBER.contains(&word.len()) && word.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{EvidenceKind, Judged, KnownProducts, Shape, Verdict, Why, judge_message};

    fn judged(text: &str, taught: &Taught) -> Verdict {
        judge_message(&Judged { text, taught: Some(taught), ..Judged::default() }, &KnownProducts::default())
    }

    fn shape(text: &str, taught: &Taught) -> Option<Shape> {
        match judged(text, taught) {
            Verdict::Order(order) => Some(order.shape()),
            Verdict::Other(_) => None,
        }
    }

    fn business() -> Taught {
        let words = [
            (Means::Goods, "zorblax"),
            (Means::Package, "kabane"),
            (Means::Order, "réassort"),
            (Means::Order, "même topo"),
            (Means::Never, "échantillon"),
        ];
        Taught::of(words, ["[A-Z]{2}-?[0-9]{3,4}", "7[0-9]{5}"])
    }

    #[test]
    fn goods_packages_and_order_words_count_once_they_are_taught() {
        let (none, business) = (Taught::default(), business());
        for (text, after) in [
            ("Zorblax", Some(Shape::Goods)),
            ("Réassorts mardi", Some(Shape::Wish)),
            ("meme topo", Some(Shape::Wish)),
            ("réassort ?", Some(Shape::Wish)),
            ("pas de réassort cette semaine", None),
            ("merci pour le réassort d'hier, bien reçu", None),
            ("quand arrive le réassort ?", None),
            ("bonne journée", None),
        ] {
            assert_eq!(shape(text, &none), None, "{text}");
            assert_eq!(shape(text, &business), after, "{text}");
        }
        let counted = judged("on a vu 3 kabanes", &business);
        assert!(counted.evidence().iter().any(|evidence| evidence.kind == EvidenceKind::QuantityUnit));
    }

    #[test]
    fn whoever_says_a_never_word_orders_nothing() {
        let business = business();
        for text in ["10 cartons de tomates, c'est pour un échantillon", "réassort d'échantillons", "échantillon"] {
            let Verdict::Other(other) = judged(text, &business) else { panic!("{text}") };
            assert_eq!(other.why, Why::NeverWord, "{text}");
            let never = other.evidence.iter().find(|evidence| evidence.kind == EvidenceKind::NeverWord);
            assert!(never.is_some_and(|evidence| evidence.text.starts_with("échantillon")), "{text}");
        }
        assert_eq!(shape("10 cartons de tomates", &business), Some(Shape::Quantities));
    }

    #[test]
    fn an_article_number_is_goods_and_no_quantity() {
        let business = business();
        for text in ["AB-1234 x 3", "3 ab1234", "3 x 712345", "712345 : 3", "AB1234, 712345"] {
            assert!(shape(text, &business).is_some(), "{text}");
        }
        for text in ["rappelez-moi au 612345", "AB12345", "3"] {
            assert_eq!(shape(text, &business), None, "{text}");
        }
    }

    #[test]
    fn a_pattern_is_short_and_bounded_and_takes_no_quantity() {
        for pattern in ["[A-Z]{2}-[0-9]{3,4}", "7[0-9]{5}", "ref[.]?[0-9]+"] {
            assert!(is_pattern(pattern), "{pattern}");
        }
        let deep = format!("{}1{}", "(".repeat(9), ")".repeat(9));
        let long = "[0-9]".repeat(13);
        for pattern in
            ["", "[0-9]+", ".*", "1", "(", "AB 12", "[0-9]{999}A", "(a{50}){50}", &deep, &long, "^.+$", "A|.*"]
        {
            assert!(!is_pattern(pattern), "{pattern}");
        }
    }

    #[test]
    fn a_word_is_one_to_four_words_of_letters() {
        for word in ["zorblax", "même topo", "l'étiquette", "T55", "un deux trois quatre"] {
            assert!(is_word(word), "{word}");
        }
        for word in ["", " ", "a", "12", "2 palettes", "un deux trois quatre cinq", "vis !", "a\nb"] {
            assert!(!is_word(word), "{word}");
        }
        assert!(parts("Réassorts") == parts("reassort") && parts("reassort") != parts("assort"));
    }
}
