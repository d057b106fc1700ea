//! Text as the gate and the guard read it: folded words, numbers and marks, each with its
//! place in the original.

/// A stretch of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Lower case, without accents or apostrophes; digits and marks as they are.
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
    /// Digits, with a decimal part or a fraction (`2`, `1.5`, `1/2`, `½`).
    Number,
    /// Any other visible character.
    Mark,
    /// The end of a line.
    Break,
}

/// The most of a text that is read; an order that needs more is for a person.
const CHARACTERS: usize = 4_096;

/// Cuts a text into tokens. A number that is glued to a word is cut off it
/// (`5kg`, `x3`, `2x`), a reference is not (`ht1`).
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().take(CHARACTERS).collect();
    let at = |i: usize| chars.get(i).map_or('\n', |(_, c)| *c);
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        let c = at(i);
        let kind = if c == '\n' || c == '\r' {
            i += 1;
            TokenKind::Break
        } else if c.is_whitespace() || invisible(c) || apostrophe(c) || hyphen(&at, i) {
            i += 1;
            continue;
        } else if digit(c) {
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
    let folded = chars.get(place).unwrap_or_default().iter().map(|(_, c)| *c);
    Token { kind, folded: fold_chars(folded), start, end, bytes: byte(start)..byte(end) }
}

fn number_end(at: &impl Fn(usize) -> char, mut i: usize) -> usize {
    if fraction(at(i)) {
        return i + 1;
    }
    while at(i).is_ascii_digit() {
        i += 1;
    }
    let inner = matches!(at(i), '.' | ',' | '/') && at(i + 1).is_ascii_digit();
    if inner {
        i += 1;
        while at(i).is_ascii_digit() {
            i += 1;
        }
    } else if fraction(at(i)) {
        i += 1;
    }
    i
}

/// What French puts before an apostrophe: a word of its own (`d'huile`).
const ELISIONS: [&str; 9] = ["c", "d", "j", "l", "m", "n", "s", "t", "qu"];

/// A word goes on over an apostrophe (`aujourd'hui`, `I'd`), except after an
/// elision; digits belong to it unless it is a lone `x` before a number (`x3`).
fn word_end(at: &impl Fn(usize) -> char, start: usize) -> usize {
    if matches!(at(start), 'x' | 'X') && at(start + 1).is_ascii_digit() {
        return start + 1;
    }
    let mut i = start;
    loop {
        while at(i).is_alphanumeric() || combining(at(i)) {
            i += 1;
        }
        let elided = i - start <= 2 && ELISIONS.contains(&fold_chars((start..i).map(at)).as_str());
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

fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`')
}

fn digit(c: char) -> bool {
    c.is_ascii_digit() || fraction(c)
}

fn fraction(c: char) -> bool {
    matches!(c, '½' | '¼' | '¾' | '⅓' | '⅔')
}

fn combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe0f}')
}

/// Lower case, accents off, apostrophes out.
fn fold_chars(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::with_capacity(chars.size_hint().1.unwrap_or(0));
    for c in chars {
        if c.is_ascii() {
            if c != '\'' {
                out.push(c.to_ascii_lowercase());
            }
        } else {
            c.to_lowercase().for_each(|c| fold(c, &mut out));
        }
    }
    out
}

/// One lower-case character that is not ASCII, or comes of one.
fn fold(c: char, out: &mut String) {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => out.push('a'),
        'ç' => out.push('c'),
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' => out.push('e'),
        'ì' | 'í' | 'î' | 'ï' => out.push('i'),
        'ñ' => out.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => out.push('o'),
        'ù' | 'ú' | 'û' | 'ü' => out.push('u'),
        'ý' | 'ÿ' => out.push('y'),
        'œ' => out.push_str("oe"),
        'æ' => out.push_str("ae"),
        'ß' => out.push_str("ss"),
        '\'' | '’' => {}
        c if combining(c) => {}
        c => out.push(c),
    }
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
