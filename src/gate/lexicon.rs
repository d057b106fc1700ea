//! The words that the gate knows, folded, by language, with what each does: a file of
//! `words/` per language, and `goods.txt` for what is bought and sold in any of them.

use super::script;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A language that customers write in. [`Tongue::Any`] has what all of them buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tongue {
    /// French.
    Fr,
    /// English.
    En,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
    /// Italian.
    It,
    /// Arabic script.
    Ar,
    /// Darija in Latin letters.
    Ary,
    /// Creole and Malagasy.
    Ht,
    /// Hindi and Urdu in Latin letters.
    Hi,
    /// Goods of every language.
    Any,
}

/// How many languages there are, without [`Tongue::Any`].
pub const TONGUES: usize = 9;

/// The languages with their words.
const FILES: [(Tongue, &str); TONGUES] = [
    (Tongue::Fr, include_str!("words/fr.txt")),
    (Tongue::En, include_str!("words/en.txt")),
    (Tongue::Es, include_str!("words/es.txt")),
    (Tongue::Pt, include_str!("words/pt.txt")),
    (Tongue::It, include_str!("words/it.txt")),
    (Tongue::Ar, include_str!("words/ar.txt")),
    (Tongue::Ary, include_str!("words/ary.txt")),
    (Tongue::Ht, include_str!("words/ht.txt")),
    (Tongue::Hi, include_str!("words/hi.txt")),
];

/// What a word or a phrase does in its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// A package or a piece: `carton`, `box`.
    Unit,
    /// `kg`, `litre`.
    Measure,
    /// Two packages in one word of Arabic.
    Pair,
    /// `petit`, `fresh`: may stand between a number and goods.
    Size,
    /// A thing that is bought and sold.
    Goods,
    /// A number in words, two or more.
    Number,
    /// `un`, `one`: a number, or only an article.
    One,
    /// `les`, `the`, `mes`: what follows is known already.
    Definite,
    /// Time, money, place, people: what numbers count when nothing is ordered.
    NotGoods,
    /// `du`, `for`: says nothing.
    Filler,
    /// `je`, `they`: who does it.
    Subject,
    /// Joins two things said.
    And,
    /// `bonjour`: greets.
    Courtesy,
    /// `svp`: asks for what stands beside it.
    Please,
    /// `merci`, `ok`: thanks or agrees.
    Thanks,
    /// The wish to have something: `need`, `quiero`.
    Wish,
    /// Ordering itself, as a verb or a thing: `commander`, `order`, `pedido`.
    Order,
    /// May follow a wish: `je veux avoir`.
    Having,
    /// What a wish may be about that is not goods: `account`.
    Matter,
    /// Takes back what stands beside it.
    Negation,
    /// Asks: `combien`, `where`.
    Question,
    /// A price, a stock, a payment, an invoice is the matter.
    Business,
    /// Calls something off.
    Cancel,
    /// Says that something is wrong with a delivery.
    Complaint,
    /// Gives something back, or asks for its money.
    Return,
    /// Changes an order that was placed.
    Change,
    /// Tells what there is.
    Stock,
    /// Tells what was done or will be.
    Told,
    /// A bill, a delivery note, a recipe: whatever it counts is not ordered.
    Document,
    /// Asks to be reminded, or keeps a list of one's own.
    Note,
    /// Before a participle: `ai`, `have`.
    Aux,
    /// An earlier order is asked after.
    Earlier,
    /// Offers or advertises.
    Promo,
    /// The same as before: `comme d'hab`.
    Usual,
    /// Stands before a reference: `ref`.
    Ref,
}

/// The heads of the sections.
const SECTIONS: [(&str, Sense); 35] = [
    ("unit", Sense::Unit),
    ("measure", Sense::Measure),
    ("pair", Sense::Pair),
    ("size", Sense::Size),
    ("goods", Sense::Goods),
    ("number", Sense::Number),
    ("one", Sense::One),
    ("definite", Sense::Definite),
    ("notgoods", Sense::NotGoods),
    ("filler", Sense::Filler),
    ("subject", Sense::Subject),
    ("and", Sense::And),
    ("courtesy", Sense::Courtesy),
    ("please", Sense::Please),
    ("thanks", Sense::Thanks),
    ("wish", Sense::Wish),
    ("order", Sense::Order),
    ("having", Sense::Having),
    ("matter", Sense::Matter),
    ("negation", Sense::Negation),
    ("question", Sense::Question),
    ("business", Sense::Business),
    ("cancel", Sense::Cancel),
    ("complaint", Sense::Complaint),
    ("return", Sense::Return),
    ("change", Sense::Change),
    ("stock", Sense::Stock),
    ("told", Sense::Told),
    ("document", Sense::Document),
    ("note", Sense::Note),
    ("aux", Sense::Aux),
    ("earlier", Sense::Earlier),
    ("promo", Sense::Promo),
    ("usual", Sense::Usual),
    ("ref", Sense::Ref),
];

/// A word or a phrase of a language.
#[derive(Clone, Copy, Debug)]
pub struct LexiconEntry {
    /// Its language.
    pub tongue: Tongue,
    /// What it does.
    pub sense: Sense,
    /// How many words it has.
    pub words: usize,
    first: &'static str,
    /// The words after the first, between spaces.
    rest: &'static str,
    /// The entry before it in the lists that has the same first word.
    next: Option<usize>,
}

impl LexiconEntry {
    fn of(text: &'static str, tongue: Tongue, sense: Sense) -> Self {
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        let spaces = text.bytes().filter(|byte| *byte == b' ').count();
        Self { tongue, sense, words: spaces + 1, first, rest, next: None }
    }

    /// Whether it stands where its first word does. `word(n)` is the n-th word from there.
    pub fn fits<'t>(&self, word: impl Fn(usize) -> &'t str) -> bool {
        self.words == 1 || self.rest.split(' ').enumerate().all(|(n, part)| word(n + 1) == part)
    }
}

/// All entries, as the files list them.
fn listed() -> impl Iterator<Item = LexiconEntry> {
    let goods = include_str!("goods.txt").lines().filter(|line| !line.starts_with('#'));
    let goods = goods.flat_map(str::split_whitespace).map(|word| LexiconEntry::of(word, Tongue::Any, Sense::Goods));
    FILES.into_iter().flat_map(|(tongue, text)| entries(tongue, text)).chain(goods)
}

fn entries(tongue: Tongue, text: &'static str) -> impl Iterator<Item = LexiconEntry> {
    let mut section = None;
    text.lines().flat_map(move |line| {
        let head = line.strip_prefix('[').and_then(|head| head.split_once(']'));
        if let Some((name, _)) = head {
            section = SECTIONS.iter().find(|(head, _)| *head == name).map(|(_, sense)| *sense);
        }
        let sense = section.filter(|_| head.is_none());
        let parts = sense.into_iter().flat_map(move |sense| line.split(',').map(move |part| (part.trim(), sense)));
        parts.filter(|(part, _)| !part.is_empty()).map(move |(part, sense)| LexiconEntry::of(part, tongue, sense))
    })
}

/// All entries, and of each first word the last one.
struct Lexicon {
    entries: Vec<LexiconEntry>,
    by_first: FxHashMap<&'static str, usize>,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut lexicon = Lexicon { entries: Vec::with_capacity(16_384), by_first: FxHashMap::default() };
        lexicon.by_first.reserve(16_384);
        for mut entry in listed() {
            entry.next = lexicon.by_first.insert(entry.first, lexicon.entries.len());
            lexicon.entries.push(entry);
        }
        lexicon
    })
}

/// The entries whose first word this is.
#[derive(Clone, Copy)]
struct WholeWord(Option<usize>);

impl Iterator for WholeWord {
    type Item = &'static LexiconEntry;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = lexicon().entries.get(self.0?)?;
        self.0 = entry.next;
        Some(entry)
    }
}

fn whole_word(word: &str) -> WholeWord {
    WholeWord(lexicon().by_first.get(word).copied())
}

/// The entries that begin with a folded word. Goods and packages are known in the plural
/// too, and Arabic words with what is written onto them.
pub fn beginning_with(word: &str) -> impl Iterator<Item = &'static LexiconEntry> + use<> {
    let (mut found, mut plural, mut stem) = (whole_word(word), false, WholeWord(None));
    if word.starts_with(script::arabic) {
        stem = script::without_prefix(word).map(whole_word).find(|found| found.0.is_some()).unwrap_or(stem);
    } else if found.0.is_none() {
        let singular = |end: &str| word.strip_suffix(end).filter(|stem| stem.len() > 2);
        let goods = |found: &WholeWord| { *found }.any(has_plural);
        plural = true;
        found = ["s", "x", "es"].into_iter().filter_map(singular).map(whole_word).find(goods).unwrap_or(found);
    }
    found.chain(stem).filter(move |entry| !plural || has_plural(entry))
}

fn has_plural(entry: &LexiconEntry) -> bool {
    matches!(entry.sense, Sense::Goods | Sense::Unit) && entry.words == 1
}

/// Whether a folded word means something in any of the languages.
pub fn knows(word: &str) -> bool {
    beginning_with(word).any(|entry| entry.words == 1)
}

/// Whether a folded word only says how big or how packed something is: a number, a size, a package.
pub fn sizes(word: &str) -> bool {
    let says = |entry: &LexiconEntry| {
        matches!(entry.sense, Sense::Size | Sense::Unit | Sense::Measure | Sense::One | Sense::Number | Sense::Filler)
    };
    word.starts_with(|c: char| c.is_ascii_digit())
        || word == "x"
        || beginning_with(word).any(|entry| entry.words == 1 && says(entry))
}

/// Whether a folded word is goods in any language, or a package or a measure in a language
/// of the drafts.
pub fn may_be_goods(word: &str) -> bool {
    let drafted = |tongue| matches!(tongue, Tongue::Fr | Tongue::En | Tongue::Es | Tongue::Pt);
    let package = |entry: &LexiconEntry| {
        matches!(entry.sense, Sense::Unit | Sense::Measure) && drafted(entry.tongue) && entry.words == 1
    };
    let goods =
        |entry: &LexiconEntry| entry.sense == Sense::Goods && (entry.tongue == Tongue::Any || drafted(entry.tongue));
    whole_word(word).any(package) || beginning_with(word).any(|entry| entry.words == 1 && goods(entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_word_does_one_thing_in_its_language() {
        let mut seen = HashMap::new();
        for entry in listed() {
            let before = seen.insert((entry.tongue, entry.first, entry.rest), entry.sense);
            assert!(before.is_none(), "{entry:?}: {before:?}");
        }
        assert!(seen.len() > 6_000);
    }

    #[test]
    fn words_stand_in_the_files_as_the_lexer_folds_them() {
        for entry in listed() {
            for word in std::iter::once(entry.first).chain(entry.rest.split(' ').filter(|rest| !rest.is_empty())) {
                let folded: String = crate::gate::lexer::tokens(word).into_iter().map(|token| token.folded).collect();
                assert_eq!(folded, word, "{entry:?}");
            }
        }
    }

    #[test]
    fn every_section_has_a_head_that_is_known() {
        let heads = FILES.iter().flat_map(|(_, text)| text.lines()).filter_map(|line| line.strip_prefix('['));
        for head in heads.filter_map(|line| line.split_once(']')).map(|(head, _)| head) {
            assert!(SECTIONS.iter().any(|(known, _)| *known == head), "{head}");
        }
    }
}
