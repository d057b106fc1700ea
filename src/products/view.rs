//! The page of products.

use super::catalogue;
use crate::bulk_import::view::{Import, upload};
use crate::bulk_import::{ImportRow, Product};
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::{in_query, visible};
use crate::gate::other_names;
use maud::{Markup, html};

pub const IMPORT: Import = Import {
    action: "/review/products/import",
    columns: Product::COLUMNS,
    example: "products",
    title: |w| w.import_products,
};

/// The page of products.
pub fn products(
    desk: &Desk<'_>,
    listed: &catalogue::CataloguePage,
    notice: Option<Notice>,
    typed: Typed<'_>,
) -> String {
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
            (fields(desk, typed))
        }
        @if !listed.products.is_empty() {
            p.hint { (w.open_to_change()) }
            div.scroll tabindex="0" role="region" aria-label=(w.products) {
                table {
                    thead { tr { th { (w.reference) } th { (w.product_name) } th { (w.aliases) } } }
                    tbody {
                        @for product in &listed.products {
                            tr {
                                td { a.button href={ "/review/product?reference=" (in_query(&product.reference)) } { (visible(&product.reference)) } }
                                td { (visible(&product.name)) } td { (visible(&other_names(&product.aliases).join(" | "))) }
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

/// The form of one product, filled as it is known or as it was refused.
fn fields(desk: &Desk<'_>, typed: Typed<'_>) -> Markup {
    let w = desk.words;
    html! {
        form.stack method="post" action="/review/products" {
            (csrf(desk))
            @for (name, label, most, placeholder) in [
                ("reference", w.reference, "64", None),
                ("name", w.product_name, "200", None),
                ("aliases", w.aliases, "2000", Some("harissa|piment")),
            ] {
                label for=(name) { (label) }
                input id=(name) name=(name) required[name != "aliases"] maxlength=(most) autocomplete="off" dir="auto" placeholder=[placeholder]
                    value=[typed.value(name)] readonly[name == "reference" && typed.is_known()] autofocus[typed.focus(name)]
                    aria-invalid=[typed.invalid(name)] aria-describedby=[typed.why(name)];
                (typed.beside(w, name))
            }
            button.primary { (w.save) }
        }
    }
}

/// The page of one product, where it is changed or removed.
pub fn product(desk: &Desk<'_>, product: &Product) -> String {
    let w = desk.words;
    // As the form of a file has them.
    let aliases = other_names(&product.aliases).join("|");
    let known: [(&str, &str); 3] = [("reference", &product.reference), ("name", &product.name), ("aliases", &aliases)];
    let content = html! {
        p { a href="/review/products" { (w.all_products()) } }
        h2 { (visible(&product.name)) }
        (fields(desk, Typed::known(&known)))
        details.reject {
            summary { (w.remove) }
            form method="post" action="/review/products/remove" {
                (csrf(desk))
                input type="hidden" name="reference" value=(product.reference);
                p { (w.removing_means()) }
                button.danger { (w.remove) " " (visible(&product.reference)) ", " (visible(&product.name)) }
            }
        }
    };
    page(desk, Tab::Products, None, content)
}
