//! The page of one customer.

use super::Profile;
use crate::customers::allowlist::Listed;
use crate::customers::view::{customer_form, entry_form, new_address, path, proposal};
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::{address, in_query, visible};
use crate::desk::time::{at, day};
use crate::review::history_view::excerpt;
use crate::review::queue_view::unreadable;
use crate::review::unanswered;
use maud::{Markup, html};

/// All of one customer.
pub fn render(desk: &Desk<'_>, profile: &Profile, refused: Option<Typed<'_>>, notice: Option<Notice>) -> String {
    let w = desk.words;
    let customer = &profile.customer;
    let known: [(&str, &str); 3] =
        [("customer_id", &customer.id), ("customer_name", &customer.name), ("language", &customer.language)];
    let as_known: [(&str, &str); 2] = [("name", &customer.name), ("language", &customer.language)];
    let content = html! {
        p { a href="/review/customers" { (w.back_to_customers()) } }
        h2 { (visible(&customer.name)) }
        p.meta { (visible(&customer.id)) " · " (w.answered_in) (w.colon) (w.language(&customer.language)) }
        (customer_form(desk, &customer.id, refused.unwrap_or(Typed::known(&as_known))))
        h3 { (w.addresses()) }
        @if profile.entries.is_empty() { p.trouble { (w.without_address_means()) } }
        ul.lines { @for entry in &profile.entries { (listed(desk, profile, entry)) } }
        @if !profile.proposed.is_empty() {
            h3 { (w.proposals()) }
            p.hint { (w.proposals_mean()) }
            ul.lines { @for row in &profile.proposed { (proposal(desk, row, None)) } }
        }
        details.edit { summary { (w.add_address()) } (entry_form(desk, Typed::known(&known))) }
        (consents(desk, profile))
        (dealings(desk, profile))
        h3 { (w.their_data()) }
        p { a.button href={ "/api/customers/" (in_query(&customer.id)) "/export" } download { (w.export_customer) } }
        p { a.button.danger href={ (path(&customer.id)) "/erase" } { (w.erase_this()) " " (visible(&customer.name)) } }
    };
    page(desk, Tab::Customers, notice, content)
}

/// An address with where it came from, and the press that takes it off.
fn listed(desk: &Desk<'_>, profile: &Profile, entry: &Listed) -> Markup {
    let w = desk.words;
    html! {
        li.entry {
            strong { (visible(&address(&entry.address))) }
            p { (w.opted_in) " " (visible(&entry.opt_in_note)) }
            p.hint { (w.listed_by_admin()) " " (visible(profile.named(&entry.added_by))) " · " (at(desk, entry.added_at)) }
            @for alias in &entry.aliases.0 {
                p.hint { (w.also_writes_from) " " (visible(&alias.address)) " · " (w.alias_source(&alias.source)) " · " (at(desk, alias.linked_at)) }
            }
            @if let Some(moved) = &entry.moved { (new_address(desk, &entry.address, &moved.0.to, moved.0.at, moved.0.messages)) }
            details.reject {
                summary { (w.remove) }
                form method="post" action="/review/customers/remove" {
                    (csrf(desk))
                    input type="hidden" name="address" value=(entry.address);
                    input type="hidden" name="id" value=(entry.customer_id);
                    p { (w.remove_means) }
                    button.danger { (w.remove) " " (visible(&address(&entry.address))) }
                }
            }
        }
    }
}

/// The opt-ins that ended.
fn consents(desk: &Desk<'_>, profile: &Profile) -> Markup {
    let w = desk.words;
    html! {
        h3 { (w.consent_history()) }
        @if profile.past.is_empty() { p.hint { (w.no_consent_history()) } }
        ul {
            @for past in &profile.past {
                li {
                    (visible(&address(&past.address))) " · " (visible(&past.opt_in_note)) " · " (visible(profile.named(&past.added_by))) " · "
                    (at(desk, past.added_at)) " – " (at(desk, past.ended_at)) " (" (visible(profile.named(&past.ended_by))) ")"
                }
            }
        }
    }
}

/// Orders and cards.
fn dealings(desk: &Desk<'_>, profile: &Profile) -> Markup {
    let w = desk.words;
    html! {
        h3 { (w.orders_of_customer()) }
        @if profile.orders.is_empty() { p.hint { (w.no_orders()) } }
        ul {
            @for order in &profile.orders {
                li { (day(&order.placed_at, w)) " · " (visible(&order.summary)) }
            }
        }
        h3 { (w.cards_of_customer()) }
        (unreadable(desk, &profile.cards.unreadable))
        @if profile.cards.cards.is_empty() { p.hint { (w.no_cards()) } }
        @else { p { a href={ "/review/history?customer=" (in_query(&profile.customer.id)) } { (w.all_cards()) } } }
        ul.lines {
            @for card in &profile.cards.cards {
                li {
                    a href=(Desk::card_path(&card.id)) {
                        span class={ "state " (card.state.as_str()) } { (w.state(card.state)) } (unanswered::mark(card, w)) " "
                        span.excerpt dir="auto" { (visible(&excerpt(card))) }
                        span.when { (at(desk, card.received_at)) }
                    }
                }
            }
        }
    }
}
