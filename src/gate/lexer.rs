//! Text as the gate and the guard read it: folded words, numbers and marks, each with its
//! place in the original. Any script's digits are read (`src/gate/script.rs`).

use super::script::{self, apostrophe, combining, fold_chars, fraction, keycap};

/// A stretch of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Lower case, without accents or apostrophes; digits as ASCII, thousands together.
    pub folded: String,
    /// Where it begins, in Unicode code points from the start of the text.
    pub start: usize,
    /// Where it ends, exclusive, likewise.
    pub end: usize,
    /// Where it stands, in bytes.
    pub bytes: std::ops::Range<usize>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, or letters with digits in them (`ht1`).
    Word,
    /// Digits, with a decimal part or a fraction (`2`, `1.5`, `1/2`, `½`, `1 200`, `2️⃣`).
    Number,
    /// Any other visible character.
    Mark,
    /// The end of a line.
    Break,
}

/// Cuts a text into tokens. A number that is glued to a word is cut off it
/// (`5kg`, `x3`, `2x`), a reference is not (`ht1`).
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map_or('\n', |(_, c)| *c);
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        let c = at(i);
        let kind = if c == '\n' || c == '\r' {
            i += if c == '\r' && at(i + 1) == '\n' && i + 1 < chars.len() { 2 } else { 1 };
            TokenKind::Break
        } else if c.is_whitespace() || script::invisible(c) || apostrophe(c) || hyphen(&at, i) {
            i += 1;
            continue;
        } else if script::digit(c).is_some() || fraction(c) || c == script::TEN {
            i = number_end(&at, i);
            TokenKind::Number
        } else if c.is_alphabetic() {
            i = word_end(&at, i);
            TokenKind::Word
        } else {
            i += 1;
            TokenKind::Mark
        };
        out.push(token(kind, text, &chars, start..i));
    }
    out
}

fn token(kind: TokenKind, text: &str, chars: &[(usize, char)], place: std::ops::Range<usize>) -> Token {
    let byte = |i: usize| chars.get(i).map_or(text.len(), |(byte, _)| *byte);
    let (start, end) = (place.start, place.end);
    let own = chars.get(place).unwrap_or_default().iter().map(|(_, c)| *c);
    let folded = if kind == TokenKind::Number { script::number(own) } else { fold_chars(own) };
    Token { kind, folded, start, end, bytes: byte(start)..byte(end) }
}

/// Where a number ends: its digits, groups of three behind a space, a point or a comma,
/// and decimals or a fraction.
fn number_end(at: &impl Fn(usize) -> char, start: usize) -> usize {
    if fraction(at(start)) || at(start) == script::TEN {
        return start + 1;
    }
    let mut i = digits_end(at, start);
    if let Some(end) = thousands_end(at, start, i) {
        i = end;
    }
    if matches!(at(i), '.' | ',' | '/' | '٫' | '٬') && script::digit(at(i + 1)).is_some() {
        digits_end(at, i + 1)
    } else if fraction(at(i)) {
        i + 1
    } else {
        i
    }
}

/// Past digits, each perhaps on a key of its own (`2️⃣`).
fn digits_end(at: &impl Fn(usize) -> char, mut i: usize) -> usize {
    while script::digit(at(i)).is_some() {
        i += 1;
        while keycap(at(i)) {
            i += 1;
        }
    }
    i
}

/// Where the groups of three end that follow one to three digits: `1 200`, `1.000.000`. One
/// point or comma alone is left to be read as decimals.
fn thousands_end(at: &impl Fn(usize) -> char, start: usize, first: usize) -> Option<usize> {
    let zero = script::digit(at(start)) == Some(0);
    if zero || first - start > 3 {
        return None;
    }
    let separator = at(first);
    let space = matches!(separator, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    if !space && !matches!(separator, '.' | ',' | '٬') {
        return None;
    }
    let group = |i: usize| {
        let three = (1..=3).all(|n| script::digit(at(i + n)).is_some());
        (at(i) == separator && three && script::digit(at(i + 4)).is_none() && !keycap(at(i + 4))).then_some(i + 4)
    };
    let (mut end, mut groups) = (first, 0);
    while groups < 5
        && let Some(next) = group(end)
    {
        (end, groups) = (next, groups + 1);
    }
    let decimals = matches!(at(end), '.' | ',') && at(end) != separator && script::digit(at(end + 1)).is_some();
    (groups > 1 || (groups == 1 && (space || decimals))).then_some(end)
}

/// What French and Italian put before an apostrophe: a word of its own (`d'huile`,
/// `dell'olio`).
const ELISIONS: [&str; 16] =
    ["c", "d", "j", "l", "m", "n", "s", "t", "v", "qu", "un", "all", "dell", "nell", "dall", "jusqu"];

/// A word goes on over an apostrophe (`aujourd'hui`, `I'd`), except after an
/// elision; digits belong to it unless it is a lone `x` before a number (`x3`).
fn word_end(at: &impl Fn(usize) -> char, start: usize) -> usize {
    if matches!(at(start), 'x' | 'X' | '×') && script::digit(at(start + 1)).is_some() {
        return start + 1;
    }
    let mut i = start;
    loop {
        while at(i).is_alphanumeric() || combining(at(i)) {
            i += 1;
        }
        let elided = i - start <= 5 && apostrophe(at(i)) && ELISIONS.contains(&fold_chars((start..i).map(at)).as_str());
        if elided || !apostrophe(at(i)) || !at(i + 1).is_alphabetic() {
            return i;
        }
        i += 1;
    }
}

/// Inside a word: `donnez-moi` is two words.
fn hyphen(at: &impl Fn(usize) -> char, i: usize) -> bool {
    let before = i.checked_sub(1).map_or(' ', at);
    matches!(at(i), '-' | '‐' | '‑') && before.is_alphabetic() && at(i + 1).is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let folded: Vec<_> = tokens(text).into_iter().map(|t| t.folded).collect();
        assert_eq!(folded, expected, "{text:?}");
    }

    #[test]
    fn words_are_folded() {
        check("Œufs d’été, S'IL vous plaît", &["oeufs", "d", "ete", ",", "s", "il", "vous", "plait"]);
        check("aujourd'hui I'd qu’il", &["aujourdhui", "id", "qu", "il"]);
        check("cafe\u{301}", &["cafe"]);
        check("Donnez-moi - 2-3", &["donnez", "moi", "-", "2", "-", "3"]);
    }

    #[test]
    fn numbers_are_cut_off_their_units() {
        check("5kg x3 2x 1,5L", &["5", "kg", "x", "3", "2", "x", "1,5", "l"]);
        check("1 1/2 ½ 2½", &["1", "1/2", "½", "2½"]);
    }

    #[test]
    fn digits_of_every_script_are_digits() {
        check("2️⃣ cartons, 1️⃣0️⃣ sacs, 🔟 x", &["2", "cartons", ",", "10", "sacs", ",", "10", "x"]);
        check("１０ ١٠ ۱۰ १० ٢٫٥", &["10", "10", "10", "10", "2,5"]);
        check("10️⃣5 kg", &["105", "kg"]);
    }

    #[test]
    fn thousands_are_one_number() {
        check("1 200 bouteilles, 1\u{a0}200, 1\u{202f}200", &["1200", "bouteilles", ",", "1200", ",", "1200"]);
        check("1.000.000 16.000,50 1 200,5", &["1000000", "16000,50", "1200,5"]);
        // Telephones, amounts beside a number, lines.
        check("06 12 34 10 24 3\n200", &["06", "12", "34", "10", "24", "3", "\n", "200"]);
        check("1.500 0 200", &["1.500", "0", "200"]);
    }

    #[test]
    fn a_line_end_is_one_however_it_is_written() {
        check("a\nb\r\nc\rd", &["a", "\n", "b", "\r\n", "c", "\r", "d"]);
    }

    #[test]
    fn a_reference_stays_whole() {
        check("HT1 x3\n45A", &["ht1", "x", "3", "\n", "45", "a"]);
    }

    #[test]
    fn places_count_code_points() {
        let text = "é 10 cartons";
        let tokens = tokens(text);
        let ten = tokens.get(1).unwrap();
        let chars: String = text.chars().skip(ten.start).take(ten.end - ten.start).collect();
        assert_eq!(chars, "10");
    }
}
