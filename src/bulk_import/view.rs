//! The form that imports a table, and what is said afterwards.

use super::columns::ImportColumn;
use super::faults::{Faults, RowFault, RowPlace, TableError, Wrong};
use super::http::ImportRefused;
use crate::desk::Desk;
use crate::desk::form::file;
use crate::desk::layout::{Notice, Tab, csrf, page, shown};
use crate::desk::text::visible;
use crate::desk::words::{UiLanguage, Words};
use maud::{Markup, html};

/// An import of the desk.
pub struct Import {
    pub action: &'static str,
    pub columns: &'static [ImportColumn],
    /// Its example file, in `assets/examples/`, without the language.
    pub example: &'static str,
    pub title: fn(&Words) -> &'static str,
}

/// A form that takes a CSV file, or a table that is pasted.
pub fn upload(desk: &Desk<'_>, import: &Import) -> Markup {
    html! { details.edit { summary { ((import.title)(desk.words)) } (form(desk, import, "")) } }
}

fn form(desk: &Desk<'_>, import: &Import, kept: &str) -> Markup {
    let w = desk.words;
    let id = import.action.replace('/', "-");
    let pasted = format!("{id}-table");
    html! {
        form.stack method="post" action=(import.action) enctype="multipart/form-data" {
            (csrf(desk))
            p.hint { (w.columns_are) " " (w.names_of(import.columns)) }
            p { a.button href={ "/examples/" (import.example) "." (w.tag) ".csv" } download { (w.example_file()) } }
            label for=(id) { (w.csv_file()) }
            (file(&id, "file", ".csv,.txt,text/csv,text/plain", false, w))
            label for=(pasted) { (w.or_pasted()) }
            // A browser drops a line end that a text begins with.
            textarea id=(pasted) name="table" rows="6" spellcheck="false" { "\n" (kept) }
            button { (w.import) }
        }
    }
}

/// The page of an import that was refused: what is wrong, and the form with the table in it.
pub fn refused(desk: &Desk<'_>, tab: Tab, import: &Import, refused: &ImportRefused) -> String {
    let w = desk.words;
    let title = (import.title)(w);
    let (told, faults) = match &refused.error {
        None => (w.nothing_handed_in().to_owned(), None),
        Some(TableError::Faults(faults)) => (w.not_imported_for(faults.count()), Some(faults)),
        Some(TableError::TooMany) => (format!("{} {}", w.not_imported, w.too_many_rows()), None),
        Some(TableError::Form(detail)) => (format!("{} {} ({detail})", w.not_imported, w.unreadable_table()), None),
    };
    let content = html! {
        p { a href=(tab.path()) { (w.back_from_import()) } }
        h2 { (title) }
        // In its place, and not above the form as notices are that pass.
        div role="status" { (shown(&Notice::bad(&told))) }
        @if let Some(faults) = faults { (listed(w, faults)) }
        @if refused.text.is_empty() && faults.is_some() { p.hint { (w.correct_the_file()) } }
        (form(desk, import, &refused.text))
    };
    page(desk, tab, None, content)
}

fn listed(w: &Words, faults: &Faults) -> Markup {
    html! {
        ul.warning {
            @for fault in &faults.named { li { (visible(&w.fault(fault))) } }
            @if faults.more > 0 { li { (w.and_more(faults.more)) } }
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

impl Words {
    /// The columns of a table, by the names that the reader would give them.
    fn names_of(&self, columns: &[ImportColumn]) -> String {
        let named = columns.iter().map(|column| {
            let name = self.column(column);
            if column.optional { format!("{name} ({})", self.optional()) } else { name.to_owned() }
        });
        named.collect::<Vec<_>>().join(", ")
    }

    fn column(&self, column: &ImportColumn) -> &'static str {
        self.pick(column.fr, column.name)
    }

    /// What is wrong, and what would be right.
    fn fault(&self, fault: &RowFault) -> String {
        let fr = self.tongue == UiLanguage::Fr;
        match fault {
            RowFault::UnknownColumn { written, columns, .. } => {
                let columns = self.names_of(columns);
                if fr {
                    format!(
                        "La colonne «\u{a0}{written}\u{a0}» n'est pas attendue : retirez-la, ou donnez-lui un de ces noms : {columns}."
                    )
                } else {
                    format!(
                        "The column “{written}” is not expected: take it out, or give it one of these names: {columns}."
                    )
                }
            }
            RowFault::NoColumn(column) => {
                let column = self.column(column);
                if fr {
                    format!(
                        "Il manque la colonne «\u{a0}{column}\u{a0}» : ajoutez ce nom à la première ligne du fichier."
                    )
                } else {
                    format!("The column “{column}” is missing: add this name to the first line of the file.")
                }
            }
            RowFault::Twice { written, .. } if fr => {
                format!("La colonne «\u{a0}{written}\u{a0}» désigne la même chose qu'une autre : n'en gardez qu'une.")
            }
            RowFault::Twice { written, .. } => {
                format!("The column “{written}” means the same as another one: keep one of them.")
            }
            RowFault::Stray(place) if fr => {
                format!("{} : une cellule n'est sous aucun nom de colonne.", self.place(*place))
            }
            RowFault::Stray(place) => format!("{}: a cell stands below no name of a column.", self.place(*place)),
            RowFault::Again { place, column, cell, line } if fr => format!(
                "{}, «\u{a0}{column}\u{a0}»\u{a0}: «\u{a0}{cell}\u{a0}» est déjà à la ligne {line}, avec autre chose. Gardez l'une des deux.",
                self.place(*place)
            ),
            RowFault::Again { place, column, cell, line } => format!(
                "{}, “{column}”: “{cell}” is already in line {line}, with something else. Keep one of them.",
                self.place(*place)
            ),
            RowFault::Cell { place, column, cell, wrong } => {
                let (place, right) = (self.place(*place), self.right(wrong));
                match (fr, cell.is_empty()) {
                    (true, true) => format!("{place}, «\u{a0}{column}\u{a0}» : rien n'est écrit. Il faut {right}."),
                    (true, false) => format!(
                        "{place}, «\u{a0}{column}\u{a0}» : «\u{a0}{cell}\u{a0}» ne convient pas. Il faut {right}."
                    ),
                    (false, true) => format!("{place}, “{column}”: nothing is written. It must be {right}."),
                    (false, false) => format!("{place}, “{column}”: “{cell}” does not fit. It must be {right}."),
                }
            }
        }
    }

    fn place(&self, place: RowPlace) -> String {
        let (RowPlace::Line(n) | RowPlace::Row(n)) = place;
        format!("{} {n}", self.pick("Ligne", "Line"))
    }

    /// What a field must be, as a sentence.
    pub fn must_be(&self, wrong: &Wrong) -> String {
        format!("{} {}.", self.pick("Il faut", "It must be"), self.right(wrong))
    }

    fn right(&self, wrong: &Wrong) -> String {
        match (self.tongue, wrong) {
            (UiLanguage::Fr, Wrong::Length(_, most)) => format!("de 1 à {most} caractères"),
            (UiLanguage::En, Wrong::Length(_, most)) => format!("1 to {most} characters"),
            (UiLanguage::Fr, Wrong::Form(_, _, fr)) => (*fr).to_owned(),
            (UiLanguage::En, Wrong::Form(_, en, _)) => (*en).to_owned(),
        }
    }
}
