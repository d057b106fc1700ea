//! Numbers in words, each language's own: French `six` and Spanish `once` are numbers,
//! French `très` and English `once` are none.

use super::reading::{Kind, Token};
use crate::language::Language;

/// A number of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    /// Its tokens.
    pub from: usize,
    pub to: usize,
    /// In hundredths; `None`: it cannot be told.
    pub value: Option<i64>,
}

/// The numbers of a text in the languages: `2 1/2` and `2½` are one, and so are
/// `vingt-cinq` and `quatre-vingt-dix`.
pub(super) fn numbers(tokens: &[Token], languages: &[Language]) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut last_kind = None;
    for (at, token) in tokens.iter().enumerate() {
        let value = match token.kind {
            Kind::Number(value) => value,
            Kind::Word => match languages.iter().find_map(|language| word(&token.folded, *language)) {
                Some(value) => Some(value * 100),
                None => continue,
            },
            Kind::Mark | Kind::Break => continue,
        };
        let is_word = token.kind == Kind::Word;
        let before = found.last().copied().filter(|before| last_kind == Some(is_word) && beside(tokens, *before, at));
        last_kind = Some(is_word);
        let joined = before.and_then(|before| join(before.value?, value?, token));
        match (joined, found.last_mut()) {
            (Some(sum), Some(last)) => (last.to, last.value) = (at + 1, Some(sum)),
            _ => found.push(Number { from: at, to: at + 1, value }),
        }
    }
    found
}

/// Whether only an `et` stands between a number and the token.
fn beside(tokens: &[Token], before: Number, at: usize) -> bool {
    let between = tokens.get(before.to..at).unwrap_or_default();
    between.is_empty()
        || (between.len() == 1 && between.iter().all(|t| matches!(t.folded.as_str(), "et" | "and" | "y" | "e")))
}

/// Two numbers side by side that are one: a whole and its fraction, tens and ones,
/// `quatre` and `vingt`, `deux` and `mille`.
fn join(before: i64, value: i64, token: &Token) -> Option<i64> {
    if token.kind != Kind::Word {
        let fraction = value < 100 && token.raw.contains(['/', '½', '¼', '¾', '⅓', '⅔']);
        return (fraction && before % 100 == 0).then_some(before + value);
    }
    let (whole, value) = (before / 100, value / 100);
    let tens = whole % 100;
    let sum = match value {
        20 if tens == 4 => whole + 76,
        100 if (2..=9).contains(&(whole % 1_000)) => whole + whole % 1_000 * 99,
        1_000 if (2..=999).contains(&whole) => whole * 1_000,
        10..=16 if matches!(tens, 60 | 80) => whole + value,
        2..=9 if tens >= 20 && tens % 10 == 0 => whole + value,
        7..=9 if tens == 10 => whole + value,
        2..=99 if whole >= 100 && tens == 0 => whole + value,
        100..=999 if whole >= 1_000 && whole % 1_000 == 0 => whole + value,
        _ => return None,
    };
    sum.checked_mul(100)
}

/// What a folded word is worth, if it is a number of two or more, or none at all.
fn word(word: &str, language: Language) -> Option<i64> {
    let mut listed = table(language).split_whitespace();
    while let (Some(value), Some(words)) = (listed.next(), listed.next()) {
        if words.split('/').any(|listed| listed == word) {
            return value.parse().ok();
        }
    }
    None
}

fn table(language: Language) -> &'static str {
    match language {
        Language::Fr => {
            "0 zero 2 deux 3 trois 4 quatre 5 cinq 6 six 7 sept 8 huit 9 neuf 10 dix/dizaine 11 onze \
             12 douze/douzaine 13 treize 14 quatorze 15 quinze/quinzaine 16 seize 20 vingt/vingts/vingtaine \
             30 trente/trentaine 40 quarante 50 cinquante/cinquantaine 60 soixante 70 septante \
             80 huitante/octante 90 nonante 100 cent/cents/centaine 1000 mille/millier"
        }
        Language::En => {
            "0 zero 2 two/couple 3 three 4 four 5 five 6 six 7 seven 8 eight 9 nine 10 ten 11 eleven \
             12 twelve/dozen 13 thirteen 14 fourteen 15 fifteen 16 sixteen 17 seventeen 18 eighteen \
             19 nineteen 20 twenty 30 thirty 40 forty 50 fifty 60 sixty 70 seventy 80 eighty 90 ninety \
             100 hundred 1000 thousand"
        }
        Language::Es => {
            "0 cero 2 dos 3 tres 4 cuatro 5 cinco 6 seis 7 siete 8 ocho 9 nueve 10 diez/decena 11 once \
             12 doce/docena 13 trece 14 catorce 15 quince 16 dieciseis 17 diecisiete 18 dieciocho \
             19 diecinueve 20 veinte 30 treinta 40 cuarenta 50 cincuenta 60 sesenta 70 setenta 80 ochenta \
             90 noventa 100 cien/ciento/centenar 200 doscientos/doscientas 300 trescientos/trescientas \
             500 quinientos/quinientas 1000 mil"
        }
        Language::Pt => {
            "0 zero 2 dois/duas 3 tres 4 quatro 5 cinco 6 seis 7 sete 8 oito 9 nove 10 dez/dezena 11 onze \
             12 doze/duzia 13 treze 14 catorze/quatorze 15 quinze 16 dezasseis/dezesseis \
             17 dezassete/dezessete 18 dezoito 19 dezanove/dezenove 20 vinte 30 trinta 40 quarenta \
             50 cinquenta 60 sessenta 70 setenta 80 oitenta 90 noventa 100 cem/cento 200 duzentos/duzentas \
             300 trezentos/trezentas 500 quinhentos/quinhentas 1000 mil"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::reading::tokens;

    fn check(text: &str, language: Language, expected: &[i64]) {
        let values: Vec<_> =
            numbers(&tokens(text), &[language]).into_iter().filter_map(|number| Some(number.value? / 100)).collect();
        assert_eq!(values, expected, "{text:?}");
    }

    #[test]
    fn each_language_has_its_own_numbers() {
        check("très bien, dos, deux et six", Language::Fr, &[2, 6]);
        check("once you can, six or seven", Language::En, &[6, 7]);
        check("once cajas y tres", Language::Es, &[11, 3]);
    }

    #[test]
    fn numbers_of_several_words_are_one() {
        check("vingt-cinq, quatre-vingt-dix-sept, soixante-douze", Language::Fr, &[25, 97, 72]);
        check("deux cents, deux mille, mille deux cents", Language::Fr, &[200, 2_000, 1_200]);
        check("twenty five, one hundred", Language::En, &[25, 100]);
        check("veinte y cinco, ciento veinte", Language::Es, &[25, 120]);
        check("10 5, 2 ou 3", Language::Fr, &[10, 5, 2, 3]);
    }
}
