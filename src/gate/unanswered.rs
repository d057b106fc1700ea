//! What an order asks or reports besides: whether there is honey, that eggs were broken. An
//! acknowledgment says that the order came, and answers none of it.
//!
//! A clause asks if its sentence ends with a question mark, if it begins with a word that asks, or if
//! it says so (`let me know`). What is reported or called off needs none of these.
//! It does not if it is the order itself (`je peux avoir 3 kg ?`), or mere courtesy (`ça va ?`).

use super::clause::{Act, Clause, Start};
use super::lexer::TokenKind;
use super::lexicon::Sense;
use super::reader::EvidenceFinder;
use super::wish::Object;
use super::{Evidence, EvidenceKind};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The most that are read out of one text.
const MOST: usize = 10;

/// The longest quote, in characters.
const LONGEST: usize = 300;

/// What is asked or reported beside an order, in the order of the text. `text` holds 300 characters at most.
pub(super) fn unanswered(reader: &EvidenceFinder<'_>, clauses: &[Clause]) -> Vec<Evidence> {
    let sentences = clauses.chunk_by(|_, next| !matches!(next.start, Start::Line | Start::Sentence));
    let mut found: Vec<Evidence> = sentences.filter_map(|sentence| asked(reader, sentence)).take(MOST).collect();
    for evidence in &mut found {
        if let Some((end, _)) = evidence.text.char_indices().nth(LONGEST) {
            evidence.text.truncate(end);
        }
    }
    found
}

/// What a sentence asks: from its first clause that asks, or from the beginning unless that orders.
fn asked(reader: &EvidenceFinder<'_>, sentence: &[Clause]) -> Option<Evidence> {
    let orders: Vec<bool> = sentence.iter().map(|clause| is_order(reader, clause)).collect();
    let any_order = orders.contains(&true);
    let (mut ordered, mut asking) = (false, Vec::new());
    for (clause, orders) in sentence.iter().zip(&orders) {
        let against = reports(reader, clause, any_order);
        if clause.act != Act::Forwards && (against || clause_asks(reader, clause, ordered)) {
            asking.push((clause, ordered));
        }
        ordered |= *orders;
    }
    let ((first, after_order), (last, _)) = (asking.first()?, asking.last()?);
    let from = if *after_order { first.from } else { sentence.first()?.from };
    // What goes on and orders nothing belongs to it.
    let after = sentence.iter().zip(&orders).skip_while(|(clause, _)| clause.from <= last.from);
    let mut to = after.take_while(|(_, orders)| !**orders).last().map_or(last.to, |(clause, _)| clause.to);
    while reader.is_mark(to, "!?…") {
        to += 1;
    }
    let kind = match first.act {
        Act::Earlier => EvidenceKind::AfterOrder,
        Act::Cancels => EvidenceKind::Cancellation,
        Act::Complains => EvidenceKind::Complaint,
        Act::Returns => EvidenceKind::Return,
        _ => EvidenceKind::Question,
    };
    Some(reader.evidence(kind, from, to))
}

/// Whether it reports something or calls it off, which needs no mark. `in_order`: its sentence orders too.
fn reports(reader: &EvidenceFinder<'_>, clause: &Clause, in_order: bool) -> bool {
    match clause.act {
        // `ci mancano le mozzarelle, 4 kg` is no complaint.
        Act::Complains | Act::Returns => !in_order && !only_names(reader, clause),
        // `annulez les 3 sacs, mettez 5 cartons` corrects the order itself.
        Act::Cancels => !in_order || (!clause.has_goods(reader) && speaks_of_an_order(reader, clause)),
        Act::Earlier => !only_names(reader, clause),
        _ => false,
    }
}

fn speaks_of_an_order(reader: &EvidenceFinder<'_>, clause: &Clause) -> bool {
    (clause.from..clause.to).any(|i| matches!(reader.sense(i), Some(Sense::Order | Sense::Earlier)))
}

/// `ma commande d'hier`, `j'ai commandé 5 cartons lundi`: which order is meant, and nothing of it.
fn only_names(reader: &EvidenceFinder<'_>, clause: &Clause) -> bool {
    // `depuis lundi`, `toujours`: it is late.
    const LATE: [&str; 10] =
        ["depuis", "toujours", "encore", "still", "since", "yet", "desde", "todavia", "ainda", "ancora"];
    let counted = |i: usize| clause.quantities.iter().any(|quantity| quantity.from <= i && i < quantity.to);
    let passes = |i: usize| is_silent(reader, i) && !LATE.contains(&reader.folded(i));
    says_only(reader, clause, Says::Names, |i| {
        passes(i)
            || counted(i)
            || reader.is(i, TokenKind::Number)
            || reader.goods(i).is_some()
            || reader.sense(i) == Some(Sense::NotGoods)
    })
}

/// `ordered`: an earlier clause of its sentence orders, and the mark may be of all of it.
fn clause_asks(reader: &EvidenceFinder<'_>, clause: &Clause, ordered: bool) -> bool {
    if !clause.counts_goods() && (clause.from..clause.to).any(|i| phrase_at(reader, Says::Asks, i, clause.to).is_some())
    {
        return true;
    }
    if is_order(reader, clause) {
        return false;
    }
    if is_marked(reader, clause) {
        let goes_on = ordered && by_mark(reader, clause) && clause.has_goods(reader);
        return !goes_on && !is_polite(reader, clause);
    }
    let Some(first) = (clause.from..clause.to).find(|i| !is_silent(reader, *i)) else { return false };
    match reader.sense(first) {
        _ if reader.is_where(first) => true,
        Some(Sense::Question) => matches!(clause.act, Act::Asks | Act::Earlier) && !relates(reader, first),
        _ => clause.act == Act::Asks && asks_for_business(reader, clause, first),
    }
}

/// Whether a word that asks relates here: `quand vous passez, prenez les vides`, `what you have`.
fn relates(reader: &EvidenceFinder<'_>, at: usize) -> bool {
    const INVERTED: [&str; 13] =
        ["can", "will", "do", "does", "are", "is", "could", "would", "est", "livrez", "pouvez", "passez", "venez"];
    let next = at + 1;
    match reader.folded(at) {
        when if super::act::WHEN.contains(&when) => !INVERTED.contains(&reader.folded(next)),
        "what" | "which" | "how" | "where" | "why" if reader.span(at) == 1 => {
            ["i", "you", "u", "we", "they", "ever"].contains(&reader.folded(next))
        }
        // `here is my order`
        "is" | "are" => {
            reader.before(at).is_some_and(|before| ["here", "this", "these"].contains(&reader.folded(before)))
        }
        "quel" | "quelle" | "quels" | "quelles" => reader.folded(next) == "que",
        _ => false,
    }
}

/// `le prix du miel svp`, `envoyez-moi la facture`: without a mark a price or a bill is asked for
/// only by who says please, wishes for it, or says how much.
fn asks_for_business(reader: &EvidenceFinder<'_>, clause: &Clause, first: usize) -> bool {
    const HOW_MUCH: [&str; 6] = ["combien", "how much", "cuanto", "quanto", "بكم", "konbyen"];
    let Some(sign) = clause.sign.filter(|sign| reader.sense(*sign) == Some(Sense::Business)) else { return false };
    let wishes = (clause.from..sign).any(|i| matches!(reader.sense(i), Some(Sense::Wish | Sense::Order)));
    let phrase: Vec<&str> = (sign..sign + reader.span(sign)).map(|i| reader.folded(i)).collect();
    let phrase = phrase.join(" ");
    clause.please || wishes || (first == sign && HOW_MUCH.iter().any(|words| phrase.contains(words)))
}

/// Whether the clause is the order itself, perhaps in the form of a question.
fn is_order(reader: &EvidenceFinder<'_>, clause: &Clause) -> bool {
    if clause.act == Act::Asks {
        return by_mark(reader, clause) && clause.counts_goods();
    }
    let counted = clause.quantities.iter().any(|quantity| !quantity.none);
    let wished = clause.wish.is_some() && matches!(clause.object, Object::Goods(_));
    let named = clause.please && clause.has_goods(reader);
    let same = matches!(clause.act, Act::Usual | Act::Changes);
    clause.act.may_order() && (counted || wished || named || same)
}

/// Whether nothing but its mark asks.
fn by_mark(reader: &EvidenceFinder<'_>, clause: &Clause) -> bool {
    let asks = |i: usize| reader.is_where(i) || matches!(reader.sense(i), Some(Sense::Question | Sense::Business));
    clause.act == Act::Asks && !(clause.from..clause.to).any(asks)
}

/// Whether its sentence ends with a question mark, perhaps after others.
fn is_marked(reader: &EvidenceFinder<'_>, clause: &Clause) -> bool {
    let marks = (clause.to..reader.len()).take_while(|i| reader.is_mark(*i, "!?…."));
    clause.marked
        || marks.into_iter().any(|i| reader.is_mark(i, "?"))
        || (clause.from..clause.to).any(|i| reader.is_mark(i, "❓❔⁉"))
}

/// Whether it says nothing but courtesy.
fn is_polite(reader: &EvidenceFinder<'_>, clause: &Clause) -> bool {
    says_only(reader, clause, Says::Polite, |i| is_silent(reader, i))
}

/// Whether it is made of phrases of this section and of what passes.
fn says_only(reader: &EvidenceFinder<'_>, clause: &Clause, section: Says, passes: impl Fn(usize) -> bool) -> bool {
    let mut i = clause.from;
    while i < clause.to {
        match phrase_at(reader, section, i, clause.to) {
            Some(words) => i += words,
            None if passes(i) => i += 1,
            None => return false,
        }
    }
    true
}

/// A section of `asking.txt`.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    Polite,
    Asks,
    Names,
}

/// The phrases of `asking.txt`: of each first word the last one, and of each phrase the one before it
/// that has the same first word.
#[derive(Default)]
struct Phrases {
    all: Vec<(Says, &'static str, Option<usize>)>,
    by_first: FxHashMap<&'static str, usize>,
}

fn phrases() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut phrases = Phrases::default();
        let mut says = Says::Polite;
        for line in include_str!("asking.txt").lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with('[') {
                says = match line {
                    line if line.starts_with("[asks]") => Says::Asks,
                    line if line.starts_with("[names]") => Says::Names,
                    _ => Says::Polite,
                };
                continue;
            }
            let first = line.split_once(' ').map_or(line, |(first, _)| first);
            let next = phrases.by_first.insert(first, phrases.all.len());
            phrases.all.push((says, line, next));
        }
        phrases
    })
}

/// How many tokens the longest phrase of a section takes that begins here.
fn phrase_at(reader: &EvidenceFinder<'_>, section: Says, from: usize, end: usize) -> Option<usize> {
    let Phrases { all, by_first } = phrases();
    let mut at = by_first.get(reader.folded(from)).copied();
    let mut longest = None;
    while let Some((says, phrase, next)) = at.and_then(|at| all.get(at)) {
        let fits = phrase.split(' ').enumerate().all(|(n, word)| from + n < end && reader.folded(from + n) == word);
        if fits && *says == section {
            longest = longest.max(Some(phrase.split(' ').count()));
        }
        at = *next;
    }
    longest
}

/// Whether what stands at `i` says nothing of what is asked.
fn is_silent(reader: &EvidenceFinder<'_>, i: usize) -> bool {
    let word = reader.is(i, TokenKind::Word);
    if reader.inside(i) || !(word || reader.is(i, TokenKind::Number)) {
        return true;
    }
    match reader.sense(i) {
        Some(Sense::Filler) => !reader.is_where(i),
        Some(sense) => super::verdict::is_silent(sense),
        None => word && !reader.letters(i, 3),
    }
}
