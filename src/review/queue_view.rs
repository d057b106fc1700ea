//! The queue: cards that wait, least time left first.

use super::card_view::{CardSurroundings, article, brief};
use super::list_view::list;
use crate::customers::customer_queries::RecentOrder;
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, cup, page};
use crate::desk::text::visible;
use crate::identity::ReviewId;
use crate::ledger::strangers::Strangers;
use crate::ledger::strangers_view::strangers;
use crate::review::review_queue::history::Counts;
use crate::review::{Card, State, read};
use maud::{Markup, html};

/// What the queue holds.
pub struct Queue {
    /// Least time left first.
    pub cards: Vec<(Card, Vec<RecentOrder>)>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Cards of this page that cannot be read.
    pub unreadable: Vec<ReviewId>,
    /// How many wait in all, and how many need somebody.
    pub counts: Counts,
    /// Cards that the reader's page shows still, below the queue.
    pub settling: Vec<(Card, Vec<RecentOrder>)>,
    /// What came from people who are not listed, for whoever can list them, where no card waits.
    pub strangers: Strangers,
}

/// The page of the queue.
pub fn render(desk: &Desk<'_>, queue: &Queue, notice: Option<Notice>) -> String {
    page(desk, Tab::Queue, notice, content(desk, queue))
}

/// What became of the card that was just decided. `settled`: nothing was sent now, a person said
/// what became of an earlier send.
pub fn done(desk: &Desk<'_>, card: &Card, settled: bool) -> Notice {
    let (w, name) = (desk.words, super::card_view::name(card, desk.words));
    let (bad, text) = match card.state {
        State::Sent => (false, w.sent_to),
        State::Sending => (false, w.sending_to),
        State::Rejected => (false, w.closed_nothing_sent),
        State::Failed if card.closed_at.is_some() => (false, w.card_closed()),
        State::Failed if settled => (false, w.can_send_again),
        State::Failed => (true, w.failed_see_card),
        State::Unknown => (true, w.unknown_see_card),
        State::Pending | State::Expired => (true, w.window_closed),
    };
    let path = Desk::card_path(&card.id);
    Notice { bad, text: html! { (text) " " a href=(path) { (visible(&name)) } } }
}

fn content(desk: &Desk<'_>, queue: &Queue) -> Markup {
    let w = desk.words;
    html! {
        (list(desk, queue.cards.iter().map(|(card, _)| card)))
        div id="queue" {
            p.count { (w.waiting(queue.counts.waiting)) }
            (unreadable(desk, &queue.unreadable))
            @for (n, (card, orders)) in (0..).zip(queue.cards.iter().filter(|(card, _)| card.later.is_none())) {
                @if n < read::WHOLE { (article(desk, card, &CardSurroundings::plain(orders, 2))) } @else { (brief(desk, card)) }
            }
            @if queue.cards.is_empty() && queue.unreadable.is_empty() { (empty(desk, queue.counts)) }
            (put_off(desk, &queue.cards))
            @if let Some(cursor) = &queue.next_cursor {
                p { a.button href={ "/review?cursor=" (cursor) } { (w.more_cards) } }
            }
        }
        (strangers(desk, &queue.strangers))
        @if desk.reviewer.role.may_decide() { p.hint { a href=(Tab::Judge.path()) { (w.judge) } } }
        @if !queue.settling.is_empty() {
            template id="settling" {
                @for (card, orders) in &queue.settling { (article(desk, card, &CardSurroundings::plain(orders, 2))) }
            }
        }
    }
}

/// Says which cards cannot be read.
pub fn unreadable(desk: &Desk<'_>, cards: &[ReviewId]) -> Markup {
    html! {
        @for card in cards { p.trouble id=(card.as_str()) { (desk.words.card_unreadable) " " code { (card.as_str()) } } }
    }
}

/// The cards that somebody put off, folded.
fn put_off(desk: &Desk<'_>, cards: &[(Card, Vec<RecentOrder>)]) -> Markup {
    let w = desk.words;
    let later: Vec<_> = cards.iter().filter(|(card, _)| card.later.is_some()).collect();
    html! {
        @if !later.is_empty() {
            @if later.len() == cards.len() { div.empty { p { (w.only_put_off()) } } }
            details.put-off {
                summary { (w.later()) " (" (later.len()) ")" }
                @for (card, _) in later { (brief(desk, card)) }
            }
        }
    }
}

/// An empty page of the queue says well done only if nothing is left to do anywhere.
fn empty(desk: &Desk<'_>, counts: Counts) -> Markup {
    let (w, Counts { waiting, stuck, alarm }) = (desk.words, counts);
    html! {
        div.empty {
            @if waiting > 0 { p { a.button href=(Tab::Queue.path()) { (w.to_the_queue) } } }
            @if stuck > 0 { p { a.button.urgent href=(Tab::Stuck.path()) { (w.need_attention(stuck)) } } }
            @if waiting == 0 && stuck == 0 && alarm.is_none() { (cup()) p { (w.empty_queue) } }
            p.hint { (w.empty_hint) }
        }
    }
}
