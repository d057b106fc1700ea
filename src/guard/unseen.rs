//! Characters that are in a text without being seen, or that turn what is seen around.

/// Whether a character can be in a text without being seen, or turn what is seen around:
/// Unicode's `Default_Ignorable_Code_Point`, control and direction characters, and those
/// that are drawn as nothing. Line ends are plain. An emoji may need some of these: see
/// [`unseen`].
pub fn hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The hidden characters of a text, with the byte that each begins at, without those that
/// an emoji is made of.
pub fn unseen(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut before, mut flag) = (None, false);
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((at, c)) = chars.next() {
            let after = chars.peek().map(|(_, c)| *c);
            // The letters of a region's flag follow a black one.
            flag = c == '\u{1f3f4}' || (flag && matches!(c, '\u{e0020}'..='\u{e007f}'));
            let joins = hidden(c) && (flag || joins_emoji(before, c, after));
            before = Some(c);
            if hidden(c) && !joins {
                return Some((at, c));
            }
        }
        None
    })
}

/// Whether the text has such a character.
pub fn has_unseen(text: &str) -> bool {
    unseen(text).next().is_some()
}

/// U+200D between two emoji makes one of them, U+FE0E and U+FE0F choose how one is drawn,
/// and a digit with U+20E3 is a key.
fn joins_emoji(before: Option<char>, c: char, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\u{200d}' => (emoji(before) || before == '\u{fe0f}') && after.is_some_and(emoji),
        '\u{fe0e}' | '\u{fe0f}' => {
            let key = matches!(before, '0'..='9' | '#' | '*') && after == Some('\u{20e3}');
            emoji(before) || key
        }
        _ => false,
    }
}

fn emoji(c: char) -> bool {
    matches!(c,
        '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '\u{2194}'..='\u{21aa}' | '\u{231a}'..='\u{2328}' | '⏏'
        | '\u{23e9}'..='\u{23fa}' | 'Ⓜ' | '\u{25aa}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}'
        | '⤴' | '⤵' | '\u{2b05}'..='\u{2b55}' | '〰' | '〽' | '㊗' | '㊙' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[char]) {
        let found: Vec<char> = unseen(text).map(|(_, c)| c).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn what_is_not_seen_is_found_wherever_it_stands() {
        for c in
            "\u{ad}\u{34f}\u{17b4}\u{180b}\u{180f}\u{200b}\u{2800}\u{fe0f}\u{fff0}\u{1bca0}\u{1d173}\u{e01f0}".chars()
        {
            check(&format!("con{c}firmée"), &[c]);
            check(&format!("{c}"), &[c]);
        }
        check("un mot\nsur deux lignes, à l’heure", &[]);
    }

    #[test]
    fn an_emoji_may_be_made_of_several() {
        check("❤\u{fe0f} 👨\u{200d}👩\u{200d}👧 🏳\u{fe0f}\u{200d}🌈 👩🏽\u{200d}🍳", &[]);
        check("7\u{fe0f}\u{20e3} ☎\u{fe0e}", &[]);
        check("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", &[]);
        check("x\u{200d}y 7\u{fe0f} 👩\u{200d} a\u{e0067}", &['\u{200d}', '\u{fe0f}', '\u{200d}', '\u{e0067}']);
    }
}
