//! The lines of an order from WhatsApp's own catalogue: `2 x HT1`, as the Worker keeps them.

use crate::gate::lexer::TokenKind;
use crate::gate::reader::EvidenceFinder;
use std::ops::Range;

/// The tokens of each line of the catalogue, and for each token whether it is of none.
pub(super) fn split(reader: &EvidenceFinder<'_>, catalogue: &[Range<usize>]) -> (Vec<(usize, usize)>, Vec<bool>) {
    let (mut listed, mut free) = (Vec::new(), vec![true; reader.len()]);
    let (mut line, mut from) = (0, 0);
    for at in 0..=reader.len() {
        if at < reader.len() && !reader.is(at, TokenKind::Break) {
            continue;
        }
        if from < at && catalogue.iter().any(|lines| lines.contains(&line)) {
            listed.push((from, at));
            free.iter_mut().take(at).skip(from).for_each(|free| *free = false);
        }
        (line, from) = (line + 1, at + 1);
    }
    (listed, free)
}
