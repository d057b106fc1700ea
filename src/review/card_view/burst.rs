//! What the customer said: each message with all that it holds, and what it refers to.

use crate::desk::Desk;
use crate::desk::text::{fold, marked, visible};
use crate::desk::time::at;
use crate::desk::words::Words;
use crate::media::view::attachment;
use crate::messages::content::{Contact, Details, Location};
use crate::messages::conversation::ChangedMessage;
use crate::review::Card;
use crate::review::message::{MediaView, Message};
use maud::{Markup, html};

/// The messages of a card, and how many earlier ones are not among them.
pub(super) fn burst(desk: &Desk<'_>, card: &Card) -> Markup {
    let w = desk.words;
    // Where each text begins in the texts that the evidence counts in: joined by line ends.
    let lengths = card.messages.iter().map(|m| m.text.as_ref().map_or(0, |text| text.chars().count() + 1));
    let offsets = lengths.scan(0, |next, length| Some(std::mem::replace(next, *next + length)));
    html! {
        @if card.messages_not_shown > 0 {
            p.hint {
                (w.not_shown(card.messages_not_shown)) " "
                a href={ (Desk::card_path(&card.id)) "?all" } { (w.show_all) }
            }
        }
        ol.burst aria-label=(w.messages) {
            @for (message, offset) in card.messages.iter().zip(offsets) {
                li {
                    (before(message, w))
                    (said(card, message, offset, w))
                    (after(message, w))
                    @if !plain(card, message) {
                        span.when {
                            (at(desk, message.at))
                            @if message.edited { " · " (w.edited_by_customer) }
                            @if message.forwarded { " · " (w.forwarded) }
                            @if message.group { " · " (w.in_group) }
                        }
                    }
                }
            }
        }
    }
}

/// Whether it is the only message and its time says all: that stands with the customer's name.
fn plain(card: &Card, message: &Message) -> bool {
    let said = message.edited || message.forwarded || message.group;
    card.messages.len() == 1 && message.at == card.received_at && !said
}

/// What a message answers, changes or is about stands above its words, as on a phone.
fn before(message: &Message, w: &Words) -> Markup {
    let about = message.details.as_ref();
    html! {
        @if message.notice { p.hint { (w.notice) } }
        @if let Some(changes) = &message.changes { (changed(changes, message.deleted, w)) }
        @if let Some(quoted) = &message.quoted {
            p.hint { (w.quoted(quoted)) }
            @if let Some(text) = &quoted.text { (folded(text, |part, _| html! { (visible(part)) }, "quoted", w)) }
        }
        @if let Some(seen) = about.and_then(|about| about.advertisement.as_ref()) {
            p.hint {
                (w.advertisement)
                @for text in [&seen.headline, &seen.body].into_iter().flatten() { " « " (visible(text)) " »" }
                @if seen.headline.is_none() && seen.body.is_none() {
                    @if let Some(url) = &seen.url { " " (visible(url)) }
                }
            }
        }
        @if let Some(product) = about.and_then(|about| about.product.as_ref()) {
            p.hint {
                (w.about_product) " " strong { (visible(&product.reference)) }
                @if let Some(name) = &product.name { " " (visible(name)) }
            }
        }
    }
}

fn changed(changes: &ChangedMessage, deleted: bool, w: &Words) -> Markup {
    let what = if deleted { w.takes_back_earlier } else { w.changes_earlier };
    html! {
        p.warning {
            @if let Some(card) = &changes.review_id { a href=(Desk::card_path(card)) { (what) } } @else { (what) }
            @if changes.text.is_some() { (w.colon) }
        }
        @if let Some(text) = &changes.text { (folded(text, |part, _| html! { (visible(part)) }, "quoted", w)) }
        @if !deleted && changes.text.is_some() { p.hint { (w.and_now) } }
    }
}

fn said(card: &Card, message: &Message, offset: usize, w: &Words) -> Markup {
    let class = if message.notice { "said gone" } else { "said" };
    let nothing = message.media.is_none() && message.details.as_ref().is_none_or(shows_nothing);
    html! {
        @match &message.text {
            Some(text) => (folded(text, |part, from| {
                marked(part, &card.gate.evidence, offset + from, &|e| w.evidence(e.kind))
            }, class, w)),
            None if message.deleted && message.changes.is_none() => p.said.gone { (w.deleted_by_customer) },
            None if message.deleted => {},
            None if card.redacted => p.said.gone { (w.not_for_auditors) },
            None if card.customer.name.is_none() => p.said.gone { (w.erased) },
            None if nothing => p.said.gone { (w.kind(&message.kind)) },
            None => {},
        }
    }
}

/// Whether details say nothing of what the message itself is.
fn shows_nothing(details: &Details) -> bool {
    details.location.is_none() && details.contacts.is_empty() && details.withheld.is_none()
}

/// A text of which twelve lines are seen at once. `show`: a part of it, and where it begins.
fn folded(text: &str, show: impl Fn(&str, usize) -> Markup, class: &str, w: &Words) -> Markup {
    let Some((head, rest)) = fold(text) else {
        return html! { p class=(class) dir="auto" { (show(text, 0)) } };
    };
    let characters = rest.chars().count();
    html! {
        p class=(class) dir="auto" { (show(head, 0)) }
        details.rest {
            summary { (w.rest(rest.lines().count(), characters)) }
            p class=(class) dir="auto" { (show(rest, text.chars().count() - characters)) }
        }
    }
}

/// What else a message holds stands below its words.
fn after(message: &Message, w: &Words) -> Markup {
    html! {
        @if let Some(media) = &message.media { (attached(media, w)) }
        @if let Some(details) = &message.details {
            @if let Some(place) = &details.location { (location(place, w)) }
            @for card in &details.contacts { (contact(card, w)) }
            @if let Some(choice) = &details.choice {
                p.hint { (w.offer(choice.from)) @if let Some(text) = &choice.description { (w.colon) (visible(text)) } }
            }
            @if let Some(withheld) = &details.withheld {
                p.said.gone { (w.withheld) @if let Some(sort) = &withheld.sort { " (" (visible(sort)) ")" } }
            }
            @if let Some(cut) = details.cut { p.warning { (w.cut(cut)) } }
        }
    }
}

fn attached(media: &MediaView, w: &Words) -> Markup {
    let href = media.href.as_ref().map(|href| href.replacen("/api/", "/review/", 1));
    match href {
        Some(href) => attachment(&media.kind, media.mime.as_deref(), media.filename.as_deref(), &href, w),
        None => html! { p.hint { (w.kind(&media.kind)) } },
    }
}

fn location(place: &Location, w: &Words) -> Markup {
    let degrees = place.latitude.as_ref().zip(place.longitude.as_ref());
    html! {
        p.attached {
            strong { (w.kind("location")) }
            @for text in [&place.name, &place.address].into_iter().flatten() { " · " (visible(text)) }
            @if let Some((latitude, longitude)) = degrees { " · " (visible(latitude)) ", " (visible(longitude)) }
        }
    }
}

fn contact(card: &Contact, w: &Words) -> Markup {
    html! {
        p.attached {
            strong { (w.kind("contacts")) }
            @for text in card.name.iter().chain(&card.lines) { " · " (visible(text)) }
        }
    }
}
