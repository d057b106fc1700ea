//! The characters of a file that a spreadsheet saved.

use std::borrow::Cow;

/// What Windows-1252 has where ISO 8859-1 has control characters, from 0x80 on (WHATWG, Encoding
/// Standard).
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}', '\u{2030}',
    '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}',
    '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}',
    '\u{17e}', '\u{178}',
];

/// The text: UTF-8, or UTF-16 with its mark (Excel's "Unicode text"), or else Windows-1252
/// (Excel's "CSV" in Western Europe), which any bytes are.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf_16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf_16(rest, u16::from_be_bytes)),
        _ => match std::str::from_utf8(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
        },
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|n| WINDOWS_1252.get(usize::from(n)));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_save_is_read() {
        assert_eq!(text("Café".as_bytes()), "Café");
        assert_eq!(text("\u{feff}Café".as_bytes()), "Café");
        assert_eq!(text(b"Caf\xe9 \x96 5 \x80, \x9cuf d\x92ici, no\xebl \x8c"), "Café – 5 €, œuf d’ici, noël Œ");
        assert_eq!(text(b"\xff\xfeC\x00a\x00f\x00\xe9\x00"), "Café");
        assert_eq!(text(b"\xfe\xff\x00C\x00\xe9"), "Cé");
        // 0x80 to 0x9F, as Unicode's own table has them; what it leaves out stays what it is.
        let defined: String = (0x80..=0x9f).map(windows_1252).filter(|c| !c.is_control()).collect();
        assert_eq!(defined, "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");
    }
}
