//! The second wall: words that break a rule, in `phrases.txt`, and the words that tell
//! languages apart.

use super::Rule;
use super::letters::{arabic, without_prefix};
use super::reading::{Kind, Token};
use super::vocabulary::Known;
use crate::language::Language;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The rules that sections of `phrases.txt` are named after.
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

/// Whom a phrase is not for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Everybody,
    /// A day or an hour. A draft has none; a person who names one may only say when the
    /// shop opens.
    Time,
    /// A person may say it.
    Drafts,
}

impl Reach {
    /// The rule of a section, and whom it is for.
    fn of(section: &str) -> Option<(Rule, Self)> {
        if section == "time" {
            return Some((Rule::Promise, Self::Time));
        }
        let (name, reach) = match section.strip_suffix(" in drafts") {
            Some(name) => (name, Self::Drafts),
            None => (section, Self::Everybody),
        };
        Some((RULES.into_iter().find(|rule| rule.code() == name)?, reach))
    }
}

/// How many letters a stem is looked up by.
const HEAD: usize = 2;

/// How many pieces a word is put together from, and how long a stem is that may be broken up.
const PIECES: usize = 16;
const BROKEN: usize = 5;

/// Words that break a rule.
#[derive(Debug)]
pub(super) struct Hit {
    pub rule: Rule,
    pub words: String,
    pub reach: Reach,
}

#[derive(Clone, Copy)]
struct Phrase {
    rule: Rule,
    reach: Reach,
    words: &'static str,
}

/// The phrases by the first letters of their first word.
fn listed() -> &'static FxHashMap<&'static str, Vec<Phrase>> {
    static LISTED: OnceLock<FxHashMap<&'static str, Vec<Phrase>>> = OnceLock::new();
    LISTED.get_or_init(|| {
        let mut by_head = FxHashMap::<_, Vec<_>>::default();
        let mut section = None;
        for line in include_str!("phrases.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => section = Reach::of(name),
                None => {
                    if let Some((rule, reach)) = section {
                        for words in line.split('|') {
                            by_head.entry(head(words)).or_default().push(Phrase { rule, reach, words });
                        }
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

impl Phrase {
    fn hit(self, words: String) -> Hit {
        Hit { rule: self.rule, words, reach: self.reach }
    }
}

/// What the tokens break, with the words that do. What the vocabulary has as a whole
/// sequence is harmless (`rien n'est encore confirmé`).
pub(super) fn phrases(tokens: &[Token], known: &[Known]) -> Vec<Hit> {
    let mut found = Vec::new();
    for start in 0..tokens.len() {
        let rest = tokens.get(start..).unwrap_or_default();
        let first = rest.first().map_or("", |token| token.folded.as_str());
        let beginning = |first| listed().get(head(first)).into_iter().flatten().map(move |phrase| (first, phrase));
        for (first, phrase) in std::iter::once(first).chain(without_prefix(first)).flat_map(beginning) {
            let Some(n) = matches(rest, first, phrase.words) else { continue };
            let harmless = known.get(start..start + n).is_some_and(|known| known.iter().all(|k| *k == Known::Phrase));
            if !harmless {
                let words = rest.iter().take(n).map(|t| t.folded.as_str()).collect::<Vec<_>>().join(" ");
                found.push(phrase.hit(words));
            }
        }
        found.extend(broken_up(rest, known.get(start..).unwrap_or_default()));
    }
    found
}

/// How many tokens the phrase takes, if the tokens, of which the first is read as `first`,
/// begin with it.
fn matches(tokens: &[Token], first: &str, phrase: &str) -> Option<usize> {
    let mut n = 0;
    for word in phrase.split(' ') {
        let token = tokens.get(n).map(|token| if n == 0 { first } else { token.folded.as_str() })?;
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

/// Whether a word stands in any phrase, alone or beside others.
pub(super) fn stands_in_a_phrase(word: &str) -> bool {
    let fits = |part: &str| part.strip_suffix('*').map_or(part == word, |stem| word.starts_with(stem));
    listed().values().flatten().any(|phrase| phrase.words.split(' ').any(fits))
}

/// A word that stands in pieces: `con firmée`, `con.firmée`, `c o n f i r m é e`. Pieces
/// that are all words of the vocabulary are just these words.
fn broken_up(tokens: &[Token], known: &[Known]) -> Option<Hit> {
    let first = tokens.first().filter(|token| token.is_word())?;
    let mut joined = first.folded.clone();
    let strange = |known: &Known| matches!(known, Known::No | Known::Taught);
    let mut odd = known.first().is_some_and(strange);
    for (token, known) in tokens.iter().zip(known).take(PIECES).skip(1) {
        match token.kind {
            Kind::Mark | Kind::Break => continue,
            Kind::Number(_) => return None,
            Kind::Word => {}
        }
        odd |= strange(known);
        joined.push_str(&token.folded);
        let stem = |phrase: &Phrase| {
            let stem = phrase.words.trim_end_matches('*');
            let fits = if stem.len() < phrase.words.len() { joined.starts_with(stem) } else { joined == stem };
            fits && stem.len() >= BROKEN && stem.len() > first.folded.len() && !stem.contains(' ')
        };
        if odd && let Some(phrase) = listed().get(head(&joined)).into_iter().flatten().find(|phrase| stem(phrase)) {
            return Some(phrase.hit(joined));
        }
        if joined.len() > 24 {
            return None;
        }
    }
    None
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
        Language::It => {
            "grazie mille ricevuto ricevuta ordine messaggio vostro vostra abbiamo stiamo buongiorno buonasera \
             salve gentile il lo gli di che e per del della alla ci vi le un una non nostro nostra squadra persona \
             leggendo guardando risponde domanda domande qualcuno bene arrivato ricontattiamo serve sua suo"
        }
        // Arabic is known by its letters.
        Language::Ar => "",
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
    let words = || tokens.iter().filter(|t| t.is_word());
    let tells = |token: &&Token, language| match language {
        Language::Ar => token.folded.chars().all(arabic),
        language => languages_of(&token.folded).contains(&language),
    };
    let of = |language| words().filter(|token| tells(token, language)).count();
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
    use crate::guard::{reading, vocabulary};

    #[test]
    fn phrases_stand_in_the_file_as_they_are_read() {
        assert!(listed().values().map(Vec::len).sum::<usize>() > 400);
        let as_read = |text: &str| {
            let folded: Vec<_> = reading::tokens(text).into_iter().map(|token| token.folded).collect();
            folded.join(" ")
        };
        let plain = listed().values().flatten().map(|phrase| phrase.words.replace('*', ""));
        let other: Vec<_> = plain.filter(|phrase| as_read(phrase) != *phrase).collect();
        assert!(other.is_empty(), "{other:?}");
    }

    #[test]
    fn no_word_of_the_vocabulary_breaks_a_rule_by_itself() {
        for (language, vocabulary) in Language::ALL.into_iter().filter_map(|l| Some((l, vocabulary::of(l)?))) {
            let words = vocabulary.words();
            let hits: Vec<_> =
                words.flat_map(|word| phrases(&reading::tokens(word), &[Known::Word])).map(|hit| hit.words).collect();
            assert!(hits.is_empty(), "{}: {hits:?}", language.tag());
        }
    }

    #[test]
    fn a_word_in_pieces_is_that_word() {
        for text in ["con firmée", "con-firmée", "con.firmée", "c o n f i r m é e", "con\nfirmée", "con·firmée"]
        {
            let tokens = reading::tokens(text);
            let known = vocabulary::of(Language::Fr).unwrap().cover(&tokens);
            assert_eq!(phrases(&tokens, &known).first().map(|hit| hit.rule), Some(Rule::Confirmation), "{text}");
        }
    }
}
