//! History and what is stuck: lists of cards, each a line that leads to its card.

use super::card_view::{CardSurroundings, article};
use super::queue_view::unreadable;
use crate::customers::view::new_address;
use crate::desk::Desk;
use crate::desk::layout::{Tab, page};
use crate::desk::text::{address, visible};
use crate::desk::time::at;
use crate::review::history::{History, Stuck};
use crate::review::review_queue::history::Outcome;
use crate::review::{Card, State, note};
use maud::{Markup, html};

/// What was looked for, as it stands in the form.
pub struct SearchForm {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The CRM's id of the customer.
    pub customer: String,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Words.
    pub words: String,
}

/// The page of the history. `next`: the link to the cards before these.
pub fn render(desk: &Desk<'_>, asked: &SearchForm, found: &History, next: Option<&str>) -> String {
    let w = desk.words;
    let content = html! {
        form.filters method="get" action="/review/history" role="search" {
            div { label for="from" { (w.opened_from) } input id="from" type="date" name="from" value=(asked.from); }
            div { label for="to" { (w.to_day) } input id="to" type="date" name="to" value=(asked.to); }
            div {
                label for="outcome" { (w.outcome) }
                select id="outcome" name="outcome" {
                    option value="" { (w.any) }
                    @for outcome in Outcome::ALL {
                        option value=(outcome.as_str()) selected[asked.outcome == Some(outcome)] { (w.outcome_name(outcome)) }
                    }
                }
            }
            @if desk.reviewer.role.reads_words() {
                div { label for="q" { (w.search_words) } input id="q" type="search" name="q" value=(asked.words) maxlength="200" dir="auto"; }
            }
            @if !asked.customer.is_empty() { input type="hidden" name="customer" value=(asked.customer); }
            button { (w.search) }
        }
        @if !asked.customer.is_empty() {
            p.hint { (w.of_customer) " " (visible(&asked.customer)) " · " a href="/review/history" { (w.of_all) } }
        }
        (unreadable(desk, &found.unreadable))
        @if found.cards.is_empty() { p.empty { (w.nothing_found) } }
        @else { (lines(desk, &found.cards)) }
        @if let Some(next) = next { p { a.button href=(next) { (w.more_cards) } } }
    };
    page(desk, Tab::History, None, content)
}

fn lines(desk: &Desk<'_>, cards: &[Card]) -> Markup {
    let w = desk.words;
    html! {
        ul.lines {
            @for card in cards {
                li {
                    a href=(Desk::card_path(&card.id)) {
                        strong { (visible(&super::card_view::name(card, w))) } " "
                        (super::card_view::state_tag(card, w))
                        (super::unanswered::mark(card, w))
                        span.excerpt dir="auto" { (visible(&excerpt(card))) }
                        span.when {
                            (at(desk, card.received_at))
                            @if let Some(decision) = &card.decision { " · " (w.decision(card, decision)) " · " (visible(&decision.by)) }
                        }
                        @for note in &card.notes { (note::line(desk, note)) }
                    }
                }
            }
        }
    }
}

/// How a card begins.
pub fn excerpt(card: &Card) -> String {
    let first = card.messages.iter().find_map(|message| message.text.as_deref()).unwrap_or_default();
    let line = first.replace('\n', " · ");
    match line.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// The page of what is stuck: each with what a person can do about it.
pub fn stuck(desk: &Desk<'_>, stuck: &Stuck) -> String {
    let w = desk.words;
    let groups = [
        (w.stuck_unknown, vec![State::Unknown, State::Sending]),
        (w.stuck_failed, vec![State::Failed]),
        (w.stuck_waiting, vec![State::Pending]),
        (w.stuck_expired, vec![State::Expired]),
    ];
    let content = html! {
        p.hint { (w.stuck_hint) }
        (unreadable(desk, &stuck.unreadable))
        @if stuck.ungathered > 0 { p.trouble { (w.ungathered) " " (stuck.ungathered) } }
        @if !stuck.moved.is_empty() {
            h2.group { (w.stuck_moved) " (" (stuck.moved.len()) ")" }
            @for entry in &stuck.moved {
                @if let Some(moved) = &entry.moved {
                    h3 { (visible(&entry.customer_name)) " · " (visible(&address(&entry.address))) }
                    (new_address(desk, &entry.address, &moved.0.to, moved.0.at, moved.0.messages))
                }
            }
        }
        @for (title, states) in &groups {
            @let cards: Vec<&Card> = stuck.cards.iter().filter(|card| states.contains(&card.state)).collect();
            @if !cards.is_empty() {
                h2.group { (title) " (" (cards.len()) ")" }
                @for card in cards { (article(desk, card, &CardSurroundings::plain(&[], 3))) }
            }
        }
        @if stuck.cards.is_empty() && stuck.unreadable.is_empty() && stuck.moved.is_empty() && stuck.ungathered == 0 { div.empty { (crate::desk::layout::cup()) p { (w.nothing_stuck) } } }
    };
    page(desk, Tab::Stuck, None, content)
}
