//! Rows of the database, read column by column.

use crate::clock::Timestamp;
use crate::identity::{AttemptId, DecisionId, DeviceId, ReviewId, Reviewer, ReviewerId, Role, SenderId, WriteId};
use crate::keyed_hash::MessageRef;
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt;

/// The rows that one statement returned: a JSON array of arrays, the first of them the names
/// of the columns; an empty array where there are no rows.
#[derive(Debug, Default)]
pub struct Rows {
    columns: Vec<Cell>,
    rows: std::vec::IntoIter<Vec<Cell>>,
}

/// One value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
}

/// A row that is not of the form that was asked for. It says no more: a value might be
/// anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a row of this form")]
pub struct RowError;

impl Rows {
    /// From JSON, as a host hands it over. Errors: it is of another form.
    pub fn from_json(json: &str) -> Result<Self, RowError> {
        let rows: Vec<Vec<Cell>> = serde_json::from_slice(json.as_bytes()).map_err(|_| RowError)?;
        let mut rows = rows.into_iter();
        Ok(Self { columns: rows.next().unwrap_or_default(), rows })
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many are still to be read.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The next one.
    pub fn row(&mut self) -> Option<Row<'_>> {
        let cells = self.rows.next()?;
        Some(Row { columns: &self.columns, cells })
    }
}

/// One row while it is read.
#[derive(Debug)]
pub struct Row<'r> {
    columns: &'r [Cell],
    cells: Vec<Cell>,
}

impl Row<'_> {
    /// Takes a column's value out of the row. Errors: there is no such column, or its value
    /// is no `T`.
    pub fn take<T: FromCell>(&mut self, column: &str) -> Result<T, RowError> {
        T::from_cell(self.cell(column).map(std::mem::take)?).ok_or(RowError)
    }

    /// A column's value, which stays in the row. Errors: as [`Row::take`].
    pub fn copy<T: FromCell>(&mut self, column: &str) -> Result<T, RowError> {
        T::from_cell(self.cell(column)?.clone()).ok_or(RowError)
    }

    fn cell(&mut self, column: &str) -> Result<&mut Cell, RowError> {
        let named = |cell: &Cell| matches!(cell, Cell::Text(name) if name == column);
        let place = self.columns.iter().position(named).ok_or(RowError)?;
        self.cells.get_mut(place).ok_or(RowError)
    }

    /// The whole row, each value under its column's name.
    pub fn object(&mut self) -> Map<String, Value> {
        let names = self.columns.iter().map(|cell| match cell {
            Cell::Text(name) => name.as_str(),
            Cell::Null | Cell::Integer(_) | Cell::Real(_) => "",
        });
        let mut object = Map::new();
        // Not `collect`: that would sort what goes into a map first, with a sort for each place that does.
        object.extend(names.zip(&mut self.cells).map(|(name, cell)| (name.to_owned(), std::mem::take(cell).into())));
        object
    }
}

/// What a row is read as; [`from_row!`](crate::from_row) writes it for a struct whose fields
/// are named as the columns are.
pub trait FromRow: Sized {
    /// Errors: the row is of another form.
    fn from_row(row: &mut Row<'_>) -> Result<Self, RowError>;
}

/// Reads a struct from a row: each field from the column of its name. A tuple struct of one
/// field names its column.
#[macro_export]
macro_rules! from_row {
    ($name:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::host::FromRow for $name {
            fn from_row(row: &mut $crate::host::Row<'_>) -> Result<Self, $crate::host::RowError> {
                // Read first and looked at together: every `?` would have to drop the fields before it.
                match ($(row.take(stringify!($field)),)+) {
                    ($(Ok($field),)+) => Ok(Self { $($field),+ }),
                    _ => Err($crate::host::RowError),
                }
            }
        }
    };
    ($name:ident($column:ident)) => {
        impl $crate::host::FromRow for $name {
            fn from_row(row: &mut $crate::host::Row<'_>) -> Result<Self, $crate::host::RowError> {
                Ok(Self(row.take(stringify!($column))?))
            }
        }
    };
}

/// The first column alone, of a statement that has one.
impl<T: FromCell> FromRow for (T,) {
    fn from_row(row: &mut Row<'_>) -> Result<Self, RowError> {
        let cell = row.cells.first_mut().map(std::mem::take);
        Ok((cell.and_then(T::from_cell).ok_or(RowError)?,))
    }
}

/// A row that may be unreadable without keeping the others from being read.
impl<T: FromRow> FromRow for Result<T, RowError> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, RowError> {
        Ok(T::from_row(row))
    }
}

/// What a value is read as. `None`: it is something else.
pub trait FromCell: Sized {
    fn from_cell(cell: Cell) -> Option<Self>;
}

impl FromCell for String {
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text),
            Cell::Null | Cell::Integer(_) | Cell::Real(_) => None,
        }
    }
}

impl FromCell for i64 {
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Integer(number) => Some(number),
            // SQLite's `sum` of nothing else than integers may come back as 3.0.
            Cell::Real(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(number as i64),
            Cell::Null | Cell::Real(_) | Cell::Text(_) => None,
        }
    }
}

impl FromCell for u32 {
    fn from_cell(cell: Cell) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromCell for f64 {
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Real(number) => Some(number),
            Cell::Integer(number) => Some(number as f64),
            Cell::Null | Cell::Text(_) => None,
        }
    }
}

/// D1 has no booleans: 0 is false, everything else is true.
impl FromCell for bool {
    fn from_cell(cell: Cell) -> Option<Self> {
        Some(i64::from_cell(cell)? != 0)
    }
}

impl FromCell for Timestamp {
    fn from_cell(cell: Cell) -> Option<Self> {
        Self::parse(&String::from_cell(cell)?)
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell) -> Option<Self> {
        if cell == Cell::Null { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

impl FromCell for Cell {
    fn from_cell(cell: Cell) -> Option<Self> {
        Some(cell)
    }
}

/// Ids of ours, as they were written.
macro_rules! from_id {
    ($($id:ident),+) => {
        $(impl FromCell for $id {
            fn from_cell(cell: Cell) -> Option<Self> {
                Self::parse(&String::from_cell(cell)?)
            }
        })+
    };
}

from_id!(ReviewId, DecisionId, AttemptId, ReviewerId, WriteId, SenderId, MessageRef, DeviceId);

/// Reads a text column as an enum by its own `parse`.
#[macro_export]
macro_rules! from_text {
    ($($name:ty),+ $(,)?) => {
        $(impl $crate::host::FromCell for $name {
            fn from_cell(cell: $crate::host::Cell) -> Option<Self> {
                Self::parse(&<String as $crate::host::FromCell>::from_cell(cell)?)
            }
        })+
    };
}

impl FromCell for Role {
    fn from_cell(cell: Cell) -> Option<Self> {
        Self::parse(&String::from_cell(cell)?)
    }
}

crate::from_row!(Reviewer { id, name, role, language });

/// JSON in a text column.
#[derive(Clone, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromCell for Json<T> {
    fn from_cell(cell: Cell) -> Option<Self> {
        crate::json::read(String::from_cell(cell)?.as_bytes()).ok().map(Self)
    }
}

impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Json<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Integer(number) => number.into(),
            Cell::Real(number) => number.into(),
            Cell::Text(text) => text.into(),
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyCell;

        impl Visitor<'_> for AnyCell {
            type Value = Cell;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null, a number or a text")
            }

            fn visit_unit<E>(self) -> Result<Cell, E> {
                Ok(Cell::Null)
            }

            fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
                Ok(Cell::Integer(number))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
                Ok(i64::try_from(number).map_or(Cell::Real(number as f64), Cell::Integer))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
                Ok(Cell::Real(number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
                Ok(Cell::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Cell, E> {
                Ok(Cell::Text(text))
            }
        }

        deserializer.deserialize_any(AnyCell)
    }
}

#[cfg(test)]
mod tests {
    use super::super::FromRows;
    use super::*;

    struct Card {
        id: String,
        version: u32,
        may_retry: bool,
        note: Option<String>,
    }

    crate::from_row!(Card { id, version, may_retry, note });

    fn read(json: &str) -> Result<Vec<Card>, RowError> {
        Vec::from_rows(Rows::from_json(json)?)
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let cards = read(r#"[["note","version","id","may_retry","more"],[null,2,"rev_1",1,"x"]]"#).unwrap();
        let [Card { id, version: 2, may_retry: true, note: None }] = cards.as_slice() else { panic!("one card") };
        assert_eq!(id, "rev_1");
    }

    #[test]
    fn a_missing_column_or_another_type_is_a_misfit() {
        for json in [
            r#"[["id","version","may_retry"],["rev_1",2,1]]"#,
            r#"[["id","version","may_retry","note"],["rev_1",null,1,null]]"#,
            r#"[["id","version","may_retry","note"],[7,2,1,null]]"#,
            r#"[["id","version","may_retry","note"],["rev_1",2]]"#,
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    #[test]
    fn one_unreadable_row_leaves_the_others() {
        let json = r#"[["id","version","may_retry","note"],["a",1,0,null],["b","?",0,null],["c",3,0,null]]"#;
        let cards: Vec<Result<Card, RowError>> = Vec::from_rows(Rows::from_json(json).unwrap()).unwrap();
        assert_eq!(cards.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    }
}
