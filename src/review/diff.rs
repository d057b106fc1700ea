//! What a person changed in a draft, word by word: the longest common subsequence.
//!
//! Ours, because the library for it is 86 KB of Wasm, gzip (docs/decisions.md, 8).

use crate::desk::text::visible;
use maud::{Markup, html};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change<'a> {
    Same(&'a str),
    Out(&'a str),
    In(&'a str),
}

/// The new text with what was added and what was taken out.
pub fn changes(draft: &str, text: &str) -> Markup {
    html! {
        @for change in diff(&words(draft), &words(text)) {
            @match change {
                Change::Same(word) => (visible(word)),
                Change::Out(word) => del { (visible(word)) },
                Change::In(word) => ins { (visible(word)) },
            }
        }
    }
}

/// Words with the space behind them.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

fn diff<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Change<'a>> {
    // `common[i]`, row by row: the longest common subsequence of `old[i..]` and
    // `new[j..]`. At most 4,096 characters each, so 2,048 words.
    let mut rows = vec![vec![0u16; new.len() + 1]];
    for word in old.iter().rev() {
        let below = rows.last().map_or(&[][..], Vec::as_slice);
        let mut row = vec![0u16; new.len() + 1];
        let mut right = 0;
        for ((cell, other), pair) in row.iter_mut().rev().skip(1).zip(new.iter().rev()).zip(below.windows(2).rev()) {
            let [down, diagonal] = pair else { continue };
            right = if word == other { diagonal + 1 } else { right.max(*down) };
            *cell = right;
        }
        rows.push(row);
    }
    rows.reverse();
    let at = |i: usize, j: usize| rows.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    let (mut i, mut j) = (0, 0);
    let mut changes = Vec::new();
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                changes.push(Change::Same(a));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || at(i + 1, j) >= at(i, j + 1) => {
                changes.push(Change::Out(a));
                i += 1;
            }
            (_, Some(b)) => {
                changes.push(Change::In(b));
                j += 1;
            }
            (_, None) => return changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(draft: &str, text: &str, html: &str) {
        assert_eq!(changes(draft, text).into_string(), html);
    }

    #[test]
    fn words_that_changed_are_shown() {
        check(
            "Bien reçu, merci.",
            "Bien reçu, à demain.",
            "Bien reçu, <del>merci.</del><ins>à </ins><ins>demain.</ins>",
        );
        check("a b c", "a c", "a <del>b </del>c");
        check("a c", "a b c", "a <ins>b </ins>c");
        check("", "neu", "<ins>neu</ins>");
        check("same", "same", "same");
    }

    #[test]
    fn markup_in_either_is_text() {
        check("<b>", "<i>", "<del>&lt;b&gt;</del><ins>&lt;i&gt;</ins>");
    }

    #[test]
    fn either_text_can_be_read_off_the_changes() {
        let (a, b) = ("un deux trois quatre deux cinq", "deux un trois deux deux six cinq");
        let (old, new) = (words(a), words(b));
        let changes = diff(&old, &new);
        let pick = |skip: fn(&Change<'_>) -> bool| -> String {
            let kept = changes.iter().filter(|change| !skip(change));
            let word = |change: &Change<'static>| match change {
                Change::Same(word) | Change::Out(word) | Change::In(word) => *word,
            };
            kept.map(word).collect()
        };
        assert_eq!(pick(|c| matches!(c, Change::In(_))), a);
        assert_eq!(pick(|c| matches!(c, Change::Out(_))), b);
        assert_eq!(changes.iter().filter(|c| matches!(c, Change::Same(_))).count(), 4);
    }
}
