//! What people write without a space: `5kgTomato`, `Grapesx1`, `tomates3kg`, `2kg5`.

use crate::gate::lexer::{Token, TokenKind};
use crate::gate::lexicon::{self, Sense};

/// Letters that a word has at least, for digits behind it to be an amount and no reference.
const LETTERS: usize = 4;

/// The tokens with such words cut.
pub(super) fn glued(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        let after_number =
            out.last().is_some_and(|before| before.kind == TokenKind::Number && before.end == token.start);
        let written = text.get(token.bytes.clone()).unwrap_or_default();
        if token.kind == TokenKind::Number
            && let Some(at) = written.find(' ').filter(|_| crossed(&out))
        {
            // `x15 200g` is fifteen times 200 g.
            cut(token, written, &[at], &mut out);
        } else if token.kind != TokenKind::Word {
            out.push(token);
        } else if after_number {
            match after_measure(written) {
                Some(at) => cut(token, written, &[at], &mut out),
                None => out.push(token),
            }
        } else {
            match before_amount(written) {
                Some((at, true)) => cut(token, written, &[at, at + 1], &mut out),
                // Darija writes digits for letters: `snade9 limoun`.
                Some((at, false)) if rest.peek().is_some_and(|next| is_unit(&next.folded)) => {
                    cut(token, written, &[at], &mut out);
                }
                _ => out.push(token),
            }
        }
    }
    out
}

/// Whether a cross stands last.
fn crossed(before: &[Token]) -> bool {
    before.last().is_some_and(|token| matches!(token.folded.as_str(), "x" | "*" | "×"))
}

/// Where a measure ends that digits or a capital follow: `kg5`, `kgTomato`.
fn after_measure(written: &str) -> Option<usize> {
    let ends = |measure: &str| {
        let head = written.get(..measure.len())?;
        let next = written.get(measure.len()..)?.chars().next()?;
        let lower = head.chars().all(char::is_lowercase);
        (head.eq_ignore_ascii_case(measure) && (next.is_ascii_digit() || (lower && next.is_uppercase())))
            .then_some(measure.len())
    };
    // `1xbox`
    let crossed = written.strip_prefix(['x', 'X']).is_some_and(|rest| is_unit(&rest.to_lowercase()));
    ["kg", "gr", "gm", "cl", "ml", "g", "l"].into_iter().find_map(ends).or(crossed.then_some(1))
}

fn is_unit(folded: &str) -> bool {
    lexicon::beginning_with(folded).any(|entry| matches!(entry.sense, Sense::Unit | Sense::Measure) && entry.words == 1)
}

/// Where letters end that an amount follows, and whether a cross stands between.
fn before_amount(written: &str) -> Option<(usize, bool)> {
    let letters = written.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = written.len() - letters.len();
    let word = letters.strip_suffix(['x', 'X']).filter(|word| word.chars().count() >= LETTERS);
    let named = word.unwrap_or(letters);
    let plain = named.chars().all(char::is_alphabetic) && named.chars().skip(1).any(char::is_lowercase);
    let fits = (1..=3).contains(&digits) && plain && named.chars().count() >= LETTERS;
    fits.then_some((named.len(), word.is_some()))
}

/// Cuts a token at these bytes of what is written. Digits become a number.
fn cut(token: Token, written: &str, at: &[usize], out: &mut Vec<Token>) {
    let (mut from, mut start) = (0, token.start);
    for to in at.iter().copied().chain([written.len()]) {
        let piece = written.get(from..to).unwrap_or_default();
        let end = start + piece.chars().count();
        let digits = piece.chars().all(|c| c.is_ascii_digit() || c == ' ');
        let kind = if digits { TokenKind::Number } else { TokenKind::Word };
        let folded = super::super::lexer::tokens(piece).into_iter().map(|token| token.folded).collect();
        let bytes = token.bytes.start + from..token.bytes.start + to;
        out.push(Token { kind, folded, start, end, bytes });
        (from, start) = (to, end);
    }
}
