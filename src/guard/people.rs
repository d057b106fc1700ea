//! What people write: templates, names, answers of their own. What they may say is free;
//! templates stand on many cards, so the second wall reads them, and of an answer the guard
//! warns with measure.

use super::letters::{arabic, latin};
use super::lexicon::Reach;
use super::numbers::numbers;
use super::reading::{Kind, Token, tokens};
use super::vocabulary::{self, Known};
use super::{Found, LONGEST, Rule, Violation, code_point, lexicon, unseen, writing};
use crate::gate::names_goods;
use crate::language::Language;
use rustc_hash::FxHashSet;

/// What a person's own words say beyond a receipt.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Warnings {
    /// They seem to confirm, to promise, or speak of money.
    pub grave: Vec<Violation>,
    /// What else to look at.
    pub others: Vec<Rule>,
}

impl Warnings {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.grave.is_empty() && self.others.is_empty()
    }
}

/// Why a text of the business's own cannot stand on cards without a person who reads it
/// first: a template in the language.
pub fn objections(text: &str, language: Language) -> Vec<Violation> {
    let mut found = Found::default();
    if text.chars().count() > LONGEST {
        found.add(Rule::TooLong, "");
    }
    read("", text, Some(language)).into_iter().for_each(|(violation, _)| found.add(violation.rule, &violation.text));
    found.0
}

/// Whether a text is fit to be somebody's name in a draft: nothing in it that a draft may
/// not hold, whatever language it is in and whatever goods it names. No word of it mixes
/// Latin and Arabic letters.
pub fn is_a_name(name: &str) -> bool {
    let other = |rule: Rule| !matches!(rule, Rule::Product | Rule::Language);
    let of_a_script = |word: &str| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        letters.clone().all(latin) || letters.all(arabic)
    };
    name.split_whitespace().all(of_a_script) && !read("", name, None).iter().any(|(violation, _)| other(violation.rule))
}

/// What to tell a person of the words that they are about to send. `message`: what the
/// customer wrote; `language`: the one that they are answered in, if that is known.
pub fn warnings(message: &str, text: &str, language: Option<Language>) -> Warnings {
    let mut warnings = Warnings::default();
    for (violation, time) in read(message, text, language) {
        let grave = matches!(violation.rule, Rule::Confirmation | Rule::Promise | Rule::Price | Rule::Discount);
        if grave && !time {
            warnings.grave.push(violation);
        } else if !warnings.others.contains(&violation.rule) {
            warnings.others.push(violation.rule);
        }
    }
    warnings
}

/// What a text holds that a draft may not, its words apart, each with whether it only
/// names a time.
fn read(message: &str, text: &str, language: Option<Language>) -> Vec<(Violation, bool)> {
    let mut found = Found::default();
    unseen(text).for_each(|(_, c)| found.add(Rule::HiddenCharacter, &code_point(c)));
    let (asked, written) = (tokens(message), tokens(text));
    writing(text, &written, false, &mut found);
    let spoken = language.or_else(|| lexicon::language(&asked));
    let known = match spoken.or_else(|| lexicon::language(&written)).and_then(vocabulary::of) {
        Some(vocabulary) => vocabulary.cover(&written),
        None => vec![Known::No; written.len()],
    };
    counted(&asked, &written, spoken, &mut found);
    goods(&asked, &written, &known, &mut found);
    let ours = |c: char| latin(c) || (spoken == Some(Language::Ar) && arabic(c));
    for c in text.chars().filter(|c| c.is_alphabetic() && !ours(*c)) {
        found.add(Rule::Language, c.encode_utf8(&mut [0; 4]));
    }
    if let Some(expected) = spoken
        && !lexicon::is_in(&written, expected)
    {
        found.add(Rule::Language, lexicon::language(&written).map_or("other", Language::tag));
    }
    let mut said: Vec<(Violation, bool)> = found.0.into_iter().map(|violation| (violation, false)).collect();
    for hit in lexicon::phrases(&written, &known).into_iter().filter(|hit| hit.reach != Reach::Drafts) {
        let violation = Violation { rule: hit.rule, text: hit.words.chars().take(80).collect() };
        if !said.iter().any(|(other, _)| *other == violation) {
            said.push((violation, hit.reach == Reach::Time));
        }
    }
    said
}

/// Numbers that the customer did not write.
fn counted(asked: &[Token], written: &[Token], language: Option<Language>, found: &mut Found) {
    let known: FxHashSet<i64> = numbers(asked, &Language::ALL).into_iter().filter_map(|number| number.value).collect();
    let languages = language.map_or(Language::ALL.to_vec(), |language| vec![language]);
    for number in numbers(written, &languages) {
        if number.value.is_none_or(|value| !known.contains(&value)) {
            found.add(Rule::Number, written.get(number.from).map_or("", |token| token.folded.as_str()));
        }
    }
    for token in written.iter().filter(|token| !matches!(token.kind, Kind::Number(_))) {
        let other_digits = token.raw.chars().any(char::is_numeric);
        if other_digits && !asked.iter().any(|word| word.folded == token.folded) {
            found.add(Rule::Number, &token.folded);
        }
    }
}

/// Goods and packages that the customer did not name.
fn goods(asked: &[Token], written: &[Token], known: &[Known], found: &mut Found) {
    let named: FxHashSet<&str> = asked.iter().map(|token| super::goods::stem(&token.folded)).collect();
    for (token, _) in written.iter().zip(known).filter(|(_, known)| **known == Known::No) {
        if names_goods(&token.folded) && !named.contains(super::goods::stem(&token.folded)) {
            found.add(Rule::Product, &token.folded);
        }
    }
}
