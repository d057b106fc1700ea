//! Numbers as people write them, in digits and in words.

use crate::gate::lexer::{Token, TokenKind};

/// The numbers in a text, in hundredths, each with the place of its first token:
/// `2 1/2` and `2½` are one number, and so are `vingt-cinq` and `quatre-vingt-dix`.
pub fn all(tokens: &[Token]) -> Vec<(usize, Option<i64>)> {
    let mut found: Vec<(usize, Option<i64>)> = Vec::new();
    let mut open: Option<TokenKind> = None;
    for (at, token) in tokens.iter().enumerate() {
        let value = hundredths(token);
        let joins = matches!(token.folded.as_str(), "et" | "and" | "y" | "e") && open == Some(TokenKind::Word);
        if token.kind != TokenKind::Number && value.is_none() {
            open = open.filter(|_| joins);
            continue;
        }
        let joined = match (found.last_mut(), value, open) {
            (Some((_, Some(before))), Some(value), Some(kind)) if kind == token.kind => join(*before, value, token),
            _ => None,
        };
        match (joined, found.last_mut()) {
            (Some(sum), Some((_, last))) => *last = Some(sum),
            _ => found.push((at, value)),
        }
        open = Some(token.kind);
    }
    found
}

/// Two numbers side by side that are one: a whole and its fraction, tens and ones,
/// `quatre` and `vingt`, `deux` and `cent`.
pub(super) fn join(before: i64, value: i64, token: &Token) -> Option<i64> {
    if token.kind == TokenKind::Number {
        let fraction = value < 100 && token.folded.contains(['/', '½', '¼', '¾', '⅓', '⅔']);
        return (fraction && before % 100 == 0).then_some(before + value);
    }
    let (tens, ones) = (before / 100, value / 100);
    match (tens, ones) {
        (4, 20) => Some(8_000),
        (2..=9, 100) => Some(tens * 10_000),
        (60 | 80, 10..=16) | (20 | 30 | 40 | 50 | 60 | 80, 2..=9) | (10 | 70 | 90, 7..=9) => Some(before + value),
        (100.., 2..=99) if tens % 100 == 0 => Some(before + value),
        _ => None,
    }
}

/// The value of a token, in hundredths: `2`, `1,5`, `1/2`, `½`, `deux`, `two`.
/// `None` for what is no number. Articles that can mean one (`un`, `a`) are none.
pub fn hundredths(token: &Token) -> Option<i64> {
    match token.kind {
        TokenKind::Number => digits(&token.folded),
        TokenKind::Word => word(&token.folded).map(|value| value * 100),
        TokenKind::Mark | TokenKind::Break => None,
    }
}

fn digits(text: &str) -> Option<i64> {
    let (whole, fraction) = match text.char_indices().last()? {
        (at, '½') => (text.get(..at)?, 50),
        (at, '¼') => (text.get(..at)?, 25),
        (at, '¾') => (text.get(..at)?, 75),
        (at, '⅓') => (text.get(..at)?, 33),
        (at, '⅔') => (text.get(..at)?, 67),
        _ => (text, 0),
    };
    if let Some((top, bottom)) = whole.split_once('/') {
        let bottom: i64 = bottom.parse().ok().filter(|n| *n > 0)?;
        return top.parse::<i64>().ok()?.checked_mul(100)?.checked_div(bottom);
    }
    if let Some((units, decimals)) = whole.split_once([',', '.']) {
        // Three decimals are thousands: `1.500`.
        if decimals.len() == 3 {
            return format!("{units}{decimals}").parse::<i64>().ok()?.checked_mul(100);
        }
        let decimals: i64 = format!("{decimals:0<2}").get(..2)?.parse().ok()?;
        return units.parse::<i64>().ok()?.checked_mul(100)?.checked_add(decimals);
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    whole.checked_mul(100)?.checked_add(fraction)
}

/// Folded number words of two or more, in French, English, Spanish, Portuguese.
fn word(word: &str) -> Option<i64> {
    Some(match word {
        "deux" | "two" | "dos" | "dois" | "duas" | "couple" => 2,
        "trois" | "three" | "tres" => 3,
        "quatre" | "four" | "cuatro" | "quatro" => 4,
        "cinq" | "five" | "cinco" => 5,
        "six" | "seis" => 6,
        "sept" | "seven" | "siete" | "sete" => 7,
        "huit" | "eight" | "ocho" | "oito" => 8,
        "neuf" | "nine" | "nueve" | "nove" => 9,
        "dix" | "ten" | "diez" | "dez" | "dizaine" => 10,
        "onze" | "eleven" | "once" => 11,
        "douze" | "twelve" | "doce" | "doze" | "douzaine" | "dozen" | "docena" | "duzia" => 12,
        "treize" | "thirteen" | "trece" | "treze" => 13,
        "quatorze" | "fourteen" | "catorce" | "catorze" => 14,
        "quinze" | "fifteen" | "quince" => 15,
        "seize" | "sixteen" | "dieciseis" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "vingt" | "vingts" | "twenty" | "veinte" | "vinte" => 20,
        "trente" | "thirty" | "treinta" | "trinta" => 30,
        "quarante" | "forty" | "cuarenta" | "quarenta" => 40,
        "cinquante" | "fifty" | "cincuenta" | "cinquenta" => 50,
        "soixante" | "sixty" | "sesenta" | "sessenta" => 60,
        "seventy" | "setenta" | "septante" => 70,
        "eighty" | "ochenta" | "oitenta" | "huitante" => 80,
        "ninety" | "noventa" | "nonante" => 90,
        "cent" | "cents" | "hundred" | "cien" | "ciento" | "cem" | "cento" => 100,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::lexer::tokens;

    fn check(text: &str, expected: &[i64]) {
        let values: Vec<_> = tokens(text).iter().filter_map(hundredths).collect();
        assert_eq!(values, expected, "{text:?}");
    }

    #[test]
    fn digits_fractions_and_words_agree() {
        check("2 deux two dos dois", &[200; 5]);
        check("1/2 ½ 0,5 0.5", &[50; 4]);
        check("2½ 2,5 1.500", &[250, 250, 150_000]);
        check("1/0 carton", &[]);
        check("99999999999999999999", &[]);
    }

    #[test]
    fn numbers_of_several_words_are_one() {
        let check = |text: &str, expected: &[i64]| {
            let values: Vec<_> = all(&tokens(text)).into_iter().filter_map(|(_, value)| value).collect();
            assert_eq!(values, expected, "{text:?}");
        };
        check("2 1/2, 2½ et 2,5", &[250, 250, 250]);
        check("vingt-cinq, twenty five, veinte y cinco", &[2_500, 2_500, 2_500]);
        check("quatre-vingt-dix-sept", &[9_700]);
        check("soixante-douze, deux cents, cent vingt", &[7_200, 20_000, 12_000]);
        check("deux ou trois, 10 5", &[200, 300, 1_000, 500]);
        check("1 200 bouteilles, 1\u{202f}200, 2️⃣ et ١٠", &[120_000, 120_000, 200, 1_000]);
    }
}
