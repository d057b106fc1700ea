//! The customer's own goods: a draft may repeat them as they were written, each quantity
//! with its goods.

use super::Rule;
use super::numbers::{Number, numbers};
use super::reading::{Kind, Token, tokens};
use super::vocabulary::Known;
use crate::gate::names_goods;
use crate::language::Language;
use rustc_hash::FxHashMap;

/// The most of a message that is read for goods, in characters.
const READ: usize = 8_192;

/// How many words a name of goods has at most, with its package.
const WORDS: usize = 7;

/// What stands inside a name of goods and says nothing: `cartons de coca`.
pub(super) const FILLERS: &str = " de d du des of the x le la les l el los las o os as do da dos das em en ";

/// Parts one line of goods from the next.
pub(super) const AND: &str = " et and y e puis plus aussi also tambien tambem then ";

/// One thing with its quantity, as somebody wrote it.
#[derive(Debug, Default)]
struct Line {
    numbers: Vec<i64>,
    words: Vec<String>,
}

#[derive(Clone, Debug)]
enum Item {
    /// What it is worth, whether an `of` stands before it.
    Number(i64, bool),
    Word(String),
}

/// What the customer wrote of goods.
pub(super) struct Goods {
    lines: Vec<Line>,
    /// Words that a draft may repeat.
    own: FxHashMap<String, Vec<usize>>,
}

impl Goods {
    /// From their message. Numbers in words are read in the draft's language, and where
    /// there are none, in any.
    pub fn of(message: &str, language: Language) -> Self {
        let end = message.char_indices().nth(READ).map_or(message.len(), |(end, _)| end);
        let asked = tokens(message.get(..end).unwrap_or_default());
        let mut found = numbers(&asked, &[language]);
        if found.is_empty() {
            found = numbers(&asked, &Language::ALL);
        }
        let mut goods = Self { lines: vec![], own: FxHashMap::default() };
        let mut beside = false;
        for (piece, joined) in pieces(&asked, &found) {
            let counted = piece.iter().any(|item| matches!(item, Item::Number(..)));
            // `chocolat et noisette`: what follows counted goods is goods.
            let more = beside && joined && piece.len() <= 2;
            for line in split(&piece) {
                goods.add(line, counted || more);
            }
            beside = counted;
        }
        goods
    }

    fn add(&mut self, items: Vec<Item>, goods: bool) {
        let nth = self.lines.len();
        let first = items.iter().position(|item| matches!(item, Item::Number(..)));
        // What stands before a number is talk, unless nothing stands behind it.
        let after = first.filter(|first| items.iter().skip(*first).any(|item| matches!(item, Item::Word(_))));
        let from = after.unwrap_or_else(|| items.len().saturating_sub(WORDS));
        let mut line = Line::default();
        for (at, item) in items.into_iter().enumerate() {
            match item {
                Item::Number(value, _) => line.numbers.push(value),
                Item::Word(word) => {
                    if (goods && (from..=from + WORDS).contains(&at)) || names_goods(&word) {
                        self.own.entry(stem(&word).to_owned()).or_default().push(nth);
                    }
                    line.words.push(stem(&word).to_owned());
                }
            }
        }
        self.lines.push(line);
    }

    /// Whether the customer named it among goods.
    pub fn is_own(&self, token: &Token) -> bool {
        token.is_word() && self.own.contains_key(stem(&token.folded))
    }

    /// What of the draft's goods and numbers is not the customer's. `known`: what the
    /// vocabulary and the names say of each token.
    pub fn check(&self, draft: &[Token], known: &[Known], language: Language) -> Vec<(Rule, String)> {
        let mut counted = numbers(draft, &[language]);
        counted.retain(|number| known.get(number.from) != Some(&Known::Phrase));
        counted.extend(self.ones(draft, known, language));
        counted.sort_by_key(|number| number.from);
        let mut broken: Vec<(Rule, String)> = Vec::new();
        for number in &counted {
            let written = || self.lines.iter().any(|line| number.value.is_some_and(|n| line.numbers.contains(&n)));
            if !written() {
                broken.push((Rule::Number, text_of(draft, number.from, number.to)));
            }
        }
        if broken.is_empty() {
            for line in self.repeated(draft, known, &counted) {
                if !self.has(&line) {
                    let said = line.numbers.iter().map(|n| (n / 100).to_string()).chain(line.words);
                    broken.push((Rule::Quantity, said.collect::<Vec<_>>().join(" ")));
                }
            }
        }
        broken
    }

    /// `un carton` is one of them; `une personne` is an article.
    fn ones(&self, draft: &[Token], known: &[Known], language: Language) -> Vec<Number> {
        let articles = match language {
            Language::Fr => " un une ",
            Language::En => " one a an ",
            Language::Es => " un una uno ",
            Language::Pt => " um uma ",
            Language::It | Language::Ar => "",
        };
        let one = |at: &usize| {
            let article = draft.get(*at).is_some_and(|t| listed(articles, &t.folded));
            let goods = draft.get(at + 1).is_some_and(|t| self.is_own(t)) && known.get(at + 1) == Some(&Known::No);
            article && goods
        };
        (0..draft.len()).filter(one).map(|from| Number { from, to: from + 1, value: Some(100) }).collect()
    }

    /// The lines of goods that the draft repeats.
    fn repeated(&self, draft: &[Token], known: &[Known], counted: &[Number]) -> Vec<Line> {
        let own = |at: usize, token: &Token| known.get(at) == Some(&Known::No) && self.is_own(token);
        let mut lines = Vec::new();
        let mut piece = Vec::new();
        let mut at = 0;
        while let Some(token) = draft.get(at) {
            let number = counted.iter().find(|number| number.from == at);
            if let Some(number) = number {
                piece.push(Item::Number(number.value.unwrap_or(0), follows_of(draft, at)));
                at = number.to.max(at + 1);
                continue;
            }
            if own(at, token) {
                piece.push(Item::Word(stem(&token.folded).to_owned()));
            } else if !(joins(draft, at) || listed(FILLERS, &token.folded)) {
                lines.extend(split(&std::mem::take(&mut piece)));
            }
            at += 1;
        }
        lines.extend(split(&piece));
        lines.into_iter().map(line_of).collect()
    }

    /// Whether the customer wrote all of it in one line.
    fn has(&self, said: &Line) -> bool {
        // The first number is the quantity, what follows are sizes.
        let within = |line: &Line| {
            (said.numbers.is_empty() || said.numbers.first() == line.numbers.first())
                && said.numbers.iter().all(|n| line.numbers.contains(n))
                && said.words.iter().all(|word| line.words.contains(word))
        };
        // A number without goods counts something else than what the customer counted.
        let counts = |line: &Line| !said.words.is_empty() || said.numbers.is_empty() || line.words.is_empty();
        match said.words.first().and_then(|word| self.own.get(word)) {
            Some(lines) => lines.iter().filter_map(|nth| self.lines.get(*nth)).any(within),
            None => self.lines.iter().any(|line| within(line) && counts(line)),
        }
    }
}

/// The stretches of a message between marks, line ends and `et`, each with whether an
/// `et` stands before it.
fn pieces(asked: &[Token], found: &[Number]) -> Vec<(Vec<Item>, bool)> {
    let mut pieces = vec![(Vec::new(), false)];
    let mut counted = found.iter().peekable();
    let mut at = 0;
    while let Some(token) = asked.get(at) {
        if let Some(number) = counted.next_if(|number| number.from == at) {
            if let (Some(value), Some((piece, _))) = (number.value, pieces.last_mut()) {
                piece.push(Item::Number(value, follows_of(asked, at)));
            }
            at = number.to.max(at + 1);
            continue;
        }
        let and = listed(AND, &token.folded);
        if and || (!token.is_word() && !joins(asked, at)) {
            pieces.push((Vec::new(), and));
        } else if token.is_word()
            && !listed(FILLERS, &token.folded)
            && let Some((piece, _)) = pieces.last_mut()
        {
            piece.push(Item::Word(token.folded.clone()));
        }
        at += 1;
    }
    pieces
}

/// A mark inside a line of goods: `3 x coca`, `coca : 10`, `coca (33 cl)`.
pub(super) fn joins(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1).is_some_and(|t| matches!(t.kind, Kind::Number(_)));
    tokens.get(at).is_some_and(|t| {
        t.is_mark(&["x", "×", "*", "-", "–", "/", "(", ")", "'", "\"", "="]) || (next && t.is_mark(&[":"]))
    })
}

fn follows_of(tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|t| matches!(t.folded.as_str(), "de" | "d" | "of"))
}

/// Cuts a stretch with more numbers than one into lines of one quantity each: before each
/// number that follows a word (`10 cartons de coca 5 packs d'eau`), or after each number
/// where goods come first (`coca 10 eau 5`). A size is no quantity (`de 33 cl`, `5 L` at the end).
fn split(piece: &[Item]) -> Vec<Vec<Item>> {
    let is_number = |item: Option<&Item>| matches!(item, Some(Item::Number(..)));
    let many = piece.iter().filter(|item| is_number(Some(item))).count();
    if many <= 1 {
        return if piece.is_empty() { vec![] } else { vec![piece.to_vec()] };
    }
    let goods_first = !is_number(piece.first()) && is_number(piece.last());
    let mut lines = vec![Vec::new()];
    for (at, item) in piece.iter().enumerate() {
        let follows_word = at > 0 && !is_number(piece.get(at - 1));
        let starts = match item {
            Item::Number(..) if goods_first => false,
            Item::Number(_, after_of) => {
                let measure = matches!(piece.get(at + 1), Some(Item::Word(word)) if is_measure(word));
                let last = piece.get(at + 2).is_none() || is_number(piece.get(at + 2));
                let sized = lines.last().is_some_and(|line| is_number(line.first()) && line.len() > 2);
                follows_word && !after_of && !(measure && last && sized)
            }
            Item::Word(_) => goods_first && at > 0 && !follows_word,
        };
        if starts {
            lines.push(Vec::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push(item.clone());
        }
    }
    lines
}

fn is_measure(word: &str) -> bool {
    matches!(word, "kg" | "g" | "gr" | "l" | "cl" | "ml" | "dl" | "cm" | "mm" | "m" | "litre" | "litres" | "oz" | "lb")
}

fn line_of(items: Vec<Item>) -> Line {
    let mut line = Line::default();
    for item in items {
        match item {
            Item::Number(value, _) => line.numbers.push(value),
            Item::Word(word) => line.words.push(word),
        }
    }
    line
}

/// Without the end of a plural, and so without the `e` that may belong to it: `cartones`,
/// `boxes`, `bananes`.
pub(super) fn stem(word: &str) -> &str {
    let long = |stem: &&str| stem.len() > 2;
    let word = word.strip_suffix('s').filter(long).unwrap_or(word);
    let eaux = ["aux", "eux", "oux"].iter().any(|end| word.ends_with(end));
    let word = word.strip_suffix('x').filter(|_| eaux).unwrap_or(word);
    word.strip_suffix('e').filter(long).unwrap_or(word)
}

/// Whether the word is one of those that are listed with spaces between them.
pub(super) fn listed(words: &str, word: &str) -> bool {
    words.split(' ').any(|listed| listed == word)
}

fn text_of(tokens: &[Token], from: usize, to: usize) -> String {
    let words = tokens.get(from..to).unwrap_or_default().iter().map(|token| token.raw);
    words.collect::<Vec<_>>().join(" ")
}
