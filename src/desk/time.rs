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
