//! The business's products, as far as a message can name them.
//!
//! A product is found by its keys: its folded reference, name and aliases. A
//! message has at most a few hundred runs of one to four words, so looking all
//! of them up costs the same whether there are ten products or 100,000.

use crate::lexer::{TokenKind, tokens};
use std::collections::{BTreeSet, HashSet};

/// How many words a key may have.
const WORDS: usize = 4;

/// A product as the business lists it.
#[derive(Clone, Debug)]
pub struct Product {
    /// The business's own reference.
    pub reference: String,
    /// What it is called.
    pub name: String,
    /// What else it is called: a JSON array, or names between `|`, `;` or `,`.
    pub aliases: String,
}

/// The keys that a product is found by, folded.
pub fn keys_of_product(product: &Product) -> BTreeSet<String> {
    let aliases: Vec<String> = serde_json::from_str(&product.aliases)
        .unwrap_or_else(|_| product.aliases.split(['|', ';', ',']).map(str::to_owned).collect());
    [product.reference.clone(), product.name.clone()].iter().chain(&aliases).filter_map(|name| key(name)).collect()
}

/// `Huile d'olive` → `huile d olive`. `None` for what is no name: nothing,
/// a bare number, or more words than are ever looked up.
fn key(name: &str) -> Option<String> {
    let tokens: Vec<_> =
        tokens(name).into_iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number)).collect();
    let named = tokens.iter().any(|t| t.kind == TokenKind::Word && t.folded.len() > 1);
    (named && tokens.len() <= WORDS).then(|| tokens.into_iter().map(|t| t.folded).collect::<Vec<_>>().join(" "))
}

/// Every run of one to four words in a text: what to look up.
pub fn keys_of_message(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = tokens(text)
        .into_iter()
        .filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
        .map(|t| t.folded)
        .collect();
    let mut keys = BTreeSet::new();
    for start in 0..words.len() {
        for n in 1..=WORDS {
            if let Some(run) = words.get(start..start + n) {
                keys.insert(run.join(" "));
            }
        }
    }
    keys
}

/// The keys of known products that are in hand: all of them, or those that a
/// lookup found for one message.
#[derive(Clone, Debug, Default)]
pub struct KnownProducts(HashSet<String>);

impl KnownProducts {
    /// From the products themselves.
    pub fn from_products<'p>(products: impl IntoIterator<Item = &'p Product>) -> Self {
        Self(products.into_iter().flat_map(keys_of_product).collect())
    }

    /// From keys that were looked up.
    pub fn from_keys(keys: impl IntoIterator<Item = String>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// How many of the coming words are a product's name: the longest one.
    /// `word(n)` is the n-th folded word from here, empty at the end.
    pub(super) fn longest<'t>(&self, word: impl Fn(usize) -> &'t str) -> Option<usize> {
        if self.0.is_empty() {
            return None;
        }
        let mut key = word(0).to_owned();
        let mut found = None;
        for n in 1..=WORDS {
            if self.0.contains(&key) {
                found = Some(n);
            }
            if word(n).is_empty() {
                break;
            }
            key.push(' ');
            key.push_str(word(n));
        }
        found
    }
}
