//! Numbers as they are written inside the country of the business, without its code.

use crate::connection::state;
use crate::customers::listable::{Unlistable, is_number, listable};
use crate::error::StepError;
use crate::host::Host;

/// How numbers are dialled inside a country: its code, what stands before the number there, how
/// the rest begins, and its least and most digits (ITU-T E.164, national numbering plans). Only
/// where the rule is certain: Italy keeps its zero, Spain, Portugal, Luxembourg and Tunisia have
/// none. Luxembourg's landlines have too many lengths.
const NATIONAL: &[(&str, &str, &str, usize, usize)] = &[
    ("33", "0", "12345679", 9, 9),
    ("32", "0", "4", 9, 9),
    ("32", "0", "123456789", 8, 8),
    ("31", "0", "123456789", 9, 9),
    ("49", "0", "1", 10, 11),
    ("49", "0", "23456789", 6, 11),
    ("34", "", "6789", 9, 9),
    ("39", "", "3", 9, 10),
    ("39", "", "0", 6, 11),
    ("351", "", "29", 9, 9),
    ("41", "0", "123456789", 9, 9),
    ("44", "0", "123456789", 10, 10),
    ("352", "", "6", 9, 9),
    ("212", "0", "5678", 9, 9),
    ("213", "0", "567", 9, 9),
    ("213", "0", "234", 8, 8),
    ("216", "", "234579", 8, 8),
];

/// The country that a business has its number in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home(&'static str);

impl Home {
    /// By the business's number, in digits. `None`: the rule of its country is not certain.
    pub fn of_number(number: &str) -> Option<Self> {
        NATIONAL.iter().map(|(code, ..)| *code).find(|code| number.starts_with(code)).map(Self)
    }

    /// The whole number, for people to read, of one that is written without its country code.
    /// Spreadsheets drop the zero that a number begins with, so it may be missing.
    pub fn complete(self, text: &str) -> Option<String> {
        if !may_be_local(text) {
            return None;
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let fits = |rest: &str, first: &str, least: usize, most: usize| {
            rest.starts_with(|c| first.contains(c)) && (least..=most).contains(&rest.len())
        };
        let rest =
            NATIONAL.iter().filter(|(code, ..)| *code == self.0).find_map(|(_, trunk, first, least, most)| {
                let dialled = digits.strip_prefix(trunk).filter(|rest| fits(rest, first, *least, *most));
                let dropped = || {
                    let alone = !trunk.is_empty() && fits(&digits, first, *least, *most) && listable(text).is_err();
                    alone.then_some(digits.as_str())
                };
                dialled.or_else(dropped)
            })?;
        Some(written(self.0, rest))
    }
}

/// The whole number of one that was typed in a form that matches nobody: without its country code,
/// or with the zero of calls inside the country behind it.
pub fn complete(text: &str, home: Option<Home>) -> Option<String> {
    match listable(text) {
        Err(Unlistable::TrunkZero(code)) => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let rest = digits.trim_start_matches('0').strip_prefix(code)?;
            Home::of_number(code)?.complete(rest)
        }
        _ => home?.complete(text),
    }
}

/// Digits, and neither `+` nor `00` before them.
pub fn may_be_local(text: &str) -> bool {
    let text = text.trim();
    is_number(text) && !text.starts_with('+') && !text.starts_with("00")
}

/// The number as people read it: `+33 6 12 34 56 78`.
fn written(code: &str, rest: &str) -> String {
    let mut number = format!("+{code}");
    for (n, digit) in rest.chars().enumerate() {
        if n == 0 || (rest.len() - n).is_multiple_of(2) {
            number.push(' ');
        }
        number.push(digit);
    }
    number
}

/// The country of the business, if Meta said its number. Errors: the database failed.
pub async fn home(host: &dyn Host) -> Result<Option<Home>, StepError> {
    let number = host.batch(state::number()).await?;
    Ok(number.and_then(|(number,)| Home::of_number(&number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(business: &str, text: &str, whole: Option<&str>) {
        let home = Home::of_number(business).expect("a certain rule");
        assert_eq!(home.complete(text).as_deref(), whole, "{business}: {text}");
        if let Some(whole) = whole {
            assert!(listable(whole).is_ok(), "{whole}");
        }
    }

    #[test]
    fn a_number_is_completed_by_the_rule_of_its_country() {
        for (business, text, whole) in [
            ("33639980000", "06 12 34 56 78", "+33 6 12 34 56 78"),
            ("33639980000", "06.12.34.56.78", "+33 6 12 34 56 78"),
            ("33639980000", "(0)6-12-34-56-78", "+33 6 12 34 56 78"),
            ("33639980000", "612345678", "+33 6 12 34 56 78"),
            ("32470000000", "0470 12 34 56", "+32 4 70 12 34 56"),
            ("32470000000", "02 123 45 67", "+32 21 23 45 67"),
            ("31612345678", "06 12345678", "+31 6 12 34 56 78"),
            ("4915100000000", "0151 23456789", "+49 1 51 23 45 67 89"),
            ("34612345678", "612 345 678", "+34 6 12 34 56 78"),
            ("34612345678", "93 123 45 67", "+34 9 31 23 45 67"),
            ("393331234567", "333 123 4567", "+39 33 31 23 45 67"),
            ("393331234567", "06 1234 5678", "+39 06 12 34 56 78"),
            ("393331234567", "324 512 3456", "+39 32 45 12 34 56"),
            ("351912345678", "912 345 678", "+351 9 12 34 56 78"),
            ("41791234567", "079 123 45 67", "+41 7 91 23 45 67"),
            ("447700900000", "07700 900001", "+44 77 00 90 00 01"),
            ("352621123456", "621 123 456", "+352 6 21 12 34 56"),
            ("212612345678", "0612-345678", "+212 6 12 34 56 78"),
            ("213551234567", "0551 23 45 67", "+213 5 51 23 45 67"),
            ("21620123456", "20 123 456", "+216 20 12 34 56"),
        ] {
            check(business, text, Some(whole));
        }
    }

    #[test]
    fn the_zero_behind_a_country_code_goes_wherever_the_business_is() {
        for (text, whole) in [
            ("+33 06 12 34 56 78", Some("+33 6 12 34 56 78")),
            ("0049 0151 23456789", Some("+49 1 51 23 45 67 89")),
            ("+33 06 12", None),
            ("+44 0000 000 000", None),
            ("+20 010 1234 5678", None),
            ("06 12 34 56 78", None),
        ] {
            assert_eq!(complete(text, None).as_deref(), whole, "{text}");
        }
        assert_eq!(complete("06 12 34 56 78", Home::of_number("336")).as_deref(), Some("+33 6 12 34 56 78"));
    }

    #[test]
    fn what_is_whole_already_or_fits_no_rule_is_left_as_it_is() {
        for text in [
            "+33 6 12 34 56 78",
            "0033612345678",
            "33612345678",
            "+0612345678",
            "06 12 34 56",
            "08 12 34 56 78",
            "32470123456",
            "FR.13491208655302741918",
            "06 12 34 56 78 (Ali)",
            "",
        ] {
            check("33639980000", text, None);
        }
        check("393331234567", "39 333 123 4567", None);
        for business in ["15550100000", "5511987654321", "", "2250708123456"] {
            assert_eq!(Home::of_number(business), None, "{business}");
        }
    }
}
