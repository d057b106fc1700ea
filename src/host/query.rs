//! Queries that know what they return, and batches of them: a batch is a tuple of queries and
//! brings a tuple of their rows, so that a row cannot be read as another query's.

use super::row::{FromRow, RowError, Rows};
use super::{Boxed, DatabaseError, Host};
use crate::clock::Timestamp;
use std::marker::PhantomData;

/// One SQL statement with what is bound to its `?1`, `?2`, …, as a host runs it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Tells statements apart in logs, tests and plans.
    pub name: &'static str,
    /// The text.
    pub sql: &'static str,
    /// Bound in order.
    pub params: Vec<Param>,
}

/// A bound value. D1 has no others that we need: times are text, flags are 0 and 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    Null,
    /// An integer below 2^53, which is what JavaScript can carry.
    Integer(i64),
    Text(String),
}

/// A statement whose rows are read as `R`: `()` reads none, `bool` tells whether there is a
/// row, `Option<T>` reads the first one, `Vec<T>` all of them.
#[derive(Debug)]
pub struct Query<R = ()> {
    statement: Statement,
    returns: PhantomData<fn() -> R>,
}

impl<R> Query<R> {
    /// A statement with nothing bound yet.
    pub fn new(name: &'static str, sql: &'static str) -> Self {
        Self { statement: Statement { name, sql, params: Vec::new() }, returns: PhantomData }
    }

    /// Binds the next parameter.
    #[must_use]
    pub fn bind(mut self, param: impl Into<Param>) -> Self {
        self.statement.params.push(param.into());
        self
    }

    /// Binds the next parameter to JSON, for `json_each`.
    #[must_use]
    pub fn bind_json(self, value: &(impl serde::Serialize + ?Sized)) -> Self {
        // Serialising our own structs and strings into memory does not fail; if it ever did,
        // `json_each('')` is an SQL error and the batch rolls back.
        self.bind(serde_json::to_string(value).unwrap_or_default())
    }
}

impl<R> From<Query<R>> for Statement {
    fn from(query: Query<R>) -> Self {
        query.statement
    }
}

/// What the rows of one statement are read as.
pub trait FromRows: Sized {
    /// Errors: a row is of another form.
    fn from_rows(rows: Rows) -> Result<Self, RowError>;
}

impl FromRows for () {
    fn from_rows(_: Rows) -> Result<Self, RowError> {
        Ok(())
    }
}

impl FromRows for bool {
    fn from_rows(rows: Rows) -> Result<Self, RowError> {
        Ok(!rows.is_empty())
    }
}

impl<T: FromRow> FromRows for Option<T> {
    fn from_rows(mut rows: Rows) -> Result<Self, RowError> {
        rows.row().map(|mut row| T::from_row(&mut row)).transpose()
    }
}

impl<T: FromRow> FromRows for Vec<T> {
    fn from_rows(mut rows: Rows) -> Result<Self, RowError> {
        let mut read = Self::with_capacity(rows.len());
        while let Some(mut row) = rows.row() {
            read.push(T::from_row(&mut row)?);
        }
        Ok(read)
    }
}

/// What some statements returned, each with its name, in their order.
#[derive(Debug)]
pub struct Answers(std::vec::IntoIter<(&'static str, Option<Rows>)>);

impl Answers {
    fn next<R: FromRows>(&mut self) -> Result<R, DatabaseError> {
        let (name, rows) = self.0.next().ok_or(DatabaseError::Shape("batch"))?;
        rows.and_then(|rows| R::from_rows(rows).ok()).ok_or(DatabaseError::Shape(name))
    }
}

/// Queries that run in one transaction and one round trip.
pub trait Batch {
    /// Their rows.
    type Rows;

    /// Which of them there are, where that differs from run to run.
    type Shape;

    /// Adds the statements.
    fn prepare(self, statements: &mut Vec<Statement>) -> Self::Shape;

    /// Reads what they returned.
    fn read(shape: Self::Shape, answers: &mut Answers) -> Result<Self::Rows, DatabaseError>;
}

impl<R: FromRows> Batch for Query<R> {
    type Rows = R;
    type Shape = ();

    fn prepare(self, statements: &mut Vec<Statement>) {
        statements.push(self.statement);
    }

    fn read((): (), answers: &mut Answers) -> Result<R, DatabaseError> {
        answers.next()
    }
}

impl<B: Batch> Batch for Vec<B> {
    type Rows = Vec<B::Rows>;
    type Shape = Vec<B::Shape>;

    fn prepare(self, statements: &mut Vec<Statement>) -> Self::Shape {
        self.into_iter().map(|batch| batch.prepare(statements)).collect()
    }

    fn read(shape: Self::Shape, answers: &mut Answers) -> Result<Self::Rows, DatabaseError> {
        shape.into_iter().map(|shape| B::read(shape, answers)).collect()
    }
}

impl<B: Batch> Batch for Option<B> {
    type Rows = Option<B::Rows>;
    type Shape = Option<B::Shape>;

    fn prepare(self, statements: &mut Vec<Statement>) -> Self::Shape {
        self.map(|batch| batch.prepare(statements))
    }

    fn read(shape: Self::Shape, answers: &mut Answers) -> Result<Self::Rows, DatabaseError> {
        shape.map(|shape| B::read(shape, answers)).transpose()
    }
}

macro_rules! batch_of_tuple {
    ($($part:ident),+) => {
        impl<$($part: Batch),+> Batch for ($($part,)+) {
            type Rows = ($($part::Rows,)+);
            type Shape = ($($part::Shape,)+);

            #[allow(non_snake_case, reason = "a part is named as its type")]
            fn prepare(self, statements: &mut Vec<Statement>) -> Self::Shape {
                let ($($part,)+) = self;
                ($($part.prepare(statements),)+)
            }

            #[allow(non_snake_case, reason = "a part is named as its type")]
            fn read(shape: Self::Shape, answers: &mut Answers) -> Result<Self::Rows, DatabaseError> {
                let ($($part,)+) = shape;
                Ok(($($part::read($part, answers)?,)+))
            }
        }
    };
}

batch_of_tuple!(A, B);
batch_of_tuple!(A, B, C);
batch_of_tuple!(A, B, C, D);
batch_of_tuple!(A, B, C, D, E);
batch_of_tuple!(A, B, C, D, E, F);
batch_of_tuple!(A, B, C, D, E, F, G);
batch_of_tuple!(A, B, C, D, E, F, G, H);
batch_of_tuple!(A, B, C, D, E, F, G, H, I);
batch_of_tuple!(A, B, C, D, E, F, G, H, I, J);
batch_of_tuple!(A, B, C, D, E, F, G, H, I, J, K);
batch_of_tuple!(A, B, C, D, E, F, G, H, I, J, K, L);

impl dyn Host + '_ {
    /// Runs the queries in one transaction, in one round trip. An empty batch makes none.
    ///
    /// Errors: as [`Host::run`], or a row is not of the form that its query says.
    pub fn batch<'a, B: Batch + 'a>(&'a self, batch: B) -> Boxed<'a, Result<B::Rows, DatabaseError>> {
        let mut statements = Vec::new();
        let shape = batch.prepare(&mut statements);
        let answers = self.answers(statements);
        Box::pin(async move { B::read(shape, &mut answers.await?) })
    }

    /// The round trip, which is the same for every batch.
    fn answers(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Answers, DatabaseError>> {
        Box::pin(async move {
            let names: Vec<_> = statements.iter().map(|statement| statement.name).collect();
            let answers = if statements.is_empty() { Vec::new() } else { self.run(statements).await? };
            Ok(named(&names, answers))
        })
    }
}

/// Of what came back, which is whose; what nobody asked for is left out.
fn named(names: &[&'static str], answers: Vec<Rows>) -> Answers {
    let answers = answers.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
    Answers(names.iter().copied().zip(answers).collect::<Vec<_>>().into_iter())
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for Param {
    fn from(flag: bool) -> Self {
        Self::Integer(flag.into())
    }
}

impl From<Timestamp> for Param {
    fn from(at: Timestamp) -> Self {
        Self::Text(at.to_string())
    }
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Name(String);

    crate::from_row!(Name(name));

    fn read<B: Batch>(batch: B, answers: &[&str]) -> (usize, Result<B::Rows, DatabaseError>) {
        let mut statements = Vec::new();
        let shape = batch.prepare(&mut statements);
        let names: Vec<_> = statements.iter().map(|statement| statement.name).collect();
        let rows = answers.iter().map(|json| Rows::from_json(json).unwrap()).collect();
        (statements.len(), B::read(shape, &mut named(&names, rows)))
    }

    #[test]
    fn each_query_of_a_batch_reads_its_own_rows() {
        let names: Query<Vec<Name>> = Query::new("names", "SELECT name FROM t");
        let first: Query<Option<(u32,)>> = Query::new("first", "SELECT n FROM t");
        let any: Query<bool> = Query::new("any", "SELECT 1 FROM t");
        let (statements, rows) = read((names, first, any), &[r#"[["name"],["a"],["b"]]"#, r#"[["n"],[3],[4]]"#, "[]"]);
        let (names, first, any) = rows.unwrap();
        assert_eq!(statements, 3);
        assert_eq!(names.into_iter().map(|name| name.0).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(first, Some((3,)));
        assert!(!any);
    }

    #[test]
    fn lists_and_options_of_queries_read_as_many_answers_as_they_asked() {
        let ask = || Query::<bool>::new("any", "SELECT 1");
        let (statements, rows) =
            read((vec![ask(), ask()], None::<Query<bool>>, Some(ask())), &["[]", r#"[["1"],[1]]"#, "[]"]);
        assert_eq!(statements, 3);
        assert_eq!(rows.unwrap(), (vec![false, true], None, Some(false)));
    }

    #[test]
    fn a_missing_answer_or_another_form_names_the_query() {
        let ask = || Query::<Option<(u32,)>>::new("count_cards", "SELECT 1");
        for answers in [&[][..], &[r#"[["n"],["text"]]"#], &[r#"[["n"],[null]]"#], &[r#"[["n"],[-1]]"#]] {
            let (_, rows) = read(ask(), answers);
            assert!(matches!(rows, Err(DatabaseError::Shape("count_cards"))), "{answers:?}");
        }
    }
}
