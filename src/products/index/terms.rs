//! What stands in the index for a product, and where a message's words are looked for.

use super::page::LONGEST;
use crate::gate::{self, GateProduct};

/// Before a key.
const KEY: char = '=';
/// Between a key and the reference of a product that it is of: before every letter, so that the
/// products of a key stand where the key alone would.
const OF: char = '\t';
/// From here on letters of a reference are capitals, or no more; before itself it is a letter.
const CAPITALS: char = '^';
/// Before a word.
const FORWARDS: char = '>';
/// Before a word of which all but the first letter stands backwards.
const BACKWARDS: char = '<';

/// The terms of these products, in order, each once; and the words that their keys begin with.
pub fn of_products<'p>(products: impl IntoIterator<Item = &'p GateProduct>) -> (Vec<String>, Vec<String>) {
    let (mut terms, mut first) = (Vec::new(), Vec::new());
    for product in products {
        let keys = gate::keys_of_product(product);
        for word in gate::words_of_keys(&keys) {
            terms.push(format!("{FORWARDS}{word}"));
            terms.push(backwards(word));
        }
        first.extend(keys.iter().filter_map(|key| key.split(' ').next()).map(str::to_owned));
        terms.extend(keys.iter().map(|key| of_product(key, &product.reference)));
    }
    terms.sort_unstable();
    terms.dedup();
    (terms, first)
}

/// A key without a reference. Its products stand from there on.
pub fn of_key(key: &str) -> String {
    format!("{KEY}{key}")
}

/// What terms of this key with a reference begin with.
pub fn of_products_with(key: &str) -> String {
    format!("{KEY}{key}{OF}")
}

/// `=huile olive`, a tab and `^ht1`: a term has no capitals of its own. A reference that cannot be
/// written is left out, and its product is known without one.
fn of_product(key: &str, reference: &str) -> String {
    let mut term = of_products_with(key);
    if reference.is_empty() || reference.chars().any(char::is_control) || term.len() + 2 * reference.len() > LONGEST {
        return of_key(key);
    }
    let mut capitals = false;
    for c in reference.chars() {
        if c == CAPITALS || c.is_ascii_alphabetic() && c.is_ascii_uppercase() != capitals {
            capitals ^= c != CAPITALS;
            term.push(CAPITALS);
        }
        term.push(c.to_ascii_lowercase());
    }
    term
}

/// The reference in a term that begins so.
pub fn reference(term: &str, beginning: &str) -> Option<String> {
    let mut written = term.strip_prefix(beginning)?.chars().peekable();
    let (mut reference, mut capitals) = (String::new(), false);
    while let Some(c) = written.next() {
        if c == CAPITALS && written.next_if_eq(&CAPITALS).is_none() {
            capitals = !capitals;
        } else {
            reference.push(if capitals { c.to_ascii_uppercase() } else { c });
        }
    }
    Some(reference)
}

/// `<heliu` for `huile`.
fn backwards(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next();
    std::iter::once(BACKWARDS).chain(first).chain(letters.rev()).collect()
}

/// Where the words stand that a word with a typo may be meant for.
pub struct TermPlace {
    /// The word as it is typed, as a term.
    pub typed: String,
    /// How many bytes of it the terms begin with.
    shared: usize,
}

impl TermPlace {
    pub fn beginning(&self) -> &str {
        self.typed.get(..self.shared).unwrap_or_default()
    }
}

/// Words that begin as the first half of this one does have a typo in the second; those that
/// end as all that comes a letter after the first half have it in the first.
pub fn of_typo(word: &str) -> [TermPlace; 2] {
    let letters = word.chars().count();
    let half = letters / 2;
    // The kind of the term, and behind it so many letters.
    let place = |typed: String, many: usize| {
        let shared = typed.char_indices().nth(many + 1).map_or(typed.len(), |(at, _)| at);
        TermPlace { typed, shared }
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

    fn product(name: &str, aliases: &str) -> GateProduct {
        GateProduct { reference: "HT1".into(), name: name.into(), aliases: aliases.into() }
    }

    #[test]
    fn a_product_stands_under_its_keys_and_words() {
        let (terms, first) = of_products(&[product("Huiles d'olive", "piment")]);
        let expected = [
            "<heliu",
            "<oevil",
            "<ptnemi",
            "=ht1\t^ht1",
            "=huile olive\t^ht1",
            "=piment\t^ht1",
            ">huile",
            ">olive",
            ">piment",
        ];
        assert_eq!(terms, expected);
        let mut first = first;
        first.sort();
        assert_eq!(first, ["ht1", "huile", "piment"]);
        assert_eq!(terms.iter().filter_map(|term| word(term)).collect::<Vec<_>>().len(), 6);
        assert_eq!(word("<heliu").as_deref(), Some("huile"));
    }

    #[test]
    fn who_folds_names_differently_counts_the_form_on() {
        let (terms, _) = of_products(&[product("Œufs d’été à la crème, 6 x 10", "Bœuf-Straße|ÉPICES «Ras»|Thé noir")]);
        let keys: Vec<&str> = terms.iter().filter_map(|term| term.strip_prefix(KEY)).collect();
        let expected =
            ["boeuf strasse\t^ht1", "epice ras\t^ht1", "ht1\t^ht1", "oeuf ete creme 6\t^ht1", "thé noir\t^ht1"];
        assert_eq!(
            (gate::FORM, keys.as_slice()),
            (3, expected.as_slice()),
            "or indexes in force miss what is folded anew"
        );
    }

    #[test]
    fn a_reference_comes_back_as_it_is_and_what_cannot_be_written_is_left_out() {
        for reference in ["HT1", "ht-1", "^H^", "^^a^^B", "AbC-dE", "É 7/b", "10452"] {
            assert_eq!(super::reference(&of_product("x", reference), "=x\t").as_deref(), Some(reference));
        }
        for reference in ["", "A\nB", "a\tb", &"9".repeat(LONGEST)] {
            assert_eq!(of_product("x", reference), "=x");
        }
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
                    |place: &TermPlace, term: &str| term.starts_with(place.beginning()) && one_typo(&place.typed, term);
                let found = of_typo(&typed).iter().any(|place| terms.iter().any(|term| is_near(place, term)));
                assert!(found, "{typed} for {meant}");
            }
        }
    }
}
