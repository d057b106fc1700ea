//! The business's products, as far as a message can name them.
//!
//! A product is found by its keys: its folded reference, name and aliases, singular and
//! without the words between (`huile d'olive` → `huile olive`). A word that is in no
//! name is taken for one that is, if a typo of one letter lies between them
//! ([`super::correction`]). A message has at most a few hundred runs of one to four words,
//! so looking all of them up costs the same whether there are ten products or 100,000
//! (`src/products/index.rs`).

use super::correction::Vocabulary;
use super::lexicon;
use crate::gate::lexer::{Token, TokenKind, tokens};
use rustc_hash::{FxHashMap, FxHashSet};

/// Which keys the functions below make of the same names, and how an index has them. An index of
/// products that was made by another form is made anew: whoever changes what is folded, left out,
/// cut off or written counts on.
pub const FORM: u32 = 3;

/// How many words a key may have.
const WORDS: usize = 4;

/// How many words of a name are looked at.
const LONGEST: usize = 12;

/// How many digits a number has at least that is a reference of its own.
const DIGITS: usize = 4;

/// Words between: no part of a key.
const BETWEEN: [&str; 16] =
    ["de", "d", "du", "des", "of", "the", "la", "le", "les", "a", "au", "aux", "el", "da", "do", "l"];

/// A product as the business lists it.
#[derive(Clone, Debug)]
pub struct GateProduct {
    /// The business's own reference.
    pub reference: String,
    /// What it is called.
    pub name: String,
    /// What else it is called: a JSON array, or names between `|`, `;` or `,`.
    pub aliases: String,
}

/// What else a product is called, one by one.
pub fn other_names(aliases: &str) -> Vec<String> {
    serde_json::from_slice(aliases.as_bytes())
        .unwrap_or_else(|_| aliases.split(['|', ';', ',']).map(str::to_owned).collect())
}

/// The keys that a product is found by, folded.
pub fn keys_of_product(product: &GateProduct) -> FxHashSet<String> {
    let aliases = other_names(&product.aliases);
    [product.reference.clone(), product.name.clone()].iter().chain(&aliases).filter_map(|name| key(name)).collect()
}

/// The words of these keys that a typo may hit.
pub fn words_of_keys<'k>(keys: impl IntoIterator<Item = &'k String>) -> FxHashSet<&'k str> {
    keys.into_iter().flat_map(|key| key.split(' ')).filter(|word| Vocabulary::bears_typos(word)).collect()
}

/// `Huiles d'olive` → `huile olive`; of a longer name its first four words. `None` for
/// what is no name: nothing, or a number that may count something.
fn key(name: &str) -> Option<String> {
    let tokens = tokens(name);
    let words: Vec<&str> = tokens.iter().filter(|t| is_part(t)).map(stem).take(WORDS).collect();
    let named = words.iter().any(|word| word.len() > 1 && !word.starts_with(|c: char| c.is_ascii_digit()));
    // `10452`: an article's number.
    let number = |word: &&str| word.len() >= DIGITS && word.chars().all(|c| c.is_ascii_digit());
    (named || (words.len() == 1 && words.iter().any(number))).then(|| words.join(" "))
}

fn is_part(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Number) && !BETWEEN.contains(&token.folded.as_str())
}

/// Without the `s` or `x` of the plural; references stay as they are.
fn stem(token: &Token) -> &str {
    let word = token.folded.as_str();
    let plain = token.kind == TokenKind::Word && word.len() > 3 && !word.contains(|c: char| c.is_ascii_digit());
    word.strip_suffix(['s', 'x']).filter(|_| plain).unwrap_or(word)
}

/// A message's words, as keys are made of them.
struct Words<'t> {
    /// Each with the place of its token.
    parts: Vec<(usize, &'t str)>,
}

impl<'t> Words<'t> {
    fn of(tokens: &'t [Token]) -> Self {
        let parts = tokens.iter().enumerate().filter(|(_, token)| is_part(token));
        Self { parts: parts.map(|(at, token)| (at, stem(token))).collect() }
    }

    /// The words that may be typos: long enough, and no words that the gate knows.
    fn typos(&self) -> impl Iterator<Item = &'t str> {
        let unknown = |word: &&str| Vocabulary::may_be_typo(word) && !lexicon::knows(word);
        self.parts.iter().map(|(_, word)| *word).filter(unknown)
    }
}

/// The words of a name as it is compared: folded, singular, without the words between.
pub fn name_words(name: &str) -> Vec<String> {
    Words::of(&tokens(name)).parts.into_iter().map(|(_, word)| word.to_owned()).collect()
}

/// The unknown words of a text, which could be typos: to be looked up among the products' words.
pub fn typos_of_message(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    Words::of(&tokens).typos().map(str::to_owned).collect()
}

/// Every run of one to four words in a text, and of the products' words that they may
/// be typos of: what to look up, in the order of the text.
pub fn keys_of_message(text: &str, vocabulary: &[String]) -> Vec<String> {
    let tokens = tokens(text);
    let words = Words::of(&tokens);
    let vocabulary = Vocabulary::of(vocabulary.iter().map(String::as_str));
    let meant: FxHashMap<&str, &str> =
        words.typos().filter_map(|word| Some((word, vocabulary.correction(word)?))).collect();
    let mut keys = Vec::new();
    for start in 0..words.parts.len() {
        let mut key = String::new();
        for (_, word) in words.parts.iter().skip(start).take(WORDS) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(meant.get(word).unwrap_or(word));
            keys.push(key.clone());
        }
    }
    keys
}

/// The keys of known products that are in hand: all of them, or those that a
/// lookup found for one message.
#[derive(Clone, Debug, Default)]
pub struct KnownProducts {
    /// Each with the reference of the one product that has it, as far as it is known.
    keys: FxHashMap<String, Option<String>>,
    /// The words that keys begin with: nothing else is worth a run.
    first: FxHashSet<String>,
    vocabulary: Vocabulary,
}

impl KnownProducts {
    /// From the products themselves.
    pub fn from_products<'p>(products: impl IntoIterator<Item = &'p GateProduct>) -> Self {
        let named = |product: &'p GateProduct| {
            let keys = keys_of_product(product).into_iter();
            keys.map(|key| (key, Some(product.reference.clone()))).collect::<Vec<_>>()
        };
        Self::from_keys(products.into_iter().flat_map(named))
    }

    /// From keys that were looked up, each with the product's reference if it is known. A key of
    /// two products is of none.
    pub fn from_keys(found: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        let mut keys: FxHashMap<String, Option<String>> = FxHashMap::default();
        for (key, reference) in found {
            let before = keys.entry(key).or_insert_with(|| reference.clone());
            if *before != reference {
                *before = None;
            }
        }
        let first = keys.keys().filter_map(|key| key.split(' ').next()).map(str::to_owned).collect();
        let vocabulary = Vocabulary::of(words_of_keys(keys.keys()));
        Self { keys, first, vocabulary }
    }

    /// The keys, in order, each with its product's reference: so much that it takes no more than
    /// this many bytes.
    pub fn into_keys(self, most: usize) -> Vec<(String, Option<String>)> {
        let mut keys: Vec<_> = self.keys.into_iter().collect();
        keys.sort_unstable();
        let mut bytes = 0;
        keys.retain(|(key, reference)| {
            bytes += key.len() + reference.as_ref().map_or(0, String::len);
            bytes <= most
        });
        keys
    }

    /// The reference of the product that a name is of: of the longest key in it, if the other words
    /// only say its size or its package.
    pub fn reference_of(&self, name: &str) -> Option<&str> {
        if self.keys.is_empty() {
            return None;
        }
        let tokens = tokens(name);
        let words: Vec<&str> = Words::of(&tokens).parts.into_iter().map(|(_, word)| word).collect();
        let meant = |word: &&str| match self.first.contains(*word) || lexicon::knows(word) {
            true => (*word).to_owned(),
            false => self.vocabulary.correction(word).unwrap_or(word).to_owned(),
        };
        let words: Vec<String> = words.iter().take(LONGEST).map(meant).collect();
        for many in (1..=WORDS.min(words.len())).rev() {
            for from in 0..=words.len() - many {
                let key = words.get(from..from + many)?.join(" ");
                let Some(reference) = self.keys.get(&key) else { continue };
                let mut others = words.iter().take(from).chain(words.iter().skip(from + many));
                if others.all(|word| lexicon::sizes(word)) || many == WORDS {
                    return reference.as_deref();
                }
            }
        }
        None
    }

    /// For each token, how many tokens a product's name takes from there on: the longest
    /// one; 0 for none.
    pub(super) fn spans(&self, tokens: &[Token], known: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut spans = vec![0; tokens.len()];
        if self.keys.is_empty() {
            return spans;
        }
        let mut words = Words::of(tokens).parts;
        for (at, word) in &mut words {
            // A word that the gate knows is no typo.
            if !known(*at) && !self.first.contains(*word) {
                *word = self.vocabulary.correction(word).unwrap_or(word);
            }
        }
        let mut key = String::new();
        for (n, (at, word)) in words.iter().enumerate() {
            if !self.first.contains(*word) {
                continue;
            }
            key.clear();
            for (end, word) in words.iter().skip(n).take(WORDS) {
                if !key.is_empty() {
                    key.push(' ');
                }
                key.push_str(word);
                if self.keys.contains_key(&key)
                    && let Some(span) = spans.get_mut(*at)
                {
                    *span = end + 1 - at;
                }
            }
        }
        spans
    }
}
