//! Letters as a reader sees them: a look-alike of another alphabet, an accented or an
//! ornamental letter is the plain one that it is read as.

/// What each letter from U+00C0, U+0100, U+0250 and U+1E00 on is read as.
const LATIN: [(u32, &str); 4] = [
    (0xc0, "aaaaaaaceeeeiiiidnooooo?ouuuuypsaaaaaaaceeeeiiiidnooooo?ouuuuypy"),
    (
        0x100,
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssss\
         ssttttttuuuuuuuuuuuuwwyyyzzzzzzsbbbbbboccdddddeeeffgyhiikkllmnnooooopprssslttttuuuvyyzzzzzz255tp\
         lllldddlllnnnaaiioouuuuuuuuuueaaaaaaggggkkoooozzjdddgghpnnaaaaooaaaaeeeeiiiioooorrrruuuussttzzhh\
         ndoozzaaeeooooooooyylntjdqaccltsz??buveejjqqrryy",
    ),
    (0x250, "aaabocddeeeeeeejgggyyhhhiiillllmmmnnnooworrrrrrrrrssfssttuuvvwyyzzzz???cobeghjklq??dddtttfllwnhh"),
    (
        0x1e00,
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr\
         ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyassssdaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
         eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy",
    ),
];

/// Greek, Cyrillic, Armenian, Cherokee and small capital letters, each before the one that
/// it is read as.
const ALIKE: &str = "αaβbγyδdεeζzηnθoιiκkλlμuνvξeοoπnρpσoςcτtυuφoχxωwϲcϳj\
    аaбbвbгrдdеeжxзzиuйuкkлnмmнhоoпnрpсcтtуyфoхxцuчyшwщwъbыbьbэeюoяrєeіiїiјjѕsћhґrһhԁdԛqԝw\
    աwզqհhոnսuցgօoքf\
    ꭰdꭱrꭲtꭺaꭻjꭼeꮃwꮇmꮋhꮐgꮪsꮩvꮮlꮯcꮲpꮶkꮾbꮓz\
    ᴀaᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢzⁱiⁿnℓlℎhℹi";

/// Adds to `out` what a character is read as, in lower case; nothing of what is not seen.
pub(super) fn fold(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else if !combining(c) && !super::hidden(c) {
        for c in c.to_lowercase() {
            match c {
                'œ' => out.push_str("oe"),
                'æ' => out.push_str("ae"),
                'ß' => out.push_str("ss"),
                // The forms of alif, hamza on its carriers, the other ends of words.
                'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
                'ى' | 'ئ' | 'ی' => out.push('ي'),
                'ؤ' => out.push('و'),
                'ة' => out.push('ه'),
                'ک' => out.push('ك'),
                c if combining(c) => {}
                c => out.push(plain(c)),
            }
        }
    }
}

/// The plain letter or digit; itself if it is like none.
pub(super) fn plain(c: char) -> char {
    let code = u32::from(c);
    let in_table = LATIN.iter().find_map(|(start, letters)| {
        let nth = usize::try_from(code.checked_sub(*start)?).ok()?;
        letters.as_bytes().get(nth).map(|b| char::from(*b)).filter(|c| *c != '?')
    });
    let letter = |nth: u32| char::from_u32(u32::from('a') + nth % 26);
    let ornamental = match code {
        0xff01..=0xff5e => char::from_u32(code - 0xfee0).map(|c| c.to_ascii_lowercase()),
        0x249c..=0x24b5 => letter(code - 0x249c),
        0x24b6..=0x24e9 => letter(code - 0x24b6),
        0x1d400..=0x1d6a3 => letter(code - 0x1d400),
        0x1f130..=0x1f149 => letter(code - 0x1f130),
        0x1f150..=0x1f169 => letter(code - 0x1f150),
        0x1f170..=0x1f189 => letter(code - 0x1f170),
        0x1f1e6..=0x1f1ff => letter(code - 0x1f1e6),
        _ => None,
    };
    in_table.or(ornamental).or_else(|| alike(c)).unwrap_or(c)
}

fn alike(c: char) -> Option<char> {
    let mut letters = ALIKE.chars();
    while let Some(other) = letters.next() {
        let read_as = letters.next();
        if other == c {
            return read_as;
        }
    }
    None
}

/// A mark that stands on the letter before it.
pub(super) fn combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        // The stretch of Arabic, and its vowel signs.
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// A letter of Arabic, or one of its vowel signs.
pub(super) fn arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d3}')
}

/// A letter, or what is drawn as one.
pub(super) fn letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// A letter of the languages that names are written in, or what looks so.
pub(super) fn latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | 'ª' | 'º' | 'À'..='ſ' | 'ʼ')
}

/// A letter that the languages of drafts are written with.
pub(super) fn of_drafts(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, 'ª' | 'º' | 'œ' | 'Œ' | 'Ÿ')
        || (matches!(c, 'À'..='ÿ') && !matches!(c, 'Ð' | 'ð' | 'Þ' | 'þ' | '×' | '÷' | 'Ø' | 'ø' | 'Å' | 'å'))
}

/// What Arabic writes onto the word that follows: `wa-`, `bi-`, `li-`, the article, what
/// makes it the future.
const PREFIXES: [&str; 9] = ["وال", "بال", "لل", "ال", "وس", "س", "و", "ب", "ل"];

/// The word without each of the prefixes that it may have.
pub(super) fn without_prefix(word: &str) -> impl Iterator<Item = &str> {
    PREFIXES.iter().filter_map(move |prefix| word.strip_prefix(prefix))
}

/// The value of a decimal digit of any script that customers write in.
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = match u32::from(c) {
        code @ 0x30..=0x39 => return Some(code - 0x30),
        0x660..=0x669 => 0x660,
        0x6f0..=0x6f9 => 0x6f0,
        0x966..=0x96f => 0x966,
        0x9e6..=0x9ef => 0x9e6,
        0xff10..=0xff19 => 0xff10,
        _ => return None,
    };
    u32::from(c).checked_sub(zero)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut folded = String::new();
        text.chars().for_each(|c| fold(c, &mut folded));
        assert_eq!(folded, expected, "{text}");
    }

    #[test]
    fn letters_that_look_alike_are_the_same() {
        for text in ["confirmée", "CONFIRMÉE", "confırmée", "ĉonfirmée", "cōnfīrmée", "соnfіrmée", "ｃｏｎｆｉｒｍée"]
        {
            check(text, "confirmee");
        }
        for text in
            ["ⓒⓞⓝⓕⓘⓡⓜⓔⓔ", "𝐜𝐨𝐧𝐟𝐢𝐫𝐦𝐞𝐞", "🇨🇴🇳🇫🇮🇷🇲🇪🇪", "con\u{fe0f}firme\u{301}e", "c\u{20df}onfirmée", "ϲοnfirmее"]
        {
            check(text, "confirmee");
        }
        check("ſtock œuf Straße", "stock oeuf strasse");
        check("أهلاً مـؤكَّدة 您好", "اهلا موكده 您好");
    }
}
