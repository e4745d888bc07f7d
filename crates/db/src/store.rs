//! The store as the core sees it.

use crate::job::{Answer, Job, Look, Read, Write};
use crate::{Config, Conn, Database, Engine, Error, Migration, Outcome, Result, Stats};
use crate::{postgres, sqlite};
use std::sync::Arc;

/// Closures on database threads, each in one transaction. A clone is another handle to the same threads; the last
/// one that is dropped closes them.
#[derive(Clone)]
pub struct Store(Arc<Threads>);

enum Threads {
    Sqlite(sqlite::Threads),
    Postgres(postgres::Threads),
}

impl Store {
    /// Opens the store, runs the `migrations` that are missing and starts the threads. Blocks.
    ///
    /// Refuses with `Schema` what [`Migration`]s refuse (a store that is newer than this program, a migration that
    /// was changed), with `Io`, `Lost` or `Busy` a file or server that cannot be used.
    pub fn open(config: Config, migrations: &'static [Migration]) -> Result<Self> {
        let threads = match &config.database {
            Database::Sqlite(path) => {
                let path = path.clone();
                Threads::Sqlite(sqlite::Threads::open(path, config, migrations)?)
            }
            Database::Postgres(url) => Threads::Postgres(postgres::Threads::open(url, &config, migrations)?),
        };
        Ok(Self(Arc::new(threads)))
    }

    /// Which engine this store stands on.
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Threads::Sqlite(_) => Engine::Sqlite,
            Threads::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs `work` in a transaction that sees one moment of the store and cannot write.
    ///
    /// `work` owns its data, may run more than once and should be short: a long list is many reads by key. It is
    /// left out when its caller has gone away before its turn.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (job, answer) = Read::new(work);
        match &*self.0 {
            Threads::Sqlite(threads) => threads.read(Box::new(job))?,
            Threads::Postgres(threads) => threads.read(Box::new(job))?,
        }
        receive(answer).await
    }

    /// As [`Store::read`], for a read of a few rows by key: on SQLite it runs on the caller's own thread while a connection
    /// is free, since a point read takes a few microseconds and waking two threads for it takes more. On PostgreSQL no number of
    /// reads takes the half of the connections that is kept for these and for writes.
    pub async fn glance<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (job, answer) = Read::new(work);
        match &*self.0 {
            Threads::Sqlite(threads) => threads.glance(Box::new(job))?,
            Threads::Postgres(threads) => threads.glance(Box::new(job))?,
        }
        receive(answer).await
    }

    /// Runs `work` in a transaction that writes, and answers when the commit is certain.
    ///
    /// The inner result is what `work` decided: `Done` or one of the two refusals. Errors: `Unavailable`, nothing
    /// was written; `OutcomeUnknown`, the commit failed half-way; `Panicked`, undone; `Constraint` and `Schema`,
    /// undone, a fault of the program. `work` owns its data, may run more than once and draws nothing: ids, times
    /// and secrets are made before. It is left out when its caller has gone away before its turn.
    pub async fn write<T: Send + 'static, R: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn Conn) -> Result<Outcome<T, R>> + Send + 'static,
    ) -> Result<std::result::Result<T, R>> {
        self.send_write(work, None).await
    }

    /// As [`Store::write`], for a write that leaves a mark: when the connection is lost at its commit, `mark_is_there`
    /// decides what came of it. True: what `work` came to is answered. False: `work` runs again, as it may at any time.
    /// Only when no server can be asked in time (`Config::doubt`) the answer is still `OutcomeUnknown`.
    ///
    /// It runs in a transaction of its own, which is always undone. The lost commit may still be under way then; so
    /// it must not read the mark but try to write it, which waits for whoever is writing it: `INSERT .. ON CONFLICT
    /// DO NOTHING RETURNING ..`, and no row back means that it is there. A write that may simply be done twice needs no
    /// mark and answers `Ok(false)`. On SQLite a commit that fails is never looked for.
    pub async fn write_marked<T: Send + 'static, R: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn Conn) -> Result<Outcome<T, R>> + Send + 'static,
        mark_is_there: impl FnMut(&mut dyn Conn) -> Result<bool> + Send + 'static,
    ) -> Result<std::result::Result<T, R>> {
        self.send_write(work, Some(Box::new(mark_is_there))).await
    }

    async fn send_write<T: Send + 'static, R: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn Conn) -> Result<Outcome<T, R>> + Send + 'static,
        look: Option<Look>,
    ) -> Result<std::result::Result<T, R>> {
        let (job, answer) = Write::new(work, look);
        match &*self.0 {
            Threads::Sqlite(threads) => threads.write(Box::new(job))?,
            Threads::Postgres(threads) => threads.write(Box::new(job))?,
        }
        receive(answer).await
    }

    /// SQLite: copies the whole store, as it is at the end of the copy, into the new file `to`, which only this user can open.
    ///
    /// The writing thread does it in small steps between its commits, so that no transaction stays open, the log stays as short
    /// as ever, and writes wait a few milliseconds more. Refuses a file that exists; one that could not be finished is removed.
    /// On PostgreSQL it is a `Schema` error: its transactions show one moment by themselves.
    pub async fn snapshot(&self, to: std::path::PathBuf) -> Result<()> {
        match &*self.0 {
            Threads::Sqlite(threads) => receive(threads.snapshot(to)?).await,
            Threads::Postgres(_) => Err(Error::schema("PostgreSQL needs no snapshot of its file")),
        }
    }

    /// Plain numbers for metrics.
    pub fn stats(&self) -> Stats {
        match &*self.0 {
            Threads::Sqlite(threads) => threads.stats(),
            Threads::Postgres(threads) => threads.stats(),
        }
    }

    /// Gives memory back that is kept for reads, when there was none since the last call. To be called every few seconds.
    pub fn rest(&self) {
        match &*self.0 {
            Threads::Sqlite(threads) => threads.rest(),
            Threads::Postgres(_) => {}
        }
    }

    /// Finishes what waits, ends the threads and blocks until they are gone; later calls answer `Closed`.
    pub fn close(&self) {
        match &*self.0 {
            Threads::Sqlite(threads) => threads.close(),
            Threads::Postgres(threads) => threads.close(),
        }
    }

    pub(crate) fn interrupt_writer(&self) {
        match &*self.0 {
            Threads::Sqlite(threads) => threads.interrupt_writer(),
            Threads::Postgres(_) => {}
        }
    }
}

/// A job on its way to a thread.
pub(crate) type Parcel = Box<dyn Job>;

async fn receive<A>(answer: Answer<A>) -> Result<A> {
    answer.await.unwrap_or_else(|_| Err(Error::closed()))
}
