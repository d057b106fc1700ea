//! A text as the guard reads it: words as they look, numbers by their value, marks.

use super::hidden;
use super::letters::{combining, digit, fold, letter};

/// A stretch of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    /// As it is read: plain lower-case letters, without apostrophes.
    pub folded: String,
    /// As it is written: lower-case letters with their accents, without apostrophes.
    pub spelt: String,
    /// As it stands.
    pub raw: &'t str,
    /// Where it begins and ends, in bytes.
    pub place: (usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Digits, with what they are worth in hundredths if that can be told.
    Number(Option<i64>),
    /// Any other visible character.
    Mark,
    /// The end of a line.
    Break,
}

impl Token<'_> {
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub fn is_mark(&self, marks: &[&str]) -> bool {
        self.kind == Kind::Mark && marks.contains(&self.raw)
    }
}

/// Cuts a text into tokens. A number that is glued to a word is cut off it (`5kg`, `x3`,
/// `2x`), a reference is not (`ht1`); words that a hyphen joins are two.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let reader = Reader { text, chars: text.char_indices().collect() };
    let mut out = Vec::new();
    let mut i = 0;
    while i < reader.chars.len() {
        let (start, c) = (i, reader.at(i));
        let kind = if c == '\n' || c == '\r' {
            i += 1;
            Kind::Break
        } else if c.is_whitespace() || hidden(c) || combining(c) || apostrophe(c) || reader.hyphen(i) {
            i += 1;
            continue;
        } else if digit(c).is_some() || fraction(c).is_some() {
            i = reader.number_end(i);
            Kind::Number(reader.hundredths(start, i))
        } else if letter(c) || c.is_alphanumeric() {
            i = reader.word_end(i);
            Kind::Word
        } else {
            i += 1;
            Kind::Mark
        };
        out.push(reader.token(kind, start, i));
    }
    out
}

struct Reader<'t> {
    text: &'t str,
    chars: Vec<(usize, char)>,
}

/// What French puts before an apostrophe: a word of its own (`d'huile`).
const ELISIONS: [&str; 9] = ["c", "d", "j", "l", "m", "n", "s", "t", "qu"];

impl<'t> Reader<'t> {
    fn at(&self, i: usize) -> char {
        self.chars.get(i).map_or('\n', |(_, c)| *c)
    }

    fn byte(&self, i: usize) -> usize {
        self.chars.get(i).map_or(self.text.len(), |(byte, _)| *byte)
    }

    fn token(&self, kind: Kind, start: usize, end: usize) -> Token<'t> {
        let place = (self.byte(start), self.byte(end));
        let raw = self.text.get(place.0..place.1).unwrap_or_default();
        let mut folded = String::with_capacity(raw.len());
        raw.chars().filter(|c| !apostrophe(*c)).for_each(|c| fold(c, &mut folded));
        let mut spelt = String::with_capacity(raw.len());
        for c in raw.chars().filter(|c| !apostrophe(*c)).flat_map(char::to_lowercase) {
            match c {
                'œ' => spelt.push_str("oe"),
                c => spelt.push(c),
            }
        }
        Token { kind, folded, spelt, raw, place }
    }

    fn is_digit(&self, i: usize) -> bool {
        digit(self.at(i)).is_some()
    }

    fn digits_end(&self, mut i: usize) -> usize {
        while self.is_digit(i) {
            i += 1;
        }
        i
    }

    /// Where a number ends: `12`, `1 200`, `1,5`, `1/2`, `2½`, `½`.
    fn number_end(&self, start: usize) -> usize {
        if fraction(self.at(start)).is_some() {
            return start + 1;
        }
        let mut i = self.digits_end(start);
        // Thousands stand behind a space, three digits each.
        while i - start <= 11 && (1..=3).contains(&(self.digits_end(start) - start)) && thousand(self.at(i)) {
            let end = self.digits_end(i + 1);
            if end != i + 4 {
                break;
            }
            i = end;
        }
        if matches!(self.at(i), '.' | ',' | '/') && self.is_digit(i + 1) {
            self.digits_end(i + 1)
        } else {
            i + usize::from(fraction(self.at(i)).is_some())
        }
    }

    /// What the digits are worth, in hundredths.
    fn hundredths(&self, start: usize, end: usize) -> Option<i64> {
        let (mut whole, mut rest, mut mark, mut decimals, mut part) = (0_i64, 0_i64, None, 0_u32, 0);
        for i in start..end {
            let c = self.at(i);
            if let Some(value) = digit(c).map(i64::from) {
                let number = if mark.is_some() { &mut rest } else { &mut whole };
                *number = number.checked_mul(10)?.checked_add(value)?;
                decimals += u32::from(mark.is_some());
            } else if let Some(hundredths) = fraction(c) {
                part = hundredths;
            } else if !thousand(c) {
                mark = Some(c);
            }
        }
        match (mark, decimals) {
            (Some('/'), _) => whole.checked_mul(100)?.checked_div(rest),
            // Three decimals are thousands: `1.500`.
            (Some(_), 3) => whole.checked_mul(1_000)?.checked_add(rest)?.checked_mul(100),
            (Some(_), 1) => whole.checked_mul(100)?.checked_add(rest * 10),
            (Some(_), 2) => whole.checked_mul(100)?.checked_add(rest),
            (Some(_), _) => None,
            (None, _) => whole.checked_mul(100)?.checked_add(part),
        }
    }

    /// A word goes on over an apostrophe (`aujourd'hui`, `I'd`), except after an elision;
    /// digits belong to it unless it is a lone `x` before a number (`x3`).
    fn word_end(&self, start: usize) -> usize {
        if matches!(self.at(start), 'x' | 'X') && self.is_digit(start + 1) {
            return start + 1;
        }
        let mut i = start;
        loop {
            while self.goes_on(i) {
                i += 1;
            }
            let mut so_far = String::new();
            (start..i).take(3).for_each(|i| fold(self.at(i), &mut so_far));
            let elided = i - start <= 2 && ELISIONS.contains(&so_far.as_str());
            if elided || !apostrophe(self.at(i)) || !letter(self.at(i + 1)) {
                return i;
            }
            i += 1;
        }
    }

    fn goes_on(&self, i: usize) -> bool {
        let c = self.at(i);
        letter(c) || c.is_alphanumeric() || combining(c) || (hidden(c) && c != '\r')
    }

    fn hyphen(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map_or(' ', |i| self.at(i));
        matches!(self.at(i), '-' | '‐' | '‑') && letter(before) && letter(self.at(i + 1))
    }
}

fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`')
}

/// The spaces that part thousands from hundreds.
fn thousand(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

fn fraction(c: char) -> Option<i64> {
    Some(match c {
        '½' => 50,
        '¼' => 25,
        '¾' => 75,
        '⅓' => 33,
        '⅔' => 67,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.folded).collect()
    }

    #[test]
    fn words_are_read_as_they_look() {
        assert_eq!(words("Œufs d’été, S'IL vous plaît"), ["oeufs", "d", "ete", ",", "s", "il", "vous", "plait"]);
        assert_eq!(words("aujourd'hui donnez-moi con\u{fe0f}firmé"), ["aujourdhui", "donnez", "moi", "confirme"]);
        assert_eq!(words("HT1 x3 5kg"), ["ht1", "x", "3", "5", "kg"]);
    }

    #[test]
    fn numbers_have_their_value_however_they_are_written() {
        let check = |text: &str, expected: &[Option<i64>]| {
            let numbers = tokens(text).into_iter().filter_map(|token| match token.kind {
                Kind::Number(value) => Some(value),
                _ => None,
            });
            assert_eq!(numbers.collect::<Vec<_>>(), expected, "{text:?}");
        };
        check("1 200 1\u{202f}200 1\u{a0}200\u{a0}000", &[Some(120_000), Some(120_000), Some(120_000_000)]);
        check("12 12 1200 200", &[Some(1_200), Some(1_200), Some(120_000), Some(20_000)]);
        check("1/2 ½ 0,5 2½ 1.500 2,25", &[Some(50), Some(50), Some(50), Some(250), Some(150_000), Some(225)]);
        check("１０ ٣ 1/0", &[Some(1_000), Some(300), None]);
        check("99999999999999999999", &[None]);
    }
}
