//! The form that imports a table, and what is said afterwards.

use crate::bulk_import::{Place, TableError};
use crate::desk::Desk;
use crate::desk::form::file;
use crate::desk::layout::{Notice, csrf};
use crate::desk::words::{UiLanguage, Words};
use maud::{Markup, html};

/// A form that uploads a CSV file.
pub fn upload(desk: &Desk<'_>, action: &str, title: &str, columns: &str) -> Markup {
    let w = desk.words;
    let id = action.replace('/', "-");
    html! {
        form.stack method="post" action=(action) enctype="multipart/form-data" {
            (csrf(desk))
            label for=(id) { (title) }
            (file(&id, "file", ".csv,text/csv", true, w))
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

impl Words {
    /// What is wrong with a table that was handed in.
    pub fn table_error(&self, error: &TableError) -> String {
        match (self.tongue, error) {
            (UiLanguage::En, error) => error.to_string(),
            (UiLanguage::Fr, TableError::TooMany) => "Plus de 20 000 lignes : partagez le fichier.".into(),
            (UiLanguage::Fr, TableError::UnknownColumn { place, columns }) => {
                format!("La colonne {place} de l'en-tête n'est pas une de celles attendues : {columns}.")
            }
            (UiLanguage::Fr, TableError::NoColumn(column)) => {
                format!("Il manque la colonne {column} à l'en-tête, la première ligne du fichier.")
            }
            (UiLanguage::Fr, TableError::Twice(column)) => format!("La colonne {column} est deux fois dans l'en-tête."),
            (UiLanguage::Fr, TableError::Row { place: Place::Line(n) | Place::Row(n), why }) => {
                match why.split_once(" must ") {
                    Some((column, _)) => format!("Ligne {n} : la colonne {column} manque ou ne convient pas."),
                    None => format!("Ligne {n} : une cellule n'est sous aucun nom de colonne."),
                }
            }
            (UiLanguage::Fr, TableError::Form(detail)) => format!("Le fichier ne se lit pas ({detail})."),
        }
    }
}
