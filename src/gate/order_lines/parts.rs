//! A text in parts: amounts, words and what parts them; then in segments of one thing each.

use super::amount::{self, Amount};
use super::number;
use crate::gate::lexer::TokenKind;
use crate::gate::lexicon::{self, Sense, Tongue};
use crate::gate::reader::EvidenceFinder;

/// What a word is to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// May be part of it.
    Content,
    /// Only between parts of it: `de`, `au`.
    Link,
    /// Ends it: `svp`, `pour`.
    Cut,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Amount(Amount),
    /// An amount in brackets.
    Aside(Amount),
    Word(Word),
    And,
    Comma,
    Colon,
    Dash,
    /// The end of a sentence or a line.
    End {
        line: bool,
    },
    /// `❌`
    Refused,
}

/// A part with its tokens.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub kind: Kind,
    pub from: usize,
    pub to: usize,
}

impl Part {
    pub fn is_content(&self) -> bool {
        matches!(self.kind, Kind::Word(Word::Content))
    }

    pub fn is_cut(&self) -> bool {
        matches!(self.kind, Kind::Word(Word::Cut))
    }

    pub fn amount(&self) -> Option<&Amount> {
        match &self.kind {
            Kind::Amount(amount) => Some(amount),
            _ => None,
        }
    }
}

/// All parts of a text.
pub(super) fn parts(reader: &EvidenceFinder<'_>, free: &[bool]) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    let (mut i, mut listed) = (0, 0);
    while i < reader.len() {
        if free.get(i) == Some(&false) {
            i += 1;
            continue;
        }
        let fresh = out.last().is_none_or(|part| matches!(part.kind, Kind::End { line: true }));
        if fresh && let Some(to) = head_of_a_line(reader, i, &mut listed) {
            i = to;
            continue;
        }
        let (kind, to) = part_at(reader, i, fresh);
        out.extend(kind.map(|kind| Part { kind, from: i, to }));
        i = to.max(i + 1);
    }
    out
}

/// Past what stands before a line of an exported chat (`[12/03/2025 21:04] Chef:`), and the
/// number of a line in a list (`2. `).
fn head_of_a_line(reader: &EvidenceFinder<'_>, i: usize, listed: &mut usize) -> Option<usize> {
    if reader.is_mark(i, "[") && reader.is(i + 1, TokenKind::Number) {
        let to = (i..i + 24).take_while(|at| !reader.is(*at, TokenKind::Break)).filter(|at| reader.is_mark(*at, ":"));
        return to.last().map(|at| at + 1);
    }
    let numbered = reader.is(i, TokenKind::Number) && reader.is_mark(i + 1, ".)");
    let next: usize = reader.folded(i).parse().ok().filter(|_| numbered)?;
    if next != *listed + 1 {
        return None;
    }
    *listed = next;
    Some(i + 2)
}

fn part_at(reader: &EvidenceFinder<'_>, i: usize, fresh: bool) -> (Option<Kind>, usize) {
    let next = i + reader.span(i);
    if reader.is(i, TokenKind::Break) {
        return (Some(Kind::End { line: true }), next);
    }
    if let Some(amount) = amount::at(reader, i) {
        let to = amount.to;
        return (Some(Kind::Amount(amount)), to);
    }
    if reader.is(i, TokenKind::Number) || (reader.sense(i) == Some(Sense::Ref)) {
        return (Some(Kind::Word(Word::Content)), glued(reader, i));
    }
    if matches!(reader.folded(i), "qte" | "qty" | "quantite" | "cantidad" | "cant" | "quantidade" | "quantita") {
        return (None, next);
    }
    if reader.is(i, TokenKind::Word) {
        let to = reader.product(i).map_or(next, |n| i + n).max(next);
        let reference = reader.is_mark(to, "-") && reader.is(to + 1, TokenKind::Number) && touches(reader, to);
        let joins = matches!(reader.folded(i), "et" | "and" | "y" | "e" | "w" | "و") && reader.span(i) == 1;
        let kind = if joins || reader.sense(i) == Some(Sense::And) || is_and(reader, i) {
            Kind::And
        } else {
            Kind::Word(word(reader, i))
        };
        return (Some(kind), if reference { glued(reader, i) } else { to });
    }
    mark(reader, i, fresh)
}

fn mark(reader: &EvidenceFinder<'_>, i: usize, fresh: bool) -> (Option<Kind>, usize) {
    let next = i + 1;
    let kind = match reader.folded(i) {
        "." if !fresh && touches(reader, next) && touches(reader, i) => None,
        "." | "!" | "?" | ";" | "…" => Some(Kind::End { line: false }),
        "," | "|" | "•" | "،" | "、" => Some(Kind::Comma),
        "/" if !touches(reader, next) => Some(Kind::Comma),
        "+" | "&" => Some(Kind::And),
        ":" | "=" | "→" | ">" => Some(Kind::Colon),
        "-" | "–" | "—" => Some(Kind::Dash),
        "❌" | "✖" | "🚫" | "✗" | "✘" => Some(Kind::Refused),
        "(" | "[" => return brackets(reader, i),
        _ => None,
    };
    (kind, next)
}

/// What stands in brackets is no part of a name. An amount may be meant.
fn brackets(reader: &EvidenceFinder<'_>, i: usize) -> (Option<Kind>, usize) {
    const MOST: usize = 40;
    let inside = (i + 1..i + MOST).take_while(|at| !reader.is(*at, TokenKind::Break));
    let Some(end) = inside.into_iter().find(|at| reader.is_mark(*at, ")]")) else { return (None, i + 1) };
    let amount = amount::at(reader, i + 1).filter(|amount| amount.to == end && !amount.article);
    (amount.map(Kind::Aside), end + 1)
}

/// Whether a token touches the one before it.
fn touches(reader: &EvidenceFinder<'_>, at: usize) -> bool {
    let pair = at.checked_sub(1).and_then(|before| reader.token(before)).zip(reader.token(at));
    pair.is_some_and(|(before, token)| before.end == token.start && !reader.is(at, TokenKind::Break))
}

/// A number that counts nothing, with its mark (`35%`), or a reference with what belongs to it
/// (`Ref. A-203`).
fn glued(reader: &EvidenceFinder<'_>, i: usize) -> usize {
    let mut to = i + reader.span(i);
    if reader.sense(i) == Some(Sense::Ref) {
        to += usize::from(reader.is_mark(to, ".:#°"));
        if reader.is(to, TokenKind::Number) || reader.is(to, TokenKind::Word) {
            to += 1;
        }
    } else if reader.sense(to) == Some(Sense::NotGoods) && reader.is(i, TokenKind::Number) {
        return to + reader.span(to);
    }
    let belongs =
        |at: usize| reader.is(at, TokenKind::Number) || reader.is_mark(at, "-%°") || reader.is(at, TokenKind::Word);
    while touches(reader, to) && belongs(to) && (!reader.is_mark(to, "-") || touches(reader, to + 1)) {
        to += 1;
    }
    to
}

/// `puis`, `plus 2 cartons`: what joins two things in some places.
fn is_and(reader: &EvidenceFinder<'_>, i: usize) -> bool {
    matches!(reader.folded(i), "puis" | "then" | "plus" | "n" | "poi" | "luego" | "depois" | "ainsi")
        && amount::at(reader, i + 1).is_some()
}

pub(super) fn word(reader: &EvidenceFinder<'_>, i: usize) -> Word {
    let folded = reader.folded(i);
    match reader.sense(i) {
        _ if reader.product(i).is_some() => Word::Content,
        _ if amount::is_link(folded) || is_between(folded) => Word::Link,
        Some(Sense::NotGoods | Sense::Filler | Sense::Told) if number::names_a_size(folded) => Word::Content,
        None if is_adverb(folded) => Word::Cut,
        None
        | Some(Sense::Goods | Sense::Size | Sense::Unit | Sense::Measure | Sense::Pair | Sense::Number | Sense::Ref) => {
            if CUTS.contains(&folded) {
                Word::Cut
            } else {
                Word::Content
            }
        }
        Some(Sense::Promo | Sense::Matter) => Word::Content,
        Some(Sense::Filler | Sense::Told | Sense::Question | Sense::Complaint) if names_goods(folded) => Word::Content,
        Some(Sense::Definite | Sense::One | Sense::And) => Word::Link,
        Some(_) => Word::Cut,
    }
}

/// A word of one language that is goods in another: `pain`.
fn names_goods(folded: &str) -> bool {
    let own = |tongue| matches!(tongue, Tongue::Any | Tongue::Fr | Tongue::En | Tongue::Es | Tongue::Pt | Tongue::It);
    folded.len() > 3
        && lexicon::beginning_with(folded)
            .any(|entry| entry.sense == Sense::Goods && entry.words == 1 && own(entry.tongue))
}

/// `directement`, but not `piment`.
fn is_adverb(folded: &str) -> bool {
    folded.len() > 8 && ["ement", "emment", "amment", "mente"].iter().any(|end| folded.ends_with(end))
}

/// What may stand inside a name.
fn is_between(folded: &str) -> bool {
    matches!(
        folded,
        "la" | "le"
            | "l"
            | "les"
            | "au"
            | "aux"
            | "a"
            | "al"
            | "alla"
            | "ai"
            | "en"
            | "the"
            | "with"
            | "avec"
            | "sans"
            | "con"
            | "com"
            | "without"
            | "senza"
            | "sin"
            | "sem"
            | "et"
            | "and"
            | "y"
            | "e"
            | "in"
            | "el"
            | "los"
            | "las"
            | "sur"
    )
}

/// Words without a sense that end a name.
const CUTS: [&str; 17] = [
    "suffiront",
    "suffira",
    "suffisent",
    "suffit",
    "mince",
    "oups",
    "merci",
    "siouplait",
    "enough",
    "instead",
    "oops",
    "urgent",
    "voulais",
    "voulait",
    "voulions",
    "dire",
    "meant",
];
