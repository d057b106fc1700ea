//! Which address an admin can list: one that Meta could send a message from.

use crate::identity::{Address, Phone};

/// A country whose numbers have a known length and never begin with 0: its code, and the least
/// and the most digits after it (ITU-T E.164, national numbering plans). Where a country is not
/// here, or its numbers may begin with 0 (Italy, Ivory Coast, Benin …), nothing is refused for it.
const COUNTRIES: &[(&str, usize, usize)] = &[
    ("1", 10, 10),
    ("7", 10, 10),
    ("20", 8, 10),
    ("27", 9, 9),
    ("30", 10, 10),
    ("31", 9, 9),
    ("32", 8, 9),
    ("33", 9, 9),
    ("34", 9, 9),
    ("40", 9, 9),
    ("41", 9, 9),
    ("44", 9, 10),
    ("45", 8, 8),
    ("46", 7, 10),
    ("47", 8, 8),
    ("48", 9, 9),
    ("49", 6, 13),
    ("51", 8, 9),
    ("52", 10, 11),
    ("54", 10, 11),
    ("55", 10, 11),
    ("56", 9, 9),
    ("57", 10, 10),
    ("60", 8, 10),
    ("61", 9, 9),
    ("62", 8, 12),
    ("63", 8, 10),
    ("64", 8, 10),
    ("65", 8, 8),
    ("66", 8, 9),
    ("81", 9, 10),
    ("82", 8, 10),
    ("84", 9, 10),
    ("86", 10, 11),
    ("90", 10, 10),
    ("91", 10, 10),
    ("92", 9, 10),
    ("212", 9, 9),
    ("213", 8, 9),
    ("216", 8, 8),
    ("221", 9, 9),
    ("223", 8, 8),
    ("237", 8, 9),
    ("243", 9, 9),
    ("261", 9, 9),
    ("262", 9, 9),
    ("351", 9, 9),
    ("352", 4, 11),
    ("353", 7, 9),
    ("590", 9, 9),
    ("594", 9, 9),
    ("596", 9, 9),
    ("961", 7, 8),
    ("966", 8, 9),
    ("971", 8, 9),
    ("972", 8, 9),
];

/// How many digits a number has with its country code (ITU-T E.164; the shortest of a country).
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Why an address can never be a sender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unlistable {
    /// It is neither a number nor a BSUID.
    #[error("the address must be a phone number with its country code, such as +33 6 12 34 56 78, or a BSUID")]
    NoAddress,
    /// It lacks its country code.
    #[error(
        "no country code begins with 0: write the number with its country code, +33 6 12 34 56 78 in place of \
         06 12 34 56 78"
    )]
    NoCountry,
    /// The 0 of calls inside the country stands behind its code.
    #[error("no 0 follows the country code {0}: write +33 6 12 34 56 78, not +33 06 12 34 56 78")]
    TrunkZero(&'static str),
    /// It has too few or too many digits.
    #[error(
        "the number has too few or too many digits: write it whole, with its country code, such as +33 6 12 34 56 78"
    )]
    Length,
}

/// The address as an admin types it: `+33 (0)6 …` is +336….
pub fn typed(text: &str) -> Option<Address> {
    let trunk = text
        .find("(0)")
        .filter(|at| text.get(..*at).is_some_and(|before| before.contains(|c: char| c.is_ascii_digit())));
    match trunk.and_then(|at| text.get(..at).zip(text.get(at + "(0)".len()..))) {
        Some((country, number)) => Address::typed(&[country, number].concat()),
        None => Address::typed(text),
    }
}

/// The address, if a message can come from it. What Meta sends is a number with its country
/// code, in digits alone; an entry of another form would wait for ever.
pub fn listable(text: &str) -> Result<Address, Unlistable> {
    match typed(text) {
        Some(Address::Phone(number)) => possible(&number).map(|()| Address::Phone(number)),
        Some(address @ Address::Bsuid(_)) => Ok(address),
        None => Err(if is_number(text.trim()) { Unlistable::Length } else { Unlistable::NoAddress }),
    }
}

/// Digits, with what people write between them.
pub(super) fn is_number(text: &str) -> bool {
    let signs = |c: char| c.is_ascii_digit() || "+ .-/()\u{a0}\u{202f}".contains(c);
    text.chars().all(signs) && text.contains(|c: char| c.is_ascii_digit())
}

fn possible(number: &Phone) -> Result<(), Unlistable> {
    let digits = number.as_str();
    if digits.starts_with('0') {
        return Err(Unlistable::NoCountry);
    }
    let country =
        COUNTRIES.iter().find_map(|(code, least, most)| Some((*code, digits.strip_prefix(code)?, least, most)));
    match country {
        Some((code, rest, ..)) if rest.starts_with('0') => Err(Unlistable::TrunkZero(code)),
        Some((_, rest, least, most)) if !(*least..=*most).contains(&rest.len()) => Err(Unlistable::Length),
        _ if !DIGITS.contains(&digits.len()) => Err(Unlistable::Length),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, Unlistable>) {
        let read = listable(text);
        assert_eq!(read.as_ref().map(Address::as_str).map_err(|why| *why), expected, "{text:?}");
    }

    #[test]
    fn a_number_is_listed_as_meta_sends_it() {
        for typed in
            ["+33 6 12 34 56 78", "0033 6 12 34 56 78", "33612345678", "+33 (0)6 12 34 56 78", "+33(0) 612345678"]
        {
            check(typed, Ok("33612345678"));
        }
        check("FR.13491208655302741918", Ok("FR.13491208655302741918"));
        for real in [
            "16505551234",
            "5511987654321",
            "551187654321",
            "525512345678",
            "4915123456789",
            "+225 07 08 12 34 56",
            "390612345678",
        ] {
            assert!(listable(real).is_ok(), "{real}");
        }
    }

    #[test]
    fn what_can_never_match_is_refused_with_what_to_write() {
        for local in ["06 12 34 56 78", "0612345678", "+0612345678", "06.12.34.56.78", "000612345678"] {
            check(local, Err(Unlistable::NoCountry));
        }
        check("+33 06 12 34 56 78", Err(Unlistable::TrunkZero("33")));
        check("+49 0151 23456789", Err(Unlistable::TrunkZero("49")));
        for length in
            ["12345", "+33 6 12", "+33 6 12 34 56 789", "612345678", "+1 650 555", "+999 123", "1234567890123456"]
        {
            check(length, Err(Unlistable::Length));
        }
        for other in ["", "nobody", "call me", "٣٣٦١٢٣٤٥٦٧٨", "US.", "+33 6 12 34 56 78 (Ali)"] {
            check(other, Err(Unlistable::NoAddress));
        }
        for why in [Unlistable::NoAddress, Unlistable::NoCountry, Unlistable::TrunkZero("33"), Unlistable::Length] {
            assert!(why.to_string().contains("+33 6 12 34 56 78"), "{why}");
        }
    }
}
