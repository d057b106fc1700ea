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
    match language {
        Language::Fr => french(word),
        Language::En => english(word),
        Language::Es => spanish(word),
        Language::Pt => portuguese(word),
        Language::It => listed(ITALIAN, word),
        Language::Ar => listed(ARABIC, word),
    }
}

/// Without `mille`: many thanks are no thousand.
const ITALIAN: &str = "zero 0 due 2 tre 3 quattro 4 cinque 5 sei 6 sette 7 otto 8 nove 9 dieci 10 decina 10 undici 11 \
    dodici 12 dozzina 12 tredici 13 quattordici 14 quindici 15 sedici 16 diciassette 17 diciotto 18 diciannove 19 \
    venti 20 ventina 20 trenta 30 quaranta 40 cinquanta 50 sessanta 60 settanta 70 ottanta 80 novanta 90 cento 100 \
    duecento 200 trecento 300";

const ARABIC: &str = "صفر 0 اثنان 2 اثنين 2 ثلاثه 3 ثلاث 3 اربعه 4 اربع 4 خمسه 5 خمس 5 سته 6 ست 6 سبعه 7 سبع 7 \
    ثمانيه 8 ثماني 8 تسعه 9 تسع 9 عشره 10 عشر 10 عشرون 20 عشرين 20 ثلاثون 30 ثلاثين 30 اربعون 40 اربعين 40 \
    خمسون 50 خمسين 50 ستون 60 ستين 60 سبعون 70 سبعين 70 ثمانون 80 ثمانين 80 تسعون 90 تسعين 90 مئه 100 مايه 100 \
    ميه 100 الف 1000";

/// What stands behind the word in a list.
fn listed(list: &str, word: &str) -> Option<i64> {
    let mut words = list.split_whitespace();
    words.find(|listed| *listed == word)?;
    words.next()?.parse().ok()
}

fn french(word: &str) -> Option<i64> {
    Some(match word {
        "zero" => 0,
        "deux" => 2,
        "trois" => 3,
        "quatre" => 4,
        "cinq" => 5,
        "six" => 6,
        "sept" => 7,
        "huit" => 8,
        "neuf" => 9,
        "dix" | "dizaine" => 10,
        "onze" => 11,
        "douze" | "douzaine" => 12,
        "treize" => 13,
        "quatorze" => 14,
        "quinze" | "quinzaine" => 15,
        "seize" => 16,
        "vingt" | "vingts" | "vingtaine" => 20,
        "trente" | "trentaine" => 30,
        "quarante" => 40,
        "cinquante" | "cinquantaine" => 50,
        "soixante" => 60,
        "septante" => 70,
        "huitante" | "octante" => 80,
        "nonante" => 90,
        "cent" | "cents" | "centaine" => 100,
        "mille" | "millier" => 1_000,
        _ => return None,
    })
}

fn english(word: &str) -> Option<i64> {
    Some(match word {
        "zero" => 0,
        "two" | "couple" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" | "dozen" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        "hundred" => 100,
        "thousand" => 1_000,
        _ => return None,
    })
}

fn spanish(word: &str) -> Option<i64> {
    Some(match word {
        "cero" => 0,
        "dos" => 2,
        "tres" => 3,
        "cuatro" => 4,
        "cinco" => 5,
        "seis" => 6,
        "siete" => 7,
        "ocho" => 8,
        "nueve" => 9,
        "diez" | "decena" => 10,
        "once" => 11,
        "doce" | "docena" => 12,
        "trece" => 13,
        "catorce" => 14,
        "quince" => 15,
        "dieciseis" => 16,
        "diecisiete" => 17,
        "dieciocho" => 18,
        "diecinueve" => 19,
        "veinte" => 20,
        "treinta" => 30,
        "cuarenta" => 40,
        "cincuenta" => 50,
        "sesenta" => 60,
        "setenta" => 70,
        "ochenta" => 80,
        "noventa" => 90,
        "cien" | "ciento" | "centenar" => 100,
        "doscientos" | "doscientas" => 200,
        "trescientos" | "trescientas" => 300,
        "quinientos" | "quinientas" => 500,
        "mil" => 1_000,
        _ => return None,
    })
}

fn portuguese(word: &str) -> Option<i64> {
    Some(match word {
        "zero" => 0,
        "dois" | "duas" => 2,
        "tres" => 3,
        "quatro" => 4,
        "cinco" => 5,
        "seis" => 6,
        "sete" => 7,
        "oito" => 8,
        "nove" => 9,
        "dez" | "dezena" => 10,
        "onze" => 11,
        "doze" | "duzia" => 12,
        "treze" => 13,
        "catorze" | "quatorze" => 14,
        "quinze" => 15,
        "dezasseis" | "dezesseis" => 16,
        "dezassete" | "dezessete" => 17,
        "dezoito" => 18,
        "dezanove" | "dezenove" => 19,
        "vinte" => 20,
        "trinta" => 30,
        "quarenta" => 40,
        "cinquenta" => 50,
        "sessenta" => 60,
        "setenta" => 70,
        "oitenta" => 80,
        "noventa" => 90,
        "cem" | "cento" => 100,
        "duzentos" | "duzentas" => 200,
        "trezentos" | "trezentas" => 300,
        "quinhentos" | "quinhentas" => 500,
        "mil" => 1_000,
        _ => return None,
    })
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
        check("due casse e tre", Language::It, &[2, 3]);
        check("خمسة صناديق و ٣", Language::Ar, &[5, 3]);
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
