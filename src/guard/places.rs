//! Where a draft may speak of goods: as what was received, noted or asked for. Anywhere else
//! the same words say that there are some, or that they come (`nous avons le coca`).

use super::goods::{AND, FILLERS, Goods, joins, listed};
use super::numbers::numbers;
use super::reading::{Kind, Token};
use super::vocabulary::{Known, Vocabulary};
use crate::language::Language;

/// What may stand between goods and the word that they are the object of.
const BETWEEN: &str = " pour par avec sur votre vos ta tes ces ce cette cet un une concernant for with about regarding your \
                       these those this some an a on para con sobre su sus tu tus este esta estos estas una com seu sua \
                       seus suas teu tua teus tuas um uma pelos pelas ao aux bien ";

/// Words for any goods.
const THINGS: &str = " produit produits article articles product products item items producto productos articulo \
                      articulos produto produtos artigo artigos item itens ";

/// `Vos 10 cartons sont bien reçus`: what may follow goods that are spoken of first.
const ARE: &str = " est sont is are ont a ete have has been han sido ha estan son foram foi estao bien well bem ";
const RECEIVED: &str = " recu recue recus recues note notee notes notees received noted recibido recibida recibidos recibidas \
                        anotado anotada anotados anotadas recebido recebida recebidos recebidas ";

/// Goods of the draft that stand where no goods may be named.
pub(super) fn misplaced<'d>(
    draft: &'d [Token<'d>],
    known: &[Known],
    goods: &Goods,
    vocabulary: &Vocabulary,
) -> Vec<&'d Token<'d>> {
    let places = Places { draft, known, goods, vocabulary };
    (0..draft.len()).filter(|at| !places.allow(*at)).filter_map(|at| draft.get(at)).collect()
}

struct Places<'d> {
    draft: &'d [Token<'d>],
    known: &'d [Known],
    goods: &'d Goods,
    vocabulary: &'d Vocabulary,
}

impl Places<'_> {
    fn names_goods(&self, at: usize) -> bool {
        let thing = |token: &Token| {
            listed(THINGS, &token.folded) || (self.known.get(at) == Some(&Known::No) && self.goods.is_own(token))
        };
        self.draft.get(at).is_some_and(thing)
    }

    /// Whether what stands there is no goods, or goods where they may stand.
    fn allow(&self, at: usize) -> bool {
        if !self.names_goods(at) {
            return true;
        }
        let mut before = at;
        while let Some(token) = before.checked_sub(1).and_then(|at| self.draft.get(at)) {
            before -= 1;
            let said = token.folded.as_str();
            if self.names_goods(before) {
                return true; // the goods before it were looked at
            }
            let in_list = (token.is_mark(&[","]) || listed(AND, said)) && self.in_list(before);
            let head = token.is_mark(&[":", "«", "“"]) || token.kind == Kind::Break || self.vocabulary.is_head(token);
            if in_list || head {
                return true;
            }
            let number = matches!(token.kind, Kind::Number(_)) || is_number(token);
            let between = number || joins(self.draft, before) || listed(FILLERS, said) || listed(BETWEEN, said);
            if !between {
                break;
            }
        }
        self.are_received(at)
    }

    /// Whether goods stand right before the mark or the `et`.
    fn in_list(&self, at: usize) -> bool {
        at.checked_sub(1)
            .is_some_and(|before| self.names_goods(before) || self.draft.get(before).is_some_and(is_number))
    }

    fn are_received(&self, at: usize) -> bool {
        let mut are = false;
        for (nth, token) in self.draft.iter().enumerate().skip(at + 1) {
            let said = token.folded.as_str();
            if listed(RECEIVED, said) {
                return are;
            }
            let verb = listed(ARE, said);
            let goods = self.names_goods(nth) || is_number(token) || listed(FILLERS, said) || listed(AND, said);
            if !(verb || (!are && goods)) {
                return false;
            }
            are |= verb;
        }
        false
    }
}

fn is_number(token: &Token) -> bool {
    !numbers(std::slice::from_ref(token), &Language::ALL).is_empty()
}
