//! What admins keep: customers and their opt-in, products, the team.

use super::Desk;
use super::layout::{Notice, Tab, csrf, page};
use super::text::{address, in_query, visible};
use super::time::at;
use super::words::Words;
use crate::draft::Language;
use crate::review::Role;
use crate::steps::allowlist::{self, OptIn};
use crate::steps::products;
use crate::store::reviewer::Row;
use crate::tables::TableError;
use maud::{Markup, html};

/// The page of customers: who may be answered, and how they opted in.
pub fn customers(desk: &Desk<'_>, listed: &allowlist::Page, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        details.edit open[listed.allowlist.is_empty()] {
            summary { (w.add_customer) }
            form.stack method="post" action="/review/customers" {
                (csrf(desk))
                label for="address" { (w.number) }
                input id="address" name="address" required inputmode="tel" autocomplete="off" placeholder="+33 6 00 00 00 00";
                label for="customer_name" { (w.customer_name) }
                input id="customer_name" name="customer_name" required maxlength="200" autocomplete="off";
                label for="customer_id" { (w.customer_id) }
                input id="customer_id" name="customer_id" required maxlength="128" autocomplete="off";
                label for="language" { (w.answered_in) }
                select id="language" name="language" {
                    @for language in Language::ALL { option value=(language.tag()) { (w.language(language.tag())) } }
                }
                label for="opt_in_note" { (w.opt_in) }
                textarea id="opt_in_note" name="opt_in_note" required maxlength="2000" rows="2" placeholder=(w.opt_in_example) {}
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
                    }
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

fn upload(desk: &Desk<'_>, action: &str, title: &str, columns: &str) -> Markup {
    let w = desk.words;
    let id = action.replace('/', "-");
    html! {
        form.stack method="post" action=(action) enctype="multipart/form-data" {
            (csrf(desk))
            label for=(id) { (title) }
            input id=(id) type="file" name="file" accept=".csv,text/csv" required;
            p.hint { (w.columns_are) " " code { (columns) } }
            button { (w.import) }
        }
    }
}

/// So many rows of a table were imported; some may be left out, whose customers are unknown.
pub fn imported(w: &Words, rows: usize, left_out: usize) -> Notice {
    match left_out {
        0 => Notice::good(&w.imported(rows)),
        n => Notice::bad(&format!("{} {} {n}", w.imported(rows), w.unknown_customers)),
    }
}

/// Nothing of a table was imported, and why.
pub fn not_imported(w: &Words, error: &TableError) -> Notice {
    Notice::bad(&format!("{} {}", w.not_imported, w.table_error(error)))
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

/// The page of products.
pub fn products(desk: &Desk<'_>, listed: &products::Page, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        dl.tiles {
            div { dt { (w.products) } dd { (listed.count.total) } }
            div { dt { (w.known_to_gate) } dd { (listed.count.known) } }
        }
        p.hint { (w.products_hint) }
        (upload(desk, "/review/products/import", w.import_products, "reference,name,aliases"))
        p { a.button href="/review/products.csv" { (w.csv) } }
        details.edit {
            summary { (w.add_product) }
            form.stack method="post" action="/review/products" {
                (csrf(desk))
                label for="reference" { (w.reference) } input id="reference" name="reference" required maxlength="64" autocomplete="off";
                label for="name" { (w.product_name) } input id="name" name="name" required maxlength="200" autocomplete="off";
                label for="aliases" { (w.aliases) } input id="aliases" name="aliases" maxlength="2000" autocomplete="off" placeholder="harissa|piment";
                button.primary { (w.save) }
            }
        }
        @if !listed.products.is_empty() {
            div.scroll tabindex="0" role="region" aria-label=(w.products) {
                table {
                    thead { tr { th { (w.reference) } th { (w.product_name) } th { (w.aliases) } th { (w.remove) } } }
                    tbody {
                        @for product in &listed.products {
                            tr {
                                td { (visible(&product.reference)) } td { (visible(&product.name)) } td { (visible(&product.aliases)) }
                                td {
                                    form method="post" action="/review/products/remove" {
                                        (csrf(desk))
                                        input type="hidden" name="reference" value=(product.reference);
                                        button.plain aria-label={ (w.remove) " " (product.name) } { (w.remove) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if let Some(cursor) = &listed.next_cursor { p { a.button href={ "/review/products?cursor=" (in_query(cursor)) } { (w.more) } } }
    };
    page(desk, Tab::Products, notice, content)
}

/// The page of the team. `token`: of somebody who was just added, shown this once.
pub fn people(desk: &Desk<'_>, team: &[Row], token: Option<&str>, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        @if let Some(token) = token {
            div.notice { p { (w.token_once) } p.secret { (token) } }
        }
        details.edit {
            summary { (w.add_person) }
            form.stack method="post" action="/review/people" {
                (csrf(desk))
                input type="hidden" name="id" value={ "usr_" (desk.press) };
                label for="name" { (w.person_name) } input id="name" name="name" required maxlength="100" autocomplete="off";
                label for="role" { (w.role) }
                select id="role" name="role" {
                    @for role in [Role::Reviewer, Role::Admin, Role::Auditor] { option value=(role.as_str()) { (w.role_means(role)) } }
                }
                label for="email" { (w.email) } input id="email" name="email" type="email" maxlength="254" autocomplete="off";
                button.primary { (w.make_token) }
            }
        }
        ul.lines {
            @for person in team {
                li.entry {
                    strong { (visible(&person.name)) } " · " (w.role_name(person.role))
                    @if let Some(email) = &person.email { " · " (visible(email)) }
                    p.hint { (w.since) " " (at(person.created_at)) }
                    @if person.revoked_at.is_none() {
                        details.reject {
                            summary { (w.set_email) }
                            form.stack method="post" action="/review/people/email" {
                                (csrf(desk))
                                input type="hidden" name="id" value=(person.id.as_str());
                                label for={ "email-" (person.id.as_str()) } { (w.email) }
                                input id={ "email-" (person.id.as_str()) } name="email" type="email" maxlength="254" autocomplete="off" value=(person.email.as_deref().unwrap_or_default());
                                button { (w.save) }
                            }
                        }
                    }
                    @match person.revoked_at {
                        Some(when) => p.hint { (w.revoked) " " (at(when)) },
                        None if person.id == desk.reviewer.id => p.hint { (w.thats_you) },
                        None => details.reject {
                            summary { (w.revoke) }
                            form method="post" action="/review/people/revoke" {
                                (csrf(desk))
                                input type="hidden" name="id" value=(person.id.as_str());
                                p { (w.revoke_means) }
                                button.danger { (w.revoke) " " (visible(&person.name)) }
                            }
                        },
                    }
                }
            }
        }
    };
    page(desk, Tab::People, notice, content)
}
