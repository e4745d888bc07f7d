//! One PostgreSQL session: the seam's small trait over it.

use super::connect::{Target, connect, misspoken};
use super::failure::{commit_failure, failure, is_stale};
use super::link::{Answer, Failed, Link};
use super::rows::Rows;
use super::value::{self, Bound, Kept};
use crate::conn::{Memory, Remembers, has_rows, wrong_count};
use crate::text_index::{self, TextChange};
use crate::{Conn, Engine, Param, Result, Row, migrate};
use bytes::Bytes;
use futures_util::SinkExt;
use std::collections::HashMap;
use std::future;
use std::pin::pin;
use tokio_postgres::Statement;
use tokio_postgres::types::Type;

/// More texts than the repositories have. When there are more, all are forgotten and made again.
const STATEMENTS: usize = 1024;

/// A connection and the statements that its server knows.
pub(crate) struct Session {
    link: Link,
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
        let link = connect(target)?;
        Ok(Self { link, statements: HashMap::new(), memory: Memory::default() })
    }

    /// Connects to the server of a URL.
    pub fn open(url: &str, config: &crate::Config) -> Result<Self> {
        Self::connect(&Target::resolve(url, &config.environment, config.patience).map_err(misspoken)?)
    }

    /// Runs a `COPY .. FROM STDIN` with all of its stream.
    pub fn copy_in(&mut self, sql: &str, stream: Vec<u8>) -> Result<()> {
        self.memory.check()?;
        let copied = self.link.ask(|client| async move {
            let mut sink = pin!(client.copy_in(sql).await?);
            sink.send(Bytes::from(stream)).await?;
            sink.finish().await
        });
        let copied = self.known(copied);
        self.memory.keep(copied).map(drop)
    }

    /// Begins a transaction with the words of `sql` and forgets the failures of the one before. Its own failure is that
    /// of the first statement.
    pub fn begin(&mut self, sql: &'static str) {
        self.memory = Memory::default();
        self.post(sql);
    }

    /// Runs a statement of the seam's own, in one message.
    pub fn command(&mut self, sql: &str) -> Result<()> {
        let done = self.link.ask(|client| async move { client.batch_execute(sql).await });
        self.known(done)
    }

    /// Commits. The error says whether the outcome is known.
    ///
    /// What was sent is answered before: whoever looks for a commit whose answer was lost takes a mark that is not there for
    /// one that never will be, so the server must have written it.
    pub fn commit(&mut self) -> Result<()> {
        self.settle()?;
        match self.link.ask(|client| async move { client.batch_execute("COMMIT").await }) {
            Ok(Answer { .. }) => Ok(()),
            Err(failed) => Err(commit_failure(&failed.into())),
        }
    }

    /// Waits for what was sent, if something was.
    pub fn settle(&mut self) -> Result<()> {
        if !self.link.owes() {
            return Ok(());
        }
        let settled = self.link.ask(|_| future::ready(Ok(())));
        self.known(settled)
    }

    /// Undoes the transaction and waits for nothing: a failure is that of the next transaction.
    pub fn undo(&mut self) {
        self.post("ROLLBACK");
        self.link.flush();
    }

    pub fn is_closed(&self) -> bool {
        self.link.is_closed()
    }

    fn post(&mut self, sql: &'static str) {
        self.link.send(|client| async move { client.batch_execute(sql).await.map(|()| 0) });
    }

    /// What the driver's answer means; rows that were changed are counted.
    fn known<T>(&mut self, answer: std::result::Result<Answer<T>, Failed>) -> Result<T> {
        match answer {
            Ok(Answer { value, changed }) => {
                self.memory.rows += changed;
                Ok(value)
            }
            Err(failed) => {
                let error = failed.into();
                if is_stale(&error) {
                    self.statements.clear();
                }
                Err(failure(&error))
            }
        }
    }

    fn prepare(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Statement> {
        let fits = |prepared: &&Prepared| prepared.types.iter().eq(params.iter().map(value::type_of));
        if let Some(prepared) = self.statements.get(sql).and_then(|all| all.iter().find(fits)) {
            return Ok(prepared.statement.clone());
        }
        let types: Box<[Type]> = params.iter().map(|param| value::type_of(param).clone()).collect();
        // The server would take more values than the statement uses.
        if parameters(sql) != params.len() {
            return Err(wrong_count(parameters(sql), params.len()));
        }
        let made = self.link.ask(|client| {
            let types = &types;
            async move { client.prepare_typed(sql, types).await }
        });
        let statement = self.known(made)?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let prepared = Prepared { types, statement: statement.clone() };
        self.statements.entry(sql.into()).or_default().push(prepared);
        Ok(statement)
    }

    /// A statement that answers no rows.
    fn prepare_change(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Statement> {
        let statement = self.prepare(sql, params)?;
        if statement.columns().is_empty() { Ok(statement) } else { Err(has_rows()) }
    }

    fn walk(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<Result<()>> {
        let statement = self.prepare(sql, params)?;
        let begun = self.link.ask(|client| {
            let statement = &statement;
            async move { Rows::of(client.query_raw(statement, params.iter().map(Bound)).await?).more().await }
        });
        let mut rows = self.known(begun)?;
        let mut end = Ok(());
        // The answer is read to its end: what the server says last may be that the statement failed.
        loop {
            self.memory.rows += rows.here.len() as u64;
            for row in rows.here.drain(..) {
                if end.is_ok() {
                    end = read(&Row::postgres(&row));
                }
            }
            if rows.ended {
                return Ok(end);
            }
            let more = self.link.ask(|_| rows.more());
            rows = self.known(more)?;
        }
    }

    fn change(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let statement = self.prepare_change(sql, params)?;
        let changed = self.link.ask(|client| {
            let statement = &statement;
            async move { client.execute_raw(statement, params.iter().map(Bound)).await }
        });
        self.known(changed)
    }

    fn send_change(&mut self, sql: &str, params: &[Param<'_>]) -> Result<()> {
        let statement = self.prepare_change(sql, params)?;
        let values: Vec<_> = params.iter().map(Kept::of).collect();
        self.link.send(|client| async move { client.execute_raw(&statement, values).await });
        Ok(())
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

    fn send(&mut self, sql: &str, params: &[Param<'_>]) -> Result<()> {
        self.memory.check()?;
        let sent = self.send_change(sql, params);
        self.memory.keep(sent)
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
