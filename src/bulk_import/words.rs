//! Words about imports.

use crate::desk::words::{UiLanguage, Words, say};

say! {
    example_file: "Télécharger un fichier d'exemple, à remplir dans Excel", "Download an example file, to be filled in Excel";
    csv_file: "Fichier CSV", "CSV file";
    or_pasted: "Ou collez le tableau ici, avec les noms de colonnes", "Or paste the table here, with the names of its columns";
    optional: "facultative", "optional";
    nothing_handed_in: "Choisissez un fichier, ou collez le tableau.", "Choose a file, or paste the table.";
    too_many_rows: "Plus de 20 000 lignes : partagez le fichier.", "More than 20,000 rows: split the file.";
    unreadable_table: "Le fichier ne se lit pas.", "The file cannot be read.";
    back_from_import: "Ne rien importer", "Import nothing";
    correct_the_file: "Corrigez le fichier et choisissez-le de nouveau.", "Correct the file and choose it again.";
}

impl Words {
    /// Nothing was imported, for so many faults.
    pub fn not_imported_for(&self, n: usize) -> String {
        match (self.tongue, n) {
            (UiLanguage::Fr, 1) => format!("{} 1 faute à corriger.", self.not_imported),
            (UiLanguage::Fr, n) => format!("{} {n} fautes à corriger.", self.not_imported),
            (UiLanguage::En, 1) => format!("{} 1 fault to correct.", self.not_imported),
            (UiLanguage::En, n) => format!("{} {n} faults to correct.", self.not_imported),
        }
    }

    /// Faults that are not named.
    pub fn and_more(&self, n: usize) -> String {
        match self.tongue {
            UiLanguage::Fr => format!("et {n} de plus."),
            UiLanguage::En => format!("and {n} more."),
        }
    }
}
