//! One PostgreSQL connection: how it is made, and the seam's small trait over it.

use super::connect::{Target, connect, misspoken};
use super::failure::{commit_failure, failure, is_stale};
use crate::conn::{Memory, Remembers, has_rows, wrong_count};
use crate::text_index::{self, TextChange};
use crate::{Conn, Engine, Error, Kind, Param, Result, Row, Value, migrate};
use ::postgres::fallible_iterator::FallibleIterator;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, RowIter, Statement};
use std::collections::HashMap;
use std::io::Write;

/// More texts than the repositories have. When there are more, all are forgotten and made again.
const STATEMENTS: usize = 1024;

/// A connection and the statements that its server knows.
pub(crate) struct Session {
    client: Client,
    statements: HashMap<Box<str>, Vec<Prepared>>,
    memory: Memory,
}

/// A statement for one row of types.
struct Prepared {
    types: Box<[Type]>,
    statement: Statement,
}

impl Session {
    /// Connects to the first server of `target` that takes us.
    pub fn connect(target: &Target) -> Result<Self> {
        let client = connect(target)?;
        Ok(Self { client, statements: HashMap::new(), memory: Memory::default() })
    }

    /// Connects to the server of a URL.
    pub fn open(url: &str, config: &crate::Config) -> Result<Self> {
        Self::connect(&Target::resolve(url, &config.environment, config.patience).map_err(misspoken)?)
    }

    /// Runs a `COPY .. FROM STDIN` with all of its stream.
    pub fn copy_in(&mut self, sql: &str, stream: &[u8]) -> Result<()> {
        self.memory.check()?;
        let copied = self.client.copy_in(sql).map_err(|error| failure(&error)).and_then(|mut writer| {
            // The reason of a failed write is told at the end.
            let written = writer.write_all(stream);
            let finished = writer.finish().map_err(|error| failure(&error))?;
            written.map(|()| finished).map_err(|error| Error::new(Kind::Lost, error.to_string()))
        });
        self.memory.keep(copied).map(drop)
    }

    /// Begins a transaction with the words of `sql` and forgets the failures of the one before.
    pub fn begin(&mut self, sql: &str) -> Result<()> {
        self.memory = Memory::default();
        self.command(sql)
    }

    /// Runs a statement of the seam's own, in one message.
    pub fn command(&mut self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).map_err(|error| failure(&error))
    }

    /// Commits; the error says whether the outcome is known.
    pub fn commit(&mut self) -> Result<()> {
        self.client.batch_execute("COMMIT").map_err(|error| commit_failure(&error))
    }

    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn prepare(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Statement> {
        let fits = |prepared: &&Prepared| prepared.types.iter().eq(params.iter().map(type_of));
        if let Some(prepared) = self.statements.get(sql).and_then(|all| all.iter().find(fits)) {
            return Ok(prepared.statement.clone());
        }
        let types: Box<[Type]> = params.iter().map(|param| type_of(param).clone()).collect();
        // The server would take more values than the statement uses.
        if parameters(sql) != params.len() {
            return Err(wrong_count(parameters(sql), params.len()));
        }
        let statement = self.client.prepare_typed(sql, &types).map_err(|error| failure(&error))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let prepared = Prepared { types, statement: statement.clone() };
        self.statements.entry(sql.into()).or_default().push(prepared);
        Ok(statement)
    }

    fn query(&mut self, statement: &Statement, params: &[Param<'_>]) -> Result<RowIter<'_>> {
        match self.client.query_raw(statement, params.iter().map(Bound)) {
            Ok(rows) => Ok(rows),
            Err(error) => {
                if error.as_db_error().is_some_and(is_stale) {
                    self.statements.clear();
                }
                Err(failure(&error))
            }
        }
    }

    fn walk(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<Result<()>> {
        let statement = self.prepare(sql, params)?;
        let mut rows = self.query(&statement, params)?;
        let mut end = Ok(());
        let mut count = 0;
        // The answer is read to its end: what the server says last may be that the statement failed.
        while let Some(row) = rows.next().map_err(|error| failure(&error))? {
            count += 1;
            if end.is_ok() {
                end = read(&Row::postgres(&row));
            }
        }
        drop(rows);
        self.memory.rows += count;
        Ok(end)
    }

    fn change(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let statement = self.prepare(sql, params)?;
        if !statement.columns().is_empty() {
            return Err(has_rows());
        }
        let mut rows = self.query(&statement, params)?;
        while rows.next().map_err(|error| failure(&error))?.is_some() {}
        Ok(rows.rows_affected().unwrap_or(0))
    }
}

impl Conn for Session {
    fn engine(&self) -> Engine {
        Engine::Postgres
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
        text_index::apply(self, &change)
    }

    fn settle_texts(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Remembers for Session {
    fn memory(&self) -> &Memory {
        &self.memory
    }
}

impl migrate::Session for Session {
    fn script(&mut self, sql: &str) -> Result<()> {
        self.command(sql)
    }
}

/// The highest number of a parameter in `sql`.
fn parameters(sql: &str) -> usize {
    let number = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text.get(..end).and_then(|digits| digits.parse().ok())
    };
    sql.split('$').skip(1).filter_map(number).max().unwrap_or(0)
}

fn type_of(param: &Param<'_>) -> &'static Type {
    match param {
        Param::Int(_) => &Type::INT8,
        Param::Text(_) => &Type::TEXT,
        Param::Bytes(_) | Param::Id(_) => &Type::BYTEA,
    }
}

#[derive(Debug)]
struct Bound<'a>(&'a Param<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self.0 {
            Param::Int(value) => value.to_sql(ty, out),
            Param::Text(value) => value.to_sql(ty, out),
            Param::Bytes(value) => value.to_sql(ty, out),
            Param::Id(value) => value.as_ref().map(<[u8; 16]>::as_slice).to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

/// The value of a row's column; small integers and truth values are widened, as SQLite has them.
pub(crate) fn column(row: &::postgres::Row, index: usize) -> Result<Value<'_>> {
    let Some(column) = row.columns().get(index) else {
        return Err(Error::schema(format!("there is no column {index}")));
    };
    let value = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(index).map(|value| value.map(Value::Int)),
        Type::INT4 => {
            row.try_get::<_, Option<i32>>(index).map(|value| value.map(|value| Value::Int(value.into())))
        }
        Type::BOOL => {
            row.try_get::<_, Option<bool>>(index).map(|value| value.map(|value| Value::Int(value.into())))
        }
        Type::TEXT => row.try_get::<_, Option<&str>>(index).map(|value| value.map(Value::Text)),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index).map(|value| value.map(Value::Bytes)),
        _ => return Err(Error::schema(format!("column {index} has the type {}", column.type_().name()))),
    };
    value.map(|value| value.unwrap_or(Value::Null)).map_err(|error| failure(&error))
}
