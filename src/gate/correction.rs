//! Typos of one letter: left out, doubled, wrong, or swapped with its neighbour.
//!
//! Two words that one typo parts have a variant in common: the word itself, or the word
//! with one letter left out (the method is known as symmetric delete spelling
//! correction). So a word is found among any number of others by looking up its few
//! variants; whether it really is one typo away is checked then.

use rustc_hash::FxHashMap;

/// Shorter words are too easily one another; longer ones are not typed.
const LETTERS: std::ops::RangeInclusive<usize> = 5..=24;

/// A typo may leave one out or add one.
const TYPED: std::ops::RangeInclusive<usize> = 4..=25;

/// The words that typos may be meant for.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    words: Vec<Box<str>>,
    /// Which words have a variant, by its hash.
    by_variant: FxHashMap<u64, Vec<u32>>,
}

impl Vocabulary {
    /// Of these words, as far as they bear typos.
    pub fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut vocabulary = Self::default();
        for word in words.into_iter().filter(|word| Self::bears_typos(word)) {
            let index = u32::try_from(vocabulary.words.len()).unwrap_or(u32::MAX);
            vocabulary.words.push(word.into());
            each_variant(word, |hash| vocabulary.by_variant.entry(hash).or_default().push(index));
        }
        vocabulary
    }

    /// Whether a typo in the word can be told: letters alone (a reference with a wrong
    /// digit is another reference), and enough of them.
    pub fn bears_typos(word: &str) -> bool {
        LETTERS.contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
    }

    /// Whether a word of a message may be a typo of one that bears typos.
    pub fn may_be_typo(word: &str) -> bool {
        TYPED.contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
    }

    /// The word that is meant: the same, or one typo away with the same first letter.
    pub fn correction(&self, word: &str) -> Option<&str> {
        if self.words.is_empty() || !Self::may_be_typo(word) {
            return None;
        }
        let mut found: Option<&str> = None;
        each_variant(word, |hash| {
            for candidate in self.by_variant.get(&hash).into_iter().flatten() {
                let Some(candidate) = usize::try_from(*candidate).ok().and_then(|at| self.words.get(at)) else {
                    continue;
                };
                // The first in the alphabet, so that the same word is always meant.
                let better = found.is_none_or(|found| &**candidate < found || &**candidate == word);
                if found != Some(word) && better && one_typo(word, candidate) {
                    found = Some(candidate);
                }
            }
        });
        found
    }
}

/// FNV-1a over the letters of the word, and of the word without each of them.
fn each_variant(word: &str, mut each: impl FnMut(u64)) {
    let hash = |left_out: usize| {
        let kept = word.chars().enumerate().filter(|(n, _)| *n != left_out);
        kept.fold(0xcbf2_9ce4_8422_2325_u64, |hash, (_, c)| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3))
    };
    each(hash(usize::MAX));
    (0..word.chars().count()).for_each(|left_out| each(hash(left_out)));
}

/// Whether the words are the same, or one letter is left out, added, wrong or swapped;
/// never the first.
pub fn one_typo(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.chars(), b.chars());
    if a.next() != b.next() {
        return false;
    }
    loop {
        let (left, right) = (a.as_str(), b.as_str());
        let (p, q) = (a.next(), b.next());
        if p.is_some() && p == q {
            continue;
        }
        let (after_p, after_q) = (a.as_str(), b.as_str());
        let mut swapped = || a.next() == q && b.next() == p && a.as_str() == b.as_str();
        return left == right || after_p == after_q || after_p == right || left == after_q || swapped();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_of_one_letter_is_told() {
        let vocabulary = Vocabulary::of(["harissa", "merguez", "olive", "huile", "coca", "ht123"]);
        let check = |typed: &str, meant: Option<&str>| assert_eq!(vocabulary.correction(typed), meant, "{typed}");
        for typed in ["harissa", "harisa", "harrissa", "harossa", "hraissa", "harisas", "harissaa"] {
            check(typed, Some("harissa"));
        }
        check("merghez", Some("merguez"));
        check("merhgez", None);
        check("marissa", None);
        check("olivve", Some("olive"));
        // Too short, or a reference.
        check("hule", Some("huile"));
        check("cocq", None);
        check("ht124", None);
    }

    fn variants(word: &str) -> Vec<u64> {
        let mut variants = Vec::new();
        each_variant(word, |hash| variants.push(hash));
        variants
    }

    #[test]
    fn words_one_typo_apart_share_a_variant() {
        for (a, b) in [("harissa", "harisa"), ("huile", "hiule"), ("olive", "oluve"), ("sucre", "sucree")] {
            assert!(variants(a).iter().any(|variant| variants(b).contains(variant)), "{a} {b}");
        }
    }
}
