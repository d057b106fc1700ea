//! Reads one clause: its quantities, its wish, and what it does.

use super::EvidenceKind;
use super::clause::{Act, Clause, Start};
use super::lexicon::Sense;
use super::reader::EvidenceFinder;
use super::wish::Object;
use crate::gate::lexer::TokenKind;

/// The first of each sense in a clause that says what it does.
#[derive(Default)]
struct Signs {
    cancel: Option<usize>,
    complaint: Option<usize>,
    returns: Option<usize>,
    change: Option<usize>,
    stock: Option<usize>,
    told: Option<usize>,
    note: Option<usize>,
    others: Option<usize>,
    earlier: Option<usize>,
    promo: Option<usize>,
    usual: Option<usize>,
    question: Option<usize>,
    business: Option<usize>,
    thanks: Option<usize>,
    negated: Option<usize>,
}

/// The clause between two tokens, with what it does.
pub(super) fn read(reader: &EvidenceFinder<'_>, from: usize, to: usize, start: Start, marked: bool) -> Clause {
    let mut clause = Clause {
        from,
        to,
        start,
        act: Act::Open,
        sign: None,
        wish: None,
        object: Object::Nothing,
        taught: false,
        quantities: Vec::new(),
        please: false,
        marked,
        unknown: 0,
    };
    let mut signs = Signs::default();
    let mut i = from;
    while i < to {
        if let Some(quantity) = reader.quantity_at(i).filter(|quantity| quantity.to <= to) {
            i = quantity.to;
            clause.quantities.push(quantity);
            continue;
        }
        notice(reader, i, &mut signs, &mut clause);
        i += reader.span(i);
    }
    (clause.act, clause.sign) = decide(reader, &clause, &signs);
    if matches!(clause.act, Act::Cancels) && clause.wish.is_some() && signs.cancel.is_none() {
        clause.wish = None;
    }
    clause
}

/// Takes in what stands at `i`.
fn notice(reader: &EvidenceFinder<'_>, i: usize, signs: &mut Signs, clause: &mut Clause) {
    let place = match reader.sense(i) {
        Some(Sense::Subject) if i == clause.from && OTHERS.contains(&reader.folded(i)) => &mut signs.others,
        Some(Sense::Filler) if reader.is_where(i) => &mut signs.question,
        // `acheté`, `livré`: what was done.
        Some(Sense::Order) if reader.ends_in_acute(i) => &mut signs.told,
        Some(Sense::Wish | Sense::Order) => return wish(reader, i, signs, clause),
        Some(Sense::Please) => {
            clause.please = true;
            return;
        }
        Some(Sense::Cancel) => &mut signs.cancel,
        Some(Sense::Complaint) => &mut signs.complaint,
        Some(Sense::Return) => &mut signs.returns,
        Some(Sense::Change) => &mut signs.change,
        Some(Sense::Stock) => &mut signs.stock,
        Some(Sense::Told | Sense::Document) => &mut signs.told,
        Some(Sense::Aux) if is_participle(reader, i + reader.span(i)) => &mut signs.told,
        Some(Sense::Note) => &mut signs.note,
        Some(Sense::Earlier) => &mut signs.earlier,
        Some(Sense::Promo) => &mut signs.promo,
        Some(Sense::Usual) => &mut signs.usual,
        Some(Sense::Question) => &mut signs.question,
        Some(Sense::Business) => &mut signs.business,
        Some(Sense::Thanks) => &mut signs.thanks,
        None if reader.unknown(i) && tells_of_the_past(reader.folded(i)) => &mut signs.told,
        _ => {
            clause.unknown += usize::from(reader.unknown(i));
            return;
        }
    };
    place.get_or_insert(i);
}

/// A wish counts with what is wished for, unless that is something to do, or it is taken
/// back.
fn wish(reader: &EvidenceFinder<'_>, i: usize, signs: &mut Signs, clause: &mut Clause) {
    if reader.taken_back(i) {
        signs.negated.get_or_insert(i);
        return;
    }
    let order = reader.sense(i) == Some(Sense::Order);
    let object = reader.object(i + reader.span(i), clause.to, order);
    // `je voudrais savoir`, `I want to talk`; an order is a thing all the same.
    if object == Object::Deed && !order {
        return;
    }
    clause.taught |= reader.is_taught_order(i);
    if clause.wish.is_none() || matches!((clause.object, object), (Object::Nothing | Object::Deed, Object::Goods(_))) {
        clause.wish = Some(i);
        clause.object = object;
    }
}

/// `avez livré`, `has sent`: a verb in the past after `avoir`, `have`.
fn is_participle(reader: &EvidenceFinder<'_>, at: usize) -> bool {
    // Past `déjà`, `bien`.
    let short = ["eu", "ete", "mis", "fait"].contains(&reader.folded(at));
    let at = if reader.sense(at) == Some(Sense::Filler) && !short { at + reader.span(at) } else { at };
    let verb = match reader.sense(at) {
        None => reader.is(at, TokenKind::Word) && !reader.inside(at) && reader.letters(at, 2),
        Some(Sense::Order | Sense::Wish | Sense::Told | Sense::Complaint | Sense::Return | Sense::Thanks) => true,
        _ => false,
    };
    short || (verb && ends_as_participle(reader.folded(at)))
}

/// `étaient`, `rompieron`, `quebraram`, `arrivarono`: endings that only the past has.
fn tells_of_the_past(word: &str) -> bool {
    const ENDS: [&str; 8] = ["aient", "aron", "ieron", "aram", "eram", "iram", "arono", "irono"];
    word.len() > 6 && ENDS.iter().any(|end| word.ends_with(end))
}

fn ends_as_participle(word: &str) -> bool {
    [
        "e", "es", "ee", "ees", "i", "is", "ie", "u", "us", "ue", "it", "ert", "ed", "en", "ado", "ido", "ato", "uto",
        "ito",
    ]
    .iter()
    .any(|end| word.ends_with(end))
}

/// What a clause does, and the sign of it.
fn decide(reader: &EvidenceFinder<'_>, clause: &Clause, signs: &Signs) -> (Act, Option<usize>) {
    let wishes = clause.wish.filter(|wish| clause.object != Object::Deed && !is_doubted(reader, clause, signs, *wish));
    // A wish for a number of goods holds beside anything but a cancellation.
    let firm = wishes.filter(|wish| {
        clause.quantities.iter().any(|q| q.kind.counts_goods() && !q.definite && !q.none && q.from > *wish)
    });
    let none = clause.quantities.iter().find(|q| q.none);
    if let Some(sign) = signs.cancel.or(signs.negated.filter(|_| firm.is_none())) {
        return (Act::Cancels, Some(sign));
    }
    if let Some(none) = none {
        return (Act::Cancels, Some(none.from));
    }
    if let Some(sign) = signs.returns.filter(|_| firm.is_none()) {
        return (Act::Returns, Some(sign));
    }
    if firm.is_some() && signs.change.is_none() {
        return (Act::Orders, None);
    }
    if signs.note.is_some() {
        return (Act::Tells, signs.note);
    }
    for (sign, act) in [
        (signs.complaint, Act::Complains),
        (signs.promo.filter(|_| wishes.is_none() && !clause.marked), Act::Promotes),
        (signs.told.filter(|_| signs.change.is_some() && !clause.please), Act::Tells),
        (signs.usual.filter(|usual| begins_with_usual(reader, clause, *usual)), Act::Usual),
        (signs.change.filter(|change| changes_goods(reader, clause, signs, *change)), Act::Changes),
    ] {
        if sign.is_some() {
            return (act, sign);
        }
    }
    rest(reader, clause, signs, wishes)
}

/// Whether what looks like ordering is spoken of: `did you get my order for 3 pallets`,
/// `what do I need to buy`, `buy 10, get 1 free`.
fn is_doubted(reader: &EvidenceFinder<'_>, clause: &Clause, signs: &Signs, wish: usize) -> bool {
    let before = |sign: Option<usize>| sign.is_some_and(|sign| sign < wish);
    // `est-ce que vous pouvez me livrer` asks for it.
    let order = reader.sense(wish) == Some(Sense::Order);
    let politely = |question: usize| {
        let between = question + reader.span(question)..wish;
        let taken = reader.span(wish) > 1 || clause.counts_goods();
        !order && taken && between.into_iter().all(|i| reader.inside(i) || reader.sense(i) == Some(Sense::Subject))
    };
    // `quand tu passes, prends 2 caisses` tells when.
    let when = |question: usize| !clause.marked && WHEN.contains(&reader.folded(question));
    let asked = signs.question.is_some_and(|question| question < wish && !politely(question) && !when(question));
    let told = order && (before(signs.told) || signs.earlier.is_some() || signs.promo.is_some());
    asked || before(signs.note) || told
}

/// Somebody else, of whom is told.
const OTHERS: [&str; 17] = [
    "he", "she", "they", "it", "il", "elle", "ils", "elles", "ella", "ellos", "ellas", "ele", "ela", "eles", "elas",
    "lui", "lei",
];

/// What asks for a time, or tells it.
pub(super) const WHEN: [&str; 5] = ["quand", "when", "cuando", "quando", "whenever"];

/// What is left when nothing was complained of, changed or called off.
fn rest(reader: &EvidenceFinder<'_>, clause: &Clause, signs: &Signs, wishes: Option<usize>) -> (Act, Option<usize>) {
    let goods = match clause.object {
        Object::Goods(at) if wishes.is_some() => Some(at),
        _ => None,
    };
    if let Some(sign) = signs.earlier.filter(|_| goods.is_none()) {
        return (Act::Earlier, Some(sign));
    }
    // `I want the price of milk` asks; `I want milk at a good price` does not.
    let question = signs.question.or(signs.business);
    let asked = question.filter(|at| goods.is_none_or(|goods| *at < goods && Some(*at) > wishes));
    if let Some(sign) = asked {
        return (Act::Asks, Some(sign));
    }
    let weak = !clause.please && wishes.is_none();
    if let Some(sign) = signs.stock.filter(|_| wishes.is_none()) {
        return (Act::Stocks, Some(sign));
    }
    if let Some(sign) = signs.told.or(signs.others).filter(|_| weak) {
        return (Act::Tells, Some(sign));
    }
    if let Some(sign) = signs.thanks.filter(|sign| wishes.is_none() && thanks_for(reader, clause, *sign)) {
        return (Act::Thanks, Some(sign));
    }
    if wishes.is_some() {
        return (Act::Orders, None);
    }
    if clause.marked && !clause.please && !opens_with_quantity(reader, clause) {
        return (Act::Asks, Some(clause.to));
    }
    (Act::Open, None)
}

/// Whether a change is of goods, not of a day or an address: a number of them, or one thing
/// for another; and not asked about.
fn changes_goods(reader: &EvidenceFinder<'_>, clause: &Clause, signs: &Signs, change: usize) -> bool {
    let strong = |kind: EvidenceKind| kind.counts_goods() || kind == EvidenceKind::Measured;
    let counted = clause.quantities.iter().any(|q| strong(q.kind) && reader.sense(q.from) != Some(Sense::One));
    let goods = (clause.from..clause.to).filter(|i| reader.goods(*i).is_some()).count();
    let asked = signs.question.is_some_and(|at| at < change) || (clause.marked && !clause.please && !counted);
    let next = change + reader.span(change);
    let known = reader.sense(next) == Some(Sense::Definite) || reader.goods(next).is_some();
    let one_for_another = goods > 1 && known && !clause.marked && change == first_of(reader, clause);
    !asked && signs.business.is_none() && (counted || one_for_another)
}

/// The first word that says something, after greetings and `pour ma commande d'hier`.
fn first_of(reader: &EvidenceFinder<'_>, clause: &Clause) -> usize {
    let silent =
        [Sense::Courtesy, Sense::Please, Sense::Thanks, Sense::Filler, Sense::Earlier, Sense::Order, Sense::Told];
    let says = |i: &usize| {
        let sense = reader.sense(*i);
        !reader.inside(*i) && !sense.is_some_and(|sense| silent.contains(&sense) || sense == Sense::Definite)
    };
    (clause.from..clause.to).find(says).unwrap_or(clause.from)
}

/// `la même chose que jeudi`, but not `40 is the same as 40`: nothing is counted before.
fn begins_with_usual(reader: &EvidenceFinder<'_>, clause: &Clause, usual: usize) -> bool {
    !(clause.from..usual).any(|i| reader.is(i, TokenKind::Number))
}

/// `merci pour les 8 cartons`: thanks for what came.
fn thanks_for(reader: &EvidenceFinder<'_>, clause: &Clause, thanks: usize) -> bool {
    const FOR: [&str; 12] = ["pour", "for", "por", "pelo", "pela", "pelos", "pelas", "per", "3la", "علي", "des", "de"];
    let next = thanks + reader.span(thanks);
    let after = clause.quantities.iter().any(|q| q.from > thanks);
    after && (FOR.contains(&reader.folded(next)) || clause.quantities.iter().all(|q| q.definite))
}

/// `3 cartons de lait pour demain ?`: asked for politely, with nothing else before.
fn opens_with_quantity(reader: &EvidenceFinder<'_>, clause: &Clause) -> bool {
    let Some(first) = clause.quantities.iter().find(|q| q.kind.counts_goods()) else { return false };
    let silent = |i: usize| {
        !reader.is(i, TokenKind::Word)
            || reader.inside(i)
            || matches!(reader.sense(i), Some(Sense::Courtesy | Sense::Please | Sense::Thanks | Sense::Filler))
    };
    clause.unknown == 0 && (clause.from..first.from).all(silent)
}
