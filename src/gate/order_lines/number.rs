//! Numbers, in digits and in words, unless they are dates, times, prices or parts of names.

use super::amount::unit_at;
use super::units;
use crate::gate::lexer::TokenKind;
use crate::gate::lexicon::Sense;
use crate::gate::number_words;
use crate::gate::reader::EvidenceFinder;

/// The most words that one number has.
const PARTS: usize = 8;

/// A number: its value, where it ends, and how it is written.
pub(super) struct Number {
    pub value: Option<i64>,
    pub to: usize,
    pub article: bool,
    pub in_words: bool,
}

pub(super) fn is_half(word: &str) -> bool {
    matches!(word, "demi" | "demie" | "half" | "medio" | "media" | "meio" | "meia" | "mezzo" | "mezza")
}

/// `douzaine`: so many, where a number or an article may stand before it.
fn group(word: &str) -> Option<i64> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "couple" | "par" if word != "pars" => 2,
        "dizaine" | "decena" | "diecina" | "dezena" => 10,
        "douzaine" | "dozen" | "doz" | "docena" | "duzia" | "dozzina" | "dozzine" | "dz" | "dzn" => 12,
        "quinzaine" | "quincena" => 15,
        "vingtaine" | "veintena" | "ventina" => 20,
        "trentaine" => 30,
        "cinquantaine" => 50,
        "centaine" | "centena" => 100,
        _ => return None,
    })
}

/// The number that begins at a token, unless it is a date, a time, a price or part of a name.
pub(super) fn number(reader: &EvidenceFinder<'_>, i: usize) -> Option<Number> {
    let digits = reader.is(i, TokenKind::Number);
    let mut number = if digits { in_digits(reader, i)? } else { in_words(reader, i)? };
    if digits {
        // `2 1/2`
        let part = reader.is(number.to, TokenKind::Number).then(|| reader.folded(number.to));
        if let Some(part) = part.and_then(fraction).filter(|_| number.value.is_some_and(|value| value % 1_000 == 0)) {
            number = Number { value: number.value.map(|value| value + part), to: number.to + 1, ..number };
        }
    }
    if let Some(count) = group(reader.folded(number.to)) {
        number.value = number.value.and_then(|value| value.checked_mul(count));
        number.to += 1;
        (number.article, number.in_words) = (false, true);
    }
    Some(number)
}

fn in_words(reader: &EvidenceFinder<'_>, i: usize) -> Option<Number> {
    let word = reader.folded(i);
    if let Some(count) = group(word) {
        return Some(Number { value: Some(count * 1_000), to: i + 1, article: false, in_words: true });
    }
    let some = matches!(
        word,
        "some" | "any" | "unos" | "unas" | "algunos" | "algunas" | "alguns" | "algumas" | "des" | "uns" | "umas"
    );
    let article = matches!(word, "un" | "une" | "a" | "an" | "una" | "um" | "uma");
    if article && let Some(count) = group(reader.folded(i + 1)) {
        return Some(Number { value: Some(count * 1_000), to: i + 2, article: false, in_words: true });
    }
    let one = reader.sense(i) == Some(Sense::One) && !some;
    // `half a dozen`, `une demi douzaine`, `media de ajos`
    let half = i + usize::from(one);
    if is_half(reader.folded(half)) {
        let to = half + 1 + usize::from(matches!(reader.folded(half + 1), "a" | "an"));
        return Some(Number { value: Some(500), to, article: false, in_words: true });
    }
    // `kilo y medio de queso`
    let joins = matches!(reader.folded(i + 1), "y" | "et" | "e" | "and");
    if reader.sense(i) == Some(Sense::Measure) && joins && is_half(reader.folded(i + 2)) {
        return Some(Number { value: Some(1_000), to: i, article: false, in_words: true });
    }
    if one && reader.span(i) == 1 {
        let counts = matches!(word, "one" | "uno");
        let number = Number { value: Some(1_000), to: i + 1, article: !counts, in_words: counts };
        return Some(with_a_half(reader, number));
    }
    if reader.sense(i) != Some(Sense::Number) {
        return None;
    }
    let mut value = units::number(word, reader.tongue(i)).filter(|_| reader.span(i) == 1)? * 100;
    let mut to = i + 1;
    for _ in 0..PARTS {
        let joins = matches!(reader.folded(to), "et" | "and" | "y" | "e");
        let next = to + usize::from(joins);
        let Some(token) = reader.token(next).filter(|_| reader.is(next, TokenKind::Word)) else { break };
        let Some(part) = units::number(&token.folded, reader.tongue(next)) else { break };
        let Some(sum) = number_words::join(value, part * 100, token) else { break };
        (value, to) = (sum, next + 1);
    }
    let number = Number { value: value.checked_mul(10), to, article: false, in_words: true };
    Some(with_a_half(reader, number))
}

/// `one and a half kilos`
fn with_a_half(reader: &EvidenceFinder<'_>, mut number: Number) -> Number {
    let joins = matches!(reader.folded(number.to), "and" | "et" | "y" | "e");
    let article = usize::from(reader.sense(number.to + 1) == Some(Sense::One));
    if joins && is_half(reader.folded(number.to + 1 + article)) {
        number.value = number.value.map(|value| value + 500);
        number.to += 2 + article;
        (number.article, number.in_words) = (false, true);
    }
    number
}

fn is_currency(word: &str) -> bool {
    const CURRENCIES: [&str; 24] = [
        "htg", "gdes", "gourdes", "da", "dzd", "dh", "dhs", "mad", "dirhams", "fcfa", "cfa", "xof", "f", "francs",
        "eur", "euro", "euros", "usd", "gbp", "pesos", "soles", "reais", "rs", "ar",
    ];
    CURRENCIES.contains(&word)
}

/// `taille 4`: the number belongs to the name.
pub(super) fn names_a_size(word: &str) -> bool {
    matches!(
        word,
        "taille" | "size" | "talla" | "tamanho" | "taglia" | "calibre" | "type" | "tipo" | "numero" | "pointure"
    )
}

/// `1/2`, `½`; `4/4` and `5/1` are sizes of tins, `16/20` a grade.
fn fraction(folded: &str) -> Option<i64> {
    Some(match folded {
        "½" => 500,
        "¼" => 250,
        "¾" => 750,
        "⅓" => 333,
        "⅔" => 667,
        "1/2" => 500,
        "1/4" => 250,
        "3/4" => 750,
        "1/3" => 333,
        "2/3" => 667,
        _ => return None,
    })
}

fn in_digits(reader: &EvidenceFinder<'_>, i: usize) -> Option<Number> {
    let folded = reader.folded(i);
    let next = i + 1;
    let glued = |at: usize| {
        let pair = at.checked_sub(1).and_then(|b| reader.token(b)).zip(reader.token(at));
        pair.is_some_and(|(before, token)| before.end == token.start)
    };
    let before = |n: usize| i.checked_sub(n).map_or("", |at| reader.folded(at));
    let unit = unit_at(reader, next);
    let count = folded.chars().filter(char::is_ascii_digit).count();
    let money = reader.is_mark(next, "€$£%°") || i.checked_sub(1).is_some_and(|b| reader.is_mark(b, "€$£"));
    let money = money || is_currency(reader.folded(next)) || names_a_size(before(1));
    let time = matches!(reader.folded(next), "h" | "hs" | "hrs" | "am" | "pm" | "heures" | "heure" | "ans")
        || (glued(next) && reader.folded(next).starts_with('h') && reader.folded(next).len() <= 3 && unit.is_none())
        || (reader.is_mark(next, ":") && glued(next) && glued(next + 1) && reader.is(next + 1, TokenKind::Number));
    let at_a_time = |word: &str| {
        matches!(
            word,
            "avant" | "vers" | "before" | "antes" | "hasta" | "ate" | "entro" | "after" | "apres" | "until" | "at"
        )
    };
    let article = matches!(before(1), "das" | "de" | "las" | "le" | "les" | "the" | "as");
    let due = unit.is_none() && (at_a_time(before(1)) || (article && at_a_time(before(2))));
    let of_time = reader.sense(next) == Some(Sense::NotGoods) || due;
    if money
        || time
        || of_time
        || count > if unit.is_some() || folded.starts_with("0.") || folded.starts_with("0,") { 6 } else { 3 }
        || in_a_telephone_number(reader, i)
    {
        return None;
    }
    // A range: `2-3 kg`, `2 à 3`, `2 ou 3`.
    let to = matches!(reader.folded(next), "a" | "ou" | "or" | "o" | "to") || reader.is_mark(next, "-–");
    if to && reader.is(next + 1, TokenKind::Number) {
        let (low, high) = (value(folded, false)?, value(reader.folded(next + 1), false)?);
        let dated = i.checked_sub(1).is_some_and(|b| matches!(reader.folded(b), "le" | "du" | "el" | "il"));
        if low < high && !dated && (!reader.is_mark(next, "-–") || unit_at(reader, next + 2).is_some() || high < 13_000)
        {
            return Some(Number { value: None, to: next + 2, article: false, in_words: false });
        }
        return None;
    }
    let thin = unit.is_some_and(|(from, _, measure)| measure && !reader.folded(from).starts_with('g'));
    let value = value(folded, thin)?;
    Some(Number { value: Some(value), to: next, article: false, in_words: false })
}

/// A plain number in thousandths.
pub(super) fn in_thousandths(digits: &str) -> Option<i64> {
    value(digits, true)
}

/// In thousandths. `thin`: three decimals are decimals (`1.250 kg`), else thousands.
fn value(folded: &str, thin: bool) -> Option<i64> {
    let (whole, part) = match folded.char_indices().last()? {
        (at, last) if fraction(last.encode_utf8(&mut [0; 4])).is_some() => {
            (folded.get(..at)?, fraction(folded.get(at..)?)?)
        }
        _ => (folded, 0),
    };
    if whole.contains('/') {
        return fraction(whole);
    }
    if whole.len() > 1 && whole.starts_with('0') && whole.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    if let Some((units, decimals)) = whole.split_once([',', '.', '٫']) {
        if decimals.len() == 3 && !thin && units != "0" {
            return format!("{units}{decimals}").parse::<i64>().ok()?.checked_mul(1_000);
        }
        let decimals: i64 = format!("{decimals:0<3}").get(..3)?.parse().ok()?;
        return units.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(decimals);
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    whole.checked_mul(1_000)?.checked_add(part)
}

/// Numbers side by side, eight digits together.
fn in_a_telephone_number(reader: &EvidenceFinder<'_>, i: usize) -> bool {
    let run = |at: &usize| reader.is(*at, TokenKind::Number) || reader.is_mark(*at, ".-+");
    let digits = |at: usize| reader.folded(at).chars().filter(char::is_ascii_digit).count();
    let before: usize = (0..i).rev().take(8).take_while(run).map(digits).sum();
    let after: usize = (i + 1..i + 9).take_while(run).map(digits).sum();
    before + digits(i) + after >= 8
}
