//! What is wrong with a table: all of it at once, each fault with its place.

use super::columns::ImportColumn;
use std::fmt;

/// The most faults that are named; the others are counted.
const NAMED: usize = 20;

/// How much of a cell or a column's name is repeated, in characters.
const REPEATED: usize = 60;

/// Why a table is not taken. Nothing of it is written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The JSON does not fit the columns.
    #[error("{0}")]
    Form(String),
    /// These, and nothing else.
    #[error("{0}")]
    Faults(Faults),
    /// More rows than [`super::ROWS`].
    #[error("more than 20000 rows; split it")]
    TooMany,
}

/// What is wrong, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub named: Vec<RowFault>,
    /// How many are not named.
    pub more: usize,
}

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFault {
    /// A column of the header is none of the table's.
    UnknownColumn { place: usize, written: String, columns: &'static [ImportColumn] },
    /// The header lacks a column.
    NoColumn(&'static ImportColumn),
    /// A column stands in the header twice.
    Twice { column: &'static str, written: String },
    /// A cell stands below no name of a column.
    Stray(RowPlace),
    /// The row contradicts an earlier line with the same first column. `column`, `cell`: as the file has them.
    Again { place: RowPlace, column: String, cell: String, line: usize },
    /// A cell holds what cannot be. `column`, `cell`: as the file has them.
    Cell { place: RowPlace, column: String, cell: String, wrong: Wrong },
}

/// Where a row stands, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowPlace {
    /// A line of a file, the header's and empty ones counted.
    Line(usize),
    /// An element of a JSON array.
    Row(usize),
}

/// What is wrong with a value, and what would be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is empty or longer than so many characters.
    Length(&'static str, usize),
    /// What it must be, in English and in French.
    Form(&'static str, &'static str, &'static str),
}

impl Wrong {
    /// The name of its column.
    pub fn column(&self) -> &'static str {
        let (Self::Length(column, _) | Self::Form(column, ..)) = self;
        column
    }
}

impl PartialEq for ImportColumn {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ImportColumn {}

/// The beginning of what a file has.
pub fn repeated(text: &str) -> String {
    let text = text.trim();
    let mut begins: String = text.chars().take(REPEATED).collect();
    if begins.len() < text.len() {
        begins.push('…');
    }
    begins
}

impl Faults {
    /// Adds one.
    pub fn push(&mut self, fault: RowFault) {
        if self.named.len() < NAMED { self.named.push(fault) } else { self.more += 1 }
    }

    /// Adds what is wrong with a row of JSON.
    pub fn of_row(&mut self, row: usize, wrong: Vec<Wrong>) {
        for wrong in wrong {
            let column = wrong.column().to_owned();
            self.push(RowFault::Cell { place: RowPlace::Row(row), column, cell: String::new(), wrong });
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.named.len() + self.more
    }

    /// Errors: there are some.
    pub fn none(self) -> Result<(), TableError> {
        if self.named.is_empty() { Ok(()) } else { Err(TableError::Faults(self)) }
    }
}

/// What is wrong with the values of one row, in one sentence.
pub fn sentence(wrong: &[Wrong]) -> String {
    wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.named.iter().enumerate() {
            write!(f, "{}{fault}", if n > 0 { "; " } else { "" })?;
        }
        if self.more > 0 { write!(f, "; and {} more", self.more) } else { Ok(()) }
    }
}

// A row may stand in the place of a header, so no error repeats what the file has.
impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownColumn { place, columns, .. } => {
                write!(f, "column {place} of the header is none of ")?;
                (0..)
                    .zip(*columns)
                    .try_for_each(|(n, column)| write!(f, "{}{}", if n > 0 { ", " } else { "" }, column.name))
            }
            Self::NoColumn(column) => write!(f, "the header has no column {}", column.name),
            Self::Twice { column, .. } => write!(f, "the column {column} stands twice"),
            Self::Stray(place) => write!(f, "{place}: a cell stands below no name of a column"),
            Self::Again { place, line, .. } => write!(f, "{place}: it is about the same as line {line}"),
            Self::Cell { place, wrong, .. } => write!(f, "{place}: {wrong}"),
        }
    }
}

impl fmt::Display for RowPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row(row) => write!(f, "row {row}"),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(column, most) => write!(f, "{column} must have 1 to {most} characters"),
            Self::Form(column, en, _) => write!(f, "{column} must be {en}"),
        }
    }
}
