//! Which of the amounts of a segment says how much is wanted, and what the name is.

use super::amount::Amount;
use super::item::Pieces;
use super::parts::{Kind, Part};
use crate::gate::lexicon::Sense;
use crate::gate::reader::EvidenceFinder;

/// What was chosen.
pub(super) struct Choice {
    pub amount: Amount,
    pub pieces: Pieces,
    /// The amount stands before the name.
    pub led: bool,
    /// Nothing but the name stands before the amount.
    pub clean: bool,
}

/// The amount of a segment with its name; none if nothing is counted. `trails`: most amounts
/// of the text stand behind their names.
pub(super) fn of(reader: &EvidenceFinder<'_>, parts: &[Part], trails: bool) -> Option<Choice> {
    let live: Vec<(usize, &Amount)> = parts
        .iter()
        .enumerate()
        .filter_map(|(at, part)| Some((at, part.amount()?)))
        .filter(|(_, amount)| !struck(reader, amount.from))
        .collect();
    let Some(first) = live.first().copied() else { return aside(reader, parts) };
    let since = parts.iter().take(first.0).rposition(Part::is_cut).map_or(0, |at| at + 1);
    let named_before = content(parts.get(since..first.0));
    let led = !named_before;
    let main = if led { of_led(parts, first, &live, trails) } else { of_trailing(reader, parts, &live)? };
    let (at, amount) = main;
    let main_led = led && at == first.0;
    let before = if main_led { &[][..] } else { parts.get(since..at).unwrap_or_default() };
    let after = parts.get(at + 1..).unwrap_or_default();
    let after =
        after.get(..after.iter().position(|part| part.is_cut() || is_struck(reader, part)).unwrap_or(after.len()));
    let mut pieces = trimmed(before);
    let after = trimmed(after.unwrap_or_default());
    pieces.extend(amount.size);
    pieces.extend(after);
    if pieces.is_empty() || (main_led && pieces.len() == usize::from(amount.size.is_some())) {
        pieces.extend(elsewhere(parts, at));
    }
    // `car 10 kg`, short for carrots
    if pieces.is_empty()
        && let [one] = parts.get(..at).unwrap_or_default()
        && !amount.is_bare()
    {
        let short = matches!(reader.sense(one.from), Some(Sense::Filler | Sense::Told | Sense::Subject))
            && reader.letters(one.from, 3);
        pieces.extend(short.then_some((one.from, one.to)));
    }
    Some(Choice { amount: amount.clone(), pieces, led: main_led, clean: since == 0 })
}

/// `tomates (3 kg)`
fn aside(reader: &EvidenceFinder<'_>, parts: &[Part]) -> Option<Choice> {
    let (at, amount) = parts.iter().enumerate().find_map(|(at, part)| match &part.kind {
        Kind::Aside(amount) if !struck(reader, amount.from) => Some((at, amount)),
        _ => None,
    })?;
    let since = parts.iter().take(at).rposition(Part::is_cut).map_or(0, |at| at + 1);
    let pieces = trimmed(parts.get(since..at).unwrap_or_default());
    (!pieces.is_empty()).then(|| Choice { amount: amount.clone(), pieces, led: false, clean: since == 0 })
}

fn content(parts: Option<&[Part]>) -> bool {
    parts.unwrap_or_default().iter().any(Part::is_content)
}

/// Where the amount leads: `3 sacs farine 25kg`, but `farine` counts last in `25kg farine x 3`.
fn of_led<'p>(
    parts: &[Part],
    first: (usize, &'p Amount),
    live: &[(usize, &'p Amount)],
    trails: bool,
) -> (usize, &'p Amount) {
    let Some(last) = live.iter().skip(1).next_back().copied() else { return first };
    let named_between = content(parts.get(first.0..last.0));
    let ends = !content(parts.get(last.0..));
    let counts = last.1.counts() || (last.1.is_bare() && ends);
    let sized = first.1.measure && !last.1.measure && counts;
    // `4 épices 500 g` among lines that are written so
    let numbered = first.1.is_bare() && !first.1.in_words && trails && ends && last.1.unit.is_some();
    let coloned =
        last.0.checked_sub(1).and_then(|at| parts.get(at)).is_some_and(|part| matches!(part.kind, Kind::Colon));
    // `5kg x 2 tomatoes`
    let sized_first = sized && last.1.crossed;
    if sized_first || named_between && (sized || numbered || (coloned && first.1.is_bare())) { last } else { first }
}

/// Where the name leads: the last package, cross or number behind a colon, else the last weight.
fn of_trailing<'p>(
    reader: &EvidenceFinder<'_>,
    parts: &[Part],
    live: &[(usize, &'p Amount)],
) -> Option<(usize, &'p Amount)> {
    let behind_mark = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| parts.get(at));
        before.is_some_and(|part| matches!(part.kind, Kind::Colon | Kind::Dash))
    };
    let counts = |(at, amount): &&(usize, &Amount)| {
        let article = amount.article && amount.unit.is_none();
        let ends = !content(parts.get(at + 1..)) && amount.is_bare();
        !article && (amount.counts() || ends || (behind_mark(*at) && !amount.measure))
    };
    if let Some(found) = live.iter().rev().find(counts) {
        return Some(*found);
    }
    // A volume behind a name is its size.
    let weighs = |(at, amount): &&(usize, &Amount)| {
        let volume =
            amount.unit.is_some_and(|(from, _)| matches!(reader.folded(from), "l" | "cl" | "ml" | "lt" | "dl"));
        amount.measure && (!volume || behind_mark(*at) || amount.crossed)
    };
    live.iter().rev().find(weighs).copied()
}

/// `pas 5`, `au lieu de 8`, `j'ai dit 10`, `il me reste 2`: no amount that is wanted.
fn struck(reader: &EvidenceFinder<'_>, from: usize) -> bool {
    const STRUCK: [&str; 11] =
        ["pas", "not", "lieu", "instead", "than", "dit", "said", "invece", "vez", "dicho", "disse"];
    let links = |word: &str| matches!(word, "de" | "d" | "of" | "des" | "les" | "di" | "que" | "the" | "plus" | "l");
    for at in (0..from).rev().take(4) {
        let word = reader.folded(at);
        if STRUCK.contains(&word)
            || (matches!(word, "non" | "no")
                && at.checked_sub(1).is_some_and(|b| matches!(reader.folded(b), "et" | "y" | "e")))
        {
            return true;
        }
        if !links(word) {
            return false;
        }
    }
    false
}

fn is_struck(reader: &EvidenceFinder<'_>, part: &Part) -> bool {
    part.amount().is_some_and(|amount| struck(reader, amount.from))
}

/// The tokens of a stretch without the links at its ends.
fn trimmed(parts: &[Part]) -> Pieces {
    let part_of = |part: &Part| part.is_content() || part.amount().is_some_and(|amount| !amount.article);
    let Some(first) = parts.iter().position(part_of) else { return vec![] };
    let last = parts.iter().rposition(part_of).unwrap_or(first);
    let own = parts.get(first..=last).unwrap_or_default().iter();
    own.filter(|part| matches!(part.kind, Kind::Word(_) | Kind::Amount(_) | Kind::And))
        .map(|part| (part.from, part.to))
        .collect()
}

/// A name that does not touch its amount: `et 2 de plus pour les oignons`, `pour le thon ce sera 9 kg`.
fn elsewhere(parts: &[Part], main: usize) -> Pieces {
    let (before, after) = parts.split_at(main.min(parts.len()));
    let runs = |parts: &[Part]| -> Option<Pieces> {
        let run =
            parts.split(|part| part.is_cut() || part.amount().is_some()).rfind(|run| run.iter().any(Part::is_content));
        run.map(trimmed)
    };
    runs(after).or_else(|| runs(before)).unwrap_or_default()
}
