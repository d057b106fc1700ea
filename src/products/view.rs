//! The page of products.

use super::catalogue;
use crate::bulk_import::view::{Import, upload};
use crate::bulk_import::{Product, Row};
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::{in_query, visible};
use crate::gate::other_names;
use maud::html;

pub const IMPORT: Import = Import {
    action: "/review/products/import",
    columns: Product::COLUMNS,
    example: "products",
    title: |w| w.import_products,
};

/// The page of products.
pub fn products(desk: &Desk<'_>, listed: &catalogue::Page, notice: Option<Notice>, typed: Typed<'_>) -> String {
    let w = desk.words;
    let content = html! {
        dl.tiles {
            div { dt { (w.products) } dd { (listed.count.total) } }
            div { dt { (w.known_to_gate) } dd { (listed.count.known) } }
        }
        p.hint { (w.products_hint) }
        @if listed.count.rebuilding { p.hint { (w.products_rebuilding) } }
        (upload(desk, &IMPORT))
        p { a.button href="/review/products.csv" { (w.csv) } }
        details.edit open[typed.open()] {
            summary { (w.add_product) }
            form.stack method="post" action="/review/products" {
                (csrf(desk))
                @for (name, label, most, placeholder) in [
                    ("reference", w.reference, "64", None),
                    ("name", w.product_name, "200", None),
                    ("aliases", w.aliases, "2000", Some("harissa|piment")),
                ] {
                    label for=(name) { (label) }
                    input id=(name) name=(name) required[name != "aliases"] maxlength=(most) autocomplete="off" dir="auto" placeholder=[placeholder]
                        value=[typed.value(name)] aria-invalid=[typed.invalid(name)] aria-describedby=[typed.why(name)];
                    (typed.beside(w, name))
                }
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
                                td { (visible(&product.reference)) } td { (visible(&product.name)) } td { (visible(&other_names(&product.aliases).join(" | "))) }
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
