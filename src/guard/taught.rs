//! Words that the business taught its drafts. They widen the vocabulary and nothing else: the
//! second wall, the goods and the numbers are checked as before.

use super::goods::Goods;
use super::letters::of_drafts;
use super::numbers::numbers;
use super::reading::{Token, tokens};
use super::vocabulary::{self, Known};
use super::{LONGEST_WORD, Rule, lexicon};
use crate::gate::names_goods;
use crate::language::Language;

/// Why a text may not be taught as a word of drafts: the rule that it would break. `None`: it may.
pub fn not_for_drafts(text: &str) -> Option<Rule> {
    let written = tokens(text);
    let unknown = vec![Known::No; written.len()];
    if text.chars().any(char::is_numeric) || !numbers(&written, &Language::ALL).is_empty() {
        return Some(Rule::Number);
    }
    // Of a link too, so that it is called one.
    if let Some((rule, _)) = super::addresses::addresses(text, &written, true).into_iter().next() {
        return Some(rule);
    }
    if let Some(hit) = lexicon::phrases(&written, &unknown).into_iter().next() {
        return Some(hit.rule);
    }
    let [token] = written.as_slice() else { return Some(Rule::Word) };
    let plain = token.is_word() && token.raw == text && text.chars().all(of_drafts);
    if !plain || text.chars().count() > LONGEST_WORD {
        return Some(Rule::Word);
    }
    if names_goods(&token.folded) {
        return Some(Rule::Product);
    }
    let mut vocabularies = Language::ALL.into_iter().filter_map(vocabulary::of);
    let harmless = vocabularies.any(|vocabulary| vocabulary.cover(&written) == [Known::Word]);
    (!harmless && lexicon::stands_in_a_phrase(&token.folded)).then_some(Rule::Word)
}

/// Marks the taught words of a draft that nothing else is known of.
pub(super) fn cover(written: &[Token], known: &mut [Known], taught: &[String], goods: &Goods) {
    for (token, known) in written.iter().zip(known).filter(|(token, known)| token.is_word() && **known == Known::No) {
        if !goods.is_own(token) && taught.contains(&token.spelt) && not_for_drafts(&token.spelt).is_none() {
            *known = Known::Taught;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::{Context, check};

    fn broken(draft: &str, taught: &[&str]) -> Vec<Rule> {
        let taught: Vec<String> = taught.iter().map(|&word| word.to_owned()).collect();
        let context =
            Context { message: "10 cartons", language: Some(Language::Fr), taught: &taught, ..Context::default() };
        super::super::rules_of(&check(&context, draft))
    }

    #[test]
    fn what_promises_counts_or_leads_elsewhere_cannot_be_taught() {
        for (word, why) in [
            ("confirmée", Rule::Confirmation),
            ("Confirmée", Rule::Confirmation),
            ("garantie", Rule::Confirmation),
            ("livré", Rule::Promise),
            ("expédiée", Rule::Promise),
            ("demain", Rule::Promise),
            ("euros", Rule::Price),
            ("12", Rule::Number),
            ("b2b", Rule::Number),
            ("douze", Rule::Number),
            ("bit.ly", Rule::Link),
            ("https://a.example", Rule::Link),
            ("a@b.example", Rule::Handle),
            ("tomates", Rule::Product),
            ("carton", Rule::Product),
            ("joli mot", Rule::Word),
            ("", Rule::Word),
            ("a_b", Rule::Word),
            ("приве", Rule::Word),
            // `est passée`, `c'est bon`
            ("bon", Rule::Word),
        ] {
            assert_eq!(not_for_drafts(word).map(Rule::code), Some(why.code()), "{word}");
        }
        for word in ["bonjour", "primeurs", "grossiste", "fidèlement"] {
            assert_eq!(not_for_drafts(word), None, "{word}");
        }
    }

    #[test]
    fn a_taught_word_stands_in_drafts_as_it_is_spelt() {
        let draft = "Bonjour, bien reçu, merci, fidèlement, vos primeurs.";
        assert_eq!(broken(draft, &[]), [Rule::Word]);
        assert_eq!(broken(draft, &["fidèlement", "primeurs"]), []);
        assert_eq!(broken(draft, &["fidelement", "primeurs"]), [Rule::Word]);
    }

    #[test]
    fn a_taught_attack_changes_nothing() {
        for (draft, taught) in [
            ("Bonjour, votre commande est confirmée, merci.", vec!["confirmée"]),
            ("Bonjour, votre commande est con firmée, merci.", vec!["con", "firmée"]),
            ("Bonjour, bien reçu, elle sera livrée, merci.", vec!["livrée", "livré"]),
            ("Bonjour, bien reçu, voir bit.ly, merci.", vec!["bit", "ly", "voir"]),
            ("Bonjour, bien reçu, 12 euros, merci.", vec!["euros", "12"]),
            ("Bonjour, bien reçu, vos tomates aussi, merci.", vec!["tomates"]),
        ] {
            let before = broken(draft, &[]);
            assert!(!before.is_empty(), "{draft}");
            let after = broken(draft, &taught);
            assert!(after.iter().any(|rule| before.contains(rule)), "{draft}: {before:?} {after:?}");
        }
    }
}
