//! The words that a receipt is made of, by language: `vocabulary/`. What they do not list
//! is in no draft of a model.
//!
//! Under `[words]` each word may stand anywhere. Under `[phrases]` words may stand in just
//! these sequences: `bonne journée`, though nothing else is `bonne`. Under `[disclaimers]`
//! are sequences that say that nothing is decided yet. In a sequence, `/` parts words of
//! which one is taken, and a word in brackets may be left out. Under `[before goods]` are
//! the words that the customer's goods may be the object of: `reçu`, and not `avons`.
//!
//! After a word of `[if]`, and to the end of its clause, those of `[after if]` may stand too:
//! `si quelque chose n'est pas clair`.
//!
//! Accents count: `arrivé` came in, `arrive` will come.

use super::reading::{Token, tokens};
use crate::language::Language;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What the vocabulary says of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    No,
    /// By itself.
    Word,
    /// As a part of a sequence.
    Phrase,
    /// As a number, which has to be the customer's.
    Number,
    /// As a word that the business taught.
    Taught,
}

pub(super) struct Vocabulary {
    /// What may begin with a word.
    by_word: FxHashMap<String, Vec<Entry>>,
}

#[derive(Clone, Debug)]
enum Entry {
    Word,
    /// It may stand before goods.
    Head,
    /// It begins a condition, or may stand in one.
    If,
    AfterIf,
    /// What follows the first word, and which of it may be left out.
    Sequence(Vec<Place>),
}

#[derive(Clone, Debug)]
struct Place {
    /// One of these, of a word or more each.
    choices: Vec<Vec<String>>,
    optional: bool,
}

/// The vocabulary of a language; read once. `None`: it has none, and no model writes in it.
pub(super) fn of(language: Language) -> Option<&'static Vocabulary> {
    static READ: [OnceLock<Vocabulary>; 4] = [const { OnceLock::new() }; 4];
    let [fr, en, es, pt] = &READ;
    let (place, text) = match language {
        Language::Fr => (fr, include_str!("vocabulary/fr.txt")),
        Language::En => (en, include_str!("vocabulary/en.txt")),
        Language::Es => (es, include_str!("vocabulary/es.txt")),
        Language::Pt => (pt, include_str!("vocabulary/pt.txt")),
        Language::It | Language::Ar => return None,
    };
    Some(place.get_or_init(|| Vocabulary::read(text)))
}

impl Vocabulary {
    fn read(text: &str) -> Self {
        let mut by_word = FxHashMap::<String, Vec<Entry>>::default();
        let mut single = None;
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if line.starts_with('[') {
                single = match line {
                    "[words]" => Some(Entry::Word),
                    "[before goods]" => Some(Entry::Head),
                    "[if]" => Some(Entry::If),
                    "[after if]" => Some(Entry::AfterIf),
                    _ => None,
                };
            } else if let Some(entry) = &single {
                for word in line.split_whitespace().flat_map(spelt) {
                    by_word.entry(word).or_default().push(entry.clone());
                }
            } else {
                let places: Vec<Place> = line.split_whitespace().map(place).collect();
                for start in 0..places.len() {
                    let Some((first, rest)) = places.get(start..).and_then(<[_]>::split_first) else { break };
                    first.choices.iter().for_each(|choice| add_sequence(&mut by_word, choice, rest));
                    // The sequence may begin with what follows a word that is left out.
                    if !first.optional {
                        break;
                    }
                }
            }
        }
        Self { by_word }
    }

    /// What is known of each token.
    pub fn cover(&self, tokens: &[Token]) -> Vec<Known> {
        let mut known = vec![Known::No; tokens.len()];
        let mut condition = false;
        for (at, token) in tokens.iter().enumerate() {
            condition &= token.is_word();
            for entry in self.entries(token) {
                let (end, how) = match entry {
                    Entry::Head => continue,
                    Entry::If => {
                        condition = true;
                        continue;
                    }
                    Entry::AfterIf => (condition.then_some(at + 1), Known::Word),
                    Entry::Word => (Some(at + 1), Known::Word),
                    Entry::Sequence(places) => (matches(places, tokens, at + 1), Known::Phrase),
                };
                for known in end.and_then(|end| known.get_mut(at..end)).into_iter().flatten() {
                    if *known != Known::Phrase {
                        *known = how;
                    }
                }
            }
        }
        known
    }

    /// What begins with the token's word. Capitals may have lost their accents (`A bientôt`).
    fn entries(&self, token: &Token) -> impl Iterator<Item = &Entry> {
        let accented = match token.raw.chars().next() {
            Some('A') => token.spelt.strip_prefix('a').map(|rest| format!("à{rest}")),
            Some('E') => token.spelt.strip_prefix('e').map(|rest| format!("é{rest}")),
            _ => None,
        };
        let with_accent = accented.and_then(|word| self.by_word.get(&word));
        self.by_word.get(&token.spelt).into_iter().chain(with_accent).flatten()
    }

    /// Whether the customer's goods may be what is spoken of after the word.
    pub fn is_head(&self, token: &Token) -> bool {
        self.entries(token).any(|entry| matches!(entry, Entry::Head))
    }

    /// The words that may stand in no sequence.
    #[cfg(test)]
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let alone = |entries: &Vec<Entry>| entries.iter().any(|entry| matches!(entry, Entry::Word));
        self.by_word.iter().filter(move |(_, entries)| alone(entries)).map(|(word, _)| word.as_str())
    }
}

/// A sequence that begins with the words of `choice`.
fn add_sequence(by_word: &mut FxHashMap<String, Vec<Entry>>, choice: &[String], rest: &[Place]) {
    let Some((word, others)) = choice.split_first() else { return };
    let others = others.iter().map(|word| Place { choices: vec![vec![word.clone()]], optional: false });
    let sequence = Entry::Sequence(others.chain(rest.iter().cloned()).collect());
    by_word.entry(word.clone()).or_default().push(sequence);
}

/// Where the sequence ends that the tokens go on with; the longest that they make.
fn matches(places: &[Place], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((place, rest)) = places.split_first() else { return Some(at) };
    let taken = place.choices.iter().filter_map(|choice| {
        let fits = |(nth, word): (usize, &String)| {
            tokens.get(at + nth).is_some_and(|token| token.is_word() && token.spelt == *word)
        };
        choice.iter().enumerate().all(fits).then(|| matches(rest, tokens, at + choice.len())).flatten()
    });
    taken.max().or_else(|| place.optional.then(|| matches(rest, tokens, at)).flatten())
}

fn place(text: &str) -> Place {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let choices = inner.unwrap_or(text).split('/').map(spelt).collect();
    Place { choices, optional: inner.is_some() }
}

fn spelt(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.spelt).collect()
}
