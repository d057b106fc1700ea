//! A card: who wrote what, what would be sent to whom, and the presses.
//!
//! Every form names the card, the version and the hash of the text beside it. What
//! was pressed can therefore only be what was shown.

mod actions;
mod burst;
mod trail;

use crate::customers::asks::asked;
use crate::customers::customer_queries::Order;
use crate::customers::view::{self as customers, new_address};
use crate::desk::Desk;
use crate::desk::text::{address, in_query, visible};
use crate::desk::time::{at, left};
use crate::desk::words::Words;
use crate::review::{Card, State, hold};
use maud::{Markup, html};

pub use actions::{Preview, preview};
pub use trail::trail;

/// What stands around a card.
pub struct Shown<'a> {
    /// The customer's latest orders.
    pub orders: &'a [Order],
    /// The level of its heading.
    pub heading: u8,
    /// What a person typed and could not send: it is not lost.
    pub typed: Option<&'a str>,
}

/// A card as one element, which the script can replace by itself.
pub fn article(desk: &Desk<'_>, card: &Card, shown: &Shown<'_>) -> Markup {
    let w = desk.words;
    let id = card.id.as_str();
    let open = card.state == State::Pending;
    html! {
        article.card.closed[!open].human[card.draft.is_none()] id=(id) tabindex="0" aria-labelledby={ (id) "-who" }
            data-version=(card.version) data-state=(card.state.as_str()) data-look=(look(card)) data-settled[settled(card)] {
            header {
                @let name = name(card, w);
                @let link = html! { a href=(Desk::card_path(&card.id)) { (visible(&name)) } };
                @if shown.heading == 3 { h3 id={ (id) "-who" } { (link) } } @else { h2 id={ (id) "-who" } { (link) } }
                @if open { (left(card.window_closes_at, desk.now, w)) } @else { (state_tag(card, w)) }
                p.meta {
                    @if let Some(recipient) = &card.recipient { (visible(&address(recipient))) " · " }
                    (at(card.received_at))
                    @if !card.redacted {
                        " · " a href={ "/review/history?customer=" (in_query(&card.customer.id)) } { (w.history_of_customer) }
                    }
                }
                (hold::line(desk, card))
            }
            @if card.draft.is_none() { p.tag.why { (w.human_only) (w.colon) (w.why(card.gate.why.as_deref())) } }
            @if let Some(moved) = &card.moved { (new_address(desk, &moved.from, &moved.to, moved.at, moved.messages)) }
            (asks(desk, card))
            @if card.waiting > 0 { p.tag { (w.over_limit(card.waiting)) } }
            @if let Some(when) = card.answered_elsewhere_at { p.warning { (w.answered_elsewhere) " " (at(when)) } }
            (burst::burst(card, w))
            (evidence(card, w))
            (orders(shown.orders, w))
            (outcome(desk, card))
            (actions::forms(desk, card, shown.typed))
            (hold::press(desk, card))
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

/// What the customer asks about themselves, for whoever may do it.
fn asks(desk: &Desk<'_>, card: &Card) -> Markup {
    let ask = asked(card.messages.iter().filter_map(|message| message.text.as_deref()));
    html! {
        @if let Some(ask) = ask.filter(|_| desk.reviewer.role.may_decide()) {
            (customers::asked(desk, ask, &card.customer.id, &name(card, desk.words)))
        }
    }
}

/// Changes when the card looks otherwise.
fn look(card: &Card) -> String {
    let delivery = card.delivery.as_ref().map_or("", |delivery| delivery.state.as_str());
    let counted = card.moved.as_ref().map_or(0, |moved| moved.messages + 1);
    format!("{} {} {delivery} {counted}", card.version, card.state.as_str())
}

/// Nothing about it will change by itself any more.
fn settled(card: &Card) -> bool {
    let read = card.delivery.as_ref().is_some_and(|d| d.state == "read" || d.state == "failed");
    match card.state {
        State::Rejected | State::Expired | State::Failed => true,
        State::Sent => read,
        State::Pending | State::Sending | State::Unknown => false,
    }
}

pub(super) fn state_tag(card: &Card, w: &Words) -> Markup {
    let delivery = card.delivery.as_ref().map(|d| d.state.as_str());
    let tick = match (card.state, delivery) {
        (State::Sent, Some("read")) => "✓✓ ",
        (State::Sent, Some("delivered")) => "✓✓ ",
        (State::Sent, _) => "✓ ",
        _ => "",
    };
    let word = match (card.state, delivery) {
        (State::Sent, Some("read")) => w.read,
        (State::Sent, Some("delivered")) => w.delivered,
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
                    li { @if !card.redacted { "« " (visible(&evidence.text)) " » " } (w.evidence(evidence.kind)) }
                }
            }
        }
    }
}

fn orders(orders: &[Order], w: &Words) -> Markup {
    html! {
        @if !orders.is_empty() {
            details.orders {
                summary { (w.recent_orders) " (" (orders.len()) ")" }
                ul {
                    @for order in orders {
                        li { (visible(order.placed_at.get(..10).unwrap_or(&order.placed_at))) " · " (visible(&order.summary)) }
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
                p { (w.decision(card, decision)) " · " (visible(&decision.by)) " · " (at(decision.at)) }
                @if let Some(reason) = &decision.reason { p { (w.reason(reason)) } }
                @if let Some(text) = &decision.text { blockquote dir="auto" { (visible(text)) } }
            }
        }
        @match card.state {
            State::Failed => div.trouble {
                p { strong { (w.send_failed) } }
                @if let Some(error) = card.delivery.as_ref().and_then(|d| d.error.as_ref()) {
                    @let (title, advice) = w.advice(error);
                    p { strong { (title) } " (" (error.code) ")" } p { (advice) }
                }
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
