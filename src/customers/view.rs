//! The pages of customers and of the addresses that wait for an admin's word.

use super::allowlist::{self, OptIn};
use super::asks::Ask;
use super::customer_queries::{CustomerLine, CustomerSearch};
use super::directory::Roll;
use super::listable::Unlistable;
use super::proposals::{Proposed, Waiting};
use crate::bulk_import::view::{Import, upload};
use crate::bulk_import::{Customer, ImportRow, Order, Proposal};
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::{Notice, Tab, csrf, page, shown};
use crate::desk::text::{address, in_query, visible};
use crate::desk::time::at;
use crate::desk::words::{UiLanguage, Words};
use crate::language::Language;
use crate::ledger::strangers::Strangers;
use crate::ledger::strangers_view::strangers;
use maud::{Markup, html};

/// The path of a customer's page.
pub fn path(id: &str) -> String {
    format!("/review/customers/{}", in_query(id))
}

pub const CUSTOMERS: Import = Import {
    action: "/review/customers/import",
    columns: Customer::COLUMNS,
    example: "customers",
    title: |w| w.import_customers,
};

pub const ADDRESSES: Import = Import {
    action: "/review/addresses/import",
    columns: Proposal::COLUMNS,
    example: "addresses",
    title: |w| w.import_addresses(),
};

pub const ORDERS: Import =
    Import { action: "/review/orders/import", columns: Order::COLUMNS, example: "orders", title: |w| w.import_orders };

/// The page of customers, and what came from people who are not listed. `typed`: a form that was refused.
pub fn customers(
    desk: &Desk<'_>,
    search: &CustomerSearch,
    (roll, unlisted): (&Roll, &Strangers),
    typed: Typed<'_>,
    notice: Option<Notice>,
) -> String {
    let w = desk.words;
    let all = search.words.is_empty() && !search.without_address;
    let content = html! {
        (strangers(desk, unlisted))
        form.filters method="get" action="/review/customers" role="search" {
            div { label for="q" { (w.search_customers()) } input id="q" type="search" name="q" value=(search.words) maxlength="200"; }
            label.check { input type="checkbox" name="without" value="1" checked[search.without_address]; " " (w.only_without_address()) }
            button { (w.search) }
        }
        @if roll.proposed > 0 { p { a.button href="/review/addresses" { (w.waiting_addresses(roll.proposed)) } } }
        @for entry in &roll.moved {
            @if let Some(moved) = &entry.moved {
                h2 { a href=(path(&entry.customer_id)) { (visible(&entry.customer_name)) } " · " (visible(&address(&entry.address))) }
                (new_address(desk, &entry.address, &moved.0.to, moved.0.at, moved.0.messages))
            }
        }
        @if roll.lines.is_empty() { p.empty { (if all { w.no_customers() } else { w.no_customer_found() }) } }
        ul.lines { @for line in &roll.lines { (customer(line, w)) } }
        @if let Some(next) = &roll.next {
            p { a.button rel="next" href={ "/review/customers?q=" (in_query(&search.words)) @if search.without_address { "&without=1" } "&cursor=" (in_query(next)) } { (w.next_page()) } }
        }
        details.edit open[typed.open() || (all && roll.lines.is_empty())] {
            summary { (w.add_customer) }
            (entry_form(desk, typed))
        }
        h2 { (w.from_the_crm) }
        (upload(desk, &CUSTOMERS))
        (upload(desk, &ADDRESSES))
        p.hint { (w.proposals_mean()) }
        (upload(desk, &ORDERS))
    };
    page(desk, Tab::Customers, notice, content)
}

fn customer(line: &CustomerLine, w: &Words) -> Markup {
    html! {
        li {
            a href=(path(&line.id)) {
                strong { (visible(&line.name)) } " "
                @if line.addresses.0.is_empty() { span.state.expired { (w.no_address()) } }
                span.excerpt { @for (n, to) in line.addresses.0.iter().enumerate() { @if n > 0 { ", " } (visible(&address(to))) } }
                span.when {
                    (visible(&line.id)) " · " (w.language(&line.language))
                    @if line.proposed > 0 { " · " (w.waiting_addresses(line.proposed)) }
                }
            }
        }
    }
}

/// The form that lists an address, filled as it was, with what is wrong beside the field.
pub fn entry_form(desk: &Desk<'_>, typed: Typed<'_>) -> Markup {
    let w = desk.words;
    let made = "customer_id";
    let input = |field: &str, label: &str, longest: &str| {
        let tel = field == "address";
        html! {
            label for=(field) { (label) }
            input id=(field) name=(field) required[field != made] maxlength=(longest) autocomplete="off" dir="auto" value=(typed.value(field).unwrap_or_default())
                inputmode=[tel.then_some("tel")] placeholder=[tel.then_some("+33 6 00 00 00 00")] autofocus[typed.focus(field)]
                aria-invalid=[typed.invalid(field)] aria-describedby=[typed.why(field)];
            (typed.beside(w, field))
        }
    };
    let note = "opt_in_note";
    html! {
        form.stack method="post" action="/review/customers" {
            (csrf(desk))
            (typed.pressed_by_enter(w.add_to_list))
            (input("address", w.number, "140"))
            (input("customer_name", w.customer_name, "200"))
            (input(made, w.customer_id, "128"))
            @if typed.value(made).is_none() { p.hint { (w.id_is_made()) } }
            (languages(w, "language", typed.value("language").as_deref()))
            label for=(note) { (w.opt_in) }
            textarea id=(note) name=(note) required maxlength="2000" rows="2" dir="auto" placeholder=(w.opt_in_example) autofocus[typed.focus(note)]
                aria-invalid=[typed.invalid(note)] aria-describedby=[typed.why(note)] { (typed.value(note).unwrap_or_default()) }
            (typed.beside(w, note))
            button.primary { (w.add_to_list) }
        }
    }
}

fn languages(w: &Words, id: &str, chosen: Option<&str>) -> Markup {
    html! {
        label for=(id) { (w.answered_in) }
        select id=(id) name="language" {
            @for one in Language::ALL { option value=(one.tag()) selected[chosen == Some(one.tag())] { (w.language(one.tag())) } }
        }
    }
}

/// The form that changes a customer's name and language, as they are or as it was refused.
pub fn customer_form(desk: &Desk<'_>, id: &str, typed: Typed<'_>) -> Markup {
    let w = desk.words;
    html! {
        details.edit open[typed.open()] {
            summary { (w.change_customer()) }
            form.stack method="post" action={ (path(id)) "/change" } {
                (csrf(desk))
                label for="name" { (w.customer_name) }
                input id="name" name="name" required maxlength="200" autocomplete="off" dir="auto" value=(typed.value("name").unwrap_or_default())
                    autofocus[typed.focus("name")] aria-invalid=[typed.invalid("name")] aria-describedby=[typed.why("name")];
                (typed.beside(w, "name"))
                (languages(w, "their-language", typed.value("language").as_deref()))
                (typed.beside(w, "language"))
                button.primary { (w.save) }
            }
        }
    }
}

/// Where somebody stands who goes through the proposals. Each form holds what its own file says, and
/// never what was said of somebody else.
#[derive(Clone, Copy)]
pub enum Confirming<'a> {
    Begins,
    /// One was just confirmed, or could not be.
    GoesOn,
    /// What was written for this address is missing or too long.
    NoteMissing {
        address: &'a str,
        written: &'a str,
    },
}

/// The page of addresses that wait for an admin's word.
pub fn proposals(desk: &Desk<'_>, waiting: &Waiting, notice: Option<Notice>, confirming: Confirming<'_>) -> String {
    let w = desk.words;
    let content = html! {
        p { a href="/review/customers" { (w.back_to_customers()) } }
        h2 { (w.proposals()) }
        // In its place: a notice that passes would lie over the next proposal.
        @if let Some(notice) = notice { div role="status" { (shown(&notice)) } }
        @if waiting.count == 0 { p.empty { (w.no_proposals()) } }
        @else {
            p { strong { (w.waiting_addresses(waiting.count)) } }
            p.hint { (w.proposals_mean()) }
        }
        ul.lines { @for row in &waiting.rows { (proposal(desk, row, Some(confirming))) } }
        @if let Some(next) = &waiting.next { p { a.button rel="next" href={ "/review/addresses?cursor=" (in_query(next)) } { (w.next_page()) } } }
        @if waiting.before { p { a.button href="/review/addresses" { (w.from_the_first()) } } }
    };
    page(desk, Tab::Customers, None, content)
}

/// An address that waits, with the press that lists it for a customer by name. `confirming`: it stands
/// on the list of proposals, where the next one follows.
pub fn proposal(desk: &Desk<'_>, row: &Proposed, confirming: Option<Confirming<'_>>) -> Markup {
    let w = desk.words;
    let note = format!("note-{}", row.address);
    let (said, wrong) = match confirming {
        Some(Confirming::NoteMissing { address, written }) if address == row.address => (written, true),
        _ => (row.opt_in_note.as_str(), false),
    };
    let shown = address(&row.address);
    html! {
        li.entry {
            a href=(path(&row.customer_id)) { strong { (visible(&row.customer_name)) } } " " (visible(&shown))
            p.hint { (visible(&row.customer_id)) " · " (at(desk, row.proposed_at)) }
            @if row.completed { p.caution { (w.was_completed()) } }
            form.stack method="post" action="/review/addresses/confirm" {
                (csrf(desk))
                input type="hidden" name="address" value=(row.address);
                input type="hidden" name="customer_id" value=(row.customer_id);
                @if confirming.is_some() { input type="hidden" name="list" value="1"; }
                label for=(note) { (w.opt_in) }
                textarea id=(note) name="opt_in_note" required maxlength="2000" rows="2" placeholder=(w.opt_in_example)
                    aria-invalid=[wrong.then_some("true")] { (said) }
                @if wrong { p.warning { (w.opt_in_missing()) } }
                button.primary { (w.admit()) " " (visible(&row.customer_name)) ", " (visible(&shown)) }
            }
            form method="post" action="/review/addresses/discard" {
                (csrf(desk))
                button.plain name="address" value=(row.address) aria-label={ (w.discard()) " " (row.customer_name) ", " (shown) } { (w.discard()) }
            }
        }
    }
}

/// What a customer asks about themselves, with the press that does it: a person's matter.
pub fn asked(desk: &Desk<'_>, ask: Ask, id: &str, name: &str) -> Markup {
    let w = desk.words;
    let admin = desk.reviewer.role.may_administer();
    html! {
        div.trouble {
            p { strong { (if ask == Ask::Stop { w.asks_stop() } else { w.asks_erase() }) } }
            @if !admin { p.hint { (w.admin_can()) } }
            @else if ask == Ask::Stop {
                details.reject {
                    summary { (w.take_off()) (w.colon) (visible(name)) }
                    form method="post" action="/review/customers/stop" {
                        (csrf(desk))
                        input type="hidden" name="id" value=(id);
                        p { (w.stop_means()) }
                        button.danger { (w.take_off()) (w.colon) (visible(name)) }
                    }
                }
            } @else {
                p { a.button href={ (path(id)) "/erase" } { (w.open_erase()) (w.colon) (visible(name)) } }
            }
        }
    }
}

/// Meta's notice that a customer left a listed address, with the press that lists the new one in
/// its place. It stands on the list, and on the cards that would be answered to the old one.
pub fn new_address(desk: &Desk<'_>, from: &str, to: &str, noticed: Timestamp, messages: u32) -> Markup {
    let w = desk.words;
    let shown = address(to);
    html! {
        div.trouble {
            p { strong { (w.new_address) } }
            p { (visible(&shown)) " · " (at(desk, noticed)) }
            p { (w.not_kept(messages)) }
            @if desk.reviewer.role.may_administer() {
                form method="post" action="/review/customers/move" {
                    (csrf(desk))
                    input type="hidden" name="from" value=(from);
                    input type="hidden" name="to" value=(to);
                    button { (w.list_new_address) " " (visible(&shown)) }
                }
                p.hint { (w.list_new_address_means) }
            } @else { p.hint { (w.an_admin_lists_it) } }
        }
    }
}

/// A new address that is another customer's.
pub fn others_address(w: &Words, entry: &allowlist::Listed) -> Markup {
    html! { p { (w.other_customers) " " strong { (visible(&entry.customer_name)) } " (" (visible(&entry.customer_id)) ")." } }
}

/// An address that is another customer's, with the press that gives it to the new one.
pub fn passes_on(desk: &Desk<'_>, entry: &allowlist::Listed, opt_in: &OptIn) -> Notice {
    let w = desk.words;
    let text = html! {
        p { (w.other_customers) " " strong { (visible(&entry.customer_name)) } " (" (visible(&entry.customer_id)) "). " (w.passes_on_means) }
        form method="post" action="/review/customers" {
            (csrf(desk))
            input type="hidden" name="address" value=(entry.address);
            input type="hidden" name="customer_name" value=(opt_in.customer_name);
            input type="hidden" name="customer_id" value=(opt_in.customer_id);
            input type="hidden" name="language" value=(opt_in.language.tag());
            input type="hidden" name="opt_in_note" value=(opt_in.note);
            button.danger name="replace" value="true" { (w.pass_on_to) " " (visible(&opt_in.customer_name)) }
        }
    };
    Notice { bad: true, text }
}

impl Words {
    /// Why an address cannot be listed.
    pub fn unlistable(&self, why: Unlistable) -> String {
        let why = match (self.tongue, why) {
            (UiLanguage::En, why) => return format!("Nothing was saved: {why}."),
            (UiLanguage::Fr, Unlistable::NoAddress) => {
                "écrivez un numéro de téléphone avec son indicatif, par exemple +33 6 12 34 56 78, ou un BSUID.".to_owned()
            }
            (UiLanguage::Fr, Unlistable::NoCountry) => {
                "aucun indicatif de pays ne commence par 0. Écrivez +33 6 12 34 56 78, et non 06 12 34 56 78.".to_owned()
            }
            (UiLanguage::Fr, Unlistable::TrunkZero(code)) => format!(
                "il n'y a pas de 0 après l'indicatif {code}. Écrivez +33 6 12 34 56 78, et non +33 06 12 34 56 78."
            ),
            (UiLanguage::Fr, Unlistable::Length) => {
                "le numéro a trop ou trop peu de chiffres. Écrivez-le en entier, avec son indicatif, par exemple +33 6 12 34 56 78."
                    .to_owned()
            }
        };
        format!("Rien n'a été enregistré : {why}")
    }
}
