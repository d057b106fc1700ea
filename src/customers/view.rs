//! The page of customers.

use super::allowlist::{self, OptIn};
use super::allowlist_queries::PastOptIn;
use super::listable::Unlistable;
use crate::bulk_import::view::upload;
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::{address, in_query, visible};
use crate::desk::time::at;
use crate::desk::words::{UiLanguage, Words};
use crate::language::Language;
use maud::{Markup, html};

/// The page of customers: who may be answered, and how they opted in.
pub fn customers(desk: &Desk<'_>, listed: &allowlist::Page, past: &[PastOptIn], notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        details.edit open[listed.allowlist.is_empty()] {
            summary { (w.add_customer) }
            form.stack method="post" action="/review/customers" {
                (csrf(desk))
                label for="address" { (w.number) }
                input id="address" name="address" required inputmode="tel" autocomplete="off" placeholder="+33 6 00 00 00 00";
                label for="customer_name" { (w.customer_name) }
                input id="customer_name" name="customer_name" required maxlength="200" autocomplete="off" dir="auto";
                label for="customer_id" { (w.customer_id) }
                input id="customer_id" name="customer_id" required maxlength="128" autocomplete="off";
                label for="language" { (w.answered_in) }
                select id="language" name="language" {
                    @for language in Language::ALL { option value=(language.tag()) { (w.language(language.tag())) } }
                }
                label for="opt_in_note" { (w.opt_in) }
                textarea id="opt_in_note" name="opt_in_note" required maxlength="2000" rows="2" dir="auto" placeholder=(w.opt_in_example) {}
                button.primary { (w.add_to_list) }
            }
        }
        @if listed.allowlist.is_empty() { p.empty { (w.nobody_listed) } }
        ul.lines {
            @for entry in &listed.allowlist {
                li.entry {
                    strong { (visible(&entry.customer_name)) } " " (visible(&address(&entry.address))) " · " (w.language(&entry.language))
                    p { (w.opted_in) " " (visible(&entry.opt_in_note)) }
                    p.hint {
                        (visible(&entry.added_by)) " · " (at(entry.added_at)) " · " (visible(&entry.customer_id)) " · "
                        a href={ "/review/history?customer=" (in_query(&entry.customer_id)) } { (w.history_of_customer) }
                        " · "
                        a href={ "/api/customers/" (in_query(&entry.customer_id)) "/export" } download { (w.export_customer) }
                    }
                    @for alias in &entry.aliases.0 {
                        p.hint { (w.also_writes_from) " " (visible(&alias.address)) " · " (w.alias_source(&alias.source)) " · " (at(alias.linked_at)) }
                    }
                    @if let Some(moved) = &entry.moved { (new_address(desk, &entry.address, &moved.0.to, moved.0.at, moved.0.messages)) }
                    (ended(past.iter().filter(|past| past.address == entry.address), w))
                    details.reject {
                        summary { (w.remove) }
                        form method="post" action="/review/customers/remove" {
                            (csrf(desk))
                            input type="hidden" name="address" value=(entry.address);
                            p { (w.remove_means) }
                            button.danger { (w.remove) " " (visible(&entry.customer_name)) }
                        }
                    }
                }
            }
        }
        @if let Some(cursor) = &listed.next_cursor { p { a.button href={ "/review/customers?cursor=" (in_query(cursor)) } { (w.more) } } }
        h2 { (w.from_the_crm) }
        (upload(desk, "/review/customers/import", w.import_customers, "id,name,language"))
        (upload(desk, "/review/orders/import", w.import_orders, "id,customer_id,placed_at,summary"))
        details.reject {
            summary { (w.erase_customer) }
            form.stack method="post" action="/review/customers/erase" {
                (csrf(desk))
                p { (w.erase_means) }
                label for="erase_id" { (w.customer_id) }
                input id="erase_id" name="id" required maxlength="128" autocomplete="off";
                button.danger { (w.erase) }
            }
        }
    };
    page(desk, Tab::Customers, notice, content)
}

/// How the address opted in before.
fn ended<'a>(past: impl Iterator<Item = &'a PastOptIn>, w: &Words) -> Markup {
    let mut past = past.peekable();
    html! {
        @if past.peek().is_some() {
            details {
                summary { (w.earlier_opt_ins) }
                ul {
                    @for past in past {
                        li {
                            (visible(&past.opt_in_note)) " · " (visible(&past.customer_id)) " · " (visible(&past.added_by)) " · "
                            (at(past.added_at)) " – " (at(past.ended_at))
                        }
                    }
                }
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
            p { (visible(&shown)) " · " (at(noticed)) }
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
        format!("Rien n'a été enregistré : {why}")
    }
}
