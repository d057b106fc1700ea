//! What stands in the index for a product, and where a message's words are looked for.

use crate::gate::{self, Product};

/// Before a key.
const KEY: char = '=';
/// Before a word.
const FORWARDS: char = '>';
/// Before a word of which all but the first letter stands backwards.
const BACKWARDS: char = '<';

/// The terms of these products, in order, each once; and the words that their keys begin with.
pub fn of_products<'p>(products: impl IntoIterator<Item = &'p Product>) -> (Vec<String>, Vec<String>) {
    let (mut terms, mut first) = (Vec::new(), Vec::new());
    for product in products {
        let keys = gate::keys_of_product(product);
        for word in gate::words_of_keys(&keys) {
            terms.push(format!("{FORWARDS}{word}"));
            terms.push(backwards(word));
        }
        first.extend(keys.iter().filter_map(|key| key.split(' ').next()).map(str::to_owned));
        terms.extend(keys.iter().map(|key| of_key(key)));
    }
    terms.sort_unstable();
    terms.dedup();
    (terms, first)
}

/// A key, as it stands in the index.
pub fn of_key(key: &str) -> String {
    format!("{KEY}{key}")
}

/// `<heliu` for `huile`.
fn backwards(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next();
    std::iter::once(BACKWARDS).chain(first).chain(letters.rev()).collect()
}

/// Where the words stand that a word with a typo may be meant for.
pub struct Place {
    /// The word as it is typed, as a term.
    pub typed: String,
    /// How many bytes of it the terms begin with.
    shared: usize,
}

impl Place {
    pub fn beginning(&self) -> &str {
        self.typed.get(..self.shared).unwrap_or_default()
    }
}

/// Words that begin as the first half of this one does have a typo in the second; those that
/// end as all that comes a letter after the first half have it in the first.
pub fn of_typo(word: &str) -> [Place; 2] {
    let letters = word.chars().count();
    let half = letters / 2;
    // The kind of the term, and behind it so many letters.
    let place = |typed: String, many: usize| {
        let shared = typed.char_indices().nth(many + 1).map_or(typed.len(), |(at, _)| at);
        Place { typed, shared }
    };
    [place(format!("{FORWARDS}{word}"), half), place(backwards(word), letters.saturating_sub(half))]
}

/// The word of a term that is one.
pub fn word(term: &str) -> Option<String> {
    if let Some(word) = term.strip_prefix(FORWARDS) {
        return Some(word.to_owned());
    }
    let mut letters = term.strip_prefix(BACKWARDS)?.chars();
    let first = letters.next()?;
    Some(std::iter::once(first).chain(letters.rev()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::one_typo;

    fn product(name: &str, aliases: &str) -> Product {
        Product { reference: "HT1".into(), name: name.into(), aliases: aliases.into() }
    }

    #[test]
    fn a_product_stands_under_its_keys_and_words() {
        let (terms, first) = of_products(&[product("Huiles d'olive", "piment")]);
        let expected =
            ["<heliu", "<oevil", "<ptnemi", "=ht1", "=huile olive", "=piment", ">huile", ">olive", ">piment"];
        assert_eq!(terms, expected);
        let mut first = first;
        first.sort();
        assert_eq!(first, ["ht1", "huile", "piment"]);
        assert_eq!(terms.iter().filter_map(|term| word(term)).collect::<Vec<_>>().len(), 6);
        assert_eq!(word("<heliu").as_deref(), Some("huile"));
    }

    #[test]
    fn who_folds_names_differently_counts_the_form_on() {
        let (terms, _) = of_products(&[product("Œufs d’été à la crème, 6 x 10", "Bœuf-Straße|ÉPICES «Ras»")]);
        let keys: Vec<&str> = terms.iter().filter_map(|term| term.strip_prefix(KEY)).collect();
        let expected = ["boeuf strasse", "epice ras", "ht1", "oeuf ete creme 6"];
        assert_eq!(
            (gate::FORM, keys.as_slice()),
            (1, expected.as_slice()),
            "or indexes in force miss what is folded anew"
        );
    }

    /// All words that one typo makes of this one.
    fn typos(word: &str) -> Vec<String> {
        let letters: Vec<char> = word.chars().collect();
        let mut typos = Vec::new();
        let mut keep = |letters: Vec<char>| typos.push(letters.into_iter().collect::<String>());
        for at in 1..=letters.len() {
            for letter in ['z', 'é', 'a'] {
                let mut more = letters.clone();
                more.insert(at, letter);
                keep(more);
                if at < letters.len() {
                    let mut other = letters.clone();
                    other[at] = letter;
                    keep(other);
                }
            }
            if at < letters.len() {
                let mut less = letters.clone();
                less.remove(at);
                keep(less);
            }
            if at + 1 < letters.len() {
                let mut swapped = letters.clone();
                swapped.swap(at, at + 1);
                keep(swapped);
            }
        }
        typos
    }

    #[test]
    fn whatever_the_typo_the_word_begins_or_ends_as_it_is_typed() {
        for meant in ["huile", "olives", "harissa", "merguez", "éclairée", "concombre", "abcdefghijklmnopqrstuvwx"] {
            let terms = [format!("{FORWARDS}{meant}"), backwards(meant)];
            for typed in typos(meant) {
                assert!(one_typo(&typed, meant), "{typed}");
                let is_near =
                    |place: &Place, term: &str| term.starts_with(place.beginning()) && one_typo(&place.typed, term);
                let found = of_typo(&typed).iter().any(|place| terms.iter().any(|term| is_near(place, term)));
                assert!(found, "{typed} for {meant}");
            }
        }
    }
}
