//! One SQLite connection: how it is opened, and the seam's small trait over it.

use super::failure::failure;
use crate::conn::{Memory, Remembers, has_rows, wrong_count};
use crate::text_index::{self, TextChange};
use crate::{Conn, Engine, Error, Param, Result, Row, Value, migrate};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// More texts than the repositories have, so that each is prepared once.
const STATEMENTS: usize = 512;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Write,
    Read,
    /// Reads of a few rows, all over the store: those that come again and again find their pages here.
    Glance,
    Checkpoint,
}

impl Role {
    /// The most pages that a connection keeps, in kibibytes. What is not here is in the system's cache, for the price of a
    /// call each.
    const fn cache(self) -> i64 {
        match self {
            Self::Write => 8_192,
            Self::Glance => 16_384,
            Self::Read | Self::Checkpoint => 2_048,
        }
    }
}

/// Opens connections to one file, all alike.
pub(crate) struct Opener {
    path: PathBuf,
    patience: Duration,
    synchronous: &'static str,
}

impl Opener {
    pub fn new(path: PathBuf, patience: Duration, synchronous: &'static str) -> Self {
        Self { path, patience, synchronous }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn open(&self, role: Role) -> Result<Connection> {
        self.try_open(role).map_err(|error| {
            let error = failure(&error);
            Error::new(error.kind(), format!("{} cannot be opened: {error}", self.path.display()))
        })
    }

    fn try_open(&self, role: Role) -> rusqlite::Result<Connection> {
        let access = if role == Role::Write {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
        let conn = Connection::open_with_flags(&self.path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        conn.busy_timeout(self.patience)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        if role == Role::Write {
            conn.pragma_update(None, "journal_mode", "WAL")?;
        }
        conn.pragma_update(None, "synchronous", self.synchronous)?;
        conn.pragma_update(None, "wal_autocheckpoint", 0)?;
        conn.pragma_update(None, "foreign_keys", true)?;
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        conn.pragma_update(None, "cache_size", -role.cache())?;
        if matches!(role, Role::Read | Role::Glance) {
            conn.pragma_update(None, "query_only", true)?;
        }
        Ok(conn)
    }
}

/// A connection while one closure uses it.
pub(crate) struct Session<'c> {
    conn: &'c Connection,
    memory: Memory,
    /// In a shared transaction: the changes of text by those before in it. They wait for its end.
    earlier: Option<&'c Texts>,
    /// The changes of text by this closure that wait too.
    pub texts: Texts,
}

/// Changes of text in the order in which they are made.
pub(crate) type Texts = Vec<TextChange<'static>>;

impl<'c> Session<'c> {
    pub fn new(conn: &'c Connection) -> Self {
        Self { conn, memory: Memory::default(), earlier: None, texts: Texts::new() }
    }

    /// One of several sessions in a shared transaction.
    pub fn sharing(conn: &'c Connection, earlier: &'c Texts) -> Self {
        Self { earlier: Some(earlier), ..Self::new(conn) }
    }

    fn walk(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<Result<()>> {
        let mut statement = prepare(self.conn, sql, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| failure(&error))? {
            self.memory.rows += 1;
            if let Err(error) = read(&Row::sqlite(row)) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    fn change(&self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let mut statement = prepare(self.conn, sql, params)?;
        if statement.column_count() > 0 {
            return Err(has_rows());
        }
        statement.raw_execute().map(|rows| rows as u64).map_err(|error| failure(&error))
    }
}

impl Conn for Session<'_> {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.memory.check()?;
        let changed = self.change(sql, params);
        self.memory.rows += *changed.as_ref().unwrap_or(&0);
        self.memory.keep(changed)
    }

    fn for_each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.memory.check()?;
        let walked = self.walk(sql, params, row);
        self.memory.keep(walked)?
    }

    fn change_text(&mut self, change: TextChange<'_>) -> Result<()> {
        if self.earlier.is_none() {
            return text_index::apply(self, &change);
        }
        self.memory.check()?;
        self.memory.rows += 1;
        self.texts.push(change.into_owned());
        Ok(())
    }

    fn settle_texts(&mut self) -> Result<()> {
        // They are made once more before the commit: this savepoint may be undone.
        for change in self.earlier.into_iter().flatten() {
            text_index::apply(self, change)?;
        }
        let own = std::mem::take(&mut self.texts);
        let end = own.iter().try_for_each(|change| text_index::apply(self, change));
        self.texts = own;
        end
    }
}

impl Remembers for Session<'_> {
    fn memory(&self) -> &Memory {
        &self.memory
    }
}

impl migrate::Session for Session<'_> {
    fn script(&mut self, sql: &str) -> Result<()> {
        self.conn.execute_batch(sql).map_err(|error| failure(&error))
    }
}

/// Runs a statement of the seam's own, without parameters or rows.
pub(crate) fn command(conn: &Connection, sql: &str) -> Result<()> {
    let mut statement = conn.prepare_cached(sql).map_err(|error| failure(&error))?;
    statement.raw_execute().map(drop).map_err(|error| failure(&error))
}

/// The statement with its values. SQLite takes `$1` for a name and numbers names by first use, so each place is asked which
/// name it has; spelling names otherwise for it would copy every text of every call.
fn prepare<'c>(conn: &'c Connection, sql: &str, params: &[Param<'_>]) -> Result<CachedStatement<'c>> {
    let mut statement = conn.prepare_cached(sql).map_err(|error| failure(&error))?;
    let count = statement.parameter_count();
    if count != params.len() {
        return Err(wrong_count(count, params.len()));
    }
    for place in 1..=count {
        let name = statement.parameter_name(place).and_then(|name| name.strip_prefix('$'));
        let number: Option<usize> = name.and_then(|name| name.parse().ok());
        let param = number.and_then(|number| params.get(number.wrapping_sub(1)));
        let Some(param) = param else { return Err(wrong_count(number.unwrap_or_default(), params.len())) };
        statement.raw_bind_parameter(place, Bound(param)).map_err(|error| failure(&error))?;
    }
    Ok(statement)
}

struct Bound<'a>(&'a Param<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            Param::Int(value) => value.map(ValueRef::Integer),
            Param::Text(value) => value.map(|text| ValueRef::Text(text.as_bytes())),
            Param::Bytes(value) => value.map(ValueRef::Blob),
            Param::Id(value) => value.as_ref().map(|id| ValueRef::Blob(id)),
        };
        Ok(ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))
    }
}

/// The value of a row's column.
#[inline]
pub(crate) fn column<'r>(row: &'r rusqlite::Row<'r>, index: usize) -> Result<Value<'r>> {
    let value = row.get_ref(index).map_err(|_| Error::schema(format!("there is no column {index}")))?;
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Blob(value) => Value::Bytes(value),
        ValueRef::Text(text) => Value::Text(
            std::str::from_utf8(text).map_err(|_| Error::schema(format!("column {index} is not UTF-8")))?,
        ),
        ValueRef::Real(_) => return Err(Error::schema(format!("column {index} holds a fraction"))),
    })
}
