//! The guard: a deterministic check of every text that a model wrote.
//!
//! A draft may say that the message was received and will be looked at. It may
//! never confirm or accept an order, promise a date, price, discount or stock,
//! hold a link, address, number or handle, name goods or a number that the customer
//! did not, switch language, hide characters, or leak the prompt (G8).

mod lexicon;

use crate::gate::lexer::{Token, TokenKind, tokens};
use crate::gate::names_goods;
use crate::gate::number_words::all;
use crate::language::Language;
use serde::Serialize;

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
    /// Name a number that is not in the customer's message.
    Number,
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
    pub const ALL: [Self; 16] = [
        Self::Empty,
        Self::TooLong,
        Self::HiddenCharacter,
        Self::Markup,
        Self::Link,
        Self::Handle,
        Self::PhoneNumber,
        Self::Number,
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
            Self::Number => "number",
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

/// The longest draft, in characters.
pub const LONGEST: usize = 700;

/// The longest word that a receipt needs, in characters.
const LONGEST_WORD: usize = 30;

/// Everything in `draft` that breaks a rule. `message` is what the customer
/// wrote; `language`, if given, is the one that the draft must be in; if not, it is the
/// message's, where that can be told.
pub fn check(message: &str, draft: &str, language: Option<Language>) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut add = |rule, text: &str| {
        let text: String = text.chars().take(80).collect();
        if !found.contains(&Violation { rule, text: text.clone() }) {
            found.push(Violation { rule, text });
        }
    };
    if draft.trim().is_empty() {
        add(Rule::Empty, "");
    }
    if draft.chars().count() > LONGEST {
        add(Rule::TooLong, "");
    }
    for c in draft.chars().filter(|c| hidden(*c)) {
        add(Rule::HiddenCharacter, &format!("U+{:04X}", u32::from(c)));
    }
    for c in draft.chars().filter(|c| matches!(c, '<' | '>' | '{' | '}' | '`' | '[' | ']' | '|')) {
        add(Rule::Markup, c.encode_utf8(&mut [0; 4]));
    }
    for word in draft.split_whitespace() {
        if let Some(rule) = address(word) {
            add(rule, word);
        }
    }
    // Text that is coded: base64, hex.
    for word in draft.split_whitespace().filter(|word| word.chars().count() > LONGEST_WORD) {
        add(Rule::Markup, word);
    }
    let (written, asked) = (tokens(draft), tokens(message));
    numbers(&asked, &written, language, &mut add);
    goods(&asked, &written, &mut add);
    for (rule, words) in lexicon::phrases(&written) {
        add(rule, &words);
    }
    // Letters of another script, or Latin ones that only look so.
    for c in draft.chars().filter(|c| c.is_alphabetic() && !latin(*c)) {
        add(Rule::Language, c.encode_utf8(&mut [0; 4]));
    }
    if let Some(expected) = language.or_else(|| lexicon::language(&asked))
        && !lexicon::is_in(&written, expected)
    {
        add(Rule::Language, lexicon::language(&written).map_or("other", Language::tag));
    }
    found
}

/// Whether a character can be in a text without being seen, or turn what is seen
/// around. Line ends are plain; U+200D and U+FE0F only where they join an emoji
/// would be too, but no receipt needs them.
pub fn hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e01ef}')
}

fn latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | 'ª' | 'º' | 'À'..='ſ' | 'ʼ')
}

/// Goods and packages that the customer did not name.
fn goods(asked: &[Token], written: &[Token], add: &mut impl FnMut(Rule, &str)) {
    let stem = |token: &Token| token.folded.trim_end_matches(['s', 'x']).to_owned();
    let named: Vec<String> = asked.iter().map(stem).collect();
    for token in written.iter().filter(|token| names_goods(&token.folded)) {
        if !named.contains(&stem(token)) {
            add(Rule::Product, &token.folded);
        }
    }
}

/// Whether a text is fit to be somebody's name in a draft: nothing in it that a draft may
/// not hold, whatever language it is in and whatever goods it names.
pub fn is_a_name(name: &str) -> bool {
    let other = |rule: Rule| !matches!(rule, Rule::Product | Rule::Language);
    !name.chars().any(|c| c.is_alphabetic() && !latin(c))
        && !check("", &format!("x {name}"), None).iter().any(|violation| other(violation.rule))
}

/// A link, an e-mail address or a handle.
fn address(word: &str) -> Option<Rule> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
    if word.contains('@') {
        return Some(Rule::Handle);
    }
    let lower = word.to_lowercase();
    let domain = lower.split(['/', '?', ':']).next()?;
    let dotted = domain.rsplit_once('.').is_some_and(|(name, end)| {
        (2..=24).contains(&end.len())
            && end.chars().all(char::is_alphabetic)
            && name.chars().last().is_some_and(char::is_alphanumeric)
    });
    let link = dotted || lower.contains("://") || lower.starts_with("www");
    link.then_some(Rule::Link)
}

/// Numbers of the draft that the customer did not write, and telephone numbers
/// even if they did.
fn numbers(asked: &[Token], written: &[Token], language: Option<Language>, add: &mut impl FnMut(Rule, &str)) {
    let known: Vec<i64> = all(asked).into_iter().filter_map(|(_, value)| value).collect();
    for (at, value) in all(written) {
        // `très` and Spanish `tres` fold to the same; a French draft means the former.
        let very = language == Some(Language::Fr) && written.get(at).is_some_and(|token| token.folded == "tres");
        if !very && value.is_none_or(|value| !known.contains(&value)) {
            add(Rule::Number, written.get(at).map_or("", |token| token.folded.as_str()));
        }
    }
    let mut run = 0;
    for token in written {
        match token.kind {
            TokenKind::Number => {
                run += token.folded.chars().filter(char::is_ascii_digit).count();
                if run >= 7 {
                    add(Rule::PhoneNumber, &token.folded);
                }
            }
            TokenKind::Mark if matches!(token.folded.as_str(), "." | "-" | "+" | "(" | ")" | "/") => {}
            _ => run = 0,
        }
        let other_digits = token.kind != TokenKind::Number && token.folded.chars().any(char::is_numeric);
        if other_digits && !asked.iter().any(|word| word.folded == token.folded) {
            add(Rule::Number, &token.folded);
        }
    }
}

#[cfg(test)]
mod tests;
