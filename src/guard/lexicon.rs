//! The words that break a rule, in `phrases.txt`, and the words that tell languages
//! apart.

use super::Rule;
use crate::gate::lexer::{Token, TokenKind};
use crate::language::Language;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The rules that words break, as `phrases.txt` names them.
const RULES: [Rule; 8] = [
    Rule::Confirmation,
    Rule::Promise,
    Rule::Price,
    Rule::Discount,
    Rule::Stock,
    Rule::Link,
    Rule::Handle,
    Rule::PromptLeak,
];

/// How many letters a stem is looked up by.
const HEAD: usize = 2;

/// The phrases by the first letters of their first word.
fn listed() -> &'static FxHashMap<&'static str, Vec<(Rule, &'static str)>> {
    static LISTED: OnceLock<FxHashMap<&'static str, Vec<(Rule, &'static str)>>> = OnceLock::new();
    LISTED.get_or_init(|| {
        let mut by_head = FxHashMap::<_, Vec<_>>::default();
        let mut rule = None;
        for line in include_str!("phrases.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => rule = RULES.into_iter().find(|rule| rule.code() == name),
                None => {
                    for (rule, phrase) in rule.into_iter().flat_map(|rule| line.split('|').map(move |p| (rule, p))) {
                        by_head.entry(head(phrase)).or_default().push((rule, phrase));
                    }
                }
            }
        }
        by_head
    })
}

/// The first letters of a word; all of a shorter one.
fn head(phrase: &str) -> &str {
    let word = phrase.split([' ', '*']).next().unwrap_or_default();
    let end = word.char_indices().nth(HEAD).map_or(word.len(), |(end, _)| end);
    word.get(..end).unwrap_or(word)
}

/// What the tokens break, with the words that do.
pub(super) fn phrases(tokens: &[Token]) -> Vec<(Rule, String)> {
    let mut found = Vec::new();
    for start in 0..tokens.len() {
        let rest = tokens.get(start..).unwrap_or_default();
        let first = rest.first().map_or("", |token| token.folded.as_str());
        for (rule, phrase) in listed().get(head(first)).into_iter().flatten() {
            if let Some(n) = matches(rest, phrase) {
                let words = rest.iter().take(n).map(|t| t.folded.as_str());
                found.push((*rule, words.collect::<Vec<_>>().join(" ")));
            }
        }
    }
    found
}

/// How many tokens the phrase takes, if the tokens begin with it.
fn matches(tokens: &[Token], phrase: &str) -> Option<usize> {
    let mut n = 0;
    for word in phrase.split(' ') {
        let token = tokens.get(n)?.folded.as_str();
        let hit = match word.strip_suffix('*') {
            Some(stem) => token.starts_with(stem),
            None => token == word,
        };
        if !hit {
            return None;
        }
        n += 1;
    }
    Some(n)
}

/// Words that a receipt in the language has, most of which others have not.
fn telltale(language: Language) -> &'static str {
    match language {
        Language::Fr => {
            "nous vous votre vos bien recu recue recus avons merci bonjour bonsoir revenons et est \
             commande vers avec equipe salut regardons question dans au les des une de du le la pour ce \
             cette message demande regarde va nos notre on reviendra revient souci besoin jetons oeil \
             verifie verifions note pris lu prenons connaissance tres beaucoup si quelqu un personne \
             repond repondons vite c coucou cher chere re"
        }
        Language::En => {
            "we you your have has received thank thanks hello hi the and will it is order message with to \
             our team got for in a are this that of back look looking person someone reply check checking \
             read if any soon be on as dear good morning afternoon evening well noted them us"
        }
        Language::Es => {
            "hemos su sus gracias hola recibido recibimos pedido lo le y el buenos buenas estamos equipo \
             muchas mensaje los con usted tenemos la de nos para una un que en persona alguien revisa \
             revisamos revisando respondemos escribiremos si duda mirando tu tus nuestro nuestra por dias \
             tardes noches llego"
        }
        Language::Pt => {
            "recebemos seu sua seus suas obrigado obrigada ola o voce pedido bom boa e estamos equipa \
             equipe mensagem muito com ja tivermos voltamos ao de a os para uma um que em nos alguem \
             pessoa vai ver responder respondemos duvida olhar nossa nosso vamos dia tarde noite caro \
             cara se por chegou ok"
        }
    }
}

/// The languages that a word is a telltale of.
fn languages_of(word: &str) -> &'static [Language] {
    static TELLTALES: OnceLock<FxHashMap<&'static str, Vec<Language>>> = OnceLock::new();
    let telltales = TELLTALES.get_or_init(|| {
        let mut telltales = FxHashMap::<_, Vec<_>>::default();
        for language in Language::ALL {
            for word in telltale(language).split_whitespace() {
                telltales.entry(word).or_default().push(language);
            }
        }
        telltales
    });
    telltales.get(word).map_or(&[], Vec::as_slice)
}

/// How many words there are, and how many are telltales of each language.
fn count(tokens: &[Token]) -> (usize, Vec<(usize, Language)>) {
    let words = || tokens.iter().filter(|t| t.kind == TokenKind::Word);
    let of = |language| words().filter(|t| languages_of(&t.folded).contains(&language)).count();
    (words().count(), Language::ALL.into_iter().map(|language| (of(language), language)).collect())
}

/// The language that the tokens are most plainly in, if they are in one: at least
/// two telltale words, and more than any other language has.
pub(super) fn language(tokens: &[Token]) -> Option<Language> {
    let (_, counts) = count(tokens);
    let (best, language) = counts.iter().copied().max_by_key(|(n, _)| *n)?;
    let alone = counts.iter().filter(|(n, _)| *n == best).count() == 1;
    (best >= 2 && alone).then_some(language)
}

/// Whether the tokens are in the language: as many telltales of it as of any other, and
/// enough of them for the length.
pub(super) fn is_in(tokens: &[Token], expected: Language) -> bool {
    let (words, counts) = count(tokens);
    let of = |wanted: bool| counts.iter().filter(|(_, l)| (*l == expected) == wanted).map(|(n, _)| *n).max();
    let (own, other) = (of(true).unwrap_or(0), of(false).unwrap_or(0));
    words == 0 || (own >= other && own > 0 && own * 5 >= words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_stand_in_the_file_as_the_lexer_folds_them() {
        assert!(listed().values().map(Vec::len).sum::<usize>() > 400);
        for (_, phrase) in listed().values().flatten() {
            let plain = phrase.replace('*', "");
            let folded: Vec<_> = crate::gate::lexer::tokens(&plain).into_iter().map(|token| token.folded).collect();
            assert_eq!(folded.join(" "), plain);
        }
    }
}
