//! Characters of any script, as the lexer folds them: digits to ASCII, letters to lower
//! case without accents, Arabic letters to one form of each.

/// The keycap of ten.
pub(super) const TEN: char = '🔟';

/// The zeros of the digits of other scripts, each followed by its nine others (Unicode,
/// general category Nd).
const ZEROS: [u32; 40] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1E950,
];

/// The value of a digit in any script.
pub(super) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.to_digit(10).and_then(|value| u8::try_from(value).ok());
    }
    if c.is_alphabetic() || !c.is_numeric() {
        return None;
    }
    let code = u32::from(c);
    let value = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10));
    value.and_then(|value| u8::try_from(value).ok())
}

pub(super) fn fraction(c: char) -> bool {
    matches!(c, '½' | '¼' | '¾' | '⅓' | '⅔')
}

/// What puts a digit on a key: `2` and these two are `2️⃣`.
pub(super) fn keycap(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{20e3}')
}

pub(super) fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`')
}

/// Goes onto the letter before it: accents, Arabic vowel signs, the stretch of Arabic.
pub(super) fn combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

pub(super) fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe0f}' | '\u{20e3}')
}

/// A number's characters as ASCII: thousands together, decimals behind a comma.
pub(super) fn number(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in chars {
        match c {
            TEN => out.push_str("10"),
            '٫' => out.push(','),
            '٬' => out.push('.'),
            ',' | '.' | '/' => out.push(c),
            c if fraction(c) => out.push(c),
            c => out.extend(digit(c).map(|value| char::from(b'0' + value))),
        }
    }
    // Of several points or commas the last one may be decimal; three digits behind it are
    // thousands too.
    let mut marks: Vec<usize> = out.match_indices([',', '.']).map(|(at, _)| at).collect();
    if marks.len() > 1 {
        let last = marks.last().copied().filter(|at| out.len() - at != 4);
        marks.retain(|at| Some(*at) != last);
        out = out.char_indices().filter(|(at, _)| !marks.contains(at)).map(|(_, c)| c).collect();
    }
    out
}

/// Goods that become another word without their accent: `the` is an article, `mais` is French for but.
const ACCENTED: [(&str, &str); 3] = [("the", "thé"), ("thes", "thés"), ("mais", "maïs")];

/// Lower case, accents off, apostrophes out. A word that is another one without its accent keeps it.
pub(super) fn fold_chars(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::with_capacity(chars.size_hint().1.unwrap_or(0));
    let mut accented = false;
    for c in chars {
        accented |= matches!(c, 'é' | 'É' | 'ï' | 'Ï' | '\u{301}' | '\u{308}');
        if c.is_ascii() {
            if c != '\'' {
                out.push(c.to_ascii_lowercase());
            }
        } else {
            c.to_lowercase().for_each(|c| fold(c, &mut out));
        }
    }
    let kept = ACCENTED.iter().find(|(plain, _)| accented && *plain == out);
    kept.map_or(out, |(_, word)| (*word).to_owned())
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
        // Arabic: the forms of alif, hamza on its carriers, the other ends of words; marks.
        'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
        'ى' | 'ئ' | 'ی' => out.push('ي'),
        'ؤ' => out.push('و'),
        'ة' => out.push('ه'),
        'ک' => out.push('ك'),
        '،' => out.push(','),
        '؛' => out.push(';'),
        '؟' => out.push('?'),
        '\'' | '’' | 'ʼ' => {}
        c if combining(c) => {}
        // Full-width letters and marks.
        '\u{ff01}'..='\u{ff5e}' => out.extend(char::from_u32(u32::from(c) - 0xfee0)),
        c => match digit(c) {
            Some(value) => out.push(char::from(b'0' + value)),
            None => out.push(c),
        },
    }
}

/// A letter of Arabic script.
pub(super) fn arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}')
}

/// What Arabic writes onto the word that follows: `wa-`, `bi-`, `li-`, the article.
const PREFIXES: [&str; 10] = ["وال", "بال", "لل", "ال", "فال", "و", "ب", "ل", "ف", "د"];

/// The word without each of the prefixes that it may have.
pub(super) fn without_prefix(word: &str) -> impl Iterator<Item = &str> {
    let long = |rest: &&str| rest.chars().nth(1).is_some();
    PREFIXES.iter().filter_map(move |prefix| word.strip_prefix(prefix)).filter(long)
}
