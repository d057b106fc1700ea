//! The list beside the card, on a wide screen: who wrote, the first words, the time left and how the
//! card stands. Narrower screens do not show it.

use super::card_view::name;
use crate::desk::Desk;
use crate::desk::text::visible;
use crate::desk::time::left;
use crate::desk::words::{Words, say};
use crate::review::{Card, read, unanswered};
use maud::{Markup, html};

/// How many characters of a card's first words are shown.
const FIRST_WORDS: usize = 60;

say! {
    cards_that_wait: "Cartes en attente", "Cards that wait";
    ready: "prête", "ready";
    by_hand: "à rédiger", "to write";
}

/// A line for each card, in the order of the cards; those that were put off are folded.
pub fn list<'a>(desk: &Desk<'_>, cards: impl Iterator<Item = &'a Card>) -> Markup {
    let (later, waiting): (Vec<_>, Vec<_>) = cards.partition(|card| card.later.is_some());
    html! {
        nav.list aria-label=(desk.words.cards_that_wait()) {
            p.count { (desk.words.waiting(desk.counts.waiting)) }
            @for (n, card) in (0..).zip(waiting) { (line(desk, card, n < read::WHOLE)) }
            @if !later.is_empty() {
                details {
                    summary { (desk.words.later()) " (" (later.len()) ")" }
                    @for card in later { (line(desk, card, false)) }
                }
            }
        }
    }
}

/// `here`: the card stands whole on this page; else the link leads to it.
fn line(desk: &Desk<'_>, card: &Card, here: bool) -> Markup {
    let (w, name) = (desk.words, name(card, desk.words));
    let id = card.id.as_str();
    html! {
        a href={ @if here { "#" (id) } @else { (Desk::card_path(&card.id)) } } data-of=(id) {
            (face(card)) strong { (visible(&name)) } (left(card.window_closes_at, desk.now, w))
            span.excerpt dir="auto" { (visible(&first_words(card, w))) }
            @if card.draft.is_some() { span.state { (w.ready()) } } @else { span.state.unknown { (w.by_hand()) } }
            (unanswered::mark(card, w))
        }
    }
}

/// What a card begins with: its first words, or else what was sent without any.
pub fn first_words(card: &Card, w: &Words) -> String {
    match card.messages.iter().find_map(|message| message.text.as_deref()) {
        Some(text) => text.chars().take(FIRST_WORDS).collect(),
        None if card.redacted => String::new(),
        None => card.messages.first().map(|message| w.kind(&message.kind).to_owned()).unwrap_or_default(),
    }
}

/// The customer's initials; nothing where there is no name.
pub fn face(card: &Card) -> Markup {
    let name = card.customer.name.as_deref().unwrap_or_default();
    html! { @if let Some(letters) = initials(name) { span.face aria-hidden="true" { (letters) } } }
}

/// The first letters of the first two words. Of a script without capitals one letter: two would join
/// into another word.
fn initials(name: &str) -> Option<String> {
    let mut firsts = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = firsts.next()?;
    let second = firsts.next().filter(|_| first.is_lowercase() || first.is_uppercase());
    Some(first.to_uppercase().chain(second.into_iter().flat_map(char::to_uppercase)).collect())
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_first_two_words() {
        let of = |name| initials(name).unwrap_or_default();
        assert_eq!(of("Épicerie du Port"), "ÉD");
        assert_eq!(of("chez « amina »"), "CA");
        assert_eq!(of("Harissa"), "H");
        assert_eq!(of("دار السلام"), "د");
        assert_eq!(of(" – "), "");
    }
}
