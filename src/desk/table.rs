//! Tables. On a phone each row is a block: its first cell is the title, and the others stand beside
//! the names of their columns. `desk.css` does it to any `.blocks` whose cells have a `data-label`.

use maud::{Markup, html};

/// A column: its name, and whether numbers stand below each other in it.
#[derive(Clone, Copy)]
pub struct TableColumn<'a> {
    name: &'a str,
    class: Option<&'static str>,
}

impl<'a> TableColumn<'a> {
    /// A column of words.
    pub fn words(name: &'a str) -> Self {
        Self { name, class: None }
    }

    /// A column of numbers.
    pub fn numbers(name: &'a str) -> Self {
        Self { name, class: Some("n") }
    }
}

/// A table whose rows have as many cells as there are columns. `title`: what it is, for whoever does
/// not see it.
pub fn blocks(title: &str, columns: &[TableColumn<'_>], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div.scroll.blocks tabindex="0" role="region" aria-label=(title) {
            table {
                thead { tr { @for column in columns { th class=[column.class] { (column.name) } } } }
                tbody { @for row in rows { tr { (cells(columns, row)) } } }
            }
        }
    }
}

fn cells(columns: &[TableColumn<'_>], row: &[Markup]) -> Markup {
    html! {
        @for (n, (cell, column)) in row.iter().zip(columns).enumerate() {
            td class=[column.class] data-label=[(n > 0).then_some(column.name)] { (cell) }
        }
    }
}
