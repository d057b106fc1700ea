//! Numbers as people write them, in digits and in words.

use crate::lexer::{Token, TokenKind};

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
        "deux" | "two" | "dos" | "dois" | "duas" => 2,
        "trois" | "three" | "tres" => 3,
        "quatre" | "four" | "cuatro" | "quatro" => 4,
        "cinq" | "five" | "cinco" => 5,
        "six" | "seis" => 6,
        "sept" | "seven" | "siete" | "sete" => 7,
        "huit" | "eight" | "ocho" | "oito" => 8,
        "neuf" | "nine" | "nueve" | "nove" => 9,
        "dix" | "ten" | "diez" | "dez" => 10,
        "onze" | "eleven" | "once" => 11,
        "douze" | "twelve" | "doce" | "doze" => 12,
        "treize" | "thirteen" | "trece" | "treze" => 13,
        "quatorze" | "fourteen" | "catorce" | "catorze" => 14,
        "quinze" | "fifteen" | "quince" => 15,
        "seize" | "sixteen" => 16,
        "vingt" | "twenty" | "veinte" | "vinte" => 20,
        "trente" | "thirty" | "treinta" | "trinta" => 30,
        "quarante" | "forty" | "cuarenta" | "quarenta" => 40,
        "cinquante" | "fifty" | "cincuenta" | "cinquenta" => 50,
        "soixante" | "sixty" | "sesenta" | "sessenta" => 60,
        "cent" | "hundred" | "cien" | "cem" => 100,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexer::tokens;

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
}
