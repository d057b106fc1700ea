//! Instants and spans on a page. Without the script times are UTC and say so; with
//! it they are the reader's own.

use super::words::Words;
use crate::clock::Timestamp;
use maud::{Markup, html};

/// An instant.
pub fn at(when: Timestamp) -> Markup {
    let text = when.to_string();
    let (day, time) = (text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default());
    html! { time datetime=(text) { (day) " " (time) " UTC" } }
}

/// A day, as the language writes it, from what begins as `2026-01-12` does; anything else as it is.
pub fn day(date: &str, words: &Words) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts: Vec<&str> = date.get(..10).unwrap_or(date).split('-').collect();
    let [year, month, day] = parts.as_slice() else { return date.to_owned() };
    let named = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (words.tag, named) {
        (_, None) => date.to_owned(),
        ("fr", _) => format!("{day}/{month}/{year}"),
        (_, Some(month)) => format!("{} {month} {year}", day.trim_start_matches('0')),
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
    use super::day;
    use crate::desk::words::{UiLanguage, words};

    #[test]
    fn a_day_is_written_as_the_language_writes_it() {
        let of = |date: &str| [UiLanguage::Fr, UiLanguage::En].map(|tongue| day(date, words(tongue)));
        assert_eq!(of("2026-01-02"), ["02/01/2026", "2 Jan 2026"]);
        assert_eq!(of("2026-12-31T08:00:00Z"), ["31/12/2026", "31 Dec 2026"]);
        assert_eq!(of("2026-13-01"), ["2026-13-01", "2026-13-01"]);
        assert_eq!(of("yesterday"), ["yesterday", "yesterday"]);
    }
}
