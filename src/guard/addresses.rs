//! Links, e-mail addresses and handles, however they are broken up.

use super::Rule;
use super::letters::plain;
use super::reading::{Kind, Token};

/// Ends of domains that are no words which begin a sentence.
const ENDS: &str = " com net org fr info biz io co app shop store online site xyz club top link click web pro eu uk pt br \
                    ly gg tv dev page live ";

/// What leads elsewhere. `strict`: in a draft no sentence begins with a small letter, so
/// what follows a full stop in one is the end of a domain.
pub(super) fn addresses(text: &str, tokens: &[Token], strict: bool) -> Vec<(Rule, String)> {
    let mut found: Vec<(Rule, String)> =
        text.split_whitespace().filter_map(|word| Some((address(word)?, word.to_owned()))).collect();
    for (at, dot) in tokens.iter().enumerate().filter(|(_, token)| stop(token)) {
        let Some(end) = tokens.get(at + 1).filter(|token| token.is_word()) else { continue };
        let Some(name) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { continue };
        let small = end.raw.chars().next().is_some_and(char::is_lowercase);
        let glued = end.place.0 == dot.place.1 && name.place.1 < dot.place.0;
        let domain = ENDS.contains(&format!(" {} ", end.folded));
        if small && matches!(name.kind, Kind::Word | Kind::Number(_)) && (glued || strict || domain) {
            found.push((Rule::Link, format!("{} . {}", name.raw, end.raw)));
        }
    }
    found
}

fn stop(token: &Token) -> bool {
    token.kind == Kind::Mark && token.raw.chars().all(|c| shape(c) == '.')
}

/// A stop or an at sign of any width.
fn shape(c: char) -> char {
    match c {
        '。' | '․' | '｡' | '﹒' => '.',
        '﹫' => '@',
        c => plain(c),
    }
}

/// A link, an e-mail address or a handle.
fn address(word: &str) -> Option<Rule> {
    let word: String = word.chars().map(shape).collect::<String>().to_lowercase();
    if word.contains('@') {
        return Some(Rule::Handle);
    }
    let link = word.contains("://") || word.starts_with("www") || word.split(separates).any(domain);
    link.then_some(Rule::Link)
}

fn separates(c: char) -> bool {
    !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// `exemple.com`, and nothing like `etc...`, `1.5` or `p.m.`.
fn domain(part: &str) -> bool {
    part.trim_matches(['.', '-', '_']).rsplit_once('.').is_some_and(|(name, end)| {
        (2..=24).contains(&end.chars().count())
            && end.chars().next().is_some_and(char::is_alphabetic)
            && name.chars().last().is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::reading::tokens;

    fn check(text: &str, rule: Option<Rule>) {
        let found = addresses(text, &tokens(text), false);
        assert_eq!(found.first().map(|(rule, _)| *rule), rule, "{text}: {found:?}");
    }

    #[test]
    fn a_domain_is_found_however_it_is_broken_up() {
        for text in ["exemple.com", "exemple .com", "exemple . com", "exemple. com", "exemple.com#x", "exemple.com!x"] {
            check(text, Some(Rule::Link));
        }
        for text in
            ["exemple.com&a", "exemple.com*", "(exemple.fr)", "exemple.xn--p1ai", "ｅｘｅｍｐｌｅ．ｃｏｍ", "http://x"]
        {
            check(text, Some(Rule::Link));
        }
        for text in ["a@exemple.fr", "＠exemple", "@exemple", "a﹫b"] {
            check(text, Some(Rule::Handle));
        }
        for text in ["Merci. Nous regardons.", "etc... merci", "1.5 kg", "p.m.", "merci. on regarde", "S.A.R.L."] {
            check(text, None);
        }
    }
}
