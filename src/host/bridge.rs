//! Statements and rows as they were before queries had types; goes with the last of them.

use super::{Batch, Cell, DatabaseError, Param, Rows, Statement};
use serde::de::DeserializeOwned;

impl Statement {
    pub fn new(sql: &'static str) -> Self {
        let name = sql.strip_prefix("-- ").and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        Self { name, sql, params: Vec::new() }
    }

    #[must_use]
    pub fn bind(mut self, param: impl Into<Param>) -> Self {
        self.params.push(param.into());
        self
    }

    #[must_use]
    pub fn bind_json(self, value: &impl serde::Serialize) -> Self {
        self.bind(serde_json::to_string(value).unwrap_or_default())
    }
}

impl Batch for Statement {
    type Rows = Rows;

    fn prepare(self, statements: &mut Vec<Statement>) -> super::query::Reader<Rows> {
        let name = self.name;
        statements.push(self);
        Box::new(move |answers| answers.next().ok_or(DatabaseError::Shape(name)))
    }
}

/// The rows of so many statements.
pub trait Exactly {
    fn exactly<const N: usize>(self) -> Result<[Rows; N], DatabaseError>;
    fn into_vec(self) -> Vec<Rows>;
}

impl Exactly for Vec<Rows> {
    fn exactly<const N: usize>(self) -> Result<[Rows; N], DatabaseError> {
        self.try_into().map_err(|_| DatabaseError::Shape("number of answers"))
    }

    fn into_vec(self) -> Vec<Rows> {
        self
    }
}

impl Rows {
    pub fn decode<T: DeserializeOwned>(mut self) -> Result<Vec<T>, DatabaseError> {
        let misfit = || DatabaseError::Shape(std::any::type_name::<T>());
        let rows = self.each::<Object>().collect::<Result<Vec<_>, _>>().map_err(|_| misfit())?;
        rows.into_iter().map(|row| serde_json::from_value(row.0.into()).map_err(|_| misfit())).collect()
    }

    pub fn first<T: DeserializeOwned>(self) -> Result<Option<T>, DatabaseError> {
        Ok(self.decode()?.into_iter().next())
    }

    pub fn count(mut self) -> Result<usize, DatabaseError> {
        Ok(self.each::<Object>().count())
    }
}

struct Object(serde_json::Map<String, serde_json::Value>);

impl super::FromRow for Object {
    fn from_row(row: &mut super::Row<'_>) -> Result<Self, super::Misfit> {
        Ok(Self(row.entries().map(|(name, cell): (&str, Cell)| (name.to_owned(), cell.into())).collect()))
    }
}

impl<const N: usize> Batch for [Statement; N] {
    type Rows = Vec<Rows>;

    fn prepare(self, statements: &mut Vec<Statement>) -> super::query::Reader<Vec<Rows>> {
        Vec::from(self).prepare(statements)
    }
}
