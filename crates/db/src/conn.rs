//! The one connection that repositories see.

use crate::text_index::TextChange;
use crate::{Error, Kind, Param, Result, Row};

/// Which database stands under the store. Only this crate needs to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The bundled SQLite, one file.
    Sqlite,
    /// A PostgreSQL server, or one that speaks its protocol.
    Postgres,
}

/// A connection inside one transaction.
///
/// Statements use `$1`, `$2`, .. for `params`, each at least once. The first statement that fails poisons the
/// transaction: every later call answers the same error and nothing is committed. A conflict that is a value is
/// asked for as one: `INSERT .. ON CONFLICT DO NOTHING RETURNING ..`.
pub trait Conn {
    /// Which engine this is.
    fn engine(&self) -> Engine;

    /// Runs a statement that answers no rows; the number of rows it changed.
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64>;

    /// As [`Self::execute`], where nobody asks how many rows it changed: on PostgreSQL it leaves together with the next call that
    /// needs an answer, or ahead of the commit, and its failure is that one's.
    fn send(&mut self, sql: &str, params: &[Param<'_>]) -> Result<()> {
        self.execute(sql, params).map(drop)
    }

    /// Runs a statement and shows each row of its answer to `row`; an error of `row` ends the walk and is
    /// returned, without poisoning the transaction.
    fn for_each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()>;

    /// Changes a text index, now or together with others just before the commit. Call [`crate::text_index`] instead.
    #[doc(hidden)]
    fn change_text(&mut self, change: TextChange<'_>) -> Result<()>;

    /// Makes the changes of text that wait visible to a search in this transaction.
    #[doc(hidden)]
    fn settle_texts(&mut self) -> Result<()>;
}

impl dyn Conn + '_ {
    /// The one row of the answer, or none. More than one row is a `Schema` error.
    pub fn optional<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.for_each(sql, params, &mut |row| {
            if found.is_some() {
                return Err(Error::schema("more than one row where one was expected"));
            }
            found = Some(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Every row of the answer, in its order.
    pub fn all<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.for_each(sql, params, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The one row of the answer. None or more than one is a `Schema` error.
    pub fn one<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.optional(sql, params, read)?.ok_or_else(|| Error::schema("no row where one was expected"))
    }

    /// True when the answer has a row. Write the statement so that it answers one row at most: all are read.
    pub fn exists(&mut self, sql: &str, params: &[Param<'_>]) -> Result<bool> {
        let mut found = false;
        self.for_each(sql, params, &mut |_| {
            found = true;
            Ok(())
        })?;
        Ok(found)
    }
}

/// What a transaction remembers while a closure runs in it.
#[derive(Default)]
pub(crate) struct Memory {
    poison: Option<Error>,
    /// Rows answered and rows changed.
    pub rows: u64,
}

impl Memory {
    /// The error of the statement that failed before, if one did.
    pub fn check(&self) -> Result<()> {
        self.poison.clone().map_or(Ok(()), Err)
    }

    /// Remembers the first failure and gives the result back.
    pub fn keep<T>(&mut self, result: Result<T>) -> Result<T> {
        if let (Err(error), None) = (&result, &self.poison) {
            self.poison = Some(error.clone());
        }
        result
    }
}

/// A connection that remembers.
pub(crate) trait Remembers: Conn {
    fn memory(&self) -> &Memory;
}

/// The refusal of a statement whose parameters do not fit.
#[cold]
pub(crate) fn wrong_count(wanted: usize, given: usize) -> Error {
    Error::new(Kind::Schema, format!("the statement has {wanted} parameters, {given} were given"))
}

/// The refusal of `execute` for a statement that answers rows: SQLite would stop after the first.
#[cold]
pub(crate) fn has_rows() -> Error {
    Error::new(Kind::Schema, "the statement answers rows: use for_each")
}
