//! Values that come out of a row.

use crate::{Error, Result};

/// A column's value as both engines know it.
#[derive(Clone, Copy)]
pub enum Value<'r> {
    /// No value.
    Null,
    /// A 64-bit integer.
    Int(i64),
    /// Text.
    Text(&'r str),
    /// Bytes.
    Bytes(&'r [u8]),
}

/// One row of an answer, valid while its reader looks at it.
pub struct Row<'r>(Source<'r>);

enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Self(Source::Sqlite(row))
    }

    pub(crate) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Self(Source::Postgres(row))
    }

    /// The column at `index`, counted from 0. A `Schema` error when there is none or it holds another type.
    #[inline]
    pub fn get<T: FromColumn>(&self, index: usize) -> Result<T> {
        T::from_value(self.value(index)?).ok_or_else(|| wrong_type::<T>(index))
    }

    /// A cursor over the columns from the first on.
    pub fn columns(&self) -> Columns<'_> {
        Columns { row: self, next: 0 }
    }

    #[inline]
    pub(crate) fn value(&self, index: usize) -> Result<Value<'_>> {
        match self.0 {
            Source::Sqlite(row) => crate::sqlite::column(row, index),
            Source::Postgres(row) => crate::postgres::column(row, index),
        }
    }
}

#[cold]
fn wrong_type<T>(index: usize) -> Error {
    Error::schema(format!("column {index} does not hold a {}", std::any::type_name::<T>()))
}

/// Reads a row's columns from left to right.
pub struct Columns<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl Columns<'_> {
    /// The next column. A `Schema` error when there is none left or it holds another type.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "each column is read as a type of its own")]
    pub fn next<T: FromColumn>(&mut self) -> Result<T> {
        let index = self.next;
        self.next += 1;
        self.row.get(index)
    }
}

/// A type that a column can be read as.
pub trait FromColumn: Sized {
    /// None when the column holds another type, or null where no null is expected.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

impl FromColumn for i64 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Int(value) = value { Some(value) } else { None }
    }
}

impl FromColumn for bool {
    /// 0 and 1, nothing else.
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            Value::Int(_) | Value::Null | Value::Text(_) | Value::Bytes(_) => None,
        }
    }
}

impl FromColumn for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Text(value) = value { Some(value.to_owned()) } else { None }
    }
}

impl FromColumn for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(value) = value { Some(value.to_owned()) } else { None }
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    /// Bytes of exactly this length.
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(value) = value { value.try_into().ok() } else { None }
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Null = value { Some(None) } else { T::from_value(value).map(Some) }
    }
}
