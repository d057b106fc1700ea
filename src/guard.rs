//! The guard: a deterministic check of every text that a model wrote.
//!
//! A draft may say that the message was received and will be looked at. What is not
//! known to be harmless is not in it (G8): it holds words of a closed vocabulary, the
//! customer's own goods with their own quantities, the names of the business and the
//! customer, and plain punctuation. Behind that stands a second wall, a list of phrases
//! that confirm, promise, price or lead elsewhere.
//!
//! What people write is free. Their templates meet the second wall alone, and of what
//! they answer the guard only warns. `docs/guard.md` says what it can and cannot hold.

mod addresses;
mod goods;
mod letters;
mod lexicon;
mod names;
mod numbers;
mod people;
mod places;
mod reading;
mod taught;
mod unseen;
mod vocabulary;

use crate::gate::names_goods;
use crate::language::Language;
use goods::Goods;
use reading::{Kind, Token, tokens};
use serde::Serialize;
use vocabulary::Known;

pub use people::{Warnings, is_a_name, objections, warnings};
pub use taught::not_for_drafts;
pub use unseen::{has_unseen, hidden, unseen};

/// Which rule a text broke, and with what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// The words that broke it.
    pub text: String,
}

/// What a draft may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Say nothing.
    Empty,
    /// Be longer than [`LONGEST`].
    TooLong,
    /// Hold control, bidirectional or zero-width characters.
    HiddenCharacter,
    /// Hold markup, code or JSON.
    Markup,
    /// Hold a link or a domain.
    Link,
    /// Hold an e-mail address or a handle.
    Handle,
    /// Hold a telephone number.
    PhoneNumber,
    /// Hold a sign that is no plain punctuation.
    Character,
    /// Hold a word that no receipt needs and the customer did not write.
    Word,
    /// Name a number that is not in the customer's message.
    Number,
    /// Name a number of other goods than the customer did.
    Quantity,
    /// Name goods or a package that are not in the customer's message.
    Product,
    /// Confirm or accept an order.
    Confirmation,
    /// Promise a date, a time or a delivery.
    Promise,
    /// Speak of prices or payment.
    Price,
    /// Speak of discounts or gifts.
    Discount,
    /// Speak of stock.
    Stock,
    /// Leak the prompt or speak as a machine.
    PromptLeak,
    /// Be in another language than the customer's.
    Language,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Empty,
        Self::TooLong,
        Self::HiddenCharacter,
        Self::Markup,
        Self::Link,
        Self::Handle,
        Self::PhoneNumber,
        Self::Character,
        Self::Word,
        Self::Number,
        Self::Quantity,
        Self::Product,
        Self::Confirmation,
        Self::Promise,
        Self::Price,
        Self::Discount,
        Self::Stock,
        Self::PromptLeak,
        Self::Language,
    ];

    /// A short code, as in JSON and in the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::HiddenCharacter => "hidden_character",
            Self::Markup => "markup",
            Self::Link => "link",
            Self::Handle => "handle",
            Self::PhoneNumber => "phone_number",
            Self::Character => "character",
            Self::Word => "word",
            Self::Number => "number",
            Self::Quantity => "quantity",
            Self::Product => "product",
            Self::Confirmation => "confirmation",
            Self::Promise => "promise",
            Self::Price => "price",
            Self::Discount => "discount",
            Self::Stock => "stock",
            Self::PromptLeak => "prompt_leak",
            Self::Language => "language",
        }
    }
}

/// The rules that are broken, each once: a draft in another language has many words that
/// break the same.
pub fn rules_of(violations: &[Violation]) -> Vec<Rule> {
    let broken = |rule: &Rule| violations.iter().any(|violation| violation.rule == *rule);
    Rule::ALL.into_iter().filter(broken).collect()
}

/// The longest draft, in characters.
pub const LONGEST: usize = 700;

/// The longest word that a receipt needs, in characters.
const LONGEST_WORD: usize = 30;

/// What a draft is checked against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// What the customer wrote, without what they quoted.
    pub message: &'a str,
    /// The language that the draft must be in; if none is given, it is the message's.
    pub language: Option<Language>,
    /// The business's name; may be empty.
    pub business: &'a str,
    /// The business's name for the customer; may be empty.
    pub customer: &'a str,
    /// Words that the business taught, which a draft may use beside the vocabulary's. The second
    /// wall reads them as any others.
    pub taught: &'a [String],
}

/// Violations as they are found, each once.
#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, rule: Rule, text: &str) {
        let text: String = text.chars().take(80).collect();
        let violation = Violation { rule, text };
        if !self.0.contains(&violation) {
            self.0.push(violation);
        }
    }
}

/// Whether a model's text can pass at all: the language has a vocabulary.
pub fn has_vocabulary(language: Language) -> bool {
    vocabulary::of(language).is_some()
}

/// Everything in a model's draft that breaks a rule.
pub fn check(context: &Context<'_>, draft: &str) -> Vec<Violation> {
    let mut found = Found::default();
    // What is far too long is not worth reading.
    if draft.len() > LONGEST * 4 || draft.chars().count() > LONGEST {
        found.add(Rule::TooLong, "");
        return found.0;
    }
    draft.chars().filter(|c| hidden(*c)).for_each(|c| found.add(Rule::HiddenCharacter, &code_point(c)));
    let written = tokens(draft);
    writing(draft, &written, true, &mut found);
    let language = context
        .language
        .or_else(|| lexicon::language(&tokens(context.message)))
        .or_else(|| lexicon::language(&written));
    let Some((language, vocabulary)) = language.and_then(|language| Some((language, vocabulary::of(language)?))) else {
        found.add(Rule::Language, language.map_or("other", Language::tag));
        return found.0;
    };
    let named = names::cover(&written, [context.business, context.customer], context.message);
    let mut known = vocabulary.cover(&written);
    known.iter_mut().zip(&named).filter(|(_, named)| **named).for_each(|(known, _)| *known = Known::Word);
    signs(draft, &written, &named, &mut found);
    let goods = Goods::of(context.message, language);
    for number in numbers::numbers(&written, &[language]) {
        for known in known.get_mut(number.from..number.to).into_iter().flatten().filter(|known| **known == Known::No) {
            *known = Known::Number;
        }
    }
    taught::cover(&written, &mut known, context.taught, &goods);
    words(&written, &known, &goods, &mut found);
    let misplaced = places::misplaced(&written, &known, &goods, vocabulary);
    misplaced.iter().for_each(|token| found.add(Rule::Word, &token.folded));
    goods.check(&written, &known, language).iter().for_each(|(rule, text)| found.add(*rule, text));
    lexicon::phrases(&written, &known).iter().for_each(|hit| found.add(hit.rule, &hit.words));
    if !lexicon::is_in(&written, language) {
        found.add(Rule::Language, lexicon::language(&written).map_or("other", Language::tag));
    }
    found.0
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// What anybody's text is checked for: that it says something, in plain writing, and leads
/// nowhere else.
fn writing(text: &str, written: &[Token], strict: bool, found: &mut Found) {
    if text.trim().is_empty() {
        found.add(Rule::Empty, "");
    }
    for c in text.chars().filter(|c| matches!(c, '<' | '>' | '{' | '}' | '`' | '[' | ']' | '|')) {
        found.add(Rule::Markup, c.encode_utf8(&mut [0; 4]));
    }
    addresses::addresses(text, written, strict).iter().for_each(|(rule, text)| found.add(*rule, text));
    // Text that is coded: base64, hex.
    for word in text.split_whitespace().filter(|word| word.chars().count() > LONGEST_WORD) {
        found.add(Rule::Markup, word);
    }
    // A telephone number, even if the customer wrote it.
    let mut run = 0;
    for token in written {
        match token.kind {
            Kind::Number(_) => {
                run += token.raw.chars().filter(|c| letters::digit(*c).is_some()).count();
                if run >= 7 {
                    found.add(Rule::PhoneNumber, token.raw);
                }
            }
            Kind::Mark if token.is_mark(&[".", "-", "+", "(", ")", "/"]) => {}
            Kind::Mark | Kind::Word | Kind::Break => run = 0,
        }
    }
}

/// The punctuation of a plain text.
const PLAIN: &str = ".,;:!?¡¿'’\"«»“”()-–—…/&";

/// Signs that no receipt needs: other punctuation, emoji, digits of other scripts, letters
/// that only look like plain ones, gaps of several lines.
fn signs(draft: &str, written: &[Token], named: &[bool], found: &mut Found) {
    let ours = |at: usize| {
        let within = |(token, named): (&Token, &bool)| *named && (token.place.0..token.place.1).contains(&at);
        written.iter().zip(named).any(within)
    };
    for (at, c) in draft.char_indices().filter(|(_, c)| !c.is_ascii_alphanumeric()) {
        let rule = match c {
            ' ' | '\n' | '\u{a0}' | '\u{202f}' | '½' | '¼' | '¾' | '⅓' | '⅔' | '×' | '*' => None,
            c if PLAIN.contains(c) || hidden(c) || letters::of_drafts(c) || ours(at) => None,
            c if c.is_alphabetic() => Some(Rule::Language),
            c if c.is_numeric() => Some(Rule::Number),
            _ => Some(Rule::Character),
        };
        rule.into_iter().for_each(|rule| found.add(rule, c.encode_utf8(&mut [0; 4])));
    }
    let mut ends = 0;
    for token in written {
        ends = if token.kind == Kind::Break { ends + 1 } else { 0 };
        if ends > 2 {
            found.add(Rule::Character, "\n");
        }
    }
    // An asterisk counts (`3 * coca`) or makes bold letters.
    for pair in written.windows(2) {
        let [before, mark] = pair else { continue };
        if mark.is_mark(&["*"]) && !matches!(before.kind, Kind::Number(_)) {
            found.add(Rule::Character, "*");
        }
    }
}

/// Words that are neither the vocabulary's nor the customer's.
fn words(written: &[Token], known: &[Known], goods: &Goods, found: &mut Found) {
    for (token, _) in written.iter().zip(known).filter(|(token, known)| token.is_word() && **known == Known::No) {
        if goods.is_own(token) {
            continue;
        }
        found.add(if names_goods(&token.folded) { Rule::Product } else { Rule::Word }, &token.folded);
    }
}

#[cfg(test)]
mod tests;
