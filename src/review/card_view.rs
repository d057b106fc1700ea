//! A card: who wrote what, what would be sent to whom, and the presses.
//!
//! Every form names the card, the version and the hash of the text beside it. What
//! was pressed can therefore only be what was shown.

mod actions;
mod burst;
pub mod lines;
mod trail;

use crate::customers::asks::{Ask, asked};
use crate::customers::customer_queries::RecentOrder;
use crate::customers::view::{self as customers, new_address};
use crate::desk::Desk;
use crate::desk::text::{address, in_query, visible};
use crate::desk::time::{at, day, left};
use crate::desk::words::Words;
use crate::gate::Why;
use crate::review::list_view::{face, first_words};
use crate::review::{Card, DeliveryState, NoDraft, State, aside, hold, note, shape_mark, unanswered};
use maud::{Markup, html};

pub use actions::{Preview, preview};
pub use trail::trail;

/// What stands around a card.
pub struct CardSurroundings<'a> {
    /// The customer's latest orders.
    pub orders: &'a [RecentOrder],
    /// The level of its heading.
    pub heading: u8,
    /// What a person typed and could not send: it is not lost.
    pub typed: Option<&'a str>,
    /// What is wrong with it, in words.
    pub wrong: Option<&'a str>,
}

impl<'a> CardSurroundings<'a> {
    /// A card on which nobody typed anything.
    pub fn plain(orders: &'a [RecentOrder], heading: u8) -> Self {
        Self { orders, heading, typed: None, wrong: None }
    }
}

/// A card as one element, which the script can replace by itself.
pub fn article(desk: &Desk<'_>, card: &Card, shown: &CardSurroundings<'_>) -> Markup {
    let w = desk.words;
    let id = card.id.as_str();
    let open = card.state == State::Pending;
    html! {
        article.card.closed[!open].human[card.draft.is_none()] id=(id) tabindex="0" aria-labelledby={ (id) "-who" }
            data-version=(card.version) data-state=(card.state.as_str()) data-look=(look(card)) data-settled[settled(card)] {
            header {
                (face(card))
                @let name = name(card, w);
                @let link = html! { a href=(Desk::card_path(&card.id)) { (visible(&name)) } };
                @if shown.heading == 3 { h3 id={ (id) "-who" } { (link) } } @else { h2 id={ (id) "-who" } { (link) } }
                @if open { (left(card.window_closes_at, desk.now, w)) } @else { (state_tag(card, w)) }
                p.meta {
                    @if let Some(recipient) = &card.recipient { (visible(&address(recipient))) " · " }
                    (at(desk, card.received_at))
                }
                (hold::line(desk, card))
            }
            @if card.draft.is_none() { p.tag.why { (w.human_only) (w.colon) (w.why(card.gate.why)) } }
            (actions::first_draft(desk, card))
            @if let Some(moved) = &card.moved { (new_address(desk, &moved.from, &moved.to, moved.at, moved.messages)) }
            (asks(desk, card))
            @if card.waiting > 0 { p.tag { (w.over_limit(card.waiting)) } }
            @if let Some(when) = card.answered_elsewhere_at { p.warning { (w.answered_elsewhere) " " (at(desk, when)) } }
            (burst::burst(desk, card))
            @if folded(card) && shown.heading == 2 {
                (actions::close(desk, card))
                details.rest { summary { (w.pick("Plus", "More")) } (rest(desk, card, shown)) }
            } @else { (rest(desk, card, shown)) }
        }
    }
}

fn rest(desk: &Desk<'_>, card: &Card, shown: &CardSurroundings<'_>) -> Markup {
    html! {
        (evidence(card, desk.words))
        (unanswered::afterwards(card, desk.words))
        (orders(shown.orders, desk.words))
        (outcome(desk, card))
        (actions::forms(desk, card, shown))
        (lines::table(&card.lines, &card.as_on, desk.words))
        (note::notes(desk, card))
        (aside::presses(desk, card))
        div.quiet {
            (actions::redraft(desk, card)) (hold::press(desk, card)) (shape_mark::press(desk, card))
            @if !card.redacted {
                a href={ "/review/history?customer=" (in_query(&card.customer.id)) } { (desk.words.history_of_customer) }
            }
        }
    }
}

/// Thanks or an emoji alone: there is nothing to answer, and one press closes it.
fn folded(card: &Card) -> bool {
    card.state == State::Pending && card.waiting == 0 && card.gate.why == Some(NoDraft::Gate(Why::Thanks))
}

/// A card far down the queue, to be opened.
pub fn brief(desk: &Desk<'_>, card: &Card) -> Markup {
    let (w, id) = (desk.words, card.id.as_str());
    html! {
        article.card.brief.human[card.draft.is_none()] id=(id) tabindex="0" aria-labelledby={ (id) "-who" }
            data-version=(card.version) data-state=(card.state.as_str()) {
            header {
                (face(card))
                h2 id={ (id) "-who" } { (visible(&name(card, w))) }
                (left(card.window_closes_at, desk.now, w))
                (hold::line(desk, card))
            }
            p.excerpt dir="auto" { (visible(&first_words(card, w))) }
            a.button href=(Desk::card_path(&card.id)) { (w.open_file) }
        }
    }
}

/// The customer's name; for auditors what the ledger calls them.
pub(super) fn name(card: &Card, w: &Words) -> String {
    if card.redacted {
        return format!("{} {}", w.withheld_customer, card.customer.id);
    }
    card.customer.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| w.erased.to_owned())
}

/// What the customer asks about themselves, for whoever may do it, until it was done.
fn asks(desk: &Desk<'_>, card: &Card) -> Markup {
    let ask = asked(card.messages.iter().filter_map(|message| message.text.as_deref()));
    let undone = |ask: &Ask| match ask {
        Ask::Stop => card.still_listed,
        Ask::Erase => card.customer.name.is_some(),
    };
    html! {
        @if let Some(ask) = ask.filter(undone).filter(|_| desk.reviewer.role.may_decide()) {
            (customers::asked(desk, ask, &card.customer.id, &name(card, desk.words)))
        }
    }
}

/// Changes when the card looks otherwise.
fn look(card: &Card) -> String {
    let delivery = card.delivery.as_ref().map_or("", |delivery| delivery.state.as_str());
    let counted = card.moved.as_ref().map_or(0, |moved| moved.messages + 1);
    let closed = u8::from(card.closed_at.is_some());
    format!("{} {} {delivery} {counted} {closed}", card.version, card.state.as_str())
}

/// Nothing about it will change by itself any more.
fn settled(card: &Card) -> bool {
    let read = card.delivery.as_ref().is_some_and(|d| matches!(d.state, DeliveryState::Read | DeliveryState::Failed));
    match card.state {
        State::Rejected | State::Expired | State::Failed => true,
        State::Sent => read,
        State::Pending | State::Sending | State::Unknown => false,
    }
}

pub(super) fn state_tag(card: &Card, w: &Words) -> Markup {
    let delivery = card.delivery.as_ref().map(|d| d.state);
    let tick = match (card.state, delivery) {
        (State::Sent, Some(DeliveryState::Read | DeliveryState::Delivered)) => "✓✓ ",
        (State::Sent, _) => "✓ ",
        (State::Failed | State::Expired, _) => "✕ ",
        (State::Unknown, _) => "? ",
        (State::Rejected, _) => "– ",
        (State::Sending, _) => "… ",
        (State::Pending, _) => "",
    };
    let word = match (card.state, delivery) {
        (State::Sent, Some(DeliveryState::Read)) => w.read,
        (State::Sent, Some(DeliveryState::Delivered)) => w.delivered,
        _ => w.state(card.state),
    };
    html! { span class={ "state " (card.state.as_str()) } { (tick) (word) } }
}

/// The gate's evidence with its reasons in words.
fn evidence(card: &Card, w: &Words) -> Markup {
    html! {
        @if !card.gate.evidence.is_empty() {
            ul.evidence aria-label=(w.why_the_gate) {
                @for evidence in card.gate.evidence.iter().take(6) {
                    li { @if !card.redacted { "« " bdi { (visible(&evidence.text)) } " » " } (w.evidence(evidence.kind)) }
                }
            }
        }
    }
}

fn orders(orders: &[RecentOrder], w: &Words) -> Markup {
    html! {
        @if !orders.is_empty() {
            details.orders {
                summary { (w.recent_orders) " (" (orders.len()) ")" }
                ul {
                    @for order in orders {
                        li { (day(&order.placed_at, w)) " · " bdi { (visible(&order.summary)) } }
                    }
                }
            }
        }
    }
}

/// What became of a card that was decided.
fn outcome(desk: &Desk<'_>, card: &Card) -> Markup {
    let w = desk.words;
    html! {
        @if let Some(decision) = &card.decision {
            div.decided {
                p { (w.decision(card, decision)) " · " (visible(&decision.by)) " · " (at(desk, decision.at)) }
                @if let Some(reason) = decision.reason { p { (w.closed_because(card, reason)) } }
                @if let Some(text) = &decision.text { blockquote dir="auto" { (visible(text)) } }
            }
        }
        @match card.state {
            State::Failed => div.trouble {
                p { strong { (w.send_failed) } }
                @if let Some(error) = card.delivery.as_ref().and_then(|d| d.error.as_ref()) {
                    @let (title, advice) = w.advice(error);
                    p { strong { (title) } " (" (error.code) ")" }
                    @if card.closed_at.is_none() { p { (advice) } }
                }
                @if let Some(when) = card.closed_at { p { (w.card_closed()) " " (at(desk, when)) } }
            },
            State::Unknown => div.trouble { p { strong { (w.nobody_knows) } } p { (w.unknown_advice) } },
            State::Expired => div.trouble { p { (w.expired_advice) } },
            State::Sending => p.hint { (w.sending_hint) },
            State::Pending | State::Sent | State::Rejected => {}
        }
        @if let Some(previous) = &card.previous_id {
            p.hint { a href=(Desk::card_path(previous)) { (w.previous_card) } }
        }
    }
}
