//! The names that a draft may call people and the business by.

use super::people::is_a_name;
use super::reading::{Token, tokens};

/// What a name is spoken to with.
const GREETINGS: &str =
    " bonjour bonsoir salut hello hi dear hola ola merci thanks gracias obrigado obrigada cher chere ";

/// Which tokens of a draft are one of the names, or a part of it that is written as a name
/// is; or the customer's own name for themselves, greeted as they wrote it.
pub(super) fn cover(draft: &[Token], names: [&str; 2], message: &str) -> Vec<bool> {
    let mut covered = vec![false; draft.len()];
    for name in names.into_iter().filter(|name| !name.is_empty() && is_a_name(name)) {
        let name = tokens(name);
        for at in 0..draft.len() {
            for (nth, _) in name.iter().enumerate() {
                let parts = name.get(nth..).unwrap_or_default().iter().zip(draft.get(at..).unwrap_or_default());
                let same = parts.take_while(|(part, token)| part.folded == token.folded && part.kind == token.kind);
                let run = same.count();
                let end = if run == name.len() { run } else { capitals(draft.get(at..at + run).unwrap_or_default()) };
                covered.get_mut(at..at + end).unwrap_or_default().fill(true);
            }
        }
    }
    for at in 1..draft.len() {
        let greeted = draft.get(at - 1).is_some_and(|t| GREETINGS.contains(&format!(" {} ", t.folded)));
        let ends = draft.get(at + 1).is_none_or(|token| !token.is_word());
        let own = |token: &&Token| is_capital(token) && is_a_name(token.raw) && signed(message, token.raw);
        if greeted && ends && draft.get(at).as_ref().is_some_and(own) {
            covered.get_mut(at).into_iter().for_each(|covered| *covered = true);
        }
    }
    covered
}

/// How many of the tokens are written as a part of a name is: from one capital to another.
fn capitals(tokens: &[Token]) -> usize {
    if !tokens.first().is_some_and(is_capital) {
        return 0;
    }
    tokens.iter().rposition(is_capital).map_or(0, |last| last + 1)
}

fn is_capital(token: &Token) -> bool {
    token.is_word() && token.raw.chars().next().is_some_and(char::is_uppercase)
}

/// Whether the customer wrote the word, as it is.
fn signed(message: &str, name: &str) -> bool {
    message.split(|c: char| !c.is_alphanumeric()).any(|word| word == name)
}
