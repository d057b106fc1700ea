//! Clauses, and what each of them does: asks, tells, complains, gives back, calls off,
//! changes, thanks, or orders. This is decided before quantities count.

use super::lexicon::Sense;
use super::quantity::Quantity;
use super::reader::EvidenceFinder;
use super::wish::Object;
use super::{Evidence, EvidenceKind};
use crate::gate::lexer::TokenKind;

/// What a clause does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Nothing that its words say: a list, a name, a greeting.
    Open,
    /// Wishes for something.
    Orders,
    /// Orders what was ordered before.
    Usual,
    /// Changes an order.
    Changes,
    /// Asks.
    Asks,
    /// Calls something off.
    Cancels,
    /// Says that something is wrong.
    Complains,
    /// Gives something back.
    Returns,
    /// Tells what there is.
    Stocks,
    /// Tells what was or will be done.
    Tells,
    /// Asks after an earlier order.
    Earlier,
    /// Offers something.
    Promotes,
    /// Thanks for something.
    Thanks,
    /// Was written by somebody else.
    Forwards,
}

impl Act {
    /// Whether what the clause counts may be ordered.
    pub fn may_order(self) -> bool {
        matches!(self, Self::Open | Self::Orders | Self::Usual | Self::Changes)
    }

    /// Whether what follows in the same sentence goes the same way.
    fn goes_on(self) -> bool {
        matches!(self, Self::Cancels | Self::Complains | Self::Returns | Self::Tells | Self::Stocks | Self::Promotes)
    }
}

/// How a clause begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// A line.
    Line,
    /// A sentence on the same line.
    Sentence,
    /// Behind a comma, a bracket, a colon or another small mark.
    Mark,
    /// Behind `and`, or where another matter begins.
    Turn,
}

/// A stretch of the text that does one thing.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub from: usize,
    pub to: usize,
    pub start: Start,
    pub act: Act,
    /// The word that says so.
    pub sign: Option<usize>,
    pub wish: Option<usize>,
    /// What is wished for.
    pub object: Object,
    /// It orders with a word that the business taught.
    pub taught: bool,
    pub quantities: Vec<Quantity>,
    pub please: bool,
    /// Ends with a question mark.
    pub marked: bool,
    /// Words that mean nothing here.
    pub unknown: usize,
}

impl Clause {
    /// Whether it counts goods, and not what is known already.
    pub fn counts_goods(&self) -> bool {
        self.quantities.iter().any(|q| q.kind.counts_goods() && !q.definite && !q.none)
    }

    /// Whether the clause names or counts anything that can be had.
    pub fn has_goods(&self, reader: &EvidenceFinder<'_>) -> bool {
        self.quantities.iter().any(|q| q.kind != EvidenceKind::Goods)
            || (self.from..self.to).any(|i| reader.goods(i).is_some())
    }

    /// What it rests on: the sign of what it does, the wish, and what is counted or named.
    pub fn evidence(&self, reader: &EvidenceFinder<'_>, out: &mut Vec<Evidence>) {
        let kind = match self.act {
            Act::Open | Act::Orders | Act::Thanks | Act::Forwards => None,
            Act::Usual => Some(EvidenceKind::Usual),
            Act::Changes => Some(EvidenceKind::Change),
            Act::Asks => Some(EvidenceKind::Question),
            Act::Cancels => Some(EvidenceKind::Cancellation),
            Act::Complains => Some(EvidenceKind::Complaint),
            Act::Returns => Some(EvidenceKind::Return),
            Act::Stocks => Some(EvidenceKind::StockList),
            Act::Tells => Some(EvidenceKind::Told),
            Act::Earlier => Some(EvidenceKind::AfterOrder),
            Act::Promotes => Some(EvidenceKind::Promotion),
        };
        let place = |at: usize| (at, (at + reader.span(at)).min(reader.len()));
        out.extend(kind.zip(self.sign.map(place)).map(|(kind, (from, to))| reader.evidence(kind, from, to)));
        let wish = self.wish.filter(|wish| Some(*wish) != self.sign).map(place);
        out.extend(wish.map(|(from, to)| reader.evidence(EvidenceKind::OrderWord, from, to)));
        if let (Some(_), Object::Goods(at)) = (self.wish, self.object)
            && !self.quantities.iter().any(|q| q.from <= at && at < q.to)
        {
            let to = at + reader.goods(at).unwrap_or(1);
            out.push(reader.evidence(EvidenceKind::WishedGoods, at, to));
        }
        let mut i = self.from;
        let mut quantities = self.quantities.iter().peekable();
        while i < self.to {
            if let Some(quantity) = quantities.next_if(|q| q.from == i) {
                out.push(reader.evidence(quantity.kind, quantity.from, quantity.to));
                i = quantity.to;
            } else if let Some(n) = reader.product(i).filter(|_| reader.is(i, TokenKind::Word)) {
                out.push(reader.evidence(EvidenceKind::Product, i, i + n));
                i += n;
            } else {
                let ordered = reader.is_taught_order(i) && self.wish != Some(i) && self.sign != Some(i);
                if ordered {
                    out.push(reader.evidence(EvidenceKind::OrderWord, i, i + reader.span(i)));
                }
                if reader.sense(i) == Some(Sense::Goods) {
                    out.push(reader.evidence(EvidenceKind::Goods, i, i + reader.span(i)));
                }
                i += reader.span(i);
            }
        }
    }
}

/// The clauses of a text with what they do.
pub(super) fn clauses(reader: &EvidenceFinder<'_>) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    for (from, to, start, marked) in stretches(reader) {
        let clause = super::act::read(reader, from, to, start, marked);
        out.push(clause);
    }
    spread(reader, &mut out);
    out
}

/// Where the clauses begin and end, how each begins, and whether its sentence asks with a
/// mark.
fn stretches(reader: &EvidenceFinder<'_>) -> Vec<(usize, usize, Start, bool)> {
    let mut out = Vec::new();
    let (mut from, mut start) = (0, Start::Line);
    let mut i = 0;
    let mut about = About::default();
    while i < reader.len() {
        // A mark inside a quantity ends nothing: `riz : 5 kg`.
        let next = reader.quantity_at(i).map_or(i + reader.span(i), |quantity| quantity.to);
        let ends = if reader.is(i, TokenKind::Break) {
            Some(Start::Line)
        } else if reader.is_mark(i, ".!?;…") {
            Some(Start::Sentence)
        } else if reader.is_mark(i, ",()/•|:–—") {
            Some(Start::Mark)
        } else if reader.sense(i) == Some(Sense::And) && i > from && begins_a_matter(reader, next) {
            Some(Start::Turn)
        } else {
            None
        };
        if let Some(how) = ends {
            out.push((from, i, start, reader.is_mark(i, "?")));
            (from, start, about) = (next, how, About::default());
        } else if i > from && about.turns_at(reader.sense(i)) {
            out.push((from, i, start, false));
            (from, start, about) = (i, Start::Turn, About::default());
            about.add(reader.sense(i), false);
        } else {
            about.add(reader.sense(i), reader.is(i, TokenKind::Number) || reader.goods(i).is_some());
        }
        i = next;
    }
    out.push((from, reader.len().max(from), start, false));
    out.retain(|(from, to, _, _)| from < to);
    out
}

/// What a stretch is about so far.
#[derive(Default)]
struct About {
    wished: bool,
    /// What stands right before called something off: `no need to send`.
    just_cancelled: bool,
    /// Goods or numbers after the wish.
    had: bool,
    against: bool,
}

impl About {
    fn add(&mut self, sense: Option<Sense>, goods: bool) {
        self.just_cancelled = sense == Some(Sense::Cancel);
        match sense {
            Some(Sense::Wish) => self.wished = true,
            Some(Sense::Cancel | Sense::Complaint | Sense::Told | Sense::Stock | Sense::Earlier | Sense::Return) => {
                self.against = true;
            }
            _ => self.had |= goods && self.wished,
        }
    }

    /// Whether another matter begins: a wish after something else, or a cancellation after
    /// what was wished for.
    fn turns_at(&self, sense: Option<Sense>) -> bool {
        match sense {
            Some(Sense::Wish) => self.against && !self.just_cancelled,
            Some(Sense::Cancel) => self.had,
            _ => false,
        }
    }
}

/// Whether what follows `and` is another matter, not another thing.
fn begins_a_matter(reader: &EvidenceFinder<'_>, at: usize) -> bool {
    matches!(
        reader.sense(at),
        Some(
            Sense::Wish
                | Sense::Order
                | Sense::Subject
                | Sense::Question
                | Sense::Cancel
                | Sense::Complaint
                | Sense::Return
                | Sense::Change
                | Sense::Told
                | Sense::Stock
                | Sense::Earlier
                | Sense::Negation
                | Sense::Thanks
                | Sense::Usual
        )
    )
}

/// A word that heads a list of what there is: `STOCK AS AT 2 SEP`.
fn is_inventory(word: &str) -> bool {
    const HEADS: [&str; 9] = ["stock", "tock", "invent", "estoque", "existencias", "giacenz", "jard", "جرد", "مخزون"];
    HEADS.iter().any(|head| word.starts_with(head))
}

/// What one clause does, others that belong to it do too: those after it in the sentence,
/// the lines under a heading, and before it what it calls off, offers or asks the price of.
fn spread(reader: &EvidenceFinder<'_>, clauses: &mut [Clause]) {
    // A bill or a recipe is one from end to end.
    let document = |clause: &Clause| clause.sign.is_some_and(|at| reader.sense(at) == Some(Sense::Document));
    if clauses.iter().any(document) {
        clauses.iter_mut().filter(|c| c.act == Act::Open && !c.please).for_each(|c| c.act = Act::Tells);
    }
    let (mut heading, mut current) = (None, None);
    for clause in clauses.iter_mut() {
        let fresh = matches!(clause.start, Start::Line | Start::Sentence);
        if fresh {
            current = heading;
        }
        match (clause.act, current) {
            (Act::Open, Some(act)) if !clause.please => clause.act = act,
            (Act::Open, _) => {}
            (act, _) => {
                // `Got a party on, 10 kegs`: what was told of was not goods.
                let thanks = (clause.from..clause.to).any(|i| reader.sense(i) == Some(Sense::Thanks));
                let of_goods = act != Act::Tells || thanks || clause.has_goods(reader);
                current = Some(act).filter(|act| act.goes_on() && of_goods);
                if matches!(act, Act::Orders | Act::Usual | Act::Changes) {
                    heading = None;
                }
            }
        }
        // `Stock 29 sep` over a list, `Retours :` too.
        let heads = match clause.act {
            Act::Promotes => !clause.counts_goods() && clause.wish.is_none(),
            Act::Stocks => !clause.counts_goods() && clause.sign.is_some_and(|at| is_inventory(reader.folded(at))),
            Act::Cancels | Act::Returns | Act::Complains => reader.is_mark(clause.to, ":") && !clause.has_goods(reader),
            _ => false,
        };
        if heads {
            heading = Some(clause.act);
            current = heading;
        }
    }
    let mut after: Option<Act> = None;
    for clause in clauses.iter_mut().rev() {
        match (clause.act, after) {
            (Act::Open, Some(act)) => clause.act = act,
            // `3 cartons, non laissez tomber`, but not `3 cartons, et annulez ma commande d'hier`.
            (Act::Orders, Some(Act::Cancels)) => clause.act = Act::Cancels,
            (act, _) => {
                let spoken_of = |i: usize| matches!(reader.sense(i), Some(Sense::Order | Sense::Definite));
                let bare = !clause.has_goods(reader) && !(clause.from..clause.to).any(spoken_of);
                let price = act == Act::Asks && clause.sign.is_some_and(|at| reader.sense(at) == Some(Sense::Business));
                let back = act == Act::Promotes || (bare && (matches!(act, Act::Cancels | Act::Returns) || price));
                after = if back { Some(act) } else { after.filter(|_| act == Act::Open) };
            }
        }
        if matches!(clause.start, Start::Line | Start::Sentence) {
            after = None;
        }
    }
}
