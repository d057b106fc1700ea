//! The columns of a table, and the names that a file may give them.

use crate::gate::folded;
use std::borrow::Cow;

/// A column of a table.
#[derive(Debug)]
pub struct ImportColumn {
    /// Its name in JSON, in CSV that we write and in the API's errors.
    pub name: &'static str,
    /// Its French name.
    pub fr: &'static str,
    /// What else a file may call it. Accents, capitals, spaces and signs make no difference.
    pub also: &'static [&'static str],
    /// A table may lack it.
    pub optional: bool,
    /// What a file may write for each value of a column that has a few.
    pub values: &'static [(&'static str, &'static [&'static str])],
    /// Those of its names that are English alone, besides `name`. Said where a table has days: they
    /// are written in another order in English.
    pub english: &'static [&'static str],
    /// Its cells are days.
    pub day: bool,
}

impl ImportColumn {
    /// A column that every table has.
    pub const fn new(name: &'static str, fr: &'static str, also: &'static [&'static str]) -> Self {
        Self { name, fr, also, optional: false, values: &[], english: &[], day: false }
    }

    /// One that a table may lack.
    pub const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// One whose cells are one of a few values.
    pub const fn of(self, values: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self { values, ..self }
    }

    /// One whose names in `also` are English in part.
    pub const fn english(self, names: &'static [&'static str]) -> Self {
        Self { english: names, ..self }
    }

    /// One whose cells are days.
    pub const fn day(self) -> Self {
        Self { day: true, ..self }
    }

    /// Whether a header that means this column calls it by a French name. `id` is one in both languages.
    pub fn is_french(&self, written: &str) -> bool {
        let written = plain(written);
        written == "id" || written != plain(self.name) && !self.english.iter().any(|name| plain(name) == written)
    }

    /// What a cell stands for: one of the column's values, the ISO day of a day as a French
    /// spreadsheet writes it, or what is written.
    pub fn value<'a>(&self, cell: &'a str, french: bool) -> Cow<'a, str> {
        if self.day && french {
            return iso_day(cell).map_or(Cow::Borrowed(cell), Cow::Owned);
        }
        if self.values.is_empty() {
            return Cow::Borrowed(cell);
        }
        let written = plain(cell);
        let named = self.values.iter().find(|(_, names)| names.iter().any(|name| plain(name) == written));
        Cow::Borrowed(named.map_or(cell, |(value, _)| value))
    }
}

/// `2026-03-02` of `02/03/2026`. Whether there is such a day is for its table to say.
fn iso_day(cell: &str) -> Option<String> {
    let mut parts = cell.trim().split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, least: usize, most: usize| {
        (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let written = parts.next().is_none() && digits(day, 1, 2) && digits(month, 1, 2) && digits(year, 4, 4);
    written.then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}

/// The names of the languages that customers are answered in.
pub const LANGUAGES: &[(&str, &[&str])] = &[
    ("fr", &["français", "french"]),
    ("en", &["anglais", "english"]),
    ("es", &["espagnol", "español", "spanish"]),
    ("pt", &["portugais", "português", "portuguese"]),
    ("it", &["italien", "italiano", "italian"]),
    ("ar", &["arabe", "العربية", "arabic"]),
];

/// What all spellings of a name have in common: letters and digits, without accents and capitals.
fn plain(name: &str) -> String {
    folded(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The columns by every name that a header may have.
pub struct Names(Vec<(String, usize)>);

impl Names {
    pub fn of(columns: &[ImportColumn]) -> Self {
        let names = |(n, column): (usize, &ImportColumn)| {
            let all = [column.name, column.fr].into_iter().chain(column.also.iter().copied());
            all.map(|name| (plain(name), n)).collect::<Vec<_>>()
        };
        Self(columns.iter().enumerate().flat_map(names).collect())
    }

    /// Which column a header means, counted from 0.
    pub fn find(&self, written: &str) -> Option<usize> {
        let written = plain(written);
        self.0.iter().find(|(name, _)| *name == written).map(|(_, n)| *n)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Customer, ImportRow, Order, Product};
    use super::*;

    fn check(columns: &[ImportColumn], written: &str, name: &str) {
        let found = Names::of(columns).find(written);
        assert_eq!(found.map(|n| columns[n].name), Some(name), "{written}");
    }

    #[test]
    fn a_column_is_known_by_its_names_in_both_languages() {
        check(Product::COLUMNS, "Référence", "reference");
        check(Product::COLUMNS, "DESIGNATION", "name");
        check(Product::COLUMNS, "Re\u{301}f.", "reference");
        check(Product::COLUMNS, " autres noms ", "aliases");
        check(Customer::COLUMNS, "N° client", "id");
        check(Customer::COLUMNS, "Raison sociale", "name");
        check(Order::COLUMNS, "Customer ID", "customer_id");
        assert_eq!(Names::of(Product::COLUMNS).find("prix"), None);
        assert_eq!(Names::of(Product::COLUMNS).find(""), None);
    }

    #[test]
    fn no_name_means_two_columns_of_a_table() {
        for columns in [Product::COLUMNS, Customer::COLUMNS, Order::COLUMNS, super::super::Proposal::COLUMNS] {
            let Names(mut names) = Names::of(columns);
            names.sort();
            names.dedup();
            assert!(names.windows(2).all(|two| two[0].0 != two[1].0), "{names:?}");
        }
    }

    #[test]
    fn a_language_is_known_by_its_name() {
        let column = &Customer::COLUMNS[2];
        let read = ["Français", "FRANCAIS", "anglais", "العربية", "fr", "klingon"].map(|cell| column.value(cell, true));
        assert_eq!(read, ["fr", "fr", "en", "ar", "fr", "klingon"]);
    }
}
