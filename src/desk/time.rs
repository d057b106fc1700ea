//! Instants and spans on a page. Without the script times are UTC and say so; with
//! it they are the reader's own.

use super::Desk;
use super::words::{UiLanguage, Words};
use crate::clock::Timestamp;
use maud::{Markup, html};

/// An instant, as the language writes it: `26 nov. à 14 h 05 UTC`. The year stands there unless it is
/// this one.
pub fn at(desk: &Desk<'_>, when: Timestamp) -> Markup {
    let text = when.to_string();
    html! { time datetime=(text) { (written(&text, &desk.now.day(), desk.words.tongue)) } }
}

const MONTHS: [(&str, &str); 12] = [
    ("janv.", "Jan"),
    ("févr.", "Feb"),
    ("mars", "Mar"),
    ("avr.", "Apr"),
    ("mai", "May"),
    ("juin", "Jun"),
    ("juil.", "Jul"),
    ("août", "Aug"),
    ("sept.", "Sep"),
    ("oct.", "Oct"),
    ("nov.", "Nov"),
    ("déc.", "Dec"),
];

/// An instant of RFC 3339 in words; as it is if it is none. `today`: a day of the year that goes
/// without saying.
fn written(instant: &str, today: &str, tongue: UiLanguage) -> String {
    let part = |from, to| instant.get(from..to).unwrap_or_default();
    let (year, day, minute) = (part(0, 4), part(8, 10), part(14, 16));
    let month = part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let (Some((fr, en)), Ok(hour)) = (month, part(11, 13).parse::<u8>()) else { return instant.to_owned() };
    let year = if today.starts_with(year) { String::new() } else { format!(" {year}") };
    let day = day.trim_start_matches('0');
    match tongue {
        UiLanguage::Fr => {
            let first = if day == "1" { "er" } else { "" };
            format!("{day}{first} {fr}{year} à {hour} h {minute} UTC")
        }
        UiLanguage::En => format!("{day} {en}{year}, {hour:02}:{minute} UTC"),
    }
}

/// A day, as the language writes it, from what begins as `2026-01-12` does; anything else as it is.
pub fn day(date: &str, words: &Words) -> String {
    let parts: Vec<&str> = date.get(..10).unwrap_or(date).split('-').collect();
    let [year, month, day] = parts.as_slice() else { return date.to_owned() };
    let named = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (words.tag, named) {
        (_, None) => date.to_owned(),
        ("fr", _) => format!("{day}/{month}/{year}"),
        (_, Some((_, month))) => format!("{} {month} {year}", day.trim_start_matches('0')),
    }
}

/// How long until `when`, counted down by the script; with a class that says how
/// urgent it is.
pub fn left(when: Timestamp, now: Timestamp, words: &Words) -> Markup {
    let minutes = when.since(now).as_secs() / 60;
    let class = match minutes {
        0..60 => "left soon",
        60..240 => "left short",
        _ => "left",
    };
    html! {
        span class=(class) data-closes=(when) {
            @if when <= now { (words.window_closed) } @else { (span(minutes, words)) " " (words.left) }
        }
    }
}

/// A span in hours and minutes.
pub fn span(minutes: u64, words: &Words) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} {}", words.minutes),
        (hours, 0) => format!("{hours} {}", words.hours),
        (hours, minutes) => format!("{hours} {} {minutes:02}", words.hours),
    }
}

#[cfg(test)]
mod tests {
    use super::{day, written};
    use crate::desk::words::{UiLanguage, words};

    #[test]
    fn a_day_is_written_as_the_language_writes_it() {
        let of = |date: &str| [UiLanguage::Fr, UiLanguage::En].map(|tongue| day(date, words(tongue)));
        assert_eq!(of("2026-01-02"), ["02/01/2026", "2 Jan 2026"]);
        assert_eq!(of("2026-12-31T08:00:00Z"), ["31/12/2026", "31 Dec 2026"]);
        assert_eq!(of("2026-13-01"), ["2026-13-01", "2026-13-01"]);
        assert_eq!(of("yesterday"), ["yesterday", "yesterday"]);
    }

    #[test]
    fn an_instant_is_written_as_the_language_writes_it_and_an_old_one_has_its_year() {
        let of = |instant: &str| [UiLanguage::Fr, UiLanguage::En].map(|tongue| written(instant, "2026-03-01", tongue));
        assert_eq!(of("2026-11-26T14:05:59.000Z"), ["26 nov. à 14 h 05 UTC", "26 Nov, 14:05 UTC"]);
        assert_eq!(of("2025-08-01T09:00:00.000Z"), ["1er août 2025 à 9 h 00 UTC", "1 Aug 2025, 09:00 UTC"]);
        assert_eq!(of("tomorrow"), ["tomorrow", "tomorrow"]);
    }
}
